//! One of each group of near-duplicates.
use crate::function::similarity::SimilaritySpec;
use crate::job::JobHandle;
use crate::to_js::{Raw, ToJs, float64, raw, uint32};
use marginals_submodular::{Deduplication, deduplicate};
use napi::Env;
use napi::bindgen_prelude::{Object, Unknown};
use napi_derive::napi;

impl ToJs for Deduplication {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = Object::new(env)?;
        object.set("kept", uint32(env, &self.kept)?)?;
        object.set("dropped", uint32(env, &self.dropped)?)?;
        object.set("representatives", uint32(env, &self.representatives)?)?;
        object.set("similarities", float64(env, &self.similarities)?)?;
        raw(env, object)
    }
}

/// Keeps one row of each group whose similarity to it is `threshold` or more.
#[napi(catch_unwind)]
pub fn deduplicate_rows<'env>(
    env: &'env Env,
    spec: SimilaritySpec,
    threshold: f64,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let input = spec.input(None);
    handle.run(env, move |run| deduplicate(&*input?.similarity(run)?, threshold, run))
}
