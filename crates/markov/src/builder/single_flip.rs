//! Any chain that changes at most one coordinate in a step, from its flip probabilities.
//!
//! `probabilities[x · slots + slot]` is P(x, y) for y = x with one coordinate changed; slots run over the
//! coordinates in order and, within coordinate i, over its |Xᵢ| − 1 other values in increasing order (for
//! binary coordinates: slot i flips coordinate i). What remains of a row is the probability to stay.
//! Continuous-time rates become such probabilities by dividing through the largest total rate.
//! Cost: O(n slots), plus that of a stationary law where no reference is given.
use crate::chain::reference::check_reference;
use crate::chain::{Chain, Edges, Law, Origin, Parts, SingleFlipLaw, Source, Space, Transition};
use marginals_core::{Error, Result, Run};

/// A chain given by flip probabilities.
#[derive(Clone, Debug)]
pub struct SingleFlip {
    space: Space,
    probabilities: Vec<f64>,
    reference: Option<Vec<f64>>,
}

impl SingleFlip {
    /// Checks the flip probabilities, and the reference law where one is given.
    ///
    /// # Errors
    /// Wrong lengths, negative or non-finite entries, rows above 1 by more than 1e-9 (the worst is named).
    pub fn new(
        space: Space,
        mut probabilities: Vec<f64>,
        reference: Option<&[f64]>,
        run: &Run,
    ) -> Result<Self> {
        let slots = SingleFlipLaw::slots_of(&space).last().map_or(0, |slots| *slots as usize);
        let states = space.states();
        if states.checked_mul(slots) != Some(probabilities.len()) {
            return Err(Error::shape(
                "probabilities",
                format_args!("{states} × {slots} numbers (one per state and other value of a coordinate)"),
                format_args!("{} numbers", probabilities.len()),
            ));
        }
        let mut worst = (0, 1.0f64);
        for (x, row) in probabilities.chunks_mut(slots.max(1)).enumerate() {
            if x % 4096 == 0 {
                run.check()?;
            }
            for (slot, p) in row.iter().enumerate() {
                if !p.is_finite() {
                    return Err(Error::non_finite(
                        "probabilities",
                        "finite probabilities",
                        format_args!("{p} in row {x} at slot {slot}"),
                    ));
                }
                if *p < 0.0 {
                    return Err(Error::range(
                        "probabilities",
                        "probabilities of at least 0",
                        format_args!("{p} in row {x} at slot {slot}"),
                    ));
                }
            }
            let sum: f64 = row.iter().sum();
            if sum > worst.1 {
                worst = (x, sum);
            }
            if sum > 1.0 {
                row.iter_mut().for_each(|p| *p /= sum);
            }
        }
        if worst.1 > 1.0 + crate::chain::rows::ROW_TOLERANCE {
            return Err(Error::range(
                "probabilities",
                "rows that sum to at most 1",
                format_args!(
                    "row {}, the worst, with sum {} (above by {:.3e})",
                    worst.0,
                    worst.1,
                    worst.1 - 1.0
                ),
            ));
        }
        let reference = reference.map(|reference| check_reference(states, reference, run)).transpose()?;
        Ok(SingleFlip { space, probabilities, reference })
    }

    /// Sizes, names and numbering of the coordinates.
    #[must_use]
    pub fn space(&self) -> &Space {
        &self.space
    }

    /// Builds the chain, computing its stationary law where no reference was given.
    ///
    /// # Errors
    /// More than one closed class without a reference, a stationary law that did not converge, out of memory,
    /// or the run was cancelled.
    pub fn build(&self, run: &Run) -> Result<Chain> {
        let states = self.space.states();
        let uniform = 1.0 / states as f64;
        let (reference, origin, warnings) = match &self.reference {
            Some(reference) => (reference.clone(), Origin::Given, Vec::new()),
            None => {
                // The rows of P, read off a law with equal mass everywhere.
                let equal = self.law(vec![uniform; states], run)?;
                let rows = Law::SingleFlip(equal).to_sparse(&self.space, run)?;
                let transition = Transition::from_rows(
                    self.space.clone(),
                    &rows.row_starts,
                    &rows.next,
                    &rows.probability,
                    run,
                )?;
                let chain = transition.prepare(run)?;
                (chain.reference().to_vec(), chain.stationarity().origin, chain.warnings().to_vec())
            }
        };
        let law = Law::SingleFlip(self.law(reference, run)?);
        let parts = Parts {
            space: self.space.clone(),
            law,
            origin,
            exchangeable: false,
            source: Source::Model,
            warnings,
        };
        Chain::assemble(parts, run)
    }

    fn law(&self, reference: Vec<f64>, run: &Run) -> Result<SingleFlipLaw> {
        let first_slot = SingleFlipLaw::slots_of(&self.space);
        let slots = first_slot.last().map_or(0, |slots| *slots as usize);
        let mut flow = run.reserved("the flows of a chain", self.probabilities.len())?;
        for (row, mass) in self.probabilities.chunks(slots.max(1)).zip(&reference) {
            flow.extend(row.iter().map(|p| p * mass));
        }
        Ok(SingleFlipLaw { reference, flow, first_slot })
    }
}

impl SingleFlip {
    /// Reads the flip probabilities off any chain that changes at most one coordinate in a step.
    ///
    /// # Errors
    /// A transition that changes two coordinates, out of memory, or the run was cancelled.
    pub fn of_chain(chain: &Chain, run: &Run) -> Result<Self> {
        let space = chain.space().clone();
        let first_slot = SingleFlipLaw::slots_of(&space);
        let slots = first_slot.last().map_or(0, |slots| *slots as usize);
        let mut probabilities = run.filled("the flows of a chain", space.states() * slots, 0.0)?;
        let mut edges = Edges::default();
        for x in 0..space.states() as u32 {
            if x % 1024 == 0 {
                run.check()?;
            }
            chain.row(x, &mut edges);
            for (y, p) in edges.iter().filter(|(y, _)| *y != x) {
                let mut changed =
                    (0..space.dimension() as u32).filter(|i| space.digit(x, *i) != space.digit(y, *i));
                let (Some(coordinate), None) = (changed.next(), changed.next()) else {
                    return Err(Error::unsupported(
                        "chain",
                        "a chain that changes at most one coordinate in a step",
                        format_args!("a transition from state {x} to state {y}"),
                    ));
                };
                let (from, to) = (space.digit(x, coordinate), space.digit(y, coordinate));
                let slot = first_slot[coordinate as usize] + if to < from { to } else { to - 1 };
                probabilities[x as usize * slots + slot as usize] = p;
            }
        }
        Ok(SingleFlip { space, probabilities, reference: Some(chain.reference().to_vec()) })
    }
}
