//! Screenings, dependences of all pairs, false discoveries.
use super::columns::{ColumnInput, features, symbols};
use crate::guard::count;
use crate::job::JobHandle;
use crate::to_js::{Raw, ToJs, float64, uint32};
use marginals_core::{Error, Result};
use marginals_information::continuous::NEIGHBORS;
use marginals_information::density::mutual_information::Options;
use marginals_information::density::{Bandwidth, Rule};
use marginals_information::dependence::{Dependence, Mean, pairwise, pairwise_scores};
use marginals_information::inference::{Surrogate, benjamini_hochberg};
use marginals_information::screening::{Score, Screening, Settings, screen};
use napi::Env;
use napi::bindgen_prelude::{Float64Array, JsValue, Object, Unknown};
use napi_derive::napi;

/// How a screening goes.
#[napi(object)]
pub struct ScreeningSpec {
    /// `binned`, `kde`, `neighbors`, `pearson` or `xi`.
    pub estimator: String,
    /// Bins of numbers that must be symbols; 0 for as many as the rows bear.
    pub bins: u32,
    /// Rule of the bandwidths of kernels; absent, Scott's.
    pub bandwidth: Option<String>,
    /// Permutations of the target.
    pub permutations: f64,
    /// Permutations reaching its value after which a column is done.
    pub stop_after: Option<f64>,
    /// `shuffle`, `blocks` or `circular-shift`.
    pub surrogate: String,
    /// Rows of a block.
    pub block_length: f64,
}

/// A score by its name.
fn score(name: &str, bins: u32, bandwidth: Option<&str>) -> Result<Score> {
    Ok(match name {
        "binned" => Score::Binned(bins),
        "kde" => {
            let mut options = Options::default();
            if let Some(rule) = bandwidth {
                options.bandwidth = Bandwidth::Rule(Rule::parse(rule)?);
            }
            Score::Kernel(options)
        }
        "neighbors" => Score::Neighbors(NEIGHBORS),
        "pearson" => Score::Pearson,
        "xi" => Score::Xi,
        _ => return Err(Error::argument("estimator", "a known one", "another")),
    })
}

/// A surrogate of rows by its name.
pub fn surrogate(name: &str, block_length: f64) -> Result<Surrogate> {
    Ok(match name {
        "shuffle" => Surrogate::Shuffle,
        "blocks" => Surrogate::Blocks(count("blockLength", block_length)?),
        "circular-shift" => Surrogate::CircularShift,
        _ => return Err(Error::argument("surrogate", "a known one", "another")),
    })
}

impl ScreeningSpec {
    fn settings(&self) -> Result<Settings> {
        Ok(Settings {
            score: score(&self.estimator, self.bins, self.bandwidth.as_deref())?,
            permutations: count("permutations", self.permutations)?,
            stop_after: self.stop_after.map(|limit| count("stopAfter", limit)).transpose()?,
            surrogate: surrogate(&self.surrogate, self.block_length)?,
        })
    }
}

impl ToJs for Screening {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = Object::new(env)?;
        object.set("values", float64(env, &self.values)?)?;
        object.set("pValues", float64(env, &self.p_values)?)?;
        object.set("permutations", uint32(env, &self.permutations)?)?;
        Ok(Raw(object.raw()))
    }
}

/// Scores columns against a target.
#[napi(catch_unwind)]
pub fn screen_columns<'env>(
    env: &'env Env,
    #[napi(ts_arg_type = "ColumnSpec | Uint8Array | Uint16Array | Uint32Array | Float64Array")]
    target: ColumnInput,
    #[napi(ts_arg_type = "Array<ColumnSpec | Uint8Array | Uint16Array | Uint32Array | Float64Array>")]
    columns: Vec<ColumnInput>,
    settings: ScreeningSpec,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let settings = settings.settings();
    handle.run(env, move |run| screen(&target.feature(run)?, &features(columns, run)?, &settings?, run))
}

/// A measure of all pairs of columns, row by row.
#[napi(catch_unwind)]
pub fn pairwise_columns<'env>(
    env: &'env Env,
    #[napi(ts_arg_type = "Array<ColumnSpec | Uint8Array | Uint16Array | Uint32Array | Float64Array>")]
    columns: Vec<ColumnInput>,
    measure: String,
    bins: u32,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    handle.run(env, move |run| {
        let measure = match measure.as_str() {
            "mutual-information" => Dependence::MutualInformation,
            "variation-of-information" => Dependence::VariationOfInformation,
            "arithmetic" => Dependence::Normalized(Mean::Arithmetic),
            "geometric" => Dependence::Normalized(Mean::Geometric),
            "min" => Dependence::Normalized(Mean::Least),
            "max" => Dependence::Normalized(Mean::Largest),
            "joint" => Dependence::Normalized(Mean::Joint),
            other => return pairwise_scores(&features(columns, run)?, &score(other, bins, None)?, run),
        };
        let (values, radices) = symbols(columns, bins, run)?;
        pairwise(&values, &radices, measure, run)
    })
}

/// q-values of p-values.
#[napi(catch_unwind)]
pub fn false_discovery_rates<'env>(
    env: &'env Env,
    p_values: Float64Array,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let p_values = p_values.to_vec();
    handle.run(env, move |_| Ok(benjamini_hochberg(&p_values)))
}
