//! What a density is estimated from: rows of numbers, with weights or without.
use marginals_core::sum::{BLOCK, Sum};
use marginals_core::{Error, Result, Run};
use marginals_numerics::arch::{level, spread};

/// Samples, row after row.
#[derive(Clone, Copy, Debug)]
pub struct Samples<'a> {
    values: &'a [f64],
    dimensions: usize,
    weights: Option<&'a [f64]>,
    total: f64,
    effective: f64,
}

/// Least, largest, mean and standard deviation of one coordinate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Least value.
    pub least: f64,
    /// Largest value.
    pub largest: f64,
    /// Weighted mean.
    pub mean: f64,
    /// Unbiased standard deviation: Σ w (x − mean)² / (W − Σ w² / W), W = Σ w; 0 for a single sample.
    pub deviation: f64,
}

/// Values between two looks at the cancel flag.
pub(crate) const STRIDE: usize = 1 << 16;

impl<'a> Samples<'a> {
    /// Checks the shape and the weights; that the values are finite is checked by [`Samples::spreads`].
    ///
    /// # Errors
    /// `Shape` for no samples or a length that is no multiple of `dimensions`; `Range` and `NonFinite` for weights
    /// that are negative, not finite, or all 0.
    pub fn new(values: &'a [f64], dimensions: usize, weights: Option<&'a [f64]>) -> Result<Self> {
        if dimensions == 0 || values.is_empty() || !values.len().is_multiple_of(dimensions) {
            let received = format!("{} numbers in {dimensions} dimensions", values.len());
            return Err(Error::shape("samples", "at least one row of one dimension", received));
        }
        let count = values.len() / dimensions;
        let (mut total, mut squares) = (Sum::default(), Sum::default());
        if let Some(weights) = weights {
            if weights.len() != count {
                return Err(Error::shape("weights", format!("of length {count} (samples)"), weights.len()));
            }
            for (row, weight) in weights.iter().enumerate() {
                if !weight.is_finite() {
                    return Err(Error::non_finite(format!("weights[{row}]"), "finite", weight));
                }
                if *weight < 0.0 {
                    return Err(Error::range(format!("weights[{row}]"), "at least 0", weight));
                }
                total.add(*weight);
                squares.add(weight * weight);
            }
            if !(total.value() > 0.0 && total.value().is_finite() && squares.value() > 0.0) {
                return Err(Error::range("weights", "numbers with a finite sum above 0", total.value()));
            }
            let (total, squares) = (total.value(), squares.value());
            return Ok(Samples {
                values,
                dimensions,
                weights: Some(weights),
                total,
                effective: total * total / squares,
            });
        }
        Ok(Samples { values, dimensions, weights: None, total: count as f64, effective: count as f64 })
    }

    /// Number of samples.
    #[must_use]
    pub fn count(&self) -> usize {
        self.values.len() / self.dimensions
    }

    /// Numbers per sample.
    #[must_use]
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// All numbers, row after row.
    #[must_use]
    pub fn values(&self) -> &'a [f64] {
        self.values
    }

    /// One sample.
    #[must_use]
    pub fn row(&self, row: usize) -> &'a [f64] {
        &self.values[row * self.dimensions..(row + 1) * self.dimensions]
    }

    /// The weights, where given.
    #[must_use]
    pub fn weights(&self) -> Option<&'a [f64]> {
        self.weights
    }

    /// The weight of a sample.
    #[must_use]
    #[inline]
    pub fn weight(&self, row: usize) -> f64 {
        self.weights.map_or(1.0, |weights| weights[row])
    }

    /// Σ w.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.total
    }

    /// (Σ w)² / Σ w²: the number of samples that equal weights would stand for.
    #[must_use]
    pub fn effective(&self) -> f64 {
        self.effective
    }

    /// One coordinate of all samples.
    ///
    /// # Errors
    /// Out of memory.
    pub fn column(&self, dimension: usize, run: &Run) -> Result<Vec<f64>> {
        let mut column = run.reserved("a column of samples", self.count())?;
        column.extend(self.values.iter().skip(dimension).step_by(self.dimensions));
        Ok(column)
    }

    /// The spread of every coordinate, in one pass. Blocks of 4,096 samples are combined in order.
    ///
    /// # Errors
    /// `Missing` names the first NaN, `NonFinite` the first infinity; `Range` for a spread whose square is no number; the
    /// run was cancelled.
    pub fn spreads(&self, run: &Run) -> Result<Vec<Spread>> {
        let d = self.dimensions;
        let parts = run.blocks(
            self.count(),
            STRIDE,
            || (),
            |(), range| {
                let mut parts = Vec::with_capacity(d * range.len().div_ceil(BLOCK));
                let mut start = range.start;
                while start < range.end {
                    let end = range.end.min(start + BLOCK);
                    for dimension in 0..d {
                        parts.push(self.part(dimension, start, end)?);
                    }
                    start = end;
                }
                Ok(parts)
            },
        )?;
        let mut spreads = Vec::with_capacity(d);
        for dimension in 0..d {
            let mut all: Option<Part> = None;
            for part in parts.iter().flat_map(|block| block.iter().skip(dimension).step_by(d)) {
                all = Some(all.map_or(*part, |all| all.joined(*part)));
            }
            let all = all.ok_or_else(|| Error::shape("samples", "at least one row", "none"))?;
            let freedom = self.total - self.total / self.effective;
            let variance = if freedom > 0.0 { all.squares / freedom } else { 0.0 };
            let span = all.largest - all.least;
            if !variance.is_finite() || (span > 0.0 && span * span < f64::MIN_POSITIVE) {
                let expected = "of a spread between 1e-150 and 1e150 (multiply them by a constant)";
                return Err(Error::range("samples", expected, format!("{span:e}")));
            }
            let deviation = if all.least == all.largest { 0.0 } else { variance.max(0.0).sqrt() };
            spreads.push(Spread { least: all.least, largest: all.largest, mean: all.mean, deviation });
        }
        Ok(spreads)
    }

    fn part(&self, dimension: usize, start: usize, end: usize) -> Result<Part> {
        let d = self.dimensions;
        if d == 1 && self.weights.is_none() {
            let part = plain_part(&self.values[start..end]);
            return part.ok_or_else(|| self.fault(dimension, start, end));
        }
        let mut part = Part { least: f64::INFINITY, largest: f64::NEG_INFINITY, ..Part::default() };
        let mut sum = 0.0;
        for row in start..end {
            let (value, weight) = (self.values[row * d + dimension], self.weight(row));
            if !value.is_finite() {
                return Err(self.fault(dimension, start, end));
            }
            part.least = part.least.min(value);
            part.largest = part.largest.max(value);
            part.weight += weight;
            sum += weight * (value / 2.0);
        }
        if part.weight > 0.0 {
            part.mean = 2.0 * (sum / part.weight);
            for row in start..end {
                let off = self.values[row * d + dimension] - part.mean;
                part.squares += self.weight(row) * off * off;
            }
        }
        Ok(part)
    }

    fn fault(&self, dimension: usize, start: usize, end: usize) -> Error {
        let d = self.dimensions;
        let at = |row: usize| self.values[row * d + dimension];
        let row = (start..end).find(|row| !at(*row).is_finite()).unwrap_or(start);
        let name = if d == 1 { format!("samples[{row}]") } else { format!("samples[{row}][{dimension}]") };
        // NaN stands for a missing value in every column of numbers.
        if at(row).is_nan() {
            Error::missing(name, "a number", "NaN")
        } else {
            Error::non_finite(name, "finite", at(row))
        }
    }
}

#[derive(Clone, Copy, Default)]
struct Part {
    least: f64,
    largest: f64,
    weight: f64,
    mean: f64,
    squares: f64,
}

impl Part {
    /// Moments of two parts together (T. F. Chan, G. H. Golub and R. J. LeVeque, 1979).
    fn joined(self, other: Part) -> Part {
        let weight = self.weight + other.weight;
        let share = if weight > 0.0 { other.weight / weight } else { 0.0 };
        let off = other.mean - self.mean;
        Part {
            least: self.least.min(other.least),
            largest: self.largest.max(other.largest),
            weight,
            mean: self.mean + off * share,
            squares: self.squares + other.squares + off * off * self.weight * share,
        }
    }
}

/// Unweighted moments; `None` where a number is not finite.
fn plain_part(values: &[f64]) -> Option<Part> {
    let spread::Spread { least, largest, mean, squares } = spread::spread(level(), values)?;
    Some(Part { least, largest, weight: values.len() as f64, mean, squares })
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::Code;

    #[test]
    fn spreads_of_a_hand_computed_case() {
        let values = [1.0, 10.0, 2.0, 20.0, 6.0, 60.0];
        let samples = Samples::new(&values, 2, None).unwrap();
        let spreads = samples.spreads(&Run::default()).unwrap();
        assert_eq!((spreads[0].least, spreads[0].largest, spreads[0].mean), (1.0, 6.0, 3.0));
        assert!((spreads[0].deviation - 7f64.sqrt()).abs() < 1e-15);
        assert!((spreads[1].deviation - 700f64.sqrt()).abs() < 1e-13);
    }

    #[test]
    fn spreads_whose_squares_are_no_numbers_are_refused() {
        let spread = |scale: f64| {
            let values = [1.0 * scale, 2.0 * scale, 4.0 * scale];
            Samples::new(&values, 1, None).unwrap().spreads(&Run::default()).map(|found| found[0].deviation)
        };
        for scale in [1e-160, 1e-300, 1e160, 1e300] {
            assert_eq!(spread(scale).unwrap_err().code(), Code::Range, "{scale:e}");
        }
        for scale in [1e-150, 1.0, 1e150] {
            assert!((spread(scale).unwrap() / scale - (7.0f64 / 3.0).sqrt()).abs() < 1e-14, "{scale:e}");
        }
        let one = Samples::new(&[2.0, 2.0, 5.0], 1, Some(&[1.0, 1.0, 0.0])).unwrap();
        assert_eq!(one.spreads(&Run::default()).unwrap()[0].deviation, 0.0);
    }

    #[test]
    fn weights_count_like_repetitions_of_frequencies() {
        // With w = (1, 1, 2): mean 3.75, Σ w off² = 20.75, freedom 4 − 6/4.
        let samples = Samples::new(&[1.0, 2.0, 6.0], 1, Some(&[1.0, 1.0, 2.0])).unwrap();
        let spread = samples.spreads(&Run::default()).unwrap()[0];
        assert!((spread.mean - 3.75).abs() < 1e-15);
        assert!((spread.deviation - (20.75f64 / 2.5).sqrt()).abs() < 1e-14);
        assert!((samples.effective() - 16.0 / 6.0).abs() < 1e-14);
    }

    #[test]
    fn long_columns_and_far_offsets_keep_their_digits() {
        let values: Vec<f64> = (0..100_003).map(|i| 1e9 + f64::from(i % 7)).collect();
        let spread = Samples::new(&values, 1, None).unwrap().spreads(&Run::default()).unwrap()[0];
        assert!((spread.deviation - 2.0).abs() < 1e-4);
        assert_eq!((spread.least, spread.largest), (1e9, 1e9 + 6.0));
        let equal = Samples::new(&[0.1; 30], 1, None).unwrap().spreads(&Run::default()).unwrap()[0];
        assert_eq!(equal.deviation, 0.0);
    }

    #[test]
    fn bad_samples_are_named() {
        let run = Run::default();
        assert_eq!(Samples::new(&[], 1, None).unwrap_err().code(), Code::Shape);
        assert_eq!(Samples::new(&[1.0], 1, Some(&[0.0])).unwrap_err().code(), Code::Range);
        assert_eq!(Samples::new(&[1.0], 1, Some(&[-1.0])).unwrap_err().argument_name(), Some("weights[0]"));
        for bad in [f64::NAN, f64::INFINITY] {
            let mut values = vec![1.0; 9001];
            values[8999] = bad;
            let fault = Samples::new(&values, 1, None).unwrap().spreads(&run).unwrap_err();
            let code = if bad.is_nan() { Code::Missing } else { Code::NonFinite };
            assert_eq!((fault.code(), fault.argument_name()), (code, Some("samples[8999]")));
        }
        let pairs = [0.0, 1.0, 2.0, f64::NAN];
        let fault = Samples::new(&pairs, 2, None).unwrap().spreads(&run).unwrap_err();
        assert_eq!(fault.argument_name(), Some("samples[1][1]"));
    }
}
