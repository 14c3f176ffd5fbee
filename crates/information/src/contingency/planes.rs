//! Columns of few values as planes of bits: joint counts by counting the bits that two planes share.
//!
//! A column of r values has r − 1 planes, plane v holding the rows whose value is v + 1; cells with value 0 follow
//! from the marginals. A pair costs (r − 1)(s − 1) ⌈n / 64⌉ words, a sixteenth or less of what counting rows costs
//! for two-valued columns. Eight planes lie side by side, and four are met with them at once.
use crate::symbols::number;
use crate::table::Values;
use crate::table::wide::with_values;
use marginals_core::{Charge, Result, Run};
use marginals_numerics::arch::bits::{self, SETS, SIDE};
use marginals_numerics::arch::level;
use std::ops::Range;

/// The most values of a column held as planes.
pub const MOST_VALUES: u32 = 4;
/// Words of planes that are met with others between two looks at the cancel flag.
const STRIDE: usize = 1 << 17;

/// Columns of at most four values, all their planes one after the other.
#[derive(Debug)]
pub struct Planes {
    words: usize,
    /// Word w of plane p is at `[p / 8 · words + w][p % 8]`.
    groups: Vec<[u64; SIDE]>,
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
        let planes = *first.last().unwrap_or(&0);
        let length = words * planes.div_ceil(SIDE);
        let charge = run.charge("planes of bits", (length * SIDE) as u64 * 8)?;
        let mut groups = run.filled("planes of bits", length, [0u64; SIDE])?;
        run.blocks_into(
            &mut groups,
            words,
            || (),
            |(), start, group| {
                let own = start / words.max(1) * SIDE;
                for plane in own..planes.min(own + SIDE) {
                    let column = first.partition_point(|first| *first <= plane) - 1;
                    let value = (plane - first[column]) as u32 + 1;
                    pack(columns[column].0, value, plane - own, group);
                }
                Ok(())
            },
        )?;
        Ok(Planes { words, groups, first, _charge: charge })
    }

    /// Planes of some columns that follow each other.
    #[must_use]
    pub fn of(&self, columns: Range<usize>) -> Range<usize> {
        self.first[columns.start]..self.first[columns.end]
    }

    /// What each of `planes` shares with each of the planes up to the last of them, into `shared`.
    ///
    /// # Errors
    /// The run was cancelled.
    pub fn share(&self, planes: Range<usize>, shared: &mut Shared, run: &Run) -> Result<()> {
        let groups = planes.end.div_ceil(SIDE);
        shared.first = planes.start;
        shared.counts.resize_with(planes.len().next_multiple_of(SETS), Vec::new);
        let last = planes.end.saturating_sub(1);
        for (at, counts) in shared.counts.chunks_exact_mut(SETS).enumerate() {
            for (place, (own, counts)) in shared.own.iter_mut().zip(counts.iter_mut()).enumerate() {
                // The room of a plane that is not there is filled with the last.
                let plane = last.min(planes.start + at * SETS + place);
                own.clear();
                own.extend(self.group(plane / SIDE).iter().map(|word| word[plane % SIDE]));
                counts.resize(groups, [0; SIDE]);
            }
            let step = (STRIDE / (SIDE * self.words.max(1))).max(1);
            for start in (0..groups).step_by(step) {
                run.check()?;
                let end = groups.min(start + step);
                let sets = shared.own.each_ref().map(|own| &own[..]);
                let [a, b, c, d] = counts else { continue };
                let counts = [a, b, c, d].map(|counts| &mut counts[start..end]);
                bits::shared(level(), sets, &self.groups[start * self.words..end * self.words], counts);
            }
        }
        Ok(())
    }

    fn group(&self, group: usize) -> &[[u64; SIDE]] {
        &self.groups[group * self.words..(group + 1) * self.words]
    }
}

/// What some planes share with those up to the last of them.
#[derive(Debug, Default)]
pub struct Shared {
    first: usize,
    own: [Vec<u64>; SETS],
    counts: Vec<Vec<[u32; SIDE]>>,
}

impl Shared {
    /// Rows that a plane shares with each plane from the first on.
    #[must_use]
    pub fn with(&self, plane: usize) -> &[u32] {
        self.counts[plane - self.first].as_flattened()
    }
}

/// Writes the rows of a value as the words of one lane.
fn pack(values: &Values, value: u32, lane: usize, words: &mut [[u64; SIDE]]) {
    if let Values::U8(values) = values {
        let (whole, rest) = values.as_chunks::<64>();
        for (word, rows) in words.iter_mut().zip(whole) {
            let (eights, _) = rows.as_chunks::<8>();
            let bytes = eights.iter().rev().map(|eight| rows_of(u64::from_le_bytes(*eight), value));
            word[lane] = bytes.fold(0, |word, byte| word << 8 | byte);
        }
        for (row, own) in rest.iter().enumerate().filter(|(_, own)| u32::from(**own) == value) {
            words[whole.len()][lane] |= u64::from(u32::from(*own) == value) << row;
        }
        return;
    }
    with_values!(values, values => {
        for (word, rows) in words.iter_mut().zip(values.chunks(64)) {
            let bit = |row: usize| u64::from(number(rows[row]) == value) << row;
            word[lane] = (0..rows.len()).fold(0, |word, row| word | bit(row));
        }
    });
}

/// The bits of eight values of at most two bits each that are `value`.
fn rows_of(eight: u64, value: u32) -> u64 {
    const LOW: u64 = 0x0101_0101_0101_0101;
    let other = eight ^ (LOW * u64::from(value & 3));
    let equal = !(other | other >> 1) & LOW;
    // The bit of byte i goes to 8 i + (56 − 7 i) = 56 + i, and no two meet below.
    equal.wrapping_mul(0x0102_0408_1020_4080) >> 56
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
            let mut shared = Shared::default();
            let own = planes.of(1..2);
            planes.share(own.clone(), &mut shared, &run).unwrap();
            let count = |v: &Values, radix| PairCounter::single(Symbols { values: v, radix }, &run).unwrap();
            let mut out = vec![0; (ra * rb) as usize];
            cells(&count(&a, ra), &count(&b, rb), |v, w| shared.with(own.start + w)[v], &mut out);
            for i in 0..ra {
                for j in 0..rb {
                    let expected = (0..rows).filter(|row| a.get(*row) == i && b.get(*row) == j).count();
                    assert_eq!(out[(i * rb + j) as usize] as usize, expected);
                }
            }
        }
    }
}
