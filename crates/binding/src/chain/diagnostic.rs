//! Diagnostics of a chain: its laws, mixing, eigenvalues, memory.
use super::lazy::{LazyChain, NativeChain};
use crate::job::JobHandle;
use crate::to_js::{Raw, ToJs, float64, raw, uint32};
use marginals_core::{Error, Result, Run};
use marginals_markov::chain::Chain;
use marginals_markov::diagnostic::{
    Communication, MemoryDefects, MixingCurve, Reversibility, Spectrum, communication, memory_defects,
    mixing_curve, reversibility_defect, simulate, spectrum,
};
use napi::Env;
use napi::bindgen_prelude::{Float64Array, Object, Uint32Array, Unknown};
use napi_derive::napi;

fn of_chain<'env, T: ToJs + Send + 'static>(
    env: &'env Env,
    chain: &NativeChain,
    handle: &JobHandle,
    read: impl FnOnce(&Chain, &Run) -> Result<T> + Send + 'static,
) -> napi::Result<Unknown<'env>> {
    let chain = chain.chain();
    handle.run(env, move |run| read(&LazyChain::get(&*chain?, run)?, run))
}

/// Where a chain stands: its reference law and what should be known of it.
struct Facts {
    origin: &'static str,
    residual: f64,
    stationary: bool,
    exchangeable: bool,
    transitions: u64,
    warnings: Vec<String>,
}

impl ToJs for Facts {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = Object::new(env)?;
        object.set("reference", self.origin)?;
        object.set("residual", self.residual)?;
        object.set("stationary", self.stationary)?;
        object.set("exchangeable", self.exchangeable)?;
        object.set("transitionCount", self.transitions as f64)?;
        object.set("warnings", self.warnings)?;
        raw(env, object)
    }
}

/// Origin of the reference law, residual, warnings.
#[napi(catch_unwind)]
pub fn chain_facts<'env>(
    env: &'env Env,
    chain: &NativeChain,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    of_chain(env, chain, handle, |chain, _| {
        Ok(Facts {
            origin: chain.stationarity().origin.name(),
            residual: chain.stationarity().residual,
            stationary: chain.is_stationary(),
            exchangeable: chain.is_exchangeable(),
            transitions: chain.transitions(),
            warnings: chain.warnings().to_vec(),
        })
    })
}

/// The reference law.
#[napi(catch_unwind)]
pub fn chain_reference<'env>(
    env: &'env Env,
    chain: &NativeChain,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    of_chain(env, chain, handle, |chain, _| Ok(chain.reference().to_vec()))
}

/// The transition matrix, dense and row-major.
#[napi(catch_unwind)]
pub fn chain_transition_matrix<'env>(
    env: &'env Env,
    chain: &NativeChain,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    of_chain(env, chain, handle, Chain::to_dense)
}

impl ToJs for MixingCurve {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = Object::new(env)?;
        object.set("worst", float64(env, &self.worst)?)?;
        object.set("start", uint32(env, &self.start)?)?;
        object.set("mean", float64(env, &self.mean)?)?;
        raw(env, object)
    }
}

/// Total variation to the target law after 0 to `steps` steps.
#[napi(catch_unwind)]
pub fn chain_mixing_curve<'env>(
    env: &'env Env,
    chain: &NativeChain,
    steps: f64,
    target: Option<Float64Array>,
    starts: Option<Uint32Array>,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let (target, starts) = (target.map(|target| target.to_vec()), starts.map(|starts| starts.to_vec()));
    of_chain(env, chain, handle, move |chain, run| {
        mixing_curve(chain, steps as usize, target.as_deref(), starts.as_deref(), run)
    })
}

impl ToJs for Spectrum {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let (real, imaginary): (Vec<f64>, Vec<f64>) = self.eigenvalues.iter().copied().unzip();
        let mut object = Object::new(env)?;
        object.set("real", float64(env, &real)?)?;
        object.set("imaginary", float64(env, &imaginary)?)?;
        object.set("reversible", self.reversible)?;
        object.set("gap", self.gap())?;
        object.set("absoluteGap", self.absolute_gap())?;
        object.set("relaxationTime", self.relaxation_time())?;
        raw(env, object)
    }
}

/// Eigenvalues.
#[napi(catch_unwind)]
pub fn chain_spectrum<'env>(
    env: &'env Env,
    chain: &NativeChain,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    of_chain(env, chain, handle, spectrum)
}

impl ToJs for MemoryDefects {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = Object::new(env)?;
        object.set("entropyRate", self.entropy_rate)?;
        object.set("lumpability", self.lumpability)?;
        object.set("secondOrder", self.second_order)?;
        raw(env, object)
    }
}

/// What the projected chain of a subset ignores.
#[napi(catch_unwind)]
pub fn chain_memory_defects<'env>(
    env: &'env Env,
    chain: &NativeChain,
    subset: Uint32Array,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let subset = subset.to_vec();
    of_chain(env, chain, handle, move |chain, run| memory_defects(chain, &subset, run))
}

/// A trajectory of `steps` steps: state numbers, from `start` or from the reference law.
#[napi(catch_unwind)]
pub fn chain_simulate<'env>(
    env: &'env Env,
    chain: &NativeChain,
    steps: f64,
    start: Option<u32>,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    of_chain(env, chain, handle, move |chain, run| simulate(chain, start, steps as usize, run))
}

/// Classes of states and reversibility.
struct Connections {
    communication: Communication,
    reversibility: Reversibility,
}

impl ToJs for Connections {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = Object::new(env)?;
        object.set("classes", self.communication.classes as f64)?;
        object.set("closedClasses", self.communication.closed as f64)?;
        object.set("transientStates", self.communication.transient as f64)?;
        object.set("periods", uint32(env, &self.communication.periods)?)?;
        object.set("irreducible", self.communication.is_irreducible())?;
        object.set("aperiodic", self.communication.is_aperiodic())?;
        object.set("reversible", self.reversibility.is_reversible())?;
        object.set("reversibilityDefect", self.reversibility.total_variation)?;
        raw(env, object)
    }
}

/// How states reach each other, and how far the chain is from its reverse.
#[napi(catch_unwind)]
pub fn chain_connections<'env>(
    env: &'env Env,
    chain: &NativeChain,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    of_chain(env, chain, handle, |chain, run| {
        Ok::<_, Error>(Connections {
            communication: communication(chain, run)?,
            reversibility: reversibility_defect(chain, run)?,
        })
    })
}
