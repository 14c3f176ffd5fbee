//! The weighted table: rows of discrete columns with a weight each, and the entropies of column subsets.
//!
//! Samples (weight 1), a PMF (weight p) and the edge law π(x)P(x, y) of a Markov chain are such tables, and
//! H(X_S), H(X_S, Y_S), mutual informations and total correlations are sums of joint entropies of columns.
//! Two verbs give them all:
//! - [`Refinement`] adds columns one by one and gives H(column | S) for all candidates in one pass;
//! - [`Coarsening`] starts from all columns and drops them one by one, merging rows that become equal.
//!
//! [`MirroredTable`] holds a law of pairs that does not change when the two are exchanged, in half the rows.
//! [`JointLaw`] merges equal rows of any columns and hands out the cells of marginals, which corrected estimators need.
//!
//! [`NarrowTable`] packs a row into 64 bits; [`WideTable`] keeps its columns apart and takes any number of them
//! ([`WideRefinement`], [`WideCoarsening`]). Entropies are in nats, of the law w/W of the rows (W = Σ w).
//! Every number is the same, bit by bit, for any number of threads, vector level and batch of candidates.

mod candidates;
mod class_entropies;
pub mod coarsening;
mod diagonal;
mod field;
pub mod joint_law;
mod merge;
pub mod mirrored;
pub mod narrow;
pub mod packing;
mod partition;
pub mod projection;
pub mod refinement;
mod scoring;
pub(crate) mod sort;
pub mod tally;
pub mod wide;

pub use coarsening::Coarsening;
pub use joint_law::JointLaw;
pub use mirrored::MirroredTable;
pub use narrow::NarrowTable;
pub use packing::Packing;
pub use projection::{entropy_of, project};
pub use refinement::Refinement;
pub use wide::{Values, WideCoarsening, WideRefinement, WideTable};
