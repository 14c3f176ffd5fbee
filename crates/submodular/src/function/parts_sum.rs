//! Σᵢ fᵢ(Sᵢ) over k disjoint sets: a function of pairs (element, part).
//!
//! Submodular (supermodular, modular, monotone) over the pairs when every fᵢ is: a gain depends on its own part
//! alone. A gain costs one gain of its part's function. See [`Parts`](crate::Parts) for the constraints.
use super::members::Members;
use super::mixture::added;
use marginals_core::sum::Sum;
use marginals_core::{BoxedState, Error, Objective, Plan, Remarks, Result, Run, SetFunction, Structure};
use std::sync::Arc;

/// One part: its function and the elements it may hold.
#[derive(Clone)]
struct Part {
    function: Arc<dyn Objective>,
    elements: Vec<u32>,
}

/// A sum over parts, each with elements of its own choice.
#[derive(Clone)]
pub struct PartsSum {
    parts: Vec<Part>,
    /// The element and the part of every pair, part by part.
    pairs: Vec<(u32, u32)>,
}

/// What every part holds, and the chosen pairs.
pub struct PartsState {
    own: Vec<BoxedState>,
    members: Members,
}

impl PartsSum {
    /// A function and its ground set for every part; the pairs of part 0 come first.
    ///
    /// # Errors
    /// No parts, an element out of range, more pairs than can be numbered.
    pub fn new(parts: Vec<(Arc<dyn Objective>, Vec<u32>)>) -> Result<PartsSum> {
        if parts.is_empty() {
            return Err(Error::argument("groundSets", "at least one set", "none"));
        }
        let mut pairs = Vec::new();
        for (part, (function, elements)) in (0u32..).zip(&parts) {
            let ground = function.ground_size();
            if let Some(e) = elements.iter().find(|e| **e as usize >= ground) {
                let expected = format!("below {ground} (size of the ground set)");
                return Err(Error::range("groundSets", expected, e));
            }
            pairs.extend(elements.iter().map(|e| (*e, part)));
        }
        if pairs.len() >= u32::MAX as usize {
            return Err(Error::range("groundSets", format!("below {} in all", u32::MAX), pairs.len()));
        }
        let parts = parts.into_iter().map(|(function, elements)| Part { function, elements }).collect();
        Ok(PartsSum { parts, pairs })
    }

    fn pair(&self, place: u32) -> (u32, usize) {
        let (e, part) = self.pairs[place as usize];
        (e, part as usize)
    }
}

impl Part {
    fn is_whole(&self) -> bool {
        self.elements.len() == self.function.ground_size()
    }

    /// Writes the last gain of every element of the part; returns the value of all of them.
    fn last_gains(&self, run: &Run, out: &mut [f64]) -> Result<f64> {
        if self.is_whole() {
            let mut all = run.filled("last gains", out.len(), 0.0)?;
            let value = self.function.last_gains(run, &mut all)?;
            out.iter_mut().zip(&self.elements).for_each(|(gain, e)| *gain = all[*e as usize]);
            return Ok(value);
        }
        let mut full = self.function.new_state(self.elements.len(), run)?;
        for e in &self.elements {
            self.function.commit(&mut full, *e, run)?;
        }
        let mut smaller = self.function.new_state(self.elements.len(), run)?;
        for (e, gain) in self.elements.iter().zip(out) {
            self.function.copy_state(&full, &mut smaller)?;
            *gain = 0.0 - self.function.retract(&mut smaller, *e, run)?;
        }
        Ok(self.function.value(&full))
    }
}

impl SetFunction for PartsSum {
    type State = PartsState;

    fn ground_size(&self) -> usize {
        self.pairs.len()
    }

    fn structure(&self) -> Structure {
        let whole = self.parts.iter().all(Part::is_whole);
        let sum = self.parts.iter().map(|part| part.function.structure()).reduce(added);
        let sum = sum.unwrap_or_else(|| Structure::unknown(0.0));
        Structure { symmetric: sum.symmetric && whole, ..sum }
    }

    fn remarks(&self) -> Remarks {
        Remarks::of_all(self.parts.iter().map(|part| part.function.remarks()))
    }

    fn plan(&self, max_size: usize) -> Plan {
        let members = Members::bytes(self.pairs.len(), max_size);
        let mut whole = Plan { state_bytes: members, scratch_bytes: 0, preferred_batch: 1, full_pass: 0.0 };
        for part in &self.parts {
            let own = part.function.plan(max_size.min(part.elements.len()));
            whole.state_bytes = whole.state_bytes.saturating_add(own.state_bytes);
            whole.scratch_bytes = whole.scratch_bytes.max(own.scratch_bytes);
            whole.preferred_batch = whole.preferred_batch.max(own.preferred_batch);
            whole.full_pass += own.full_pass.min(part.elements.len() as f64);
        }
        whole
    }

    fn new_state(&self, max_size: usize, run: &Run) -> Result<PartsState> {
        let mut own = run.reserved("parts", self.parts.len())?;
        for part in &self.parts {
            own.push(part.function.new_state(max_size.min(part.elements.len()), run)?);
        }
        Ok(PartsState { own, members: Members::new(self.pairs.len(), max_size, run)? })
    }

    fn copy_state(&self, from: &PartsState, to: &mut PartsState) -> Result<()> {
        for (part, (from, to)) in self.parts.iter().zip(from.own.iter().zip(&mut to.own)) {
            part.function.copy_state(from, to)?;
        }
        to.members.copy_from(&from.members);
        Ok(())
    }

    fn gains(&self, state: &mut PartsState, candidates: &[u32], run: &Run, out: &mut [f64]) -> Result<()> {
        // Candidates of one part in a row are asked about together; bits do not depend on the batch.
        let mut from = 0;
        for row in candidates.chunk_by(|a, b| self.pair(*a).1 == self.pair(*b).1) {
            let Some(part) = row.first().map(|place| self.pair(*place).1) else { continue };
            let elements: Vec<u32> = row.iter().map(|place| self.pair(*place).0).collect();
            let gains = &mut out[from..from + row.len()];
            self.parts[part].function.gains(&mut state.own[part], &elements, run, gains)?;
            from += row.len();
        }
        Ok(())
    }

    fn commit(&self, state: &mut PartsState, place: u32, run: &Run) -> Result<f64> {
        if state.members.has(place) {
            return Ok(0.0);
        }
        let (e, part) = self.pair(place);
        let gain = self.parts[part].function.commit(&mut state.own[part], e, run)?;
        state.members.push(place);
        Ok(gain)
    }

    fn retract(&self, state: &mut PartsState, place: u32, run: &Run) -> Result<f64> {
        if !state.members.has(place) {
            return Ok(0.0);
        }
        let (e, part) = self.pair(place);
        let change = self.parts[part].function.retract(&mut state.own[part], e, run)?;
        state.members.remove(place);
        Ok(change)
    }

    fn retract_cost(&self, size: usize) -> f64 {
        self.parts.iter().map(|part| part.function.retract_cost(size)).fold(0.0, f64::max)
    }

    fn last_gains(&self, run: &Run, out: &mut [f64]) -> Result<f64> {
        let mut value = Sum::default();
        let mut rest = out;
        for part in &self.parts {
            let (own, later) = rest.split_at_mut(part.elements.len());
            value.add(part.last_gains(run, own)?);
            rest = later;
        }
        Ok(value.value())
    }

    fn members<'a>(&self, state: &'a PartsState) -> &'a [u32] {
        state.members.order()
    }

    fn value(&self, state: &PartsState) -> f64 {
        let values = self.parts.iter().zip(&state.own).map(|(part, own)| part.function.value(own));
        values.collect::<Sum>().value()
    }

    fn gain_error(&self, state: &PartsState) -> f64 {
        self.parts.iter().zip(&state.own).map(|(part, own)| part.function.gain_error(own)).sum()
    }
}
