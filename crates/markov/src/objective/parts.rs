//! [`PartsObjective`]: k subsets S_i ⊆ V_i at once, over pairs (coordinate, part).
//!
//! Elements are numbered part after part, in the order of each ground set; [`PartsObjective::pairs`] says which
//! coordinate and part an element is. Each part lives on the projection of the chain on its V_i, which has the
//! same entropies for subsets of V_i and far fewer states. A coordinate belongs to at most one part: optimizers
//! put a partition matroid over [`PartsObjective::pairs`] on the coordinates.
//!
//! With disjoint V_i this is an ordinary set function and the theorems for one subset hold. With overlapping V_i
//! sums over parts keep their shape; the distance to factorizability is then only orthant-submodular (gains
//! shrink as parts grow, but moving a coordinate between parts is not covered), so its shape is `unknown`.
//!
//! Source: Z. Lai, M. C. H. Choi, 2025, "Information-theoretic subset selection of multivariate Markov chains
//! via submodular optimization".
use super::facts::Facts;
use super::kind::{Kind, Reading};
use super::term::{Direction, Factors, single_rates};
use crate::route::Laws;
use crate::track::{Entropies, Track};
use marginals_core::sum::Sum;
use marginals_core::{
    Bound, CancelFlag, Error, Evidence, Monotone, Plan, Result, Run, SetFunction, Shape, Structure,
};
use std::sync::Arc;

/// A function of k subsets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartsKind {
    /// Σ H(P^(S_i)).
    EntropyRate,
    /// Σ D(P^(S_i) ‖ ⊗_{j∈S_i} P^(j)).
    DistanceToIndependence,
    /// Σ D(P^(S_i) ‖ rows of the reference).
    DistanceToStationarity(Reading),
    /// D(P ‖ P^(S_1) ⊗ … ⊗ P^(S_k) ⊗ P^(rest)).
    DistanceToFactorizability,
}

impl PartsKind {
    /// The kind of one subset with the same name.
    #[must_use]
    pub fn single(self) -> Kind {
        match self {
            PartsKind::EntropyRate => Kind::EntropyRate,
            PartsKind::DistanceToIndependence => Kind::DistanceToIndependence,
            PartsKind::DistanceToStationarity(reading) => Kind::DistanceToStationarity(reading),
            PartsKind::DistanceToFactorizability => Kind::DistanceToFactorizability,
        }
    }

    /// The kind of that name.
    ///
    /// # Errors
    /// A name that has no form for several parts.
    pub fn parse(name: &str, reading: Reading) -> Result<PartsKind> {
        match Kind::parse(name, None, reading)? {
            Kind::EntropyRate => Ok(PartsKind::EntropyRate),
            Kind::DistanceToIndependence => Ok(PartsKind::DistanceToIndependence),
            Kind::DistanceToStationarity(reading) => Ok(PartsKind::DistanceToStationarity(reading)),
            Kind::DistanceToFactorizability => Ok(PartsKind::DistanceToFactorizability),
            Kind::DistanceToFixedSet(_) => Err(Error::unsupported(
                "objective",
                "an objective of several parts",
                "'distance-to-fixed-set'",
            )),
        }
    }
}

/// What one part adds to the objective.
#[derive(Debug)]
struct Part {
    laws: Arc<Laws>,
    direction: Direction,
    factors: Factors,
    modular: Vec<f64>,
    /// First element of the part.
    first: usize,
}

/// k subsets of a chain's coordinates as one set function.
#[derive(Debug)]
pub struct PartsObjective {
    laws: Arc<Laws>,
    kind: PartsKind,
    parts: Vec<Part>,
    pairs: Vec<(u32, u32)>,
    constant: f64,
    structure: Structure,
    orthant_submodular: bool,
    error: f64,
}

/// k subsets with their tracks.
#[derive(Debug)]
pub struct PartsState {
    tracks: Vec<Track>,
    /// V without all parts, for the distance to factorizability.
    rest: Option<Track>,
    members: Vec<u32>,
    inside: Vec<bool>,
    value: f64,
    stale_pairs: Vec<f64>,
    stale_rest: Vec<f64>,
    run: Run,
}

impl PartsObjective {
    /// The objective over `ground_sets`; with `complement` each part is the set removed from its V_i.
    ///
    /// Cost: one projection per ground set, and the conditions of the theorems.
    ///
    /// # Errors
    /// No ground set, an empty or bad one, a kind without a complement form, an infinite distance, out of
    /// memory, or the run was cancelled.
    pub fn new(
        laws: &Arc<Laws>,
        kind: PartsKind,
        ground_sets: &[Vec<u32>],
        complement: bool,
        run: &Run,
    ) -> Result<Self> {
        kind.single().check(laws.chain())?;
        check_ground_sets(laws, ground_sets)?;
        if complement && kind == PartsKind::DistanceToFactorizability {
            return Err(Error::unsupported(
                "complement",
                "false for several parts of 'distance-to-factorizability'",
                "true",
            ));
        }
        let mut parts = Vec::with_capacity(ground_sets.len());
        let mut pairs = Vec::new();
        let mut constant = Sum::default();
        for (part, ground) in (0u32..).zip(ground_sets) {
            let own = laws.project(ground, run)?;
            let mut modular = vec![0.0; ground.len()];
            if kind == PartsKind::DistanceToIndependence {
                let rates = single_rates(&own, run)?;
                if complement {
                    rates.iter().for_each(|rate| constant.add(*rate));
                    modular = rates.iter().map(|rate| 0.0 - rate).collect();
                } else {
                    modular = rates;
                }
            }
            parts.push(Part {
                laws: own,
                direction: if complement { Direction::Shrinking } else { Direction::Growing },
                factors: match kind {
                    PartsKind::EntropyRate | PartsKind::DistanceToFactorizability => Factors::RATE,
                    PartsKind::DistanceToIndependence => Factors::MINUS_RATE,
                    PartsKind::DistanceToStationarity(reading) => Factors::stationarity(reading),
                },
                modular,
                first: pairs.len(),
            });
            pairs.extend(ground.iter().map(|coordinate| (*coordinate, part)));
        }
        if kind == PartsKind::DistanceToFactorizability {
            let all: Vec<u32> = (0..laws.dimension() as u32).collect();
            constant.add(-laws.entropies_of(&all, run)?.rate());
        }
        let facts = Facts::check(laws, run)?;
        let largest = (laws.chain().transitions().max(2) as f64).ln();
        let mut objective = PartsObjective {
            laws: Arc::clone(laws),
            kind,
            error: 32.0 * f64::EPSILON * (3.0 * parts.len() as f64 + 4.0) * (largest + 1.0),
            parts,
            pairs,
            constant: constant.value(),
            structure: Structure::unknown(0.0),
            orthant_submodular: facts.rate_is_submodular()
                && matches!(kind, PartsKind::EntropyRate | PartsKind::DistanceToFactorizability),
        };
        let empty = if complement { objective.new_state(1, run)?.value } else { 0.0 };
        objective.structure = objective.proved(&facts, complement, empty);
        Ok(objective)
    }

    fn proved(&self, facts: &Facts, complement: bool, empty: f64) -> Structure {
        let single = facts.structure(&self.kind.single(), complement, empty);
        let overlapping = {
            let mut coordinates: Vec<u32> = self.pairs.iter().map(|(coordinate, _)| *coordinate).collect();
            coordinates.sort_unstable();
            coordinates.windows(2).any(|pair| pair[0] == pair[1])
        };
        let shape = match (self.kind, overlapping) {
            (PartsKind::DistanceToFactorizability, true) => Shape::Unknown,
            _ => single.shape,
        };
        let known = shape != Shape::Unknown || single.monotone != Monotone::No;
        Structure {
            shape,
            evidence: if known { Evidence::Proved } else { Evidence::Declared },
            // With parts the rest has a role of its own.
            symmetric: false,
            ..single
        }
    }

    /// What is optimized.
    #[must_use]
    pub fn kind(&self) -> PartsKind {
        self.kind
    }

    /// (coordinate, part) of every element.
    #[must_use]
    pub fn pairs(&self) -> &[(u32, u32)] {
        &self.pairs
    }

    /// The coordinate of every element: the blocks of the partition matroid.
    #[must_use]
    pub fn coordinates(&self) -> Vec<u32> {
        self.pairs.iter().map(|(coordinate, _)| *coordinate).collect()
    }

    /// Number of parts.
    #[must_use]
    pub fn part_count(&self) -> usize {
        self.parts.len()
    }

    /// Whether gains are proved to shrink as parts grow, also where ground sets overlap.
    #[must_use]
    pub fn is_orthant_submodular(&self) -> bool {
        self.orthant_submodular
    }

    /// The parts as lists of coordinates.
    #[must_use]
    pub fn split(&self, elements: &[u32]) -> Vec<Vec<u32>> {
        let mut parts = vec![Vec::new(); self.parts.len()];
        for (coordinate, part) in elements.iter().filter_map(|e| self.pairs.get(*e as usize)) {
            parts[*part as usize].push(*coordinate);
        }
        parts
    }

    /// The part of an element and its place in the part's ground set.
    fn place(&self, e: u32) -> (usize, u32) {
        let part = self.pairs[e as usize].1 as usize;
        (part, e - self.parts[part].first as u32)
    }

    fn directed(&self, gain: f64) -> f64 {
        match self.structure.monotone {
            Monotone::Increasing => gain.max(0.0),
            Monotone::Decreasing => gain.min(0.0) + 0.0,
            Monotone::No => gain + 0.0,
        }
    }

    fn value_of(&self, state: &PartsState) -> f64 {
        let mut sum = Sum::default();
        sum.add(self.constant);
        for e in &state.members {
            let (part, local) = self.place(*e);
            sum.add(self.parts[part].modular[local as usize]);
        }
        for (part, track) in self.parts.iter().zip(&state.tracks) {
            sum.add(part.factors.of(track.entropies()));
        }
        if let Some(rest) = &state.rest {
            sum.add(rest.entropies().rate());
        }
        sum.value().max(0.0)
    }

    fn start(&self, part: usize, run: &Run) -> Result<Track> {
        match self.parts[part].direction {
            Direction::Growing => Track::growing(&self.parts[part].laws, run),
            Direction::Shrinking => Track::shrinking(&self.parts[part].laws, run),
        }
    }

    fn check(&self, candidates: &[u32]) -> Result<()> {
        match candidates.iter().find(|e| **e as usize >= self.pairs.len()) {
            None => Ok(()),
            Some(e) => {
                Err(Error::range("candidates", format_args!("elements in 0..{}", self.pairs.len()), e))
            }
        }
    }

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

fn check_ground_sets(laws: &Arc<Laws>, ground_sets: &[Vec<u32>]) -> Result<()> {
    if ground_sets.is_empty() {
        return Err(Error::shape("groundSets", "at least one ground set", "an empty list"));
    }
    for ground in ground_sets {
        laws.chain().space().check_subset("groundSets", ground)?;
        if ground.is_empty() {
            return Err(Error::shape("groundSets", "ground sets of at least one coordinate", "an empty one"));
        }
    }
    Ok(())
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
        stale: &[f64],
        run: &Run,
        out: &mut [f64],
    ) -> Result<Bound> {
        if self.structure.shape.is_submodular() {
            out.copy_from_slice(stale);
            return Ok(Bound::Upper);
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
