//! Measures of dependence that are no information: bounded, without density estimates, 0 (in the limit) exactly where
//! variables are independent.
//!
//! - `chatterjee_xi`: how far y is a function of x.
//! - [`distance`]: distance covariance and correlation.
//! - `hilbert_schmidt`: the Hilbert–Schmidt independence criterion.
//! - [`pairwise`](mod@pairwise), [`scores`]: measures of all pairs of columns.
pub mod chatterjee_xi;
pub mod distance;
pub mod hilbert_schmidt;
mod pair_sums;
pub mod pairwise;
pub mod scores;

pub use chatterjee_xi::{ChatterjeeXi, chatterjee_xi};
pub use distance::{DistanceDependence, distance_dependence};
pub use hilbert_schmidt::{HilbertSchmidt, hilbert_schmidt, median_distance};
pub use pair_sums::PairSums;
pub use pairwise::{Dependence, Mean, pairwise};
pub use scores::pairwise_scores;

#[cfg(test)]
mod tests;
