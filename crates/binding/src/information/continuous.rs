//! Measures of variables of values, by the name of their estimator; divergences of samples; dependence.
use crate::guard::count;
use crate::job::JobHandle;
use crate::to_js::{Raw, ToJs, float64, raw};
use marginals_core::{Error, Result, Run};
use marginals_information::continuous::{
    Settings, Variable, conditional_entropy, conditional_mutual_information, entropy, joint_entropy,
    mutual_information, order_entropy,
};
use marginals_information::dependence::{
    ChatterjeeXi, HilbertSchmidt, chatterjee_xi, distance_dependence, hilbert_schmidt,
};
use marginals_information::measure::order::Family;
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
const ARGUMENTS: [&str; 12] =
    ["x", "y", "z", "given", "samples", "variables", "p", "q", "series", "source", "target", "conditions"];

impl ValuesSpec {
    /// Copies the values.
    pub fn owned(&self) -> Variable {
        let columns: Vec<Vec<f64>> = self.columns.iter().map(|column| column.to_vec()).collect();
        let mut nominal = self.nominal.clone();
        nominal.resize(columns.len(), false);
        let whole = self.argument.split('[').next().unwrap_or_default();
        let name = ARGUMENTS.into_iter().find(|name| *name == whole).unwrap_or("samples");
        Variable { name, columns, nominal, symbols: self.symbols }
    }
}

impl ContinuousSpec {
    /// Checked settings.
    pub fn settings(&self) -> Result<Settings> {
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

/// A measure of values: `entropy`, `joint-entropy`, `conditional-entropy`, `mutual-information`,
/// `conditional-mutual-information`; `renyi`, `tsallis`, `hill` for entropies of an order.
#[napi(catch_unwind)]
pub fn continuous_measure<'env>(
    env: &'env Env,
    measure: String,
    variables: Vec<ValuesSpec>,
    spec: ContinuousSpec,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let variables: Vec<Variable> = variables.iter().map(ValuesSpec::owned).collect();
    let settings = spec.settings();
    let name = spec.estimator;
    handle.run(env, move |run| {
        let settings = settings?;
        let order = |family, x| order_entropy(&name, family, x, &settings, run);
        match (measure.as_str(), &variables[..]) {
            ("joint-entropy", all) => joint_entropy(&name, all, &settings, run),
            ("entropy", [x]) => entropy(&name, x, &settings, run),
            ("renyi", [x]) => order(Family::Renyi, x),
            ("tsallis", [x]) => order(Family::Tsallis, x),
            ("hill", [x]) => order(Family::Hill, x),
            ("conditional-entropy", [x, given]) => conditional_entropy(&name, [x, given], &settings, run),
            ("mutual-information", [x, y]) => mutual_information(&name, x, y, &settings, run),
            ("conditional-mutual-information", [x, y, z]) => {
                conditional_mutual_information(&name, [x, y, z], &settings, run)
            }
            _ => Err(Error::argument("measure", "a known one, of as many variables as it has", "another")),
        }
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
