//! f(S) = ln det(K_S + ρI), K the similarity of the chosen rows: as the log-determinant, one row at a time.
//!
//! Submodular for positive semidefinite similarities; never falling when ρ ≥ 1, for then every gain is ln of a number
//! of at least 1. A gain is ln of the Schur complement k(x, x) + ρ − ‖L⁻¹k‖², L the Cholesky factor of the set
//! (N. Lawrence, M. Seeger, R. Herbrich, 2003, "Fast sparse Gaussian process methods: the informative vector
//! machine"). Memory: the chosen rows and k²/2 numbers a set; a gain costs O(kd + k²).
use super::Arena;
use super::measure::{Measure, Measured};
use marginals_core::{Error, Evidence, Monotone, Result, Run, Shape, Structure};
use marginals_numerics::similarity::Metric;
use std::sync::Arc;

struct Determinant {
    metric: Metric,
    regularization: f64,
}

/// The function for a metric whose similarities are positive semidefinite and ρ = `regularization`.
///
/// # Errors
/// Another metric, a regularization that is not above 0.
pub fn determinant(metric: Metric, regularization: f64) -> Result<Arc<dyn Arena>> {
    if !(regularization > 0.0 && regularization.is_finite()) {
        return Err(Error::range("regularization", "a finite number above 0", regularization));
    }
    if !matches!(metric, Metric::Cosine | Metric::Dot | Metric::Rbf { .. } | Metric::Laplacian { .. }) {
        let expected = "'cosine', 'dot', 'rbf' or 'laplacian', which are positive semidefinite";
        return Err(Error::unsupported("metric", expected, format!("'{}'", metric.name())));
    }
    Ok(Arc::new(Measured::new(Determinant { metric, regularization }, 0)))
}

impl Determinant {
    fn similarity(&self, x: &[f64], y: &[f64]) -> f64 {
        let dot = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(a, b)| a * b).sum::<f64>();
        let distance = || x.iter().zip(y).map(|(a, b)| (a - b) * (a - b)).sum::<f64>();
        let rate = |gamma: Option<f64>| gamma.unwrap_or(1.0 / x.len() as f64);
        match self.metric {
            Metric::Rbf { gamma } => (-rate(gamma) * distance()).exp(),
            Metric::Laplacian { gamma } => (-rate(gamma) * distance().sqrt()).exp(),
            Metric::Cosine => dot(x, y) / (dot(x, x).sqrt() * dot(y, y).sqrt()),
            _ => dot(x, y),
        }
    }

    /// The next row of the factor without its diagonal, and the Schur complement.
    fn next<'a>(
        &self,
        factor: &[f64],
        chosen: impl Iterator<Item = &'a [f64]>,
        row: &[f64],
    ) -> (Vec<f64>, f64) {
        let mut next: Vec<f64> = Vec::new();
        let mut rest = self.similarity(row, row) + self.regularization;
        let mut start = 0;
        for other in chosen {
            let before = &factor[start..start + next.len()];
            let known: f64 = before.iter().zip(&next).map(|(a, b)| a * b).sum();
            let diagonal = factor[start + next.len()];
            start += next.len() + 1;
            let entry = (self.similarity(row, other) - known) / diagonal;
            next.push(entry);
            rest -= entry * entry;
        }
        // K is positive semidefinite, so only rounding can take the complement below ρ.
        (next, rest.max(self.regularization))
    }
}

impl Measure for Determinant {
    type Point = ();
    /// Rows of the lower triangle, one after the other.
    type Summary = Vec<f64>;

    fn check(&self, row: &[f64]) -> Result<()> {
        let square: f64 = row.iter().map(|x| x * x).sum();
        if !square.is_finite() {
            return Err(Error::range("item", "small enough for products that are finite", "larger numbers"));
        }
        if self.metric == Metric::Cosine && square == 0.0 {
            return Err(Error::range("item", "not all zeros under 'cosine'", "zeros"));
        }
        Ok(())
    }

    fn points(&self, rows: &[&[f64]], _run: &Run) -> Result<Vec<()>> {
        Ok(vec![(); rows.len()])
    }

    fn empty(&self, _columns: usize, _run: &Run) -> Result<Vec<f64>> {
        Ok(Vec::new())
    }

    fn gain<'a>(
        &self,
        factor: &Vec<f64>,
        chosen: impl Iterator<Item = &'a [f64]>,
        row: &[f64],
        _point: &(),
    ) -> f64 {
        self.next(factor, chosen, row).1.ln()
    }

    fn add<'a>(
        &self,
        factor: &mut Vec<f64>,
        chosen: impl Iterator<Item = &'a [f64]>,
        row: &[f64],
        _point: &(),
    ) {
        let (next, rest) = self.next(factor, chosen, row);
        factor.extend(next);
        factor.push(rest.sqrt());
    }

    fn structure(&self) -> Structure {
        let rises = self.regularization >= 1.0;
        Structure {
            shape: Shape::Submodular,
            monotone: if rises { Monotone::Increasing } else { Monotone::No },
            evidence: Evidence::Proved,
            non_negative: rises,
            ..Structure::unknown(0.0)
        }
    }

    fn summary_bytes(&self, _columns: usize, max_size: usize) -> u64 {
        let size = max_size as u64;
        4u64.saturating_mul(size.saturating_mul(size + 1))
    }
}
