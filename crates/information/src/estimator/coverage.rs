//! Entropies corrected by coverage: what share of the law the symbols seen have.
//!
//! - Chao–Shen: Horvitz–Thompson over frequencies scaled by Good's coverage C = 1 − f₁/N (A. Chao and T.-J. Shen,
//!   "Nonparametric estimation of Shannon's index of diversity when there are unseen species in sample", 2003).
//!   f₁ = N counts as N − 1, so that some coverage is left.
//! - Horvitz–Thompson: the same with C = 1.
//! - Chao–Wang–Jost: Σ (n/N)(ψ(N) − ψ(n)) plus the expected share of the unseen, a tail of the series of a logarithm
//!   (A. Chao, Y. T. Wang and L. Jost, "Entropy and the species accumulation curve", 2013).
//! - Chao 1: how many symbols there are at least, from those seen once and twice (A. Chao, 1984).
use super::Profile;
use super::harmonic::zhang;
use marginals_core::sum::Sum;

/// Σ −p ln p / (1 − (1 − p)ᴺ) of p = `coverage` · n/N.
fn inclusion(profile: &Profile, coverage: f64) -> f64 {
    let total = profile.total();
    let terms = profile.entries().iter().map(|(count, symbols)| {
        let p = coverage * count / total;
        // Where p = 1 the logarithm is −∞ and the symbol is certain to be seen.
        let seen = -(total * (-p).ln_1p()).exp_m1();
        -symbols * p * p.ln() / seen
    });
    terms.collect::<Sum>().value().max(0.0)
}

/// Horvitz–Thompson over the plain frequencies.
pub(super) fn horvitz_thompson(profile: &Profile) -> f64 {
    inclusion(profile, 1.0)
}

/// Horvitz–Thompson over frequencies scaled by Good's coverage.
pub(super) fn chao_shen(profile: &Profile) -> f64 {
    let (total, once) = (profile.total(), profile.seen(1.0));
    let once = if once == total { total - 1.0 } else { once };
    inclusion(profile, 1.0 - once / total)
}

/// Entropy of the seen by harmonic numbers, and of the unseen by the accumulation of species.
pub(super) fn chao_wang_jost(profile: &Profile) -> f64 {
    let total = profile.total();
    let (once, twice) = (profile.seen(1.0), profile.seen(2.0));
    let a = if once == 0.0 {
        1.0
    } else if twice > 0.0 {
        2.0 * twice / ((total - 1.0) * once + 2.0 * twice)
    } else {
        2.0 / ((total - 1.0) * (once - 1.0) + 2.0)
    };
    zhang(profile) + once / total * tail(a, total)
}

/// Σ_{r ≥ N} (1 − a)^{r − N + 1} / r, a in (0, 1].
///
/// It is (1 − a) ∫₀^∞ e^{−s} / (1 − (1 − a) e^{−s/N}) ds / N; in ln s the integrand is smooth and dies out at both
/// ends, so that the trapezoidal rule converges geometrically (H. Takahasi and M. Mori, 1974). The series itself
/// would need 1/a terms, and the difference of its closed forms would lose them all.
fn tail(a: f64, total: f64) -> f64 {
    const STEP: f64 = 0.125;
    if a >= 1.0 {
        return 0.0;
    }
    let first = (total * a).ln().min(0.0) - 40.0;
    let steps = ((4.0 - first) / STEP) as u32;
    let terms = (0..=steps).map(|step| {
        let s = (first + STEP * f64::from(step)).exp();
        s * (-s).exp() / (a - (1.0 - a) * (-s / total).exp_m1())
    });
    (1.0 - a) / total * STEP * terms.collect::<Sum>().value()
}

/// How many symbols there are, at least in expectation: K + f₁²/2f₂, or K + f₁(f₁ − 1)/2 where none was seen twice.
pub(super) fn chao1(profile: &Profile) -> f64 {
    let (once, twice) = (profile.seen(1.0), profile.seen(2.0));
    let unseen = if twice > 0.0 { once * once / (2.0 * twice) } else { once * (once - 1.0) / 2.0 };
    (profile.observed() + unseen).round()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_is_its_series() {
        for (a, total) in [(0.5, 1.0), (0.9, 3.0), (0.01, 20.0), (0.3, 1000.0), (1e-3, 5.0), (0.999, 2.0)] {
            let q: f64 = 1.0 - a;
            let mut power = q;
            let mut sum = Sum::default();
            let mut r = total;
            while power > 1e-20 {
                sum.add(power / r);
                power *= q;
                r += 1.0;
            }
            assert!((tail(a, total) / sum.value() - 1.0).abs() < 1e-13, "{a} {total}");
        }
        assert_eq!(tail(1.0, 10.0), 0.0);
        // For tiny a the sum is −ln a − H(N − 1), up to terms of size a.
        let harmonic: f64 = (1..100).map(|r| 1.0 / f64::from(r)).sum();
        assert!((tail(1e-15, 100.0) - (-(1e-15f64).ln() - harmonic)).abs() < 1e-11);
    }
}
