//! f(S) = Σ_j g(Σ_{x∈S} x_j) over rows of features ≥ 0, g concave: as feature-based functions, one row at a time.
//!
//! Monotone and submodular (K. Wei, Y. Liu, K. Kirchhoff, J. Bilmes, 2014, "Unsupervised submodular subset selection
//! for speech data"). With features 0 and 1 and g = min(x, 1) it counts what is covered. A gain costs O(d), a set d
//! numbers; rows of chosen items are not read again.
use super::Arena;
use super::measure::{Measure, Measured};
use marginals_core::{Error, Evidence, Monotone, Result, Run, Shape, Structure};
use std::sync::Arc;

/// How a sum of features counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Growth {
    /// √x.
    Sqrt,
    /// ln(1 + x).
    Log1p,
    /// x / (1 + x).
    Saturating,
    /// min(x, cap).
    Min(f64),
    /// x^p.
    Power(f64),
}

impl Growth {
    fn of(self, x: f64) -> f64 {
        match self {
            Growth::Sqrt => x.sqrt(),
            Growth::Log1p => x.ln_1p(),
            Growth::Saturating => x / (1.0 + x),
            Growth::Min(cap) => x.min(cap),
            Growth::Power(power) => x.powf(power),
        }
    }
}

struct FeatureSums {
    growth: Growth,
    weights: Option<Vec<f64>>,
}

/// The function with a weight per column (1 when none).
///
/// # Errors
/// A cap that is not above 0, a power outside (0, 1], weights that are negative or not finite.
pub fn feature_sums(growth: Growth, weights: Option<Vec<f64>>) -> Result<Arc<dyn Arena>> {
    match growth {
        Growth::Min(cap) if !(cap > 0.0 && cap.is_finite()) => {
            return Err(Error::range("cap", "a finite number above 0", cap));
        }
        Growth::Power(power) if !(power > 0.0 && power <= 1.0) => {
            return Err(Error::range("power", "above 0 and at most 1", power));
        }
        _ => {}
    }
    if let Some(weight) = weights.iter().flatten().find(|weight| !(weight.is_finite() && **weight >= 0.0)) {
        return Err(Error::range("weights", "finite numbers of at least 0", weight));
    }
    if weights.as_ref().is_some_and(Vec::is_empty) {
        return Err(Error::shape("weights", "of at least 1 number", 0));
    }
    let columns = weights.as_ref().map_or(0, Vec::len);
    Ok(Arc::new(Measured::new(FeatureSums { growth, weights }, columns)))
}

impl Measure for FeatureSums {
    type Point = ();
    type Summary = Vec<f64>;

    fn check(&self, row: &[f64]) -> Result<()> {
        match row.iter().position(|x| *x < 0.0) {
            Some(at) => {
                Err(Error::range("item", "features of at least 0", format!("{} at index {at}", row[at])))
            }
            None => Ok(()),
        }
    }

    fn points(&self, rows: &[&[f64]], _run: &Run) -> Result<Vec<()>> {
        Ok(vec![(); rows.len()])
    }

    fn empty(&self, columns: usize, run: &Run) -> Result<Vec<f64>> {
        run.filled("feature sums", columns, 0.0)
    }

    fn gain<'a>(
        &self,
        sums: &Vec<f64>,
        _chosen: impl Iterator<Item = &'a [f64]>,
        row: &[f64],
        _point: &(),
    ) -> f64 {
        let weight = |at: usize| self.weights.as_ref().map_or(1.0, |weights| weights[at]);
        let mut gain = 0.0;
        for (at, (sum, x)) in sums.iter().zip(row).enumerate() {
            if *x > 0.0 {
                gain += weight(at) * (self.growth.of(sum + x) - self.growth.of(*sum));
            }
        }
        gain
    }

    fn add<'a>(
        &self,
        sums: &mut Vec<f64>,
        _chosen: impl Iterator<Item = &'a [f64]>,
        row: &[f64],
        _point: &(),
    ) {
        sums.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
    }

    fn structure(&self) -> Structure {
        Structure {
            shape: Shape::Submodular,
            monotone: Monotone::Increasing,
            evidence: Evidence::Proved,
            non_negative: true,
            ..Structure::unknown(0.0)
        }
    }

    fn summary_bytes(&self, columns: usize, _max_size: usize) -> u64 {
        8 * columns as u64
    }
}
