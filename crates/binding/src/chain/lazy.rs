//! A chain that is described at once and prepared by the first job that needs it: the stationary law and the
//! tables of a model can cost seconds.
use super::observe::Observations;
use crate::guard::Fault;
use crate::job::{JobHandle, checked};
use crate::pool;
use crate::prepared::Prepared;
use crate::to_js::uint32;
use marginals_core::{Error, Result, Run};
use marginals_markov::chain::{Chain, Space};
use marginals_markov::route::{Laws, Route};
use napi::bindgen_prelude::{ObjectFinalize, Uint32Array, Uint32ArraySlice, Unknown};
use napi::{Either, Env};
use napi_derive::napi;
use std::cell::RefCell;
use std::sync::Arc;

/// The space of a chain, and the chain itself once it is prepared.
pub struct LazyChain {
    space: Space,
    prepared: Prepared<Ready>,
    observations: Option<Arc<Observations>>,
}

/// A prepared chain with the tables that jobs made of it, by route: chosen by the chain, or forced.
struct Ready {
    chain: Chain,
    laws: Vec<(Option<Route>, Arc<Laws>)>,
}

impl Ready {
    fn new(chain: Chain) -> Ready {
        Ready { chain, laws: Vec::new() }
    }
}

impl LazyChain {
    /// A chain on `space` that `prepare` makes.
    pub fn new(space: Space, prepare: impl Fn(&Run) -> Result<Chain> + Send + Sync + 'static) -> Self {
        let prepared = Prepared::new(move |run| prepare(run).map(Ready::new));
        LazyChain { space, prepared, observations: None }
    }

    /// A chain that is already there.
    pub fn ready(chain: Chain) -> Self {
        let space = chain.space().clone();
        LazyChain { space, prepared: Prepared::ready(Ready::new(chain)), observations: None }
    }

    /// The same chain with the data it was estimated from.
    pub fn observed(self, observations: Arc<Observations>) -> Self {
        LazyChain { observations: Some(observations), ..self }
    }

    /// The data it was estimated from.
    pub fn observations(&self) -> Option<&Observations> {
        self.observations.as_deref()
    }

    /// Sizes and names.
    pub fn space(&self) -> &Space {
        &self.space
    }

    /// The chain, prepared by whoever comes first; a failure is not kept.
    pub fn get(&self, run: &Run) -> Result<Chain> {
        self.prepared.with(run, |ready| ready.chain.clone())
    }

    /// The chain with its tables, shared by all jobs that take the same route.
    pub fn laws(&self, route: Option<Route>, run: &Run) -> Result<Arc<Laws>> {
        self.prepared.with(run, |ready| {
            if let Some((_, laws)) = ready.laws.iter().find(|(known, _)| *known == route) {
                return Arc::clone(laws);
            }
            let laws = Laws::new(ready.chain.clone(), route);
            ready.laws.push((route, Arc::clone(&laws)));
            laws
        })
    }
}

/// A chain held for JavaScript.
#[napi(custom_finalize)]
pub struct NativeChain {
    held: RefCell<Option<Arc<LazyChain>>>,
    sizes: Vec<u32>,
    names: Option<Vec<String>>,
    bytes: i64,
}

impl NativeChain {
    /// A handle of `chain`, with the bytes it will hold counted by the engine.
    pub fn new(env: &Env, chain: LazyChain, bytes: u64) -> napi::Result<Self> {
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        env.adjust_external_memory(bytes)?;
        Ok(NativeChain {
            sizes: chain.space().sizes().to_vec(),
            names: chain.space().names().map(<[String]>::to_vec),
            held: RefCell::new(Some(Arc::new(chain))),
            bytes,
        })
    }

    /// The chain, unless it was disposed of.
    pub fn chain(&self) -> Result<Arc<LazyChain>> {
        self.held
            .borrow()
            .clone()
            .ok_or_else(|| Error::argument("chain", "a chain that was not disposed of", "a disposed one"))
    }
}

impl ObjectFinalize for NativeChain {
    fn finalize(self, env: Env) -> napi::Result<()> {
        env.adjust_external_memory(-self.bytes)?;
        self.dispose();
        Ok(())
    }
}

#[napi]
impl NativeChain {
    /// Values per coordinate.
    #[napi(getter, catch_unwind)]
    pub fn sizes<'env>(&self, env: &'env Env) -> napi::Result<Uint32ArraySlice<'env>> {
        uint32(env, &self.sizes)
    }

    /// Names of the coordinates.
    #[napi(getter, catch_unwind)]
    pub fn names(&self) -> Option<Vec<String>> {
        self.names.clone()
    }

    /// Lets go of the memory; jobs under way keep theirs.
    #[napi(catch_unwind)]
    pub fn dispose(&self) {
        if let Some(chain) = self.held.borrow_mut().take() {
            pool::discard(chain);
        }
    }

    /// Makes the chain now instead of at the first quantity.
    #[napi(catch_unwind)]
    pub fn prepare<'env>(&self, env: &'env Env, handle: &JobHandle) -> napi::Result<Unknown<'env>> {
        let chain = self.chain();
        handle.run(env, move |run| chain?.get(run).map(|_| ()))
    }

    /// The chain P^(S) of a subset, as lazy as its parent.
    #[napi(catch_unwind)]
    pub fn project(&self, env: Env, subset: Uint32Array) -> napi::Result<Either<NativeChain, Fault>> {
        let subset = subset.to_vec();
        let made = checked(|| {
            let parent = self.chain()?;
            let space = parent.space().project(&subset)?;
            Ok(LazyChain::new(space, move |run| parent.get(run)?.project(&subset, run)))
        });
        handle_of(&env, made, 0)
    }
}

/// A handle of a chain, or the fault.
pub fn handle_of(
    env: &Env,
    made: Either<LazyChain, Fault>,
    bytes: u64,
) -> napi::Result<Either<NativeChain, Fault>> {
    Ok(match made {
        Either::A(chain) => Either::A(NativeChain::new(env, chain, bytes)?),
        Either::B(fault) => Either::B(fault),
    })
}
