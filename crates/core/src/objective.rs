//! [`Objective`]: a [`SetFunction`] with its state boxed, so that optimizers take any function.
//!
//! Derived for every set function; the state is downcast once per batch.
use crate::error::{Error, Result};
use crate::multilinear::Multilinear;
use crate::remarks::Remarks;
use crate::run::Run;
use crate::selection::Guarantee;
use crate::set_function::{Bound, Plan, SetFunction};
use crate::structure::Structure;
use std::any::Any;

/// The state of some [`Objective`].
pub struct BoxedState(Box<dyn Any + Send + Sync>);

impl BoxedState {
    fn of<S: Send + Sync + 'static>(&self) -> &S {
        self.0.downcast_ref().expect("a state is only used with the objective that made it")
    }

    fn of_mut<S: Send + Sync + 'static>(&mut self) -> Result<&mut S> {
        self.0.downcast_mut().ok_or_else(|| Error::internal("a state was used with another objective"))
    }
}

impl std::fmt::Debug for BoxedState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BoxedState")
    }
}

/// Object-safe form of [`SetFunction`]; see there for the meaning of each method.
pub trait Objective: Send + Sync {
    /// Number of elements.
    fn ground_size(&self) -> usize;
    /// What is known about the function.
    fn structure(&self) -> Structure;
    /// How the function computes and what its user should know.
    fn remarks(&self) -> Remarks;
    /// What plain greedy under a size is worth by a theorem of the function's own.
    fn greedy_guarantee(&self) -> Option<Guarantee>;
    /// What a run takes.
    fn plan(&self, max_size: usize) -> Plan;
    /// The starting set.
    ///
    /// # Errors
    /// As [`SetFunction::new_state`].
    fn new_state(&self, max_size: usize, run: &Run) -> Result<BoxedState>;
    /// Makes `to` equal to `from`.
    ///
    /// # Errors
    /// As [`SetFunction::copy_state`].
    fn copy_state(&self, from: &BoxedState, to: &mut BoxedState) -> Result<()>;
    /// Gains of the candidates.
    ///
    /// # Errors
    /// As [`SetFunction::gains`].
    fn gains(&self, state: &mut BoxedState, candidates: &[u32], run: &Run, out: &mut [f64]) -> Result<()>;
    /// Gain of one element over several states.
    ///
    /// # Errors
    /// As [`SetFunction::gains_across`].
    fn gains_across(&self, states: &mut [&mut BoxedState], e: u32, run: &Run, out: &mut [f64]) -> Result<()>;
    /// Adds an element.
    ///
    /// # Errors
    /// As [`SetFunction::commit`].
    fn commit(&self, state: &mut BoxedState, e: u32, run: &Run) -> Result<f64>;
    /// Removes an element.
    ///
    /// # Errors
    /// As [`SetFunction::retract`].
    fn retract(&self, state: &mut BoxedState, e: u32, run: &Run) -> Result<f64>;
    /// Cost of a removal in gains.
    fn retract_cost(&self, size: usize) -> f64;
    /// f(V) − f(V − e) for every e; returns f(V).
    ///
    /// # Errors
    /// As [`SetFunction::last_gains`].
    fn last_gains(&self, run: &Run, out: &mut [f64]) -> Result<f64>;
    /// The multilinear extension at 0, where it is exact.
    ///
    /// # Errors
    /// As [`SetFunction::multilinear`].
    fn multilinear<'a>(&'a self, run: &Run) -> Result<Option<Box<dyn Multilinear + 'a>>>;
    /// Elements in the order they were added.
    fn members<'a>(&self, state: &'a BoxedState) -> &'a [u32];
    /// f(S).
    fn value(&self, state: &BoxedState) -> f64;
    /// Rounding bound of a gain.
    fn gain_error(&self, state: &BoxedState) -> f64;
    /// Numbers no smaller than the current gains.
    ///
    /// # Errors
    /// As [`SetFunction::upper_bounds`].
    fn upper_bounds(
        &self,
        state: &mut BoxedState,
        candidates: &[u32],
        stale: &[f64],
        run: &Run,
        out: &mut [f64],
    ) -> Result<Bound>;
    /// Lowers bounds on the current gains, where there is a cheap way.
    ///
    /// # Errors
    /// As [`SetFunction::tighten`].
    fn tighten(
        &self,
        _state: &mut BoxedState,
        _candidates: &[u32],
        _run: &Run,
        _bounds: &mut [f64],
    ) -> Result<bool> {
        Ok(false)
    }
}

impl<F: SetFunction> Objective for F {
    fn ground_size(&self) -> usize {
        SetFunction::ground_size(self)
    }

    fn structure(&self) -> Structure {
        SetFunction::structure(self)
    }

    fn remarks(&self) -> Remarks {
        SetFunction::remarks(self)
    }

    fn greedy_guarantee(&self) -> Option<Guarantee> {
        SetFunction::greedy_guarantee(self)
    }

    fn plan(&self, max_size: usize) -> Plan {
        SetFunction::plan(self, max_size)
    }

    fn new_state(&self, max_size: usize, run: &Run) -> Result<BoxedState> {
        Ok(BoxedState(Box::new(SetFunction::new_state(self, max_size, run)?)))
    }

    fn copy_state(&self, from: &BoxedState, to: &mut BoxedState) -> Result<()> {
        SetFunction::copy_state(self, from.of::<F::State>(), to.of_mut()?)
    }

    fn gains(&self, state: &mut BoxedState, candidates: &[u32], run: &Run, out: &mut [f64]) -> Result<()> {
        SetFunction::gains(self, state.of_mut()?, candidates, run, out)
    }

    fn gains_across(&self, states: &mut [&mut BoxedState], e: u32, run: &Run, out: &mut [f64]) -> Result<()> {
        let mut own =
            states.iter_mut().map(|state| state.of_mut()).collect::<Result<Vec<&mut F::State>>>()?;
        SetFunction::gains_across(self, &mut own, e, run, out)
    }

    fn commit(&self, state: &mut BoxedState, e: u32, run: &Run) -> Result<f64> {
        SetFunction::commit(self, state.of_mut()?, e, run)
    }

    fn retract(&self, state: &mut BoxedState, e: u32, run: &Run) -> Result<f64> {
        SetFunction::retract(self, state.of_mut()?, e, run)
    }

    fn retract_cost(&self, size: usize) -> f64 {
        SetFunction::retract_cost(self, size)
    }

    fn last_gains(&self, run: &Run, out: &mut [f64]) -> Result<f64> {
        SetFunction::last_gains(self, run, out)
    }

    fn multilinear<'a>(&'a self, run: &Run) -> Result<Option<Box<dyn Multilinear + 'a>>> {
        SetFunction::multilinear(self, run)
    }

    fn members<'a>(&self, state: &'a BoxedState) -> &'a [u32] {
        SetFunction::members(self, state.of::<F::State>())
    }

    fn value(&self, state: &BoxedState) -> f64 {
        SetFunction::value(self, state.of::<F::State>())
    }

    fn gain_error(&self, state: &BoxedState) -> f64 {
        SetFunction::gain_error(self, state.of::<F::State>())
    }

    fn upper_bounds(
        &self,
        state: &mut BoxedState,
        candidates: &[u32],
        stale: &[f64],
        run: &Run,
        out: &mut [f64],
    ) -> Result<Bound> {
        SetFunction::upper_bounds(self, state.of_mut()?, candidates, stale, run, out)
    }

    fn tighten(
        &self,
        state: &mut BoxedState,
        candidates: &[u32],
        run: &Run,
        bounds: &mut [f64],
    ) -> Result<bool> {
        SetFunction::tighten(self, state.of_mut()?, candidates, run, bounds)
    }
}
