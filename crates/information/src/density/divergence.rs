//! Divergences of two samples by kernel densities.
//!
//! Every divergence is a mean over the samples x of P of a function of r = p₋ᵢ(x_i) / q(x_i), p estimated without the sample
//! it is read at, or a sum of such a mean and one over the samples of Q:
//! - KL(P ‖ Q): ln r; skew: −ln((1 − α) + α/r); Jensen–Shannon: its share of both, at most ln 2.
//! - ∫ pᵃ q^{1−a}: r^{a−1}, behind Rényi, Tsallis, Amari, Hellinger, Bhattacharyya and χ².
//! - Total variation: (1 − 1/r)⁺, the mean of both.
//!
//! One bandwidth serves both samples, the geometric mean of what the rule gives for each, so that equal laws are
//! smoothed alike. Estimates may fall below 0 by chance. Cost: exact sums for up to 20 million pairs, else lattices.
//!
//! Source: F. Pérez-Cruz, "Kullback–Leibler divergence estimation of continuous distributions", ISIT (2008), for the
//! form as a mean of log-ratios.
use super::bandwidth::{Bandwidth, Unit, Widths, widths};
use super::entropy::{Measured, Reader, left_out};
use super::estimate::{At, Method, Request, density};
use super::exact::{Reach, exact_at};
use super::kernel::Kernel;
use super::samples::Samples;
use crate::divergence::Divergence;
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};

/// Samples up to which all pairs are summed.
const PAIRS: usize = 4096;

/// Divergence of the law of `x` from that of `y`, in nats.
///
/// # Errors
/// `Shape` for fewer than two samples or unequal dimensions; `NonFinite`; what [`widths`] answers; out of memory;
/// cancelled.
pub fn divergence(
    x: &Samples,
    y: &Samples,
    which: Divergence,
    kernel: Kernel,
    bandwidth: &Bandwidth,
    run: &Run,
) -> Result<Measured> {
    if x.dimensions() != y.dimensions() {
        let expected = format!("of {} columns (as the other sample)", x.dimensions());
        return Err(Error::shape("q", expected, y.dimensions()));
    }
    if x.count().min(y.count()) < 2 {
        return Err(Error::shape("samples", "at least 2 of each law", x.count().min(y.count())));
    }
    let widths = common(x, y, kernel, bandwidth, run)?;
    let mut warnings = widths.warnings.clone();
    let forward = ratios(x, y, &widths, run)?;
    let back = match which {
        Divergence::JensenShannon(_) | Divergence::Jeffreys | Divergence::TotalVariation => {
            ratios(y, x, &widths, run)?
        }
        _ => Vec::new(),
    };
    let value = of_ratios(which, &forward, &back)?;
    if value.is_infinite() {
        warnings.push(
            "a sample of one law is out of reach of all samples of the other, so the divergence is infinite; \
             choose a wider bandwidth or the Gaussian kernel"
                .to_owned(),
        );
    }
    let local = if which == Divergence::KullbackLeibler { forward } else { Vec::new() };
    Ok(Measured { value, bandwidth: widths.deviations(), warnings, local })
}

/// A divergence from ln p/q at the samples of p, and ln q/p at those of q where it needs them.
fn of_ratios(which: Divergence, forward: &[f64], back: &[f64]) -> Result<f64> {
    let each = |ratios: &[f64], term: &dyn Fn(f64) -> f64| {
        mean(&ratios.iter().map(|ratio| term(*ratio)).collect::<Vec<f64>>())
    };
    // −ln((1 − α) + α q/p): how far p is from the mixture.
    let from_mixture = |alpha: f64| move |ratio: f64| -((1.0 - alpha) + alpha * (-ratio).exp()).ln();
    Ok(match which {
        Divergence::KullbackLeibler
        | Divergence::Renyi(1.0)
        | Divergence::Tsallis(1.0)
        | Divergence::Amari(-1.0) => mean(forward),
        Divergence::Jeffreys => mean(forward) + mean(back),
        Divergence::Skew(alpha) => each(forward, &from_mixture(alpha)),
        Divergence::JensenShannon(alpha) => {
            (1.0 - alpha) * each(forward, &from_mixture(alpha))
                + alpha * each(back, &from_mixture(1.0 - alpha))
        }
        Divergence::TotalVariation => {
            let missed = |ratio: f64| (-(-ratio).exp_m1()).max(0.0);
            0.5 * (each(forward, &missed) + each(back, &missed))
        }
        which => {
            let found = which.exponent().and_then(|exponent| {
                let terms =
                    forward.iter().map(|ratio| if exponent == 1.0 { 0.0 } else { (exponent - 1.0) * ratio });
                let largest = terms.clone().fold(f64::NEG_INFINITY, f64::max);
                let ln_power = if largest.is_finite() {
                    let sum = terms.map(|term| (term - largest).exp()).collect::<Sum>().value();
                    largest + (sum / forward.len() as f64).ln()
                } else {
                    largest
                };
                which.of_ln_power(ln_power)
            });
            let Some(found) = found.filter(|_| which != Divergence::Amari(1.0)) else {
                return Err(Error::unsupported(
                    "estimator",
                    "another than 'kde' for this divergence",
                    "'kde'",
                ));
            };
            found
        }
    })
}

fn common(x: &Samples, y: &Samples, kernel: Kernel, bandwidth: &Bandwidth, run: &Run) -> Result<Widths> {
    let one = widths(x, &x.spreads(run)?, kernel, bandwidth, run)?;
    let other = widths(y, &y.spreads(run)?, kernel, bandwidth, run)?;
    let means: Vec<f64> = one.half.iter().zip(&other.half).map(|(a, b)| (a * b).sqrt()).collect();
    let mut warnings = one.warnings;
    warnings
        .extend(other.warnings.into_iter().filter(|warning| !warnings.contains(warning)).collect::<Vec<_>>());
    Ok(Widths { kernel, half: means, warnings })
}

/// ln of a sample's own density over that of the other law at each sample.
fn ratios(x: &Samples, y: &Samples, widths: &Widths, run: &Run) -> Result<Vec<f64>> {
    let own = Reader::new(x, widths, PAIRS, run)?.own_and_density(x, run)?;
    let other = elsewhere(y, widths, x.values(), run)?;
    let total = x.total();
    let ratio = |((density, part), other): (&(f64, f64), &f64)| {
        let p = left_out(*density, *part, 1.0, total);
        // Alone under its own law: nothing can be said of it.
        if p == 0.0 { 0.0 } else { (p / other).ln() }
    };
    Ok(own.iter().zip(&other).map(ratio).collect())
}

/// Densities of a law at points that are not its samples; where a lattice ends, exact sums.
fn elsewhere(y: &Samples, widths: &Widths, points: &[f64], run: &Run) -> Result<Vec<f64>> {
    let bandwidth = Bandwidth::Fixed(widths.half.clone(), Unit::HalfWidth);
    let request = Request {
        kernel: widths.kernel,
        bandwidth: &bandwidth,
        adaptive: false,
        bounds: None,
        method: Method::Auto,
        at: At::Points(points),
    };
    let found = density(y, &request, run)?;
    let mut densities = found.densities;
    if found.method == Method::Lattice {
        let d = y.dimensions();
        let beyond: Vec<usize> = (0..densities.len()).filter(|row| densities[*row] <= 0.0).collect();
        let far: Vec<f64> = beyond.iter().flat_map(|row| &points[row * d..(row + 1) * d]).copied().collect();
        let exact = exact_at(y, widths, None, Reach::Everywhere, &far, run)?;
        beyond.into_iter().zip(exact).for_each(|(row, exact)| densities[row] = exact);
    }
    Ok(densities)
}

fn mean(terms: &[f64]) -> f64 {
    if let Some(infinite) = terms.iter().find(|term| term.is_infinite()) {
        return *infinite;
    }
    terms.iter().copied().collect::<Sum>().value() / terms.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::density::Rule;
    use marginals_core::random::{stream, uniform};

    fn normal(count: usize, seed: u64, mean: f64, deviation: f64) -> Vec<f64> {
        let mut generator = stream(seed, "normal", 0);
        let mut draw = || (0..12).map(|_| uniform(&mut generator)).sum::<f64>() - 6.0;
        (0..count).map(|_| mean + deviation * draw()).collect()
    }

    fn value(x: &[f64], y: &[f64], which: Divergence) -> f64 {
        let run = Run::default();
        let (x, y) = (Samples::new(x, 1, None).unwrap(), Samples::new(y, 1, None).unwrap());
        divergence(&x, &y, which, Kernel::Gaussian, &Bandwidth::Rule(Rule::Scott), &run).unwrap().value
    }

    #[test]
    fn near_the_closed_form_of_normal_laws() {
        let (mut kl, mut js, mut same) = (0.0, 0.0, 0.0);
        for seed in 0..10 {
            let x = normal(2000, 2 * seed, 0.0, 1.0);
            let y = normal(2000, 2 * seed + 1, 1.0, 1.0);
            kl += value(&x, &y, Divergence::KullbackLeibler) / 10.0;
            js += value(&x, &y, Divergence::JensenShannon(0.5)) / 10.0;
            same += value(&x, &normal(1000, 900 + seed, 0.0, 1.0), Divergence::JensenShannon(0.5)) / 10.0;
        }
        // KL = ½; Jensen–Shannon of N(0,1) and N(1,1) by quadrature.
        assert!((kl - 0.5).abs() < 0.07, "{kl}");
        assert!((js - 0.1113).abs() < 0.015, "{js}");
        assert!(same.abs() < 0.01, "{same}");
    }

    #[test]
    fn agrees_with_the_definition_and_finds_laws_apart() {
        let run = Run::default();
        let (x, y) = (normal(60, 1, 0.0, 1.0), normal(90, 2, 0.5, 2.0));
        let bandwidth = Bandwidth::Fixed(vec![0.5], Unit::Deviation);
        let (a, b) = (Samples::new(&x, 1, None).unwrap(), Samples::new(&y, 1, None).unwrap());
        let found = divergence(&a, &b, Divergence::KullbackLeibler, Kernel::Gaussian, &bandwidth, &run)
            .unwrap()
            .value;
        let kernel = |u: f64| Kernel::Gaussian.at(u / 0.5) / 0.5;
        let mut expected = 0.0;
        for (i, point) in x.iter().enumerate() {
            let p: f64 = x.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, z)| kernel(point - z)).sum();
            let q: f64 = y.iter().map(|z| kernel(point - z)).sum();
            expected += ((p / 59.0) / (q / 90.0)).ln() / 60.0;
        }
        assert!((found - expected).abs() < 1e-12);
        let far: Vec<f64> = y.iter().map(|y| y + 1e3).collect();
        assert!((value(&x, &far, Divergence::JensenShannon(0.5)) - std::f64::consts::LN_2).abs() < 1e-12);
        let one = Samples::new(&x[..1], 1, None).unwrap();
        let fault = divergence(&one, &b, Divergence::KullbackLeibler, Kernel::Gaussian, &bandwidth, &run);
        assert!(fault.is_err());
    }
}
