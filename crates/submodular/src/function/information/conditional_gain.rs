//! Submodular conditional gain f(A | P) = f(A ∪ P) − f(P): what A adds to a private set P.
//!
//! The ground set stays that of f, so elements keep their numbers. Elements of P add nothing. Contraction keeps
//! curvature and direction: f(· | P) is submodular (supermodular, modular, monotone) when f is.
//! State: f's state of A ∪ P; a gain costs a gain of f; a new state commits P first.
//! Source: R. Iyer, N. Khargonkar, J. Bilmes and H. Asnani, "Submodular combinatorial information measures
//! with applications in machine learning", 2021.
//! Use it to choose what is new against what is already there, or unlike what must not be shown.
use marginals_core::{
    Bound, BoxedState, Error, Monotone, Objective, Plan, Remarks, Result, Run, SetFunction, Structure,
};
use std::sync::Arc;

/// f(A | P).
#[derive(Clone)]
pub struct ConditionalGain {
    function: Arc<dyn Objective>,
    given: Vec<u32>,
    is_given: Vec<bool>,
    structure: Structure,
    /// f(P).
    base: f64,
}

/// A, and f's state of A ∪ P.
pub struct ConditionalGainState {
    own: BoxedState,
    members: Vec<u32>,
}

impl ConditionalGain {
    /// `function` given `private`; its value of the private set is computed now.
    ///
    /// # Errors
    /// Elements outside the ground set or twice; whatever the function reports.
    pub fn new(function: Arc<dyn Objective>, private: Vec<u32>, run: &Run) -> Result<ConditionalGain> {
        let is_given = distinct("private", &private, &*function)?;
        let own = function.structure();
        // f(∅ | P) = 0, whatever f(∅) is.
        let structure = Structure {
            empty_value: 0.0,
            non_negative: own.monotone == Monotone::Increasing,
            symmetric: false,
            ..own
        };
        let mut conditional = ConditionalGain { function, given: private, is_given, structure, base: 0.0 };
        let start = SetFunction::new_state(&conditional, 0, run)?;
        conditional.base = conditional.function.value(&start.own);
        Ok(conditional)
    }

    /// Whether `e` is in P.
    fn holds(&self, e: u32) -> bool {
        self.is_given[e as usize]
    }
}

/// Which elements of the ground set are in `set`.
pub(super) fn distinct(argument: &'static str, set: &[u32], function: &dyn Objective) -> Result<Vec<bool>> {
    let ground = function.ground_size();
    let mut inside = vec![false; ground];
    for e in set {
        match inside.get_mut(*e as usize) {
            None => {
                return Err(Error::range(
                    argument,
                    format!("below {ground} (elements of the ground set)"),
                    e,
                ));
            }
            Some(true) => {
                return Err(Error::argument(argument, "a set without duplicates", format!("{e} twice")));
            }
            Some(slot) => *slot = true,
        }
    }
    Ok(inside)
}

impl SetFunction for ConditionalGain {
    type State = ConditionalGainState;

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
        self.function.plan(max_size.saturating_add(self.given.len()))
    }

    fn new_state(&self, max_size: usize, run: &Run) -> Result<ConditionalGainState> {
        let room = max_size.min(self.is_given.len());
        let mut own = self.function.new_state(room + self.given.len(), run)?;
        for e in &self.given {
            self.function.commit(&mut own, *e, run)?;
        }
        Ok(ConditionalGainState { own, members: run.reserved("a set", room)? })
    }

    fn copy_state(&self, from: &ConditionalGainState, to: &mut ConditionalGainState) -> Result<()> {
        self.function.copy_state(&from.own, &mut to.own)?;
        to.members.clone_from(&from.members);
        Ok(())
    }

    fn gains(
        &self,
        state: &mut ConditionalGainState,
        candidates: &[u32],
        run: &Run,
        out: &mut [f64],
    ) -> Result<()> {
        self.function.gains(&mut state.own, candidates, run, out)?;
        for (e, gain) in candidates.iter().zip(out) {
            if self.holds(*e) {
                *gain = 0.0;
            }
        }
        Ok(())
    }

    fn commit(&self, state: &mut ConditionalGainState, e: u32, run: &Run) -> Result<f64> {
        if state.members.contains(&e) {
            return Ok(0.0);
        }
        let gain = if self.holds(e) { 0.0 } else { self.function.commit(&mut state.own, e, run)? };
        state.members.push(e);
        Ok(gain)
    }

    fn retract(&self, state: &mut ConditionalGainState, e: u32, run: &Run) -> Result<f64> {
        let Some(at) = state.members.iter().position(|member| *member == e) else { return Ok(0.0) };
        let change = if self.holds(e) { 0.0 } else { self.function.retract(&mut state.own, e, run)? };
        state.members.remove(at);
        Ok(change)
    }

    fn retract_cost(&self, size: usize) -> f64 {
        self.function.retract_cost(size + self.given.len())
    }

    fn last_gains(&self, run: &Run, out: &mut [f64]) -> Result<f64> {
        // V contains P, so these are f's own, but for elements of P.
        let full = self.function.last_gains(run, out)?;
        for (gain, given) in out.iter_mut().zip(&self.is_given) {
            if *given {
                *gain = 0.0;
            }
        }
        Ok(full - self.base)
    }

    fn members<'a>(&self, state: &'a ConditionalGainState) -> &'a [u32] {
        &state.members
    }

    fn value(&self, state: &ConditionalGainState) -> f64 {
        self.function.value(&state.own) - self.base
    }

    fn gain_error(&self, state: &ConditionalGainState) -> f64 {
        self.function.gain_error(&state.own)
    }

    fn upper_bounds(
        &self,
        state: &mut ConditionalGainState,
        candidates: &[u32],
        stale: &[f64],
        run: &Run,
        out: &mut [f64],
    ) -> Result<Bound> {
        self.function.upper_bounds(&mut state.own, candidates, stale, run, out)
    }
}
