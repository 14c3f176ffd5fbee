//! Rows that agree get one number: a table of presence where keys are dense, a radix sort where they are not.
use super::contingency::{Cell, tally};
use super::{Codes, STRIDE, Symbols, with_codes};
use crate::table::sort::sort_rows;
use marginals_core::{Result, Run};

/// The largest range of keys that is counted in a table, for `n` rows: sparser while the table stays in a cache.
pub(crate) fn dense_limit(n: usize) -> u64 {
    let n = n as u64;
    (8 * n).max((16 * n).min(1 << 22)).clamp(1 << 18, 1 << 26)
}

/// Numbers the distinct keys 0, 1, … in rising order: the number of each row, and the keys. Keys are below `range`.
pub(crate) fn renumber(
    keys: impl ExactSizeIterator<Item = u64> + Clone,
    range: u64,
    run: &Run,
) -> Result<(Vec<u32>, Vec<u64>)> {
    let n = keys.len();
    let _charge = run.charge("numbers of the rows", n as u64 * 4)?;
    let mut ids = run.filled("numbers of the rows", n, 0u32)?;
    let mut distinct = Vec::new();
    if range <= dense_limit(n) {
        let _charge = run.charge("numbers of the symbols", range * 4)?;
        let mut number = run.filled("numbers of the symbols", range as usize, 0u32)?;
        for (row, key) in keys.clone().enumerate() {
            if row % STRIDE == 0 {
                run.check()?;
            }
            number[key as usize] = 1;
        }
        for (key, slot) in number.iter_mut().enumerate() {
            if *slot != 0 {
                *slot = distinct.len() as u32;
                distinct.push(key as u64);
            }
        }
        for (row, (id, key)) in ids.iter_mut().zip(keys).enumerate() {
            if row % STRIDE == 0 {
                run.check()?;
            }
            *id = number[key as usize];
        }
        return Ok((ids, distinct));
    }
    let _charge = run.charge("sorted symbols", n as u64 * 16)?;
    let mut sorted = run.reserved("sorted symbols", n)?;
    sorted.extend(keys);
    // Row numbers are below 2³², which a double holds exactly.
    let mut rows = run.reserved("sorted symbols", n)?;
    rows.extend((0..n).map(|row| row as f64));
    sort_rows(&mut sorted, &mut rows, run)?;
    for (place, (key, row)) in sorted.into_iter().zip(rows).enumerate() {
        if place % STRIDE == 0 {
            run.check()?;
        }
        if distinct.last() != Some(&key) {
            distinct.push(key);
        }
        ids[row as usize] = (distinct.len() - 1) as u32;
    }
    Ok((ids, distinct))
}

/// The pairs of symbols that two variables take together: the number of each row's pair, and the pairs.
pub struct Pairs {
    /// Number of the pair of each row.
    pub ids: Vec<u32>,
    /// The pairs by number, rising by row symbol, then by column symbol, with their counts.
    pub cells: Vec<Cell>,
}

impl Pairs {
    /// Numbers the pairs of symbols of two variables of one length.
    ///
    /// # Errors
    /// `Shape` for unequal lengths; out of memory; the run was cancelled.
    pub fn new(rows: &Symbols, columns: &Symbols, run: &Run) -> Result<Self> {
        let (ids, distinct) = numbered(rows, columns, run)?;
        let width = columns.radix() as u64;
        let counts = tally(ids.len(), distinct.len(), |rows, out| out.copy_from_slice(&ids[rows]), run)?;
        let cells = distinct.into_iter().zip(counts).map(|(key, count)| Cell {
            row: (key / width) as u32,
            column: (key % width) as u32,
            weight: f64::from(count),
        });
        Ok(Pairs { cells: cells.collect(), ids })
    }
}

/// The variable whose symbols are the pairs of symbols of two variables of one length.
///
/// # Errors
/// As [`Pairs::new`].
pub(super) fn paired(rows: &Symbols, columns: &Symbols, run: &Run) -> Result<Symbols> {
    let (ids, distinct) = numbered(rows, columns, run)?;
    Ok(Symbols { radix: distinct.len(), codes: Codes::Wide(ids.into()) })
}

/// The number of the pair of each row, and the pairs as row symbol · number of column symbols + column symbol.
fn numbered(rows: &Symbols, columns: &Symbols, run: &Run) -> Result<(Vec<u32>, Vec<u64>)> {
    rows.same_length(columns)?;
    let width = columns.radix() as u64;
    // Both radices are below 2³², so their product is below 2⁶⁴.
    let range = rows.radix() as u64 * width;
    with_codes!(rows.codes(), a => with_codes!(columns.codes(), b => {
        let keys = a.iter().zip(b).map(|(a, b)| u64::from(*a) * width + u64::from(*b));
        renumber(keys, range, run)
    }))
}
