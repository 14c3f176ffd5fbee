//! Builders: chains of models, described here and computed by the first job that needs them.
use super::build::ChainFrame;
use super::lazy::{LazyChain, NativeChain, handle_of};
use crate::guard::{Fault, count};
use crate::job::{builder_run, checked};
use marginals_core::{Error, Result};
use marginals_markov::builder::{
    BernoulliLaplace, Couplings, CurieWeiss, Dynamics, SingleFlip, product, random_chain,
    random_chain_with_product_law,
};
use marginals_markov::chain::Space;
use napi::bindgen_prelude::{BigInt, ClassInstance, Float64Array, Uint32Array};
use napi::{Either, Env};
use napi_derive::napi;

/// The Curie–Weiss model.
#[napi(object)]
pub struct CurieWeissSpec {
    /// Number of spins.
    pub spins: u32,
    /// β.
    pub inverse_temperature: f64,
    /// h.
    pub field: f64,
    /// `decaying`, `mean-field` or `matrix`.
    pub couplings: String,
    /// The matrix of couplings, row-major.
    pub matrix: Option<Float64Array>,
    /// `metropolis` or `heat-bath`.
    pub dynamics: String,
    /// Names of the spins.
    pub names: Option<Vec<String>>,
}

impl CurieWeissSpec {
    fn model(&self) -> Result<CurieWeiss> {
        let couplings = match (self.couplings.as_str(), &self.matrix) {
            ("decaying", None) => Couplings::Decaying,
            ("mean-field", None) => Couplings::MeanField,
            ("matrix", Some(matrix)) => Couplings::Matrix(matrix.to_vec()),
            _ => return Err(Error::argument("couplings", "a known kind", &self.couplings)),
        };
        let dynamics = match self.dynamics.as_str() {
            "metropolis" => Dynamics::Metropolis,
            "heat-bath" => Dynamics::HeatBath,
            other => return Err(Error::argument("dynamics", "'metropolis' or 'heat-bath'", other)),
        };
        let model = CurieWeiss {
            spins: self.spins,
            inverse_temperature: self.inverse_temperature,
            field: self.field,
            couplings,
            dynamics,
        };
        model.check()?;
        Ok(model)
    }
}

fn named(space: Space, names: Option<&Vec<String>>) -> Result<Space> {
    match names {
        Some(names) => space.with_names(names.clone()),
        None => Ok(space),
    }
}

/// A chain on `space` that `build` makes without names.
fn model_chain(
    space: Space,
    build: impl Fn(&marginals_core::Run) -> Result<marginals_markov::chain::Chain> + Send + Sync + 'static,
) -> LazyChain {
    let names = space.names().map(<[String]>::to_vec);
    LazyChain::new(space, move |run| {
        let chain = build(run)?;
        match &names {
            Some(names) => chain.with_names(names.clone(), run),
            None => Ok(chain),
        }
    })
}

/// The Curie–Weiss model.
#[napi(catch_unwind)]
pub fn chain_curie_weiss(env: Env, spec: CurieWeissSpec) -> napi::Result<Either<NativeChain, Fault>> {
    let bytes = (u64::from(spec.spins) + 2).saturating_mul(8u64 << spec.spins.min(40));
    let made = checked(|| {
        let model = spec.model()?;
        let space = named(Space::new(&vec![2; model.spins as usize])?, spec.names.as_ref())?;
        Ok(model_chain(space, move |run| model.build(run)))
    });
    handle_of(&env, made, bytes)
}

/// The Bernoulli–Laplace level model.
#[napi(object)]
pub struct BernoulliLaplaceSpec {
    /// Balls of each color.
    pub colors: Uint32Array,
    /// Balls in the left urn.
    pub urn: f64,
    /// Balls exchanged in a step.
    pub swaps: f64,
    /// Names of the free colors.
    pub names: Option<Vec<String>>,
}

/// The Bernoulli–Laplace level model.
#[napi(catch_unwind)]
pub fn chain_bernoulli_laplace(
    env: Env,
    spec: BernoulliLaplaceSpec,
) -> napi::Result<Either<NativeChain, Fault>> {
    let made = checked(|| {
        let model = BernoulliLaplace {
            colors: spec.colors.to_vec(),
            urn: count("urn", spec.urn)? as u32,
            swaps: count("swaps", spec.swaps)? as u32,
        };
        let space = named(model.check()?, spec.names.as_ref())?;
        Ok(model_chain(space, move |run| model.build(run)))
    });
    handle_of(&env, made, 0)
}

/// Independent chains side by side.
#[napi(catch_unwind)]
pub fn chain_product(
    env: Env,
    chains: Vec<ClassInstance<NativeChain>>,
    names: Option<Vec<String>>,
) -> napi::Result<Either<NativeChain, Fault>> {
    let made = checked(|| {
        let parts = chains.iter().map(|chain| chain.chain()).collect::<Result<Vec<_>>>()?;
        let sizes: Vec<u32> = parts.iter().flat_map(|part| part.space().sizes().iter().copied()).collect();
        let space = named(Space::new(&sizes)?, names.as_ref())?;
        Ok(model_chain(space, move |run| {
            let ready = parts.iter().map(|part| part.get(run)).collect::<Result<Vec<_>>>()?;
            product(&ready, run)
        }))
    });
    handle_of(&env, made, 0)
}

/// A random chain: dense rows uniform on the simplex, thinned to `density`, or one whose stationary law is a
/// product.
#[napi(catch_unwind)]
pub fn chain_random(
    env: Env,
    frame: ChainFrame,
    density: f64,
    product_law: bool,
    seed: BigInt,
) -> napi::Result<Either<NativeChain, Fault>> {
    let made = checked(|| {
        let space = frame.space()?;
        let seed = seed.get_u64().1;
        if !(density > 0.0 && density <= 1.0) {
            return Err(Error::range("density", "a number in (0, 1]", density));
        }
        let own = space.clone();
        Ok(LazyChain::new(space, move |run| {
            let run = run.clone().with_seed(seed);
            if product_law {
                random_chain_with_product_law(own.clone(), &run)
            } else {
                random_chain(own.clone(), density, &run)
            }
        }))
    });
    handle_of(&env, made, 0)
}

/// A chain that changes at most one coordinate in a step.
#[napi(catch_unwind)]
pub fn chain_single_flip(
    env: Env,
    frame: ChainFrame,
    probabilities: Float64Array,
) -> napi::Result<Either<NativeChain, Fault>> {
    let bytes = 8 * probabilities.len() as u64;
    let made = checked(|| {
        let run = builder_run();
        let space = frame.space()?;
        let flips = SingleFlip::new(space.clone(), probabilities.to_vec(), frame.reference.as_deref(), &run)?;
        Ok(LazyChain::new(space, move |run| flips.build(run)))
    });
    handle_of(&env, made, bytes)
}
