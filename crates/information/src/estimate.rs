//! What an estimator answers: the value with how it was found and what the caller should know of it.

/// An estimated quantity, in nats where it is an information.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Name of the estimator that gave it.
    pub estimator: String,
    /// What the caller should know: few samples, ties, a value that cannot be.
    pub warnings: Vec<String>,
    /// Contribution of each sample, whose mean is the value, where it was asked for.
    pub local: Option<Vec<f64>>,
    /// Standard deviation of the value, where the estimator has one.
    pub standard_deviation: Option<f64>,
    /// Why this estimator, where it was chosen for the caller.
    pub reason: Option<String>,
}

impl Estimate {
    /// A value and nothing else to say.
    pub fn new(value: f64, estimator: impl Into<String>) -> Self {
        Estimate {
            value,
            estimator: estimator.into(),
            warnings: Vec::new(),
            local: None,
            standard_deviation: None,
            reason: None,
        }
    }

    /// The same estimate with one more warning.
    #[must_use]
    pub fn warn(mut self, warning: impl Into<String>) -> Self {
        self.warnings.push(warning.into());
        self
    }

    /// The same estimate with the contributions of the samples.
    #[must_use]
    pub fn with_local(mut self, local: Option<Vec<f64>>) -> Self {
        self.local = local;
        self
    }
}
