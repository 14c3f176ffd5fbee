//! Feature-based functions: f(S) = Σ_i w_i g(Σ_{a∈S} x_ai), concave g over sums of non-negative features.
//!
//! Every feature has diminishing returns of its own, so the chosen rows spread over the features while preferring
//! rows with much of them. No similarity between rows is needed: a gain costs one pass over a row, and a selection
//! from n rows of d features O(n d) for the first pass and far fewer evaluations later. Monotone and submodular for
//! every concave increasing g with g(0) = 0 and features ≥ 0, which is checked; modular when g is linear (power 1).
//! Negative features are refused. Use it for term counts, acoustic or visual words, activations: where a feature
//! means "more of this".
//!
//! Source: K. Kirchhoff, J. Bilmes (2014), "Submodularity for data selection in statistical machine translation";
//! K. Wei, Y. Liu, K. Kirchhoff, J. Bilmes (2014), "Unsupervised submodular subset selection for speech data".
use super::column_sum::{Cell, ColumnSum, Law};
use marginals_core::{Error, Objective, Result, Run};
use marginals_numerics::arch::columns::{Logarithm, Room, Root, Saturation, Term};
use marginals_numerics::rows::Rows;
use std::sync::Arc;

/// The concave function g of a sum of features.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Concave {
    /// √x.
    Sqrt,
    /// ln(1 + x).
    Log1p,
    /// x / (1 + x).
    Saturating,
    /// min(x, cap), cap > 0.
    Min(f64),
    /// x^p, p in (0, 1].
    Power(f64),
}

/// The feature-based function of the rows of `matrix`, with a weight per column (1 when absent).
///
/// # Errors
/// A feature that is negative or not finite (row and column are named), a cap that is not above 0, a power outside
/// (0, 1], weights that are negative or of another number, sums that overflow, out of memory.
pub fn feature_based(
    matrix: Arc<Rows>,
    weights: Option<Vec<f64>>,
    concave: Concave,
    run: &Run,
) -> Result<Arc<dyn Objective>> {
    matrix.within("matrix", 0.0, f64::INFINITY)?;
    Ok(match concave {
        Concave::Sqrt => Arc::new(ColumnSum::new(matrix, weights, SquareRoot, run)?),
        Concave::Power(0.5) => Arc::new(ColumnSum::new(matrix, weights, SquareRoot, run)?),
        Concave::Log1p => Arc::new(ColumnSum::new(matrix, weights, LogOnePlus, run)?),
        Concave::Saturating => Arc::new(ColumnSum::new(matrix, weights, Saturating, run)?),
        Concave::Min(cap) if cap > 0.0 && cap.is_finite() => {
            Arc::new(ColumnSum::new(matrix, weights, Capped(Caps::All(cap)), run)?)
        }
        Concave::Min(cap) => return Err(Error::range("cap", "a finite number above 0", cap)),
        Concave::Power(power) if power > 0.0 && power <= 1.0 => {
            Arc::new(ColumnSum::new(matrix, weights, Power(power), run)?)
        }
        Concave::Power(power) => {
            return Err(Error::range("concave.power", "above 0 and at most 1", power));
        }
    })
}

/// A law whose cell is the sum of the entries: everything but φ and the aid is the same.
pub(crate) trait Summed: Send + Sync + 'static {
    type Term: Term;
    fn term(&self) -> &Self::Term;
    fn aid(&self, column: usize, sum: f64) -> f64;
    fn value(&self, column: usize, sum: f64) -> f64;
    fn is_linear(&self) -> bool {
        false
    }
}

impl<S: Summed> Law for S {
    type Term = S::Term;

    fn term(&self) -> &S::Term {
        Summed::term(self)
    }

    fn start(&self, column: usize) -> Cell {
        Cell { cell: 0.0, aid: self.aid(column, 0.0) }
    }

    fn absorb(&self, column: usize, cell: Cell, x: f64) -> Cell {
        Cell { cell: cell.cell + x, aid: self.aid(column, cell.cell + x) }
    }

    fn value(&self, column: usize, cell: Cell) -> f64 {
        Summed::value(self, column, cell.cell)
    }

    fn without(&self, column: usize, cell: Cell, x: f64) -> Cell {
        let rest = (cell.cell - x).max(0.0);
        Cell { cell: rest, aid: self.aid(column, rest) }
    }

    fn is_linear(&self) -> bool {
        Summed::is_linear(self)
    }
}

struct SquareRoot;

impl Summed for SquareRoot {
    type Term = Root;

    fn term(&self) -> &Root {
        &Root
    }

    fn aid(&self, _column: usize, sum: f64) -> f64 {
        sum.sqrt()
    }

    fn value(&self, _column: usize, sum: f64) -> f64 {
        sum.sqrt()
    }
}

struct LogOnePlus;

impl Summed for LogOnePlus {
    type Term = Logarithm;

    fn term(&self) -> &Logarithm {
        &Logarithm
    }

    fn aid(&self, _column: usize, sum: f64) -> f64 {
        1.0 + sum
    }

    fn value(&self, _column: usize, sum: f64) -> f64 {
        sum.ln_1p()
    }
}

struct Saturating;

impl Summed for Saturating {
    type Term = Saturation;

    fn term(&self) -> &Saturation {
        &Saturation
    }

    fn aid(&self, _column: usize, sum: f64) -> f64 {
        1.0 / (1.0 + sum)
    }

    fn value(&self, _column: usize, sum: f64) -> f64 {
        sum / (1.0 + sum)
    }
}

/// The largest sum that counts, for all columns or each.
pub(crate) enum Caps {
    All(f64),
    Each(Vec<f64>),
}

/// min(x, cap).
pub(crate) struct Capped(pub Caps);

impl Capped {
    fn cap(&self, column: usize) -> f64 {
        match &self.0 {
            Caps::All(cap) => *cap,
            Caps::Each(caps) => caps[column],
        }
    }
}

impl Summed for Capped {
    type Term = Room;

    fn term(&self) -> &Room {
        &Room
    }

    fn aid(&self, column: usize, sum: f64) -> f64 {
        (self.cap(column) - sum).max(0.0)
    }

    fn value(&self, column: usize, sum: f64) -> f64 {
        sum.min(self.cap(column))
    }
}

/// x^p, p the field.
pub(crate) struct Power(f64);

impl Term for Power {
    #[inline(always)]
    fn gain(&self, cell: f64, aid: f64, x: f64) -> f64 {
        (cell + x).powf(self.0) - aid
    }
}

impl Summed for Power {
    type Term = Power;

    fn term(&self) -> &Power {
        self
    }

    fn aid(&self, _column: usize, sum: f64) -> f64 {
        sum.powf(self.0)
    }

    fn value(&self, _column: usize, sum: f64) -> f64 {
        sum.powf(self.0)
    }

    fn is_linear(&self) -> bool {
        self.0 == 1.0
    }
}
