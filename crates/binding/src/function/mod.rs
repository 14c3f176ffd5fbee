//! Set functions as handles, and the optimizers over them: a file per family of builders.
mod columns;
mod coverage;
mod disparity;
mod facility_location;
mod graph;
mod information;
mod kernels;
mod matrix;
mod mixture;
mod modular;
mod parts;
pub mod similarity;

use crate::guard::Fault;
use crate::job::{JobHandle, checked};
use crate::pool;
use crate::prepared::Prepared;
use crate::request::RequestSpec;
use crate::to_js::Chosen;
use marginals_core::{Error, Objective, Result, Run};
use marginals_submodular::certificate::{CheckOptions, check_structure, ratios};
use marginals_submodular::{maximize, minimize_difference};
use napi::bindgen_prelude::{ObjectFinalize, Uint32Array, Unknown};
use napi::{Either, Env};
use napi_derive::napi;
use std::cell::RefCell;
use std::sync::Arc;

/// A function of the subsets of `ground_size` elements, made by the first job that needs it.
pub struct LazyFunction {
    ground_size: usize,
    /// Elements that are no choice: a query, a private set.
    given: Vec<u32>,
    prepared: Prepared<Arc<dyn Objective>>,
}

impl LazyFunction {
    /// A function that `make` makes. What it keeps must outlive the call, so it may not hold its `Run`.
    pub fn new(
        ground_size: usize,
        make: impl Fn(&Run) -> Result<Arc<dyn Objective>> + Send + Sync + 'static,
    ) -> Self {
        LazyFunction { ground_size, given: Vec::new(), prepared: Prepared::new(make) }
    }

    /// A function that is already there.
    pub fn ready(objective: Arc<dyn Objective>) -> Self {
        LazyFunction {
            ground_size: objective.ground_size(),
            given: Vec::new(),
            prepared: Prepared::ready(objective),
        }
    }

    /// The same function, `given` being elements that optimizers leave out.
    pub fn with_given(self, given: Vec<u32>) -> Self {
        LazyFunction { given, ..self }
    }

    /// Elements that optimizers leave out.
    pub fn given(&self) -> &[u32] {
        &self.given
    }

    /// Number of elements.
    pub fn ground_size(&self) -> usize {
        self.ground_size
    }

    /// The function.
    pub fn get(&self, run: &Run) -> Result<Arc<dyn Objective>> {
        self.prepared.with(run, |objective| Arc::clone(objective))
    }
}

/// A set function held for JavaScript.
#[napi(custom_finalize)]
pub struct NativeFunction {
    held: RefCell<Option<Arc<LazyFunction>>>,
    ground_size: usize,
    bytes: i64,
}

impl NativeFunction {
    /// A handle of `function`, with the bytes it will hold counted by the engine.
    pub fn new(env: &Env, function: LazyFunction, bytes: u64) -> napi::Result<Self> {
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        env.adjust_external_memory(bytes)?;
        Ok(NativeFunction {
            ground_size: function.ground_size(),
            held: RefCell::new(Some(Arc::new(function))),
            bytes,
        })
    }

    /// The function, unless it was disposed of.
    pub fn function(&self) -> Result<Arc<LazyFunction>> {
        let disposed =
            || Error::argument("f", "a set function that was not disposed of", "one that was disposed of");
        self.held.borrow().clone().ok_or_else(disposed)
    }
}

impl ObjectFinalize for NativeFunction {
    fn finalize(self, env: Env) -> napi::Result<()> {
        env.adjust_external_memory(-self.bytes)?;
        self.dispose();
        Ok(())
    }
}

/// A handle of what `make` describes with the bytes it will hold, or the fault.
pub fn built(
    env: &Env,
    make: impl FnOnce() -> Result<(LazyFunction, u64)>,
) -> napi::Result<Either<NativeFunction, Fault>> {
    Ok(match checked(make) {
        Either::A((function, bytes)) => Either::A(NativeFunction::new(env, function, bytes)?),
        Either::B(fault) => Either::B(fault),
    })
}

#[napi]
impl NativeFunction {
    /// Number of elements.
    #[napi(getter, catch_unwind)]
    pub fn ground_size(&self) -> f64 {
        self.ground_size as f64
    }

    /// Lets go of the memory; jobs under way keep theirs.
    #[napi(catch_unwind)]
    pub fn dispose(&self) {
        if let Some(function) = self.held.borrow_mut().take() {
            pool::discard(function);
        }
    }

    /// Makes the function now instead of in the first job that needs it.
    #[napi(catch_unwind)]
    pub fn prepare<'env>(&self, env: &'env Env, handle: &JobHandle) -> napi::Result<Unknown<'env>> {
        let function = self.function();
        handle.run(env, move |run| function?.get(run).map(|_| ()))
    }

    /// f(S).
    #[napi(catch_unwind)]
    pub fn value<'env>(
        &self,
        env: &'env Env,
        subset: Uint32Array,
        handle: &JobHandle,
    ) -> napi::Result<Unknown<'env>> {
        let (function, subset) = (self.function(), subset.to_vec());
        handle.run(env, move |run| {
            let objective = function?.get(run)?;
            let mut state = objective.new_state(subset.len().max(1), run)?;
            for e in subset {
                objective.commit(&mut state, e, run)?;
            }
            Ok(objective.value(&state))
        })
    }

    /// Whether this instance is submodular, supermodular, monotone: exactly up to 14 elements, else by samples.
    #[napi(catch_unwind)]
    pub fn structure<'env>(
        &self,
        env: &'env Env,
        samples: f64,
        handle: &JobHandle,
    ) -> napi::Result<Unknown<'env>> {
        let function = self.function();
        handle.run(env, move |run| {
            let options = CheckOptions { samples: samples as u64, ..CheckOptions::default() };
            check_structure(&*function?.get(run)?, &options, run)
        })
    }

    /// Submodularity ratio, supermodularity ratio and curvatures for sets of at most `size` elements: exactly up
    /// to 12 elements, else the least over samples.
    #[napi(catch_unwind)]
    pub fn ratios<'env>(
        &self,
        env: &'env Env,
        size: u32,
        samples: f64,
        handle: &JobHandle,
    ) -> napi::Result<Unknown<'env>> {
        let function = self.function();
        handle.run(env, move |run| ratios(&*function?.get(run)?, size as usize, samples as u64, run))
    }

    /// Chooses a set.
    #[napi(catch_unwind)]
    pub fn maximize<'env>(
        &self,
        env: &'env Env,
        spec: RequestSpec,
        handle: &JobHandle,
    ) -> napi::Result<Unknown<'env>> {
        let (function, request) = (self.function(), spec.request());
        handle.run(env, move |run| {
            let (function, mut request) = (function?, request?);
            request.excluded.extend_from_slice(function.given());
            let selection = maximize(function.get(run)?, &request, run)?;
            Ok(Chosen { selection, maximizing: request.is_maximizing() })
        })
    }

    /// Chooses a set of small f − g, this function being f.
    #[napi(catch_unwind)]
    pub fn minimize_difference<'env>(
        &self,
        env: &'env Env,
        subtracted: &NativeFunction,
        spec: RequestSpec,
        handle: &JobHandle,
    ) -> napi::Result<Unknown<'env>> {
        let (f, g) = (self.function(), subtracted.function());
        let request = spec.request();
        handle.run(env, move |run| {
            let selection = minimize_difference(f?.get(run)?, g?.get(run)?, &request?, run)?;
            Ok(Chosen { selection, maximizing: false })
        })
    }
}
