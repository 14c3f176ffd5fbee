//! The loops of [`super`] for AVX2 and AVX-512.
//!
//! A lane that has no field reads value 0, so all its weight is in cell 0 and its entropy is 0.
use super::digits::{BITS, Blocks, CELLS, Cells, classes_body, sum_digits};
use super::short::{Columns, Eight, SHORT, short_body};
use super::{FieldTotals, Fields, Lanes, Space, groups_body};
use crate::arch::lanes::x86::{V3, V4};
use std::arch::x86_64::*;
use std::ops::Range;

macro_rules! loops {
    ($features:literal, $lanes:ident, $groups:ident, $classes:ident, $cells:ident, $digit:ident, $fill:ident) => {
        #[target_feature(enable = $features)]
        pub(super) fn $groups<const V: usize>(groups: &[[Lanes; V]], sum: &mut Lanes, lost: &mut Lanes) {
            groups_body::<$lanes, V>(groups, sum, lost);
        }

        #[target_feature(enable = $features)]
        pub(super) fn $classes<const V: usize>(
            keys: &[u64],
            weights: &[f64],
            classes: &[Range<u32>],
            fields: &Fields,
            space: &mut Space,
            totals: &mut FieldTotals,
        ) {
            short_body::<$lanes, V>(
                keys,
                weights,
                classes,
                fields,
                &mut totals.short,
                |keys, weights, classes, longest, columns| {
                    $fill(keys, weights, classes, longest, columns);
                },
            );
            classes_body::<$lanes, V>(
                keys,
                weights,
                classes,
                fields,
                space,
                &mut totals.long,
                |keys, weights, digit, cells, next| {
                    $digit::<V>(keys, weights, digit, cells, next);
                },
            );
        }

        #[target_feature(enable = $features)]
        pub(super) fn $cells<const V: usize>(
            keys: &[u64],
            weights: &[f64],
            fields: &Fields,
            blocks: &mut [Blocks; 2],
            cells: &mut [Cells],
        ) {
            sum_digits(keys, weights, fields, blocks, cells, |keys, weights, digit, cells, next| {
                $digit::<V>(keys, weights, digit, cells, next);
            });
        }
    };
}
loops!("avx2,bmi1,bmi2", V3, groups_v3, classes_v3, cells_v3, digit_v3, fill_v3);
loops!(
    "avx2,bmi1,bmi2,avx512f,avx512bw,avx512dq,avx512vl",
    V4,
    groups_v4,
    classes_v4,
    cells_v4,
    digit_v4,
    fill_v4
);

/// For the values of four two-bit fields, the cells they are in.
const PAIR_CELLS: [u16; 256] = {
    let mut cells = [0; 256];
    let mut values = 0;
    while values < 256 {
        let mut field = 0;
        while field < 4 {
            cells[values] |= 1 << (4 * (values >> (2 * field) & 3) + field);
            field += 1;
        }
        values += 1;
    }
    cells
};

/// Sums of the rows so far, by their parity.
///
/// SAFETY of the blocks of the implementations: only [`digit_v3`] and [`digit_v4`] make them, which are compiled
/// for the features.
trait Sums {
    fn add(&mut self, parity: usize, key: u64, weight: f64);
}

/// By cell: the lower eight, the upper eight.
struct Sums4<const V: usize> {
    digit: u64,
    sums: [[__m512d; 2]; 2],
}

impl<const V: usize> Sums for Sums4<V> {
    #[inline(always)]
    fn add(&mut self, parity: usize, key: u64, weight: f64) {
        // SAFETY: see the trait.
        unsafe {
            let values = _pext_u64(key, self.digit) as usize & 0xff;
            let mask = if V == 4 { PAIR_CELLS[values] } else { (values << 8 | (!values & 0xff)) as u16 };
            let weight = _mm512_set1_pd(weight);
            let [low, high] = &mut self.sums[parity];
            *low = _mm512_mask_add_pd(*low, mask as u8, *low, weight);
            *high = _mm512_mask_add_pd(*high, (mask >> 8) as u8, *high, weight);
        }
    }
}

/// By cell, four at a time.
struct Sums3<const V: usize> {
    /// Offset and mask of the fields.
    offset: [__m256i; 2],
    mask: [__m256i; 2],
    sums: [[__m256d; 4]; 2],
}

impl<const V: usize> Sums for Sums3<V> {
    #[inline(always)]
    fn add(&mut self, parity: usize, key: u64, weight: f64) {
        let sums = &mut self.sums[parity];
        // SAFETY: see the trait.
        unsafe {
            let (key, weight) = (_mm256_set1_epi64x(key as i64), _mm256_set1_pd(weight));
            if V == 4 {
                let values = _mm256_and_si256(_mm256_srlv_epi64(key, self.offset[0]), self.mask[0]);
                for value in 0..4 {
                    let here = _mm256_cmpeq_epi64(values, _mm256_set1_epi64x(value as i64));
                    sums[value] =
                        _mm256_add_pd(sums[value], _mm256_and_pd(_mm256_castsi256_pd(here), weight));
                }
            } else {
                for half in 0..2 {
                    let values = _mm256_and_si256(_mm256_srlv_epi64(key, self.offset[half]), self.mask[half]);
                    let zero = _mm256_castsi256_pd(_mm256_cmpeq_epi64(values, _mm256_setzero_si256()));
                    sums[half] = _mm256_add_pd(sums[half], _mm256_and_pd(zero, weight));
                    sums[half + 2] = _mm256_add_pd(sums[half + 2], _mm256_andnot_pd(zero, weight));
                }
            }
        }
    }
}

/// Adds rows to the cells of a digit and hands blocks of rows on.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,avx512f,avx512bw,avx512dq,avx512vl")]
fn digit_v4<const V: usize>(
    keys: &[u64],
    weights: &[f64],
    digit: u64,
    cells: &mut Cells,
    next: Option<(u32, &mut Blocks)>,
) {
    let mut sums = Sums4::<V> { digit, sums: [[_mm512_setzero_pd(); 2]; 2] };
    add_rows(keys, weights, next, &mut sums);
    let (halves, _) = cells.as_chunks_mut::<8>();
    for (half, cells) in halves.iter_mut().enumerate() {
        let sum = _mm512_add_pd(sums.sums[0][half], sums.sums[1][half]);
        // SAFETY: the chunk is eight consecutive f64.
        unsafe { _mm512_storeu_pd(cells.as_mut_ptr(), _mm512_add_pd(_mm512_loadu_pd(cells.as_ptr()), sum)) };
    }
}

/// As [`digit_v4`].
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn digit_v3<const V: usize>(
    keys: &[u64],
    weights: &[f64],
    digit: u64,
    cells: &mut Cells,
    next: Option<(u32, &mut Blocks)>,
) {
    let (mut offsets, mut masks) = ([0i64; BITS], [0i64; BITS]);
    let mut rest = digit;
    for (offset, mask) in offsets.iter_mut().zip(&mut masks).take(CELLS / V) {
        if rest != 0 {
            *offset = i64::from(rest.trailing_zeros());
            *mask = V as i64 - 1;
            rest &= !((V as u64 - 1) << *offset);
        }
    }
    let ([a, b, c, d, e, f, g, h], [i, j, k, l, m, n, o, p]) = (offsets, masks);
    let mut sums = Sums3::<V> {
        offset: [_mm256_set_epi64x(d, c, b, a), _mm256_set_epi64x(h, g, f, e)],
        mask: [_mm256_set_epi64x(l, k, j, i), _mm256_set_epi64x(p, o, n, m)],
        sums: [[_mm256_setzero_pd(); 4]; 2],
    };
    add_rows(keys, weights, next, &mut sums);
    let (quarters, _) = cells.as_chunks_mut::<4>();
    for (quarter, cells) in quarters.iter_mut().enumerate() {
        let sum = _mm256_add_pd(sums.sums[0][quarter], sums.sums[1][quarter]);
        // SAFETY: the chunk is four consecutive f64.
        unsafe { _mm256_storeu_pd(cells.as_mut_ptr(), _mm256_add_pd(_mm256_loadu_pd(cells.as_ptr()), sum)) };
    }
}

/// Adds every row; gathers the blocks of rows that agree from the given bit on.
#[inline(always)]
fn add_rows(keys: &[u64], weights: &[f64], next: Option<(u32, &mut Blocks)>, sums: &mut impl Sums) {
    let (key_pairs, last_key) = keys.as_chunks::<2>();
    let (weight_pairs, last_weight) = weights.as_chunks::<2>();
    let Some((split, blocks)) = next else {
        for (keys, weights) in key_pairs.iter().zip(weight_pairs) {
            sums.add(0, keys[0], weights[0]);
            sums.add(1, keys[1], weights[1]);
        }
        if let ([key], [weight]) = (last_key, last_weight) {
            sums.add(0, *key, *weight);
        }
        return;
    };
    let Some(mut before) = keys.first().copied() else { return };
    let mut blocks = blocks.write(keys.len());
    let mut block = [0.0; 2];
    for (keys, weights) in key_pairs.iter().zip(weight_pairs) {
        for parity in 0..2 {
            if (keys[parity] ^ before) >> split != 0 {
                blocks.push(before, block[0] + block[1]);
                block = [0.0; 2];
            }
            before = keys[parity];
            block[parity] += weights[parity];
            sums.add(parity, keys[parity], weights[parity]);
        }
    }
    if let ([key], [weight]) = (last_key, last_weight) {
        if (key ^ before) >> split != 0 {
            blocks.push(before, block[0] + block[1]);
            block = [0.0; 2];
        }
        before = *key;
        block[0] += weight;
        sums.add(0, *key, *weight);
    }
    blocks.push(before, block[0] + block[1]);
    blocks.finish();
}

/// The rows of eight classes side by side: loads of up to eight rows of a class, turned.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,avx512f,avx512bw,avx512dq,avx512vl")]
fn fill_v4(keys: &[u64], weights: &[f64], classes: &Eight, longest: usize, columns: &mut Columns) {
    check(keys, weights, classes);
    if longest <= 2 {
        let (keys, weights) = (keys.as_ptr().cast(), weights.as_ptr());
        // SAFETY: classes have no or two rows, all inside the slices (`check`).
        let ([first, second], [one, other]) =
            unsafe { (turn_couples(keys, classes), turn_couples(weights, classes)) };
        // SAFETY: a row of the columns is eight consecutive numbers of 64 bits.
        unsafe {
            _mm512_storeu_pd(columns.keys[0].as_mut_ptr().cast(), first);
            _mm512_storeu_pd(columns.keys[1].as_mut_ptr().cast(), second);
            _mm512_storeu_pd(columns.weights[0].as_mut_ptr(), one);
            _mm512_storeu_pd(columns.weights[1].as_mut_ptr(), other);
        }
        return;
    }
    for first in (0..longest.min(SHORT)).step_by(8) {
        let (mut key_rows, mut weight_rows) = ([_mm512_setzero_pd(); 8], [_mm512_setzero_pd(); 8]);
        for lane in 0..8 {
            let (start, length) = classes[lane];
            let rows = (length as usize).saturating_sub(first).min(8);
            let mask = ((1u16 << rows) - 1) as u8;
            let start = start as usize + first;
            // SAFETY: the mask names rows of the class, all inside the slices (`check`).
            unsafe {
                key_rows[lane] = _mm512_maskz_loadu_pd(mask, keys.as_ptr().wrapping_add(start).cast());
                weight_rows[lane] = _mm512_maskz_loadu_pd(mask, weights.as_ptr().wrapping_add(start));
            }
        }
        let (key_rows, weight_rows) = (turn_eight(key_rows), turn_eight(weight_rows));
        for row in 0..8 {
            // SAFETY: a row of the columns is eight consecutive numbers of 64 bits.
            unsafe {
                _mm512_storeu_pd(columns.keys[first + row].as_mut_ptr().cast(), key_rows[row]);
                _mm512_storeu_pd(columns.weights[first + row].as_mut_ptr(), weight_rows[row]);
            }
        }
    }
}

/// First and second rows of eight classes of two rows, or none.
///
/// # Safety
/// The rows must be readable.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,avx512f,avx512bw,avx512dq,avx512vl")]
unsafe fn turn_couples(from: *const f64, classes: &Eight) -> [__m512d; 2] {
    let mut halves = [_mm512_setzero_pd(); 2];
    for half in 0..2 {
        let mut pairs = [_mm_setzero_pd(); 4];
        for i in 0..4 {
            let (start, length) = classes[4 * half + i];
            // SAFETY: promised by the caller; no row is read where there is none.
            pairs[i] = unsafe {
                _mm_maskz_loadu_pd(((1u16 << length) - 1) as u8, from.wrapping_add(start as usize))
            };
        }
        let low = _mm256_insertf128_pd::<1>(_mm256_castpd128_pd256(pairs[0]), pairs[1]);
        let high = _mm256_insertf128_pd::<1>(_mm256_castpd128_pd256(pairs[2]), pairs[3]);
        halves[half] = _mm512_insertf64x4::<1>(_mm512_castpd256_pd512(low), high);
    }
    let even = _mm512_set_epi64(14, 12, 10, 8, 6, 4, 2, 0);
    let odd = _mm512_set_epi64(15, 13, 11, 9, 7, 5, 3, 1);
    [_mm512_permutex2var_pd(halves[0], even, halves[1]), _mm512_permutex2var_pd(halves[0], odd, halves[1])]
}

/// Rows and columns of a square exchanged.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,avx512f,avx512bw,avx512dq,avx512vl")]
fn turn_eight(rows: [__m512d; 8]) -> [__m512d; 8] {
    let mut pairs = [_mm512_setzero_pd(); 8];
    for i in 0..4 {
        pairs[2 * i] = _mm512_unpacklo_pd(rows[2 * i], rows[2 * i + 1]);
        pairs[2 * i + 1] = _mm512_unpackhi_pd(rows[2 * i], rows[2 * i + 1]);
    }
    let mut fours = [_mm512_setzero_pd(); 8];
    for i in 0..2 {
        for odd in 0..2 {
            let (low, high) = (pairs[4 * i + odd], pairs[4 * i + 2 + odd]);
            fours[4 * i + odd] = _mm512_shuffle_f64x2::<0x88>(low, high);
            fours[4 * i + 2 + odd] = _mm512_shuffle_f64x2::<0xdd>(low, high);
        }
    }
    let mut turned = [_mm512_setzero_pd(); 8];
    for i in 0..4 {
        turned[i] = _mm512_shuffle_f64x2::<0x88>(fours[i], fours[4 + i]);
        turned[4 + i] = _mm512_shuffle_f64x2::<0xdd>(fours[i], fours[4 + i]);
    }
    turned
}

/// As [`fill_v4`], four rows of four classes at a time.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn fill_v3(keys: &[u64], weights: &[f64], classes: &Eight, longest: usize, columns: &mut Columns) {
    check(keys, weights, classes);
    let counted = _mm256_set_epi64x(3, 2, 1, 0);
    for first in (0..longest.min(SHORT)).step_by(4) {
        for half in [0, 4] {
            let (mut key_rows, mut weight_rows) = ([_mm256_setzero_pd(); 4], [_mm256_setzero_pd(); 4]);
            for lane in 0..4 {
                let (start, length) = classes[half + lane];
                let rows = _mm256_set1_epi64x(i64::from(length) - first as i64);
                let mask = _mm256_cmpgt_epi64(rows, counted);
                let start = start as usize + first;
                // SAFETY: the mask names rows of the class, all inside the slices (`check`).
                unsafe {
                    key_rows[lane] = _mm256_maskload_pd(keys.as_ptr().wrapping_add(start).cast(), mask);
                    weight_rows[lane] = _mm256_maskload_pd(weights.as_ptr().wrapping_add(start), mask);
                }
            }
            let (key_rows, weight_rows) = (turn_four(key_rows), turn_four(weight_rows));
            for row in 0..4 {
                let (to_keys, to_weights) =
                    (&mut columns.keys[first + row], &mut columns.weights[first + row]);
                // SAFETY: half a row of the columns is four consecutive numbers of 64 bits.
                unsafe {
                    _mm256_storeu_pd(to_keys[half..].as_mut_ptr().cast(), key_rows[row]);
                    _mm256_storeu_pd(to_weights[half..].as_mut_ptr(), weight_rows[row]);
                }
            }
        }
    }
}

/// Rows and columns of a square exchanged.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn turn_four(rows: [__m256d; 4]) -> [__m256d; 4] {
    let (a, b) = (_mm256_unpacklo_pd(rows[0], rows[1]), _mm256_unpackhi_pd(rows[0], rows[1]));
    let (c, d) = (_mm256_unpacklo_pd(rows[2], rows[3]), _mm256_unpackhi_pd(rows[2], rows[3]));
    [
        _mm256_permute2f128_pd::<0x20>(a, c),
        _mm256_permute2f128_pd::<0x20>(b, d),
        _mm256_permute2f128_pd::<0x31>(a, c),
        _mm256_permute2f128_pd::<0x31>(b, d),
    ]
}

/// Every class lies inside the rows.
#[inline(always)]
fn check(keys: &[u64], weights: &[f64], classes: &Eight) {
    let rows = keys.len().min(weights.len());
    assert!(classes.iter().all(|(first, length)| *first as usize + *length as usize <= rows));
}

const _: () = assert!(CELLS == 16 && BITS == 8 && SHORT.is_multiple_of(8));
