//! Numeric loops that the rest of `marginals` calls: vector levels, x ln x, class entropies, special functions.
//!
//! - [`arch`]: the vector levels (x86-64 baseline, AVX2, AVX-512, NEON), chosen once, and the loops compiled
//!   for each; the only `unsafe` code below the binding.
//! - [`xlnx`]: x ln x elementwise and summed, at most 2 units in the last place.
//! - [`bytes`]: weights summed by the bytes of packed rows.
//! - [`conditional`]: Σ t ln(T/t) of one class, without cancellation.
//! - [`gamma`]: ln Γ and digamma.
//!
//! No loop fuses a multiplication with an addition and every sum has an order fixed by the data, so a result
//! has the same bits at every level.
#![deny(unsafe_code)]

pub mod arch;
pub mod bytes;
pub mod conditional;
pub mod gamma;
pub mod xlnx;
