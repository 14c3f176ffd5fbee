//! Dropping columns of a wide table one by one.
//!
//! H(column | S ∖ column) needs the classes of S ∖ column for every candidate. They come from a recursion over
//! halves of S: the classes refined by the right half serve all columns of the left half, and the other way
//! round, so all |S| complements take |S| log₂ |S| refinements instead of |S|². Rows alone in their class are
//! dropped on the way, and a branch ends where no row is left. The halves depend on S alone, so a number does
//! not depend on which others are asked for.
//! Cost: O(rows |S| log |S|) for all candidates, O(rows |S|) for one; memory 8 bytes a row and level.
use super::super::refinement::check_answers;
use super::{WideRefinement, WideTable};
use marginals_core::{Error, Result, Run};
use std::sync::Arc;

/// A shrinking set S of columns of a wide table.
#[derive(Debug)]
pub struct WideCoarsening {
    table: Arc<WideTable>,
    remaining: Vec<u32>,
    dropped: Vec<u32>,
    entropy: f64,
    /// H(column | S ∖ column) and H(S ∖ column) of the current S, by column.
    scores: Vec<Option<(f64, f64)>>,
}

impl WideCoarsening {
    /// S = all columns of `table`; takes one refinement by every column.
    ///
    /// # Errors
    /// Out of memory; the run was cancelled.
    pub fn new(table: &Arc<WideTable>, run: &Run) -> Result<Self> {
        let mut whole = WideRefinement::new(table, run)?;
        let remaining: Vec<u32> = (0..table.columns() as u32).collect();
        add_all(&mut whole, &remaining, run)?;
        Ok(WideCoarsening {
            table: Arc::clone(table),
            remaining,
            dropped: Vec::new(),
            entropy: whole.entropy(),
            scores: run.filled("the scores of columns", table.columns(), None)?,
        })
    }

    /// The table.
    #[must_use]
    pub fn table(&self) -> &Arc<WideTable> {
        &self.table
    }

    /// S, ascending.
    #[must_use]
    pub fn members(&self) -> &[u32] {
        &self.remaining
    }

    /// The columns no longer in S, in the order of the commits.
    #[must_use]
    pub fn dropped(&self) -> &[u32] {
        &self.dropped
    }

    /// H(S) in nats.
    #[must_use]
    pub fn entropy(&self) -> f64 {
        self.entropy
    }

    /// Writes H(column | S ∖ column) in nats for every candidate; 0 for columns dropped before.
    ///
    /// # Errors
    /// `Range` for an unknown column, `Shape` when `out` is not as long; out of memory; the run was cancelled.
    pub fn conditional_entropies(&mut self, candidates: &[u32], run: &Run, out: &mut [f64]) -> Result<()> {
        check_answers(candidates, out)?;
        candidates.iter().try_for_each(|column| self.table.check_column(*column))?;
        let mut missing: Vec<u32> = candidates
            .iter()
            .copied()
            .filter(|column| self.scores[*column as usize].is_none() && self.remaining.contains(column))
            .collect();
        missing.sort_unstable();
        missing.dedup();
        let members = self.remaining.clone();
        self.recurse(WideRefinement::new(&self.table, run)?, &members, &missing, run)?;
        for (column, out) in candidates.iter().zip(out) {
            *out = self.scores[*column as usize].map_or(0.0, |score| score.0);
        }
        Ok(())
    }

    /// Scores the `wanted` columns of `members`, given the classes of all other columns of S.
    fn recurse(&mut self, others: WideRefinement, members: &[u32], wanted: &[u32], run: &Run) -> Result<()> {
        match (wanted, members) {
            ([], _) => {}
            ([column], [_]) => {
                let mut others = others;
                let mut loss = 0.0;
                others.conditional_entropies(&[*column], run, std::slice::from_mut(&mut loss))?;
                self.scores[*column as usize] = Some((loss, others.entropy()));
            }
            _ => {
                let (left, right) = members.split_at(members.len() / 2);
                let (wanted_left, wanted_right) =
                    wanted.split_at(wanted.partition_point(|column| *column < right[0]));
                if !wanted_left.is_empty() {
                    let mut refined = others.fork(run)?;
                    add_all(&mut refined, right, run)?;
                    self.recurse(refined, left, wanted_left, run)?;
                }
                if !wanted_right.is_empty() {
                    let mut refined = others;
                    add_all(&mut refined, left, run)?;
                    self.recurse(refined, right, wanted_right, run)?;
                }
            }
        }
        Ok(())
    }

    /// Drops `column` from S; returns H(column | S ∖ column).
    ///
    /// # Errors
    /// As [`WideCoarsening::conditional_entropies`]; S is then what it was.
    pub fn commit(&mut self, column: u32, run: &Run) -> Result<f64> {
        let mut loss = 0.0;
        self.conditional_entropies(&[column], run, std::slice::from_mut(&mut loss))?;
        let Some(place) = self.remaining.iter().position(|member| *member == column) else { return Ok(0.0) };
        let smaller = self.scores[column as usize].map_or(0.0, |score| score.1);
        self.entropy = smaller;
        self.remaining.remove(place);
        self.dropped.push(column);
        self.scores.fill(None);
        Ok(loss)
    }

    /// Makes this coarsening equal to `other`, of the same table.
    ///
    /// # Errors
    /// `Argument` when the tables differ.
    pub fn copy_from(&mut self, other: &WideCoarsening) -> Result<()> {
        if !Arc::ptr_eq(&self.table, &other.table) {
            return Err(Error::argument("other", "a coarsening of the same table", "one of another table"));
        }
        self.remaining.clone_from(&other.remaining);
        self.dropped.clone_from(&other.dropped);
        self.scores.clone_from(&other.scores);
        self.entropy = other.entropy;
        Ok(())
    }
}

/// Adds columns until nothing can be gained any more.
fn add_all(set: &mut WideRefinement, columns: &[u32], run: &Run) -> Result<()> {
    for column in columns {
        if set.is_exhausted() {
            break;
        }
        set.commit(*column, run)?;
    }
    Ok(())
}
