//! The value of one column, or of several together, that classes are parted by.
use super::packing::Packing;
use marginals_core::{Error, Result};
use marginals_numerics::arch::parting;

/// Columns that part the rows; the first is the most significant.
#[derive(Clone, Copy)]
pub(crate) struct Field<const N: usize> {
    /// Offset, mask once shifted down, radix.
    parts: [(u32, u64, usize); N],
    /// Product of the radices.
    pub(crate) radix: usize,
}

impl<const N: usize> Field<N> {
    pub(crate) fn new(packing: &Packing, columns: [u32; N]) -> Result<Self> {
        let parts = columns.map(|column| {
            let column = column as usize;
            let offset = packing.offset(column);
            (
                offset,
                packing.mask(column).checked_shr(offset).unwrap_or(0),
                packing.radices()[column] as usize,
            )
        });
        let radix = parts.iter().try_fold(1usize, |product, part| product.checked_mul(part.2));
        let radix =
            radix.ok_or_else(|| Error::internal("columns with too many values to part rows at once"))?;
        Ok(Field { parts, radix })
    }

    #[inline(always)]
    pub(crate) fn value(&self, key: u64) -> usize {
        let mut value = 0;
        for (offset, mask, radix) in self.parts {
            value = value * radix + (key >> (offset & 63) & mask) as usize;
        }
        value
    }
}

impl Field<1> {
    /// The field for [`parting`](marginals_numerics::arch::parting), if it has one or two bits.
    pub(crate) fn narrow(&self) -> Option<parting::Field> {
        let [(offset, mask, _)] = self.parts;
        let width = u64::BITS - mask.leading_zeros();
        (1..=2).contains(&width).then_some(parting::Field { offset, width })
    }
}
