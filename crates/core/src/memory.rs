//! The memory ledger: one account for the process, charged before memory is taken.
//!
//! Linux hands out address space it cannot back, so a reservation that succeeds may still end the process
//! when it is touched. The ledger is the real guard: every large buffer is announced first, and an
//! announcement that would pass the limit is an error instead of a crash.
use crate::error::{Error, Result};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Whether the system has refused memory that could not be gone without.
static SHORT: AtomicBool = AtomicBool::new(false);

/// Says that the system refuses memory: every run fails at its next check, until [`end_shortage`].
pub fn declare_shortage() {
    SHORT.store(true, Ordering::Release);
}

/// Says that the system has memory again.
pub fn end_shortage() {
    SHORT.store(false, Ordering::Release);
}

/// Whether the system refuses memory.
#[must_use]
pub fn is_short() -> bool {
    SHORT.load(Ordering::Acquire)
}

/// Bytes in use and the limit, shared by all runs of a process.
#[derive(Debug)]
pub struct Ledger {
    in_use: AtomicU64,
    peak: AtomicU64,
    limit: AtomicU64,
}

impl Ledger {
    /// A ledger with `limit` bytes.
    #[must_use]
    pub fn new(limit: u64) -> Arc<Self> {
        Arc::new(Ledger { in_use: AtomicU64::new(0), peak: AtomicU64::new(0), limit: AtomicU64::new(limit) })
    }

    /// Announces `bytes` for `what`; they are given back when the [`Charge`] is dropped.
    ///
    /// # Errors
    /// [`Code::OutOfMemory`](crate::Code::OutOfMemory) when the limit would be passed; nothing is charged then.
    pub fn charge(self: &Arc<Self>, what: &str, bytes: u64) -> Result<Charge> {
        let limit = self.limit();
        let taken = self.in_use.fetch_update(Ordering::AcqRel, Ordering::Acquire, |in_use| {
            in_use.checked_add(bytes).filter(|total| *total <= limit)
        });
        match taken {
            Ok(before) => {
                self.peak.fetch_max(before + bytes, Ordering::AcqRel);
                Ok(Charge { ledger: Arc::clone(self), bytes })
            }
            Err(in_use) => Err(Error::out_of_memory(what, bytes, in_use, limit)),
        }
    }

    /// Bytes charged now.
    #[must_use]
    pub fn in_use(&self) -> u64 {
        self.in_use.load(Ordering::Acquire)
    }

    /// The most bytes ever charged at once.
    #[must_use]
    pub fn peak(&self) -> u64 {
        self.peak.load(Ordering::Acquire)
    }

    /// The limit in bytes.
    #[must_use]
    pub fn limit(&self) -> u64 {
        self.limit.load(Ordering::Acquire)
    }

    /// Sets the limit; what is already charged stays charged.
    pub fn set_limit(&self, bytes: u64) {
        self.limit.store(bytes, Ordering::Release);
    }
}

/// Bytes held in a [`Ledger`]; dropping it gives them back.
#[derive(Debug)]
pub struct Charge {
    ledger: Arc<Ledger>,
    bytes: u64,
}

impl Charge {
    /// Bytes held.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }
}

impl Drop for Charge {
    fn drop(&mut self) {
        self.ledger.in_use.fetch_sub(self.bytes, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code;

    #[test]
    fn charges_are_given_back_and_refusals_change_nothing() {
        let ledger = Ledger::new(100);
        let first = ledger.charge("a", 60).unwrap();
        assert_eq!(ledger.charge("b", 41).unwrap_err().code(), Code::OutOfMemory);
        assert_eq!(ledger.charge("c", u64::MAX).unwrap_err().code(), Code::OutOfMemory);
        assert_eq!(ledger.in_use(), 60);
        drop(first);
        assert_eq!((ledger.in_use(), ledger.peak()), (0, 60));
    }
}
