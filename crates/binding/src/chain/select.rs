//! Selections of coordinates: one set, a set per size, several parts.
use super::lazy::NativeChain;
use crate::job::JobHandle;
use crate::to_js::{Chosen, List, Raw, ToJs, uint32};
use marginals_core::{Result, Run};
use marginals_markov::objective::{ChainObjective, Kind, PartsKind, PartsObjective, Reading};
use marginals_markov::route::Route;
use marginals_submodular::{
    Algorithm, CostMode, OnAbort, PartSizes, Parts, PartsSelection, Request, Sense, maximize, maximize_curve,
    maximize_parts,
};
use napi::Env;
use napi::bindgen_prelude::{JsValue, Object, Uint32Array, Unknown};
use napi_derive::napi;
use std::sync::Arc;

/// What to choose and how.
#[napi(object)]
pub struct SelectionSpec {
    /// Objective.
    pub objective: String,
    /// The set is what is removed.
    pub complement: bool,
    /// Fixed set of the distance to a fixed set.
    pub fixed: Option<Uint32Array>,
    /// `auto`, `pair-law` or `single-flip`.
    pub route: String,
    /// `reference` or `mutual-information`.
    pub reading: String,
    /// Whether smaller is better.
    pub minimize: bool,
    /// Most elements.
    pub size: u32,
    /// Exactly that many.
    pub exact_size: bool,
    /// Optimizer.
    pub algorithm: String,
    /// Keep costs below 0 in the distorted family.
    pub raw_costs: bool,
    /// Accuracy of stochastic and threshold greedy.
    pub epsilon: f64,
    /// Batch sizes of batch greedy.
    pub batch: Option<Uint32Array>,
    /// Elements already chosen.
    pub initial: Option<Uint32Array>,
    /// Elements that must not be chosen.
    pub excluded: Option<Uint32Array>,
    /// Answer the best so far when cancelled.
    pub best_so_far: bool,
}

/// A spec on memory of its own, ready to leave the JavaScript thread.
struct Wanted {
    kind: Kind,
    complement: bool,
    route: Option<Route>,
    request: Request,
}

fn to_vec(set: Option<&Uint32Array>) -> Option<Vec<u32>> {
    set.map(|set| set.to_vec())
}

impl SelectionSpec {
    fn wanted(&self) -> Result<Wanted> {
        let fixed = to_vec(self.fixed.as_ref());
        let kind = Kind::parse(&self.objective, fixed.clone(), Reading::parse(&self.reading)?)?;
        let mut excluded = to_vec(self.excluded.as_ref()).unwrap_or_default();
        // The coordinates of the fixed set are no candidates.
        excluded.extend(fixed.into_iter().flatten());
        excluded.sort_unstable();
        excluded.dedup();
        let request = Request {
            algorithm: Algorithm::parse(&self.algorithm)?,
            sense: if self.minimize { Sense::Minimize } else { Sense::Maximize },
            size: Some(self.size as usize),
            exact_size: self.exact_size,
            initial: to_vec(self.initial.as_ref()).unwrap_or_default(),
            excluded,
            costs: if self.raw_costs { CostMode::Raw } else { CostMode::Clipped },
            epsilon: self.epsilon,
            batch: self.batch.iter().flat_map(|batch| batch.iter()).map(|size| *size as usize).collect(),
            on_abort: if self.best_so_far { OnAbort::BestSoFar } else { OnAbort::Reject },
            ..Request::default()
        };
        Ok(Wanted { kind, complement: self.complement, route: Route::parse(&self.route)?, request })
    }
}

/// A job that has an objective and a request.
fn solve<'env, T: ToJs + Send + 'static>(
    env: &'env Env,
    chain: &NativeChain,
    spec: &SelectionSpec,
    handle: &JobHandle,
    solve: impl FnOnce(Arc<ChainObjective>, &Request, &Run) -> Result<T> + Send + 'static,
) -> napi::Result<Unknown<'env>> {
    let (chain, wanted) = (chain.chain(), spec.wanted());
    handle.run(env, move |run| {
        let (chain, wanted) = (chain?, wanted?);
        let laws = chain.laws(wanted.route, run)?;
        let objective = ChainObjective::new(&laws, wanted.kind, wanted.complement, run)?;
        solve(Arc::new(objective), &wanted.request, run)
    })
}

/// Chooses one set.
#[napi(catch_unwind)]
pub fn chain_select<'env>(
    env: &'env Env,
    chain: &NativeChain,
    spec: SelectionSpec,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let maximizing = !spec.minimize;
    solve(env, chain, &spec, handle, move |objective, request, run| {
        Ok(Chosen { selection: maximize(objective, request, run)?, maximizing })
    })
}

/// Chooses one set per size.
#[napi(catch_unwind)]
pub fn chain_select_curve<'env>(
    env: &'env Env,
    chain: &NativeChain,
    spec: SelectionSpec,
    sizes: Uint32Array,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let maximizing = !spec.minimize;
    let sizes: Vec<usize> = sizes.iter().map(|size| *size as usize).collect();
    solve(env, chain, &spec, handle, move |objective, request, run| {
        let curve = maximize_curve(objective, request, &sizes, run)?;
        Ok(List(curve.into_iter().map(|selection| Chosen { selection, maximizing }).collect()))
    })
}

/// k parts to choose and how.
#[napi(object)]
pub struct PartsSpec {
    /// Objective.
    pub objective: String,
    /// The parts are what is removed from their ground sets.
    pub complement: bool,
    /// `auto`, `pair-law` or `single-flip`.
    pub route: String,
    /// `reference` or `mutual-information`.
    pub reading: String,
    /// Whether smaller is better.
    pub minimize: bool,
    /// Where each part takes its elements from.
    pub ground_sets: Vec<Uint32Array>,
    /// Most elements of all parts together.
    pub size: u32,
    /// Most elements of each part.
    pub sizes: Option<Uint32Array>,
    /// Exactly that many.
    pub exact_size: bool,
    /// Optimizer.
    pub algorithm: String,
    /// Keep costs below 0 in the distorted family.
    pub raw_costs: bool,
    /// Answer the best so far when cancelled.
    pub best_so_far: bool,
}

/// Parts and the sense in which they were chosen.
struct ChosenParts {
    chosen: PartsSelection,
    coordinates: Vec<u32>,
    part_of: Vec<u32>,
    maximizing: bool,
}

impl ToJs for ChosenParts {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut selection = self.chosen.selection;
        selection.indices = self.coordinates;
        let raw = Chosen { selection, maximizing: self.maximizing }.to_js(env)?;
        let mut object = Object::from_raw(env.raw(), raw.0);
        object.set("partOf", uint32(env, &self.part_of)?)?;
        object.set("parts", List(self.chosen.parts).to_js(env)?)?;
        Ok(Raw(object.raw()))
    }
}

/// Chooses k parts.
#[napi(catch_unwind)]
pub fn chain_select_parts<'env>(
    env: &'env Env,
    chain: &NativeChain,
    spec: PartsSpec,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let chain = chain.chain();
    let ground_sets: Vec<Vec<u32>> = spec.ground_sets.iter().map(|set| set.to_vec()).collect();
    let sizes = match &spec.sizes {
        Some(sizes) => PartSizes::Individual(sizes.iter().map(|size| *size as usize).collect()),
        None => PartSizes::Total(spec.size as usize),
    };
    let request = Request {
        sense: if spec.minimize { Sense::Minimize } else { Sense::Maximize },
        exact_size: spec.exact_size,
        costs: if spec.raw_costs { CostMode::Raw } else { CostMode::Clipped },
        on_abort: if spec.best_so_far { OnAbort::BestSoFar } else { OnAbort::Reject },
        ..Request::default()
    };
    let (objective, algorithm, route, reading) = (spec.objective, spec.algorithm, spec.route, spec.reading);
    handle.run(env, move |run| {
        let request = Request { algorithm: Algorithm::parse(&algorithm)?, ..request };
        let kind = PartsKind::parse(&objective, Reading::parse(&reading)?)?;
        let laws = chain?.laws(Route::parse(&route)?, run)?;
        let parts = Parts::new(&ground_sets)?;
        let objective = PartsObjective::new(&laws, kind, &ground_sets, spec.complement, run)?;
        let chosen = maximize_parts(Arc::new(objective), &parts, &sizes, &request, run)?;
        let pairs = chosen.selection.indices.iter().map(|place| parts.pairs()[*place as usize]);
        let (coordinates, part_of) = pairs.unzip();
        Ok(ChosenParts { chosen, coordinates, part_of, maximizing: !spec.minimize })
    })
}
