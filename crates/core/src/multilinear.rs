//! The multilinear extension of a set function, where it can be computed exactly.
use crate::error::Result;
use crate::run::Run;

/// F(x) = E f(R), R holding each element e independently with probability x_e, at a point that moves.
///
/// Bits depend on the moves made so far alone.
pub trait Multilinear: Send {
    /// F(x).
    fn value(&self) -> f64;

    /// Writes ∂F/∂x_e = E f(R + e) − E f(R − e) for every candidate e.
    ///
    /// # Errors
    /// The run was cancelled.
    fn derivatives(&mut self, candidates: &[u32], run: &Run, out: &mut [f64]) -> Result<()>;

    /// Makes x_e the number `to` in [0, 1].
    ///
    /// # Errors
    /// The run was cancelled.
    fn set(&mut self, e: u32, to: f64, run: &Run) -> Result<()>;
}
