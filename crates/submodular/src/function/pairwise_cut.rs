//! Pairwise cuts: f(S) = Σ of the weights of the edges between S and V ∖ S.
//!
//! A vertex keeps the weight w_j of its edges into S, so a gain is its degree less 2 w_j, O(1), and choosing a vertex
//! costs its number of neighbors. Non-negative, symmetric and submodular for weights ≥ 0, which is checked; not
//! monotone: double greedy has ½, random greedy 1/e under a size limit. Maximizing it is maximum cut.
//!
//! Source: U. Feige, V. Mirrokni, J. Vondrák (2011), "Maximizing non-monotone submodular functions".
use super::graph::Graph;
use super::members::Members;
use marginals_core::sum::Sum;
use marginals_core::{Charge, Evidence, Monotone, Plan, Result, Run, SetFunction, Shape, Structure};
use std::sync::Arc;

/// The weight of a cut.
#[derive(Debug)]
pub struct PairwiseCut {
    graph: Arc<Graph>,
    degrees: Vec<f64>,
    largest: f64,
}

/// One side of a cut, and what every vertex has on it.
#[derive(Debug)]
pub struct SideState {
    members: Members,
    inside: Vec<f64>,
    value: Sum,
    changes: usize,
    _charge: Charge,
}

impl PairwiseCut {
    /// The cuts of `graph`.
    ///
    /// # Errors
    /// Degrees that overflow, out of memory.
    pub fn new(graph: Arc<Graph>, run: &Run) -> Result<PairwiseCut> {
        let mut degrees = run.filled("degrees", graph.vertices(), 0.0)?;
        for (vertex, degree) in (0u32..).zip(&mut degrees) {
            *degree = graph.edges(vertex).map(|(_, weight)| weight).collect::<Sum>().value();
        }
        let largest = degrees.iter().copied().fold(0.0, f64::max);
        if !(largest * degrees.len() as f64).is_finite() {
            let received = format!("degrees up to {largest:e}");
            return Err(marginals_core::Error::range("edges", "of weights with a finite sum", received));
        }
        Ok(PairwiseCut { graph, degrees, largest })
    }

    fn gain(&self, state: &SideState, e: u32) -> f64 {
        self.degrees[e as usize] - 2.0 * state.inside[e as usize]
    }

    fn share(&self, state: &mut SideState, e: u32, sign: f64) {
        for (neighbor, weight) in self.graph.edges(e) {
            state.inside[neighbor as usize] += sign * weight;
        }
        state.changes += 1;
    }
}

impl SetFunction for PairwiseCut {
    type State = SideState;

    fn ground_size(&self) -> usize {
        self.degrees.len()
    }

    fn structure(&self) -> Structure {
        Structure {
            shape: Shape::Submodular,
            monotone: Monotone::No,
            evidence: Evidence::Proved,
            empty_value: 0.0,
            non_negative: true,
            symmetric: true,
        }
    }

    fn plan(&self, max_size: usize) -> Plan {
        let ground = self.degrees.len();
        Plan {
            state_bytes: 8 * ground as u64 + Members::bytes(ground, max_size),
            scratch_bytes: 0,
            preferred_batch: ground.max(1),
            full_pass: 1.0,
        }
    }

    fn new_state(&self, max_size: usize, run: &Run) -> Result<SideState> {
        let charge = run.charge("a state of a cut", SetFunction::plan(self, max_size).state_bytes)?;
        Ok(SideState {
            members: Members::new(self.degrees.len(), max_size, run)?,
            inside: run.filled("the weights into a set", self.degrees.len(), 0.0)?,
            value: Sum::default(),
            changes: 0,
            _charge: charge,
        })
    }

    fn copy_state(&self, from: &SideState, to: &mut SideState) -> Result<()> {
        to.members.copy_from(&from.members);
        to.inside.copy_from_slice(&from.inside);
        to.value = from.value;
        to.changes = from.changes;
        Ok(())
    }

    fn gains(&self, state: &mut SideState, candidates: &[u32], run: &Run, out: &mut [f64]) -> Result<()> {
        run.check()?;
        for (e, gain) in candidates.iter().zip(out) {
            *gain = if state.members.has(*e) { 0.0 } else { self.gain(state, *e) };
        }
        Ok(())
    }

    fn commit(&self, state: &mut SideState, e: u32, run: &Run) -> Result<f64> {
        run.check()?;
        if state.members.has(e) {
            return Ok(0.0);
        }
        let gain = self.gain(state, e);
        self.share(state, e, 1.0);
        state.members.push(e);
        state.value.add(gain);
        Ok(gain)
    }

    fn retract(&self, state: &mut SideState, e: u32, run: &Run) -> Result<f64> {
        run.check()?;
        if !state.members.remove(e) {
            return Ok(0.0);
        }
        self.share(state, e, -1.0);
        let gain = self.gain(state, e);
        state.value.add(-gain);
        if state.members.order().is_empty() {
            state.inside.fill(0.0);
            state.value = Sum::default();
        }
        Ok(0.0 - gain)
    }

    fn retract_cost(&self, _size: usize) -> f64 {
        1.0
    }

    fn last_gains(&self, run: &Run, out: &mut [f64]) -> Result<f64> {
        run.check()?;
        out.iter_mut().zip(&self.degrees).for_each(|(gain, degree)| *gain = 0.0 - degree);
        Ok(0.0)
    }

    fn members<'a>(&self, state: &'a SideState) -> &'a [u32] {
        state.members.order()
    }

    fn value(&self, state: &SideState) -> f64 {
        state.value.value()
    }

    fn gain_error(&self, state: &SideState) -> f64 {
        (2 * state.changes + 8) as f64 * f64::EPSILON * self.largest
    }
}
