//! Quantities of subsets and partitions.
use super::lazy::NativeChain;
use crate::job::JobHandle;
use marginals_core::{Error, Result};
use marginals_markov::objective::{Kind, Reading};
use marginals_markov::quantity::Quantities;
use marginals_markov::route::Route;
use napi::Env;
use napi::bindgen_prelude::{Uint32Array, Unknown};
use napi_derive::napi;

/// Which form of a quantity.
#[napi(object)]
pub struct QuantitySpec {
    /// Measure the coordinates outside the set.
    pub complement: bool,
    /// `auto`, `pair-law` or `single-flip`.
    pub route: String,
    /// `reference` or `mutual-information`.
    pub reading: String,
}

/// A quantity of `sets`: one subset, disjoint blocks for the distance to factorizability, W and S for the
/// distance to a fixed set.
#[napi(catch_unwind)]
pub fn chain_quantity<'env>(
    env: &'env Env,
    chain: &NativeChain,
    quantity: String,
    sets: Vec<Uint32Array>,
    spec: QuantitySpec,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let chain = chain.chain();
    let mut sets: Vec<Vec<u32>> = sets.iter().map(|set| set.to_vec()).collect();
    handle.run(env, move |run| {
        let laws = chain?.laws(Route::parse(&spec.route)?, run)?;
        let quantities = Quantities::new(&laws);
        if quantity == "distance-to-factorizability" && !spec.complement {
            return quantities.distance_to_blocks(&sets, run);
        }
        let subset = last(&mut sets)?;
        let kind = Kind::parse(&quantity, sets.pop(), Reading::parse(&spec.reading)?)?;
        quantities.value(&kind, &subset, spec.complement, run)
    })
}

fn last(sets: &mut Vec<Vec<u32>>) -> Result<Vec<u32>> {
    sets.pop().ok_or_else(|| Error::argument("sets", "at least one subset", "none"))
}
