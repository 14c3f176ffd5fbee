//! Findings about a set function as JavaScript values.
use crate::to_js::{Raw, ToJs, raw, uint32};
use marginals_submodular::certificate::{Finding, Ratio, Ratios, StructureReport};
use napi::Env;
use napi::bindgen_prelude::Object;

fn finding<'env>(env: &'env Env, finding: &Finding) -> napi::Result<Object<'env>> {
    let mut object = Object::new(env)?;
    object.set("holds", finding.holds)?;
    if let Some(witness) = &finding.witness {
        let mut triple = Object::new(env)?;
        triple.set("set", uint32(env, &witness.set)?)?;
        triple.set("pair", uint32(env, &[witness.pair.0, witness.pair.1])?)?;
        triple.set("slack", witness.slack)?;
        object.set("witness", triple)?;
    }
    Ok(object)
}

impl ToJs for StructureReport {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = Object::new(env)?;
        object.set("shape", self.structure().shape.name())?;
        object.set("monotone", self.monotone.name())?;
        object.set("submodular", finding(env, &self.submodular)?)?;
        object.set("supermodular", finding(env, &self.supermodular)?)?;
        object.set("leastGain", self.gain_range.0)?;
        object.set("largestGain", self.gain_range.1)?;
        object.set("nonNegative", self.non_negative)?;
        object.set("exact", self.exact)?;
        object.set("triples", self.triples as f64)?;
        object.set("confidence", self.confidence())?;
        raw(env, object)
    }
}

fn ratio<'env>(env: &'env Env, ratio: &Ratio) -> napi::Result<Object<'env>> {
    let mut object = Object::new(env)?;
    object.set("value", ratio.value)?;
    object.set("base", uint32(env, &ratio.base)?)?;
    object.set("added", uint32(env, &ratio.added)?)?;
    Ok(object)
}

impl ToJs for Ratios {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = Object::new(env)?;
        object.set("submodularity", ratio(env, &self.submodularity)?)?;
        object.set("supermodularity", ratio(env, &self.supermodularity)?)?;
        object.set("curvature", self.curvature)?;
        object.set("supermodularCurvature", self.supermodular_curvature)?;
        object.set("exact", self.exact)?;
        object.set("pairs", self.pairs as f64)?;
        object.set("undetectedShare", self.undetected_share)?;
        raw(env, object)
    }
}
