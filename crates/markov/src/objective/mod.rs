//! Objectives over the coordinates of a chain, as set functions that any optimizer takes.
//!
//! - [`ChainObjective`]: one subset, or with `complement` the coordinates to remove.
//! - [`PartsObjective`]: k subsets, over pairs (coordinate, part).
//! - [`Facts`]: the conditions under which their shape is proved.
pub(crate) mod chain_objective;
pub mod facts;
pub mod kind;
pub mod parts;
pub(crate) mod term;

pub use chain_objective::{ChainObjective, ChainState};
pub use facts::Facts;
pub use kind::{Kind, Reading};
pub use parts::{PartsKind, PartsObjective, PartsState};
