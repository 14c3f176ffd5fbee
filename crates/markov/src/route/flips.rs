//! The flows of a single-flip chain as the tracks read them: one table per coordinate and pair of its values.
//!
//! The flow F_{i,a→b}(x_{−i}) = q(x, y) changes coordinate i from a to b; it is a table over the *other*
//! coordinates, n / |X_i| cells. A reversible chain has F_{i,a→b} = F_{i,b→a}: one table stands for both, which
//! halves memory and work. Staying put is one more table over all states. Cost: one pass over the chain;
//! 8 n (Σ (|X_i| − 1) + 1) bytes while it is read, about half of that afterwards if it is reversible.
use crate::chain::{Chain, Law};
use marginals_core::{Charge, Error, Result, Run};
use std::ops::Range;

/// States read at a time: a tile of all slots stays in the second-level cache.
const TILE: usize = 1024;

/// Relative difference up to which opposite flows are the same number, computed twice.
const SAME: f64 = 8.0 * f64::EPSILON;

/// One table of flows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The coordinate that changes.
    pub coordinate: usize,
    /// Its value before.
    pub from: usize,
    /// Its value after.
    pub to: usize,
    /// Whether the table stands for the opposite change too.
    pub both: bool,
}

impl Column {
    /// How many flows the table stands for.
    #[inline]
    #[must_use]
    pub fn multiplicity(&self) -> f64 {
        if self.both { 2.0 } else { 1.0 }
    }

    /// Values of the coordinate out of which the table flows.
    pub(crate) fn sources(&self) -> impl Iterator<Item = usize> {
        [Some(self.from), self.both.then_some(self.to)].into_iter().flatten()
    }
}

/// Flows of a chain that changes at most one coordinate in a step.
#[derive(Debug)]
pub struct FlipColumns {
    columns: Vec<Column>,
    /// Start of each column in `cells`, and the end.
    starts: Vec<usize>,
    cells: Vec<f64>,
    stay: Vec<f64>,
    /// First column of each coordinate, and the end.
    first: Vec<usize>,
    _charge: Charge,
}

impl FlipColumns {
    /// Reads the flows of `chain`.
    ///
    /// # Errors
    /// A transition that changes two coordinates, out of memory, or the run was cancelled.
    pub fn new(chain: &Chain, run: &Run) -> Result<Self> {
        const WHAT: &str = "the flows of a chain";
        let states = chain.states();
        let slots: usize = chain.space().sizes().iter().map(|size| *size as usize - 1).sum();
        let length = states
            .checked_mul(slots)
            .filter(|length| *length <= isize::MAX as usize / 16)
            .ok_or_else(|| Error::limit("chain", "a chain whose flows fit in memory", states))?;
        let announced = run.charge(WHAT, 8 * (length + states) as u64)?;
        let mut cells = run.filled(WHAT, length, 0.0)?;
        let mut stay = run.filled(WHAT, states, 0.0)?;
        let all = Layout::new(chain);
        match chain.law() {
            Law::SingleFlip(law) => {
                for tile in (0..states).step_by(TILE) {
                    run.check()?;
                    let range = tile..states.min(tile + TILE);
                    for x in range.clone() {
                        stay[x] = law.staying(x as u32);
                    }
                    all.read(range, &law.flow, slots, &mut cells);
                }
            }
            Law::Sparse(_) => all.read_edges(chain, &mut cells, &mut stay, run)?,
        }
        let mut folded = FlipColumns {
            columns: Vec::new(),
            starts: vec![0],
            cells: Vec::new(),
            stay,
            first: vec![0],
            _charge: announced,
        };
        folded.fold(&all, cells, run)?;
        Ok(folded)
    }

    /// Keeps one table for two opposite flows that are equal.
    fn fold(&mut self, all: &Layout, mut cells: Vec<f64>, run: &Run) -> Result<()> {
        let mut end = 0;
        for (coordinate, radix) in all.radices.iter().copied().enumerate() {
            // Tables only ever move towards the front, so those of later pairs are still where they were read.
            let mut dropped = vec![false; radix * radix];
            for from in 0..radix {
                for to in (0..radix).filter(|to| *to != from) {
                    run.check()?;
                    if dropped[from * radix + to] {
                        continue;
                    }
                    let there = all.range(coordinate, from, to);
                    let both = from < to && {
                        let back = &cells[all.range(coordinate, to, from)];
                        let mut pairs = cells[there.clone()].iter().zip(back);
                        pairs.all(|(there, back)| (there - back).abs() <= SAME * (there + back))
                    };
                    dropped[to * radix + from] = both;
                    let length = there.len();
                    cells.copy_within(there, end);
                    end += length;
                    self.columns.push(Column { coordinate, from, to, both });
                    self.starts.push(end);
                }
            }
            self.first.push(self.columns.len());
        }
        cells.truncate(end);
        cells.shrink_to_fit();
        self.cells = cells;
        Ok(())
    }

    /// Columns of one coordinate.
    #[must_use]
    pub fn of(&self, coordinate: usize) -> Range<usize> {
        self.first[coordinate]..self.first[coordinate + 1]
    }

    /// What each column stands for.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Flows of one column, over the coordinates but its own.
    #[must_use]
    pub fn cells(&self, column: usize) -> &[f64] {
        &self.cells[self.starts[column]..self.starts[column + 1]]
    }

    /// Mass that stays put, by state.
    #[must_use]
    pub fn stay(&self) -> &[f64] {
        &self.stay
    }
}

/// Where the flow of each coordinate and ordered pair of its values is kept while a chain is read.
struct Layout {
    radices: Vec<usize>,
    states: usize,
    /// Start of each coordinate's tables.
    starts: Vec<usize>,
}

impl Layout {
    fn new(chain: &Chain) -> Self {
        let radices: Vec<usize> = chain.space().sizes().iter().map(|size| *size as usize).collect();
        let states = chain.states();
        let starts = radices
            .iter()
            .scan(0, |end, radix| {
                let start = *end;
                *end += states * (radix - 1);
                Some(start)
            })
            .collect();
        Layout { radices, states, starts }
    }

    /// The table of the flow from `from` to `to`.
    fn range(&self, coordinate: usize, from: usize, to: usize) -> Range<usize> {
        let radix = self.radices[coordinate];
        let length = self.states / radix;
        let index = from * (radix - 1) + to - usize::from(to > from);
        let start = self.starts[coordinate] + index * length;
        start..start + length
    }

    /// Copies the flows out of a tile of states, which come state by state.
    fn read(&self, tile: Range<usize>, flow: &[f64], slots: usize, cells: &mut [f64]) {
        let (mut inner, mut slot) = (self.states, 0);
        for (coordinate, radix) in self.radices.iter().copied().enumerate() {
            inner /= radix;
            let mut x = tile.start;
            while x < tile.end {
                // A run of states that differ in faster coordinates alone.
                let (from, offset) = (x / inner % radix, x / (inner * radix) * inner + x % inner);
                let run = (inner - x % inner).min(tile.end - x);
                for other in 0..radix - 1 {
                    let to = other + usize::from(other >= from);
                    let start = self.range(coordinate, from, to).start + offset;
                    for (step, cell) in cells[start..start + run].iter_mut().enumerate() {
                        *cell = flow[(x + step) * slots + slot + other];
                    }
                }
                x += run;
            }
            slot += radix - 1;
        }
    }

    fn read_edges(&self, chain: &Chain, cells: &mut [f64], stay: &mut [f64], run: &Run) -> Result<()> {
        let mut refused = None;
        for tile in (0..self.states).step_by(TILE) {
            run.check()?;
            chain.for_each_edge(tile as u32..self.states.min(tile + TILE) as u32, |x, y, weight| {
                if x == y {
                    stay[x as usize] += weight;
                } else if let Some((coordinate, from, to)) = flip_between(chain, x, y) {
                    let inner = chain.space().stride(coordinate) as usize;
                    let radix = self.radices[coordinate as usize];
                    let offset = x as usize / (inner * radix) * inner + x as usize % inner;
                    let start = self.range(coordinate as usize, from as usize, to as usize).start;
                    cells[start + offset] += weight;
                } else {
                    refused = refused.or(Some((x, y)));
                }
            });
            if let Some((x, y)) = refused {
                return Err(Error::unsupported(
                    "route",
                    "'pair-law' or 'auto' for a chain whose steps change several coordinates",
                    format_args!("'single-flip' with a step from state {x} to state {y}"),
                ));
            }
        }
        Ok(())
    }
}

/// `table[o, value, l] ⊕= flow[o, l]` for every cell o, l of the other coordinates.
#[inline]
pub(crate) fn at_value(
    table: &mut [f64],
    (radix, inner): (usize, usize),
    value: usize,
    flow: &[f64],
    change: impl Fn(&mut f64, f64),
) {
    for (cells, flow) in table.chunks_exact_mut(radix * inner).zip(flow.chunks_exact(inner)) {
        for (cell, flow) in cells[value * inner..][..inner].iter_mut().zip(flow) {
            change(cell, *flow);
        }
    }
}

/// The coordinate in which two states differ and its values in them; `None` when they differ in several.
fn flip_between(chain: &Chain, x: u32, y: u32) -> Option<(u32, u32, u32)> {
    let mut found = None;
    for coordinate in 0..chain.dimension() as u32 {
        let (from, to) = (chain.space().digit(x, coordinate), chain.space().digit(y, coordinate));
        if from != to {
            if found.is_some() {
                return None;
            }
            found = Some((coordinate, from, to));
        }
    }
    found
}

/// Whether every step with mass changes at most one coordinate. Ends at the first that does not.
pub(crate) fn is_single_flip(chain: &Chain, run: &Run) -> Result<bool> {
    if matches!(chain.law(), Law::SingleFlip(_)) {
        return Ok(true);
    }
    let states = chain.states();
    for first in (0..states).step_by(64) {
        run.check()?;
        let mut single = true;
        chain.for_each_edge(first as u32..states.min(first + 64) as u32, |x, y, _| {
            single = single && (x == y || flip_between(chain, x, y).is_some());
        });
        if !single {
            return Ok(false);
        }
    }
    Ok(true)
}
