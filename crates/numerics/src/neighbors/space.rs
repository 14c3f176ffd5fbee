//! Points by columns, and the distance between them.
use crate::arch::neighbors::{Blocks, Capped, Euclidean, Maximum, Metric};
use marginals_core::{Error, Result};

/// How the differences within a block combine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Norm {
    /// The largest.
    Maximum,
    /// The root of the sum of their squares.
    Euclidean,
}

impl Norm {
    /// The distance behind a compared number.
    #[must_use]
    pub fn length(self, compared: f64) -> f64 {
        match self {
            Norm::Maximum => compared,
            Norm::Euclidean => compared.sqrt(),
        }
    }

    /// The number compared for a difference of one column.
    #[must_use]
    pub fn compared(self, gap: f64) -> f64 {
        match self {
            Norm::Maximum => gap,
            Norm::Euclidean => gap * gap,
        }
    }

    /// ln of the distance behind a sum of logarithms of compared numbers.
    #[must_use]
    pub fn logarithm(self, of_compared: f64) -> f64 {
        match self {
            Norm::Maximum => of_compared,
            Norm::Euclidean => 0.5 * of_compared,
        }
    }
}

/// Points by their columns, and the distance between them.
#[derive(Clone, Debug)]
pub struct Space<'a> {
    columns: Vec<&'a [f64]>,
    /// Whether a column is the first of its block.
    first: Vec<bool>,
    /// What a difference counts at most: 1 in a nominal column, where only equality means something.
    caps: Vec<f64>,
    norm: Norm,
}

impl<'a> Space<'a> {
    /// Columns that form one block.
    #[must_use]
    pub fn new(columns: &[&'a [f64]], norm: Norm) -> Self {
        Space {
            first: (0..columns.len()).map(|c| c == 0).collect(),
            caps: vec![f64::INFINITY; columns.len()],
            columns: columns.to_vec(),
            norm,
        }
    }

    /// The same where a nominal column holds whole numbers that are only equal or not.
    #[must_use]
    pub fn with_nominal(mut self, nominal: &[bool]) -> Self {
        for (cap, nominal) in self.caps.iter_mut().zip(nominal) {
            *cap = if *nominal { 1.0 } else { f64::INFINITY };
        }
        self
    }

    /// The product of spaces: the distance is the largest of theirs. The norm is that of the first.
    #[must_use]
    pub fn product(spaces: &[&Space<'a>]) -> Self {
        Space {
            columns: spaces.iter().flat_map(|space| space.columns.iter().copied()).collect(),
            first: spaces.iter().flat_map(|space| space.first.iter().copied()).collect(),
            caps: spaces.iter().flat_map(|space| space.caps.iter().copied()).collect(),
            norm: spaces.first().map_or(Norm::Maximum, |space| space.norm),
        }
    }

    /// The columns.
    #[must_use]
    pub fn columns(&self) -> &[&'a [f64]] {
        &self.columns
    }

    /// How many there are.
    #[must_use]
    pub fn dimension(&self) -> usize {
        self.columns.len()
    }

    /// Points.
    #[must_use]
    pub fn points(&self) -> usize {
        self.columns.first().map_or(0, |column| column.len())
    }

    /// The norm within blocks.
    #[must_use]
    pub fn norm(&self) -> Norm {
        self.norm
    }

    /// Whether it is searched on a line.
    #[must_use]
    pub fn is_line(&self) -> bool {
        self.columns.len() == 1 && self.caps[0] == f64::INFINITY
    }

    /// Columns of equal length, at least one, finite, and so that no compared difference overflows or vanishes.
    ///
    /// # Errors
    /// `Shape`, `NonFinite` or `Range`, about `argument`.
    pub fn check(&self, argument: &'static str) -> Result<()> {
        let points = self.points();
        if self.columns.is_empty() {
            return Err(Error::shape(argument, "at least one column", "none"));
        }
        for (c, column) in self.columns.iter().enumerate() {
            if column.len() != points {
                return Err(Error::shape(argument, format!("of {points} rows in each column"), column.len()));
            }
            if let Some(row) = column.iter().position(|value| !value.is_finite()) {
                let place = format!("a value that is not, in row {row} of column {c}");
                return Err(Error::non_finite(argument, "finite", place));
            }
            let least = column.iter().copied().fold(f64::INFINITY, f64::min);
            let most = column.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let widest = match self.norm {
                Norm::Maximum => f64::MAX,
                Norm::Euclidean => 1e150,
            };
            if points > 0 && most - least > widest {
                let what = format!("a column whose range is at most {widest:e}; scale the data");
                return Err(Error::range(argument, what, "a wider one"));
            }
            // Squares of smaller differences vanish.
            if self.norm == Norm::Euclidean && most > least && most - least < 1e-150 {
                let what = "a column whose range is 0 or at least 1e-150; scale the data";
                return Err(Error::range(argument, what, "a narrower one"));
            }
        }
        Ok(())
    }

    /// The compared distance of points `i` and `j`, to the bit what a search compares.
    #[must_use]
    pub fn compared(&self, i: usize, j: usize) -> f64 {
        struct Pair<'a>(&'a [&'a [f64]], usize, usize);
        impl WithMetric for Pair<'_> {
            type Answer = f64;
            fn with<M: Metric>(self, metric: M) -> f64 {
                metric.fold(self.0.len(), |c| (self.0[c][self.1] - self.0[c][self.2]).abs())
            }
        }
        self.with_metric(Pair(&self.columns, i, j))
    }

    /// Calls back with the metric that does the least.
    pub(super) fn with_metric<W: WithMetric>(&self, work: W) -> W::Answer {
        let capped = self.caps.iter().any(|cap| *cap < f64::INFINITY);
        let starts = self.first.iter().filter(|first| **first).count();
        match self.norm {
            Norm::Maximum if capped => work.with(Capped(&self.caps)),
            Norm::Maximum => work.with(Maximum),
            Norm::Euclidean if capped || starts > 1 => {
                work.with(Blocks { first: &self.first, caps: &self.caps })
            }
            Norm::Euclidean => work.with(Euclidean),
        }
    }
}

/// Work over any metric.
pub(super) trait WithMetric {
    /// What it answers.
    type Answer;
    /// Does it.
    fn with<M: Metric>(self, metric: M) -> Self::Answer;
}
