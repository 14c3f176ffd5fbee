//! The marginal gain: what an objective over subsets must answer.
//!
//! An objective says what one more element adds to a set and keeps just enough state to say it cheaply.
//! State lives apart from the function, so runs share one function across threads, start warm and resume.
//!
//! Laws, each held by the property tests of every implementation:
//! - a gain is a difference of values, and [`SetFunction::commit`] returns the gain it realised;
//! - [`SetFunction::structure`] is true;
//! - **a gain's bits depend only on the history of the state and the element**: the same alone, in any batch,
//!   in a full pass, for any number of threads.
use crate::error::Result;
use crate::multilinear::Multilinear;
use crate::remarks::Remarks;
use crate::run::Run;
use crate::selection::Guarantee;
use crate::structure::Structure;

/// What a run over a function will take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// Bytes of one state.
    pub state_bytes: u64,
    /// Bytes used while gains are computed.
    pub scratch_bytes: u64,
    /// Number of candidates per batch at which a gain is cheapest.
    pub preferred_batch: usize,
    /// Cost of one pass over all candidates, in units of one gain alone. Equal to the number of candidates
    /// when batching saves nothing.
    pub full_pass: f64,
}

/// What [`SetFunction::upper_bounds`] could say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// Nothing: gains must be computed afresh.
    None,
    /// Gains of earlier, smaller sets are bounds as they stand; nothing was written. Must hold at every set, so
    /// that optimizers may keep them in order from step to step.
    Stale,
    /// Every written number is at least the true gain (up to [`SetFunction::gain_error`]).
    Upper,
}

/// A function of subsets of `0..ground_size`, asked through marginal gains.
pub trait SetFunction: Send + Sync + 'static {
    /// A growing subset with whatever makes its gains cheap.
    type State: Send + Sync + 'static;

    /// Number of elements.
    fn ground_size(&self) -> usize;

    /// What is known about the function.
    fn structure(&self) -> Structure;

    /// How the function computes and what its user should know; shown in [`Selection`](crate::Selection).
    fn remarks(&self) -> Remarks {
        Remarks::default()
    }

    /// What plain greedy under a size alone is worth by a theorem of this function's own, where the structure says less;
    /// of f − f(∅), over any ground set that is a part of this one.
    fn greedy_guarantee(&self) -> Option<Guarantee> {
        None
    }

    /// What a run that chooses up to `max_size` elements takes.
    fn plan(&self, max_size: usize) -> Plan;

    /// The empty set (or the function's own starting set), ready to grow to `max_size` elements.
    ///
    /// # Errors
    /// Out of memory, or the run was cancelled.
    fn new_state(&self, max_size: usize, run: &Run) -> Result<Self::State>;

    /// Makes `to` equal to `from`.
    ///
    /// # Errors
    /// Out of memory.
    fn copy_state(&self, from: &Self::State, to: &mut Self::State) -> Result<()>;

    /// Writes f(S + e) − f(S) for every candidate e. May cache, never changes the value of the state.
    /// An element already in the set has gain 0.
    ///
    /// # Errors
    /// The run was cancelled, or a limit was passed.
    fn gains(&self, state: &mut Self::State, candidates: &[u32], run: &Run, out: &mut [f64]) -> Result<()>;

    /// Writes the gain of one element over several states.
    ///
    /// # Errors
    /// As [`SetFunction::gains`].
    fn gains_across(
        &self,
        states: &mut [&mut Self::State],
        e: u32,
        run: &Run,
        out: &mut [f64],
    ) -> Result<()> {
        for (state, gain) in states.iter_mut().zip(out) {
            self.gains(state, &[e], run, std::slice::from_mut(gain))?;
        }
        Ok(())
    }

    /// Adds `e`; returns the gain. An error leaves the state as it was.
    ///
    /// # Errors
    /// As [`SetFunction::gains`].
    fn commit(&self, state: &mut Self::State, e: u32, run: &Run) -> Result<f64>;

    /// Removes `e`; returns f(S − e) − f(S). The default builds the smaller set anew.
    ///
    /// # Errors
    /// As [`SetFunction::gains`].
    fn retract(&self, state: &mut Self::State, e: u32, run: &Run) -> Result<f64> {
        let before = self.value(state);
        let kept: Vec<u32> = self.members(state).iter().copied().filter(|member| *member != e).collect();
        let mut smaller = self.new_state(kept.len() + 1, run)?;
        for member in kept {
            self.commit(&mut smaller, member, run)?;
        }
        self.copy_state(&smaller, state)?;
        Ok(self.value(state) - before)
    }

    /// Cost of [`SetFunction::retract`] in gains, for a set of `size` elements.
    fn retract_cost(&self, size: usize) -> f64 {
        size as f64
    }

    /// Writes f(V) − f(V − e) for every e and returns f(V): the smallest gain of each element when f is
    /// submodular, hence the modular part of distorted greedy, the general certificate and the curvature.
    /// The default adds everything and retracts each element from a copy.
    ///
    /// # Errors
    /// As [`SetFunction::gains`].
    fn last_gains(&self, run: &Run, out: &mut [f64]) -> Result<f64> {
        let size = self.ground_size();
        let mut full = self.new_state(size, run)?;
        for e in 0..size as u32 {
            self.commit(&mut full, e, run)?;
        }
        let mut smaller = self.new_state(size, run)?;
        for (e, gain) in (0u32..).zip(out) {
            self.copy_state(&full, &mut smaller)?;
            *gain = 0.0 - self.retract(&mut smaller, e, run)?;
        }
        Ok(self.value(&full))
    }

    /// The multilinear extension at 0, where the function can compute it exactly. The default cannot: continuous
    /// greedy then estimates it from samples.
    ///
    /// # Errors
    /// Out of memory, or the run was cancelled.
    fn multilinear<'a>(&'a self, _run: &Run) -> Result<Option<Box<dyn Multilinear + 'a>>> {
        Ok(None)
    }

    /// Elements in the order they were added.
    fn members<'a>(&self, state: &'a Self::State) -> &'a [u32];

    /// f(S).
    fn value(&self, state: &Self::State) -> f64;

    /// Absolute bound on the rounding error of a gain.
    fn gain_error(&self, state: &Self::State) -> f64;

    /// Writes numbers no smaller than the current gains, given gains computed for an earlier, smaller set.
    /// The default is right for submodular functions: the stale gains themselves. Which of the three answers
    /// it gives may not depend on the candidates, of which there may be none.
    ///
    /// # Errors
    /// As [`SetFunction::gains`].
    fn upper_bounds(
        &self,
        _state: &mut Self::State,
        _candidates: &[u32],
        _stale: &[f64],
        _run: &Run,
        _out: &mut [f64],
    ) -> Result<Bound> {
        Ok(if self.structure().shape.is_submodular() { Bound::Stale } else { Bound::None })
    }

    /// Lowers `bounds`, each no smaller than the current gain of its candidate, where that costs much less than the
    /// gains; `false` where it does not. Only for functions whose stale gains are bounds. The default has no way.
    ///
    /// # Errors
    /// As [`SetFunction::gains`].
    fn tighten(
        &self,
        _state: &mut Self::State,
        _candidates: &[u32],
        _run: &Run,
        _bounds: &mut [f64],
    ) -> Result<bool> {
        Ok(false)
    }
}
