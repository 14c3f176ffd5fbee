//! Matrices as the façade sends them: dense or in compressed rows, in the caller's precision.
use crate::job::builder_run;
use marginals_core::{Result, Run};
use marginals_numerics::rows::{Floats, Rows};
use napi::bindgen_prelude::{Either, Float32Array, Float64Array, Uint32Array};
use napi_derive::napi;
use std::sync::Arc;

/// A matrix: rows one after the other, or compressed rows when `indptr` is there.
#[napi(object)]
pub struct MatrixSpec {
    /// Numbers, or the entries of compressed rows.
    pub data: Either<Float64Array, Float32Array>,
    /// Columns of the entries.
    pub indices: Option<Uint32Array>,
    /// Where each row starts.
    pub indptr: Option<Uint32Array>,
    /// Number of rows.
    pub rows: u32,
    /// Number of columns.
    pub cols: u32,
}

impl MatrixSpec {
    /// The matrix on memory of its own, announced to the account of `run`, its numbers not looked at.
    pub fn rows(&self, run: &Run) -> Result<Rows> {
        let (rows, columns) = (self.rows as usize, self.cols as usize);
        let values = match &self.data {
            Either::A(double) => Floats::Double(double.to_vec()),
            Either::B(single) => Floats::Single(single.to_vec()),
        };
        match (&self.indices, &self.indptr) {
            (Some(indices), Some(indptr)) => Rows::sparse(rows, columns, indptr, indices, &values, run),
            _ => Rows::dense(rows, columns, values, run),
        }
    }
}

/// A matrix taken over by a builder, and the context its checks run in.
pub fn taken(matrix: &MatrixSpec) -> Result<(Arc<Rows>, Run)> {
    let run = builder_run();
    Ok((Arc::new(matrix.rows(&run)?), run))
}
