//! The edges of a chain in the order of its pair table: lexicographic in (x₀, y₀), (x₁, y₁), …
//!
//! A table of pairs keeps its rows in that order. A single-flip chain can be read in it directly, with nothing
//! to sort and no spare copy: as long as no coordinate differs the walk descends coordinate by coordinate, and
//! below a flip of coordinate i all stride(i) completions lie side by side. Cost: O(n (slots + 1)) reads.
use super::law::{Law, SingleFlipLaw};
use super::{Chain, Edges, Space};
use marginals_core::{Result, Run};

/// Edges read between two checks of the cancel flag.
const CHECKED: u32 = 1 << 16;

struct Walk<'a, V> {
    space: &'a Space,
    law: &'a SingleFlipLaw,
    slots: usize,
    run: &'a Run,
    since_check: u32,
    visit: V,
}

impl<V: FnMut(u32, u32, f64)> Walk<'_, V> {
    /// All pairs that agree with `base` on the coordinates before `coordinate`, x and y being equal there.
    fn descend(&mut self, coordinate: u32, base: u32) -> Result<()> {
        if coordinate as usize == self.space.dimension() {
            let weight = self.law.staying(base);
            if weight > 0.0 {
                (self.visit)(base, base, weight);
            }
            self.since_check += 1;
            return Ok(());
        }
        let (size, stride) = (self.space.sizes()[coordinate as usize], self.space.stride(coordinate));
        let first = self.law.first_slot[coordinate as usize];
        for from in 0..size {
            for to in 0..size {
                let (x, y) = (base + from * stride, base + to * stride);
                if from == to {
                    self.descend(coordinate + 1, x)?;
                } else {
                    self.flips(x, y, stride, first + if to < from { to } else { to - 1 })?;
                }
            }
        }
        Ok(())
    }

    fn flips(&mut self, x: u32, y: u32, count: u32, slot: u32) -> Result<()> {
        for start in (0..count).step_by(CHECKED as usize) {
            if self.since_check >= CHECKED {
                self.run.check()?;
                self.since_check = 0;
            }
            let end = count.min(start + CHECKED);
            self.since_check += end - start;
            for offset in start..end {
                let weight = self.law.flow[(x + offset) as usize * self.slots + slot as usize];
                if weight > 0.0 {
                    (self.visit)(x + offset, y + offset, weight);
                }
            }
        }
        Ok(())
    }
}

impl Chain {
    /// Calls `visit(x, y, q)` for every edge with q(x, y) > 0.
    ///
    /// The edges of a single-flip chain come in lexicographic order of the pairs (x₀, y₀), (x₁, y₁), …, so the
    /// rows of a pair table come sorted; those of sparse rows come by x, then y.
    ///
    /// # Errors
    /// The run was cancelled.
    pub fn visit_pairs(&self, run: &Run, mut visit: impl FnMut(u32, u32, f64)) -> Result<()> {
        run.check()?;
        match self.law() {
            Law::SingleFlip(law) => {
                let slots = law.slots();
                let mut walk = Walk { space: self.space(), law, slots, run, since_check: 0, visit };
                walk.descend(0, 0)
            }
            Law::Sparse(_) => {
                let mut edges = Edges::default();
                for x in 0..self.states() as u32 {
                    if x % 1024 == 0 {
                        run.check()?;
                    }
                    self.edges_of(x, &mut edges);
                    edges.iter().for_each(|(y, weight)| visit(x, y, weight));
                }
                Ok(())
            }
        }
    }
}
