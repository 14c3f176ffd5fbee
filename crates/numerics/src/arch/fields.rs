//! Entropies of narrow bit fields over class runs: the inner loop of the narrow table.
//!
//! Rows are a packed key and a weight, in class order, so a class is a run. For every candidate field of one
//! or two bits the weights are summed by the field's value (2 or 4 cells) while the run is read once; at its
//! end Σ t ln(T/t) of every candidate is added to that candidate's compensated total. A candidate is a lane:
//! - AVX-512: the bits of all candidates are gathered from the key (`pext`) into lane masks, one masked
//!   addition per cell and eight candidates;
//! - AVX2: lane masks by comparing the broadcast key with each lane's bit, eight candidates at a time;
//! - portable: one scattered addition per candidate.
//!
//! Classes of few rows go another way: eight classes a group of lanes, one candidate after the other.
//! Each lane adds the same weights in row order at every level, so all levels and all batches agree bit by bit.
use super::logarithm::{ln_ratio, two_sum};
use super::{Level, at_level};
use marginals_core::sum::Sum;
use short::{is_short, short_body};
use std::ops::Range;

/// Weights of one field value for eight candidates.
pub type Lanes = [f64; 8];

/// Candidate fields of one width, in ascending order of their offsets; lane i is the i-th.
#[derive(Clone, Debug)]
pub struct Fields {
    offsets: Vec<u32>,
    /// The upper bit of every two-bit field; empty for one-bit fields.
    upper: u64,
    /// The lower (or only) bit of every field.
    lower: u64,
    width: u32,
}

impl Fields {
    /// Fields of `width` 1 or 2 at ascending `offsets`.
    ///
    /// # Panics
    /// When the offsets do not ascend, overlap or leave the key.
    #[must_use]
    pub fn new(width: u32, offsets: Vec<u32>) -> Self {
        assert!(width == 1 || width == 2, "a narrow field has one or two bits");
        assert!(offsets.iter().all(|offset| offset + width <= 64), "a field leaves the key");
        assert!(offsets.windows(2).all(|pair| pair[0] + width <= pair[1]), "fields overlap or descend");
        let lower = offsets.iter().fold(0, |mask, offset| mask | 1u64 << offset);
        let upper = if width == 2 { lower << 1 } else { 0 };
        Fields { offsets, upper, lower, width }
    }

    /// Number of fields.
    #[must_use]
    pub fn len(&self) -> usize {
        self.offsets.len()
    }

    /// Whether there is no field.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.offsets.is_empty()
    }

    /// Groups of eight lanes.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.len().div_ceil(8)
    }

    /// The offsets.
    #[must_use]
    pub fn offsets(&self) -> &[u32] {
        &self.offsets
    }
}

/// Compensated totals in groups of eight lanes.
#[derive(Clone, Debug, PartialEq)]
pub struct Totals {
    /// Running sums.
    pub sum: Vec<Lanes>,
    /// What their additions lost.
    pub lost: Vec<Lanes>,
}

impl Totals {
    /// Zeros for `groups` groups of eight candidates.
    #[must_use]
    pub fn zero(groups: usize) -> Self {
        Totals { sum: vec![[0.0; 8]; groups], lost: vec![[0.0; 8]; groups] }
    }
}

/// Compensated totals of the candidates.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldTotals {
    /// Over the long classes: one lane per candidate.
    long: Totals,
    /// Over the short classes: eight lanes per candidate.
    short: Totals,
}

impl FieldTotals {
    /// Zeros for `fields`.
    #[must_use]
    pub fn zero(fields: &Fields) -> Self {
        FieldTotals { long: Totals::zero(fields.groups()), short: Totals::zero(fields.len()) }
    }

    /// Σ t ln(T/t) of one candidate.
    #[must_use]
    pub fn of(&self, field: usize) -> Sum {
        let (group, lane) = (field / 8, field % 8);
        let mut sum = Sum::default();
        sum.add(self.long.sum[group][lane]);
        sum.add(self.long.lost[group][lane]);
        self.short.sum[field].iter().chain(&self.short.lost[field]).for_each(|part| sum.add(*part));
        sum
    }
}

/// Adds Σ t ln(T/t) of each candidate over each class of `classes` (ranges of rows) to `totals`.
///
/// # Panics
/// When a range leaves the rows, or `keys`, `weights`, `fields`, `totals` do not fit together.
pub fn add_class_entropies(
    level: Level,
    keys: &[u64],
    weights: &[f64],
    classes: &[Range<u32>],
    fields: &Fields,
    totals: &mut FieldTotals,
) {
    assert_eq!(keys.len(), weights.len());
    let FieldTotals { long: totals, short } = totals;
    assert!(totals.sum.len() == fields.groups() && short.sum.len() == fields.len());
    match fields.width {
        1 => at_level!(
            level,
            short_body::<2>(keys, weights, classes, fields, short),
            x86::short_v3::<2>(keys, weights, classes, fields, short),
            x86::short_v4::<2>(keys, weights, classes, fields, short)
        ),
        _ => at_level!(
            level,
            short_body::<4>(keys, weights, classes, fields, short),
            x86::short_v3::<4>(keys, weights, classes, fields, short),
            x86::short_v4::<4>(keys, weights, classes, fields, short)
        ),
    }
    match fields.width {
        1 => at_level!(
            level,
            classes_portable::<2>(keys, weights, classes, fields, totals),
            x86::bits_v3(keys, weights, classes, fields, totals),
            x86::bits_v4(keys, weights, classes, fields, totals)
        ),
        _ => at_level!(
            level,
            classes_portable::<4>(keys, weights, classes, fields, totals),
            x86::pairs_v3(keys, weights, classes, fields, totals),
            x86::pairs_v4(keys, weights, classes, fields, totals)
        ),
    }
}

/// Adds Σ t ln(T/t) of classes of up to `V` cells, one class per lane, eight classes a group, to the eight
/// lanes of `totals` (absent cells are 0).
///
/// # Panics
/// When `totals` has not one group of lanes.
pub fn add_entropies_of_groups<const V: usize>(level: Level, groups: &[[Lanes; V]], totals: &mut Totals) {
    let (sum, lost) = (&mut totals.sum[..], &mut totals.lost[..]);
    let ([sum], [lost]) = (sum, lost) else { panic!("eight totals for eight lanes") };
    at_level!(
        level,
        groups_body(groups, sum, lost),
        x86::groups_v3(groups, sum, lost),
        x86::groups_v4(groups, sum, lost)
    );
}

#[inline(always)]
fn groups_body<const V: usize>(groups: &[[Lanes; V]], sum: &mut Lanes, lost: &mut Lanes) {
    for cells in groups {
        if V <= 4 {
            emit_group(cells, sum, lost);
        } else {
            emit_large_group(cells, sum, lost);
        }
    }
}

/// As [`emit_group`] for any number of cells: what is not the cell is the sum of those before and after it.
#[inline(always)]
fn emit_large_group<const V: usize>(cells: &[Lanes; V], sum: &mut Lanes, lost: &mut Lanes) {
    let mut after = [[0.0; 8]; V];
    for value in (1..V).rev() {
        for lane in 0..8 {
            after[value - 1][lane] = after[value][lane] + cells[value][lane];
        }
    }
    let mut total = [0.0; 8];
    for lane in 0..8 {
        total[lane] = cells[0][lane] + after[0][lane];
    }
    let (mut before, mut entropy) = ([0.0; 8], [0.0; 8]);
    for value in 0..V {
        for lane in 0..8 {
            let cell = cells[value][lane];
            entropy[lane] += cell * ln_ratio(total[lane], cell, before[lane] + after[value][lane]);
            before[lane] += cell;
        }
    }
    for lane in 0..8 {
        two_sum(&mut sum[lane], &mut lost[lane], entropy[lane]);
    }
}

/// Adds Σ t ln(T/t) of each lane to the lane's total.
#[inline(always)]
fn emit_group<const V: usize>(cells: &[Lanes; V], sum: &mut Lanes, lost: &mut Lanes) {
    for lane in 0..8 {
        let entropy = if V == 2 {
            let (a, b) = (cells[0][lane], cells[1][lane]);
            let total = a + b;
            a * ln_ratio(total, a, b) + b * ln_ratio(total, b, a)
        } else {
            let (a, b, c, d) = (cells[0][lane], cells[1][lane], cells[2][lane], cells[3][lane]);
            let (ab, cd) = (a + b, c + d);
            let total = ab + cd;
            (a * ln_ratio(total, a, b + cd) + b * ln_ratio(total, b, a + cd))
                + (c * ln_ratio(total, c, d + ab) + d * ln_ratio(total, d, c + ab))
        };
        two_sum(&mut sum[lane], &mut lost[lane], entropy);
    }
}

#[inline(always)]
fn emit<const V: usize>(cells: &[[Lanes; V]], totals: &mut Totals) {
    for ((cells, sum), lost) in cells.iter().zip(&mut totals.sum).zip(&mut totals.lost) {
        emit_group(cells, sum, lost);
    }
}

/// Whether no two-bit field of the rows has unequal bits: then cells 1 and 2 of all are empty, and the sums over
/// the lower bits alone give the same entropies bit by bit.
#[inline(always)]
fn has_equal_bits(keys: &[u64], fields: &Fields) -> bool {
    keys.iter().fold(0, |any, key| any | (key ^ (key >> 1))) & fields.lower == 0
}

fn classes_portable<const V: usize>(
    keys: &[u64],
    weights: &[f64],
    classes: &[Range<u32>],
    fields: &Fields,
    totals: &mut Totals,
) {
    let mut two = vec![[[0.0; 8]; 2]; fields.groups()];
    let mut cells = vec![[[0.0; 8]; V]; fields.groups()];
    for class in classes.iter().filter(|class| !is_short(class)) {
        let rows = class.start as usize..class.end as usize;
        if V == 4 && has_equal_bits(&keys[rows.clone()], fields) {
            two.fill([[0.0; 8]; 2]);
            cells_portable(&keys[rows.clone()], &weights[rows], fields, &mut two);
            emit(&two, totals);
        } else {
            cells.fill([[0.0; 8]; V]);
            cells_portable(&keys[rows.clone()], &weights[rows], fields, &mut cells);
            emit(&cells, totals);
        }
    }
}

fn cells_portable<const V: usize>(keys: &[u64], weights: &[f64], fields: &Fields, cells: &mut [[Lanes; V]]) {
    for (offsets, cells) in fields.offsets.chunks(8).zip(cells) {
        for (key, weight) in keys.iter().zip(weights) {
            for (lane, offset) in offsets.iter().enumerate() {
                cells[(key >> offset) as usize & (V - 1)][lane & 7] += weight;
            }
        }
    }
}

mod short;
#[cfg(target_arch = "x86_64")]
mod x86;

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{stream, uniform};

    fn rows(n: usize, seed: u64) -> (Vec<u64>, Vec<f64>) {
        use marginals_core::random::below;
        let mut generator = stream(seed, "rows", 0);
        (0..n).map(|_| (below(&mut generator, u64::MAX), uniform(&mut generator))).unzip()
    }

    fn naive(keys: &[u64], weights: &[f64], width: u32, offset: u32) -> f64 {
        let mut cells = vec![0.0; 1 << width];
        for (key, weight) in keys.iter().zip(weights) {
            cells[(key >> offset) as usize & ((1 << width) - 1)] += weight;
        }
        let total: f64 = cells.iter().sum();
        cells.iter().filter(|cell| **cell > 0.0).map(|cell| -cell * (cell / total).ln()).sum()
    }

    #[test]
    fn every_level_agrees_with_the_definition_and_with_the_baseline_bit_by_bit() {
        let (mut keys, weights) = rows(1400, 3);
        let mut classes = vec![0..1, 1..4, 4..260, 260..261, 300..500];
        for length in (1..40).chain([2, 3, 2, 12, 32]) {
            let start = classes.last().map_or(0, |class| class.end);
            classes.push(start..start + length);
        }
        // Many classes without unequal bits, as off the diagonal of a transition law.
        for key in &mut keys[900..] {
            *key = (*key & 0x5555_5555_5555_5555) * 3;
        }
        for width in [1, 2] {
            for count in [1, 2, 7, 8, 9, 17, 25, 32, 64 / width as usize] {
                let offsets: Vec<u32> = (0..count as u32).map(|field| field * width).collect();
                let fields = Fields::new(width, offsets.clone());
                let mut expected = FieldTotals::zero(&fields);
                add_class_entropies(Level::Baseline, &keys, &weights, &classes, &fields, &mut expected);
                for (field, offset) in offsets.iter().enumerate() {
                    let naive: f64 = classes
                        .iter()
                        .map(|class| (class.start as usize)..(class.end as usize))
                        .map(|rows| naive(&keys[rows.clone()], &weights[rows], width, *offset))
                        .sum();
                    let found = expected.of(field).value();
                    assert!((found - naive).abs() <= 1e-12 * naive, "{found} {naive}");
                }
                for level in Level::available() {
                    let mut found = FieldTotals::zero(&fields);
                    add_class_entropies(level, &keys, &weights, &classes, &fields, &mut found);
                    for field in 0..count {
                        assert_eq!(found.of(field), expected.of(field));
                    }
                }
            }
        }
    }

    fn groups_agree<const V: usize>() {
        let mut generator = stream(5, "groups", V as u64);
        let mut groups = vec![[[0.0; 8]; V]; 5];
        let mut expected = [0.0; 8];
        for group in &mut groups {
            for lane in 0..8 {
                let cells: Vec<f64> = (0..V).map(|_| (uniform(&mut generator) - 0.4).max(0.0)).collect();
                cells.iter().enumerate().for_each(|(value, cell)| group[value][lane] = *cell);
                expected[lane] += crate::conditional::class_entropy(&cells);
            }
        }
        let mut baseline = Totals::zero(1);
        add_entropies_of_groups(Level::Baseline, &groups, &mut baseline);
        for level in Level::available() {
            let mut totals = Totals::zero(1);
            add_entropies_of_groups(level, &groups, &mut totals);
            for lane in 0..8 {
                assert!((totals.sum[0][lane] - expected[lane]).abs() < 1e-13);
                assert_eq!(totals.sum[0][lane].to_bits(), baseline.sum[0][lane].to_bits());
            }
        }
    }

    #[test]
    fn groups_of_cells_agree_with_the_entropy_of_each() {
        groups_agree::<4>();
        groups_agree::<8>();
        groups_agree::<16>();
    }

    #[test]
    fn a_nearly_pure_class_of_many_cells_keeps_its_relative_accuracy() {
        for exponent in 1..300 {
            let delta = 10f64.powi(-exponent);
            let mut group = [[0.0; 8]; 16];
            (group[9][3], group[12][3]) = (1.0, delta);
            let mut totals = Totals::zero(1);
            add_entropies_of_groups(Level::Baseline, &[group], &mut totals);
            let expected = (1.0 + delta) * delta.ln_1p() - delta * delta.ln();
            assert!((totals.sum[0][3] - expected).abs() <= 1e-15 * expected, "1e-{exponent}");
        }
    }
}
