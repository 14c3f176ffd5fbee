//! Entropy rates and distances estimated from counts, corrected and with intervals.
//!
//! Each quantity is a signed sum of the entropies of a few subsets, the same sums that hold for a known chain:
//! - entropy rate H(P^(S)) = H(X_S, Y_S) − H(X_S);
//! - mutual information across a step I(X_S; Y_S), the distance to stationarity;
//! - distance to independence Σ_i H(P^(i)) − H(P^(S));
//! - distance to factorizability Σ_j H(P^(S_j)) − H(P^(∪ S_j));
//! - distance to a fixed set H(P^(W)) + H(P^(S)) − H(P^(W ∪ S)).
use super::bootstrap::{Bootstrap, Interval, bootstrap};
use super::correction::Correction;
use super::counts::PairCounts;
use super::margin::Margin;
use marginals_core::{Error, Result, Run};

/// What is estimated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// H(P^(S)).
    EntropyRate(Vec<u32>),
    /// I(X_S; Y_S).
    MutualInformation(Vec<u32>),
    /// D(P^(S) ‖ ⊗ P^(i)).
    DistanceToIndependence(Vec<u32>),
    /// D(P^(∪ S_j) ‖ ⊗ P^(S_j)), blocks disjoint.
    DistanceToFactorizability(Vec<Vec<u32>>),
    /// D(P^(W ∪ S) ‖ P^(W) ⊗ P^(S)), W and S disjoint.
    DistanceToFixedSet {
        /// W.
        fixed: Vec<u32>,
        /// S.
        subset: Vec<u32>,
    },
}

/// An estimated quantity.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// The estimate in nats.
    pub value: f64,
    /// How its entropies were corrected.
    pub correction: Correction,
    /// Bootstrap interval, where one was asked for.
    pub interval: Option<Interval>,
    /// Number of transitions.
    pub transitions: u64,
    /// Facts the caller should know: few data, a negative distance.
    pub warnings: Vec<String>,
}

/// A signed sum of entropy rates, or one mutual information.
struct Terms {
    rates: Vec<(f64, Margin)>,
    information: Option<Margin>,
}

impl Terms {
    fn of(quantity: &Quantity, counts: &PairCounts, run: &Run) -> Result<Self> {
        let rate = |sign: f64, subset: &[u32]| Ok::<_, Error>((sign, counts.margin(subset, run)?));
        let mut terms = Terms { rates: Vec::new(), information: None };
        match quantity {
            Quantity::EntropyRate(subset) => terms.rates.push(rate(1.0, subset)?),
            Quantity::MutualInformation(subset) => terms.information = Some(counts.margin(subset, run)?),
            Quantity::DistanceToIndependence(subset) => {
                counts.space().check_subset("subset", subset)?;
                for coordinate in subset {
                    terms.rates.push(rate(1.0, &[*coordinate])?);
                }
                terms.rates.push(rate(-1.0, subset)?);
            }
            Quantity::DistanceToFactorizability(blocks) => {
                let all = blocks.concat();
                counts.space().check_subset("blocks", &all)?;
                for block in blocks {
                    terms.rates.push(rate(1.0, block)?);
                }
                terms.rates.push(rate(-1.0, &all)?);
            }
            Quantity::DistanceToFixedSet { fixed, subset } => {
                let both = [&fixed[..], &subset[..]].concat();
                counts.space().check_subset("subset", &both)?;
                terms.rates.push(rate(1.0, fixed)?);
                terms.rates.push(rate(1.0, subset)?);
                terms.rates.push(rate(-1.0, &both)?);
            }
        }
        Ok(terms)
    }

    /// The most distinct pairs that any of the entropies stands on.
    fn occupied(&self) -> usize {
        let margins = self.rates.iter().map(|(_, margin)| margin).chain(&self.information);
        margins.map(Margin::occupied).max().unwrap_or(0)
    }

    fn value(&self, counts: &[u64], correction: Correction) -> f64 {
        let information =
            self.information.as_ref().map(|margin| margin.entropies(counts, correction).mutual_information());
        let rates = self
            .rates
            .iter()
            .map(|(sign, margin)| sign * margin.entropies(counts, correction).entropy_rate());
        information.into_iter().chain(rates).sum::<f64>() + 0.0
    }
}

/// Estimates `quantity` from `counts`; with `interval`, a block bootstrap follows.
///
/// # Errors
/// Bad subsets or overlapping blocks, bad bootstrap settings, out of memory, or the run was cancelled.
pub fn estimate(
    counts: &PairCounts,
    quantity: &Quantity,
    correction: Correction,
    interval: Option<&Bootstrap>,
    run: &Run,
) -> Result<Estimate> {
    let terms = Terms::of(quantity, counts, run)?;
    let mut value = terms.value(counts.counts(), correction);
    if correction == Correction::PlugIn {
        // Plug-in quantities are those of a law, hence never negative; what is below 0 is rounding.
        value = value.max(0.0);
    }
    let interval = interval
        .map(|settings| bootstrap(counts, |counts| Ok(terms.value(counts, correction)), settings, run))
        .transpose()?;
    let mut warnings = Vec::new();
    if value < 0.0 {
        warnings.push("the corrected estimate is negative, which no chain can be: read it as 0".to_string());
    }
    let occupied = terms.occupied() as u64;
    if counts.total() < 5 * occupied {
        warnings.push(format!(
            "{} transitions over {occupied} distinct pairs are few: plug-in entropies are biased low",
            counts.total()
        ));
    }
    Ok(Estimate { value, correction, interval, transitions: counts.total(), warnings })
}
