//! Partitions of the coordinates.
use super::lazy::NativeChain;
use crate::job::JobHandle;
use crate::to_js::{List, Raw, ToJs, raw};
use marginals_core::{Error, Result, Run};
use marginals_markov::exact::{AllSubsets, Sense};
use marginals_markov::objective::{ChainObjective, Kind};
use marginals_markov::partition::{BlockSizes, Partition, agglomerate, best_partitions, split_greedily};
use marginals_markov::route::{Laws, Route};
use marginals_submodular::{Algorithm, Request, minimize};
use napi::Env;
use napi::bindgen_prelude::{Object, Unknown};
use napi_derive::napi;
use std::sync::Arc;

/// How to split all coordinates.
#[napi(object)]
pub struct PartitionSpec {
    /// Number of blocks.
    pub blocks: u32,
    /// Fewest coordinates of a block.
    pub min_size: u32,
    /// Most coordinates of a block.
    pub max_size: u32,
    /// `auto`, `exact`, `agglomerative`, `greedy-split` or `queyranne`.
    pub algorithm: String,
    /// `auto`, `pair-law` or `single-flip`.
    pub route: String,
}

struct Split {
    partition: Partition,
    algorithm: &'static str,
}

impl ToJs for Split {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = Object::new(env)?;
        object.set("blocks", List(self.partition.blocks).to_js(env)?)?;
        object.set("value", self.partition.distance)?;
        object.set("algorithm", self.algorithm)?;
        object.set("exact", self.partition.optimal)?;
        object.set("evaluations", self.partition.evaluations as f64)?;
        raw(env, object)
    }
}

fn last(found: Vec<Partition>) -> Result<Partition> {
    found.into_iter().last().ok_or_else(|| Error::internal("a partition search found nothing"))
}

/// Two blocks by Queyranne's algorithm, exact where the distance to factorizability is submodular.
fn queyranne(laws: &Arc<Laws>, run: &Run) -> Result<Partition> {
    let objective = ChainObjective::new(laws, Kind::DistanceToFactorizability, false, run)?;
    let request = Request { algorithm: Algorithm::Queyranne, ..Request::default() };
    let selection = minimize(Arc::new(objective), &request, run)?;
    let rest = laws.chain().space().complement(&selection.indices);
    let mut block = selection.indices;
    block.sort_unstable();
    let mut blocks = vec![block, rest];
    blocks.sort_unstable();
    let optimal = selection.guarantee.is_some_and(|guarantee| guarantee.ratio >= 1.0);
    Ok(Partition { blocks, distance: selection.value, optimal, evaluations: selection.evaluations })
}

/// Splits all coordinates into blocks.
#[napi(catch_unwind)]
pub fn chain_partition<'env>(
    env: &'env Env,
    chain: &NativeChain,
    spec: PartitionSpec,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let chain = chain.chain();
    let sizes = BlockSizes { least: spec.min_size as usize, most: spec.max_size as usize };
    let blocks = spec.blocks as usize;
    handle.run(env, move |run| {
        let laws = chain?.laws(Route::parse(&spec.route)?, run)?;
        let fits = AllSubsets::plan(&laws, run).is_ok();
        let algorithm = match spec.algorithm.as_str() {
            "auto" if fits => "exact",
            "auto" => "agglomerative",
            other => other,
        };
        let (partition, algorithm) = match algorithm {
            "exact" => {
                let subsets = AllSubsets::new(&laws, run)?;
                (last(best_partitions(&subsets, blocks, sizes, Sense::Minimize, run)?)?, "exact")
            }
            "agglomerative" => (last(agglomerate(&laws, blocks, sizes, run)?)?, "agglomerative"),
            "greedy-split" => (last(split_greedily(&laws, blocks, sizes, run)?)?, "greedy-split"),
            "queyranne" if blocks == 2 && sizes.least == 1 && sizes.most + 1 >= laws.dimension() => {
                (queyranne(&laws, run)?, "queyranne")
            }
            "queyranne" => {
                let expected = "another one than 'queyranne' unless there are two blocks of any size";
                return Err(Error::unsupported("algorithm", expected, format_args!("{blocks} blocks")));
            }
            other => return Err(Error::argument("algorithm", "the name of a partition search", other)),
        };
        Ok(Split { partition, algorithm })
    })
}
