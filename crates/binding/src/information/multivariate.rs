//! Measures of many variables: sums of entropies of marginals, all n-plets, and decompositions.
use super::continuous::{ContinuousSpec, ValuesSpec};
use super::symbols::VariablesSpec;
use crate::job::JobHandle;
use crate::to_js::{Raw, ToJs, float64, uint32};
use marginals_core::{Error, Result, Run};
use marginals_information::continuous::{self, Variable};
use marginals_information::decomposition::{
    Correlations, Decomposition, Entropy, Gradients, NPlets, Redundancy, co_information, correlations,
    decompose, gradients, interaction_information, margin_correlations, n_plets, tse_complexity,
    with_estimator,
};
use marginals_information::estimate::Estimate;
use marginals_information::estimator::EntropyEstimator;
use marginals_information::table::JointLaw;
use napi::Env;
use napi::bindgen_prelude::{JsValue, Null, Object, Uint32Array, Unknown};
use napi_derive::napi;

type OfCorrelations = fn(Correlations) -> f64;
type OfGradients = fn(Gradients) -> Vec<f64>;

/// Which measure of many variables, and how.
#[napi(object)]
pub struct SharedSpec {
    /// `total-correlation`, `dual-total-correlation`, `o-information`, `s-information`, `co-information`,
    /// `interaction-information`, `tse-complexity`, `margins`.
    pub measure: String,
    /// Name of an estimator of entropies.
    pub estimator: String,
    /// Whether what each variable adds is wanted.
    pub gradient: bool,
    /// Variables of each margin.
    pub margins: Vec<Uint32Array>,
}

/// An estimate with a number for each variable or margin.
struct Shared {
    estimate: Estimate,
    parts: Option<(&'static str, Vec<f64>)>,
}

impl ToJs for Shared {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let parts = self.parts;
        let raw = self.estimate.to_js(env)?;
        let Some((name, values)) = parts else { return Ok(raw) };
        let mut object: Object<'_> = raw.into_object(env)?;
        object.set(name, float64(env, &values)?)?;
        Ok(Raw(object.raw()))
    }
}

/// The measure of all variables.
#[napi(catch_unwind)]
pub fn shared_information<'env>(
    env: &'env Env,
    spec: SharedSpec,
    variables: VariablesSpec,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let input = variables.input(handle);
    let margins: Vec<Vec<u32>> = spec.margins.iter().map(|margin| margin.to_vec()).collect();
    handle.run(env, move |run| {
        let law = JointLaw::of_variables(&input.variables(run)?, run)?;
        let estimator = EntropyEstimator::parse(&spec.estimator)?;
        let (value, parts) = with_estimator(estimator, law.is_counted(), run, |entropy| {
            shared(&spec, &margins, &law, entropy, run)
        })?;
        Ok(Shared { estimate: Estimate::new(value, estimator.name()), parts })
    })
}

type Value = (f64, Option<(&'static str, Vec<f64>)>);

fn shared(
    spec: &SharedSpec,
    margins: &[Vec<u32>],
    law: &JointLaw,
    entropy: Entropy<'_>,
    run: &Run,
) -> Result<Value> {
    let all: Vec<u32> = (0..law.variables() as u32).collect();
    match spec.measure.as_str() {
        "co-information" => return Ok((co_information(law, entropy, run)?, None)),
        "interaction-information" => return Ok((interaction_information(law, entropy, run)?, None)),
        "tse-complexity" => return Ok((tse_complexity(law, entropy, run)?, None)),
        "margins" => {
            let found = margin_correlations(law, margins, entropy, run)?;
            return Ok((marginals_core::sum::sum(&found) / found.len() as f64, Some(("margins", found))));
        }
        _ => {}
    }
    let (of, slope) = correlation(&spec.measure)?;
    let value = of(correlations(law, &all, entropy, run)?);
    let parts =
        if spec.gradient { Some(("gradient", slope(gradients(law, &all, entropy, run)?))) } else { None };
    Ok((value, parts))
}

/// One of the four measures, and its gradient.
fn correlation(measure: &str) -> Result<(OfCorrelations, OfGradients)> {
    Ok(match measure {
        "total-correlation" => (|found| found.total, |slopes| slopes.total),
        "dual-total-correlation" => (|found| found.dual_total, |slopes| slopes.dual_total),
        "o-information" => (|found| found.o, |slopes| slopes.o),
        "s-information" => (|found| found.s, |slopes| slopes.s),
        _ => return Err(Error::argument("measure", "a known one", "another")),
    })
}

/// Total or dual total correlation, O- or S-information of variables of values.
#[napi(catch_unwind)]
pub fn shared_information_of_values<'env>(
    env: &'env Env,
    measure: String,
    gradient: bool,
    variables: Vec<ValuesSpec>,
    spec: ContinuousSpec,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let variables: Vec<Variable> = variables.iter().map(ValuesSpec::owned).collect();
    let settings = spec.settings();
    handle.run(env, move |run| {
        let (of, slope) = correlation(&measure)?;
        let (name, settings) = (&spec.estimator, settings?);
        let (whole, estimate, parts) = if gradient {
            let (whole, slopes, estimate) = continuous::gradients(name, &variables, &settings, run)?;
            (whole, estimate, Some(("gradient", slope(slopes))))
        } else {
            let (whole, estimate) = continuous::correlations(name, &variables, &settings, run)?;
            (whole, estimate, None)
        };
        Ok(Shared { estimate: Estimate { value: of(whole), ..estimate }, parts })
    })
}

/// The four measures of all n-plets of some sizes, of variables of values.
#[napi(catch_unwind)]
pub fn n_plet_measures_of_values<'env>(
    env: &'env Env,
    variables: Vec<ValuesSpec>,
    sizes: Uint32Array,
    spec: ContinuousSpec,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let variables: Vec<Variable> = variables.iter().map(ValuesSpec::owned).collect();
    let (settings, sizes) = (spec.settings(), sizes.to_vec());
    handle.run(env, move |run| continuous::n_plets(&spec.estimator, &variables, &sizes, &settings?, run))
}

impl ToJs for NPlets {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = Object::new(env)?;
        let column =
            |of: fn(&Correlations) -> f64| -> Vec<f64> { self.correlations.iter().map(of).collect() };
        object.set("sizes", uint32(env, &self.sizes)?)?;
        object.set("members", uint32(env, &self.members)?)?;
        object.set("totalCorrelation", float64(env, &column(|found| found.total))?)?;
        object.set("dualTotalCorrelation", float64(env, &column(|found| found.dual_total))?)?;
        object.set("oInformation", float64(env, &column(|found| found.o))?)?;
        object.set("sInformation", float64(env, &column(|found| found.s))?)?;
        Ok(Raw(object.raw()))
    }
}

/// The four measures of all n-plets of some sizes.
#[napi(catch_unwind)]
pub fn n_plet_measures<'env>(
    env: &'env Env,
    variables: VariablesSpec,
    sizes: Uint32Array,
    estimator: String,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let (input, sizes) = (variables.input(handle), sizes.to_vec());
    handle.run(env, move |run| {
        let law = JointLaw::of_variables(&input.variables(run)?, run)?;
        let estimator = EntropyEstimator::parse(&estimator)?;
        with_estimator(estimator, law.is_counted(), run, |entropy| n_plets(&law, &sizes, entropy, run))
    })
}

impl ToJs for Decomposition {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = Object::new(env)?;
        object.set("information", self.information)?;
        match self.gap {
            Some(gap) => object.set("gap", gap)?,
            None => object.set("gap", Null)?,
        }
        let mut atoms = env.create_array(self.atoms.len() as u32)?;
        for (index, atom) in self.atoms.iter().enumerate() {
            let mut one = Object::new(env)?;
            one.set("sets", uint32(env, &atom.sets)?)?;
            one.set("redundancy", atom.redundancy)?;
            one.set("information", atom.information)?;
            atoms.set(index as u32, one)?;
        }
        object.set("atoms", atoms)?;
        Ok(Raw(object.raw()))
    }
}

/// The information of sources about a target, split by `min`, `mmi`, `ccs` or `broja`.
#[napi(catch_unwind)]
pub fn partial_information<'env>(
    env: &'env Env,
    variables: VariablesSpec,
    sources: Vec<Uint32Array>,
    target: Uint32Array,
    measure: String,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let input = variables.input(handle);
    let sources: Vec<Vec<u32>> = sources.iter().map(|source| source.to_vec()).collect();
    let target = target.to_vec();
    handle.run(env, move |run| {
        let redundancy = match measure.as_str() {
            "min" => Redundancy::Minimum,
            "mmi" => Redundancy::MutualInformation,
            "ccs" => Redundancy::CommonChange,
            "broja" => Redundancy::Broja,
            _ => return Err(Error::argument("measure", "a known one", "another")),
        };
        let law = JointLaw::of_variables(&input.variables(run)?, run)?;
        decompose(&law, &sources, &target, redundancy, run)
    })
}
