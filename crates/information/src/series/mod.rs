//! Information in time: measures of series of symbols, of ordinal patterns, and of recurring stretches of numbers.
//!
//! - [`embedding`]: words of a series as symbols.
//! - [`dynamics`]: what the past tells of the future: transfer entropy, active storage, excess entropy, lagged
//!   information, block entropies and entropy rates by blocks.
//! - [`lempel_ziv`], [`context_tree`]: entropy rates by compression.
//! - [`ordinal`]: permutation entropy, weighted or not.
//! - [`recurrence`]: sample entropy and approximate entropy.
//! - [`dispersion`]: dispersion entropy.
pub mod context_tree;
pub mod dispersion;
pub mod dynamics;
pub mod embedding;
pub mod lempel_ziv;
pub mod ordinal;
pub mod recurrence;
