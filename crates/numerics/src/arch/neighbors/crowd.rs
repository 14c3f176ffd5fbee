//! A whole group of queries against one point after the other, lane by lane.
//!
//! Each lane holds one query and its k least distances so far, ascending, in k rows of lanes; a distance passes through
//! the rows by minima and maxima, without a branch for any query. Use it for few neighbors and few columns, where most
//! queries of a group are near most points of a leaf that is reached.
use super::{LANES, Lanes, Metric, Search};

/// Neighbors up to which distances pass through all rows.
pub(super) const FEW: usize = 16;

/// The rows of a group before any point was seen: lanes without a query take nothing.
pub(super) fn prepare(rows: &mut Vec<Lanes>, k: usize, size: usize) {
    let mut blank = [f64::NEG_INFINITY; LANES];
    blank[..size].fill(f64::INFINITY);
    rows.clear();
    rows.resize(k, blank);
}

// Apart from each other, so that each is one instruction for many lanes.
#[inline(always)]
fn lesser(a: &Lanes, b: &Lanes) -> Lanes {
    let mut least = [0.0; LANES];
    for lane in 0..LANES {
        least[lane] = if a[lane] < b[lane] { a[lane] } else { b[lane] };
    }
    least
}

#[inline(always)]
fn larger(a: &Lanes, b: &Lanes) -> Lanes {
    let mut most = [0.0; LANES];
    for lane in 0..LANES {
        most[lane] = if a[lane] > b[lane] { a[lane] } else { b[lane] };
    }
    most
}

#[inline(always)]
fn any_below(a: &Lanes, b: &Lanes) -> bool {
    let mut below = 0u32;
    for lane in 0..LANES {
        below |= u32::from(a[lane] < b[lane]) << lane;
    }
    below != 0
}

impl Search<'_> {
    /// Takes in the points of a leaf.
    // A closure would be compiled for the baseline when it is not inlined.
    #[inline(always)]
    pub(super) fn meet<M: Metric, const D: usize>(&mut self, metric: M, leaf: usize) {
        let (points, present) = (self.targets.leaf(leaf, D), self.targets.leaf_size(leaf));
        let mut worst = self.rows[self.k - 1];
        for point in 0..present {
            let (mut part, mut whole) = ([0.0; LANES], [0.0; LANES]);
            for c in 0..D {
                let coordinate = points[c * LANES + point];
                let queries = &self.queries[c * LANES..(c + 1) * LANES];
                let mut gaps = [0.0; LANES];
                for lane in 0..LANES {
                    gaps[lane] = (coordinate - queries[lane]).abs();
                }
                metric.take_lanes(c, gaps, &mut part, &mut whole);
            }
            if self.own == Some(leaf) {
                whole[point] = f64::INFINITY;
            }
            if !any_below(&whole, &worst) {
                continue;
            }
            for row in self.rows.iter_mut() {
                (*row, whole) = (lesser(row, &whole), larger(row, &whole));
            }
            worst = self.rows[self.k - 1];
        }
        self.radii = worst;
    }

    /// Whether any query is nearer to a box than its k-th distance so far.
    #[inline(always)]
    pub(super) fn reaches(&self, lanes: &Lanes) -> bool {
        any_below(lanes, &self.radii)
    }

    /// Writes the distances of each query, ascending, where lanes passed through rows.
    pub(super) fn write(&mut self) {
        if self.rows.is_empty() {
            return;
        }
        for (query, distances) in self.distances.chunks_mut(self.k).take(self.size).enumerate() {
            distances.iter_mut().zip(self.rows.iter()).for_each(|(distance, row)| *distance = row[query]);
        }
    }
}
