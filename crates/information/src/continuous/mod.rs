//! Measures of variables of values, each by the name of its estimator.
//!
//! - [`measures`]: entropy, mutual and conditional mutual information by name.
//! - [`joint`]: joint and conditional entropy.
//! - [`correlation`]: total and dual total correlation, O- and S-information.
//! - [`order`]: entropies of an order.
//! - [`series`]: transfer entropy and its relatives.
//! - [`agreement`]: whether neighbors see what a fitted copula says.
//! - [`automatic`]: the choice where no name was given, and why.
pub mod agreement;
pub mod automatic;
pub mod correlation;
pub mod joint;
pub mod measures;
pub mod order;
pub mod series;

#[cfg(test)]
mod tests;

pub use correlation::{correlations, gradients, n_plets};
pub use joint::{conditional_entropy, joint_entropy};
pub use measures::{conditional_mutual_information, entropy, mutual_information};
pub use order::order_entropy;

use crate::estimate::Estimate;
use marginals_core::{Error, Result};
use marginals_numerics::neighbors::{Norm, Space};

/// Neighbors looked for where the caller does not say.
pub const NEIGHBORS: usize = 3;

/// A variable by its columns of numbers.
#[derive(Clone, Debug)]
pub struct Variable {
    /// What to call it in messages.
    pub name: &'static str,
    /// Columns of equal length.
    pub columns: Vec<Vec<f64>>,
    /// Columns whose numbers are only equal or not.
    pub nominal: Vec<bool>,
    /// Whether it is made of symbols: strings, booleans, whole numbers.
    pub symbols: bool,
}

impl Variable {
    /// Its columns as a space.
    #[must_use]
    pub fn space(&self, norm: Norm) -> Space<'_> {
        let columns: Vec<&[f64]> = self.columns.iter().map(Vec::as_slice).collect();
        Space::new(&columns, norm).with_nominal(&self.nominal)
    }

    /// Samples.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, Vec::len)
    }

    /// Its rows as labels numbered from 0, equal rows alike.
    #[must_use]
    pub fn labels(&self) -> Vec<u32> {
        let rows = self.rows();
        let mut order: Vec<usize> = (0..rows).collect();
        let compare = |a: usize, b: usize| {
            let each = self.columns.iter().map(|column| (column[a] + 0.0).total_cmp(&(column[b] + 0.0)));
            each.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
        };
        order.sort_unstable_by(|a, b| compare(*a, *b));
        let mut labels = vec![0; rows];
        let mut label = 0;
        for pair in order.windows(2) {
            label += u32::from(compare(pair[0], pair[1]).is_ne());
            labels[pair[1]] = label;
        }
        labels
    }
}

/// How a measure is estimated.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Neighbors; [`NEIGHBORS`] (5 and above the dimension for `lnc`) where absent.
    pub k: Option<usize>,
    /// Norm within variables.
    pub norm: Norm,
    /// Whether Gaussian estimates are corrected for bias.
    pub corrected: bool,
    /// Whether the contribution of each sample is wanted.
    pub local: bool,
    /// Order of a Rényi entropy.
    pub order: Option<f64>,
    /// Threshold of `lnc`.
    pub alpha: Option<f64>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { k: None, norm: Norm::Maximum, corrected: true, local: false, order: None, alpha: None }
    }
}

impl Settings {
    pub(crate) fn neighbors(&self) -> usize {
        self.k.unwrap_or(NEIGHBORS)
    }
}

/// The estimator `name` does not exist for a measure that has `known`.
pub(crate) fn unknown<T>(known: &str, name: &str) -> Result<T> {
    Err(Error::argument("estimator", format!("one of {known}"), name.to_owned()))
}

/// Refuses local values where an estimator has none.
pub(crate) fn no_local(settings: &Settings, name: &str) -> Result<()> {
    if settings.local {
        return Err(Error::unsupported("local", format!("left out for '{name}'"), "true"));
    }
    Ok(())
}

/// Says which estimator was chosen and why.
pub(crate) fn chosen(estimate: Estimate, reason: impl Into<String>) -> Estimate {
    Estimate { reason: Some(reason.into()), ..estimate }
}
