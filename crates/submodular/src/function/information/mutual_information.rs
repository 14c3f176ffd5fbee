//! Submodular mutual information I_f(A; Q | P) = f(A ∪ P) + f(Q ∪ P) − f(A ∪ Q ∪ P) − f(P).
//!
//! What A tells of a query Q beyond what a private set P tells; with P empty, I_f(A; Q). It is the difference
//! f(A | P) − f(A | Q ∪ P) of two conditional gains, kept as their two states; a gain costs two gains of f.
//! The ground set stays that of f, so elements keep their numbers; elements of Q and P count as absent from A.
//!
//! For submodular f it never falls and is ≥ 0, monotone f or not: the gain f(e | A ∪ P) − f(e | A ∪ Q ∪ P) is
//! a difference of diminishing returns. **It is not submodular in A in general** (two elements that tell nothing
//! of the query each may tell much together), so its shape is unknown and there is no 1 − 1/e. For modular f it
//! is 0. Forms of their own that are submodular stand beside this file.
//! Source: R. Iyer, N. Khargonkar, J. Bilmes and H. Asnani, "Submodular combinatorial information measures
//! with applications in machine learning", 2021.
use super::ConditionalGain;
use super::conditional_gain::{ConditionalGainState, distinct};
use marginals_core::{Error, Monotone, Objective, Plan, Remarks, Result, Run, SetFunction, Shape, Structure};
use std::sync::Arc;

/// I_f(A; Q | P).
#[derive(Clone)]
pub struct MutualInformation {
    /// f(· | P).
    apart: ConditionalGain,
    /// f(· | Q ∪ P).
    together: ConditionalGain,
    /// Elements of Q, of which A is taken to have none. (Those of P add nothing to either part.)
    in_query: Vec<bool>,
    structure: Structure,
}

/// The states of f(A | P) and of f(A | Q ∪ P).
pub struct MutualInformationState {
    apart: ConditionalGainState,
    together: ConditionalGainState,
    members: Vec<u32>,
}

impl MutualInformation {
    /// `function` between its elements and `query`.
    ///
    /// # Errors
    /// Elements outside the ground set or twice; whatever the function reports.
    pub fn new(function: Arc<dyn Objective>, query: Vec<u32>, run: &Run) -> Result<MutualInformation> {
        Self::given(function, query, Vec::new(), run)
    }

    /// `function` between its elements and `query` once `private` is known.
    ///
    /// # Errors
    /// Elements outside the ground set, twice, or in both sets; whatever the function reports.
    pub fn given(
        function: Arc<dyn Objective>,
        query: Vec<u32>,
        private: Vec<u32>,
        run: &Run,
    ) -> Result<MutualInformation> {
        let in_query = distinct("query", &query, &*function)?;
        if let Some(e) = private.iter().find(|e| in_query.get(**e as usize) == Some(&true)) {
            return Err(Error::argument("private", "disjoint from query", format!("{e} in both")));
        }
        let both = private.iter().chain(&query).copied().collect();
        let own = function.structure();
        let monotone = if own.shape.is_submodular() {
            Monotone::Increasing
        } else if own.shape.is_supermodular() {
            Monotone::Decreasing
        } else {
            Monotone::No
        };
        let structure = Structure {
            shape: if own.shape == Shape::Modular { Shape::Modular } else { Shape::Unknown },
            monotone,
            evidence: own.evidence,
            empty_value: 0.0,
            non_negative: monotone == Monotone::Increasing,
            symmetric: false,
        };
        Ok(MutualInformation {
            apart: ConditionalGain::new(Arc::clone(&function), private, run)?,
            together: ConditionalGain::new(function, both, run)?,
            in_query,
            structure,
        })
    }

    fn is_query(&self, e: u32) -> bool {
        self.in_query[e as usize]
    }
}

impl SetFunction for MutualInformation {
    type State = MutualInformationState;

    fn ground_size(&self) -> usize {
        self.in_query.len()
    }

    fn structure(&self) -> Structure {
        self.structure
    }

    fn remarks(&self) -> Remarks {
        SetFunction::remarks(&self.apart)
    }

    fn plan(&self, max_size: usize) -> Plan {
        let (apart, together) =
            (SetFunction::plan(&self.apart, max_size), SetFunction::plan(&self.together, max_size));
        Plan { state_bytes: apart.state_bytes.saturating_add(together.state_bytes), ..together }
    }

    fn new_state(&self, max_size: usize, run: &Run) -> Result<MutualInformationState> {
        Ok(MutualInformationState {
            apart: SetFunction::new_state(&self.apart, max_size, run)?,
            together: SetFunction::new_state(&self.together, max_size, run)?,
            members: run.reserved("a set", max_size.min(self.in_query.len()))?,
        })
    }

    fn copy_state(&self, from: &MutualInformationState, to: &mut MutualInformationState) -> Result<()> {
        SetFunction::copy_state(&self.apart, &from.apart, &mut to.apart)?;
        SetFunction::copy_state(&self.together, &from.together, &mut to.together)?;
        to.members.clone_from(&from.members);
        Ok(())
    }

    fn gains(
        &self,
        state: &mut MutualInformationState,
        candidates: &[u32],
        run: &Run,
        out: &mut [f64],
    ) -> Result<()> {
        let mut together = run.filled("gains", candidates.len(), 0.0)?;
        SetFunction::gains(&self.apart, &mut state.apart, candidates, run, out)?;
        SetFunction::gains(&self.together, &mut state.together, candidates, run, &mut together)?;
        for ((e, gain), less) in candidates.iter().zip(out).zip(together) {
            *gain = if self.is_query(*e) { 0.0 } else { *gain - less };
        }
        Ok(())
    }

    fn commit(&self, state: &mut MutualInformationState, e: u32, run: &Run) -> Result<f64> {
        if state.members.contains(&e) {
            return Ok(0.0);
        }
        let mut gain = 0.0;
        if !self.is_query(e) {
            gain = SetFunction::commit(&self.apart, &mut state.apart, e, run)?;
            match SetFunction::commit(&self.together, &mut state.together, e, run) {
                Ok(less) => gain -= less,
                Err(error) => {
                    // The part that took the element gives it back, so that both hold one set again.
                    SetFunction::retract(&self.apart, &mut state.apart, e, &Run::default())?;
                    return Err(error);
                }
            }
        }
        state.members.push(e);
        Ok(gain)
    }

    fn retract(&self, state: &mut MutualInformationState, e: u32, run: &Run) -> Result<f64> {
        let Some(at) = state.members.iter().position(|member| *member == e) else { return Ok(0.0) };
        let mut change = 0.0;
        if !self.is_query(e) {
            change = SetFunction::retract(&self.apart, &mut state.apart, e, run)?;
            match SetFunction::retract(&self.together, &mut state.together, e, run) {
                Ok(less) => change -= less,
                Err(error) => {
                    SetFunction::commit(&self.apart, &mut state.apart, e, &Run::default())?;
                    return Err(error);
                }
            }
        }
        state.members.remove(at);
        Ok(change)
    }

    fn retract_cost(&self, size: usize) -> f64 {
        SetFunction::retract_cost(&self.apart, size) + SetFunction::retract_cost(&self.together, size)
    }

    fn members<'a>(&self, state: &'a MutualInformationState) -> &'a [u32] {
        &state.members
    }

    fn value(&self, state: &MutualInformationState) -> f64 {
        SetFunction::value(&self.apart, &state.apart) - SetFunction::value(&self.together, &state.together)
    }

    fn gain_error(&self, state: &MutualInformationState) -> f64 {
        SetFunction::gain_error(&self.apart, &state.apart)
            + SetFunction::gain_error(&self.together, &state.together)
    }
}
