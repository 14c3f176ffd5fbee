//! Entropies of narrow bit fields over classes of few rows: here a class is a lane.
//!
//! Classes are collected by length, eight at a time, row i of each side by side. Then one candidate after the
//! other sums the weights of the eight classes by its value and takes all eight entropies at once. Two
//! shortcuts give the same bits with less work: a class of two rows has one and the same entropy for every
//! candidate that tells the rows apart, and where no two-bit field of eight classes has unequal bits, only
//! two of its four cells can be filled. Eight rows of one class would leave most lanes of the loop over
//! candidates idle, and its logarithms would cost more than its sums.
use super::{Fields, Lanes, Totals, add_term, entropy_of_four, entropy_of_two};
use crate::arch::lanes::Vector;
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
#[derive(Clone, Copy)]
pub(super) struct Batch {
    classes: [(u32, u32); 8],
    filled: usize,
    longest: u32,
}

/// Row i of eight classes side by side; rows a class does not have weigh nothing.
pub(super) struct Columns {
    pub(super) keys: [[u64; 8]; SHORT],
    pub(super) weights: [Lanes; SHORT],
}

/// First row and number of rows of eight classes.
pub(super) type Eight = [(u32, u32); 8];

impl Batch {
    const EMPTY: Batch = Batch { classes: [(0, 0); 8], filled: 0, longest: 0 };

    #[inline(always)]
    fn add(&mut self, class: &Range<u32>) {
        let length = class.end - class.start;
        self.classes[self.filled & 7] = (class.start, length);
        self.filled += 1;
        self.longest = self.longest.max(length);
    }

    /// Adds the entropies of the classes and forgets them.
    #[inline(always)]
    fn emit<F: Vector, const V: usize>(
        &mut self,
        rows: (&[u64], &[f64]),
        columns: &mut Columns,
        fields: &Fields,
        totals: &mut Totals,
        fill: &impl Fn(&[u64], &[f64], &Eight, usize, &mut Columns),
    ) {
        if self.filled == 0 {
            return;
        }
        self.classes[self.filled..].fill((0, 0));
        let longest = self.longest as usize & (2 * SHORT - 1);
        fill(rows.0, rows.1, &self.classes, longest, columns);
        let (keys, weights) = (&columns.keys[..longest], &columns.weights[..longest]);
        if let ([first, second], [one, other]) = (keys, weights) {
            emit_couples::<F>([first, second], [one, other], fields, totals);
        } else if V == 2 || has_equal_bits::<F>(keys, fields) {
            for ((offset, sum), lost) in fields.asked_offsets().zip(&mut totals.sum).zip(&mut totals.lost) {
                let [zero, one] = cells::<F, 2>(keys, weights, offset, 1, [0, 1]);
                add_term(sum, lost, entropy_of_two(zero, one));
            }
        } else {
            for ((offset, sum), lost) in fields.asked_offsets().zip(&mut totals.sum).zip(&mut totals.lost) {
                let cells = cells::<F, 4>(keys, weights, offset, 3, [0, 1, 2, 3]);
                add_term(sum, lost, entropy_of_four(cells));
            }
        }
        (self.filled, self.longest) = (0, 0);
    }
}

/// Whether no two-bit field of the rows has unequal bits: then cells 1 and 2 of all are empty, and the sums over
/// the lower bits alone give the same entropies bit by bit.
#[inline(always)]
fn has_equal_bits<F: Vector>(keys: &[[u64; 8]], fields: &Fields) -> bool {
    let mut unequal = F::no_keys();
    for keys in keys {
        let keys = F::keys(keys);
        unequal = F::or_difference(unequal, keys, F::shifted(keys));
    }
    F::are_clear(unequal, fields.lower)
}

/// The rows of eight classes side by side, in portable form.
#[inline(always)]
pub(super) fn fill_portable(
    keys: &[u64],
    weights: &[f64],
    classes: &Eight,
    longest: usize,
    columns: &mut Columns,
) {
    for (lane, (first, length)) in classes.iter().enumerate() {
        let (first, length) = (*first as usize, (*length as usize).min(SHORT));
        let (keys, weights) = (&keys[first..first + length], &weights[first..first + length]);
        for row in 0..longest.min(SHORT) {
            columns.keys[row][lane] = keys.get(row).copied().unwrap_or(0);
            columns.weights[row][lane] = weights.get(row).copied().unwrap_or(0.0);
        }
    }
}

/// Eight classes of two rows.
#[inline(always)]
fn emit_couples<F: Vector>(keys: [&[u64; 8]; 2], weights: [&Lanes; 2], fields: &Fields, totals: &mut Totals) {
    let entropy = entropy_of_two(F::load(weights[0]), F::load(weights[1]));
    let apart = F::or_difference(F::no_keys(), F::keys(keys[0]), F::keys(keys[1]));
    let field = (1u64 << fields.width) - 1;
    for ((offset, sum), lost) in fields.asked_offsets().zip(&mut totals.sum).zip(&mut totals.lost) {
        add_term(sum, lost, entropy.unless_clear(apart, field << offset));
    }
}

/// The sums of the weights by the value of the field of `width` bits at `offset`; values have the given bits.
#[inline(always)]
fn cells<F: Vector, const V: usize>(
    keys: &[[u64; 8]],
    weights: &[Lanes],
    offset: u32,
    bits: u64,
    values: [u64; V],
) -> [F; V] {
    let mut cells = [F::splat(0.0); V];
    for (keys, weight) in keys.iter().zip(weights) {
        let (keys, weight) = (F::keys(keys), F::load(weight));
        for value in 0..V {
            cells[value] = cells[value].add_where(weight, keys, bits << offset, values[value] << offset);
        }
    }
    cells
}

/// Adds Σ t ln(T/t) of each candidate over each short class to the candidate's lanes of `totals`. `fill` puts the
/// rows of eight classes side by side.
#[inline(always)]
pub(super) fn short_body<F: Vector, const V: usize>(
    keys: &[u64],
    weights: &[f64],
    classes: &[Range<u32>],
    fields: &Fields,
    totals: &mut Totals,
    fill: impl Fn(&[u64], &[f64], &Eight, usize, &mut Columns),
) {
    let mut batches = [Batch::EMPTY; BATCHES];
    let mut columns = Columns { keys: [[0; 8]; SHORT], weights: [[0.0; 8]; SHORT] };
    for class in classes {
        let length = class.len();
        if !(2..=SHORT).contains(&length) {
            continue;
        }
        let batch = &mut batches[(length - 1).ilog2() as usize];
        batch.add(class);
        if batch.filled == 8 {
            batch.emit::<F, V>((keys, weights), &mut columns, fields, totals, &fill);
        }
    }
    for batch in &mut batches {
        batch.emit::<F, V>((keys, weights), &mut columns, fields, totals, &fill);
    }
}
