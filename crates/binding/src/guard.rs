//! Faults as data: whatever goes wrong below becomes a plain object that the façade turns into its error.
//!
//! A thrown Node-API error carries only a code and a text; a [`Fault`] keeps the argument, what was expected
//! and what was received apart. A panic is caught here and becomes an internal fault.
use crate::reserve;
use marginals_core::{Error, Result};
use napi_derive::napi;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What went wrong, in fields.
#[napi(object)]
pub struct Fault {
    /// Marks the object as a fault: the word behind `ERR_MARGINALS_`.
    pub fault: String,
    /// Name of the argument at fault.
    pub argument: Option<String>,
    /// What would have been right, or the whole message.
    pub expected: String,
    /// What was there instead.
    pub received: Option<String>,
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Fault {
            fault: error.code().name().to_owned(),
            argument: error.argument_name().map(str::to_owned),
            expected: error.expected().to_owned(),
            received: error.received().map(str::to_owned),
        }
    }
}

/// Runs `work`; a panic becomes an internal error.
pub fn guarded<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    reserve::put_by();
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(panicked(panic.as_ref())))
}

/// The text of a panic names our own invariants, never the caller's data; it is shown only when debugging.
fn panicked(panic: &(dyn Any + Send)) -> Error {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .filter(|_| std::env::var_os("MARGINALS_DEBUG").is_some())
        .unwrap_or("set MARGINALS_DEBUG=1 to see where");
    Error::internal(format_args!("an internal invariant was broken ({text}); please report it"))
}

/// Silences the default panic message of this addon: a caught panic is reported through its error.
pub fn quiet_panics() {
    if std::env::var_os("MARGINALS_DEBUG").is_none() {
        std::panic::set_hook(Box::new(|_| {}));
    }
}

/// A count that JavaScript sent as a number, checked once more below the façade.
pub fn count(argument: &'static str, value: f64) -> Result<usize> {
    if value.fract() == 0.0 && (0.0..=9_007_199_254_740_991.0).contains(&value) {
        Ok(value as usize)
    } else {
        Err(Error::argument(argument, "a non-negative integer", value))
    }
}
