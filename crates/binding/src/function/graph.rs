//! Functions of the vertices of a graph.
use super::{LazyFunction, NativeFunction, built};
use crate::guard::Fault;
use crate::job::builder_run;
use marginals_core::{Objective, Result, Run};
use marginals_submodular::function::{Graph, PairwiseCut, SetCover};
use napi::bindgen_prelude::{Float64Array, Uint32Array};
use napi::{Either, Env};
use napi_derive::napi;
use std::sync::Arc;

/// An undirected graph by its edges.
#[napi(object)]
pub struct GraphSpec {
    /// Number of vertices.
    pub vertices: u32,
    /// One end of every edge.
    pub from: Uint32Array,
    /// The other.
    pub to: Uint32Array,
    /// Weight of every edge; 1 when absent.
    pub weights: Option<Float64Array>,
}

impl GraphSpec {
    fn graph(&self) -> Result<(Arc<Graph>, u64)> {
        let weights = self.weights.as_deref();
        let graph = Graph::new(self.vertices as usize, &self.from, &self.to, weights, &builder_run())?;
        Ok((Arc::new(graph), 24 * self.from.len() as u64 + 8 * u64::from(self.vertices)))
    }
}

/// The weight of the edges between a set and the rest.
#[napi(catch_unwind)]
pub fn function_cut(env: Env, graph: GraphSpec) -> napi::Result<Either<NativeFunction, Fault>> {
    built(&env, || {
        let (graph, bytes) = graph.graph()?;
        Ok((LazyFunction::ready(Arc::new(PairwiseCut::new(graph, &builder_run())?)), bytes))
    })
}

/// The weight of the vertices within `hops` edges of a set.
#[napi(catch_unwind)]
pub fn function_graph_coverage(
    env: Env,
    graph: GraphSpec,
    hops: u32,
    weights: Option<Float64Array>,
) -> napi::Result<Either<NativeFunction, Fault>> {
    built(&env, || {
        let (graph, bytes) = graph.graph()?;
        let vertices = graph.vertices();
        let weights = weights.map(|weights| weights.to_vec());
        let make = move |run: &Run| {
            let (starts, reached, _charge) = graph.neighborhoods(hops as usize, run)?;
            let cover = SetCover::new(&starts, &reached, vertices, weights.clone(), run)?;
            Ok(Arc::new(cover) as Arc<dyn Objective>)
        };
        Ok((LazyFunction::new(vertices, make), bytes))
    })
}
