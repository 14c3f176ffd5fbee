//! Divergences of two continuous laws P and Q from a sample of each, in nats.
//!
//! ρ is the distance of a sample of P to its k-th neighbor among the others of P, ν to the k-th among those of Q:
//! - KL(P‖Q) = d ⟨ln (ν/ρ)⟩ + ln (m / (n − 1)).
//!   Q. Wang, S. R. Kulkarni, S. Verdú, "Divergence estimation for multidimensional densities via k-nearest-neighbor
//!   distances", 2009.
//! - ∫ p^α q^(1−α) = B ⟨((n − 1) ρᵈ / (m νᵈ))^(1−α)⟩, B = Γ(k)² / (Γ(k − α + 1) Γ(k + α − 1)), behind the Rényi, Tsallis,
//!   Hellinger and Bhattacharyya divergences. B. Póczos, J. Schneider, "On the estimation of α-divergences", 2011.
//! - ∫ p q = ⟨(k − 1) / (m c νᵈ)⟩, and ∫ p² likewise, c the volume of the unit ball, behind Cauchy–Schwarz.
//!   N. Leonenko, L. Pronzato, V. Savani, "A class of Rényi information estimators for multidimensional densities", 2008.
//!
//! Consistent without a density estimate; each can come out negative. Cost O((n + m) log) for few columns.
use super::terms::check;
use super::ties::Ties;
use crate::estimate::Estimate;
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};
use marginals_numerics::gamma::ln_gamma;
use marginals_numerics::neighbors::{Space, Target, check_neighbors};

/// ln ρᵈ and ln νᵈ of every sample of P, and what is tied.
struct Distances {
    own: Vec<f64>,
    other: Vec<f64>,
    ties: Ties,
}

fn distances(p: &Space<'_>, q: &Space<'_>, k: usize, run: &Run) -> Result<Distances> {
    check(&[("p", p)], k)?;
    q.check("q")?;
    if q.dimension() != p.dimension() {
        return Err(Error::shape("q", format!("of {} columns (as p)", p.dimension()), q.dimension()));
    }
    check_neighbors(k, q.points(), "samples of q")?;
    let (norm, d) = (p.norm(), p.dimension() as f64);
    let (of_p, of_q) = (Target::new(p, run)?, Target::new(q, run)?);
    let mut own = of_p.kth(k, true, run)?;
    let mut other = of_q.kth_from(&of_p, k, run)?;
    let tied = own.iter().zip(&other).filter(|(own, other)| **own == 0.0 || **other == 0.0).count();
    let ties = Ties { tied, points: own.len() };
    own.iter_mut().chain(&mut other).for_each(|x| *x = d * norm.logarithm(x.ln()));
    Ok(Distances { own, other, ties })
}

const SO: &str = "the estimate is not to be trusted, the laws have atoms";

/// KL(P‖Q) from `k`-th neighbors.
///
/// # Errors
/// `Shape`, `NonFinite` or `Range` for samples or `k` that make no sense; out of memory; the run was cancelled.
pub fn kl_divergence(p: &Space<'_>, q: &Space<'_>, k: usize, run: &Run) -> Result<Estimate> {
    let Distances { own, other, ties } = distances(p, q, k, run)?;
    let n = own.len() as f64;
    let terms = own.iter().zip(&other).map(|(own, other)| other - own);
    let sum = if ties.tied == 0 { terms.collect::<Sum>().value() } else { terms.sum() };
    let value = sum / n + (q.points() as f64 / (n - 1.0)).ln();
    Ok(ties.name(Estimate::new(value, "wang-kulkarni-verdu"), SO))
}

/// ln ∫ p^α q^(1−α) from `k`-th neighbors.
///
/// # Errors
/// `Range` unless |α − 1| < k; else as [`kl_divergence`].
pub fn ln_alpha_integral(p: &Space<'_>, q: &Space<'_>, alpha: f64, k: usize, run: &Run) -> Result<Estimate> {
    if !(alpha.is_finite() && (alpha - 1.0).abs() < k as f64) {
        let expected = format!("within {k} (k) of 1");
        return Err(Error::range("order", expected, alpha));
    }
    let Distances { own, other, ties } = distances(p, q, k, run)?;
    let (n, m, k) = (own.len() as f64, q.points() as f64, k as f64);
    let constant = 2.0 * ln_gamma(k) - ln_gamma(k - alpha + 1.0) - ln_gamma(k + alpha - 1.0);
    let offset = ((n - 1.0) / m).ln();
    let terms = own.iter().zip(&other).map(|(own, other)| (1.0 - alpha) * (offset + own - other));
    let largest = terms.clone().fold(f64::NEG_INFINITY, f64::max);
    let sum = terms.map(|term| (term - largest).exp()).collect::<Sum>().value();
    let value = constant + largest + (sum / n).ln();
    Ok(ties.name(Estimate::new(value, "poczos-schneider"), SO))
}

/// The Cauchy–Schwarz divergence ln ∫ p² + ln ∫ q² − 2 ln ∫ p q from `k`-th neighbors.
///
/// # Errors
/// `Range` unless k is at least 2; else as [`kl_divergence`].
pub fn cauchy_schwarz(p: &Space<'_>, q: &Space<'_>, k: usize, run: &Run) -> Result<Estimate> {
    if k < 2 {
        return Err(Error::range("k", "at least 2", k));
    }
    let (of_p, of_q) = (distances(p, q, k, run)?, distances(q, p, k, run)?);
    let (n, m) = (p.points() as f64, q.points() as f64);
    // Volume of the ball and k − 1 are in all integrals alike, and cancel.
    let one = ln_mean(&of_p.own) - (n - 1.0).ln();
    let two = ln_mean(&of_q.own) - (m - 1.0).ln();
    // ∫ p q is estimated at the samples of either law: the mean of both is symmetric and less scattered.
    let (at_p, at_q) = (ln_mean(&of_p.other) - m.ln(), ln_mean(&of_q.other) - n.ln());
    let larger = at_p.max(at_q);
    let cross = larger + (0.5 * ((at_p - larger).exp() + (at_q - larger).exp())).ln();
    let value = one + two - 2.0 * cross;
    Ok(of_p.ties.name(Estimate::new(value, "leonenko-pronzato-savani"), SO))
}

/// ln of the mean of exp(−v).
fn ln_mean(values: &[f64]) -> f64 {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let sum = values.iter().map(|value| (least - value).exp()).collect::<Sum>().value();
    (sum / values.len() as f64).ln() - least
}
