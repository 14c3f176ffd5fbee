//! Centered products of two functions of pairs of samples: what distance covariance and HSIC are made of.
//!
//! With A, B symmetric n × n: the V-statistic (1/n²) Σ AB − (2/n³) Σᵢ Aᵢ Bᵢ + (1/n⁴) A B, and, with zero diagonals, the
//! unbiased (1/(n (n − 3))) (Σ AB − 2/(n − 2) Σᵢ Aᵢ Bᵢ + A B / ((n − 1) (n − 2))), where Aᵢ are row sums and A the whole.
use marginals_core::sum::Sum;
use marginals_core::{Result, Run};

/// Rows of one block of work.
const ROWS: usize = 8;

/// Sums over pairs of samples, diagonal apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairSums {
    /// Samples.
    pub n: usize,
    /// Σ AB off the diagonal.
    pub product: f64,
    /// Σᵢ Aᵢ Bᵢ of row sums off the diagonal.
    pub rows: f64,
    /// Σ A off the diagonal.
    pub left: f64,
    /// Σ B off the diagonal.
    pub right: f64,
}

impl PairSums {
    /// The V-statistic, where both diagonals hold `diagonal` (0 for distances, 1 for kernels).
    #[must_use]
    pub fn biased(&self, diagonal: f64) -> f64 {
        let n = self.n as f64;
        let product = self.product + n * diagonal * diagonal;
        let rows = self.rows + diagonal * (self.left + self.right) + n * diagonal * diagonal;
        let (left, right) = (self.left + n * diagonal, self.right + n * diagonal);
        product / (n * n) - 2.0 * rows / (n * n * n) + (left / (n * n)) * (right / (n * n))
    }

    /// The unbiased statistic; NaN below four samples.
    #[must_use]
    pub fn unbiased(&self) -> f64 {
        let n = self.n as f64;
        if self.n < 4 {
            return f64::NAN;
        }
        let whole = (self.left / (n - 1.0)) * (self.right / (n - 2.0));
        (self.product - 2.0 / (n - 2.0) * self.rows + whole) / (n * (n - 3.0))
    }

    /// The sums of two functions that fill rows: `left(i, row)`, all pairs, O(n²) times what they cost, nothing of size n²
    /// kept.
    pub(super) fn of_rows(
        n: usize,
        left: impl Fn(usize, &mut [f64]) + Sync,
        right: impl Fn(usize, &mut [f64]) + Sync,
        run: &Run,
    ) -> Result<[PairSums; 3]> {
        let _charge = run.charge("rows of pairs", 16 * n as u64 * run.threads() as u64)?;
        let parts = run.blocks(
            n,
            ROWS,
            || (vec![0.0; n], vec![0.0; n]),
            |(a, b), rows| {
                let mut sums = [Sum::default(); 8];
                for i in rows {
                    run.check()?;
                    left(i, a);
                    right(i, b);
                    (a[i], b[i]) = (0.0, 0.0);
                    let (of_a, of_b) = (total(a.iter().copied()), total(b.iter().copied()));
                    let dot = |a: &[f64], b: &[f64]| total(a.iter().zip(b).map(|(a, b)| a * b));
                    sums[0].add(dot(a, b));
                    sums[1].add(of_a * of_b);
                    sums[2].add(of_a);
                    sums[3].add(of_b);
                    sums[4].add(dot(a, a));
                    sums[5].add(of_a * of_a);
                    sums[6].add(dot(b, b));
                    sums[7].add(of_b * of_b);
                }
                Ok(sums)
            },
        )?;
        let mut sums = [Sum::default(); 8];
        for part in parts {
            sums.iter_mut().zip(part).for_each(|(sum, part)| sum.merge(part));
        }
        let s = sums.map(|sum| sum.value());
        let of = |product, rows, left, right| PairSums { n, product, rows, left, right };
        Ok([of(s[0], s[1], s[2], s[3]), of(s[4], s[5], s[2], s[2]), of(s[6], s[7], s[3], s[3])])
    }
}

/// A sum in eight lanes, in the order of the lanes.
fn total(terms: impl Iterator<Item = f64>) -> f64 {
    let mut lanes = [0.0; 8];
    terms.enumerate().for_each(|(at, term)| lanes[at % 8] += term);
    lanes.iter().sum()
}
