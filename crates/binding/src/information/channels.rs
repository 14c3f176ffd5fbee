//! Channels seen through a divergence.
use crate::job::JobHandle;
use crate::to_js::{Raw, ToJs};
use marginals_core::{Error, Result};
use marginals_information::divergence::channel::{Channel, Worst, independence};
use marginals_information::divergence::{Divergence, mass};
use marginals_information::estimate::Estimate;
use marginals_information::measure::order::Family;
use marginals_information::symbols::law::check_distribution;
use napi::Env;
use napi::bindgen_prelude::{Float64Array, JsValue, Object, Unknown};
use napi_derive::napi;

/// A stochastic matrix.
#[napi(object)]
pub struct ChannelSpec {
    /// Entries, row after row.
    pub entries: Float64Array,
    /// Number of inputs.
    pub inputs: u32,
    /// Number of outputs.
    pub outputs: u32,
}

impl ChannelSpec {
    fn channel(&self) -> Result<Channel> {
        Channel::new(self.entries.to_vec(), self.inputs as usize, self.outputs as usize)
    }
}

impl ToJs for Worst {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = Object::new(env)?;
        object.set("value", self.value)?;
        object.set("estimator", "exact")?;
        object.set("warnings", Vec::<String>::new())?;
        object.set("input", self.input as f64)?;
        Ok(Raw(object.raw()))
    }
}

/// The entropy of an order of a channel, or, with a divergence, how far it is from deterministic.
#[napi(catch_unwind)]
pub fn channel_entropy<'env>(
    env: &'env Env,
    channel: ChannelSpec,
    family: String,
    order: f64,
    divergence: Option<String>,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let channel = channel.channel();
    handle.run(env, move |run| match divergence {
        Some(name) => channel?.determinism(Divergence::parse(&name, order)?, run),
        None => {
            let family = if family == "tsallis" { Family::Tsallis } else { Family::Renyi };
            channel?.entropy(family, order, run)
        }
    })
}

/// D(p ‖ p_X ⊗ p_Y).
#[napi(catch_unwind)]
pub fn independence_divergence<'env>(
    env: &'env Env,
    law: Float64Array,
    columns: u32,
    name: String,
    parameter: f64,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let law = law.to_vec();
    handle.run(env, move |_| {
        check_distribution("law.probabilities", &law)?;
        let columns = columns as usize;
        if columns == 0 || !law.len().is_multiple_of(columns) {
            return Err(Error::shape("law.shape", "of two variables", law.len()));
        }
        Ok(Estimate::new(independence(Divergence::parse(&name, parameter)?, &law, columns), "exact"))
    })
}

/// Divergences before and after a channel.
pub struct Processed {
    before: f64,
    after: f64,
}

impl ToJs for Processed {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = Object::new(env)?;
        object.set("before", self.before)?;
        object.set("after", self.after)?;
        Ok(Raw(object.raw()))
    }
}

/// D(p ‖ q) and D(f p ‖ f q).
#[napi(catch_unwind)]
pub fn processed_divergence<'env>(
    env: &'env Env,
    channel: ChannelSpec,
    p: Float64Array,
    q: Float64Array,
    name: String,
    parameter: f64,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let (channel, p, q) = (channel.channel(), p.to_vec(), q.to_vec());
    handle.run(env, move |_| {
        let (channel, kind) = (channel?, Divergence::parse(&name, parameter)?);
        let (of_p, of_q) = (channel.apply("p", &p)?, channel.apply("q", &q)?);
        Ok(Processed { before: mass::divergence(kind, &p, &q), after: mass::divergence(kind, &of_p, &of_q) })
    })
}
