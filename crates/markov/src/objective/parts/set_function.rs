//! Gains, commits and last gains of several parts, read from their tracks.
use super::{PartsKind, PartsObjective, PartsState};
use crate::objective::term::Direction;
use crate::route::Laws;
use crate::track::{Entropies, Track};
use marginals_core::sum::Sum;
use marginals_core::{Bound, CancelFlag, Plan, Result, Run, SetFunction, Structure};

impl PartsObjective {
    /// Changes of the parts' tracks and of the rest for the candidates outside the set.
    fn sums(&self, state: &mut PartsState, candidates: &[u32], pairs: bool, run: &Run) -> Result<Vec<f64>> {
        let mut totals = vec![0.0; self.pairs.len()];
        for (index, part) in self.parts.iter().enumerate() {
            let asked: Vec<u32> = candidates
                .iter()
                .copied()
                .filter(|e| !state.inside[*e as usize] && self.place(*e).0 == index)
                .collect();
            if asked.is_empty() {
                continue;
            }
            let locals: Vec<u32> = asked.iter().map(|e| self.place(*e).1).collect();
            let mut changes = vec![Entropies::default(); asked.len()];
            if pairs {
                state.tracks[index].changes(&locals, run, &mut changes)?;
            } else {
                state.tracks[index].state_changes(&locals, run, &mut changes)?;
            }
            for (e, change) in asked.iter().map(|e| *e as usize).zip(&mut changes) {
                if pairs {
                    state.stale_pairs[e] = change.pair;
                } else {
                    change.pair = state.stale_pairs[e];
                }
                totals[e] += part.factors.of(*change) + part.modular[e - part.first];
            }
        }
        if let Some(rest) = &mut state.rest {
            let asked: Vec<u32> = candidates.iter().copied().filter(|e| !state.inside[*e as usize]).collect();
            let coordinates: Vec<u32> = asked.iter().map(|e| self.pairs[*e as usize].0).collect();
            let mut changes = vec![Entropies::default(); asked.len()];
            if pairs {
                rest.changes(&coordinates, run, &mut changes)?;
            } else {
                rest.state_changes(&coordinates, run, &mut changes)?;
            }
            for ((e, coordinate), change) in asked.iter().zip(&coordinates).zip(&mut changes) {
                let (e, coordinate) = (*e as usize, *coordinate as usize);
                if pairs {
                    state.stale_rest[coordinate] = change.pair;
                } else if rest.members()[coordinate] {
                    change.pair = state.stale_rest[coordinate];
                }
                totals[e] += change.rate();
            }
        }
        Ok(totals)
    }
}

impl SetFunction for PartsObjective {
    type State = PartsState;

    fn ground_size(&self) -> usize {
        self.pairs.len()
    }

    fn structure(&self) -> Structure {
        self.structure
    }

    fn plan(&self, _max_size: usize) -> Plan {
        let bytes = |laws: &Laws| 16 * laws.chain().states() as u64 + 32 * laws.chain().transitions();
        let parts: u64 = self.parts.iter().map(|part| bytes(&part.laws)).sum();
        let rest = if self.kind == PartsKind::DistanceToFactorizability { bytes(&self.laws) } else { 0 };
        Plan {
            state_bytes: parts + rest,
            scratch_bytes: 16 * self.laws.chain().states() as u64,
            preferred_batch: self.pairs.len(),
            full_pass: (1.0 + self.pairs.len() as f64 / 4.0).min(self.pairs.len() as f64),
        }
    }

    fn new_state(&self, _max_size: usize, run: &Run) -> Result<PartsState> {
        let tracks =
            (0..self.parts.len()).map(|part| self.start(part, run)).collect::<Result<Vec<Track>>>()?;
        let rest = (self.kind == PartsKind::DistanceToFactorizability)
            .then(|| Track::shrinking(&self.laws, run))
            .transpose()?;
        let mut state = PartsState {
            tracks,
            rest,
            members: Vec::new(),
            inside: vec![false; self.pairs.len()],
            value: 0.0,
            stale_pairs: vec![f64::INFINITY; self.pairs.len()],
            stale_rest: vec![f64::INFINITY; self.laws.dimension()],
            run: run.clone(),
        };
        state.value = self.value_of(&state);
        Ok(state)
    }

    fn copy_state(&self, from: &PartsState, to: &mut PartsState) -> Result<()> {
        for (to_track, from_track) in to.tracks.iter_mut().zip(&from.tracks) {
            to_track.copy_from(from_track, &to.run)?;
        }
        if let (Some(to_rest), Some(from_rest)) = (&mut to.rest, &from.rest) {
            to_rest.copy_from(from_rest, &to.run)?;
        }
        to.members.clone_from(&from.members);
        to.inside.clone_from(&from.inside);
        to.stale_pairs.clone_from(&from.stale_pairs);
        to.stale_rest.clone_from(&from.stale_rest);
        to.value = from.value;
        Ok(())
    }

    fn gains(&self, state: &mut PartsState, candidates: &[u32], run: &Run, out: &mut [f64]) -> Result<()> {
        self.check(candidates)?;
        let totals = self.sums(state, candidates, true, run)?;
        for (e, out) in candidates.iter().map(|e| *e as usize).zip(out) {
            *out = if state.inside[e] { 0.0 } else { self.directed(totals[e]) };
        }
        Ok(())
    }

    fn commit(&self, state: &mut PartsState, e: u32, run: &Run) -> Result<f64> {
        let mut gain = [0.0];
        self.gains(state, &[e], run, &mut gain)?;
        if state.inside[e as usize] {
            return Ok(0.0);
        }
        let (part, local) = self.place(e);
        state.tracks[part].commit(local, run)?;
        let quiet = run.clone().with_cancel(CancelFlag::default());
        if let Some(rest) = &mut state.rest
            && let Err(error) = rest.commit(self.pairs[e as usize].0, &quiet)
        {
            let mut track = self.start(part, &quiet)?;
            for member in state.members.iter().map(|member| self.place(*member)) {
                if member.0 == part {
                    track.commit(member.1, &quiet)?;
                }
            }
            state.tracks[part] = track;
            return Err(error);
        }
        state.members.push(e);
        state.inside[e as usize] = true;
        state.value = self.value_of(state);
        Ok(gain[0])
    }

    fn last_gains(&self, run: &Run, out: &mut [f64]) -> Result<f64> {
        let mut value = Sum::default();
        value.add(self.constant);
        out.fill(0.0);
        for part in &self.parts {
            // The set that the part's track ends at, ready to go back.
            let mut track = match part.direction {
                Direction::Growing => Track::shrinking(&part.laws, run)?,
                Direction::Shrinking => Track::growing(&part.laws, run)?,
            };
            let locals: Vec<u32> = (0..part.modular.len() as u32).collect();
            let mut changes = vec![Entropies::default(); locals.len()];
            track.changes(&locals, run, &mut changes)?;
            for (local, change) in changes.into_iter().enumerate() {
                out[part.first + local] = part.modular[local] - part.factors.of(change);
                value.add(part.modular[local]);
            }
            value.add(part.factors.of(track.entropies()));
        }
        if self.kind == PartsKind::DistanceToFactorizability {
            let mut times = vec![0; self.laws.dimension()];
            self.pairs.iter().for_each(|(coordinate, _)| times[*coordinate as usize] += 1);
            let mut rest = Track::growing(&self.laws, run)?;
            for coordinate in (0u32..).zip(&times).filter(|(_, times)| **times == 0).map(|(i, _)| i) {
                rest.commit(coordinate, run)?;
            }
            // A coordinate of one part alone comes back to the rest when it leaves that part.
            let alone = |e: &usize| times[self.pairs[*e].0 as usize] == 1;
            let back: Vec<usize> = (0..self.pairs.len()).filter(alone).collect();
            let coordinates: Vec<u32> = back.iter().map(|e| self.pairs[*e].0).collect();
            let mut changes = vec![Entropies::default(); back.len()];
            rest.changes(&coordinates, run, &mut changes)?;
            for (e, change) in back.into_iter().zip(changes) {
                out[e] -= change.rate();
            }
            value.add(rest.entropies().rate());
        }
        out.iter_mut().for_each(|gain| *gain = self.directed(*gain));
        Ok(value.value().max(0.0))
    }

    fn members<'a>(&self, state: &'a PartsState) -> &'a [u32] {
        &state.members
    }

    fn value(&self, state: &PartsState) -> f64 {
        state.value
    }

    fn gain_error(&self, _state: &PartsState) -> f64 {
        self.error
    }

    fn upper_bounds(
        &self,
        state: &mut PartsState,
        candidates: &[u32],
        _stale: &[f64],
        run: &Run,
        out: &mut [f64],
    ) -> Result<Bound> {
        if self.structure.shape.is_submodular() {
            return Ok(Bound::Stale);
        }
        if !matches!(self.kind, PartsKind::EntropyRate | PartsKind::DistanceToFactorizability) {
            return Ok(Bound::None);
        }
        self.check(candidates)?;
        let totals = self.sums(state, candidates, false, run)?;
        for (e, out) in candidates.iter().map(|e| *e as usize).zip(out) {
            *out = if state.inside[e] { 0.0 } else { totals[e] };
        }
        Ok(Bound::Upper)
    }
}
