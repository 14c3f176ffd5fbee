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
pub struct Prepared<T>(Mutex<State<T>>);

/// How to make a value, or the value; what was needed to make it is let go of then.
enum State<T> {
    Described(Make<T>),
    Made(T),
}

impl<T> Prepared<T> {
    /// What `make` will make.
    pub fn new(make: impl Fn(&Run) -> Result<T> + Send + Sync + 'static) -> Self {
        Prepared(Mutex::new(State::Described(Box::new(make))))
    }

    /// What is already there.
    pub fn ready(value: T) -> Self {
        Prepared(Mutex::new(State::Made(value)))
    }

    /// Reads the value, made by whoever comes first.
    pub fn with<R>(&self, run: &Run, read: impl FnOnce(&mut T) -> R) -> Result<R> {
        loop {
            match self.0.try_lock() {
                Ok(mut state) => {
                    if let State::Described(make) = &*state {
                        *state = State::Made(make(run)?);
                    }
                    if let State::Made(value) = &mut *state {
                        return Ok(read(value));
                    }
                }
                Err(TryLockError::WouldBlock) => {
                    run.check()?;
                    std::thread::sleep(Duration::from_millis(1));
                }
                Err(TryLockError::Poisoned(_)) => self.0.clear_poison(),
            }
        }
    }
}
