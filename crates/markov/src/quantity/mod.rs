//! Quantities of one subset or partition, each a sum of entropies of the pair law.
//!
//! With h(S) = H(P^(S)) = H(X_S, Y_S) − H(X_S), in nats:
//!
//! | quantity | value |
//! |---|---|
//! | entropy rate of S | h(S) |
//! | distance to independence of S | Σ_{i∈S} h({i}) − h(S) |
//! | distance to factorizability over S_1 … S_k (and the rest) | Σ h(S_i) + h(rest) − h(V) |
//! | distance to a fixed set W | h(W) + h(S) − h(W ∪ S) |
//! | distance to stationarity of S | −Σ (μP)^S ln μ^S − h(S), or H(Y_S) − h(S) = I(X_S; Y_S) |
//!
//! The form with S removed is the quantity of V ∖ S. Distances are never negative: what rounding leaves below 0
//! is 0. Cost: one pass over the transitions (pair law) or d + 1 columns of the states (single flips) for each
//! h; singles of all coordinates share one pass.
//!
//! Source: M. C. H. Choi, Y. Wang, G. Wolfer, 2024, "Geometry and factorization of multivariate Markov chains
//! with applications to the swapping algorithm"; Z. Lai, M. C. H. Choi, 2025, "Information-theoretic subset
//! selection of multivariate Markov chains via submodular optimization".
use crate::objective::term::{Factors, single_rates};
use crate::objective::{Kind, Reading};
use crate::route::Laws;
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};
use std::sync::Arc;

/// Quantities of the chain of some laws.
#[derive(Clone, Debug)]
pub struct Quantities {
    laws: Arc<Laws>,
}

/// A distance as it is reported: never negative, never −0.
fn distance(sum: Sum) -> f64 {
    let value = sum.value();
    if value > 0.0 { value } else { 0.0 }
}

impl Quantities {
    /// Quantities read from `laws`.
    #[must_use]
    pub fn new(laws: &Arc<Laws>) -> Self {
        Quantities { laws: Arc::clone(laws) }
    }

    fn check(&self, argument: &'static str, subset: &[u32]) -> Result<()> {
        self.laws.chain().space().check_subset(argument, subset)
    }

    /// h(S) of a subset that was checked.
    fn rate(&self, subset: &[u32], run: &Run) -> Result<f64> {
        Ok(self.laws.entropies_of(subset, run)?.rate())
    }

    /// H(P^(S)) in nats; 0 for the empty set.
    ///
    /// # Errors
    /// A bad subset, out of memory, or the run was cancelled.
    pub fn entropy_rate(&self, subset: &[u32], run: &Run) -> Result<f64> {
        self.check("subset", subset)?;
        Ok(self.rate(subset, run)?.max(0.0))
    }

    /// D(P^(S) ‖ ⊗_{i∈S} P^(i)) in nats; 0 for fewer than two coordinates.
    ///
    /// # Errors
    /// As [`Quantities::entropy_rate`].
    pub fn distance_to_independence(&self, subset: &[u32], run: &Run) -> Result<f64> {
        self.check("subset", subset)?;
        if subset.len() < 2 {
            return Ok(0.0);
        }
        let rates = single_rates(&self.laws, run)?;
        let mut sum: Sum = subset.iter().map(|i| rates[*i as usize]).collect();
        sum.add(-self.rate(subset, run)?);
        Ok(distance(sum))
    }

    /// D(P ‖ P^(S) ⊗ P^(V∖S)) in nats; symmetric in S and V ∖ S.
    ///
    /// # Errors
    /// As [`Quantities::entropy_rate`].
    pub fn distance_to_factorizability(&self, subset: &[u32], run: &Run) -> Result<f64> {
        self.distance_to_blocks(&[subset.to_vec()], run)
    }

    /// D(P ‖ P^(S_1) ⊗ … ⊗ P^(S_k) ⊗ P^(rest)) in nats for disjoint blocks; the rest may be empty.
    ///
    /// # Errors
    /// Blocks that overlap, a bad block, out of memory, or the run was cancelled.
    pub fn distance_to_blocks(&self, blocks: &[Vec<u32>], run: &Run) -> Result<f64> {
        let dimension = self.laws.dimension();
        let mut owner = vec![None; dimension];
        for (index, block) in blocks.iter().enumerate() {
            self.check("blocks", block)?;
            for coordinate in block {
                if let Some(earlier) = owner[*coordinate as usize].replace(index) {
                    return Err(Error::argument(
                        "blocks",
                        "disjoint blocks",
                        format_args!("coordinate {coordinate} in blocks {earlier} and {index}"),
                    ));
                }
            }
        }
        let rest: Vec<u32> = (0..dimension as u32).filter(|i| owner[*i as usize].is_none()).collect();
        let filled: Vec<&[u32]> =
            blocks.iter().map(Vec::as_slice).chain([&rest[..]]).filter(|block| !block.is_empty()).collect();
        if filled.len() < 2 {
            return Ok(0.0);
        }
        let mut sum = Sum::default();
        for block in filled {
            sum.add(self.rate(block, run)?);
        }
        let all: Vec<u32> = (0..dimension as u32).collect();
        sum.add(-self.rate(&all, run)?);
        Ok(distance(sum))
    }

    /// D(P^(S) ‖ rows of μ^(S)), or I(X_S; Y_S), in nats; +∞ by the first reading where the next state has mass
    /// and the reference has none.
    ///
    /// # Errors
    /// As [`Quantities::entropy_rate`].
    pub fn distance_to_stationarity(&self, subset: &[u32], reading: Reading, run: &Run) -> Result<f64> {
        self.check("subset", subset)?;
        let value = Factors::stationarity(reading).of(self.laws.entropies_of(subset, run)?);
        Ok(if value > 0.0 { value } else { 0.0 })
    }

    /// I(X_S; Y_S) in nats: what one step of the chain keeps.
    ///
    /// # Errors
    /// As [`Quantities::entropy_rate`].
    pub fn mutual_information(&self, subset: &[u32], run: &Run) -> Result<f64> {
        self.distance_to_stationarity(subset, Reading::MutualInformation, run)
    }

    /// D(P^(W∪S) ‖ P^(W) ⊗ P^(S)) in nats.
    ///
    /// # Errors
    /// Sets that overlap, a bad set, out of memory, or the run was cancelled.
    pub fn distance_to_fixed_set(&self, fixed: &[u32], subset: &[u32], run: &Run) -> Result<f64> {
        self.check("fixed", fixed)?;
        self.check("subset", subset)?;
        if let Some(both) = subset.iter().find(|coordinate| fixed.contains(coordinate)) {
            return Err(Error::argument(
                "subset",
                "disjoint from the fixed set",
                format_args!("coordinate {both} of the fixed set"),
            ));
        }
        if fixed.is_empty() || subset.is_empty() {
            return Ok(0.0);
        }
        let mut sum = Sum::default();
        sum.add(self.rate(fixed, run)?);
        sum.add(self.rate(subset, run)?);
        let union: Vec<u32> = fixed.iter().chain(subset).copied().collect();
        sum.add(-self.rate(&union, run)?);
        Ok(distance(sum))
    }

    /// The quantity of `kind` of S, or with `complement` of the set that is left when S is removed.
    ///
    /// # Errors
    /// As the quantity itself; [`Kind::check`] where the kind does not fit the chain.
    pub fn value(&self, kind: &Kind, subset: &[u32], complement: bool, run: &Run) -> Result<f64> {
        self.check("subset", subset)?;
        let kept = if complement { self.laws.chain().space().complement(subset) } else { subset.to_vec() };
        match kind {
            Kind::EntropyRate => self.entropy_rate(&kept, run),
            Kind::PairEntropy => Ok(self.laws.entropies_of(&kept, run)?.pair),
            Kind::StateEntropy => Ok(self.laws.entropies_of(&kept, run)?.state),
            Kind::DistanceToIndependence => self.distance_to_independence(&kept, run),
            Kind::DistanceToFactorizability => self.distance_to_factorizability(&kept, run),
            Kind::DistanceToStationarity(reading) => self.distance_to_stationarity(&kept, *reading, run),
            Kind::DistanceToFixedSet(fixed) => {
                let apart: Vec<u32> = kept.into_iter().filter(|i| !fixed.contains(i)).collect();
                self.distance_to_fixed_set(fixed, &apart, run)
            }
        }
    }
}
