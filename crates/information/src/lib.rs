//! Information measures of discrete data: every quantity is a joint entropy of columns of a weighted table.
//!
//! - [`table`]: the weighted table and its two verbs, *refine* (add a column, score all candidates in one
//!   pass) and *coarsen* (drop a column, merge equal rows).
//! - [`discretize`]: numeric columns cut into bins.
//! - [`measure`]: mutual information of sets of columns.
//! - [`decomposition`]: what many variables share, and how it splits.
//! - [`selection`]: set functions over columns.
#![forbid(unsafe_code)]

pub mod decomposition;
pub mod discretize;
pub mod measure;
pub mod selection;
pub mod table;
