//! Sums over parts, each with elements of its own.
use super::{LazyFunction, NativeFunction, built};
use crate::guard::Fault;
use marginals_core::{Error, Objective, Result, Run};
use marginals_submodular::function::PartsSum;
use napi::bindgen_prelude::{ClassInstance, Uint32Array};
use napi::{Either, Env};
use napi_derive::napi;
use std::sync::Arc;

/// Σ of the functions of the parts, one function per ground set or one for all: a function of pairs.
#[napi(catch_unwind)]
pub fn function_parts(
    env: Env,
    functions: Vec<ClassInstance<NativeFunction>>,
    ground_sets: Vec<Uint32Array>,
) -> napi::Result<Either<NativeFunction, Fault>> {
    built(&env, || {
        let functions: Vec<_> = functions.iter().map(|part| part.function()).collect::<Result<_>>()?;
        let mut parts = Vec::with_capacity(ground_sets.len());
        for (at, ground_set) in ground_sets.iter().enumerate() {
            let function = functions.get(if functions.len() == 1 { 0 } else { at });
            let function = function.ok_or_else(|| {
                let expected = format!("one function, or one for each of {} parts", ground_sets.len());
                Error::shape("functions", expected, functions.len())
            })?;
            parts.push((Arc::clone(function), ground_set.to_vec()));
        }
        let pairs = parts.iter().flat_map(|(function, set)| set.iter().map(move |e| (function, e)));
        let given = (0u32..).zip(pairs).filter(|(_, (function, e))| function.given().contains(e));
        let given: Vec<u32> = given.map(|(place, _)| place).collect();
        let size = parts.iter().map(|(_, set)| set.len()).sum();
        let make = move |run: &Run| {
            let ready = parts.iter().map(|(function, set)| Ok((function.get(run)?, set.clone())));
            let sum = PartsSum::new(ready.collect::<Result<_>>()?)?;
            Ok(Arc::new(sum) as Arc<dyn Objective>)
        };
        Ok((LazyFunction::new(size, make).with_given(given), 0))
    })
}
