//! Densities as sums over all samples: no lattice, any number of dimensions, a width of its own for each sample.
//!
//! f(x) = Σ_i w_i Π_k K((x_k − x_ik) / (h_k λ_i)) / (h_k λ_i) / Σ w. Samples are sorted by their first coordinate, so
//! that only those in reach are visited. Cost: O(n log n) + O(samples in reach) a point, about 2 ns each for the
//! Gaussian with AVX2.
use super::bandwidth::Widths;
use super::kernel::Kernel;
use super::samples::Samples;
use marginals_core::{Result, Run};
use marginals_numerics::arch::kernel::{Finish, finish};
use marginals_numerics::arch::level;

/// How far a sample is felt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// As far as a double holds the kernel.
    Everywhere,
    /// To 10⁻¹⁴ of the kernel's peak.
    Visible,
}

/// Where the kernel is 0 in double precision, in half-widths.
fn reach_of(kernel: Kernel, reach: Reach) -> f64 {
    match (kernel, reach) {
        (Kernel::Gaussian, Reach::Everywhere) => 37.7,
        (Kernel::Exponential, Reach::Everywhere) => 709.0,
        _ => kernel.reach(),
    }
}

/// Samples of one round of the vector loop.
const ROUND: usize = 512;
/// Products between two looks at the cancel flag.
const WORK: usize = 1 << 18;

/// The samples by their first coordinate, one column per dimension.
pub(crate) struct Sorted {
    columns: Vec<Vec<f64>>,
    /// w / Π (h λ) and, where widths differ, 1 / λ.
    amounts: Vec<f64>,
    narrowing: Option<Vec<f64>>,
    reach: f64,
    half: Vec<f64>,
    kernel: Kernel,
    total: f64,
}

impl Sorted {
    /// Sorts samples; `local` are factors λ on the width, one per sample.
    ///
    /// # Errors
    /// Out of memory.
    pub fn new(
        samples: &Samples,
        widths: &Widths,
        local: Option<&[f64]>,
        reach: Reach,
        run: &Run,
    ) -> Result<Self> {
        let (n, d) = (samples.count(), samples.dimensions());
        let mut order: Vec<u32> = run.reserved("sorted samples", n)?;
        order.extend(0..n as u32);
        let first = |row: &u32| samples.values()[*row as usize * d];
        order.sort_unstable_by(|a, b| first(a).total_cmp(&first(b)).then(a.cmp(b)));
        run.check()?;
        let mut columns = Vec::with_capacity(d);
        for dimension in 0..d {
            let mut column = run.reserved("sorted samples", n)?;
            column.extend(order.iter().map(|row| samples.values()[*row as usize * d + dimension]));
            columns.push(column);
        }
        let volume: f64 = widths.half.iter().product();
        let factor = |row: &u32| local.map_or(1.0, |local| local[*row as usize]);
        let amount = |row: &u32| samples.weight(*row as usize) / volume / factor(row).powi(d as i32);
        let mut amounts = run.reserved("sorted samples", n)?;
        amounts.extend(order.iter().map(amount));
        let narrowing = match local {
            None => None,
            Some(_) => {
                let mut all = run.reserved("sorted samples", n)?;
                all.extend(order.iter().map(|row| 1.0 / factor(row)));
                Some(all)
            }
        };
        let widest = local.map_or(1.0, |local| local.iter().copied().fold(0.0, f64::max));
        Ok(Sorted {
            columns,
            amounts,
            narrowing,
            reach: reach_of(widths.kernel, reach) * widths.half[0] * widest,
            half: widths.half.clone(),
            kernel: widths.kernel,
            total: samples.total(),
        })
    }

    /// Σ w K at a point; `buffer` is scratch.
    pub fn at(&self, point: &[f64], buffer: &mut Vec<f64>) -> f64 {
        let first = &self.columns[0];
        let from = first.partition_point(|value| *value < point[0] - self.reach);
        let to = first.partition_point(|value| *value <= point[0] + self.reach);
        let mut sum = 0.0;
        let mut start = from;
        while start < to {
            let end = to.min(start + ROUND);
            buffer.clear();
            buffer.resize(end - start, if self.kernel == Kernel::Gaussian { 0.0 } else { 1.0 });
            for ((column, half), value) in self.columns.iter().zip(&self.half).zip(point) {
                self.round(&column[start..end], *value, 1.0 / half, start, buffer);
            }
            if self.kernel == Kernel::Gaussian {
                // Every dimension of a sample is narrowed alike.
                if let Some(narrowing) = &self.narrowing {
                    let narrowing = &narrowing[start..end];
                    buffer.iter_mut().zip(narrowing).for_each(|(place, narrow)| *place *= narrow * narrow);
                }
                finish(level(), Finish::Gaussian(0.5), buffer);
            }
            sum += dot(buffer, &self.amounts[start..end]);
            start = end;
        }
        if self.kernel == Kernel::Gaussian {
            sum * Kernel::Gaussian.at(0.0).powi(self.half.len() as i32)
        } else {
            sum
        }
    }

    /// Squared distances of the Gaussian, products of the others.
    fn round(&self, column: &[f64], value: f64, inverse: f64, start: usize, buffer: &mut [f64]) {
        if self.kernel == Kernel::Gaussian {
            for (place, sample) in buffer.iter_mut().zip(column) {
                let off = (sample - value) * inverse;
                *place += off * off;
            }
            return;
        }
        let narrowing = self.narrowing.as_ref().map(|all| &all[start..start + column.len()]);
        for (index, (place, sample)) in buffer.iter_mut().zip(column).enumerate() {
            let narrow = narrowing.map_or(1.0, |narrowing| narrowing[index]);
            *place *= self.kernel.at((sample - value) * inverse * narrow);
        }
    }

    /// Densities at points, row after row.
    ///
    /// # Errors
    /// Out of memory; the run was cancelled.
    pub fn densities(&self, points: &[f64], run: &Run) -> Result<Vec<f64>> {
        let d = self.columns.len();
        let count = points.len() / d;
        let mut densities = run.filled("densities", count, 0.0f64)?;
        let block = (WORK / self.amounts.len().max(1)).clamp(1, 4096);
        run.blocks_into(&mut densities, block, Vec::new, |buffer, first, out| {
            for (place, point) in out.iter_mut().zip(points[first * d..].chunks_exact(d)) {
                *place = self.at(point, buffer) / self.total;
            }
            Ok(())
        })?;
        Ok(densities)
    }
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    let mut lanes = [0.0f64; 8];
    let (ones, rest) = one.as_chunks::<8>();
    let (others, rest_of_other) = other.as_chunks::<8>();
    for (one, other) in ones.iter().zip(others) {
        for lane in 0..8 {
            lanes[lane] += one[lane] * other[lane];
        }
    }
    let tail: f64 = rest.iter().zip(rest_of_other).map(|(a, b)| a * b).sum();
    lanes.iter().sum::<f64>() + tail
}

/// Densities at points by sums over the samples.
///
/// # Errors
/// Out of memory; the run was cancelled.
pub(crate) fn exact_at(
    samples: &Samples,
    widths: &Widths,
    local: Option<&[f64]>,
    reach: Reach,
    points: &[f64],
    run: &Run,
) -> Result<Vec<f64>> {
    let words = samples.dimensions() as u64 + 3;
    let _charge = run.charge("sorted samples", samples.count() as u64 * 8 * words)?;
    Sorted::new(samples, widths, local, reach, run)?.densities(points, run)
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{stream, uniform};

    #[test]
    fn sums_are_those_of_the_definition() {
        let run = Run::default();
        let mut generator = stream(2, "values", 0);
        for d in 1..=4usize {
            let mut draw =
                |count: usize| -> Vec<f64> { (0..count).map(|_| uniform(&mut generator) * 3.0).collect() };
            let (values, weights, local, points) = (draw(700 * d), draw(700), draw(700), draw(20 * d));
            let local: Vec<f64> = local.iter().map(|x| 0.4 + x).collect();
            let samples = Samples::new(&values, d, Some(&weights)).unwrap();
            for kernel in Kernel::ALL {
                let half: Vec<f64> = (0..d).map(|k| 0.3 + 0.2 * k as f64).collect();
                let widths = Widths { kernel, half, warnings: Vec::new() };
                for local in [None, Some(&local[..])] {
                    let found = exact_at(&samples, &widths, local, Reach::Everywhere, &points, &run).unwrap();
                    for (point, found) in points.chunks(d).zip(found) {
                        let mut expected = 0.0;
                        for row in 0..700 {
                            let factor = local.map_or(1.0, |local| local[row]);
                            let mut product = weights[row];
                            for k in 0..d {
                                let h = widths.half[k] * factor;
                                product *= kernel.at((point[k] - samples.row(row)[k]) / h) / h;
                            }
                            expected += product;
                        }
                        expected /= samples.total();
                        assert!((found - expected).abs() < 1e-12 * (1.0 + expected), "{kernel:?} {d}");
                    }
                }
            }
        }
    }

    #[test]
    fn far_tails_are_not_cut_off() {
        let samples = Samples::new(&[0.0], 1, None).unwrap();
        let widths = Widths::of_deviations(Kernel::Gaussian, &[1.0]);
        let run = Run::default();
        let at = |reach| exact_at(&samples, &widths, None, reach, &[30.0], &run).unwrap()[0];
        let expected = (-450.0f64).exp() / (2.0 * std::f64::consts::PI).sqrt();
        assert!((at(Reach::Everywhere) / expected - 1.0).abs() < 1e-12);
        assert_eq!(at(Reach::Visible), 0.0);
    }

    #[test]
    fn same_bits_for_any_number_of_threads() {
        let values: Vec<f64> = (0..900).map(|i| (f64::from(i) * 0.7).sin()).collect();
        let samples = Samples::new(&values, 3, None).unwrap();
        let widths = Widths::of_deviations(Kernel::Gaussian, &[0.3; 3]);
        let alone = exact_at(&samples, &widths, None, Reach::Everywhere, &values, &Run::default()).unwrap();
        let pool = std::sync::Arc::new(rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap());
        let run = Run::default().with_pool(pool, 3);
        assert_eq!(exact_at(&samples, &widths, None, Reach::Everywhere, &values, &run).unwrap(), alone);
    }
}
