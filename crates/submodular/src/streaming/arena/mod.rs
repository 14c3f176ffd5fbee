//! Set functions over items that are not known beforehand: rows in numbered slots, freed when nothing holds them.
//!
//! An [`Arena`] is an [`Objective`] whose elements are slots. A stream places a row, shows its slot, and frees it
//! unless a candidate took it, so memory follows what is held and not what has passed. Three measures:
//! [`representation`] of a fixed set of rows, [`feature_sums`], [`determinant`].
mod determinant;
mod feature_sums;
mod measure;
mod representation;
mod rows;

pub use determinant::determinant;
pub use feature_sums::{Growth, feature_sums};
pub use representation::representation;

use marginals_core::{Objective, Result};

/// An objective whose elements are rows in slots.
pub trait Arena: Objective {
    /// Numbers in a row; 0 until the first row decides.
    fn columns(&self) -> usize;

    /// Puts a row into a free slot.
    ///
    /// # Errors
    /// Another number of columns, a number that is not finite, a row the measure has no value for, out of memory.
    fn place(&self, row: &[f64]) -> Result<u32>;

    /// Frees a slot.
    ///
    /// # Errors
    /// The slot was not taken.
    fn free(&self, slot: u32) -> Result<()>;

    /// Rows that are cheapest shown together.
    fn at_once(&self) -> usize;

    /// Told which slots will be shown next, in order: what is computed for one may be computed for those after it.
    ///
    /// # Errors
    /// None but internal ones.
    fn announce(&self, slots: &[u32]) -> Result<()>;

    /// Bytes of all slots.
    fn bytes(&self) -> u64;

    /// Whether `row` could be placed, without placing it.
    ///
    /// # Errors
    /// As [`Arena::place`].
    fn check(&self, row: &[f64]) -> Result<()>;
}
