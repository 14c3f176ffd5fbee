//! The pairs that a merge brings: counted by their other token, held when they are frequent enough.
use super::heap::Candidate;
use super::merge::Loop;
use super::pairs::{Pairs, key, sides};
use super::walk::{New, each_new, each_pair};
use marginals_core::Result;

/// New pairs of one side of the token made, by the other token.
#[derive(Default)]
pub(super) struct Side {
    sums: Vec<u64>,
    /// Number of places; then where the next one goes, or [`NOWHERE`].
    slots: Vec<u32>,
    touched: Vec<u32>,
}

pub(super) const NOWHERE: u32 = u32::MAX;

impl Side {
    pub fn grow(&mut self, tokens: usize) {
        self.sums.resize(tokens, 0);
        self.slots.resize(tokens, 0);
    }

    #[inline]
    fn count(&mut self, token: u32, weight: u64) {
        let slot = &mut self.slots[token as usize];
        if *slot == 0 {
            self.touched.push(token);
        }
        *slot += 1;
        self.sums[token as usize] += weight;
    }

    pub fn clear(&mut self) {
        for token in self.touched.drain(..) {
            (self.sums[token as usize], self.slots[token as usize]) = (0, 0);
        }
    }
}

impl Loop<'_> {
    /// Counts the pairs of the tokens just made with what stands beside them.
    pub(super) fn count_new(&mut self, made: u32) {
        let (left, right) = (&mut self.left, &mut self.right);
        each_new(
            &self.arena,
            &self.fresh,
            &self.tokens.lengths,
            made,
            self.rules.counting,
            |new| match new {
                New::Before(token, _, weight) => left.count(token, weight),
                New::After(token, _, weight) => right.count(token, weight),
            },
        );
    }

    /// Holds the new pairs that are frequent enough; none of them existed before.
    pub(super) fn admit(&mut self, made: u32) {
        let mut any = false;
        for before in [true, false] {
            for at in 0..if before { self.left.touched.len() } else { self.right.touched.len() } {
                let side = if before { &mut self.left } else { &mut self.right };
                let token = side.touched[at];
                let (sum, places) = (side.sums[token as usize], side.slots[token as usize]);
                let (left, right) = if before { (token, made) } else { (made, token) };
                let mut slot = NOWHERE;
                if sum >= self.threshold && self.allowed(left, right) {
                    slot = self.pairs.room(places as usize);
                    let index = self.pairs.find_or_add(key(left, right));
                    let pair = &mut self.pairs.pairs[index as usize];
                    (pair.count, pair.start, pair.length) = (sum as i64, slot, places);
                    any = true;
                }
                (if before { &mut self.left } else { &mut self.right }).slots[token as usize] = slot;
            }
        }
        if !any {
            return;
        }
        let (left, right, places) = (&mut self.left.slots, &mut self.right.slots, &mut self.pairs.places);
        each_new(&self.arena, &self.fresh, &self.tokens.lengths, made, self.rules.counting, |new| {
            let (slot, place) = match new {
                New::Before(token, place, _) => (&mut left[token as usize], place),
                New::After(token, place, _) => (&mut right[token as usize], place),
            };
            if *slot != NOWHERE {
                places[*slot as usize] = place;
                *slot += 1;
            }
        });
        for before in [true, false] {
            for at in 0..if before { self.left.touched.len() } else { self.right.touched.len() } {
                let side = if before { &self.left } else { &self.right };
                let token = side.touched[at];
                if side.slots[token as usize] != NOWHERE {
                    let pair = if before { key(token, made) } else { key(made, token) };
                    self.announce(pair);
                }
            }
        }
    }

    fn announce(&mut self, key: u64) {
        if let Some(index) = self.pairs.find(key) {
            let count = u64::try_from(self.pairs.pairs[index as usize].count).unwrap_or(0);
            let tie = self.tie(index);
            self.push(Candidate { count, key: tie, pair: index });
        }
    }

    /// As [`Loop::admit`] where the token existed before, so that its pairs may exist as well. Rare.
    pub(super) fn admit_to_old(&mut self, made: u32) -> Result<()> {
        let mut new: Vec<(u64, u32, u64)> = Vec::new();
        each_new(&self.arena, &self.fresh, &self.tokens.lengths, made, self.rules.counting, |it| {
            new.push(match it {
                New::Before(token, place, weight) => (key(token, made), place, weight),
                New::After(token, place, weight) => (key(made, token), place, weight),
            });
        });
        new.sort_unstable();
        let unknown = |pairs: &Pairs, key| pairs.find(key).is_none();
        if self.threshold > 1 && new.iter().any(|(key, ..)| unknown(&self.pairs, *key)) {
            // Places of pairs that were below the threshold until now, all of them.
            let mut all = Vec::new();
            each_pair(&self.arena, &self.tokens.lengths, self.run, |left, right, place, weight| {
                if left == made || right == made {
                    all.push((key(left, right), place, weight));
                }
            })?;
            self.visited += self.arena.symbols.len();
            all.retain(|(key, ..)| {
                unknown(&self.pairs, *key) && new.binary_search_by_key(key, |it| it.0).is_ok()
            });
            new.retain(|(key, ..)| !unknown(&self.pairs, *key));
            new.append(&mut all);
            new.sort_unstable();
        }
        for group in new.chunk_by(|a, b| a.0 == b.0) {
            let (key, sum) = (group[0].0, group.iter().map(|it| it.2).sum::<u64>());
            let (left, right) = sides(key);
            if unknown(&self.pairs, key) && (sum < self.threshold || !self.allowed(left, right)) {
                continue;
            }
            let index = self.pairs.find_or_add(key);
            let mut places: Vec<u32> = self.pairs.places_of(index).to_vec();
            places.extend(group.iter().map(|it| it.1));
            places.sort_unstable();
            let start = self.pairs.room(places.len());
            self.pairs.places[start as usize..].copy_from_slice(&places);
            let pair = &mut self.pairs.pairs[index as usize];
            pair.count += sum as i64;
            (pair.start, pair.length) = (start, places.len() as u32);
            self.announce(key);
        }
        Ok(())
    }
}
