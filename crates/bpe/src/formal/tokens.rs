//! Sequences of tokens, merges, and what applying one does.
use marginals_core::{Error, Result, Run};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A merge: the two tokens it joins. Tokens below the number of letters are letters; the token that merge i of
/// a sequence makes has the number of letters plus i.
pub type Merge = (u32, u32);

/// Replaces every occurrence of `pair` by `token`, from left to right without overlap.
#[must_use]
pub fn replace(symbols: &[u32], pair: Merge, token: u32) -> Vec<u32> {
    let mut out = Vec::with_capacity(symbols.len());
    let mut at = 0;
    while at < symbols.len() {
        if at + 1 < symbols.len() && (symbols[at], symbols[at + 1]) == pair {
            out.push(token);
            at += 2;
        } else {
            out.push(symbols[at]);
            at += 1;
        }
    }
    out
}

/// What becomes of `symbols` (letters below `letters`) under a valid sequence of merges.
///
/// # Errors
/// A symbol that is no letter; a merge of a token that was not made before it; cancelled.
pub fn apply(symbols: &[u32], letters: u32, merges: &[Merge], run: &Run) -> Result<Vec<u32>> {
    check_letters(symbols, letters)?;
    let mut now = symbols.to_vec();
    for (token, (left, right)) in (letters..).zip(merges) {
        run.check()?;
        if *left >= token || *right >= token {
            return Err(Error::argument(
                "merges",
                "a sequence in which both sides of every merge are letters or were made before",
                format_args!("another merge {}", token - letters),
            ));
        }
        now = replace(&now, (*left, *right), token);
    }
    Ok(now)
}

pub(super) fn check_letters(symbols: &[u32], letters: u32) -> Result<()> {
    match symbols.iter().position(|symbol| *symbol >= letters) {
        Some(at) => Err(Error::range("symbols", format_args!("letters below {letters}"), symbols[at])),
        None => Ok(()),
    }
}

/// Every pair of neighbours in the order of first occurrence, with the place of that, the number of places and
/// the number of disjoint occurrences (what merging it saves).
#[must_use]
pub fn pair_counts(symbols: &[u32]) -> Vec<PairCount> {
    let mut known: HashMap<u64, usize, BuildHasherDefault<Mixed>> = HashMap::default();
    let mut counts: Vec<PairCount> = Vec::new();
    for at in 1..symbols.len() {
        let pair = (symbols[at - 1], symbols[at]);
        let packed = u64::from(pair.0) << 32 | u64::from(pair.1);
        let place = *known.entry(packed).or_insert_with(|| {
            counts.push(PairCount { pair, first: at - 1, positions: 0, disjoint: 0, free_from: 0 });
            counts.len() - 1
        });
        let count = &mut counts[place];
        count.positions += 1;
        if at > count.free_from {
            count.disjoint += 1;
            count.free_from = at + 1;
        }
    }
    counts
}

/// Hashes a pair packed into one word: the two halves of a product.
#[derive(Default)]
struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u64(&mut self, word: u64) {
        let product = u128::from(self.0 ^ word ^ 0x9E37_79B9_7F4A_7C15) * 0xD6E8_FEB8_6659_FD93;
        self.0 = product as u64 ^ (product >> 64) as u64;
    }
}

/// How often a pair occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PairCount {
    /// The pair.
    pub pair: Merge,
    /// Place of its first occurrence.
    pub first: usize,
    /// Places where it stands, overlapping ones included.
    pub positions: usize,
    /// Occurrences replaced from left to right.
    pub disjoint: usize,
    /// First place of a left side that does not overlap the last one counted.
    free_from: usize,
}

/// Trees by their two sides, so that tokens of different sequences can be told alike.
#[derive(Clone, Debug)]
pub(crate) struct Trees {
    known: HashMap<Merge, u32>,
    next: u32,
}

impl Trees {
    pub fn new(letters: u32) -> Trees {
        Trees { known: HashMap::new(), next: letters }
    }

    /// The token that joins a pair.
    pub fn token(&mut self, pair: Merge) -> u32 {
        *self.known.entry(pair).or_insert_with(|| {
            self.next += 1;
            self.next - 1
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_replaced_from_the_left() {
        assert_eq!(replace(&[0, 0, 0], (0, 0), 5), [5, 0]);
        assert_eq!(replace(&[0, 0, 0, 0], (0, 0), 5), [5, 5]);
        let counts = pair_counts(&[0, 0, 0, 0, 1, 0, 0]);
        assert_eq!((counts[0].pair, counts[0].positions, counts[0].disjoint), ((0, 0), 4, 3));
        for symbols in [vec![0, 0, 0, 1, 0, 0, 0, 0, 0], vec![0, 1, 0, 1, 0], vec![2; 9]] {
            for count in pair_counts(&symbols) {
                let saved = symbols.len() - replace(&symbols, count.pair, 9).len();
                assert_eq!(count.disjoint, saved, "{symbols:?} {:?}", count.pair);
            }
        }
    }

    #[test]
    fn a_merge_needs_its_sides() {
        let run = Run::default();
        assert_eq!(apply(&[0, 1, 0, 1], 2, &[(0, 1), (2, 2)], &run).unwrap(), [3]);
        assert!(apply(&[0, 1], 2, &[(2, 1)], &run).is_err());
        assert!(apply(&[0, 2], 2, &[], &run).is_err());
    }
}
