//! Entropies of narrow bit fields over class runs: the inner loop of the narrow table.
//!
//! Rows are a packed key and a weight, in class order and ascending inside a class. For every field of one or
//! two bits the weights are summed by the field's value (2 or 4 cells); at the end of a class Σ t ln(T/t) of
//! every candidate is added to that candidate's compensated total.
//!
//! Fields go by digits of up to eight bits (see `digits`): a row is added to the sixteen cells of the lowest
//! digit at once, and only the sum of a block of rows that agree above that digit goes to the next. So the cost
//! of a row hardly depends on the number of candidates:
//! - AVX-512: the digit is gathered from the key (`pext`), a small table names its cells, two masked additions;
//! - AVX2: four comparisons of the lanes' values, four additions;
//! - portable: one scattered addition per field.
//!
//! Classes of few rows go another way: eight classes a group of lanes, one candidate after the other.
//! Each cell adds the same weights in the same order at every level, and digits depend on the columns that are
//! left, not on those asked for, so all levels and all batches agree bit by bit.
use super::lanes::Vector;
use super::logarithm::{ln_ratio, two_sum};
use super::{Level, at_level};
use digits::{Blocks, CELLS, Cells, classes_body, digit_portable, sum_digits};
use marginals_core::sum::Sum;
use short::{fill_portable, short_body};
use std::ops::Range;

/// Weights of one field value for eight candidates.
pub type Lanes = [f64; 8];

/// Fields of one width, some of them asked for.
#[derive(Clone, Debug)]
pub struct Fields {
    /// Of all fields that may be asked for, ascending.
    offsets: Vec<u32>,
    /// Places of the fields asked for, ascending.
    asked: Vec<usize>,
    /// The bits of each digit.
    digits: Vec<u64>,
    /// The lower (or only) bit of every field asked for.
    lower: u64,
    width: u32,
}

impl Fields {
    /// Fields of `width` 1 or 2 at ascending `offsets`, those at the ascending places `asked` asked for.
    ///
    /// # Panics
    /// When the offsets do not ascend, overlap or leave the key, or a place does not exist.
    #[must_use]
    pub fn new(width: u32, offsets: Vec<u32>, asked: Vec<usize>) -> Self {
        assert!(width == 1 || width == 2, "a narrow field has one or two bits");
        assert!(offsets.iter().all(|offset| offset + width <= 64), "a field leaves the key");
        assert!(offsets.windows(2).all(|pair| pair[0] + width <= pair[1]), "fields overlap or descend");
        assert!(asked.is_sorted() && asked.iter().all(|place| *place < offsets.len()), "no such field");
        let bits = (1u64 << width) - 1;
        let digit = |offsets: &[u32]| offsets.iter().fold(0, |mask, offset| mask | bits << offset);
        let digits = offsets.chunks(digits::BITS / width as usize).map(digit).collect();
        let lower = asked.iter().fold(0, |mask, place| mask | 1u64 << offsets[*place]);
        Fields { offsets, asked, digits, lower, width }
    }

    /// Number of fields asked for.
    #[must_use]
    pub fn len(&self) -> usize {
        self.asked.len()
    }

    /// Whether no field is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.asked.is_empty()
    }

    /// Cells that [`add_cells`] fills.
    #[must_use]
    pub fn cells(&self) -> usize {
        self.needed() * CELLS
    }

    /// The cells of the `index`-th field asked for.
    #[must_use]
    pub fn cells_of(&self, index: usize, cells: &[f64]) -> [f64; 4] {
        let lanes = digits::BITS / self.width as usize;
        let place = self.asked[index];
        let first = place / lanes * CELLS + place % lanes;
        std::array::from_fn(|value| if value >> self.width == 0 { cells[first + value * lanes] } else { 0.0 })
    }

    /// Offset of a field asked for.
    fn asked_offsets(&self) -> impl Iterator<Item = u32> {
        self.asked.iter().map(|place| self.offsets[*place])
    }

    /// Digits up to the last with a field asked for.
    fn needed(&self) -> usize {
        self.asked.last().map_or(0, |place| place * self.width as usize / digits::BITS + 1)
    }

    /// Groups of eight lanes up to the last field asked for.
    fn groups(&self) -> usize {
        self.asked.last().map_or(0, |place| place / 8 + 1)
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

    /// Σ t ln(T/t) of the `index`-th field asked for.
    #[must_use]
    pub fn of(&self, fields: &Fields, index: usize) -> Sum {
        let (group, lane) = (fields.asked[index] / 8, fields.asked[index] % 8);
        let mut sum = Sum::default();
        sum.add(self.long.sum[group][lane]);
        sum.add(self.long.lost[group][lane]);
        self.short.sum[index].iter().chain(&self.short.lost[index]).for_each(|part| sum.add(*part));
        sum
    }
}

/// Room that calls of the loops share.
#[derive(Debug, Default)]
pub struct Space {
    blocks: [Blocks; 2],
    cells: Vec<Cells>,
}

/// Adds Σ t ln(T/t) of each field asked for over each class of `classes` (ranges of rows) to `totals`.
///
/// # Panics
/// When a range leaves the rows, or `keys`, `weights`, `fields`, `totals` do not fit together.
pub fn add_class_entropies(
    level: Level,
    keys: &[u64],
    weights: &[f64],
    classes: &[Range<u32>],
    fields: &Fields,
    space: &mut Space,
    totals: &mut FieldTotals,
) {
    assert_eq!(keys.len(), weights.len());
    assert!(totals.long.sum.len() == fields.groups() && totals.short.sum.len() == fields.len());
    match fields.width {
        1 => at_level!(
            level,
            classes_of::<2>(keys, weights, classes, fields, space, totals),
            x86::classes_v3::<2>(keys, weights, classes, fields, space, totals),
            x86::classes_v4::<2>(keys, weights, classes, fields, space, totals)
        ),
        _ => at_level!(
            level,
            classes_of::<4>(keys, weights, classes, fields, space, totals),
            x86::classes_v3::<4>(keys, weights, classes, fields, space, totals),
            x86::classes_v4::<4>(keys, weights, classes, fields, space, totals)
        ),
    }
}

fn classes_of<const V: usize>(
    keys: &[u64],
    weights: &[f64],
    classes: &[Range<u32>],
    fields: &Fields,
    space: &mut Space,
    totals: &mut FieldTotals,
) {
    short_body::<Lanes, V>(keys, weights, classes, fields, &mut totals.short, fill_portable);
    classes_body::<Lanes, V>(keys, weights, classes, fields, space, &mut totals.long, digit_portable::<V>);
}

/// Adds the rows to the `cells` of the fields, as many as [`Fields::cells`].
///
/// # Panics
/// When the lengths do not fit together.
pub fn add_cells(
    level: Level,
    keys: &[u64],
    weights: &[f64],
    fields: &Fields,
    space: &mut Space,
    cells: &mut [f64],
) {
    assert!(keys.len() == weights.len() && cells.len() == fields.cells());
    let (cells, _) = cells.as_chunks_mut::<CELLS>();
    let blocks = &mut space.blocks;
    match fields.width {
        1 => at_level!(
            level,
            sum_digits(keys, weights, fields, blocks, cells, digit_portable::<2>),
            x86::cells_v3::<2>(keys, weights, fields, blocks, cells),
            x86::cells_v4::<2>(keys, weights, fields, blocks, cells)
        ),
        _ => at_level!(
            level,
            sum_digits(keys, weights, fields, blocks, cells, digit_portable::<4>),
            x86::cells_v3::<4>(keys, weights, fields, blocks, cells),
            x86::cells_v4::<4>(keys, weights, fields, blocks, cells)
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
        groups_body::<Lanes, V>(groups, sum, lost),
        x86::groups_v3(groups, sum, lost),
        x86::groups_v4(groups, sum, lost)
    );
}

#[inline(always)]
fn groups_body<F: Vector, const V: usize>(groups: &[[Lanes; V]], sum: &mut Lanes, lost: &mut Lanes) {
    let (mut total, mut rest) = (F::load(sum), F::load(lost));
    for cells in groups {
        let lanes = cells;
        let mut cells = [F::splat(0.0); V];
        for value in 0..V {
            cells[value] = F::load(&lanes[value]);
        }
        let entropy = match cells[..] {
            [a, b] => entropy_of_two(a, b),
            [a, b, c, d] => entropy_of_four([a, b, c, d]),
            _ => entropy_of_many(&cells),
        };
        two_sum(&mut total, &mut rest, entropy);
    }
    total.store(sum);
    rest.store(lost);
}

/// Σ t ln(T/t) of two cells in every lane.
#[inline(always)]
fn entropy_of_two<F: Vector>(a: F, b: F) -> F {
    let total = a.add(b);
    term(total, a, b).add(term(total, b, a))
}

/// The same of four cells.
#[inline(always)]
fn entropy_of_four<F: Vector>([a, b, c, d]: [F; 4]) -> F {
    let (ab, cd) = (a.add(b), c.add(d));
    let total = ab.add(cd);
    let one = term(total, a, b.add(cd)).add(term(total, b, a.add(cd)));
    one.add(term(total, c, d.add(ab)).add(term(total, d, c.add(ab))))
}

/// t ln(T/t).
#[inline(always)]
fn term<F: Vector>(total: F, cell: F, rest: F) -> F {
    cell.mul(ln_ratio(total, cell, rest))
}

/// The same of any number of cells: what is not the cell is the sum of those before and after it.
#[inline(always)]
fn entropy_of_many<F: Vector, const V: usize>(cells: &[F; V]) -> F {
    let zero = F::splat(0.0);
    let mut after = [zero; V];
    for value in (1..V).rev() {
        after[value - 1] = after[value].add(cells[value]);
    }
    let total = cells[0].add(after[0]);
    let (mut before, mut entropy) = (zero, zero);
    for (cell, after) in cells.iter().zip(after) {
        entropy = entropy.add(term(total, *cell, before.add(after)));
        before = before.add(*cell);
    }
    entropy
}

/// Adds a term to compensated lanes.
#[inline(always)]
fn add_term<F: Vector>(sum: &mut Lanes, lost: &mut Lanes, term: F) {
    let (mut total, mut rest) = (F::load(sum), F::load(lost));
    two_sum(&mut total, &mut rest, term);
    total.store(sum);
    rest.store(lost);
}

mod digits;
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
            for count in [1, 2, 3, 4, 5, 7, 8, 9, 17, 25, 32, 64 / width as usize] {
                // Rows of a class ascend.
                let mut keys = keys.clone();
                for class in &classes {
                    keys[class.start as usize..class.end as usize].sort_unstable();
                }
                let gap = width + u32::from(count < 20);
                let offsets: Vec<u32> = (0..count as u32).map(|field| field * gap).collect();
                let all = Fields::new(width, offsets.clone(), (0..count).collect());
                let third =
                    Fields::new(width, offsets.clone(), (0..count).skip(count / 2).step_by(3).collect());
                let mut expected = FieldTotals::zero(&all);
                let space = &mut Space::default();
                add_class_entropies(Level::Baseline, &keys, &weights, &classes, &all, space, &mut expected);
                for (field, offset) in offsets.iter().enumerate() {
                    let naive: f64 = classes
                        .iter()
                        .map(|class| (class.start as usize)..(class.end as usize))
                        .map(|rows| naive(&keys[rows.clone()], &weights[rows], width, *offset))
                        .sum();
                    let found = expected.of(&all, field).value();
                    assert!((found - naive).abs() <= 1e-12 * naive, "{found} {naive}");
                }
                let rows = 300..500;
                let mut expected_cells = vec![0.0; all.cells()];
                let (part_keys, part_weights) = (&keys[rows.clone()], &weights[rows]);
                add_cells(Level::Baseline, part_keys, part_weights, &all, space, &mut expected_cells);
                for level in Level::available() {
                    let space = &mut Space::default();
                    for fields in [&all, &third] {
                        let mut found = FieldTotals::zero(fields);
                        add_class_entropies(level, &keys, &weights, &classes, fields, space, &mut found);
                        let mut cells = vec![0.0; fields.cells()];
                        add_cells(level, part_keys, part_weights, fields, space, &mut cells);
                        for (index, place) in fields.asked.iter().enumerate() {
                            assert_eq!(found.of(fields, index), expected.of(&all, *place));
                            let cells = fields.cells_of(index, &cells);
                            assert_eq!(cells, all.cells_of(*place, &expected_cells));
                            let naive: f64 = part_weights.iter().sum();
                            assert!((cells.iter().sum::<f64>() - naive).abs() < 1e-12 * naive);
                        }
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
