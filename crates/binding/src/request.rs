//! What is asked of an optimizer, as the façade sends it.
use crate::constraint::ConstraintSpec;
use crate::guard::guarded;
use crate::to_js::{List, settle};
use marginals_core::Result;
use marginals_submodular::{
    Algorithm, CostMode, OnAbort, PartSizes, Parts, Request, Rounding, Sense, machine_parts as parts_of,
};
use napi::Env;
use napi::bindgen_prelude::{BigInt, Float64Array, Uint32Array, Unknown};
use napi_derive::napi;

/// A selection problem and how to solve it.
#[napi(object)]
pub struct RequestSpec {
    /// Whether smaller is better.
    pub minimize: bool,
    /// Most elements; no limit when absent.
    pub size: Option<u32>,
    /// Exactly that many.
    pub exact_size: bool,
    /// Optimizer.
    pub algorithm: String,
    /// Keep costs below 0 in the distorted family.
    pub raw_costs: bool,
    /// Accuracy of stochastic and threshold greedy.
    pub epsilon: Option<f64>,
    /// Elements among which to choose.
    pub candidates: Option<Uint32Array>,
    /// Where branch and bound may stop.
    pub gap: Option<f64>,
    /// Parts of GreeDi.
    pub machines: Option<u32>,
    /// What the parts chose elsewhere.
    pub first_round: Option<Vec<Uint32Array>>,
    /// Steps of continuous greedy.
    pub steps: Option<u32>,
    /// Sets behind its estimates.
    pub samples: Option<u32>,
    /// `pipage` or `swap`.
    pub rounding: Option<String>,
    /// Full passes of two-stage greedy.
    pub first_stage: Option<u32>,
    /// Order in which a streaming algorithm sees elements.
    pub order: Option<Uint32Array>,
    /// Misses in a row after which the threshold of three-sieves falls.
    pub tries: Option<u32>,
    /// Batch sizes of batch greedy.
    pub batch: Option<Uint32Array>,
    /// Elements already chosen.
    pub initial: Option<Uint32Array>,
    /// Elements that must not be chosen.
    pub excluded: Option<Uint32Array>,
    /// Constraints besides the size.
    pub constraints: Option<Vec<ConstraintSpec>>,
    /// Parts whose pairs (element, part) are chosen; `size` limits them all together.
    pub parts: Option<PartsSpec>,
    /// Costs of the elements, where the least costly set that reaches the target is wanted.
    pub cover: Option<Float64Array>,
    /// Most gains to compute.
    pub max_evaluations: Option<f64>,
    /// Stop at this value.
    pub target: Option<f64>,
    /// Spend nothing on the bound.
    pub without_certificate: Option<bool>,
    /// Answer the best so far when cancelled.
    pub best_so_far: bool,
}

/// k parts to choose.
#[napi(object)]
pub struct PartsSpec {
    /// Where each part takes its elements from.
    pub ground_sets: Vec<Uint32Array>,
    /// Most elements of each part; the request limits them all together when absent.
    pub sizes: Option<Uint32Array>,
}

impl PartsSpec {
    /// Where each part takes its elements from, on memory of its own.
    pub fn ground_sets(&self) -> Vec<Vec<u32>> {
        self.ground_sets.iter().map(|set| set.to_vec()).collect()
    }

    /// How large the parts may be, `total` being the size of the request.
    pub fn part_sizes(&self, total: Option<u32>) -> PartSizes {
        match &self.sizes {
            Some(sizes) => PartSizes::Individual(to_sizes(sizes)),
            None => PartSizes::Total(total.map_or(usize::MAX, |total| total as usize)),
        }
    }
}

fn to_vec(set: Option<&Uint32Array>) -> Vec<u32> {
    set.map(|set| set.to_vec()).unwrap_or_default()
}

fn to_sizes(set: &Uint32Array) -> Vec<usize> {
    set.iter().map(|size| *size as usize).collect()
}

impl RequestSpec {
    /// The request on memory of its own.
    pub fn request(&self) -> Result<Request> {
        let constraints = self.constraints.iter().flatten();
        let default = Request::default();
        let request = Request {
            algorithm: Algorithm::parse(&self.algorithm)?,
            sense: if self.minimize { Sense::Minimize } else { Sense::Maximize },
            size: self.size.map(|size| size as usize),
            exact_size: self.exact_size,
            initial: to_vec(self.initial.as_ref()),
            excluded: to_vec(self.excluded.as_ref()),
            constraints: constraints.map(ConstraintSpec::constraint).collect::<Result<_>>()?,
            cover: self.cover.as_ref().map(|costs| costs.to_vec()),
            costs: if self.raw_costs { CostMode::Raw } else { CostMode::Clipped },
            epsilon: self.epsilon.unwrap_or(default.epsilon),
            candidates: self.candidates.as_ref().map(|set| set.to_vec()),
            gap: self.gap.unwrap_or(default.gap),
            machines: self.machines.map_or(default.machines, |machines| machines as usize),
            first_round: self
                .first_round
                .as_ref()
                .map(|answers| answers.iter().map(|answer| answer.to_vec()).collect()),
            steps: self.steps.map_or(default.steps, |steps| steps as usize),
            samples: self.samples.map_or(default.samples, |samples| samples as usize),
            rounding: self.rounding.as_deref().map(|rounding| match rounding {
                "swap" => Rounding::Swap,
                _ => Rounding::Pipage,
            }),
            first_stage: self.first_stage.map_or(default.first_stage, |passes| passes as usize),
            order: to_vec(self.order.as_ref()),
            tries: self.tries.map(u64::from).or(default.tries),
            batch: self.batch.as_ref().map(to_sizes).unwrap_or_default(),
            max_evaluations: self.max_evaluations.map(|most| most as u64),
            target: self.target,
            certificate: !self.without_certificate.unwrap_or(false),
            on_abort: if self.best_so_far { OnAbort::BestSoFar } else { OnAbort::Reject },
        };
        match &self.parts {
            Some(parts) => Parts::new(&parts.ground_sets())?.request(&parts.part_sizes(self.size), &request),
            None => Ok(request),
        }
    }
}

/// The parts of the first round of GreeDi or RandGreeDi.
#[napi(catch_unwind)]
pub fn machine_parts<'env>(
    env: &'env Env,
    spec: RequestSpec,
    ground_size: u32,
    seed: BigInt,
) -> napi::Result<Unknown<'env>> {
    let parts = guarded(|| parts_of(&spec.request()?, ground_size as usize, seed.get_u64().1));
    Ok(settle(env, parts.map(List))?.into_unknown(env))
}
