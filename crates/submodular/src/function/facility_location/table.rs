//! Facility location over stored similarities: a gain reads the row of one element.
use super::bytes::{Below, Bytes};
use super::form::{Form, Quantum, Typed, Units};
use super::method::Representation;
use marginals_core::{Charge, Error, Result, Run};
use marginals_numerics::arch::products::PANEL;
use marginals_numerics::arch::{bytes, coverage, level};
use marginals_numerics::similarity::{Similarity, Stored};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// Numbers computed for this function, or the matrix that was given.
enum Held<T> {
    Own(Stored<T>),
    Given(Arc<Similarity>),
}

/// Stored similarities.
pub struct Table<T> {
    held: Held<T>,
    units: Units<T>,
    /// The similarities in one byte each, from the first full pass on.
    bytes: OnceLock<Bytes>,
    _room: Option<Charge>,
}

/// Candidates of one unit of parallel work: about a quarter of a millisecond.
const WORK: usize = 1 << 20;
/// Similarities from which bytes save time.
const WORTH: usize = 1 << 18;

impl<T: Typed> Table<T> {
    /// The matrix of a similarity.
    pub fn given(similarity: Arc<Similarity>, how: &Representation, run: &Run) -> Result<Self> {
        if T::stored(&similarity).is_none() {
            return Err(Error::internal("a table of another precision"));
        }
        let units = Units::new(&similarity, how, run)?;
        Ok(Table { held: Held::Given(similarity), units, bytes: OnceLock::new(), _room: None })
    }

    /// Similarities computed for this function, with the memory they hold.
    pub fn computed(stored: Stored<T>, units: Units<T>, room: Option<Charge>) -> Self {
        Table { held: Held::Own(stored), units, bytes: OnceLock::new(), _room: room }
    }

    /// Room for bytes, where a pass over most elements is about to read everything anyway: what asks for one is likely
    /// to ask for gains one by one after it.
    fn room_for_bytes(&self, candidates: &[u32], run: &Run) -> Option<Bytes> {
        let ground = self.ground_size();
        let many = candidates.len() > ground / 2 && candidates.is_sorted_by(|a, b| a < b);
        let wanted = many && ground * self.units.rows >= WORTH && self.bytes.get().is_none();
        wanted.then(|| Bytes::room(ground, self.units.rows, run)).flatten()
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
    type Memo = Below;

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
        _memo: &mut Below,
        candidates: &[u32],
        run: &Run,
        out: &mut [i64],
    ) -> Result<()> {
        let level = level();
        let (scale, best) = (&self.units.scale[..self.units.rows], &best[..self.units.rows]);
        let at_once = (WORK / self.units.rows.max(1)).clamp(1, 64);
        if let Some(mut bytes) = self.room_for_bytes(candidates, run) {
            let mut rows = bytes.rows_of(candidates);
            let parts: Vec<_> = out.chunks_mut(at_once).zip(rows.chunks_mut(at_once)).collect();
            run.items(
                parts,
                || (),
                |(), index, (gains, rows)| {
                    for ((e, gain), row) in candidates[index * at_once..].iter().zip(gains).zip(rows) {
                        let column = self.column(*e);
                        *gain = coverage::stored::<T>(level, column, scale, best);
                        bytes::above::<T>(level, column, scale, self.units.bits, row);
                    }
                    Ok(())
                },
            )?;
            // Of two that come at the same time the first stays.
            let _ = self.bytes.set(bytes);
            return Ok(());
        }
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
        below: &mut Below,
        candidates: &[u32],
        run: &Run,
        bounds: &mut [i64],
    ) -> Result<bool> {
        let Some(bytes) = self.bytes.get() else { return Ok(false) };
        bytes.tighten(&self.units, best, below, candidates, run, bounds)?;
        Ok(true)
    }

    fn grown(
        &self,
        below: &mut Below,
        rows: &[u32],
        _before: &[Quantum<Self>],
        best: &[Quantum<Self>],
        _run: &Run,
    ) -> Result<()> {
        below.grown(&self.units, rows, best);
        Ok(())
    }

    fn memo_bytes(&self) -> u64 {
        self.units.rows as u64
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
