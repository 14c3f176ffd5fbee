//! Weighted sums of functions.
use super::{LazyFunction, NativeFunction, built};
use crate::guard::Fault;
use marginals_core::{Error, Objective, Result, Run};
use marginals_submodular::function::Mixture;
use napi::bindgen_prelude::{ClassInstance, Float64Array};
use napi::{Either, Env};
use napi_derive::napi;
use std::sync::Arc;

/// Σ of weights · functions.
#[napi(catch_unwind)]
pub fn function_mixture(
    env: Env,
    functions: Vec<ClassInstance<NativeFunction>>,
    weights: Float64Array,
) -> napi::Result<Either<NativeFunction, Fault>> {
    built(&env, || {
        let terms: Vec<_> = functions.iter().map(|term| term.function()).collect::<Result<_>>()?;
        let weights = weights.to_vec();
        let size = terms.first().map(|term| term.ground_size());
        let size = size.ok_or_else(|| Error::argument("terms", "at least one function", "none"))?;
        let make = move |run: &Run| {
            let ready = weights.iter().zip(&terms).map(|(weight, term)| Ok((*weight, term.get(run)?)));
            let mixture = Mixture::new(ready.collect::<Result<_>>()?)?;
            Ok(Arc::new(mixture) as Arc<dyn Objective>)
        };
        Ok((LazyFunction::new(size, make), 0))
    })
}
