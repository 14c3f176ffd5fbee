//! Entropies of narrow bit fields over classes of few rows: here a class is a lane.
//!
//! Classes are collected by length, eight at a time, row i of each side by side. Then one candidate after the
//! other sums the weights of the eight classes by its value and takes all eight entropies at once. Two
//! shortcuts give the same bits with less work: a class of two rows has one and the same entropy for every
//! candidate that tells the rows apart, and where no two-bit field of eight classes has unequal bits, only
//! two of its four cells can be filled. Eight rows of one class would leave most lanes of the loop over
//! candidates idle, and its logarithms would cost more than its sums.
use super::{Fields, Lanes, Totals, emit_group, has_equal_bits};
use crate::arch::logarithm::{ln_ratio, two_sum};
use std::ops::Range;

/// Rows of the longest class taken here.
pub(super) const SHORT: usize = 32;
/// Batches: classes of 2, up to 4, 8, 16 and 32 rows.
const BATCHES: usize = SHORT.ilog2() as usize;

/// Whether a class is taken here.
#[inline(always)]
pub(super) fn is_short(class: &Range<u32>) -> bool {
    class.len() <= SHORT
}

/// Up to eight classes, one a lane.
struct Batch {
    keys: [[u64; 8]; SHORT],
    weights: [Lanes; SHORT],
    filled: usize,
    longest: usize,
}

impl Batch {
    const EMPTY: Batch = Batch { keys: [[0; 8]; SHORT], weights: [[0.0; 8]; SHORT], filled: 0, longest: 0 };

    /// Adds a class of at most `capacity` rows.
    #[inline(always)]
    fn add(&mut self, keys: &[u64], weights: &[f64], capacity: usize) {
        let lane = self.filled & 7;
        self.filled += 1;
        self.longest = self.longest.max(keys.len());
        if let ([a, b], [one, other]) = (keys, weights) {
            // The commonest class once most columns are in the set.
            (self.keys[0][lane], self.keys[1][lane]) = (*a, *b);
            (self.weights[0][lane], self.weights[1][lane]) = (*one, *other);
            return;
        }
        for (to, key) in self.keys.iter_mut().zip(keys) {
            to[lane] = *key;
        }
        for (to, weight) in self.weights.iter_mut().zip(weights) {
            to[lane] = *weight;
        }
        self.clear(lane, keys.len()..capacity);
    }

    #[inline(always)]
    fn clear(&mut self, lane: usize, rows: Range<usize>) {
        for row in rows {
            self.keys[row & (SHORT - 1)][lane & 7] = 0;
            self.weights[row & (SHORT - 1)][lane & 7] = 0.0;
        }
    }

    /// Adds the entropies of the classes and forgets them.
    #[inline(always)]
    fn emit<const V: usize>(&mut self, fields: &Fields, totals: &mut Totals) {
        if self.filled == 0 {
            return;
        }
        for lane in self.filled..8 {
            self.clear(lane, 0..self.longest);
        }
        let (keys, weights) = (&self.keys[..self.longest], &self.weights[..self.longest]);
        if let ([first, second], [one, other]) = (keys, weights) {
            emit_couples(first, second, one, other, fields, totals);
        } else if V == 2 || has_equal_bits(keys.as_flattened(), fields) {
            for ((offset, sum), lost) in fields.offsets.iter().zip(&mut totals.sum).zip(&mut totals.lost) {
                emit_group(&bit_cells(keys, weights, *offset), sum, lost);
            }
        } else {
            for ((offset, sum), lost) in fields.offsets.iter().zip(&mut totals.sum).zip(&mut totals.lost) {
                emit_group(&pair_cells(keys, weights, *offset), sum, lost);
            }
        }
        (self.filled, self.longest) = (0, 0);
    }
}

/// Eight classes of two rows.
#[inline(always)]
fn emit_couples(
    first: &[u64; 8],
    second: &[u64; 8],
    one: &Lanes,
    other: &Lanes,
    fields: &Fields,
    totals: &mut Totals,
) {
    let (mut apart, mut entropy) = ([0u64; 8], [0.0; 8]);
    for lane in 0..8 {
        let (a, b) = (one[lane], other[lane]);
        let total = a + b;
        entropy[lane] = a * ln_ratio(total, a, b) + b * ln_ratio(total, b, a);
        apart[lane] = first[lane] ^ second[lane];
    }
    let field = (1u64 << fields.width) - 1;
    for ((offset, sum), lost) in fields.offsets.iter().zip(&mut totals.sum).zip(&mut totals.lost) {
        let field = field << offset;
        for lane in 0..8 {
            let term = if apart[lane] & field == 0 { 0.0 } else { entropy[lane] };
            two_sum(&mut sum[lane], &mut lost[lane], term);
        }
    }
}

/// `weight` where `bit` is 1, else 0.
#[inline(always)]
fn masked(weight: f64, bit: u64) -> f64 {
    f64::from_bits(weight.to_bits() & bit.wrapping_neg())
}

#[inline(always)]
fn bit_cells(keys: &[[u64; 8]], weights: &[Lanes], offset: u32) -> [Lanes; 2] {
    let (mut zero, mut one) = ([0.0; 8], [0.0; 8]);
    for (key, weight) in keys.iter().zip(weights) {
        for lane in 0..8 {
            let bit = key[lane] >> (offset & 63) & 1;
            zero[lane] += masked(weight[lane], bit ^ 1);
            one[lane] += masked(weight[lane], bit);
        }
    }
    [zero, one]
}

#[inline(always)]
fn pair_cells(keys: &[[u64; 8]], weights: &[Lanes], offset: u32) -> [Lanes; 4] {
    let mut cells = [[0.0; 8]; 4];
    for (key, weight) in keys.iter().zip(weights) {
        let [a, b, c, d] = &mut cells;
        for lane in 0..8 {
            let (low, high) = (key[lane] >> (offset & 63), key[lane] >> (offset & 63) >> 1);
            a[lane] += masked(weight[lane], !(low | high) & 1);
            b[lane] += masked(weight[lane], low & !high & 1);
            c[lane] += masked(weight[lane], high & !low & 1);
            d[lane] += masked(weight[lane], high & low & 1);
        }
    }
    cells
}

/// Adds Σ t ln(T/t) of each candidate over each short class to the candidate's lanes of `totals`.
#[inline(always)]
pub(super) fn short_body<const V: usize>(
    keys: &[u64],
    weights: &[f64],
    classes: &[Range<u32>],
    fields: &Fields,
    totals: &mut Totals,
) {
    let mut batches = [Batch::EMPTY; BATCHES];
    for class in classes {
        let rows = class.start as usize..class.end as usize;
        if rows.len() < 2 || rows.len() > SHORT {
            continue;
        }
        let place = (rows.len() - 1).ilog2() as usize;
        let batch = &mut batches[place];
        batch.add(&keys[rows.clone()], &weights[rows], 2 << place);
        if batch.filled == 8 {
            batch.emit::<V>(fields, totals);
        }
    }
    for batch in &mut batches {
        batch.emit::<V>(fields, totals);
    }
}
