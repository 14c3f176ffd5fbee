//! Columns of few values as planes of bits: joint counts by counting the bits that two planes share.
//!
//! A column of r values has r − 1 planes, plane v holding the rows whose value is v + 1; cells with value 0 follow
//! from the marginals. A pair costs (r − 1)(s − 1) ⌈n / 64⌉ words, a sixteenth or less of what counting rows costs
//! for two-valued columns.
use crate::symbols::number;
use crate::table::Values;
use crate::table::wide::with_values;
use marginals_core::{Charge, Result, Run};
use marginals_numerics::arch::{bits, level};

/// The most values of a column held as planes.
pub const MOST_VALUES: u32 = 4;

/// Columns of at most four values, all their planes one after the other.
#[derive(Debug)]
pub struct Planes {
    words: usize,
    bits: Vec<u64>,
    /// First plane of every column, and the number of planes at the end.
    first: Vec<usize>,
    _charge: Charge,
}

impl Planes {
    /// The planes of `columns`, each with the number of its values.
    ///
    /// # Errors
    /// Out of memory; the run was cancelled.
    pub fn new(columns: &[(&Values, u32)], run: &Run) -> Result<Self> {
        let rows = columns.first().map_or(0, |(values, _)| values.len());
        let words = rows.div_ceil(64);
        let mut first = vec![0];
        for (_, radix) in columns {
            first.push(first.last().unwrap_or(&0) + radix.saturating_sub(1) as usize);
        }
        let length = words * first.last().unwrap_or(&0);
        let charge = run.charge("planes of bits", length as u64 * 8)?;
        let mut bits = run.filled("planes of bits", length, 0u64)?;
        let mut rest = &mut bits[..];
        let mut planes = Vec::with_capacity(columns.len());
        for (_, radix) in columns {
            let (own, others) = rest.split_at_mut(words * radix.saturating_sub(1) as usize);
            planes.push(own);
            rest = others;
        }
        run.items(
            planes,
            || (),
            |(), column, planes| {
                with_values!(columns[column].0, values => {
                    for (plane, bits) in planes.chunks_mut(words.max(1)).enumerate() {
                        let value = plane as u32 + 1;
                        for (word, rows) in bits.iter_mut().zip(values.chunks(64)) {
                            let bit = |row: usize| u64::from(number(rows[row]) == value) << row;
                            *word = (0..rows.len()).fold(0, |word, row| word | bit(row));
                        }
                    }
                });
                Ok(())
            },
        )?;
        Ok(Planes { words, bits, first, _charge: charge })
    }

    /// Planes of one column: first, and one past the last.
    #[must_use]
    pub fn of(&self, column: usize) -> (usize, usize) {
        (self.first[column], self.first[column + 1])
    }

    /// Counts of what `plane` shares with each of the first `end` planes, into `counts`.
    pub fn shared(&self, plane: usize, end: usize, counts: &mut Vec<u32>) {
        counts.resize(end, 0);
        let own = &self.bits[plane * self.words..(plane + 1) * self.words];
        bits::shared(level(), own, &self.bits[..end * self.words], counts);
    }
}

/// The cells of a pair of columns from the counts of shared planes and the marginals.
///
/// `shared(v, w)` is the number of rows with first value v + 1 and second value w + 1.
pub fn cells(a: &[u32], b: &[u32], shared: impl Fn(usize, usize) -> u32, out: &mut [u32]) {
    let width = b.len();
    out[..width].copy_from_slice(b);
    for (v, total) in a.iter().enumerate().skip(1) {
        let mut rest = *total;
        for w in 1..width {
            let count = shared(v - 1, w - 1);
            out[v * width + w] = count;
            out[w] = out[w].wrapping_sub(count);
            rest = rest.wrapping_sub(count);
        }
        out[v * width] = rest;
        out[0] = out[0].wrapping_sub(rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contingency::{PairCounter, Symbols};
    use marginals_core::random::{below, stream};

    #[test]
    fn cells_from_planes_are_those_of_counting() {
        let run = Run::default();
        for (ra, rb, rows) in [(2, 2, 1000), (1, 3, 63), (3, 3, 64), (4, 2, 65), (4, 4, 999), (1, 1, 7)] {
            let mut generator = stream(u64::from(ra * 8 + rb), "rows", 0);
            let mut draw = |radix: u32| {
                let values: Vec<u32> =
                    (0..rows).map(|_| below(&mut generator, u64::from(radix)) as u32).collect();
                Values::new(radix, values.into_iter(), &run).unwrap()
            };
            let (a, b) = (draw(ra), draw(rb));
            let planes = Planes::new(&[(&a, ra), (&b, rb)], &run).unwrap();
            let (first, end) = planes.of(1);
            let shared: Vec<Vec<u32>> = (first..end)
                .map(|plane| {
                    let mut counts = Vec::new();
                    planes.shared(plane, first, &mut counts);
                    counts
                })
                .collect();
            let count = |v: &Values, radix| PairCounter::single(Symbols { values: v, radix }, &run).unwrap();
            let mut out = vec![0; (ra * rb) as usize];
            cells(&count(&a, ra), &count(&b, rb), |v, w| shared[w][v], &mut out);
            for i in 0..ra {
                for j in 0..rb {
                    let expected = (0..rows).filter(|row| a.get(*row) == i && b.get(*row) == j).count();
                    assert_eq!(out[(i * rb + j) as usize] as usize, expected);
                }
            }
        }
    }
}
