//! Similarities as the façade sends them: feature rows under a metric, or a matrix of numbers.
use super::matrix::MatrixSpec;
use marginals_core::{Error, Result, Run};
use marginals_numerics::similarity::{DenseRows, Features, Metric, Negative, Similarity, SparseRows};
use napi::bindgen_prelude::Either;
use napi_derive::napi;
use std::sync::{Arc, Mutex, PoisonError};

/// Similarities of a ground set with what it is to represent.
#[napi(object)]
pub struct SimilaritySpec {
    /// Feature rows of the ground set, or a matrix of similarities (represented rows × elements).
    pub matrix: MatrixSpec,
    /// Feature rows to be represented; the ground set when absent.
    pub represented: Option<MatrixSpec>,
    /// Name of a metric, or `precomputed`.
    pub metric: String,
    /// Rate of decay of the metrics that have one.
    pub gamma: Option<f64>,
    /// Whether entries below 0 count as 0 instead of being refused.
    pub clamp: bool,
}

impl MatrixSpec {
    /// The matrix on memory of its own, every number finite.
    pub fn features(&self, argument: &'static str) -> Result<Features> {
        let (rows, cols) = (self.rows as usize, self.cols as usize);
        match (&self.data, &self.indices, &self.indptr) {
            (data, Some(indices), Some(indptr)) => {
                let values: Vec<f64> = match data {
                    Either::A(double) => double.to_vec(),
                    Either::B(single) => single.iter().map(|x| f64::from(*x)).collect(),
                };
                if indptr.len() != rows + 1 {
                    return Err(Error::shape(argument, format!("{rows} rows"), indptr.len()));
                }
                Ok(Features::Sparse(SparseRows::new(argument, &values, indices, indptr, cols)?))
            }
            (Either::A(double), ..) => {
                Ok(Features::Double(DenseRows::new(argument, double.to_vec(), rows, cols)?))
            }
            (Either::B(single), ..) => {
                Ok(Features::Single(DenseRows::new(argument, single.to_vec(), rows, cols)?))
            }
        }
    }
}

/// What was given, until the similarity is made of it.
enum Held {
    Given { matrix: Features, represented: Option<Features>, metric: Option<Metric> },
    Made(Arc<Similarity>),
}

/// Checked input of a similarity, which the first job makes.
pub struct SimilarityInput {
    held: Mutex<Held>,
    /// Number of elements of the ground set.
    pub ground_size: usize,
    /// Bytes of the input.
    pub bytes: u64,
    /// What to do with entries below 0.
    pub negative: Negative,
}

impl SimilaritySpec {
    /// Number of rows to be represented.
    pub fn represented_rows(&self) -> usize {
        self.represented.as_ref().unwrap_or(&self.matrix).rows as usize
    }

    /// Checks and takes over the numbers; with `sample`, only these rows are to be represented.
    pub fn input(&self, sample: Option<&[u32]>) -> Result<SimilarityInput> {
        let mut matrix = self.matrix.features("matrix")?;
        let mut represented =
            self.represented.as_ref().map(|spec| spec.features("represented")).transpose()?;
        if let Some(rows) = sample {
            if self.metric == "precomputed" {
                matrix = matrix.select(rows);
            } else {
                represented = Some(represented.as_ref().unwrap_or(&matrix).select(rows));
            }
        }
        let metric = match self.metric.as_str() {
            "precomputed" => None,
            word => Some(Metric::parse(word, self.gamma)?),
        };
        let ground_size = if metric.is_none() { matrix.cols() } else { matrix.rows() };
        let bytes = matrix.bytes() + represented.as_ref().map_or(0, Features::bytes);
        Ok(SimilarityInput {
            held: Mutex::new(Held::Given { matrix, represented, metric }),
            ground_size,
            bytes,
            negative: if self.clamp { Negative::Clamp } else { Negative::Refuse },
        })
    }
}

impl SimilarityInput {
    /// The similarity, made by whoever comes first; the input is let go of then.
    pub fn similarity(&self, run: &Run) -> Result<Arc<Similarity>> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let similarity = match &mut *held {
            Held::Made(similarity) => return Ok(Arc::clone(similarity)),
            Held::Given { matrix, represented, metric: Some(metric) } => {
                Similarity::of_features(matrix, represented.as_ref(), *metric, run)?
            }
            Held::Given { matrix, .. } => Similarity::of_matrix(matrix, run)?,
        };
        let similarity = Arc::new(similarity);
        *held = Held::Made(Arc::clone(&similarity));
        Ok(similarity)
    }
}
