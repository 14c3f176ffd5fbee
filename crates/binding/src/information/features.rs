//! Columns chosen for what they tell of a target, and what to measure next of one case.
use super::columns::{ColumnInput, symbols};
use crate::guard::{Fault, count};
use crate::job::{JobHandle, checked};
use crate::prepared::Prepared;
use crate::to_js::{Raw, ToJs, float64, uint32};
use marginals_core::{Error, Result, Run};
use marginals_information::selection::{
    Acquisition, Case, Chosen, Columns, Criterion, acquire, select_features,
};
use marginals_information::table::Values;
use napi::bindgen_prelude::{Float64Array, JsValue, Object, Uint32Array, Unknown};
use napi::{Either, Env};
use napi_derive::napi;
use std::sync::Arc;

impl ToJs for Chosen {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = Object::new(env)?;
        object.set("indices", uint32(env, &self.indices)?)?;
        object.set("scores", float64(env, &self.scores)?)?;
        object.set("relevances", float64(env, &self.relevances)?)?;
        object.set("evaluations", self.evaluations as f64)?;
        Ok(Raw(object.raw()))
    }
}

impl ToJs for Acquisition {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = Object::new(env)?;
        object.set("index", self.next)?;
        object.set("informations", float64(env, &self.informations)?)?;
        object.set("posterior", float64(env, &self.posterior)?)?;
        object.set("entropy", self.entropy)?;
        object.set("rows", self.rows as f64)?;
        Ok(Raw(object.raw()))
    }
}

fn criterion(name: &str) -> Result<Criterion> {
    Ok(match name {
        "mutual-information" => Criterion::MutualInformation,
        "mrmr" => Criterion::Mrmr,
        "jmi" => Criterion::Jmi,
        "cmim" => Criterion::Cmim,
        "disr" => Criterion::Disr,
        "conditional-mutual-information" => Criterion::Conditional,
        "joint-entropy" => Criterion::JointEntropy,
        _ => return Err(Error::argument("criterion", "a known one", "another")),
    })
}

/// What columns are chosen by.
#[napi(object)]
pub struct ChoiceSpec {
    /// `mutual-information`, `mrmr`, `jmi`, `cmim`, `disr`, `conditional-mutual-information` or `joint-entropy`.
    pub criterion: String,
    /// Columns to choose.
    pub size: f64,
    /// Columns chosen beforehand.
    pub given: Uint32Array,
    /// Bins of numbers; 0 for as many as the rows bear.
    pub bins: u32,
}

/// Columns and their target as symbols.
struct Symbols {
    values: Vec<Values>,
    radices: Vec<u32>,
    target: Option<(Values, u32)>,
}

impl Symbols {
    fn columns(&self) -> Columns<'_> {
        let target = self.target.as_ref().map(|(values, radix)| (values, *radix));
        Columns { values: &self.values, radices: &self.radices, target }
    }
}

/// Chooses columns for what they tell of the target.
#[napi(catch_unwind)]
pub fn choose_features<'env>(
    env: &'env Env,
    #[napi(ts_arg_type = "Array<ColumnSpec | Uint8Array | Uint16Array | Uint32Array | Float64Array>")]
    columns: Vec<ColumnInput>,
    #[napi(
        ts_arg_type = "ColumnSpec | Uint8Array | Uint16Array | Uint32Array | Float64Array | undefined | null"
    )]
    target: Option<ColumnInput>,
    choice: ChoiceSpec,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let (size, given) = (count("size", choice.size), choice.given.to_vec());
    let criterion = criterion(&choice.criterion);
    handle.run(env, move |run| {
        let (values, radices) = symbols(columns, choice.bins, run)?;
        let target = target.map(|target| target.symbols(choice.bins, run)).transpose()?;
        let own = Symbols { values, radices, target };
        select_features(own.columns(), criterion?, size?, &given, run)
    })
}

/// Cases to learn from, held for JavaScript.
#[napi]
pub struct NativeAcquisition {
    cases: Arc<Prepared<Symbols>>,
}

/// Takes the cases over; columns and target are codes.
#[napi(catch_unwind)]
pub fn acquisition_cases(
    #[napi(ts_arg_type = "Array<ColumnSpec | Uint8Array | Uint16Array | Uint32Array | Float64Array>")]
    columns: Vec<ColumnInput>,
    #[napi(ts_arg_type = "ColumnSpec | Uint8Array | Uint16Array | Uint32Array | Float64Array")]
    target: ColumnInput,
) -> Either<NativeAcquisition, Fault> {
    checked(|| {
        let make = move |run: &Run| {
            // Codes stay as they are: observations speak of them.
            let made = columns.iter().map(|column| column.codes(run)).collect::<Result<Vec<_>>>()?;
            let (values, radices) = made.into_iter().unzip();
            Ok(Symbols { values, radices, target: Some(target.codes(run)?) })
        };
        Ok(NativeAcquisition { cases: Arc::new(Prepared::new(make)) })
    })
}

#[napi]
impl NativeAcquisition {
    /// What to measure next of a case of which `columns` have `codes`.
    #[napi(catch_unwind)]
    pub fn next<'env>(
        &self,
        env: &'env Env,
        columns: Uint32Array,
        codes: Uint32Array,
        costs: Float64Array,
        budget: f64,
        handle: &JobHandle,
    ) -> napi::Result<Unknown<'env>> {
        let observed: Vec<(u32, u32)> = columns.iter().copied().zip(codes.iter().copied()).collect();
        let (costs, cases) = (costs.to_vec(), Arc::clone(&self.cases));
        handle.run(env, move |run| {
            cases.with(run, |cases| {
                acquire(cases.columns(), Case { observed: &observed, costs: &costs, budget }, run)
            })?
        })
    }
}
