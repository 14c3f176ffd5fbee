//! Probabilistic set cover: f(S) = Σ_i w_i (1 − Π_{a∈S} (1 − p_ai)), the expected weight of the concepts covered
//! when element a covers concept i with probability p_ai, independently.
//!
//! A column keeps the probability q_i that nothing chosen covers it, so a gain is Σ_i w_i q_i p_ai: one pass over
//! the element's row. Monotone and submodular for p in [0, 1] and w ≥ 0, both checked. Removing an element multiplies
//! the others anew: with p = 1 nothing could be divided out. Use it where coverage is uncertain: topics of a
//! classifier, click probabilities, detections.
//!
//! Source: K. El-Arini, G. Veda, D. Shahaf, C. Guestrin (2009), "Turning down the noise in the blogosphere".
use super::column_sum::{Cell, ColumnSum, Law};
use marginals_core::{Objective, Result, Run};
use marginals_numerics::arch::columns::Share;
use marginals_numerics::rows::Rows;
use std::sync::Arc;

/// The probabilistic set cover of the rows of `probabilities`, with a weight per column (1 when absent).
///
/// # Errors
/// A probability outside [0, 1] (row and column are named), weights that are negative or of another number, out of
/// memory.
pub fn probabilistic_set_cover(
    probabilities: Arc<Rows>,
    weights: Option<Vec<f64>>,
    run: &Run,
) -> Result<Arc<dyn Objective>> {
    probabilities.within("matrix", 0.0, 1.0)?;
    Ok(Arc::new(ColumnSum::new(probabilities, weights, Uncovered, run)?))
}

/// The cell is the product of 1 − p over entries p < 1. The aid is the probability of no cover: the cell, or a zero
/// once some p is 1, −0 for exactly one such entry and +0 for more, so that the one can be taken out again.
struct Uncovered;

impl Law for Uncovered {
    type Term = Share;

    fn term(&self) -> &Share {
        &Share
    }

    fn is_product(&self) -> bool {
        true
    }

    fn start(&self, _column: usize) -> Cell {
        Cell { cell: 1.0, aid: 1.0 }
    }

    fn absorb(&self, _column: usize, Cell { cell, aid }: Cell, p: f64) -> Cell {
        if p == 1.0 {
            let first = aid != 0.0;
            return Cell { cell, aid: if first { -0.0 } else { 0.0 } };
        }
        let cell = cell * (1.0 - p);
        Cell { cell, aid: if aid == 0.0 { aid } else { cell } }
    }

    fn value(&self, _column: usize, Cell { aid, .. }: Cell) -> f64 {
        1.0 - aid
    }

    fn without(&self, _column: usize, Cell { cell, aid }: Cell, p: f64) -> Cell {
        if p == 1.0 {
            let only = aid.to_bits() == (-0.0f64).to_bits();
            return Cell { cell, aid: if only { cell } else { 0.0 } };
        }
        Cell { cell: cell / (1.0 - p), aid: if aid == 0.0 { aid } else { cell / (1.0 - p) } }
    }
}
