//! Information forms over similarities: facility location, graph cut, concave over modular, log-determinant.
use super::sets::{GivenSets, GivenSetsSpec, Held};
use crate::function::coverage::ConcaveSpec;
use crate::function::facility_location::RepresentationSpec;
use crate::function::{LazyFunction, NativeFunction, built};
use crate::guard::Fault;
use marginals_core::{Objective, Result, Run};
use marginals_numerics::similarity::Features;
use marginals_submodular::function::facility_location::{Method, Representation};
use marginals_submodular::function::information::{
    Blocks, concave_over_modular_information, facility_location_information, graph_cut_conditional_gain,
    graph_cut_mutual_information, log_determinant_information, query_coverage,
};
use marginals_submodular::function::{GraphCut, LogDeterminant, Scales};
use napi::{Either, Env};
use napi_derive::napi;
use std::sync::Arc;

type Made = Result<Arc<dyn Objective>>;

fn lazy(
    env: &Env,
    spec: &GivenSetsSpec,
    ground: impl FnOnce(&GivenSets) -> usize,
    make: impl Fn(&GivenSets, &Run) -> Made + Send + Sync + 'static,
) -> napi::Result<Either<NativeFunction, Fault>> {
    built(env, || {
        let sets = spec.sets()?;
        let (size, bytes) = (ground(&sets), sets.bytes());
        let held = Held::new(sets);
        Ok((LazyFunction::new(size, move |run| held.made(|sets| make(sets, run))), bytes))
    })
}

/// FLVMI, FLCG or FLCMI by which sets there are; FLQMI when `over_query`.
#[napi(catch_unwind)]
pub fn function_facility_location_information(
    env: Env,
    spec: GivenSetsSpec,
    how: RepresentationSpec,
    over_query: bool,
) -> napi::Result<Either<NativeFunction, Fault>> {
    let how = Method::parse(&how.method).map(|method| Representation {
        method,
        neighbors: how.neighbors.map(|kept| kept as usize),
        weights: how.weights.as_ref().map(|weights| weights.to_vec()),
        ..Representation::default()
    });
    let ground = move |sets: &GivenSets| if over_query { sets.matrix.rows() } else { sets.ground_size() };
    lazy(&env, &spec, ground, move |sets, run| {
        let how = Representation { negative: sets.negative, ..how.clone()? };
        if over_query {
            return query_coverage(sets.coverage(run)?, &sets.relevance(run)?, &how, run);
        }
        let given =
            |set: &Option<Features>, weight| set.as_ref().map(|set| sets.given(set, weight, run)).transpose();
        let (query, private) = (given(&sets.query, sets.eta)?, given(&sets.private, sets.nu)?);
        facility_location_information(sets.pairs(run)?, query.as_ref(), private.as_ref(), &how, run)
    })
}

/// GCMI.
#[napi(catch_unwind)]
pub fn function_graph_cut_mutual_information(
    env: Env,
    spec: GivenSetsSpec,
    lambda: f64,
) -> napi::Result<Either<NativeFunction, Fault>> {
    lazy(
        &env,
        &spec,
        |sets| sets.matrix.rows(),
        move |sets, run| graph_cut_mutual_information(&sets.relevance(run)?, lambda, sets.negative, run),
    )
}

/// GCCG.
#[napi(catch_unwind)]
pub fn function_graph_cut_conditional_gain(
    env: Env,
    spec: GivenSetsSpec,
    lambda: f64,
) -> napi::Result<Either<NativeFunction, Fault>> {
    lazy(&env, &spec, GivenSets::ground_size, move |sets, run| {
        let cut = GraphCut::new(sets.pairs(run)?, None, lambda, sets.negative, run)?;
        let private = sets.private.as_ref().unwrap_or(&sets.matrix);
        let private = sets.given(private, sets.nu, run)?;
        graph_cut_conditional_gain(cut, &private, lambda, sets.negative, run)
    })
}

/// COM.
#[napi(catch_unwind)]
pub fn function_concave_over_modular_information(
    env: Env,
    spec: GivenSetsSpec,
    concave: ConcaveSpec,
) -> napi::Result<Either<NativeFunction, Fault>> {
    let concave = concave.concave();
    lazy(
        &env,
        &spec,
        |sets| sets.matrix.rows(),
        move |sets, run| {
            concave_over_modular_information(&sets.relevance(run)?, concave.clone()?, sets.negative, run)
        },
    )
}

/// LogDetMI, LogDetCG or LogDetCMI by which sets there are.
#[napi(catch_unwind)]
pub fn function_log_determinant_information(
    env: Env,
    spec: GivenSetsSpec,
    regularization: f64,
) -> napi::Result<Either<NativeFunction, Fault>> {
    lazy(&env, &spec, GivenSets::ground_size, move |sets, run| {
        let ground = sets.matrix.rows();
        let count = |set: &Option<Features>| set.as_ref().map_or(0, Features::rows);
        let (query, private) = (count(&sets.query), count(&sets.private));
        let mut base = LogDeterminant::new(sets.together(run)?, regularization, run)?;
        if sets.eta != 1.0 || sets.nu != 1.0 {
            base = base.scaled(Scales {
                starts: [ground as u32, (ground + query) as u32],
                factors: [sets.eta, sets.nu],
            });
        }
        log_determinant_information(base, Blocks { ground, query, private }, run)
    })
}
