//! Measures of variables of values, by the name of their estimator; divergences of samples; dependence.
use crate::guard::count;
use crate::job::JobHandle;
use crate::to_js::{Raw, ToJs, float64, raw, uint32};
use marginals_core::{Error, Result, Run};
use marginals_information::continuous::{
    Settings, Variable, conditional_mutual_information, entropy, mutual_information,
};
use marginals_information::dependence::{
    ChatterjeeXi, HilbertSchmidt, chatterjee_xi, distance_dependence, hilbert_schmidt,
};
use marginals_information::estimate::Estimate;
use marginals_information::gaussian::copula::normal_scores;
use marginals_information::gaussian::covariance::Covariance;
use marginals_information::gaussian::tuples::{Tuples, tuples};
use marginals_information::neighbors::divergence::{kl_divergence, ln_alpha_integral};
use marginals_information::neighbors::mutual_information::{ksg1, ksg2};
use marginals_numerics::neighbors::Norm;
use napi::Env;
use napi::bindgen_prelude::{Float64Array, Object, Unknown};
use napi_derive::napi;

/// A variable of values.
#[napi(object)]
pub struct ValuesSpec {
    /// Name of the argument.
    pub argument: String,
    /// Columns of numbers, of equal length.
    pub columns: Vec<Float64Array>,
    /// For each column whether its numbers are only equal or not.
    pub nominal: Vec<bool>,
    /// Whether it was given as symbols.
    pub symbols: bool,
}

/// How a measure of values is estimated.
#[napi(object)]
pub struct ContinuousSpec {
    /// Name of the estimator.
    pub estimator: String,
    /// Neighbors.
    pub k: Option<f64>,
    /// Euclidean instead of maximum norm.
    pub euclidean: bool,
    /// Bias correction of Gaussian estimates.
    pub corrected: bool,
    /// Contributions of samples.
    pub local: bool,
    /// Order of an entropy or of a divergence.
    pub order: Option<f64>,
    /// Threshold of the local correction.
    pub alpha: Option<f64>,
}

/// Arguments that these measures can have.
const ARGUMENTS: [&str; 8] = ["x", "y", "z", "samples", "p", "q", "source", "target"];

impl ValuesSpec {
    fn owned(&self) -> Variable {
        let columns: Vec<Vec<f64>> = self.columns.iter().map(|column| column.to_vec()).collect();
        let mut nominal = self.nominal.clone();
        nominal.resize(columns.len(), false);
        let name = ARGUMENTS.into_iter().find(|name| *name == self.argument).unwrap_or("samples");
        Variable { name, columns, nominal, symbols: self.symbols }
    }
}

impl ContinuousSpec {
    fn settings(&self) -> Result<Settings> {
        Ok(Settings {
            k: self.k.map(|k| count("k", k)).transpose()?,
            norm: if self.euclidean { Norm::Euclidean } else { Norm::Maximum },
            corrected: self.corrected,
            local: self.local,
            order: self.order,
            alpha: self.alpha,
        })
    }
}

/// A measure of values: entropy of one variable, information of two, conditional information of three.
#[napi(catch_unwind)]
pub fn continuous_measure<'env>(
    env: &'env Env,
    variables: Vec<ValuesSpec>,
    spec: ContinuousSpec,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let variables: Vec<Variable> = variables.iter().map(ValuesSpec::owned).collect();
    let settings = spec.settings();
    let name = spec.estimator;
    handle.run(env, move |run| {
        let settings = settings?;
        match &variables[..] {
            [x] => entropy(&name, x, &settings, run),
            [x, y] => mutual_information(&name, x, y, &settings, run),
            [x, y, z] => conditional_mutual_information(&name, [x, y, z], &settings, run),
            _ => Err(Error::shape("variables", "one, two or three", variables.len())),
        }
    })
}

/// Divergence of two samples: KL, or ln ∫ p^α q^(1−α) where there is an order.
#[napi(catch_unwind)]
pub fn sample_divergence<'env>(
    env: &'env Env,
    p: ValuesSpec,
    q: ValuesSpec,
    spec: ContinuousSpec,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let (p, q, settings) = (p.owned(), q.owned(), spec.settings());
    handle.run(env, move |run| {
        let settings = settings?;
        let (p, q) = (p.space(settings.norm), q.space(settings.norm));
        let k = settings.k.unwrap_or(marginals_information::continuous::NEIGHBORS);
        match settings.order {
            Some(order) => ln_alpha_integral(&p, &q, order, k, run),
            None => kl_divergence(&p, &q, k, run),
        }
    })
}

/// Total correlation of several variables by `ksg1` or `ksg2`.
#[napi(catch_unwind)]
pub fn neighbor_total_correlation<'env>(
    env: &'env Env,
    variables: Vec<ValuesSpec>,
    spec: ContinuousSpec,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let variables: Vec<Variable> = variables.iter().map(ValuesSpec::owned).collect();
    let (settings, second) = (spec.settings(), spec.estimator == "ksg2");
    handle.run(env, move |run| -> Result<Estimate> {
        let settings = settings?;
        let spaces: Vec<_> = variables.iter().map(|variable| variable.space(settings.norm)).collect();
        let k = settings.k.unwrap_or(marginals_information::continuous::NEIGHBORS);
        let of = if second { ksg2 } else { ksg1 };
        of(&spaces, k, settings.local, run)
    })
}

struct GaussianTuples(Tuples);

impl ToJs for GaussianTuples {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = Object::new(env)?;
        object.set("members", uint32(env, &self.0.members)?)?;
        object.set("sizes", uint32(env, &self.0.sizes)?)?;
        object.set("totalCorrelations", float64(env, &self.0.total_correlations)?)?;
        object.set("dualTotalCorrelations", float64(env, &self.0.dual_total_correlations)?)?;
        raw(env, object)
    }
}

/// Total and dual total correlation of all subsets of columns of given sizes, Gaussian or by a Gaussian copula.
#[napi(catch_unwind)]
pub fn gaussian_tuples<'env>(
    env: &'env Env,
    columns: ValuesSpec,
    copula: bool,
    corrected: bool,
    least: f64,
    most: f64,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let (columns, sizes) = (columns.owned().columns, (count("sizes", least), count("sizes", most)));
    handle.run(env, move |run| {
        let columns: Vec<Vec<f64>> = if copula {
            let of = |column: &Vec<f64>| Ok(normal_scores(column, run)?.0);
            columns.iter().map(of).collect::<Result<_>>()?
        } else {
            columns
        };
        let of = Covariance::of_columns(&columns.iter().map(Vec::as_slice).collect::<Vec<_>>(), run)?;
        Ok(GaussianTuples(tuples(&of, sizes.0?, sizes.1?, corrected, run)?))
    })
}

impl ToJs for ChatterjeeXi {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = Object::new(env)?;
        object.set("value", self.value)?;
        object.set("standardDeviation", self.standard_deviation)?;
        object.set("pValue", self.p_value)?;
        object.set("tied", self.tied as f64)?;
        raw(env, object)
    }
}

/// How far `y` is a function of `x`.
#[napi(catch_unwind)]
pub fn chatterjee_xi_of<'env>(
    env: &'env Env,
    x: Float64Array,
    y: Float64Array,
    random_ties: bool,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let (x, y) = (x.to_vec(), y.to_vec());
    handle.run(env, move |run| chatterjee_xi(&x, &y, random_ties, run))
}

fn both<T>(
    x: &Variable,
    y: &Variable,
    run: &Run,
    work: impl FnOnce(&[&[f64]], &[&[f64]], &Run) -> Result<T>,
) -> Result<T> {
    let of = |variable: &Variable| -> Vec<Vec<f64>> { variable.columns.clone() };
    let (x, y) = (of(x), of(y));
    let (x, y): (Vec<&[f64]>, Vec<&[f64]>) =
        (x.iter().map(Vec::as_slice).collect(), y.iter().map(Vec::as_slice).collect());
    work(&x, &y, run)
}

/// Squared distance covariance or correlation.
#[napi(catch_unwind)]
pub fn distance_dependence_of<'env>(
    env: &'env Env,
    x: ValuesSpec,
    y: ValuesSpec,
    correlation: bool,
    unbiased: bool,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let (x, y) = (x.owned(), y.owned());
    handle.run(env, move |run| {
        let found = both(&x, &y, run, distance_dependence)?;
        Ok(if correlation { found.squared_correlation(unbiased) } else { found.squared_covariance(unbiased) })
    })
}

impl ToJs for HilbertSchmidt {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = Object::new(env)?;
        object.set("biased", self.biased)?;
        object.set("unbiased", self.unbiased)?;
        object.set("alignment", self.alignment)?;
        object.set("bandwidths", float64(env, &self.bandwidths)?)?;
        raw(env, object)
    }
}

/// The Hilbert–Schmidt independence criterion.
#[napi(catch_unwind)]
pub fn hilbert_schmidt_of<'env>(
    env: &'env Env,
    x: ValuesSpec,
    y: ValuesSpec,
    bandwidth_x: Option<f64>,
    bandwidth_y: Option<f64>,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let (x, y) = (x.owned(), y.owned());
    handle.run(env, move |run| {
        both(&x, &y, run, |x, y, run| hilbert_schmidt(x, y, [bandwidth_x, bandwidth_y], run))
    })
}
