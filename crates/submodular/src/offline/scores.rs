//! The best next element, computing only the gains that can still win.
//!
//! Every candidate keeps its last computed gain. While the function is submodular (or bounds its gains in
//! another way) an old gain, or the bound made from it, is no less than the present one, so candidates are
//! refreshed from the top until the best fresh one beats every bound with its error; ties go to the lowest
//! index. The answer is that of a full pass, bit for bit, because a gain's bits depend only on the set and
//! the element (M. Minoux, 1978, "Accelerated greedy algorithms for maximizing submodular set functions").
//!
//! Refreshing goes in batches that double while the top stays stale, and becomes a full pass where that is
//! no dearer.
use crate::oracle::{Batching, Oracle, Set};
use marginals_core::{Bound, Result};
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// A candidate with its gain at the present set and the key it was ranked by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pick {
    pub element: u32,
    pub gain: f64,
    pub key: f64,
}

impl Pick {
    /// Whether this pick goes before `other`: larger key, then lower index.
    fn beats(&self, other: &Pick) -> bool {
        self.key > other.key || (self.key == other.key && self.element < other.element)
    }
}

/// A gain that grew, which no submodular function has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Violation {
    pub element: u32,
    pub before: f64,
    pub after: f64,
}

/// A bound waiting in the heap: largest first, then lowest index.
struct Waiting {
    key: f64,
    element: u32,
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Waiting {}
impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key.total_cmp(&other.key).then(other.element.cmp(&self.element))
    }
}

const NEVER: u32 = u32::MAX;

/// Last computed gains of all elements.
pub(crate) struct Scores {
    gain: Vec<f64>,
    error: Vec<f64>,
    stamp: Vec<u32>,
    step: u32,
    lazy: bool,
    batching: Batching,
    /// The first gain that was seen to grow.
    pub violation: Option<Violation>,
}

impl Scores {
    /// Nothing computed yet. `lazy` asks for bounds; without, every call is a full pass.
    pub fn new(oracle: &Oracle, size: usize, lazy: bool) -> Result<Scores> {
        let (run, ground) = (oracle.run(), oracle.ground());
        Ok(Scores {
            gain: run.filled("gains", ground, 0.0)?,
            error: run.filled("gain errors", ground, 0.0)?,
            stamp: run.filled("gain stamps", ground, NEVER)?,
            step: 0,
            lazy,
            batching: oracle.batching(size),
            violation: None,
        })
    }

    /// The set has changed: every gain is stale now.
    pub fn advance(&mut self) {
        self.step += 1;
    }

    /// No less than the gain of `e` at the present set, provided the function is submodular.
    pub fn upper(&self, e: u32) -> f64 {
        let e = e as usize;
        if self.stamp[e] == self.step { self.gain[e] } else { self.gain[e] + self.error[e] }
    }

    /// Whether every one of `elements` has a gain, fresh or stale.
    pub fn covers(&self, elements: &[u32]) -> bool {
        elements.iter().all(|e| self.stamp[*e as usize] != NEVER)
    }

    /// Those of `elements` whose gain is not of the present set.
    pub fn stale(&self, elements: &[u32]) -> Vec<u32> {
        elements.iter().copied().filter(|e| !self.is_fresh(*e)).collect()
    }

    /// The gain of `e` at the present set, if computed.
    pub fn fresh(&self, e: u32) -> Option<f64> {
        self.is_fresh(e).then(|| self.gain[e as usize])
    }

    fn is_fresh(&self, e: u32) -> bool {
        self.stamp[e as usize] == self.step
    }

    /// Computes the gains of `candidates` at `set`.
    pub async fn refresh(&mut self, oracle: &Oracle, set: &mut Set, candidates: &[u32]) -> Result<()> {
        let mut fresh = oracle.run().filled("gains", candidates.len(), 0.0)?;
        oracle.gains(set, candidates, &mut fresh).await?;
        let error = oracle.gain_error(set);
        for (e, gain) in candidates.iter().zip(fresh) {
            let at = *e as usize;
            let before = self.gain[at];
            let slack = 2.0 * (error + self.error[at]) + 1e-12 * before.abs().max(gain.abs());
            if self.stamp[at] != NEVER && self.violation.is_none() && gain > before + slack {
                self.violation = Some(Violation { element: *e, before, after: gain });
            }
            self.gain[at] = gain;
            self.error[at] = error;
            self.stamp[at] = self.step;
        }
        Ok(())
    }

    /// The candidate with the largest `key(element, gain)`, `key` growing with the gain.
    pub async fn best(
        &mut self,
        oracle: &Oracle,
        set: &mut Set,
        candidates: &[u32],
        key: impl Fn(u32, f64) -> f64,
    ) -> Result<Option<Pick>> {
        let known = self.lazy && self.covers(candidates);
        if known {
            // A bound that fails once is never trusted again.
            self.lazy = self.refresh_top(oracle, set, candidates, &key).await?;
            if self.lazy {
                return Ok(self.best_fresh(candidates, &key));
            }
        }
        let stale = self.stale(candidates);
        self.refresh(oracle, set, &stale).await?;
        Ok(self.best_fresh(candidates, &key))
    }

    fn best_fresh(&self, candidates: &[u32], key: &impl Fn(u32, f64) -> f64) -> Option<Pick> {
        let mut best: Option<Pick> = None;
        for e in candidates.iter().copied().filter(|e| self.is_fresh(*e)) {
            let gain = self.gain[e as usize];
            let pick = Pick { element: e, gain, key: key(e, gain) };
            if best.is_none_or(|best| pick.beats(&best)) {
                best = Some(pick);
            }
        }
        best
    }

    /// Refreshes until the best fresh candidate beats every bound. False when there are no bounds, or when
    /// one turned out to be wrong.
    async fn refresh_top(
        &mut self,
        oracle: &Oracle,
        set: &mut Set,
        candidates: &[u32],
        key: &impl Fn(u32, f64) -> f64,
    ) -> Result<bool> {
        let stale = self.stale(candidates);
        let gains: Vec<f64> = stale.iter().map(|e| self.gain[*e as usize]).collect();
        let mut bounds = oracle.run().filled("gain bounds", stale.len(), 0.0)?;
        if oracle.upper_bounds(set, &stale, &gains, &mut bounds)? == Bound::None {
            return Ok(false);
        }
        let now = oracle.gain_error(set);
        let waiting = stale.iter().zip(bounds).map(|(e, bound)| {
            let slack = now.max(self.error[*e as usize]) + now;
            Waiting { key: key(*e, bound + slack), element: *e }
        });
        let mut heap: BinaryHeap<Waiting> = waiting.collect();
        let mut best = self.best_fresh(candidates, key);
        let mut batch = self.batching.preferred;
        let mut computed = 0usize;
        loop {
            if (computed + batch) as f64 >= self.batching.full_pass {
                batch = heap.len();
            }
            let mut next = Vec::new();
            while next.len() < batch {
                let may_win = |top: &Waiting| {
                    best.is_none_or(|best| {
                        Pick { element: top.element, gain: 0.0, key: top.key }.beats(&best)
                    })
                };
                match heap.peek().filter(|top| may_win(top)) {
                    Some(top) => next.push((top.element, top.key)),
                    None => break,
                }
                heap.pop();
            }
            if next.is_empty() {
                return Ok(true);
            }
            let elements: Vec<u32> = next.iter().map(|(e, _)| *e).collect();
            self.refresh(oracle, set, &elements).await?;
            for (e, bound) in &next {
                let gain = self.gain[*e as usize];
                let pick = Pick { element: *e, gain, key: key(*e, gain) };
                if pick.key > bound + 1e-12 * bound.abs() {
                    return Ok(false);
                }
                if best.is_none_or(|best| pick.beats(&best)) {
                    best = Some(pick);
                }
            }
            computed += next.len();
            batch = batch.saturating_mul(2);
        }
    }

    /// Refreshes what a bound over at most `count` more elements depends on: everything, or, where old gains
    /// are bounds, the `count` largest until they are fresh.
    pub async fn refresh_for_bound(
        &mut self,
        oracle: &Oracle,
        set: &mut Set,
        candidates: &[u32],
        count: usize,
    ) -> Result<()> {
        if !self.lazy || !self.covers(candidates) {
            let stale = self.stale(candidates);
            return self.refresh(oracle, set, &stale).await;
        }
        let mut order = candidates.to_vec();
        let count = count.min(order.len());
        loop {
            if count < order.len() {
                order.select_nth_unstable_by(count, |a, b| {
                    self.upper(*b).total_cmp(&self.upper(*a)).then(a.cmp(b))
                });
            }
            let stale = self.stale(&order[..count]);
            if stale.is_empty() {
                return Ok(());
            }
            self.refresh(oracle, set, &stale).await?;
        }
    }
}
