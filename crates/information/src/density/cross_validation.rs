//! Bandwidths by cross-validation: one factor on Scott's bandwidths of all dimensions.
//!
//! - Likelihood: the largest mean of ln f₋ᵢ(x_i), f₋ᵢ estimated without sample i (J. D. F. Habbema, J. Hermans and
//!   K. van den Broek, 1974; R. P. W. Duin, 1976). Sensitive to outliers, which a narrow kernel leaves alone.
//! - Least squares: the least ∫ f² − 2 mean f₋ᵢ(x_i), an unbiased estimate of the integrated squared error but for a
//!   constant (M. Rudemo, 1982; A. W. Bowman, 1984).
//!
//! The criterion is computed on 33 factors from 0.05 to 4 and its best interval refined by golden section to 10⁻³.
//! In one or two dimensions each costs one lattice, above that all pairs of samples.
use super::bandwidth::{Rule, Widths};
use super::entropy::{Reader, left_out};
use super::samples::Samples;
use marginals_core::{Result, Run};

const LEAST: f64 = 0.05;
const MOST: f64 = 4.0;
const FACTORS: usize = 33;

/// What is to be made small.
fn criterion(samples: &Samples, widths: &Widths, rule: Rule, run: &Run) -> Result<f64> {
    let reader = Reader::with_margin(samples, widths, 0, 1.0, run)?;
    let own = reader.own_and_density(samples, run)?;
    let mut sum = 0.0;
    let total = samples.total();
    for (row, (density, own)) in own.iter().enumerate() {
        let weight = samples.weight(row);
        if weight == 0.0 {
            continue;
        }
        let without = left_out(*density, *own, weight, total);
        sum += weight * if rule == Rule::LikelihoodCrossValidation { -without.ln() } else { -2.0 * without };
    }
    if rule == Rule::LikelihoodCrossValidation {
        return Ok(sum / total);
    }
    Ok(reader.squared(samples, run)? + sum / total)
}

/// Multiplies the widths by the best factor.
pub(crate) fn refine(samples: &Samples, widths: &mut Widths, rule: Rule, run: &Run) -> Result<()> {
    let scaled = |factor: f64| Widths {
        kernel: widths.kernel,
        half: widths.half.iter().map(|half| half * factor).collect(),
        warnings: Vec::new(),
    };
    let value = |log: f64| {
        run.check()?;
        let value = criterion(samples, &scaled(log.exp()), rule, run)?;
        Ok::<f64, marginals_core::Error>(if value.is_nan() { f64::INFINITY } else { value })
    };
    let (from, to) = (LEAST.ln(), MOST.ln());
    let step = (to - from) / (FACTORS - 1) as f64;
    let mut best = (f64::INFINITY, 0);
    for index in 0..FACTORS {
        let found = value(from + step * index as f64)?;
        if found < best.0 {
            best = (found, index);
        }
    }
    let middle = from + step * best.1 as f64;
    let (mut low, mut high) = (middle - step, middle + step);
    let golden = 0.5 * (5f64.sqrt() - 1.0);
    let (mut a, mut b) = (high - golden * (high - low), low + golden * (high - low));
    let (mut at_a, mut at_b) = (value(a)?, value(b)?);
    while high - low > 1e-3 {
        if at_a <= at_b {
            (high, b, at_b) = (b, a, at_a);
            a = high - golden * (high - low);
            at_a = value(a)?;
        } else {
            (low, a, at_a) = (a, b, at_b);
            b = low + golden * (high - low);
            at_b = value(b)?;
        }
    }
    let chosen = scaled((0.5 * (low + high)).exp());
    widths.half = chosen.half;
    if best.0 == f64::INFINITY || best.1 == 0 || best.1 == FACTORS - 1 {
        let end = "cross-validation found its best bandwidth at the end of the range it searched";
        widths.warnings.push(end.to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::density::{Bandwidth, Kernel, widths};
    use marginals_core::random::{stream, uniform};

    /// The criteria by all pairs, on the same factors.
    fn naive(values: &[f64], half: f64, rule: Rule) -> f64 {
        let n = values.len() as f64;
        let kernel = |x: f64, h: f64| Kernel::Gaussian.at(x / h) / h;
        let mut sum = 0.0;
        let mut squared = 0.0;
        for (i, x) in values.iter().enumerate() {
            let others: f64 =
                values.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, y)| kernel(x - y, half)).sum();
            let without = others / (n - 1.0);
            sum += if rule == Rule::LikelihoodCrossValidation { -without.ln() } else { -2.0 * without };
            squared += values.iter().map(|y| kernel(x - y, half * 2f64.sqrt())).sum::<f64>();
        }
        sum / n + if rule == Rule::LikelihoodCrossValidation { 0.0 } else { squared / (n * n) }
    }

    #[test]
    fn the_chosen_bandwidth_is_the_best_of_all() {
        let run = Run::default();
        let mut generator = stream(6, "values", 0);
        let mut draw = || (0..4).map(|_| uniform(&mut generator)).sum::<f64>();
        let values: Vec<f64> = (0..240).map(|i| draw() + f64::from(i % 2) * 3.0).collect();
        let samples = Samples::new(&values, 1, None).unwrap();
        let spreads = samples.spreads(&run).unwrap();
        for rule in [Rule::LikelihoodCrossValidation, Rule::LeastSquaresCrossValidation] {
            let found = widths(&samples, &spreads, Kernel::Gaussian, &Bandwidth::Rule(rule), &run).unwrap();
            let scott = spreads[0].deviation * 240f64.powf(-0.2);
            let best = (0..400)
                .map(|i| scott * (0.05f64.ln() + 80f64.ln() * f64::from(i) / 399.0).exp())
                .min_by(|a, b| naive(&values, *a, rule).total_cmp(&naive(&values, *b, rule)))
                .unwrap();
            let excess = naive(&values, found.half[0], rule) - naive(&values, best, rule);
            assert!(excess < 2e-5, "{rule:?} {} {best} {excess}", found.half[0]);
        }
    }
}
