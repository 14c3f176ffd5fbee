//! Results as JavaScript values whose memory the engine owns.
//!
//! Arrays are copied into fresh engine memory: it behaves the same in every runtime, is counted by the
//! garbage collector, and works where external buffers are forbidden.
use crate::guard::Fault;
use marginals_core::{Error, Result, Selection};
use napi::bindgen_prelude::{
    Float64ArraySlice, FromNapiValue, JsValue, Object, ToNapiValue, Uint8ArraySlice, Uint32ArraySlice,
    Unknown,
};
use napi::{Env, sys};

/// A value of the current handle scope.
pub struct Raw(pub sys::napi_value);

impl Raw {
    /// The same value, tied to its environment.
    pub fn into_unknown(self, env: &Env) -> Unknown<'_> {
        // SAFETY: a `Raw` is only made from a live value of `env` in the handle scope of this call.
        unsafe { Unknown::from_raw_unchecked(env.raw(), self.0) }
    }
}

impl Raw {
    /// The same value as an object, to set more fields.
    pub fn into_object(self, env: &Env) -> napi::Result<Object<'_>> {
        // SAFETY: as in `into_unknown`; a value of another type is an error of the conversion.
        unsafe { Object::from_napi_value(env.raw(), self.0) }
    }
}

impl ToNapiValue for Raw {
    unsafe fn to_napi_value(_env: sys::napi_env, value: Self) -> napi::Result<sys::napi_value> {
        Ok(value.0)
    }
}

/// Anything a job may answer.
pub trait ToJs {
    /// Makes the JavaScript value.
    fn to_js(self, env: &Env) -> napi::Result<Raw>;
}

impl ToJs for Raw {
    fn to_js(self, _env: &Env) -> napi::Result<Raw> {
        Ok(self)
    }
}

/// The answer of a job: its value, or the fault as an object.
pub fn settle<T: ToJs>(env: &Env, answer: Result<T>) -> napi::Result<Raw> {
    match answer {
        Ok(value) => match value.to_js(env) {
            Err(error) if is_refusal(&error) => raw(env, Fault::from(Error::memory_refused())),
            made => made,
        },
        Err(error) => raw(env, Fault::from(error)),
    }
}

/// Any value Node-API knows, as a [`Raw`].
pub fn raw<T: ToNapiValue>(env: &Env, value: T) -> napi::Result<Raw> {
    // SAFETY: `env` is the live environment of the calling thread.
    unsafe { T::to_napi_value(env.raw(), value) }.map(Raw)
}

/// Why an array was not made.
const NO_ROOM: &str = "no room for an array";

/// Whether a value was not made for want of memory.
pub fn is_refusal(error: &napi::Error) -> bool {
    error.reason == NO_ROOM
}

/// Bytes from which an array has memory of its own.
const LARGE: usize = 1 << 16;

/// Sees whether there is room for an array before the engine takes it: refused, the engine would end the process. What
/// is asked for here may break into the reserve, which the engine then finds.
fn see_room<T>(values: &[T]) -> napi::Result<()> {
    let mut room = Vec::<u8>::new();
    if size_of_val(values) >= LARGE && room.try_reserve_exact(size_of_val(values)).is_err() {
        return Err(napi::Error::from_reason(NO_ROOM));
    }
    // What nobody looks at need not be asked for, as compilers see it.
    std::hint::black_box(&room);
    Ok(())
}

/// A `Float64Array` of the engine.
pub fn float64<'env>(env: &'env Env, values: &[f64]) -> napi::Result<Float64ArraySlice<'env>> {
    see_room(values)?;
    Float64ArraySlice::copy_from(env, values)
}

/// A `Uint32Array` of the engine.
pub fn uint32<'env>(env: &'env Env, values: &[u32]) -> napi::Result<Uint32ArraySlice<'env>> {
    see_room(values)?;
    Uint32ArraySlice::copy_from(env, values)
}

/// A `Uint8Array` of the engine.
pub fn uint8<'env>(env: &'env Env, values: &[u8]) -> napi::Result<Uint8ArraySlice<'env>> {
    see_room(values)?;
    Uint8ArraySlice::copy_from(env, values)
}

impl ToJs for f64 {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        raw(env, self)
    }
}

impl ToJs for bool {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        raw(env, self)
    }
}

impl ToJs for () {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        raw(env, ())
    }
}

impl ToJs for Vec<f64> {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        Ok(Raw(float64(env, &self)?.raw()))
    }
}

impl ToJs for Vec<u32> {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        Ok(Raw(uint32(env, &self)?.raw()))
    }
}

/// A list of results.
pub struct List<T>(pub Vec<T>);

impl<T: ToJs> ToJs for List<T> {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut array = env.create_array(self.0.len() as u32)?;
        for (index, item) in self.0.into_iter().enumerate() {
            array.set(index as u32, item.to_js(env)?)?;
        }
        Ok(Raw(array.raw()))
    }
}

/// A selection and the sense in which it was made, which its ratio depends on.
pub struct Chosen {
    /// What the optimizer answered.
    pub selection: Selection,
    /// Whether it maximised.
    pub maximizing: bool,
}

impl ToJs for Chosen {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let ratio = self.selection.ratio(self.maximizing);
        let selection = self.selection;
        let mut object = Object::new(env)?;
        object.set("indices", uint32(env, &selection.indices)?)?;
        object.set("gains", float64(env, &selection.gains)?)?;
        object.set("value", selection.value)?;
        object.set("bound", selection.bound)?;
        object.set("boundCondition", selection.bound_condition)?;
        object.set("ratio", ratio)?;
        match selection.guarantee {
            Some(guarantee) => {
                let mut promise = Object::new(env)?;
                promise.set("ratio", guarantee.ratio)?;
                promise.set("condition", guarantee.condition)?;
                promise.set("source", guarantee.source)?;
                object.set("guarantee", promise)?;
            }
            None => object.set("guarantee", napi::bindgen_prelude::Null)?,
        }
        object.set("evaluations", selection.evaluations as f64)?;
        object.set("algorithm", selection.algorithm)?;
        if let Some(reason) = selection.reason {
            object.set("reason", reason)?;
        }
        if let Some(method) = selection.method {
            object.set("method", method)?;
        }
        object.set("stopped", selection.stopped.name())?;
        object.set("warnings", selection.warnings)?;
        Ok(Raw(object.raw()))
    }
}
