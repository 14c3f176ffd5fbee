//! Functions of similarities: graph cut, log-determinant, saturated coverage.
use super::similarity::SimilaritySpec;
use super::{LazyFunction, NativeFunction, built};
use crate::guard::Fault;
use marginals_core::{Objective, Run};
use marginals_submodular::function::{GraphCut, LogDeterminant, saturated_coverage};
use napi::bindgen_prelude::Float64Array;
use napi::{Either, Env};
use napi_derive::napi;
use std::sync::Arc;

/// Representation of `represented` (the ground set when absent) less λ times redundancy.
#[napi(catch_unwind)]
pub fn function_graph_cut(
    env: Env,
    pairs: SimilaritySpec,
    represented: Option<SimilaritySpec>,
    lambda: f64,
) -> napi::Result<Either<NativeFunction, Fault>> {
    built(&env, || {
        let pairs = pairs.input(None)?;
        let represented = represented.map(|spec| spec.input(None)).transpose()?;
        let (size, bytes) = (pairs.ground_size, pairs.bytes);
        let make = move |run: &Run| {
            let own = pairs.similarity(run)?;
            let other = represented.as_ref().map(|input| input.similarity(run)).transpose()?;
            let function = GraphCut::new(own, other.as_deref(), lambda, pairs.negative, run)?;
            Ok(Arc::new(function) as Arc<dyn Objective>)
        };
        Ok((LazyFunction::new(size, make), bytes))
    })
}

/// ln det of a kernel plus `regularization` on its diagonal.
#[napi(catch_unwind)]
pub fn function_log_determinant(
    env: Env,
    kernel: SimilaritySpec,
    regularization: f64,
) -> napi::Result<Either<NativeFunction, Fault>> {
    built(&env, || {
        let kernel = kernel.input(None)?;
        let (size, bytes) = (kernel.ground_size, kernel.bytes);
        let make = move |run: &Run| {
            let function = LogDeterminant::new(kernel.similarity(run)?, regularization, run)?;
            Ok(Arc::new(function) as Arc<dyn Objective>)
        };
        Ok((LazyFunction::new(size, make), bytes))
    })
}

/// Coverage of every represented row up to a fraction of what the whole ground set gives it.
#[napi(catch_unwind)]
pub fn function_saturated_coverage(
    env: Env,
    similarity: SimilaritySpec,
    fraction: f64,
    weights: Option<Float64Array>,
) -> napi::Result<Either<NativeFunction, Fault>> {
    built(&env, || {
        let input = similarity.input(None)?;
        let weights = weights.map(|weights| weights.to_vec());
        let (size, bytes) = (input.ground_size, input.bytes);
        let make = move |run: &Run| {
            let similarity = input.similarity(run)?;
            saturated_coverage(&similarity, fraction, weights.clone(), input.negative, run)
        };
        Ok((LazyFunction::new(size, make), bytes))
    })
}
