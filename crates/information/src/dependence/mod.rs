//! Dependence of all pairs of columns.
pub mod pairwise;

pub use pairwise::{Dependence, Mean, pairwise};
