//! A k-d tree whose leaves are full: sixteen points each, but for the last.
//!
//! A node splits at a whole number of leaves, across the widest side of its cell, by selection, O(n log n) in all; equal
//! coordinates are parted by index, so the tree depends on the points alone. Boxes are those of the points, from the
//! leaves up.
use super::space::Space;
use crate::arch::neighbors::{LANES, Node, TreeView};
use marginals_core::{Charge, Error, Result, Run};

/// Leaves gathered by one block of work.
const LEAVES: usize = 64;
/// Points of the parts that one block of work splits.
const PART: usize = 1 << 11;

/// A k-d tree that owns its points.
#[derive(Debug)]
pub struct Tree {
    dimension: usize,
    points: usize,
    coordinates: Vec<f64>,
    ids: Vec<u32>,
    low: Vec<f64>,
    high: Vec<f64>,
    /// Node of each leaf.
    nodes: Vec<u32>,
    _charge: Charge,
}

/// A node still to be split, its points, and its cell.
struct Part<'a> {
    node: Node,
    ids: &'a mut [u32],
    low: Vec<f64>,
    high: Vec<f64>,
}

impl Tree {
    /// Builds the tree of the points of `space`, which [`Space::check`] found sound.
    ///
    /// # Errors
    /// `Limit` from 2³² points; out of memory; the run was cancelled.
    pub fn new(space: &Space<'_>, run: &Run) -> Result<Self> {
        let (d, n) = (space.dimension(), space.points());
        if n as u64 >= u64::from(u32::MAX) {
            return Err(Error::limit("samples", "fewer than 4294967295 rows", n));
        }
        let leaves = n.div_ceil(LANES);
        let heap = 2 * leaves.next_power_of_two();
        let bytes = (leaves * LANES * d + 2 * heap * d) as u64 * 8 + 24 * n as u64;
        let charge = run.charge("a tree of neighbors", bytes)?;
        let mut ids: Vec<u32> = run.reserved("a tree of neighbors", n)?;
        ids.extend(0..n as u32);
        let mut nodes = vec![0u32; leaves];
        split(space, &mut ids, &mut nodes, run)?;
        let mut coordinates = run.filled("a tree of neighbors", leaves * LANES * d, 0.0)?;
        run.blocks_into(
            &mut coordinates,
            LEAVES * LANES * d,
            || (),
            |(), start, part| {
                for (leaf, part) in (start / (LANES * d)..).zip(part.chunks_mut(LANES * d)) {
                    let own = &ids[leaf * LANES..n.min((leaf + 1) * LANES)];
                    for (column, lanes) in space.columns().iter().zip(part.chunks_mut(LANES)) {
                        // + 0.0 makes −0 the 0 it equals; lanes without a point repeat the last one.
                        lanes.fill(column[own[own.len() - 1] as usize] + 0.0);
                        lanes.iter_mut().zip(own).for_each(|(lane, id)| *lane = column[*id as usize] + 0.0);
                    }
                }
                Ok(())
            },
        )?;
        let mut low = run.filled("a tree of neighbors", heap * d, f64::INFINITY)?;
        let mut high = run.filled("a tree of neighbors", heap * d, f64::NEG_INFINITY)?;
        for (leaf, node) in nodes.iter().enumerate() {
            let at = *node as usize * d;
            for (c, lanes) in coordinates[leaf * LANES * d..(leaf + 1) * LANES * d].chunks(LANES).enumerate()
            {
                low[at + c] = lanes.iter().copied().fold(f64::INFINITY, f64::min);
                high[at + c] = lanes.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            }
        }
        // Children come after their parents in the heap, and places without a node hold empty boxes.
        for at in (2 * d..heap * d).rev() {
            let parent = at / (2 * d) * d + at % d;
            low[parent] = low[parent].min(low[at]);
            high[parent] = high[parent].max(high[at]);
        }
        Ok(Tree { dimension: d, points: n, coordinates, ids, low, high, nodes, _charge: charge })
    }

    pub(super) fn view(&self) -> TreeView<'_> {
        TreeView {
            dimension: self.dimension,
            points: self.points,
            coordinates: &self.coordinates,
            ids: &self.ids,
            low: &self.low,
            high: &self.high,
        }
    }

    /// Points in the order of the leaves.
    pub(super) fn ids(&self) -> &[u32] {
        &self.ids
    }

    pub(super) fn node_of(&self, leaf: usize) -> usize {
        self.nodes[leaf] as usize
    }
}

/// Orders `ids` by leaf, level by level, and notes the node of each leaf.
fn split(space: &Space<'_>, ids: &mut [u32], nodes: &mut [u32], run: &Run) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let bounds = |start: f64, pick: fn(f64, f64) -> f64| -> Vec<f64> {
        space.columns().iter().map(|column| column.iter().copied().fold(start, pick)).collect()
    };
    let leaves = nodes.len();
    let mut parts = vec![Part {
        node: Node::root(leaves),
        low: bounds(f64::INFINITY, f64::min),
        high: bounds(f64::NEG_INFINITY, f64::max),
        ids,
    }];
    while !parts.is_empty() {
        let level = std::mem::take(&mut parts);
        for part in &level {
            if part.node.is_leaf() {
                nodes[part.node.first] = part.node.at as u32;
            }
        }
        let open: Vec<Part<'_>> = level.into_iter().filter(|part| !part.node.is_leaf()).collect();
        // Few large parts or many small ones: an item is what keeps a thread busy for a while.
        let mut items: Vec<Vec<Part<'_>>> = Vec::new();
        let mut room = 0usize;
        for part in open {
            if room < part.ids.len() {
                items.push(Vec::new());
                room = PART;
            }
            room = room.saturating_sub(part.ids.len());
            if let Some(last) = items.last_mut() {
                last.push(part);
            }
        }
        let halves = run.items(items, Vec::new, |keys, _, parts| {
            let mut halves = Vec::with_capacity(2 * parts.len());
            for part in parts {
                run.check()?;
                halves.extend(halve(space, part, keys));
            }
            Ok(halves)
        })?;
        parts.extend(halves.into_iter().flatten());
    }
    Ok(())
}

/// Splits a part across the widest side of its cell.
fn halve<'a>(space: &Space<'_>, part: Part<'a>, keys: &mut Vec<(f64, u32)>) -> [Part<'a>; 2] {
    let Part { node, ids, low, high } = part;
    let mut widest = 0;
    for c in 1..low.len() {
        if high[c] - low[c] > high[widest] - low[widest] {
            widest = c;
        }
    }
    let column = space.columns()[widest];
    keys.clear();
    keys.extend(ids.iter().map(|id| (column[*id as usize] + 0.0, *id)));
    let [left, right] = node.children();
    let place = (left.end - left.first) * LANES;
    let (_, middle, _) = keys.select_nth_unstable_by(place, |a, b| {
        // Finite numbers without −0: the comparison is total.
        if a.0 == b.0 {
            a.1.cmp(&b.1)
        } else if a.0 < b.0 {
            std::cmp::Ordering::Less
        } else {
            std::cmp::Ordering::Greater
        }
    });
    let border = middle.0;
    ids.iter_mut().zip(keys.iter()).for_each(|(id, key)| *id = key.1);
    let (first, second) = ids.split_at_mut(place);
    let (mut left_high, mut right_low) = (high.clone(), low.clone());
    left_high[widest] = border;
    right_low[widest] = border;
    [
        Part { node: left, ids: first, low, high: left_high },
        Part { node: right, ids: second, low: right_low, high },
    ]
}
