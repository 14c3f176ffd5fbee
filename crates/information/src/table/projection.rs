//! The entropy of any subset of columns at once, and the table of a subset.
use super::narrow::{NarrowTable, total_and_entropy};
use super::packing::Packing;
use super::refinement::check_column;
use super::sort::sort_rows;
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};
use marginals_numerics::xlnx;

/// Subsets of at most this many packed bits are summed in a dense table.
const DENSE_BITS: u32 = 12;
/// Rows per dense table.
const DENSE_ROWS: usize = 1 << 15;
/// Rows between two looks at the cancel flag.
const STRIDE: usize = 1 << 16;

/// H(columns) in nats; 0 for no columns.
///
/// Cost: O(rows) for few columns (a dense table of up to 4,096 cells), else a radix sort of the rows' remaining
/// bits. To grow or shrink a set step by step, [`super::Refinement`] and [`super::Coarsening`] are faster.
///
/// # Errors
/// `Range` for an unknown column, `Argument` for a repeated one; out of memory; the run was cancelled.
pub fn entropy_of(table: &NarrowTable, columns: &[u32], run: &Run) -> Result<f64> {
    let selected = Selected::new(table, columns)?;
    let bits = selected.packing.as_ref().map_or(0, Packing::bits);
    if bits == 0 {
        return Ok(0.0);
    }
    if columns.len() == table.columns() {
        return Ok(table.entropy());
    }
    let (keys, weights) = (table.keys(), table.weights());
    if bits <= DENSE_BITS {
        let parts = run.blocks(
            keys.len(),
            DENSE_ROWS,
            || (),
            |(), rows| {
                let mut cells = vec![0.0; 1 << bits];
                for (key, weight) in keys[rows.clone()].iter().zip(&weights[rows]) {
                    cells[selected.key(*key) as usize] += weight;
                }
                Ok(cells)
            },
        )?;
        let mut cells = vec![Sum::default(); 1 << bits];
        for part in parts {
            cells.iter_mut().zip(part).for_each(|(sum, cell)| sum.add(cell));
        }
        let cells: Vec<f64> = cells.iter().map(Sum::value).filter(|cell| *cell > 0.0).collect();
        let entropy = table.total().ln() - xlnx::sum_xlnx(&cells) / table.total();
        return Ok(if cells.len() < 2 { 0.0 } else { entropy.max(0.0) + 0.0 });
    }
    let (_, weights) = selected.merged(table, run)?;
    Ok(total_and_entropy(&weights, run)?.1)
}

/// The table of the given columns, in the given order, rows merged.
///
/// # Errors
/// As [`entropy_of`]; `Shape` without columns.
pub fn project(table: &NarrowTable, columns: &[u32], run: &Run) -> Result<NarrowTable> {
    let selected = Selected::new(table, columns)?;
    let Some(packing) = &selected.packing else {
        return Err(Error::shape("columns", "at least one column", "none"));
    };
    let radices = packing.radices().to_vec();
    let (keys, weights) = selected.merged(table, run)?;
    NarrowTable::new(&radices, keys, weights, run)
}

/// Moves of the chosen columns' bits to their new places.
struct Selected {
    /// None without columns.
    packing: Option<Packing>,
    /// Mask, old offset, new offset.
    moves: Vec<(u64, u32, u32)>,
}

impl Selected {
    fn new(table: &NarrowTable, columns: &[u32]) -> Result<Self> {
        let old = table.packing();
        for (place, column) in columns.iter().enumerate() {
            check_column(old, *column).map_err(|error| error.renamed(format!("columns[{place}]")))?;
            if columns[..place].contains(column) {
                return Err(Error::argument(
                    format!("columns[{place}]"),
                    "a column not named before",
                    column,
                ));
            }
        }
        if columns.is_empty() {
            return Ok(Selected { packing: None, moves: Vec::new() });
        }
        let radices: Vec<u32> = columns.iter().map(|column| old.radices()[*column as usize]).collect();
        let packing = Packing::new(&radices)?;
        let moves = columns.iter().enumerate().map(|(place, column)| {
            let from = old.offset(*column as usize);
            (old.mask(*column as usize).checked_shr(from).unwrap_or(0), from, packing.offset(place))
        });
        let moves = moves.filter(|(mask, _, _)| *mask != 0).collect();
        Ok(Selected { packing: Some(packing), moves })
    }

    #[inline]
    fn key(&self, key: u64) -> u64 {
        self.moves.iter().fold(0, |new, (mask, from, to)| new | (key >> from & mask) << to)
    }

    /// Sorted and merged rows of the subset.
    fn merged(&self, table: &NarrowTable, run: &Run) -> Result<(Vec<u64>, Vec<f64>)> {
        let _charge = run.charge("the rows of a subset", table.rows() as u64 * 16)?;
        let mut keys = run.filled("the rows of a subset", table.rows(), 0u64)?;
        run.blocks_into(
            &mut keys,
            STRIDE,
            || (),
            |(), first, keys| {
                for (new, old) in keys.iter_mut().zip(&table.keys()[first..]) {
                    *new = self.key(*old);
                }
                Ok(())
            },
        )?;
        let mut weights = run.reserved("the rows of a subset", table.rows())?;
        weights.extend_from_slice(table.weights());
        if !keys.is_sorted() {
            sort_rows(&mut keys, &mut weights, run)?;
        }
        let mut kept = 0;
        for row in 1..keys.len() {
            if row % STRIDE == 0 {
                run.check()?;
            }
            if keys[row] == keys[kept] {
                weights[kept] += weights[row];
            } else {
                kept += 1;
                (keys[kept], weights[kept]) = (keys[row], weights[row]);
            }
        }
        keys.truncate(kept + 1);
        weights.truncate(kept + 1);
        Ok((keys, weights))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::Code;

    fn table() -> NarrowTable {
        let keys = (0..30u64).map(|row| ((row / 10) << 4) | (row % 10)).collect();
        NarrowTable::unit(&[3, 10], keys, &Run::default()).unwrap()
    }

    #[test]
    fn independent_columns_add_up() {
        let run = Run::default();
        let table = table();
        assert_eq!(entropy_of(&table, &[], &run).unwrap(), 0.0);
        for (columns, states) in [(&[0][..], 3.0f64), (&[1], 10.0), (&[1, 0], 30.0)] {
            let expected = states.ln();
            assert!((entropy_of(&table, columns, &run).unwrap() - expected).abs() < 2e-15);
            let projected = project(&table, columns, &run).unwrap();
            assert_eq!(projected.rows() as f64, states);
            assert!((projected.entropy() - expected).abs() < 2e-15);
        }
        let turned = project(&table, &[1, 0], &run).unwrap();
        assert_eq!(turned.packing().radices(), [10, 3]);
        assert_eq!(turned.packing().field(turned.keys()[4], 0), 1);
    }

    #[test]
    fn wrong_subsets_are_errors() {
        let run = Run::default();
        assert_eq!(entropy_of(&table(), &[0, 2], &run).unwrap_err().argument_name(), Some("columns[1]"));
        assert_eq!(entropy_of(&table(), &[0, 0], &run).unwrap_err().code(), Code::Argument);
        assert_eq!(project(&table(), &[], &run).unwrap_err().code(), Code::Shape);
    }
}
