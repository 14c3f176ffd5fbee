//! Dispersion entropy: the entropy of words of amplitude classes, in nats.
//!
//! Values go through the normal distribution with the series' mean and standard deviation (n − 1 in its denominator)
//! into c classes, round(c Φ(z) + ½); words of m classes `delay` apart are counted (M. Rostaghi and H. Azami,
//! "Dispersion entropy: a measure for time-series analysis", 2016). Unlike ordinal patterns, words see amplitudes; the
//! cost is O(n m). A constant series is in the middle class throughout.
use super::embedding::{Series, Word};
use super::ordinal::{check_finite, windows};
use crate::decomposition::Entropy;
use crate::table::tally::{Groups, Tally};
use marginals_core::sum::{Sum, sum};
use marginals_core::{Error, Result, Run};
use marginals_numerics::magnitude::magnitude;
use marginals_numerics::normal::normal_distribution;

/// Dispersion entropy of words of `order` of `classes` classes, `delay` apart.
///
/// # Errors
/// `Range` for fewer than 2 or more than 65,536 classes, an order or delay of 0; `Shape` for a series too short;
/// `NonFinite`; the estimator's; out of memory; the run was cancelled.
pub fn dispersion_entropy(
    values: &[f64],
    order: usize,
    classes: u32,
    delay: usize,
    entropy: Entropy<'_>,
    run: &Run,
) -> Result<f64> {
    if order == 0 {
        return Err(Error::range("order", "at least 1", order));
    }
    if !(2..=1 << 16).contains(&classes) {
        return Err(Error::range("classes", "in 2..=65536", classes));
    }
    let count = windows(values.len(), order, delay)?;
    check_finite(values)?;
    let _charge = run.charge("the classes of a series", values.len() as u64 * 20)?;
    let symbols = classify(values, classes);
    let series = Series::new(&symbols, classes)?;
    let offsets: Vec<isize> = (0..order).map(|place| (place * delay) as isize).collect();
    let words = Word { series, offsets }.codes(0..count, run)?;
    let weights = run.filled("the weights of windows", count, 1.0)?;
    let mut tally = Tally::default();
    let cells = tally.split_cells(&Groups::whole(count), &words.codes, words.radix, &weights, run)?;
    entropy.of(cells, count as f64)
}

/// Classes from 0 by the normal distribution.
fn classify(values: &[f64], classes: u32) -> Vec<u32> {
    let n = values.len() as f64;
    let scale = magnitude(values);
    let scaled: Vec<f64> = values.iter().map(|value| value / scale).collect();
    let mean = sum(&scaled) / n;
    let squares: Sum = scaled.iter().map(|value| (value - mean) * (value - mean)).collect();
    let constant = values.iter().all(|value| *value == values[0]);
    let deviation = (squares.value() / (n - 1.0)).sqrt();
    let class = |value: &f64| {
        let z = if constant { 0.0 } else { (value - mean) / deviation };
        let place = (f64::from(classes) * normal_distribution(z) + 0.5).round();
        place.clamp(1.0, f64::from(classes)) as u32 - 1
    };
    scaled.iter().map(class).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_paper() {
        // Rostaghi and Azami: twelve values, three classes, words of two: 1.8462 nats.
        let values = [9.0, 8.0, 1.0, 12.0, 5.0, -3.0, 1.5, 8.01, 2.99, 4.0, -1.0, 10.0];
        let symbols = classify(&values, 3);
        assert_eq!(symbols, [2, 2, 0, 2, 1, 0, 0, 2, 1, 1, 0, 2]);
        let found = dispersion_entropy(&values, 2, 3, 1, Entropy::PlugIn, &Run::default()).unwrap();
        assert!((found - 1.8462).abs() < 5e-5, "{found}");
    }

    #[test]
    fn constant_series_and_bad_arguments() {
        let run = Run::default();
        let entropy = |values: &[f64], order, classes, delay| {
            dispersion_entropy(values, order, classes, delay, Entropy::PlugIn, &run)
        };
        assert_eq!(entropy(&[5.0; 10], 2, 6, 1).unwrap(), 0.0);
        assert_eq!(entropy(&[5.0], 1, 6, 1).unwrap(), 0.0);
        assert!(entropy(&[1e308, -1e308, 1e308, 0.0], 2, 6, 1).unwrap().is_finite());
        assert_eq!(entropy(&[1.0, 2.0], 0, 6, 1).unwrap_err().argument_name(), Some("order"));
        assert_eq!(entropy(&[1.0, 2.0], 1, 1, 1).unwrap_err().argument_name(), Some("classes"));
        assert_eq!(entropy(&[1.0, 2.0], 3, 3, 1).unwrap_err().argument_name(), Some("series"));
        assert!(entropy(&[1.0, f64::INFINITY], 1, 3, 1).is_err());
    }
}
