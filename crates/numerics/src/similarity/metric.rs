//! Similarities of two vectors, each with its formula.
use crate::arch::kernel::Finish;
use crate::arch::products::Product;
use marginals_core::{Error, Result};

/// How alike two vectors are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Metric {
    /// xᵀy / (‖x‖ ‖y‖), in [−1, 1]. A vector of zeros has none.
    Cosine,
    /// xᵀy.
    Dot,
    /// 1 / (1 + ‖x − y‖), in (0, 1].
    Euclidean,
    /// 1 / (1 + ‖x − y‖²), in (0, 1].
    SquaredEuclidean,
    /// exp(−γ ‖x − y‖²), in [0, 1]; γ is 1 / columns where none is given.
    Rbf {
        /// Rate of decay.
        gamma: Option<f64>,
    },
    /// exp(−γ ‖x − y‖), in [0, 1]; γ is 1 / columns where none is given, which is what submodlib calls Euclidean.
    Laplacian {
        /// Rate of decay.
        gamma: Option<f64>,
    },
    /// (xᵀy)² / (‖x‖² ‖y‖²), in [0, 1]: what apricot calls cosine.
    SquaredCosine,
    /// |A ∩ B| / |A ∪ B| of the columns that are not 0, in [0, 1]; two rows of zeros are alike (1).
    Jaccard,
}

impl Metric {
    /// The word for it in options and results.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Metric::Cosine => "cosine",
            Metric::Dot => "dot",
            Metric::Euclidean => "euclidean",
            Metric::SquaredEuclidean => "squared-euclidean",
            Metric::Rbf { .. } => "rbf",
            Metric::Laplacian { .. } => "laplacian",
            Metric::SquaredCosine => "squared-cosine",
            Metric::Jaccard => "jaccard",
        }
    }

    /// The metric named by `word`.
    ///
    /// # Errors
    /// An unknown word; a rate that is not above 0, or given to a metric without one.
    pub fn parse(word: &str, gamma: Option<f64>) -> Result<Metric> {
        if let Some(rate) = gamma.filter(|rate| !(rate.is_finite() && *rate > 0.0)) {
            return Err(Error::range("gamma", "a finite number above 0", rate));
        }
        let metric = match word {
            "cosine" => Metric::Cosine,
            "dot" => Metric::Dot,
            "euclidean" => Metric::Euclidean,
            "squared-euclidean" => Metric::SquaredEuclidean,
            "rbf" => Metric::Rbf { gamma },
            "laplacian" => Metric::Laplacian { gamma },
            "squared-cosine" => Metric::SquaredCosine,
            "jaccard" => Metric::Jaccard,
            _ => return Err(Error::argument("metric", "the name of a metric", format_args!("'{word}'"))),
        };
        let has_rate = matches!(metric, Metric::Rbf { .. } | Metric::Laplacian { .. });
        match gamma {
            Some(rate) if !has_rate => {
                Err(Error::argument("gamma", "absent, or the metric 'rbf' or 'laplacian'", rate))
            }
            _ => Ok(metric),
        }
    }

    /// Whether it divides by the norms of the vectors.
    #[must_use]
    pub fn normalizes(self) -> bool {
        matches!(self, Metric::Cosine | Metric::SquaredCosine)
    }

    /// Whether a similarity can be below 0.
    #[must_use]
    pub fn may_be_negative(self) -> bool {
        matches!(self, Metric::Cosine | Metric::Dot)
    }

    /// What is accumulated over the columns.
    pub(crate) fn product(self) -> Product {
        match self {
            Metric::Cosine | Metric::SquaredCosine | Metric::Dot | Metric::Jaccard => Product::Inner,
            _ => Product::SquaredDistance,
        }
    }

    /// What becomes of it.
    pub(crate) fn finish(self, cols: usize) -> Finish {
        let rate = |gamma: Option<f64>| gamma.unwrap_or(1.0 / cols.max(1) as f64);
        match self {
            Metric::Cosine | Metric::Dot | Metric::Jaccard => Finish::Same,
            Metric::SquaredCosine => Finish::Square,
            Metric::Euclidean => Finish::InverseDistance,
            Metric::SquaredEuclidean => Finish::InverseSquaredDistance,
            Metric::Rbf { gamma } => Finish::Gaussian(rate(gamma)),
            Metric::Laplacian { gamma } => Finish::Exponential(rate(gamma)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back_and_rates_are_checked() {
        for metric in [
            Metric::Cosine,
            Metric::Dot,
            Metric::Euclidean,
            Metric::SquaredEuclidean,
            Metric::Rbf { gamma: None },
            Metric::Laplacian { gamma: None },
            Metric::SquaredCosine,
            Metric::Jaccard,
        ] {
            assert_eq!(Metric::parse(metric.name(), None).unwrap(), metric);
        }
        assert_eq!(Metric::parse("rbf", Some(2.0)).unwrap(), Metric::Rbf { gamma: Some(2.0) });
        assert!(Metric::parse("rbf", Some(0.0)).is_err());
        assert!(Metric::parse("rbf", Some(f64::NAN)).is_err());
        assert!(Metric::parse("cosine", Some(1.0)).unwrap_err().to_string().contains("absent"));
        assert!(Metric::parse("manhattan", None).is_err());
    }
}
