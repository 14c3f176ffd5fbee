//! What a chain does over time, beside what its subsets are worth.
//!
//! - [`communication`]: communicating classes, transient states, period.
//! - [`reversibility_defect`]: how far q(x, y) is from q(y, x).
//! - [`memory_defects`]: what P^(S) ignores: lumpability defect and second-order memory of the process X_S.
//! - [`mixing_curve`]: worst-case total variation distance after 0, 1, …, N steps.
//! - [`simulate`], [`sample_after`]: trajectories and states drawn from the chain.
//! - [`spectrum()`]: eigenvalues, spectral gap and relaxation time of small chains.
mod communication;
mod memory;
mod mixing;
mod reversibility;
mod simulation;
pub mod spectrum;

pub use communication::{Communication, communication};
pub use memory::{MemoryDefects, lumpability_defect, memory_defects};
pub use mixing::{MixingCurve, mixing_curve};
pub use reversibility::{Reversibility, reversibility_defect};
pub use simulation::{sample_after, sampled_distance, simulate};
pub use spectrum::{Spectrum, spectrum};
