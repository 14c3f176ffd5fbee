//! f with a structure stated by its user: declared, or found by a check of the instance.
use marginals_core::{Bound, BoxedState, Objective, Plan, Remarks, Result, Run, SetFunction, Structure};
use std::sync::Arc;

/// f under another statement of its structure. Optimizers believe it, and say whose word it was.
#[derive(Clone)]
pub struct Declared {
    function: Arc<dyn Objective>,
    structure: Structure,
}

impl Declared {
    /// `function`, said to have `structure` (its value of the empty set stays the function's own).
    #[must_use]
    pub fn new(function: Arc<dyn Objective>, structure: Structure) -> Declared {
        let empty_value = function.structure().empty_value;
        Declared { function, structure: Structure { empty_value, ..structure } }
    }
}

impl SetFunction for Declared {
    type State = BoxedState;

    fn ground_size(&self) -> usize {
        self.function.ground_size()
    }

    fn structure(&self) -> Structure {
        self.structure
    }

    fn remarks(&self) -> Remarks {
        self.function.remarks()
    }

    fn plan(&self, max_size: usize) -> Plan {
        self.function.plan(max_size)
    }

    fn new_state(&self, max_size: usize, run: &Run) -> Result<BoxedState> {
        self.function.new_state(max_size, run)
    }

    fn copy_state(&self, from: &BoxedState, to: &mut BoxedState) -> Result<()> {
        self.function.copy_state(from, to)
    }

    fn gains(&self, state: &mut BoxedState, candidates: &[u32], run: &Run, out: &mut [f64]) -> Result<()> {
        self.function.gains(state, candidates, run, out)
    }

    fn commit(&self, state: &mut BoxedState, e: u32, run: &Run) -> Result<f64> {
        self.function.commit(state, e, run)
    }

    fn retract(&self, state: &mut BoxedState, e: u32, run: &Run) -> Result<f64> {
        self.function.retract(state, e, run)
    }

    fn retract_cost(&self, size: usize) -> f64 {
        self.function.retract_cost(size)
    }

    fn last_gains(&self, run: &Run, out: &mut [f64]) -> Result<f64> {
        self.function.last_gains(run, out)
    }

    fn members<'a>(&self, state: &'a BoxedState) -> &'a [u32] {
        self.function.members(state)
    }

    fn value(&self, state: &BoxedState) -> f64 {
        self.function.value(state)
    }

    fn gain_error(&self, state: &BoxedState) -> f64 {
        self.function.gain_error(state)
    }

    fn upper_bounds(
        &self,
        state: &mut BoxedState,
        candidates: &[u32],
        stale: &[f64],
        run: &Run,
        out: &mut [f64],
    ) -> Result<Bound> {
        // The function's own bounds are rigorous; the stated structure gives them where it has none.
        let own = self.function.upper_bounds(state, candidates, stale, run, out)?;
        if own == Bound::None && self.structure.shape.is_submodular() {
            return Ok(Bound::Stale);
        }
        Ok(own)
    }
}
