//! The wide table: many columns, kept apart, each in the narrowest integers that hold it.
//!
//! [`WideRefinement`] numbers the classes of the rows anew at every commit, so tables have occupied classes ×
//! values cells and never the product of all radices. Up to 2³² − 2 rows, any number of columns, and 10¹⁰ bytes.
mod classes;
pub mod coarsening;
pub mod refinement;
mod scoring;

pub use coarsening::WideCoarsening;
pub use refinement::WideRefinement;

use super::narrow::total_and_entropy;
use marginals_core::{Charge, Error, Result, Run};

/// The most bytes the columns of a table may take.
const MAX_BYTES: u64 = 10_000_000_000;

/// The values of one column in the narrowest integers that hold them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Values {
    /// Up to 256 values.
    U8(Vec<u8>),
    /// Up to 65,536 values.
    U16(Vec<u16>),
    /// Any others.
    U32(Vec<u32>),
}

/// Runs the same code for whichever integers a column has.
macro_rules! with_values {
    ($values:expr, $name:ident => $body:expr) => {
        match $values {
            $crate::table::wide::Values::U8($name) => $body,
            $crate::table::wide::Values::U16($name) => $body,
            $crate::table::wide::Values::U32($name) => $body,
        }
    };
}
pub(crate) use with_values;

impl Values {
    /// The values in the narrowest integers that hold `0..radix`. Values must be below `radix`.
    ///
    /// # Errors
    /// `Range` names the first value that is not; out of memory.
    pub fn new(radix: u32, values: impl ExactSizeIterator<Item = u32>, run: &Run) -> Result<Self> {
        fn collect<T>(
            radix: u32,
            values: impl ExactSizeIterator<Item = u32>,
            run: &Run,
            narrow: impl Fn(u32) -> T,
        ) -> Result<Vec<T>> {
            let mut narrowed = run.reserved("a column", values.len())?;
            for (row, value) in values.enumerate() {
                if value >= radix {
                    return Err(Error::range(format!("values[{row}]"), format!("below {radix}"), value));
                }
                narrowed.push(narrow(value));
            }
            Ok(narrowed)
        }
        Ok(match radix {
            0..=0x100 => Values::U8(collect(radix, values, run, |value| value as u8)?),
            0x101..=0x1_0000 => Values::U16(collect(radix, values, run, |value| value as u16)?),
            _ => Values::U32(collect(radix, values, run, |value| value)?),
        })
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        with_values!(self, values => values.len())
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value in a row.
    #[must_use]
    pub fn get(&self, row: usize) -> u32 {
        match self {
            Values::U8(values) => u32::from(values[row]),
            Values::U16(values) => u32::from(values[row]),
            Values::U32(values) => values[row],
        }
    }

    fn bytes(&self) -> u64 {
        match self {
            Values::U8(values) => values.len() as u64,
            Values::U16(values) => values.len() as u64 * 2,
            Values::U32(values) => values.len() as u64 * 4,
        }
    }

    fn largest(&self) -> u32 {
        match self {
            Values::U8(values) => values.iter().copied().max().map_or(0, u32::from),
            Values::U16(values) => values.iter().copied().max().map_or(0, u32::from),
            Values::U32(values) => values.iter().copied().max().unwrap_or(0),
        }
    }
}

/// Columns of discrete values with optional weights of the rows.
#[derive(Debug)]
pub struct WideTable {
    columns: Vec<Values>,
    radices: Vec<u32>,
    weights: Option<Vec<f64>>,
    rows: usize,
    total: f64,
    _charge: Charge,
}

impl WideTable {
    /// A table of `columns`, column i with values in `0..radices[i]`. Without `weights` every row counts 1 and
    /// all sums are exact. Rows of weight 0 are allowed and count for nothing.
    ///
    /// # Errors
    /// `Shape` without columns or rows, or when lengths differ; `Limit` with the bytes needed beyond 10¹⁰ or
    /// with more than 2³² − 2 rows; `Range` for a value not below its radix, a negative weight, or no positive
    /// weight; `NonFinite`; out of memory.
    pub fn new(
        columns: Vec<Values>,
        radices: Vec<u32>,
        weights: Option<Vec<f64>>,
        run: &Run,
    ) -> Result<Self> {
        let Some(rows) = columns.first().map(Values::len) else {
            return Err(Error::shape("columns", "at least one column", "none"));
        };
        if rows == 0 {
            return Err(Error::shape("columns", "at least one row", "none"));
        }
        if rows >= u32::MAX as usize {
            return Err(Error::limit("rows", "at most 4294967294", rows));
        }
        if radices.len() != columns.len() {
            return Err(Error::shape(
                "radices",
                format!("one per column ({})", columns.len()),
                radices.len(),
            ));
        }
        let mut bytes = weights.as_ref().map_or(0, |weights| weights.len() as u64 * 8);
        for (index, column) in columns.iter().enumerate() {
            bytes = bytes.saturating_add(column.bytes());
            if column.len() != rows {
                let name = format!("columns[{index}]");
                return Err(Error::shape(name, format!("as long as the first ({rows})"), column.len()));
            }
        }
        Self::check_size(rows as u64, bytes)?;
        let charge = run.charge("a table", bytes)?;
        for (index, (column, radix)) in columns.iter().zip(&radices).enumerate() {
            run.check()?;
            let largest = column.largest();
            if largest >= *radix {
                return Err(Error::range(format!("columns[{index}]"), format!("below {radix}"), largest));
            }
        }
        let total = match &weights {
            None => rows as f64,
            Some(weights) => check_weights(weights, rows, run)?,
        };
        Ok(WideTable { columns, radices, weights, rows, total, _charge: charge })
    }

    /// Refuses a table of `bytes` bytes beyond the limit, before anything is read.
    ///
    /// # Errors
    /// `Limit` with the bytes needed.
    pub fn check_size(rows: u64, bytes: u64) -> Result<()> {
        if bytes > MAX_BYTES {
            let expected = format!("of at most {MAX_BYTES} bytes");
            return Err(Error::limit("table", expected, format!("{rows} rows in {bytes} bytes")));
        }
        Ok(())
    }

    /// Number of columns.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns.len()
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The values of a column.
    #[must_use]
    pub fn column(&self, column: usize) -> &Values {
        &self.columns[column]
    }

    /// Number of values of each column.
    #[must_use]
    pub fn radices(&self) -> &[u32] {
        &self.radices
    }

    /// The rows' weights; None when every row counts 1.
    #[must_use]
    pub fn weights(&self) -> Option<&[f64]> {
        self.weights.as_deref()
    }

    /// W = Σ w.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.total
    }

    fn check_column(&self, column: u32) -> Result<()> {
        if (column as usize) < self.columns.len() {
            return Ok(());
        }
        Err(Error::range("column", format!("below {} (columns of the table)", self.columns.len()), column))
    }
}

fn check_weights(weights: &[f64], rows: usize, run: &Run) -> Result<f64> {
    if weights.len() != rows {
        return Err(Error::shape("weights", format!("one per row ({rows})"), weights.len()));
    }
    for (row, weight) in weights.iter().enumerate() {
        if !weight.is_finite() {
            return Err(Error::non_finite(format!("weights[{row}]"), "finite", weight));
        }
        if *weight < 0.0 {
            return Err(Error::range(format!("weights[{row}]"), "at least 0", weight));
        }
    }
    let (total, _) = total_and_entropy(weights, run)?;
    match total {
        total if total == f64::INFINITY => Err(Error::range("weights", "of a finite sum", "an infinite sum")),
        total if total > 0.0 => Ok(total),
        _ => Err(Error::range("weights", "positive for at least one row", "no positive weight")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::Code;

    #[test]
    fn columns_take_the_narrowest_integers() {
        let run = Run::default();
        let bytes = |radix: u32| Values::new(radix, [0, radix - 1].into_iter(), &run).unwrap().bytes();
        assert_eq!([bytes(1), bytes(256), bytes(257), bytes(65_536), bytes(65_537)], [2, 2, 4, 4, 8]);
        let fault = Values::new(3, [0, 3].into_iter(), &run).unwrap_err();
        assert_eq!(fault.argument_name(), Some("values[1]"));
    }

    #[test]
    fn bad_tables_are_named() {
        let run = Run::default();
        let table = |columns, radices, weights| WideTable::new(columns, radices, weights, &run).unwrap_err();
        let column = || Values::U8(vec![0, 1]);
        assert_eq!(table(vec![], vec![], None).code(), Code::Shape);
        assert_eq!(table(vec![Values::U8(vec![])], vec![2], None).code(), Code::Shape);
        assert_eq!(table(vec![column()], vec![1], None).argument_name(), Some("columns[0]"));
        assert_eq!(table(vec![column(), Values::U8(vec![0])], vec![2, 2], None).code(), Code::Shape);
        assert_eq!(table(vec![column()], vec![2], Some(vec![1.0])).code(), Code::Shape);
        assert_eq!(table(vec![column()], vec![2], Some(vec![0.0, 0.0])).code(), Code::Range);
        assert_eq!(table(vec![column()], vec![2], Some(vec![1.0, f64::NAN])).code(), Code::NonFinite);
        let refused = WideTable::check_size(200_000_000, 12_000_000_000).unwrap_err();
        assert_eq!(
            (refused.code(), refused.received()),
            (Code::Limit, Some("200000000 rows in 12000000000 bytes"))
        );
    }
}
