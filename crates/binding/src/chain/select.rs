//! Selections of coordinates: one set, a set per size, several parts.
use super::lazy::{LazyChain, NativeChain};
use crate::function::{LazyFunction, NativeFunction, built};
use crate::guard::Fault;
use crate::job::JobHandle;
use crate::request::{PartsSpec, RequestSpec};
use crate::to_js::{Chosen, List, Raw, ToJs, uint32};
use marginals_core::{Objective, Result, Run, SetFunction, Shape};
use marginals_markov::exact::{ExactOptima, Sense};
use marginals_markov::objective::{ChainObjective, Kind, PartsKind, PartsObjective, Reading};
use marginals_markov::route::Route;
use marginals_submodular::certificate::{CheckOptions, check_structure};
use marginals_submodular::{
    Algorithm, OnAbort, Parts, PartsSelection, Request, maximize, maximize_curve, maximize_parts,
    maximize_parts_curve,
};
use napi::bindgen_prelude::{JsValue, Object, Uint32Array, Unknown};
use napi::{Either, Env};
use napi_derive::napi;
use std::sync::Arc;

/// What is measured.
#[napi(object)]
pub struct ObjectiveSpec {
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
    /// `auto`, `always` or `never`: look at every subset where no theorem says what shape the objective has.
    pub check: String,
}

/// Transitions times subsets up to which a check costs too little to ask for.
const CHEAP_CHECK: u64 = 1 << 20;

/// Coordinates up to which all subsets can be looked at.
const CHECKED: usize = 14;

/// A spec on memory of its own, ready to leave the JavaScript thread.
#[derive(Clone)]
struct Wanted {
    kind: Kind,
    complement: bool,
    route: Option<Route>,
    check: String,
}

impl Wanted {
    fn objective(self, chain: &LazyChain, run: &Run) -> Result<Arc<ChainObjective>> {
        let laws = chain.laws(self.route, run)?;
        let objective = ChainObjective::new(&laws, self.kind, self.complement, run)?;
        let dimension = laws.dimension();
        let unknown = SetFunction::structure(&objective).shape == Shape::Unknown;
        let cheap = laws.chain().transitions().saturating_mul(1 << dimension.min(40)) <= CHEAP_CHECK;
        let wanted = self.check == "always" || (self.check == "auto" && cheap);
        if !(unknown && wanted && dimension <= CHECKED) {
            return Ok(Arc::new(objective));
        }
        let found = check_structure(&objective, &CheckOptions::default(), run)?;
        Ok(Arc::new(objective.tested(found.structure().shape, found.monotone)))
    }
}

impl ObjectiveSpec {
    fn wanted(&self) -> Result<Wanted> {
        let fixed = self.fixed.as_ref().map(|fixed| fixed.to_vec());
        Ok(Wanted {
            kind: Kind::parse(&self.objective, fixed, Reading::parse(&self.reading)?)?,
            complement: self.complement,
            route: Route::parse(&self.route)?,
            check: self.check.clone(),
        })
    }

    /// The request with the coordinates of the fixed set ruled out: they are no candidates.
    fn request(&self, spec: &RequestSpec) -> Result<Request> {
        let mut request = spec.request()?;
        request.excluded.extend(self.fixed.iter().flat_map(|fixed| fixed.iter()));
        request.excluded.sort_unstable();
        request.excluded.dedup();
        Ok(request)
    }
}

/// An objective of a chain as a set function that any optimizer takes.
#[napi(catch_unwind)]
pub fn chain_objective(
    env: Env,
    chain: &NativeChain,
    spec: ObjectiveSpec,
) -> napi::Result<Either<NativeFunction, Fault>> {
    built(&env, || {
        let (chain, wanted) = (chain.chain()?, spec.wanted()?);
        let dimension = chain.space().dimension();
        let make = move |run: &Run| Ok(wanted.clone().objective(&chain, run)? as Arc<dyn Objective>);
        Ok((LazyFunction::new(dimension, make), 0))
    })
}

/// The exact optima by a table of all subsets, where that is what was asked for and costs less than a search.
fn by_table(
    chain: &LazyChain,
    wanted: &Wanted,
    request: &Request,
    size: usize,
    run: &Run,
) -> Result<Option<ExactOptima>> {
    let plain = request.initial.is_empty() && request.max_evaluations.is_none() && !is_kept(request);
    if request.algorithm != Algorithm::Exhaustive || !plain {
        return Ok(None);
    }
    let laws = chain.laws(wanted.route, run)?;
    if !ExactOptima::is_cheaper(&laws, size, run) {
        return Ok(None);
    }
    let sense = if request.is_maximizing() { Sense::Maximize } else { Sense::Minimize };
    ExactOptima::new(&laws, &wanted.kind, wanted.complement, sense, &request.excluded, run).map(Some)
}

/// Whether an abort is to leave something: a table has nothing before its end.
fn is_kept(request: &Request) -> bool {
    request.on_abort == OnAbort::BestSoFar
}

/// One selection per size: by a table, or by the optimizer.
fn choose(
    chain: &LazyChain,
    wanted: Wanted,
    request: &Request,
    sizes: &[usize],
    run: &Run,
) -> Result<List<Chosen>> {
    let largest = sizes.iter().copied().max().unwrap_or(0);
    let table = by_table(chain, &wanted, request, largest, run)?;
    let tabled = table.and_then(|optima| {
        sizes.iter().map(|size| optima.selection(*size, request.exact_size, run)).collect::<Option<Vec<_>>>()
    });
    let curve = match (tabled, sizes) {
        (Some(curve), _) => curve,
        // One size keeps its own request: what was excluded or given limits it.
        (None, [_]) => vec![maximize(wanted.objective(chain, run)?, request, run)?],
        (None, sizes) => maximize_curve(wanted.objective(chain, run)?, request, sizes, run)?,
    };
    let maximizing = request.is_maximizing();
    Ok(List(curve.into_iter().map(|selection| Chosen { selection, maximizing }).collect()))
}

/// Chooses one set per size.
#[napi(catch_unwind)]
pub fn chain_select<'env>(
    env: &'env Env,
    chain: &NativeChain,
    spec: ObjectiveSpec,
    request: RequestSpec,
    sizes: Uint32Array,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let (chain, wanted, request) = (chain.chain(), spec.wanted(), spec.request(&request));
    let sizes: Vec<usize> = sizes.iter().map(|size| *size as usize).collect();
    handle.run(env, move |run| choose(&*chain?, wanted?, &request?, &sizes, run))
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

/// k parts to choose, on memory of their own.
struct WantedParts {
    objective: String,
    complement: bool,
    route: String,
    reading: String,
    ground_sets: Vec<Vec<u32>>,
    request: Request,
}

impl WantedParts {
    fn new(spec: ObjectiveSpec, parts: &PartsSpec, request: &RequestSpec) -> Result<Self> {
        let ObjectiveSpec { objective, complement, route, reading, .. } = spec;
        let ground_sets = parts.ground_sets();
        Ok(WantedParts { objective, complement, route, reading, ground_sets, request: request.request()? })
    }

    /// What `choose` finds of the objective.
    fn choose(
        self,
        chain: &LazyChain,
        run: &Run,
        choose: impl FnOnce(Arc<PartsObjective>, &Parts, &Request) -> Result<Vec<PartsSelection>>,
    ) -> Result<Vec<ChosenParts>> {
        let kind = PartsKind::parse(&self.objective, Reading::parse(&self.reading)?)?;
        let laws = chain.laws(Route::parse(&self.route)?, run)?;
        let parts = Parts::new(&self.ground_sets)?;
        let objective = PartsObjective::new(&laws, kind, &self.ground_sets, self.complement, run)?;
        let found = choose(Arc::new(objective), &parts, &self.request)?;
        let maximizing = self.request.is_maximizing();
        Ok(found
            .into_iter()
            .map(|chosen| {
                let pairs = chosen.selection.indices.iter().map(|place| parts.pairs()[*place as usize]);
                let (coordinates, part_of) = pairs.unzip();
                ChosenParts { chosen, coordinates, part_of, maximizing }
            })
            .collect())
    }
}

/// Chooses k parts; one answer.
#[napi(catch_unwind)]
pub fn chain_select_parts<'env>(
    env: &'env Env,
    chain: &NativeChain,
    spec: ObjectiveSpec,
    parts: PartsSpec,
    request: RequestSpec,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let (chain, wanted) = (chain.chain(), WantedParts::new(spec, &parts, &request));
    let sizes = parts.part_sizes(request.size);
    handle.run(env, move |run| {
        let chosen = wanted?.choose(&*chain?, run, |objective, parts, request| {
            Ok(vec![maximize_parts(objective, parts, &sizes, request, run)?])
        })?;
        Ok(List(chosen))
    })
}

/// Chooses k parts for every total size.
#[napi(catch_unwind)]
pub fn chain_select_parts_curve<'env>(
    env: &'env Env,
    chain: &NativeChain,
    spec: ObjectiveSpec,
    parts: PartsSpec,
    request: RequestSpec,
    totals: Uint32Array,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let (chain, wanted) = (chain.chain(), WantedParts::new(spec, &parts, &request));
    let totals: Vec<usize> = totals.iter().map(|total| *total as usize).collect();
    handle.run(env, move |run| {
        let chosen = wanted?.choose(&*chain?, run, |objective, parts, request| {
            maximize_parts_curve(objective, parts, &totals, request, run)
        })?;
        Ok(List(chosen))
    })
}
