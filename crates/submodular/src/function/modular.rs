//! f(S) = c + Σ_{e∈S} w_e: every gain is a weight.
use marginals_core::sum::Sum;
use marginals_core::{
    Error, Evidence, Monotone, Multilinear, Plan, Remarks, Result, Run, SetFunction, Shape, Structure,
};

/// A modular function.
#[derive(Clone, Debug)]
pub struct Modular {
    weights: Vec<f64>,
    empty_value: f64,
    remarks: Remarks,
}

/// The set and its value.
#[derive(Clone, Debug)]
pub struct ModularState {
    members: Vec<u32>,
    inside: Vec<bool>,
    value: Sum,
}

impl Modular {
    /// The function with these weights and this value of the empty set.
    ///
    /// # Errors
    /// [`Code::NonFinite`](marginals_core::Code::NonFinite) for a weight or value that is not finite.
    pub fn new(weights: Vec<f64>, empty_value: f64) -> Result<Modular> {
        if let Some(e) = weights.iter().position(|weight| !weight.is_finite()) {
            return Err(Error::non_finite(
                "weights",
                "finite numbers",
                format!("{} at index {e}", weights[e]),
            ));
        }
        if !empty_value.is_finite() {
            return Err(Error::non_finite("emptyValue", "a finite number", empty_value));
        }
        Ok(Modular { weights, empty_value, remarks: Remarks::default() })
    }

    /// The same function with something to say of where its weights come from.
    #[must_use]
    pub fn noting(self, remarks: Remarks) -> Modular {
        Modular { remarks, ..self }
    }

    fn sum_of(&self, members: &[u32]) -> Sum {
        let mut sum = Sum::default();
        sum.add(self.empty_value);
        sum.extend(members.iter().map(|e| self.weights[*e as usize]));
        sum
    }
}

impl SetFunction for Modular {
    type State = ModularState;

    fn ground_size(&self) -> usize {
        self.weights.len()
    }

    fn structure(&self) -> Structure {
        let monotone = if self.weights.iter().all(|weight| *weight >= 0.0) {
            Monotone::Increasing
        } else if self.weights.iter().all(|weight| *weight <= 0.0) {
            Monotone::Decreasing
        } else {
            Monotone::No
        };
        let least: f64 = self.weights.iter().map(|weight| weight.min(0.0)).sum();
        Structure {
            shape: Shape::Modular,
            monotone,
            evidence: Evidence::Proved,
            empty_value: self.empty_value,
            non_negative: self.empty_value + least >= 0.0,
            symmetric: self.weights.iter().all(|weight| *weight == 0.0),
        }
    }

    fn remarks(&self) -> Remarks {
        self.remarks.clone()
    }

    fn plan(&self, max_size: usize) -> Plan {
        let state_bytes = 4 * max_size as u64 + self.weights.len() as u64 + 32;
        // A gain is one look-up: asking for more than can win is what costs.
        Plan { state_bytes, scratch_bytes: 0, preferred_batch: 16, full_pass: self.weights.len() as f64 }
    }

    fn new_state(&self, max_size: usize, run: &Run) -> Result<ModularState> {
        let members = run.reserved("a set", max_size.min(self.weights.len()))?;
        let inside = run.filled("members of a set", self.weights.len(), false)?;
        Ok(ModularState { value: self.sum_of(&members), members, inside })
    }

    fn copy_state(&self, from: &ModularState, to: &mut ModularState) -> Result<()> {
        to.clone_from(from);
        Ok(())
    }

    fn gains(&self, state: &mut ModularState, candidates: &[u32], run: &Run, out: &mut [f64]) -> Result<()> {
        run.check()?;
        for (e, gain) in candidates.iter().zip(out) {
            *gain = if state.inside[*e as usize] { 0.0 } else { self.weights[*e as usize] + 0.0 };
        }
        Ok(())
    }

    fn commit(&self, state: &mut ModularState, e: u32, run: &Run) -> Result<f64> {
        run.check()?;
        if std::mem::replace(&mut state.inside[e as usize], true) {
            return Ok(0.0);
        }
        state.members.push(e);
        state.value.add(self.weights[e as usize]);
        Ok(self.weights[e as usize] + 0.0)
    }

    fn retract(&self, state: &mut ModularState, e: u32, run: &Run) -> Result<f64> {
        run.check()?;
        let Some(at) = state.members.iter().position(|member| *member == e) else { return Ok(0.0) };
        state.members.remove(at);
        state.inside[e as usize] = false;
        state.value = self.sum_of(&state.members);
        Ok(0.0 - self.weights[e as usize])
    }

    fn retract_cost(&self, _size: usize) -> f64 {
        1.0
    }

    fn last_gains(&self, run: &Run, out: &mut [f64]) -> Result<f64> {
        run.check()?;
        out.copy_from_slice(&self.weights);
        let everything: Vec<u32> = (0..self.weights.len() as u32).collect();
        Ok(self.sum_of(&everything).value())
    }

    fn multilinear<'a>(&'a self, run: &Run) -> Result<Option<Box<dyn Multilinear + 'a>>> {
        let point = run.filled("a point", self.weights.len(), 0.0)?;
        Ok(Some(Box::new(Linear { function: self, point })))
    }

    fn members<'a>(&self, state: &'a ModularState) -> &'a [u32] {
        &state.members
    }

    fn value(&self, state: &ModularState) -> f64 {
        state.value.value()
    }

    fn gain_error(&self, _state: &ModularState) -> f64 {
        0.0
    }
}

/// F(x) = c + Σ w_e x_e.
struct Linear<'a> {
    function: &'a Modular,
    point: Vec<f64>,
}

impl Multilinear for Linear<'_> {
    fn value(&self) -> f64 {
        let terms = self.function.weights.iter().zip(&self.point).map(|(weight, x)| weight * x);
        std::iter::once(self.function.empty_value).chain(terms).collect::<Sum>().value()
    }

    fn derivatives(&mut self, candidates: &[u32], run: &Run, out: &mut [f64]) -> Result<()> {
        run.check()?;
        for (e, out) in candidates.iter().zip(out) {
            *out = self.function.weights[*e as usize];
        }
        Ok(())
    }

    fn set(&mut self, e: u32, to: f64, run: &Run) -> Result<()> {
        run.check()?;
        self.point[e as usize] = to;
        Ok(())
    }
}
