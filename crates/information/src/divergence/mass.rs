//! Divergences of probability mass functions p and q over the same symbols, in nats where they are logarithmic.
//!
//! Sums are taken in the form whose terms are of one sign (p ln p/q − p + q, (√p − √q)², …), so nearly equal laws keep
//! their digits. A p above 0 where q is 0 makes what needs q infinite. Cost: O(symbols).
//!
//! Sources: S. Kullback and R. A. Leibler, 1951 (KL); J. Lin, "Divergence measures based on the Shannon entropy", 1991
//! (Jensen–Shannon); L. Lee, "Measures of distributional similarity", 1999 (skew); H. Jeffreys, 1946; A. Rényi, 1961;
//! C. Tsallis, "Generalized entropy-based criterion for consistent testing", 1998; S. Amari, "Differential-Geometrical
//! Methods in Statistics", 1985 (α); A. Bhattacharyya, 1943; K. Pearson, 1900 (χ²); R. Jenssen et al., 2006
//! (Cauchy–Schwarz).
use super::Divergence;
use marginals_core::sum::Sum;

/// Σ f(p, q).
fn total(p: &[f64], q: &[f64], f: impl Fn(f64, f64) -> f64) -> f64 {
    let mut sum = Sum::default();
    for (p, q) in p.iter().zip(q) {
        let term = f(*p, *q);
        if term == f64::INFINITY {
            return term;
        }
        sum.add(term);
    }
    sum.value()
}

/// Σ p − q: 0 but for the tolerance of the sums; what rounding of the probabilities leaves is none.
fn excess(p: &[f64], q: &[f64]) -> f64 {
    let excess = total(p, q, |p, q| p - q);
    if excess.abs() <= 4.0 * f64::EPSILON { 0.0 } else { excess }
}

/// ln p/q for p above 0, also where the quotient is no number any more.
fn log_ratio(p: f64, q: f64) -> f64 {
    let ratio = p / q;
    if ratio.is_normal() { ratio.ln() } else { p.ln() - q.ln() }
}

/// p ln p/q − p + q, never negative.
fn relative(p: f64, q: f64) -> f64 {
    if p == 0.0 {
        return q;
    }
    if q == 0.0 {
        return f64::INFINITY;
    }
    let x = (p - q) / q;
    if x.abs() > 0.1 {
        return p * log_ratio(p, q) - p + q;
    }
    // q ((1 + x) ln(1 + x) − x) = q Σ (−x)ᵏ/(k(k − 1)).
    let terms = (2..20).rev().map(f64::from);
    q * x * x * terms.fold(0.0, |tail, k| 1.0 / (k * (k - 1.0)) - x * tail)
}

/// KL(p ‖ q).
#[must_use]
pub fn kullback_leibler(p: &[f64], q: &[f64]) -> f64 {
    total(p, q, relative) + excess(p, q)
}

/// Σ wᵢ KL(pᵢ ‖ Σ wⱼ pⱼ) of laws of one length with weights of sum 1.
#[must_use]
pub fn jensen_shannon(laws: &[&[f64]], weights: &[f64]) -> f64 {
    let length = laws.first().map_or(0, |law| law.len());
    let mixture: Vec<f64> = (0..length)
        .map(|symbol| laws.iter().zip(weights).map(|(law, w)| w * law[symbol]).collect::<Sum>().value())
        .collect();
    let terms = laws.iter().zip(weights).filter(|(_, w)| **w > 0.0);
    terms.map(|(law, w)| w * kullback_leibler(law, &mixture)).collect::<Sum>().value().max(0.0)
}

/// Σ p (e^{(a − 1) ln p/q} − 1), which is Σ pᵃ q^{1−a} − 1.
fn power_excess(p: &[f64], q: &[f64], a: f64) -> f64 {
    total(p, q, |p, q| if p == 0.0 { 0.0 } else { p * ((a - 1.0) * log_ratio(p, q)).exp_m1() })
}

/// Rényi's divergence of order a ≥ 0.
fn renyi(p: &[f64], q: &[f64], a: f64) -> f64 {
    if a == 1.0 {
        return kullback_leibler(p, q);
    }
    if a == 0.0 {
        return -total(p, q, |p, q| if p > 0.0 { q } else { 0.0 }).ln() + 0.0;
    }
    let ratios = || p.iter().zip(q).filter(|(p, _)| **p > 0.0).map(|(p, q)| log_ratio(*p, *q));
    let largest = ratios().fold(f64::NEG_INFINITY, f64::max);
    if a > 1.0 && largest == f64::INFINITY {
        return f64::INFINITY;
    }
    if a == f64::INFINITY {
        return largest.max(0.0);
    }
    let near = (a - 1.0).abs() < 0.5;
    // Where nearly all of 1 is taken away, what is left has lost its digits.
    if let Some(excess) = near.then(|| power_excess(p, q, a)).filter(|excess| *excess > -0.5) {
        return (excess.ln_1p() / (a - 1.0)).max(0.0);
    }
    // ln Σ p (p/q)^{a − 1}, the largest power taken out.
    let shift = ratios().map(|ratio| (a - 1.0) * ratio).fold(f64::NEG_INFINITY, f64::max);
    if shift == f64::NEG_INFINITY {
        return f64::INFINITY;
    }
    let sum = total(p, q, |p, q| if p > 0.0 { p * ((a - 1.0) * log_ratio(p, q) - shift).exp() } else { 0.0 });
    ((shift + sum.ln()) / (a - 1.0)).max(0.0)
}

/// (Σ pᵃ q^{1−a} − 1)/(a − 1).
fn tsallis(p: &[f64], q: &[f64], a: f64) -> f64 {
    if a == 1.0 { kullback_leibler(p, q) } else { (power_excess(p, q, a) / (a - 1.0)).max(0.0) }
}

/// Amari's: 4/(1 − α²) (1 − Σ p^{(1−α)/2} q^{(1+α)/2}); KL(p ‖ q) at −1, KL(q ‖ p) at 1.
fn amari(p: &[f64], q: &[f64], alpha: f64) -> f64 {
    if alpha == -1.0 {
        return kullback_leibler(p, q);
    }
    if alpha == 1.0 {
        return kullback_leibler(q, p);
    }
    // Exponents are taken from the side whose exponent is at least 1/2, so that neither 0 is divided by.
    let (from, to, a) = if alpha <= 0.0 { (p, q, 0.5 * (1.0 - alpha)) } else { (q, p, 0.5 * (1.0 + alpha)) };
    let value = power_excess(from, to, a) / (a * (a - 1.0));
    if value.is_nan() { f64::INFINITY } else { value.max(0.0) }
}

/// ½ Σ (√p − √q)² = 1 − Σ √(pq).
fn squared_hellinger(p: &[f64], q: &[f64]) -> f64 {
    0.5 * total(p, q, |p, q| (p.sqrt() - q.sqrt()).powi(2))
}

/// Σ (p − q)²/q.
fn chi_square(p: &[f64], q: &[f64]) -> f64 {
    total(p, q, |p, q| if p == q { 0.0 } else { (p - q) * ((p - q) / q) })
}

/// −ln Σ √(pq), of laws far apart from the sum itself, of others from what it is short of 1.
fn bhattacharyya(p: &[f64], q: &[f64]) -> f64 {
    let short = squared_hellinger(p, q);
    let log = if short > 0.5 { total(p, q, |p, q| p.sqrt() * q.sqrt()).ln() } else { (-short).ln_1p() };
    (-log).max(0.0)
}

/// −2 ln of the cosine of the angle between p and q, of laws far apart from the products themselves.
fn cauchy_schwarz(p: &[f64], q: &[f64]) -> f64 {
    let norm = |law: &[f64]| total(law, law, |a, b| a * b).sqrt();
    let (of_p, of_q) = (norm(p), norm(q));
    let short = 0.5 * total(p, q, |p, q| (p / of_p - q / of_q).powi(2));
    let log = if short > 0.5 { total(p, q, |p, q| (p / of_p) * (q / of_q)).ln() } else { (-short).ln_1p() };
    (-2.0 * log).max(0.0)
}

/// Σ q v for values v of a function at p/q; where q is 0, p times the value, its slope at infinity.
#[must_use]
pub fn of_values(p: &[f64], q: &[f64], values: &[f64]) -> f64 {
    let mut sum = Sum::default();
    for ((p, q), value) in p.iter().zip(q).zip(values) {
        let mass = if *q > 0.0 { *q } else { *p };
        if mass > 0.0 && value.is_infinite() {
            return *value;
        }
        sum.add(if mass > 0.0 { mass * value } else { 0.0 });
    }
    sum.value()
}

/// A divergence of p from q.
#[must_use]
pub fn divergence(kind: Divergence, p: &[f64], q: &[f64]) -> f64 {
    match kind {
        Divergence::KullbackLeibler => kullback_leibler(p, q),
        Divergence::Skew(alpha) => {
            let mixture: Vec<f64> = p.iter().zip(q).map(|(p, q)| (1.0 - alpha) * p + alpha * q).collect();
            kullback_leibler(p, &mixture).max(0.0)
        }
        Divergence::JensenShannon(alpha) => jensen_shannon(&[p, q], &[1.0 - alpha, alpha]),
        Divergence::Jeffreys => kullback_leibler(p, q) + kullback_leibler(q, p),
        Divergence::Renyi(order) => renyi(p, q, order),
        Divergence::Tsallis(order) => tsallis(p, q, order),
        Divergence::Amari(alpha) => amari(p, q, alpha),
        Divergence::Hellinger => squared_hellinger(p, q).sqrt(),
        Divergence::Bhattacharyya => bhattacharyya(p, q),
        Divergence::TotalVariation => 0.5 * total(p, q, |p, q| (p - q).abs()),
        Divergence::PearsonChiSquare => chi_square(p, q),
        Divergence::NeymanChiSquare => chi_square(q, p),
        Divergence::CauchySchwarz => cauchy_schwarz(p, q),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{stream, uniform};

    fn law(index: u64, zeros: bool) -> Vec<f64> {
        let mut generator = stream(2, "laws", index);
        let raw: Vec<f64> = (0..6)
            .map(|_| {
                let x = uniform(&mut generator);
                if zeros && x < 0.25 { 0.0 } else { x }
            })
            .collect();
        let sum: f64 = raw.iter().sum();
        raw.into_iter().map(|x| x / sum).collect()
    }

    fn naive(p: &[f64], q: &[f64], f: impl Fn(f64, f64) -> f64) -> f64 {
        p.iter().zip(q).map(|(p, q)| f(*p, *q)).sum()
    }

    #[test]
    fn each_is_its_definition() {
        for index in 0..300 {
            let (p, q) = (law(2 * index, false), law(2 * index + 1, false));
            let near = |kind, expected: f64| {
                let found = divergence(kind, &p, &q);
                assert!(
                    (found - expected).abs() < 1e-13 * (1.0 + expected.abs()),
                    "{kind:?} {found} {expected}"
                );
            };
            let kl = naive(&p, &q, |p, q| p * (p / q).ln());
            let back = naive(&q, &p, |p, q| p * (p / q).ln());
            near(Divergence::KullbackLeibler, kl);
            near(Divergence::Jeffreys, kl + back);
            for a in [0.3, 0.9, 1.4, 2.0, 7.5] {
                let power = naive(&p, &q, |p, q| p.powf(a) * q.powf(1.0 - a));
                near(Divergence::Renyi(a), power.ln() / (a - 1.0));
                near(Divergence::Tsallis(a), (power - 1.0) / (a - 1.0));
            }
            for a in [-3.0, -0.5, 0.0, 0.7, 2.0f64] {
                let power = naive(&p, &q, |p, q| p.powf(0.5 - 0.5 * a) * q.powf(0.5 + 0.5 * a));
                near(Divergence::Amari(a), 4.0 / (1.0 - a * a) * (1.0 - power));
            }
            let coefficient = naive(&p, &q, |p, q| (p * q).sqrt());
            near(Divergence::Bhattacharyya, -coefficient.ln());
            assert!((divergence(Divergence::Hellinger, &p, &q).powi(2) - (1.0 - coefficient)).abs() < 1e-14);
            near(Divergence::PearsonChiSquare, naive(&p, &q, |p, q| p * p / q) - 1.0);
            near(Divergence::NeymanChiSquare, naive(&p, &q, |p, q| q * q / p) - 1.0);
            let (pq, pp, qq) =
                (naive(&p, &q, |p, q| p * q), naive(&p, &p, |p, q| p * q), naive(&q, &q, |p, q| p * q));
            near(Divergence::CauchySchwarz, -(pq * pq / (pp * qq)).ln());
            let mix = |a: f64| p.iter().zip(&q).map(|(p, q)| (1.0 - a) * p + a * q).collect::<Vec<f64>>();
            let kl_to = |p: &[f64], m: &[f64]| naive(p, m, |p, m| p * (p / m).ln());
            near(Divergence::Skew(0.2), kl_to(&p, &mix(0.2)));
            near(Divergence::JensenShannon(0.3), 0.7 * kl_to(&p, &mix(0.3)) + 0.3 * kl_to(&q, &mix(0.3)));
        }
    }

    #[test]
    fn zeros_are_settled() {
        let (p, q) = ([0.5, 0.5, 0.0], [0.0, 0.5, 0.5]);
        let of = |kind| divergence(kind, &p, &q);
        assert_eq!(of(Divergence::KullbackLeibler), f64::INFINITY);
        assert_eq!(of(Divergence::Renyi(2.0)), f64::INFINITY);
        assert_eq!(of(Divergence::Tsallis(2.0)), f64::INFINITY);
        assert_eq!(of(Divergence::PearsonChiSquare), f64::INFINITY);
        assert!((of(Divergence::Renyi(0.5)) - 2.0 * 2f64.ln()).abs() < 1e-15);
        assert!((of(Divergence::Renyi(0.2)) - 2f64.ln() / 0.8).abs() < 1e-15);
        assert!((of(Divergence::Renyi(0.0)) - 2f64.ln()).abs() < 1e-15);
        assert!((of(Divergence::Amari(0.5)) - 4.0 / 0.75 * 0.5).abs() < 1e-14);
        assert_eq!(of(Divergence::Amari(-2.0)), f64::INFINITY);
        assert_eq!(of(Divergence::TotalVariation), 0.5);
        assert!((of(Divergence::JensenShannon(0.5)) - 0.5 * 2f64.ln()).abs() < 1e-15);
        let (apart, other) = ([1.0, 0.0], [0.0, 1.0]);
        assert_eq!(divergence(Divergence::Bhattacharyya, &apart, &other), f64::INFINITY);
        assert_eq!(divergence(Divergence::CauchySchwarz, &apart, &other), f64::INFINITY);
        assert_eq!(divergence(Divergence::Renyi(0.5), &apart, &other), f64::INFINITY);
        assert_eq!(divergence(Divergence::Renyi(0.9), &apart, &other), f64::INFINITY);
    }

    #[test]
    fn laws_without_a_common_symbol_are_infinitely_far_and_nearly_so_keep_their_digits() {
        for (p, q) in [([0.0, 1.0, 0.0], [0.5, 0.0, 0.5]), ([0.3, 0.0, 0.7], [0.0, 1.0, 0.0])] {
            assert_eq!(divergence(Divergence::CauchySchwarz, &p, &q), f64::INFINITY);
            assert_eq!(divergence(Divergence::Bhattacharyya, &p, &q), f64::INFINITY);
        }
        for e in [1e-4f64, 1e-12, 1e-100] {
            // Σ p^a q^{1−a} = e^a (1 − e)^{1−a} + (1 − e)^a e^{1−a}.
            let (p, q) = ([1.0 - e, e], [e, 1.0 - e]);
            let near = |kind, expected: f64| {
                let found = divergence(kind, &p, &q);
                assert!((found / expected - 1.0).abs() < 1e-13, "{kind:?} {e}: {found} {expected}");
            };
            near(Divergence::Bhattacharyya, -(2.0 * (e * (1.0 - e)).sqrt()).ln());
            near(
                Divergence::CauchySchwarz,
                -2.0 * (2.0 * e * (1.0 - e)).ln() + 2.0 * ((1.0 - e).powi(2) + e * e).ln(),
            );
            let a = 0.7;
            let sum = e.powf(a) * (1.0 - e).powf(1.0 - a) + (1.0 - e).powf(a) * e.powf(1.0 - a);
            near(Divergence::Renyi(a), sum.ln() / (a - 1.0));
        }
        let least = f64::from_bits(3);
        let found = kullback_leibler(&[0.5, 0.5], &[1.0, least]);
        assert!((found - 0.5 * (0.5f64.ln() + 0.5f64.ln() - least.ln())).abs() < 1e-12);
    }

    #[test]
    fn nothing_is_negative_and_nearly_equal_laws_keep_their_digits() {
        let p = law(1, true);
        for kind in [
            Divergence::KullbackLeibler,
            Divergence::Renyi(0.7),
            Divergence::CauchySchwarz,
            Divergence::Skew(0.4),
        ] {
            assert_eq!(divergence(kind, &p, &p), 0.0, "{kind:?}");
        }
        let e = 1e-9;
        let found = kullback_leibler(&[0.5 + e, 0.5 - e], &[0.5, 0.5]);
        assert!((found / (2.0 * e * e) - 1.0).abs() < 1e-6);
    }
}
