//! Columns of values cut into bins.
use crate::job::JobHandle;
use crate::to_js::{List, Raw, ToJs, float64, uint32};
use marginals_core::{Error, Result};
use marginals_information::discretize::{Binning, Discretized, discretize, discretize_by_classes};
use napi::Env;
use napi::bindgen_prelude::{Float64Array, JsValue, Object, Uint32Array, Unknown};
use napi_derive::napi;

/// A column and how it is cut.
#[napi(object)]
pub struct BinningSpec {
    /// The values.
    pub values: Float64Array,
    /// Name of the binning.
    pub method: String,
    /// Number of bins, for those that take one.
    pub bins: u32,
    /// Classes of the rows, for the binning by description length.
    pub classes: Option<Uint32Array>,
    /// Number of classes.
    pub class_count: Option<u32>,
}

impl ToJs for Discretized {
    fn to_js(self, env: &Env) -> napi::Result<Raw> {
        let mut object = Object::new(env)?;
        object.set("codes", uint32(env, &self.bins)?)?;
        let mut edges = vec![self.ends.0];
        edges.extend(&self.edges);
        edges.push(self.ends.1);
        object.set("edges", float64(env, &edges)?)?;
        object.set("isDistinct", self.is_distinct)?;
        Ok(Raw(object.raw()))
    }
}

struct Input {
    values: Vec<f64>,
    binning: Result<Binning>,
    classes: Option<(Vec<u32>, u32)>,
}

/// Cuts columns; a fault names the column by its place.
#[napi(catch_unwind)]
pub fn discretize_columns<'env>(
    env: &'env Env,
    columns: Vec<BinningSpec>,
    handle: &JobHandle,
) -> napi::Result<Unknown<'env>> {
    let columns: Vec<Input> = columns
        .into_iter()
        .map(|column| Input {
            values: column.values.to_vec(),
            binning: Binning::parse(&column.method, column.bins),
            classes: column.classes.map(|codes| (codes.to_vec(), column.class_count.unwrap_or(0))),
        })
        .collect();
    handle.run(env, move |run| {
        run.progress().start("discretize", columns.len() as u64);
        let cut = |(index, column): (usize, Input)| -> Result<Discretized> {
            let found = match column.classes {
                Some((codes, count)) => discretize_by_classes(&column.values, &codes, count, run),
                None => discretize(&column.values, column.binning?, run),
            };
            run.progress().advance(1);
            found.map_err(|error: Error| match error.argument_name() {
                Some("values") => error.renamed(format!("columns[{index}]")),
                _ => error,
            })
        };
        Ok(List(columns.into_iter().enumerate().map(cut).collect::<Result<Vec<_>>>()?))
    })
}
