//! How good a tokenizer is for texts: how evenly its tokens are used, and how many of them a word takes.
mod efficiency;
mod usage;

pub use efficiency::{Efficiency, renyi_efficiency};
pub use usage::{Usage, Words};
