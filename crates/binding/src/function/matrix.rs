//! Matrices as the façade sends them: dense or in compressed rows, in the caller's precision.
use crate::job::builder_run;
use marginals_core::{Error, Result, Run};
use marginals_numerics::rows::{Floats, Rows};
use napi::bindgen_prelude::{Float32Array, Float64Array, Uint32Array};
use napi_derive::napi;
use std::sync::Arc;

/// A matrix. One of `single` and `double`; `indices` and `indptr` when it is sparse.
#[napi(object)]
pub struct MatrixSpec {
    /// Number of rows.
    pub rows: u32,
    /// Number of columns.
    pub cols: u32,
    /// Entries in single precision.
    pub single: Option<Float32Array>,
    /// Entries in double precision.
    pub double: Option<Float64Array>,
    /// Column of every entry.
    pub indices: Option<Uint32Array>,
    /// Where each row starts.
    pub indptr: Option<Uint32Array>,
}

impl MatrixSpec {
    /// Entries on memory of their own.
    fn floats(&self) -> Result<Floats> {
        match (&self.single, &self.double) {
            (Some(single), None) => Ok(Floats::Single(single.to_vec())),
            (None, Some(double)) => Ok(Floats::Double(double.to_vec())),
            _ => Err(Error::argument("matrix.data", "floats of one precision", "another array")),
        }
    }

    /// The matrix on memory of its own, announced to the account of `run`.
    pub fn rows(&self, run: &Run) -> Result<Rows> {
        let (rows, columns) = (self.rows as usize, self.cols as usize);
        match (&self.indices, &self.indptr) {
            (Some(indices), Some(indptr)) => {
                Rows::sparse(rows, columns, indptr, indices, &self.floats()?, run)
            }
            _ => Rows::dense(rows, columns, self.floats()?, run),
        }
    }
}

/// A matrix taken over by a builder, and the context its checks run in.
pub fn taken(matrix: &MatrixSpec) -> Result<(Arc<Rows>, Run)> {
    let run = builder_run();
    Ok((Arc::new(matrix.rows(&run)?), run))
}
