//! Candidates for the next merge: a heap with eight children a node.
//!
//! Keys are taken as they were when they were pushed. A pair's count only falls, so an entry is never below its
//! pair's rank now: what is popped is refreshed, pushed again if it changed, and the first that did not is the best.

/// A pair that may be merged next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    /// How often the pair occurred when this was pushed.
    pub count: u64,
    /// What decides between equal counts, the smaller first.
    pub key: u64,
    /// Index of the pair.
    pub pair: u32,
}

const CHILDREN: usize = 8;

/// The candidates.
#[derive(Debug, Default)]
pub(super) struct Heap {
    entries: Vec<Candidate>,
}

impl Heap {
    /// Adds a candidate; `before` says which of two comes out first.
    #[inline]
    pub fn push(&mut self, candidate: Candidate, before: impl Fn(&Candidate, &Candidate) -> bool) {
        let mut at = self.entries.len();
        self.entries.push(candidate);
        while at > 0 {
            let parent = (at - 1) / CHILDREN;
            if !before(&candidate, &self.entries[parent]) {
                break;
            }
            self.entries[at] = self.entries[parent];
            at = parent;
        }
        self.entries[at] = candidate;
    }

    /// Takes out the first.
    #[inline]
    pub fn pop(&mut self, before: impl Fn(&Candidate, &Candidate) -> bool) -> Option<Candidate> {
        let last = self.entries.pop()?;
        let Some(first) = self.entries.first().copied() else { return Some(last) };
        let mut at = 0;
        loop {
            let children = CHILDREN * at + 1;
            let until = (children + CHILDREN).min(self.entries.len());
            let Some(mut best) = (children < until).then_some(children) else { break };
            for child in children + 1..until {
                if before(&self.entries[child], &self.entries[best]) {
                    best = child;
                }
            }
            if !before(&self.entries[best], &last) {
                break;
            }
            self.entries[at] = self.entries[best];
            at = best;
        }
        self.entries[at] = last;
        Some(first)
    }

    /// Takes out everything.
    pub fn clear(&mut self) {
        self.entries.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{below, stream};

    #[test]
    fn comes_out_in_order() {
        let before = |a: &Candidate, b: &Candidate| (b.count, a.key, a.pair) < (a.count, b.key, b.pair);
        for seed in 0..300 {
            let mut random = stream(seed, "heap", 0);
            let (mut heap, mut plain) = (Heap::default(), Vec::new());
            for pair in 0..200 {
                let candidate = Candidate { count: below(&mut random, 9), key: below(&mut random, 5), pair };
                heap.push(candidate, before);
                plain.push(candidate);
                if below(&mut random, 3) == 0 {
                    plain.sort_by_key(|it| (it.count, std::cmp::Reverse((it.key, it.pair))));
                    assert_eq!(heap.pop(before), plain.pop());
                }
            }
            while let Some(found) = heap.pop(before) {
                plain.sort_by_key(|it| (it.count, std::cmp::Reverse((it.key, it.pair))));
                assert_eq!(Some(found), plain.pop());
            }
            assert!(plain.is_empty());
        }
    }
}
