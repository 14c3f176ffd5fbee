//! CMIM without bringing every score up to date: a score is a minimum over the columns chosen so far, so it only falls,
//! and a stale one is an upper bound. Candidates wait in a heap; those on top are brought up to date until the top one is.
//! The choice is that of full evaluation, ties included.
//!
//! Source: F. Fleuret, "Fast binary feature selection with conditional mutual information", 2004.
use super::sequential::{Known, Pairs};
use crate::contingency::{Counted, PairCounter};
use marginals_core::Result;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Candidates that are brought up to date together, whatever the threads.
const BATCH: usize = 32;

/// A score as the heap orders it: by value, then the lowest index.
#[derive(PartialEq)]
struct Ranked(f64, Reverse<usize>);

impl Eq for Ranked {}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0).then(self.1.cmp(&other.1))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// CMIM's queue: scores that may be too high, with how many chosen columns they know of.
pub(super) struct Lazy {
    queue: BinaryHeap<Ranked>,
    seen: Vec<usize>,
    /// The least conditional information so far; ∞ before the first.
    scores: Vec<f64>,
}

impl Lazy {
    pub(super) fn new(count: usize) -> Self {
        let queue = (0..count).map(|at| Ranked(f64::INFINITY, Reverse(at))).collect();
        Lazy { queue, seen: vec![0; count], scores: vec![f64::INFINITY; count] }
    }

    /// The best candidate now that `known` columns are chosen, at least one, and its score.
    pub(super) fn next(
        &mut self,
        pairs: &Pairs<'_>,
        known: &[Known],
        open: &[bool],
        evaluations: &mut u64,
    ) -> Result<Option<(usize, f64)>> {
        loop {
            let mut stale = Vec::new();
            let mut fresh = None;
            while stale.len() < BATCH && fresh.is_none() {
                let Some(top) = self.queue.pop() else { break };
                match top.1.0 {
                    at if !open[at] => {}
                    at if self.seen[at] == known.len() => fresh = Some(top),
                    at => stale.push(at),
                }
            }
            // Nothing above it is out of date: it is the best.
            if stale.is_empty() {
                return Ok(fresh.map(|Ranked(score, at)| (at.0, score)));
            }
            self.queue.extend(fresh);
            let updated = pairs.run.items(stale, PairCounter::default, |counter, _, at| {
                let mut score = self.scores[at];
                for known in &known[self.seen[at]..] {
                    let both = Counted::new(&known.both.0, known.both.1, &pairs.terms, pairs.run)?;
                    score = score.min(pairs.term(at, known, &both, counter)?);
                }
                Ok((at, score))
            })?;
            for (at, score) in updated {
                *evaluations += (known.len() - self.seen[at]) as u64;
                self.seen[at] = known.len();
                self.scores[at] = score;
                self.queue.push(Ranked(score, Reverse(at)));
            }
        }
    }
}
