//! The rows of a matrix, dense or sparse, in single or double precision, as they were given.
//!
//! Sparse rows are held by ascending column, entries of the same place added, zeros left out: whatever sums over
//! the entries of a row sees every place once. Checks name the row and the column of the worst offender, in the
//! order of the rows.
use marginals_core::memory::Charge;
use marginals_core::{Error, Result, Run};
use std::ops::Range;

/// Floats of either precision.
#[derive(Clone, Debug, PartialEq)]
pub enum Floats {
    /// Single precision.
    Single(Vec<f32>),
    /// Double precision.
    Double(Vec<f64>),
}

impl Floats {
    /// Number of floats.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Floats::Single(values) => values.len(),
            Floats::Double(values) => values.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The float at `at`.
    #[must_use]
    #[inline]
    pub fn at(&self, at: usize) -> f64 {
        match self {
            Floats::Single(values) => f64::from(values[at]),
            Floats::Double(values) => values[at],
        }
    }

    /// Bytes of a float.
    fn width(&self) -> u64 {
        match self {
            Floats::Single(_) => 4,
            Floats::Double(_) => 8,
        }
    }
}

/// A matrix by its rows.
#[derive(Debug)]
pub struct Rows {
    rows: usize,
    columns: usize,
    values: Floats,
    sparse: Option<Places>,
    _charge: Charge,
}

/// Where the entries of sparse rows stand.
#[derive(Debug)]
struct Places {
    starts: Vec<usize>,
    columns: Vec<u32>,
}

/// One row.
#[derive(Clone, Copy, Debug)]
pub enum Row<'a> {
    /// Every entry, single precision.
    Single(&'a [f32]),
    /// Every entry, double precision.
    Double(&'a [f64]),
    /// Columns and values, single precision.
    SparseSingle(&'a [u32], &'a [f32]),
    /// Columns and values, double precision.
    SparseDouble(&'a [u32], &'a [f64]),
}

impl Rows {
    /// A dense matrix, row after row.
    ///
    /// # Errors
    /// [`Code::Shape`](marginals_core::Code::Shape) when the numbers are not rows × columns; out of memory.
    pub fn dense(rows: usize, columns: usize, values: Floats, run: &Run) -> Result<Rows> {
        if rows.checked_mul(columns) != Some(values.len()) {
            let expected = format!("of {rows} rows × {columns} columns");
            return Err(Error::shape("matrix", expected, format!("{} numbers", values.len())));
        }
        let charge = run.charge("a matrix", values.len() as u64 * values.width())?;
        Ok(Rows { rows, columns, values, sparse: None, _charge: charge })
    }

    /// A matrix in compressed rows: row r has the entries `starts[r]..starts[r + 1]`.
    ///
    /// # Errors
    /// [`Code::Shape`](marginals_core::Code::Shape) for starts that do not fit,
    /// [`Code::Range`](marginals_core::Code::Range) for a column that does not exist.
    pub fn sparse(
        rows: usize,
        columns: usize,
        starts: &[u32],
        places: &[u32],
        values: &Floats,
        run: &Run,
    ) -> Result<Rows> {
        let rising = starts.is_sorted() && starts.first() == Some(&0);
        let fits = starts.len() == rows + 1 && starts.last().is_some_and(|end| *end as usize == places.len());
        if !(rising && fits && places.len() == values.len()) {
            return Err(Error::shape("matrix.indptr", "rising from 0 to the number of entries", "another"));
        }
        if let Some(at) = places.iter().position(|place| *place as usize >= columns) {
            let expected = format!("below {columns} (columns)");
            return Err(Error::range("matrix.indices", expected, format!("{} at {at}", places[at])));
        }
        let bytes = places.len() as u64 * (4 + values.width()) + 8 * rows as u64;
        let charge = run.charge("a sparse matrix", bytes)?;
        let mut kept = Places { starts: run.reserved("sparse rows", rows + 1)?, columns: Vec::new() };
        kept.starts.push(0);
        kept.columns = run.reserved("sparse rows", places.len())?;
        let mut entries: Vec<(u32, f64)> = Vec::new();
        let mut single: Vec<f32> = Vec::new();
        let mut double: Vec<f64> = Vec::new();
        for row in 0..rows {
            entries.clear();
            let own = starts[row] as usize..starts[row + 1] as usize;
            entries.extend(own.map(|at| (places[at], values.at(at))));
            entries.sort_by_key(|(column, _)| *column);
            entries.dedup_by(|later, first| {
                let same = later.0 == first.0;
                if same {
                    first.1 += later.1;
                }
                same
            });
            for (column, value) in entries.iter().filter(|(_, value)| *value != 0.0) {
                kept.columns.push(*column);
                match values {
                    Floats::Single(_) => single.push(*value as f32),
                    Floats::Double(_) => double.push(*value),
                }
            }
            kept.starts.push(kept.columns.len());
        }
        let values = match values {
            Floats::Single(_) => Floats::Single(single),
            Floats::Double(_) => Floats::Double(double),
        };
        Ok(Rows { rows, columns, values, sparse: Some(kept), _charge: charge })
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Whether only entries other than 0 are held.
    #[must_use]
    pub fn is_sparse(&self) -> bool {
        self.sparse.is_some()
    }

    /// Entries held.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.values.len()
    }

    /// Entries of a row on average, at least 1: the cost of going through one.
    #[must_use]
    pub fn entries_per_row(&self) -> usize {
        (self.entries() / self.rows.max(1)).max(1)
    }

    /// Bytes held.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let places = if self.is_sparse() { 4 * self.entries() as u64 + 8 * self.rows as u64 } else { 0 };
        self.entries() as u64 * self.values.width() + places
    }

    fn range(&self, row: usize) -> Range<usize> {
        match &self.sparse {
            Some(places) => places.starts[row]..places.starts[row + 1],
            None => row * self.columns..(row + 1) * self.columns,
        }
    }

    /// A row.
    #[must_use]
    #[inline]
    pub fn row(&self, row: usize) -> Row<'_> {
        let range = self.range(row);
        match (&self.sparse, &self.values) {
            (None, Floats::Single(values)) => Row::Single(&values[range]),
            (None, Floats::Double(values)) => Row::Double(&values[range]),
            (Some(places), Floats::Single(values)) => {
                Row::SparseSingle(&places.columns[range.clone()], &values[range])
            }
            (Some(places), Floats::Double(values)) => {
                Row::SparseDouble(&places.columns[range.clone()], &values[range])
            }
        }
    }

    /// An entry; 0 where a sparse row has none.
    #[must_use]
    pub fn at(&self, row: usize, column: usize) -> f64 {
        let range = self.range(row);
        match &self.sparse {
            None => self.values.at(range.start + column),
            Some(places) => places.columns[range.clone()]
                .binary_search(&(column as u32))
                .map_or(0.0, |found| self.values.at(range.start + found)),
        }
    }

    /// Calls `visit(column, value)` for every entry held of a row, by ascending column.
    #[inline]
    pub fn each(&self, row: usize, mut visit: impl FnMut(usize, f64)) {
        match self.row(row) {
            Row::Single(values) => values.iter().enumerate().for_each(|(i, x)| visit(i, f64::from(*x))),
            Row::Double(values) => values.iter().enumerate().for_each(|(i, x)| visit(i, *x)),
            Row::SparseSingle(places, values) => {
                places.iter().zip(values).for_each(|(i, x)| visit(*i as usize, f64::from(*x)));
            }
            Row::SparseDouble(places, values) => {
                places.iter().zip(values).for_each(|(i, x)| visit(*i as usize, *x));
            }
        }
    }

    /// Fails at the first entry outside `least..=most`, naming its row and column.
    ///
    /// # Errors
    /// [`Code::NonFinite`](marginals_core::Code::NonFinite), [`Code::Range`](marginals_core::Code::Range).
    pub fn within(&self, argument: &'static str, least: f64, most: f64) -> Result<()> {
        let outside = match &self.values {
            Floats::Single(values) => {
                values.iter().position(|x| !(least..=most).contains(&f64::from(*x)) || !x.is_finite())
            }
            Floats::Double(values) => {
                values.iter().position(|x| !(least..=most).contains(x) || !x.is_finite())
            }
        };
        let Some(at) = outside else { return Ok(()) };
        let (row, column) = self.place(at);
        let value = self.values.at(at);
        let received = format!("{value} at row {row}, column {column}");
        if !value.is_finite() {
            return Err(Error::non_finite(argument, "of finite numbers", received));
        }
        let expected = if most == f64::INFINITY {
            format!("of numbers of at least {least}")
        } else {
            format!("of numbers in {least}..={most}")
        };
        Err(Error::range(argument, expected, received))
    }

    /// Row and column of an entry.
    fn place(&self, at: usize) -> (usize, usize) {
        match &self.sparse {
            Some(places) => {
                (places.starts.partition_point(|start| *start <= at) - 1, places.columns[at] as usize)
            }
            None => (at / self.columns, at % self.columns),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::Code;

    fn entries(rows: &Rows, row: usize) -> Vec<(usize, f64)> {
        let mut all = Vec::new();
        rows.each(row, |column, value| all.push((column, value)));
        all
    }

    #[test]
    fn sparse_rows_hold_every_place_once() {
        let values = Floats::Single(vec![3.0, 1.0, 2.0, 0.0, -1.0, 1.0]);
        let rows = Rows::sparse(3, 4, &[0, 4, 4, 6], &[2, 0, 2, 1, 3, 3], &values, &Run::default()).unwrap();
        assert_eq!(entries(&rows, 0), [(0, 1.0), (2, 5.0)]);
        assert_eq!(entries(&rows, 1), []);
        assert_eq!(entries(&rows, 2), []);
        assert_eq!((rows.rows(), rows.columns(), rows.entries()), (3, 4, 2));
        assert_eq!((rows.at(0, 2), rows.at(0, 1), rows.at(2, 3)), (5.0, 0.0, 0.0));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let (run, values) = (Run::default(), Floats::Double(vec![1.0, 2.0]));
        let made = |starts: &[u32], places: &[u32]| Rows::sparse(1, 2, starts, places, &values, &run);
        assert_eq!(made(&[0, 1], &[0, 1]).unwrap_err().code(), Code::Shape);
        assert_eq!(made(&[2, 2], &[0, 1]).unwrap_err().code(), Code::Shape);
        assert_eq!(made(&[0, 2], &[0, 2]).unwrap_err().code(), Code::Range);
        assert_eq!(Rows::dense(2, 2, values.clone(), &run).unwrap_err().code(), Code::Shape);
        assert_eq!(Rows::dense(usize::MAX, 2, values, &run).unwrap_err().code(), Code::Shape);
    }

    #[test]
    fn a_number_outside_is_named_by_its_place() {
        let run = Run::default();
        let dense = Rows::dense(2, 2, Floats::Double(vec![0.0, 1.0, 0.5, 2.0]), &run).unwrap();
        assert!(dense.within("matrix", 0.0, f64::INFINITY).is_ok());
        let error = dense.within("matrix", 0.0, 1.0).unwrap_err();
        assert_eq!((error.code(), error.received()), (Code::Range, Some("2 at row 1, column 1")));
        let sparse =
            Rows::sparse(3, 4, &[0, 1, 1, 2], &[2, 3], &Floats::Single(vec![1.0, f32::NAN]), &Run::default());
        let error = sparse.unwrap().within("matrix", 0.0, f64::INFINITY).unwrap_err();
        assert_eq!((error.code(), error.received()), (Code::NonFinite, Some("NaN at row 2, column 3")));
    }
}
