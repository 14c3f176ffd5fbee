//! Symbols with their counts on memory of their own, for comparing one column with many and in many orders.
use super::counter::Symbols;
use super::information::Counted;
use super::terms::Terms;
use crate::table::Values;
use crate::table::wide::with_values;
use marginals_core::{Result, Run};
use std::borrow::Cow;

/// A column with its counts.
#[derive(Clone, Debug)]
pub struct Owned {
    /// Value of every row.
    pub values: Values,
    /// Values are below this.
    pub radix: u32,
    counts: Vec<u32>,
    terms: f64,
}

impl Owned {
    /// Counts a column.
    ///
    /// # Errors
    /// Out of memory; the run was cancelled.
    pub fn new(values: Values, radix: u32, terms: &Terms, run: &Run) -> Result<Self> {
        let counted = Counted::new(&values, radix, terms, run)?;
        let (counts, sum) = (counted.counts.into_owned(), counted.terms);
        Ok(Owned { values, radix, counts, terms: sum })
    }

    /// The column, borrowed.
    #[must_use]
    pub fn counted(&self) -> Counted<'_> {
        let symbols = Symbols { values: &self.values, radix: self.radix };
        Counted { symbols, counts: Cow::Borrowed(&self.counts), terms: self.terms }
    }

    /// The same rows in another order, every row once: the counts stay.
    #[must_use]
    pub fn reordered(&self, order: &[u32]) -> Owned {
        let mut values = Values::U8(Vec::new());
        reordered(&self.values, order, &mut values);
        Owned { values, counts: self.counts.clone(), ..*self }
    }
}

/// The rows of `values` in `order`.
pub fn reordered(values: &Values, order: &[u32], into: &mut Values) {
    fn fill<T: Copy>(from: &[T], order: &[u32], to: &mut Vec<T>) {
        to.clear();
        to.extend(order.iter().map(|row| from[*row as usize]));
    }
    match (values, into) {
        (Values::U8(from), Values::U8(to)) => fill(from, order, to),
        (Values::U16(from), Values::U16(to)) => fill(from, order, to),
        (Values::U32(from), Values::U32(to)) => fill(from, order, to),
        (from, to) => {
            *to = from.clone();
            with_values!(from, from => {
                let mut own = Vec::new();
                fill(from, order, &mut own);
                *to = own.into();
            });
        }
    }
}

impl From<Vec<u8>> for Values {
    fn from(values: Vec<u8>) -> Self {
        Values::U8(values)
    }
}

impl From<Vec<u16>> for Values {
    fn from(values: Vec<u16>) -> Self {
        Values::U16(values)
    }
}

impl From<Vec<u32>> for Values {
    fn from(values: Vec<u32>) -> Self {
        Values::U32(values)
    }
}
