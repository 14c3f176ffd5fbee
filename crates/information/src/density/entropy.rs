//! Differential entropy of a kernel density.
//!
//! - Resubstitution −Σ w_i ln f(x_i) / W: low, because a sample sees itself.
//! - Leaving one out −Σ w_i ln f₋ᵢ(x_i) / W: high, and infinite where a sample is alone under a compact kernel.
//! - Integral −∫ f ln f over a lattice (one or two dimensions): the entropy of the estimate itself, high by what the
//!   kernel smooths.
//!
//! In one and two dimensions densities are read from a lattice, O(n + nodes × taps), unless it would be too large;
//! above that they are exact sums over all pairs. In one dimension every kernel but the Gaussian is summed exactly.
//!
//! Source: I. Ahmad and P.-E. Lin, "A nonparametric estimation of the entropy for absolutely continuous
//! distributions" (1976); P. Hall and S. C. Morton, "On the estimation of entropy" (1993).
use super::bandwidth::{Bandwidth, Widths, widths};
use super::exact::{Reach, Sorted};
use super::kernel::Kernel;
use super::lattice::{Axis, Lattice, Reading};
use super::moments::{self, Moments};
use super::samples::{STRIDE, Samples, Spread};
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};

/// How an entropy is read off a density.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// −mean ln f at the samples.
    Resubstitution,
    /// −mean ln f at each sample, estimated from the others.
    LeaveOneOut,
    /// −∫ f ln f.
    Integral,
}

impl Form {
    /// Every form with its name.
    pub const ALL: [(Form, &'static str); 3] = [
        (Form::Resubstitution, "resubstitution"),
        (Form::LeaveOneOut, "leave-one-out"),
        (Form::Integral, "integral"),
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Form::ALL.into_iter().find(|(form, _)| *form == self).map_or("", |(_, name)| name)
    }

    /// The form called `name`.
    ///
    /// # Errors
    /// `Argument` when there is none.
    pub fn parse(name: &str) -> Result<Form> {
        let found = Form::ALL.into_iter().find(|(_, known)| *known == name);
        let expected = "one of resubstitution, leave-one-out, integral";
        found.map(|(form, _)| form).ok_or_else(|| Error::argument("form", expected, name))
    }
}

/// A quantity measured on kernel densities, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// In nats.
    pub value: f64,
    /// Standard deviation of the kernel in each dimension.
    pub bandwidth: Vec<f64>,
    /// What a reader should know.
    pub warnings: Vec<String>,
    /// The terms whose weighted mean the value is, one per sample; none for an integral.
    pub local: Vec<f64>,
}

/// Nodes of a lattice at most, in one dimension and in two.
const MOST_NODES: usize = 1 << 22;
const MOST_ON_A_SIDE: usize = 1 << 12;
/// Steps per standard deviation of the kernel, in one dimension and in two, where points are read.
pub(crate) const STEPS: [f64; 2] = [24.0, 4.0];
/// The same where nodes are integrated: few samples do not average the error of sharing out away.
const FINE: [f64; 2] = [64.0, 10.0];
/// Samples that are few.
const FEW: usize = 1 << 14;
/// Samples up to which sums over all pairs take less than some 10 ms.
const PAIRS: usize = 2048;
/// Terms per block of a mean.
const TERMS: usize = 1 << 13;

/// The axes of a lattice that resolves the kernel, where it is not too large. It reaches `margin` of the kernel's reach
/// beyond the samples: none is needed where it is read at the samples.
pub(crate) fn axes(spreads: &[Spread], widths: &Widths, steps: [f64; 2], margin: f64) -> Option<Vec<Axis>> {
    let d = spreads.len();
    if d > 2 {
        return None;
    }
    let most = if d == 1 { MOST_NODES } else { MOST_ON_A_SIDE };
    let axis = |(spread, half): (&Spread, &f64)| {
        let step = half * widths.kernel.deviation() / steps[d - 1];
        Axis::covering(spread, step, margin * half * widths.kernel.reach(), most)
    };
    let axes: Option<Vec<Axis>> = spreads.iter().zip(&widths.half).map(axis).collect();
    axes.filter(|axes| axes.iter().map(|axis| axis.nodes).product::<usize>() <= MOST_NODES)
}

/// What answers densities at the samples.
pub(crate) enum Reader {
    Lattice(Lattice),
    Moments(Moments, f64),
    Sorted(Sorted, f64),
}

impl Reader {
    /// Exact sums for up to `pairs` samples and wherever they are cheap or nothing else is possible; else a lattice.
    pub fn new(samples: &Samples, widths: &Widths, pairs: usize, run: &Run) -> Result<Reader> {
        Reader::with_margin(samples, widths, pairs, 0.0, run)
    }

    /// The same with a lattice that holds the whole density where `margin` is 1.
    pub fn with_margin(
        samples: &Samples,
        widths: &Widths,
        pairs: usize,
        margin: f64,
        run: &Run,
    ) -> Result<Reader> {
        if samples.dimensions() == 1 && Moments::apply_to(widths.kernel) {
            let _charge = run.charge("prefix sums", moments::bytes(samples.count()))?;
            let moments = Moments::new(samples, widths.kernel, widths.half[0], run)?;
            return Ok(Reader::Moments(moments, widths.peak()));
        }
        if samples.count() > pairs
            && samples.dimensions() <= 2
            && let Some(axes) = axes(&samples.spreads(run)?, widths, STEPS, margin)
        {
            let nodes: usize = axes.iter().map(|axis| axis.nodes).product();
            let _charge = run.charge("a lattice", nodes as u64 * 32)?;
            return Ok(Reader::Lattice(Lattice::new(samples, &axes, widths, Reading::Points, run)?));
        }
        let words = samples.dimensions() as u64 + 3;
        let _charge = run.charge("sorted samples", samples.count() as u64 * 8 * words)?;
        // Many samples of few dimensions come here with a range that is huge beside the kernel.
        let many = samples.dimensions() <= 2 && samples.count() > pairs;
        let reach = if many { Reach::Visible } else { Reach::Everywhere };
        Ok(Reader::Sorted(Sorted::new(samples, widths, None, reach, run)?, widths.peak()))
    }

    /// Σ w K at each sample, and what a sample of weight 1 adds to it at its own place.
    pub fn own_and_density(&self, samples: &Samples, run: &Run) -> Result<Vec<(f64, f64)>> {
        let mut all = run.zeroed("densities", samples.count())?;
        run.blocks_into(&mut all, self.block(samples), Vec::new, |buffer, first, out| {
            self.fill(samples, first, buffer, out);
            Ok(())
        })?;
        Ok(all)
    }

    /// −ln f at each sample; ∞ where [`Form::LeaveOneOut`] finds no other in reach.
    pub fn terms(&self, samples: &Samples, form: Form, run: &Run) -> Result<Vec<f64>> {
        let (block, total) = (self.block(samples), samples.total());
        let mut all = run.zeroed("local values", samples.count())?;
        run.blocks_into(
            &mut all,
            block,
            || (Vec::new(), vec![(0.0, 0.0); block]),
            |(buffer, densities), first, out| {
                let densities = &mut densities[..out.len()];
                self.fill(samples, first, buffer, densities);
                for ((row, out), (density, own)) in (first..).zip(out).zip(densities) {
                    *out = term(form, *density, *own, samples.weight(row), total);
                }
                Ok(())
            },
        )?;
        Ok(all)
    }

    fn block(&self, samples: &Samples) -> usize {
        match self {
            Reader::Sorted(..) => ((1 << 18) / samples.count()).clamp(1, TERMS),
            _ => TERMS,
        }
    }

    /// Σ w K and a sample's own part for the samples from `first` on.
    fn fill(&self, samples: &Samples, first: usize, buffer: &mut Vec<f64>, out: &mut [(f64, f64)]) {
        for (row, place) in (first..).zip(out) {
            let point = samples.row(row);
            *place = match self {
                Reader::Lattice(lattice) => (lattice.at(point), lattice.own(point)),
                Reader::Moments(moments, own) => (moments.at(point[0]), *own),
                Reader::Sorted(sorted, own) => (sorted.at(point, buffer), *own),
            };
        }
    }

    /// ∫ f².
    pub fn squared(&self, samples: &Samples, run: &Run) -> Result<f64> {
        match self {
            Reader::Lattice(lattice) => Ok(lattice.squared(samples.total())),
            Reader::Moments(moments, _) => {
                // Simpson's rule with 32 panels per half-width at every sample would be costly; a fine even one is not.
                let spread = samples.spreads(run)?[0];
                let margin = moments.reach();
                let (from, length) = (spread.least - margin, spread.largest - spread.least + 2.0 * margin);
                let nodes = ((length / moments.half() * 32.0).ceil() as usize).clamp(64, 1 << 20) | 1;
                let step = length / (nodes - 1) as f64;
                let points: Vec<f64> = (0..nodes).map(|i| from + step * i as f64).collect();
                let squares: f64 = moments.densities(&points, run)?.iter().map(|f| f * f).sum();
                Ok(squares * step)
            }
            Reader::Sorted(..) => {
                let expected = "another rule: least squares needs a lattice, of at most two dimensions";
                Err(Error::unsupported("bandwidth", expected, "least-squares-cross-validation"))
            }
        }
    }
}

/// Density at a sample of this weight, estimated from the others; `density` is Σ w K, `own` its own part per weight.
#[inline]
pub(crate) fn left_out(density: f64, own: f64, weight: f64, total: f64) -> f64 {
    let others = density - weight * own;
    // What is left of the sample's own part is rounding, not density.
    if others <= density * 4e-16 { 0.0 } else { others / (total - weight) }
}

/// Entropy of a kernel density, in nats.
///
/// # Errors
/// `Unsupported` for an integral in more than two dimensions or on a lattice that would be too large; what
/// [`widths`] answers; `NonFinite`; out of memory; the run was cancelled.
pub fn entropy(
    samples: &Samples,
    kernel: Kernel,
    bandwidth: &Bandwidth,
    form: Form,
    run: &Run,
) -> Result<Measured> {
    let spreads = samples.spreads(run)?;
    let widths = widths(samples, &spreads, kernel, bandwidth, run)?;
    let mut warnings = widths.warnings.clone();
    if form == Form::Integral {
        let value = integral(samples, &spreads, &widths, run)?;
        return Ok(Measured { value, bandwidth: widths.deviations(), warnings, local: Vec::new() });
    }
    let local = Reader::new(samples, &widths, PAIRS, run)?.terms(samples, form, run)?;
    let mean = mean(&local, samples, run)?;
    if mean == f64::INFINITY {
        let alone = local.iter().filter(|term| **term == f64::INFINITY).count();
        warnings.push(format!(
            "{alone} samples have no other sample in reach of the kernel, so the entropy left out is infinite; \
             choose a wider bandwidth or the resubstitution form"
        ));
    }
    Ok(Measured { value: mean, bandwidth: widths.deviations(), warnings, local })
}

/// −ln f at a sample of this weight; `density` is Σ w K, `own` its own part per weight.
#[inline]
fn term(form: Form, density: f64, own: f64, weight: f64, total: f64) -> f64 {
    // No −0.
    0.0 - match form {
        Form::LeaveOneOut => left_out(density, own, weight, total).ln(),
        // A lattice may fall short of the sample's own part by rounding.
        _ => (density.max(weight * own) / total).ln(),
    }
}

/// Weighted mean; samples of weight 0 do not count, whatever their term.
///
/// # Errors
/// The run was cancelled.
pub(crate) fn mean(terms: &[f64], samples: &Samples, run: &Run) -> Result<f64> {
    let parts = run.blocks(
        terms.len(),
        TERMS,
        || (),
        |(), rows| {
            let mut sum = Sum::default();
            for (row, term) in rows.clone().zip(&terms[rows]) {
                let weight = samples.weight(row);
                if weight > 0.0 {
                    if term.is_infinite() {
                        return Ok(Err(*term));
                    }
                    sum.add(weight * term);
                }
            }
            Ok(Ok(sum))
        },
    )?;
    let mut sum = Sum::default();
    for part in parts {
        match part {
            Ok(part) => sum.merge(part),
            // The first infinite term is the mean.
            Err(infinite) => return Ok(infinite),
        }
    }
    Ok(sum.value() / samples.total())
}

fn integral(samples: &Samples, spreads: &[Spread], widths: &Widths, run: &Run) -> Result<f64> {
    let steps = [if samples.count() < FEW { FINE[0] } else { STEPS[0] }, FINE[1]];
    let axes = axes(spreads, widths, steps, 1.0).ok_or_else(|| {
        let expected = "resubstitution or leave-one-out: an integral needs at most two dimensions and a bandwidth that \
                        is not tiny beside the range";
        Error::unsupported("form", expected, "integral")
    })?;
    let nodes: usize = axes.iter().map(|axis| axis.nodes).product();
    let copies = samples.count().div_ceil(STRIDE).min(8) as u64;
    let _charge = run.charge("a lattice", nodes as u64 * 16 * (2 + copies))?;
    let lattice = Lattice::new(samples, &axes, widths, Reading::Nodes, run)?;
    Ok(lattice.integrated_entropy(samples.total()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::density::{Rule, Unit};
    use marginals_core::random::{stream, uniform};

    fn draws(count: usize, seed: u64) -> Vec<f64> {
        let mut generator = stream(seed, "normal", 0);
        (0..count).map(|_| (0..12).map(|_| uniform(&mut generator)).sum::<f64>() - 6.0).collect()
    }

    fn naive(values: &[f64], d: usize, kernel: Kernel, half: f64, leave: bool) -> f64 {
        let n = values.len() / d;
        let mut sum = 0.0;
        for i in 0..n {
            let mut density = 0.0;
            for j in (0..n).filter(|j| !leave || *j != i) {
                density += (0..d)
                    .map(|k| kernel.at((values[i * d + k] - values[j * d + k]) / half) / half)
                    .product::<f64>();
            }
            sum -= (density / (n - usize::from(leave)) as f64).ln();
        }
        sum / n as f64
    }

    #[test]
    fn forms_agree_with_sums_over_all_pairs() {
        let run = Run::default();
        for d in 1..=3usize {
            let values = draws(600 * d, 3);
            let samples = Samples::new(&values, d, None).unwrap();
            for kernel in [Kernel::Gaussian, Kernel::Epanechnikov, Kernel::Exponential] {
                let half = if kernel == Kernel::Epanechnikov { 1.5 } else { 0.4 };
                let bandwidth = Bandwidth::Fixed(vec![half], Unit::HalfWidth);
                for (form, leave) in [(Form::Resubstitution, false), (Form::LeaveOneOut, true)] {
                    let found = entropy(&samples, kernel, &bandwidth, form, &run).unwrap().value;
                    let expected = naive(&values, d, kernel, half, leave);
                    assert!(found == expected || (found - expected).abs() < 1e-12, "{kernel:?} {d} {form:?}");
                    let widths = Widths { kernel, half: vec![half; d], warnings: Vec::new() };
                    let reader = Reader::new(&samples, &widths, 0, &run).unwrap();
                    let terms = reader.terms(&samples, form, &run).unwrap();
                    let found = mean(&terms, &samples, &run).unwrap();
                    if expected.is_infinite() {
                        assert_eq!(found, expected);
                        continue;
                    }
                    let tolerance = match (d, kernel) {
                        (3, _) | (1, Kernel::Epanechnikov | Kernel::Exponential) => 1e-12,
                        (1, _) => 1e-5,
                        (_, Kernel::Gaussian) => 5e-4,
                        // The peak of the exponential kernel has no tangent, which linear shares round off.
                        _ => 1.5e-2,
                    };
                    assert!(
                        (found - expected).abs() < tolerance,
                        "{kernel:?} {d} {form:?} {found} {expected}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_integral_is_that_of_a_closed_form() {
        let run = Run::default();
        // One sample: the entropy of the kernel itself, ½ ln(2πe h²) in each dimension.
        for d in 1..=2usize {
            let samples = Samples::new(&[0.3, -4.0][..d], d, None).unwrap();
            let bandwidth = Bandwidth::Fixed(vec![0.7], Unit::Deviation);
            let found = entropy(&samples, Kernel::Gaussian, &bandwidth, Form::Integral, &run).unwrap().value;
            let one = 0.5 * (2.0 * std::f64::consts::PI * std::f64::consts::E * 0.49).ln();
            assert!((found - one * d as f64).abs() < if d == 1 { 1e-5 } else { 1e-3 }, "{d} {found}");
        }
        // The Epanechnikov kernel: ln(4/3 h) + 5/3 − ln 4 + … = ∫ of −¾(1−u²) ln(¾(1−u²)): 0.568054…
        let samples = Samples::new(&[0.0], 1, None).unwrap();
        let bandwidth = Bandwidth::Fixed(vec![1.0], Unit::HalfWidth);
        let found = entropy(&samples, Kernel::Epanechnikov, &bandwidth, Form::Integral, &run).unwrap().value;
        let expected = 5.0 / 3.0 - 3f64.ln();
        assert!((found - expected).abs() < 1e-3, "{found} {expected}");
    }

    #[test]
    fn a_hundred_thousand_samples_within_a_ten_thousandth() {
        let values = draws(20_000, 8);
        let samples = Samples::new(&values, 1, None).unwrap();
        let run = Run::default();
        let found =
            entropy(&samples, Kernel::Gaussian, &Bandwidth::Rule(Rule::Scott), Form::Resubstitution, &run)
                .unwrap();
        let widths = Widths::of_deviations(Kernel::Gaussian, &found.bandwidth);
        let exact =
            super::super::exact::exact_at(&samples, &widths, None, Reach::Visible, &values, &run).unwrap();
        let expected = -exact.iter().map(|density| density.ln()).sum::<f64>() / values.len() as f64;
        assert!((found.value - expected).abs() < 1e-6, "{} {expected}", found.value);
    }

    #[test]
    fn an_outlier_is_left_out_and_far_values_fall_back_on_sums() {
        let run = Run::default();
        let mut values = draws(50, 2);
        values.push(1e9);
        let samples = Samples::new(&values, 1, None).unwrap();
        let bandwidth = Bandwidth::Fixed(vec![0.3], Unit::Deviation);
        let left = entropy(&samples, Kernel::Gaussian, &bandwidth, Form::LeaveOneOut, &run).unwrap();
        assert!(left.value.is_infinite() && left.warnings.len() == 1);
        let kept = entropy(&samples, Kernel::Gaussian, &bandwidth, Form::Resubstitution, &run).unwrap();
        assert!((kept.value - naive(&values, 1, Kernel::Gaussian, 0.3, false)).abs() < 1e-12);
        let fault = entropy(&samples, Kernel::Gaussian, &bandwidth, Form::Integral, &run).unwrap_err();
        assert_eq!(fault.argument_name(), Some("form"));
    }

    #[test]
    fn weights_are_repetitions() {
        let run = Run::default();
        let values = draws(40, 5);
        let weights: Vec<f64> = (0..40).map(|i| f64::from(i % 4)).collect();
        let repeated: Vec<f64> =
            values.iter().zip(&weights).flat_map(|(x, w)| std::iter::repeat_n(*x, *w as usize)).collect();
        let bandwidth = Bandwidth::Fixed(vec![0.5], Unit::Deviation);
        for form in [Form::Resubstitution, Form::Integral] {
            let value = |values: &[f64], weights| {
                let samples = Samples::new(values, 1, weights).unwrap();
                entropy(&samples, Kernel::Gaussian, &bandwidth, form, &run).unwrap().value
            };
            assert!((value(&values, Some(&weights)) - value(&repeated, None)).abs() < 1e-5);
        }
    }
}
