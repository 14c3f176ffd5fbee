//! The entropies of all 2^d subsets, by summing out one coordinate at a time.
//!
//! Each subset is reached once, its coordinates dropped in decreasing order, so most of the work is on long
//! contiguous runs. Cost, with r_i values of coordinate i:
//! - single flips: about (d + 1) Π (1 + r_i) / 2 additions and logarithms for a reversible chain, (d + 1) 3^d / 2
//!   for bits: d = 16 in a few seconds;
//! - dense pairs: Π (1 + r_i²), 5^d for bits: d up to 11 or 12;
//! - beyond, the transitions as a table that is coarsened along the same tree;
//! - an exchangeable chain: d + 1 subsets.
//!
//! Threads take the subsets that keep different parts of the last coordinates; a subset's path through the tree
//! is always the same, so its bits do not depend on them.
use super::level::Level;
use super::tree::{by_coarsening, by_levels};
use crate::objective::term::Factors;
use crate::objective::{Kind, Reading};
use crate::route::{Laws, Route};
use crate::track::Entropies;
use marginals_core::sum::{BLOCK, Sum};
use marginals_core::{Error, Result, Run};
use std::sync::Arc;

/// Most coordinates of a table of all subsets.
pub const MAX_DIMENSION: usize = 24;

/// Most cells visited; some minutes of work.
const MAX_CELLS: f64 = 1e11;

/// Most cells of dense pair tables; beyond, the transitions are coarsened.
const MAX_DENSE_CELLS: f64 = 3e8;

/// The entropies of every subset of a chain's coordinates. Bit i of a mask is coordinate i.
#[derive(Debug)]
pub struct AllSubsets {
    dimension: usize,
    entropies: Vec<Entropies>,
    singles: Vec<f64>,
}

impl AllSubsets {
    /// Whether the table can be made, and what it takes: (cells visited, bytes).
    ///
    /// # Errors
    /// Too many coordinates, or too much work.
    pub fn plan(laws: &Laws, run: &Run) -> Result<(f64, u64)> {
        let dimension = laws.dimension();
        if dimension > MAX_DIMENSION {
            return Err(Error::limit(
                "chain",
                format_args!("a chain of at most {MAX_DIMENSION} coordinates for all subsets"),
                format_args!("{dimension} coordinates"),
            ));
        }
        let table = (1u64 << dimension) * size_of::<Entropies>() as u64;
        if laws.counts_only() {
            return Ok((dimension as f64, table));
        }
        let sizes = laws.chain().space().sizes();
        let product =
            |of: &dyn Fn(f64) -> f64| sizes.iter().map(|size| of(f64::from(*size))).product::<f64>();
        let slots: f64 = sizes.iter().map(|size| f64::from(*size) - 1.0).sum();
        let threads = run.threads() as u64;
        let (cells, bytes) = match laws.route(run)? {
            Route::SingleFlip => {
                let root = 8 * (slots + 3.0) as u64 * laws.chain().states() as u64;
                ((slots + 2.0) * product(&|size| 1.0 + size), root * (1 + 2 * threads))
            }
            Route::PairLaw if dense_cells(laws) <= MAX_DENSE_CELLS => {
                let root = 8.0 * product(&|size| size * size);
                (dense_cells(laws), root as u64 * (1 + threads))
            }
            Route::PairLaw => {
                let halves = (1u64 << dimension) as f64;
                (
                    laws.chain().transitions() as f64 * halves,
                    32 * laws.chain().transitions() * dimension as u64,
                )
            }
        };
        if cells > MAX_CELLS {
            return Err(Error::limit(
                "chain",
                format_args!("a chain with at most {MAX_CELLS:.0e} table cells over all subsets"),
                format_args!("{cells:.1e}"),
            ));
        }
        Ok((cells, bytes.saturating_add(table)))
    }

    /// Computes the table.
    ///
    /// # Errors
    /// As [`AllSubsets::plan`], out of memory, or the run was cancelled.
    pub fn new(laws: &Arc<Laws>, run: &Run) -> Result<Self> {
        let (_, bytes) = Self::plan(laws, run)?;
        let _charge = run.charge("the entropies of all subsets", bytes)?;
        let dimension = laws.dimension();
        let mut entropies =
            run.filled("the entropies of all subsets", 1 << dimension, Entropies::default())?;
        if laws.counts_only() {
            let by_size = laws.by_size(run)?;
            for (mask, entropies) in entropies.iter_mut().enumerate() {
                *entropies = by_size[mask.count_ones() as usize];
            }
        } else {
            let root = match laws.route(run)? {
                Route::SingleFlip => Some(Level::of_flips(laws.chain(), laws.columns(run)?.as_ref(), run)?),
                Route::PairLaw if dense_cells(laws) <= MAX_DENSE_CELLS => {
                    let cells = laws.chain().states() * laws.chain().states();
                    Some(Level::of_pairs(laws.chain(), cells, run)?)
                }
                Route::PairLaw => None,
            };
            match root {
                Some(root) => by_levels(&root, dimension, run, &mut entropies)?,
                None => by_coarsening(laws, run, &mut entropies)?,
            }
        }
        let singles = (0..dimension).map(|i| entropies[1 << i].rate().max(0.0)).collect();
        Ok(AllSubsets { dimension, entropies, singles })
    }

    /// Number of coordinates.
    #[must_use]
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// Entropies of the subset `mask`.
    #[must_use]
    pub fn entropies(&self, mask: usize) -> Entropies {
        self.entropies[mask]
    }

    /// H(P^(S)).
    #[must_use]
    pub fn rate(&self, mask: usize) -> f64 {
        self.entropies[mask].rate()
    }

    /// The quantity of `kind` of S (with `complement`: of V ∖ S); never negative.
    #[must_use]
    pub fn value(&self, kind: &Kind, complement: bool, mask: usize) -> f64 {
        let full = self.entropies.len() - 1;
        let set = if complement { full ^ mask } else { mask };
        let value = match kind {
            Kind::EntropyRate => self.rate(set),
            Kind::PairEntropy => self.entropies[set].pair,
            Kind::StateEntropy => self.entropies[set].state,
            Kind::DistanceToIndependence => {
                let mut sum = Sum::default();
                sum.extend((0..self.dimension).filter(|i| set >> i & 1 == 1).map(|i| self.singles[i]));
                sum.add(-self.rate(set));
                if set.count_ones() < 2 { 0.0 } else { sum.value() }
            }
            Kind::DistanceToFactorizability => {
                if set == 0 || set == full {
                    0.0
                } else {
                    self.rate(set) + self.rate(full ^ set) - self.rate(full)
                }
            }
            Kind::DistanceToStationarity(reading) => Factors::stationarity(*reading).of(self.entropies[set]),
            Kind::DistanceToFixedSet(fixed) => {
                let fixed = fixed.iter().fold(0, |mask, i| mask | 1usize << i);
                let set = set & !fixed;
                if set == 0 { 0.0 } else { self.rate(fixed) + self.rate(set) - self.rate(fixed | set) }
            }
        };
        if value > 0.0 { value } else { 0.0 }
    }

    /// The quantity of every subset, by mask.
    ///
    /// # Errors
    /// A kind that does not fit, out of memory, or the run was cancelled.
    pub fn values(&self, kind: &Kind, complement: bool, run: &Run) -> Result<Vec<f64>> {
        if let Kind::DistanceToFixedSet(fixed) = kind
            && fixed.iter().any(|i| *i as usize >= self.dimension)
        {
            return Err(Error::range(
                "fixed",
                format_args!("coordinates in 0..{}", self.dimension),
                "one beyond",
            ));
        }
        let mut values = run.filled("the values of all subsets", self.entropies.len(), 0.0)?;
        run.blocks_into(
            &mut values,
            BLOCK,
            || (),
            |(), first, chunk| {
                for (offset, value) in chunk.iter_mut().enumerate() {
                    *value = self.value(kind, complement, first + offset);
                }
                Ok(())
            },
        )?;
        Ok(values)
    }

    /// I(X_S; Y_S) of the subset `mask`.
    #[must_use]
    pub fn mutual_information(&self, mask: usize) -> f64 {
        self.value(&Kind::DistanceToStationarity(Reading::MutualInformation), false, mask)
    }
}

fn dense_cells(laws: &Laws) -> f64 {
    laws.chain().space().sizes().iter().map(|size| 1.0 + f64::from(*size) * f64::from(*size)).product()
}
