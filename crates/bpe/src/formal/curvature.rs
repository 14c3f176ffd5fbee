//! Total backward curvature: how much of an optimal sequence another one can spoil when it comes first.
//!
//! σ(μ*) = max over μ of 1 − (κ(μ then μ*) − κ(μ*)) / κ(μ), for an optimal μ* of at most M merges. Which μ are
//! compared makes the number: sequences of exactly M merges, of up to M, or the prefixes of the greedy
//! sequence, which are all that the bound κ(greedy) ≥ (1 − e^{−σ}) / σ · κ(μ*) needs. There can be many
//! optimal sequences, each with its σ. All sequences of pairs that occur are enumerated: for short texts.
//!
//! Source: as for the module.
use super::greedy::{PairCounting, Ties, greedy};
use super::optimal::optimal;
use super::tokens::{Merge, Trees, check_letters, pair_counts, replace};
use marginals_core::{Error, Result, Run};

/// Which sequences come first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Over {
    /// Those of exactly M merges, and shorter ones that nothing is left to merge after.
    Exact,
    /// Those of 1 to M merges.
    UpTo,
    /// The prefixes of the greedy sequence by disjoint counts, ties to the first seen.
    #[default]
    GreedyPrefixes,
}

/// Curvature over the optimal sequences.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Curvature {
    /// Least over the optimal sequences.
    pub min: f64,
    /// Largest over the optimal sequences.
    pub max: f64,
    /// Symbols saved by each of them.
    pub utility: usize,
    /// Number of optimal sequences.
    pub sequences: usize,
}

/// The curvature of `symbols` for at most `merges` merges.
///
/// # Errors
/// A symbol that is not below `letters`; [`Code::Limit`](marginals_core::Code::Limit) for more than
/// `max_states` sequences; [`Code::Argument`](marginals_core::Code::Argument) for a text of which nothing can be
/// saved; cancelled.
pub fn curvature(
    symbols: &[u32],
    letters: u32,
    merges: usize,
    over: Over,
    max_states: usize,
    run: &Run,
) -> Result<Curvature> {
    check_letters(symbols, letters)?;
    let merges = merges.min(symbols.len().saturating_sub(1));
    let best = optimal(symbols, letters, merges, max_states, run)?;
    if !best.proven {
        return Err(too_many(max_states));
    }
    if best.utility == 0 {
        return Err(Error::argument(
            "symbols",
            "a text of which merges save something",
            "one of which none do",
        ));
    }
    let mut trees = Trees::new(letters);
    let (mut optima, mut firsts) = (Vec::new(), Vec::new());
    let mut seen = 0usize;
    enumerate(symbols, merges, &mut trees, &mut Vec::new(), &mut |trail: &[Merge], now: &[u32]| {
        seen += 1;
        if seen > max_states {
            return Err(too_many(max_states));
        }
        run.check()?;
        let saved = symbols.len() - now.len();
        if saved == best.utility {
            optima.push(trail.to_vec());
        }
        // A sequence that cannot go on is as long as it gets.
        let counts = match over {
            Over::Exact => trail.len() == merges || now.len() == 1,
            Over::UpTo => !trail.is_empty(),
            Over::GreedyPrefixes => false,
        };
        if counts {
            firsts.push((now.to_vec(), saved));
        }
        Ok(())
    })?;
    if over == Over::GreedyPrefixes {
        let found = greedy(symbols, letters, merges, PairCounting::Disjoint, Ties::FirstSeen, run)?;
        firsts = prefixes(symbols, letters, &found.merges, &mut trees);
    }
    let mut answer = Curvature {
        min: f64::INFINITY,
        max: f64::NEG_INFINITY,
        utility: best.utility,
        sequences: optima.len(),
    };
    for optimum in &optima {
        run.check()?;
        let mut largest = f64::NEG_INFINITY;
        for (after, saved) in &firsts {
            let mut now = after.clone();
            for pair in optimum {
                now = replace(&now, *pair, trees.token(*pair));
            }
            let both = (symbols.len() - now.len()) as f64;
            largest = largest.max(1.0 - (both - best.utility as f64) / *saved as f64);
        }
        answer.min = answer.min.min(largest);
        answer.max = answer.max.max(largest);
    }
    Ok(answer)
}

fn too_many(max_states: usize) -> Error {
    Error::limit("maxStates", "large enough for the sequences of merges", max_states)
}

/// Visits every sequence of at most `merges` merges of pairs that occur, the empty one included.
fn enumerate(
    symbols: &[u32],
    merges: usize,
    trees: &mut Trees,
    trail: &mut Vec<Merge>,
    visit: &mut impl FnMut(&[Merge], &[u32]) -> Result<()>,
) -> Result<()> {
    visit(trail, symbols)?;
    if trail.len() == merges {
        return Ok(());
    }
    for count in pair_counts(symbols) {
        let next = replace(symbols, count.pair, trees.token(count.pair));
        trail.push(count.pair);
        enumerate(&next, merges, trees, trail, visit)?;
        trail.pop();
    }
    Ok(())
}

/// What is left after each prefix of a sequence, in the tokens of `trees`, and what it saved.
fn prefixes(symbols: &[u32], letters: u32, merges: &[Merge], trees: &mut Trees) -> Vec<(Vec<u32>, usize)> {
    let (mut now, mut made, mut found) = (symbols.to_vec(), Vec::new(), Vec::new());
    for (left, right) in merges {
        let tree =
            |token: u32, made: &[u32]| token.checked_sub(letters).map_or(token, |at| made[at as usize]);
        let pair = (tree(*left, &made), tree(*right, &made));
        let token = trees.token(pair);
        made.push(token);
        now = replace(&now, pair, token);
        found.push((now.clone(), symbols.len() - now.len()));
    }
    found
}
