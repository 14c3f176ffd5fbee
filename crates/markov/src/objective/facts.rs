//! What can be proved about the shape of a chain's objectives.
//!
//! S ↦ H(P^(S)) is submodular when the reference is a product law (then H(X_S) is modular and H(X_S, Y_S)
//! submodular by Shannon's inequalities), when d = 2 (the only second difference is D(P ‖ P^(1) ⊗ P^(2)) ≥ 0),
//! and modular when P is a tensor product of its one-coordinate chains. In general it is not. Each condition
//! is checked on the numbers of the chain, to 1e-12.
//!
//! | function of S | shape, given that | direction |
//! |---|---|---|
//! | entropy rate | submodular | none |
//! | distance to independence | supermodular | increasing, always |
//! | distance to factorizability | submodular; symmetric always | none |
//! | distance to stationarity | supermodular if μ (for the mutual information also μP) is a product | increasing, always |
//! | distance to a fixed set | none | increasing if the entropy rate is submodular |
//!
//! Source: M. C. H. Choi, Y. Wang, G. Wolfer, 2024, "Geometry and factorization of multivariate Markov chains",
//! for product stationary laws; the other rows follow by expanding the entropies.
use super::kind::{Kind, Reading};
use super::term::single_rates;
use crate::chain::{Chain, Edges};
use crate::route::Laws;
use crate::track::margin::{Scratch, margin};
use crate::track::states::radices_of;
use marginals_core::sum::Sum;
use marginals_core::{Evidence, Monotone, Result, Run, Shape, Structure};
use std::sync::Arc;

/// Largest total difference at which two laws, or a distance and 0, count as equal.
const EQUAL: f64 = 1e-12;

/// Conditions of the theorems, checked for one chain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The reference law is the product of its margins.
    pub product_reference: bool,
    /// The law of the next state is the product of its margins.
    pub product_next: bool,
    /// P is the tensor product of its one-coordinate chains.
    pub product_chain: bool,
    /// Two coordinates, or one.
    pub at_most_two: bool,
}

impl Facts {
    /// The conditions. Cost the first time: a few passes over the states; over the transitions only when the
    /// rows of the first states look like those of a tensor product.
    ///
    /// # Errors
    /// Out of memory, or the run was cancelled.
    pub fn check(laws: &Arc<Laws>, run: &Run) -> Result<Self> {
        if let Some(facts) = laws.facts.get() {
            return Ok(*facts);
        }
        let chain = laws.chain();
        let product_reference = is_product(chain, chain.reference(), run)?;
        let product_next =
            if chain.is_stationary() { product_reference } else { is_product(chain, chain.next_law(), run)? };
        let facts = Facts {
            product_reference,
            product_next,
            product_chain: is_tensor_product(laws, run)?,
            at_most_two: chain.dimension() <= 2,
        };
        Ok(*laws.facts.get_or_init(|| facts))
    }

    /// Whether S ↦ H(P^(S)) is submodular by a theorem.
    #[must_use]
    pub fn rate_is_submodular(&self) -> bool {
        self.product_reference || self.product_chain || self.at_most_two
    }

    /// Why, in words for a result; empty when it is not known to be.
    #[must_use]
    pub fn reason(&self) -> &'static str {
        if self.product_chain {
            "the chain is a tensor product"
        } else if self.product_reference {
            "the reference law is a product"
        } else if self.at_most_two {
            "the chain has two coordinates"
        } else {
            ""
        }
    }

    /// The structure of `kind` as a function of the set (with `complement`: of the removed set).
    #[must_use]
    pub fn structure(&self, kind: &Kind, complement: bool, empty_value: f64) -> Structure {
        let submodular = self.rate_is_submodular();
        let shape_if = |holds: bool, shape: Shape| match (holds, self.product_chain) {
            (true, true) => Shape::Modular,
            (true, false) => shape,
            (false, _) => Shape::Unknown,
        };
        let (shape, monotone) = match kind {
            Kind::EntropyRate => {
                let direction = if self.product_chain { Monotone::Increasing } else { Monotone::No };
                (shape_if(submodular, Shape::Submodular), direction)
            }
            Kind::DistanceToIndependence => (shape_if(submodular, Shape::Supermodular), Monotone::Increasing),
            Kind::DistanceToFactorizability => (shape_if(submodular, Shape::Submodular), Monotone::No),
            Kind::DistanceToStationarity(reading) => {
                let holds = self.product_reference && (*reading == Reading::Reference || self.product_next);
                (if holds { Shape::Supermodular } else { Shape::Unknown }, Monotone::Increasing)
            }
            Kind::PairEntropy => (shape_if(true, Shape::Submodular), Monotone::Increasing),
            Kind::StateEntropy if self.product_reference => (Shape::Modular, Monotone::Increasing),
            Kind::StateEntropy => (Shape::Submodular, Monotone::Increasing),
            Kind::DistanceToFixedSet(_) => {
                (Shape::Unknown, if submodular { Monotone::Increasing } else { Monotone::No })
            }
        };
        let known = shape != Shape::Unknown || monotone != Monotone::No;
        Structure {
            shape,
            // Removing coordinates reads the same function backwards.
            monotone: if complement { monotone.negated() } else { monotone },
            evidence: if known { Evidence::Proved } else { Evidence::Declared },
            empty_value,
            non_negative: true,
            symmetric: matches!(kind, Kind::DistanceToFactorizability),
        }
    }
}

/// Whether `law` over the states is the product of its margins, entry by entry.
fn is_product(chain: &Chain, law: &[f64], run: &Run) -> Result<bool> {
    let radices = radices_of(chain);
    let mut scratch = Scratch::default();
    let mut product = vec![1.0];
    for i in 0..radices.len() {
        let keep: Vec<bool> = (0..radices.len()).map(|j| i == j).collect();
        let mut single = Vec::new();
        margin(law, &radices, &keep, run, &mut scratch, &mut single)?;
        let mut longer = run.reserved("the product of the margins of a law", product.len() * single.len())?;
        for mass in &product {
            longer.extend(single.iter().map(|value| mass * value));
        }
        product = longer;
        run.check()?;
    }
    // The total: single masses of a large or peaked law are themselves below any absolute bound.
    let difference: Sum = law.iter().zip(&product).map(|(mass, expected)| (mass - expected).abs()).collect();
    Ok(difference.value() <= EQUAL)
}

/// Whether P = ⊗ P^(i). Rows of such a chain have product supports, which most chains fail at the first row.
fn is_tensor_product(laws: &Arc<Laws>, run: &Run) -> Result<bool> {
    let chain = laws.chain();
    if chain.dimension() == 1 {
        return Ok(true);
    }
    let mut row = Edges::default();
    for x in 0..chain.states().min(64) as u32 {
        chain.edges_of(x, &mut row);
        let cells: usize = (0..chain.dimension() as u32)
            .map(|i| {
                let mut seen: Vec<u32> = row.next.iter().map(|y| chain.space().digit(*y, i)).collect();
                seen.sort_unstable();
                seen.dedup();
                seen.len()
            })
            .fold(1, usize::saturating_mul);
        if !row.next.is_empty() && cells != row.next.len() {
            return Ok(false);
        }
    }
    let all: Vec<u32> = (0..chain.dimension() as u32).collect();
    let apart = marginals_core::sum::sum(&single_rates(laws, run)?);
    Ok(apart - laws.entropies_of(&all, run)?.rate() <= EQUAL)
}
