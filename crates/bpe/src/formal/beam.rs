//! Beam search for merges: the `width` best partial sequences, each merge tried on all of them.
//!
//! After every merge the sequences that leave the fewest symbols are kept, equals in the order of their parents
//! and of where their last pair occurs first; of sequences that leave the same text, up to the names of its
//! tokens, one. The first place belongs to the greedy sequence (disjoint counts, ties to the first seen), so no
//! width saves less than greedy, and a width of 1 is greedy. Each sequence that is let go is remembered by the
//! most it could have saved: min((m − 1) c, n − ⌈n / 2^(m − 1)⌉) more, for n symbols left, m − 1 merges to go
//! and a most frequent pair of c disjoint occurrences. The largest of these is a bound on the optimum, and a
//! search that let go of nothing better is exact.
//!
//! Cost: O(width N) a merge and for each duplicate. Guarantee: that of greedy by disjoint counts, and the bound.
//! For texts too long for [`optimal`](super::optimal).
use super::certificate::utility_bound;
use super::greedy::Greedy;
use super::optimal::{bound, renamed};
use super::tokens::{Merge, PairCount, check_letters, pair_counts, replace};
use marginals_core::{Code, Error, Result, Run};
use std::cmp::Reverse;
use std::collections::HashSet;

/// The best sequence that a beam search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beam {
    /// The sequence.
    pub found: Greedy,
    /// No sequence of as many merges saves more.
    pub bound: usize,
    /// Sequences of tokens examined.
    pub states: usize,
}

/// A kept sequence: what it leaves and the steps behind it, as places in the list of all steps.
struct Kept {
    symbols: Vec<u32>,
    step: Option<usize>,
}

/// A merge and what came before it.
struct Step {
    pair: Merge,
    gain: usize,
    before: Option<usize>,
}

/// A merge of one of the kept sequences.
struct Candidate {
    /// Symbols that it would leave.
    length: usize,
    /// The sequence, by its place in the beam.
    parent: usize,
    pair: Merge,
    /// Occurrences of the most frequent pair of that sequence.
    top: usize,
}

/// Candidates a sequence may name for every place of the beam: those beyond are seldom needed, because few
/// candidates are duplicates.
const NAMED: usize = 4;

/// The best of the sequences of at most `merges` merges that a beam of `width` sequences meets. Stopped early,
/// it answers with the best so far.
///
/// # Errors
/// A symbol that is not below `letters`; a width of 0; out of memory.
pub fn beam(text: &[u32], letters: u32, merges: usize, width: usize, run: &Run) -> Result<Beam> {
    check_letters(text, letters)?;
    if width == 0 {
        return Err(Error::range("width", "at least 1", 0));
    }
    let merges = merges.min(text.len().saturating_sub(1));
    run.progress().start("merge", merges as u64);
    let mut search = Search { length: text.len(), width, steps: Vec::new(), lost: 0, states: 1, run };
    let mut kept = vec![Kept { symbols: text.to_vec(), step: None }];
    let (mut left, mut charges) = (merges, Vec::new());
    while left > 0 && kept[0].symbols.len() > 1 {
        charges.push(run.charge("beam", (kept.len().saturating_mul(size_of::<Step>())) as u64)?);
        kept = match search.merge(&kept, left, letters + (merges - left) as u32) {
            Err(error) if error.code() == Code::Aborted => break,
            next => next?,
        };
        left -= 1;
        let fewest = kept.iter().map(|state| state.symbols.len()).min().unwrap_or(0);
        run.progress().advance(1);
        run.progress().report_value((text.len() - fewest) as f64);
        if fewest < 2 {
            break;
        }
    }
    if left > 0 {
        for state in &kept {
            let top = pair_counts(&state.symbols).iter().map(|count| count.disjoint).max().unwrap_or(0);
            search.lose(state.symbols.len(), left, top);
        }
    }
    let best = kept.into_iter().min_by_key(|state| state.symbols.len());
    let Some(Kept { symbols, step }) = best else { return Err(Error::internal("an empty beam")) };
    let mut found = Greedy { merges: Vec::new(), gains: Vec::new(), symbols };
    let mut at = step;
    while let Some(step) = at.and_then(|at| search.steps.get(at)) {
        found.merges.push(step.pair);
        found.gains.push(step.gain);
        at = step.before;
    }
    found.merges.reverse();
    found.gains.reverse();
    let bound = search.lost.min(utility_bound(text, merges)).max(found.utility());
    Ok(Beam { bound, found, states: search.states })
}

struct Search<'a> {
    /// Symbols of the text.
    length: usize,
    width: usize,
    steps: Vec<Step>,
    /// The most that a sequence let go of could have saved.
    lost: usize,
    states: usize,
    run: &'a Run,
}

impl Search<'_> {
    /// What the beam keeps of `kept` after one more of the `left` merges, which makes `token`.
    fn merge(&mut self, kept: &[Kept], left: usize, token: u32) -> Result<Vec<Kept>> {
        let named = self.width.saturating_mul(NAMED);
        let longest = kept.iter().map(|state| state.symbols.len()).max().unwrap_or(0);
        // The beam before and after, its names; the candidates with what finding them takes.
        let texts = (2 * self.width.min(kept.len().saturating_mul(longest)) + kept.len()) * longest;
        let pairs = kept.len() * longest.min(named) + self.run.threads() * longest;
        let bytes = texts * size_of::<u32>() + pairs * (size_of::<Candidate>() + size_of::<PairCount>());
        let _charge = self.run.charge("beam", bytes as u64)?;
        let found = self.run.items(
            kept.iter().collect(),
            || (),
            |(), parent, state: &Kept| {
                let mut pairs = pair_counts(&state.symbols);
                pairs.sort_by_key(|count| Reverse(count.disjoint));
                let top = pairs.first().map_or(0, |count| count.disjoint);
                let beyond = pairs.get(named).map(|count| state.symbols.len() - count.disjoint);
                pairs.truncate(named);
                let candidates = pairs.into_iter().map(|count| Candidate {
                    length: state.symbols.len() - count.disjoint,
                    parent,
                    pair: count.pair,
                    top,
                });
                Ok((candidates.collect::<Vec<_>>(), beyond, top))
            },
        )?;
        let mut candidates = Vec::new();
        for (some, beyond, top) in found {
            candidates.extend(some);
            if let Some(length) = beyond {
                self.lose(length, left - 1, top);
            }
        }
        // The sort is stable: equals stay in the order of parents and first occurrence. The first candidate is
        // the greedy one, which keeps its place.
        if let Some((_, others)) = candidates.split_first_mut() {
            others.sort_by_key(|candidate| candidate.length);
        }
        let (mut next, mut known) = (Vec::new(), HashSet::new());
        for Candidate { length, parent, pair, top } in candidates {
            if next.len() == self.width {
                self.lose(length, left - 1, top);
                continue;
            }
            self.run.check()?;
            let parent = &kept[parent];
            let symbols = replace(&parent.symbols, pair, token);
            if known.insert(renamed(&symbols)) {
                self.steps.push(Step { pair, gain: parent.symbols.len() - length, before: parent.step });
                next.push(Kept { symbols, step: Some(self.steps.len() - 1) });
            }
        }
        self.states += next.len();
        Ok(next)
    }

    /// Remembers what a sequence that left `length` symbols, with `left` merges to go and no pair more frequent
    /// than `top`, could have saved.
    fn lose(&mut self, length: usize, left: usize, top: usize) {
        self.lost = self.lost.max(self.length - length + bound(length, left, top));
    }
}
