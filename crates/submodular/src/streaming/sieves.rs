//! Sieve-streaming and sieve-streaming++: a set per guess of the optimum, one pass, every set kept apart.
//!
//! Let m be the largest f({e}) − f(∅) so far. An element joins the set S of a guess while |S| < k and its gain
//! reaches the guess's threshold; the best set is the answer.
//!
//! **Sieve-streaming** guesses OPT by the powers v of 1 + ε in [m, 2km], with the threshold
//! (v/2 − f(S)) / (k − |S|). Value ≥ (1/2 − ε) OPT; memory O(k log(k) / ε) elements (A. Badanidiyuru,
//! B. Mirzasoleiman, A. Karbasi, A. Krause, 2014, "Streaming submodular maximization: massive data
//! summarization on the fly").
//!
//! **Sieve-streaming++** guesses the threshold τ = OPT/(2k) itself, by powers in [max(m, best value)/(2k), m], and
//! drops a set whose threshold the best value has outgrown. Value ≥ (1/2 − ε) OPT; memory O(k / ε) elements
//! (E. Kazemi, M. Mitrovic, M. Zadimoghaddam, S. Lattanzi, A. Karbasi, 2019, "Submodular streaming in all its
//! glory").
//!
//! Both for f monotone and submodular, |S| ≤ k, any order of arrival. Cost: at most one gain per live set and
//! element; a set that is full, or whose threshold f({e}) does not reach, costs nothing (f(e | S) ≤ f({e})).
//! Sets still empty are not kept: their gain is f({e}).
use super::candidate::{Candidate, add_to_all, rise};
use super::grid::Grid;
use crate::offline::Trail;
use crate::oracle::{Oracle, Set};
use marginals_core::Result;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// Which guesses are kept, and what passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    SieveStreaming,
    SieveStreamingPlusPlus,
}

/// The sets of all guesses that hold an element.
pub(super) struct Sieves {
    rule: Rule,
    size: usize,
    grid: Grid,
    empty: Set,
    largest: f64,
    /// The best set so far, kept when its guess is dropped.
    pub best: Trail,
    pub kept: BTreeMap<i32, Candidate>,
}

impl Sieves {
    pub fn new(oracle: &Oracle, rule: Rule, size: usize, epsilon: f64) -> Result<Sieves> {
        let empty = oracle.empty_set(size)?;
        let (grid, best) = (Grid::new(epsilon), Trail::new(oracle.value(&empty)));
        Ok(Sieves { rule, size, grid, empty, largest: 0.0, best, kept: BTreeMap::new() })
    }

    /// Exponents of the guesses for a largest singleton and a best rise.
    fn guesses(&self, largest: f64, best: f64) -> RangeInclusive<i32> {
        let size = self.size as f64;
        match self.rule {
            Rule::SieveStreaming => self.grid.exponents(largest, 2.0 * size * largest),
            Rule::SieveStreamingPlusPlus => {
                // One power below the least threshold: the guess may fall short by 1 + ε.
                let least = best.max(largest) / (2.0 * size) / self.grid.value(1);
                self.grid.exponents(least, largest)
            }
        }
    }

    /// What a gain must reach to join a set of `length` elements and this rise.
    fn threshold(&self, i: i32, rise: f64, length: usize) -> f64 {
        let guess = self.grid.value(i);
        match self.rule {
            Rule::SieveStreaming => (guess / 2.0 - rise) / (self.size - length) as f64,
            Rule::SieveStreamingPlusPlus => guess,
        }
    }

    /// Shows one element; an error leaves everything as it was.
    pub async fn push(&mut self, oracle: &Oracle, e: u32) -> Result<()> {
        let single = oracle.gain(&mut self.empty, e).await?;
        if single.is_nan() || single <= 0.0 {
            return Ok(());
        }
        let largest = self.largest.max(single);
        let guesses = self.guesses(largest, rise(&self.best));
        let least = |sieves: &Sieves, i: i32, candidate: &Candidate| {
            let length = candidate.trail.len();
            (length < sieves.size).then(|| sieves.threshold(i, candidate.rise(), length))
        };
        let wanted: Vec<(i32, f64)> = self
            .kept
            .range(guesses.clone())
            .filter_map(|(i, candidate)| Some((*i, least(self, *i, candidate)?)))
            .filter(|(_, least)| single >= *least)
            .collect();
        let joins = self.joined(oracle, e, &wanted).await?;
        let mut fresh = Vec::new();
        for i in guesses.clone().filter(|i| !self.kept.contains_key(i)) {
            if single >= self.threshold(i, 0.0, 0) {
                fresh.push((i, Candidate::of(oracle, self.size, e, single).await?));
            }
        }
        let mut joining: Vec<(&mut Candidate, f64)> = self
            .kept
            .iter_mut()
            .filter_map(|(i, candidate)| {
                let at = joins.binary_search_by_key(i, |join| join.0).ok()?;
                Some((candidate, joins[at].1))
            })
            .collect();
        add_to_all(oracle, &mut joining, e).await?;
        // Nothing below can fail.
        let joined = joining.iter().map(|(candidate, _)| &candidate.trail);
        for trail in joined.chain(fresh.iter().map(|(_, candidate)| &candidate.trail)) {
            if trail.value() > self.best.value() {
                self.best.clone_from(trail);
            }
        }
        self.largest = largest;
        self.kept.extend(fresh);
        let guesses = self.guesses(self.largest, rise(&self.best));
        self.kept.retain(|i, _| guesses.contains(i));
        Ok(())
    }

    /// The sets among `wanted` whose gain reaches their threshold, with that gain.
    async fn joined(&mut self, oracle: &Oracle, e: u32, wanted: &[(i32, f64)]) -> Result<Vec<(i32, f64)>> {
        let mut sets: Vec<&mut Set> = self
            .kept
            .iter_mut()
            .filter(|(i, _)| wanted.binary_search_by_key(i, |(wanted, _)| wanted).is_ok())
            .map(|(_, candidate)| &mut candidate.set)
            .collect();
        let mut gains = oracle.run().filled("gains", sets.len(), 0.0)?;
        oracle.gains_across(&mut sets, e, &mut gains).await?;
        let asked = wanted.iter().zip(gains);
        Ok(asked
            .filter(|((_, least), gain)| *gain >= *least && *gain > 0.0)
            .map(|((i, _), gain)| (*i, gain))
            .collect())
    }
}
