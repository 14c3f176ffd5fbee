//! Items that only the calling thread can make, and answers that only it can take, as values of JavaScript are.
//!
//! The other threads begin with the first item while the calling thread makes the next ones; it works as they do while
//! enough are made, and takes the answers that are there between its own. So what it alone can do takes none of the others' time.
use crate::error::{Error, Result};
use crate::run::Run;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Items made before the first of them is begun: enough for threads to find some, few enough to stay in the caches.
const AHEAD: usize = 64;

impl Run {
    /// As [`Run::items`], for `length` items that `make(index)` makes in order; `take(index, answer)` is given the
    /// answers in the same order. Both run on the calling thread alone.
    ///
    /// # Errors
    /// Of `make` or `take`; else the error of the lowest failing item, or [`Code::Aborted`](crate::Code::Aborted).
    pub fn streamed<I, T, S>(
        &self,
        length: usize,
        mut make: impl FnMut(usize) -> Result<I>,
        scratch: impl Fn() -> S + Sync,
        work: impl Fn(&mut S, usize, I) -> Result<T> + Sync,
        mut take: impl FnMut(usize, T) -> Result<()>,
    ) -> Result<()>
    where
        I: Send,
        T: Send,
    {
        let threads = self.threads().min(length);
        let Some(pool) = self.pool().filter(|_| threads > 1) else {
            let mut own = scratch();
            for index in 0..length {
                self.check()?;
                take(index, work(&mut own, index, make(index)?)?)?;
            }
            return Ok(());
        };
        let stream = Stream::new(length);
        let next = AtomicUsize::new(0);
        let step = |own: &mut Option<S>, index: usize| -> bool {
            let Some(item) = stream.item(index) else { return false };
            let answer = self.check().and_then(|()| work(own.get_or_insert_with(&scratch), index, item));
            stream.answer(index, answer);
            true
        };
        let mut taken = 0;
        let mut take_ready = || -> Result<()> {
            while let Some(answer) = stream.ready(taken) {
                take(taken, answer?)?;
                taken += 1;
            }
            Ok(())
        };
        pool.in_place_scope(|scope| {
            // Whatever happens here, nobody waits for items that do not come.
            let mut closing = Closing { stream: &stream, early: true };
            for _ in 1..threads {
                scope.spawn(|_| {
                    let mut own = None;
                    while step(&mut own, next.fetch_add(1, Ordering::Relaxed)) {}
                });
            }
            let (mut own, mut made) = (None, 0);
            loop {
                while made < length.min(next.load(Ordering::Relaxed).saturating_add(AHEAD)) {
                    stream.give(made, make(made)?);
                    made += 1;
                }
                // An item that was not made yet is left to threads that can wait for it.
                let claim = |next: usize| (next < made).then_some(next + 1);
                match next.fetch_update(Ordering::Relaxed, Ordering::Relaxed, claim) {
                    Ok(index) if step(&mut own, index) => take_ready()?,
                    Err(_) if made < length => {}
                    _ => break,
                }
            }
            closing.early = false;
            Ok(())
        })?;
        take_ready()?;
        if taken < length { Err(Error::internal("a block of work was never taken")) } else { Ok(()) }
    }
}

/// Items on their way to the threads, and answers on theirs back.
struct Stream<I, T> {
    slots: Vec<Mutex<Slot<I, T>>>,
    /// Items that are there.
    given: Mutex<usize>,
    more: Condvar,
    /// Items from here on are not wanted.
    end: AtomicUsize,
}

enum Slot<I, T> {
    Empty,
    Item(I),
    Answer(Result<T>),
}

impl<I, T> Stream<I, T> {
    fn new(length: usize) -> Stream<I, T> {
        Stream {
            slots: (0..length).map(|_| Mutex::new(Slot::Empty)).collect(),
            given: Mutex::new(0),
            more: Condvar::new(),
            end: AtomicUsize::new(length),
        }
    }

    /// A panic cannot leave a slot half-changed.
    fn slot(&self, index: usize) -> MutexGuard<'_, Slot<I, T>> {
        self.slots[index].lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn given(&self) -> MutexGuard<'_, usize> {
        self.given.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn give(&self, index: usize, item: I) {
        *self.slot(index) = Slot::Item(item);
        *self.given() = index + 1;
        self.more.notify_all();
    }

    /// The item of an index, as soon as it is there; none when it is not wanted.
    fn item(&self, index: usize) -> Option<I> {
        let wanted = || index < self.end.load(Ordering::Acquire);
        let mut given = self.given();
        while wanted() && *given <= index {
            given = self.more.wait(given).unwrap_or_else(PoisonError::into_inner);
        }
        drop(given);
        if !wanted() {
            return None;
        }
        match std::mem::replace(&mut *self.slot(index), Slot::Empty) {
            Slot::Item(item) => Some(item),
            _ => None,
        }
    }

    /// Hands over the answer of an index. What comes behind one that failed is not wanted; all before it still is, so
    /// that the lowest failure is always found.
    fn answer(&self, index: usize, answer: Result<T>) {
        if answer.is_err() {
            self.end_at(index);
        }
        *self.slot(index) = Slot::Answer(answer);
    }

    /// The answer of an index, if it is there.
    fn ready(&self, index: usize) -> Option<Result<T>> {
        let mut slot = self.slots.get(index)?.lock().unwrap_or_else(PoisonError::into_inner);
        match std::mem::replace(&mut *slot, Slot::Empty) {
            Slot::Answer(answer) => Some(answer),
            other => {
                *slot = other;
                None
            }
        }
    }

    fn end_at(&self, index: usize) {
        // Under the lock, so that nobody goes to sleep meanwhile.
        let given = self.given();
        self.end.fetch_min(index, Ordering::AcqRel);
        drop(given);
        self.more.notify_all();
    }
}

/// Wakes whoever waits for items when no more come.
struct Closing<'a, I, T> {
    stream: &'a Stream<I, T>,
    early: bool,
}

impl<I, T> Drop for Closing<'_, I, T> {
    fn drop(&mut self) {
        if self.early {
            self.stream.end_at(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn pooled(threads: usize) -> Run {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        Run::default().with_pool(Arc::new(pool), threads)
    }

    fn failing(from: usize) -> impl Fn(usize) -> Result<()> {
        move |index| if index < from { Ok(()) } else { Err(Error::range("i", "lower", index)) }
    }

    #[test]
    fn answers_are_taken_in_order() {
        for threads in [1, 2, 3, 8] {
            for length in [0, 1, 2, 100, 3000] {
                let mut taken = Vec::new();
                pooled(threads)
                    .streamed(
                        length,
                        |index| Ok(index + 1),
                        || 0u64,
                        |calls, index, item| {
                            *calls += 1;
                            Ok(index * item)
                        },
                        |index, answer| {
                            taken.push((index, answer));
                            Ok(())
                        },
                    )
                    .unwrap();
                assert!(taken.into_iter().eq((0..length).map(|index| (index, index * (index + 1)))));
            }
        }
    }

    #[test]
    fn the_lowest_failure_is_reported_and_nobody_waits_for_ever() {
        for threads in [1, 2, 8] {
            let run = pooled(threads);
            for round in 0..50 {
                let from = round * 7 % 300;
                let work = failing(from);
                let error = run.streamed(300, Ok, || (), |(), index, _| work(index), |_, ()| Ok(()));
                assert_eq!(error.unwrap_err().received(), Some(&*from.to_string()));
                let make = failing(from);
                let error = run.streamed(300, make, || (), |(), _, ()| Ok(()), |_, ()| Ok(()));
                assert_eq!(error.unwrap_err().received(), Some(&*from.to_string()));
                let take = failing(from);
                let error = run.streamed(300, Ok, || (), |(), _, _| Ok(()), |index, ()| take(index));
                assert_eq!(error.unwrap_err().received(), Some(&*from.to_string()));
            }
        }
    }

    #[test]
    fn a_panic_reaches_the_caller() {
        let run = pooled(4);
        for place in 0..3 {
            let at = |here: usize, index: usize| assert!(here != place || index != 40, "as wanted");
            let whole = std::panic::AssertUnwindSafe(|| {
                run.streamed(
                    100,
                    |index| {
                        at(0, index);
                        Ok(())
                    },
                    || (),
                    |(), index, ()| {
                        at(1, index);
                        Ok(())
                    },
                    |index, ()| {
                        at(2, index);
                        Ok(())
                    },
                )
            });
            assert!(std::panic::catch_unwind(whole).is_err());
        }
    }
}
