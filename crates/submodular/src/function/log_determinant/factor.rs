//! The Cholesky factor of the chosen elements, and the rows of those that were asked about.
use super::kernel::Packed;
use crate::function::members::Members;
use marginals_core::sum::Sum;
use marginals_core::{Charge, Result, Run};
use marginals_numerics::arch::{dot, level};

/// The factor of the chosen elements with whatever was computed for the others.
#[derive(Debug)]
pub struct Factor {
    pub(super) members: Members,
    /// Row t of the factor without its diagonal, t numbers, rows one after the other.
    pub(super) lower: Vec<f64>,
    /// Square root of every pivot.
    pub(super) roots: Vec<f64>,
    pub(super) value: Sum,
    pub(super) packed: Packed,
    /// Where the row of an element stands in `rows`, one more than that; 0: nowhere yet.
    pub(super) place: Vec<u32>,
    pub(super) rows: Vec<Row>,
    /// Bytes of rows, and how many of them were announced.
    pub(super) held: u64,
    pub(super) announced: u64,
    pub(super) charges: Vec<Charge>,
}

/// The row of one element against the chosen ones, as far as it was computed, and what remains of its diagonal.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    pub numbers: Vec<f64>,
    pub rest: f64,
}

impl Factor {
    /// The row of an element; one of nothing where there is none yet.
    pub(super) fn row(&mut self, e: u32, diagonal: f64) -> Row {
        match self.place[e as usize] {
            0 => Row { numbers: Vec::new(), rest: diagonal },
            place => std::mem::take(&mut self.rows[place as usize - 1]),
        }
    }

    /// Keeps the row of an element.
    pub(super) fn keep(&mut self, e: u32, row: Row) {
        match self.place[e as usize] {
            0 => {
                self.rows.push(row);
                self.place[e as usize] = self.rows.len() as u32;
            }
            place => self.rows[place as usize - 1] = row,
        }
    }

    /// Row t of the factor.
    fn lower(&self, t: usize) -> &[f64] {
        &self.lower[t * (t.max(1) - 1) / 2..][..t]
    }

    /// Extends `row` to all chosen elements, `entries` being its kernel entries from where it ends.
    pub(super) fn extend(&self, row: &mut Row, entries: &[f64]) {
        let from = row.numbers.len();
        row.numbers.reserve(entries.len());
        for (t, entry) in (from..).zip(entries) {
            let number = (entry - dot::dot(level(), self.lower(t), &row.numbers)) / self.roots[t];
            row.numbers.push(number);
            row.rest -= number * number;
        }
    }

    /// Forgets everything about the chosen elements from position `from` on.
    pub(super) fn cut(&mut self, from: usize, diagonal: &[f64]) {
        self.lower.truncate(from * (from.max(1) - 1) / 2);
        self.roots.truncate(from);
        for (place, diagonal) in self.place.iter().zip(diagonal) {
            let Some(row) = (*place as usize).checked_sub(1).and_then(|at| self.rows.get_mut(at)) else {
                continue;
            };
            if row.numbers.len() > from {
                row.numbers.truncate(from);
                // The same subtractions in the same order as when it was computed.
                row.rest = row.numbers.iter().fold(*diagonal, |rest, number| rest - number * number);
            }
        }
    }

    /// Makes this factor equal to another of the same function.
    pub(super) fn copy_from(&mut self, from: &Factor) {
        self.members.copy_from(&from.members);
        self.lower.clone_from(&from.lower);
        self.roots.clone_from(&from.roots);
        self.value = from.value;
        self.packed.clone_from(&from.packed);
        self.place.clone_from(&from.place);
        self.rows.clone_from(&from.rows);
    }

    /// Announces what the rows of `elements` will grow by, `step` bytes at a time.
    pub(super) fn announce(&mut self, elements: &[u32], step: u64, run: &Run) -> Result<()> {
        let chosen = self.members.order().len();
        let known = |e: &u32| match self.place[*e as usize] {
            0 => 0,
            place => self.rows[place as usize - 1].numbers.len(),
        };
        let missing: usize = elements.iter().map(|e| chosen.saturating_sub(known(e))).sum();
        self.held += 8 * missing as u64;
        if self.held > self.announced {
            let more = (self.held - self.announced).max(step);
            self.charges.push(run.charge("the rows of a log-determinant", more)?);
            self.announced += more;
        }
        Ok(())
    }
}
