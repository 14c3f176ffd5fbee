//! Sliding window: a good set of the last `window` elements, at any time.
//!
//! For every power v of 1 + ε, chains of sets: a chain accepts an element while f(S) − f(∅) < v/3 and the gain
//! reaches v/(3k), so it holds at most k elements. When a chain completes, the element that completed it starts the
//! next. The answer is the best chain whose elements are all in the window.
//!
//! Why 1/3: let v ≤ OPT of the window. A chain begun before the window and still incomplete rejected every element
//! for a gain below v/(3k), so OPT < v/3 + v/3, a contradiction. Otherwise either the complete chain lies in the
//! window (f ≥ v/3), or the next one does and OPT ≤ v/3 + f(next) + k · v/(3k), since both together reject at most k
//! elements of the optimum. Hence value ≥ (1/3 − ε) OPT of the window, for f monotone and submodular (A. Epasto,
//! S. Lattanzi, S. Vassilvitskii, M. Zadimoghaddam, 2017, "Submodular optimization over sliding windows").
//!
//! Memory: O(k log(kΦ) / ε) elements, Φ the largest f({e}) over the smallest positive one; at most 4,096 guesses are
//! kept, the largest. Cost: at most one gain per guess and element.
use super::candidate::Candidate;
use super::grid::Grid;
use crate::offline::Trail;
use crate::oracle::{Oracle, Set};
use marginals_core::Result;
use std::collections::BTreeMap;

/// Guesses kept at most.
const GUESSES: i32 = 4096;

/// A set that grows, with the time of its first element.
struct Growing {
    candidate: Candidate,
    begun: u64,
}

/// A complete set: nothing is asked of it any more.
struct Complete {
    trail: Trail,
    begun: u64,
    ended: u64,
}

/// The last complete chain of a guess and the one that grows.
#[derive(Default)]
struct Chains {
    complete: Option<Complete>,
    growing: Option<Growing>,
}

/// Chains of all guesses, and the time.
pub(super) struct Window {
    size: usize,
    length: u64,
    grid: Grid,
    empty: Set,
    smallest: f64,
    time: u64,
    guesses: BTreeMap<i32, Chains>,
}

impl Window {
    pub fn new(oracle: &Oracle, size: usize, epsilon: f64, length: u64) -> Result<Window> {
        Ok(Window {
            size,
            length: length.max(1),
            grid: Grid::new(epsilon),
            empty: oracle.empty_set(size)?,
            smallest: f64::INFINITY,
            time: 0,
            guesses: BTreeMap::new(),
        })
    }

    /// Time of the oldest element in the window once `time` elements have arrived.
    fn oldest(&self, time: u64) -> u64 {
        time.saturating_sub(self.length)
    }

    /// Shows one element; an error leaves everything as it was.
    pub async fn push(&mut self, oracle: &Oracle, e: u32) -> Result<()> {
        let single = oracle.gain(&mut self.empty, e).await?;
        let arrived = self.time;
        if single > 0.0 {
            self.show(oracle, e, single, arrived).await?;
            self.smallest = self.smallest.min(single);
        }
        self.time += 1;
        let oldest = self.oldest(self.time);
        self.guesses.retain(|_, chains| {
            // A complete chain matters until its last element has left; the growing one then stands alone.
            chains.complete.take_if(|complete| complete.ended < oldest);
            chains.complete.is_some() || chains.growing.is_some()
        });
        Ok(())
    }

    async fn show(&mut self, oracle: &Oracle, e: u32, single: f64, arrived: u64) -> Result<()> {
        let thirds = 3.0 * self.size as f64;
        let all = self.grid.exponents(self.smallest.min(single), thirds * single);
        let last = *all.end();
        let range = (*all.start()).max(last.saturating_sub(GUESSES))..=last;
        let goal = |i: i32| self.grid.value(i) / 3.0;
        let least = |i: i32| self.grid.value(i) / thirds;
        let wanted: Vec<i32> = range
            .clone()
            .filter(|i| single >= least(*i) && single < goal(*i))
            .filter(|i| self.guesses.get(i).is_some_and(|chains| chains.growing.is_some()))
            .collect();
        let mut sets: Vec<&mut Set> = Vec::new();
        for (i, chains) in &mut self.guesses {
            if let Some(growing) = chains.growing.as_mut().filter(|_| wanted.binary_search(i).is_ok()) {
                sets.push(&mut growing.candidate.set);
            }
        }
        let mut gains = oracle.run().filled("gains", sets.len(), 0.0)?;
        oracle.gains_across(&mut sets, e, &mut gains).await?;
        let mut changes: Vec<(i32, Change)> = Vec::new();
        for i in range {
            if single < least(i) {
                continue;
            }
            if single >= goal(i) {
                let trail = self.alone(oracle, e, single);
                changes.push((i, Change::Complete(Complete { trail, begun: arrived, ended: arrived }, None)));
                continue;
            }
            let fresh = || Candidate::of(oracle, self.size, e, single);
            let growing = self.guesses.get(&i).and_then(|chains| chains.growing.as_ref());
            let Some(growing) = growing else {
                changes.push((i, Change::Begin(fresh().await?)));
                continue;
            };
            let gain = wanted.binary_search(&i).map_or(0.0, |at| gains[at]);
            if gain < least(i) {
                continue;
            }
            if growing.candidate.rise() + gain < goal(i) {
                changes.push((i, Change::Add(gain)));
                continue;
            }
            let mut trail = growing.candidate.trail.clone();
            trail.push(e, gain, trail.value() + gain);
            let complete = Complete { trail, begun: growing.begun, ended: arrived };
            changes.push((i, Change::Complete(complete, Some(fresh().await?))));
        }
        self.apply(oracle, e, arrived, changes).await
    }

    /// The trail of one element.
    fn alone(&self, oracle: &Oracle, e: u32, gain: f64) -> Trail {
        let start = oracle.value(&self.empty);
        let mut trail = Trail::new(start);
        trail.push(e, gain, start + gain);
        trail
    }

    async fn apply(
        &mut self,
        oracle: &Oracle,
        e: u32,
        arrived: u64,
        changes: Vec<(i32, Change)>,
    ) -> Result<()> {
        let mut joining: Vec<(&mut Candidate, f64)> = Vec::new();
        for (i, chains) in &mut self.guesses {
            let Ok(at) = changes.binary_search_by_key(i, |change| change.0) else { continue };
            if let (Change::Add(gain), Some(growing)) = (&changes[at].1, &mut chains.growing) {
                joining.push((&mut growing.candidate, *gain));
            }
        }
        super::candidate::add_to_all(oracle, &mut joining, e).await?;
        // Nothing below can fail.
        for (i, change) in changes {
            let chains = self.guesses.entry(i).or_default();
            match change {
                Change::Add(_) => {}
                Change::Begin(candidate) => chains.growing = Some(Growing { candidate, begun: arrived }),
                Change::Complete(complete, next) => {
                    chains.complete = Some(complete);
                    chains.growing = next.map(|candidate| Growing { candidate, begun: arrived });
                }
            }
        }
        Ok(())
    }

    /// The best chain whose elements are all in the window.
    pub fn best(&self) -> Option<&Trail> {
        let oldest = self.oldest(self.time);
        let mut best: Option<&Trail> = None;
        for chains in self.guesses.values() {
            let complete = chains.complete.as_ref().filter(|chain| chain.begun >= oldest);
            let growing = chains.growing.as_ref().filter(|chain| chain.begun >= oldest);
            for trail in complete
                .map(|chain| &chain.trail)
                .into_iter()
                .chain(growing.map(|chain| &chain.candidate.trail))
            {
                if best.is_none_or(|best| trail.value() > best.value()) {
                    best = Some(trail);
                }
            }
        }
        best
    }

    /// Chains that grow.
    pub fn growing(&self) -> u64 {
        self.guesses.values().filter(|chains| chains.growing.is_some()).count() as u64
    }

    /// Every element of a chain, some more than once.
    pub fn members(&self) -> impl Iterator<Item = u32> {
        self.guesses.values().flat_map(|chains| {
            let complete = chains.complete.iter().flat_map(|chain| &chain.trail.indices);
            let growing = chains.growing.iter().flat_map(|chain| &chain.candidate.trail.indices);
            complete.chain(growing).copied()
        })
    }
}

/// What an element does to the chains of a guess.
enum Change {
    Add(f64),
    Begin(Candidate),
    Complete(Complete, Option<Candidate>),
}
