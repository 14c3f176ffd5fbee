//! Sieve-streaming, sieve-streaming++ and Salsa: a set per guess of the optimum, one pass, every set kept apart.
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
//! **Salsa** adds two sets per guess v of OPT, a power in [max(m, best value), 5km], to the sets of sieve-streaming++.
//! One asks for 0.55 v/k among the first tenth of the n elements and for 0.475 v/k after; one asks for 10 v/k among the
//! first four fifths and for 0.2 v/k after, for streams where few elements hold most of the value. n must be known.
//! Value ≥ (1/2 − ε) OPT in any order, since the best set is no worse than that of sieve-streaming++; above 1/2 by a
//! constant, which its paper proves to exist, in expectation over a random order. Memory O(k log(k) / ε) elements
//! (A. Norouzi-Fard, J. Tarnawski, S. Mitrović, A. Zandieh, A. Mousavifar, O. Svensson, 2018, "Beyond
//! 1/2-approximation for submodular maximization on massive data streams").
//!
//! All for f monotone and submodular, |S| ≤ k, any order of arrival. Cost: at most one gain per live set and
//! element; a set that is full, or whose threshold f({e}) does not reach, costs nothing (f(e | S) ≤ f({e})).
//! Sets still empty are not kept: their gain is f({e}).
use super::candidate::{Candidate, add_to_all, rise};
use super::grid::Grid;
use crate::offline::Trail;
use crate::oracle::{Oracle, Set};
use marginals_core::Result;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// A family of guesses, and the power of 1 + ε that is guessed.
type Key = (Family, i32);

/// What a guess says, and what is asked for under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Family {
    /// The gain to reach, or OPT of which half is shared out, by the rule.
    Fixed,
    /// OPT: much of it is asked for early, less later.
    HighLow,
    /// OPT: its largest elements early, whatever helps later.
    Dense,
}

impl Family {
    /// What a gain must reach, in OPT / k: first, until which share of the stream, and after.
    fn shares(self) -> (f64, f64, f64) {
        match self {
            Family::Fixed => (1.0, 1.0, 1.0),
            Family::HighLow => (0.55, 0.1, 0.475),
            Family::Dense => (10.0, 0.8, 0.2),
        }
    }
}

/// Which guesses are kept, and what passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    SieveStreaming,
    SieveStreamingPlusPlus,
    /// With the number of elements to come.
    Salsa(u64),
}

impl Rule {
    fn families(self) -> &'static [Family] {
        match self {
            Rule::Salsa(_) => &[Family::Fixed, Family::HighLow, Family::Dense],
            _ => &[Family::Fixed],
        }
    }
}

/// The sets of all guesses that hold an element.
pub(super) struct Sieves {
    rule: Rule,
    size: usize,
    grid: Grid,
    empty: Set,
    seen: u64,
    largest: f64,
    /// The best set so far, kept when its guess is dropped.
    pub best: Trail,
    pub kept: BTreeMap<Key, Candidate>,
}

impl Sieves {
    pub fn new(oracle: &Oracle, rule: Rule, size: usize, epsilon: f64) -> Result<Sieves> {
        let empty = oracle.empty_set(size)?;
        let (grid, best) = (Grid::new(epsilon), Trail::new(oracle.value(&empty)));
        Ok(Sieves { rule, size, grid, empty, seen: 0, largest: 0.0, best, kept: BTreeMap::new() })
    }

    /// Exponents of the guesses of a family for a largest singleton and a best rise.
    fn guesses(&self, family: Family, largest: f64, best: f64) -> RangeInclusive<i32> {
        let size = self.size as f64;
        match self.rule {
            _ if family != Family::Fixed => self.grid.exponents(best.max(largest), 5.0 * size * largest),
            Rule::SieveStreaming => self.grid.exponents(largest, 2.0 * size * largest),
            Rule::SieveStreamingPlusPlus | Rule::Salsa(_) => {
                // One power below the least threshold: the guess may fall short by 1 + ε.
                let least = best.max(largest) / (2.0 * size) / self.grid.value(1);
                self.grid.exponents(least, largest)
            }
        }
    }

    /// Whether a guess is among those wanted.
    fn guessed(&self, (family, i): Key, largest: f64, best: f64) -> bool {
        self.guesses(family, largest, best).contains(&i)
    }

    /// What a gain must reach to join a set of `length` elements and this rise.
    fn threshold(&self, (family, i): Key, rise: f64, length: usize) -> f64 {
        let guess = self.grid.value(i);
        match (family, self.rule) {
            (Family::Fixed, Rule::SieveStreaming) => (guess / 2.0 - rise) / (self.size - length) as f64,
            (_, Rule::Salsa(total)) if family != Family::Fixed => {
                let (first, until, after) = family.shares();
                let early = self.seen as f64 <= until * total as f64;
                guess / self.size as f64 * if early { first } else { after }
            }
            _ => guess,
        }
    }

    /// Shows one element; an error leaves everything as it was.
    pub async fn push(&mut self, oracle: &Oracle, e: u32) -> Result<()> {
        let single = oracle.gain(&mut self.empty, e).await?;
        if single.is_nan() || single <= 0.0 {
            self.seen += 1;
            return Ok(());
        }
        let (largest, best) = (self.largest.max(single), rise(&self.best));
        let least = |sieves: &Sieves, key: Key, candidate: &Candidate| {
            let length = candidate.trail.len();
            (length < sieves.size).then(|| sieves.threshold(key, candidate.rise(), length))
        };
        let wanted: Vec<(Key, f64)> = self
            .kept
            .iter()
            .filter(|(key, _)| self.guessed(**key, largest, best))
            .filter_map(|(key, candidate)| Some((*key, least(self, *key, candidate)?)))
            .filter(|(_, least)| single >= *least)
            .collect();
        let joins = self.joined(oracle, e, &wanted).await?;
        let mut fresh = Vec::new();
        for family in self.rule.families() {
            for key in self.guesses(*family, largest, best).map(|i| (*family, i)) {
                if !self.kept.contains_key(&key) && single >= self.threshold(key, 0.0, 0) {
                    fresh.push((key, Candidate::of(oracle, self.size, e, single).await?));
                }
            }
        }
        let mut joining: Vec<(&mut Candidate, f64)> = self
            .kept
            .iter_mut()
            .filter_map(|(key, candidate)| {
                let at = joins.binary_search_by_key(key, |join| join.0).ok()?;
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
        self.seen += 1;
        let mut kept = std::mem::take(&mut self.kept);
        kept.extend(fresh);
        kept.retain(|key, _| self.guessed(*key, largest, rise(&self.best)));
        self.kept = kept;
        Ok(())
    }

    /// The sets among `wanted` whose gain reaches their threshold, with that gain.
    async fn joined(&mut self, oracle: &Oracle, e: u32, wanted: &[(Key, f64)]) -> Result<Vec<(Key, f64)>> {
        let mut sets: Vec<&mut Set> = self
            .kept
            .iter_mut()
            .filter(|(key, _)| wanted.binary_search_by_key(*key, |(wanted, _)| *wanted).is_ok())
            .map(|(_, candidate)| &mut candidate.set)
            .collect();
        let mut gains = oracle.run().filled("gains", sets.len(), 0.0)?;
        oracle.gains_across(&mut sets, e, &mut gains).await?;
        let asked = wanted.iter().zip(gains);
        Ok(asked
            .filter(|((_, least), gain)| *gain >= *least && *gain > 0.0)
            .map(|((key, _), gain)| (*key, gain))
            .collect())
    }
}
