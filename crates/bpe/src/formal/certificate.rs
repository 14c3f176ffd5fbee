//! How good greedy merges are, without knowing the optimum.
use super::greedy::{Greedy, PairCounting, Ties, greedy};
use super::optimal::bound_any;
use super::tokens::pair_counts;
use marginals_core::{Result, Run};

/// What is certain about a greedy sequence.
#[derive(Clone, Debug, PartialEq)]
pub struct Certificate {
    /// The greedy sequence.
    pub greedy: Greedy,
    /// No sequence of as many merges saves more.
    pub bound: usize,
    /// Share of the optimum that is certain for this text; none for a text that nothing can be saved of.
    pub ratio: Option<f64>,
    /// Share that holds for every text, where the counting is the one of the theorem.
    pub guarantee: Option<f64>,
}

/// No less than the symbols that `merges` merges save: min(M c, n − ⌈n / 2^M⌉) for n symbols whose most
/// frequent pair has c disjoint occurrences. A merge never makes a pair more frequent than the most frequent
/// was, and at most halves the text.
#[must_use]
pub fn utility_bound(symbols: &[u32], merges: usize) -> usize {
    let most = pair_counts(symbols).iter().map(|count| count.disjoint).max().unwrap_or(0);
    merges.saturating_mul(most).min(bound_any(symbols.len(), merges))
}

/// Greedy merges with a bound on the optimum. The guarantee of 1/3 for greedy by disjoint counts is that of
/// L. Kozma & J. Voderholzer, 2024, "Theoretical Analysis of Byte-Pair Encoding".
///
/// # Errors
/// As [`greedy`].
pub fn certificate(
    symbols: &[u32],
    letters: u32,
    merges: usize,
    counting: PairCounting,
    ties: Ties,
    run: &Run,
) -> Result<Certificate> {
    let greedy = greedy(symbols, letters, merges, counting, ties, run)?;
    let bound = utility_bound(symbols, merges);
    let ratio = (bound > 0).then(|| greedy.utility() as f64 / bound as f64);
    let guarantee = (counting == PairCounting::Disjoint).then_some(1.0 / 3.0);
    Ok(Certificate { greedy, bound, ratio, guarantee })
}
