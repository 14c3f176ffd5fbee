//! Subset selection: optimizers over any objective that answers marginal gains, with certificates.
//!
//! - [`maximize`], [`minimize`], [`maximize_curve`], [`maximize_parts`], [`minimize_difference`]: the verbs;
//! - [`Request`], [`Algorithm`], [`Constraint`]: what is asked;
//! - [`Session`]: the same optimizers over a callback that lives elsewhere;
//! - [`function`]: functions made from functions;
//! - [`packing`]: passages for a language model under a token budget;
//! - [`certificate`]: structure checks, curvature, submodularity ratio.
//!
//! Which algorithm? `auto` takes lazy greedy where gains are known to shrink and greedy elsewhere. A function
//! that may fall has a promise only from distorted greedy (against its cost), random greedy (at most k
//! elements, f ≥ 0), sample greedy (within matroids, f ≥ 0) and double greedy (no limit, f ≥ 0); local search improves
//! what greedy found; continuous greedy reaches 1 − 1/e within a matroid; branch and bound settles small instances and
//! says what is left where it is stopped. Whatever ran, `bound` says how far the optimum can be.
//!
//! ```
//! use marginals_core::Run;
//! use marginals_submodular::function::Modular;
//! use marginals_submodular::{Algorithm, Request, maximize};
//! use std::sync::Arc;
//!
//! let weights = Modular::new(vec![2.0, -1.0, 5.0, 3.0], 0.0)?;
//! let request = Request::new(Algorithm::Auto, 2);
//! let selection = maximize(Arc::new(weights), &request, &Run::default())?;
//! assert_eq!(selection.indices, [2, 3]);
//! assert_eq!((selection.value, selection.bound), (8.0, Some(8.0)));
//! assert_eq!(selection.algorithm, "lazy-greedy");
//! # Ok::<(), marginals_core::Error>(())
//! ```
#![forbid(unsafe_code)]

mod algorithm;
pub mod certificate;
mod constraint;
mod deduplicate;
pub mod function;
pub mod offline;
mod oracle;
pub mod packing;
mod request;
mod session;
mod streaming;

pub use algorithm::Algorithm;
pub use constraint::{
    Constraint, CustomMatroid, Graphic, GroupBounds, Knapsack, Laminar, Partition, Transversal,
};
pub use deduplicate::{Deduplication, deduplicate};
pub use offline::{
    PartSizes, Parts, PartsSelection, machine_parts, maximize_parts, maximize_parts_curve,
    minimize_difference,
};
pub use request::{CostMode, OnAbort, Request, Rounding, Sense};
pub use session::{Session, Step, maximize, maximize_curve, minimize};
pub use streaming::{
    Arena, Collector, Growth, Selector, StreamRequest, Taken, determinant, feature_sums, representation,
};
