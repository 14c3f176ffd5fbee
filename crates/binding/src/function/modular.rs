//! A weight per element.
use super::{LazyFunction, NativeFunction, built};
use crate::guard::Fault;
use marginals_submodular::function::Modular;
use napi::bindgen_prelude::Float64Array;
use napi::{Either, Env};
use napi_derive::napi;
use std::sync::Arc;

/// f(S) = c + Σ of weights.
#[napi(catch_unwind)]
pub fn function_modular(
    env: Env,
    weights: Float64Array,
    empty_value: f64,
) -> napi::Result<Either<NativeFunction, Fault>> {
    built(&env, || {
        let function = Modular::new(weights.to_vec(), empty_value)?;
        Ok((LazyFunction::ready(Arc::new(function)), 8 * weights.len() as u64))
    })
}
