//! Rows of many classes parted by a field of one or two bits, each class stably and in its place.
//!
//! One sweep over a class for each value keeps the rows that have it and writes them behind the last:
//! - AVX-512: eight rows at a time are compressed to those kept; a class of up to eight rows is put in order by one
//!   permutation, made from the four masks of the values by `pdep` and `pext`;
//! - AVX2: four rows at a time, permuted by a table of sixteen entries;
//! - portable: the counts of the values share one word of four times 16 bits, adding 1 at the value's place counts a
//!   row, and one multiplication turns counts into starts. Nothing waits for memory, no jump depends on the data.
//!
//! A stable order is unique, so levels agree row by row.
use super::{Level, at_level};
use std::ops::Range;

/// Rows of the longest class taken here: a count has 16 bits.
pub const ROWS: usize = (1 << 16) - 1;
/// Rows behind the last that are read, and whose value does not matter.
pub const BEHIND: usize = 8;
/// Values of the widest field.
const VALUES: usize = 4;

/// The bits that part the rows.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Place of the lowest.
    pub offset: u32,
    /// Number of bits: 1 or 2.
    pub width: u32,
}

/// Parts `classes` from the copies `from` of their rows (and [`BEHIND`] more) into `keys` and `weights`, whose first
/// row has number `first`; appends the new classes of at least two rows. What stands between the classes is lost.
///
/// # Panics
/// When a class leaves the rows or is longer than [`ROWS`], classes descend, or the lengths do not fit.
pub fn part_classes(
    level: Level,
    from: (&[u64], &[f64]),
    keys: &mut [u64],
    weights: &mut [f64],
    field: Field,
    first: u32,
    classes: &[Range<u32>],
    new_classes: &mut Vec<Range<u32>>,
) {
    let rows = keys.len();
    assert!(weights.len() == rows && from.0.len() == rows + BEHIND && from.1.len() == rows + BEHIND);
    assert!((1..=2).contains(&field.width) && field.offset + field.width <= u64::BITS);
    let mut end = first;
    for class in classes {
        assert!(end <= class.start && class.start <= class.end && class.len() <= ROWS);
        end = class.end;
    }
    assert!((end - first) as usize <= rows);
    let to = To { keys, weights, field, first };
    match field.width {
        1 => at_level!(
            level,
            portable(from, to, classes, new_classes),
            x86::part_v3::<2>(from, to, classes, new_classes),
            x86::part_v4::<2>(from, to, classes, new_classes)
        ),
        _ => at_level!(
            level,
            portable(from, to, classes, new_classes),
            x86::part_v3::<4>(from, to, classes, new_classes),
            x86::part_v4::<4>(from, to, classes, new_classes)
        ),
    }
}

/// Where rows go.
struct To<'a> {
    keys: &'a mut [u64],
    weights: &'a mut [f64],
    field: Field,
    first: u32,
}

/// New classes: each is written behind the last and stays if it has two rows.
struct Found<'a> {
    classes: &'a mut Vec<Range<u32>>,
    kept: usize,
}

impl<'a> Found<'a> {
    fn new(classes: &'a mut Vec<Range<u32>>, rows: usize) -> Self {
        let kept = classes.len();
        classes.resize(kept + rows / 2 + VALUES, 0..0);
        Found { classes, kept }
    }

    #[inline(always)]
    fn push(&mut self, start: usize, end: usize) {
        self.classes[self.kept] = start as u32..end as u32;
        self.kept += usize::from(end - start > 1);
    }

    fn finish(self) {
        self.classes.truncate(self.kept);
    }
}

/// Bits per count.
const COUNT: usize = 16;
/// As a factor: to every count's place the sum of the counts before it.
const BEFORE: u64 = 0x0001_0001_0001_0000;

fn portable(from: (&[u64], &[f64]), mut to: To, classes: &[Range<u32>], new_classes: &mut Vec<Range<u32>>) {
    let mut found = Found::new(new_classes, to.keys.len());
    for class in classes {
        part_one(from, &mut to, class, &mut found);
    }
    found.finish();
}

/// Parts one class in portable form.
#[inline(always)]
fn part_one(from: (&[u64], &[f64]), to: &mut To, class: &Range<u32>, found: &mut Found) {
    let rows = (class.start - to.first) as usize..(class.end - to.first) as usize;
    let (from_keys, from_weights) = (&from.0[rows.clone()], &from.1[rows.clone()]);
    let (keys, weights) = (&mut to.keys[rows.clone()], &mut to.weights[rows]);
    let Field { offset, width } = to.field;
    let value = |key: u64| (key >> (offset & 63)) as usize & ((1 << width) - 1) & (VALUES - 1);
    if let ([a, b], [one, other]) = (from_keys, from_weights) {
        let (low, high) = (value(*a), value(*b));
        let turn = low > high;
        keys.copy_from_slice(&if turn { [*b, *a] } else { [*a, *b] });
        weights.copy_from_slice(&if turn { [*other, *one] } else { [*one, *other] });
        let start = class.start as usize;
        found.push(start, start + 2 * usize::from(low == high));
        return;
    }
    let counts = from_keys.iter().fold(0u64, |counts, key| counts.wrapping_add(1 << (COUNT * value(*key))));
    let starts = counts.wrapping_mul(BEFORE);
    let mut next = starts;
    for (key, weight) in from_keys.iter().zip(from_weights) {
        let place_of = COUNT * value(*key);
        let place = usize::from((next >> place_of) as u16);
        keys[place] = *key;
        weights[place] = *weight;
        next = next.wrapping_add(1 << place_of);
    }
    for value in 0..VALUES {
        let bound = |places: u64| class.start as usize + usize::from((places >> (COUNT * value)) as u16);
        found.push(bound(starts), bound(next));
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    //! The sweeps. Whole registers are written behind the last row kept where they fit; what is written too much
    //! belongs to rows that come later.
    use super::{BEHIND, Found, To, part_one};
    use std::arch::x86_64::*;
    use std::ops::Range;

    /// Eight bytes: 0 to 7.
    const PLACES: u64 = 0x0706_0504_0302_0100;
    const BYTES: u64 = 0x0101_0101_0101_0101;

    #[target_feature(enable = "avx2,bmi1,bmi2,popcnt,avx512f,avx512bw,avx512dq,avx512vl")]
    pub(super) fn part_v4<const V: usize>(
        from: (&[u64], &[f64]),
        mut to: To,
        classes: &[Range<u32>],
        new_classes: &mut Vec<Range<u32>>,
    ) {
        let mut found = Found::new(new_classes, to.keys.len());
        let mask = _mm512_set1_epi64((((V - 1) as u64) << to.field.offset) as i64);
        for class in classes {
            let (first, end) = ((class.start - to.first) as usize, (class.end - to.first) as usize);
            let rows = end - first;
            if rows <= 2 || (rows <= 8 && end + 8 > to.keys.len()) {
                part_one(from, &mut to, class, &mut found);
                continue;
            }
            let (base, mut place) = (class.start as usize, 0);
            if rows <= 8 {
                // SAFETY: `BEHIND` rows follow the last of `from`, eight rows follow the end of this class.
                let (keys, weights) = unsafe {
                    (
                        _mm512_loadu_si512(from.0.as_ptr().add(first).cast()),
                        _mm512_loadu_pd(from.1.as_ptr().add(first)),
                    )
                };
                let bits = _mm512_and_si512(keys, mask);
                let class_rows = ((1u16 << rows) - 1) as u8;
                let mut order = 0u64;
                for value in 0..V {
                    let value = _mm512_set1_epi64(((value as u64) << to.field.offset) as i64);
                    let here = u64::from(_mm512_mask_cmpeq_epi64_mask(class_rows, bits, value));
                    let places = _pext_u64(PLACES, _pdep_u64(here, BYTES).wrapping_mul(0xff));
                    // Eight rows before it leave no row to place.
                    order |= places << ((8 * place) & 63);
                    let start = place;
                    place += here.count_ones() as usize;
                    found.push(base + start, base + place);
                }
                let order = _mm512_cvtepu8_epi64(_mm_cvtsi64_si128(order as i64));
                // SAFETY: as above.
                unsafe {
                    let keys = _mm512_permutexvar_epi64(order, keys);
                    _mm512_storeu_si512(to.keys.as_mut_ptr().add(first).cast(), keys);
                    let weights = _mm512_permutexvar_pd(order, weights);
                    _mm512_storeu_pd(to.weights.as_mut_ptr().add(first), weights);
                }
                continue;
            }
            for value in 0..V {
                let start = place;
                let value = _mm512_set1_epi64(((value as u64) << to.field.offset) as i64);
                for row in (first..end).step_by(8) {
                    // SAFETY: `BEHIND` rows follow the last of `from`; at `place` there is room for the rows kept, and
                    // eight are only written where eight fit.
                    unsafe {
                        let keys = _mm512_loadu_si512(from.0.as_ptr().add(row).cast());
                        let here = _mm512_cmpeq_epi64_mask(_mm512_and_si512(keys, mask), value);
                        let here = here & (0xffu64 >> (8 - (end - row).min(8))) as u8;
                        if here == 0 {
                            continue;
                        }
                        let weights = _mm512_loadu_pd(from.1.as_ptr().add(row));
                        let keys = _mm512_maskz_compress_epi64(here, keys);
                        let weights = _mm512_maskz_compress_pd(here, weights);
                        let kept = here.count_ones() as usize;
                        let (to_keys, to_weights) = (
                            to.keys.as_mut_ptr().add(first + place),
                            to.weights.as_mut_ptr().add(first + place),
                        );
                        if first + place + 8 <= to.keys.len() {
                            _mm512_storeu_si512(to_keys.cast(), keys);
                            _mm512_storeu_pd(to_weights, weights);
                        } else {
                            let mask = ((1u16 << kept) - 1) as u8;
                            _mm512_mask_storeu_epi64(to_keys.cast(), mask, keys);
                            _mm512_mask_storeu_pd(to_weights, mask, weights);
                        }
                        place += kept;
                    }
                }
                found.push(base + start, base + place);
            }
        }
        found.finish();
    }

    /// For four rows, those kept and then the others, in halves of a key.
    const KEPT: [[i32; 8]; 16] = {
        let mut kept = [[0; 8]; 16];
        let mut mask = 0;
        while mask < 16 {
            let (mut row, mut place) = (0, 0);
            while row < 4 {
                if mask >> row & 1 == 1 {
                    kept[mask][2 * place] = 2 * row;
                    kept[mask][2 * place + 1] = 2 * row + 1;
                    place += 1;
                }
                row += 1;
            }
            mask += 1;
        }
        kept
    };

    #[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
    pub(super) fn part_v3<const V: usize>(
        from: (&[u64], &[f64]),
        mut to: To,
        classes: &[Range<u32>],
        new_classes: &mut Vec<Range<u32>>,
    ) {
        let mut found = Found::new(new_classes, to.keys.len());
        let mask = _mm256_set1_epi64x((((V - 1) as u64) << to.field.offset) as i64);
        for class in classes {
            let (first, end) = ((class.start - to.first) as usize, (class.end - to.first) as usize);
            if end - first <= 2 || end + 4 > to.keys.len() {
                part_one(from, &mut to, class, &mut found);
                continue;
            }
            let (base, mut place) = (class.start as usize, 0);
            for value in 0..V {
                let start = place;
                let value = _mm256_set1_epi64x(((value as u64) << to.field.offset) as i64);
                for row in (first..end).step_by(4) {
                    // SAFETY: `BEHIND` rows follow the last of `from`, and four rows follow the end of this class;
                    // `place` is at most the number of rows of the class.
                    unsafe {
                        let keys = _mm256_loadu_si256(from.0.as_ptr().add(row).cast());
                        let here = _mm256_cmpeq_epi64(_mm256_and_si256(keys, mask), value);
                        let here = _mm256_movemask_pd(_mm256_castsi256_pd(here)) as usize;
                        let here = here & (0xf >> (4 - (end - row).min(4)));
                        if here == 0 {
                            continue;
                        }
                        let weights = _mm256_loadu_si256(from.1.as_ptr().add(row).cast());
                        let order = _mm256_loadu_si256(KEPT[here].as_ptr().cast());
                        let keys = _mm256_permutevar8x32_epi32(keys, order);
                        _mm256_storeu_si256(to.keys.as_mut_ptr().add(first + place).cast(), keys);
                        let weights = _mm256_permutevar8x32_epi32(weights, order);
                        _mm256_storeu_si256(to.weights.as_mut_ptr().add(first + place).cast(), weights);
                        place += here.count_ones() as usize;
                    }
                }
                found.push(base + start, base + place);
            }
        }
        found.finish();
    }

    const _: () = assert!(BEHIND >= 8);
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{below, stream};

    #[test]
    fn parts_like_a_stable_sort_of_every_class_at_every_level() {
        for case in 0..60u64 {
            let (width, offset) = (1 + (case % 2) as u32, [0, 3, 20, 62][(case / 2 % 4) as usize]);
            let field = Field { offset, width };
            let value = |key: u64| key >> offset & ((1 << width) - 1);
            let mut generator = stream(7, "parting", case);
            let (mut start, mut classes) = (5u32, Vec::new());
            let longest = if case < 2 { ROWS as u32 } else { 300 };
            // A long class that ends where the rows end leaves no room behind it.
            let last = (case % 3 == 0).then_some(41);
            let lengths = [2, 2, 3, 4, 2, 7, 8, 9, 40, 2, longest, 3, 16, 5, 6, 17, 8, 3, 2];
            for length in lengths.into_iter().chain(last) {
                classes.push(start..start + length);
                // A gap of forgotten rows behind every third class.
                start += length + u32::from(classes.len() % 3 == 0) * (1 + below(&mut generator, 9) as u32);
            }
            let n = classes[classes.len() - 1].end as usize - 5
                + if last.is_some() { 0 } else { below(&mut generator, 12) as usize };
            // Some classes have two of the four values.
            let from: Vec<u64> = (0..n + BEHIND)
                .map(|row| {
                    let key = below(&mut generator, u64::MAX);
                    if row % 700 < 400 { key | ((value(key) & 1) * 3) << offset } else { key }
                })
                .collect();
            let weights: Vec<f64> = (0..n + BEHIND).map(|row| row as f64).collect();
            let (mut expected_rows, mut expected) = (weights[..n].to_vec(), vec![0..2, 2..4]);
            for class in &classes {
                let rows = &mut expected_rows[class.start as usize - 5..class.end as usize - 5];
                rows.sort_by_key(|row| value(from[*row as usize]));
                let mut start = class.start;
                for run in rows.chunk_by(|a, b| value(from[*a as usize]) == value(from[*b as usize])) {
                    let end = start + run.len() as u32;
                    if run.len() > 1 {
                        expected.push(start..end);
                    }
                    start = end;
                }
            }
            for level in Level::available() {
                let (mut keys, mut moved) = (from[..n].to_vec(), weights[..n].to_vec());
                let mut found = vec![0..2, 2..4];
                let from = (&from[..], &weights[..]);
                part_classes(level, from, &mut keys, &mut moved, field, 5, &classes, &mut found);
                assert_eq!(found, expected, "{level:?} {field:?}");
                for class in &classes {
                    for row in class.start as usize - 5..class.end as usize - 5 {
                        assert_eq!(moved[row], expected_rows[row], "{level:?} {field:?} row {row}");
                        assert_eq!(keys[row], from.0[moved[row] as usize]);
                    }
                }
            }
        }
    }
}
