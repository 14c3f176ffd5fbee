//! Information forms of covers.
use crate::function::matrix::{MatrixSpec, taken};
use crate::function::{LazyFunction, NativeFunction, built};
use crate::guard::Fault;
use crate::job::builder_run;
use marginals_submodular::function::information::{probabilistic_set_cover_weights, set_cover_weights};
use marginals_submodular::function::{SetCover, probabilistic_set_cover};
use napi::bindgen_prelude::{Float64Array, Uint32Array};
use napi::{Either, Env};
use napi_derive::napi;
use std::sync::Arc;

/// Set cover counting concepts of the query alone, and none of the private set.
#[napi(catch_unwind)]
pub fn function_set_cover_information(
    env: Env,
    starts: Uint32Array,
    concepts: Uint32Array,
    count: u32,
    weights: Option<Float64Array>,
    query: Option<Uint32Array>,
    private_set: Option<Uint32Array>,
) -> napi::Result<Either<NativeFunction, Fault>> {
    built(&env, || {
        let run = builder_run();
        let named = concepts.iter().max().map_or(1, |largest| *largest as usize + 1);
        let weights = set_cover_weights(
            weights.map(|weights| weights.to_vec()),
            count as usize,
            named,
            query.as_deref(),
            private_set.as_deref(),
            &run,
        )?;
        let function = SetCover::new(&starts, &concepts, weights.len(), Some(weights), &run)?;
        Ok((LazyFunction::ready(Arc::new(function)), 4 * concepts.len() as u64))
    })
}

/// Probabilistic set cover counting concepts as far as the query covers them, and the private set does not.
#[napi(catch_unwind)]
pub fn function_probabilistic_set_cover_information(
    env: Env,
    matrix: MatrixSpec,
    weights: Option<Float64Array>,
    query: Option<MatrixSpec>,
    private_set: Option<MatrixSpec>,
) -> napi::Result<Either<NativeFunction, Fault>> {
    built(&env, || {
        let (rows, run) = taken(&matrix)?;
        let query = query.as_ref().map(taken).transpose()?;
        let private = private_set.as_ref().map(taken).transpose()?;
        let weights = probabilistic_set_cover_weights(
            weights.map(|weights| weights.to_vec()),
            rows.columns(),
            query.as_ref().map(|(rows, _)| &**rows),
            private.as_ref().map(|(rows, _)| &**rows),
        )?;
        let bytes = rows.bytes();
        Ok((LazyFunction::ready(probabilistic_set_cover(rows, Some(weights), &run)?), bytes))
    })
}
