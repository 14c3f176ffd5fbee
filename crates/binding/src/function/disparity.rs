//! How far apart the chosen elements are.
use super::matrix::{MatrixSpec, taken};
use super::{LazyFunction, NativeFunction, built};
use crate::guard::Fault;
use marginals_core::Error;
use marginals_submodular::function::{Disparity, Distance, Distances, Spread};
use napi::{Either, Env};
use napi_derive::napi;
use std::sync::Arc;

/// Disparity of the rows of a matrix under a distance, as `sum`, `min` or `min-sum`.
#[napi(catch_unwind)]
pub fn function_disparity(
    env: Env,
    matrix: MatrixSpec,
    distance: String,
    spread: String,
) -> napi::Result<Either<NativeFunction, Fault>> {
    built(&env, || {
        let distance = match distance.as_str() {
            "euclidean" => Distance::Euclidean,
            "squared-euclidean" => Distance::SquaredEuclidean,
            "cosine" => Distance::Cosine,
            "precomputed" => Distance::Precomputed,
            other => return Err(Error::argument("metric", "a distance", other)),
        };
        let spread = match spread.as_str() {
            "sum" => Spread::Sum,
            "min" => Spread::Min,
            _ => Spread::MinSum,
        };
        let (rows, run) = taken(&matrix)?;
        let bytes = rows.bytes();
        let function = Disparity::new(Distances::new(rows, distance, &run)?, spread);
        Ok((LazyFunction::ready(Arc::new(function)), bytes))
    })
}
