//! What every other crate of `marginals` stands on.
//!
//! - [`error`]: one error type with a stable code, the argument at fault, what it must be and what it was.
//! - [`run`]: the context of a computation: threads, cancellation, progress, seed, memory; and
//!   [`Run::blocks`], the only parallel primitive.
//! - [`set_function`] and [`objective`]: what an objective over subsets must answer.
//! - [`selection`]: what an optimizer answers.
//! - [`remarks`]: what a function says about how it computes.
//! - [`sum`], [`random`]: compensated sums and counter-based random streams.
#![forbid(unsafe_code)]

pub mod error;
#[cfg(feature = "faults")]
pub mod faults;
pub mod memory;
mod multilinear;
pub mod objective;
pub mod progress;
pub mod random;
pub mod remarks;
pub mod run;
pub mod selection;
pub mod set_function;
mod streamed;
pub mod structure;
pub mod sum;

pub use bytemuck::Zeroable;
pub use error::{Code, Error, Result};
pub use memory::{Charge, Ledger};
pub use multilinear::Multilinear;
pub use objective::{BoxedState, Objective};
pub use progress::Progress;
pub use remarks::Remarks;
pub use run::{CancelFlag, Run};
pub use selection::{Guarantee, Selection, Stopped};
pub use set_function::{Bound, Plan, SetFunction};
pub use structure::{Evidence, Monotone, Shape, Structure};
