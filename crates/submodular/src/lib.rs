//! Subset selection: optimizers over any objective that answers marginal gains, with certificates.
//!
//! - [`maximize`], [`minimize`], [`maximize_curve`], [`maximize_parts`], [`minimize_difference`]: the verbs;
//! - [`Request`], [`Algorithm`], [`Partition`]: what is asked;
//! - [`Session`]: the same optimizers over a callback that lives elsewhere;
//! - [`function`]: functions made from functions;
//! - [`certificate`]: structure checks, curvature, submodularity ratio.
#![forbid(unsafe_code)]

mod algorithm;
pub mod certificate;
mod constraint;
pub mod function;
pub mod offline;
mod oracle;
mod request;
mod session;

pub use algorithm::Algorithm;
pub use constraint::Partition;
pub use offline::{PartSizes, Parts, PartsSelection, maximize_parts, minimize_difference};
pub use request::{CostMode, OnAbort, Request, Sense};
pub use session::{Session, Step, maximize, maximize_curve, minimize};
