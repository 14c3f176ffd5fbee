//! ThreeSieves: one set, one threshold that falls when too many elements in a row miss it.
//!
//! The guess v of the optimum starts at the largest power of 1 + ε below k·m, m the largest f({e}) − f(∅) so far.
//! An element joins S when its gain reaches (v/2 − f(S)) / (k − |S|); after `tries` misses in a row v falls by one
//! power, never below m. By the rule of three, `tries` misses in a row mean with confidence 1 − α that an element
//! above the threshold has probability at most −ln(α) / tries.
//!
//! Value ≥ (1 − ε)(1 − 1/e) OPT with probability (1 − α)^k for independent, identically distributed elements, f
//! monotone and submodular, m known before (S. Buschjäger, P.-J. Honysz, L. Pfahler, K. Morik, 2021, "Very fast
//! streaming submodular function maximization"). Nothing is promised for other orders, so the answer carries no
//! guarantee. Memory: k elements. Cost: at most two gains an element, one of them at the empty set.
use super::candidate::Candidate;
use super::grid::Grid;
use crate::oracle::{Oracle, Set};
use marginals_core::Result;

/// Misses in a row where the length of the stream is not known: with 95 % confidence fewer than 6 % of the elements
/// reach a threshold that 50 in a row have missed.
const PATIENCE: u64 = 50;

/// The default of `tries`: half the stream lets the threshold fall through all its guesses, where the length is known.
pub(super) fn patience(size: usize, epsilon: f64, length: Option<u64>) -> u64 {
    let guesses = (size as f64).ln() / epsilon.ln_1p() + 1.0;
    length.map_or(PATIENCE, |length| (length as f64 / (2.0 * guesses)).ceil().max(1.0) as u64)
}

/// The set and its threshold.
pub(super) struct ThreeSieves {
    size: usize,
    tries: u64,
    grid: Grid,
    empty: Set,
    largest: f64,
    exponent: i32,
    missed: u64,
    pub candidate: Candidate,
}

impl ThreeSieves {
    pub fn new(oracle: &Oracle, size: usize, epsilon: f64, tries: u64) -> Result<ThreeSieves> {
        Ok(ThreeSieves {
            size,
            tries,
            grid: Grid::new(epsilon),
            empty: oracle.empty_set(size)?,
            largest: 0.0,
            exponent: 0,
            missed: 0,
            candidate: Candidate::new(oracle, size)?,
        })
    }

    /// Shows one element; an error leaves everything as it was.
    pub async fn push(&mut self, oracle: &Oracle, e: u32) -> Result<()> {
        let length = self.candidate.trail.len();
        if length == self.size {
            return Ok(());
        }
        let single = oracle.gain(&mut self.empty, e).await?;
        let largest = self.largest.max(single);
        if largest <= 0.0 {
            return Ok(());
        }
        let guesses = self.grid.exponents(largest, self.size as f64 * largest);
        let (mut exponent, mut missed) = (self.exponent, self.missed);
        if largest > self.largest {
            (exponent, missed) = (*guesses.end(), 0);
        } else if missed >= self.tries {
            (exponent, missed) = ((exponent - 1).max(*guesses.start()), 0);
        }
        let least = (self.grid.value(exponent) / 2.0 - self.candidate.rise()) / (self.size - length) as f64;
        let gain = match length {
            0 => single,
            _ if single < least => single,
            _ => oracle.gain(&mut self.candidate.set, e).await?,
        };
        if gain >= least && gain > 0.0 {
            self.candidate.add(oracle, e, Some(gain)).await?;
            missed = 0;
        } else {
            missed += 1;
        }
        (self.largest, self.exponent, self.missed) = (largest, exponent, missed);
        Ok(())
    }
}
