//! Bounds on gains from similarities in one byte each: a bound reads a quarter or an eighth of what the gain reads.
//!
//! What a gain costs is what it reads from main memory. Similarities rounded up to bytes, best ones so far rounded down:
//! the sum of their positive differences is no less than the gain, and above it by less than a 127th of the largest
//! similarity per row that the element is near to being best for. Lazy greedy asks for the bounds first and computes
//! few gains more than it has steps. All sums are whole, so a bound has the same bits for any number of threads.
use super::form::Units;
use marginals_core::{Charge, Result, Run};
use marginals_numerics::arch::coverage::Quantized;
use marginals_numerics::arch::{bytes, level};

/// Similarities in bytes, one row per element.
pub struct Bytes {
    bytes: Vec<u8>,
    rows: usize,
    _room: Charge,
}

/// Best similarities in bytes, rounded down; none before they are asked for.
#[derive(Default)]
pub struct Below(Vec<u8>);

impl Below {
    /// Told that the best similarities of `rows` have changed.
    pub fn grown<T: Quantized>(&mut self, units: &Units<T>, rows: &[u32], best: &[T::Quantum]) {
        if !self.0.is_empty() {
            for row in rows {
                self.0[*row as usize] = T::byte_below(best[*row as usize], units.bits);
            }
        }
    }
}

/// Candidates of one unit of parallel work.
const AT_ONCE: usize = 64;

/// A bound on every byte.
const MOST: u8 = u8::MAX;

impl Bytes {
    /// Room for `elements` rows, where there is any.
    pub fn room(elements: usize, rows: usize, run: &Run) -> Option<Bytes> {
        let length = elements.checked_mul(rows)?;
        let room = run.charge("similarities in bytes", length as u64).ok()?;
        let bytes = run.zeroed("similarities in bytes", length).ok()?;
        Some(Bytes { bytes, rows, _room: room })
    }

    /// The rows of `elements`, ascending, to be written; all others bound nothing.
    pub fn rows_of(&mut self, elements: &[u32]) -> Vec<&mut [u8]> {
        let mut wanted = elements.iter().copied().peekable();
        let mut of_elements = Vec::with_capacity(elements.len());
        for (e, row) in (0u32..).zip(self.bytes.chunks_mut(self.rows.max(1))) {
            match wanted.next_if_eq(&e) {
                Some(_) => of_elements.push(row),
                None => row.fill(MOST),
            }
        }
        of_elements
    }

    /// Writes a bound on the whole gain of every candidate over `best`, of which `below` are the bytes.
    pub fn tighten<T: Quantized>(
        &self,
        units: &Units<T>,
        best: &[T::Quantum],
        below: &mut Below,
        candidates: &[u32],
        run: &Run,
        bounds: &mut [i64],
    ) -> Result<()> {
        let below = &mut below.0;
        if below.is_empty() {
            *below = run.reserved("best similarities", self.rows)?;
            below.extend(best[..self.rows].iter().map(|best| T::byte_below(*best, units.bits)));
        }
        let below = &below[..];
        let row = |e: u32| &self.bytes[e as usize * self.rows..][..self.rows];
        run.blocks_into(
            bounds,
            AT_ONCE,
            || (),
            |(), first, part| {
                for (at, bound) in (first..).zip(part) {
                    let next = candidates.get(at + 1).map_or(&[][..], |e| row(*e));
                    let above = u128::from(bytes::rises(level(), row(candidates[at]), below, next));
                    *bound = (above << units.bits).div_ceil(u128::from(bytes::UNITS)) as i64;
                }
                Ok(())
            },
        )
    }
}
