//! The joint counts of one column with four others at once, for columns of up to sixteen values and some thousand rows.
//!
//! The rows of the four are marks, one byte of sixteen being 1 for each column; they are added up over the rows on which
//! the one column has a value, value after value. So a row costs one load and one addition for all four pairs, where
//! counting costs four stores.
use super::counter::Joint;
use super::terms::Terms;
use crate::table::Values;
use crate::table::wide::with_values;
use marginals_core::{Result, Run};
use marginals_numerics::arch::counting::{MARKS, sum};
use marginals_numerics::arch::level;

/// The most values of a column.
pub const MOST_VALUES: u32 = 16;
/// The most rows: their marks stay in the cache.
pub const MOST_ROWS: usize = 1 << 13;
/// Columns that are marked together.
pub const COLUMNS: usize = 4;

const VALUES: usize = MOST_VALUES as usize;

/// The rows of a column in the order of their values.
#[derive(Debug)]
pub struct Parted {
    order: Vec<u16>,
    /// Where the rows of each value end.
    ends: Vec<usize>,
}

impl Parted {
    /// Orders up to [`MOST_ROWS`] rows, of which `counts` have each value.
    ///
    /// # Errors
    /// Out of memory.
    pub fn new(values: &Values, counts: &[u32], run: &Run) -> Result<Self> {
        let mut order = run.filled("an order of rows", values.len(), 0u16)?;
        let mut ends: Vec<usize> = counts
            .iter()
            .scan(0, |end, count| {
                let start = *end;
                *end += *count as usize;
                Some(start)
            })
            .collect();
        with_values!(values, values => {
            for (row, value) in values.iter().enumerate() {
                let end = &mut ends[*value as usize];
                order[*end] = row as u16;
                *end += 1;
            }
        });
        Ok(Parted { order, ends })
    }
}

/// Four columns, marked, and their counts with one.
#[derive(Debug, Default)]
pub struct Quad {
    marks: Vec<[u8; MARKS]>,
    counts: Vec<[u32; MARKS]>,
}

impl Quad {
    /// Marks up to four columns of one length with up to sixteen values.
    pub fn mark<'a>(&mut self, rows: usize, columns: impl Iterator<Item = Option<&'a Values>>) {
        self.marks.clear();
        self.marks.resize(rows, [0; MARKS]);
        for (place, values) in columns.enumerate().filter_map(|(place, values)| Some((place, values?))) {
            with_values!(values, values => {
                for (marks, value) in self.marks.iter_mut().zip(values) {
                    marks[(place * VALUES + (*value as usize & (VALUES - 1))) & (MARKS - 1)] = 1;
                }
            });
        }
    }

    /// Counts the marked columns with another, and answers Σ n ln n over the cells of each pair.
    pub fn count(&mut self, other: &Parted, terms: &Terms) -> [f64; COLUMNS] {
        self.counts.resize(other.ends.len(), [0; MARKS]);
        let table = terms.table();
        let last = table.len().saturating_sub(1);
        let mut sums = [[0.0f64; 4]; COLUMNS];
        let mut start = 0;
        for (counts, end) in self.counts.iter_mut().zip(&other.ends) {
            sum(level(), &self.marks, &other.order[start..*end], counts);
            start = *end;
            for (sums, counts) in sums.iter_mut().zip(counts.as_chunks::<VALUES>().0) {
                for (value, count) in counts.iter().enumerate() {
                    sums[value % 4] += table[(*count as usize).min(last)];
                }
            }
        }
        sums.map(|[a, b, c, d]| (a + b) + (c + d))
    }

    /// Cells of the pair with the marked column at `place`, which has `radix` values, into `cells`.
    pub fn joint<'a>(&self, place: usize, radix: u32, cells: &'a mut Vec<u32>) -> Joint<'a> {
        cells.clear();
        let of = place * VALUES;
        self.counts.iter().for_each(|counts| cells.extend(&counts[of..of + radix as usize]));
        Joint::Dense { radix, counts: cells }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contingency::{PairCounter, Symbols, joint_terms};
    use marginals_core::random::{below, stream};

    #[test]
    fn four_pairs_at_once_are_each_counted_alone() {
        let run = Run::default();
        let mut quad = Quad::default();
        for case in 0..60u64 {
            let mut generator = stream(case, "columns", 0);
            let rows = 1 + below(&mut generator, 1500) as usize;
            let mut draw = |radix: u32| {
                let values: Vec<u32> =
                    (0..rows).map(|_| below(&mut generator, u64::from(radix)) as u32).collect();
                Values::new(radix, values.into_iter(), &run).unwrap()
            };
            let radices = [16u32, 5, 1, 9];
            let columns = radices.map(&mut draw);
            let radix = 1 + (case as u32 % 16);
            let other = draw(radix);
            let counts = PairCounter::single(Symbols { values: &other, radix }, &run).unwrap();
            let parted = Parted::new(&other, &counts, &run).unwrap();
            let terms = Terms::new(rows);
            let held = |place: usize| (case % 5 != place as u64).then_some(&columns[place]);
            quad.mark(rows, (0..4).map(held));
            let sums = quad.count(&parted, &terms);
            let mut counter = PairCounter::default();
            for place in (0..4).filter(|place| held(*place).is_some()) {
                let own = Symbols { values: &columns[place], radix: radices[place] };
                let joint = counter.joint(Symbols { values: &other, radix }, own, &run).unwrap();
                let Joint::Dense { counts: expected, .. } = joint else { panic!("a small table") };
                let mut cells = Vec::new();
                let Joint::Dense { counts: found, .. } = quad.joint(place, radices[place], &mut cells) else {
                    panic!("a table")
                };
                assert_eq!(found, expected);
                assert!((sums[place] - joint_terms(&joint, &terms)).abs() < 1e-11 * (1.0 + sums[place]));
            }
        }
    }
}
