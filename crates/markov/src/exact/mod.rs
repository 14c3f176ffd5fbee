//! All subsets of the coordinates at once: exact optima, exact structure checks, exact ratios.
//!
//! - [`AllSubsets`]: the entropies of every subset, d ≈ 16 for single-flip chains, d ≈ 11 for others.
//! - [`optimum`]: the best subset of every size.
//! - [`StructureCheck`]: submodular, supermodular, monotone, with witnesses; sampled where d is too large.
//! - [`Ratios`]: curvature and submodularity ratio.
mod level;
pub mod optimum;
pub mod ratios;
mod selection;
pub mod structure_check;
pub mod subsets;
mod tree;

pub use optimum::{Optimum, Sense, best_of_each_size, best_up_to, indices_of};
pub use ratios::{Ratios, curvatures};
pub use selection::ExactOptima;
pub use structure_check::{Slack, StructureCheck};
pub use subsets::AllSubsets;
