//! One step of greedy: the element of largest gain, at a cost that does not grow with n where gains only shrink.
//!
//! Where old gains bound the present ones, all candidates wait in a [`Queue`] that lives as long as the run, so
//! a step costs what it looks at. The first step is a full pass. What a limit rules out leaves for good.
use super::growth::Growth;
use super::live::Live;
use super::queue::{Queue, Waiting};
use super::scores::{Pick, Scores};
use crate::oracle::Oracle;
use marginals_core::{Bound, Result};

impl Scores {
    /// The `count` elements outside the set with the largest bounds, where they are kept in order.
    pub fn largest(&self, count: usize) -> Option<Vec<u32>> {
        let mut first = self.queue.as_ref()?.first(count);
        first.extend(self.winner);
        Some(first)
    }

    /// The element of largest gain that may be added.
    pub async fn next(&mut self, oracle: &Oracle, growth: &mut Growth<'_>) -> Result<Option<Pick>> {
        if let Some(mut queue) = self.queue.take() {
            if let Some(e) = self.winner.take().filter(|e| !growth.has(*e)) {
                queue.push(Waiting::new(self.bound(e), e));
            }
            if let Some(pick) = self.next_queued(oracle, growth, &mut queue).await? {
                self.winner = pick.map(|pick| pick.element);
                self.queue = Some(queue);
                return Ok(pick);
            }
            // A bound that fails once is never trusted again.
            self.lazy = false;
        }
        let mut live = self.live.take().unwrap_or_else(|| Live::of(growth));
        let elements = live.now(growth);
        let pick = self.best(oracle, &mut growth.set, elements, |_, gain| gain).await?;
        let few = (self.batching.preferred as f64) < self.batching.full_pass;
        if self.is_lazy()
            && few
            && self.covers(elements.iter().copied())
            && oracle.upper_bounds(&mut growth.set, &[], &[], &mut [])? == Bound::Stale
        {
            self.queue = Some(Queue::of(oracle.run(), elements, |e| self.bound(e))?);
            // The winner is in the queue already and leaves it when its turn comes.
            return Ok(pick);
        }
        self.live = Some(live);
        Ok(pick)
    }

    /// The winner, if any element may be added; `None` when a bound turned out to be wrong.
    async fn next_queued(
        &mut self,
        oracle: &Oracle,
        growth: &mut Growth<'_>,
        queue: &mut Queue,
    ) -> Result<Option<Option<Pick>>> {
        // A computed gain exceeds a bound by no more than its own error.
        let error = oracle.gain_error(&growth.set);
        let mut best: Option<Pick> = None;
        let mut out: Vec<Waiting> = Vec::new();
        let mut batch = self.batching.preferred;
        loop {
            if out.len().saturating_add(batch) as f64 >= self.batching.full_pass {
                batch = usize::MAX;
            }
            let start = out.len();
            let may_win = |top: &Waiting| {
                best.is_none_or(|best| {
                    let most = top.key() + error;
                    most > best.key || (most == best.key && (error > 0.0 || top.element() < best.element))
                })
            };
            while out.len() - start < batch {
                let Some(top) = queue.pop_if(may_win) else { break };
                if growth.admits(top.element()) {
                    out.push(top);
                }
            }
            if out.len() == start {
                break;
            }
            let elements: Vec<u32> =
                out[start..].iter().map(|top| top.element()).filter(|e| !self.is_fresh(*e)).collect();
            if self.tightens {
                // Back they go, to come out in the order of their new bounds, if at all; the first of them alone stays,
                // since its gain may rule out most. Where there is nothing to lower, few at a time.
                let lowered = self.tighten(oracle, growth, &elements)?;
                if lowered {
                    let bounded =
                        |top: &mut Waiting| *top = Waiting::new(self.bound(top.element()), top.element());
                    out[start..].iter_mut().for_each(bounded);
                    out[start..].sort_unstable_by(|a, b| b.cmp(a));
                }
                let few = if lowered { usize::from(may_win(&out[start])) } else { self.batching.preferred };
                let kept = out.len().min(start + few);
                out.drain(kept..).for_each(|top| queue.push(top));
            }
            let elements: Vec<u32> =
                out[start..].iter().map(|top| top.element()).filter(|e| !self.is_fresh(*e)).collect();
            self.refresh(oracle, &mut growth.set, &elements).await?;
            for top in &out[start..] {
                let gain = self.gain[top.element() as usize];
                if gain > top.key() + error + 1e-12 * top.key().abs() {
                    return Ok(None);
                }
                let pick = Pick { element: top.element(), gain, key: gain };
                if best.is_none_or(|best| pick.beats(&best)) {
                    best = Some(pick);
                }
            }
            batch = batch.saturating_mul(2);
        }
        for top in out.iter().filter(|top| best.is_none_or(|best| best.element != top.element())) {
            queue.push(Waiting::new(self.bound(top.element()), top.element()));
        }
        Ok(Some(best))
    }

    /// Lowers the bounds of those of `elements` whose bound is not of the present set; whether there were any.
    fn tighten(&mut self, oracle: &Oracle, growth: &mut Growth<'_>, elements: &[u32]) -> Result<bool> {
        let loose: Vec<u32> =
            elements.iter().copied().filter(|e| self.tight[*e as usize] != self.step).collect();
        let mut bounds: Vec<f64> = loose.iter().map(|e| self.bound(*e)).collect();
        self.tightens = oracle.tighten(&mut growth.set, &loose, &mut bounds)?;
        if !self.tightens {
            return Ok(false);
        }
        for (e, bound) in loose.iter().zip(bounds) {
            let at = *e as usize;
            self.tight[at] = self.step;
            self.gain[at] = self.gain[at].min(bound);
        }
        Ok(!loose.is_empty())
    }

    /// Refreshes what a bound over at most `count` more elements depends on: everything, or, where old gains
    /// are bounds, the `count` largest until they are fresh.
    pub async fn refresh_for_bound(
        &mut self,
        oracle: &Oracle,
        growth: &mut Growth<'_>,
        count: usize,
    ) -> Result<()> {
        if let Some(mut queue) = self.queue.take().filter(|_| growth.is_limited_by_size_alone()) {
            if let Some(e) = self.winner.take().filter(|e| !growth.has(*e)) {
                queue.push(Waiting::new(self.bound(e), e));
            }
            self.refresh_first(oracle, growth, &mut queue, count).await?;
            self.queue = Some(queue);
            return Ok(());
        }
        let candidates = growth.outside();
        if !self.lazy || !self.covers(candidates.iter().copied()) {
            let stale = self.stale(&candidates);
            return self.refresh(oracle, &mut growth.set, &stale).await;
        }
        let queue = &mut Queue::of(oracle.run(), &candidates, |e| self.bound(e))?;
        self.refresh_first(oracle, growth, queue, count).await
    }

    /// Refreshes the `count` first of `queue` until they are fresh.
    async fn refresh_first(
        &mut self,
        oracle: &Oracle,
        growth: &mut Growth<'_>,
        queue: &mut Queue,
        count: usize,
    ) -> Result<()> {
        loop {
            let mut first = Vec::new();
            while first.len() < count {
                let Some(top) = queue.pop_if(|_| true) else { break };
                if !growth.has(top.element()) {
                    first.push(top.element());
                }
            }
            let stale = self.stale(&first);
            self.refresh(oracle, &mut growth.set, &stale).await?;
            for e in first {
                queue.push(Waiting::new(self.bound(e), e));
            }
            if stale.is_empty() {
                return Ok(());
            }
        }
    }
}
