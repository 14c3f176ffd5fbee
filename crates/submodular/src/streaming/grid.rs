//! Guesses of an unknown number: the powers of 1 + ε in a range.
use std::ops::RangeInclusive;

/// The powers of 1 + ε.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grid {
    base: f64,
    logarithm: f64,
}

/// Room for rounding at the ends of a range: a power more never harms.
const SLACK: f64 = 1e-9;

impl Grid {
    pub fn new(epsilon: f64) -> Grid {
        Grid { base: 1.0 + epsilon, logarithm: epsilon.ln_1p() }
    }

    /// (1 + ε)^i.
    pub fn value(&self, i: i32) -> f64 {
        self.base.powi(i)
    }

    /// Exponents of the powers in `least..=most`, both above 0.
    pub fn exponents(&self, least: f64, most: f64) -> RangeInclusive<i32> {
        let exponent = |number: f64| number.ln() / self.logarithm;
        (exponent(least) - SLACK).ceil() as i32..=(exponent(most) + SLACK).floor() as i32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_in_a_range_has_a_power_just_below() {
        for epsilon in [0.01, 0.1, 0.5, 1.0] {
            let grid = Grid::new(epsilon);
            for (least, most) in [(1.0, 1.0), (0.3, 7.0), (1e-9, 1e9), (2.0, 2.0 * (1.0 + epsilon))] {
                let range = grid.exponents(least, most);
                let (first, last) = (grid.value(*range.start()), grid.value(*range.end()));
                assert!(first >= least * (1.0 - 1e-6) && first <= least * (1.0 + epsilon) * (1.0 + 1e-6));
                assert!(last <= most * (1.0 + 1e-6) && last * (1.0 + epsilon) >= most * (1.0 - 1e-6));
            }
        }
    }
}
