//! Classes of few rows parted by a column of at most four values.
//!
//! The four counts of a class share one word, 16 bits each: adding 1 at the value's place counts a row, one
//! multiplication turns counts into starts, and the same additions then hand out places. Nothing waits for
//! memory and no jump depends on the data. Classes next to each other share one copy of their rows. The order
//! is that of [`super::partition`].
use super::field::Field;
use std::ops::Range;

/// Rows copied together, and of the longest class taken here. Below 2¹⁶: a count has 16 bits.
pub(crate) const ROWS: usize = 2048;
/// Values of the widest column taken here.
pub(crate) const VALUES: usize = 4;

/// Bits per count.
const COUNT: usize = 16;
/// As a factor: to every count's place the sum of the counts before it.
const BEFORE: u64 = 0x0001_0001_0001_0000;

/// Parts `classes`, consecutive and within [`ROWS`] rows from the start of the first, from the copies `from` of
/// their rows into `keys` and `weights`; appends the new classes of at least two rows.
pub(crate) fn part_short_classes(
    from: (&[u64], &[f64]),
    keys: &mut [u64],
    weights: &mut [f64],
    field: Field<1>,
    classes: &[Range<u32>],
    new_classes: &mut Vec<Range<u32>>,
) {
    let Some(first) = classes.first().map(|class| class.start) else { return };
    // Every new class is written behind the last and stays if it has two rows.
    let mut kept = new_classes.len();
    new_classes.resize(kept + keys.len() / 2 + VALUES, 0..0);
    for class in classes {
        let rows = (class.start - first) as usize..(class.end - first) as usize;
        let (from_keys, from_weights) = (&from.0[rows.clone()], &from.1[rows.clone()]);
        let (keys, weights) = (&mut keys[rows.clone()], &mut weights[rows]);
        if let ([a, b], [one, other]) = (from_keys, from_weights) {
            let (low, high) = (field.value(*a), field.value(*b));
            let turn = low > high;
            keys.copy_from_slice(&if turn { [*b, *a] } else { [*a, *b] });
            weights.copy_from_slice(&if turn { [*other, *one] } else { [*one, *other] });
            new_classes[kept] = class.clone();
            kept += usize::from(low == high);
            continue;
        }
        let place_of = |key: u64| COUNT * (field.value(key) & (VALUES - 1));
        let counts = from_keys.iter().fold(0u64, |counts, key| counts.wrapping_add(1 << place_of(*key)));
        let starts = counts.wrapping_mul(BEFORE);
        let mut next = starts;
        for (key, weight) in from_keys.iter().zip(from_weights) {
            let place_of = place_of(*key);
            let place = usize::from((next >> place_of) as u16);
            keys[place] = *key;
            weights[place] = *weight;
            next = next.wrapping_add(1 << place_of);
        }
        for value in 0..VALUES {
            let bound = |places: u64| class.start + u32::from((places >> (COUNT * value)) as u16);
            let (start, end) = (bound(starts), bound(next));
            new_classes[kept] = start..end;
            kept += usize::from(end - start > 1);
        }
    }
    new_classes.truncate(kept);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Packing;
    use marginals_core::random::{below, stream};

    #[test]
    fn parts_like_a_stable_sort_of_every_class() {
        for radix in 2..=4u32 {
            let packing = Packing::new(&[8, radix, 4]).unwrap();
            let field = Field::new(&packing, [1]).unwrap();
            let mut generator = stream(7, "short classes", u64::from(radix));
            let (mut start, mut classes) = (5u32, Vec::new());
            for length in [2, 2, 3, 4, 2, 7, 8, 40, 2, 300, 3] {
                classes.push(start..start + length);
                // A gap of forgotten rows behind every third class.
                start += length + u32::from(classes.len() % 3 == 0) * 2;
            }
            let n = classes[classes.len() - 1].end as usize - 5;
            let mut value = |radix| below(&mut generator, radix) as u32;
            let from: Vec<u64> =
                (0..n).map(|_| packing.pack(&[value(8), value(u64::from(radix)), value(4)])).collect();
            let weights: Vec<f64> = (0..n).map(|row| row as f64).collect();
            let (mut keys, mut moved) = (from.clone(), weights.clone());
            let mut found = vec![0..2, 2..4];
            part_short_classes((&from, &weights), &mut keys, &mut moved, field, &classes, &mut found);
            let (mut expected_rows, mut expected) = (weights.clone(), vec![0..2, 2..4]);
            for class in &classes {
                let rows = &mut expected_rows[class.start as usize - 5..class.end as usize - 5];
                rows.sort_by_key(|row| field.value(from[*row as usize]));
                let mut start = class.start;
                for run in
                    rows.chunk_by(|a, b| field.value(from[*a as usize]) == field.value(from[*b as usize]))
                {
                    let end = start + run.len() as u32;
                    if run.len() > 1 {
                        expected.push(start..end);
                    }
                    start = end;
                }
            }
            assert_eq!((&moved, &found), (&expected_rows, &expected));
            assert!(keys.iter().zip(&moved).all(|(key, row)| *key == from[*row as usize]));
        }
    }
}
