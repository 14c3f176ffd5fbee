//! Log-determinant: f(S) = ln det(K_S + εI), the diversity of S under a positive semi-definite kernel K.
//!
//! A greedy Cholesky factorization that never forms the kernel: element j keeps its row c_j of the factor against
//! the chosen elements and what remains of its diagonal, d_j² = K_jj + ε − ‖c_j‖², and its gain is ln d_j². An
//! element is brought up to date only when its gain is asked for, O((columns + |S|) · steps missed), so lazy greedy
//! touches few elements, and most of them few times. The empty set has value 0.
//!
//! Submodular for every positive semi-definite K (all metrics are: inner products, and functions of distance that
//! are completely monotone in its square, I. J. Schoenberg (1938), "Metric spaces and completely monotone
//! functions"; Jaccard: M. Bouchard, A.-L. Jousselme, P.-E. Doré (2013), "A proof for the positive definiteness of
//! the Jaccard index matrix"). Then d_j² ≥ ε exactly, and a computed pivot is never taken below ε, so no gain is
//! −∞. With ε ≥ 1 every gain is at least 0: monotone, non-negative. Below 1 neither holds, and neither is claimed.
//! A given matrix is taken at the caller's word; a pivot clearly below ε ends the run with an error.
//!
//! Source: L. Chen, G. Zhang, E. Zhou (2018), "Fast greedy MAP inference for determinantal point process to improve
//! recommendation diversity"; A. Kulesza, B. Taskar (2012), "Determinantal point processes for machine learning".
mod by_columns;
mod factor;
mod kernel;
mod scales;
mod set_function;

pub use factor::Factor;
use marginals_core::{Error, Result, Run};
use marginals_numerics::similarity::{Metric, Similarity};
pub use scales::Scales;
use std::sync::Arc;

/// ln det of the kernel of the chosen elements.
#[derive(Debug)]
pub struct LogDeterminant {
    kernel: Arc<Similarity>,
    /// K_jj + ε.
    diagonal: Vec<f64>,
    regularization: f64,
    /// The largest K_jj + ε.
    largest: f64,
    scales: Option<Scales>,
}

impl LogDeterminant {
    /// The function of the elements of `kernel` with ε = `regularization`.
    ///
    /// # Errors
    /// A regularization that is not above 0; a kernel that is not square and symmetric, or whose diagonal is negative
    /// somewhere; out of memory, cancelled.
    pub fn new(kernel: Arc<Similarity>, regularization: f64, run: &Run) -> Result<LogDeterminant> {
        if !(regularization > 0.0 && regularization.is_finite()) {
            return Err(Error::range("regularization", "a finite number above 0", regularization));
        }
        if !kernel.is_symmetric() {
            let expected = "a symmetric kernel of the ground set with itself";
            return Err(Error::argument("matrix", expected, "one that is not symmetric"));
        }
        let mut diagonal = kernel.diagonal(run)?;
        if kernel.metric().is_some_and(Metric::normalizes) {
            // A row is as long as another: rounding must not decide which is chosen first.
            diagonal.fill(1.0);
        }
        if let Some(j) = diagonal.iter().position(|entry| *entry < 0.0) {
            let received = format!("{} on the diagonal at {j}", diagonal[j]);
            return Err(Error::range("matrix", "a positive semi-definite kernel", received));
        }
        diagonal.iter_mut().for_each(|entry| *entry += regularization);
        let largest = diagonal.iter().copied().fold(0.0, f64::max);
        Ok(LogDeterminant { kernel, diagonal, regularization, largest, scales: None })
    }

    /// The same function with entries between blocks of elements taken times factors.
    #[must_use]
    pub fn scaled(self, scales: Scales) -> LogDeterminant {
        LogDeterminant { scales: Some(scales), ..self }
    }

    /// Whether the kernel is known to be positive semi-definite.
    fn is_definite(&self) -> bool {
        let scaled = self.scales.is_none_or(|scales| scales.keeps_definite(self.diagonal.len() as u32));
        self.kernel.metric().is_some() && scaled
    }
}
