//! Builders: chains from matrices, rows and edges.
use super::lazy::{LazyChain, NativeChain, handle_of};
use crate::guard::Fault;
use crate::job::{builder_run, checked};
use marginals_core::{Result, Run};
use marginals_markov::chain::{Space, Transition};
use napi::bindgen_prelude::{Float64Array, Uint32Array};
use napi::{Either, Env};
use napi_derive::napi;

/// Names and reference law that every matrix form may bring.
#[napi(object)]
pub struct ChainFrame {
    /// Values per coordinate.
    pub sizes: Uint32Array,
    /// Names of the coordinates.
    pub names: Option<Vec<String>>,
    /// Reference law; the stationary law when absent.
    pub reference: Option<Float64Array>,
}

impl ChainFrame {
    /// The product space that the frame names.
    pub fn space(&self) -> Result<Space> {
        let space = Space::new(&self.sizes)?;
        match &self.names {
            Some(names) => space.with_names(names.clone()),
            None => Ok(space),
        }
    }
}

fn from_transition(
    env: &Env,
    frame: &ChainFrame,
    make: impl FnOnce(Space, &Run) -> Result<Transition>,
) -> napi::Result<Either<NativeChain, Fault>> {
    let mut bytes = 0;
    let made = checked(|| {
        let run = builder_run();
        let space = frame.space()?;
        let mut transition = make(space.clone(), &run)?;
        if let Some(reference) = &frame.reference {
            transition = transition.with_reference(reference, &run)?;
        }
        bytes = 12 * transition.transitions() as u64 + 24 * space.states() as u64;
        Ok(LazyChain::new(space, move |run| transition.prepare(run)))
    });
    handle_of(env, made, bytes)
}

/// From a dense row-major matrix.
#[napi(catch_unwind)]
pub fn chain_from_matrix(
    env: Env,
    frame: ChainFrame,
    transition: Float64Array,
) -> napi::Result<Either<NativeChain, Fault>> {
    from_transition(&env, &frame, |space, run| Transition::from_dense(space, &transition, run))
}

/// From compressed sparse rows.
#[napi(catch_unwind)]
pub fn chain_from_rows(
    env: Env,
    frame: ChainFrame,
    starts: Uint32Array,
    next: Uint32Array,
    probability: Float64Array,
) -> napi::Result<Either<NativeChain, Fault>> {
    from_transition(&env, &frame, |space, run| {
        let starts: Vec<u64> = starts.iter().map(|start| u64::from(*start)).collect();
        Transition::from_rows(space, &starts, &next, &probability, run)
    })
}

/// From a list of edges.
#[napi(catch_unwind)]
pub fn chain_from_edges(
    env: Env,
    frame: ChainFrame,
    from: Uint32Array,
    to: Uint32Array,
    probability: Float64Array,
) -> napi::Result<Either<NativeChain, Fault>> {
    from_transition(&env, &frame, |space, run| Transition::from_edges(space, &from, &to, &probability, run))
}
