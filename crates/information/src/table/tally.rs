//! Groups of rows, refined one column at a time, and the weights of their cells.
//!
//! Rows that agree in the columns taken so far share a group number; groups are numbered in lexicographic order of
//! their values. Taking a column costs O(rows) while groups × values is at most a few cells a row, and a sort of the
//! codes beyond. Cells are tallied without a pass over the empty ones, so the cost is the rows' and never the
//! product of all radices. Use it where the cells themselves are needed (bias corrections, many subsets of few
//! rows); where the entropy is enough, [`super::Refinement`] scores all columns at once.
use marginals_core::{Result, Run};

/// A code is its own place while there are at most this many codes, or [`CODES_PER_ROW`] for each row.
const SMALL_TABLE: usize = 1 << 16;
const CODES_PER_ROW: usize = 4;
/// Rows between two looks at the cancel flag.
const STRIDE: usize = 1 << 16;
/// An unused place.
const NONE: u32 = u32::MAX;

/// Whether the rows of `groups` × `radix` codes find their place without sorting.
fn is_dense(codes: u64, rows: usize) -> bool {
    codes <= (SMALL_TABLE.max(rows.saturating_mul(CODES_PER_ROW))) as u64
}

/// The number of the group of each row.
#[derive(Clone, Debug)]
pub struct Groups {
    /// None: all rows are one group.
    ids: Option<Vec<u32>>,
    count: usize,
    rows: usize,
}

impl Groups {
    /// All rows in one group.
    #[must_use]
    pub fn whole(rows: usize) -> Self {
        Groups { ids: None, count: 1.min(rows), rows }
    }

    /// Number of groups.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Whether no two rows share a group.
    #[must_use]
    pub fn is_finest(&self) -> bool {
        self.count == self.rows
    }

    /// Group of a row.
    #[inline]
    #[must_use]
    pub fn id(&self, row: usize) -> u32 {
        self.ids.as_ref().map_or(0, |ids| ids[row])
    }

    fn code(&self, row: usize, column: &[u32], radix: u32) -> u64 {
        u64::from(self.id(row)) * u64::from(radix) + u64::from(column[row])
    }

    /// The groups of rows that also agree in `column`, whose values are below `radix`.
    ///
    /// # Errors
    /// Out of memory; the run was cancelled.
    pub fn split(&self, column: &[u32], radix: u32, run: &Run) -> Result<Self> {
        debug_assert_eq!(column.len(), self.rows);
        if radix <= 1 || (self.is_finest() && self.ids.is_some()) {
            return Ok(self.clone());
        }
        let codes = self.count as u64 * u64::from(radix);
        let mut ids = run.reserved("the groups of rows", self.rows)?;
        if is_dense(codes, self.rows) {
            let mut places = run.filled("the places of groups", codes as usize, NONE)?;
            for row in 0..self.rows {
                places[self.code(row, column, radix) as usize] = 0;
            }
            let mut count = 0u32;
            for place in places.iter_mut().filter(|place| **place != NONE) {
                *place = count;
                count += 1;
            }
            run.check()?;
            ids.extend((0..self.rows).map(|row| places[self.code(row, column, radix) as usize]));
            return Ok(Groups { ids: Some(ids), count: count as usize, rows: self.rows });
        }
        let mut seen: Vec<u64> = run.reserved("the codes of rows", self.rows)?;
        seen.extend((0..self.rows).map(|row| self.code(row, column, radix)));
        run.check()?;
        seen.sort_unstable();
        seen.dedup();
        for first in (0..self.rows).step_by(STRIDE) {
            run.check()?;
            ids.extend(
                (first..self.rows.min(first + STRIDE))
                    .map(|row| seen.binary_search(&self.code(row, column, radix)).unwrap_or(0) as u32),
            );
        }
        Ok(Groups { ids: Some(ids), count: seen.len(), rows: self.rows })
    }
}

/// Reusable memory to tally cells.
#[derive(Debug, Default)]
pub struct Tally {
    table: Vec<f64>,
    codes: Vec<(u64, f64)>,
    cells: Vec<f64>,
}

impl Tally {
    /// The weights of the groups, in the order in which they first appear.
    ///
    /// # Errors
    /// As [`Tally::split_cells`].
    pub fn cells(&mut self, groups: &Groups, weights: &[f64], run: &Run) -> Result<&[f64]> {
        self.tally(groups.count as u64, groups.rows, |row| u64::from(groups.id(row)), weights, run)
    }

    /// The weights of the groups once `column` is taken too; every weight must be positive.
    ///
    /// # Errors
    /// Out of memory; the run was cancelled.
    pub fn split_cells(
        &mut self,
        groups: &Groups,
        column: &[u32],
        radix: u32,
        weights: &[f64],
        run: &Run,
    ) -> Result<&[f64]> {
        if groups.is_finest() && groups.ids.is_some() {
            return self.cells(groups, weights, run);
        }
        let codes = groups.count as u64 * u64::from(radix.max(1));
        match &groups.ids {
            None => self.tally(codes, groups.rows, |row| u64::from(column[row]), weights, run),
            Some(ids) => {
                let radix = u64::from(radix.max(1));
                let code = |row: usize| u64::from(ids[row]) * radix + u64::from(column[row]);
                self.tally(codes, groups.rows, code, weights, run)
            }
        }
    }

    fn tally(
        &mut self,
        codes: u64,
        rows: usize,
        code: impl Fn(usize) -> u64,
        weights: &[f64],
        run: &Run,
    ) -> Result<&[f64]> {
        run.check()?;
        self.cells.clear();
        if is_dense(codes, rows) {
            let codes = codes as usize;
            if self.table.len() < codes {
                let more = codes - self.table.len();
                self.table.try_reserve_exact(more).map_err(|_| {
                    marginals_core::Error::out_of_memory("the cells of a table", more as u64 * 8, 0, 0)
                })?;
                self.table.resize(codes, 0.0);
            }
            let table = &mut self.table[..codes];
            for (row, weight) in weights.iter().enumerate().take(rows) {
                table[code(row) as usize] += weight;
            }
            for row in 0..rows {
                let cell = &mut table[code(row) as usize];
                if *cell > 0.0 {
                    self.cells.push(*cell);
                    *cell = 0.0;
                }
            }
            return Ok(&self.cells);
        }
        self.codes.clear();
        self.codes.extend((0..rows).map(|row| (code(row), weights[row])));
        // Stable: cells add up in the order of the rows.
        self.codes.sort_by_key(|(code, _)| *code);
        let mut last = None;
        for (code, weight) in &self.codes {
            match (last == Some(*code), self.cells.last_mut()) {
                (true, Some(cell)) => *cell += weight,
                _ => self.cells.push(*weight),
            }
            last = Some(*code);
        }
        Ok(&self.cells)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{below, stream};
    use std::collections::BTreeMap;

    #[test]
    fn groups_and_cells_are_those_of_a_map() {
        let run = Run::default();
        for case in 0..300u64 {
            let mut generator = stream(11, "tally", case);
            let rows = below(&mut generator, 200) as usize + 1;
            // Large radices leave the dense table.
            let radices =
                [3u32, 1, if case % 3 == 0 { 90_000 } else { 7 }, if case % 5 == 0 { 4_000_000 } else { 2 }];
            let columns: Vec<Vec<u32>> = radices
                .iter()
                .map(|radix| (0..rows).map(|_| below(&mut generator, u64::from(*radix)) as u32).collect())
                .collect();
            let weights: Vec<f64> = (0..rows).map(|_| below(&mut generator, 5) as f64 + 1.0).collect();
            let mut groups = Groups::whole(rows);
            let mut tally = Tally::default();
            let mut expected: BTreeMap<Vec<u32>, f64> = BTreeMap::new();
            for row in 0..rows {
                *expected.entry(columns.iter().map(|column| column[row]).collect()).or_default() +=
                    weights[row];
            }
            for (column, radix) in columns.iter().zip(radices) {
                let mut before = tally.split_cells(&groups, column, radix, &weights, &run).unwrap().to_vec();
                groups = groups.split(column, radix, &run).unwrap();
                let mut after = tally.cells(&groups, &weights, &run).unwrap().to_vec();
                before.sort_by(f64::total_cmp);
                after.sort_by(f64::total_cmp);
                assert_eq!(before, after);
            }
            assert_eq!(groups.count(), expected.len());
            let keys: Vec<&Vec<u32>> = expected.keys().collect();
            for row in 0..rows {
                let own: Vec<u32> = columns.iter().map(|column| column[row]).collect();
                assert_eq!(keys[groups.id(row) as usize], &own);
            }
        }
    }
}
