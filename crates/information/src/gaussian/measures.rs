//! Entropy and information of Gaussian variables from log-determinants of their covariance, in nats.
//!
//! H(S) = ½ (k ln 2πe + ln |Σ_S|) for k columns S; every other measure is a sum of such terms. With few samples ln |Σ| is too
//! small by a known amount that depends on k and n alone: ½ Σᵢ ψ((n − i)/2) + (k/2) ln(2/(n − 1)) for i = 1 … k is
//! subtracted from each H where `corrected` (N. R. Goodman, 1963; N. Misra, H. Singh, E. Demchuk, 2005), which makes all
//! of them unbiased for Gaussian samples; values can then fall below 0.
//! One factorization gives all leave-one-out determinants, so total and dual total correlation, O- and S-information cost
//! O(d³) together.
use super::covariance::{Covariance, Factor};
use marginals_numerics::gamma::digamma;

/// What a Gaussian estimate is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Multivariate {
    /// H of all columns.
    pub entropy: f64,
    /// Σ Hᵢ − H.
    pub total_correlation: f64,
    /// H − Σ H(i | rest).
    pub dual_total_correlation: f64,
}

impl Multivariate {
    /// Total less dual total correlation.
    #[must_use]
    pub fn o_information(&self) -> f64 {
        self.total_correlation - self.dual_total_correlation
    }

    /// Total plus dual total correlation.
    #[must_use]
    pub fn s_information(&self) -> f64 {
        self.total_correlation + self.dual_total_correlation
    }
}

/// What ln |Σ| of `k` columns is too small by on average, halved; 0 for an exact covariance.
#[must_use]
pub fn bias(samples: usize, k: usize) -> f64 {
    if samples == usize::MAX {
        return 0.0;
    }
    let n = samples as f64;
    let psi: f64 = (1..=k).map(|i| digamma(0.5 * (n - i as f64))).sum();
    0.5 * psi + 0.5 * k as f64 * (2.0 / (n - 1.0)).ln()
}

impl Covariance {
    /// H of a set of columns; −∞ where they determine each other.
    #[must_use]
    pub fn entropy(&self, columns: &[usize], corrected: bool) -> f64 {
        let variances: f64 = columns.iter().map(|column| self.ln_variance[*column]).sum();
        entropy_of(columns.len(), variances + self.ln_determinant(columns))
            - self.correction(columns.len(), corrected)
    }

    /// H of a set of columns given others, the margins left out: minus what the columns share with each other and with
    /// `given`, the entropy of their copula where both are of normal scores. Add the entropy of each column for H.
    #[must_use]
    pub fn shared_entropy(&self, columns: &[usize], given: &[usize], corrected: bool) -> f64 {
        let mut factor = Factor::default();
        given.iter().for_each(|column| {
            factor.append(self, *column);
        });
        let ln_variances: f64 = columns.iter().map(|column| factor.append(self, *column)).sum();
        let correction = |k: usize| self.correction(k, corrected);
        let alone = columns.len() as f64 * correction(1);
        0.5 * ln_variances - (correction(columns.len() + given.len()) - correction(given.len()) - alone)
    }

    /// I(A; B | C) of disjoint sets of columns: ∞ where A and B share a direction that C does not hold; C may be empty.
    #[must_use]
    pub fn information(&self, a: &[usize], b: &[usize], c: &[usize], corrected: bool) -> f64 {
        let with = |left: &[usize]| [c, left].concat();
        // Each term as conditional variances after C, so that what C determines cancels exactly.
        let given = |set: &[usize]| {
            let mut factor = Factor::default();
            c.iter().for_each(|column| {
                factor.append(self, *column);
            });
            let mut sum = 0.0;
            let mut lost = 0usize;
            for column in set {
                let term = factor.append(self, *column);
                if term == f64::NEG_INFINITY { lost += 1 } else { sum += term }
            }
            (sum, lost)
        };
        let ((x, lost_x), (y, lost_y), (joint, lost)) = (given(a), given(b), given(&[a, b].concat()));
        if lost > lost_x + lost_y {
            return f64::INFINITY;
        }
        let bias = |set: &[usize]| self.correction(set.len(), corrected);
        let correction = bias(&with(a)) + bias(&with(b)) - bias(&[c, a, b].concat()) - bias(c);
        0.5 * (x + y - joint) - correction
    }

    /// Entropy, total and dual total correlation of a set of columns from one factorization.
    #[must_use]
    pub fn multivariate(&self, columns: &[usize], corrected: bool) -> Multivariate {
        let k = columns.len();
        let mut factor = Factor::default();
        let ln_determinant: f64 = columns.iter().map(|column| factor.append(self, *column)).sum();
        let variances: f64 = columns.iter().map(|column| self.ln_variance[*column]).sum();
        let (one, all) = (self.correction(1, corrected), self.correction(k, corrected));
        let but_one = if k > 0 { self.correction(k - 1, corrected) } else { 0.0 };
        let entropy = entropy_of(k, variances + ln_determinant) - all;
        let total_correlation = -0.5 * ln_determinant - (k as f64 * one - all);
        let dual_total_correlation = if ln_determinant.is_finite() {
            let conditional: f64 = factor.ln_conditional_variances().iter().sum();
            // H − Σ (H − H_{−i}); the constants cancel.
            0.5 * (ln_determinant - conditional) - (all - k as f64 * (all - but_one))
        } else {
            f64::INFINITY
        };
        Multivariate { entropy, total_correlation, dual_total_correlation }
    }

    fn correction(&self, k: usize, corrected: bool) -> f64 {
        if corrected { bias(self.samples, k) } else { 0.0 }
    }
}

fn entropy_of(k: usize, ln_determinant: f64) -> f64 {
    0.5 * (k as f64 * (1.0 + (2.0 * std::f64::consts::PI).ln()) + ln_determinant)
}
