//! Differential entropy from the distance ε to the k-th neighbor, in nats.
//!
//! H = ψ(N) − ψ(k) + ln c + (d/N) Σ ln ε, c the volume of the unit ball: 2ᵈ in the maximum norm, π^(d/2) / Γ(d/2 + 1)
//! in the Euclidean. The density is taken as constant in each ball and the probability in it known on average; asymptotically
//! unbiased, small bias for few samples, growing with dimension. Volumes are kept as logarithms, so no dimension is too
//! high for them. Cost O(N log N) for few columns.
//!
//! L. F. Kozachenko, N. N. Leonenko, "Sample estimate of the entropy of a random vector", 1987.
//! Use it for continuous samples without ties in up to about ten dimensions.
use super::terms::{check, mean};
use super::ties::Ties;
use crate::estimate::Estimate;
use marginals_core::{Result, Run};
use marginals_numerics::gamma::{digamma, ln_gamma};
use marginals_numerics::log_sum::sum_ln;
use marginals_numerics::neighbors::{Norm, Space, kth};

/// ln of the volume of the unit ball in `d` dimensions.
#[must_use]
pub fn ln_unit_ball(norm: Norm, d: usize) -> f64 {
    let d = d as f64;
    match norm {
        Norm::Maximum => d * std::f64::consts::LN_2,
        Norm::Euclidean => 0.5 * d * std::f64::consts::PI.ln() - ln_gamma(0.5 * d + 1.0),
    }
}

/// The entropy of `samples` from `k`-th neighbors; −∞, with a warning, when some coincide.
///
/// # Errors
/// `Shape`, `NonFinite` or `Range` for samples or `k` that make no sense; out of memory; the run was cancelled.
pub fn kozachenko_leonenko(samples: &Space<'_>, k: usize, local: bool, run: &Run) -> Result<Estimate> {
    let n = check(&[("samples", samples)], k)?;
    let (norm, d) = (samples.norm(), samples.dimension());
    let radii = kth(samples, k, local, run)?;
    let constant = digamma(n as f64) - digamma(k as f64) + ln_unit_ball(norm, d);
    let ties = Ties::count(&radii);
    let estimate = if local {
        let term = |i: usize| constant + d as f64 * norm.logarithm(radii[i].ln());
        mean("kozachenko-leonenko", n, true, run, term)?
    } else {
        Estimate::new(0.0, "kozachenko-leonenko")
    };
    let logarithm = if ties.tied > 0 { f64::NEG_INFINITY } else { norm.logarithm(sum_ln(&radii)) };
    let value = constant + d as f64 * logarithm / n as f64;
    let so = "the differential entropy of a law with atoms is −Infinity; use an estimator for symbols";
    Ok(ties.name(Estimate { value, ..estimate }, so))
}
