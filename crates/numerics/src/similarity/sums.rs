//! What needs every entry: totals, the diagonal, how many entries are below 0.
use super::{Similarity, Source};
use crate::arch::products::GROUP;
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};

/// What a function that needs s ≥ 0 does with entries below 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Negative {
    /// An error that names one.
    Refuse,
    /// They count as 0.
    Clamp,
}

/// Σ_i s_ij of every element.
#[derive(Clone, Debug, PartialEq)]
pub struct Totals {
    /// The sums, in double precision: blocks of 512 rows added in order.
    pub sums: Vec<f64>,
    /// Entries below 0 that counted as 0.
    pub clamped: u64,
}

/// Rows summed before their sum is added to the total.
const BLOCK: usize = 512;

impl Similarity {
    /// Σ_i s_ij over all represented rows i, for every element j; `None` takes entries as they are. One pass over
    /// all entries.
    ///
    /// # Errors
    /// An entry below 0 that is refused; cancelled.
    pub fn totals(&self, negative: Option<Negative>, run: &Run) -> Result<Totals> {
        let (ground, represented) = (self.ground_size(), self.represented_size());
        let mut sums = run.filled("totals", ground, 0.0)?;
        let elements: Vec<u32> = (0..ground as u32).collect();
        let items: Vec<(&[u32], &mut [f64])> = elements.chunks(GROUP).zip(sums.chunks_mut(GROUP)).collect();
        let counts = run.items(
            items,
            || vec![0.0; GROUP * BLOCK],
            |tile, _, (elements, sums)| {
                let mut clamped = 0;
                let mut totals = [Sum::default(); GROUP];
                for start in (0..represented).step_by(BLOCK) {
                    let rows = start..(start + BLOCK).min(represented);
                    let width = rows.len();
                    self.serial(elements, rows, run, tile)?;
                    for ((element, total), entries) in
                        elements.iter().zip(&mut totals).zip(tile.chunks_exact_mut(width))
                    {
                        if let Some(negative) = negative {
                            clamped += settle(negative, *element, start, entries)?;
                        }
                        total.add(entries.iter().sum::<f64>());
                    }
                }
                sums.iter_mut().zip(totals).for_each(|(sum, total)| *sum = total.value());
                Ok(clamped)
            },
        )?;
        Ok(Totals { clamped: counts.into_iter().sum(), sums })
    }

    /// The number of entries below 0; 0 at once where that is known.
    ///
    /// # Errors
    /// Cancelled.
    pub fn count_negative(&self, run: &Run) -> Result<u64> {
        match &self.source {
            _ if self.is_non_negative() => Ok(0),
            Source::StoredSingle(stored) => stored.count_negative(run),
            Source::StoredDouble(stored) => stored.count_negative(run),
            _ => Ok(self.totals(Some(Negative::Clamp), run)?.clamped),
        }
    }

    /// s_jj of every element; the ground set must represent itself.
    ///
    /// # Errors
    /// A matrix that is not square; cancelled.
    pub fn diagonal(&self, run: &Run) -> Result<Vec<f64>> {
        let ground = self.ground_size();
        let own = match &self.source() {
            Source::Single(points) => points.is_square(),
            Source::Double(points) => points.is_square(),
            Source::Sparse(points) => points.is_square(),
            _ => self.represented_size() == ground,
        };
        if !own {
            return Err(Error::argument("represented", "the ground set itself", "another set"));
        }
        let mut diagonal = run.filled("a diagonal", ground, 0.0)?;
        run.blocks_into(
            &mut diagonal,
            BLOCK,
            || (),
            |(), first, part| {
                for (element, entry) in (first..).zip(part) {
                    self.serial(&[element as u32], element..element + 1, run, std::slice::from_mut(entry))?;
                }
                Ok(())
            },
        )?;
        Ok(diagonal)
    }
}

/// Applies the policy to some entries of one element; answers how many were below 0.
///
/// # Errors
/// An entry below 0 that is refused.
pub fn settle(negative: Negative, element: u32, first_row: usize, entries: &mut [f64]) -> Result<u64> {
    let mut clamped = 0;
    for (row, entry) in (first_row..).zip(entries) {
        if *entry < 0.0 {
            if negative == Negative::Refuse {
                return Err(refused(row, element, *entry));
            }
            *entry = 0.0;
            clamped += 1;
        }
    }
    Ok(clamped)
}

/// The error that names an entry below 0.
#[must_use]
pub fn refused(row: usize, element: u32, entry: f64) -> Error {
    let expected = "a similarity without entries below 0 (or negative: 'clamp')";
    Error::range("matrix", expected, format_args!("{entry} for rows {row} and {element}"))
}
