//! Bounds that samples cannot cross, by mirror images of the samples.
//!
//! A kernel near a bound spills beyond it, so the density there is too low (half of it at the bound). Samples are
//! mirrored at the bounds, f(x) = f̂(x) + f̂(2a − x) + f̂(2b − x) + …, and the density beyond is 0; the mass is 1 again.
//! Only images within the reach of the kernel are made.
//!
//! Source: E. F. Schuster, "Incorporating support constraints into nonparametric estimators of densities" (1985).
use super::bandwidth::Widths;
use super::samples::{Samples, Spread};
use marginals_core::{Error, Result, Run};

/// Bounds of one dimension; infinite where there is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Nothing lies below.
    pub lower: f64,
    /// Nothing lies above.
    pub upper: f64,
}

impl Bounds {
    /// No bounds.
    pub const NONE: Bounds = Bounds { lower: f64::NEG_INFINITY, upper: f64::INFINITY };

    /// Whether a value lies between the bounds.
    #[must_use]
    pub fn hold(&self, value: f64) -> bool {
        self.lower <= value && value <= self.upper
    }

    fn is_none(&self) -> bool {
        *self == Bounds::NONE
    }
}

/// Whether a point lies inside all bounds.
pub(crate) fn inside(bounds: &[Bounds], point: &[f64]) -> bool {
    bounds.iter().zip(point).all(|(bounds, value)| bounds.hold(*value))
}

/// Samples with their images.
pub(crate) struct Reflected {
    pub values: Vec<f64>,
    pub weights: Vec<f64>,
    /// The sample of each row.
    pub rows: Vec<u32>,
}

/// The most widths of the interval that a kernel may reach.
const MOST_PERIODS: f64 = 32.0;

/// Checks bounds, and that samples lie inside.
///
/// # Errors
/// `Shape` for a wrong number of bounds; `Range` for bounds in the wrong order or samples outside.
pub(crate) fn check(samples: &Samples, spreads: &[Spread], bounds: &[Bounds]) -> Result<()> {
    if bounds.len() != samples.dimensions() {
        let expected = format!("of length {} (dimensions)", samples.dimensions());
        return Err(Error::shape("bounds", expected, bounds.len()));
    }
    for (bounds, spread) in bounds.iter().zip(spreads) {
        if bounds.lower.is_nan() || bounds.upper.is_nan() || bounds.lower >= bounds.upper {
            let received = format!("[{}, {}]", bounds.lower, bounds.upper);
            return Err(Error::range("bounds", "a lower bound below an upper one", received));
        }
        if !(bounds.hold(spread.least) && bounds.hold(spread.largest)) {
            let received = format!("[{}, {}]", bounds.lower, bounds.upper);
            return Err(Error::range("bounds", "around all samples", received));
        }
    }
    Ok(())
}

/// The samples and their images within reach of the kernel.
///
/// # Errors
/// `Range` where the kernel is far wider than the interval between two bounds; out of memory; cancelled.
pub(crate) fn reflected(
    samples: &Samples,
    bounds: &[Bounds],
    widths: &Widths,
    widest: f64,
    run: &Run,
) -> Result<Reflected> {
    let d = samples.dimensions();
    let n = samples.count();
    let mut values = run.reserved("reflected samples", samples.values().len())?;
    values.extend_from_slice(samples.values());
    let mut weights = run.reserved("reflected samples", n)?;
    weights.extend((0..n).map(|row| samples.weight(row)));
    let mut rows: Vec<u32> = (0..n as u32).collect();
    for dimension in 0..d {
        let bounds = bounds[dimension];
        if bounds.is_none() {
            continue;
        }
        let reach = widths.half[dimension] * widths.kernel.reach() * widest;
        let period = 2.0 * (bounds.upper - bounds.lower);
        if reach > MOST_PERIODS * period {
            return Err(Error::range("bandwidth", "not far above the width between the bounds", reach));
        }
        let count = rows.len();
        for row in 0..count {
            if row % 4096 == 0 {
                run.check()?;
            }
            let value = values[row * d + dimension];
            for image in images(value, &bounds, reach, period) {
                values.try_reserve(d).map_err(|_| refused(values.len()))?;
                values.extend_from_within(row * d..(row + 1) * d);
                let place = values.len() - d + dimension;
                values[place] = image;
                weights.push(weights[row]);
                rows.push(rows[row]);
            }
        }
    }
    Ok(Reflected { values, weights, rows })
}

fn refused(length: usize) -> Error {
    Error::out_of_memory("reflected samples", length as u64 * 16, 0, 0)
}

/// Images of a value whose kernels reach between the bounds.
fn images(value: f64, bounds: &Bounds, reach: f64, period: f64) -> Vec<f64> {
    let mut images = Vec::new();
    let felt = |image: f64| image >= bounds.lower - reach && image <= bounds.upper + reach;
    let mut push = |image: f64| {
        if image.is_finite() && felt(image) {
            images.push(image);
        }
    };
    if !period.is_finite() {
        let bound = if bounds.lower.is_finite() { bounds.lower } else { bounds.upper };
        push(2.0 * bound - value);
        return images;
    }
    push(2.0 * bounds.lower - value);
    let rounds = (reach / period).ceil() as usize + 1;
    for round in 1..=rounds {
        let shift = period * round as f64;
        push(value + shift);
        push(value - shift);
        push(2.0 * bounds.lower - value + shift);
        push(2.0 * bounds.lower - value - shift);
    }
    images
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::density::Kernel;

    fn rows_of(values: &[f64], bounds: Bounds, half: f64) -> Vec<f64> {
        let samples = Samples::new(values, 1, None).unwrap();
        let widths = Widths { kernel: Kernel::Box, half: vec![half], warnings: Vec::new() };
        reflected(&samples, &[bounds], &widths, 1.0, &Run::default()).unwrap().values
    }

    #[test]
    fn images_within_reach() {
        let below = Bounds { lower: 0.0, upper: f64::INFINITY };
        assert_eq!(rows_of(&[0.25, 3.0], below, 0.5), [0.25, 3.0, -0.25]);
        let both = Bounds { lower: 0.0, upper: 1.0 };
        let mut found = rows_of(&[0.25], both, 2.0);
        found.sort_by(f64::total_cmp);
        assert_eq!(found, [-1.75, -0.25, 0.25, 1.75, 2.25]);
    }

    #[test]
    fn samples_must_lie_inside() {
        let samples = Samples::new(&[0.5, 2.0], 1, None).unwrap();
        let spreads = samples.spreads(&Run::default()).unwrap();
        let fault = |lower, upper| check(&samples, &spreads, &[Bounds { lower, upper }]).unwrap_err();
        assert_eq!(fault(1.0, 3.0).argument_name(), Some("bounds"));
        assert_eq!(fault(3.0, 1.0).argument_name(), Some("bounds"));
        assert!(check(&samples, &spreads, &[]).is_err());
        assert!(check(&samples, &spreads, &[Bounds { lower: 0.5, upper: 2.0 }]).is_ok());
    }
}
