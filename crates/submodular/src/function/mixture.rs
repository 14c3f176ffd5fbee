//! Σᵢ wᵢ fᵢ(S): trade-offs between objectives.
//!
//! With non-negative weights the sum is submodular (supermodular, modular, monotone) when all terms are; a
//! negative weight turns its term round.
use marginals_core::sum::Sum;
use marginals_core::{
    BoxedState, Error, Evidence, Monotone, Objective, Plan, Remarks, Result, Run, SetFunction, Shape,
    Structure,
};
use std::sync::Arc;

/// A weighted sum of functions of the same ground set.
#[derive(Clone)]
pub struct Mixture {
    terms: Vec<(f64, Arc<dyn Objective>)>,
}

impl Mixture {
    /// Σ weight · function.
    ///
    /// # Errors
    /// No terms, ground sets of different sizes, a weight that is not finite.
    pub fn new(terms: Vec<(f64, Arc<dyn Objective>)>) -> Result<Mixture> {
        let Some(first) = terms.first() else {
            return Err(Error::argument("terms", "at least one function", "none"));
        };
        let size = first.1.ground_size();
        for (weight, function) in &terms {
            if !weight.is_finite() {
                return Err(Error::non_finite("weights", "finite numbers", weight));
            }
            if function.ground_size() != size {
                let expected = format!("functions of {size} elements, as the first");
                return Err(Error::shape("terms", expected, format!("{} elements", function.ground_size())));
            }
        }
        Ok(Mixture { terms })
    }

    fn total(&self, values: impl Iterator<Item = f64>) -> f64 {
        self.terms.iter().zip(values).map(|((weight, _), value)| weight * value).collect::<Sum>().value()
    }
}

/// The structure of `weight` · f.
fn scaled(structure: Structure, weight: f64) -> Structure {
    let turned = if weight < 0.0 { structure.negated() } else { structure };
    if weight == 0.0 {
        return Structure {
            shape: Shape::Modular,
            monotone: Monotone::Increasing,
            empty_value: 0.0,
            non_negative: true,
            symmetric: true,
            evidence: Evidence::Proved,
        };
    }
    Structure { empty_value: weight * structure.empty_value, ..turned }
}

/// The structure of f + g.
pub(super) fn added(f: Structure, g: Structure) -> Structure {
    let shape = match (f.shape, g.shape) {
        (Shape::Modular, other) | (other, Shape::Modular) => other,
        (a, b) if a == b => a,
        _ => Shape::Unknown,
    };
    // The weaker word counts: declared before tested before proved.
    let rank = |evidence: Evidence| match evidence {
        Evidence::Declared => 0,
        Evidence::Tested => 1,
        Evidence::Proved => 2,
    };
    Structure {
        shape,
        monotone: if f.monotone == g.monotone { f.monotone } else { Monotone::No },
        evidence: if rank(f.evidence) < rank(g.evidence) { f.evidence } else { g.evidence },
        empty_value: f.empty_value + g.empty_value,
        non_negative: f.non_negative && g.non_negative,
        symmetric: f.symmetric && g.symmetric,
    }
}

impl SetFunction for Mixture {
    type State = Vec<BoxedState>;

    fn ground_size(&self) -> usize {
        self.terms[0].1.ground_size()
    }

    fn structure(&self) -> Structure {
        let mut terms = self.terms.iter().map(|(weight, function)| scaled(function.structure(), *weight));
        let first = terms.next().unwrap_or_else(|| Structure::unknown(0.0));
        terms.fold(first, added)
    }

    fn remarks(&self) -> Remarks {
        Remarks::of_all(self.terms.iter().map(|(_, function)| function.remarks()))
    }

    fn plan(&self, max_size: usize) -> Plan {
        let mut whole = Plan { state_bytes: 0, scratch_bytes: 0, preferred_batch: 1, full_pass: 0.0 };
        for (_, function) in &self.terms {
            let own = function.plan(max_size);
            whole.state_bytes = whole.state_bytes.saturating_add(own.state_bytes);
            whole.scratch_bytes = whole.scratch_bytes.max(own.scratch_bytes);
            whole.preferred_batch = whole.preferred_batch.max(own.preferred_batch);
            whole.full_pass = f64::max(whole.full_pass, own.full_pass);
        }
        whole
    }

    fn new_state(&self, max_size: usize, run: &Run) -> Result<Vec<BoxedState>> {
        self.terms.iter().map(|(_, function)| function.new_state(max_size, run)).collect()
    }

    fn copy_state(&self, from: &Vec<BoxedState>, to: &mut Vec<BoxedState>) -> Result<()> {
        for ((_, function), (from, to)) in self.terms.iter().zip(from.iter().zip(to)) {
            function.copy_state(from, to)?;
        }
        Ok(())
    }

    fn gains(
        &self,
        states: &mut Vec<BoxedState>,
        candidates: &[u32],
        run: &Run,
        out: &mut [f64],
    ) -> Result<()> {
        let mut sums = vec![Sum::default(); candidates.len()];
        for ((weight, function), state) in self.terms.iter().zip(states) {
            function.gains(state, candidates, run, out)?;
            sums.iter_mut().zip(out.iter()).for_each(|(sum, gain)| sum.add(weight * gain));
        }
        out.iter_mut().zip(sums).for_each(|(gain, sum)| *gain = sum.value());
        Ok(())
    }

    fn commit(&self, states: &mut Vec<BoxedState>, e: u32, run: &Run) -> Result<f64> {
        let mut gains = Vec::with_capacity(states.len());
        for at in 0..self.terms.len() {
            match self.terms[at].1.commit(&mut states[at], e, run) {
                Ok(gain) => gains.push(gain),
                Err(error) => {
                    // Terms that already took the element give it back, so the set is one set again.
                    for (done, state) in self.terms.iter().zip(states.iter_mut()).take(at) {
                        done.1.retract(state, e, &Run::default())?;
                    }
                    return Err(error);
                }
            }
        }
        Ok(self.total(gains.into_iter()))
    }

    fn retract(&self, states: &mut Vec<BoxedState>, e: u32, run: &Run) -> Result<f64> {
        let mut changes = Vec::with_capacity(states.len());
        for ((_, function), state) in self.terms.iter().zip(states) {
            changes.push(function.retract(state, e, run)?);
        }
        Ok(self.total(changes.into_iter()))
    }

    fn retract_cost(&self, size: usize) -> f64 {
        self.terms.iter().map(|(_, function)| function.retract_cost(size)).fold(0.0, f64::max)
    }

    fn last_gains(&self, run: &Run, out: &mut [f64]) -> Result<f64> {
        let mut sums = vec![Sum::default(); out.len()];
        let mut full = Vec::with_capacity(self.terms.len());
        for (weight, function) in &self.terms {
            full.push(function.last_gains(run, out)?);
            sums.iter_mut().zip(out.iter()).for_each(|(sum, gain)| sum.add(weight * gain));
        }
        out.iter_mut().zip(sums).for_each(|(gain, sum)| *gain = sum.value());
        Ok(self.total(full.into_iter()))
    }

    fn members<'a>(&self, states: &'a Vec<BoxedState>) -> &'a [u32] {
        self.terms[0].1.members(&states[0])
    }

    fn value(&self, states: &Vec<BoxedState>) -> f64 {
        self.total(self.terms.iter().zip(states).map(|((_, function), state)| function.value(state)))
    }

    fn gain_error(&self, states: &Vec<BoxedState>) -> f64 {
        let errors = self.terms.iter().zip(states);
        errors.map(|((weight, function), state)| weight.abs() * function.gain_error(state)).sum()
    }
}
