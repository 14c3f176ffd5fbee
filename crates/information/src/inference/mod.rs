//! How far an estimate can be trusted: permutation tests, bootstrap intervals, false discoveries.
pub mod bootstrap;
pub mod false_discovery;
pub mod permutation;
pub mod statistics;
pub mod surrogate;
pub mod values;

pub use bootstrap::{Bootstrap, Interval, bootstrap_interval};
pub use false_discovery::benjamini_hochberg;
pub use permutation::{Alternative, PermutationTest, Statistic, permutation_test};
pub use statistics::{Resampled, SymbolInformation};
pub use surrogate::{Groups, Neighbors, Surrogate};
pub use values::{ResampledValues, ValueInformation};
