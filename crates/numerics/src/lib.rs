//! Numeric loops that the rest of `marginals` calls: vector levels, x ln x, class entropies, special functions.
//!
//! - [`arch`]: the vector levels (x86-64 baseline, AVX2, AVX-512, NEON), chosen once, and the loops compiled
//!   for each; the only `unsafe` code below the binding.
//! - [`xlnx`]: x ln x elementwise and summed, at most 2 units in the last place.
//! - [`bytes`]: weights summed by the bytes of packed rows.
//! - [`conditional`]: Σ t ln(T/t) of one class, without cancellation.
//! - [`gamma`]: ln Γ and digamma.
//! - [`neighbors`]: nearest neighbors and counts within radii, in a tree of boxes or on a line.
//! - [`order`]: sorting and ranking of numbers.
//! - [`eigen`]: eigenvectors of small symmetric matrices.
//! - [`log_sum`]: sums of logarithms.
//! - [`normal`]: the normal distribution function and its quantiles.
//! - [`student`]: tails and quantiles of the Student distribution.
//! - [`similarity`]: how alike rows are, under a metric or from a matrix, in tiles.
//! - [`text_features`]: texts as sparse rows of TF-IDF.
//! - [`rows`]: matrices by their rows, dense or sparse.
//!
//! Every sum has an order fixed by the data. Products of feature rows fuse multiplication and addition where the
//! level has the instruction, so similarities have the same bits for any threads and any batch at one level; no
//! other loop fuses, so everything else has the same bits at every level.
#![deny(unsafe_code)]

pub mod arch;
pub mod bytes;
pub mod conditional;
pub mod eigen;
pub mod gamma;
pub mod log_sum;
pub mod magnitude;
pub mod neighbors;
pub mod normal;
pub mod order;
pub mod rows;
pub mod similarity;
pub mod student;
pub mod text_features;
pub mod xlnx;
