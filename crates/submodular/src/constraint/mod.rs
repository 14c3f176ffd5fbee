//! Constraints on the chosen set: a size, and any number of knapsacks, matroids and group bounds together.
//!
//! Every constraint answers one question, *may e join S?*, from counts it keeps as the set grows and shrinks:
//! money spent, elements of each class, components of a forest, a matching. An intersection asks them all.
//! Over one matroid the greedy algorithm finds a maximum-weight set exactly; of several constraints the least
//! such weight bounds their intersection from above, which is what certificates need.
//!
//! Sets that must reach an exact size or lower bounds are kept within reach: an element is refused when what
//! is still owed could not be met after it. That is certain for one matroid, for two partitions, and for
//! group bounds with a size and one knapsack; beyond, each constraint is asked alone and an answer that ends
//! short says so.
mod completion;
mod custom;
mod graphic;
mod group_bounds;
mod heaviest;
mod kind;
mod knapsack;
mod laminar;
mod limits;
mod owed;
mod partition;
mod transversal;
mod usage;

pub use custom::CustomMatroid;
pub(crate) use custom::Judge;
pub use graphic::Graphic;
pub use group_bounds::GroupBounds;
pub(crate) use heaviest::fractional;
pub use kind::Constraint;
pub use knapsack::Knapsack;
pub use laminar::Laminar;
pub(crate) use limits::{Limits, Used};
pub(crate) use owed::short_group;
pub use partition::Partition;
pub use transversal::Transversal;
