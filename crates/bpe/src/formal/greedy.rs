//! Greedy merges: the most frequent pair, again and again.
//!
//! Counting `disjoint` occurrences takes the merge that saves most, as the theory has it; counting `positions`
//! is what production trainers do, and overcounts runs (aaa has two places of aa and saves one symbol).
//! Cost: O(N) a merge.
use super::tokens::{Merge, check_letters, pair_counts, replace};
use marginals_core::{Result, Run};
use std::cmp::Ordering;

/// What the frequency of a pair is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PairCounting {
    /// Occurrences replaced from left to right: the gain.
    #[default]
    Disjoint,
    /// Places where the pair stands.
    Positions,
}

/// Which of equally frequent pairs is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ties {
    /// The one that occurs first in the present sequence.
    #[default]
    FirstSeen,
    /// The smallest left token, then the smallest right one, tokens in the order they were made.
    LowestTokens,
    /// The first by the letters of both sides, then as `LowestTokens`.
    Lexicographic,
}

/// A greedy sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Greedy {
    /// The merges.
    pub merges: Vec<Merge>,
    /// Symbols saved by each.
    pub gains: Vec<usize>,
    /// What is left.
    pub symbols: Vec<u32>,
}

impl Greedy {
    /// Symbols saved.
    #[must_use]
    pub fn utility(&self) -> usize {
        self.gains.iter().sum()
    }
}

/// At most `merges` greedy merges of `symbols`, fewer when one symbol is left, or when stopped.
///
/// # Errors
/// A symbol that is not below `letters`.
pub fn greedy(
    symbols: &[u32],
    letters: u32,
    merges: usize,
    counting: PairCounting,
    ties: Ties,
    run: &Run,
) -> Result<Greedy> {
    check_letters(symbols, letters)?;
    let mut found = Greedy { merges: Vec::new(), gains: Vec::new(), symbols: symbols.to_vec() };
    run.progress().start("merge", merges.min(symbols.len().saturating_sub(1)) as u64);
    while found.merges.len() < merges && !run.is_cancelled() {
        let mut best = None;
        for count in pair_counts(&found.symbols) {
            let frequency = match counting {
                PairCounting::Disjoint => count.disjoint,
                PairCounting::Positions => count.positions,
            };
            let better = best.is_none_or(|(most, pair)| match frequency.cmp(&most) {
                Ordering::Equal => precedes(count.pair, pair, ties, letters, &found.merges),
                order => order == Ordering::Greater,
            });
            if better {
                best = Some((frequency, count.pair));
            }
        }
        let Some((_, pair)) = best else { break };
        let token = letters + found.merges.len() as u32;
        let next = replace(&found.symbols, pair, token);
        found.gains.push(found.symbols.len() - next.len());
        found.merges.push(pair);
        found.symbols = next;
        run.progress().advance(1);
        run.progress().report_value((symbols.len() - found.symbols.len()) as f64);
    }
    Ok(found)
}

/// Whether `pair` is taken rather than `other`, which occurs first.
fn precedes(pair: Merge, other: Merge, ties: Ties, letters: u32, merges: &[Merge]) -> bool {
    match ties {
        Ties::FirstSeen => false,
        Ties::LowestTokens => pair < other,
        Ties::Lexicographic => {
            let spelled =
                |(left, right): Merge| (spell(left, letters, merges), spell(right, letters, merges));
            (spelled(pair), pair) < (spelled(other), other)
        }
    }
}

/// The letters of a token.
fn spell(token: u32, letters: u32, merges: &[Merge]) -> Vec<u32> {
    let (mut spelled, mut waiting) = (Vec::new(), vec![token]);
    while let Some(token) = waiting.pop() {
        match token.checked_sub(letters).and_then(|at| merges.get(at as usize)) {
            Some((left, right)) => waiting.extend([*right, *left]),
            None => spelled.push(token),
        }
    }
    spelled
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utility(text: &str, merges: usize, counting: PairCounting, ties: Ties) -> usize {
        let symbols: Vec<u32> = text.bytes().map(|byte| u32::from(byte - b'A')).collect();
        greedy(&symbols, 26, merges, counting, ties, &Run::default()).unwrap().utility()
    }

    #[test]
    fn counts_and_ties_matter() {
        let (positions, disjoint) = (PairCounting::Positions, PairCounting::Disjoint);
        // Three places of AA save one symbol less than they say.
        assert_eq!(utility("AAABAB", 1, positions, Ties::FirstSeen), 1);
        assert_eq!(utility("AAABAB", 1, disjoint, Ties::FirstSeen), 2);
        // AA and AB occur twice each; AA is seen first, AB would have saved one more.
        assert_eq!(utility("AAABAAB", 2, disjoint, Ties::FirstSeen), 3);
        assert_eq!(utility("A", 3, disjoint, Ties::Lexicographic), 0);
    }
}
