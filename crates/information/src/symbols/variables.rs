//! Several discrete variables, as samples or as a law: what every discrete measure of several variables takes.
use super::contingency::{Cell, Contingency, count_tuples};
use super::law::Law;
use super::{Pairs, Symbols};
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};
use std::borrow::Cow;

/// Discrete variables known together.
#[derive(Clone, Debug)]
pub enum Variables {
    /// Samples of equal length, one variable each.
    Samples(Vec<Symbols>),
    /// Their probability mass function.
    Law(Law),
}

impl Variables {
    /// Samples of several variables.
    ///
    /// # Errors
    /// `Shape` without variables or for unequal lengths.
    pub fn of_samples(samples: Vec<Symbols>) -> Result<Self> {
        let Some(first) = samples.first() else {
            return Err(Error::shape("variables", "at least one variable", "none"));
        };
        samples.iter().try_for_each(|other| first.same_length(other))?;
        Ok(Variables::Samples(samples))
    }

    /// Number of variables.
    #[must_use]
    pub fn count(&self) -> usize {
        match self {
            Variables::Samples(samples) => samples.len(),
            Variables::Law(law) => law.shape().len(),
        }
    }

    /// Number of samples; none for a law.
    #[must_use]
    pub fn rows(&self) -> Option<usize> {
        match self {
            Variables::Samples(samples) => samples.first().map(Symbols::len),
            Variables::Law(_) => None,
        }
    }

    /// Exactly `count` variables.
    ///
    /// # Errors
    /// `Shape` otherwise.
    pub fn exactly(&self, count: usize) -> Result<()> {
        if self.count() == count {
            return Ok(());
        }
        Err(Error::shape("shape", format!("of {count} variables"), self.count()))
    }

    /// Some of the variables taken as one; samples only.
    ///
    /// # Errors
    /// `Unsupported` for a law, `Range` for a variable that does not exist; out of memory; the run was cancelled.
    pub fn symbols(&self, which: &[usize], run: &Run) -> Result<Cow<'_, Symbols>> {
        let Variables::Samples(samples) = self else {
            return Err(Error::unsupported("probabilities", "samples (a law has no rows)", "probabilities"));
        };
        let chosen: Option<Vec<&Symbols>> = which.iter().map(|variable| samples.get(*variable)).collect();
        match chosen.as_deref() {
            None => Err(Error::range("variables", format!("below {}", samples.len()), "a larger one")),
            Some([only]) => Ok(Cow::Borrowed(*only)),
            Some(several) => Symbols::joint(several, run).map(Cow::Owned),
        }
    }

    /// Weights (counts or probabilities) of the tuples of symbols of some of the variables that occur.
    ///
    /// # Errors
    /// As [`Variables::symbols`].
    pub fn weights(&self, which: &[usize], run: &Run) -> Result<Vec<f64>> {
        let mut weights = match (self, which) {
            (Variables::Law(law), _) => law.marginal(which)?.probabilities().to_vec(),
            (Variables::Samples(samples), _) => match Self::counted(samples, which, run)? {
                Some(counts) => counts,
                None => self.symbols(which, run)?.counts(run)?,
            },
        };
        weights.retain(|weight| *weight > 0.0);
        Ok(weights)
    }

    /// The counts of tuples where they need no numbers first.
    fn counted(samples: &[Symbols], which: &[usize], run: &Run) -> Result<Option<Vec<f64>>> {
        let chosen: Option<Vec<&Symbols>> = which.iter().map(|variable| samples.get(*variable)).collect();
        let Some(chosen) = chosen else { return Ok(None) };
        if let Some(counts) = count_tuples(&chosen, run)? {
            return Ok(Some(counts.into_iter().map(f64::from).collect()));
        }
        match chosen[..] {
            [a, b] => Ok(Some(Contingency::count(a, b, run)?.weights())),
            _ => Ok(None),
        }
    }

    /// The pairs of two groups of variables.
    ///
    /// # Errors
    /// As [`Variables::symbols`].
    pub fn contingency(&self, first: &[usize], second: &[usize], run: &Run) -> Result<Contingency> {
        let Variables::Law(law) = self else {
            return Contingency::count(
                self.symbols(first, run)?.as_ref(),
                self.symbols(second, run)?.as_ref(),
                run,
            );
        };
        let mut union: Vec<usize> = first.iter().chain(second).copied().collect();
        union.sort_unstable();
        union.dedup();
        let joint = law.marginal(&union)?;
        let places = |group: &[usize]| -> Vec<usize> {
            group.iter().filter_map(|variable| union.iter().position(|other| other == variable)).collect()
        };
        let (first, second) = (places(first), places(second));
        let size = |group: &[usize]| group.iter().map(|place| joint.shape()[*place]).product::<usize>();
        let (rows, columns) = (size(&first), size(&second));
        if rows.max(columns) > u32::MAX as usize {
            return Err(Error::limit("shape", "of fewer than 2³² symbols of a variable", rows.max(columns)));
        }
        let strides = joint.strides();
        let code = |cell: usize, group: &[usize]| {
            group.iter().fold(0, |code, place| {
                code * joint.shape()[*place] + cell / strides[*place] % joint.shape()[*place]
            }) as u32
        };
        let cells = joint.probabilities().iter().enumerate().filter(|(_, weight)| **weight > 0.0);
        let cells = cells.map(|(cell, weight)| Cell {
            row: code(cell, &first),
            column: code(cell, &second),
            weight: *weight,
        });
        let total = joint.probabilities().iter().copied().collect::<Sum>().value();
        Ok(Contingency::of_cells(cells.collect(), rows, columns, total))
    }

    /// The pairs of two groups of variables with the number of the pair of each sample.
    ///
    /// # Errors
    /// As [`Variables::symbols`].
    pub fn pairs(&self, first: &[usize], second: &[usize], run: &Run) -> Result<(Contingency, Vec<u32>)> {
        let (a, b) = (self.symbols(first, run)?, self.symbols(second, run)?);
        let Pairs { ids, cells } = Pairs::new(&a, &b, run)?;
        let total = a.len() as f64;
        Ok((Contingency::of_cells(cells, a.radix(), b.radix(), total), ids))
    }
}

impl Contingency {
    /// The value of each sample: that of its cell.
    pub(crate) fn spread(
        ids: &[u32],
        of_cell: impl Fn(&Cell) -> f64,
        cells: &[Cell],
        run: &Run,
    ) -> Result<Vec<f64>> {
        let values: Vec<f64> = cells.iter().map(of_cell).collect();
        let _charge = run.charge("local values", ids.len() as u64 * 8)?;
        let mut local = run.reserved("local values", ids.len())?;
        local.extend(ids.iter().map(|id| values[*id as usize]));
        Ok(local)
    }
}
