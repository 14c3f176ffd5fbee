//! How the columns of a row share one 64-bit key.
//!
//! Column 0 has the highest bits, so keys in ascending order are rows in lexicographic order. A column of
//! radix r takes ⌈log₂ r⌉ bits; a constant column (radix 1) takes none.
use marginals_core::{Error, Result};

/// Bits in a key.
const KEY_BITS: u32 = u64::BITS;

/// Bit offset and width of every column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packing {
    radices: Vec<u32>,
    offsets: Vec<u32>,
    widths: Vec<u32>,
    bits: u32,
}

impl Packing {
    /// The packing of columns whose values are `0..radix`.
    ///
    /// # Errors
    /// `Shape` without columns, `Range` for a radix of 0, `Limit` when a row needs more than 64 bits.
    pub fn new(radices: &[u32]) -> Result<Self> {
        if radices.is_empty() {
            return Err(Error::shape("radices", "at least one column", "none"));
        }
        if let Some(column) = radices.iter().position(|radix| *radix == 0) {
            return Err(Error::range(format!("radices[{column}]"), "at least 1", 0));
        }
        let widths: Vec<u32> = radices.iter().map(|radix| u32::BITS - (radix - 1).leading_zeros()).collect();
        let bits = Self::bits_needed(radices);
        if bits > u64::from(KEY_BITS) {
            return Err(Error::limit("radices", "columns that fit 64 bits a row", format!("{bits} bits")));
        }
        let mut offsets = Vec::with_capacity(widths.len());
        let mut free = bits as u32;
        for width in &widths {
            free -= width;
            offsets.push(free);
        }
        Ok(Packing { radices: radices.to_vec(), offsets, widths, bits: bits as u32 })
    }

    /// Bits that a row of columns with these radices takes; at most 64 fit.
    #[must_use]
    pub fn bits_needed(radices: &[u32]) -> u64 {
        radices.iter().map(|radix| u64::from(u32::BITS - radix.saturating_sub(1).leading_zeros())).sum()
    }

    /// Number of columns.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.radices.len()
    }

    /// Number of values of each column.
    #[must_use]
    pub fn radices(&self) -> &[u32] {
        &self.radices
    }

    /// Bits in use.
    #[must_use]
    pub fn bits(&self) -> u32 {
        self.bits
    }

    /// Lowest bit of a column.
    #[must_use]
    pub fn offset(&self, column: usize) -> u32 {
        self.offsets[column]
    }

    /// Bits of a column.
    #[must_use]
    pub fn width(&self, column: usize) -> u32 {
        self.widths[column]
    }

    /// The bits of a column in a key.
    #[must_use]
    pub fn mask(&self, column: usize) -> u64 {
        if self.widths[column] == 0 {
            return 0;
        }
        (u64::MAX >> (KEY_BITS - self.widths[column])) << self.offsets[column]
    }

    /// The key of a row. Values must be below their radices.
    #[must_use]
    pub fn pack(&self, row: &[u32]) -> u64 {
        debug_assert_eq!(row.len(), self.columns());
        row.iter().zip(&self.widths).fold(0, |key, (value, width)| {
            debug_assert!(u64::from(*value) <= u64::MAX >> (KEY_BITS - (*width).max(1)));
            if *width == 0 { key } else { key << width | u64::from(*value) }
        })
    }

    /// The value of a column in a key.
    #[inline]
    #[must_use]
    pub fn field(&self, key: u64, column: usize) -> u32 {
        ((key & self.mask(column)).checked_shr(self.offsets[column]).unwrap_or(0)) as u32
    }

    /// The first column of `key` whose value is not below its radix, if any, or `columns()` when unused high
    /// bits are set.
    #[must_use]
    pub(crate) fn fault(&self, key: u64) -> Option<usize> {
        if self.bits < KEY_BITS && key >> self.bits != 0 {
            return Some(self.columns());
        }
        (0..self.columns()).find(|column| self.field(key, *column) >= self.radices[*column])
    }

    /// Whether every bit pattern of the used bits is a row, so that only the unused bits need a check.
    pub(crate) fn is_full(&self) -> bool {
        self.radices.iter().all(|radix| radix.is_power_of_two())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::Code;

    #[test]
    fn fields_read_what_was_packed() {
        let packing = Packing::new(&[3, 1, 2, 70_000, 4]).unwrap();
        assert_eq!(packing.bits(), 2 + 1 + 17 + 2);
        let row = [2, 0, 1, 69_999, 3];
        let key = packing.pack(&row);
        assert!((0..5).all(|column| packing.field(key, column) == row[column]));
        assert_eq!(packing.fault(key), None);
        assert_eq!(packing.fault(packing.pack(&[3, 0, 0, 0, 0])), Some(0));
        assert_eq!(packing.fault(1 << 22), Some(5));
    }

    #[test]
    fn keys_in_order_are_rows_in_lexicographic_order() {
        let packing = Packing::new(&[2, 3, 5]).unwrap();
        assert!(packing.pack(&[0, 2, 4]) < packing.pack(&[1, 0, 0]));
        assert!(packing.pack(&[1, 1, 4]) < packing.pack(&[1, 2, 0]));
    }

    #[test]
    fn sixty_four_bits_fit_and_sixty_five_do_not() {
        let packing = Packing::new(&[2; 64]).unwrap();
        assert_eq!((packing.mask(0), packing.field(u64::MAX, 0)), (1 << 63, 1));
        assert_eq!(Packing::new(&[2; 65]).unwrap_err().code(), Code::Limit);
        assert_eq!(Packing::new(&[]).unwrap_err().code(), Code::Shape);
        assert_eq!(Packing::new(&[2, 0]).unwrap_err().code(), Code::Range);
        assert!(Packing::new(&[1]).unwrap().mask(0) == 0);
        assert!(Packing::new(&[u32::MAX, u32::MAX]).is_ok());
    }
}
