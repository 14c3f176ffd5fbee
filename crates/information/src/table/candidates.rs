//! The columns a pass scores, and the loop that scores each: one bit, two bits, more.
use super::class_entropies::ClassEntropies;
use super::diagonal;
use super::mirrored::Mirror;
use super::packing::Packing;
use marginals_core::sum::Sum;
use marginals_numerics::arch::Level;
use marginals_numerics::arch::fields::{self, FieldTotals, Fields, Space};
use marginals_numerics::bytes;
use marginals_numerics::conditional::class_entropy;
use std::ops::Range;

/// Columns to score, by the loop that scores them.
pub(crate) struct Candidates {
    /// Columns of one bit, two bits, more bits; each in ascending order of their offsets.
    pub(crate) columns: Vec<Column>,
    bits: Fields,
    pairs: Fields,
    /// Bytes of the key that contain whole wide columns.
    bytes: Vec<u32>,
    /// Cells of all columns.
    pub(crate) cells: usize,
}

/// A column of at least one bit.
#[derive(Clone, Copy)]
pub(crate) struct Column {
    pub(crate) column: u32,
    offset: u32,
    width: u32,
    mask: u64,
    radix: usize,
}

/// What a thread works in.
#[derive(Default)]
pub(crate) struct Room {
    table: Vec<f64>,
    cells: Vec<f64>,
    pub(crate) space: Space,
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
    pub(crate) fn part_cells(
        &self,
        level: Level,
        keys: &[u64],
        weights: &[f64],
        space: &mut Space,
    ) -> Vec<f64> {
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

    /// Σ t ln(T/t) of one class for every column, from the cells of its rows; a diagonal class comes with its
    /// mirror.
    pub(crate) fn entropies_of<'a>(
        &'a self,
        cells: &'a [f64],
        mirror: Option<&'a Mirror>,
    ) -> impl Iterator<Item = f64> + 'a {
        let (bits, rest) = cells.split_at(self.bits.cells());
        let (pairs, mut rest) = rest.split_at(self.pairs.cells());
        let narrow = move |fields: &'a Fields, cells: &'a [f64]| {
            (0..fields.len()).map(move |index| {
                let cells = fields.cells_of(index, cells);
                class_entropy(&if mirror.is_some() { diagonal::halved(cells) } else { cells })
            })
        };
        let wide = self.wide().iter().map(move |column| {
            let own;
            (own, rest) = rest.split_at(column.radix);
            mirror.map_or_else(
                || class_entropy(own),
                |mirror| diagonal::halved_entropy(own, mirror.side(column.column)),
            )
        });
        narrow(&self.bits, bits).chain(narrow(&self.pairs, pairs)).chain(wide)
    }

    /// Σ t ln(T/t) over whole classes, for the narrow columns and for the wide ones.
    pub(crate) fn totals(
        &self,
        level: Level,
        (keys, weights): (&[u64], &[f64]),
        classes: &[Range<u32>],
        room: &mut Room,
    ) -> (Vec<Sum>, Vec<f64>) {
        let mut narrow = Vec::with_capacity(self.bits.len() + self.pairs.len());
        for fields in [&self.bits, &self.pairs] {
            if !fields.is_empty() {
                let mut totals = FieldTotals::zero(fields);
                let space = &mut room.space;
                fields::add_class_entropies(level, keys, weights, classes, fields, space, &mut totals);
                narrow.extend((0..fields.len()).map(|index| totals.of(fields, index)));
            }
        }
        let wide = self.wide().iter().map(|column| {
            let mut entropies = ClassEntropies::new(level);
            for class in classes {
                let rows = class.start as usize..class.end as usize;
                column.fill_class(&keys[rows.clone()], &weights[rows], &mut room.table, &mut room.cells);
                entropies.add(&room.cells);
            }
            entropies.finish()
        });
        (narrow, wide.collect())
    }

    /// Adds those over diagonal classes of a mirrored table, which has no columns of one bit.
    pub(crate) fn add_diagonal(
        &self,
        level: Level,
        (keys, weights): (&[u64], &[f64]),
        classes: &[Range<u32>],
        mirror: &Mirror,
        room: &mut Room,
        (narrow, wide): (&mut [Sum], &mut [f64]),
    ) {
        if classes.is_empty() {
            return;
        }
        if !self.pairs.is_empty() {
            let space = (&mut room.space, &mut room.cells);
            let found = diagonal::field_entropies(level, (keys, weights), classes, &self.pairs, space);
            narrow.iter_mut().zip(found).for_each(|(sum, part)| sum.add(part));
        }
        for (column, total) in self.wide().iter().zip(wide) {
            let mut entropies = ClassEntropies::new(level);
            for class in classes {
                let rows = class.start as usize..class.end as usize;
                let (keys, weights) = (&keys[rows.clone()], &weights[rows]);
                let table = column.filled(keys, weights, &mut room.table);
                let (side, value) = (mirror.side(column.column), |key| column.value(key));
                diagonal::take_halved(keys, value, side, table, &mut room.cells);
                entropies.add(&room.cells);
            }
            *total += entropies.finish();
        }
    }
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
        let table = self.filled(keys, weights, table);
        cells.clear();
        let mut take = |cell: &mut f64| {
            if *cell > 0.0 {
                cells.push(std::mem::take(cell));
            }
        };
        if keys.len() < self.radix {
            keys.iter().for_each(|key| take(&mut table[self.value(*key)]));
        } else {
            table.iter_mut().for_each(take);
        }
    }

    /// The sums of the rows by value, in a table that was all zero.
    fn filled<'a>(&self, keys: &[u64], weights: &[f64], table: &'a mut Vec<f64>) -> &'a mut [f64] {
        if table.len() < self.radix {
            table.resize(self.radix, 0.0);
        }
        self.fill(keys, weights, table);
        &mut table[..self.radix]
    }
}
