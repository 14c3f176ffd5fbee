//! Which class each row belongs to, and how classes split.
//!
//! Classes are numbered 0, 1, … anew at every split, in the order of (old number, value). A class of one row
//! can never split again, so its row is dropped from the list.
use super::{Values, with_values};
use marginals_core::{Charge, Result, Run};

/// Rows between two looks at the cancel flag.
const STRIDE: usize = 1 << 16;
/// A split counts in a dense table while it has at most this many cells per row, or [`SMALL_TABLE`] in all.
const CELLS_PER_ROW: usize = 4;
const SMALL_TABLE: usize = 1 << 16;
/// Marks cells whose rows are dropped.
const NONE: u32 = u32::MAX;

/// Class numbers of the rows that can still split.
#[derive(Debug, Default)]
pub(crate) struct Classes {
    /// The listed rows, ascending; None: all.
    rows: Option<Vec<u32>>,
    /// Class of each listed row; None: all 0.
    ids: Option<Vec<u32>>,
    /// Number of classes.
    count: usize,
    /// Listed rows when all are.
    all: usize,
    _charge: Option<Charge>,
}

impl Classes {
    /// All rows in one class.
    pub(crate) fn whole(rows: usize) -> Self {
        Classes { rows: None, ids: None, count: usize::from(rows > 1), all: rows, _charge: None }
    }

    /// Number of classes of at least two rows.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Number of rows in them.
    pub(crate) fn len(&self) -> usize {
        self.rows.as_ref().map_or(self.all, Vec::len)
    }

    /// Bytes held.
    pub(crate) fn bytes(&self) -> u64 {
        let length = |list: &Option<Vec<u32>>| list.as_ref().map_or(0, |list| list.capacity() as u64 * 4);
        length(&self.rows) + length(&self.ids)
    }

    pub(crate) fn rows(&self) -> Option<&[u32]> {
        self.rows.as_deref()
    }

    pub(crate) fn ids(&self) -> Option<&[u32]> {
        self.ids.as_deref()
    }

    #[inline]
    fn row(&self, place: usize) -> usize {
        self.rows.as_ref().map_or(place, |rows| rows[place] as usize)
    }

    #[inline]
    fn id(&self, place: usize) -> usize {
        self.ids.as_ref().map_or(0, |ids| ids[place] as usize)
    }

    /// The same classes, charged to `run`.
    pub(crate) fn copy(&self, run: &Run) -> Result<Self> {
        let _charge = Some(run.charge("the classes of a table", self.bytes())?);
        let list = |list: &Option<Vec<u32>>| match list {
            None => Ok(None),
            Some(list) => {
                let mut copy = run.reserved("the classes of a table", list.len())?;
                copy.extend_from_slice(list);
                Ok::<_, marginals_core::Error>(Some(copy))
            }
        };
        Ok(Classes { rows: list(&self.rows)?, ids: list(&self.ids)?, _charge, ..*self })
    }

    /// Every class split by the values of a column of `radix` values.
    pub(crate) fn split(&self, values: &Values, radix: u32, run: &Run) -> Result<Self> {
        let length = self.len();
        let cells = self.count.saturating_mul(radix as usize);
        let _charge = run.charge("the classes of a table", length as u64 * 8)?;
        let mut found = run.filled("the classes of a table", length, 0u32)?;
        let most = SMALL_TABLE.max(length.saturating_mul(CELLS_PER_ROW)).min(NONE as usize);
        let sizes = if cells <= most {
            self.count_cells(values, radix as usize, cells, &mut found, run)?
        } else {
            self.sort_cells(values, &mut found, run)?
        };
        // `found` has the cell of each row; cells of at least two rows are classes.
        let mut count = 0u32;
        let mut kept = 0usize;
        let mut numbers = run.reserved("the classes of a table", sizes.len())?;
        for size in sizes {
            numbers.push(if size > 1 { count } else { NONE });
            count += u32::from(size > 1);
            kept += if size > 1 { size as usize } else { 0 };
        }
        let charge = Some(run.charge("the classes of a table", kept as u64 * 8)?);
        let mut ids = run.reserved("the classes of a table", kept)?;
        let mut rows =
            if kept == self.all { None } else { Some(run.reserved("the classes of a table", kept)?) };
        for first in (0..length).step_by(STRIDE) {
            run.check()?;
            for place in first..length.min(first + STRIDE) {
                let id = numbers[found[place] as usize];
                if id != NONE {
                    ids.push(id);
                    if let Some(rows) = &mut rows {
                        rows.push(self.row(place) as u32);
                    }
                }
            }
        }
        Ok(Classes { rows, ids: Some(ids), count: count as usize, all: self.all, _charge: charge })
    }

    /// Writes class · radix + value of each row; returns the rows per cell.
    fn count_cells(
        &self,
        values: &Values,
        radix: usize,
        cells: usize,
        found: &mut [u32],
        run: &Run,
    ) -> Result<Vec<u32>> {
        let _charge = run.charge("the classes of a table", cells as u64 * 8)?;
        let mut sizes = run.filled("the classes of a table", cells, 0u32)?;
        for (block, found) in found.chunks_mut(STRIDE).enumerate() {
            run.check()?;
            with_values!(values, values => for (offset, found) in found.iter_mut().enumerate() {
                let place = block * STRIDE + offset;
                let cell = self.id(place) * radix + values[self.row(place)] as usize;
                *found = cell as u32;
                sizes[cell] += 1;
            });
        }
        Ok(sizes)
    }

    /// As [`Self::count_cells`] with occupied cells only, when classes × values are too many.
    fn sort_cells(&self, values: &Values, found: &mut [u32], run: &Run) -> Result<Vec<u32>> {
        let length = self.len();
        let _charge = run.charge("the classes of a table", length as u64 * 16)?;
        let mut keyed: Vec<(u64, u32)> = run.reserved("the classes of a table", length)?;
        for first in (0..length).step_by(STRIDE) {
            run.check()?;
            with_values!(values, values => keyed.extend((first..length.min(first + STRIDE)).map(|place| {
                ((self.id(place) as u64) << 32 | u64::from(values[self.row(place)]), place as u32)
            })));
        }
        keyed.sort_unstable();
        let mut sizes = Vec::new();
        for cell in keyed.chunk_by(|a, b| a.0 == b.0) {
            cell.iter().for_each(|(_, place)| found[*place as usize] = sizes.len() as u32);
            sizes.push(cell.len() as u32);
        }
        Ok(sizes)
    }

    /// Listed rows in class order and where each class begins (with the end).
    pub(crate) fn in_order(&self, run: &Run) -> Result<(Vec<u32>, Vec<u32>)> {
        let length = self.len();
        let mut starts = run.filled("the classes of a table", self.count + 1, 0u32)?;
        for place in 0..length {
            starts[self.id(place) + 1] += 1;
        }
        for class in 0..self.count {
            starts[class + 1] += starts[class];
        }
        let mut next = starts.clone();
        let mut order = run.filled("the classes of a table", length, 0u32)?;
        for first in (0..length).step_by(STRIDE) {
            run.check()?;
            for place in first..length.min(first + STRIDE) {
                let next = &mut next[self.id(place)];
                order[*next as usize] = self.row(place) as u32;
                *next += 1;
            }
        }
        Ok((order, starts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_split_in_order_and_single_rows_are_dropped() {
        let run = Run::default();
        let whole = Classes::whole(6);
        let split = whole.split(&Values::U8(vec![2, 0, 2, 1, 0, 2]), 3, &run).unwrap();
        assert_eq!((split.count(), split.len()), (2, 5));
        assert_eq!(split.rows(), Some(&[0, 1, 2, 4, 5][..]));
        assert_eq!(split.ids(), Some(&[1, 0, 1, 0, 1][..]));
        assert_eq!(split.in_order(&run).unwrap(), (vec![1, 4, 0, 2, 5], vec![0, 2, 5]));
        let again = split.split(&Values::U32(vec![7, 1, 9, 0, 0, 7]), u32::MAX, &run).unwrap();
        assert_eq!((again.rows(), again.ids()), (Some(&[0, 5][..]), Some(&[0, 0][..])));
        assert_eq!(Classes::whole(1).count(), 0);
    }
}
