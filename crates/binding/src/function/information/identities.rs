//! Information forms of any function, by the identities.
use crate::function::{LazyFunction, NativeFunction, built};
use crate::guard::Fault;
use marginals_submodular::function::information::{ConditionalGain, MutualInformation};
use napi::bindgen_prelude::Uint32Array;
use napi::{Either, Env};
use napi_derive::napi;
use std::sync::Arc;

/// f(A | P).
#[napi(catch_unwind)]
pub fn function_conditional_gain(
    env: Env,
    f: &NativeFunction,
    private_set: Uint32Array,
) -> napi::Result<Either<NativeFunction, Fault>> {
    built(&env, || {
        let (inner, private) = (f.function()?, private_set.to_vec());
        let given = joined(inner.given(), &private);
        let lazy = LazyFunction::new(inner.ground_size(), move |run| {
            Ok(Arc::new(ConditionalGain::new(inner.get(run)?, private.clone(), run)?))
        });
        Ok((lazy.with_given(given), 0))
    })
}

/// I_f(A; Q | P).
#[napi(catch_unwind)]
pub fn function_mutual_information(
    env: Env,
    f: &NativeFunction,
    query: Uint32Array,
    private_set: Uint32Array,
) -> napi::Result<Either<NativeFunction, Fault>> {
    built(&env, || {
        let (inner, query, private) = (f.function()?, query.to_vec(), private_set.to_vec());
        let given = joined(&joined(inner.given(), &query), &private);
        let lazy = LazyFunction::new(inner.ground_size(), move |run| {
            let (query, private) = (query.clone(), private.clone());
            Ok(Arc::new(MutualInformation::given(inner.get(run)?, query, private, run)?))
        });
        Ok((lazy.with_given(given), 0))
    })
}

/// All elements of both sets.
fn joined(a: &[u32], b: &[u32]) -> Vec<u32> {
    a.iter().chain(b).copied().collect()
}
