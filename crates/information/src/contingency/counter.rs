//! How often the values of two columns meet: the joint counts of a pair, the cost of every screening.
//!
//! Codes i·r + j of eight rows are made in one multiplication, then counted into four tables that are added at the end,
//! so that equal codes in a row do not wait for each other. Where the table would be large beside the rows, the
//! codes are sorted instead and runs are counted. Cost: about a cycle a row up to 256 cells.
use crate::table::Values;
use crate::table::wide::with_values;
use marginals_core::{Error, Result, Run};

/// Cells up to which four tables of one size are kept.
const SMALL: usize = 256;
/// Cells up to which a table is always made.
const DENSE: u64 = 1 << 16;
/// Values up to which a column is read once for each, and no row waits for the last.
const FEW: usize = 4;
/// Rows between two looks at the cancel flag.
const STRIDE: usize = 1 << 19;

/// Counts of one cell of a sparse table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Value of the first column.
    pub first: u32,
    /// Value of the second column.
    pub second: u32,
    /// Rows that have both.
    pub count: u32,
}

/// The joint counts of two columns.
#[derive(Debug)]
pub enum Joint<'a> {
    /// Every cell, the values of the second column changing fastest.
    Dense {
        /// Number of values of the second column.
        radix: u32,
        /// The counts.
        counts: &'a [u32],
    },
    /// The cells that occur, in order.
    Sparse(&'a [Cell]),
}

impl Joint<'_> {
    /// Calls `visit` for every cell that occurs, in order.
    pub fn for_each(&self, mut visit: impl FnMut(Cell)) {
        match self {
            Joint::Sparse(cells) => cells.iter().for_each(|cell| visit(*cell)),
            Joint::Dense { radix, counts } => {
                for (first, row) in counts.chunks_exact((*radix).max(1) as usize).enumerate() {
                    for (second, count) in row.iter().enumerate().filter(|(_, count)| **count > 0) {
                        visit(Cell { first: first as u32, second: second as u32, count: *count });
                    }
                }
            }
        }
    }
}

/// Memory for the joint counts of pairs, used over and over by one thread.
#[derive(Debug, Default)]
pub struct PairCounter {
    counts: Vec<u32>,
    keys: Vec<u64>,
    cells: Vec<Cell>,
}

/// A column and the number of values it can have.
#[derive(Clone, Copy, Debug)]
pub struct Symbols<'a> {
    /// Value of every row.
    pub values: &'a Values,
    /// Values are below this.
    pub radix: u32,
}

/// Rows of a value. Lanes of a byte hold the counts of 255 rows.
fn equal(values: &[u8], value: u8) -> u32 {
    let of = |rows: &[u8]| rows.iter().fold(0u8, |count, own| count.wrapping_add(u8::from(*own == value)));
    values.chunks(255).map(|rows| u32::from(of(rows))).sum()
}

impl PairCounter {
    /// Counts of every value of one column.
    pub fn single(column: Symbols<'_>, run: &Run) -> Result<Vec<u32>> {
        let mut counts = run.filled("counts", column.radix as usize, 0u32)?;
        if let (Values::U8(values), Some((zeros, others))) = (column.values, counts.split_first_mut())
            && others.len() < FEW
        {
            run.check()?;
            for (value, count) in (1..).zip(others.iter_mut()) {
                *count = equal(values, value);
            }
            *zeros = values.len() as u32 - others.iter().sum::<u32>();
            return Ok(counts);
        }
        with_values!(column.values, values => {
            for chunk in values.chunks(STRIDE) {
                run.check()?;
                for value in chunk {
                    counts[*value as usize] += 1;
                }
            }
        });
        Ok(counts)
    }

    /// Joint counts of two columns of equal length.
    ///
    /// # Errors
    /// `Shape` for unequal lengths; out of memory; the run was cancelled.
    pub fn joint(&mut self, a: Symbols<'_>, b: Symbols<'_>, run: &Run) -> Result<Joint<'_>> {
        if a.values.len() != b.values.len() {
            return Err(Error::shape("columns", "of one length", b.values.len()));
        }
        let cells = u64::from(a.radix) * u64::from(b.radix);
        if cells > DENSE.max(4 * a.values.len() as u64) {
            self.sort(a, b, run)?;
            return Ok(Joint::Sparse(&self.cells));
        }
        let cells = cells as usize;
        match (a.values, b.values) {
            (Values::U8(a), Values::U8(own)) if cells <= SMALL && b.radix < SMALL as u32 => {
                count_small(a, own, b.radix as u8, cells, &mut self.counts, run)?;
            }
            _ => {
                self.counts.clear();
                self.counts
                    .try_reserve(cells)
                    .map_err(|_| Error::out_of_memory("counts of pairs", cells as u64 * 4, 0, u64::MAX))?;
                self.counts.resize(cells, 0);
                with_values!(a.values, first => with_values!(b.values, second => {
                    let radix = b.radix as usize;
                    for (first, second) in first.chunks(STRIDE).zip(second.chunks(STRIDE)) {
                        run.check()?;
                        for (i, j) in first.iter().zip(second) {
                            self.counts[*i as usize * radix + *j as usize] += 1;
                        }
                    }
                }));
            }
        }
        Ok(Joint::Dense { radix: b.radix, counts: &self.counts[..cells] })
    }

    fn sort(&mut self, a: Symbols<'_>, b: Symbols<'_>, run: &Run) -> Result<()> {
        let rows = a.values.len();
        let refused = |_| Error::out_of_memory("codes of pairs", rows as u64 * 8, 0, u64::MAX);
        self.keys.clear();
        self.keys.try_reserve(rows).map_err(refused)?;
        with_values!(a.values, first => with_values!(b.values, second => {
            self.keys.extend(
                first.iter().zip(second).map(|(i, j)| u64::from(*i) << 32 | u64::from(*j)),
            );
        }));
        run.check()?;
        self.keys.sort_unstable();
        run.check()?;
        self.cells.clear();
        for run in self.keys.chunk_by(|a, b| a == b) {
            let (first, second) = ((run[0] >> 32) as u32, run[0] as u32);
            self.cells.push(Cell { first, second, count: run.len() as u32 });
        }
        Ok(())
    }
}

/// Rows counted at once: a quarter of them and a few, the most that one table takes, fit 16 bits.
const CHUNK: usize = 1 << 17;

fn count_small(a: &[u8], b: &[u8], radix: u8, cells: usize, counts: &mut Vec<u32>, run: &Run) -> Result<()> {
    counts.clear();
    counts.resize(cells.max(1), 0);
    for (a, b) in a.chunks(CHUNK).zip(b.chunks(CHUNK)) {
        run.check()?;
        let mut tables = [[0u16; SMALL]; 4];
        let ((a, a_left), (b, b_left)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
        for (a, b) in a.iter().zip(b) {
            // A code i·r + j is below 256, so eight of them are made at once and none runs over into the next.
            let codes =
                u64::from_le_bytes(*a).wrapping_mul(u64::from(radix)).wrapping_add(u64::from_le_bytes(*b));
            for place in 0..8 {
                let cell = &mut tables[place & 3][usize::from((codes >> (8 * place)) as u8)];
                *cell = cell.wrapping_add(1);
            }
        }
        for (i, j) in a_left.iter().zip(b_left) {
            let cell = &mut tables[0][usize::from(i.wrapping_mul(radix).wrapping_add(*j))];
            *cell = cell.wrapping_add(1);
        }
        let [t0, t1, t2, t3] = &tables;
        for (cell, count) in counts.iter_mut().enumerate() {
            *count +=
                (u32::from(t0[cell]) + u32::from(t1[cell])) + (u32::from(t2[cell]) + u32::from(t3[cell]));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{below, stream};
    use std::collections::BTreeMap;

    #[test]
    fn counts_are_those_of_a_plain_loop_for_every_width() {
        let run = Run::default();
        let mut counter = PairCounter::default();
        for (trial, (ra, rb, rows)) in [
            (1, 1, 5),
            (2, 2, 1000),
            (16, 16, 1023),
            (1, 256, 777),
            (256, 1, 777),
            (3, 85, 4000),
            (200, 200, 300),
            (300, 4, 1500),
            (70_000, 2, 900),
            (70_000, 80_000, 900),
            (255, 65_000, 40),
        ]
        .into_iter()
        .enumerate()
        {
            let mut generator = stream(trial as u64, "rows", 0);
            let mut draw = |radix: u32| -> Vec<u32> {
                (0..rows).map(|_| below(&mut generator, u64::from(radix)) as u32).collect()
            };
            let (a, b) = (draw(ra), draw(rb));
            let mut expected = BTreeMap::new();
            for pair in a.iter().copied().zip(b.iter().copied()) {
                *expected.entry(pair).or_insert(0u32) += 1;
            }
            let (a, b) = (
                Values::new(ra, a.into_iter(), &run).unwrap(),
                Values::new(rb, b.into_iter(), &run).unwrap(),
            );
            let (a, b) = (Symbols { values: &a, radix: ra }, Symbols { values: &b, radix: rb });
            let mut found = Vec::new();
            counter
                .joint(a, b, &run)
                .unwrap()
                .for_each(|cell| found.push(((cell.first, cell.second), cell.count)));
            assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{ra} × {rb}");
            let single = PairCounter::single(a, &run).unwrap();
            assert_eq!(single.iter().sum::<u32>(), rows as u32);
        }
    }

    #[test]
    fn unequal_lengths_are_refused() {
        let (a, b) = (Values::U8(vec![0]), Values::U8(vec![0, 0]));
        let (a, b) = (Symbols { values: &a, radix: 1 }, Symbols { values: &b, radix: 1 });
        assert!(PairCounter::default().joint(a, b, &Run::default()).is_err());
    }
}
