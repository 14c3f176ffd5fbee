//! −f: minimising f is maximising it.
use marginals_core::{BoxedState, Objective, Plan, Remarks, Result, Run, SetFunction, Structure};
use std::sync::Arc;

/// −f.
#[derive(Clone)]
pub struct Negated(Arc<dyn Objective>);

impl Negated {
    /// −`function`.
    #[must_use]
    pub fn new(function: Arc<dyn Objective>) -> Negated {
        Negated(function)
    }
}

impl SetFunction for Negated {
    type State = BoxedState;

    fn ground_size(&self) -> usize {
        self.0.ground_size()
    }

    fn structure(&self) -> Structure {
        self.0.structure().negated()
    }

    fn remarks(&self) -> Remarks {
        self.0.remarks()
    }

    fn plan(&self, max_size: usize) -> Plan {
        self.0.plan(max_size)
    }

    fn new_state(&self, max_size: usize, run: &Run) -> Result<BoxedState> {
        self.0.new_state(max_size, run)
    }

    fn copy_state(&self, from: &BoxedState, to: &mut BoxedState) -> Result<()> {
        self.0.copy_state(from, to)
    }

    fn gains(&self, state: &mut BoxedState, candidates: &[u32], run: &Run, out: &mut [f64]) -> Result<()> {
        self.0.gains(state, candidates, run, out)?;
        out.iter_mut().for_each(|gain| *gain = 0.0 - *gain);
        Ok(())
    }

    fn commit(&self, state: &mut BoxedState, e: u32, run: &Run) -> Result<f64> {
        Ok(0.0 - self.0.commit(state, e, run)?)
    }

    fn retract(&self, state: &mut BoxedState, e: u32, run: &Run) -> Result<f64> {
        Ok(0.0 - self.0.retract(state, e, run)?)
    }

    fn retract_cost(&self, size: usize) -> f64 {
        self.0.retract_cost(size)
    }

    fn last_gains(&self, run: &Run, out: &mut [f64]) -> Result<f64> {
        let full = self.0.last_gains(run, out)?;
        out.iter_mut().for_each(|gain| *gain = 0.0 - *gain);
        Ok(0.0 - full)
    }

    fn members<'a>(&self, state: &'a BoxedState) -> &'a [u32] {
        self.0.members(state)
    }

    fn value(&self, state: &BoxedState) -> f64 {
        0.0 - self.0.value(state)
    }

    fn gain_error(&self, state: &BoxedState) -> f64 {
        self.0.gain_error(state)
    }
}
