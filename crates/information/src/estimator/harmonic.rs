//! Entropies by harmonic numbers: ψ in place of the logarithm of a count removes most of its bias.
//!
//! - Zhang: Σ (n/N)(ψ(N) − ψ(n)), the closed form of Zhang's sum of products (Z. Zhang, "Entropy estimation in
//!   Turing's perspective", 2012; the identity is T. Schürmann's, 2015).
//! - Bonachela: Σ (n + 1)(ψ(N + 3) − ψ(n + 2)) / (N + 2) over all symbols that can occur, of least bias and variance
//!   together for small samples (J. A. Bonachela, H. Hinrichsen and M. A. Muñoz, "Entropy estimates of small data
//!   sets", 2008).
//! - Grassberger 1988: Σ (n/N)(ln N − ψ(n) − (−1)ⁿ/(n + 1)); the last denominator is also printed as n(n + 1)
//!   (P. Grassberger, "Finite sample corrections to entropy and dimension estimates", 1988).
//! - Grassberger 2003: ln N − Σ (n/N) G(n), G(n) = ψ(n) + (−1)ⁿ ∫₀¹ tⁿ⁻¹/(1 + t) dt ("Entropy estimates from
//!   insufficient samplings", 2003).
//! - Schürmann: ψ(N) − Σ (n/N)[ψ(n) + (−1)ⁿ ∫₀^{1/ξ−1} tⁿ⁻¹/(1 + t) dt]; ξ = 1/2 is Grassberger's with ψ(N) for
//!   ln N, ξ = e^{−1/2} has less bias and more variance ("Bias analysis in entropy estimation", 2004).
//! - Jackknife: D(N) − Σ (n/N) D(n), D(n) = n ln n − (n − 1) ln(n − 1), which is N H − (N − 1) Σ (n/N) H without one
//!   sample (S. Zahl, "Jackknifing an index of diversity", 1977), with the large terms cancelled by hand.
use super::Profile;
use marginals_core::sum::Sum;
use marginals_numerics::gamma::digamma;
use std::f64::consts::LN_2;

/// Σ (n/N) f(n).
fn mean(profile: &Profile, f: impl Fn(f64) -> f64) -> f64 {
    let terms = profile.entries().iter().map(|(count, symbols)| symbols * count * f(*count));
    terms.collect::<Sum>().value() / profile.total()
}

/// (−1)ⁿ.
fn sign(n: f64) -> f64 {
    if n % 2.0 == 0.0 { 1.0 } else { -1.0 }
}

pub(super) fn zhang(profile: &Profile) -> f64 {
    let top = digamma(profile.total());
    mean(profile, |n| top - digamma(n))
}

pub(super) fn bonachela(profile: &Profile, support: f64) -> f64 {
    let top = digamma(profile.total() + 3.0);
    let mut sum = Sum::default();
    sum.add((support - profile.observed()) * (top - digamma(2.0)));
    sum.extend(profile.entries().iter().map(|(n, symbols)| symbols * (n + 1.0) * (top - digamma(n + 2.0))));
    sum.value() / (profile.total() + 2.0)
}

pub(super) fn grassberger_1988(profile: &Profile) -> f64 {
    let top = profile.total().ln();
    mean(profile, |n| top - digamma(n) - sign(n) / (n + 1.0))
}

pub(super) fn grassberger_2003(profile: &Profile) -> f64 {
    let top = profile.total().ln();
    mean(profile, |n| top - digamma(n) - sign(n) * partial_beta(n, 1.0))
}

pub(super) fn schurmann(profile: &Profile, xi: f64) -> f64 {
    let top = digamma(profile.total());
    let upper = 1.0 / xi - 1.0;
    mean(profile, |n| top - digamma(n) - sign(n) * partial_beta(n, upper))
}

pub(super) fn jackknife(profile: &Profile) -> f64 {
    let top = step(profile.total());
    mean(profile, |n| top - step(n))
}

/// n ln n − (n − 1) ln(n − 1).
fn step(n: f64) -> f64 {
    if n <= 1.0 { 0.0 } else { n.ln() - (n - 1.0) * (-1.0 / n).ln_1p() }
}

/// ∫₀ᵘ tⁿ⁻¹/(1 + t) dt for 0 ≤ u ≤ 1: uⁿ/(n(1 + u)) Σ k!/((n + 1)…(n + k)) (u/(1 + u))ᵏ, whose terms are positive and
/// at least halve.
fn partial_beta(n: f64, u: f64) -> f64 {
    if u == 0.0 {
        return 0.0;
    }
    let ratio = u / (1.0 + u);
    let (mut term, mut sum, mut k) = (1.0, 0.0, 1.0);
    while term > 1e-18 * sum {
        sum += term;
        term *= ratio * k / (n + k);
        k += 1.0;
    }
    u.powf(n) * sum / (n * (1.0 + u))
}

/// γ − ln 2 + 2 ln N − ψ(Δ) with Δ = N − K coincidences, and its deviation √ψ′(Δ): what NSB tends to where the symbols
/// are far more than the samples (I. Nemenman, "Coincidences and estimation of entropies of random variables with
/// large cardinalities", 2011). None without a coincidence.
pub(super) fn ansb(profile: &Profile) -> Option<(f64, f64)> {
    let coincidences = profile.total() - profile.observed();
    if coincidences < 1.0 {
        return None;
    }
    let value = -digamma(1.0) - LN_2 + 2.0 * profile.total().ln() - digamma(coincidences);
    Some((value, marginals_numerics::gamma::trigamma(coincidences).sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_integral_follows_its_recurrence() {
        for u in [0.1, 0.5, f64::exp(0.5) - 1.0, 1.0] {
            assert!((partial_beta(1.0, u) - f64::ln_1p(u)).abs() < 1e-15);
            for n in 1..60 {
                let n = f64::from(n);
                let sum = partial_beta(n, u) + partial_beta(n + 1.0, u);
                assert!((sum - u.powf(n) / n).abs() < 1e-15, "{n} {u}");
            }
        }
    }
}
