//! Constraints on the chosen set: a size, and any number of partition matroids.
//!
//! A partition matroid puts every element into a class and limits how many of each class may be chosen. With
//! the total size it is a truncated partition matroid, over which the greedy algorithm finds a maximum-weight
//! set exactly; of several partitions the least such weight bounds their intersection from above.
mod completion;
mod limits;
mod partition;

pub(crate) use limits::{Limits, Used};
pub use partition::Partition;
