//! Adding columns of a wide table one by one.
//!
//! The rows' class numbers are made anew at every commit; rows alone in their class are dropped, so both
//! verbs get cheaper as S grows. H(S) is the sum of the committed conditional entropies.
//! Cost: O(rows) per candidate and commit; memory 8 bytes a row, 4 more while classes are many.
use super::super::refinement::check_answers;
use super::WideTable;
use super::classes::Classes;
use super::scoring::{Order, needs_order, score};
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};
use std::sync::Arc;

/// A growing set S of columns of a wide table.
#[derive(Debug)]
pub struct WideRefinement {
    table: Arc<WideTable>,
    classes: Classes,
    order: Option<Order>,
    members: Vec<u32>,
    entropy: Sum,
    /// Scores of the current S in nats times weight, by column.
    scores: Vec<Option<f64>>,
    run: Run,
}

impl WideRefinement {
    /// S = ∅ over the columns of `table`.
    ///
    /// # Errors
    /// Out of memory.
    pub fn new(table: &Arc<WideTable>, run: &Run) -> Result<Self> {
        Ok(WideRefinement {
            table: Arc::clone(table),
            classes: Classes::whole(table.rows()),
            order: None,
            members: Vec::new(),
            entropy: Sum::default(),
            scores: run.filled("the scores of columns", table.columns(), None)?,
            run: run.clone(),
        })
    }

    /// The table.
    #[must_use]
    pub fn table(&self) -> &Arc<WideTable> {
        &self.table
    }

    /// S in the order of the commits.
    #[must_use]
    pub fn members(&self) -> &[u32] {
        &self.members
    }

    /// H(S) in nats.
    #[must_use]
    pub fn entropy(&self) -> f64 {
        self.entropy.value()
    }

    /// Bytes held beyond the table.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.classes.bytes()
            + self.order.as_ref().map_or(0, |order| (order.0.len() + order.1.len()) as u64 * 4)
    }

    /// Writes H(column | S) in nats for every candidate; 0 for members.
    ///
    /// # Errors
    /// `Range` for an unknown column, `Shape` when `out` is not as long; out of memory; the run was cancelled.
    pub fn conditional_entropies(&mut self, candidates: &[u32], run: &Run, out: &mut [f64]) -> Result<()> {
        check_answers(candidates, out)?;
        candidates.iter().try_for_each(|column| self.table.check_column(*column))?;
        let mut missing: Vec<u32> =
            candidates.iter().copied().filter(|column| self.scores[*column as usize].is_none()).collect();
        missing.sort_unstable();
        missing.dedup();
        let radices = self.table.radices();
        let ordered = missing.iter().any(|column| needs_order(&self.classes, radices[*column as usize]));
        if ordered && self.order.is_none() {
            self.order = Some(self.classes.in_order(run)?);
        }
        let found = score(&self.table, &self.classes, self.order.as_ref(), &missing, run)?;
        for (column, score) in missing.into_iter().zip(found) {
            self.scores[column as usize] = Some(score);
        }
        for (column, out) in candidates.iter().zip(out) {
            *out = self.scores[*column as usize].unwrap_or(0.0) / self.table.total();
        }
        Ok(())
    }

    /// Adds `column` to S; returns H(column | S) as it was before.
    ///
    /// # Errors
    /// As [`WideRefinement::conditional_entropies`]; S is then what it was.
    pub fn commit(&mut self, column: u32, run: &Run) -> Result<f64> {
        let mut gain = 0.0;
        self.conditional_entropies(&[column], run, std::slice::from_mut(&mut gain))?;
        if self.members.contains(&column) {
            return Ok(0.0);
        }
        // A column without conditional entropy splits no class of positive weight.
        if gain > 0.0 {
            let radix = self.table.radices()[column as usize];
            self.classes = self.classes.split(self.table.column(column as usize), radix, run)?;
            self.order = None;
            self.scores.fill(None);
            for member in &self.members {
                self.scores[*member as usize] = Some(0.0);
            }
        }
        self.scores[column as usize] = Some(0.0);
        self.members.push(column);
        self.entropy.add(gain);
        Ok(gain)
    }

    /// Makes this refinement equal to `other`, of the same table.
    ///
    /// # Errors
    /// `Argument` when the tables differ; out of memory.
    pub fn copy_from(&mut self, other: &WideRefinement) -> Result<()> {
        if !Arc::ptr_eq(&self.table, &other.table) {
            return Err(Error::argument("other", "a refinement of the same table", "one of another table"));
        }
        self.classes = other.classes.copy(&self.run)?;
        self.order = None;
        self.members.clone_from(&other.members);
        self.scores.clone_from(&other.scores);
        self.entropy = other.entropy;
        Ok(())
    }

    /// A refinement equal to this one.
    ///
    /// # Errors
    /// Out of memory.
    pub(crate) fn fork(&self, run: &Run) -> Result<Self> {
        let mut copy = WideRefinement::new(&self.table, run)?;
        copy.copy_from(self)?;
        Ok(copy)
    }

    /// Whether every row is alone in its class: nothing can be gained any more.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.classes.count() == 0
    }
}
