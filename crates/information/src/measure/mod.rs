//! Exact measures of the law that a table holds.
pub mod mutual_information;

pub use mutual_information::mutual_information;
