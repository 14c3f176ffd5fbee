//! The context of one computation: threads, cancellation, progress, seed, memory.
//!
//! [`Run::blocks`] is the only parallel primitive of the library. Block bounds depend on the length alone,
//! partial results come back in index order, and the caller folds them in that order, so a result has the
//! same bits for any number of threads. Threads take blocks from a shared counter; each owns its scratch.
use crate::error::{Error, Result};
use crate::memory::{self, Charge, Ledger};
use crate::progress::Progress;
use bytemuck::Zeroable;
use rayon::ThreadPool;
use std::ops::Range;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Set from outside to stop a run; checked before every block.
#[derive(Clone, Debug, Default)]
pub struct CancelFlag(Arc<AtomicBool>);

impl CancelFlag {
    /// Asks every run that holds this flag to stop.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether a stop was asked for.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// Everything a long computation needs to know about its surroundings.
#[derive(Clone, Debug)]
pub struct Run {
    cancel: CancelFlag,
    progress: Arc<Progress>,
    pool: Option<Arc<ThreadPool>>,
    threads: usize,
    ledger: Arc<Ledger>,
    seed: u64,
}

impl Default for Run {
    /// One thread, seed 0, no memory limit: what tests and examples need.
    fn default() -> Self {
        Run {
            cancel: CancelFlag::default(),
            progress: Arc::default(),
            pool: None,
            threads: 1,
            ledger: Ledger::new(u64::MAX),
            seed: 0,
        }
    }
}

impl Run {
    /// The same run on `threads` threads of `pool`. More threads than the pool has are allowed.
    #[must_use]
    pub fn with_pool(mut self, pool: Arc<ThreadPool>, threads: usize) -> Self {
        self.pool = Some(pool);
        self.threads = threads.max(1);
        self
    }

    /// The same run on the calling thread alone.
    #[must_use]
    pub fn on_one_thread(mut self) -> Self {
        self.pool = None;
        self.threads = 1;
        self
    }

    /// The same run with another seed.
    #[must_use]
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The same run charging another ledger.
    #[must_use]
    pub fn with_ledger(mut self, ledger: Arc<Ledger>) -> Self {
        self.ledger = ledger;
        self
    }

    /// The same run stopped by another flag.
    #[must_use]
    pub fn with_cancel(mut self, cancel: CancelFlag) -> Self {
        self.cancel = cancel;
        self
    }

    /// The same run reporting elsewhere.
    #[must_use]
    pub fn with_progress(mut self, progress: Arc<Progress>) -> Self {
        self.progress = progress;
        self
    }

    /// The same run on the calling thread alone, for work inside a block.
    #[must_use]
    pub fn alone(&self) -> Self {
        Run { pool: None, threads: 1, ..self.clone() }
    }

    /// Threads this run may use.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// The pool that those threads are of, when there is one.
    pub(crate) fn pool(&self) -> Option<&Arc<ThreadPool>> {
        self.pool.as_ref()
    }

    /// Seed of every random stream of this run.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Where progress goes.
    #[must_use]
    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// Whether a stop was asked for, for loops that end with what they have.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.cancel.is_cancelled()
    }

    /// Fails when a stop was asked for, and when the system is out of memory. Call it at least every 5 ms of work.
    ///
    /// # Errors
    /// [`Code::Aborted`](crate::Code::Aborted), [`Code::OutOfMemory`](crate::Code::OutOfMemory).
    pub fn check(&self) -> Result<()> {
        #[cfg(feature = "faults")]
        crate::faults::checkpoint();
        match (self.cancel.is_cancelled(), memory::is_short()) {
            (false, false) => Ok(()),
            (true, _) => Err(Error::aborted()),
            (false, true) => Err(Error::memory_refused()),
        }
    }

    /// Announces `bytes` for `what` to the memory ledger.
    ///
    /// # Errors
    /// [`Code::OutOfMemory`](crate::Code::OutOfMemory) when the limit would be passed.
    pub fn charge(&self, what: &str, bytes: u64) -> Result<Charge> {
        self.ledger.charge(what, bytes)
    }

    /// An empty vector with room for `length` items, or an error instead of an abort.
    ///
    /// # Errors
    /// [`Code::OutOfMemory`](crate::Code::OutOfMemory) when the allocator refuses.
    pub fn reserved<T>(&self, what: &str, length: usize) -> Result<Vec<T>> {
        let mut items = Vec::new();
        items.try_reserve_exact(length).map_err(|_| self.refused::<T>(what, length))?;
        Ok(items)
    }

    fn refused<T>(&self, what: &str, length: usize) -> Error {
        let bytes = (length as u64).saturating_mul(size_of::<T>() as u64);
        Error::out_of_memory(what, bytes, self.ledger.in_use(), self.ledger.limit())
    }

    /// `length` copies of `item`, or an error instead of an abort.
    ///
    /// # Errors
    /// [`Code::OutOfMemory`](crate::Code::OutOfMemory) when the allocator refuses.
    pub fn filled<T: Clone>(&self, what: &str, length: usize, item: T) -> Result<Vec<T>> {
        let mut items = self.reserved(what, length)?;
        items.resize(length, item);
        Ok(items)
    }

    /// `length` zeros, or an error instead of an abort. They cost nothing before they are touched, and then the thread
    /// that touches them: for what is large and written once.
    ///
    /// # Errors
    /// [`Code::OutOfMemory`](crate::Code::OutOfMemory) when the allocator refuses.
    pub fn zeroed<T: Zeroable>(&self, what: &str, length: usize) -> Result<Vec<T>> {
        bytemuck::allocation::try_zeroed_vec(length).map_err(|()| self.refused::<T>(what, length))
    }

    /// Applies `work` to `0..length` in blocks of `block` indices; the answers come back in index order.
    ///
    /// `scratch` is made once per thread. `block` must not depend on the number of threads.
    ///
    /// # Errors
    /// The error of the lowest failing block, or [`Code::Aborted`](crate::Code::Aborted).
    pub fn blocks<T, S>(
        &self,
        length: usize,
        block: usize,
        scratch: impl Fn() -> S + Sync,
        work: impl Fn(&mut S, Range<usize>) -> Result<T> + Sync,
    ) -> Result<Vec<T>>
    where
        T: Send,
    {
        let block = block.max(1);
        let starts: Vec<usize> = (0..length).step_by(block).collect();
        self.items(starts, scratch, |scratch, _, start| work(scratch, start..length.min(start + block)))
    }

    /// Fills `out` in chunks of `block` items: `work(scratch, first index, chunk)`.
    ///
    /// # Errors
    /// As [`Run::blocks`].
    pub fn blocks_into<O, S>(
        &self,
        out: &mut [O],
        block: usize,
        scratch: impl Fn() -> S + Sync,
        work: impl Fn(&mut S, usize, &mut [O]) -> Result<()> + Sync,
    ) -> Result<()>
    where
        O: Send,
    {
        let block = block.max(1);
        let chunks: Vec<&mut [O]> = out.chunks_mut(block).collect();
        self.items(chunks, scratch, |scratch, index, chunk| work(scratch, index * block, chunk))?;
        Ok(())
    }

    /// Applies `work(scratch, index, item)` to every item; the answers come back in index order.
    ///
    /// The general form under [`Run::blocks`], for items that own or borrow disjoint pieces of output.
    ///
    /// # Errors
    /// As [`Run::blocks`].
    pub fn items<I, T, S>(
        &self,
        items: Vec<I>,
        scratch: impl Fn() -> S + Sync,
        work: impl Fn(&mut S, usize, I) -> Result<T> + Sync,
    ) -> Result<Vec<T>>
    where
        I: Send,
        T: Send,
    {
        let threads = self.threads.min(items.len());
        match &self.pool {
            Some(pool) if threads > 1 => self.items_in(pool, threads, items, &scratch, &work),
            _ => {
                let mut own = scratch();
                let mut answers = Vec::with_capacity(items.len());
                for (index, item) in items.into_iter().enumerate() {
                    self.check()?;
                    answers.push(work(&mut own, index, item)?);
                }
                Ok(answers)
            }
        }
    }

    fn items_in<I, T, S>(
        &self,
        pool: &ThreadPool,
        threads: usize,
        items: Vec<I>,
        scratch: &(impl Fn() -> S + Sync),
        work: &(impl Fn(&mut S, usize, I) -> Result<T> + Sync),
    ) -> Result<Vec<T>>
    where
        I: Send,
        T: Send,
    {
        let slots: Vec<Slot<I, T>> = items.into_iter().map(|item| Mutex::new((Some(item), None))).collect();
        let next = AtomicUsize::new(0);
        let end = AtomicUsize::new(slots.len());
        let take_blocks = || {
            let mut own = None;
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                // What comes before a failure goes on, so the lowest one is always found.
                let Some(slot) = slots.get(index).filter(|_| index < end.load(Ordering::Acquire)) else {
                    break;
                };
                let Ok(mut slot) = slot.lock() else { break };
                let Some(item) = slot.0.take() else { break };
                let answer = self.check().and_then(|()| work(own.get_or_insert_with(scratch), index, item));
                if answer.is_err() {
                    end.fetch_min(index, Ordering::AcqRel);
                }
                slot.1 = Some(answer);
            }
        };
        // The calling thread works too, so a full pool delays nothing.
        pool.in_place_scope(|scope| {
            for _ in 1..threads {
                scope.spawn(|_| take_blocks());
            }
            take_blocks();
        });
        let mut answers = Vec::with_capacity(slots.len());
        for slot in slots {
            let slot = slot.into_inner().map_err(|_| Error::internal("a block of work panicked"))?;
            answers.push(slot.1.unwrap_or_else(|| Err(Error::internal("a block of work was never taken")))?);
        }
        Ok(answers)
    }
}

/// An item until it is taken, and its answer once it is there.
type Slot<I, T> = Mutex<(Option<I>, Option<Result<T>>)>;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code;

    fn pooled(threads: usize) -> Run {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        Run::default().with_pool(Arc::new(pool), threads)
    }

    fn sum_of_reciprocals(run: &Run) -> f64 {
        let partials = run
            .blocks(100_000, 4096, || (), |(), range| Ok(range.map(|i| 1.0 / (i as f64 + 0.3)).sum::<f64>()))
            .unwrap();
        partials.into_iter().fold(0.0, |total, partial| total + partial)
    }

    #[test]
    fn same_bits_for_any_number_of_threads() {
        let expected = sum_of_reciprocals(&Run::default());
        for threads in [2, 3, 8] {
            let run = pooled(threads);
            for _ in 0..20 {
                assert_eq!(sum_of_reciprocals(&run).to_bits(), expected.to_bits());
            }
        }
    }

    #[test]
    fn fills_chunks_in_place() {
        for threads in [1, 4] {
            let mut out = vec![0usize; 1003];
            pooled(threads)
                .blocks_into(
                    &mut out,
                    10,
                    || (),
                    |(), first, chunk| {
                        for (offset, value) in chunk.iter_mut().enumerate() {
                            *value = first + offset;
                        }
                        Ok(())
                    },
                )
                .unwrap();
            assert!(out.iter().enumerate().all(|(index, value)| index == *value));
        }
    }

    #[test]
    fn reports_the_lowest_failing_block() {
        for threads in [1, 2, 8] {
            let error = pooled(threads)
                .blocks(
                    1000,
                    1,
                    || (),
                    |(), range| {
                        if range.start >= 700 {
                            Err(Error::range("i", "below 700", range.start))
                        } else {
                            Ok(())
                        }
                    },
                )
                .unwrap_err();
            assert_eq!(error.received(), Some("700"));
        }
    }

    #[test]
    fn stops_when_cancelled_from_inside() {
        for threads in [1, 2] {
            let cancel = CancelFlag::default();
            let run = pooled(threads).with_cancel(cancel.clone());
            let seen = AtomicUsize::new(0);
            let error = run
                .blocks(
                    1_000_000,
                    1,
                    || (),
                    |(), range| {
                        seen.fetch_add(1, Ordering::Relaxed);
                        if range.start == 50 {
                            cancel.cancel();
                        }
                        Ok(())
                    },
                )
                .unwrap_err();
            assert_eq!(error.code(), Code::Aborted);
            assert!(seen.load(Ordering::Relaxed) < 1000);
        }
    }

    #[test]
    fn a_refused_allocation_is_an_error() {
        let error = Run::default().filled("a matrix", usize::MAX / 16, 0.0f64).unwrap_err();
        assert_eq!(error.code(), Code::OutOfMemory);
    }
}
