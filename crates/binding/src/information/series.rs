//! Measures of series: of symbols, and of the patterns of numbers.
use super::kernel::SamplesSpec;
use super::symbols::VariablesSpec;
use crate::guard::count;
use crate::job::JobHandle;
use crate::to_js::{Raw, ToJs, float64};
use marginals_core::{Error, Result, Run};
use marginals_information::decomposition::{Entropy, with_estimator};
use marginals_information::estimate::Estimate;
use marginals_information::estimator::EntropyEstimator;
use marginals_information::series::dynamics::{
    Informed, Manner, Transfer, active_information_storage, block_entropy, block_entropy_rate,
    excess_entropy, lagged_information, shuffled_transfer_entropies, transfer_entropy,
};
use marginals_information::series::embedding::Series;
use marginals_information::series::{context_tree, dispersion, lempel_ziv, ordinal, recurrence};
use marginals_information::symbols::Variables;
use napi::Env;
use napi::bindgen_prelude::{Float64Array, JsValue, Object, Unknown};
use napi_derive::napi;

/// Which measure of series of symbols, and how.
#[napi(object)]
pub struct SeriesSpec {
    /// `transfer-entropy`, `active-information-storage`, `excess-entropy`, `lagged-information`, `block-entropies`,
    /// `block`, `lz76`, `lz78`, `context-tree`.
    pub measure: String,
    /// Name of an estimator of entropies.
    pub estimator: String,
    /// Whether the contribution of each time is wanted.
    pub local: bool,
    /// Symbols of the past.
    pub history: f64,
    /// Symbols of the source's past, of the future, or depth.
    pub other: f64,
    /// Steps from the source's past to now.
    pub delay: f64,
    /// Symbols of a condition's past.
    pub condition_history: f64,
    /// Random permutations of the source.
    pub shuffles: f64,
    /// Lags, or lengths of blocks.
    pub lags: Float64Array,
}

/// An estimate, one number for each lag, or what shuffles gave.
pub struct Answer {
    pub estimate: Estimate,
    pub fields: Vec<(&'static str, f64)>,
    pub values: Vec<(&'static str, Vec<f64>)>,
}

impl From<Estimate> for Answer {
    fn from(estimate: Estimate) -> Self {
        Answer { estimate, fields: Vec::new(), values: Vec::new() }
    }
}

impl Answer {
    /// With the values of shuffles and what their mean leaves.
    pub fn shuffled(&mut self, value: f64, found: Vec<f64>) {
        let mean = marginals_core::sum::sum(&found) / found.len() as f64;
        self.fields.push(("effective", value - mean));
        self.values.push(("shuffled", found));
    }
}

impl SeriesSpec {
    /// Lags of a transfer entropy.
    pub fn transfer(&self) -> Result<Transfer> {
        Ok(Transfer {
            history: count("history", self.history)?,
            source_history: count("sourceHistory", self.other)?,
            delay: count("delay", self.delay)?,
            condition_history: count("conditionHistory", self.condition_history)?,
        })
    }
}

/// A number for each lag, all lags at once.
pub fn at_each(
    lags: &[usize],
    estimator: &str,
    of: &(dyn Fn(usize) -> Result<Estimate> + Sync),
    run: &Run,
) -> Result<Answer> {
    run.progress().start("lags", lags.len() as u64);
    let found = run.items(
        lags.to_vec(),
        || (),
        |(), _, lag| {
            let estimate = of(lag)?;
            run.progress().advance(1);
            Ok(estimate)
        },
    )?;
    let one = found.first().map(|first| first.estimator.as_str());
    let alike = one.filter(|name| found.iter().all(|other| other.estimator == *name));
    let mut estimate = Estimate::new(f64::NAN, alike.unwrap_or(estimator));
    for warning in found.iter().flat_map(|estimate| &estimate.warnings) {
        if !estimate.warnings.contains(warning) {
            estimate.warnings.push(warning.clone());
        }
    }
    let mut answer = Answer::from(estimate);
    answer.values.push(("values", found.iter().map(|estimate| estimate.value).collect()));
    Ok(answer)
}

impl ToJs for Answer {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object: Object<'_> = self.estimate.to_js(env)?.into_object(env)?;
        for (name, value) in self.fields {
            object.set(name, value)?;
        }
        for (name, values) in self.values {
            object.set(name, float64(env, &values)?)?;
        }
        Ok(Raw(object.raw()))
    }
}

/// A measure of series of symbols.
#[napi(catch_unwind)]
pub fn series_measure<'env>(
    env: &'env Env,
    spec: SeriesSpec,
    series: VariablesSpec,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let input = series.input(handle);
    let lags: Result<Vec<usize>> = spec.lags.iter().map(|lag| count("lags", *lag)).collect();
    handle.run(env, move |run| {
        let Variables::Samples(samples) = input.variables(run)? else {
            return Err(Error::unsupported("series", "samples in time", "probabilities"));
        };
        let series: Vec<Series<'_>> = samples.iter().map(Series::of_symbols).collect();
        let estimator = EntropyEstimator::parse(&spec.estimator)?;
        let Some((first, others)) = series.split_first() else { return Err(Error::internal("no series")) };
        with_estimator(estimator, true, run, |entropy| {
            let manner = Manner { entropy, local: spec.local };
            measure_of(&spec, *first, others, &lags?, manner, estimator.name(), run)
        })
    })
}

fn measure_of(
    spec: &SeriesSpec,
    first: Series<'_>,
    others: &[Series<'_>],
    lags: &[usize],
    manner: Manner<'_>,
    estimator: &str,
    run: &Run,
) -> Result<Answer> {
    let (history, other) = (count("history", spec.history)?, count("future", spec.other)?);
    let estimate =
        |found: Informed| -> Answer { Estimate::new(found.value, estimator).with_local(found.local).into() };
    let lagged = |of: &(dyn Fn(usize) -> Result<Informed> + Sync)| {
        at_each(lags, estimator, &|lag| Ok(Estimate::new(of(lag)?.value, estimator)), run)
    };
    match (spec.measure.as_str(), others) {
        ("active-information-storage", _) => {
            Ok(estimate(active_information_storage(first, history, manner, run)?))
        }
        ("excess-entropy", _) => Ok(estimate(excess_entropy(first, history, other, manner, run)?)),
        ("block", _) => Ok(estimate(block_entropy_rate(first, history, manner, run)?)),
        ("block-entropies", _) => lagged(&|length| block_entropy(first, length, manner, &run.alone())),
        ("lagged-information", [second, ..]) => {
            lagged(&|lag| lagged_information(first, *second, lag, manner, &run.alone()))
        }
        ("lz76", _) => {
            let phrases = lempel_ziv::phrases_1976(&first.wide(run)?, run)?;
            Ok(parsed(phrases, lempel_ziv::rate_1976(phrases, first.length()), "lz76"))
        }
        ("lz78", _) => {
            let phrases = lempel_ziv::phrases_1978(&first.wide(run)?, run)?;
            Ok(parsed(phrases, lempel_ziv::rate_1978(phrases, first.length()), "lz78"))
        }
        ("context-tree", _) => {
            let rate = context_tree::rate(&first.wide(run)?, first.radix(), other, run)?;
            Ok(Estimate::new(rate, "context-tree").into())
        }
        ("transfer-entropy", [target, conditions @ ..]) => {
            let transfer = spec.transfer()?;
            let found = transfer_entropy(first, *target, conditions, transfer, manner, run)?;
            let (value, samples) = (found.value, found.samples);
            let mut answer = estimate(found);
            answer.fields.push(("samples", samples as f64));
            let shuffles = count("shuffles", spec.shuffles)?;
            if shuffles > 0 {
                let entropy = manner.entropy;
                let found = shuffled_transfer_entropies(
                    first, *target, conditions, transfer, shuffles, entropy, run,
                )?;
                answer.shuffled(value, found);
            }
            Ok(answer)
        }
        _ => Err(Error::argument("measure", "a known one", "another")),
    }
}

fn parsed(phrases: u64, rate: f64, name: &str) -> Answer {
    let mut answer = Answer::from(Estimate::new(rate, name));
    answer.fields.push(("phrases", phrases as f64));
    answer
}

/// Which entropy of the patterns of numbers, and how.
#[napi(object)]
pub struct PatternSpec {
    /// `permutation`, `sample`, `approximate`, `dispersion`.
    pub measure: String,
    /// Name of an estimator of entropies.
    pub estimator: String,
    /// Values of a window.
    pub order: f64,
    /// Steps between them.
    pub delay: f64,
    /// Whether a window counts by its variance.
    pub weighted: bool,
    /// Classes of amplitudes.
    pub classes: f64,
    /// How much values that agree may differ; absent, a fifth of the standard deviation.
    pub tolerance: Option<f64>,
}

/// An entropy of the patterns of a series of numbers.
#[napi(catch_unwind)]
pub fn pattern_entropy<'env>(
    env: &'env Env,
    spec: PatternSpec,
    series: SamplesSpec,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let series = series.held(handle);
    handle.run(env, move |run| {
        let series = series?;
        let values = series.samples()?.values();
        let estimator = EntropyEstimator::parse(&spec.estimator)?;
        with_estimator(estimator, true, run, |entropy| {
            pattern_of(&spec, values, entropy, estimator.name(), run)
        })
    })
}

fn pattern_of(
    spec: &PatternSpec,
    values: &[f64],
    entropy: Entropy<'_>,
    estimator: &str,
    run: &Run,
) -> Result<Answer> {
    let (order, delay) = (count("order", spec.order)?, count("delay", spec.delay)?);
    match spec.measure.as_str() {
        "permutation" => {
            let found = ordinal::permutation_entropy(values, order, delay, spec.weighted, entropy, run)?;
            let mut answer = Answer::from(Estimate::new(found.entropy, estimator));
            answer.fields.push(("windows", found.windows as f64));
            answer.fields.push(("occurring", found.occurring as f64));
            Ok(answer)
        }
        "dispersion" => {
            let classes = u32::try_from(count("classes", spec.classes)?).unwrap_or(u32::MAX);
            let found = dispersion::dispersion_entropy(values, order, classes, delay, entropy, run)?;
            Ok(Estimate::new(found, estimator).into())
        }
        measure => {
            let tolerance = match spec.tolerance {
                Some(tolerance) => tolerance,
                None => recurrence::usual_tolerance(values)?,
            };
            let mut answer = if measure == "sample" {
                let found = recurrence::agreements(values, order, delay, tolerance, run)?;
                if found.shorter == 0 {
                    let expected = "so large that some stretches of order values agree";
                    return Err(Error::range("tolerance", expected, tolerance));
                }
                let mut estimate = Estimate::new(found.sample_entropy(), "sample-entropy");
                if found.longer == 0 {
                    estimate = estimate.warn(
                        "no stretches of order + 1 values agree: raise the tolerance or give more data",
                    );
                }
                let mut answer = Answer::from(estimate);
                answer.fields.push(("shorterMatches", found.shorter as f64));
                answer.fields.push(("longerMatches", found.longer as f64));
                answer
            } else {
                let found = recurrence::approximate_entropy(values, order, delay, tolerance, run)?;
                Answer::from(Estimate::new(found, "approximate-entropy"))
            };
            answer.fields.push(("tolerance", tolerance));
            Ok(answer)
        }
    }
}
