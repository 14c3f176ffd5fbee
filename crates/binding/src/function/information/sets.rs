//! Ground set, query and private set as the façade sends them, until a similarity is made of them.
use crate::function::matrix::MatrixSpec;
use marginals_core::{Error, Result, Run};
use marginals_numerics::similarity::{Features, Metric, Negative, Similarity};
use marginals_submodular::function::information::Given;
use napi_derive::napi;
use std::sync::{Arc, Mutex, PoisonError};

/// Ground set, query and private set: feature rows under a metric, or matrices of similarities.
#[napi(object)]
pub struct GivenSetsSpec {
    /// Feature rows of the ground set, or similarities (represented rows × elements).
    pub matrix: MatrixSpec,
    /// Feature rows to be represented; the ground set when absent.
    pub represented: Option<MatrixSpec>,
    /// Feature rows of the query, or similarities (represented rows × query).
    pub query: Option<MatrixSpec>,
    /// Feature rows of the private set, or similarities (represented rows × private set).
    pub private_set: Option<MatrixSpec>,
    /// Weight η of the query.
    pub eta: f64,
    /// Weight ν of the private set.
    pub nu: f64,
    /// Name of a metric, or `precomputed`.
    pub metric: String,
    /// Rate of decay of the metrics that have one.
    pub gamma: Option<f64>,
    /// Whether entries below 0 count as 0 instead of being refused.
    pub clamp: bool,
}

/// The sets on memory of the library's own, every number finite.
pub struct GivenSets {
    pub matrix: Features,
    represented: Option<Features>,
    pub query: Option<Features>,
    pub private: Option<Features>,
    pub eta: f64,
    pub nu: f64,
    metric: Option<Metric>,
    pub negative: Negative,
}

impl GivenSetsSpec {
    /// Checks and takes over the numbers.
    pub fn sets(&self) -> Result<GivenSets> {
        let matrix = self.matrix.features("matrix")?;
        let features = |spec: &Option<MatrixSpec>, argument| match spec {
            None => Ok(None),
            Some(spec) => Ok(Some(spec.features(argument)?.in_the_form_of(&matrix))),
        };
        Ok(GivenSets {
            represented: features(&self.represented, "represented")?,
            query: features(&self.query, "query")?,
            private: features(&self.private_set, "private")?,
            matrix,
            eta: self.eta,
            nu: self.nu,
            metric: match self.metric.as_str() {
                "precomputed" => None,
                word => Some(Metric::parse(word, self.gamma)?),
            },
            negative: if self.clamp { Negative::Clamp } else { Negative::Refuse },
        })
    }
}

impl GivenSets {
    /// Bytes held.
    pub fn bytes(&self) -> u64 {
        let sets = [&self.represented, &self.query, &self.private].into_iter().flatten();
        self.matrix.bytes() + sets.map(Features::bytes).sum::<u64>()
    }

    /// Elements of the ground set of a matrix that relates it to rows or, precomputed, to represented rows.
    pub fn ground_size(&self) -> usize {
        if self.metric.is_none() { self.matrix.cols() } else { self.matrix.rows() }
    }

    /// Similarities of the elements with the represented rows.
    pub fn pairs(&self, run: &Run) -> Result<Arc<Similarity>> {
        Ok(Arc::new(match self.metric {
            Some(metric) => Similarity::of_features(&self.matrix, self.represented.as_ref(), metric, run)?,
            None => Similarity::of_matrix(&mut self.matrix.clone(), run)?,
        }))
    }

    /// Similarities of the represented rows with a set.
    pub fn given(&self, set: &Features, weight: f64, run: &Run) -> Result<Given> {
        let similarity = match self.metric {
            Some(metric) => {
                let rows = self.represented.as_ref().unwrap_or(&self.matrix);
                Similarity::of_features(set, Some(rows), metric, run)?
            }
            None => Similarity::of_matrix(&mut set.clone(), run)?,
        };
        Ok(Given { similarity: Arc::new(similarity), weight })
    }

    /// Similarities of the elements with the query alone: features of both, or a matrix of elements × query.
    pub fn relevance(&self, run: &Run) -> Result<Given> {
        match (self.metric, &self.query) {
            (Some(_), Some(query)) => self.given(query, self.eta, run),
            (None, _) => self.given(&self.matrix, self.eta, run),
            (Some(_), None) => Err(Error::argument("query", "a matrix", "none")),
        }
    }

    /// The same with the query as represented rows.
    pub fn coverage(&self, run: &Run) -> Result<Arc<Similarity>> {
        Ok(Arc::new(match self.metric {
            Some(metric) => Similarity::of_features(&self.matrix, self.query.as_ref(), metric, run)?,
            None => Similarity::of_matrix(&mut self.matrix.transposed(), run)?,
        }))
    }

    /// Feature rows of ground set, query and private set, one after the other, and how alike they are.
    pub fn together(&self, run: &Run) -> Result<Arc<Similarity>> {
        let Some(metric) = self.metric else {
            return Err(Error::unsupported("metric", "one of feature rows", "'precomputed'"));
        };
        let mut all = self.matrix.clone();
        for (name, set) in [("query", &self.query), ("private", &self.private)] {
            if let Some(set) = set {
                all = all.followed_by(name, set)?;
            }
        }
        Ok(Arc::new(Similarity::of_features(&all, None, metric, run)?))
    }
}

/// The sets until a function is made of them; then they are let go of.
pub struct Held(Mutex<Option<Arc<GivenSets>>>);

impl Held {
    pub fn new(sets: GivenSets) -> Held {
        Held(Mutex::new(Some(Arc::new(sets))))
    }

    /// What `make` makes of the sets.
    pub fn made<T>(&self, make: impl FnOnce(&GivenSets) -> Result<T>) -> Result<T> {
        let slot = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let sets = slot().clone().ok_or_else(|| Error::internal("a function was made twice"))?;
        let made = make(&sets)?;
        *slot() = None;
        Ok(made)
    }
}
