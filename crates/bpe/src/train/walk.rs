//! The pairs of neighbours in the words, in the order of their places.
use super::arena::{Arena, BORDER};
use super::merge::PATIENCE;
use crate::formal::PairCounting;
use marginals_core::{Result, Run};

/// A new pair: the other token, the place of the pair, its weight.
pub(super) enum New {
    Before(u32, u32, u64),
    After(u32, u32, u64),
}

/// The pairs of the tokens just made, each once, in the order of places. One that does not count has no weight, but
/// a place: what stands before it may leave the run.
pub(super) fn each_new(
    arena: &Arena,
    fresh: &[u32],
    lengths: &[u32],
    made: u32,
    counting: PairCounting,
    mut each: impl FnMut(New),
) {
    let (symbols, mut weights, length) = (&arena.symbols, arena.weights(), lengths[made as usize]);
    let (mut last_end, mut runs) = (0, Runs::new(counting));
    for place in fresh {
        let end = place + length;
        let (before, after) = (symbols[*place as usize - 1], symbols[end as usize]);
        let weight = weights.of(*place);
        if before != BORDER && *place != last_end {
            each(New::Before(before, place - lengths[before as usize], weight));
        }
        if after != BORDER {
            let counts = runs.counts(made, after, *place, lengths);
            each(New::After(after, *place, if counts { weight } else { 0 }));
        }
        last_end = end;
    }
}

/// All pairs of neighbours with place and weight, in the order of places.
#[inline]
pub(super) fn each_pair(
    arena: &Arena,
    lengths: &[u32],
    run: &Run,
    mut each: impl FnMut(u32, u32, u32, u64),
) -> Result<()> {
    let (symbols, mut weights) = (&arena.symbols, arena.weights());
    let (mut at, mut checked) = (1, 0);
    while at < symbols.len() {
        if at > checked + PATIENCE {
            run.check()?;
            checked = at;
        }
        let mut left = symbols[at];
        if left == BORDER {
            at += 1;
            continue;
        }
        let weight = weights.of(at as u32);
        loop {
            let next = at + lengths[left as usize] as usize;
            let right = symbols[next];
            if right == BORDER {
                at = next + 1;
                break;
            }
            each(left, right, at as u32, weight);
            (at, left) = (next, right);
            if at > checked + PATIENCE {
                run.check()?;
                checked = at;
            }
        }
    }
    Ok(())
}

/// Which pairs of a run of equal tokens count: all, or every other one. All of them have places.
pub(super) struct Runs {
    disjoint: bool,
    /// Where the token after the pair counted last ends.
    end: u32,
}

impl Runs {
    pub fn new(counting: PairCounting) -> Runs {
        Runs { disjoint: counting == PairCounting::Disjoint, end: 0 }
    }

    #[inline]
    pub fn counts(&mut self, left: u32, right: u32, place: u32, lengths: &[u32]) -> bool {
        if !self.disjoint || left != right {
            return true;
        }
        if place < self.end {
            return false;
        }
        self.end = place + 2 * lengths[left as usize];
        true
    }
}

/// Tokens of the run of `token` that ends with the one at `place`.
pub(super) fn run_before(symbols: &[u32], mut place: usize, token: u32, length: u32) -> usize {
    let mut run = 1;
    while symbols[place - 1] == token {
        place -= length as usize;
        run += 1;
    }
    run
}

/// Tokens of the run of `token` that begins with the one at `place`.
pub(super) fn run_after(symbols: &[u32], mut place: usize, token: u32, length: u32) -> usize {
    let mut run = 1;
    while symbols[place + length as usize] == token {
        place += length as usize;
        run += 1;
    }
    run
}
