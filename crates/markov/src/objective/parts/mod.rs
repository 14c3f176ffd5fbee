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
mod set_function;

use super::facts::Facts;
use super::kind::{Kind, Reading};
use super::term::{Direction, Factors, single_rates};
use crate::route::Laws;
use crate::track::Track;
use marginals_core::sum::Sum;
use marginals_core::{Error, Evidence, Monotone, Result, Run, SetFunction, Shape, Structure};
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
            other => Err(Error::unsupported(
                "objective",
                "an objective of several parts",
                format_args!("'{}'", other.name()),
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
