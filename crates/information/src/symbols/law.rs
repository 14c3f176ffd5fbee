//! A probability mass function over several variables, row by row: the last variable changes fastest.
use marginals_core::sum::Sum;
use marginals_core::{Error, Result};

/// How far from 1 the sum of probabilities may be.
const TOLERANCE: f64 = 1e-9;

/// A probability mass function over variables of given numbers of symbols.
#[derive(Clone, Debug, PartialEq)]
pub struct Law {
    probabilities: Vec<f64>,
    shape: Vec<usize>,
}

impl Law {
    /// Takes over the probabilities.
    ///
    /// # Errors
    /// `Shape` when their number is not the product of the shape; `NonFinite`, `Range` for negative ones or a sum
    /// that differs from 1 by more than 10⁻⁹.
    pub fn new(probabilities: Vec<f64>, shape: Vec<usize>) -> Result<Self> {
        let cells = shape.iter().try_fold(1usize, |cells, size| cells.checked_mul(*size));
        if cells != Some(probabilities.len()) || probabilities.is_empty() {
            let expected =
                cells.map_or("fewer cells".to_owned(), |cells| format!("of length {cells} (the shape)"));
            let expected = if cells == Some(0) { "at least one cell".to_owned() } else { expected };
            return Err(Error::shape("probabilities", expected, probabilities.len()));
        }
        check_distribution("probabilities", &probabilities)?;
        Ok(Law { probabilities, shape })
    }

    /// The probabilities.
    #[must_use]
    pub fn probabilities(&self) -> &[f64] {
        &self.probabilities
    }

    /// Number of symbols of each variable.
    #[must_use]
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// How far apart the cells of neighbouring symbols of each variable are.
    #[must_use]
    pub fn strides(&self) -> Vec<usize> {
        let mut strides = vec![1usize; self.shape.len()];
        for variable in (1..self.shape.len()).rev() {
            strides[variable - 1] = strides[variable] * self.shape[variable];
        }
        strides
    }

    /// The law of some of the variables, in the order given.
    ///
    /// # Errors
    /// `Range` for a variable that does not exist.
    pub fn marginal(&self, variables: &[usize]) -> Result<Law> {
        let strides = self.strides();
        if let Some(unknown) = variables.iter().find(|variable| **variable >= self.shape.len()) {
            let expected = format!("below {} (variables of the law)", self.shape.len());
            return Err(Error::range("variables", expected, unknown));
        }
        let shape: Vec<usize> = variables.iter().map(|variable| self.shape[*variable]).collect();
        let mut sums = vec![Sum::default(); shape.iter().product()];
        for (cell, probability) in self.probabilities.iter().enumerate() {
            let place = variables.iter().fold(0, |place, variable| {
                place * self.shape[*variable] + cell / strides[*variable] % self.shape[*variable]
            });
            sums[place].add(*probability);
        }
        Ok(Law { probabilities: sums.iter().map(Sum::value).collect(), shape })
    }
}

/// Probabilities: finite, not negative, with sum 1.
///
/// # Errors
/// `NonFinite`, `Range`; `argument` is named.
pub fn check_distribution(argument: &str, probabilities: &[f64]) -> Result<()> {
    for (cell, probability) in probabilities.iter().enumerate() {
        if !probability.is_finite() {
            return Err(Error::non_finite(format!("{argument}[{cell}]"), "a finite number", probability));
        }
        if *probability < 0.0 {
            return Err(Error::range(format!("{argument}[{cell}]"), "at least 0", probability));
        }
    }
    let total = probabilities.iter().copied().collect::<Sum>().value();
    if (total - 1.0).abs() > TOLERANCE {
        return Err(Error::range(argument.to_owned(), "of sum 1 (within 1e-9)", format!("sum {total}")));
    }
    Ok(())
}
