//! Entropies of a subset of coordinates from transition counts.
//!
//! A margin numbers the cells (x_S, y_S), x_S and y_S of the distinct transitions once; afterwards the entropies
//! of any counts over the same transitions (the data's or a bootstrap replicate's) cost one pass.
use super::correction::Correction;
use super::counts::PairCounts;
use super::distinct::distinct;
use marginals_core::{Result, Run};

/// Cells of the distinct transitions over one subset.
#[derive(Clone, Debug)]
pub struct Margin {
    pair: Cells,
    state: Cells,
    next: Cells,
}

#[derive(Clone, Debug)]
struct Cells {
    cell: Vec<u32>,
    count: usize,
}

/// Entropies of (X_S, Y_S), X_S and Y_S in nats.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entropies {
    /// H(X_S, Y_S).
    pub pair: f64,
    /// H(X_S).
    pub state: f64,
    /// H(Y_S).
    pub next: f64,
}

impl Entropies {
    /// H(P^(S)) = H(X_S, Y_S) − H(X_S).
    #[must_use]
    pub fn entropy_rate(&self) -> f64 {
        self.pair - self.state
    }

    /// I(X_S; Y_S) = H(X_S) + H(Y_S) − H(X_S, Y_S).
    #[must_use]
    pub fn mutual_information(&self) -> f64 {
        self.state + self.next - self.pair
    }
}

impl Cells {
    fn of(keys: &[u64], run: &Run) -> Result<Self> {
        let (distinct, _, cell) = distinct(keys, run)?;
        Ok(Cells { cell, count: distinct.len() })
    }

    fn entropy(&self, counts: &[u64], correction: Correction) -> f64 {
        let mut table = vec![0u64; self.count];
        for (cell, count) in self.cell.iter().zip(counts) {
            table[*cell as usize] += count;
        }
        correction.entropy(&table)
    }
}

impl PairCounts {
    /// The margin of `subset` (the empty one has no entropy). Cost: three sorts of the distinct transitions.
    ///
    /// # Errors
    /// A bad subset, out of memory, or the run was cancelled.
    pub fn margin(&self, subset: &[u32], run: &Run) -> Result<Margin> {
        self.space.check_subset("subset", subset)?;
        let _charge = run.charge("the cells of a subset", 24 * self.from.len() as u64)?;
        let mut strides = Vec::with_capacity(subset.len());
        let mut width = 1u64;
        for coordinate in subset.iter().rev() {
            strides.push(width);
            width *= u64::from(self.space.sizes()[*coordinate as usize]);
        }
        strides.reverse();
        let image = |state: u32| -> u64 {
            let digits = subset.iter().map(|coordinate| u64::from(self.space.digit(state, *coordinate)));
            digits.zip(&strides).map(|(digit, stride)| digit * stride).sum()
        };
        run.check()?;
        let from: Vec<u64> = self.from.iter().map(|x| image(*x)).collect();
        let to: Vec<u64> = self.to.iter().map(|y| image(*y)).collect();
        run.check()?;
        let pairs: Vec<u64> = from.iter().zip(&to).map(|(x, y)| x * width + y).collect();
        Ok(Margin {
            pair: Cells::of(&pairs, run)?,
            state: Cells::of(&from, run)?,
            next: Cells::of(&to, run)?,
        })
    }
}

impl Margin {
    /// Number of distinct (x_S, y_S) that were seen.
    #[must_use]
    pub fn occupied(&self) -> usize {
        self.pair.count
    }

    /// Number of distinct x_S that were left.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.state.count
    }

    /// Number of distinct y_S that were reached.
    #[must_use]
    pub fn next_values(&self) -> usize {
        self.next.count
    }

    /// Entropies of `counts`, one a distinct transition.
    #[must_use]
    pub fn entropies(&self, counts: &[u64], correction: Correction) -> Entropies {
        Entropies {
            pair: self.pair.entropy(counts, correction),
            state: self.state.entropy(counts, correction),
            next: self.next.entropy(counts, correction),
        }
    }
}
