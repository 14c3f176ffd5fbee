//! Set functions over the columns of a table, for every optimizer that asks for marginal gains.
pub mod joint_entropy;

pub use joint_entropy::JointEntropy;
