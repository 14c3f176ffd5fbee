//! A tree of boxes as the loops read it: leaves of sixteen points, nodes in heap order.
use super::LANES;

/// What the loops read of a tree.
#[derive(Clone, Copy)]
pub struct TreeView<'a> {
    /// Coordinates of a point.
    pub dimension: usize,
    /// Points in all.
    pub points: usize,
    /// Leaf after leaf, coordinate after coordinate, [`LANES`] points each; what a last leaf lacks is anything.
    pub coordinates: &'a [f64],
    /// Identity of each point in the order of the leaves.
    pub ids: &'a [u32],
    /// Lowest coordinates of each node, the root at 1, the children of i at 2 i and 2 i + 1.
    pub low: &'a [f64],
    /// Highest coordinates of each node.
    pub high: &'a [f64],
}

impl TreeView<'_> {
    /// Leaves in all.
    #[inline(always)]
    pub fn leaves(&self) -> usize {
        self.points.div_ceil(LANES)
    }

    #[inline(always)]
    pub(super) fn leaf_size(&self, leaf: usize) -> usize {
        (self.points - leaf * LANES).min(LANES)
    }

    #[inline(always)]
    pub(super) fn leaf(&self, leaf: usize, dimension: usize) -> &[f64] {
        &self.coordinates[leaf * dimension * LANES..(leaf + 1) * dimension * LANES]
    }

    #[inline(always)]
    pub(super) fn low(&self, node: usize, dimension: usize) -> &[f64] {
        &self.low[node * dimension..(node + 1) * dimension]
    }

    #[inline(always)]
    pub(super) fn high(&self, node: usize, dimension: usize) -> &[f64] {
        &self.high[node * dimension..(node + 1) * dimension]
    }
}

/// A node and its leaves: `first..end`.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    /// Place in the heap.
    pub at: usize,
    /// First leaf.
    pub first: usize,
    /// Past the last leaf.
    pub end: usize,
}

impl Node {
    /// The root of a tree of `leaves`.
    #[inline(always)]
    pub fn root(leaves: usize) -> Node {
        Node { at: 1, first: 0, end: leaves }
    }

    /// The two halves; the first is not the smaller.
    #[inline(always)]
    pub fn children(self) -> [Node; 2] {
        let middle = self.first + (self.end - self.first).div_ceil(2);
        [
            Node { at: 2 * self.at, first: self.first, end: middle },
            Node { at: 2 * self.at + 1, first: middle, end: self.end },
        ]
    }

    /// Whether it is a leaf.
    #[inline(always)]
    pub fn is_leaf(self) -> bool {
        self.end - self.first == 1
    }
}
