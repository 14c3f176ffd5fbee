//! Facility location over the listed similarities of every element; what is not listed is 0.
use super::form::{Form, Quantum, Units};
use super::method::Representation;
use super::top;
use marginals_core::{Charge, Result, Run};
use marginals_numerics::arch::coverage::Quantized;
use marginals_numerics::arch::products::PANEL;
use marginals_numerics::similarity::Similarity;
use std::ops::Range;

/// By element: represented rows, ascending, and their similarities in whole numbers.
pub struct Lists<T: Quantized> {
    starts: Vec<usize>,
    rows: Vec<u32>,
    quanta: Vec<T::Quantum>,
    units: Units<T>,
    _room: Charge,
}

/// Entries of one unit of parallel work.
const WORK: usize = 1 << 17;

impl<T: Quantized> Lists<T> {
    /// The entries of a sparse matrix, or the most similar elements of every represented row.
    pub fn new(similarity: &Similarity, how: &Representation, run: &Run) -> Result<Self> {
        let units = Units::<T>::new(similarity, how, run)?;
        let ground = similarity.ground_size();
        let kept = top::most_similar(similarity, how.neighbors.unwrap_or(ground).min(ground), run)?;
        let room = run.charge(
            "listed similarities",
            (4 + size_of::<T>()) as u64 * kept.entries() as u64 + 8 * ground as u64,
        )?;
        let mut starts = run.filled("listed similarities", ground + 1, 0usize)?;
        kept.for_each(|_, element, _| starts[element as usize + 1] += 1);
        for e in 0..ground {
            starts[e + 1] += starts[e];
        }
        let mut next = starts.clone();
        let mut rows = run.filled("listed similarities", kept.entries(), 0u32)?;
        let mut quanta = run.filled("listed similarities", kept.entries(), T::ZERO)?;
        // Rows come in ascending order, so every list is in order too.
        kept.for_each(|row, element, value| {
            let at = &mut next[element as usize];
            rows[*at] = row;
            quanta[*at] = (T::of(value) * units.scale[row as usize]).quantum();
            *at += 1;
        });
        Ok(Lists { starts, rows, quanta, units, _room: room })
    }

    fn list(&self, e: u32) -> (&[u32], &[T::Quantum]) {
        let range = self.starts[e as usize]..self.starts[e as usize + 1];
        (&self.rows[range.clone()], &self.quanta[range])
    }
}

impl<T: Quantized> Form for Lists<T> {
    type Real = T;
    type Memo = ();

    fn ground_size(&self) -> usize {
        self.starts.len() - 1
    }

    fn units(&self) -> &Units<T> {
        &self.units
    }

    fn batching(&self) -> (usize, f64) {
        (8, self.ground_size() as f64)
    }

    fn gains(
        &self,
        best: &[T::Quantum],
        _memo: &mut (),
        candidates: &[u32],
        run: &Run,
        out: &mut [i64],
    ) -> Result<()> {
        let mean = self.rows.len() / self.ground_size().max(1);
        let at_once = (WORK / (mean + 1)).clamp(1, 4096);
        run.blocks_into(
            out,
            at_once,
            || (),
            |(), first, part| {
                for (e, gain) in candidates[first..].iter().zip(part) {
                    let (rows, quanta) = self.list(*e);
                    let rises = rows.iter().zip(quanta).map(|(row, q)| (*q - best[*row as usize]).into());
                    *gain = rises.map(|rise: i64| rise.max(0)).sum();
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
        let (start, width) = (panels.start * PANEL, panels.len() * PANEL);
        for (e, out) in elements.iter().zip(out.chunks_exact_mut(width)) {
            out.fill(T::ZERO);
            let (rows, quanta) = self.list(*e);
            let first = rows.partition_point(|row| (*row as usize) < start);
            for (row, q) in rows[first..].iter().zip(&quanta[first..]) {
                let at = *row as usize - start;
                if at >= width {
                    break;
                }
                out[at] = *q;
            }
        }
        Ok(())
    }
}
