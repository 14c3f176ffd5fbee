//! Panics on demand, in builds that test what becomes of them.
use napi_derive::napi;

/// Makes the computation that checks for the `checks`-th time from now panic there.
#[napi(catch_unwind)]
pub fn panic_after(checks: u32) {
    marginals_core::faults::panic_after(checks);
}

/// Whether the panic that was asked for is still to come.
#[napi(catch_unwind)]
pub fn is_panic_pending() -> bool {
    marginals_core::faults::is_pending()
}
