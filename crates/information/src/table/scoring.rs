//! H(column | class) of every candidate column in one pass over rows in class order.
//!
//! Classes are runs of rows. Whole classes are taken in units of a few thousand rows: columns of one and two
//! bits go through the loops of [`marginals_numerics::arch::fields`], wider ones fill one small table each. A
//! class longer than a unit is summed in parts of fixed length, wider columns by way of the bytes of the key
//! ([`marginals_numerics::bytes`]), and the parts' cells are added up in order with compensation.
//! Units depend on the classes alone, totals are compensated and combined in unit order, and a column never
//! sees which others are asked for: hence the same bits for any batch and any threads.
use super::class_entropies::ClassEntropies;
use super::packing::Packing;
use marginals_core::sum::{BLOCK, Sum};
use marginals_core::{Result, Run};
use marginals_numerics::arch::fields::{FieldTotals, Fields, Space};
use marginals_numerics::arch::{self, Level, fields};
use marginals_numerics::bytes;
use marginals_numerics::conditional::class_entropy;
use std::ops::Range;

/// Columns to score, by the loop that scores them.
pub(crate) struct Candidates {
    /// Columns of one bit, two bits, more bits; each in ascending order of their offsets.
    columns: Vec<Column>,
    bits: Fields,
    pairs: Fields,
    /// Bytes of the key that contain whole wide columns.
    bytes: Vec<u32>,
    /// Cells of all columns.
    cells: usize,
}

/// A column of at least one bit.
#[derive(Clone, Copy)]
struct Column {
    column: u32,
    offset: u32,
    width: u32,
    mask: u64,
    radix: usize,
}

impl Candidates {
    /// `columns` in any order, repeated or not, all among the `open` ones; constant ones are left out.
    pub(crate) fn new(packing: &Packing, columns: &[u32], open: &[u32]) -> Self {
        let ordered = |columns: &[u32]| {
            let mut columns: Vec<Column> =
                columns.iter().map(|column| Column::new(packing, *column)).collect();
            columns.retain(|column| column.width > 0);
            columns.sort_unstable_by_key(|column| (column.width.min(3), column.offset));
            columns.dedup_by_key(|column| column.column);
            columns
        };
        let (columns, open) = (ordered(columns), ordered(open));
        let offsets = |columns: &[Column], width: u32| -> Vec<u32> {
            columns.iter().filter(|column| column.width == width).map(|column| column.offset).collect()
        };
        let fields = |width: u32| {
            let open = offsets(&open, width);
            let asked = offsets(&columns, width);
            let asked = asked.iter().filter_map(|offset| open.binary_search(offset).ok()).collect();
            Fields::new(width, open, asked)
        };
        let (bits, pairs) = (fields(1), fields(2));
        let wide = &columns[bits.len() + pairs.len()..];
        let mut bytes: Vec<u32> = wide.iter().filter_map(|column| column.byte()).collect();
        bytes.sort_unstable();
        bytes.dedup();
        let cells = bits.cells() + pairs.cells() + wide.iter().map(|column| column.radix).sum::<usize>();
        Candidates { bits, pairs, columns, bytes, cells }
    }

    fn wide(&self) -> &[Column] {
        &self.columns[self.bits.len() + self.pairs.len()..]
    }

    /// The cells of the rows of a part: of the fields of one bit, of two bits, of every wide column.
    fn part_cells(&self, level: Level, keys: &[u64], weights: &[f64], space: &mut Space) -> Vec<f64> {
        let mut cells = vec![0.0; self.cells];
        let mut rest = &mut cells[..];
        for fields in [&self.bits, &self.pairs] {
            let own;
            (own, rest) = rest.split_at_mut(fields.cells());
            if !fields.is_empty() {
                fields::add_cells(level, keys, weights, fields, space, own);
            }
        }
        let tables = bytes::cells(keys, weights, &self.bytes);
        for column in self.wide() {
            let own;
            (own, rest) = rest.split_at_mut(column.radix);
            let place = column.byte().and_then(|byte| self.bytes.binary_search(&byte).ok());
            match place {
                Some(place) => bytes::field_cells(&tables[place], column.offset % 8, column.width, own),
                None => column.fill(keys, weights, own),
            }
        }
        cells
    }

    /// Σ t ln(T/t) of one class for every column, from the cells of its rows.
    fn entropies_of<'a>(&'a self, cells: &'a [f64]) -> impl Iterator<Item = f64> + 'a {
        let (bits, rest) = cells.split_at(self.bits.cells());
        let (pairs, mut rest) = rest.split_at(self.pairs.cells());
        let narrow = move |fields: &'a Fields, cells: &'a [f64]| {
            (0..fields.len()).map(move |index| class_entropy(&fields.cells_of(index, cells)))
        };
        let wide = self.wide().iter().map(move |column| {
            let own;
            (own, rest) = rest.split_at(column.radix);
            class_entropy(own)
        });
        narrow(&self.bits, bits).chain(narrow(&self.pairs, pairs)).chain(wide)
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
    // Even and odd rows of a part are summed apart.
    (2 * BLOCK).max(widest.saturating_mul(4).next_power_of_two().min(1 << 30))
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
    /// Entropies of whole classes.
    Totals { narrow: Vec<Sum>, wide: Vec<f64> },
    /// Cells of a part of a class; `last` ends it.
    Cells { cells: Vec<f64>, last: bool },
}

/// Σ t ln(T/t) over all classes for every candidate, in nats times weight, with the candidate's column.
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
        || (Vec::new(), Vec::new(), Space::default()),
        |(table, cells, space), _, unit| {
            Ok(match unit {
                Unit::Classes(range) => {
                    let classes = &classes[range];
                    let mut narrow = Vec::with_capacity(candidates.bits.len() + candidates.pairs.len());
                    for fields in [&candidates.bits, &candidates.pairs] {
                        if !fields.is_empty() {
                            let mut totals = FieldTotals::zero(fields);
                            fields::add_class_entropies(
                                level,
                                keys,
                                weights,
                                classes,
                                fields,
                                space,
                                &mut totals,
                            );
                            narrow.extend((0..fields.len()).map(|index| totals.of(fields, index)));
                        }
                    }
                    let wide = candidates.wide().iter().map(|column| {
                        let mut entropies = ClassEntropies::new(level);
                        for class in classes {
                            let rows = class.start as usize..class.end as usize;
                            column.fill_class(&keys[rows.clone()], &weights[rows], table, cells);
                            entropies.add(cells);
                        }
                        entropies.finish()
                    });
                    Found::Totals { narrow, wide: wide.collect() }
                }
                Unit::Part { rows, last } => {
                    let rows = rows.start as usize..rows.end as usize;
                    let (keys, weights) = (&keys[rows.clone()], &weights[rows]);
                    Found::Cells { cells: candidates.part_cells(level, keys, weights, space), last }
                }
            })
        },
    )?;
    Ok(combine(candidates, &found))
}

/// Adds up what the units found, in their order.
fn combine(candidates: &Candidates, found: &[Found]) -> Vec<(u32, f64)> {
    let mut sums = vec![Sum::default(); candidates.columns.len()];
    let mut long = vec![Sum::default(); candidates.cells];
    for found in found {
        match found {
            Found::Totals { narrow, wide } => {
                let (narrow_sums, rest) = sums.split_at_mut(narrow.len());
                narrow_sums.iter_mut().zip(narrow).for_each(|(sum, part)| sum.merge(*part));
                rest.iter_mut().zip(wide).for_each(|(sum, part)| sum.add(*part));
            }
            Found::Cells { cells, last } => {
                long.iter_mut().zip(cells).for_each(|(sum, cell)| sum.add(*cell));
                if *last {
                    let cells: Vec<f64> = long.iter().map(Sum::value).collect();
                    sums.iter_mut()
                        .zip(candidates.entropies_of(&cells))
                        .for_each(|(sum, entropy)| sum.add(entropy));
                    long.fill(Sum::default());
                }
            }
        }
    }
    candidates.columns.iter().zip(sums).map(|(column, sum)| (column.column, sum.value().max(0.0))).collect()
}

impl Column {
    fn new(packing: &Packing, column: u32) -> Self {
        let index = column as usize;
        let offset = packing.offset(index);
        let mask = packing.mask(index).checked_shr(offset).unwrap_or(0);
        Column { column, offset, width: packing.width(index), mask, radix: packing.radices()[index] as usize }
    }

    /// The byte of the key that contains the whole column, if one does.
    fn byte(&self) -> Option<u32> {
        (self.offset % 8 + self.width <= 8).then_some(self.offset / 8)
    }

    #[inline]
    fn value(&self, key: u64) -> usize {
        (key >> self.offset & self.mask) as usize
    }

    fn fill(&self, keys: &[u64], weights: &[f64], table: &mut [f64]) {
        for (key, weight) in keys.iter().zip(weights) {
            table[self.value(*key)] += weight;
        }
    }

    /// The positive cells of one class. `table` is all zero before and after.
    fn fill_class(&self, keys: &[u64], weights: &[f64], table: &mut Vec<f64>, cells: &mut Vec<f64>) {
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
