//! Entropies of an order: Rényi, Tsallis, Hill numbers, Gini–Simpson.
//!
//! - Rényi H_α = ln Σ p^α / (1 − α): ln K at 0, Shannon's at 1, −ln max p at ∞ (A. Rényi, "On measures of entropy and
//!   information", 1961).
//! - Tsallis (1 − Σ p^q)/(q − 1): K − 1 at 0, Shannon's at 1 (C. Tsallis, "Possible generalization of Boltzmann–Gibbs
//!   statistics", 1988).
//! - Hill number exp H_α: how many equally likely symbols are as diverse (M. O. Hill, "Diversity and evenness", 1973).
//! - Gini–Simpson 1 − Σ p²: the chance that two draws differ (E. H. Simpson, "Measurement of diversity", 1949).
//!
//! Near order 1 the sum is taken as Σ p (e^{(α − 1) ln p} − 1), which loses nothing. For whole orders α ≥ 2 the counts
//! give Σ p^α without bias as Σ n…(n − α + 1) / N…(N − α + 1): Tsallis and Gini–Simpson are then unbiased, Rényi and
//! Hill nearly so. Cost: O(symbols).
use crate::estimator::plug_in;
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};

/// Which entropy of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// ln Σ p^α / (1 − α).
    Renyi,
    /// (1 − Σ p^q)/(q − 1).
    Tsallis,
    /// (Σ p^α)^{1/(1 − α)}.
    Hill,
}

/// An entropy of an order of weights above 0; `unbiased` takes them for counts.
///
/// # Errors
/// `Range` for an order below 0 or not a number, an infinite one for Tsallis; `Unsupported` for an unbiased one
/// unless the order is a whole number from 2 to the number of samples; the run was cancelled.
pub fn entropy_of_order(
    weights: &[f64],
    family: Family,
    order: f64,
    unbiased: bool,
    run: &Run,
) -> Result<f64> {
    if order.is_nan() || order < 0.0 || (order.is_infinite() && family == Family::Tsallis) {
        let expected = if family == Family::Tsallis { "a finite number at least 0" } else { "at least 0" };
        return Err(Error::range("order", expected, order));
    }
    let total = weights.iter().copied().collect::<Sum>().value();
    if unbiased {
        let power = unbiased_power(weights, total, order)?;
        return Ok(match family {
            Family::Renyi => power.ln() / (1.0 - order) + 0.0,
            Family::Tsallis => (1.0 - power) / (order - 1.0),
            Family::Hill => power.powf(1.0 / (1.0 - order)),
        });
    }
    run.check()?;
    match family {
        Family::Renyi => renyi(weights, total, order, run),
        Family::Hill => Ok(renyi(weights, total, order, run)?.exp()),
        Family::Tsallis if order == 1.0 => plug_in(weights, run),
        Family::Tsallis => Ok(-excess(weights, total, order) / (order - 1.0)),
    }
}

/// Σ p^α − 1.
fn excess(weights: &[f64], total: f64, order: f64) -> f64 {
    let terms = weights.iter().map(|weight| {
        let p = weight / total;
        p * ((order - 1.0) * p.ln()).exp_m1()
    });
    terms.collect::<Sum>().value()
}

fn renyi(weights: &[f64], total: f64, order: f64, run: &Run) -> Result<f64> {
    if order == 1.0 {
        return plug_in(weights, run);
    }
    if order == 0.0 {
        return Ok((weights.len() as f64).ln());
    }
    let largest = weights.iter().copied().fold(0.0, f64::max) / total;
    if order == f64::INFINITY {
        return Ok(-largest.ln() + 0.0);
    }
    if (order - 1.0).abs() < 0.5 {
        return Ok((excess(weights, total, order).ln_1p() / (1.0 - order)).max(0.0));
    }
    // Powers of the ratio to the largest do not underflow together.
    let sum: Sum = weights.iter().map(|weight| (weight / total / largest).powf(order)).collect();
    Ok(((order * largest.ln() + sum.value().ln()) / (1.0 - order)).max(0.0))
}

/// Σ n(n − 1)…(n − α + 1) / N(N − 1)…(N − α + 1).
fn unbiased_power(counts: &[f64], total: f64, order: f64) -> Result<f64> {
    if order.fract() != 0.0 || order < 2.0 || order > total {
        let expected = format!("a whole number from 2 to {total} (samples), for the unbiased estimator");
        return Err(Error::unsupported("order", expected, order));
    }
    let terms = counts.iter().filter(|count| **count >= order).map(|count| {
        let mut product = 1.0;
        let mut j = 0.0;
        while j < order && product > 0.0 {
            product *= (count - j) / (total - j);
            j += 1.0;
        }
        product
    });
    Ok(terms.collect::<Sum>().value())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(family: Family, weights: &[f64], order: f64) -> f64 {
        entropy_of_order(weights, family, order, false, &Run::default()).unwrap()
    }

    #[test]
    fn limits_are_met_from_both_sides() {
        let weights = [5.0, 3.0, 1.0, 1.0];
        let shannon = plug_in(&weights, &Run::default()).unwrap();
        for family in [Family::Renyi, Family::Tsallis] {
            assert_eq!(of(family, &weights, 1.0), shannon);
            for step in [1e-12, 1e-9, 1e-6] {
                assert!((of(family, &weights, 1.0 + step) - shannon).abs() < 2.0 * step + 1e-15);
                assert!((of(family, &weights, 1.0 - step) - shannon).abs() < 2.0 * step + 1e-15);
            }
        }
        assert!((of(Family::Renyi, &weights, 0.0) - 4f64.ln()).abs() < 1e-15);
        assert!((of(Family::Renyi, &weights, 1e-9) - 4f64.ln()).abs() < 1e-8);
        assert!((of(Family::Renyi, &weights, f64::INFINITY) - 2f64.ln()).abs() < 1e-15);
        assert!((of(Family::Renyi, &weights, 1e6) - 2f64.ln()).abs() < 1e-5);
        assert_eq!(of(Family::Tsallis, &weights, 0.0), 3.0);
        assert!((of(Family::Hill, &[1.0; 7], 2.5) - 7.0).abs() < 1e-14);
        assert!((of(Family::Renyi, &weights, 2.0) + (0.36f64).ln()).abs() < 1e-15);
    }

    #[test]
    fn the_order_only_lowers_it() {
        let weights: Vec<f64> = (1..50).map(|i| f64::from(i * i)).collect();
        let values: Vec<f64> =
            (0..400).map(|step| of(Family::Renyi, &weights, f64::from(step) * 0.01)).collect();
        assert!(values.windows(2).all(|pair| pair[1] <= pair[0] + 1e-14));
    }

    #[test]
    fn counts_give_powers_without_bias() {
        // All samples of size 4 from a law on 3 symbols: the mean of the estimates is the exact value.
        let law = [0.5, 0.3, 0.2];
        for order in [2.0, 3.0] {
            let mut mean = 0.0;
            for sample in 0..81usize {
                let mut counts = [0.0; 3];
                let mut chance = 1.0;
                for place in 0..4 {
                    let symbol = sample / 3usize.pow(place) % 3;
                    counts[symbol] += 1.0;
                    chance *= law[symbol];
                }
                let seen: Vec<f64> = counts.into_iter().filter(|count| *count > 0.0).collect();
                mean +=
                    chance * entropy_of_order(&seen, Family::Tsallis, order, true, &Run::default()).unwrap();
            }
            let exact = (1.0 - law.iter().map(|p: &f64| p.powf(order)).sum::<f64>()) / (order - 1.0);
            assert!((mean - exact).abs() < 1e-14);
        }
        let run = Run::default();
        assert!(entropy_of_order(&[1.0, 1.0], Family::Tsallis, 2.5, true, &run).is_err());
        assert!(entropy_of_order(&[1.0, 1.0], Family::Tsallis, 3.0, true, &run).is_err());
        assert_eq!(entropy_of_order(&[1.0, 1.0], Family::Renyi, 2.0, true, &run).unwrap(), f64::INFINITY);
    }
}
