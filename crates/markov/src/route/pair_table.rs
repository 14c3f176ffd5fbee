//! The pair law of a chain as a weighted table: one row per transition with mass, one column per coordinate.
//!
//! Column e holds the pair (x_e, y_e) as the number x_e |X_e| + y_e, so the joint entropy of the columns in S is
//! H(X_S, Y_S). The packed word of a row is a sum of two words, one of the state and one of the next state:
//! 2 n words are packed, not z. Rows of a single-flip chain come in ascending order, so nothing is sorted.
//! Memory: 16 bytes a transition, and half of that where the law is symmetric.
use crate::chain::Chain;
use marginals_core::{Charge, Error, Result, Run};
use marginals_information::table::{MirroredTable, NarrowTable, Packing};
use std::sync::Arc;

/// States read between two checks of the cancel flag.
const ROWS: usize = 4096;

/// The words of all states as x and as y of a pair, whose sum is the key of a row.
struct Words {
    from: Vec<u64>,
    to: Vec<u64>,
    radices: Vec<u32>,
    _charge: Charge,
}

impl Words {
    fn new(chain: &Chain, run: &Run) -> Result<Self> {
        let space = chain.space();
        let mut radices = Vec::with_capacity(space.dimension());
        for size in space.sizes() {
            radices.push(size.checked_mul(*size).ok_or_else(|| {
                Error::limit("sizes", "at most 65535 values a coordinate for the pair law", size)
            })?);
        }
        let packing = Packing::new(&radices)?;
        let states = chain.states();
        let charge = run.charge("the words of a pair law", 16 * states as u64)?;
        let mut from = run.reserved("the words of a pair law", states)?;
        let mut to = run.reserved("the words of a pair law", states)?;
        let mut digits = vec![0; space.dimension()];
        for state in 0..states as u32 {
            if (state as usize).is_multiple_of(ROWS) {
                run.check()?;
            }
            space.digits_into(state, &mut digits);
            to.push(packing.pack(&digits));
            digits.iter_mut().zip(space.sizes()).for_each(|(digit, size)| *digit *= size);
            from.push(packing.pack(&digits));
        }
        Ok(Words { from, to, radices, _charge: charge })
    }

    fn key(&self, x: u32, y: u32) -> u64 {
        self.from[x as usize] + self.to[y as usize]
    }
}

fn transitions(chain: &Chain) -> Result<usize> {
    usize::try_from(chain.transitions())
        .map_err(|_| Error::limit("chain", "transitions that fit in memory", chain.transitions()))
}

/// The table of `chain`.
///
/// # Errors
/// A coordinate with more than 65,535 values, pairs that do not fit 64 bits, out of memory, or the run was
/// cancelled.
pub(crate) fn pair_table(chain: &Chain, run: &Run) -> Result<Arc<NarrowTable>> {
    let words = Words::new(chain, run)?;
    let edges = transitions(chain)?;
    let rows = run.charge("a pair law", 16 * edges as u64)?;
    let mut keys = run.reserved("a pair law", edges)?;
    let mut weights = run.reserved("a pair law", edges)?;
    chain.visit_pairs(run, |x, y, weight| {
        keys.push(words.key(x, y));
        weights.push(weight);
    })?;
    let radices = words.radices.clone();
    // The table announces the same rows as its own.
    drop((rows, words));
    Ok(Arc::new(NarrowTable::new(&radices, keys, weights, run)?))
}

/// The table of a symmetric pair law, which has a row for two opposite transitions; `None` when the law is not.
///
/// # Errors
/// As [`pair_table`].
pub(crate) fn mirrored_table(chain: &Chain, run: &Run) -> Result<Option<Arc<MirroredTable>>> {
    let words = Words::new(chain, run)?;
    // Every edge is kept once it has been met twice, and every state has a loop.
    let length = chain.states() + transitions(chain)? / 2;
    let rows = run.charge("a mirrored pair law", 16 * length as u64)?;
    let mut keys = run.reserved("a mirrored pair law", length)?;
    let mut weights = run.reserved("a mirrored pair law", length)?;
    let is_symmetric = chain.visit_mirrored(run, |x, y, weight| {
        keys.push(words.key(x, y));
        weights.push(weight);
    })?;
    drop((rows, words));
    if !is_symmetric {
        return Ok(None);
    }
    Ok(Some(Arc::new(MirroredTable::new(chain.space().sizes(), keys, weights, run)?)))
}
