//! Samples of discrete variables: one symbol a row, held as small integers.
//!
//! - [`Symbols`]: the symbols of one variable, and of several taken together ([`Symbols::joint`]).
//! - [`contingency`]: how often two variables take each pair of symbols.
//! - [`law`]: a probability mass function over several variables, which the same measures take.
//!
//! Symbols are labels: no measure depends on their order or on their numbers. Codes that are dense (their range
//! not much larger than the number of rows) are counted in tables; others are renumbered once by sorting. Nothing
//! is hashed. Cost: O(rows) for dense codes, a radix sort for others.
pub mod contingency;
mod held;
pub mod law;
mod renumber;
pub mod variables;

pub use contingency::{Cell, Contingency};
pub use held::{Held, Kept};
pub use law::Law;
use marginals_core::{Error, Result, Run};
use marginals_numerics::arch::{level, spelling};
pub use renumber::Pairs;
use renumber::{dense_limit, paired, renumber};
use std::ops::Range;
pub use variables::Variables;

/// Rows between two looks at the cancel flag.
pub(crate) const STRIDE: usize = 1 << 16;

/// One code a row, in the narrowest type the caller has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Codes {
    /// Codes below 2⁸.
    Bytes(Held<u8>),
    /// Codes below 2¹⁶.
    Words(Held<u16>),
    /// Codes below 2³².
    Wide(Held<u32>),
}

/// Applies an expression to the codes of whatever type.
macro_rules! with_codes {
    ($codes:expr, $name:ident => $body:expr) => {
        match $codes {
            $crate::symbols::Codes::Bytes($name) => $body,
            $crate::symbols::Codes::Words($name) => $body,
            $crate::symbols::Codes::Wide($name) => $body,
        }
    };
}
pub(crate) use with_codes;

/// A code of any width.
pub(crate) fn number(code: impl Into<u32>) -> u32 {
    code.into()
}

impl Codes {
    /// A copy in one byte each where that holds the largest, else in four.
    #[must_use]
    pub fn narrowed(wide: &[u32]) -> Self {
        let level = level();
        if spelling::largest(level, wide) > u32::from(u8::MAX) {
            return Codes::Wide(wide.to_vec().into());
        }
        Codes::Bytes(wide.iter().map(|code| *code as u8).collect::<Vec<u8>>().into())
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        with_codes!(self, codes => codes.len())
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The codes in four bytes each.
    ///
    /// # Errors
    /// Out of memory.
    pub fn to_wide(&self, run: &Run) -> Result<Vec<u32>> {
        let mut wide = run.reserved("codes", self.len())?;
        with_codes!(self, codes => wide.extend(codes.iter().copied().map(number)));
        Ok(wide)
    }

    /// Code of a row.
    #[must_use]
    pub fn get(&self, row: usize) -> u32 {
        match self {
            Codes::Bytes(codes) => u32::from(codes[row]),
            Codes::Words(codes) => u32::from(codes[row]),
            Codes::Wide(codes) => codes[row],
        }
    }
}

/// Samples of one discrete variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbols {
    codes: Codes,
    radix: usize,
}

impl Symbols {
    /// Takes the codes over; sparse codes are renumbered in rising order.
    ///
    /// # Errors
    /// `Shape` without rows, `Limit` beyond 2³² − 2 of them; out of memory; the run was cancelled.
    pub fn new(codes: Codes, run: &Run) -> Result<Self> {
        let n = codes.len();
        if n == 0 {
            return Err(Error::shape("samples", "at least one sample", "none"));
        }
        if n >= u32::MAX as usize {
            return Err(Error::limit("samples", format!("at most {} samples", u32::MAX - 1), n));
        }
        let radix = with_codes!(&codes, codes => {
            let largest = run.blocks(n, STRIDE, || (), |(), rows| {
                Ok(spelling::largest(level(), &codes[rows]))
            })?;
            largest.into_iter().fold(0, Ord::max) as usize + 1
        });
        match codes {
            Codes::Wide(codes) if radix as u64 > dense_limit(n) => {
                let (ids, distinct) = renumber(codes.iter().copied().map(u64::from), radix as u64, run)?;
                Ok(Symbols { codes: Codes::Wide(ids.into()), radix: distinct.len() })
            }
            codes => Ok(Symbols { codes, radix }),
        }
    }

    /// The variable whose symbol is the tuple of the symbols of `variables`; none is a constant of `n` rows.
    ///
    /// # Errors
    /// `Shape` for unequal lengths or none at all; out of memory; the run was cancelled.
    pub fn joint(variables: &[&Symbols], run: &Run) -> Result<Self> {
        let Some((first, rest)) = variables.split_first() else {
            return Err(Error::shape("variables", "at least one variable", "none"));
        };
        let mut joint = (*first).clone();
        for variable in rest {
            joint = paired(&joint, variable, run)?;
        }
        Ok(joint)
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Never: there is at least one row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        false
    }

    /// Every code is below this; not all of them need occur.
    #[must_use]
    pub fn radix(&self) -> usize {
        self.radix
    }

    /// The codes.
    #[must_use]
    pub fn codes(&self) -> &Codes {
        &self.codes
    }

    /// How often each code occurs.
    ///
    /// # Errors
    /// Out of memory; the run was cancelled.
    pub fn counts(&self, run: &Run) -> Result<Vec<f64>> {
        let table = with_codes!(&self.codes, codes => {
            let level = level();
            let of = |rows: Range<usize>, out: &mut [u32]| spelling::append(level, out, 0, &codes[rows]);
            contingency::tally(codes.len(), self.radix, of, run)
        })?;
        Ok(table.into_iter().map(f64::from).collect())
    }

    /// The number of each code among the codes that occur, in their order, and how many occur.
    ///
    /// # Errors
    /// Out of memory; the run was cancelled.
    pub(crate) fn numbers(&self, run: &Run) -> Result<(Vec<u32>, u32)> {
        let mut numbers = run.filled("numbers of symbols", self.radix, 0u32)?;
        with_codes!(&self.codes, codes => codes.iter().for_each(|code| numbers[*code as usize] = 1));
        run.check()?;
        let mut count = 0;
        for number in &mut numbers {
            let occurs = *number;
            *number = count;
            count += occurs;
        }
        Ok((numbers, count))
    }

    /// Two variables of one length.
    pub(crate) fn same_length(&self, other: &Symbols) -> Result<()> {
        if self.len() == other.len() {
            return Ok(());
        }
        Err(Error::shape("variables", format!("of one length ({} rows)", self.len()), other.len()))
    }
}
