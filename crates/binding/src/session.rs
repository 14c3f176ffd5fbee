//! Optimizers over a JavaScript callback, one question at a time.
//!
//! The optimizer never calls JavaScript: it hands out the candidates whose gains it wants, the façade calls the
//! user's function and brings the answer. So an exception stays as it was thrown, an asynchronous function
//! works like a synchronous one, and nothing native is on the stack meanwhile.
use crate::function::NativeFunction;
use crate::guard::{Fault, guarded};
use crate::job::{JobHandle, checked};
use crate::request::RequestSpec;
use crate::to_js::{Chosen, Raw, ToJs, raw, settle, uint32};
use marginals_core::{Error, Evidence, Monotone, Result, Shape, Structure};
use marginals_submodular::{Session, Step};
use napi::bindgen_prelude::{Float64Array, Object, Unknown};
use napi::{Either, Env};
use napi_derive::napi;
use std::cell::RefCell;

/// What the caller declares of a function.
#[napi(object)]
pub struct StructureSpec {
    /// `submodular`, `supermodular`, `modular` or `unknown`.
    pub shape: String,
    /// `increasing`, `decreasing` or `no`.
    pub monotone: String,
    /// f(∅).
    pub empty_value: f64,
    /// f ≥ 0.
    pub non_negative: bool,
    /// f(S) = f(V ∖ S).
    pub symmetric: bool,
}

impl StructureSpec {
    fn structure(&self) -> Result<Structure> {
        let shapes = [Shape::Submodular, Shape::Supermodular, Shape::Modular, Shape::Unknown];
        let directions = [Monotone::Increasing, Monotone::Decreasing, Monotone::No];
        let shape = shapes.into_iter().find(|shape| shape.name() == self.shape);
        let monotone = directions.into_iter().find(|monotone| monotone.name() == self.monotone);
        match (shape, monotone) {
            (Some(shape), Some(monotone)) => Ok(Structure {
                shape,
                monotone,
                evidence: Evidence::Declared,
                empty_value: self.empty_value,
                non_negative: self.non_negative,
                symmetric: self.symmetric,
            }),
            _ => Err(Error::argument(
                "structure",
                "made of known words",
                format_args!("'{}' and '{}'", self.shape, self.monotone),
            )),
        }
    }
}

/// A selection under way over a callback.
#[napi]
pub struct SelectionSession {
    session: RefCell<Session>,
    maximizing: bool,
}

/// What the session wants next, or what it found.
struct Next {
    step: Step,
    maximizing: bool,
}

impl ToJs for Next {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = Object::new(env)?;
        match self.step {
            Step::Ask { candidates, selected } => {
                object.set("kind", "ask")?;
                object.set("candidates", uint32(env, &candidates)?)?;
                object.set("selected", uint32(env, &selected)?)?;
            }
            Step::Judge { matroid, candidates, selected } => {
                object.set("kind", "judge")?;
                object.set("matroid", matroid)?;
                object.set("candidates", uint32(env, &candidates)?)?;
                object.set("selected", uint32(env, &selected)?)?;
            }
            Step::Done(selection) => {
                object.set("kind", "done")?;
                let chosen = Chosen { selection, maximizing: self.maximizing };
                object.set("selection", chosen.to_js(env)?)?;
            }
        }
        raw(env, object)
    }
}

/// A session over the subsets of `groundSize` elements.
#[napi(catch_unwind)]
pub fn start_session(
    ground_size: u32,
    structure: StructureSpec,
    spec: RequestSpec,
    handle: &JobHandle,
) -> Either<SelectionSession, Fault> {
    checked(|| {
        let request = spec.request()?;
        let run = handle.single_threaded();
        let session = Session::callback(ground_size as usize, structure.structure()?, &request, &run)?;
        Ok(SelectionSession { session: RefCell::new(session), maximizing: request.is_maximizing() })
    })
}

/// A session over a function computed natively, for constraints that are asked about.
#[napi(catch_unwind)]
pub fn start_native_session(
    f: &NativeFunction,
    spec: RequestSpec,
    handle: &JobHandle,
) -> Either<SelectionSession, Fault> {
    checked(|| {
        let (function, mut request) = (f.function()?, spec.request()?);
        request.excluded.extend_from_slice(function.given());
        let run = handle.single_threaded();
        let session = Session::native(function.get(&run)?, &request, &run)?;
        Ok(SelectionSession { session: RefCell::new(session), maximizing: request.is_maximizing() })
    })
}

#[napi]
impl SelectionSession {
    /// Runs until the next question or the end.
    #[napi(catch_unwind)]
    pub fn step<'env>(&self, env: &'env Env) -> napi::Result<Unknown<'env>> {
        let step = guarded(|| self.session.borrow_mut().step());
        let next = step.map(|step| Next { step, maximizing: self.maximizing });
        Ok(settle(env, next)?.into_unknown(env))
    }

    /// Answers the question, one gain per candidate.
    #[napi(catch_unwind)]
    pub fn answer(&self, gains: Float64Array) -> Either<(), Fault> {
        checked(|| self.session.borrow_mut().answer(gains.to_vec()))
    }
}
