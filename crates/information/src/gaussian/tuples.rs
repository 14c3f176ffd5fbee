//! Multivariate information of all subsets of given sizes.
//!
//! Subsets are visited depth first in lexicographic order, each adding one row to the Cholesky factor of the one before,
//! O(k²), and the conditional variances come from the factor, O(k³) with a small constant. Subsets of one first column are
//! one block of work; the order of the answers is that of the subsets, whatever the threads.
use super::covariance::{Covariance, Factor};
use super::measures::bias;
use marginals_core::{Error, Result, Run};

/// Measures of every subset.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tuples {
    /// Members of the subsets, one after the other, each ascending; sizes differ from subset to subset.
    pub members: Vec<u32>,
    /// Number of members of each.
    pub sizes: Vec<u32>,
    /// Total correlation of each, in nats.
    pub total_correlations: Vec<f64>,
    /// Dual total correlation of each.
    pub dual_total_correlations: Vec<f64>,
}

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

/// All subsets of `least..=most` columns, 2 ≤ least.
///
/// # Errors
/// `Range` for sizes that do not exist; `Limit` beyond 2³¹ subsets; out of memory; the run was cancelled.
pub fn tuples(of: &Covariance, least: usize, most: usize, corrected: bool, run: &Run) -> Result<Tuples> {
    if least < 2 || most < least || most > of.d {
        let expected = format!("sizes with 2 ≤ least ≤ most ≤ {} (columns)", of.d);
        return Err(Error::range("sizes", expected, format!("{least} to {most}")));
    }
    let expected = count(of.d, least, most);
    if expected > f64::from(i32::MAX) {
        return Err(Error::limit("sizes", "of at most 2147483648 subsets", expected));
    }
    let _charge = run.charge("all subsets", (expected * (4.0 * most as f64 + 20.0)) as u64 * 2)?;
    let biases: Vec<f64> = (0..=most).map(|k| if corrected { bias(of.samples, k) } else { 0.0 }).collect();
    let parts = run.blocks(
        of.d,
        1,
        || (),
        |(), first| {
            let mut visit = Visit {
                of,
                least,
                most,
                biases: &biases,
                factor: Factor::default(),
                found: Tuples::default(),
            };
            visit.with(first.start, 0.0, &mut Vec::new(), run)?;
            Ok(visit.found)
        },
    )?;
    let mut all = Tuples::default();
    for part in parts {
        all.members.extend(part.members);
        all.sizes.extend(part.sizes);
        all.total_correlations.extend(part.total_correlations);
        all.dual_total_correlations.extend(part.dual_total_correlations);
    }
    Ok(all)
}

struct Visit<'a> {
    of: &'a Covariance,
    least: usize,
    most: usize,
    biases: &'a [f64],
    factor: Factor,
    found: Tuples,
}

impl Visit<'_> {
    /// Visits every subset that goes on from `members` with `column`.
    fn with(&mut self, column: usize, before: f64, members: &mut Vec<u32>, run: &Run) -> Result<()> {
        let ln_determinant = before + self.factor.append(self.of, column);
        members.push(column as u32);
        let k = members.len();
        if k >= self.least {
            run.check()?;
            let biases = self.biases;
            let (one, all, but_one) = (biases[1], biases[k], biases[k - 1]);
            let dual = if ln_determinant.is_finite() {
                let conditional: f64 = self.factor.ln_conditional_variances().iter().sum();
                0.5 * (ln_determinant - conditional) - (all - k as f64 * (all - but_one))
            } else {
                f64::INFINITY
            };
            self.found.members.extend_from_slice(members);
            self.found.sizes.push(k as u32);
            self.found.total_correlations.push(-0.5 * ln_determinant - (k as f64 * one - all));
            self.found.dual_total_correlations.push(dual);
        }
        if k < self.most {
            for next in column + 1..self.of.d {
                self.with(next, ln_determinant, members, run)?;
            }
        }
        members.pop();
        self.factor.pop();
        Ok(())
    }
}
