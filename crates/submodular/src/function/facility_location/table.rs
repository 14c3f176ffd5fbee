//! Facility location over stored similarities: a gain reads the row of one element.
//!
//! Beside similarities it computed itself a large table keeps them in 15 bits, rounded up, at half of the bytes of single
//! precision or less. With the best similarities rounded down, Σ max(s − best, 0) over these is a bound on a gain, which
//! lazy greedy asks for first: what is read from memory is what a gain costs.
use super::form::{Form, Quantum, Typed, Units};
use super::method::Representation;
use marginals_core::{Charge, Error, Result, Run};
use marginals_numerics::arch::products::PANEL;
use marginals_numerics::arch::{coverage, level};
use marginals_numerics::similarity::{Points, Similarity, Stored};
use std::ops::Range;
use std::sync::Arc;

/// Numbers computed for this function, or the matrix that was given.
enum Held<T> {
    Own(Stored<T>),
    Given(Arc<Similarity>),
}

/// Stored similarities.
pub struct Table<T> {
    held: Held<T>,
    units: Units<T>,
    shorts: Option<Shorts>,
    _room: Option<Charge>,
}

/// Whole similarities in 15 bits, rounded up, as the table has them.
struct Shorts {
    data: Vec<u16>,
    _charge: Charge,
}

/// Elements from which on short forms pay.
const MANY: usize = 1024;
/// Candidates of one unit of parallel work: about a quarter of a millisecond.
const WORK: usize = 1 << 20;

impl<T: Typed> Table<T> {
    /// The matrix of a similarity.
    pub fn given(similarity: Arc<Similarity>, how: &Representation, run: &Run) -> Result<Self> {
        if T::stored(&similarity).is_none() {
            return Err(Error::internal("a table of another precision"));
        }
        let units = Units::new(&similarity, how, run)?;
        Ok(Table { held: Held::Given(similarity), units, shorts: None, _room: None })
    }

    /// Similarities of `points` computed for this function, in the memory charged as `room`.
    pub fn computed(points: &Points<T>, units: Units<T>, room: Option<Charge>, run: &Run) -> Result<Self> {
        let (ground, rows) = (points.ground().rows(), points.represented().rows());
        let charge = run.charge("similarities in 15 bits", 2 * ground as u64 * rows as u64).ok();
        let Some(charge) = charge.filter(|_| ground >= MANY) else {
            let stored = Stored::of_points(points, run)?;
            return Ok(Table { held: Held::Own(stored), units, shorts: None, _room: room });
        };
        let mut data = run.filled("similarities in 15 bits", ground * rows, 0u16)?;
        let derive = |columns: &[T], shorts: &mut [u16]| {
            for (column, shorts) in columns.chunks_exact(rows).zip(shorts.chunks_exact_mut(rows)) {
                coverage::shorts::<T>(points.level(), column, &units.scale, shorts);
            }
        };
        let stored = Stored::of_points_with(points, &mut data, derive, run)?;
        let shorts = Some(Shorts { data, _charge: charge });
        Ok(Table { held: Held::Own(stored), units, shorts, _room: room })
    }

    /// The number of entries below 0.
    pub fn count_negative(&self, run: &Run) -> Result<u64> {
        match &self.held {
            Held::Own(stored) => stored.count_negative(run),
            Held::Given(similarity) => similarity.count_negative(run),
        }
    }

    fn column(&self, e: u32) -> &[T] {
        match &self.held {
            Held::Own(stored) => stored.column(e),
            Held::Given(similarity) => T::stored(similarity).map_or(&[], |stored| stored.column(e)),
        }
    }
}

impl<T: Typed> Form for Table<T> {
    type Real = T;
    type Memo = ();

    fn ground_size(&self) -> usize {
        match &self.held {
            Held::Own(stored) => stored.ground_size(),
            Held::Given(similarity) => similarity.ground_size(),
        }
    }

    fn units(&self) -> &Units<T> {
        &self.units
    }

    fn batching(&self) -> (usize, f64) {
        (8, self.ground_size() as f64)
    }

    fn gains(
        &self,
        best: &[Quantum<Self>],
        _memo: &mut (),
        candidates: &[u32],
        run: &Run,
        out: &mut [i64],
    ) -> Result<()> {
        let level = level();
        let (scale, best) = (&self.units.scale[..self.units.rows], &best[..self.units.rows]);
        let at_once = (WORK / self.units.rows.max(1)).clamp(1, 64);
        run.blocks_into(
            out,
            at_once,
            || (),
            |(), first, part| {
                for (e, gain) in candidates[first..].iter().zip(part) {
                    *gain = coverage::stored::<T>(level, self.column(*e), scale, best);
                }
                Ok(())
            },
        )
    }

    fn tighten(
        &self,
        best: &[Quantum<Self>],
        _memo: &mut (),
        candidates: &[u32],
        run: &Run,
        bounds: &mut [i64],
    ) -> Result<bool> {
        let Some(shorts) = &self.shorts else { return Ok(false) };
        let rows = self.units.rows;
        let mut low = run.reserved("best similarities", rows)?;
        low.extend(best[..rows].iter().map(|best| T::short_below(*best)));
        let (level, at_once) = (level(), (WORK / rows.max(1)).clamp(1, 64));
        run.blocks_into(
            bounds,
            at_once,
            || (),
            |(), first, part| {
                for (e, bound) in candidates[first..].iter().zip(part) {
                    let column = &shorts.data[*e as usize * rows..][..rows];
                    *bound = (coverage::short_rises(level, column, &low) as i64) << T::SHORT;
                }
                Ok(())
            },
        )?;
        Ok(true)
    }

    fn tile(
        &self,
        elements: &[u32],
        panels: Range<usize>,
        run: &Run,
        out: &mut [Quantum<Self>],
    ) -> Result<()> {
        run.check()?;
        let width = panels.len() * PANEL;
        let (start, end) = (panels.start * PANEL, (panels.end * PANEL).min(self.units.rows));
        for (e, out) in elements.iter().zip(out.chunks_exact_mut(width)) {
            out.fill(T::ZERO);
            coverage::quanta::<T>(level(), &self.column(*e)[start..end], &self.units.scale[start..end], out);
        }
        Ok(())
    }
}
