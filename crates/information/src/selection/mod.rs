//! Columns chosen for what they tell: set functions for every optimizer that asks for marginal gains, sequential
//! scores, and what to measure next of one case.
pub mod acquisition;
pub mod joint_entropy;
pub mod sequential;
mod stale;

pub use acquisition::{Acquisition, Case, acquire};
pub use joint_entropy::JointEntropy;
pub use sequential::{Chosen, Columns, Criterion, select_features};
