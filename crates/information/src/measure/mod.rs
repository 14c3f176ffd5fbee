//! Measures of discrete variables, from samples or from a law.
pub mod clustering;
pub mod information;
pub mod mutual_information;
pub mod order;

pub use mutual_information::mutual_information;
