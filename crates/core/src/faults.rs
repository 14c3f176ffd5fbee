//! A panic on demand, compiled into builds that test what becomes of one.
use std::sync::atomic::{AtomicI64, Ordering};

/// Checks left until the panic; below 0 there is none.
static LEFT: AtomicI64 = AtomicI64::new(-1);

/// Makes [`Run::check`](crate::Run::check) panic once, after `checks` more of them on any thread.
pub fn panic_after(checks: u32) {
    LEFT.store(i64::from(checks), Ordering::SeqCst);
}

/// Whether the panic that was asked for is still to come.
#[must_use]
pub fn is_pending() -> bool {
    LEFT.load(Ordering::SeqCst) >= 0
}

/// Panics when its turn has come.
pub(crate) fn checkpoint() {
    if is_pending() {
        assert_ne!(LEFT.fetch_sub(1, Ordering::SeqCst), 0, "a panic that a test asked for");
    }
}
