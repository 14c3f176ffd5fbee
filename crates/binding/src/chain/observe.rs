//! Chains from data, and quantities estimated from their counts.
use super::build::ChainFrame;
use super::lazy::{LazyChain, NativeChain};
use crate::job::JobHandle;
use crate::to_js::{List, Raw, ToJs, raw};
use marginals_core::{Error, Result, Run};
use marginals_markov::estimate::{
    Bootstrap, Correction, Estimate, FactorizationTest, IntervalMethod, PairCounts, Quantity, Smoothing,
    Split, Trajectories, estimate, factorization_test,
};
use napi::Env;
use napi::bindgen_prelude::{Object, Uint32Array, Unknown};
use napi_derive::napi;
use std::sync::Arc;

/// Pseudo-counts added to every pair of states.
#[napi(object)]
pub struct SmoothingSpec {
    /// How many; 0 for none.
    pub add: f64,
}

impl SmoothingSpec {
    fn smoothing(&self) -> Smoothing {
        if self.add > 0.0 { Smoothing::Add(self.add) } else { Smoothing::None }
    }
}

/// What a chain was estimated from.
pub struct Observations {
    trajectories: Trajectories,
    counts: PairCounts,
    smoothing: Smoothing,
}

impl Observations {
    fn chain(trajectories: Trajectories, smoothing: Smoothing, run: &Run) -> Result<LazyChain> {
        let counts = PairCounts::of(&trajectories, run)?;
        let chain = counts.chain(smoothing, run)?;
        let observations = Observations { trajectories, counts, smoothing };
        Ok(LazyChain::ready(chain).observed(Arc::new(observations)))
    }
}

impl ToJs for LazyChain {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        raw(env, NativeChain::new(env, self, 0)?)
    }
}

/// Counts the transitions of trajectories: `rows` holds the symbols of a step side by side, `starts` the first
/// step of each trajectory.
#[napi(catch_unwind)]
pub fn chain_from_trajectories<'env>(
    env: &'env Env,
    frame: ChainFrame,
    rows: Uint32Array,
    starts: Uint32Array,
    smoothing: SmoothingSpec,
    lag: u32,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let space = frame.space();
    let (rows, starts) = (rows.to_vec(), starts.to_vec());
    handle.run(env, move |run| {
        let space = space?;
        let steps = (rows.len() / space.dimension()) as u32;
        let ends = starts.iter().skip(1).chain([&steps]);
        let lengths: Vec<usize> =
            starts.iter().zip(ends).map(|(start, end)| end.saturating_sub(*start) as usize).collect();
        let trajectories = Trajectories::from_rows(space, &rows, &lengths, lag as usize, run)?;
        Observations::chain(trajectories, smoothing.smoothing(), run)
    })
}

/// Divides the data of a chain in two and makes a chain of each half. Without `block`, the first and the second
/// half; with it, blocks of that many steps in turn.
#[napi(catch_unwind)]
pub fn chain_split<'env>(
    env: &'env Env,
    chain: &NativeChain,
    block: Option<u32>,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let chain = chain.chain();
    handle.run(env, move |run| {
        let chain = chain?;
        let observed = observations(&chain)?;
        let how = block.map_or(Split::Halves, |block| Split::Alternating(block as usize));
        let (first, second) = observed.trajectories.split(how)?;
        let half = |trajectories| Observations::chain(trajectories, observed.smoothing, run);
        Ok(List(vec![half(first)?, half(second)?]))
    })
}

/// A quantity to estimate.
#[napi(object)]
pub struct EstimateSpec {
    /// Which.
    pub quantity: String,
    /// One subset; blocks for the distance to factorizability; W and S for the distance to a fixed set.
    pub sets: Vec<Uint32Array>,
    /// `plug-in`, `miller-madow`, `jackknife` or `grassberger`.
    pub correction: String,
    /// Replicates of the bootstrap; no interval without them.
    pub replicates: Option<u32>,
    /// Transitions a block of the bootstrap.
    pub block: Option<u32>,
    /// Coverage of the interval.
    pub level: f64,
    /// Whether the interval is made of the quantiles of the replicates themselves.
    pub percentile: bool,
}

impl EstimateSpec {
    fn quantity(&self) -> Result<Quantity> {
        let mut sets: Vec<Vec<u32>> = self.sets.iter().map(|set| set.to_vec()).collect();
        let mut next = || sets.pop().ok_or_else(|| Error::argument("sets", "enough subsets", "too few"));
        Ok(match self.quantity.as_str() {
            "entropy-rate" => Quantity::EntropyRate(next()?),
            "distance-to-independence" => Quantity::DistanceToIndependence(next()?),
            "distance-to-stationarity" => Quantity::MutualInformation(next()?),
            "distance-to-factorizability" => Quantity::DistanceToFactorizability(sets),
            "distance-to-fixed-set" => Quantity::DistanceToFixedSet { subset: next()?, fixed: next()? },
            other => return Err(Error::argument("quantity", "the name of a quantity", other)),
        })
    }

    fn correction(&self) -> Result<Correction> {
        [Correction::PlugIn, Correction::MillerMadow, Correction::Jackknife, Correction::Grassberger]
            .into_iter()
            .find(|correction| correction.name() == self.correction)
            .ok_or_else(|| Error::argument("correction", "the name of a correction", &self.correction))
    }

    fn interval(&self) -> Option<Bootstrap> {
        self.replicates.map(|replicates| Bootstrap {
            replicates: replicates as usize,
            block: self.block.map(|block| block as usize),
            level: self.level,
            method: if self.percentile { IntervalMethod::Percentile } else { IntervalMethod::Basic },
        })
    }
}

impl ToJs for Estimate {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = Object::new(env)?;
        object.set("value", self.value)?;
        object.set("estimator", self.correction.name())?;
        object.set("transitions", self.transitions as f64)?;
        object.set("warnings", self.warnings)?;
        if let Some(interval) = self.interval {
            let mut ends = Object::new(env)?;
            ends.set("lower", interval.lower)?;
            ends.set("upper", interval.upper)?;
            ends.set("standardError", interval.standard_error)?;
            ends.set("replicates", interval.replicates as f64)?;
            ends.set("block", interval.block as f64)?;
            object.set("interval", ends)?;
        }
        raw(env, object)
    }
}

/// Estimates a quantity from the counts behind a chain.
#[napi(catch_unwind)]
pub fn chain_estimate<'env>(
    env: &'env Env,
    chain: &NativeChain,
    spec: EstimateSpec,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let chain = chain.chain();
    let wanted = (|| Ok((spec.quantity()?, spec.correction()?, spec.interval())))();
    handle.run(env, move |run| {
        let (quantity, correction, interval) = wanted?;
        let chain = chain?;
        estimate(&observations(&chain)?.counts, &quantity, correction, interval.as_ref(), run)
    })
}

impl ToJs for FactorizationTest {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = Object::new(env)?;
        object.set("distance", self.distance)?;
        object.set("statistic", self.statistic)?;
        object.set("degrees", self.degrees)?;
        object.set("pValue", self.p_value)?;
        object.set("warnings", self.warnings)?;
        raw(env, object)
    }
}

/// Tests whether blocks of coordinates move independently, on the counts behind a chain.
#[napi(catch_unwind)]
pub fn chain_factorization_test<'env>(
    env: &'env Env,
    chain: &NativeChain,
    blocks: Vec<Uint32Array>,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let chain = chain.chain();
    let blocks: Vec<Vec<u32>> = blocks.iter().map(|block| block.to_vec()).collect();
    handle.run(env, move |run| factorization_test(&observations(&*chain?)?.counts, &blocks, run))
}

fn observations(chain: &LazyChain) -> Result<&Observations> {
    chain.observations().ok_or_else(|| {
        Error::unsupported("chain", "one made by fromTrajectories() or fromTable()", "a chain without data")
    })
}

/// Whether a chain was estimated from data.
#[napi(catch_unwind)]
pub fn chain_is_observed(chain: &NativeChain) -> bool {
    chain.chain().is_ok_and(|chain| chain.observations().is_some())
}
