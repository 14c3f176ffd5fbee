//! Estimators of an entropy from counts.
//!
//! All of them take a [`Profile`]: how many symbols were seen once, twice, …, so that each formula is evaluated
//! once per distinct count and costs nothing per symbol.
pub mod profile;

use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};
pub use profile::Profile;

/// An estimator of the entropy of a discrete variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntropyEstimator {
    /// −Σ p ln p of the relative frequencies.
    PlugIn,
    /// Plug-in + (K − 1)/2N.
    MillerMadow,
}

/// Names, as callers write them.
const NAMES: [(&str, EntropyEstimator); 2] =
    [("plug-in", EntropyEstimator::PlugIn), ("miller-madow", EntropyEstimator::MillerMadow)];

/// An entropy in nats with the standard deviation of its posterior, where there is one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entropy {
    /// The estimate, in nats.
    pub value: f64,
    /// Posterior standard deviation.
    pub standard_deviation: Option<f64>,
}

impl EntropyEstimator {
    /// The estimator of a name.
    ///
    /// # Errors
    /// `Argument` for a name that does not exist.
    pub fn parse(name: &str) -> Result<Self> {
        let found = NAMES.iter().find(|(known, _)| *known == name);
        found.map(|(_, estimator)| *estimator).ok_or_else(|| {
            let names: Vec<&str> = NAMES.iter().map(|(name, _)| *name).collect();
            Error::argument("estimator", format!("one of {}", names.join(", ")), "another name")
        })
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(_, known)| *known == self).map_or("", |(name, _)| name)
    }

    /// The entropy of a variable whose symbols that occur have these counts; `support` is the number of symbols
    /// that can occur, where it is known.
    ///
    /// # Errors
    /// `Range` for a support below the number of symbols seen; the run was cancelled.
    pub fn entropy(self, counts: &[f64], support: Option<f64>, run: &Run) -> Result<Entropy> {
        if self == EntropyEstimator::PlugIn {
            return Ok(Entropy { value: plug_in(counts, run)?, standard_deviation: None });
        }
        let profile = Profile::new(counts, run)?;
        if let Some(support) = support
            && support < profile.observed()
        {
            let expected = format!("at least {} (symbols seen)", profile.observed());
            return Err(Error::range("support", expected, support));
        }
        let value = match self {
            EntropyEstimator::PlugIn => plug_in(counts, run)?,
            EntropyEstimator::MillerMadow => {
                plug_in(counts, run)? + (profile.observed() - 1.0) / (2.0 * profile.total())
            }
        };
        Ok(Entropy { value, standard_deviation: None })
    }
}

/// −Σ p ln p of weights above 0, p = w / Σ w, in nats.
///
/// # Errors
/// The run was cancelled.
pub fn plug_in(weights: &[f64], run: &Run) -> Result<f64> {
    let total = weights.iter().copied().collect::<Sum>().value();
    let mut sum = Sum::default();
    for chunk in weights.chunks(crate::symbols::STRIDE) {
        run.check()?;
        sum.extend(chunk.iter().filter(|weight| **weight > 0.0).map(|weight| {
            let p = weight / total;
            -p * p.ln()
        }));
    }
    Ok(sum.value().max(0.0))
}
