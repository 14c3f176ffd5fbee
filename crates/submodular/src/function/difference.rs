//! f(S) − g(S): every set function is such a difference of submodular ones.
use super::Mixture;
use marginals_core::{BoxedState, Objective, Plan, Remarks, Result, Run, SetFunction, Structure};
use std::sync::Arc;

/// f − g.
#[derive(Clone)]
pub struct Difference(Mixture);

impl Difference {
    /// `f` − `g`.
    ///
    /// # Errors
    /// Ground sets of different sizes.
    pub fn new(f: Arc<dyn Objective>, g: Arc<dyn Objective>) -> Result<Difference> {
        Ok(Difference(Mixture::new(vec![(1.0, f), (-1.0, g)])?))
    }
}

impl SetFunction for Difference {
    type State = Vec<BoxedState>;

    fn ground_size(&self) -> usize {
        SetFunction::ground_size(&self.0)
    }

    fn structure(&self) -> Structure {
        SetFunction::structure(&self.0)
    }

    fn remarks(&self) -> Remarks {
        SetFunction::remarks(&self.0)
    }

    fn plan(&self, max_size: usize) -> Plan {
        SetFunction::plan(&self.0, max_size)
    }

    fn new_state(&self, max_size: usize, run: &Run) -> Result<Self::State> {
        SetFunction::new_state(&self.0, max_size, run)
    }

    fn copy_state(&self, from: &Self::State, to: &mut Self::State) -> Result<()> {
        SetFunction::copy_state(&self.0, from, to)
    }

    fn gains(&self, state: &mut Self::State, candidates: &[u32], run: &Run, out: &mut [f64]) -> Result<()> {
        SetFunction::gains(&self.0, state, candidates, run, out)
    }

    fn commit(&self, state: &mut Self::State, e: u32, run: &Run) -> Result<f64> {
        SetFunction::commit(&self.0, state, e, run)
    }

    fn retract(&self, state: &mut Self::State, e: u32, run: &Run) -> Result<f64> {
        SetFunction::retract(&self.0, state, e, run)
    }

    fn retract_cost(&self, size: usize) -> f64 {
        SetFunction::retract_cost(&self.0, size)
    }

    fn last_gains(&self, run: &Run, out: &mut [f64]) -> Result<f64> {
        SetFunction::last_gains(&self.0, run, out)
    }

    fn members<'a>(&self, state: &'a Self::State) -> &'a [u32] {
        SetFunction::members(&self.0, state)
    }

    fn value(&self, state: &Self::State) -> f64 {
        SetFunction::value(&self.0, state)
    }

    fn gain_error(&self, state: &Self::State) -> f64 {
        SetFunction::gain_error(&self.0, state)
    }
}
