//! Grids on which densities are wanted, and the lattices that pass through their nodes.
//!
//! A lattice divides each step of the grid into equal parts that resolve the kernel, so a coarse grid costs no accuracy.
use super::bandwidth::Widths;
use super::lattice::{Axis, Lattice};
use super::reflection::{Bounds, inside};
use super::samples::{Samples, Spread};
use marginals_core::{Error, Result, Run};

/// Nodes of a grid in one dimension, evenly spaced, both ends included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GridAxis {
    /// First node.
    pub from: f64,
    /// Last node.
    pub to: f64,
    /// Number of nodes, at least 2.
    pub count: usize,
}

impl GridAxis {
    /// A node.
    #[must_use]
    pub fn at(&self, node: usize) -> f64 {
        let share = node as f64 / (self.count - 1) as f64;
        self.from * (1.0 - share) + self.to * share
    }

    /// All nodes.
    #[must_use]
    pub fn nodes(&self) -> Vec<f64> {
        (0..self.count).map(|node| self.at(node)).collect()
    }
}

/// Where the density is wanted.
#[derive(Clone, Debug, PartialEq)]
pub enum At<'a> {
    /// At points, row after row.
    Points(&'a [f64]),
    /// On a grid with so many nodes per dimension and, where given, so far.
    Grid {
        /// Nodes per dimension.
        counts: &'a [usize],
        /// First and last node per dimension.
        ranges: Option<&'a [(f64, f64)]>,
    },
}

/// Steps per standard deviation in one dimension and in two.
const STEPS: [f64; 2] = [16.0, 8.0];
/// Nodes of a lattice at most.
const MOST_NODES: usize = 1 << 24;
/// Points of a grid at most.
const MOST_POINTS: usize = 1 << 27;
/// How far a grid reaches beyond the samples, in standard deviations of the kernel.
const MARGIN: f64 = 4.0;

pub(crate) fn grid(
    spreads: &[Spread],
    widths: &Widths,
    counts: &[usize],
    ranges: Option<&[(f64, f64)]>,
    bounds: Option<&[Bounds]>,
) -> Result<Vec<GridAxis>> {
    let d = spreads.len();
    if counts.len() != d || ranges.is_some_and(|ranges| ranges.len() != d) {
        return Err(Error::shape("grid", format!("of length {d} (dimensions)"), counts.len()));
    }
    if let Some(wrong) = counts.iter().find(|count| **count < 2) {
        return Err(Error::range("grid", "at least 2 nodes in each dimension", wrong));
    }
    let points = counts.iter().try_fold(1usize, |all, count| all.checked_mul(*count));
    if points.is_none_or(|points| points > MOST_POINTS) {
        return Err(Error::limit(
            "grid",
            format!("at most {MOST_POINTS} nodes in all"),
            format!("{counts:?}"),
        ));
    }
    let axis = |k: usize| {
        let deviation = widths.half[k] * widths.kernel.deviation();
        let margin = MARGIN.min(widths.kernel.reach() / widths.kernel.deviation()) * deviation;
        let (mut from, mut to) = (spreads[k].least - margin, spreads[k].largest + margin);
        if let Some(bounds) = bounds {
            (from, to) = (from.max(bounds[k].lower), to.min(bounds[k].upper));
        }
        if let Some(ranges) = ranges {
            (from, to) = ranges[k];
        }
        if !(from.is_finite() && to.is_finite() && from < to && (to - from).is_finite()) {
            return Err(Error::range(
                "range",
                "two finite numbers in rising order",
                format!("[{from}, {to}]"),
            ));
        }
        Ok(GridAxis { from, to, count: counts[k] })
    };
    (0..d).map(axis).collect()
}

pub(crate) fn grid_points(grid: &[GridAxis], run: &Run) -> Result<Vec<f64>> {
    let count: usize = grid.iter().map(|axis| axis.count).product();
    let _charge = run.charge("points of a grid", (count * grid.len()) as u64 * 8)?;
    let mut points = run.reserved("points of a grid", count * grid.len())?;
    for index in 0..count {
        let mut rest = index;
        let start = points.len();
        points.resize(start + grid.len(), 0.0);
        for (k, axis) in grid.iter().enumerate().rev() {
            points[start + k] = axis.at(rest % axis.count);
            rest /= axis.count;
        }
    }
    Ok(points)
}

/// Axes that hold the samples within reach and pass through the nodes of the grid, and for each the node of the grid's
/// first node and the steps between two of them.
pub(crate) type Strides = Vec<(isize, usize)>;

pub(crate) fn lattice_axes(
    samples: &Samples,
    widths: &Widths,
    at: &At,
    grid: &[GridAxis],
    run: &Run,
) -> Result<Option<(Vec<Axis>, Strides)>> {
    let spreads = samples.spreads(run)?;
    let d = spreads.len();
    let (mut axes, mut strides) = (Vec::with_capacity(d), Vec::with_capacity(d));
    for (k, spread) in spreads.iter().enumerate() {
        let deviation = widths.half[k] * widths.kernel.deviation();
        let margin = widths.half[k] * widths.kernel.reach();
        let most = if d == 1 { MOST_NODES } else { MOST_NODES >> 10 };
        let step = deviation / STEPS[d - 1];
        let At::Grid { .. } = at else {
            let Some(axis) = Axis::covering(spread, step, margin, most) else { return Ok(None) };
            axes.push(axis);
            strides.push((0, 1));
            continue;
        };
        let node = grid[k];
        let spacing = (node.to - node.from) / (node.count - 1) as f64;
        let parts = (spacing / step).ceil().max(1.0);
        if parts > most as f64 {
            return Ok(None);
        }
        let step = spacing / parts;
        let Some(axis) = Axis::covering(spread, step, margin, most) else { return Ok(None) };
        // The lattice is moved by less than a step so that it passes through the first node of the grid.
        let place = ((node.from - axis.origin) / step).floor();
        if place.abs() > 1e9 {
            return Ok(None);
        }
        axes.push(Axis::new(node.from - place * step, step, axis.nodes + 1));
        strides.push((place as isize, parts as usize));
    }
    let nodes = axes.iter().try_fold(1usize, |all, axis| all.checked_mul(axis.nodes));
    Ok(nodes.filter(|nodes| *nodes <= MOST_NODES).map(|_| (axes, strides)))
}

pub(crate) fn read(
    lattice: &Lattice,
    at: &At,
    grid: &[GridAxis],
    strides: &Strides,
    bounds: Option<&[Bounds]>,
    scale: f64,
    run: &Run,
) -> Result<Vec<f64>> {
    let d = lattice.axes.len();
    let allowed = |point: &[f64]| bounds.is_none_or(|bounds| inside(bounds, point));
    if let At::Points(points) = at {
        let mut densities = run.filled("densities", points.len() / d, 0.0f64)?;
        run.blocks_into(
            &mut densities,
            1 << 13,
            || (),
            |(), first, out| {
                for (out, point) in out.iter_mut().zip(points[first * d..].chunks_exact(d)) {
                    *out = if allowed(point) { lattice.at(point) * scale } else { 0.0 };
                }
                Ok(())
            },
        )?;
        return Ok(densities);
    }
    let node_at = |k: usize, index: usize| {
        let (place, stride) = strides[k];
        let node = place + (index * stride) as isize;
        usize::try_from(node).ok().filter(|node| *node < lattice.axes[k].nodes)
    };
    let count: usize = grid.iter().map(|axis| axis.count).product();
    let mut densities = run.filled("densities", count, 0.0f64)?;
    let columns = grid[d - 1].count;
    run.blocks_into(
        &mut densities,
        columns,
        || (),
        |(), first, out| {
            let row = first / columns;
            let start =
                if d == 1 { Some(0) } else { node_at(0, row).map(|node| node * lattice.axes[1].nodes) };
            for (column, out) in out.iter_mut().enumerate() {
                let point: [f64; 2] =
                    if d == 1 { [grid[0].at(column), 0.0] } else { [grid[0].at(row), grid[1].at(column)] };
                if let (Some(start), Some(node), true) = (start, node_at(d - 1, column), allowed(&point[..d]))
                {
                    *out = lattice.nodes[start + node] * scale;
                }
            }
            Ok(())
        },
    )?;
    Ok(densities)
}
