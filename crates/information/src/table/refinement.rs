//! Adding columns one by one: H(column | S) for all candidates in one pass, and the committed set's entropy.
//!
//! Rows are kept in class order (a class: rows equal on S), so each class is a run and a candidate's
//! contribution Σ t ln(T/t) is final when the run ends. The first pass after a commit parts every class by the new
//! column, so the last commit of a selection costs nothing; a class of one row can never split again and is
//! forgotten, so passes get cheaper as S grows. H(S) is the sum of the committed conditional entropies, none of
//! which is a difference.
//!
//! Cost: a pass O(rows · candidates) with a few additions each, parting O(rows); memory 16 bytes a row beyond
//! the shared table, and as much again for the largest class while rows are parted.
use super::candidates::Candidates;
use super::field::Field;
use super::mirrored::{Mirror, MirroredTable};
use super::narrow::NarrowTable;
use super::packing::Packing;
use super::partition::{part_from, part_in_place};
use super::scoring::score;
use marginals_core::sum::Sum;
use marginals_core::{Charge, Error, Result, Run};
use std::ops::Range;
use std::sync::Arc;

/// While the committed columns have at most this many values together, the table is parted by all of them at
/// once: classes are long, and copying them first would cost more.
const TOGETHER: usize = 64;
/// The same for a table of at most [`CACHED`] rows: its classes fit the cache sooner.
const TOGETHER_CACHED: usize = 4;
/// Rows of such a table.
const CACHED: usize = 1 << 20;

/// A growing set S of columns of a table.
#[derive(Debug)]
pub struct Refinement {
    table: Table,
    /// Own rows in class order; the table's until the first commit.
    rows: Option<Rows>,
    /// Classes of at least two rows, ascending.
    classes: Vec<Range<u32>>,
    members: Vec<u32>,
    /// Members that split some class.
    splitting: Vec<u32>,
    /// The last of them, while the rows are not yet parted by it: a pass does that first.
    pending: Option<u32>,
    /// Parting was cancelled while it rewrote the rows.
    stale: bool,
    entropy: Sum,
    /// Scores of the current S in nats times weight, by column.
    scores: Vec<Option<f64>>,
    run: Run,
}

/// The shared rows.
#[derive(Clone, Debug)]
enum Table {
    Narrow(Arc<NarrowTable>),
    Mirrored(Arc<MirroredTable>),
}

impl Table {
    fn rows(&self) -> &NarrowTable {
        match self {
            Table::Narrow(table) => table,
            Table::Mirrored(table) => table.rows(),
        }
    }

    /// The mirror of the columns on which classes agree.
    fn mirror_of(&self, columns: &[u32]) -> Option<Mirror> {
        match self {
            Table::Narrow(_) => None,
            Table::Mirrored(table) => Some(table.mirror_of(columns)),
        }
    }

    fn is(&self, other: &Table) -> bool {
        match (self, other) {
            (Table::Narrow(table), Table::Narrow(other)) => Arc::ptr_eq(table, other),
            (Table::Mirrored(table), Table::Mirrored(other)) => Arc::ptr_eq(table, other),
            _ => false,
        }
    }
}

#[derive(Debug)]
struct Rows {
    keys: Vec<u64>,
    weights: Vec<f64>,
    _charge: Charge,
}

impl Rows {
    fn zero(length: usize, run: &Run) -> Result<Self> {
        let charge = run.charge("the rows of a refinement", length as u64 * 16)?;
        // An untouched page of zeros costs nothing, unlike a written one; the allocator was asked before.
        drop(run.reserved::<(u64, f64)>("the rows of a refinement", length)?);
        let (keys, weights) = (vec![0; length], vec![0.0; length]);
        Ok(Rows { keys, weights, _charge: charge })
    }
}

/// Checks a column number.
pub(crate) fn check_column(packing: &Packing, column: u32) -> Result<()> {
    if (column as usize) < packing.columns() {
        Ok(())
    } else {
        Err(Error::range("column", format!("below {} (columns of the table)", packing.columns()), column))
    }
}

/// Checks that there is one answer per candidate.
pub(crate) fn check_answers(candidates: &[u32], out: &[f64]) -> Result<()> {
    if candidates.len() == out.len() {
        Ok(())
    } else {
        Err(Error::shape("out", format!("one entropy per candidate ({})", candidates.len()), out.len()))
    }
}

impl Refinement {
    /// S = ∅ over the columns of `table`.
    ///
    /// # Errors
    /// Out of memory.
    pub fn new(table: &Arc<NarrowTable>, run: &Run) -> Result<Self> {
        Self::of(Table::Narrow(Arc::clone(table)), run)
    }

    /// The same over the columns of a mirrored table.
    ///
    /// # Errors
    /// Out of memory.
    pub fn mirrored(table: &Arc<MirroredTable>, run: &Run) -> Result<Self> {
        Self::of(Table::Mirrored(Arc::clone(table)), run)
    }

    fn of(table: Table, run: &Run) -> Result<Self> {
        let rows = table.rows().rows() as u32;
        Ok(Refinement {
            rows: None,
            classes: if rows > 1 { std::iter::once(0..rows).collect() } else { Vec::new() },
            members: Vec::new(),
            splitting: Vec::new(),
            pending: None,
            stale: false,
            entropy: Sum::default(),
            scores: vec![None; table.rows().packing().columns()],
            table,
            run: run.clone(),
        })
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
        let rows = self.rows.as_ref().map_or(0, |rows| rows.keys.capacity() as u64 * 16);
        rows + self.classes.capacity() as u64 * 8
    }

    /// Writes H(column | S) in nats for every candidate; 0 for members. The numbers do not depend on which
    /// candidates are asked together, nor on threads or vector level.
    ///
    /// # Errors
    /// `Range` for an unknown column, `Shape` when `out` is not as long; out of memory; the run was cancelled.
    pub fn conditional_entropies(&mut self, candidates: &[u32], run: &Run, out: &mut [f64]) -> Result<()> {
        check_answers(candidates, out)?;
        let packing = self.table.rows().packing();
        candidates.iter().try_for_each(|column| check_column(packing, *column))?;
        let missing: Vec<u32> =
            candidates.iter().copied().filter(|column| self.scores[*column as usize].is_none()).collect();
        if !missing.is_empty() {
            self.part(run)?;
            let packing = self.table.rows().packing();
            let (keys, weights) = self.current();
            let open: Vec<u32> =
                (0..packing.columns() as u32).filter(|column| !self.members.contains(column)).collect();
            let candidates = Candidates::new(packing, &missing, &open);
            let mirror = self.table.mirror_of(&self.splitting);
            let rows = (keys, weights);
            let found = score(rows, &self.classes, packing, &candidates, mirror.as_ref(), run)?;
            for column in missing {
                self.scores[column as usize] = Some(0.0);
            }
            for (column, entropy) in found {
                self.scores[column as usize] = Some(entropy);
            }
        }
        for (column, out) in candidates.iter().zip(out) {
            *out = self.scores[*column as usize].unwrap_or(0.0) / self.table.rows().total();
        }
        Ok(())
    }

    /// Adds `column` to S; returns H(column | S) as it was before.
    ///
    /// # Errors
    /// As [`Refinement::conditional_entropies`]; S is then what it was.
    pub fn commit(&mut self, column: u32, run: &Run) -> Result<f64> {
        let mut gain = 0.0;
        self.conditional_entropies(&[column], run, std::slice::from_mut(&mut gain))?;
        if self.members.contains(&column) {
            return Ok(0.0);
        }
        // A column without conditional entropy splits no class.
        if gain > 0.0 {
            // The gain may have been known, and then nothing was parted yet.
            self.part(run)?;
            self.pending = Some(column);
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
    pub fn copy_from(&mut self, other: &Refinement) -> Result<()> {
        if !self.table.is(&other.table) {
            return Err(Error::argument("other", "a refinement of the same table", "one of another table"));
        }
        match &other.rows {
            None => self.rows = None,
            Some(from) => {
                let to = match &mut self.rows {
                    Some(to) if to.keys.capacity() >= from.keys.len() => to,
                    rows => rows.insert(Rows::zero(from.keys.len(), &self.run)?),
                };
                to.keys.clear();
                to.keys.extend_from_slice(&from.keys);
                to.weights.clear();
                to.weights.extend_from_slice(&from.weights);
            }
        }
        self.classes.clone_from(&other.classes);
        self.members.clone_from(&other.members);
        self.splitting.clone_from(&other.splitting);
        self.pending = other.pending;
        self.stale = other.stale;
        self.scores.clone_from(&other.scores);
        self.entropy = other.entropy;
        Ok(())
    }

    /// Brings the rows into the order of the classes of S.
    fn part(&mut self, run: &Run) -> Result<()> {
        if self.stale {
            let columns = self.splitting.clone();
            self.classes = self.split_table(&columns, run)?;
        }
        if let Some(column) = self.pending {
            self.split(column, run)?;
            self.pending = None;
            self.close_gaps();
        }
        Ok(())
    }

    /// Parts every class by `column`.
    fn split(&mut self, column: u32, run: &Run) -> Result<()> {
        let packing = self.table.rows().packing();
        let varying: Vec<u32> = self.splitting.iter().copied().chain([column]).collect();
        let is_done = |other: u32| packing.width(other as usize) == 0 || self.members.contains(&other);
        if (0..packing.columns() as u32).all(is_done) {
            // Rows are distinct, so the last column leaves no class of two.
            self.classes = Vec::new();
            self.splitting = varying;
            return Ok(());
        }
        let values = varying.iter().try_fold(1usize, |product, column| {
            product.checked_mul(packing.radices()[*column as usize] as usize)
        });
        let together = if self.table.rows().rows() > CACHED { TOGETHER } else { TOGETHER_CACHED };
        self.classes = match values {
            Some(values) if values <= together && varying.len() <= 4 => self.split_table(&varying, run)?,
            _ if varying.len() == 1 => self.split_table(&varying, run)?,
            _ => {
                let field = Field::new(packing, [column])?;
                let rows = self.rows.as_mut().ok_or_else(|| Error::internal("a refinement lost its rows"))?;
                if let Table::Mirrored(table) = &self.table {
                    table.turn(&mut rows.keys, &self.classes, (&self.splitting, column), run)?;
                }
                part_in_place(&mut rows.keys, &mut rows.weights, &self.classes, field, run)?
            }
        };
        self.splitting = varying;
        Ok(())
    }

    /// Parts the table's rows by `columns` at once.
    fn split_table(&mut self, columns: &[u32], run: &Run) -> Result<Vec<Range<u32>>> {
        let turned = match &self.table {
            Table::Narrow(_) => None,
            Table::Mirrored(table) => table.turned_for(columns, run)?,
        };
        let length = self.table.rows().rows();
        let own = self.rows.take_if(|rows| rows.keys.len() == length);
        let overwrites = own.is_some();
        let mut rows = match own {
            Some(rows) => rows,
            None => Rows::zero(length, run)?,
        };
        let table = self.table.rows();
        let from = (turned.as_deref().unwrap_or(table.keys()), table.weights());
        let (packing, keys, weights) =
            (self.table.rows().packing(), &mut rows.keys[..], &mut rows.weights[..]);
        let classes =
            match *columns {
                [a] => Field::new(packing, [a]).and_then(|field| part_from(from, keys, weights, field, run)),
                [a, b] => {
                    Field::new(packing, [a, b]).and_then(|field| part_from(from, keys, weights, field, run))
                }
                [a, b, c] => Field::new(packing, [a, b, c])
                    .and_then(|field| part_from(from, keys, weights, field, run)),
                [a, b, c, d] => Field::new(packing, [a, b, c, d])
                    .and_then(|field| part_from(from, keys, weights, field, run)),
                _ => Err(Error::internal("a table is parted by at most four columns at once")),
            };
        // Rows overwritten by half are in no order until they are restored.
        self.stale = overwrites && classes.is_err();
        if overwrites || classes.is_ok() {
            self.rows = Some(rows);
        }
        classes
    }

    fn current(&self) -> (&[u64], &[f64]) {
        match &self.rows {
            Some(rows) => (&rows.keys, &rows.weights),
            None => (self.table.rows().keys(), self.table.rows().weights()),
        }
    }

    /// Moves the rows of the classes together once a quarter of all rows is forgotten.
    fn close_gaps(&mut self) {
        let Some(rows) = &mut self.rows else { return };
        let kept: usize = self.classes.iter().map(ExactSizeIterator::len).sum();
        if kept > rows.keys.len() / 4 * 3 {
            return;
        }
        let mut end = 0usize;
        for class in &mut self.classes {
            let (from, length) = (class.start as usize..class.end as usize, class.len());
            rows.keys.copy_within(from.clone(), end);
            rows.weights.copy_within(from, end);
            *class = end as u32..(end + length) as u32;
            end += length;
        }
        rows.keys.truncate(end);
        rows.weights.truncate(end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::Code;

    fn exclusive_or() -> Arc<NarrowTable> {
        // Columns a, b, a xor b: any two determine the third.
        Arc::new(NarrowTable::unit(&[2, 2, 2], vec![0b000, 0b011, 0b101, 0b110], &Run::default()).unwrap())
    }

    #[test]
    fn two_columns_determine_their_exclusive_or() {
        let run = Run::default();
        let mut set = Refinement::new(&exclusive_or(), &run).unwrap();
        let mut out = [9.0; 3];
        set.conditional_entropies(&[0, 1, 2], &run, &mut out).unwrap();
        assert!(out.iter().all(|entropy| (entropy - 2f64.ln()).abs() < 1e-15));
        assert_eq!(set.commit(2, &run).unwrap(), out[2]);
        set.commit(0, &run).unwrap();
        set.conditional_entropies(&[2, 1, 0, 1], &run, &mut [0.0; 4]).unwrap();
        assert_eq!(set.commit(1, &run).unwrap().to_bits(), 0.0f64.to_bits());
        assert_eq!(set.members(), [2, 0, 1]);
        assert!((set.entropy() - 4f64.ln()).abs() < 1e-15);
        assert_eq!(set.commit(1, &run).unwrap(), 0.0);
        assert_eq!(set.members(), [2, 0, 1]);
    }

    #[test]
    fn wrong_columns_and_lengths_are_errors() {
        let run = Run::default();
        let mut set = Refinement::new(&exclusive_or(), &run).unwrap();
        assert_eq!(set.commit(3, &run).unwrap_err().code(), Code::Range);
        assert_eq!(set.conditional_entropies(&[0], &run, &mut []).unwrap_err().code(), Code::Shape);
        let other = Refinement::new(&exclusive_or(), &run).unwrap();
        assert_eq!(set.copy_from(&other).unwrap_err().code(), Code::Argument);
    }

    #[test]
    fn a_cancelled_commit_changes_nothing() {
        let run = Run::default();
        let mut set = Refinement::new(&exclusive_or(), &run).unwrap();
        set.commit(0, &run).unwrap();
        let cancel = marginals_core::CancelFlag::default();
        cancel.cancel();
        let stopped = Run::default().with_cancel(cancel);
        assert_eq!(set.commit(1, &stopped).unwrap_err().code(), Code::Aborted);
        assert_eq!(set.members(), [0]);
        assert!((set.commit(1, &run).unwrap() - 2f64.ln()).abs() < 1e-15);
    }

    #[test]
    fn rows_left_in_no_order_by_a_cancelled_pass_are_restored() {
        let run = Run::default();
        let table = Arc::new(NarrowTable::unit(&[2; 9], (0..512).collect(), &run).unwrap());
        let cancel = marginals_core::CancelFlag::default();
        cancel.cancel();
        let stopped = Run::default().with_cancel(cancel);
        let all: Vec<u32> = (0..9).collect();
        for committed in 0..8u32 {
            let mut sets = [Refinement::new(&table, &run).unwrap(), Refinement::new(&table, &run).unwrap()];
            let mut found = [[0.0; 9]; 2];
            for set in &mut sets {
                (0..committed).for_each(|column| assert!(set.commit(column, &run).unwrap() > 0.0));
                set.conditional_entropies(&all, &run, &mut found[0]).unwrap();
                // The gain is known, so nothing is parted before the next pass.
                set.commit(committed, &stopped).unwrap();
            }
            let stopped = sets[0].conditional_entropies(&all, &stopped, &mut found[0]);
            assert_eq!(stopped.unwrap_err().code(), Code::Aborted);
            for (set, found) in sets.iter_mut().zip(&mut found) {
                set.commit(8, &run).unwrap();
                set.conditional_entropies(&all, &run, found).unwrap();
            }
            assert_eq!(found[0].map(f64::to_bits), found[1].map(f64::to_bits));
            assert_eq!(sets[0].entropy().to_bits(), sets[1].entropy().to_bits());
        }
    }
}
