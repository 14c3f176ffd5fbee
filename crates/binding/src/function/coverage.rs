//! Functions that cover features or concepts: feature-based, set cover, probabilistic set cover.
use super::matrix::{MatrixSpec, taken};
use super::{LazyFunction, NativeFunction, built};
use crate::guard::Fault;
use crate::job::builder_run;
use marginals_core::{Error, Result};
use marginals_submodular::function::{Concave, SetCover, feature_based, probabilistic_set_cover};
use napi::bindgen_prelude::{Float64Array, Uint32Array};
use napi::{Either, Env};
use napi_derive::napi;
use std::sync::Arc;

/// A concave function by its name and what it needs.
#[napi(object)]
pub struct ConcaveSpec {
    /// `sqrt`, `log1p`, `saturating`, `min` or `power`.
    pub name: String,
    /// The cap of `min`, the exponent of `power`.
    pub parameter: Option<f64>,
}

impl ConcaveSpec {
    pub fn concave(&self) -> Result<Concave> {
        let parameter = self.parameter.unwrap_or(1.0);
        match self.name.as_str() {
            "sqrt" => Ok(Concave::Sqrt),
            "log1p" => Ok(Concave::Log1p),
            "saturating" => Ok(Concave::Saturating),
            "min" => Ok(Concave::Min(parameter)),
            "power" => Ok(Concave::Power(parameter)),
            other => Err(Error::argument("concave", "a concave function", other)),
        }
    }
}

fn owned(weights: Option<&Float64Array>) -> Option<Vec<f64>> {
    weights.map(|weights| weights.to_vec())
}

/// Σ w g(Σ features).
#[napi(catch_unwind)]
pub fn function_feature_based(
    env: Env,
    matrix: MatrixSpec,
    weights: Option<Float64Array>,
    concave: ConcaveSpec,
) -> napi::Result<Either<NativeFunction, Fault>> {
    built(&env, || {
        let (rows, run) = taken(&matrix)?;
        let bytes = rows.bytes();
        let function = feature_based(rows, owned(weights.as_ref()), concave.concave()?, &run)?;
        Ok((LazyFunction::ready(function), bytes))
    })
}

/// Σ w (1 − Π (1 − p)).
#[napi(catch_unwind)]
pub fn function_probabilistic_set_cover(
    env: Env,
    matrix: MatrixSpec,
    weights: Option<Float64Array>,
) -> napi::Result<Either<NativeFunction, Fault>> {
    built(&env, || {
        let (rows, run) = taken(&matrix)?;
        let bytes = rows.bytes();
        let function = probabilistic_set_cover(rows, owned(weights.as_ref()), &run)?;
        Ok((LazyFunction::ready(function), bytes))
    })
}

/// Σ of the weights of what is covered: element e covers `concepts[starts[e]..starts[e + 1]]`.
#[napi(catch_unwind)]
pub fn function_set_cover(
    env: Env,
    starts: Uint32Array,
    concepts: Uint32Array,
    count: u32,
    weights: Option<Float64Array>,
) -> napi::Result<Either<NativeFunction, Fault>> {
    built(&env, || {
        let weights = owned(weights.as_ref());
        let function = SetCover::new(&starts, &concepts, count as usize, weights, &builder_run())?;
        Ok((LazyFunction::ready(Arc::new(function)), 4 * concepts.len() as u64))
    })
}
