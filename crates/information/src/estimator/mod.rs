//! Estimators of an entropy from counts.
//!
//! All of them take a [`Profile`]: how many symbols were seen once, twice, …, so that each formula is evaluated
//! once per distinct count and costs nothing per symbol. Which to take: `PlugIn` when samples are many times the
//! symbols; `ChaoWangJost` or `Nsb` when they are not; `Grassberger2003` for something quick in between; the Dirichlet
//! family and `Shrink` when low variance matters more than bias.
mod coverage;
mod dirichlet;
mod harmonic;
mod nsb;
pub mod profile;

use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};
pub use profile::Profile;

/// An estimator of the entropy of a discrete variable.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum EntropyEstimator {
    /// −Σ p ln p of the relative frequencies.
    PlugIn,
    /// Plug-in + (K − 1)/2N (G. Miller, "Note on the bias of information estimates", 1955).
    MillerMadow,
    /// Dirichlet prior of this concentration.
    Dirichlet(f64),
    /// Dirichlet prior of concentration 1/2.
    Jeffreys,
    /// Dirichlet prior of concentration 1.
    Laplace,
    /// Dirichlet prior of concentration 1/K.
    SchurmannGrassberger,
    /// Dirichlet prior of concentration √N/K.
    Minimax,
    /// James–Stein shrinkage towards the uniform law.
    Shrink,
    /// Chao and Shen's coverage-adjusted estimator.
    ChaoShen,
    /// Chao, Wang and Jost's.
    ChaoWangJost,
    /// Grassberger's of 1988.
    Grassberger1988,
    /// Grassberger's of 2003.
    Grassberger2003,
    /// Schürmann's of this ξ, in [1/2, 1].
    Schurmann(f64),
    /// Zhang's.
    Zhang,
    /// Bonachela, Hinrichsen and Muñoz's.
    Bonachela,
    /// The jackknife.
    Jackknife,
    /// Horvitz and Thompson's.
    HorvitzThompson,
    /// Nemenman, Shafee and Bialek's.
    Nsb,
    /// Its limit for far more symbols than samples.
    Ansb,
}

use EntropyEstimator as E;

/// Names, as callers write them; parameters have their defaults.
const NAMES: [(&str, EntropyEstimator); 19] = [
    ("plug-in", E::PlugIn),
    ("miller-madow", E::MillerMadow),
    ("jeffreys", E::Jeffreys),
    ("laplace", E::Laplace),
    ("schurmann-grassberger", E::SchurmannGrassberger),
    ("minimax", E::Minimax),
    ("dirichlet", E::Dirichlet(1.0)),
    ("shrink", E::Shrink),
    ("chao-shen", E::ChaoShen),
    ("chao-wang-jost", E::ChaoWangJost),
    ("grassberger1988", E::Grassberger1988),
    ("grassberger2003", E::Grassberger2003),
    ("schurmann", E::Schurmann(0.606_530_659_712_633_4)),
    ("zhang", E::Zhang),
    ("bonachela", E::Bonachela),
    ("jackknife", E::Jackknife),
    ("horvitz-thompson", E::HorvitzThompson),
    ("nsb", E::Nsb),
    ("ansb", E::Ansb),
];

/// How many symbols can occur.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Support {
    /// Those that were seen.
    Seen,
    /// This many.
    Known(f64),
    /// As many as Chao's lower bound says.
    Chao1,
}

/// An entropy in nats.
#[derive(Clone, Debug, PartialEq)]
pub struct Entropy {
    /// The estimate, in nats.
    pub value: f64,
    /// Posterior standard deviation.
    pub standard_deviation: Option<f64>,
    /// What the caller should know.
    pub warnings: Vec<String>,
}

impl Entropy {
    pub(crate) fn with_deviation(value: f64, standard_deviation: Option<f64>) -> Self {
        Entropy { value, standard_deviation, warnings: Vec::new() }
    }
}

impl EntropyEstimator {
    /// Names of all estimators.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(name, _)| *name)
    }

    /// The estimator of a name; its parameter, where it has one, is the default.
    ///
    /// # Errors
    /// `Argument` for a name that does not exist.
    pub fn parse(name: &str) -> Result<Self> {
        let found = NAMES.iter().find(|(known, _)| *known == name);
        found.map(|(_, estimator)| *estimator).ok_or_else(|| {
            let names: Vec<&str> = Self::names().collect();
            Error::argument("estimator", format!("one of {}", names.join(", ")), "another name")
        })
    }

    /// The same estimator with another parameter, where it has one.
    ///
    /// # Errors
    /// `Range`.
    pub fn with_parameter(self, parameter: Option<f64>) -> Result<Self> {
        match (self, parameter) {
            (E::Dirichlet(_), Some(a)) if a > 0.0 && a.is_finite() => Ok(E::Dirichlet(a)),
            (E::Dirichlet(_), Some(a)) => Err(Error::range("concentration", "a finite number above 0", a)),
            (E::Schurmann(_), Some(xi)) if (0.5..=1.0).contains(&xi) => Ok(E::Schurmann(xi)),
            (E::Schurmann(_), Some(xi)) => Err(Error::range("xi", "at least 0.5 and at most 1", xi)),
            (estimator, _) => Ok(estimator),
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        let same = |other: &EntropyEstimator| std::mem::discriminant(other) == std::mem::discriminant(&self);
        NAMES.iter().find(|(_, known)| same(known)).map_or("", |(name, _)| name)
    }

    /// The entropy of a variable whose symbols that occur have these counts.
    ///
    /// # Errors
    /// `Range` for a support below the number of symbols seen, `Unsupported` for `Ansb` without a symbol seen twice;
    /// the run was cancelled.
    pub fn entropy(self, counts: &[f64], support: Support, run: &Run) -> Result<Entropy> {
        if self == E::PlugIn {
            return Ok(Entropy::with_deviation(plug_in(counts, run)?, None));
        }
        let profile = Profile::new(counts, run)?;
        let (total, observed) = (profile.total(), profile.observed());
        let size = match support {
            Support::Seen => observed,
            Support::Chao1 => coverage::chao1(&profile),
            Support::Known(size) if size >= observed => size,
            Support::Known(size) => {
                return Err(Error::range("support", format!("at least {observed} (symbols seen)"), size));
            }
        };
        let value = match self {
            E::PlugIn => plug_in(counts, run)?,
            E::MillerMadow => plug_in(counts, run)? + (observed - 1.0) / (2.0 * total),
            E::Dirichlet(a) => dirichlet::dirichlet(&profile, a, size),
            E::Jeffreys => dirichlet::dirichlet(&profile, 0.5, size),
            E::Laplace => dirichlet::dirichlet(&profile, 1.0, size),
            E::SchurmannGrassberger => dirichlet::dirichlet(&profile, 1.0 / size, size),
            E::Minimax => dirichlet::dirichlet(&profile, total.sqrt() / size, size),
            E::Shrink => dirichlet::shrink(&profile, size),
            E::ChaoShen => coverage::chao_shen(&profile),
            E::ChaoWangJost => coverage::chao_wang_jost(&profile),
            E::Grassberger1988 => harmonic::grassberger_1988(&profile),
            E::Grassberger2003 => harmonic::grassberger_2003(&profile),
            E::Schurmann(xi) => harmonic::schurmann(&profile, xi),
            E::Zhang => harmonic::zhang(&profile),
            E::Bonachela => harmonic::bonachela(&profile, size),
            E::Jackknife => harmonic::jackknife(&profile),
            E::HorvitzThompson => coverage::horvitz_thompson(&profile),
            E::Nsb => {
                let mut found = nsb::nsb(&profile, size, run)?;
                if support == Support::Seen {
                    found
                        .warnings
                        .push(format!("'nsb' took the {observed} symbols seen for all that can occur"));
                }
                return Ok(found);
            }
            E::Ansb => {
                let (value, deviation) = harmonic::ansb(&profile).ok_or_else(|| {
                    let expected = "with some symbol seen twice, for 'ansb'";
                    Error::unsupported("samples", expected, format!("{total} different symbols"))
                })?;
                return Ok(Entropy::with_deviation(value, Some(deviation)));
            }
        };
        Ok(Entropy::with_deviation(value, None))
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

#[cfg(test)]
mod tests;
