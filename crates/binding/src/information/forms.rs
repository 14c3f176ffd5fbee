//! Entropies of an order, comparisons of clusterings, divergences.
use super::continuous::{ContinuousSpec, ValuesSpec};
use super::symbols::VariablesSpec;
use crate::job::JobHandle;
use marginals_core::{Error, Result};
use marginals_information::continuous::Variable;
use marginals_information::divergence::{Divergence, mass, normal, samples, wasserstein};
use marginals_information::estimate::Estimate;
use marginals_information::measure::clustering::{
    Normalization, adjusted_mutual_information, normalized_mutual_information, variation_of_information,
};
use marginals_information::measure::information::check_counts;
use marginals_information::measure::order::{Family, entropy_of_order};
use marginals_information::symbols::law::check_distribution;
use napi::Env;
use napi::bindgen_prelude::{Float64Array, Unknown};
use napi_derive::napi;

/// An entropy of an order.
#[napi(object)]
pub struct OrderSpec {
    /// `renyi`, `tsallis` or `hill`.
    pub family: String,
    /// The order.
    pub order: f64,
    /// Whether the unbiased power sums of counts are to be taken.
    pub unbiased: bool,
}

/// An entropy of an order, of variables taken as one or of counts.
#[napi(catch_unwind)]
pub fn order_entropy<'env>(
    env: &'env Env,
    spec: OrderSpec,
    variables: Option<VariablesSpec>,
    counts: Option<Float64Array>,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let input = variables.map(|variables| variables.input(handle));
    let counts = counts.map(|counts| counts.to_vec());
    handle.run(env, move |run| {
        let family = match spec.family.as_str() {
            "renyi" => Family::Renyi,
            "tsallis" => Family::Tsallis,
            "hill" => Family::Hill,
            _ => return Err(Error::argument("family", "a known one", "another")),
        };
        let mut weights = counts.unwrap_or_default();
        let mut unbiased = spec.unbiased;
        if let Some(input) = input {
            let variables = input.variables(run)?;
            if unbiased && variables.rows().is_none() {
                let expected = "'plug-in' for probabilities, which have no bias";
                return Err(Error::unsupported("estimator", expected, "'unbiased'"));
            }
            let all: Vec<usize> = (0..variables.count()).collect();
            weights = variables.weights(&all, run)?;
        } else {
            check_counts(&weights)?;
            weights.retain(|count| *count > 0.0);
        }
        // At order 1 there is nothing to correct by powers.
        unbiased = unbiased && spec.order != 1.0;
        let value = entropy_of_order(&weights, family, spec.order, unbiased, run)?;
        Ok(Estimate::new(value, if spec.unbiased { "unbiased" } else { "plug-in" }))
    })
}

/// A comparison of two clusterings: `variation`, `normalized` or `adjusted`, the latter two by a normalization.
#[napi(catch_unwind)]
pub fn compare_clusterings<'env>(
    env: &'env Env,
    comparison: String,
    normalization: String,
    variables: VariablesSpec,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let input = variables.input(handle);
    handle.run(env, move |run| {
        let by = match normalization.as_str() {
            "arithmetic" => Normalization::Arithmetic,
            "geometric" => Normalization::Geometric,
            "min" => Normalization::Min,
            "max" => Normalization::Max,
            "joint" => Normalization::Joint,
            _ => return Err(Error::argument("normalization", "a known one", "another")),
        };
        let variables = input.variables(run)?;
        variables.exactly(2)?;
        let samples = variables.rows().is_some();
        let table = variables.contingency(&[0], &[1], run)?;
        let value = match comparison.as_str() {
            "variation" => variation_of_information(&table, run)?,
            "normalized" => normalized_mutual_information(&table, by, run)?,
            "adjusted" if samples => adjusted_mutual_information(&table, by, run)?,
            _ => return Err(Error::unsupported("x", "samples: chance needs a number of items", "a law")),
        };
        Ok(Estimate::new(value, "plug-in"))
    })
}

/// A divergence of two probability mass functions.
#[napi(catch_unwind)]
pub fn mass_divergence<'env>(
    env: &'env Env,
    name: String,
    parameter: f64,
    p: Float64Array,
    q: Float64Array,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let (p, q) = (p.to_vec(), q.to_vec());
    handle.run(env, move |_| {
        check_pair(&p, &q)?;
        Ok(Estimate::new(mass::divergence(Divergence::parse(&name, parameter)?, &p, &q), "exact"))
    })
}

fn check_pair(p: &[f64], q: &[f64]) -> Result<()> {
    check_distribution("p", p)?;
    check_distribution("q", q)?;
    if p.len() == q.len() {
        return Ok(());
    }
    Err(Error::shape("q", format!("of length {} (as p)", p.len()), q.len()))
}

/// The Jensen–Shannon divergence of several laws, one after the other, with weights of sum 1.
#[napi(catch_unwind)]
pub fn jensen_shannon_of_many<'env>(
    env: &'env Env,
    laws: Vec<Float64Array>,
    weights: Float64Array,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let laws: Vec<Vec<f64>> = laws.iter().map(|law| law.to_vec()).collect();
    let weights = weights.to_vec();
    handle.run(env, move |_| {
        if laws.len() != weights.len() {
            return Err(Error::shape("weights", format!("of length {} (laws)", laws.len()), weights.len()));
        }
        check_distribution("weights", &weights)?;
        for (at, law) in laws.iter().enumerate() {
            check_distribution(&format!("distributions[{at}]"), law)?;
            if law.len() != laws[0].len() {
                let expected = format!("of length {} (as the first)", laws[0].len());
                return Err(Error::shape(format!("distributions[{at}]"), expected, law.len()));
            }
        }
        let slices: Vec<&[f64]> = laws.iter().map(Vec::as_slice).collect();
        Ok(Estimate::new(mass::jensen_shannon(&slices, &weights), "exact"))
    })
}

/// A Gaussian law.
#[napi(object)]
pub struct NormalSpec {
    /// Mean.
    pub mean: Float64Array,
    /// Covariance, row after row.
    pub covariance: Float64Array,
}

impl NormalSpec {
    fn law(&self, argument: &str) -> Result<normal::Normal> {
        normal::Normal::new(argument, self.mean.to_vec(), self.covariance.to_vec())
    }
}

/// A divergence of two Gaussian laws.
#[napi(catch_unwind)]
pub fn normal_divergence<'env>(
    env: &'env Env,
    name: String,
    parameter: f64,
    p: NormalSpec,
    q: NormalSpec,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let (p, q) = (p.law("p"), q.law("q"));
    handle.run(env, move |run| {
        let kind = Divergence::parse(&name, parameter)?;
        Ok(Estimate::new(normal::divergence(kind, &p?, &q?, run)?, "gaussian"))
    })
}

/// The Wasserstein distance of order 2 between two Gaussian laws.
#[napi(catch_unwind)]
pub fn normal_wasserstein<'env>(
    env: &'env Env,
    p: NormalSpec,
    q: NormalSpec,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let (p, q) = (p.law("p"), q.law("q"));
    handle.run(env, move |run| Ok(Estimate::new(wasserstein::wasserstein(&p?, &q?, run)?, "gaussian")))
}

/// A divergence of two samples of values, or their Wasserstein distance as Gaussian laws.
#[napi(catch_unwind)]
pub fn sample_divergence_of<'env>(
    env: &'env Env,
    name: String,
    parameter: f64,
    p: ValuesSpec,
    q: ValuesSpec,
    spec: ContinuousSpec,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let (p, q, settings) = (p.owned(), q.owned(), spec.settings());
    handle.run(env, move |run| {
        if name == "wasserstein" {
            let fit = |sample: &Variable| {
                normal::Normal::of_sample(&sample.columns.iter().map(Vec::as_slice).collect::<Vec<_>>(), run)
            };
            return Ok(Estimate::new(wasserstein::wasserstein(&fit(&p)?, &fit(&q)?, run)?, "gaussian"));
        }
        let kind = Divergence::parse(&name, parameter)?;
        samples::sample_divergence(&spec.estimator, kind, [&p, &q], &settings?, run)
    })
}

/// Σ q f of the values that a function of the caller's took at p/q; where q is 0, Σ p times the value.
#[napi(catch_unwind)]
pub fn sum_of_function<'env>(
    env: &'env Env,
    p: Float64Array,
    q: Float64Array,
    values: Float64Array,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let (p, q, values) = (p.to_vec(), q.to_vec(), values.to_vec());
    handle.run(env, move |_| {
        check_pair(&p, &q)?;
        Ok(Estimate::new(mass::of_values(&p, &q, &values), "exact"))
    })
}
