//! Multivariate information of all subsets of given sizes.
//!
//! Subsets are visited depth first in lexicographic order, each adding one row to the Cholesky factor of the one before,
//! O(k²), and the conditional variances come from the factor, O(k³) with a small constant. Subsets of one first column are
//! one block of work; the order of the answers is that of the subsets, whatever the threads.
use super::covariance::{Covariance, Factor};
use super::measures::bias;
use crate::decomposition::{Correlations, NPlets};
use marginals_core::{Error, Result, Run};

/// Number of subsets of `least..=most` of `d` columns.
#[must_use]
pub fn count(d: usize, least: usize, most: usize) -> f64 {
    let mut binomial = 1.0;
    let mut sum = 0.0;
    for k in 0..=most.min(d) {
        if k >= least {
            sum += binomial;
        }
        binomial *= (d - k) as f64 / (k as f64 + 1.0);
    }
    sum
}

/// The four measures of all subsets of so many columns as `sizes` says, each at least 2; by size, then in lexicographic order.
///
/// # Errors
/// `Shape` without sizes, `Range` for one that does not exist; `Limit` beyond 2³¹ subsets; out of memory; the run was
/// cancelled.
pub fn tuples(of: &Covariance, sizes: &[u32], corrected: bool, run: &Run) -> Result<NPlets> {
    let Some(most) = sizes.iter().max().map(|size| *size as usize) else {
        return Err(Error::shape("sizes", "at least one size", "none"));
    };
    for (index, size) in sizes.iter().enumerate() {
        if !(2..=of.d).contains(&(*size as usize)) {
            let expected = format!("in 2..={} (variables)", of.d);
            return Err(Error::range(format!("sizes[{index}]"), expected, size));
        }
    }
    let wanted: Vec<bool> = (0..=most).map(|k| sizes.contains(&(k as u32))).collect();
    let expected: f64 = (0..=most).map(|k| if wanted[k] { count(of.d, k, k) } else { 0.0 }).sum();
    if expected > f64::from(i32::MAX) {
        return Err(Error::limit("sizes", "of at most 2147483648 subsets", expected));
    }
    let _charge = run.charge("all subsets", (expected * (4.0 * most as f64 + 40.0)) as u64 * 2)?;
    let biases: Vec<f64> = (0..=most).map(|k| if corrected { bias(of.samples, k) } else { 0.0 }).collect();
    let parts = run.blocks(
        of.d,
        1,
        || (),
        |(), first| {
            let mut visit = Visit {
                of,
                wanted: &wanted,
                biases: &biases,
                factor: Factor::default(),
                found: wanted.iter().map(|_| NPlets::default()).collect(),
            };
            visit.with(first.start, 0.0, &mut Vec::new(), run)?;
            Ok(visit.found)
        },
    )?;
    let mut all = NPlets::default();
    for k in 0..=most {
        for part in parts.iter().filter_map(|part| part.get(k)) {
            all.members.extend_from_slice(&part.members);
            all.sizes.extend_from_slice(&part.sizes);
            all.correlations.extend_from_slice(&part.correlations);
        }
    }
    Ok(all)
}

struct Visit<'a> {
    of: &'a Covariance,
    /// By size, whether its subsets are wanted.
    wanted: &'a [bool],
    biases: &'a [f64],
    factor: Factor,
    /// By size, its subsets in order.
    found: Vec<NPlets>,
}

impl Visit<'_> {
    /// Visits every subset that goes on from `members` with `column`.
    fn with(&mut self, column: usize, before: f64, members: &mut Vec<u32>, run: &Run) -> Result<()> {
        let ln_determinant = before + self.factor.append(self.of, column);
        members.push(column as u32);
        let k = members.len();
        if self.wanted[k] {
            run.check()?;
            let biases = self.biases;
            let (one, all, but_one) = (biases[1], biases[k], biases[k - 1]);
            let dual = if ln_determinant.is_finite() {
                let conditional: f64 = self.factor.ln_conditional_variances().iter().sum();
                0.5 * (ln_determinant - conditional) - (all - k as f64 * (all - but_one))
            } else {
                f64::INFINITY
            };
            let total = -0.5 * ln_determinant - (k as f64 * one - all);
            let found = &mut self.found[k];
            found.members.extend_from_slice(members);
            found.sizes.push(k as u32);
            found.correlations.push(Correlations::of_totals(total, dual, k));
        }
        if k + 1 < self.wanted.len() {
            for next in column + 1..self.of.d {
                self.with(next, ln_determinant, members, run)?;
            }
        }
        members.pop();
        self.factor.pop();
        Ok(())
    }
}
