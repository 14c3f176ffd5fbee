//! What many variables share: measures that are sums of entropies of marginals of one law.
//!
//! - [`entropies`]: how entropies of marginals are computed, and those that leave one variable out.
//! - [`correlation`]: total correlation, dual total correlation, O-information, S-information, their gradients.
//! - [`subsets`]: the entropies of all subsets up to a size, each once.
//! - `n_plets`: the four measures of all subsets of given sizes.
//! - `co_information`, [`complexity`], [`margins`]: alternating sums over all subsets, the
//!   Tononi–Sporns–Edelman complexity, total correlation over chosen margins.
//! - [`partial_information`]: redundant, unique and synergistic information of sources about a target.
pub mod co_information;
pub mod complexity;
pub mod correlation;
pub mod entropies;
pub mod margins;
pub mod n_plets;
pub mod partial_information;
pub mod subsets;

pub use co_information::{co_information, interaction_information};
pub use complexity::tse_complexity;
pub use correlation::{Correlations, Gradients, correlations, gradients};
pub use entropies::{Entropy, with_estimator};
pub use margins::margin_correlations;
pub use n_plets::{NPlets, n_plets};
pub use partial_information::{Decomposition, Redundancy, decompose};
pub use subsets::SubsetEntropies;
