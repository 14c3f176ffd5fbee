//! Cells of all fields of a class, eight bits of the key at a time.
//!
//! The fields are cut into digits of up to eight bits: four fields of two bits or eight of one, whose values
//! together have sixteen cells. Rows of a class ascend, so rows that agree above a digit stand together: such a
//! block is one row with the weight of all for the next digit. A block has many rows wherever many columns are
//! left, and then the higher digits cost next to nothing.
//!
//! Even and odd rows are summed apart and added at the end: an addition would wait for the one before.
use super::short::is_short;
use super::{Fields, Space, Totals, add_term, entropy_of_four, entropy_of_two};
use crate::arch::lanes::Vector;
use std::ops::Range;

/// Bits of a digit.
pub(super) const BITS: usize = 8;
/// Cells of the fields of a digit; cell v of field f stands at v · (fields of a digit) + f.
pub(super) const CELLS: usize = 16;

/// Weights by the value of each field of a digit.
pub(super) type Cells = [f64; CELLS];

/// Rows of the next digit.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    keys: Vec<u64>,
    weights: Vec<f64>,
}

/// Rows being written.
pub(super) struct Writing<'a> {
    blocks: &'a mut Blocks,
    written: usize,
}

impl Blocks {
    /// Room for at most `rows` rows.
    pub(super) fn write(&mut self, rows: usize) -> Writing<'_> {
        self.keys.clear();
        self.weights.clear();
        self.keys.reserve(rows);
        self.weights.reserve(rows);
        Writing { blocks: self, written: 0 }
    }
}

impl Writing<'_> {
    /// Appends a row; a loop that calls it keeps its registers, since nothing here grows.
    #[inline(always)]
    pub(super) fn push(&mut self, key: u64, weight: f64) {
        self.blocks.keys.spare_capacity_mut()[self.written].write(key);
        self.blocks.weights.spare_capacity_mut()[self.written].write(weight);
        self.written += 1;
    }

    pub(super) fn finish(self) {
        // SAFETY: as many rows have been written, each place in order, and checked against the room.
        unsafe {
            self.blocks.keys.set_len(self.written);
            self.blocks.weights.set_len(self.written);
        }
    }
}

/// Adds rows to `cells`, one digit after the other. `digit` adds rows to the cells of one digit, given by its
/// bits, and hands the blocks of rows that agree from the given bit on to the next.
#[inline(always)]
pub(super) fn sum_digits(
    keys: &[u64],
    weights: &[f64],
    fields: &Fields,
    blocks: &mut [Blocks; 2],
    cells: &mut [Cells],
    digit: impl Fn(&[u64], &[f64], u64, &mut Cells, Option<(u32, &mut Blocks)>),
) {
    let [mut from, mut to] = blocks.each_mut();
    for (index, cells) in cells.iter_mut().enumerate() {
        let (keys, weights) = if index == 0 { (keys, weights) } else { (&from.keys[..], &from.weights[..]) };
        let next = fields.digits.get(index + 1).filter(|_| index + 1 < fields.needed());
        let next = next.map(|digit| (digit.trailing_zeros(), &mut *to));
        digit(keys, weights, fields.digits[index], cells, next);
        std::mem::swap(&mut from, &mut to);
    }
}

/// Adds Σ t ln(T/t) of each group of eight fields over each class that is not short to `totals`.
#[inline(always)]
pub(super) fn classes_body<F: Vector, const V: usize>(
    keys: &[u64],
    weights: &[f64],
    classes: &[Range<u32>],
    fields: &Fields,
    space: &mut Space,
    totals: &mut Totals,
    digit: impl Fn(&[u64], &[f64], u64, &mut Cells, Option<(u32, &mut Blocks)>),
) {
    let Space { blocks, cells } = space;
    // Two digits of two-bit fields make a group of eight.
    let digits_per_group = V / 2;
    cells.clear();
    cells.resize(fields.groups() * digits_per_group, [0.0; CELLS]);
    for class in classes.iter().filter(|class| !is_short(class)) {
        let rows = class.start as usize..class.end as usize;
        cells.fill([0.0; CELLS]);
        sum_digits(
            &keys[rows.clone()],
            &weights[rows],
            fields,
            blocks,
            &mut cells[..fields.needed()],
            &digit,
        );
        for ((cells, sum), lost) in
            cells.chunks_exact(digits_per_group).zip(&mut totals.sum).zip(&mut totals.lost)
        {
            add_term(sum, lost, entropy_of_digits::<F>(cells));
        }
    }
}

/// Σ t ln(T/t) of the fields of the digits of one group.
#[inline(always)]
fn entropy_of_digits<F: Vector>(digits: &[Cells]) -> F {
    match digits {
        [low, high] => {
            let (low, high) = (low.as_chunks().0, high.as_chunks().0);
            let mut cells = [F::splat(0.0); 4];
            for value in 0..4 {
                cells[value] = F::join(&low[value], &high[value]);
            }
            // Off the diagonal of a transition law no field has unequal bits: the other two cells give the same
            // entropies bit by bit.
            if cells[1].add(cells[2]).is_zero() {
                entropy_of_two(cells[0], cells[3])
            } else {
                entropy_of_four(cells)
            }
        }
        [digit] => match digit.as_chunks::<8>().0 {
            [zero, one] => entropy_of_two(F::load(zero), F::load(one)),
            _ => F::splat(0.0),
        },
        _ => F::splat(0.0),
    }
}

/// A digit in portable form.
pub(super) fn digit_portable<const V: usize>(
    keys: &[u64],
    weights: &[f64],
    digit: u64,
    cells: &mut Cells,
    next: Option<(u32, &mut Blocks)>,
) {
    let lanes = CELLS / V;
    let mut rest = digit;
    let mut offsets = [0; BITS];
    let mut count = 0;
    while rest != 0 {
        offsets[count] = rest.trailing_zeros();
        rest &= !((V as u64 - 1) << offsets[count]);
        count += 1;
    }
    let mut sums = [[0.0; CELLS]; 2];
    for (row, (key, weight)) in keys.iter().zip(weights).enumerate() {
        for (lane, offset) in offsets[..count].iter().enumerate() {
            let value = (key >> offset) as usize & (V - 1);
            sums[row & 1][(value * lanes + lane) & (CELLS - 1)] += weight;
        }
    }
    let [even, odd] = sums;
    for (cell, (even, odd)) in cells.iter_mut().zip(even.iter().zip(odd)) {
        *cell += even + odd;
    }
    if let Some((split, blocks)) = next {
        add_blocks(keys, weights, split, blocks);
    }
}

/// Appends the blocks of rows that agree from bit `split` on.
fn add_blocks(keys: &[u64], weights: &[f64], split: u32, blocks: &mut Blocks) {
    let mut blocks = blocks.write(keys.len());
    let mut sums = [0.0; 2];
    for (row, (key, weight)) in keys.iter().zip(weights).enumerate() {
        if row > 0 && (key ^ keys[row - 1]) >> split != 0 {
            blocks.push(keys[row - 1], sums[0] + sums[1]);
            sums = [0.0; 2];
        }
        sums[row & 1] += weight;
    }
    if let Some(key) = keys.last() {
        blocks.push(*key, sums[0] + sums[1]);
    }
    blocks.finish();
}
