//! Submodular information measures: what a set says about a query, and what it adds to a private set.
//!
//! [`ConditionalGain`] and [`MutualInformation`] make them of any function by the identities.

mod conditional_gain;
mod mutual_information;

pub use conditional_gain::ConditionalGain;
pub use mutual_information::MutualInformation;
