//! x ln x, elementwise and summed: the term of every entropy.
//!
//! ln x is kept as an unrounded sum of two numbers before it is multiplied by x, so the result is within
//! 2 units in the last place everywhere: near 1 too, where ln x ≈ x − 1, and for subnormal x. 0 ln 0 = 0.
//! Sums run in eight compensated lanes (term i in lane i mod 8) added in lane order: the bits depend on the
//! terms alone, not on the vector level. Cost: about one division and twenty additions per term.
use crate::arch::{Level, level, logarithm};
use marginals_core::sum::Sum;

/// x ln x; NaN for negative x, 0 for 0, ∞ for ∞.
#[must_use]
pub fn xlnx(x: f64) -> f64 {
    logarithm::x_ln_x(x)
}

/// Writes x ln x of each number of `x` to `out`, as far as the shorter of the two reaches.
pub fn xlnx_into(x: &[f64], out: &mut [f64]) {
    logarithm::map(level(), x, out);
}

/// Σ x ln x.
#[must_use]
pub fn sum_xlnx(x: &[f64]) -> f64 {
    compensated(x).value()
}

/// Σ x ln x with its compensation, to be merged with the sums of other blocks.
#[must_use]
pub fn compensated(x: &[f64]) -> Sum {
    compensated_at(level(), x)
}

fn compensated_at(level: Level, x: &[f64]) -> Sum {
    let (total, lost) = logarithm::sum(level, x);
    let mut sum = Sum::default();
    for lane in 0..8 {
        sum.add(total[lane]);
    }
    for lane in 0..8 {
        sum.add(lost[lane]);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    include!("xlnx_reference.rs");

    fn ulps(found: f64, expected: f64, tail: f64) -> f64 {
        let size = expected.abs();
        let spacing = f64::from_bits(size.to_bits() + 1) - size;
        ((found - expected) - tail).abs() / spacing
    }

    #[test]
    fn within_two_units_in_the_last_place_at_every_level() {
        for level in Level::available() {
            let x: Vec<f64> = REFERENCE.iter().map(|row| f64::from_bits(row.0)).collect();
            let mut out = vec![0.0; x.len()];
            logarithm::map(level, &x, &mut out);
            for (row, found) in REFERENCE.iter().zip(&out) {
                let error = ulps(*found, f64::from_bits(row.1), row.2);
                assert!(error <= 2.0, "{level:?}: x = {:e}: {error} ulp", f64::from_bits(row.0));
            }
        }
    }

    #[test]
    fn the_ends_of_the_range() {
        assert_eq!(xlnx(0.0).to_bits(), 0.0f64.to_bits());
        assert_eq!(xlnx(-0.0).to_bits(), 0.0f64.to_bits());
        assert_eq!(xlnx(1.0), 0.0);
        assert_eq!(xlnx(f64::INFINITY), f64::INFINITY);
        assert!(xlnx(-1.0).is_nan() && xlnx(f64::NAN).is_nan());
    }

    #[test]
    fn every_level_has_the_same_bits() {
        let x: Vec<f64> = (0..1003).map(|i| (f64::from(i) * 0.37).sin().abs() / 3.0).collect();
        let expected = compensated_at(Level::Baseline, &x).value();
        for level in Level::available() {
            for length in [0, 1, 7, 8, 9, 1003] {
                let (mut one, mut other) = (vec![0.0; length], vec![0.0; length]);
                logarithm::map(Level::Baseline, &x[..length], &mut one);
                logarithm::map(level, &x[..length], &mut other);
                assert!(one.iter().zip(&other).all(|(a, b)| a.to_bits() == b.to_bits()));
            }
            assert_eq!(compensated_at(level, &x).value().to_bits(), expected.to_bits());
        }
    }

    #[test]
    fn the_sum_of_equal_terms_does_not_drift() {
        let n = 1_000_000;
        let x = vec![1.0 / n as f64; n];
        assert!((sum_xlnx(&x) + (n as f64).ln()).abs() < 4e-15 * (n as f64).ln());
    }
}
