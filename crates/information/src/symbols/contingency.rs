//! How often two variables take each pair of symbols: the table under every measure of two discrete variables.
//!
//! Dense tables are counted in blocks of rows whose tables are added (whole numbers, so threads do not matter);
//! small ones in four copies, so that repeats do not wait for each other. Cost: O(rows + cells).
use super::renumber::{Pairs, dense_limit};
use super::{STRIDE, Symbols, with_codes};
use marginals_core::sum::Sum;
use marginals_core::{Result, Run};
use marginals_numerics::arch::{level, spelling};
use std::ops::Range;

/// A pair of symbols and how much of it there is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// Symbol of the first variable.
    pub row: u32,
    /// Symbol of the second variable.
    pub column: u32,
    /// Number of samples, or probability; above 0.
    pub weight: f64,
}

/// Two variables counted together.
#[derive(Clone, Debug, PartialEq)]
pub struct Contingency {
    /// Pairs that occur, rising by row, then by column.
    pub cells: Vec<Cell>,
    /// Weight of each symbol of the first variable; 0 where it does not occur.
    pub rows: Vec<f64>,
    /// Weight of each symbol of the second variable.
    pub columns: Vec<f64>,
    /// Weight of all.
    pub total: f64,
}

impl Contingency {
    /// Counts the pairs of two variables.
    ///
    /// # Errors
    /// `Shape` for unequal lengths; out of memory; the run was cancelled.
    pub fn count(rows: &Symbols, columns: &Symbols, run: &Run) -> Result<Self> {
        rows.same_length(columns)?;
        let n = rows.len();
        let width = columns.radix();
        let range = rows.radix() as u64 * width as u64;
        if range > dense_limit(n) {
            return Ok(Self::of_cells(Pairs::new(rows, columns, run)?.cells, rows.radix(), width, n as f64));
        }
        let table = with_codes!(rows.codes(), a => with_codes!(columns.codes(), b => {
            let level = level();
            let of = |rows: Range<usize>, codes: &mut [u32]| {
                spelling::append(level, codes, 0, &a[rows.clone()]);
                spelling::append(level, codes, width as u32, &b[rows]);
            };
            tally(n, range as usize, of, run)
        }))?;
        let cells = table.into_iter().enumerate().filter(|(_, count)| *count > 0);
        let cells = cells.map(|(key, count)| Cell {
            row: (key / width) as u32,
            column: (key % width) as u32,
            weight: f64::from(count),
        });
        Ok(Self::of_cells(cells.collect(), rows.radix(), width, n as f64))
    }

    /// Adds the margins to the cells.
    pub(crate) fn of_cells(cells: Vec<Cell>, rows: usize, columns: usize, total: f64) -> Self {
        let mut sums = (vec![Sum::default(); rows], vec![Sum::default(); columns]);
        for cell in &cells {
            sums.0[cell.row as usize].add(cell.weight);
            sums.1[cell.column as usize].add(cell.weight);
        }
        let values = |sums: Vec<Sum>| sums.into_iter().map(|sum| sum.value()).collect();
        Contingency { cells, rows: values(sums.0), columns: values(sums.1), total }
    }

    /// Weights of the pairs that occur.
    #[must_use]
    pub fn weights(&self) -> Vec<f64> {
        self.cells.iter().map(|cell| cell.weight).collect()
    }
}

/// Tables up to this size are counted in four copies.
const SMALL: usize = 1 << 11;
/// Indices made at a time, so that making them is vectorised.
const CHUNK: usize = 1 << 12;

/// How often each index below `cells` occurs among those of the rows 0..n, which `indices(rows, into)` writes.
pub(crate) fn tally(
    n: usize,
    cells: usize,
    indices: impl Fn(Range<usize>, &mut [u32]) + Sync,
    run: &Run,
) -> Result<Vec<u32>> {
    let copies = if cells <= SMALL { 4 } else { 1 };
    // A length that is a power of two lets a mask stand for the check of every index.
    let length = cells.next_power_of_two();
    let block = STRIDE.max(16 * cells);
    let threads = n.div_ceil(block).min(run.threads().max(1)) as u64;
    let _charge = run.charge("tables of counts", length as u64 * 4 * (threads * copies + 1))?;
    let tables = run.blocks(
        n,
        block,
        || ([0u32; CHUNK], Vec::new()),
        |(chunk, table): &mut ([u32; CHUNK], Vec<u32>), rows| {
            table.clear();
            if table.capacity() == 0 {
                *table = run.reserved("tables of counts", length * copies as usize)?;
            }
            table.resize(length * copies as usize, 0);
            for first in rows.clone().step_by(CHUNK) {
                if first % STRIDE == 0 {
                    run.check()?;
                }
                let range = first..rows.end.min(first + CHUNK);
                let chunk = &mut chunk[..range.len()];
                indices(range, chunk);
                match copies {
                    4 => count_in_four(chunk, table, length),
                    _ => count_in_one(chunk, table),
                }
            }
            let (sum, copies) = table.split_at_mut(length);
            for copy in copies.chunks(length) {
                sum.iter_mut().zip(copy).for_each(|(sum, count)| *sum += count);
            }
            Ok(sum[..cells].to_vec())
        },
    )?;
    let mut tables = tables.into_iter();
    let mut total = match tables.next() {
        Some(table) => table,
        None => run.filled("a table of counts", cells, 0)?,
    };
    for table in tables {
        total.iter_mut().zip(table).for_each(|(sum, count)| *sum += count);
    }
    Ok(total)
}

fn count_in_one(indices: &[u32], table: &mut [u32]) {
    let mask = table.len() - 1;
    for index in indices {
        table[*index as usize & mask] += 1;
    }
}

fn count_in_four(indices: &[u32], table: &mut [u32], length: usize) {
    let mask = length - 1;
    let (first, rest) = table.split_at_mut(length);
    let (second, rest) = rest.split_at_mut(length);
    let (third, fourth) = rest.split_at_mut(length);
    let (quads, rest) = indices.as_chunks::<4>();
    for [a, b, c, d] in quads {
        first[*a as usize & mask] += 1;
        second[*b as usize & mask] += 1;
        third[*c as usize & mask] += 1;
        fourth[*d as usize & mask] += 1;
    }
    for index in rest {
        first[*index as usize & mask] += 1;
    }
}
