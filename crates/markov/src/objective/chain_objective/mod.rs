//! [`ChainObjective`]: a quantity of a subset of a chain's coordinates as a [`SetFunction`].
//!
//! f(S) = constant + Σ_{i∈S} modular_i + Σ over tracks of factors · entropies; see [`term`](super::term). A gain
//! is the same sum over the changes of the tracks, so f is never evaluated from scratch.
//!
//! Bounds for lazy algorithms hold for *any* reference law wherever pair entropies enter with factor 1 (entropy
//! rate, factorizability): the gain of the pair entropy only falls as a set grows, so a stale one bounds it,
//! and the state part is exact and cheap: Δpair(e | S_old) − H(X_e | X_S) for the entropy rate. Other kinds
//! have bounds only where they are submodular.
mod set_function;

use super::facts::Facts;
use super::kind::Kind;
use super::term::Formula;
use crate::route::{Laws, Route};
use crate::track::Track;
use marginals_core::sum::Sum;
use marginals_core::{Error, Evidence, Monotone, Result, Run, SetFunction, Shape, Structure};
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
        let always = matches!(
            self.kind,
            Kind::DistanceToIndependence
                | Kind::DistanceToStationarity(_)
                | Kind::PairEntropy
                | Kind::StateEntropy
        );
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
