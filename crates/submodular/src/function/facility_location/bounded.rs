//! Facility location between bounds: row i counts max(min(max_{j∈A} s_ij, c_i) − b_i, 0), caps c and floors b ≥ 0.
//!
//! Floors are where the rows start. Caps need no kernel of their own: while the best so far is at most c,
//! max(min(s, c) − best, 0) = max(s − best, 0) − max(s − c, 0), and the last term summed over rows belongs to the
//! element alone. It is computed once, as gains over the caps; whole numbers make the difference exact.
use super::form::{Form, Quantum, Units};
use super::method::Bounds;
use marginals_core::{Error, Result, Run};
use marginals_numerics::arch::coverage::Quantized;
use marginals_numerics::arch::products::PANEL;
use std::ops::Range;

/// A form whose rows count between bounds.
pub struct Bounded<F: Form> {
    form: F,
    floors: Vec<Quantum<F>>,
    /// Caps, no lower than the floors, and what every element has above them.
    capped: Option<(Vec<Quantum<F>>, Vec<i64>)>,
}

impl<F: Form> Bounded<F> {
    /// `form` between `bounds`. With caps it costs a full pass.
    ///
    /// # Errors
    /// Bounds of another number of rows, or not finite; out of memory; cancelled.
    pub fn new(form: F, bounds: &Bounds, run: &Run) -> Result<Self> {
        let floors = match &bounds.floors {
            None => form.units().nothing(run)?,
            Some(floors) => whole("private", form.units(), floors, run)?,
        };
        let Some(caps) = &bounds.caps else { return Ok(Bounded { form, floors, capped: None }) };
        let mut caps = whole("query", form.units(), caps, run)?;
        caps.iter_mut().zip(&floors).for_each(|(cap, floor)| *cap = (*cap).max(*floor));
        let all: Vec<u32> = (0..form.ground_size() as u32).collect();
        let mut above = run.filled("what is above the caps", all.len(), 0i64)?;
        form.gains(&caps, &mut F::Memo::default(), &all, run, &mut above)?;
        Ok(Bounded { form, floors, capped: Some((caps, above)) })
    }
}

/// A bound of every row in whole numbers, zeros beyond the last.
fn whole<T: Quantized>(
    argument: &'static str,
    units: &Units<T>,
    bounds: &[f64],
    run: &Run,
) -> Result<Vec<T::Quantum>> {
    if bounds.len() != units.rows {
        let expected = format!("similarities with {} represented rows", units.rows);
        return Err(Error::shape(argument, expected, bounds.len()));
    }
    let mut all = units.nothing(run)?;
    for ((to, scale), bound) in all.iter_mut().zip(&units.scale).zip(bounds) {
        if !bound.is_finite() {
            return Err(Error::non_finite(argument, "of finite similarities", bound));
        }
        *to = (T::of(*bound) * *scale).quantum();
    }
    Ok(all)
}

impl<F: Form> Form for Bounded<F> {
    type Real = F::Real;
    type Memo = F::Memo;

    fn ground_size(&self) -> usize {
        self.form.ground_size()
    }

    fn units(&self) -> &Units<F::Real> {
        self.form.units()
    }

    fn start(&self, run: &Run) -> Result<Vec<Quantum<Self>>> {
        let mut start = run.reserved("best similarities", self.floors.len())?;
        start.extend_from_slice(&self.floors);
        Ok(start)
    }

    fn batching(&self) -> (usize, f64) {
        self.form.batching()
    }

    fn wants_column(&self, memo: &F::Memo, e: u32) -> bool {
        self.form.wants_column(memo, e)
    }

    fn gains(
        &self,
        best: &[Quantum<Self>],
        memo: &mut F::Memo,
        candidates: &[u32],
        run: &Run,
        out: &mut [i64],
    ) -> Result<()> {
        self.form.gains(best, memo, candidates, run, out)?;
        if let Some((_, above)) = &self.capped {
            out.iter_mut().zip(candidates).for_each(|(gain, e)| *gain -= above[*e as usize]);
        }
        Ok(())
    }

    fn tighten(
        &self,
        best: &[Quantum<Self>],
        memo: &mut F::Memo,
        candidates: &[u32],
        run: &Run,
        bounds: &mut [i64],
    ) -> Result<bool> {
        let lowered = self.form.tighten(best, memo, candidates, run, bounds)?;
        if let (true, Some((_, above))) = (lowered, &self.capped) {
            bounds.iter_mut().zip(candidates).for_each(|(bound, e)| *bound -= above[*e as usize]);
        }
        Ok(lowered)
    }

    fn tile(
        &self,
        elements: &[u32],
        panels: Range<usize>,
        run: &Run,
        out: &mut [Quantum<Self>],
    ) -> Result<()> {
        let width = panels.len() * PANEL;
        let rows = panels.start * PANEL..panels.end * PANEL;
        self.form.tile(elements, panels, run, out)?;
        if let Some((caps, _)) = &self.capped {
            for column in out.chunks_exact_mut(width).take(elements.len()) {
                let caps = &caps[rows.clone()];
                column.iter_mut().zip(caps).for_each(|(entry, cap)| *entry = (*entry).min(*cap));
            }
        }
        Ok(())
    }

    fn grown(
        &self,
        memo: &mut F::Memo,
        rows: &[u32],
        before: &[Quantum<Self>],
        best: &[Quantum<Self>],
        run: &Run,
    ) -> Result<()> {
        self.form.grown(memo, rows, before, best, run)
    }

    fn memo_bytes(&self) -> u64 {
        self.form.memo_bytes()
    }
}
