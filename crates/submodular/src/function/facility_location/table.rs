//! Facility location over stored similarities: a gain reads the row of one element.
use super::form::{Form, Quantum, Typed, Units};
use super::method::Representation;
use marginals_core::{Charge, Error, Result, Run};
use marginals_numerics::arch::products::PANEL;
use marginals_numerics::arch::{coverage, level};
use marginals_numerics::similarity::{Similarity, Stored};
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
    _room: Option<Charge>,
}

/// Candidates of one unit of parallel work: about a quarter of a millisecond.
const WORK: usize = 1 << 20;

impl<T: Typed> Table<T> {
    /// The matrix of a similarity.
    pub fn given(similarity: Arc<Similarity>, how: &Representation, run: &Run) -> Result<Self> {
        if T::stored(&similarity).is_none() {
            return Err(Error::internal("a table of another precision"));
        }
        let units = Units::new(&similarity, how, run)?;
        Ok(Table { held: Held::Given(similarity), units, _room: None })
    }

    /// Similarities computed for this function, with the memory they hold.
    pub fn computed(stored: Stored<T>, units: Units<T>, room: Option<Charge>) -> Self {
        Table { held: Held::Own(stored), units, _room: room }
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
