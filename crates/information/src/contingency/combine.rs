//! Two columns of symbols as one: the pairs that occur, numbered in order.
//!
//! The joint alphabet is as large as what occurs, never the product. Cost: O(rows), or a sort where the product
//! is large beside the rows.
use super::counter::Symbols;
use crate::table::Values;
use crate::table::wide::with_values;
use marginals_core::{Error, Result, Run};

/// Cells up to which a table of all pairs is made.
const DENSE: u64 = 1 << 16;

/// The pairs (a, b) of every row as numbers below the second answer, which keep the order of (a, b).
///
/// # Errors
/// `Shape` for unequal lengths; out of memory; the run was cancelled.
pub fn combine(a: Symbols<'_>, b: Symbols<'_>, run: &Run) -> Result<(Values, u32)> {
    let rows = a.values.len();
    if b.values.len() != rows {
        return Err(Error::shape("columns", "of one length", b.values.len()));
    }
    let _charge = run.charge("pairs of symbols", rows as u64 * 20)?;
    let mut keys = run.reserved("pairs of symbols", rows)?;
    let radix = u64::from(b.radix);
    with_values!(a.values, first => with_values!(b.values, second => {
        keys.extend(first.iter().zip(second).map(|(i, j)| u64::from(*i) * radix + u64::from(*j)));
    }));
    run.check()?;
    let cells = u64::from(a.radix) * radix;
    if cells <= DENSE.max(4 * rows as u64) {
        let mut numbers = run.filled("numbers of pairs", cells as usize, 0u32)?;
        keys.iter().for_each(|key: &u64| numbers[*key as usize] = 1);
        run.check()?;
        let mut count = 0;
        for number in &mut numbers {
            let occurs = *number;
            *number = count;
            count += occurs;
        }
        let values = Values::new(count, keys.iter().map(|key| numbers[*key as usize]), run)?;
        return Ok((values, count));
    }
    let mut distinct = run.reserved("pairs of symbols", rows)?;
    distinct.extend_from_slice(&keys);
    distinct.sort_unstable();
    distinct.dedup();
    run.check()?;
    let count = distinct.len() as u32;
    let number = |key: &u64| distinct.partition_point(|other| other < key) as u32;
    Ok((Values::new(count, keys.iter().map(number), run)?, count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{below, stream};

    #[test]
    fn equal_pairs_and_only_those_have_equal_numbers_in_order() {
        let run = Run::default();
        for (trial, (ra, rb, rows)) in
            [(2, 3, 50), (40, 40, 200), (70_000, 90_000, 300), (1, 1, 4)].into_iter().enumerate()
        {
            let mut generator = stream(trial as u64, "rows", 0);
            let mut draw = |radix: u32| -> Vec<u32> {
                (0..rows).map(|_| below(&mut generator, u64::from(radix)) as u32).collect()
            };
            let (a, b) = (draw(ra), draw(rb));
            let (va, vb) = (
                Values::new(ra, a.iter().copied(), &run).unwrap(),
                Values::new(rb, b.iter().copied(), &run).unwrap(),
            );
            let (values, count) =
                combine(Symbols { values: &va, radix: ra }, Symbols { values: &vb, radix: rb }, &run)
                    .unwrap();
            let mut pairs: Vec<_> = a.iter().zip(&b).collect();
            pairs.sort_unstable();
            pairs.dedup();
            assert_eq!(count as usize, pairs.len());
            for row in 0..rows {
                assert_eq!(pairs[values.get(row) as usize], (&a[row], &b[row]));
            }
        }
    }
}
