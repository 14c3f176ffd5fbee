//! How often two variables take each pair of symbols: the table under every measure of two discrete variables.
//!
//! Dense tables, of pairs and of tuples of more variables alike, are counted in blocks of rows whose tables are added
//! (whole numbers, so threads do not matter); small ones in four copies, so that repeats do not wait for each other. Cost:
//! O(rows + cells).
use super::renumber::{Pairs, dense_limit};
use super::{Codes, STRIDE, Symbols, with_codes};
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
        let cells = run.blocks(
            rows.radix(),
            (STRIDE / width).max(1),
            || (),
            |(), range| {
                let lines = range.clone().zip(table[range.start * width..range.end * width].chunks(width));
                let cells = lines.flat_map(|(row, line)| {
                    let cells = (0..).zip(line).filter(|(_, count)| **count > 0);
                    cells.map(move |(column, count)| Cell {
                        row: row as u32,
                        column,
                        weight: f64::from(*count),
                    })
                });
                Ok(cells.collect::<Vec<_>>())
            },
        )?;
        Ok(Self::of_cells(cells.concat(), rows.radix(), width, n as f64))
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

/// How often each tuple of symbols of variables of one length occurs, in the order of the tuples; nothing where a table of
/// all tuples would be large beside the rows.
///
/// # Errors
/// `Shape` for unequal lengths; out of memory; the run was cancelled.
pub(crate) fn count_tuples(variables: &[&Symbols], run: &Run) -> Result<Option<Vec<u32>>> {
    let Some((first, rest)) = variables.split_first() else { return Ok(None) };
    rest.iter().try_for_each(|other| first.same_length(other))?;
    let n = first.len();
    let cells = variables.iter().try_fold(1u64, |cells, own| cells.checked_mul(own.radix() as u64));
    let Some(cells) = cells.filter(|cells| *cells <= dense_limit(n)) else { return Ok(None) };
    let level = level();
    let append = |codes: &mut [u32], radix: usize, own: &Codes, rows: Range<usize>| {
        with_codes!(own, own => spelling::append(level, codes, radix as u32, &own[rows]));
    };
    let of = |rows: Range<usize>, codes: &mut [u32]| {
        append(codes, 0, first.codes(), rows.clone());
        rest.iter().for_each(|own| append(codes, own.radix(), own.codes(), rows.clone()));
    };
    tally(n, cells as usize, of, run).map(Some)
}

/// Tables up to this size are counted in four copies.
const SMALL: usize = 1 << 12;
/// Indices made at a time, so that making them is vectorised.
const CHUNK: usize = 1 << 12;
// A block of a small table has at most 2¹⁶ rows, of which each copy counts a quarter: two bytes hold every count.
const _: () = assert!(STRIDE <= 1 << 16 && 16 * SMALL <= 1 << 16 && CHUNK.is_multiple_of(4));

/// What a thread counts a block with.
struct Scratch {
    chunk: [u32; CHUNK],
    copies: Vec<u16>,
}

/// How often each index below `cells` occurs among those of the rows 0..n, which `indices(rows, into)` writes.
pub(crate) fn tally(
    n: usize,
    cells: usize,
    indices: impl Fn(Range<usize>, &mut [u32]) + Sync,
    run: &Run,
) -> Result<Vec<u32>> {
    // A length that is a power of two lets a mask stand for the check of every index.
    let length = cells.next_power_of_two();
    let is_small = length <= SMALL;
    let block = STRIDE.max(16 * cells);
    let threads = n.div_ceil(block).min(run.threads().max(1)) as u64;
    let _charge = run.charge("tables of counts", length as u64 * 4 * (threads * 2 + 1))?;
    let tables = run.blocks(
        n,
        block,
        || Scratch { chunk: [0; CHUNK], copies: Vec::new() },
        |Scratch { chunk, copies }, rows| {
            copies.clear();
            copies.resize(if is_small { length * 4 } else { 0 }, 0);
            // A large table is the answer itself.
            let mut table = run.zeroed("tables of counts", if is_small { 0 } else { length })?;
            for first in rows.clone().step_by(CHUNK) {
                if first % STRIDE == 0 {
                    run.check()?;
                }
                let range = first..rows.end.min(first + CHUNK);
                let chunk = &mut chunk[..range.len()];
                indices(range, chunk);
                if is_small { count_in_four(chunk, copies, length) } else { count_in_one(chunk, &mut table) }
            }
            table.truncate(cells);
            Ok(if is_small { sum_of_four(copies, length, cells) } else { table })
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

/// Four tables of one length, a power of two, one after the other.
fn count_in_four(indices: &[u32], tables: &mut [u16], length: usize) {
    let mask = length - 1;
    let (first, rest) = tables.split_at_mut(length);
    let (second, rest) = rest.split_at_mut(length);
    let (third, fourth) = rest.split_at_mut(length);
    let add = |table: &mut [u16], index: u32| {
        let count = &mut table[index as usize & mask];
        *count = count.wrapping_add(1);
    };
    let (quads, rest) = indices.as_chunks::<4>();
    for [a, b, c, d] in quads {
        add(first, *a);
        add(second, *b);
        add(third, *c);
        add(fourth, *d);
    }
    rest.iter().for_each(|index| add(first, *index));
}

fn sum_of_four(tables: &[u16], length: usize, cells: usize) -> Vec<u32> {
    let [a, b, c, d] = std::array::from_fn(|copy| &tables[copy * length..][..cells]);
    let pairs = |a: &u16, b: &u16| u32::from(*a) + u32::from(*b);
    a.iter().zip(b).zip(c.iter().zip(d)).map(|((a, b), (c, d))| pairs(a, b) + pairs(c, d)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{below, stream};
    use std::collections::BTreeMap;
    use std::sync::Arc;

    /// A variable in the narrowest width and the wider ones in turn.
    fn variable(symbols: &[u32], width: usize, run: &Run) -> Symbols {
        let codes = match width % 3 {
            0 if symbols.iter().all(|symbol| *symbol < 256) => Codes::narrowed(symbols),
            1 => Codes::Words(symbols.iter().map(|symbol| *symbol as u16).collect::<Vec<_>>().into()),
            _ => Codes::Wide(symbols.to_vec().into()),
        };
        Symbols::new(codes, run).unwrap()
    }

    #[test]
    fn tuples_are_counted_as_by_a_map_for_any_threads() {
        let pool = Arc::new(rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap());
        let (alone, threads) = (Run::default(), Run::default().with_pool(pool, 3));
        // The last rows are all alike: a copy of a small table counts a quarter of a block in one cell.
        for (case, (radices, rows)) in [
            (&[16u32, 16, 16][..], 300_000),
            (&[3], 70_001),
            (&[5, 4], 65_536),
            (&[2, 3, 1, 2, 4], 9),
            (&[17, 300, 9], 5_000),
            (&[1, 1, 1], 262_147),
        ]
        .into_iter()
        .enumerate()
        {
            let mut generator = stream(case as u64, "tuples", 0);
            let columns: Vec<Vec<u32>> = radices
                .iter()
                .map(|radix| {
                    let mut column: Vec<u32> =
                        (0..rows).map(|_| below(&mut generator, u64::from(*radix)) as u32).collect();
                    column[rows / 4..].fill(radix - 1);
                    column
                })
                .collect();
            let mut expected: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
            for row in 0..rows {
                *expected.entry(columns.iter().map(|column| column[row]).collect()).or_default() += 1;
            }
            let own: Vec<Symbols> =
                columns.iter().enumerate().map(|(at, column)| variable(column, at, &alone)).collect();
            let own: Vec<&Symbols> = own.iter().collect();
            let counts = count_tuples(&own, &alone).unwrap().unwrap();
            assert_eq!(Some(&counts), count_tuples(&own, &threads).unwrap().as_ref());
            let counts: Vec<u32> = counts.into_iter().filter(|count| *count > 0).collect();
            assert_eq!(counts, expected.into_values().collect::<Vec<_>>(), "{radices:?}");
            let joint = Symbols::joint(&own, &alone).unwrap().counts(&alone).unwrap();
            assert_eq!(joint, counts.into_iter().map(f64::from).collect::<Vec<_>>());
        }
    }

    #[test]
    fn pairs_are_counted_as_by_a_map_for_any_threads() {
        let pool = Arc::new(rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap());
        let (alone, threads) = (Run::default(), Run::default().with_pool(pool, 3));
        for (case, (rows, columns, n)) in
            [(900, 1100, 70_000), (3, 70_000, 40_000), (70_000, 3, 40_000), (3000, 3000, 20_000), (1, 1, 7)]
                .into_iter()
                .enumerate()
        {
            let mut generator = stream(case as u64, "pairs", 0);
            let mut draw = |radix: u32| -> Vec<u32> {
                (0..n).map(|_| below(&mut generator, u64::from(radix)) as u32).collect()
            };
            let (a, b) = (draw(rows), draw(columns));
            let mut expected: BTreeMap<(u32, u32), f64> = BTreeMap::new();
            a.iter().zip(&b).for_each(|(a, b)| *expected.entry((*a, *b)).or_default() += 1.0);
            let (a, b) = (variable(&a, 2, &alone), variable(&b, 1 + case, &alone));
            let table = Contingency::count(&a, &b, &alone).unwrap();
            assert_eq!(table, Contingency::count(&a, &b, &threads).unwrap());
            let cells: Vec<_> =
                table.cells.iter().map(|cell| ((cell.row, cell.column), cell.weight)).collect();
            assert_eq!(cells, expected.into_iter().collect::<Vec<_>>());
            assert_eq!(table.rows.iter().sum::<f64>(), f64::from(n));
        }
    }

    #[test]
    fn tables_of_tuples_that_would_be_large_are_not_made() {
        let run = Run::default();
        let column = variable(&(0..60_000).collect::<Vec<_>>(), 2, &run);
        assert_eq!(count_tuples(&[&column, &column], &run), Ok(None));
        assert_eq!(count_tuples(&[&column; 5], &run), Ok(None));
        let other = variable(&[0, 1], 0, &run);
        assert!(count_tuples(&[&column, &other], &run).is_err());
    }
}
