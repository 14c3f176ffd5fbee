//! How far a law is from another.
//!
//! - [`channel`]: entropies of channels, dependence and data processing by any of them.
//! - [`mass`]: of probability mass functions.
//! - [`normal`]: of Gaussian laws, in closed form.
//! - [`samples`]: of two samples, by neighbors, kernel densities or fitted Gaussian laws.
//! - [`wasserstein`]: how far mass has to be moved between Gaussian laws.
pub mod channel;
pub mod mass;
pub mod normal;
pub mod samples;
pub mod wasserstein;

use marginals_core::{Error, Result};

/// A divergence, with its parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Divergence {
    /// Σ p ln p/q.
    KullbackLeibler,
    /// KL(p ‖ (1 − α) p + α q).
    Skew(f64),
    /// (1 − α) KL(p ‖ m) + α KL(q ‖ m), m = (1 − α) p + α q.
    JensenShannon(f64),
    /// KL(p ‖ q) + KL(q ‖ p).
    Jeffreys,
    /// ln Σ pᵃ q^{1−a} / (a − 1).
    Renyi(f64),
    /// (Σ pᵃ q^{1−a} − 1)/(a − 1).
    Tsallis(f64),
    /// 4/(1 − α²) (1 − Σ p^{(1−α)/2} q^{(1+α)/2}).
    Amari(f64),
    /// √(1 − Σ √(pq)).
    Hellinger,
    /// −ln Σ √(pq).
    Bhattacharyya,
    /// ½ Σ |p − q|.
    TotalVariation,
    /// Σ (p − q)²/q.
    PearsonChiSquare,
    /// Σ (p − q)²/p.
    NeymanChiSquare,
    /// −ln ((Σ pq)² / Σ p² Σ q²).
    CauchySchwarz,
}

impl Divergence {
    /// The exponent a of ∫ pᵃ q^{1−a} that this is a function of; none where it is not one, at 1 for Kullback–Leibler.
    #[must_use]
    pub fn exponent(self) -> Option<f64> {
        match self {
            Divergence::KullbackLeibler => Some(1.0),
            Divergence::Renyi(order) | Divergence::Tsallis(order) => Some(order),
            Divergence::Amari(alpha) => Some(0.5 * (1.0 - alpha)),
            Divergence::Hellinger | Divergence::Bhattacharyya => Some(0.5),
            Divergence::PearsonChiSquare => Some(2.0),
            Divergence::NeymanChiSquare => Some(-1.0),
            _ => None,
        }
    }

    /// The divergence from ln ∫ pᵃ q^{1−a} at its [exponent](Self::exponent), other than 1 (and 0 for Amari's); small ones
    /// lose nothing. None where it is no function of it.
    #[must_use]
    pub fn of_ln_power(self, ln_power: f64) -> Option<f64> {
        Some(match self {
            Divergence::Renyi(a) => ln_power / (a - 1.0),
            Divergence::Tsallis(a) => ln_power.exp_m1() / (a - 1.0),
            Divergence::Amari(alpha) => {
                let a = 0.5 * (1.0 - alpha);
                ln_power.exp_m1() / (a * (a - 1.0))
            }
            Divergence::Hellinger => (-ln_power.exp_m1()).max(0.0).sqrt(),
            Divergence::Bhattacharyya => -ln_power,
            Divergence::PearsonChiSquare | Divergence::NeymanChiSquare => ln_power.exp_m1(),
            _ => return None,
        })
    }

    /// The divergence of a name.
    ///
    /// # Errors
    /// `Argument` for an unknown name, `Range` for a parameter out of range.
    pub fn parse(name: &str, parameter: f64) -> Result<Self> {
        let (kind, valid, expected) = match name {
            "kullback-leibler" => (Divergence::KullbackLeibler, true, ""),
            "skew" => {
                (Divergence::Skew(parameter), (0.0..=1.0).contains(&parameter), "at least 0 and at most 1")
            }
            "jensen-shannon" => (
                Divergence::JensenShannon(parameter),
                (0.0..=1.0).contains(&parameter),
                "at least 0 and at most 1",
            ),
            "jeffreys" => (Divergence::Jeffreys, true, ""),
            "renyi" => (Divergence::Renyi(parameter), parameter >= 0.0, "at least 0"),
            "tsallis" => (
                Divergence::Tsallis(parameter),
                parameter >= 0.0 && parameter.is_finite(),
                "finite and at least 0",
            ),
            "amari" => (Divergence::Amari(parameter), parameter.is_finite(), "finite"),
            "hellinger" => (Divergence::Hellinger, true, ""),
            "bhattacharyya" => (Divergence::Bhattacharyya, true, ""),
            "total-variation" => (Divergence::TotalVariation, true, ""),
            "pearson-chi-square" => (Divergence::PearsonChiSquare, true, ""),
            "neyman-chi-square" => (Divergence::NeymanChiSquare, true, ""),
            "cauchy-schwarz" => (Divergence::CauchySchwarz, true, ""),
            _ => return Err(Error::argument("divergence", "a known one", "another")),
        };
        let argument = if matches!(name, "renyi" | "tsallis") { "order" } else { "alpha" };
        if valid { Ok(kind) } else { Err(Error::range(argument, expected, parameter)) }
    }
}
