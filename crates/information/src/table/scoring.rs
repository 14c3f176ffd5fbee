//! H(column | class) of every candidate column in one pass over rows in class order.
//!
//! Classes are runs of rows. Columns of one and two bits are lanes of the masked-sum loop of
//! [`marginals_numerics::arch::fields`]; wider ones fill one small table each. Whole classes are taken in units
//! of about [`BLOCK`] rows; a class longer than a unit is summed in parts of fixed length whose cells are
//! added up in order with compensation. Units depend on the classes alone, totals are compensated and combined
//! in unit order, and a column never sees the others: hence the same bits for any batch and any threads.
use super::packing::Packing;
use marginals_core::sum::{BLOCK, Sum};
use marginals_core::{Result, Run};
use marginals_numerics::arch::fields::{Fields, Lanes, Totals};
use marginals_numerics::arch::{self, fields};
use marginals_numerics::conditional::class_entropy;
use std::ops::Range;

/// Columns to score, by the loop that scores them.
pub(crate) struct Candidates {
    /// Columns of one bit, in lane order.
    bits: (Vec<u32>, Fields),
    /// Columns of two bits, in lane order.
    pairs: (Vec<u32>, Fields),
    /// Wider columns.
    wide: Vec<Wide>,
}

/// A column of three bits or more.
#[derive(Clone, Copy)]
struct Wide {
    column: u32,
    offset: u32,
    mask: u64,
    radix: usize,
}

impl Candidates {
    /// `columns` without repetition; constant columns are left out.
    pub(crate) fn new(packing: &Packing, columns: &[u32]) -> Self {
        let mut columns = columns.to_vec();
        // Later columns have lower offsets.
        columns.sort_unstable_by(|a, b| b.cmp(a));
        columns.dedup();
        let of_width = |width: u32| {
            let chosen: Vec<u32> =
                columns.iter().copied().filter(|column| packing.width(*column as usize) == width).collect();
            let offsets = chosen.iter().map(|column| packing.offset(*column as usize)).collect();
            (chosen, Fields::new(width, offsets))
        };
        let wide = columns.iter().filter(|column| packing.width(**column as usize) > 2).map(|column| Wide {
            column: *column,
            offset: packing.offset(*column as usize),
            mask: packing.mask(*column as usize) >> packing.offset(*column as usize),
            radix: packing.radices()[*column as usize] as usize,
        });
        Candidates { bits: of_width(1), pairs: of_width(2), wide: wide.collect() }
    }

    fn columns(&self) -> impl Iterator<Item = u32> + '_ {
        self.bits.0.iter().chain(&self.pairs.0).copied().chain(self.wide.iter().map(|wide| wide.column))
    }
}

/// A piece of the pass.
#[derive(Clone, Debug, PartialEq)]
enum Unit {
    /// These classes, whole.
    Classes(Range<usize>),
    /// These rows of one long class; `last` ends it.
    Part { rows: Range<u32>, last: bool },
}

/// Rows per part of a long class: enough that the cells of its widest column cost little beside them.
fn part_length(packing: &Packing) -> usize {
    let widest = packing.radices().iter().copied().max().unwrap_or(1) as usize;
    BLOCK.max(widest.saturating_mul(4).next_power_of_two().min(1 << 30))
}

fn units(classes: &[Range<u32>], length: usize) -> Vec<Unit> {
    let mut units = Vec::new();
    let (mut first, mut rows) = (0, 0);
    for (index, class) in classes.iter().enumerate() {
        let size = class.len();
        if rows > 0 && rows + size > length {
            units.push(Unit::Classes(first..index));
            rows = 0;
        }
        if size > length {
            let mut start = class.start;
            while start < class.end {
                let end = class.end.min(start.saturating_add(length as u32));
                units.push(Unit::Part { rows: start..end, last: end == class.end });
                start = end;
            }
        } else {
            if rows == 0 {
                first = index;
            }
            rows += size;
        }
    }
    if rows > 0 {
        units.push(Unit::Classes(first..classes.len()));
    }
    units
}

/// What one unit found.
enum Found {
    Totals { bits: Totals, pairs: Totals, wide: Vec<Sum> },
    Cells { bits: Vec<Lanes>, pairs: Vec<Lanes>, wide: Vec<f64>, last: bool },
}

/// Cells of a long class while its parts are added up.
struct LongClass {
    bits: Vec<[Sum; 8]>,
    pairs: Vec<[Sum; 8]>,
    wide: Vec<Sum>,
}

impl LongClass {
    fn new(candidates: &Candidates) -> Self {
        let lanes = |fields: &Fields| vec![[Sum::default(); 8]; fields.groups() * fields.cells()];
        LongClass {
            bits: lanes(&candidates.bits.1),
            pairs: lanes(&candidates.pairs.1),
            wide: vec![Sum::default(); candidates.wide.iter().map(|wide| wide.radix).sum()],
        }
    }

    fn add(&mut self, bits: &[Lanes], pairs: &[Lanes], wide: &[f64]) {
        for (sums, cells) in [(&mut self.bits, bits), (&mut self.pairs, pairs)] {
            for (sums, cells) in sums.iter_mut().zip(cells) {
                sums.iter_mut().zip(cells).for_each(|(sum, cell)| sum.add(*cell));
            }
        }
        self.wide.iter_mut().zip(wide).for_each(|(sum, cell)| sum.add(*cell));
    }

    /// The class's entropies; clears the cells for the next class.
    fn finish(&mut self, candidates: &Candidates) -> Found {
        let totals = |fields: &Fields, sums: &mut Vec<[Sum; 8]>| {
            let cells: Vec<Lanes> = sums.iter().map(|lanes| lanes.map(|sum| sum.value())).collect();
            let mut totals = Totals::zero(fields.groups());
            fields::add_entropy_of_cells(fields, &cells, &mut totals);
            sums.fill([Sum::default(); 8]);
            totals
        };
        let bits = totals(&candidates.bits.1, &mut self.bits);
        let pairs = totals(&candidates.pairs.1, &mut self.pairs);
        let cells: Vec<f64> = self.wide.iter().map(Sum::value).collect();
        self.wide.fill(Sum::default());
        let mut rest = &cells[..];
        let wide = candidates.wide.iter().map(|wide| {
            let own;
            (own, rest) = rest.split_at(wide.radix);
            [class_entropy(own)].into_iter().collect()
        });
        Found::Totals { bits, pairs, wide: wide.collect() }
    }
}

/// Adds Σ t ln(T/t) over all classes to `out[column]` for every candidate; in nats times weight.
pub(crate) fn score(
    keys: &[u64],
    weights: &[f64],
    classes: &[Range<u32>],
    packing: &Packing,
    candidates: &Candidates,
    run: &Run,
) -> Result<Vec<(u32, f64)>> {
    let level = arch::level();
    let found = run.items(
        units(classes, part_length(packing)),
        || (Vec::new(), Vec::new()),
        |(table, cells), _, unit| {
            Ok(match unit {
                Unit::Classes(range) => {
                    let classes = &classes[range];
                    let mut bits = Totals::zero(candidates.bits.1.groups());
                    let mut pairs = Totals::zero(candidates.pairs.1.groups());
                    if !candidates.bits.0.is_empty() {
                        let fields = &candidates.bits.1;
                        fields::add_class_entropies(level, keys, weights, classes, fields, &mut bits);
                    }
                    if !candidates.pairs.0.is_empty() {
                        let fields = &candidates.pairs.1;
                        fields::add_class_entropies(level, keys, weights, classes, fields, &mut pairs);
                    }
                    let wide = candidates.wide.iter().map(|wide| {
                        let rows = classes.iter().map(|class| class.start as usize..class.end as usize);
                        rows.map(|rows| wide.entropy(&keys[rows.clone()], &weights[rows], table, cells))
                            .collect()
                    });
                    Found::Totals { bits, pairs, wide: wide.collect() }
                }
                Unit::Part { rows, last } => {
                    let rows = rows.start as usize..rows.end as usize;
                    let (keys, weights) = (&keys[rows.clone()], &weights[rows]);
                    let lanes = |fields: &Fields| {
                        let mut cells = vec![[0.0; 8]; fields.groups() * fields.cells()];
                        fields::add_cells(level, keys, weights, fields, &mut cells);
                        cells
                    };
                    let (bits, pairs) = (lanes(&candidates.bits.1), lanes(&candidates.pairs.1));
                    let mut own = Vec::with_capacity(candidates.wide.iter().map(|wide| wide.radix).sum());
                    for wide in &candidates.wide {
                        let first = own.len();
                        own.resize(first + wide.radix, 0.0);
                        wide.fill(keys, weights, &mut own[first..]);
                    }
                    Found::Cells { bits, pairs, wide: own, last }
                }
            })
        },
    )?;
    Ok(combine(candidates, found))
}

fn combine(candidates: &Candidates, found: Vec<Found>) -> Vec<(u32, f64)> {
    let columns: Vec<u32> = candidates.columns().collect();
    let mut sums = vec![Sum::default(); columns.len()];
    let (bit_count, pair_count) = (candidates.bits.0.len(), candidates.pairs.0.len());
    let mut add = |found: &Found| {
        let Found::Totals { bits, pairs, wide } = found else { return };
        let mut lanes = |first: usize, count: usize, totals: &Totals| {
            for candidate in 0..count {
                let sum = &mut sums[first + candidate];
                sum.add(totals.sum[candidate / 8][candidate % 8]);
                sum.add(totals.lost[candidate / 8][candidate % 8]);
            }
        };
        lanes(0, bit_count, bits);
        lanes(bit_count, pair_count, pairs);
        for (sum, part) in sums[bit_count + pair_count..].iter_mut().zip(wide) {
            sum.merge(*part);
        }
    };
    let mut long = LongClass::new(candidates);
    for found in &found {
        match found {
            Found::Totals { .. } => add(found),
            Found::Cells { bits, pairs, wide, last } => {
                long.add(bits, pairs, wide);
                if *last {
                    add(&long.finish(candidates));
                }
            }
        }
    }
    columns.into_iter().zip(sums.iter().map(|sum| sum.value().max(0.0))).collect()
}

impl Wide {
    #[inline]
    fn value(&self, key: u64) -> usize {
        (key >> self.offset & self.mask) as usize
    }

    fn fill(&self, keys: &[u64], weights: &[f64], table: &mut [f64]) {
        for (key, weight) in keys.iter().zip(weights) {
            table[self.value(*key)] += weight;
        }
    }

    /// Σ t ln(T/t) of one class. `table` is all zero before and after.
    fn entropy(&self, keys: &[u64], weights: &[f64], table: &mut Vec<f64>, cells: &mut Vec<f64>) -> f64 {
        if table.len() < self.radix {
            table.resize(self.radix, 0.0);
        }
        self.fill(keys, weights, table);
        cells.clear();
        let mut take = |cell: &mut f64| {
            if *cell > 0.0 {
                cells.push(std::mem::take(cell));
            }
        };
        if keys.len() < self.radix {
            keys.iter().for_each(|key| take(&mut table[self.value(*key)]));
        } else {
            table[..self.radix].iter_mut().for_each(take);
        }
        class_entropy(cells)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_cover_every_row_once_and_in_order() {
        let classes = [0..3, 3..5, 5..30, 30..31, 32..40, 40..42];
        let expected = [
            Unit::Classes(0..2),
            Unit::Part { rows: 5..15, last: false },
            Unit::Part { rows: 15..25, last: false },
            Unit::Part { rows: 25..30, last: true },
            Unit::Classes(3..5),
            Unit::Classes(5..6),
        ];
        assert_eq!(units(&classes, 10)[..], expected);
        assert!(units(&[], 10).is_empty());
    }
}
