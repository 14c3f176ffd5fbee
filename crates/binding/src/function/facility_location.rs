//! Facility location over features or a matrix.
use super::similarity::SimilaritySpec;
use super::{LazyFunction, NativeFunction, built};
use crate::guard::Fault;
use marginals_submodular::function::facility_location;
use marginals_submodular::function::facility_location::{Method, Representation};
use napi::bindgen_prelude::{BigInt, Float64Array};
use napi::{Either, Env};
use napi_derive::napi;

/// How facility location is to be computed.
#[napi(object)]
pub struct RepresentationSpec {
    /// `auto`, `dense`, `sparse` or `on-the-fly`.
    pub method: String,
    /// Most similar elements kept for every represented row.
    pub neighbors: Option<u32>,
    /// Weight of every represented row.
    pub weights: Option<Float64Array>,
    /// Represented rows to draw at random; all when absent.
    pub sample: Option<u32>,
    /// Seed of that draw.
    pub seed: BigInt,
}

/// f(A) = Σ wᵢ max over A of max(0, sᵢⱼ).
#[napi(catch_unwind)]
pub fn function_facility_location(
    env: Env,
    similarity: SimilaritySpec,
    spec: RepresentationSpec,
) -> napi::Result<Either<NativeFunction, Fault>> {
    built(&env, || {
        let how = Representation {
            method: Method::parse(&spec.method)?,
            neighbors: spec.neighbors.map(|kept| kept as usize),
            weights: spec.weights.as_ref().map(|weights| weights.to_vec()),
            ..Representation::default()
        };
        let all = similarity.represented_rows();
        let (mut how, sample) = match spec.sample {
            None => (how, None),
            Some(size) => {
                let (how, rows) = how.sampled(all, size as usize, spec.seed.get_u64().1)?;
                (how, Some(rows))
            }
        };
        let input = similarity.input(sample.as_deref())?;
        how.negative = input.negative;
        let (ground_size, bytes) = (input.ground_size, input.bytes);
        let make = move |run: &marginals_core::Run| facility_location(input.similarity(run)?, &how, run);
        Ok((LazyFunction::new(ground_size, make), bytes))
    })
}
