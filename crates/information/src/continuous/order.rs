//! Entropies of an order of values: Rényi, Tsallis, and the effective volume exp(Rényi), by the name of the estimator.
//!
//! - `leonenko-pronzato-savani`: by neighbors, see [`crate::neighbors::renyi`]; orders above 0 and below k + 1.
//! - `gaussian`: ½ ln |Σ| + (d/2) (ln 2π + ln α / (α − 1)) for Rényi, ln |Σ| corrected for the bias of few samples; any
//!   order above 0, at ∞ minus the logarithm of the largest density.
use super::joint::of_gaussian;
use super::{Settings, Variable, unknown};
use crate::estimate::Estimate;
use crate::measure::order::Family;
use crate::neighbors::renyi::{Kind, neighbor_entropy};
use marginals_core::{Error, Result, Run};

/// The entropy of order `settings.order` of `x` by `name`: Rényi in nats, Tsallis and the volume in the units of `x`.
///
/// # Errors
/// `Argument` for an unknown name, `Range` for an order that the estimator does not have; `Shape`, `NonFinite` or `Range`
/// for samples that make no sense; out of memory; the run was cancelled.
pub fn order_entropy(
    name: &str,
    family: Family,
    x: &Variable,
    settings: &Settings,
    run: &Run,
) -> Result<Estimate> {
    let order = settings.order.unwrap_or(1.0);
    if order.is_infinite() && family == Family::Tsallis {
        return Err(Error::range("order", "a finite number above 0", order));
    }
    match name {
        "leonenko-pronzato-savani" => {
            let kind = if family == Family::Tsallis { Kind::Tsallis } else { Kind::Renyi };
            let found = neighbor_entropy(&x.space(settings.norm), kind, order, settings.neighbors(), run)?;
            let value = if family == Family::Hill { found.value.exp() } else { found.value };
            Ok(Estimate { value, ..found })
        }
        "gaussian" => {
            if order.is_nan() || order <= 0.0 {
                return Err(Error::range("order", "above 0", order));
            }
            let shannon = of_gaussian(name, &[x], settings, run)?;
            // ln α / (α − 1), 1 at α = 1 and 0 at ∞.
            let slope = if order == f64::INFINITY {
                0.0
            } else if (order - 1.0).abs() < 1e-8 {
                1.0 - 0.5 * (order - 1.0)
            } else {
                order.ln() / (order - 1.0)
            };
            let renyi = shannon.value + 0.5 * x.columns.len() as f64 * (slope - 1.0);
            let value = match family {
                Family::Renyi => renyi,
                Family::Hill => renyi.exp(),
                Family::Tsallis if order == 1.0 => renyi,
                // −expm1 keeps a small entropy that 1 − ∫ would lose.
                Family::Tsallis => ((1.0 - order) * renyi).exp_m1() / (1.0 - order),
            };
            Ok(Estimate { value, ..shannon })
        }
        _ => unknown("'leonenko-pronzato-savani', 'gaussian'", name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{stream, uniform};
    use marginals_numerics::normal::quantile;

    fn values(seed: u64, n: usize, scale: f64) -> Variable {
        let mut generator = stream(seed, "order", 0);
        let column = (0..n).map(|_| scale * quantile(uniform(&mut generator).max(1e-18))).collect();
        Variable { name: "samples", columns: vec![column], nominal: vec![false], symbols: false }
    }

    /// ∫ f^q of a normal law of deviation s, by the trapezoidal rule.
    fn integral(s: f64, q: f64) -> f64 {
        let density = |x: f64| (-0.5 * (x / s).powi(2)).exp() / (s * (2.0 * std::f64::consts::PI).sqrt());
        (-200_000..200_000).map(|i| density(f64::from(i) * 2e-4 * s).powf(q)).sum::<f64>() * 2e-4 * s
    }

    #[test]
    fn near_the_closed_form_by_either_estimator() {
        let s = 1.5;
        for order in [0.5, 0.9, 1.0, 1.7, 2.0, 3.0] {
            let near = |order: f64| if order == 1.0 { 1.0 + 1e-7 } else { order };
            let power = integral(s, near(order));
            let renyi = power.ln() / (1.0 - near(order));
            let tsallis = (1.0 - power) / (near(order) - 1.0);
            for name in ["leonenko-pronzato-savani", "gaussian"] {
                let of = |family| {
                    let settings = Settings { order: Some(order), k: Some(5), ..Settings::default() };
                    let each = (0..5).map(|seed| {
                        order_entropy(name, family, &values(seed, 3000, s), &settings, &Run::default())
                            .unwrap()
                            .value
                    });
                    each.sum::<f64>() / 5.0
                };
                assert!((of(Family::Renyi) - renyi).abs() < 0.04, "{name} {order}");
                assert!((of(Family::Tsallis) - tsallis).abs() < 0.05, "{name} {order}");
                assert!((of(Family::Hill) / renyi.exp() - 1.0).abs() < 0.05, "{name} {order}");
            }
        }
    }

    #[test]
    fn orders_out_of_range_are_refused() {
        let (x, run) = (values(1, 30, 1.0), Run::default());
        for (name, order, family) in [
            ("leonenko-pronzato-savani", 0.0, Family::Renyi),
            ("leonenko-pronzato-savani", 4.0, Family::Renyi),
            ("leonenko-pronzato-savani", f64::INFINITY, Family::Hill),
            ("gaussian", 0.0, Family::Renyi),
            ("gaussian", f64::INFINITY, Family::Tsallis),
            ("kde", 2.0, Family::Renyi),
        ] {
            let settings = Settings { order: Some(order), ..Settings::default() };
            assert!(order_entropy(name, family, &x, &settings, &run).is_err(), "{name} {order}");
        }
        let settings = Settings { order: Some(f64::INFINITY), corrected: false, ..Settings::default() };
        let found = order_entropy("gaussian", Family::Renyi, &x, &settings, &run).unwrap().value;
        let shannon = of_gaussian("gaussian", &[&x], &settings, &run).unwrap().value;
        assert!((found - (shannon - 0.5)).abs() < 1e-12);
    }
}
