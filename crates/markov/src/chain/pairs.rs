//! The edges of a chain in the order of its pair table: lexicographic in (x₀, y₀), (x₁, y₁), …
//!
//! A table of pairs keeps its rows in that order. A single-flip chain can be read in it directly, with nothing
//! to sort and no spare copy: as long as no coordinate differs the walk descends coordinate by coordinate, and
//! below a flip of coordinate i all stride(i) completions lie side by side. Cost: O(n (slots + 1)) reads.
use super::law::{Law, SingleFlipLaw, SparseLaw};
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

/// Two opposite flows that differ by more than this part of their sum are not equal.
const SYMMETRIC: f64 = 1e-9;

#[inline]
fn are_equal(forth: f64, back: f64) -> bool {
    (forth - back).abs() <= SYMMETRIC * (forth + back)
}

/// A walk over loops and pairs of opposite flips.
struct MirroredWalk<'a, V>(Walk<'a, V>);

impl<V: FnMut(u32, u32, f64)> MirroredWalk<'_, V> {
    /// As [`Walk::descend`]; whether all pairs are symmetric.
    fn descend(&mut self, coordinate: u32, base: u32) -> Result<bool> {
        let walk = &mut self.0;
        if coordinate as usize == walk.space.dimension() {
            (walk.visit)(base, base, walk.law.staying(base));
            walk.since_check += 1;
            return Ok(true);
        }
        let (size, stride) = (walk.space.sizes()[coordinate as usize], walk.space.stride(coordinate));
        let first = walk.law.first_slot[coordinate as usize];
        for from in 0..size {
            if !self.descend(coordinate + 1, base + from * stride)? {
                return Ok(false);
            }
            for to in from + 1..size {
                // Slots leave the present value out.
                let slots = (first + to - 1, first + from);
                let (x, y) = (base + from * stride, base + to * stride);
                if !self.flips((x, y), stride, slots)? {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    fn flips(&mut self, (x, y): (u32, u32), count: u32, (up, down): (u32, u32)) -> Result<bool> {
        let walk = &mut self.0;
        for start in (0..count).step_by(CHECKED as usize) {
            if walk.since_check >= CHECKED {
                walk.run.check()?;
                walk.since_check = 0;
            }
            let end = count.min(start + CHECKED);
            walk.since_check += end - start;
            for offset in start..end {
                let flow = |state: u32, slot: u32| {
                    walk.law.flow[(state + offset) as usize * walk.slots + slot as usize]
                };
                let (forth, back) = (flow(x, up), flow(y, down));
                if !are_equal(forth, back) {
                    return Ok(false);
                }
                if forth + back > 0.0 {
                    (walk.visit)(x + offset, y + offset, forth + back);
                }
            }
        }
        Ok(true)
    }
}

/// The pairs of sparse rows by x, then y. Row y is read up to x when the pair (x, y) comes, and x only grows.
fn visit_mirrored_rows(law: &SparseLaw, run: &Run, mut visit: impl FnMut(u32, u32, f64)) -> Result<bool> {
    let states = law.reference.len();
    let _charge = run.charge("the rows of a mirrored law", 8 * states as u64)?;
    let mut places = run.reserved("the rows of a mirrored law", states)?;
    places.extend_from_slice(&law.row_starts[..states]);
    // The flow from y to x; false when an edge of y to a state before x was never met from there.
    let mut flow_to = |y: u32, x: u32| {
        let (place, mass) = (&mut places[y as usize], law.reference[y as usize]);
        let end = law.row_starts[y as usize + 1];
        while *place < end {
            let (next, flow) = (law.next[*place as usize], mass * law.probability[*place as usize]);
            if next > x {
                break;
            }
            *place += 1;
            if next == x {
                return Some(flow);
            }
            if flow > 0.0 {
                return None;
            }
        }
        Some(0.0)
    };
    let mut since_check = 0;
    for x in 0..states as u32 {
        let Some(staying) = flow_to(x, x) else { return Ok(false) };
        visit(x, x, staying);
        let (next, probability) = law.row(x);
        since_check += next.len() + 1;
        if since_check >= CHECKED as usize {
            since_check = 0;
            run.check()?;
        }
        let after = next.partition_point(|y| *y <= x);
        for (y, p) in next[after..].iter().zip(&probability[after..]) {
            let forth = law.reference[x as usize] * p;
            let Some(back) = flow_to(*y, x).filter(|back| are_equal(forth, *back)) else {
                return Ok(false);
            };
            if forth + back > 0.0 {
                visit(x, *y, forth + back);
            }
        }
    }
    Ok(true)
}

impl Chain {
    /// Calls `visit(x, x, q)` for every state, q(x, x) ≥ 0, and `visit(x, y, q)` with q = q(x, y) + q(y, x) for every
    /// pair of opposite edges, x < y; returns whether the pair law is symmetric. If it is not, the visits end
    /// somewhere.
    ///
    /// Two flows are equal when they differ by less than 1e-9 of their sum, which changes an entropy by
    /// the square of that. The order of a single-flip chain is that of [`Chain::visit_pairs`]. Cost: O(z).
    ///
    /// # Errors
    /// Out of memory, or the run was cancelled.
    pub fn visit_mirrored(&self, run: &Run, visit: impl FnMut(u32, u32, f64)) -> Result<bool> {
        run.check()?;
        match self.law() {
            Law::SingleFlip(law) => {
                let walk = Walk { space: self.space(), law, slots: law.slots(), run, since_check: 0, visit };
                MirroredWalk(walk).descend(0, 0)
            }
            Law::Sparse(law) => visit_mirrored_rows(law, run, visit),
        }
    }

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
