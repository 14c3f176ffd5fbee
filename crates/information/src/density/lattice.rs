//! Densities on a lattice of one or two dimensions: samples shared out to nodes, nodes smoothed by the kernel.
//!
//! Each sample is shared out linearly between its 2 (or 4) neighbouring nodes; the nodes are convolved with the
//! kernel, one dimension after the other; the density at a point is interpolated linearly from the smoothed nodes.
//! Sharing out and interpolating widen the kernel by δ²/6 of variance each (δ = step), which is taken off the
//! kernel's variance, so what remains changes its sign within a cell and averages out. Interpolation is the transpose of sharing out, so the part that a sample itself has in
//! the density at its place is known to the last bit, and leaving it out is exact.
//!
//! Cost: O(n) to share out, nodes × taps to smooth (or an FFT where that is cheaper), O(1) a point.
//!
//! Source: M. P. Wand, "Fast computation of multivariate kernel estimators", Journal of Computational and Graphical
//! Statistics 3 (1994).
use super::bandwidth::Widths;
use super::convolution::{self, Precision};
use super::kernel::Kernel;
use super::samples::{STRIDE, Samples, Spread};
use marginals_core::{Result, Run};
use marginals_numerics::arch::level;
use marginals_numerics::arch::spread::{self, Line};

/// Nodes of one dimension, at equal steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Axis {
    pub origin: f64,
    pub step: f64,
    pub nodes: usize,
    inverse: f64,
}

/// Samples placed at a time.
const CHUNK: usize = 1 << 10;

/// What the smoothed nodes are read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// The nodes themselves, for integrals.
    Nodes,
    /// Points between the nodes, each in its own digits.
    Points,
}

impl Axis {
    /// Nodes at `origin`, `origin + step`, ….
    pub fn new(origin: f64, step: f64, nodes: usize) -> Axis {
        Axis { origin, step, nodes, inverse: 1.0 / step }
    }

    /// Nodes `step` apart that reach `margin` beyond the spread on both sides, or `None` where more than `most`.
    pub fn covering(spread: &Spread, step: f64, margin: f64, most: usize) -> Option<Axis> {
        let length = (spread.largest - spread.least + 2.0 * margin) / step;
        // Positions are computed from the origin: it must resolve a step.
        let resolved = step > 1e-10 * spread.least.abs().max(spread.largest.abs());
        if !(length.is_finite() && resolved && length < most as f64 - 3.0) {
            return None;
        }
        Some(Axis::new(spread.least - margin - 0.5 * step, step, length.ceil() as usize + 3))
    }

    /// Node at or below a value, and how far the value is towards the next.
    #[inline(always)]
    fn place(&self, value: f64) -> (usize, f64) {
        let (node, share) = self.line().place(value);
        (node as usize, share)
    }

    #[inline(always)]
    fn line(&self) -> Line {
        Line { origin: self.origin, inverse: self.inverse, last: (self.nodes - 2) as u32 }
    }

    fn holds(&self, value: f64) -> bool {
        let position = (value - self.origin) * self.inverse;
        position >= 0.0 && position <= (self.nodes - 1) as f64
    }
}

/// What is convolved and read: the widths of the kernel on the lattice.
#[derive(Clone, Debug)]
pub(crate) struct Lattice {
    pub axes: Vec<Axis>,
    /// Density at the nodes times the total weight, the last dimension fastest.
    pub nodes: Vec<f64>,
    taps: Vec<Vec<f64>>,
}

/// Samples of a block: a quarter of few, and enough that making the block's nodes costs little beside them.
fn block(samples: usize, nodes: usize) -> usize {
    samples.div_ceil(4).clamp(1 << 14, 1 << 17).max(nodes.saturating_mul(4))
}

/// Every how many rows of a plane, from which on, the density is wanted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rows {
    pub first: isize,
    pub stride: usize,
}

impl Rows {
    /// All of them.
    pub const ALL: Rows = Rows { first: 0, stride: 1 };

    pub fn hold(self, row: usize) -> bool {
        (row as isize - self.first).rem_euclid(self.stride as isize) == 0
    }
}

impl Lattice {
    /// Shares the samples out and smooths.
    ///
    /// # Errors
    /// Out of memory; the run was cancelled.
    pub fn new(
        samples: &Samples,
        axes: &[Axis],
        widths: &Widths,
        reading: Reading,
        run: &Run,
    ) -> Result<Lattice> {
        Self::with_rows(samples, axes, widths, reading, Rows::ALL, run)
    }

    /// The same where only some rows of a plane are read.
    pub fn with_rows(
        samples: &Samples,
        axes: &[Axis],
        widths: &Widths,
        reading: Reading,
        rows: Rows,
        run: &Run,
    ) -> Result<Lattice> {
        let mut lattice =
            Lattice { axes: axes.to_vec(), nodes: shares(samples, axes, run)?, taps: Vec::new() };
        for (axis, half) in axes.iter().zip(&widths.half) {
            lattice.taps.push(taps(widths.kernel, *half, axis.step, reading));
        }
        let precision = if reading == Reading::Nodes { Precision::Absolute } else { Precision::Relative };
        if let [axis] = axes {
            convolution::smooth(&mut lattice.nodes, &lattice.taps[0], precision, run)?;
            debug_assert_eq!(axis.nodes, lattice.nodes.len());
        } else {
            convolution::smooth_both(
                &mut lattice.nodes,
                axes[1].nodes,
                &lattice.taps[0],
                &lattice.taps[1],
                rows,
                run,
            )?;
        }
        Ok(lattice)
    }

    /// Σ w K at a point; 0 outside.
    #[inline]
    pub fn at(&self, point: &[f64]) -> f64 {
        if self.axes.iter().zip(point).any(|(axis, value)| !axis.holds(*value)) {
            return 0.0;
        }
        let (node, share) = self.axes[0].place(point[0]);
        match self.axes.get(1) {
            None => self.nodes[node] * (1.0 - share) + self.nodes[node + 1] * share,
            Some(second) => {
                let (column, part) = second.place(point[1]);
                let line = |row: usize| {
                    let at = row * second.nodes + column;
                    self.nodes[at] * (1.0 - part) + self.nodes[at + 1] * part
                };
                line(node) * (1.0 - share) + line(node + 1) * share
            }
        }
    }

    /// What a sample of weight 1 at `point` adds to [`Lattice::at`] there.
    #[inline]
    pub fn own(&self, point: &[f64]) -> f64 {
        let mut own = 1.0;
        for ((axis, value), taps) in self.axes.iter().zip(point).zip(&self.taps) {
            let (_, share) = axis.place(*value);
            let other = 1.0 - share;
            own *= (share * share + other * other) * taps[0] + 2.0 * share * other * taps[1];
        }
        own
    }

    /// ∫ −f ln f over the lattice, f = nodes / total.
    pub fn integrated_entropy(&self, total: f64) -> f64 {
        let cell: f64 = self.axes.iter().map(|axis| axis.step).product();
        let mass: f64 = marginals_core::sum::sum(&self.nodes) * cell / total;
        // −Σ (c g / W) ln(g / W), written with g ln g alone; the mass is 1 up to rounding.
        let sum = marginals_numerics::xlnx::sum_xlnx(&self.nodes);
        -(cell / total * sum) / mass + total.ln()
    }

    /// ∫ f².
    pub fn squared(&self, total: f64) -> f64 {
        let cell: f64 = self.axes.iter().map(|axis| axis.step).product();
        self.nodes.iter().map(|node| node * node).sum::<f64>() * cell / (total * total)
    }
}

/// K at multiples of the step, from 0 to the end of the kernel, of a kernel narrowed by what the lattice widens;
/// scaled so that the sum over both sides times the step is 1.
fn taps(kernel: Kernel, half: f64, step: f64, reading: Reading) -> Vec<f64> {
    let deviation = half * kernel.deviation();
    let widened = step * step / if reading == Reading::Points { 3.0 } else { 6.0 };
    let variance = deviation * deviation - widened;
    let half = if variance > 0.0 { variance.sqrt() / kernel.deviation() } else { half };
    let reach = (half * kernel.reach() / step).ceil() as usize + 1;
    let mut taps: Vec<f64> =
        (0..=reach).map(|k| cell_mean(kernel, k as f64 * step / half, step / half)).collect();
    let sum = (2.0 * taps.iter().sum::<f64>() - taps[0]) * step;
    taps.iter_mut().for_each(|tap| *tap /= sum);
    taps
}

/// K at u; kernels that jump are averaged over the cell around u.
fn cell_mean(kernel: Kernel, u: f64, width: f64) -> f64 {
    if kernel == Kernel::Box {
        let inside = ((1.0 - u) / width + 0.5).clamp(0.0, 1.0);
        return 0.5 * inside;
    }
    kernel.at(u)
}

/// The weights of the nodes.
fn shares(samples: &Samples, axes: &[Axis], run: &Run) -> Result<Vec<f64>> {
    let count: usize = axes.iter().map(|axis| axis.nodes).product();
    let block = block(samples.count(), count);
    let parts = run.blocks(
        samples.count(),
        block,
        || (),
        |(), range| match axes {
            [axis] => line_shares(samples, axis, range, run),
            _ => plane_shares(samples, axes, range, run),
        },
    )?;
    let mut parts = parts.into_iter();
    let mut nodes = parts.next().unwrap_or_default();
    for part in parts {
        nodes.iter_mut().zip(part).for_each(|(node, more)| *node += more);
    }
    Ok(nodes)
}

fn line_shares(samples: &Samples, axis: &Axis, range: std::ops::Range<usize>, run: &Run) -> Result<Vec<f64>> {
    // Weight and weighted share side by side: one load, one addition, one store a sample.
    let mut pairs = run.filled("a lattice", axis.nodes, [0.0f64; 2])?;
    let values = &samples.values()[range.clone()];
    match samples.weights() {
        None => {
            let (mut places, mut shares) = ([0u32; CHUNK], [0.0f64; CHUNK]);
            for (index, values) in values.chunks(CHUNK).enumerate() {
                if index % (STRIDE / CHUNK) == 0 {
                    run.check()?;
                }
                let (places, shares) = (&mut places[..values.len()], &mut shares[..values.len()]);
                spread::places(level(), axis.line(), values, places, shares);
                for (node, share) in places.iter().zip(shares) {
                    let pair = &mut pairs[*node as usize];
                    *pair = [pair[0] + 1.0, pair[1] + *share];
                }
            }
        }
        Some(weights) => {
            for (index, (value, weight)) in values.iter().zip(&weights[range]).enumerate() {
                if index % STRIDE == 0 {
                    run.check()?;
                }
                let (node, share) = axis.place(*value);
                let pair = &mut pairs[node];
                *pair = [pair[0] + weight, pair[1] + weight * share];
            }
        }
    }
    let mut before = 0.0;
    let mut nodes = run.reserved("a lattice", axis.nodes)?;
    for [weight, share] in pairs {
        nodes.push(weight - share + before);
        before = share;
    }
    Ok(nodes)
}

fn plane_shares(
    samples: &Samples,
    axes: &[Axis],
    range: std::ops::Range<usize>,
    run: &Run,
) -> Result<Vec<f64>> {
    let columns = axes[1].nodes;
    let mut nodes = run.filled("a lattice", axes[0].nodes * columns, 0.0f64)?;
    for row in range {
        if row % STRIDE == 0 {
            run.check()?;
        }
        let point = samples.row(row);
        let weight = samples.weight(row);
        let (node, share) = axes[0].place(point[0]);
        let (column, part) = axes[1].place(point[1]);
        let at = node * columns + column;
        let (high, low) = (weight * share, weight * (1.0 - share));
        nodes[at] += low * (1.0 - part);
        nodes[at + 1] += low * part;
        nodes[at + columns] += high * (1.0 - part);
        nodes[at + columns + 1] += high * part;
    }
    Ok(nodes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::density::exact::{Reach, exact_at};
    use marginals_core::random::{stream, uniform};

    fn normal(count: usize, seed: u64) -> Vec<f64> {
        let mut generator = stream(seed, "normal", 0);
        let mut draw = || uniform(&mut generator) * 2.0 - 1.0;
        (0..count).map(|_| (0..6).map(|_| draw()).sum::<f64>() / 2f64.sqrt()).collect()
    }

    #[test]
    fn the_lattice_agrees_with_exact_sums() {
        let run = Run::default();
        for d in [1usize, 2] {
            let values = normal(400 * d, 7);
            let weights: Vec<f64> = (0..400).map(|i| f64::from(i % 3)).collect();
            for weights in [None, Some(&weights[..])] {
                let samples = Samples::new(&values, d, weights).unwrap();
                let spreads = samples.spreads(&run).unwrap();
                for kernel in [Kernel::Gaussian, Kernel::Biweight, Kernel::Exponential] {
                    let widths = Widths::of_deviations(kernel, &vec![0.35; d]);
                    let margin = widths.half[0] * kernel.reach();
                    let axes: Vec<Axis> = spreads
                        .iter()
                        .map(|spread| Axis::covering(spread, 0.35 / 12.0, margin, 1 << 20).unwrap())
                        .collect();
                    let lattice = Lattice::new(&samples, &axes, &widths, Reading::Points, &run).unwrap();
                    let points = normal(60 * d, 8);
                    let exact = exact_at(&samples, &widths, None, Reach::Everywhere, &points, &run).unwrap();
                    let peak = exact.iter().copied().fold(0.0, f64::max);
                    for (point, exact) in points.chunks(d).zip(&exact) {
                        let found = lattice.at(point) / samples.total();
                        let tolerance = if kernel == Kernel::Exponential { 2e-2 } else { 2e-3 };
                        assert!((found - exact).abs() < tolerance * peak, "{kernel:?} {d} {found} {exact}");
                    }
                    assert!(
                        (lattice.nodes.iter().sum::<f64>() * (0.35f64 / 12.0).powi(d as i32)
                            / samples.total()
                            - 1.0)
                            .abs()
                            < 1e-9
                    );
                }
            }
        }
    }

    #[test]
    fn a_samples_own_part_is_exact() {
        let run = Run::default();
        for d in [1usize, 2] {
            let alone = normal(d, 3);
            let samples = Samples::new(&alone, d, None).unwrap();
            let spreads = samples.spreads(&run).unwrap();
            let widths = Widths::of_deviations(Kernel::Gaussian, &vec![0.5; d]);
            let axes: Vec<Axis> =
                spreads.iter().map(|spread| Axis::covering(spread, 0.17, 3.0, 1000).unwrap()).collect();
            let lattice = Lattice::new(&samples, &axes, &widths, Reading::Points, &run).unwrap();
            assert!((lattice.at(&alone) - lattice.own(&alone)).abs() < 1e-14 * lattice.own(&alone));
        }
    }

    #[test]
    fn axes_that_would_be_too_long_are_refused() {
        let spread = Spread { least: 0.0, largest: 1.0, mean: 0.5, deviation: 0.3 };
        assert!(Axis::covering(&spread, 1e-9, 1.0, 1 << 20).is_none());
        let far = Spread { least: 1e12, largest: 1e12 + 1.0, mean: 1e12, deviation: 0.3 };
        assert!(Axis::covering(&far, 0.1, 1.0, 1 << 20).is_none());
    }
}
