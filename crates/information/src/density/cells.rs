//! Kernel sums at the nodes of an even grid in one dimension, for kernels that are one polynomial on each side: exact,
//! without sorting and without a lattice.
//!
//! Between two nodes lies a cell. Each cell keeps Σ w sᵖ of its samples, s in steps from its left node; seen from a node
//! some cells away, a cell that lies within one half-width contributes one polynomial of these sums, whose coefficients
//! depend on the distance alone. A cell that the end of the kernel cuts contributes the sums of its samples on the near
//! side of the cut, so each cell keeps them apart by the side of either cut that they are on; samples so near a cut that
//! rounding decides, and those of cells wider than the kernel, are evaluated one by one. Cost: O(n · powers + nodes · h/step · powers).
//!
//! Use it for many samples and few nodes; [`Moments`](super::moments::Moments) answers at any points. Source for sums of
//! powers: D. P. Hofmeyr, "Fast exact evaluation of univariate kernel sums", 2021.
use super::grid::GridAxis;
use super::kernel::Kernel;
use super::moments::polynomial;
use super::samples::{STRIDE, Samples};
use marginals_core::{Result, Run};
use marginals_numerics::arch::spread::{self, Line};
use marginals_numerics::arch::{level, smoothing};

/// Samples of a block of work.
const BLOCK: usize = 1 << 17;
/// Samples placed at a time.
const CHUNK: usize = 1 << 10;
/// Products of nodes, cells in reach and powers up to which the sums of cells are cheap.
const MOST_PRODUCTS: f64 = 3e7;
/// Parts of a step by which places may be off.
const SLACK: f64 = 1e-6;
/// Groups of samples of a cell: by whether a kernel that ends in the cell from its left node's side holds them, and
/// whether one from the other side does.
const GROUPS: usize = 4;
const LEFT: usize = 1;
const RIGHT: usize = 2;

/// Sums of powers of each group of a cell.
type Cell<const P: usize> = [[f64; P]; GROUPS];

/// A grid of cells and a kernel on it.
pub(crate) struct Cells {
    kernel: Kernel,
    half: f64,
    nodes: Vec<f64>,
    step: f64,
    /// Cells on each side that the kernel reaches, wholly or in part.
    reach: usize,
    /// Of these, the ones next to the node that lie within it wholly.
    inner: usize,
    terms: Vec<f64>,
}

impl Cells {
    /// The cells of a grid for `count` samples, where they are the cheapest way.
    pub fn new(axis: &GridAxis, kernel: Kernel, half: f64, count: usize) -> Option<Cells> {
        let terms = polynomial(kernel)?;
        let nodes = axis.nodes();
        let step = (axis.to - axis.from) / (axis.count - 1) as f64;
        let reach = half / step + SLACK;
        let products = 2.0 * reach * nodes.len() as f64 * terms.len() as f64;
        // Places are counted from the first node: they must resolve a step.
        let resolved = step > 1e-9 * axis.from.abs().max(axis.to.abs());
        // Sums of powers take more room than the samples only for grids that are finer than they are.
        let small = nodes.len() <= count.max(1 << 14);
        if !(small && resolved && products < MOST_PRODUCTS.min(400.0 * count as f64)) {
            return None;
        }
        let inner = (half / step - SLACK).floor().max(0.0) as usize;
        Some(Cells { kernel, half, nodes, step, reach: reach.floor() as usize + 1, inner, terms })
    }

    /// Bytes that [`Cells::sums`] takes.
    pub fn bytes(&self, count: usize) -> u64 {
        let copies = count.div_ceil(BLOCK) as u64 + 2;
        let cell = (GROUPS * self.terms.len() + 1) as u64;
        (self.nodes.len() + 2 * self.reach) as u64 * 8 * copies * cell
    }

    /// Σ w K at every node.
    ///
    /// # Errors
    /// Out of memory; the run was cancelled.
    pub fn sums(&self, samples: &Samples, run: &Run) -> Result<Vec<f64>> {
        match self.terms.len() {
            1 => self.sums_of::<1>(samples, run),
            2 => self.sums_of::<2>(samples, run),
            3 => self.sums_of::<3>(samples, run),
            5 => self.sums_of::<5>(samples, run),
            7 => self.sums_of::<7>(samples, run),
            _ => self.sums_of::<10>(samples, run),
        }
    }

    fn sums_of<const P: usize>(&self, samples: &Samples, run: &Run) -> Result<Vec<f64>> {
        let parts =
            run.blocks(samples.count(), BLOCK, || (), |(), rows| self.part::<P>(samples, rows, run))?;
        let mut parts = parts.into_iter();
        let Some((mut cells, mut sums)) = parts.next() else { return Ok(vec![0.0; self.nodes.len()]) };
        for (more_cells, more) in parts {
            let (own, more_cells) = (cells.as_flattened_mut(), more_cells.as_flattened());
            own.iter_mut().flatten().zip(more_cells.iter().flatten()).for_each(|(sum, more)| *sum += more);
            sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        }
        let mut line = run.filled("cells of a grid", cells.len(), 0.0)?;
        for power in 0..P {
            run.check()?;
            gather(&cells, power, 0, &mut line);
            for distance in 1..=self.inner {
                self.add_before(&line, power, distance, &mut sums);
                self.add_after(&line, power, distance, &mut sums);
            }
            if self.inner == 0 {
                continue;
            }
            // The ends of the kernel.
            gather(&cells, power, RIGHT, &mut line);
            self.add_before(&line, power, self.inner + 1, &mut sums);
            gather(&cells, power, LEFT, &mut line);
            self.add_after(&line, power, self.inner + 1, &mut sums);
        }
        sums.iter_mut().for_each(|sum| *sum = sum.max(0.0) / self.half);
        Ok(sums)
    }

    /// Adds to every node what the cell `distance` cells before it contributes; cell `reach` + node starts at the node.
    fn add_before(&self, line: &[f64], power: usize, distance: usize, sums: &mut [f64]) {
        let first = self.reach - distance;
        let factor = self.coefficient(power, distance as f64, -1.0);
        smoothing::add_scaled(level(), sums, factor, &line[first..first + self.nodes.len()]);
    }

    /// The same of the cell number `distance` from the node on, the node's own being the first.
    fn add_after(&self, line: &[f64], power: usize, distance: usize, sums: &mut [f64]) {
        let first = self.reach + distance - 1;
        let factor = self.coefficient(power, (distance - 1) as f64, 1.0);
        smoothing::add_scaled(level(), sums, factor, &line[first..first + self.nodes.len()]);
    }

    /// Coefficient of sᵖ in K(u) for u = (start + sign · s) · step / h.
    fn coefficient(&self, power: usize, start: f64, sign: f64) -> f64 {
        let scale = self.step / self.half;
        let mut sum = 0.0;
        // Σ_q a_q C(q, p) (start · scale)^(q−p) (sign · scale)^p, by Horner's rule from the highest q.
        let mut binomials: Vec<f64> = vec![0.0; self.terms.len()];
        for (q, binomial) in binomials.iter_mut().enumerate().skip(power) {
            *binomial = (0..power).fold(1.0, |product, i| product * (q - i) as f64 / (i + 1) as f64);
        }
        for q in (power..self.terms.len()).rev() {
            sum = sum * (start * scale) + self.terms[q] * binomials[q];
        }
        sum * (sign * scale).powi(power as i32)
    }

    /// Sums of powers by cell and what samples add to nodes whose kernel ends in their cell.
    fn part<const P: usize>(
        &self,
        samples: &Samples,
        rows: std::ops::Range<usize>,
        run: &Run,
    ) -> Result<(Vec<Cell<P>>, Vec<f64>)> {
        let (count, reach) = (self.nodes.len(), self.reach);
        let mut cells = run.filled("cells of a grid", count + 2 * reach, [[0.0f64; P]; GROUPS])?;
        let mut sums = run.filled("cells of a grid", count, 0.0f64)?;
        let first = self.nodes[0] - reach as f64 * self.step;
        // Places are counted from one before the first: they are right from there on.
        let line = Line { origin: first - self.step, inverse: 1.0 / self.step, last: cells.len() as u32 };
        let last = first + cells.len() as f64 * self.step;
        // The kernel ends this far into the last cell that it reaches.
        let end = self.half / self.step - self.inner as f64;
        let near = |share: f64, cut: f64| (share - cut).abs() < 3.0 * SLACK;
        let (mut places, mut shares) = ([0u32; CHUNK], [0.0f64; CHUNK]);
        for start in rows.clone().step_by(CHUNK) {
            if start % STRIDE == 0 {
                run.check()?;
            }
            let values = &samples.values()[start..rows.end.min(start + CHUNK)];
            let (places, shares) = (&mut places[..values.len()], &mut shares[..values.len()]);
            spread::places(level(), line, values, places, shares);
            for (at, (value, (place, share))) in values.iter().zip(places.iter().zip(&*shares)).enumerate() {
                // Places beyond the cells mean nothing, and no node feels what lies there.
                let held = *value >= first && *value < last;
                let Some(cell) = (*place as usize).checked_sub(1).filter(|_| held) else { continue };
                let (share, weight) = (*share, samples.weight(start + at));
                // Within a cell wider than the kernel powers of s would cancel.
                let decided = self.inner > 0 && !(near(share, end) | near(share, 1.0 - end));
                let held = usize::from(share <= end) * LEFT + usize::from(share >= 1.0 - end) * RIGHT;
                let mut power = weight;
                for sum in &mut cells[cell][if decided { held } else { 0 }] {
                    *sum += power;
                    power *= share;
                }
                if decided {
                    continue;
                }
                for distance in self.inner + 1..=reach {
                    // On the left of the sample its cell is number distance − 1 from a node, on the right number
                    // distance.
                    let left = (cell + 1).checked_sub(reach + distance).filter(|node| *node < count);
                    let right = (cell + distance).checked_sub(reach).filter(|node| *node < count);
                    for node in [left, right].into_iter().flatten() {
                        sums[node] += weight * self.kernel.at((value - self.nodes[node]).abs() / self.half);
                    }
                }
            }
        }
        Ok((cells, sums))
    }
}

/// Sums of one power over the groups of each cell that have all of the bits of `held`.
fn gather<const P: usize>(cells: &[Cell<P>], power: usize, held: usize, line: &mut [f64]) {
    for (value, groups) in line.iter_mut().zip(cells) {
        let of = |group: usize| if group & held == held { groups[group][power] } else { 0.0 };
        *value = (of(0) + of(LEFT)) + (of(RIGHT) + of(LEFT | RIGHT));
    }
}

#[cfg(test)]
mod tests {
    use super::super::moments::Moments;
    use super::*;
    use marginals_core::random::{below, stream, uniform};

    #[test]
    fn sums_are_those_of_all_samples_for_any_threads() {
        let pool = std::sync::Arc::new(rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap());
        for kernel in Kernel::ALL.into_iter().filter(|kernel| polynomial(*kernel).is_some()) {
            for case in 0..40u64 {
                let mut generator = stream(21, kernel.name(), case);
                let count = if case == 0 { 300_000 } else { 1 + below(&mut generator, 300) as usize };
                // Some samples lie on nodes and on the ends of kernels.
                let values: Vec<f64> = (0..count)
                    .map(|_| match case % 3 {
                        0 => uniform(&mut generator) * 6.0 - 3.0,
                        _ => (below(&mut generator, 49) as f64 - 24.0) / 8.0,
                    })
                    .collect();
                let weights: Vec<f64> = (0..count).map(|_| uniform(&mut generator) + 0.1).collect();
                let weights = if case % 2 == 0 { None } else { Some(&weights[..]) };
                let samples = Samples::new(&values, 1, weights).unwrap();
                let nodes = 2 + below(&mut generator, 60) as usize;
                let axis = GridAxis { from: -2.0, to: if case % 4 == 1 { 2.0 } else { 1.7 }, count: nodes };
                let half = if case % 5 == 0 { 0.5 } else { 0.05 + uniform(&mut generator) };
                let run = Run::default();
                let cells = Cells::new(&axis, kernel, half, usize::MAX).unwrap();
                let found = cells.sums(&samples, &run).unwrap();
                let pooled = Run::default().with_pool(std::sync::Arc::clone(&pool), 3);
                let again = cells.sums(&samples, &pooled).unwrap();
                assert!(found.iter().zip(&again).all(|(a, b)| a.to_bits() == b.to_bits()));
                let exact = Moments::new(&samples, kernel, half, &run).unwrap();
                let scale = samples.total() / half;
                for (node, found) in axis.nodes().into_iter().zip(&found) {
                    let expected = exact.at(node);
                    assert!(
                        (found - expected).abs() < 1e-12 * scale,
                        "{kernel:?} {case}: {found} {expected}"
                    );
                }
            }
        }
    }
}
