//! The elements of a growing set: in the order they came, and by a bit each.
use marginals_core::{Result, Run};

/// A set of elements of `0..ground`.
#[derive(Clone, Debug)]
pub(crate) struct Members {
    order: Vec<u32>,
    chosen: Vec<u64>,
}

impl Members {
    /// Bytes of a set of `size` of `ground` elements.
    pub fn bytes(ground: usize, size: usize) -> u64 {
        4 * size.min(ground) as u64 + (ground / 8) as u64 + 8
    }

    /// The empty set, with room for `size` elements.
    pub fn new(ground: usize, size: usize, run: &Run) -> Result<Members> {
        Ok(Members {
            order: run.reserved("a set", size.min(ground))?,
            chosen: run.filled("a set", ground.div_ceil(64), 0)?,
        })
    }

    /// The elements in the order they came.
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    /// Whether `e` is in the set.
    #[inline]
    pub fn has(&self, e: u32) -> bool {
        self.chosen[e as usize / 64] >> (e % 64) & 1 == 1
    }

    /// Adds an element that is not in the set.
    pub fn push(&mut self, e: u32) {
        self.chosen[e as usize / 64] |= 1 << (e % 64);
        self.order.push(e);
    }

    /// Takes an element out; false when it was not there.
    pub fn remove(&mut self, e: u32) -> bool {
        let found = self.has(e);
        if found {
            self.chosen[e as usize / 64] &= !(1 << (e % 64));
            self.order.retain(|member| *member != e);
        }
        found
    }

    /// Makes this set equal to another of the same ground set.
    pub fn copy_from(&mut self, from: &Members) {
        self.order.clone_from(&from.order);
        self.chosen.clone_from(&from.chosen);
    }
}
