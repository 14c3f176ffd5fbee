//! Searches over all points at once.
use super::line::Line;
use super::space::{Space, WithMetric};
use super::tree::Tree;
use crate::arch::level;
use crate::arch::neighbors::{Group, LANES, Metric, Scratch, count, nearest};
use marginals_core::{Result, Run};

/// Leaves of one block of work.
const LEAVES: usize = 16;
/// Points that one thread makes ready in a few milliseconds.
const SMALL: usize = 1 << 15;

/// Neighbors with their names: row i holds those of point i, nearest first, ties to the lowest index.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// Neighbors of a point.
    pub k: usize,
    /// Compared distances.
    pub distances: Vec<f64>,
    /// Whose they are.
    pub ids: Vec<u32>,
}

/// Points made ready to be searched.
#[derive(Debug)]
pub enum Target<'a> {
    /// One column.
    Line(Line, Space<'a>),
    /// More than one.
    Tree(Tree, Space<'a>),
}

impl<'a> Target<'a> {
    /// Sorts, or builds a tree of, the points of `space`, which [`Space::check`] found sound.
    ///
    /// # Errors
    /// Out of memory; the run was cancelled.
    pub fn new(space: &Space<'a>, run: &Run) -> Result<Self> {
        if space.is_line() {
            return Ok(Target::Line(Line::new(space.columns()[0], space.norm(), run)?, space.clone()));
        }
        Ok(Target::Tree(Tree::new(space, run)?, space.clone()))
    }

    /// Several spaces of equally many points made ready: each on a thread of its own while they are too small to be
    /// divided well.
    ///
    /// # Errors
    /// As [`Target::new`].
    pub fn several(spaces: &[&Space<'a>], run: &Run) -> Result<Vec<Self>> {
        if spaces.iter().any(|space| space.points() > SMALL) {
            return spaces.iter().map(|space| Target::new(space, run)).collect();
        }
        let alone = run.alone();
        run.items(spaces.to_vec(), || (), |(), _, space| Target::new(space, &alone))
    }

    /// The compared distance of each point to the `k`-th nearest of the others, 1 ≤ k < n, in any fixed order when
    /// `ordered` is false (a line's own, say), else in that of the points.
    ///
    /// # Errors
    /// Out of memory; the run was cancelled.
    pub fn kth(&self, k: usize, ordered: bool, run: &Run) -> Result<Vec<f64>> {
        match self {
            Target::Line(line, _) if !ordered => line.kth(k, run),
            Target::Line(line, space) => {
                let order = crate::order::argsort(space.columns()[0], run)?;
                scatter(&line.kth(k, run)?, &order, 1, 0, 0.0, run)
            }
            Target::Tree(tree, space) => {
                let (distances, _) = space.with_metric(Nearest::<false> { from: tree, to: tree, k, run })?;
                scatter(&distances, tree.ids(), k, k - 1, 0.0, run)
            }
        }
    }

    /// The compared distance of each point of `from` to the `k`-th nearest of these points, 1 ≤ k ≤ n.
    ///
    /// # Errors
    /// Out of memory; the run was cancelled.
    pub fn kth_from(&self, from: &Target<'_>, k: usize, run: &Run) -> Result<Vec<f64>> {
        match (self, from) {
            (Target::Line(line, _), Target::Line(_, points) | Target::Tree(_, points)) => {
                line.kth_of(points.columns()[0], k, run)
            }
            (Target::Tree(to, space), Target::Tree(from, _)) => {
                let (distances, _) = space.with_metric(Nearest::<false> { from, to, k, run })?;
                scatter(&distances, from.ids(), k, k - 1, 0.0, run)
            }
            (Target::Tree(to, space), Target::Line(_, points)) => {
                let from = Tree::new(points, run)?;
                let (distances, _) = space.with_metric(Nearest::<false> { from: &from, to, k, run })?;
                scatter(&distances, from.ids(), k, k - 1, 0.0, run)
            }
        }
    }

    /// The `k` nearest of the others of each point, 1 ≤ k < n.
    ///
    /// # Errors
    /// Out of memory; the run was cancelled.
    pub fn named(&self, k: usize, run: &Run) -> Result<Named> {
        let own;
        let (tree, space) = match self {
            Target::Tree(tree, space) => (tree, space),
            Target::Line(_, space) => {
                own = Tree::new(space, run)?;
                (&own, space)
            }
        };
        let (distances, ids) = space.with_metric(Nearest::<true> { from: tree, to: tree, k, run })?;
        let n = tree.ids().len();
        let mut named = Named {
            k,
            distances: run.filled("neighbors", n * k, 0.0)?,
            ids: run.filled("neighbors", n * k, 0u32)?,
        };
        for (at, id) in tree.ids().iter().enumerate() {
            let (from, to) = (at * k, *id as usize * k);
            named.distances[to..to + k].copy_from_slice(&distances[from..from + k]);
            named.ids[to..to + k].copy_from_slice(&ids[from..from + k]);
        }
        Ok(named)
    }

    /// How many points (each itself included) are nearer to each point than its compared radius (`strict`), or at
    /// most that far.
    ///
    /// # Errors
    /// Out of memory; the run was cancelled.
    pub fn within(&self, radii: &[f64], strict: bool, run: &Run) -> Result<Vec<u32>> {
        match self {
            Target::Line(line, space) => line.within(space.columns()[0], radii, strict, run),
            Target::Tree(tree, space) => {
                let counts = if strict {
                    space.with_metric(Count::<true> { tree, radii, run })?
                } else {
                    space.with_metric(Count::<false> { tree, radii, run })?
                };
                scatter(&counts, tree.ids(), 1, 0, 0, run)
            }
        }
    }
}

/// [`Target::kth`] of a space searched once.
///
/// # Errors
/// Out of memory; the run was cancelled.
pub fn kth(space: &Space<'_>, k: usize, ordered: bool, run: &Run) -> Result<Vec<f64>> {
    Target::new(space, run)?.kth(k, ordered, run)
}

/// Item `item` of every row of `stride`, moved to the place that `ids` says.
fn scatter<T: Copy>(
    rows: &[T],
    ids: &[u32],
    stride: usize,
    item: usize,
    blank: T,
    run: &Run,
) -> Result<Vec<T>> {
    let mut out = run.filled("distances", ids.len(), blank)?;
    for (at, id) in ids.iter().enumerate() {
        out[*id as usize] = rows[at * stride + item];
    }
    Ok(out)
}

/// The k nearest of every query, in the order of the leaves.
struct Nearest<'a, const NAMED: bool> {
    from: &'a Tree,
    to: &'a Tree,
    k: usize,
    run: &'a Run,
}

impl<const NAMED: bool> WithMetric for Nearest<'_, NAMED> {
    type Answer = Result<(Vec<f64>, Vec<u32>)>;

    fn with<M: Metric>(self, metric: M) -> Self::Answer {
        let (queries, targets, level) = (self.from.view(), self.to.view(), level());
        let width = LANES * self.k;
        let length = queries.leaves() * width;
        let _charge = self.run.charge("neighbors", length as u64 * if NAMED { 12 } else { 8 })?;
        let mut distances = self.run.filled("neighbors", length, f64::INFINITY)?;
        let mut ids = self.run.filled("neighbors", if NAMED { length } else { 0 }, u32::MAX)?;
        let mut names: Vec<&mut [u32]> = if NAMED {
            ids.chunks_mut(LEAVES * width).collect()
        } else {
            (0..queries.leaves().div_ceil(LEAVES)).map(|_| &mut [][..]).collect()
        };
        let items = distances.chunks_mut(LEAVES * width).zip(names.drain(..)).collect();
        self.run.items(
            items,
            Scratch::default,
            |scratch, block, (rows, names): (&mut [f64], &mut [u32])| {
                for (at, rows) in rows.chunks_mut(width).enumerate() {
                    let leaf = block * LEAVES + at;
                    let group = Group { tree: queries, leaf, node: self.from.node_of(leaf) };
                    let names = if NAMED { &mut names[at * width..(at + 1) * width] } else { &mut [][..] };
                    let (k, run) = (self.k, self.run);
                    match queries.dimension {
                        2 => nearest::<M, 2, NAMED>(
                            level, metric, group, targets, k, scratch, rows, names, run,
                        ),
                        3 => nearest::<M, 3, NAMED>(
                            level, metric, group, targets, k, scratch, rows, names, run,
                        ),
                        _ => nearest::<M, 0, NAMED>(
                            level, metric, group, targets, k, scratch, rows, names, run,
                        ),
                    }?;
                }
                Ok(())
            },
        )?;
        Ok((distances, ids))
    }
}

/// Counts of every point, in the order of the leaves.
struct Count<'a, const STRICT: bool> {
    tree: &'a Tree,
    radii: &'a [f64],
    run: &'a Run,
}

impl<const STRICT: bool> WithMetric for Count<'_, STRICT> {
    type Answer = Result<Vec<u32>>;

    fn with<M: Metric>(self, metric: M) -> Self::Answer {
        let (tree, level, ids) = (self.tree.view(), level(), self.tree.ids());
        let mut counts = self.run.filled("counts", ids.len(), 0u32)?;
        self.run.blocks_into(&mut counts, LEAVES * LANES, Scratch::default, |scratch, start, counts| {
            for (at, counts) in counts.chunks_mut(LANES).enumerate() {
                let first = start + at * LANES;
                let leaf = first / LANES;
                let group = Group { tree, leaf, node: self.tree.node_of(leaf) };
                let mut radii = [0.0; LANES];
                for (radius, id) in radii.iter_mut().zip(&ids[first..first + counts.len()]) {
                    *radius = self.radii[*id as usize];
                }
                let mut found = [0u32; LANES];
                let run = self.run;
                match tree.dimension {
                    2 => count::<M, 2, STRICT>(level, metric, group, tree, &radii, scratch, &mut found, run),
                    3 => count::<M, 3, STRICT>(level, metric, group, tree, &radii, scratch, &mut found, run),
                    _ => count::<M, 0, STRICT>(level, metric, group, tree, &radii, scratch, &mut found, run),
                }?;
                counts.copy_from_slice(&found[..counts.len()]);
            }
            Ok(())
        })?;
        Ok(counts)
    }
}
