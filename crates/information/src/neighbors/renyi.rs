//! Rényi and Tsallis entropies of order q from the distance ρ to the k-th neighbor, in nats.
//!
//! ζ = (N − 1) C c ρᵈ with C = (Γ(k) / Γ(k + 1 − q))^(1/(1−q)) and c the volume of the unit ball; I = mean ζ^(1−q)
//! estimates ∫ f^q. Rényi: ln I / (1 − q). Tsallis: (1 − I) / (q − 1). At q = 1 both are the mean of
//! ln ((N − 1) e^(−ψ(k)) c ρᵈ). Needs q < k + 1. Logarithms are summed by their largest, so nothing overflows.
//!
//! N. Leonenko, L. Pronzato, V. Savani, "A class of Rényi information estimators for multidimensional densities", 2008.
use super::entropy::ln_unit_ball;
use super::terms::check;
use super::ties::Ties;
use crate::estimate::Estimate;
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};
use marginals_numerics::gamma::{digamma, ln_gamma};
use marginals_numerics::neighbors::{Space, kth};

/// Which function of ∫ f^q.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// ln ∫ f^q / (1 − q).
    Renyi,
    /// (1 − ∫ f^q) / (q − 1).
    Tsallis,
}

/// The entropy of order `q` of `samples` from `k`-th neighbors.
///
/// # Errors
/// `Range` unless 0 < q < k + 1, else as [`super::entropy::kozachenko_leonenko`].
pub fn neighbor_entropy(samples: &Space<'_>, kind: Kind, q: f64, k: usize, run: &Run) -> Result<Estimate> {
    let n = check(&[("samples", samples)], k)?;
    if !(q > 0.0 && q < k as f64 + 1.0) {
        return Err(Error::range("order", format!("above 0 and below {} (k + 1)", k + 1), q));
    }
    let (norm, d) = (samples.norm(), samples.dimension() as f64);
    let mut radii = kth(samples, k, false, run)?;
    let ties = Ties::count(&radii);
    let volume = ln_unit_ball(norm, samples.dimension()) + (n as f64 - 1.0).ln();
    // From here on ln ρᵈ.
    radii.iter_mut().for_each(|radius| *radius = d * norm.logarithm(radius.ln()));
    let value = if (q - 1.0).abs() < 1e-8 {
        let total = radii.iter().copied().collect::<Sum>().value();
        let total = if ties.tied > 0 { f64::NEG_INFINITY } else { total };
        volume - digamma(k as f64) + total / n as f64
    } else {
        let constant = ln_gamma(k as f64) - ln_gamma(k as f64 + 1.0 - q) + (1.0 - q) * volume;
        let exponents = radii.iter().map(|radius| (1.0 - q) * radius);
        let largest = exponents.clone().fold(f64::NEG_INFINITY, f64::max);
        let integral = if largest.is_finite() {
            let sum = exponents.map(|exponent| (exponent - largest).exp()).collect::<Sum>().value();
            constant + largest + (sum / n as f64).ln()
        } else {
            largest
        };
        match kind {
            Kind::Renyi => integral / (1.0 - q),
            // −expm1 keeps a small entropy that 1 − I would lose.
            Kind::Tsallis => integral.exp_m1() / (1.0 - q),
        }
    };
    let so = "the entropy of a law with atoms does not exist; use an estimator for symbols";
    Ok(ties.name(Estimate::new(value, "leonenko-pronzato-savani"), so))
}
