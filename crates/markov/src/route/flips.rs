//! The single-flip law with one column per slot, as the tracks read it.
//!
//! A chain stores its flows state by state; a track sums few of them over many states, so each slot becomes a
//! table of its own over the product space. Staying put is one more table, μ(x) − Σ flows. Cost: one pass,
//! 8 n (slots + 1) bytes.
use crate::chain::{Chain, Law};
use marginals_core::{Charge, Error, Result, Run};
use std::ops::Range;

/// States transposed at a time: a tile of all slots stays in the second-level cache.
const TILE: usize = 1024;

/// Flows of a chain that changes at most one coordinate in a step, slot by slot.
#[derive(Debug)]
pub struct FlipColumns {
    flows: Vec<f64>,
    stay: Vec<f64>,
    first_slot: Vec<usize>,
    states: usize,
    _charge: Charge,
}

impl FlipColumns {
    /// Reads the columns of `chain`.
    ///
    /// # Errors
    /// A transition that changes two coordinates, out of memory, or the run was cancelled.
    pub fn new(chain: &Chain, run: &Run) -> Result<Self> {
        let states = chain.states();
        let mut first_slot = vec![0];
        for size in chain.space().sizes() {
            first_slot.push(first_slot[first_slot.len() - 1] + *size as usize - 1);
        }
        let slots = first_slot[chain.dimension()];
        let cells = states
            .checked_mul(slots)
            .filter(|cells| *cells <= isize::MAX as usize / 16)
            .ok_or_else(|| Error::limit("chain", "a chain whose flows fit in memory", states))?;
        let charge = run.charge("the flows of a chain", 8 * (cells + states) as u64)?;
        let mut flows = run.filled("the flows of a chain", cells, 0.0)?;
        let mut stay = run.filled("the flows of a chain", states, 0.0)?;
        match chain.law() {
            Law::SingleFlip(law) => {
                for first in (0..states).step_by(TILE) {
                    run.check()?;
                    let range = first..states.min(first + TILE);
                    for slot in 0..slots {
                        for x in range.clone() {
                            flows[slot * states + x] = law.flow[x * slots + slot];
                        }
                    }
                    for x in range {
                        stay[x] = law.staying(x as u32);
                    }
                }
            }
            Law::Sparse(_) => read_edges(chain, &first_slot, &mut flows, &mut stay, run)?,
        }
        Ok(FlipColumns { flows, stay, first_slot, states, _charge: charge })
    }

    /// Slots of one coordinate: one for each of its other values.
    #[must_use]
    pub fn slots(&self, coordinate: usize) -> Range<usize> {
        self.first_slot[coordinate]..self.first_slot[coordinate + 1]
    }

    /// Flow of one slot out of every state.
    #[must_use]
    pub fn flow(&self, slot: usize) -> &[f64] {
        &self.flows[slot * self.states..][..self.states]
    }

    /// All flows, slot after slot.
    #[must_use]
    pub fn flows(&self) -> &[f64] {
        &self.flows
    }

    /// Mass that stays put, by state.
    #[must_use]
    pub fn stay(&self) -> &[f64] {
        &self.stay
    }
}

/// The coordinate in which two states differ and its value in the second; `None` when they differ in several.
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

fn read_edges(
    chain: &Chain,
    first_slot: &[usize],
    flows: &mut [f64],
    stay: &mut [f64],
    run: &Run,
) -> Result<()> {
    let states = chain.states();
    let mut refused = None;
    for first in (0..states).step_by(TILE) {
        run.check()?;
        chain.for_each_edge(first as u32..states.min(first + TILE) as u32, |x, y, weight| {
            if x == y {
                stay[x as usize] += weight;
            } else if let Some((coordinate, from, to)) = flip_between(chain, x, y) {
                let slot = first_slot[coordinate as usize] + to as usize - usize::from(to > from);
                flows[slot * states + x as usize] += weight;
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
