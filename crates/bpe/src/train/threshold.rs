//! The threshold below which pairs are not held, and what is found when it falls.
use super::heap::Candidate;
use super::merge::Loop;
use super::pairs::{Pairs, hash, key, sides};
use super::walk::{Runs, each_pair};
use marginals_core::{Error, Result};

impl Loop<'_> {
    /// Lowers the threshold and finds the pairs above it.
    pub(super) fn lower(&mut self, remaining: usize) -> Result<()> {
        self.heap.clear();
        self.run.check()?;
        self.arena.drop_finished(&self.tokens.lengths);
        let bits = (usize::BITS - self.arena.symbols.len().leading_zeros()).clamp(8, 21);
        let mut sums = vec![0u32; 1 << bits];
        let bucket = |key: u64| (hash(key) >> (64 - bits)) as usize;
        let _charge = self.run.charge("the pairs of tokens", 4 << bits)?;
        each_pair(&self.arena, &self.tokens.lengths, self.run, |left, right, _, weight| {
            let sum = &mut sums[bucket(key(left, right))];
            *sum = sum.saturating_add(u32::try_from(weight).unwrap_or(u32::MAX));
        })?;
        let wanted = self.rules.batch.min(remaining.max(self.rules.batch / 8));
        self.threshold = lowered(&sums, wanted, self.threshold).max(self.rules.floor);
        let threshold = u32::try_from(self.threshold).unwrap_or(u32::MAX);
        let returns = self.returns();
        self.pairs.retain(|pair| pair.merged && returns);
        self.pairs.places = Vec::new();
        for pair in &mut self.pairs.pairs {
            pair.length = 0;
            sums[bucket(pair.key)] = u32::MAX;
        }
        let mut runs = Runs::new(self.rules.counting);
        let pairs = &mut self.pairs;
        each_pair(&self.arena, &self.tokens.lengths, self.run, |left, right, place, weight| {
            let key = key(left, right);
            if sums[bucket(key)] >= threshold {
                let index = pairs.find_or_add(key);
                let pair = &mut pairs.pairs[index as usize];
                pair.length += 1;
                if !pair.merged && runs.counts(left, right, place, &self.tokens.lengths) {
                    pair.count += weight as i64;
                }
            }
        })?;
        let mut kept = std::mem::replace(&mut self.pairs, Pairs::new());
        let floor = self.threshold as i64;
        kept.retain(|pair| {
            let (left, right) = sides(pair.key);
            pair.merged || pair.count >= floor && self.allowed(left, right)
        });
        self.pairs = kept;
        let mut room = 0u64;
        for pair in &mut self.pairs.pairs {
            pair.start = room as u32;
            room += u64::from(pair.length);
            pair.length = 0;
        }
        if room > u64::from(u32::MAX) {
            return Err(Error::limit("input", "with fewer than 2^32 pairs of symbols", room));
        }
        self.pairs.places = self.run.filled("the pairs of tokens", room as usize, 0)?;
        let pairs = &mut self.pairs;
        each_pair(&self.arena, &self.tokens.lengths, self.run, |left, right, place, _| {
            let key = key(left, right);
            if sums[bucket(key)] >= threshold
                && let Some(index) = pairs.find(key)
            {
                let pair = &mut pairs.pairs[index as usize];
                pairs.places[(pair.start + pair.length) as usize] = place;
                pair.length += 1;
            }
        })?;
        drop(sums);
        self.swept = room as usize;
        for index in 0..self.pairs.pairs.len() as u32 {
            let pair = self.pairs.pairs[index as usize];
            if pair.length > 0 && pair.count >= floor {
                let tie = self.tie(index);
                self.push(Candidate { count: pair.count as u64, key: tie, pair: index });
            }
        }
        self.account()
    }
}

/// A threshold that about `wanted` sums reach, at most half the present one.
fn lowered(sums: &[u32], wanted: usize, present: u64) -> u64 {
    let mut counts = [0usize; 33];
    for sum in sums {
        counts[(u32::BITS - sum.leading_zeros()) as usize] += 1;
    }
    let (mut bits, mut reached) = (32, 0);
    while bits > 1 {
        reached += counts[bits];
        if reached >= wanted {
            break;
        }
        bits -= 1;
    }
    (1u64 << (bits - 1)).min(present / 2).max(1)
}
