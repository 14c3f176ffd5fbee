//! Optimal merges: the sequence of at most M merges that saves most.
//!
//! What can still be saved depends on the present sequence and on the merges left alone, and on the sequence
//! only up to the names of its tokens. So the best of every sequence met, renamed by first occurrence, is
//! remembered with the merges left. A pair is tried only while the saving it may lead to can pass the best
//! known there: m merges of a sequence of n symbols whose most frequent pair has c disjoint occurrences save at
//! most min(m c, n − ⌈n / 2^m⌉). Exponential in M in the worst case; a limit on remembered sequences ends it
//! with the best found, not proven.
use super::tokens::{Merge, check_letters, pair_counts, replace};
use marginals_core::{Charge, Error, Result, Run};
use std::collections::HashMap;

/// The best sequence found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Optimal {
    /// Symbols saved.
    pub utility: usize,
    /// The merges.
    pub merges: Vec<Merge>,
    /// Whether nothing saves more.
    pub proven: bool,
    /// Sequences examined.
    pub states: usize,
}

/// The best at most `merges` merges. After `max_states` sequences, or stopped, it takes what it has.
///
/// # Errors
/// A symbol that is not below `letters`; more than [`DEEPEST`] merges; out of memory.
pub fn optimal(
    symbols: &[u32],
    letters: u32,
    merges: usize,
    max_states: usize,
    run: &Run,
) -> Result<Optimal> {
    check_letters(symbols, letters)?;
    let merges = merges.min(symbols.len().saturating_sub(1));
    // The search goes as deep as there are merges.
    if merges > DEEPEST {
        return Err(Error::limit("merges", format_args!("at most {DEEPEST} for an exact search"), merges));
    }
    run.progress().start("search", max_states as u64);
    let mut search = Search { best: HashMap::new(), charges: Vec::new(), max_states, cut: false, run };
    let utility = search.solve(renamed(symbols), merges)?;
    let proven = !search.cut;
    let chosen = search.walk(symbols, letters, merges)?;
    Ok(Optimal { utility, merges: chosen, proven, states: search.best.len() })
}

struct Search<'a> {
    /// Best saving of a renamed sequence with merges left, and the place of the first pair to merge.
    best: HashMap<(Vec<u32>, usize), (usize, usize)>,
    charges: Vec<Charge>,
    max_states: usize,
    cut: bool,
    run: &'a Run,
}

/// Most merges of an exact search.
pub const DEEPEST: usize = 256;
/// Sequences whose memory is announced at a time.
const ANNOUNCED: usize = 4096;

impl Search<'_> {
    /// The best saving of a renamed sequence.
    fn solve(&mut self, symbols: Vec<u32>, merges: usize) -> Result<usize> {
        if merges == 0 || symbols.len() < 2 {
            return Ok(0);
        }
        let key = (symbols, merges);
        if let Some((saving, _)) = self.best.get(&key) {
            return Ok(*saving);
        }
        let (symbols, _) = &key;
        let mut pairs = pair_counts(symbols);
        pairs.sort_by_key(|count| (std::cmp::Reverse(count.disjoint), count.first));
        let top = pairs.first().map_or(0, |count| count.disjoint);
        let (mut most, mut first) = (0, 0);
        for count in pairs {
            // The first pair was followed to the end: the search can stop here with what it has.
            if most > 0 && (self.cut || self.best.len() >= self.max_states || self.run.is_cancelled()) {
                self.cut = true;
                break;
            }
            // Merging never makes a pair more frequent than the most frequent one was.
            let hope = bound(symbols.len() - count.disjoint, merges - 1, top);
            if count.disjoint + hope <= most {
                continue;
            }
            let next = renamed(&replace(symbols, count.pair, u32::MAX));
            let saving = count.disjoint + self.solve(next, merges - 1)?;
            if saving > most {
                (most, first) = (saving, count.first);
            }
        }
        if self.best.len().is_multiple_of(ANNOUNCED) {
            let bytes = (ANNOUNCED * (4 * key.0.len() + 96)) as u64;
            self.charges.push(self.run.charge("remembered sequences", bytes)?);
        }
        self.best.insert(key, (most, first));
        self.run.progress().advance(1);
        Ok(most)
    }

    /// The merges behind the best saving.
    fn walk(&self, symbols: &[u32], letters: u32, merges: usize) -> Result<Vec<Merge>> {
        let (mut now, mut chosen) = (symbols.to_vec(), Vec::new());
        for left in (1..=merges).rev() {
            let Some((saving, first)) = self.best.get(&(renamed(&now), left)) else { break };
            if *saving == 0 {
                break;
            }
            let pair = (now[*first], now[*first + 1]);
            now = replace(&now, pair, letters + chosen.len() as u32);
            chosen.push(pair);
        }
        Ok(chosen)
    }
}

/// No less than what m merges save of n symbols, none of them more than c.
pub(super) fn bound(n: usize, m: usize, c: usize) -> usize {
    m.saturating_mul(c).min(bound_any(n, m))
}

/// n − ⌈n / 2^m⌉: a merge at most halves.
pub(super) fn bound_any(n: usize, m: usize) -> usize {
    let kept = if m >= usize::BITS as usize { usize::from(n > 0) } else { n.div_ceil(1 << m) };
    n - kept
}

/// The sequence with its tokens numbered in the order of first occurrence.
pub(super) fn renamed(symbols: &[u32]) -> Vec<u32> {
    let mut names: HashMap<u32, u32> = HashMap::new();
    symbols
        .iter()
        .map(|symbol| {
            let next = names.len() as u32;
            *names.entry(*symbol).or_insert(next)
        })
        .collect()
}
