//! Submodular information measures: what a set says about a query, and what it adds to a private set.
//!
//! [`ConditionalGain`] and [`MutualInformation`] make them of any function by the identities, query and private set
//! being elements of its ground set. The others have sufficient statistics of their own, take query and private set
//! beside the ground set, with weights, and are submodular where the identities alone would not say so:
//!
//! | of | mutual information | conditional gain | conditional mutual information |
//! |---|---|---|---|
//! | facility location | monotone submodular | monotone submodular | monotone submodular |
//! | graph cut | modular | submodular | as the mutual information |
//! | concave over modular | monotone submodular | | |
//! | set cover, probabilistic set cover | monotone submodular | monotone submodular | monotone submodular |
//! | log-determinant | monotone | submodular | monotone |
mod concave_over_modular;
mod conditional_gain;
mod cover;
mod facility_location;
mod graph_cut;
mod log_determinant;
mod mutual_information;
mod relevance;

pub use concave_over_modular::concave_over_modular_information;
pub use conditional_gain::ConditionalGain;
pub use cover::{probabilistic_set_cover_weights, set_cover_weights};
pub use facility_location::{Given, facility_location_information, query_coverage};
pub use graph_cut::{graph_cut_conditional_gain, graph_cut_mutual_information};
pub use log_determinant::{Blocks, log_determinant_information};
pub use mutual_information::MutualInformation;
pub use relevance::{Relevance, relevance};
