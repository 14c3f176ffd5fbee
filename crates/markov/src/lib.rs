//! Multivariate Markov chains: what each subset of coordinates is worth.
//!
//! A chain lives on a product space X₁ × … × X_d. Every quantity here is a sum of entropies of the pair law
//! q(x, y) = μ(x) P(x, y) of two consecutive states, so a subset costs a marginal table, never a projected
//! matrix or a tensor product.
//!
//! - [`chain`]: spaces, laws, stationary laws, projections.
//! - [`builder`]: Curie–Weiss, Bernoulli–Laplace, products, single-flip rates, random chains.
//! - [`estimate`]: chains from trajectories, corrected entropy rates, intervals, held-out halves.
//! - [`diagnostic`]: reversibility, classes, mixing, eigenvalues, memory and lumpability defects.
//! - [`route`], [`track`]: entropies of a growing or shrinking subset, by pair law or by single flips.
//! - [`objective`]: entropy rate and distances as set functions, for one subset or several parts.
//! - [`quantity`]: the same quantities of one subset or partition.
//! - [`exact`], [`partition`]: all subsets at once; the best partition into blocks.
//! - [`report`]: what each coordinate and each pair of them is worth.
#![forbid(unsafe_code)]

pub mod builder;
pub mod chain;
pub mod diagnostic;
pub mod estimate;
pub mod exact;
pub mod objective;
pub mod partition;
pub mod quantity;
pub mod report;
pub mod route;
pub mod track;
