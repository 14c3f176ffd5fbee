//! Objectives as signed sums of the entropies of tracks.
use super::kind::{Kind, Reading};
use crate::route::Laws;
use crate::track::{Entropies, Track};
use marginals_core::{Result, Run};
use std::sync::Arc;

/// Factors of the four entropies of a track.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Factors {
    pub(crate) pair: f64,
    pub(crate) state: f64,
    pub(crate) next: f64,
    pub(crate) cross: f64,
}

impl Factors {
    /// H(P^(S)).
    pub(crate) const RATE: Factors = Factors { pair: 1.0, state: -1.0, next: 0.0, cross: 0.0 };
    /// H(X_S, Y_S).
    pub(crate) const PAIR: Factors = Factors { pair: 1.0, state: 0.0, next: 0.0, cross: 0.0 };
    /// H(X_S).
    pub(crate) const STATE: Factors = Factors { pair: 0.0, state: 1.0, next: 0.0, cross: 0.0 };
    /// −H(P^(S)).
    pub(crate) const MINUS_RATE: Factors = Factors { pair: -1.0, state: 1.0, next: 0.0, cross: 0.0 };

    /// The distance to stationarity.
    pub(crate) fn stationarity(reading: Reading) -> Factors {
        match reading {
            Reading::Reference => Factors { cross: 1.0, ..Factors::MINUS_RATE },
            Reading::MutualInformation => Factors { next: 1.0, ..Factors::MINUS_RATE },
        }
    }

    pub(crate) fn of(&self, entropies: Entropies) -> f64 {
        self.pair * entropies.pair + self.without_pair(entropies)
    }

    pub(crate) fn without_pair(&self, entropies: Entropies) -> f64 {
        let mut total = self.state * entropies.state + self.next * entropies.next;
        // An infinite cross-entropy must not be multiplied by 0.
        if self.cross != 0.0 {
            total += self.cross * entropies.cross;
        }
        total
    }

    pub(crate) fn weight(&self) -> f64 {
        self.pair.abs() + self.state.abs() + self.next.abs() + self.cross.abs()
    }
}

/// Which way the track of a term moves as S grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// The track is S, or S with the fixed set.
    Growing,
    /// The track is V ∖ S, or that without the fixed set.
    Shrinking,
}

impl Direction {
    fn reversed(self) -> Direction {
        match self {
            Direction::Growing => Direction::Shrinking,
            Direction::Shrinking => Direction::Growing,
        }
    }
}

/// One track of an objective with its factors.
#[derive(Clone, Debug)]
pub(crate) struct Term {
    pub(crate) direction: Direction,
    /// Whether the coordinates of the fixed set are always in the track's set, or never.
    pub(crate) holds_fixed: bool,
    pub(crate) factors: Factors,
}

impl Term {
    fn new(direction: Direction, factors: Factors) -> Self {
        Term { direction, holds_fixed: false, factors }
    }

    /// The track as it stands when S is empty, or with `reversed` when S is everything: then the same set,
    /// ready to move the other way.
    pub(crate) fn start(&self, laws: &Arc<Laws>, fixed: &[u32], reversed: bool, run: &Run) -> Result<Track> {
        let direction = if reversed { self.direction.reversed() } else { self.direction };
        let (mut track, moved) = match direction {
            Direction::Growing => (Track::growing(laws, run)?, self.holds_fixed),
            Direction::Shrinking => (Track::shrinking(laws, run)?, !self.holds_fixed),
        };
        if moved {
            for e in fixed {
                track.commit(*e, run)?;
            }
        }
        Ok(track)
    }
}

/// Everything but the tracks themselves: f(S) = constant + Σ modular + Σ factors · entropies.
#[derive(Clone, Debug)]
pub(crate) struct Formula {
    pub(crate) terms: Vec<Term>,
    /// Added for each element of S.
    pub(crate) modular: Vec<f64>,
    pub(crate) constant: f64,
    pub(crate) fixed: Vec<u32>,
}

impl Formula {
    /// The formula of `kind`; with `complement`, S holds the coordinates removed.
    pub(crate) fn new(laws: &Arc<Laws>, kind: &Kind, complement: bool, run: &Run) -> Result<Self> {
        let dimension = laws.dimension();
        let main = if complement { Direction::Shrinking } else { Direction::Growing };
        let mut formula =
            Formula { terms: Vec::new(), modular: vec![0.0; dimension], constant: 0.0, fixed: Vec::new() };
        match kind {
            Kind::EntropyRate => formula.terms.push(Term::new(main, Factors::RATE)),
            Kind::PairEntropy => formula.terms.push(Term::new(main, Factors::PAIR)),
            Kind::StateEntropy => formula.terms.push(Term::new(main, Factors::STATE)),
            Kind::DistanceToIndependence => {
                formula.terms.push(Term::new(main, Factors::MINUS_RATE));
                let rates = single_rates(laws, run)?;
                if complement {
                    formula.constant = marginals_core::sum::sum(&rates);
                    formula.modular = rates.iter().map(|rate| 0.0 - rate).collect();
                } else {
                    formula.modular = rates;
                }
            }
            Kind::DistanceToFactorizability => {
                formula.terms.push(Term::new(Direction::Growing, Factors::RATE));
                formula.terms.push(Term::new(Direction::Shrinking, Factors::RATE));
                let all: Vec<u32> = (0..dimension as u32).collect();
                formula.constant = 0.0 - laws.entropies_of(&all, run)?.rate();
            }
            Kind::DistanceToStationarity(reading) => {
                formula.terms.push(Term::new(main, Factors::stationarity(*reading)));
            }
            Kind::DistanceToFixedSet(fixed) => {
                formula.terms.push(Term::new(main, Factors::RATE));
                formula.terms.push(Term { holds_fixed: true, ..Term::new(main, Factors::MINUS_RATE) });
                formula.constant = laws.entropies_of(fixed, run)?.rate();
                formula.fixed.clone_from(fixed);
            }
        }
        Ok(formula)
    }
}

/// H(P^(i)) of every coordinate, all in one pass.
pub(crate) fn single_rates(laws: &Arc<Laws>, run: &Run) -> Result<Vec<f64>> {
    let all: Vec<u32> = (0..laws.dimension() as u32).collect();
    let mut changes = vec![Entropies::default(); all.len()];
    Track::growing(laws, run)?.changes(&all, run, &mut changes)?;
    Ok(changes.iter().map(|change| change.rate().max(0.0)).collect())
}
