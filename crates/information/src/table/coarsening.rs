//! Dropping columns one by one: what every remaining column still tells, and the shrinking table.
//!
//! S starts as all columns. H(column | S ∖ column) for each candidate comes from one merge of the sorted rows
//! that stores nothing; a commit stores the merged rows, which stay sorted. H(S) is
//! computed from the merged weights, so no error builds up over many commits. Complements, leave-one-out
//! values and distances to factorizability need this verb.
//!
//! Cost: O(rows · values) per candidate and commit; memory 16 bytes a remaining row beyond the shared table,
//! and the old rows as well while a commit runs.
use super::class_entropies::ClassEntropies;
use super::merge::{Dropped, Groups, Space};
use super::narrow::{NarrowTable, total_and_entropy};
use super::refinement::{check_answers, check_column};
use marginals_core::{Charge, Error, Result, Run};
use marginals_numerics::arch;
use std::sync::Arc;

/// Rows merged between two looks at the cancel flag.
const STRIDE: usize = 1 << 16;

/// A shrinking set S of columns of a table.
#[derive(Debug)]
pub struct Coarsening {
    table: Arc<NarrowTable>,
    /// Merged rows; the table's until the first commit.
    rows: Option<Rows>,
    remaining: Vec<u32>,
    dropped: Vec<u32>,
    entropy: f64,
    /// Scores of the current S in nats times weight, by column.
    scores: Vec<Option<f64>>,
    run: Run,
}

#[derive(Debug)]
struct Rows {
    keys: Vec<u64>,
    weights: Vec<f64>,
    charge: Charge,
}

impl Coarsening {
    /// S = all columns of `table`.
    ///
    /// # Errors
    /// Out of memory.
    pub fn new(table: &Arc<NarrowTable>, run: &Run) -> Result<Self> {
        Ok(Coarsening {
            table: Arc::clone(table),
            rows: None,
            remaining: (0..table.columns() as u32).collect(),
            dropped: Vec::new(),
            entropy: table.entropy(),
            scores: vec![None; table.columns()],
            run: run.clone(),
        })
    }

    /// The table.
    #[must_use]
    pub fn table(&self) -> &Arc<NarrowTable> {
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

    /// Distinct rows on S.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.current().0.len()
    }

    /// Bytes held beyond the table.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.rows.as_ref().map_or(0, |rows| rows.keys.capacity() as u64 * 16)
    }

    /// Writes H(column | S ∖ column) in nats for every candidate: what S loses with it; 0 for columns dropped
    /// before. Candidates run in parallel; no number depends on the others.
    ///
    /// # Errors
    /// `Range` for an unknown column, `Shape` when `out` is not as long; the run was cancelled.
    pub fn conditional_entropies(&mut self, candidates: &[u32], run: &Run, out: &mut [f64]) -> Result<()> {
        check_answers(candidates, out)?;
        let packing = self.table.packing();
        candidates.iter().try_for_each(|column| check_column(packing, *column))?;
        let mut missing: Vec<u32> =
            candidates.iter().copied().filter(|column| self.scores[*column as usize].is_none()).collect();
        missing.sort_unstable();
        missing.dedup();
        let (keys, weights) = self.current();
        let level = arch::level();
        let found = run.items(missing.clone(), Space::default, |space, _, column| {
            let width = packing.width(column as usize);
            if width == 0 || !self.remaining.contains(&column) {
                return Ok(0.0);
            }
            let dropped = Dropped::new(packing.offset(column as usize), width);
            let mut entropies = ClassEntropies::new(level);
            for_blocks(dropped, keys, run, |rows| {
                dropped.merge(&keys[rows.clone()], &weights[rows], space, &mut entropies, run)
            })?;
            Ok(entropies.finish())
        })?;
        for (column, score) in missing.into_iter().zip(found) {
            self.scores[column as usize] = Some(score);
        }
        for (column, out) in candidates.iter().zip(out) {
            *out = self.scores[*column as usize].unwrap_or(0.0) / self.table.total();
        }
        Ok(())
    }

    /// Drops `column` from S and merges rows that become equal; returns H(column | S ∖ column).
    ///
    /// # Errors
    /// As [`Coarsening::conditional_entropies`], and out of memory; S is then what it was.
    pub fn commit(&mut self, column: u32, run: &Run) -> Result<f64> {
        let mut loss = 0.0;
        self.conditional_entropies(&[column], run, std::slice::from_mut(&mut loss))?;
        let Some(place) = self.remaining.iter().position(|member| *member == column) else { return Ok(0.0) };
        let packing = self.table.packing();
        let width = packing.width(column as usize);
        if width > 0 {
            let dropped = Dropped::new(packing.offset(column as usize), width);
            let (keys, weights) = self.current();
            let charge = run.charge("merged rows", keys.len() as u64 * 16)?;
            let mut merged = Merged {
                keys: run.reserved("merged rows", keys.len())?,
                weights: run.reserved("merged rows", keys.len())?,
            };
            let mut space = Space::default();
            for_blocks(dropped, keys, run, |rows| {
                dropped.merge(&keys[rows.clone()], &weights[rows], &mut space, &mut merged, run)
            })?;
            // Only touched pages were ever taken.
            merged.keys.shrink_to_fit();
            merged.weights.shrink_to_fit();
            let (_, entropy) = total_and_entropy(&merged.weights, run)?;
            self.entropy = entropy;
            let mut rows = Rows { keys: merged.keys, weights: merged.weights, charge };
            let bytes = rows.keys.len() as u64 * 16;
            self.rows = None;
            if bytes < rows.charge.bytes() {
                drop(rows.charge);
                rows.charge = run.charge("merged rows", bytes)?;
            }
            self.rows = Some(rows);
            self.scores.fill(None);
        }
        self.remaining.remove(place);
        self.dropped.push(column);
        self.scores[column as usize] = Some(0.0);
        Ok(loss)
    }

    /// Makes this coarsening equal to `other`, of the same table.
    ///
    /// # Errors
    /// `Argument` when the tables differ; out of memory.
    pub fn copy_from(&mut self, other: &Coarsening) -> Result<()> {
        if !Arc::ptr_eq(&self.table, &other.table) {
            return Err(Error::argument("other", "a coarsening of the same table", "one of another table"));
        }
        self.rows = match &other.rows {
            None => None,
            Some(from) => {
                let charge = self.run.charge("merged rows", from.keys.len() as u64 * 16)?;
                let mut keys = self.run.reserved("merged rows", from.keys.len())?;
                let mut weights = self.run.reserved("merged rows", from.keys.len())?;
                keys.extend_from_slice(&from.keys);
                weights.extend_from_slice(&from.weights);
                Some(Rows { keys, weights, charge })
            }
        };
        self.remaining.clone_from(&other.remaining);
        self.dropped.clone_from(&other.dropped);
        self.scores.clone_from(&other.scores);
        self.entropy = other.entropy;
        Ok(())
    }

    fn current(&self) -> (&[u64], &[f64]) {
        match &self.rows {
            Some(rows) => (&rows.keys, &rows.weights),
            None => (self.table.keys(), self.table.weights()),
        }
    }
}

/// Calls `work` with ranges of whole blocks of at least [`STRIDE`] rows.
fn for_blocks(
    dropped: Dropped,
    keys: &[u64],
    run: &Run,
    mut work: impl FnMut(std::ops::Range<usize>) -> Result<()>,
) -> Result<()> {
    let mut start = 0;
    while start < keys.len() {
        run.check()?;
        let end = dropped.block_end(keys, keys.len().min(start + STRIDE) - 1);
        work(start..end)?;
        start = end;
    }
    Ok(())
}

/// The rows of a smaller table.
struct Merged {
    keys: Vec<u64>,
    weights: Vec<f64>,
}

impl Groups for Merged {
    #[inline]
    fn group(&mut self, key: u64, weights: &[f64]) {
        self.keys.push(key);
        self.weights.push(weights.iter().fold(0.0, |total, weight| total + weight));
    }
}

impl Groups for ClassEntropies {
    #[inline]
    fn group(&mut self, _key: u64, weights: &[f64]) {
        self.add(weights);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::Code;

    #[test]
    fn drops_back_to_one_row() {
        let run = Run::default();
        // Uniform on {0,1} × {0,1,2}, and a copy of the first column.
        let keys = (0..6u64).map(|row| (row / 3) << 3 | (row % 3) << 1 | (row / 3)).collect();
        let table = Arc::new(NarrowTable::unit(&[2, 3, 2], keys, &run).unwrap());
        let mut set = Coarsening::new(&table, &run).unwrap();
        let mut out = [0.0; 3];
        set.conditional_entropies(&[0, 1, 2], &run, &mut out).unwrap();
        assert_eq!((out[0], out[2]), (0.0, 0.0));
        assert!((out[1] - 3f64.ln()).abs() < 1e-15);
        assert!((set.commit(1, &run).unwrap() - 3f64.ln()).abs() < 1e-15);
        assert_eq!((set.rows(), set.members(), set.dropped()), (2, &[0, 2][..], &[1][..]));
        assert_eq!(set.commit(0, &run).unwrap(), 0.0);
        assert!((set.entropy() - 2f64.ln()).abs() < 1e-15);
        assert!((set.commit(2, &run).unwrap() - 2f64.ln()).abs() < 1e-15);
        assert_eq!((set.rows(), set.entropy(), set.commit(2, &run).unwrap()), (1, 0.0, 0.0));
        assert_eq!(set.commit(7, &run).unwrap_err().code(), Code::Range);
    }

    #[test]
    fn copies_go_their_own_way() {
        let run = Run::default();
        let table = Arc::new(NarrowTable::unit(&[4, 4], (0..16).collect(), &run).unwrap());
        let mut one = Coarsening::new(&table, &run).unwrap();
        let mut other = Coarsening::new(&table, &run).unwrap();
        one.commit(0, &run).unwrap();
        other.copy_from(&one).unwrap();
        one.commit(1, &run).unwrap();
        assert_eq!((one.entropy(), other.members()), (0.0, &[1][..]));
        assert!((other.entropy() - 4f64.ln()).abs() < 1e-15);
    }
}
