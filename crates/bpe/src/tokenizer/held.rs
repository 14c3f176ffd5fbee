//! Caches of pieces, kept between calls. Whoever encodes holds one; a thread that encodes many texts holds the same for
//! all of them, so that it stays in the caches of that thread's processor.
use crate::encode::Cache;
use std::sync::{Mutex, PoisonError};

/// Caches kept for the next call.
const KEPT: usize = 8;

/// The caches that nobody holds.
#[derive(Debug, Default)]
pub(super) struct Caches(Mutex<Vec<Cache>>);

/// A cache, taken when it is first needed and given back at the end.
pub(super) struct Held<'a> {
    home: &'a Caches,
    cache: Option<Cache>,
}

impl Caches {
    /// One of them, or a new one.
    pub fn hold(&self) -> Held<'_> {
        Held { home: self, cache: None }
    }
}

impl Held<'_> {
    /// The cache.
    pub fn cache(&mut self) -> &mut Cache {
        self.cache.get_or_insert_with(|| {
            let held = self.home.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
            held.unwrap_or_else(Cache::new)
        })
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        let Some(cache) = self.cache.take().filter(|_| !std::thread::panicking()) else { return };
        let mut caches = self.home.0.lock().unwrap_or_else(PoisonError::into_inner);
        if caches.len() < KEPT {
            caches.push(cache);
        }
    }
}
