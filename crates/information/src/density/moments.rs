//! Kernel sums in one dimension without a lattice: polynomials by prefix sums of powers, the cosine by prefix sums of
//! sines, the exponential by a recursion. O(n log n) to prepare, O(log n) a point, no approximation.
//!
//! Sorted samples are cut into cells of one half-width. Each cell keeps Σ w tᵖ of its samples up to each of them, t
//! counted in half-widths from the start of the cell, so powers stay small and cancel nothing. A point reaches at
//! most three cells; on each side of it the kernel is one polynomial, which is expanded around the cell's start.
//!
//! Source: D. P. Hofmeyr, "Fast exact evaluation of univariate kernel sums", IEEE Transactions on Pattern Analysis
//! and Machine Intelligence 43 (2021).
use super::kernel::Kernel;
use super::samples::{STRIDE, Samples};
use marginals_core::{Result, Run};

/// Powers kept: those of the tricube, and one more for the count.
const POWERS: usize = 10;

/// Prepared sums.
pub(crate) struct Moments {
    kernel: Kernel,
    half: f64,
    total: f64,
    sorted: Vec<f64>,
    /// First sample of the cell of each sample.
    cell: Vec<u32>,
    /// Σ w tᵖ over the samples of the cell up to and with this one.
    sums: Vec<f64>,
    powers: usize,
}

/// Kernel as a polynomial of u on 0 ≤ u ≤ 1, lowest power first.
pub(super) fn polynomial(kernel: Kernel) -> Option<Vec<f64>> {
    let scaled = |scale: f64, terms: &[f64]| Some(terms.iter().map(|term| scale * term).collect());
    match kernel {
        Kernel::Box => Some(vec![0.5]),
        Kernel::Triangular => Some(vec![1.0, -1.0]),
        Kernel::Epanechnikov => scaled(0.75, &[1.0, 0.0, -1.0]),
        Kernel::Biweight => scaled(0.9375, &[1.0, 0.0, -2.0, 0.0, 1.0]),
        Kernel::Triweight => scaled(1.09375, &[1.0, 0.0, -3.0, 0.0, 3.0, 0.0, -1.0]),
        Kernel::Tricube => scaled(70.0 / 81.0, &[1.0, 0.0, 0.0, -3.0, 0.0, 0.0, 3.0, 0.0, 0.0, -1.0]),
        Kernel::Gaussian | Kernel::Cosine | Kernel::Exponential => None,
    }
}

const QUARTER: f64 = std::f64::consts::FRAC_PI_2;

impl Moments {
    /// Whether a kernel can be summed so.
    pub fn apply_to(kernel: Kernel) -> bool {
        kernel != Kernel::Gaussian
    }

    /// Half-width of the kernel.
    pub fn half(&self) -> f64 {
        self.half
    }

    /// Distance beyond which a sample is not felt.
    pub fn reach(&self) -> f64 {
        self.half * self.kernel.reach()
    }

    /// Sorts and sums the samples.
    ///
    /// # Errors
    /// Out of memory; the run was cancelled.
    pub fn new(samples: &Samples, kernel: Kernel, half: f64, run: &Run) -> Result<Moments> {
        let n = samples.count();
        let powers = match kernel {
            Kernel::Cosine | Kernel::Exponential => 2,
            _ => polynomial(kernel).map_or(0, |terms| terms.len()),
        };
        let mut order: Vec<(f64, f64)> = run.reserved("sorted samples", n)?;
        order.extend((0..n).map(|row| (samples.values()[row] + 0.0, samples.weight(row))));
        order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        run.check()?;
        let mut sorted = run.reserved("sorted samples", n)?;
        sorted.extend(order.iter().map(|(value, _)| *value));
        let mut cell = run.filled("sorted samples", n, 0u32)?;
        let mut sums = run.filled("prefix sums", n.saturating_mul(powers), 0.0f64)?;
        if kernel == Kernel::Exponential {
            decays(&order, half, &mut sums);
        } else {
            let (mut start, mut running) = (0usize, [0.0f64; POWERS]);
            for (index, (value, weight)) in order.iter().enumerate() {
                if index % STRIDE == 0 {
                    run.check()?;
                }
                if value - order[start].0 >= half {
                    (start, running) = (index, [0.0; POWERS]);
                }
                let t = (value - order[start].0) / half;
                cell[index] = start as u32;
                if kernel == Kernel::Cosine {
                    running[0] += weight * (QUARTER * t).cos();
                    running[1] += weight * (QUARTER * t).sin();
                } else {
                    let mut power = *weight;
                    for place in running.iter_mut().take(powers) {
                        *place += power;
                        power *= t;
                    }
                }
                sums[index * powers..(index + 1) * powers].copy_from_slice(&running[..powers]);
            }
        }
        Ok(Moments { kernel, half, total: samples.total(), sorted, cell, sums, powers })
    }

    /// Σ w K at a point.
    pub fn at(&self, point: f64) -> f64 {
        if self.kernel == Kernel::Exponential {
            return self.decayed(point);
        }
        let from = self.sorted.partition_point(|value| (point - value) / self.half > 1.0);
        let to = self.sorted.partition_point(|value| (value - point) / self.half <= 1.0);
        let middle = self.sorted.partition_point(|value| *value < point).clamp(from, to);
        (self.side(point, from, middle, 1.0) + self.side(point, middle, to, -1.0)).max(0.0) / self.half
    }

    /// The samples `from..to`, all on one side of the point: u = ±(point − x) / h.
    fn side(&self, point: f64, from: usize, to: usize, sign: f64) -> f64 {
        let mut sum = 0.0;
        let mut end = to;
        while end > from {
            let start = self.cell[end - 1] as usize;
            let s = (point - self.sorted[start]) / self.half;
            let mut part = [0.0f64; POWERS];
            part[..self.powers].copy_from_slice(&self.sums[(end - 1) * self.powers..end * self.powers]);
            if from > start {
                let before = &self.sums[(from - 1) * self.powers..from * self.powers];
                part.iter_mut().zip(before).for_each(|(part, before)| *part -= before);
            }
            sum += self.expanded(s, sign, &part);
            end = from.max(start);
        }
        sum
    }

    /// Σ w K(±(s − t)) from Σ w tᵖ.
    fn expanded(&self, s: f64, sign: f64, part: &[f64; POWERS]) -> f64 {
        let Some(mut terms) = polynomial(self.kernel) else {
            let angle = QUARTER * s;
            return std::f64::consts::FRAC_PI_4 * (angle.cos() * part[0] + angle.sin() * part[1]);
        };
        // Coefficients of K(sign (s − t)) in t by repeated synthetic division (Taylor shift), then t = −sign · …
        let shift = sign * s;
        for lowest in 0..terms.len() {
            for power in (lowest..terms.len() - 1).rev() {
                terms[power] += shift * terms[power + 1];
            }
        }
        let mut sum = 0.0;
        let mut flip = 1.0;
        for (term, moment) in terms.iter().zip(part) {
            sum += flip * term * moment;
            flip *= -sign;
        }
        sum
    }

    /// The exponential kernel: what has decayed from the left and from the right.
    fn decayed(&self, point: f64) -> f64 {
        let at = self.sorted.partition_point(|value| *value <= point);
        let left = at
            .checked_sub(1)
            .map_or(0.0, |last| self.sums[2 * last] * (-(point - self.sorted[last]) / self.half).exp());
        let right = self
            .sorted
            .get(at)
            .map_or(0.0, |next| self.sums[2 * at + 1] * (-(next - point) / self.half).exp());
        0.5 * (left + right) / self.half
    }

    /// Densities at points.
    ///
    /// # Errors
    /// Out of memory; the run was cancelled.
    pub fn densities(&self, points: &[f64], run: &Run) -> Result<Vec<f64>> {
        let mut densities = run.filled("densities", points.len(), 0.0f64)?;
        run.blocks_into(
            &mut densities,
            1 << 13,
            || (),
            |(), first, out| {
                out.iter_mut()
                    .zip(&points[first..])
                    .for_each(|(out, point)| *out = self.at(*point) / self.total);
                Ok(())
            },
        )?;
        Ok(densities)
    }
}

/// For each sample Σ w exp(−(x − x_j) / h) over those up to it, and over those from it on.
fn decays(order: &[(f64, f64)], half: f64, sums: &mut [f64]) {
    let decay = |from: f64, to: f64| (-(to - from) / half).exp();
    let mut running = 0.0;
    for (index, (value, weight)) in order.iter().enumerate() {
        let before = index.checked_sub(1).map_or(*value, |before| order[before].0);
        running = running * decay(before, *value) + weight;
        sums[2 * index] = running;
    }
    running = 0.0;
    for (index, (value, weight)) in order.iter().enumerate().rev() {
        let after = order.get(index + 1).map_or(*value, |after| after.0);
        running = running * decay(*value, after) + weight;
        sums[2 * index + 1] = running;
    }
}

/// Bytes of [`Moments`] for so many samples.
pub(crate) fn bytes(count: usize) -> u64 {
    count as u64 * 8 * (POWERS as u64 + 4)
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{stream, uniform};

    #[test]
    fn sums_are_those_of_the_definition() {
        let run = Run::default();
        let mut generator = stream(9, "values", 0);
        for round in 0..60 {
            let count = 1 + (round * 7) % 300;
            let offset = if round % 5 == 0 { 1e6 } else { 0.0 };
            // Coarse values make ties, and points that sit on samples and on the ends of kernels.
            let mut draw = || offset + (uniform(&mut generator) * 40.0).floor() / 8.0;
            let values: Vec<f64> = (0..count).map(|_| draw()).collect();
            let points: Vec<f64> = (0..50).map(|_| draw()).collect();
            let weights: Vec<f64> = (0..count).map(|i| ((i * 5) % 4) as f64 + 0.5).collect();
            let samples = Samples::new(&values, 1, Some(&weights)).unwrap();
            for kernel in Kernel::ALL.into_iter().filter(|kernel| Moments::apply_to(*kernel)) {
                for half in [0.125, 0.7, 3.0, 50.0] {
                    let moments = Moments::new(&samples, kernel, half, &run).unwrap();
                    let found = moments.densities(&points, &run).unwrap();
                    for (point, found) in points.iter().zip(found) {
                        let term =
                            |(value, weight): (&f64, &f64)| weight * kernel.at((point - value) / half) / half;
                        let expected: f64 =
                            values.iter().zip(&weights).map(term).sum::<f64>() / samples.total();
                        let scale = 1.0 / half;
                        assert!(
                            (found - expected).abs() < 2e-13 * scale,
                            "{kernel:?} {half} {found} {expected}"
                        );
                    }
                }
            }
        }
    }
}
