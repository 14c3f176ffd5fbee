//! Gains, commits, last gains and bounds of one subset, read from its tracks.
use super::{ChainObjective, ChainState};
use crate::objective::term::{Direction, Term};
use crate::route::Route;
use crate::track::{Entropies, Track};
use marginals_core::sum::Sum;
use marginals_core::{Bound, CancelFlag, Plan, Result, Run, SetFunction, Structure};

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
        _stale: &[f64],
        run: &Run,
        out: &mut [f64],
    ) -> Result<Bound> {
        if self.structure.shape.is_submodular() {
            return Ok(Bound::Stale);
        }
        let bounded =
            |term: &Term| term.factors.pair > 0.0 && term.factors.next == 0.0 && term.factors.cross == 0.0;
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
