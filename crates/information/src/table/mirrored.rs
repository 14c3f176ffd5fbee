//! The mirrored table: a law of pairs of rows (x, y) that does not change when x and y are exchanged.
//!
//! Column e holds the pair (x_e, y_e) as x_e r + y_e. Such a law q(x, y) = q(y, x), that of a step of a reversible
//! Markov chain, needs one row for both directions: half the memory and half the work. Rows are
//! - loops (x, x) with weight q(x, x), possibly 0, one for every x that has an edge;
//! - edges with x < y in lexicographic order, of weight q(x, y) + q(y, x).
//!
//! Let the rows agree on a set S of columns. Where x_S ≠ y_S, the class is half of two classes of the whole table,
//! (x_S, y_S) and (y_S, x_S), with equal cells: its doubled weights give the contributions of both. Where
//! x_S = y_S, a *diagonal* class, it is one class of the whole table, in which the cells (a, b) and (b, a) of a
//! column are equal: each is half of the two kept ones together. A row of a diagonal class may be turned, x for y,
//! at any time; it is before the class is parted by a column with x_e > y_e, so that one of the two classes off the
//! diagonal stays empty. The loops make sure that a diagonal class of one row is a loop, which never splits.
use super::narrow::NarrowTable;
use super::packing::Packing;
use marginals_core::{Error, Result, Run};
use std::ops::Range;

/// Rows between two looks at the cancel flag.
const STRIDE: usize = 1 << 16;

/// One row for each loop and each pair of opposite edges, in ascending order.
#[derive(Debug)]
pub struct MirroredTable {
    rows: NarrowTable,
    mirror: Mirror,
    /// Whether some edge has x_e > y_e in a column.
    has_descents: bool,
}

impl MirroredTable {
    /// A table of rows packed by [`Packing::new`] of the squares of `sides`, the numbers of values of x_e.
    ///
    /// Rows may come in any order; there must be a loop for every x and y of an edge.
    ///
    /// # Errors
    /// `Limit` for a side above 65,535; as [`NarrowTable::new`]; `Range` for an edge with x > y or a row that comes
    /// twice.
    pub fn new(sides: &[u32], keys: Vec<u64>, weights: Vec<f64>, run: &Run) -> Result<Self> {
        let rows = NarrowTable::of_all(&radices_of(sides)?, keys, weights, run)?;
        let mirror = Mirror::new(rows.packing(), sides, 0..sides.len() as u32);
        let mut has_descents = false;
        for (block, keys) in rows.keys().chunks(STRIDE).enumerate() {
            run.check()?;
            if let Some(row) = keys.iter().position(|key| mirror.turned(*key) < *key) {
                let row = block * STRIDE + row;
                return Err(Error::range(format!("keys[{row}]"), "an edge with x < y", "one with x > y"));
            }
            has_descents |= keys.iter().any(|key| mirror.descends(*key));
        }
        if let Some(row) = rows.keys().windows(2).position(|pair| pair[0] == pair[1]) {
            return Err(Error::range(format!("keys[{row}]"), "one row for each edge", "two"));
        }
        Ok(MirroredTable { rows, mirror, has_descents })
    }

    /// The rows; their entropy is not that of the law.
    pub(crate) fn rows(&self) -> &NarrowTable {
        &self.rows
    }

    /// The columns `members` alone.
    pub(crate) fn mirror_of(&self, members: &[u32]) -> Mirror {
        Mirror::new(self.rows.packing(), &self.mirror.sides, members.iter().copied())
    }

    /// The keys with every row turned that descends in the first of `columns` in which it has unequal values;
    /// `None` where no row does.
    pub(crate) fn turned_for(&self, columns: &[u32], run: &Run) -> Result<Option<Vec<u64>>> {
        if !self.has_descents {
            return Ok(None);
        }
        let mirrors: Vec<Mirror> = columns.iter().map(|column| self.mirror_of(&[*column])).collect();
        let mut turned = run.reserved("the turned rows of a mirrored table", self.rows.rows())?;
        for rows in self.rows.keys().chunks(STRIDE) {
            run.check()?;
            turned.extend(rows.iter().map(|key| {
                let first = mirrors.iter().find(|mirror| !mirror.is_diagonal(*key));
                if first.is_some_and(|mirror| mirror.descends(*key)) {
                    self.mirror.turned(*key)
                } else {
                    *key
                }
            }));
        }
        Ok(Some(turned))
    }

    /// Turns the rows of diagonal classes that descend in `column`; the classes agree on `members`.
    pub(crate) fn turn(
        &self,
        keys: &mut [u64],
        classes: &[Range<u32>],
        (members, column): (&[u32], u32),
        run: &Run,
    ) -> Result<()> {
        if !self.has_descents {
            return Ok(());
        }
        let (members, column) = (self.mirror_of(members), self.mirror_of(&[column]));
        let mut since_check = 0;
        for class in classes {
            let rows = &mut keys[class.start as usize..class.end as usize];
            since_check += rows.len();
            if since_check >= STRIDE {
                since_check = 0;
                run.check()?;
            }
            if rows.first().is_some_and(|key| members.is_diagonal(*key)) {
                let descending = rows.iter_mut().filter(|key| column.descends(**key));
                descending.for_each(|key| *key = self.mirror.turned(*key));
            }
        }
        Ok(())
    }
}

/// The squares of the sides.
fn radices_of(sides: &[u32]) -> Result<Vec<u32>> {
    let square = |side: &u32| {
        side.checked_mul(*side)
            .ok_or_else(|| Error::limit("sides", "at most 65535 values on each side of a column", side))
    };
    sides.iter().map(square).collect()
}

/// Some columns of pairs and the exchange of their sides.
#[derive(Clone, Debug)]
pub(crate) struct Mirror {
    /// Of all columns of the table.
    sides: Vec<u32>,
    /// The lower bits of the columns of two bits, whose sides are one bit each.
    lower: u64,
    wide: Vec<Pair>,
}

/// A column of more than two bits.
#[derive(Clone, Copy, Debug)]
struct Pair {
    offset: u32,
    mask: u64,
    side: u64,
}

impl Pair {
    fn values(&self, key: u64) -> (u64, u64) {
        let value = key >> self.offset & self.mask;
        (value / self.side, value % self.side)
    }
}

impl Mirror {
    fn new(packing: &Packing, sides: &[u32], columns: impl Iterator<Item = u32>) -> Self {
        let (mut lower, mut wide) = (0, Vec::new());
        for column in columns.map(|column| column as usize) {
            let (offset, width) = (packing.offset(column), packing.width(column));
            match width {
                0 => {}
                2 => lower |= 1 << offset,
                _ => {
                    let mask = packing.mask(column) >> offset;
                    wide.push(Pair { offset, mask, side: u64::from(sides[column]) });
                }
            }
        }
        Mirror { sides: sides.to_vec(), lower, wide }
    }

    /// Whether the sides are equal in all of the columns.
    #[inline]
    pub(crate) fn is_diagonal(&self, key: u64) -> bool {
        (key ^ key >> 1) & self.lower == 0
            && self.wide.iter().all(|pair| {
                let (x, y) = pair.values(key);
                x == y
            })
    }

    /// Whether x is above y in one of the columns.
    #[inline]
    fn descends(&self, key: u64) -> bool {
        key >> 1 & !key & self.lower != 0
            || self.wide.iter().any(|pair| {
                let (x, y) = pair.values(key);
                x > y
            })
    }

    /// The columns with their sides exchanged; all other bits are 0.
    #[inline]
    fn turned(&self, key: u64) -> u64 {
        let narrow = (key & self.lower) << 1 | key >> 1 & self.lower;
        self.wide.iter().fold(narrow, |turned, pair| {
            let (x, y) = pair.values(key);
            turned | (y * pair.side + x) << pair.offset
        })
    }

    /// Number of values of each side of `column`.
    pub(crate) fn side(&self, column: u32) -> usize {
        self.sides[column as usize] as usize
    }
}
