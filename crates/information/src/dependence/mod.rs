//! Dependence of all pairs of columns.
pub mod pairwise;
pub mod scores;

pub use pairwise::{Dependence, Mean, pairwise};
pub use scores::pairwise_scores;
