//! Compensated summation with a fixed order.
//!
//! Neumaier's variant of Kahan summation (A. Neumaier, 1974, "Rundungsfehleranalyse einiger Verfahren zur
//! Summation endlicher Summen"): the error of the sum of n terms is 2ε|Σx| + O(n ε²) Σ|x|, so it does not
//! grow with n in practice. Adding the sums of consecutive blocks in index order keeps the result a function
//! of the data alone.

/// Rows per block of every blocked sum. Part of the definition of a result's bits.
pub const BLOCK: usize = 4096;

/// A running sum with its compensation.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sum {
    total: f64,
    lost: f64,
}

impl Sum {
    /// Adds one term.
    #[inline]
    pub fn add(&mut self, term: f64) {
        let next = self.total + term;
        self.lost += if self.total.abs() >= term.abs() {
            (self.total - next) + term
        } else {
            (term - next) + self.total
        };
        self.total = next;
    }

    /// Adds another sum, keeping its compensation.
    #[inline]
    pub fn merge(&mut self, other: Sum) {
        self.add(other.total);
        self.lost += other.lost;
    }

    /// The sum; never −0.
    #[inline]
    #[must_use]
    pub fn value(&self) -> f64 {
        self.total + self.lost + 0.0
    }
}

impl Extend<f64> for Sum {
    fn extend<I: IntoIterator<Item = f64>>(&mut self, terms: I) {
        for term in terms {
            self.add(term);
        }
    }
}

impl FromIterator<f64> for Sum {
    fn from_iter<I: IntoIterator<Item = f64>>(terms: I) -> Self {
        let mut sum = Sum::default();
        sum.extend(terms);
        sum
    }
}

/// The compensated sum of `terms`.
#[must_use]
pub fn sum(terms: &[f64]) -> f64 {
    terms.iter().copied().collect::<Sum>().value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_plain_summation_loses() {
        let mut terms = vec![1e16];
        terms.extend(std::iter::repeat_n(1.0, 1_000_000));
        terms.push(-1e16);
        assert_eq!(sum(&terms), 1_000_000.0);
        assert_eq!(sum(&[1.0, 1e100, 1.0, -1e100]), 2.0);
    }

    #[test]
    fn merging_blocks_keeps_the_compensation() {
        let blocks = [vec![1e16, 1.0], vec![1.0, -1e16]];
        let mut total = Sum::default();
        for block in blocks {
            total.merge(block.into_iter().collect());
        }
        assert_eq!(total.value(), 2.0);
    }

    #[test]
    fn empty_sum_is_plus_zero() {
        assert_eq!(sum(&[]).to_bits(), 0.0f64.to_bits());
        assert_eq!(sum(&[-0.0]).to_bits(), 0.0f64.to_bits());
    }
}
