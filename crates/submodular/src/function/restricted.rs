//! f_B(S) = f(B ∪ S) over chosen elements only: a smaller ground set, some elements given.
//!
//! Contraction and restriction keep curvature and direction.
use marginals_core::{
    Bound, BoxedState, Error, Objective, Plan, Remarks, Result, Run, SetFunction, Structure,
};
use std::sync::Arc;

/// f on the elements `elements`, renumbered from 0, with `given` always present.
#[derive(Clone)]
pub struct Restricted {
    function: Arc<dyn Objective>,
    elements: Vec<u32>,
    given: Vec<u32>,
    empty_value: f64,
}

/// The chosen elements in the new numbering, and the function's own state.
pub struct RestrictedState {
    own: BoxedState,
    members: Vec<u32>,
}

impl Restricted {
    /// `function` restricted to `elements` once `given` are in.
    ///
    /// # Errors
    /// Elements out of range, twice, or in both lists; whatever the function reports.
    pub fn new(
        function: Arc<dyn Objective>,
        elements: Vec<u32>,
        given: Vec<u32>,
        run: &Run,
    ) -> Result<Restricted> {
        let ground = function.ground_size();
        let mut seen = vec![false; ground];
        for e in elements.iter().chain(&given) {
            match seen.get_mut(*e as usize) {
                None => {
                    let expected = format!("below {ground} (size of the ground set)");
                    return Err(Error::range("elements", expected, e));
                }
                Some(true) => return Err(Error::argument("elements", "distinct", format!("{e} twice"))),
                Some(slot) => *slot = true,
            }
        }
        let mut restricted = Restricted { function, elements, given, empty_value: 0.0 };
        let start = SetFunction::new_state(&restricted, 0, run)?;
        restricted.empty_value = restricted.function.value(&start.own);
        Ok(restricted)
    }

    fn outer(&self, inner: &[u32]) -> Vec<u32> {
        inner.iter().map(|e| self.elements[*e as usize]).collect()
    }
}

impl SetFunction for Restricted {
    type State = RestrictedState;

    fn ground_size(&self) -> usize {
        self.elements.len()
    }

    fn structure(&self) -> Structure {
        let own = self.function.structure();
        let whole = self.given.is_empty() && self.elements.len() == self.function.ground_size();
        Structure { empty_value: self.empty_value, symmetric: own.symmetric && whole, ..own }
    }

    fn remarks(&self) -> Remarks {
        self.function.remarks()
    }

    fn plan(&self, max_size: usize) -> Plan {
        self.function.plan(max_size.saturating_add(self.given.len()))
    }

    fn new_state(&self, max_size: usize, run: &Run) -> Result<RestrictedState> {
        let room = max_size.min(self.elements.len());
        let mut own = self.function.new_state(room + self.given.len(), run)?;
        for e in &self.given {
            self.function.commit(&mut own, *e, run)?;
        }
        Ok(RestrictedState { own, members: run.reserved("a set", room)? })
    }

    fn copy_state(&self, from: &RestrictedState, to: &mut RestrictedState) -> Result<()> {
        self.function.copy_state(&from.own, &mut to.own)?;
        to.members.clone_from(&from.members);
        Ok(())
    }

    fn gains(
        &self,
        state: &mut RestrictedState,
        candidates: &[u32],
        run: &Run,
        out: &mut [f64],
    ) -> Result<()> {
        self.function.gains(&mut state.own, &self.outer(candidates), run, out)
    }

    fn commit(&self, state: &mut RestrictedState, e: u32, run: &Run) -> Result<f64> {
        if state.members.contains(&e) {
            return Ok(0.0);
        }
        let gain = self.function.commit(&mut state.own, self.elements[e as usize], run)?;
        state.members.push(e);
        Ok(gain)
    }

    fn retract(&self, state: &mut RestrictedState, e: u32, run: &Run) -> Result<f64> {
        let Some(at) = state.members.iter().position(|member| *member == e) else { return Ok(0.0) };
        let change = self.function.retract(&mut state.own, self.elements[e as usize], run)?;
        state.members.remove(at);
        Ok(change)
    }

    fn retract_cost(&self, size: usize) -> f64 {
        self.function.retract_cost(size + self.given.len())
    }

    fn members<'a>(&self, state: &'a RestrictedState) -> &'a [u32] {
        &state.members
    }

    fn value(&self, state: &RestrictedState) -> f64 {
        self.function.value(&state.own)
    }

    fn gain_error(&self, state: &RestrictedState) -> f64 {
        self.function.gain_error(&state.own)
    }

    fn upper_bounds(
        &self,
        state: &mut RestrictedState,
        candidates: &[u32],
        stale: &[f64],
        run: &Run,
        out: &mut [f64],
    ) -> Result<Bound> {
        self.function.upper_bounds(&mut state.own, &self.outer(candidates), stale, run, out)
    }
}
