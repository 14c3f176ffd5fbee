//! The information room: one file per family of measures; inputs and answers they share.
mod channels;
mod columns;
mod continuous;
mod discrete;
mod discretize;
mod features;
mod forms;
mod kernel;
mod multivariate;
mod screening;
mod series;
mod series_values;
mod symbols;
mod testing;

use crate::to_js::{Raw, ToJs, float64};
use marginals_information::estimate::Estimate;
use napi::Env;
use napi::bindgen_prelude::{JsValue, Object};

impl ToJs for Estimate {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = Object::new(env)?;
        object.set("value", self.value)?;
        object.set("estimator", self.estimator)?;
        object.set("warnings", self.warnings)?;
        if let Some(reason) = self.reason {
            object.set("reason", reason)?;
        }
        if let Some(deviation) = self.standard_deviation {
            object.set("standardDeviation", deviation)?;
        }
        if let Some(local) = self.local {
            object.set("local", float64(env, &local)?)?;
        }
        Ok(Raw(object.raw()))
    }
}
