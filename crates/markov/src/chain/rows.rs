//! Compressed rows of a transition matrix, and the builder that checks them as they come.
use super::classes::Graph;
use marginals_core::sum::Sum;
use marginals_core::{Charge, Error, Result, Run};

/// How far a row may be from summing to 1; rows within it are scaled to do so.
pub const ROW_TOLERANCE: f64 = 1e-9;

/// Rows of P without a law on the states.
#[derive(Clone, Debug)]
pub(crate) struct Rows {
    pub(crate) starts: Vec<u64>,
    pub(crate) next: Vec<u32>,
    pub(crate) probability: Vec<f64>,
}

impl Rows {
    pub(crate) fn row(&self, x: usize) -> (&[u32], &[f64]) {
        let range = self.starts[x] as usize..self.starts[x + 1] as usize;
        (&self.next[range.clone()], &self.probability[range])
    }

    pub(crate) fn states(&self) -> usize {
        self.starts.len() - 1
    }
}

impl Graph for Rows {
    fn states(&self) -> usize {
        Rows::states(self)
    }
    fn successor(&self, x: u32, place: u64) -> Option<(u32, u64)> {
        Some((*self.row(x as usize).0.get(place as usize)?, place + 1))
    }
}

/// Collects rows, remembering the one that is furthest from summing to 1.
pub(super) struct Builder {
    states: usize,
    rows: Rows,
    sum: Sum,
    worst: Option<(usize, f64)>,
    charge: Charge,
}

impl Builder {
    pub(super) fn new(states: usize, entries: usize, run: &Run) -> Result<Self> {
        let charge = run.charge("a transition matrix", 8 * states as u64 + 12 * entries as u64)?;
        let mut starts = run.reserved("a transition matrix", states + 1)?;
        starts.push(0);
        let rows = Rows {
            starts,
            next: run.reserved("a transition matrix", entries)?,
            probability: run.reserved("a transition matrix", entries)?,
        };
        Ok(Builder { states, rows, sum: Sum::default(), worst: None, charge })
    }

    /// Adds an entry to the current row; next states come in increasing order, equal ones are joined.
    pub(super) fn push(&mut self, y: u32, probability: f64) -> Result<()> {
        let x = self.rows.states();
        if !probability.is_finite() {
            return Err(Error::non_finite(
                "transition",
                "finite probabilities",
                format_args!("{probability} in row {x} at state {y}"),
            ));
        }
        if probability < 0.0 {
            return Err(Error::range(
                "transition",
                "probabilities of at least 0",
                format_args!("{probability} in row {x} at state {y}"),
            ));
        }
        if probability > 0.0 {
            self.sum.add(probability);
            let begun = self.rows.next.len() as u64 > self.rows.starts[x];
            match (self.rows.next.last(), self.rows.probability.last_mut()) {
                (Some(last), Some(total)) if begun && *last == y => *total += probability,
                _ => {
                    self.rows.next.push(y);
                    self.rows.probability.push(probability);
                }
            }
        }
        Ok(())
    }

    pub(super) fn sorted_row(&mut self, row: &mut [(u32, f64)], argument: &'static str) -> Result<()> {
        let states = self.states;
        if !row.is_sorted_by_key(|(y, _)| *y) {
            row.sort_by_key(|(y, _)| *y);
        }
        for (y, probability) in row.iter() {
            if *y as usize >= states {
                return Err(Error::range(argument, format_args!("states in 0..={}", states - 1), y));
            }
            self.push(*y, *probability)?;
        }
        self.finish_row();
        Ok(())
    }

    pub(super) fn finish_row(&mut self) {
        let x = self.rows.states();
        let sum = std::mem::take(&mut self.sum).value();
        if self.worst.is_none_or(|(_, worst)| (sum - 1.0).abs() > (worst - 1.0).abs()) {
            self.worst = Some((x, sum));
        }
        for probability in &mut self.rows.probability[self.rows.starts[x] as usize..] {
            *probability /= sum;
        }
        self.rows.starts.push(self.rows.next.len() as u64);
    }

    /// The rows and the memory they were announced with.
    pub(super) fn finish(self) -> Result<(Rows, Charge)> {
        if let Some((row, sum)) = self.worst.filter(|(_, sum)| (sum - 1.0).abs() > ROW_TOLERANCE) {
            return Err(Error::range(
                "transition",
                "rows that sum to 1 within 1e-9",
                format_args!("row {row}, the worst, with sum {sum} (off by {:.3e})", (sum - 1.0).abs()),
            ));
        }
        Ok((self.rows, self.charge))
    }
}
