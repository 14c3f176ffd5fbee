//! ln Γ and its derivatives ψ (digamma) and ψ′ (trigamma), to a relative error of 1e-12 or better where the value is not near 0.
//!
//! ln Γ is that of `libm` (the fdlibm series, below 1 ulp next to its zeros 1 and 2). ψ goes up by
//! ψ(x + 1) = ψ(x) + 1/x until the asymptotic series ln x − 1/(2x) − Σ B₂ₖ / (2k x²ᵏ) holds, and uses
//! ψ(1 − x) − ψ(x) = π cot πx below 0 (M. Abramowitz and I. Stegun, "Handbook of Mathematical Functions", 1964,
//! 6.3.5, 6.3.7, 6.3.18). Entropy estimators with Dirichlet or nearest-neighbour corrections need both.
use marginals_core::sum::Sum;

/// ln |Γ(x)|; ∞ at 0, −1, −2, …
#[must_use]
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// B₂ₖ / 2k for k = 1 ….
const SERIES: [f64; 8] = [
    1.0 / 12.0,
    -1.0 / 120.0,
    1.0 / 252.0,
    -1.0 / 240.0,
    1.0 / 132.0,
    -691.0 / 32760.0,
    1.0 / 12.0,
    -3617.0 / 8160.0,
];
/// From here the series is accurate to the last place.
const ASYMPTOTIC: f64 = 10.0;

/// ψ(x) = d ln Γ / dx; NaN at 0, −1, −2, … (poles without a sign) and at −∞.
#[must_use]
pub fn digamma(x: f64) -> f64 {
    if x <= 0.0 {
        if x == x.floor() {
            return f64::NAN;
        }
        // cot has period π: the fraction alone keeps its accuracy for large |x|.
        let fraction = x - x.floor();
        return digamma(1.0 - x) - std::f64::consts::PI / (std::f64::consts::PI * fraction).tan();
    }
    if x == f64::INFINITY {
        return x;
    }
    let mut sum = Sum::default();
    let mut x = x;
    while x < ASYMPTOTIC {
        sum.add(-1.0 / x);
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    let series = SERIES.iter().rev().fold(0.0, |tail, term| (tail + term) * square);
    sum.add(x.ln());
    sum.add(-0.5 / x);
    sum.add(-series);
    sum.value()
}

/// B₂ₖ for k = 1 ….
const BERNOULLI: [f64; 8] = [
    1.0 / 6.0,
    -1.0 / 30.0,
    1.0 / 42.0,
    -1.0 / 30.0,
    5.0 / 66.0,
    -691.0 / 2730.0,
    7.0 / 6.0,
    -3617.0 / 510.0,
];

/// ψ′(x) (trigamma) for x > 0: ψ′(x) = ψ′(x + 1) + 1/x², then 1/x + 1/2x² + Σ B₂ₖ / x²ᵏ⁺¹ (6.4.6, 6.4.12 there);
/// NaN elsewhere.
#[must_use]
pub fn trigamma(x: f64) -> f64 {
    if x.is_nan() || x <= 0.0 {
        return f64::NAN;
    }
    let mut sum = Sum::default();
    let mut x = x;
    while x < ASYMPTOTIC {
        sum.add(1.0 / (x * x));
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    let series = BERNOULLI.iter().rev().fold(0.0, |tail, term| (tail + term) * square);
    sum.add(1.0 / x);
    sum.add(0.5 * square);
    sum.add(series / x);
    sum.value()
}

/// ln Γ(x + n) − ln Γ(x) − n ln x for x > 0 and n ≥ 0, without cancellation: the logarithm of the rising factorial
/// of x against xⁿ, ≈ n² / 2x for large x.
///
/// Factors are taken one by one up to x = 16, then Stirling's series (6.1.40 there) of both ends.
#[must_use]
pub fn ln_rising(x: f64, n: f64) -> f64 {
    const STIRLING: f64 = 16.0;
    let mut sum = Sum::default();
    let mut j = 0.0;
    while x + j < STIRLING && j < n {
        sum.add((j / x).ln_1p());
        j += 1.0;
    }
    let (from, rest) = (x + j, n - j);
    if rest > 0.0 {
        sum.add(rest * (j / x).ln_1p());
        let ratio = rest / from;
        sum.add(from * excess(ratio) - 0.5 * ratio.ln_1p());
        let tail = |x: f64| {
            let square = 1.0 / (x * x);
            SERIES
                .iter()
                .enumerate()
                .rev()
                .fold(0.0, |tail, (k, term)| tail * square + term / (2 * k + 1) as f64)
                / x
        };
        sum.add(tail(from + rest) - tail(from));
    }
    sum.value()
}

/// (1 + y) ln(1 + y) − y for y ≥ 0.
fn excess(y: f64) -> f64 {
    if y > 0.1 {
        return (1.0 + y) * y.ln_1p() - y;
    }
    // Σ (−y)ᵏ / (k (k − 1)) from k = 2.
    let terms = (2..20).rev().map(f64::from);
    y * y * terms.fold(0.0, |tail, k| 1.0 / (k * (k - 1.0)) - y * tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// x, ψ(x), ln |Γ(x)| to 17 digits: mpmath 1.3 in 60-digit arithmetic.
    const REFERENCE: &[(f64, f64, f64)] = &[
        (1e-300, -9.999999999999999e+299, 690.7755278982137),
        (1e-10, -10000000000.577215, 23.025850929882736),
        (0.001, -1000.5755719318103, 6.907178885383853),
        (0.1, -10.423754940411076, 2.252712651734206),
        (0.25, -4.2274535333762655, 1.2880225246980774),
        (0.5, -1.9635100260214235, 0.5723649429247001),
        (0.75, -1.0858608797864722, 0.20328095143129538),
        (1.0, -0.5772156649015329, 0.0),
        (1.2, -0.2890398965921884, -0.08537409000331583),
        (1.4616321449683622, -9.241265521729427e-17, -0.12148629053584961),
        (1.5, 0.03648997397857652, -0.12078223763524522),
        (2.0, 0.42278433509846713, 0.0),
        (2.5, 0.7031566406452432, 0.2846828704729192),
        (3.0, 0.9227843350984671, std::f64::consts::LN_2),
        (5.5, 1.6110931485817512, 3.9578139676187165),
        (9.999, 2.2516474172057355, 12.799575780077413),
        (10.0, 2.251752589066721, 12.801827480081469),
        (12.25, 2.464154655185369, 18.115669505710894),
        (100.0, 4.600161852738087, 359.1342053695754),
        (12345.678, 9.421020820741761, 103959.91990554606),
        (10000000000.0, 23.025850929890456, 220258509288.81058),
        (1e+300, 690.7755278982137, 6.897755278982137e+302),
        (-0.5, 0.03648997397857652, 1.2655121234846454),
        (-1.25, 3.714139120213528, 1.3664317612369763),
        (-2.75, -1.959055264977997, 0.004487897535955773),
        (-10.4, 3.409878305635927, -14.857720501996587),
    ];

    #[test]
    fn reference_values() {
        for (x, psi, ln) in REFERENCE {
            let close =
                |found: f64, expected: f64| (found - expected).abs() <= 1e-13 * expected.abs().max(0.1);
            assert!(close(digamma(*x), *psi), "digamma({x}) = {} not {psi}", digamma(*x));
            assert!(close(ln_gamma(*x), *ln), "ln_gamma({x}) = {} not {ln}", ln_gamma(*x));
        }
    }

    #[test]
    fn recurrences_hold() {
        for step in 1..2000 {
            let x = f64::from(step) * 0.037;
            assert!((digamma(x + 1.0) - digamma(x) - 1.0 / x).abs() < 1e-13 * (1.0 + 1.0 / x));
            assert!((ln_gamma(x + 1.0) - ln_gamma(x) - x.ln()).abs() < 1e-12 * (1.0 + ln_gamma(x).abs()));
        }
    }

    #[test]
    fn trigamma_is_the_slope_of_digamma() {
        use std::f64::consts::PI;
        assert!((trigamma(1.0) - PI * PI / 6.0).abs() < 1e-15);
        assert!((trigamma(0.5) - PI * PI / 2.0).abs() < 1e-14);
        for step in 1..2000 {
            let x = f64::from(step) * 0.037;
            assert!((trigamma(x) - trigamma(x + 1.0) - 1.0 / (x * x)).abs() < 1e-13 * trigamma(x));
        }
        assert!((trigamma(1e8) - 1e-8).abs() < 1e-16 && trigamma(0.0).is_nan());
    }

    #[test]
    fn ln_rising_is_the_difference_of_ln_gamma() {
        for x in [1e-8, 0.01, 0.7, 1.0, 3.5, 15.9, 16.0, 200.0] {
            for n in [0.0, 1.0, 2.0, 5.0, 17.0, 100.0, 12_345.0] {
                let expected = ln_gamma(x + n) - ln_gamma(x) - n * f64::ln(x);
                assert!(
                    (ln_rising(x, n) - expected).abs() < 1e-12 * (1.0 + ln_gamma(x + n).abs()),
                    "{x} {n}"
                );
            }
        }
        // Far out the sum of ln(1 + j/x) is n (n − 1) / 2x.
        assert!((ln_rising(1e14, 1000.0) / (1000.0 * 999.0 / 2e14) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn poles_and_ends() {
        assert!(digamma(0.0).is_nan() && digamma(-3.0).is_nan() && digamma(f64::NAN).is_nan());
        assert!(digamma(f64::NEG_INFINITY).is_nan());
        assert_eq!(digamma(f64::INFINITY), f64::INFINITY);
        assert_eq!((ln_gamma(1.0), ln_gamma(2.0), ln_gamma(0.0)), (0.0, 0.0, f64::INFINITY));
    }
}
