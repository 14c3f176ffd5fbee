//! [`ChainObjective`]: a quantity of a subset of a chain's coordinates as a [`SetFunction`].
//!
//! f(S) = constant + Σ_{i∈S} modular_i + Σ over tracks of factors · entropies; see [`term`](super::term). A gain
//! is the same sum over the changes of the tracks, so f is never evaluated from scratch.
//!
//! Bounds for lazy algorithms hold for *any* reference law wherever pair entropies enter with factor 1 (entropy
//! rate, factorizability): the gain of the pair entropy only falls as a set grows, so a stale one bounds it,
//! and the state part is exact and cheap: Δpair(e | S_old) − H(X_e | X_S) for the entropy rate. Other kinds
//! have bounds only where they are submodular.
use super::facts::Facts;
use super::kind::Kind;
use super::term::{Direction, Formula};
use crate::route::{Laws, Route};
use crate::track::{Entropies, Track};
use marginals_core::sum::Sum;
use marginals_core::{
    Bound, CancelFlag, Error, Evidence, Monotone, Plan, Result, Run, SetFunction, Shape, Structure,
};
use std::sync::Arc;

/// A quantity of a subset of the coordinates of a chain.
#[derive(Debug)]
pub struct ChainObjective {
    laws: Arc<Laws>,
    kind: Kind,
    complement: bool,
    formula: Formula,
    facts: Facts,
    structure: Structure,
    route: Route,
    /// Rounding bound of a gain, the same for every set.
    error: f64,
}

/// A subset with its tracks.
#[derive(Debug)]
pub struct ChainState {
    tracks: Vec<Track>,
    members: Vec<u32>,
    inside: Vec<bool>,
    value: f64,
    /// Last known pair change of each coordinate in each track; an upper bound of the present one.
    stale_pairs: Vec<Vec<f64>>,
    run: Run,
}

impl ChainObjective {
    /// The objective `kind` over the chain of `laws`; with `complement` its argument is the set of coordinates
    /// *removed*, so that f(R) is the quantity of V ∖ R.
    ///
    /// Cost: the conditions of the theorems (passes over the states), what the kind needs once (entropy rates
    /// of single coordinates or of the whole chain), and the tables of the route if they were not made yet.
    ///
    /// # Errors
    /// A kind that does not fit the chain, out of memory, or the run was cancelled.
    pub fn new(laws: &Arc<Laws>, kind: Kind, complement: bool, run: &Run) -> Result<Self> {
        kind.check(laws.chain())?;
        let route = laws.route(run)?;
        let formula = Formula::new(laws, &kind, complement, run)?;
        let facts = Facts::check(laws, run)?;
        let weight: f64 = formula.terms.iter().map(|term| term.factors.weight()).sum();
        let largest = (laws.chain().transitions().max(2) as f64).ln();
        let mut objective = ChainObjective {
            laws: Arc::clone(laws),
            structure: facts.structure(&kind, complement, 0.0),
            kind,
            complement,
            formula,
            facts,
            route,
            error: 32.0 * f64::EPSILON * (weight + 1.0) * (largest + 1.0),
        };
        let empty = if complement { objective.new_state(1, run)?.value } else { 0.0 };
        objective.structure.empty_value = empty;
        Ok(objective)
    }

    /// The same objective with a shape and direction found by a check of this very function.
    #[must_use]
    pub fn tested(mut self, shape: Shape, monotone: Monotone) -> Self {
        if self.structure.evidence != Evidence::Proved || self.structure.shape == Shape::Unknown {
            self.structure.shape = shape;
            if self.structure.monotone == Monotone::No {
                self.structure.monotone = monotone;
            }
            self.structure.evidence = Evidence::Tested;
        }
        self
    }

    /// What is optimized.
    #[must_use]
    pub fn kind(&self) -> &Kind {
        &self.kind
    }

    /// Whether the argument is the set of coordinates removed.
    #[must_use]
    pub fn is_complement(&self) -> bool {
        self.complement
    }

    /// The laws it reads.
    #[must_use]
    pub fn laws(&self) -> &Arc<Laws> {
        &self.laws
    }

    /// How entropies are computed.
    #[must_use]
    pub fn route(&self) -> Route {
        self.route
    }

    /// Conditions of the theorems for this chain.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Coordinates that change nothing and that no answer should hold: the fixed set.
    #[must_use]
    pub fn excluded(&self) -> &[u32] {
        &self.formula.fixed
    }

    fn check(&self, candidates: &[u32]) -> Result<()> {
        match candidates.iter().find(|e| **e as usize >= self.laws.dimension()) {
            None => Ok(()),
            Some(e) => Err(Error::range(
                "candidates",
                format_args!("coordinates in 0..{}", self.laws.dimension()),
                e,
            )),
        }
    }

    fn is_fixed(&self, e: u32) -> bool {
        self.formula.fixed.contains(&e)
    }

    /// What rounding may have turned against a direction that holds for every chain.
    fn directed(&self, gain: f64) -> f64 {
        let always = matches!(self.kind, Kind::DistanceToIndependence | Kind::DistanceToStationarity(_));
        match (always, self.complement) {
            (true, false) => gain.max(0.0),
            (true, true) => gain.min(0.0) + 0.0,
            _ => gain + 0.0,
        }
    }

    /// A track as it was before a step that failed.
    fn rebuilt(&self, index: usize, members: &[u32], run: &Run) -> Result<Track> {
        let mut track = self.formula.terms[index].start(&self.laws, &self.formula.fixed, false, run)?;
        for e in members {
            track.commit(*e, run)?;
        }
        Ok(track)
    }

    fn value_of(&self, state: &ChainState) -> f64 {
        let mut sum = Sum::default();
        sum.add(self.formula.constant);
        for e in &state.members {
            sum.add(self.formula.modular[*e as usize]);
        }
        for (term, track) in self.formula.terms.iter().zip(&state.tracks) {
            sum.add(term.factors.of(track.entropies()));
        }
        sum.value().max(0.0)
    }
}

impl SetFunction for ChainObjective {
    type State = ChainState;

    fn ground_size(&self) -> usize {
        self.laws.dimension()
    }

    fn structure(&self) -> Structure {
        self.structure
    }

    fn plan(&self, _max_size: usize) -> Plan {
        let chain = self.laws.chain();
        let (states, dimension) = (chain.states() as u64, chain.dimension() as u64);
        let per_track = match self.route {
            // Keys and weights, twice.
            Route::PairLaw => 32 * chain.transitions(),
            Route::SingleFlip => 16 * states,
        };
        let halves = match self.route {
            Route::PairLaw => per_track,
            Route::SingleFlip => 4 * states * (dimension + 1),
        };
        let bytes = |direction| match direction {
            Direction::Growing => per_track,
            Direction::Shrinking => halves,
        };
        let full_pass = match self.route {
            Route::PairLaw => 1.0 + dimension as f64 / 4.0,
            Route::SingleFlip => 3.0,
        };
        Plan {
            state_bytes: self.formula.terms.iter().map(|term| bytes(term.direction)).sum(),
            scratch_bytes: 16 * states,
            preferred_batch: chain.dimension(),
            full_pass: full_pass.min(dimension as f64),
        }
    }

    fn new_state(&self, _max_size: usize, run: &Run) -> Result<ChainState> {
        let tracks = self
            .formula
            .terms
            .iter()
            .map(|term| term.start(&self.laws, &self.formula.fixed, false, run))
            .collect::<Result<Vec<Track>>>()?;
        let dimension = self.laws.dimension();
        let mut state = ChainState {
            stale_pairs: vec![vec![f64::INFINITY; dimension]; tracks.len()],
            tracks,
            members: Vec::new(),
            inside: vec![false; dimension],
            value: 0.0,
            run: run.clone(),
        };
        state.value = self.value_of(&state);
        Ok(state)
    }

    fn copy_state(&self, from: &ChainState, to: &mut ChainState) -> Result<()> {
        for (to_track, from_track) in to.tracks.iter_mut().zip(&from.tracks) {
            to_track.copy_from(from_track, &to.run)?;
        }
        to.members.clone_from(&from.members);
        to.inside.clone_from(&from.inside);
        to.stale_pairs.clone_from(&from.stale_pairs);
        to.value = from.value;
        Ok(())
    }

    fn gains(&self, state: &mut ChainState, candidates: &[u32], run: &Run, out: &mut [f64]) -> Result<()> {
        self.check(candidates)?;
        let asked: Vec<u32> =
            candidates.iter().copied().filter(|e| !state.inside[*e as usize] && !self.is_fixed(*e)).collect();
        let mut totals = vec![Sum::default(); self.laws.dimension()];
        let mut changes = vec![Entropies::default(); asked.len()];
        for (index, (term, track)) in self.formula.terms.iter().zip(&mut state.tracks).enumerate() {
            track.changes(&asked, run, &mut changes)?;
            for (e, change) in asked.iter().zip(&changes) {
                totals[*e as usize].add(term.factors.of(*change));
                state.stale_pairs[index][*e as usize] = change.pair;
            }
        }
        for (e, out) in candidates.iter().zip(out) {
            let place = *e as usize;
            *out = if state.inside[place] || self.is_fixed(*e) {
                0.0
            } else {
                let mut total = totals[place];
                total.add(self.formula.modular[place]);
                self.directed(total.value())
            };
        }
        Ok(())
    }

    fn commit(&self, state: &mut ChainState, e: u32, run: &Run) -> Result<f64> {
        let mut gain = [0.0];
        self.gains(state, &[e], run, &mut gain)?;
        if state.inside[e as usize] || self.is_fixed(e) {
            return Ok(0.0);
        }
        // The first track may be interrupted; the others follow it whatever happens.
        let quiet = run.clone().with_cancel(CancelFlag::default());
        for index in 0..state.tracks.len() {
            let moved = state.tracks[index].commit(e, if index == 0 { run } else { &quiet });
            if let Err(error) = moved {
                for earlier in 0..index {
                    state.tracks[earlier] = self.rebuilt(earlier, &state.members, &quiet)?;
                }
                return Err(error);
            }
        }
        state.members.push(e);
        state.inside[e as usize] = true;
        state.value = self.value_of(state);
        Ok(gain[0])
    }

    fn last_gains(&self, run: &Run, out: &mut [f64]) -> Result<f64> {
        let dimension = self.laws.dimension();
        let all: Vec<u32> = (0..dimension as u32).filter(|e| !self.is_fixed(*e)).collect();
        let mut totals = vec![Sum::default(); dimension];
        let mut value = Sum::default();
        value.add(self.formula.constant);
        let mut changes = vec![Entropies::default(); all.len()];
        for term in &self.formula.terms {
            let mut track = term.start(&self.laws, &self.formula.fixed, true, run)?;
            track.changes(&all, run, &mut changes)?;
            for (e, change) in all.iter().zip(&changes) {
                totals[*e as usize].add(-term.factors.of(*change));
            }
            value.add(term.factors.of(track.entropies()));
        }
        out.iter_mut().for_each(|gain| *gain = 0.0);
        for e in all.iter().map(|e| *e as usize) {
            totals[e].add(self.formula.modular[e]);
            value.add(self.formula.modular[e]);
            out[e] = self.directed(totals[e].value());
        }
        Ok(value.value().max(0.0))
    }

    fn members<'a>(&self, state: &'a ChainState) -> &'a [u32] {
        &state.members
    }

    fn value(&self, state: &ChainState) -> f64 {
        state.value
    }

    fn gain_error(&self, _state: &ChainState) -> f64 {
        self.error
    }

    fn upper_bounds(
        &self,
        state: &mut ChainState,
        candidates: &[u32],
        stale: &[f64],
        run: &Run,
        out: &mut [f64],
    ) -> Result<Bound> {
        if self.structure.shape.is_submodular() {
            out.copy_from_slice(stale);
            return Ok(Bound::Upper);
        }
        let bounded = |term: &super::term::Term| {
            term.factors.pair > 0.0 && term.factors.next == 0.0 && term.factors.cross == 0.0
        };
        if !self.formula.terms.iter().all(bounded) {
            return Ok(Bound::None);
        }
        self.check(candidates)?;
        let mut changes = vec![Entropies::default(); candidates.len()];
        out.fill(0.0);
        for (index, (term, track)) in self.formula.terms.iter().zip(&mut state.tracks).enumerate() {
            track.state_changes(candidates, run, &mut changes)?;
            for ((e, change), out) in candidates.iter().zip(&changes).zip(out.iter_mut()) {
                let pair = state.stale_pairs[index][*e as usize];
                *out += term.factors.pair * pair + term.factors.without_pair(*change);
            }
        }
        for (e, out) in candidates.iter().zip(out) {
            if state.inside[*e as usize] {
                *out = 0.0;
            } else {
                *out += self.formula.modular[*e as usize];
            }
        }
        Ok(Bound::Upper)
    }
}
