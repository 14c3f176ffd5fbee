//! The inner loops of neighbour search: sixteen queries of one leaf against the leaves of a tree.
//!
//! Queries that lie together walk the tree together. A branch is left out when even the boxes are too far apart,
//! and a leaf that is reached is compared lane by lane, sixteen points at a time. Distances are folded in the
//! order of the coordinates without fusing, so they have the same bits at every level, and the boxes are compared
//! with the same roundings as the points, so nothing is lost at the border. See [`crate::neighbors`].
use super::{Level, at_level};
use marginals_core::{Result, Run};

mod boxes;
mod crowd;
mod metric;
mod view;

use boxes::{across, apart, apart_lanes};
pub use metric::{Blocks, Capped, Euclidean, Maximum, Metric};
pub use view::{Node, TreeView};

/// Points of a leaf.
pub const LANES: usize = 16;
/// Coordinates between two looks at whether the lanes are already too far.
const STRETCH: usize = 8;

/// Distances of sixteen pairs.
pub type Lanes = [f64; LANES];

/// What a thread keeps between groups.
#[derive(Default)]
pub struct Scratch {
    stack: Vec<(Node, f64)>,
    rows: Vec<Lanes>,
}

/// A leaf of queries and the box around it.
#[derive(Clone, Copy)]
pub struct Group<'a> {
    /// The tree of the queries.
    pub tree: TreeView<'a>,
    /// The leaf.
    pub leaf: usize,
    /// Its node.
    pub node: usize,
}

/// Distances of query lane `q` to a leaf of targets; `false` when all are surely at `limit` or beyond it.
#[inline(always)]
fn compare<M: Metric, const D: usize>(
    metric: M,
    dimension: usize,
    query: &[f64],
    q: usize,
    leaf: &[f64],
    limit: f64,
    whole: &mut Lanes,
) -> bool {
    let dimension = if D == 0 { dimension } else { D };
    let mut part = [0.0; LANES];
    *whole = [0.0; LANES];
    for c in 0..dimension {
        let point = query[c * LANES + q];
        let mut gaps = [0.0; LANES];
        let coordinates = &leaf[c * LANES..(c + 1) * LANES];
        for lane in 0..LANES {
            gaps[lane] = (coordinates[lane] - point).abs();
        }
        metric.take_lanes(c, gaps, &mut part, whole);
        if D == 0 && c % STRETCH == STRETCH - 1 && whole.iter().all(|distance| *distance > limit) {
            return false;
        }
    }
    true
}

/// What a group's nearest neighbours are looked for in, and where they are kept.
struct Search<'a> {
    queries: &'a [f64],
    /// Queries of the group.
    size: usize,
    targets: TreeView<'a>,
    dimension: usize,
    k: usize,
    /// The leaf of the queries themselves, where it is one of the targets.
    own: Option<usize>,
    distances: &'a mut [f64],
    ids: &'a mut [u32],
    radii: Lanes,
    /// The k least distances of every lane, where lanes pass through them.
    rows: &'a mut [Lanes],
}

impl Search<'_> {
    /// Compares the points of a leaf, whose box is `lanes` away from the queries, and keeps the nearest.
    // A closure would be compiled for the baseline when it is not inlined.
    #[inline(always)]
    fn scan<M: Metric, const D: usize, const NAMED: bool>(&mut self, metric: M, leaf: usize, lanes: &Lanes) {
        let (dimension, k) = (if D == 0 { self.dimension } else { D }, self.k);
        if !NAMED && D != 0 && !self.rows.is_empty() {
            if self.reaches(lanes) {
                self.meet::<M, D>(metric, leaf);
            }
            return;
        }
        let (points, present) = (self.targets.leaf(leaf, dimension), self.targets.leaf_size(leaf));
        let mut found = [0.0; LANES];
        for q in 0..self.size {
            let limit = self.radii[q];
            let far = if NAMED { lanes[q] > limit } else { lanes[q] >= limit };
            if far || !compare::<M, D>(metric, dimension, self.queries, q, points, limit, &mut found) {
                continue;
            }
            if present < LANES {
                found[present..].fill(f64::INFINITY);
            }
            if self.own == Some(leaf) {
                found[q] = f64::INFINITY;
            }
            let mut near = 0u32;
            for lane in 0..LANES {
                near |= u32::from(found[lane] <= limit) << lane;
            }
            let row = &mut self.distances[q * k..(q + 1) * k];
            while near != 0 {
                let lane = near.trailing_zeros() as usize;
                near &= near - 1;
                let distance = found[lane];
                if NAMED {
                    if distance == f64::INFINITY {
                        continue;
                    }
                    let names = &mut self.ids[q * k..(q + 1) * k];
                    let name = self.targets.ids[leaf * LANES + lane];
                    if (distance, name) < (row[k - 1], names[k - 1]) {
                        let mut at = k - 1;
                        while at > 0 && (distance, name) < (row[at - 1], names[at - 1]) {
                            row[at] = row[at - 1];
                            names[at] = names[at - 1];
                            at -= 1;
                        }
                        row[at] = distance;
                        names[at] = name;
                    }
                } else if distance < row[k - 1] {
                    let mut at = k - 1;
                    while at > 0 && distance < row[at - 1] {
                        row[at] = row[at - 1];
                        at -= 1;
                    }
                    row[at] = distance;
                }
            }
            self.radii[q] = row[k - 1];
        }
    }
}

/// Nearest neighbours of a group; see [`nearest`].
#[inline(always)]
fn nearest_body<M: Metric, const D: usize, const NAMED: bool>(
    metric: M,
    group: Group<'_>,
    targets: TreeView<'_>,
    k: usize,
    scratch: &mut Scratch,
    distances: &mut [f64],
    ids: &mut [u32],
    run: &Run,
) -> Result<()> {
    let dimension = if D == 0 { targets.dimension } else { D };
    let same = group.tree.ids.as_ptr() == targets.ids.as_ptr();
    let size = group.tree.leaf_size(group.leaf);
    let queries = group.tree.leaf(group.leaf, dimension);
    let own = (group.tree.low(group.node, dimension), group.tree.high(group.node, dimension));
    let mut radii = [f64::NEG_INFINITY; LANES];
    radii[..size].fill(f64::INFINITY);
    let Scratch { stack, rows } = scratch;
    crowd::prepare(rows, if !NAMED && D != 0 && k <= crowd::FEW { k } else { 0 }, size);
    let mut search = Search {
        queries,
        size,
        targets,
        dimension,
        k,
        own: same.then_some(group.leaf),
        distances,
        ids,
        radii,
        rows,
    };
    if same {
        search.scan::<M, D, NAMED>(metric, group.leaf, &[0.0; LANES]);
    }
    stack.clear();
    stack.push((Node::root(targets.leaves()), 0.0));
    while let Some((node, gap)) = stack.pop() {
        let mut most = f64::NEG_INFINITY;
        for radius in search.radii {
            most = if radius > most { radius } else { most };
        }
        if gap > most || (!NAMED && gap == most) {
            continue;
        }
        if node.is_leaf() {
            if !(same && node.first == group.leaf) {
                run.check()?;
                let (low, high) = (targets.low(node.at, dimension), targets.high(node.at, dimension));
                let lanes = apart_lanes::<M, D>(metric, dimension, queries, low, high);
                search.scan::<M, D, NAMED>(metric, node.first, &lanes);
            }
            continue;
        }
        let [left, right] = node.children();
        let reach = |node: Node| {
            apart(metric, dimension, own, (targets.low(node.at, dimension), targets.high(node.at, dimension)))
        };
        let (to_left, to_right) = (reach(left), reach(right));
        if to_left <= to_right {
            stack.push((right, to_right));
            stack.push((left, to_left));
        } else {
            stack.push((left, to_left));
            stack.push((right, to_right));
        }
    }
    search.write();
    Ok(())
}

/// Targets within the radius of each query of a group; see [`count`].
#[inline(always)]
fn count_body<M: Metric, const D: usize, const STRICT: bool>(
    metric: M,
    group: Group<'_>,
    targets: TreeView<'_>,
    radii: &Lanes,
    scratch: &mut Scratch,
    counts: &mut [u32; LANES],
    run: &Run,
) -> Result<()> {
    let dimension = if D == 0 { targets.dimension } else { D };
    let inside = |distance: f64, radius: f64| if STRICT { distance < radius } else { distance <= radius };
    let size = group.tree.leaf_size(group.leaf);
    let queries = group.tree.leaf(group.leaf, dimension);
    let own = (group.tree.low(group.node, dimension), group.tree.high(group.node, dimension));
    let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
    for radius in &radii[..size] {
        least = least.min(*radius);
        most = most.max(*radius);
    }
    let stack = &mut scratch.stack;
    stack.clear();
    stack.push((Node::root(targets.leaves()), 0.0));
    while let Some((node, _)) = stack.pop() {
        let (low, high) = (targets.low(node.at, dimension), targets.high(node.at, dimension));
        if !inside(apart(metric, dimension, own, (low, high)), most) {
            continue;
        }
        if inside(across(metric, dimension, own, (low, high)), least) {
            let points = (node.end * LANES).min(targets.points) - node.first * LANES;
            counts[..size].iter_mut().for_each(|count| *count += points as u32);
            continue;
        }
        if !node.is_leaf() {
            node.children().into_iter().for_each(|child| stack.push((child, 0.0)));
            continue;
        }
        run.check()?;
        let lanes = apart_lanes::<M, D>(metric, dimension, queries, low, high);
        let (points, present) = (targets.leaf(node.first, dimension), targets.leaf_size(node.first));
        let mut found = [0.0; LANES];
        for q in 0..size {
            let near = inside(lanes[q], radii[q])
                && compare::<M, D>(metric, dimension, queries, q, points, radii[q], &mut found);
            if near {
                found[present..].fill(f64::NAN);
                counts[q] += found.iter().map(|distance| u32::from(inside(*distance, radii[q]))).sum::<u32>();
            }
        }
    }
    Ok(())
}

macro_rules! compiled {
    ($feature:literal, $nearest:ident, $count:ident) => {
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = $feature)]
        fn $nearest<M: Metric, const D: usize, const NAMED: bool>(
            metric: M,
            group: Group<'_>,
            targets: TreeView<'_>,
            k: usize,
            scratch: &mut Scratch,
            distances: &mut [f64],
            ids: &mut [u32],
            run: &Run,
        ) -> Result<()> {
            nearest_body::<M, D, NAMED>(metric, group, targets, k, scratch, distances, ids, run)
        }

        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = $feature)]
        fn $count<M: Metric, const D: usize, const STRICT: bool>(
            metric: M,
            group: Group<'_>,
            targets: TreeView<'_>,
            radii: &Lanes,
            scratch: &mut Scratch,
            counts: &mut [u32; LANES],
            run: &Run,
        ) -> Result<()> {
            count_body::<M, D, STRICT>(metric, group, targets, radii, scratch, counts, run)
        }
    };
}
compiled!("avx2,bmi1,bmi2", nearest_v3, count_v3);
compiled!("avx2,bmi1,bmi2,avx512f,avx512bw,avx512dq,avx512vl", nearest_v4, count_v4);

/// Writes the `k` least distances of each query of the group, ascending, to its row of `distances` (filled with ∞
/// before); a point is not its own neighbour when queries and targets are one tree. With `NAMED`, `ids` (filled with
/// `u32::MAX` before) receives whose they are, ties to the lowest. `D` is the dimension, or 0 for any.
///
/// # Errors
/// The run was cancelled.
pub fn nearest<M: Metric, const D: usize, const NAMED: bool>(
    level: Level,
    metric: M,
    group: Group<'_>,
    targets: TreeView<'_>,
    k: usize,
    scratch: &mut Scratch,
    distances: &mut [f64],
    ids: &mut [u32],
    run: &Run,
) -> Result<()> {
    at_level!(
        level,
        nearest_body::<M, D, NAMED>(metric, group, targets, k, scratch, distances, ids, run),
        nearest_v3::<M, D, NAMED>(metric, group, targets, k, scratch, distances, ids, run),
        nearest_v4::<M, D, NAMED>(metric, group, targets, k, scratch, distances, ids, run)
    )
}

/// Adds to each query's count the targets nearer than its radius (`STRICT`), or at most that far.
///
/// # Errors
/// The run was cancelled.
pub fn count<M: Metric, const D: usize, const STRICT: bool>(
    level: Level,
    metric: M,
    group: Group<'_>,
    targets: TreeView<'_>,
    radii: &Lanes,
    scratch: &mut Scratch,
    counts: &mut [u32; LANES],
    run: &Run,
) -> Result<()> {
    at_level!(
        level,
        count_body::<M, D, STRICT>(metric, group, targets, radii, scratch, counts, run),
        count_v3::<M, D, STRICT>(metric, group, targets, radii, scratch, counts, run),
        count_v4::<M, D, STRICT>(metric, group, targets, radii, scratch, counts, run)
    )
}
