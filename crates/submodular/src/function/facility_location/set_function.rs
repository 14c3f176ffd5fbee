//! [`SetFunction`] for every form of facility location.
use super::form::{Cover, Form, Quantum};
use super::multilinear::Extension;
use marginals_core::{Charge, Multilinear};
use marginals_core::{Evidence, Monotone, Plan, Remarks, Result, Run, SetFunction, Shape, Structure};
use marginals_numerics::arch::coverage::{self, Quantized};
use marginals_numerics::arch::level;
use marginals_numerics::arch::products::{GROUP, PANEL};
use std::sync::{Arc, Mutex, PoisonError};

/// Facility location in one form.
pub struct FacilityLocation<F: Form> {
    form: F,
    cover: Cover,
    /// The last column asked for: a stream asks for the same one several times in a row.
    last: Mutex<Option<Held<F>>>,
}

/// An element with its whole similarities with every row, and the room they take.
type Held<F> = (u32, Arc<Vec<Quantum<F>>>, Arc<Charge>);

/// A set, and the best similarity it offers every represented row.
pub struct Covered<F: Form> {
    best: Vec<Quantum<F>>,
    members: Vec<u32>,
    value: i64,
    memo: F::Memo,
}

/// Panels of one unit of work on a single element.
const STRIP: usize = 256;

impl<F: Form> FacilityLocation<F> {
    pub fn new(form: F, cover: Cover) -> Self {
        FacilityLocation { form, cover, last: Mutex::new(None) }
    }

    fn panels(&self) -> usize {
        self.form.units().scale.len() / PANEL
    }

    fn real(&self, whole: i64) -> f64 {
        whole as f64 * self.form.units().one + 0.0
    }

    /// The whole similarities of one element with every row.
    fn column(&self, e: u32, run: &Run) -> Result<Arc<Vec<Quantum<F>>>> {
        let held = self.last.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, column, _)) = held.filter(|(of, ..)| *of == e) {
            return Ok(column);
        }
        let rows = self.panels() * PANEL;
        // What was held goes first: its room is needed for no more than one.
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let charge = run.charge("similarities of one element", (rows * size_of::<Quantum<F>>()) as u64)?;
        let mut column = run.filled("similarities of one element", rows, F::Real::ZERO)?;
        run.blocks_into(
            &mut column,
            STRIP * PANEL,
            || (),
            |(), first, part| {
                let first = first / PANEL;
                self.form.tile(&[e], first..first + part.len() / PANEL, run, part)
            },
        )?;
        let column = Arc::new(column);
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) =
            Some((e, column.clone(), Arc::new(charge)));
        Ok(column)
    }
}

impl<F: Form> SetFunction for FacilityLocation<F> {
    type State = Covered<F>;

    fn ground_size(&self) -> usize {
        self.form.ground_size()
    }

    fn structure(&self) -> Structure {
        Structure {
            shape: Shape::Submodular,
            monotone: Monotone::Increasing,
            evidence: Evidence::Proved,
            empty_value: 0.0,
            non_negative: true,
            symmetric: false,
        }
    }

    fn remarks(&self) -> Remarks {
        Remarks { method: Some(self.cover.method), warnings: self.cover.warnings.clone() }
    }

    fn multilinear<'a>(&'a self, run: &Run) -> Result<Option<Box<dyn Multilinear + 'a>>> {
        Ok(Extension::new(&self.form, run)?.map(|extension| Box::new(extension) as Box<dyn Multilinear>))
    }

    fn plan(&self, max_size: usize) -> Plan {
        let rows = (self.panels() * PANEL * size_of::<Quantum<F>>()) as u64;
        let (preferred_batch, full_pass) = self.form.batching();
        Plan {
            state_bytes: rows + 4 * max_size as u64 + self.form.memo_bytes(),
            scratch_bytes: rows,
            preferred_batch,
            full_pass,
        }
    }

    fn new_state(&self, max_size: usize, run: &Run) -> Result<Covered<F>> {
        Ok(Covered {
            best: self.form.start(run)?,
            members: run.reserved("a set", max_size.min(self.ground_size()))?,
            value: 0,
            memo: F::Memo::default(),
        })
    }

    fn copy_state(&self, from: &Covered<F>, to: &mut Covered<F>) -> Result<()> {
        to.best.clone_from(&from.best);
        to.members.clone_from(&from.members);
        to.value = from.value;
        to.memo = F::Memo::default();
        Ok(())
    }

    fn gains(&self, state: &mut Covered<F>, candidates: &[u32], run: &Run, out: &mut [f64]) -> Result<()> {
        if let ([e], [gain]) = (candidates, &mut *out)
            && self.form.wants_column(&state.memo, *e)
        {
            let column = self.column(*e, run)?;
            *gain = self.real(coverage::rises::<F::Real>(level(), &column, &state.best));
            return Ok(());
        }
        let mut whole = run.filled("gains", candidates.len(), 0i64)?;
        self.form.gains(&state.best, &mut state.memo, candidates, run, &mut whole)?;
        out.iter_mut().zip(whole).for_each(|(gain, whole)| *gain = self.real(whole));
        Ok(())
    }

    fn gains_across(&self, states: &mut [&mut Covered<F>], e: u32, run: &Run, out: &mut [f64]) -> Result<()> {
        let (column, level) = (self.column(e, run)?, level());
        let indexed: Vec<(&mut f64, &Vec<Quantum<F>>)> =
            out.iter_mut().zip(states.iter().map(|state| &state.best)).collect();
        run.items(
            indexed,
            || (),
            |(), _, (gain, best)| {
                *gain = self.real(coverage::rises::<F::Real>(level, &column, best));
                Ok(())
            },
        )?;
        Ok(())
    }

    fn tighten(
        &self,
        state: &mut Covered<F>,
        candidates: &[u32],
        run: &Run,
        bounds: &mut [f64],
    ) -> Result<bool> {
        let mut whole = run.filled("gain bounds", candidates.len(), 0i64)?;
        if !self.form.tighten(&state.best, &mut state.memo, candidates, run, &mut whole)? {
            return Ok(false);
        }
        bounds.iter_mut().zip(whole).for_each(|(bound, whole)| *bound = bound.min(self.real(whole)));
        Ok(true)
    }

    fn commit(&self, state: &mut Covered<F>, e: u32, run: &Run) -> Result<f64> {
        if state.members.contains(&e) {
            return Ok(0.0);
        }
        let column = self.column(e, run)?;
        let (mut rows, mut before, mut gain) = (Vec::new(), Vec::new(), 0i64);
        for (row, (best, q)) in state.best.iter_mut().zip(&*column).enumerate() {
            if *q > *best {
                gain += (*q - *best).into();
                rows.push(row as u32);
                before.push(std::mem::replace(best, *q));
            }
        }
        if let Err(error) = self.form.grown(&mut state.memo, &rows, &before, &state.best, run) {
            rows.iter().zip(&before).for_each(|(row, before)| state.best[*row as usize] = *before);
            state.memo = F::Memo::default();
            return Err(error);
        }
        state.members.push(e);
        state.value += gain;
        Ok(self.real(gain))
    }

    fn retract(&self, state: &mut Covered<F>, e: u32, run: &Run) -> Result<f64> {
        let Some(at) = state.members.iter().position(|member| *member == e) else { return Ok(0.0) };
        let start = self.form.start(run)?;
        let mut best = start.clone();
        let kept: Vec<u32> = state.members.iter().copied().filter(|member| *member != e).collect();
        let strips: Vec<(usize, &mut [Quantum<F>])> =
            best.chunks_mut(STRIP * PANEL).enumerate().map(|(at, strip)| (at * STRIP, strip)).collect();
        let values = run.items(
            strips,
            || (),
            |(), _, (first, strip)| {
                let panels = first..first + strip.len() / PANEL;
                let mut tile = vec![F::Real::ZERO; GROUP * strip.len()];
                for some in kept.chunks(GROUP) {
                    self.form.tile(some, panels.clone(), run, &mut tile)?;
                    for column in tile.chunks_exact(strip.len()).take(some.len()) {
                        strip.iter_mut().zip(column).for_each(|(best, q)| *best = (*best).max(*q));
                    }
                }
                let from = &start[first * PANEL..];
                Ok(coverage::rises::<F::Real>(level(), strip, from))
            },
        )?;
        let value: i64 = values.into_iter().sum();
        let change = value - state.value;
        state.members.remove(at);
        (state.best, state.value, state.memo) = (best, value, F::Memo::default());
        Ok(self.real(change))
    }

    fn retract_cost(&self, size: usize) -> f64 {
        size as f64
    }

    /// One pass: an element's last gain is what the second best of its rows falls short of.
    fn last_gains(&self, run: &Run, out: &mut [f64]) -> Result<f64> {
        let ground = self.ground_size();
        let elements: Vec<u32> = (0..ground as u32).collect();
        let start = self.form.start(run)?;
        let answers = run.blocks(
            self.panels(),
            64,
            || (),
            |(), panels| {
                let width = panels.len() * PANEL;
                let mut tile = vec![F::Real::ZERO; GROUP * width];
                let from = &start[panels.start * PANEL..panels.end * PANEL];
                let mut best: Vec<(Quantum<F>, u32)> = from.iter().map(|from| (*from, 0)).collect();
                let mut second = from.to_vec();
                for some in elements.chunks(GROUP) {
                    self.form.tile(some, panels.clone(), run, &mut tile)?;
                    for (e, column) in some.iter().zip(tile.chunks_exact(width)) {
                        for (row, q) in column.iter().enumerate() {
                            if *q > best[row].0 {
                                second[row] = best[row].0;
                                best[row] = (*q, *e);
                            } else if *q > second[row] {
                                second[row] = *q;
                            }
                        }
                    }
                }
                Ok(best
                    .into_iter()
                    .zip(second)
                    .map(|((best, e), second)| (e, best, second))
                    .collect::<Vec<_>>())
            },
        )?;
        let mut whole = run.filled("last gains", ground, 0i64)?;
        let mut full = 0i64;
        for ((e, best, second), from) in answers.into_iter().flatten().zip(start) {
            let (best, second): (i64, i64) = (best.into(), second.into());
            full += best - from.into();
            if let Some(gain) = whole.get_mut(e as usize) {
                *gain += best - second;
            }
        }
        out.iter_mut().zip(whole).for_each(|(gain, whole)| *gain = self.real(whole));
        Ok(self.real(full))
    }

    fn members<'a>(&self, state: &'a Covered<F>) -> &'a [u32] {
        &state.members
    }

    fn value(&self, state: &Covered<F>) -> f64 {
        self.real(state.value)
    }

    /// Gains are whole numbers times one factor; only a sum above 2⁵³ is rounded, once.
    fn gain_error(&self, state: &Covered<F>) -> f64 {
        let exact = state.value < 1 << 52;
        if exact { 0.0 } else { self.real(state.value) * f64::EPSILON }
    }
}
