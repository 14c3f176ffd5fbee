//! f̄(S) = f(V ∖ S): choosing what to leave out.
//!
//! f̄ has the curvature of f and the opposite direction. Its state is f's state of the elements kept; a gain
//! is a retraction from a copy, except at the empty set, where all gains are f's last gains and come at once.
use marginals_core::{BoxedState, Objective, Plan, Remarks, Result, Run, SetFunction, Structure};
use std::sync::Arc;

/// f(V ∖ S).
#[derive(Clone)]
pub struct Complement {
    function: Arc<dyn Objective>,
    empty_value: f64,
}

/// The elements left out, and the state of those kept.
pub struct ComplementState {
    kept: BoxedState,
    trial: BoxedState,
    members: Vec<u32>,
}

impl Complement {
    /// `function` of what is left; its value of everything is computed now.
    ///
    /// # Errors
    /// Whatever the function reports.
    pub fn new(function: Arc<dyn Objective>, run: &Run) -> Result<Complement> {
        let full = everything(&*function, run)?;
        let empty_value = function.value(&full);
        Ok(Complement { function, empty_value })
    }
}

fn everything(function: &dyn Objective, run: &Run) -> Result<BoxedState> {
    let size = function.ground_size();
    let mut full = function.new_state(size, run)?;
    for e in 0..size as u32 {
        function.commit(&mut full, e, run)?;
    }
    Ok(full)
}

impl SetFunction for Complement {
    type State = ComplementState;

    fn ground_size(&self) -> usize {
        self.function.ground_size()
    }

    fn structure(&self) -> Structure {
        let own = self.function.structure();
        Structure { monotone: own.monotone.negated(), empty_value: self.empty_value, ..own }
    }

    fn remarks(&self) -> Remarks {
        self.function.remarks()
    }

    fn plan(&self, _max_size: usize) -> Plan {
        let size = self.function.ground_size();
        let own = self.function.plan(size);
        let full_pass = size as f64;
        Plan { state_bytes: own.state_bytes.saturating_mul(2), preferred_batch: 1, full_pass, ..own }
    }

    fn new_state(&self, max_size: usize, run: &Run) -> Result<ComplementState> {
        let kept = everything(&*self.function, run)?;
        let trial = self.function.new_state(self.function.ground_size(), run)?;
        Ok(ComplementState {
            kept,
            trial,
            members: run.reserved("a set", max_size.min(self.function.ground_size()))?,
        })
    }

    fn copy_state(&self, from: &ComplementState, to: &mut ComplementState) -> Result<()> {
        self.function.copy_state(&from.kept, &mut to.kept)?;
        to.members.clone_from(&from.members);
        Ok(())
    }

    fn gains(
        &self,
        state: &mut ComplementState,
        candidates: &[u32],
        run: &Run,
        out: &mut [f64],
    ) -> Result<()> {
        // The batch must not change a gain's bits, so the shared pass is taken whenever the set is empty.
        if state.members.is_empty() {
            let mut last = run.filled("last gains", self.function.ground_size(), 0.0)?;
            self.function.last_gains(run, &mut last)?;
            for (e, gain) in candidates.iter().zip(out) {
                *gain = 0.0 - last[*e as usize];
            }
            return Ok(());
        }
        for (e, gain) in candidates.iter().zip(out) {
            run.check()?;
            *gain = if state.members.contains(e) {
                0.0
            } else {
                self.function.copy_state(&state.kept, &mut state.trial)?;
                self.function.retract(&mut state.trial, *e, run)?
            };
        }
        Ok(())
    }

    fn commit(&self, state: &mut ComplementState, e: u32, run: &Run) -> Result<f64> {
        if state.members.contains(&e) {
            return Ok(0.0);
        }
        let gain = self.function.retract(&mut state.kept, e, run)?;
        state.members.push(e);
        Ok(gain)
    }

    fn retract(&self, state: &mut ComplementState, e: u32, run: &Run) -> Result<f64> {
        let Some(at) = state.members.iter().position(|member| *member == e) else { return Ok(0.0) };
        let change = self.function.commit(&mut state.kept, e, run)?;
        state.members.remove(at);
        Ok(change)
    }

    fn retract_cost(&self, _size: usize) -> f64 {
        1.0
    }

    fn last_gains(&self, run: &Run, out: &mut [f64]) -> Result<f64> {
        // f̄(V) − f̄(V − e) = f(∅) − f({e}).
        let mut empty = self.function.new_state(1, run)?;
        let all: Vec<u32> = (0..self.function.ground_size() as u32).collect();
        self.function.gains(&mut empty, &all, run, out)?;
        out.iter_mut().for_each(|gain| *gain = 0.0 - *gain);
        Ok(self.function.value(&empty))
    }

    fn members<'a>(&self, state: &'a ComplementState) -> &'a [u32] {
        &state.members
    }

    fn value(&self, state: &ComplementState) -> f64 {
        self.function.value(&state.kept)
    }

    fn gain_error(&self, state: &ComplementState) -> f64 {
        self.function.gain_error(&state.kept)
    }
}
