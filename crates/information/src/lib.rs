//! Information measures: what one variable holds, what several share, how far laws are from each other.
//!
//! - [`table`]: the weighted table and its two verbs, *refine* (add a column, score all candidates in one
//!   pass) and *coarsen* (drop a column, merge equal rows).
//! - [`contingency`]: joint counts of pairs of columns, for millions of pairs.
//! - [`continuous`]: measures of values by the name of their estimator, `auto` among them.
//! - [`dependence`]: ξ, distance correlation, HSIC; measures of all pairs of columns.
//! - [`discretize`]: numeric columns cut into bins.
//! - [`density`]: kernel densities, and what is measured on them.
//! - [`decomposition`]: what many variables share, and how it splits.
//! - [`divergence`]: how far a law is from another.
//! - [`symbols`]: samples of discrete variables and their laws, counted.
//! - [`estimator`]: entropies estimated from counts.
//! - [`estimate`]: what an estimator answers.
//! - [`measure`]: entropies and informations.
//! - [`series`]: what the past tells of the future, entropy rates, patterns and recurrences.
//! - [`inference`]: permutation tests, bootstrap intervals, false discoveries.
//! - [`screening`]: one target against many columns.
//! - [`selection`]: set functions over columns, sequential scores, what to measure next.
//! - [`gaussian`]: Gaussian variables and Gaussian copulas, all measures from one covariance.
//! - [`neighbors`]: entropies, informations and divergences from distances to nearest neighbors.
#![forbid(unsafe_code)]

pub mod contingency;
pub mod continuous;
pub mod decomposition;
pub mod density;
pub mod dependence;
pub mod discretize;
pub mod divergence;
pub mod estimate;
pub mod estimator;
pub mod gaussian;
pub mod inference;
pub mod measure;
pub mod neighbors;
pub mod screening;
pub mod selection;
pub mod series;
pub mod symbols;
pub mod table;
