//! A column in rising order, and what binning rules ask of it.
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};

/// Values between two looks at the cancel flag.
pub(crate) const STRIDE: usize = 1 << 15;

/// Finite values in rising order, at least one; −0 as 0.
pub(crate) struct Sorted {
    pub values: Vec<f64>,
}

impl Sorted {
    /// Sorts a column: blocks are sorted and merged, so that a stop is seen.
    ///
    /// # Errors
    /// `Shape` without values; `NonFinite` names a NaN or infinity; out of memory; the run was cancelled.
    pub fn new(values: &[f64], run: &Run) -> Result<Sorted> {
        if values.is_empty() {
            return Err(Error::shape("values", "at least one value", "none"));
        }
        for (block, chunk) in values.chunks(STRIDE).enumerate() {
            run.check()?;
            if let Some(row) = chunk.iter().position(|value| !value.is_finite()) {
                return Err(Error::non_finite(
                    format!("values[{}]", block * STRIDE + row),
                    "finite",
                    chunk[row],
                ));
            }
        }
        let mut sorted = run.reserved("a sorted column", values.len())?;
        sorted.extend(values.iter().map(|value| value + 0.0));
        for chunk in sorted.chunks_mut(STRIDE) {
            run.check()?;
            chunk.sort_unstable_by(f64::total_cmp);
        }
        if sorted.len() > STRIDE {
            // Runs in order are found and merged.
            sorted.sort_by(f64::total_cmp);
            run.check()?;
        }
        Ok(Sorted { values: sorted })
    }

    pub fn least(&self) -> f64 {
        self.values[0]
    }

    pub fn largest(&self) -> f64 {
        self.values[self.values.len() - 1]
    }

    /// First place whose value is not below.
    pub fn below(&self, value: f64) -> usize {
        self.values.partition_point(|other| *other < value)
    }

    /// First place whose value is above.
    pub fn up_to(&self, value: f64) -> usize {
        self.values.partition_point(|other| *other <= value)
    }

    /// Distinct values with the number of each, or `None` above `most` of them.
    pub fn distinct(&self, most: usize) -> Option<Vec<(f64, usize)>> {
        let mut found: Vec<(f64, usize)> = Vec::new();
        let mut start = 0;
        while start < self.values.len() {
            if found.len() == most {
                return None;
            }
            let value = self.values[start];
            let length = self.values[start..].partition_point(|other| *other <= value);
            found.push((value, length));
            start += length;
        }
        Some(found)
    }

    /// Quantile by linear interpolation between order statistics.
    pub fn quantile(&self, share: f64) -> f64 {
        let place = share * (self.values.len() - 1) as f64;
        let low = place.floor() as usize;
        let high = self.values[(low + 1).min(self.values.len() - 1)];
        self.values[low] + (high - self.values[low]) * (place - low as f64)
    }

    fn moment(&self, power: i32) -> f64 {
        let n = self.values.len() as f64;
        let mean = self.values.iter().copied().collect::<Sum>().value() / n;
        self.values.iter().map(|value| (value - mean).powi(power)).collect::<Sum>().value() / n
    }

    /// Population standard deviation.
    pub fn deviation(&self) -> f64 {
        self.moment(2).sqrt()
    }

    /// Population skewness.
    pub fn skewness(&self) -> f64 {
        self.moment(3) / self.moment(2).powf(1.5)
    }
}
