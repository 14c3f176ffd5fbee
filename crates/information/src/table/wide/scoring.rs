//! H(column | class) of candidate columns of a wide table.
//!
//! While classes × values fit half of a second-level cache, a column is scattered into one table in row order.
//! Beyond, rows are put in class order once per set, and each class fills a table of the column's values that
//! stays in the first-level cache. Weights are summed in blocks of rows that are added up with compensation;
//! counts are exact anyway. Columns are scored in parallel and never see each other.
use super::super::class_entropies::ClassEntropies;
use super::classes::Classes;
use super::{Values, WideTable, with_values};
use marginals_core::sum::Sum;
use marginals_core::{Result, Run};
use marginals_numerics::arch;

/// The most cells that are scattered into: 512 KiB, half of a common second-level cache.
const SCATTERED: usize = 1 << 16;
/// Rows per block of a weighted sum, and between two looks at the cancel flag.
const BLOCK: usize = 1 << 16;

/// Rows in class order and where each class begins.
pub(crate) type Order = (Vec<u32>, Vec<u32>);

/// Whether a column of `radix` values needs rows in class order.
pub(crate) fn needs_order(classes: &Classes, radix: u32) -> bool {
    classes.count().saturating_mul(radix as usize) > SCATTERED && classes.count() > 0
}

/// Σ t ln(T/t) over all classes for each of `columns`, in nats times weight.
pub(crate) fn score(
    table: &WideTable,
    classes: &Classes,
    order: Option<&Order>,
    columns: &[u32],
    run: &Run,
) -> Result<Vec<f64>> {
    run.items(
        columns.to_vec(),
        || (),
        |(), _, column| {
            let column = column as usize;
            let (values, radix) = (&table.columns[column], table.radices[column]);
            if classes.count() == 0 || radix < 2 {
                return Ok(0.0);
            }
            match order {
                Some(order) if needs_order(classes, radix) => in_order(table, values, radix, order, run),
                _ => scattered(table, classes, values, radix as usize, run),
            }
        },
    )
}

fn scattered(table: &WideTable, classes: &Classes, values: &Values, radix: usize, run: &Run) -> Result<f64> {
    let cells = classes.count() * radix;
    let mut entropies = ClassEntropies::new(arch::level());
    let mut found = Vec::with_capacity(radix.min(64));
    let mut emit = |cells: &mut dyn Iterator<Item = f64>| {
        found.clear();
        found.extend(cells.filter(|cell| *cell > 0.0));
        entropies.add(&found);
    };
    match &table.weights {
        None => {
            let mut counts = run.filled("a table of counts", cells, 0u32)?;
            for_rows(classes, values, radix, run, |_, cell| counts[cell] += 1, |_| ())?;
            counts.chunks(radix).for_each(|class| emit(&mut class.iter().map(|count| f64::from(*count))));
        }
        Some(weights) => {
            let mut block = run.filled("a table of weights", cells, 0.0)?;
            let mut sums = run.filled("a table of weights", cells, Sum::default())?;
            let state = std::cell::RefCell::new((&mut block, &mut sums));
            for_rows(
                classes,
                values,
                radix,
                run,
                |row, cell| state.borrow_mut().0[cell] += weights[row],
                |_| {
                    let (block, sums) = &mut *state.borrow_mut();
                    for (sum, cell) in sums.iter_mut().zip(block.iter_mut()) {
                        sum.add(std::mem::take(cell));
                    }
                },
            )?;
            sums.chunks(radix).for_each(|class| emit(&mut class.iter().map(Sum::value)));
        }
    }
    Ok(entropies.finish())
}

/// Calls `add(row, class · radix + value)` for every listed row and `end` after each block of rows.
#[inline]
fn for_rows(
    classes: &Classes,
    values: &Values,
    radix: usize,
    run: &Run,
    mut add: impl FnMut(usize, usize),
    mut end: impl FnMut(usize),
) -> Result<()> {
    let length = classes.len();
    // A block of weights is added up at a cost of one addition a cell.
    let block = BLOCK.max((classes.count() * radix).saturating_mul(4));
    for first in (0..length).step_by(block) {
        let places = first..length.min(first + block);
        with_values!(values, values => match (classes.rows(), classes.ids()) {
            (None, None) => places.for_each(|row| add(row, values[row] as usize)),
            (None, Some(ids)) => {
                let rows = ids[places.clone()].iter().zip(&values[places]).enumerate();
                rows.for_each(|(row, (id, value))| add(first + row, *id as usize * radix + *value as usize));
            }
            (Some(rows), ids) => for place in places {
                let (row, id) = (rows[place] as usize, ids.map_or(0, |ids| ids[place] as usize));
                add(row, id * radix + values[row] as usize);
            },
        });
        run.check()?;
        end(first);
    }
    Ok(())
}

fn in_order(table: &WideTable, values: &Values, radix: u32, order: &Order, run: &Run) -> Result<f64> {
    let mut entropies = ClassEntropies::new(arch::level());
    let mut cells = run.filled("a table of weights", radix as usize, 0.0)?;
    let mut found = Vec::new();
    let mut seen = 0;
    for class in order.1.windows(2) {
        let rows = &order.0[class[0] as usize..class[1] as usize];
        seen += rows.len();
        if seen > BLOCK {
            run.check()?;
            seen = 0;
        }
        found.clear();
        if rows.len() <= BLOCK || table.weights.is_none() {
            with_values!(values, values => {
                match &table.weights {
                    None => rows.iter().for_each(|row| cells[values[*row as usize] as usize] += 1.0),
                    Some(weights) => rows.iter().for_each(|row| {
                        cells[values[*row as usize] as usize] += weights[*row as usize];
                    }),
                }
                let mut take = |cell: &mut f64| {
                    if *cell > 0.0 {
                        found.push(std::mem::take(cell));
                    }
                };
                if rows.len() < radix as usize {
                    rows.iter().for_each(|row| take(&mut cells[values[*row as usize] as usize]));
                } else {
                    cells.iter_mut().for_each(take);
                }
            });
        } else if let Some(weights) = &table.weights {
            let mut sums = run.filled("a table of weights", radix as usize, Sum::default())?;
            for rows in rows.chunks(BLOCK.max(radix as usize * 4)) {
                run.check()?;
                with_values!(values, values => rows.iter().for_each(|row| {
                    cells[values[*row as usize] as usize] += weights[*row as usize];
                }));
                sums.iter_mut().zip(&mut cells).for_each(|(sum, cell)| sum.add(std::mem::take(cell)));
            }
            found.extend(sums.iter().map(Sum::value).filter(|cell| *cell > 0.0));
        }
        entropies.add(&found);
    }
    Ok(entropies.finish())
}
