//! Set functions as handles, and the optimizers over them.
use crate::guard::Fault;
use crate::job::{JobHandle, checked};
use crate::request::RequestSpec;
use crate::to_js::Chosen;
use marginals_core::{Objective, Result, Run};
use marginals_submodular::certificate::{CheckOptions, check_structure, ratios};
use marginals_submodular::function::Modular;
use marginals_submodular::{maximize, minimize_difference};
use napi::bindgen_prelude::{Float64Array, Uint32Array, Unknown};
use napi::{Either, Env};
use napi_derive::napi;
use std::sync::Arc;

type Make = Arc<dyn Fn(&Run) -> Result<Arc<dyn Objective>> + Send + Sync>;

/// A set function held for JavaScript, made by the job that uses it.
#[napi]
pub struct NativeFunction {
    ground_size: usize,
    make: Make,
}

impl NativeFunction {
    /// A function of the subsets of `ground_size` elements.
    pub fn new(
        ground_size: usize,
        make: impl Fn(&Run) -> Result<Arc<dyn Objective>> + Send + Sync + 'static,
    ) -> Self {
        NativeFunction { ground_size, make: Arc::new(make) }
    }
}

#[napi]
impl NativeFunction {
    /// Number of elements.
    #[napi(getter, catch_unwind)]
    pub fn ground_size(&self) -> f64 {
        self.ground_size as f64
    }

    /// f(S).
    #[napi(catch_unwind)]
    pub fn value<'env>(
        &self,
        env: &'env Env,
        subset: Uint32Array,
        handle: &JobHandle,
    ) -> napi::Result<Unknown<'env>> {
        let (make, subset) = (Arc::clone(&self.make), subset.to_vec());
        handle.run(env, move |run| {
            let objective = make(run)?;
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
        let make = Arc::clone(&self.make);
        handle.run(env, move |run| {
            let options = CheckOptions { samples: samples as u64, ..CheckOptions::default() };
            check_structure(&*make(run)?, &options, run)
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
        let make = Arc::clone(&self.make);
        handle.run(env, move |run| ratios(&*make(run)?, size as usize, samples as u64, run))
    }

    /// Chooses a set.
    #[napi(catch_unwind)]
    pub fn maximize<'env>(
        &self,
        env: &'env Env,
        spec: RequestSpec,
        handle: &JobHandle,
    ) -> napi::Result<Unknown<'env>> {
        let (make, request) = (Arc::clone(&self.make), spec.request());
        handle.run(env, move |run| {
            let request = request?;
            let selection = maximize(make(run)?, &request, run)?;
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
        let (f, g) = (Arc::clone(&self.make), Arc::clone(&subtracted.make));
        let request = spec.request();
        handle.run(env, move |run| {
            let selection = minimize_difference(f(run)?, g(run)?, &request?, run)?;
            Ok(Chosen { selection, maximizing: false })
        })
    }
}

/// f(S) = c + Σ of weights.
#[napi(catch_unwind)]
pub fn function_modular(weights: Float64Array, empty_value: f64) -> Either<NativeFunction, Fault> {
    checked(|| {
        let function: Arc<dyn Objective> = Arc::new(Modular::new(weights.to_vec(), empty_value)?);
        Ok(NativeFunction::new(weights.len(), move |_| Ok(Arc::clone(&function))))
    })
}
