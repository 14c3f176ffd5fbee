//! The best next element, computing only the gains that can still win.
//!
//! Every candidate keeps its last computed gain. While the function is submodular (or bounds its gains in
//! another way) an old gain, or the bound made from it, is no less than the present one, so candidates are
//! refreshed from the top until the best fresh one beats every bound with its error; ties go to the lowest
//! index. The answer is that of a full pass, bit for bit, because a gain's bits depend only on the set and
//! the element (M. Minoux, 1978, "Accelerated greedy algorithms for maximizing submodular set functions").
//!
//! A function that can lower bounds at less cost than gains is asked to first, and gains are computed where that does
//! not suffice. Refreshing goes in batches that double while the top stays stale, and becomes a full pass where that is
//! no dearer. Here for any key that grows with the gain; `step.rs` has the case where the key is the gain itself.
use super::growth::Growth;
use super::live::Live;
use super::queue::{Queue, Waiting};
use crate::oracle::{Batching, Oracle, Set};
use marginals_core::{Bound, Result};

/// A candidate with its gain at the present set and the key it was ranked by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pick {
    pub element: u32,
    pub gain: f64,
    pub key: f64,
}

impl Pick {
    /// Whether this pick goes before `other`: larger key, then lower index.
    pub(super) fn beats(&self, other: &Pick) -> bool {
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

const NEVER: u32 = u32::MAX;

/// Last computed gains of all elements.
pub(crate) struct Scores {
    pub(super) gain: Vec<f64>,
    pub(super) error: Vec<f64>,
    stamp: Vec<u32>,
    /// The step a bound was last lowered in.
    pub(super) tight: Vec<u32>,
    /// Whether the function lowers bounds at less cost than gains.
    pub(super) tightens: bool,
    pub(super) step: u32,
    pub(super) lazy: bool,
    pub(super) batching: Batching,
    pub(super) queue: Option<Queue>,
    /// The winner of the last step, out of the queue while it is decided upon.
    pub(super) winner: Option<u32>,
    pub(super) live: Option<Live>,
    /// Steps that are full passes whatever bounds could save.
    full_passes: usize,
    fresh: Vec<f64>,
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
            tight: run.filled("gain stamps", ground, NEVER)?,
            tightens: true,
            step: 0,
            lazy,
            batching: oracle.batching(size),
            queue: None,
            winner: None,
            live: None,
            full_passes: 0,
            fresh: Vec::new(),
            violation: None,
        })
    }

    /// The same with full passes in the first steps.
    pub fn after(self, full_passes: usize) -> Scores {
        Scores { full_passes, ..self }
    }

    /// Makes `elements` the only candidates of [`Scores::next`].
    pub fn choose_among(&mut self, elements: Vec<u32>, growth: &Growth<'_>) {
        (self.queue, self.winner) = (None, None);
        self.live = Some(Live::among(elements, growth));
    }

    /// Whether old gains may save new ones in this step.
    pub(super) fn is_lazy(&self) -> bool {
        self.lazy && self.step as usize >= self.full_passes
    }

    /// The set has changed: every gain is stale now.
    pub fn advance(&mut self) {
        self.step += 1;
    }

    /// No less than the gain of `e` at the present set, provided the function is submodular.
    pub fn upper(&self, e: u32) -> f64 {
        if self.is_fresh(e) { self.gain[e as usize] } else { self.bound(e) }
    }

    /// No less than the gain of `e` at any set since it was computed.
    pub(super) fn bound(&self, e: u32) -> f64 {
        self.gain[e as usize] + self.error[e as usize]
    }

    /// Whether every one of `elements` has a gain, fresh or stale.
    pub fn covers(&self, mut elements: impl Iterator<Item = u32>) -> bool {
        elements.all(|e| self.stamp[e as usize] != NEVER)
    }

    /// Those of `elements` whose gain is not of the present set.
    pub fn stale(&self, elements: &[u32]) -> Vec<u32> {
        elements.iter().copied().filter(|e| !self.is_fresh(*e)).collect()
    }

    /// The gain of `e` at the present set, if computed.
    pub fn fresh(&self, e: u32) -> Option<f64> {
        self.is_fresh(e).then(|| self.gain[e as usize])
    }

    pub(super) fn is_fresh(&self, e: u32) -> bool {
        self.stamp[e as usize] == self.step
    }

    /// Computes the gains of `candidates` at `set`.
    pub async fn refresh(&mut self, oracle: &Oracle, set: &mut Set, candidates: &[u32]) -> Result<()> {
        if self.fresh.len() < candidates.len() {
            self.fresh = oracle.run().filled("gains", candidates.len(), 0.0)?;
        }
        let fresh = &mut self.fresh[..candidates.len()];
        oracle.gains(set, candidates, fresh).await?;
        let error = oracle.gain_error(set);
        for (e, gain) in candidates.iter().zip(fresh.iter().copied()) {
            let at = *e as usize;
            let before = self.gain[at];
            if self.stamp[at] != NEVER && gain > before && self.violation.is_none() {
                let slack = 2.0 * (error + self.error[at]) + 1e-12 * before.abs().max(gain.abs());
                if gain > before + slack {
                    self.violation = Some(Violation { element: *e, before, after: gain });
                }
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
        if self.is_lazy() {
            // What was never asked has no bound.
            let never: Vec<u32> =
                candidates.iter().copied().filter(|e| self.stamp[*e as usize] == NEVER).collect();
            self.refresh(oracle, set, &never).await?;
            // A bound that fails once is never trusted again.
            self.lazy = self.refresh_top(oracle, set, candidates, &key).await?;
            if self.lazy {
                return Ok(self.best_fresh(candidates, &key));
            }
        }
        if candidates.iter().any(|e| self.is_fresh(*e)) {
            let stale = self.stale(candidates);
            self.refresh(oracle, set, &stale).await?;
        } else {
            self.refresh(oracle, set, candidates).await?;
        }
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
        match oracle.upper_bounds(set, &stale, &gains, &mut bounds)? {
            Bound::None => return Ok(false),
            Bound::Stale => bounds = gains,
            Bound::Upper => {}
        }
        let now = oracle.gain_error(set);
        let slack = |e: u32| now.max(self.error[e as usize]) + now;
        let keys = |at: usize| key(stale[at], bounds[at] + slack(stale[at]));
        let places: Vec<u32> = (0..stale.len() as u32).collect();
        let mut queue = Queue::of(oracle.run(), &places, |at| keys(at as usize))?;
        let mut best = self.best_fresh(candidates, key);
        let mut batch = self.batching.preferred;
        let mut computed = 0usize;
        loop {
            if computed.saturating_add(batch) as f64 >= self.batching.full_pass {
                batch = usize::MAX;
            }
            let mut next = Vec::new();
            while next.len() < batch {
                let may_win = |top: &Waiting| {
                    let element = stale[top.element() as usize];
                    best.is_none_or(|best| Pick { element, gain: 0.0, key: top.key() }.beats(&best))
                };
                let Some(top) = queue.pop_if(may_win) else { break };
                next.push((stale[top.element() as usize], top.key()));
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
}
