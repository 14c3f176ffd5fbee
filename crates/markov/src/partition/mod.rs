//! The best way to cut the coordinates into k blocks: D(P ‖ P^(S_1) ⊗ … ⊗ P^(S_k)) = Σ h(S_i) − h(V).
//!
//! - [`best_partitions`]: the exact optimum for every k ≤ K, a dynamic programme over subsets, O(K · 3^d), with
//!   bounds on the sizes of blocks; while all subsets fit.
//! - [`agglomerate`]: merges from singletons; [`split_greedily`]: cuts from the whole; heuristics beyond.
//!
//! For two blocks and a submodular distance to factorizability (see
//! [`Facts`](crate::objective::Facts::rate_is_submodular) or a structure check), Queyranne's algorithm is exact
//! for any d; it takes [`ChainObjective`](crate::objective::ChainObjective) of that kind as it is, which is
//! symmetric. It gives no optimum for a given |S|, and none where submodularity fails.
mod agglomerative;
mod exact;
mod split;

pub use agglomerative::agglomerate;
pub use exact::best_partitions;
pub use split::split_greedily;

use crate::exact::Sense;
use crate::route::Laws;
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};
use std::collections::HashMap;
use std::sync::Arc;

/// Least and most coordinates a block may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockSizes {
    /// At least 1.
    pub least: usize,
    /// At least `least`.
    pub most: usize,
}

impl BlockSizes {
    /// Any size.
    #[must_use]
    pub fn any() -> Self {
        BlockSizes { least: 1, most: usize::MAX }
    }

    fn allow(self, size: usize) -> bool {
        (self.least..=self.most).contains(&size)
    }

    /// # Errors
    /// A block count or bounds that no partition of `dimension` coordinates meets.
    fn check(self, blocks: usize, dimension: usize) -> Result<()> {
        if blocks == 0 || blocks > dimension {
            return Err(Error::range(
                "blocks",
                format_args!("an integer in 1..={dimension} (coordinates of the chain)"),
                blocks,
            ));
        }
        if self.least == 0 || self.least > self.most {
            return Err(Error::range(
                "blockSizes",
                "a least size of at least 1 and a most size no smaller",
                format_args!("{} and {}", self.least, self.most),
            ));
        }
        if blocks * self.least > dimension || self.most.saturating_mul(blocks) < dimension {
            return Err(Error::range(
                "blockSizes",
                format_args!("bounds that {blocks} blocks of {dimension} coordinates can meet"),
                format_args!("{} and {}", self.least, self.most),
            ));
        }
        Ok(())
    }
}

/// A partition of the coordinates.
#[derive(Clone, Debug, PartialEq)]
pub struct Partition {
    /// Blocks with increasing coordinates, ordered by their first one.
    pub blocks: Vec<Vec<u32>>,
    /// D(P ‖ ⊗ P^(S_i)) in nats.
    pub distance: f64,
    /// Whether no partition with as many blocks and the same bounds is better.
    pub optimal: bool,
    /// Subsets whose entropies were looked at.
    pub evaluations: u64,
}

impl Partition {
    fn new(mut blocks: Vec<Vec<u32>>, distance: f64, optimal: bool, evaluations: u64) -> Self {
        blocks.iter_mut().for_each(|block| block.sort_unstable());
        blocks.sort_unstable();
        Partition { blocks, distance: if distance > 0.0 { distance } else { 0.0 }, optimal, evaluations }
    }
}

/// h(S) of the subsets a heuristic looks at, each computed once.
struct Rates<'a> {
    laws: &'a Arc<Laws>,
    known: HashMap<Vec<u32>, f64>,
}

impl<'a> Rates<'a> {
    fn new(laws: &'a Arc<Laws>) -> Self {
        Rates { laws, known: HashMap::new() }
    }

    /// h of a subset in any order.
    fn of(&mut self, subset: &[u32], run: &Run) -> Result<f64> {
        let mut key = subset.to_vec();
        key.sort_unstable();
        if let Some(rate) = self.known.get(&key) {
            return Ok(*rate);
        }
        let rate = self.laws.entropies_of(&key, run)?.rate();
        self.known.insert(key, rate);
        Ok(rate)
    }

    fn distance(&mut self, blocks: &[Vec<u32>], run: &Run) -> Result<f64> {
        let all: Vec<u32> = (0..self.laws.dimension() as u32).collect();
        let mut sum = Sum::default();
        for block in blocks {
            sum.add(self.of(block, run)?);
        }
        sum.add(-self.of(&all, run)?);
        Ok(if blocks.len() < 2 { 0.0 } else { sum.value() })
    }

    fn looked_at(&self) -> u64 {
        self.known.len() as u64
    }
}

fn better(sense: Sense, a: f64, b: f64) -> bool {
    match sense {
        Sense::Maximize => a > b + crate::exact::optimum::TIE,
        Sense::Minimize => a < b - crate::exact::optimum::TIE,
    }
}
