//! The loops of [`super`] for AVX2 and AVX-512: masked additions of one weight to eight candidates.
//!
//! A lane that has no candidate reads bit 0, so all its weight is in cell 0 and its entropy is 0.
use super::{Fields, Lanes, Totals, emit, groups_body, has_equal_bits, is_short, short_body};
use std::arch::x86_64::*;
use std::ops::Range;

#[target_feature(enable = "avx2,bmi1,bmi2")]
pub(super) fn groups_v3<const V: usize>(groups: &[[Lanes; V]], sum: &mut Lanes, lost: &mut Lanes) {
    groups_body(groups, sum, lost);
}

#[target_feature(enable = "avx2,bmi1,bmi2,avx512f,avx512bw,avx512dq,avx512vl")]
pub(super) fn groups_v4<const V: usize>(groups: &[[Lanes; V]], sum: &mut Lanes, lost: &mut Lanes) {
    groups_body(groups, sum, lost);
}

#[target_feature(enable = "avx2,bmi1,bmi2")]
pub(super) fn short_v3<const V: usize>(
    keys: &[u64],
    weights: &[f64],
    classes: &[Range<u32>],
    fields: &Fields,
    totals: &mut Totals,
) {
    short_body::<V>(keys, weights, classes, fields, totals);
}

#[target_feature(enable = "avx2,bmi1,bmi2,avx512f,avx512bw,avx512dq,avx512vl")]
pub(super) fn short_v4<const V: usize>(
    keys: &[u64],
    weights: &[f64],
    classes: &[Range<u32>],
    fields: &Fields,
    totals: &mut Totals,
) {
    short_body::<V>(keys, weights, classes, fields, totals);
}

/// Lanes per call of the widest loop: 4 groups of eight two-bit fields fill the key.
const PAIR_GROUPS: usize = 4;

/// Adds rows to four cells per lane, `G` groups of eight lanes, `fields` starting at lane 0.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,avx512f,avx512bw,avx512dq,avx512vl")]
fn pair_rows_v4<const G: usize>(keys: &[u64], weights: &[f64], fields: &Fields, cells: &mut [[Lanes; 4]]) {
    let cells: &mut [[Lanes; 4]; G] = cells.try_into().expect("one group of cells per group of lanes");
    let (upper, lower) = (fields.upper, fields.lower);
    let mut sums = [[_mm512_setzero_pd(); 4]; G];
    for g in 0..G {
        for v in 0..4 {
            // SAFETY: a `Lanes` is eight consecutive f64.
            sums[g][v] = unsafe { _mm512_loadu_pd(cells[g][v].as_ptr()) };
        }
    }
    for (key, weight) in keys.iter().zip(weights) {
        let weight = _mm512_set1_pd(*weight);
        let x = _pext_u64(*key, upper) as u32;
        let y = _pext_u64(*key, lower) as u32;
        let masks = [!(x | y), !x & y, x & !y, x & y];
        for g in 0..G {
            for v in 0..4 {
                let mask = (masks[v] >> (8 * g)) as u8;
                sums[g][v] = _mm512_mask_add_pd(sums[g][v], mask, sums[g][v], weight);
            }
        }
    }
    for g in 0..G {
        for v in 0..4 {
            // SAFETY: a `Lanes` is eight consecutive f64.
            unsafe { _mm512_storeu_pd(cells[g][v].as_mut_ptr(), sums[g][v]) };
        }
    }
}

/// As [`pair_rows_v4`] with two cells per lane.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,avx512f,avx512bw,avx512dq,avx512vl")]
fn bit_rows_v4<const G: usize>(keys: &[u64], weights: &[f64], fields: &Fields, cells: &mut [[Lanes; 2]]) {
    let cells: &mut [[Lanes; 2]; G] = cells.try_into().expect("one group of cells per group of lanes");
    let lower = fields.lower;
    let mut sums = [[_mm512_setzero_pd(); 2]; G];
    for g in 0..G {
        for v in 0..2 {
            // SAFETY: a `Lanes` is eight consecutive f64.
            sums[g][v] = unsafe { _mm512_loadu_pd(cells[g][v].as_ptr()) };
        }
    }
    for (key, weight) in keys.iter().zip(weights) {
        let weight = _mm512_set1_pd(*weight);
        let x = _pext_u64(*key, lower);
        for g in 0..G {
            let mask = (x >> (8 * g)) as u8;
            sums[g][0] = _mm512_mask_add_pd(sums[g][0], !mask, sums[g][0], weight);
            sums[g][1] = _mm512_mask_add_pd(sums[g][1], mask, sums[g][1], weight);
        }
    }
    for g in 0..G {
        for v in 0..2 {
            // SAFETY: a `Lanes` is eight consecutive f64.
            unsafe { _mm512_storeu_pd(cells[g][v].as_mut_ptr(), sums[g][v]) };
        }
    }
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,avx512f,avx512bw,avx512dq,avx512vl")]
pub(super) fn pair_cells_v4(
    keys: &[u64],
    weights: &[f64],
    rows: Range<u32>,
    fields: &Fields,
    cells: &mut [[Lanes; 4]],
) {
    let rows = rows.start as usize..rows.end as usize;
    let (keys, weights) = (&keys[rows.clone()], &weights[rows]);
    match cells.len() {
        0 => {}
        1 => pair_rows_v4::<1>(keys, weights, fields, cells),
        2 => pair_rows_v4::<2>(keys, weights, fields, cells),
        3 => pair_rows_v4::<3>(keys, weights, fields, cells),
        _ => pair_rows_v4::<PAIR_GROUPS>(keys, weights, fields, cells),
    }
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,avx512f,avx512bw,avx512dq,avx512vl")]
pub(super) fn bit_cells_v4(
    keys: &[u64],
    weights: &[f64],
    rows: Range<u32>,
    fields: &Fields,
    cells: &mut [[Lanes; 2]],
) {
    let rows = rows.start as usize..rows.end as usize;
    let (keys, weights) = (&keys[rows.clone()], &weights[rows]);
    match cells.len() {
        0 => {}
        1 => bit_rows_v4::<1>(keys, weights, fields, cells),
        2 => bit_rows_v4::<2>(keys, weights, fields, cells),
        3 => bit_rows_v4::<3>(keys, weights, fields, cells),
        4 => bit_rows_v4::<4>(keys, weights, fields, cells),
        5 => bit_rows_v4::<5>(keys, weights, fields, cells),
        6 => bit_rows_v4::<6>(keys, weights, fields, cells),
        7 => bit_rows_v4::<7>(keys, weights, fields, cells),
        _ => bit_rows_v4::<8>(keys, weights, fields, cells),
    }
}

/// The bit of each of four lanes starting at `first`, or no bit where there is no lane.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn lane_bits(offsets: &[u32], first: usize, shift: u32) -> __m256i {
    let bit = |lane: usize| offsets.get(first + lane).map_or(0, |offset| (1u64 << (offset + shift)) as i64);
    _mm256_set_epi64x(bit(3), bit(2), bit(1), bit(0))
}

/// Adds rows to four cells of eight lanes.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn pair_rows_v3(keys: &[u64], weights: &[f64], offsets: &[u32], cells: &mut [Lanes; 4]) {
    let x_bit = [lane_bits(offsets, 0, 1), lane_bits(offsets, 4, 1)];
    let y_bit = [lane_bits(offsets, 0, 0), lane_bits(offsets, 4, 0)];
    let mut sums = [[_mm256_setzero_pd(); 4]; 2];
    for half in 0..2 {
        for v in 0..4 {
            // SAFETY: half a `Lanes` is four consecutive f64.
            sums[half][v] = unsafe { _mm256_loadu_pd(cells[v].as_ptr().add(4 * half)) };
        }
    }
    for (key, weight) in keys.iter().zip(weights) {
        let (key, weight) = (_mm256_set1_epi64x(*key as i64), _mm256_set1_pd(*weight));
        for half in 0..2 {
            // A mask is all ones where the bit is 0: a lane without a bit counts as value 0.
            let zero = _mm256_setzero_si256();
            let x_zero = _mm256_castsi256_pd(_mm256_cmpeq_epi64(_mm256_and_si256(key, x_bit[half]), zero));
            let y_zero = _mm256_castsi256_pd(_mm256_cmpeq_epi64(_mm256_and_si256(key, y_bit[half]), zero));
            let (low, high) = (_mm256_and_pd(x_zero, weight), _mm256_andnot_pd(x_zero, weight));
            sums[half][0] = _mm256_add_pd(sums[half][0], _mm256_and_pd(y_zero, low));
            sums[half][1] = _mm256_add_pd(sums[half][1], _mm256_andnot_pd(y_zero, low));
            sums[half][2] = _mm256_add_pd(sums[half][2], _mm256_and_pd(y_zero, high));
            sums[half][3] = _mm256_add_pd(sums[half][3], _mm256_andnot_pd(y_zero, high));
        }
    }
    for half in 0..2 {
        for v in 0..4 {
            // SAFETY: half a `Lanes` is four consecutive f64.
            unsafe { _mm256_storeu_pd(cells[v].as_mut_ptr().add(4 * half), sums[half][v]) };
        }
    }
}

/// Adds rows to two cells of eight lanes.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn bit_rows_v3(keys: &[u64], weights: &[f64], offsets: &[u32], cells: &mut [Lanes; 2]) {
    let bit = [lane_bits(offsets, 0, 0), lane_bits(offsets, 4, 0)];
    let mut sums = [[_mm256_setzero_pd(); 2]; 2];
    for half in 0..2 {
        for v in 0..2 {
            // SAFETY: half a `Lanes` is four consecutive f64.
            sums[half][v] = unsafe { _mm256_loadu_pd(cells[v].as_ptr().add(4 * half)) };
        }
    }
    for (key, weight) in keys.iter().zip(weights) {
        let (key, weight) = (_mm256_set1_epi64x(*key as i64), _mm256_set1_pd(*weight));
        for half in 0..2 {
            let masked = _mm256_cmpeq_epi64(_mm256_and_si256(key, bit[half]), _mm256_setzero_si256());
            let is_zero = _mm256_castsi256_pd(masked);
            sums[half][0] = _mm256_add_pd(sums[half][0], _mm256_and_pd(is_zero, weight));
            sums[half][1] = _mm256_add_pd(sums[half][1], _mm256_andnot_pd(is_zero, weight));
        }
    }
    for half in 0..2 {
        for v in 0..2 {
            // SAFETY: half a `Lanes` is four consecutive f64.
            unsafe { _mm256_storeu_pd(cells[v].as_mut_ptr().add(4 * half), sums[half][v]) };
        }
    }
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
pub(super) fn pair_cells_v3(
    keys: &[u64],
    weights: &[f64],
    rows: Range<u32>,
    fields: &Fields,
    cells: &mut [[Lanes; 4]],
) {
    let rows = rows.start as usize..rows.end as usize;
    let (keys, weights) = (&keys[rows.clone()], &weights[rows]);
    for (offsets, cells) in fields.offsets.chunks(8).zip(cells) {
        pair_rows_v3(keys, weights, offsets, cells);
    }
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
pub(super) fn bit_cells_v3(
    keys: &[u64],
    weights: &[f64],
    rows: Range<u32>,
    fields: &Fields,
    cells: &mut [[Lanes; 2]],
) {
    let rows = rows.start as usize..rows.end as usize;
    let (keys, weights) = (&keys[rows.clone()], &weights[rows]);
    for (offsets, cells) in fields.offsets.chunks(8).zip(cells) {
        bit_rows_v3(keys, weights, offsets, cells);
    }
}

macro_rules! class_loop {
    ($name:ident, $cells:ident, $values:literal, $groups:literal, $bits:ident, $features:literal) => {
        #[target_feature(enable = $features)]
        pub(super) fn $name(
            keys: &[u64],
            weights: &[f64],
            classes: &[Range<u32>],
            fields: &Fields,
            totals: &mut Totals,
        ) {
            let mut two = [[[0.0; 8]; 2]; $groups];
            let two = &mut two[..fields.groups()];
            let mut cells = [[[0.0; 8]; $values]; $groups];
            let cells = &mut cells[..fields.groups()];
            for class in classes.iter().filter(|class| !is_short(class)) {
                let rows = class.start as usize..class.end as usize;
                if $values == 4 && has_equal_bits(&keys[rows], fields) {
                    two.fill([[0.0; 8]; 2]);
                    $bits(keys, weights, class.clone(), fields, two);
                    emit(two, totals);
                } else {
                    cells.fill([[0.0; 8]; $values]);
                    $cells(keys, weights, class.clone(), fields, cells);
                    emit(cells, totals);
                }
            }
        }
    };
}
class_loop!(pairs_v3, pair_cells_v3, 4, 4, bit_cells_v3, "avx2,bmi1,bmi2");
class_loop!(bits_v3, bit_cells_v3, 2, 8, bit_cells_v3, "avx2,bmi1,bmi2");
class_loop!(pairs_v4, pair_cells_v4, 4, 4, bit_cells_v4, "avx2,bmi1,bmi2,avx512f,avx512bw,avx512dq,avx512vl");
class_loop!(bits_v4, bit_cells_v4, 2, 8, bit_cells_v4, "avx2,bmi1,bmi2,avx512f,avx512bw,avx512dq,avx512vl");
