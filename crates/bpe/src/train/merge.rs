//! The merge loop: the most frequent pair, everywhere, again and again.
//!
//! Pairs are held while they occur at least `threshold` times. A merge visits the places of its pair, joins what is
//! still there, takes the neighbours' old pairs down and counts the new ones, which never gain afterwards; those
//! below the threshold are forgotten at once. When no pair held is left, the threshold falls, by half at least,
//! and one pass over the words finds the pairs above it: first with a table of sums by hash, which bounds every
//! count from above, then exactly for those the table lets through.
//!
//! Cost: every merge of a place shortens the words by one symbol, so all places visited are O(N), each with a
//! constant number of look-ups; the heap adds O(log of the pairs held) a candidate, and the passes are O(N) each and
//! at most as many as the counts have bits. Together O(N log M) for N symbols of distinct words and M merges.
use super::admit::Side;
use super::arena::{Arena, BORDER, INNER};
use super::heap::{Candidate, Heap};
use super::pairs::{Pairs, key, sides};
use super::tokens::Tokens;
use super::walk::{run_after, run_before};
use super::{Blocked, Ties};
use crate::formal::PairCounting;
use marginals_core::{Charge, Result, Run};

/// Places between two looks at the cancel flag.
pub(super) const PATIENCE: usize = 1 << 16;

/// What the loop is told.
pub(super) struct Rules<'a> {
    pub ties: Ties,
    pub counting: PairCounting,
    /// Least count of a merge, 1 at least.
    pub floor: u64,
    /// Most bytes of a token.
    pub longest: u32,
    pub blocked: &'a Blocked,
    /// Pairs that one pass brings in, about.
    pub batch: usize,
}

/// A merge that was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made {
    /// The left token.
    pub left: u32,
    /// The right token.
    pub right: u32,
    /// The token of both.
    pub made: u32,
    /// How often the pair occurred.
    pub count: u64,
}

/// The state of the loop.
pub(super) struct Loop<'a> {
    pub arena: Arena,
    pub tokens: Tokens,
    pub(super) rules: Rules<'a>,
    pub(super) pairs: Pairs,
    pub(super) heap: Heap,
    pub(super) threshold: u64,
    pub(super) left: Side,
    pub(super) right: Side,
    /// Places of the tokens that the present merge made.
    pub(super) fresh: Vec<u32>,
    /// Whether the last merge made a token that was not there.
    grew: bool,
    /// Places when they were swept last.
    pub(super) swept: usize,
    pub(super) visited: usize,
    pub(super) run: &'a Run,
    pub(super) charge: Option<Charge>,
}

impl<'a> Loop<'a> {
    pub fn new(arena: Arena, tokens: Tokens, rules: Rules<'a>, run: &'a Run) -> Loop<'a> {
        Loop {
            arena,
            tokens,
            rules,
            pairs: Pairs::new(),
            heap: Heap::default(),
            threshold: u64::MAX,
            left: Side::default(),
            right: Side::default(),
            fresh: Vec::new(),
            grew: true,
            swept: 0,
            visited: 0,
            run,
            charge: None,
        }
    }

    /// Whether the last merge made a token that was not there.
    pub fn grew(&self) -> bool {
        self.grew
    }

    /// The next merge, made; none when no pair is frequent enough. `remaining` is how many more are wanted.
    pub fn next(&mut self, remaining: usize) -> Result<Option<Made>> {
        // Stale places are swept when there are half as many new ones as symbols, so each costs O(1).
        if self.pairs.places.len() > self.swept + self.arena.symbols.len() / 2 + PATIENCE {
            self.lower(remaining)?;
        }
        loop {
            let Some(top) = self.pop() else {
                if self.threshold <= self.rules.floor {
                    return Ok(None);
                }
                self.lower(remaining)?;
                continue;
            };
            let pair = self.pairs.pairs[top.pair as usize];
            let count = u64::try_from(pair.count).unwrap_or(0);
            if count < self.threshold || pair.length == 0 {
                continue;
            }
            let tie = self.tie(top.pair);
            if (count, tie) != (top.count, top.key) {
                self.push(Candidate { count, key: tie, pair: top.pair });
                continue;
            }
            return self.merge(top.pair, count).map(Some);
        }
    }

    fn pop(&mut self) -> Option<Candidate> {
        let (tokens, pairs) = (&self.tokens, &self.pairs);
        match self.rules.ties {
            Ties::Lexicographic => self.heap.pop(|a, b| lexicographic(tokens, pairs, a, b)),
            _ => self.heap.pop(|a, b| a.count > b.count || a.count == b.count && a.key < b.key),
        }
    }

    pub(super) fn push(&mut self, candidate: Candidate) {
        let (tokens, pairs) = (&self.tokens, &self.pairs);
        match self.rules.ties {
            Ties::Lexicographic => self.heap.push(candidate, |a, b| lexicographic(tokens, pairs, a, b)),
            _ => self.heap.push(candidate, |a, b| a.count > b.count || a.count == b.count && a.key < b.key),
        }
    }

    /// What decides between equal counts: the ids, or the first place where the pair still stands.
    pub(super) fn tie(&mut self, index: u32) -> u64 {
        let pair = &mut self.pairs.pairs[index as usize];
        if self.rules.ties != Ties::FirstSeen {
            return pair.key;
        }
        let (left, right) = sides(pair.key);
        let (symbols, length) = (&self.arena.symbols, self.tokens.lengths[left as usize] as usize);
        // A pair that left a place never comes back to it.
        while pair.length > 0 {
            let place = self.pairs.places[pair.start as usize] as usize;
            if symbols[place] == left && symbols[place + length] == right {
                return place as u64;
            }
            pair.start += 1;
            pair.length -= 1;
        }
        u64::MAX
    }

    /// Whether a pair may ever be merged.
    pub(super) fn allowed(&self, left: u32, right: u32) -> bool {
        let length = self.tokens.lengths[left as usize].saturating_add(self.tokens.lengths[right as usize]);
        length <= self.rules.longest
            && !self.rules.blocked.contains(self.tokens.get(left), self.tokens.get(right))
    }

    /// Whether a pair that was merged can come back, because tokens of equal bytes are one.
    pub(super) fn returns(&self) -> bool {
        self.rules.ties == Ties::Hf && self.rules.counting == PairCounting::Positions
    }

    fn merge(&mut self, index: u32, count: u64) -> Result<Made> {
        let (left, right) = sides(self.pairs.pairs[index as usize].key);
        let (made, new) = self.tokens.join(left, right)?;
        let tokens = self.tokens.len();
        self.left.grow(tokens);
        self.right.grow(tokens);
        self.grew = new;
        self.join(index, made);
        let pair = &mut self.pairs.pairs[index as usize];
        (pair.merged, pair.length) = (true, 0);
        if !self.returns() {
            self.pairs.pairs[index as usize].count = 0;
        }
        self.count_new(made);
        if new {
            self.admit(made);
        } else {
            self.admit_to_old(made)?;
        }
        self.left.clear();
        self.right.clear();
        self.fresh.clear();
        if self.visited > PATIENCE {
            self.visited = 0;
            self.run.check()?;
            self.account()?;
        }
        Ok(Made { left, right, made, count })
    }

    pub(super) fn account(&mut self) -> Result<()> {
        let bytes = (self.pairs.heap_bytes() + self.arena.heap_bytes()) as u64;
        if self.charge.as_ref().is_none_or(|charge| charge.bytes() < bytes) {
            self.charge = None;
            self.charge = Some(self.run.charge("the pairs of tokens", bytes + bytes / 4)?);
        }
        Ok(())
    }

    /// Joins the pair wherever it still stands and takes the pairs with its old neighbours down.
    fn join(&mut self, index: u32, made: u32) {
        let pair = self.pairs.pairs[index as usize];
        let (left, right) = sides(pair.key);
        let lengths = &self.tokens.lengths;
        let (first, second) = (lengths[left as usize], lengths[right as usize]);
        let disjoint = self.rules.counting == PairCounting::Disjoint;
        self.visited += pair.length as usize;
        let (symbols, mut weights) = self.arena.parts();
        let mut last_end = 0;
        for at in pair.start..pair.start + pair.length {
            let place = self.pairs.places[at as usize];
            let (middle, start) = (place + first, place as usize);
            if symbols[start] != left || symbols[middle as usize] != right {
                continue;
            }
            let end = middle + second;
            let weight = weights.of(place) as i64;
            let (before, after) = (symbols[start - 1], symbols[end as usize]);
            if before != BORDER
                && place != last_end
                && let Some(old) = self.pairs.find(key(before, left))
                && (!(disjoint && before == left)
                    || run_before(symbols, start, left, first).is_multiple_of(2))
            {
                self.pairs.pairs[old as usize].count -= weight;
            }
            if after != BORDER
                && let Some(old) = self.pairs.find(key(right, after))
                && (!(disjoint && after == right)
                    || run_after(symbols, middle as usize, right, second).is_multiple_of(2))
            {
                self.pairs.pairs[old as usize].count -= weight;
            }
            symbols[middle as usize - 1] = INNER;
            symbols[middle as usize] = INNER;
            symbols[start] = made;
            symbols[end as usize - 1] = made;
            self.fresh.push(place);
            last_end = end;
        }
    }
}

fn lexicographic(tokens: &Tokens, pairs: &Pairs, a: &Candidate, b: &Candidate) -> bool {
    if a.count != b.count {
        return a.count > b.count;
    }
    let spelled = |it: &Candidate| {
        let (left, right) = sides(pairs.pairs[it.pair as usize].key);
        (tokens.get(left), tokens.get(right), it.key)
    };
    spelled(a) < spelled(b)
}
