//! Measures of discrete variables.
use super::symbols::VariablesSpec;
use crate::job::JobHandle;
use marginals_core::{Error, Result, Run};
use marginals_information::estimate::Estimate;
use marginals_information::estimator::EntropyEstimator;
use marginals_information::measure::information::{
    Manner, conditional_entropy, conditional_mutual_information, joint_entropy, mutual_information,
};
use marginals_information::symbols::Variables;
use napi::Env;
use napi::bindgen_prelude::{Float64Array, Unknown};
use napi_derive::napi;

/// How a discrete measure is estimated.
#[napi(object)]
pub struct MannerSpec {
    /// Name of an estimator of entropies.
    pub estimator: String,
    /// Parameter of the estimator, where it has one.
    pub parameter: Option<f64>,
    /// Number of symbols of each variable, where it is known.
    pub support: Option<Float64Array>,
    /// Whether the number of symbols is to be estimated by Chao's lower bound.
    pub chao1: bool,
    /// Whether the contribution of each sample is wanted.
    pub local: bool,
}

impl MannerSpec {
    pub fn manner(&self) -> Result<Manner> {
        Ok(Manner {
            estimator: EntropyEstimator::parse(&self.estimator)?.with_parameter(self.parameter)?,
            support: self.support.as_ref().map(|sizes| sizes.to_vec()),
            chao1: self.chao1,
            local: self.local,
        })
    }
}

/// A measure of discrete variables by its name: `entropy`, `conditional-entropy`, `mutual-information`,
/// `conditional-mutual-information`.
#[napi(catch_unwind)]
pub fn discrete_measure<'env>(
    env: &'env Env,
    measure: String,
    variables: VariablesSpec,
    manner: MannerSpec,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let (input, manner) = (variables.input(handle), manner.manner());
    let apply: fn(&Variables, &Manner, &Run) -> Result<Estimate> = match measure.as_str() {
        "entropy" => joint_entropy,
        "conditional-entropy" => conditional_entropy,
        "mutual-information" => mutual_information,
        "conditional-mutual-information" => conditional_mutual_information,
        _ => |_, _, _| Err(Error::argument("measure", "a known one", "another")),
    };
    handle.run(env, move |run| apply(&input.variables(run)?, &manner?, run))
}

/// The entropy of a variable from the counts of its symbols.
#[napi(catch_unwind)]
pub fn entropy_of_counts<'env>(
    env: &'env Env,
    counts: Float64Array,
    manner: MannerSpec,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let (counts, manner) = (counts.to_vec(), manner.manner());
    handle.run(env, move |run| {
        marginals_information::measure::information::entropy_of_counts(&counts, &manner?, run)
    })
}
