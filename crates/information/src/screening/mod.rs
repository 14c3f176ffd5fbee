//! One target against many columns: scores, and p-values by permutations of the target that all columns share.
pub mod score;
pub mod screen;

pub use score::{Feature, Score};
pub use screen::{Screening, Settings, screen};
