//! Entropies of frequencies drawn towards the uniform law: Dirichlet priors and James–Stein shrinkage.
//!
//! - Dirichlet(a): −Σ p ln p of p = (n + a)/(N + aK); a = 1/2 Jeffreys, 1 Laplace, 1/K Schürmann and Grassberger,
//!   √N/K minimax (S. Trybuła, 1958; T. Schürmann and P. Grassberger, "Entropy estimation of symbol sequences", 1996).
//! - Shrinkage: p = λ/K + (1 − λ) n/N with λ = (1 − Σ(n/N)²) / ((N − 1) Σ(1/K − n/N)²) clipped to [0, 1], the
//!   intensity of least mean squared error (J. Hausser and K. Strimmer, "Entropy inference and the James–Stein
//!   estimator", 2009).
//!
//! K is the number of symbols that can occur, those seen where it is not known. Low variance; biased upwards where K
//! is much larger than the symbols that matter.
use super::Profile;
use marginals_core::sum::Sum;

/// −p ln p.
fn term(p: f64) -> f64 {
    if p > 0.0 { -p * p.ln() } else { 0.0 }
}

/// The entropy of the mean of a Dirichlet posterior of concentration `a` for each of `support` symbols.
pub(super) fn dirichlet(profile: &Profile, a: f64, support: f64) -> f64 {
    let total = profile.total() + a * support;
    let mut sum = Sum::default();
    sum.add((support - profile.observed()) * term(a / total));
    sum.extend(profile.entries().iter().map(|(count, symbols)| symbols * term((count + a) / total)));
    sum.value()
}

/// The entropy of frequencies shrunk towards the uniform law of `support` symbols.
pub(super) fn shrink(profile: &Profile, support: f64) -> f64 {
    let total = profile.total();
    let target = 1.0 / support;
    let squares: Sum =
        profile.entries().iter().map(|(count, symbols)| symbols * (count / total).powi(2)).collect();
    let mut distance = Sum::default();
    distance.add((support - profile.observed()) * target * target);
    distance
        .extend(profile.entries().iter().map(|(count, symbols)| symbols * (target - count / total).powi(2)));
    let below = (total - 1.0) * distance.value();
    let intensity = if below == 0.0 { 1.0 } else { ((1.0 - squares.value()) / below).clamp(0.0, 1.0) };
    let shrunk = |p: f64| term(intensity * target + (1.0 - intensity) * p);
    let mut sum = Sum::default();
    sum.add((support - profile.observed()) * shrunk(0.0));
    sum.extend(profile.entries().iter().map(|(count, symbols)| symbols * shrunk(count / total)));
    sum.value()
}
