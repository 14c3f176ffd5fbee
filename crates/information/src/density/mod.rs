//! Kernel densities f(x) = Σ w K((x − x_i) / h) / (W h), and what is measured on them.
//!
//! - [`Kernel`], [`Bandwidth`]: which kernel, how wide.
//! - [`estimate`]: densities at points or on a grid; exactly, or through a lattice.
//! - [`entropy`]: entropies by resubstitution, leaving one out, or by integration.
//! - [`mutual_information`]: of two columns of values, or of values and classes; one target against many columns.
//! - [`conditional`]: entropy of one variable given another.
//! - [`divergence`]: KL and Jensen–Shannon divergence of two samples.
//! - [`modes`]: where the density is largest, in few dimensions and many.
mod bandwidth;
mod cells;
mod class_information;
pub mod conditional;
mod convolution;
mod cross_validation;
mod diffusion;
pub mod divergence;
pub mod entropy;
pub mod estimate;
mod exact;
mod grid;
mod kernel;
mod lattice;
pub mod modes;
mod moments;
pub mod mutual_information;
mod reflection;
mod samples;

pub use bandwidth::{Bandwidth, Rule, Unit, Widths, widths};
pub use kernel::Kernel;
pub use samples::{Samples, Spread};
