//! How wide the kernel is: fixed by the caller, by a rule of thumb, by Botev's diffusion equation.
//!
//! All rules answer standard deviations, one per dimension; a compact kernel is scaled so that it has that standard
//! deviation. s = sample standard deviation, n = samples (with weights (Σ w)² / Σ w²), d = dimensions.
//! - Scott: s n^(−1/(d+4)) (D. W. Scott, "Multivariate Density Estimation", 1992).
//! - Silverman: s (n (d+2) / 4)^(−1/(d+4)) (B. W. Silverman, "Density Estimation", 1986, 4.14).
//! - Robust Silverman: 0.9 min(s, IQR / 1.34) n^(−1/5), one dimension at a time (the same, 3.31).
//! - ISJ: see [`super::diffusion`].
use super::diffusion;
use super::kernel::Kernel;
use super::samples::{Samples, Spread};
use marginals_core::{Error, Result, Run};

/// A rule for the bandwidth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Scott's rule.
    Scott,
    /// Silverman's rule.
    Silverman,
    /// Silverman's rule with the interquartile range against heavy tails.
    RobustSilverman,
    /// The improved Sheather–Jones rule of Botev, Grotowski and Kroese.
    Isj,
    /// The multiple of Scott's bandwidths that predicts left-out samples best.
    LikelihoodCrossValidation,
    /// The multiple of Scott's bandwidths with the least estimated integrated squared error.
    LeastSquaresCrossValidation,
}

/// What a number given as a bandwidth means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// The kernel's standard deviation.
    Deviation,
    /// The kernel's half-width; see [`Kernel`].
    HalfWidth,
}

/// A bandwidth as asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Bandwidth {
    /// One number for all dimensions or one for each.
    Fixed(Vec<f64>, Unit),
    /// By a rule, each dimension by its own spread.
    Rule(Rule),
}

impl Rule {
    /// Every rule with its name.
    pub const ALL: [(Rule, &'static str); 6] = [
        (Rule::Scott, "scott"),
        (Rule::Silverman, "silverman"),
        (Rule::RobustSilverman, "robust-silverman"),
        (Rule::Isj, "isj"),
        (Rule::LikelihoodCrossValidation, "likelihood-cross-validation"),
        (Rule::LeastSquaresCrossValidation, "least-squares-cross-validation"),
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Rule::ALL.into_iter().find(|(rule, _)| *rule == self).map_or("", |(_, name)| name)
    }

    /// The rule called `name`.
    ///
    /// # Errors
    /// `Argument` when there is none.
    pub fn parse(name: &str) -> Result<Rule> {
        let found = Rule::ALL.into_iter().find(|(_, known)| *known == name);
        found.map(|(rule, _)| rule).ok_or_else(|| {
            let names: Vec<&str> = Rule::ALL.into_iter().map(|(_, name)| name).collect();
            Error::argument("bandwidth", format!("a number or one of {}", names.join(", ")), name)
        })
    }
}

/// Half-widths per dimension.
#[derive(Clone, Debug, PartialEq)]
pub struct Widths {
    /// The kernel.
    pub kernel: Kernel,
    /// Half-width of each dimension.
    pub half: Vec<f64>,
    /// What a reader should know.
    pub warnings: Vec<String>,
}

impl Widths {
    /// From standard deviations.
    pub(crate) fn of_deviations(kernel: Kernel, deviations: &[f64]) -> Widths {
        let half = deviations.iter().map(|deviation| deviation / kernel.deviation()).collect();
        Widths { kernel, half, warnings: Vec::new() }
    }

    /// Standard deviation of each dimension.
    #[must_use]
    pub fn deviations(&self) -> Vec<f64> {
        self.half.iter().map(|half| half * self.kernel.deviation()).collect()
    }

    /// K(0) / Π h: what a sample of weight 1 adds to the density at itself.
    #[must_use]
    pub fn peak(&self) -> f64 {
        self.half.iter().map(|half| self.kernel.at(0.0) / half).product()
    }
}

/// Scott's factor n^(−1/(d+4)).
pub(crate) fn scott(samples: &Samples) -> f64 {
    samples.effective().powf(-1.0 / (samples.dimensions() as f64 + 4.0))
}

/// The half-widths of a bandwidth.
///
/// # Errors
/// `Shape` for a wrong number of bandwidths; `Range` for one that is not above 0, and for a rule when all samples
/// have the same value; `NonFinite`; out of memory; the run was cancelled.
pub fn widths(
    samples: &Samples,
    spreads: &[Spread],
    kernel: Kernel,
    bandwidth: &Bandwidth,
    run: &Run,
) -> Result<Widths> {
    let d = samples.dimensions();
    match bandwidth {
        Bandwidth::Fixed(given, unit) => {
            if given.len() != d && given.len() != 1 {
                let expected = format!("one number or {d} (dimensions)");
                return Err(Error::shape("bandwidth", expected, given.len()));
            }
            if let Some(wrong) = given.iter().find(|width| !(**width > 0.0 && width.is_finite())) {
                return Err(Error::range("bandwidth", "a finite number above 0", wrong));
            }
            let scale = if *unit == Unit::Deviation { kernel.deviation() } else { 1.0 };
            let half = (0..d).map(|k| given[if given.len() == 1 { 0 } else { k }] / scale).collect();
            let widths = Widths { kernel, half, warnings: Vec::new() };
            if !(widths.peak() > 0.0 && widths.peak().is_finite()) {
                let expected = "numbers that give densities within the range of a double";
                return Err(Error::range("bandwidth", expected, format!("{given:?}")));
            }
            Ok(widths)
        }
        Bandwidth::Rule(rule) => {
            let mut deviations = Vec::with_capacity(d);
            let mut warnings = Vec::new();
            let factor = scott(samples);
            for (dimension, spread) in spreads.iter().enumerate() {
                // A spread that the numbers cannot resolve is no spread.
                let size = spread.least.abs().max(spread.largest.abs());
                if spread.deviation <= size * 1e-14 {
                    let expected =
                        "a number, because all samples have the same value and a rule needs spread";
                    return Err(Error::range("bandwidth", expected, rule.name()));
                }
                let d = d as f64;
                deviations.push(match rule {
                    Rule::Silverman => {
                        spread.deviation * (samples.effective() * (d + 2.0) / 4.0).powf(-1.0 / (d + 4.0))
                    }
                    Rule::RobustSilverman => robust(samples, dimension, spread, run)?,
                    Rule::Isj => {
                        let column = samples.column(dimension, run)?;
                        match diffusion::bandwidth(&column, samples.weights(), spread, run)? {
                            Some(width) => width,
                            None => {
                                warnings.push(
                                    "the equation of the ISJ bandwidth has no solution; robust Silverman is used"
                                        .to_owned(),
                                );
                                robust(samples, dimension, spread, run)?
                            }
                        }
                    }
                    _ => spread.deviation * factor,
                });
            }
            let mut widths = Widths::of_deviations(kernel, &deviations);
            widths.warnings = warnings;
            if matches!(rule, Rule::LikelihoodCrossValidation | Rule::LeastSquaresCrossValidation) {
                super::cross_validation::refine(samples, &mut widths, *rule, run)?;
            }
            if let Some(wrong) = widths.half.iter().find(|half| !(**half > 0.0 && half.is_finite())) {
                return Err(Error::range("bandwidth", "a number above 0 (the rule found none)", wrong));
            }
            Ok(widths)
        }
    }
}

fn robust(samples: &Samples, dimension: usize, spread: &Spread, run: &Run) -> Result<f64> {
    let _charge = run.charge("a sorted column", samples.count() as u64 * 16)?;
    let range = quartiles(samples, dimension, run)?;
    let width = (range / 1.34).min(spread.deviation);
    let width = if width > 0.0 { width } else { spread.deviation };
    Ok(0.9 * width * samples.effective().powf(-0.2))
}

/// Interquartile range, quartiles interpolated between order statistics; with weights, by cumulative weight.
fn quartiles(samples: &Samples, dimension: usize, run: &Run) -> Result<f64> {
    let mut column = samples.column(dimension, run)?;
    run.check()?;
    let Some(weights) = samples.weights() else {
        let mut quantile = |share: f64| {
            let place = share * (column.len() - 1) as f64;
            let at = place.floor() as usize;
            let (_, low, above) = column.select_nth_unstable_by(at, f64::total_cmp);
            let low = *low;
            let high = above.iter().copied().fold(f64::INFINITY, f64::min);
            if place > at as f64 { low + (high - low) * (place - at as f64) } else { low }
        };
        return Ok(quantile(0.75) - quantile(0.25));
    };
    let mut order: Vec<(f64, f64)> = run.reserved("a sorted column", column.len())?;
    order.extend(column.iter().copied().zip(weights.iter().copied()));
    order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let quantile = |share: f64| {
        let mut sum = 0.0;
        let reached = order.iter().find(|(_, weight)| {
            sum += weight;
            sum >= share * samples.total()
        });
        reached.or(order.last()).map_or(0.0, |(value, _)| *value)
    };
    Ok(quantile(0.75) - quantile(0.25))
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{stream, uniform};

    fn found(values: &[f64], d: usize, rule: Rule) -> Vec<f64> {
        let run = Run::default();
        let samples = Samples::new(values, d, None).unwrap();
        let spreads = samples.spreads(&run).unwrap();
        let bandwidth = Bandwidth::Rule(rule);
        widths(&samples, &spreads, Kernel::Epanechnikov, &bandwidth, &run).unwrap().deviations()
    }

    #[test]
    fn rules_of_thumb() {
        // s² = 2.5, IQR = 2.
        let values = [1.0, 2.0, 3.0, 4.0, 5.0];
        let s = 2.5f64.sqrt();
        assert!((found(&values, 1, Rule::Scott)[0] - s * 5f64.powf(-0.2)).abs() < 1e-14);
        assert!((found(&values, 1, Rule::Silverman)[0] - s * 3.75f64.powf(-0.2)).abs() < 1e-14);
        let robust = 0.9 * (2.0 / 1.34) * 5f64.powf(-0.2);
        assert!((found(&values, 1, Rule::RobustSilverman)[0] - robust).abs() < 1e-14);
        let pairs: Vec<f64> = values.iter().flat_map(|x| [*x, 10.0 * x]).collect();
        let scott = found(&pairs, 2, Rule::Scott);
        assert!(
            (scott[0] - s * 5f64.powf(-1.0 / 6.0)).abs() < 1e-14
                && (scott[1] - 10.0 * scott[0]).abs() < 1e-13
        );
    }

    #[test]
    fn bandwidths_scale_with_the_data() {
        let mut generator = stream(4, "values", 0);
        let values: Vec<f64> = (0..500).map(|_| uniform(&mut generator).ln()).collect();
        let wide: Vec<f64> = values.iter().map(|x| 3.0 - 8.0 * x).collect();
        for (rule, _) in Rule::ALL {
            let (one, other) = (found(&values, 1, rule)[0], found(&wide, 1, rule)[0]);
            assert!((other / one - 8.0).abs() < 1e-6, "{rule:?} {one} {other}");
            assert_eq!(Rule::parse(rule.name()).unwrap(), rule);
        }
    }

    #[test]
    fn units_of_a_fixed_bandwidth() {
        let run = Run::default();
        let samples = Samples::new(&[0.0, 1.0], 1, None).unwrap();
        let spreads = samples.spreads(&run).unwrap();
        let half = |unit| {
            let bandwidth = Bandwidth::Fixed(vec![0.5], unit);
            widths(&samples, &spreads, Kernel::Triweight, &bandwidth, &run).unwrap().half[0]
        };
        assert_eq!((half(Unit::HalfWidth), half(Unit::Deviation)), (0.5, 1.5));
        for wrong in [vec![], vec![1.0, 2.0], vec![0.0], vec![f64::NAN], vec![5e-324]] {
            let bandwidth = Bandwidth::Fixed(wrong, Unit::Deviation);
            let fault = widths(&samples, &spreads, Kernel::Box, &bandwidth, &run).unwrap_err();
            assert_eq!(fault.argument_name(), Some("bandwidth"));
        }
        let constant = Samples::new(&[0.1, 0.1, 0.1], 1, None).unwrap();
        let spreads = constant.spreads(&run).unwrap();
        let rule = Bandwidth::Rule(Rule::Scott);
        assert!(widths(&constant, &spreads, Kernel::Gaussian, &rule, &run).is_err());
    }
}
