//! Something described at once and made by the first job that needs it.
//!
//! A builder only checks and takes over its input; what it describes can cost seconds, and belongs off the
//! event loop. Jobs that come while one is making it wait, and can be cancelled while they wait; a failure is
//! not kept.
use marginals_core::{Result, Run};
use std::sync::{Mutex, TryLockError};
use std::time::Duration;

type Make<T> = Box<dyn Fn(&Run) -> Result<T> + Send + Sync>;

/// A value made at most once.
pub struct Prepared<T> {
    make: Make<T>,
    made: Mutex<Option<T>>,
}

impl<T> Prepared<T> {
    /// What `make` will make.
    pub fn new(make: impl Fn(&Run) -> Result<T> + Send + Sync + 'static) -> Self {
        Prepared { make: Box::new(make), made: Mutex::new(None) }
    }

    /// What is already there.
    pub fn ready(value: T) -> Self {
        let again = |_: &Run| Err(marginals_core::Error::internal("a ready value was made again"));
        Prepared { make: Box::new(again), made: Mutex::new(Some(value)) }
    }

    /// Reads the value, made by whoever comes first.
    pub fn with<R>(&self, run: &Run, read: impl FnOnce(&mut T) -> R) -> Result<R> {
        loop {
            match self.made.try_lock() {
                Ok(mut held) => {
                    let made = match &mut *held {
                        Some(made) => made,
                        empty => empty.insert((self.make)(run)?),
                    };
                    return Ok(read(made));
                }
                Err(TryLockError::WouldBlock) => {
                    run.check()?;
                    std::thread::sleep(Duration::from_millis(1));
                }
                Err(TryLockError::Poisoned(_)) => self.made.clear_poison(),
            }
        }
    }
}
