//! A set function over slots from what a row adds to a running summary.
use super::Arena;
use super::rows::Rows;
use marginals_core::sum::Sum;
use marginals_core::{Error, Plan, Remarks, Result, Run, SetFunction, Structure};
use std::sync::{Arc, Mutex, RwLock, RwLockReadGuard};

/// What a row is worth, given a summary of the rows chosen before.
pub(super) trait Measure: Send + Sync + 'static {
    /// What is computed of a row once, for all sets.
    type Point: Send + Sync + 'static;
    /// What is kept of a set.
    type Summary: Clone + Send + Sync + 'static;

    /// Refuses a row that has no value.
    fn check(&self, row: &[f64]) -> Result<()>;
    /// Rows whose points are cheapest made together.
    fn at_once(&self) -> usize {
        1
    }
    /// The point of every row, the same whichever rows come with it.
    fn points(&self, rows: &[&[f64]], run: &Run) -> Result<Vec<Self::Point>>;
    fn empty(&self, columns: usize, run: &Run) -> Result<Self::Summary>;
    /// `chosen` are the rows of the set, in order.
    fn gain<'a>(
        &self,
        summary: &Self::Summary,
        chosen: impl Iterator<Item = &'a [f64]>,
        row: &[f64],
        point: &Self::Point,
    ) -> f64;
    fn add<'a>(
        &self,
        summary: &mut Self::Summary,
        chosen: impl Iterator<Item = &'a [f64]>,
        row: &[f64],
        point: &Self::Point,
    );
    fn structure(&self) -> Structure;
    fn summary_bytes(&self, columns: usize, max_size: usize) -> u64;
    fn remarks(&self) -> Remarks {
        Remarks::default()
    }
}

/// The function of a measure.
pub(super) struct Measured<M: Measure> {
    measure: M,
    rows: RwLock<Rows>,
    near: Mutex<Near<M::Point>>,
}

/// Points at hand, for the next question is mostly about the same element or the one after it.
struct Near<P> {
    points: Vec<(u32, Arc<P>)>,
    /// Slots that will be shown, in order.
    coming: Vec<u32>,
}

impl<P> Default for Near<P> {
    fn default() -> Self {
        Near { points: Vec::new(), coming: Vec::new() }
    }
}

/// A set with its summary.
#[derive(Clone)]
pub(super) struct Chosen<S> {
    members: Vec<u32>,
    value: Sum,
    /// Made by the first element, whose row says how many columns there are.
    summary: Option<S>,
}

/// Rounding of a gain, relative to the value.
const ROUNDING: f64 = 1e-12;

fn poisoned<T>(_: T) -> Error {
    Error::internal("the rows of a stream are poisoned")
}

impl<M: Measure> Measured<M> {
    pub fn new(measure: M, columns: usize) -> Self {
        Measured { measure, rows: RwLock::new(Rows::new(columns)), near: Mutex::default() }
    }

    fn rows(&self) -> Result<RwLockReadGuard<'_, Rows>> {
        self.rows.read().map_err(poisoned)
    }

    fn point(&self, rows: &Rows, e: u32, run: &Run) -> Result<Arc<M::Point>> {
        let mut near = self.near.lock().map_err(poisoned)?;
        if let Some((_, point)) = near.points.iter().find(|(slot, _)| *slot == e) {
            return Ok(Arc::clone(point));
        }
        let from = near.coming.iter().position(|slot| *slot == e);
        let mut together = from.map_or_else(|| vec![e], |from| near.coming[from..].to_vec());
        together.truncate(self.measure.at_once());
        // Of an element shown long ago one point is kept, beside those that come.
        let Near { points, coming } = &mut *near;
        points.retain(|(slot, _)| from.is_none() && coming.contains(slot));
        let shown = together.iter().map(|slot| rows.row(*slot)).collect::<Result<Vec<_>>>()?;
        let made = self.measure.points(&shown, run)?.into_iter().map(Arc::new);
        points.extend(together.into_iter().zip(made));
        let own = points.iter().find(|(slot, _)| *slot == e);
        own.map(|(_, point)| Arc::clone(point)).ok_or_else(|| Error::internal("a row without a point"))
    }

    fn forget(&self) -> Result<()> {
        *self.near.lock().map_err(poisoned)? = Near::default();
        Ok(())
    }

    fn gain(&self, rows: &Rows, state: &Chosen<M::Summary>, e: u32, run: &Run) -> Result<f64> {
        run.check()?;
        if state.members.contains(&e) {
            return Ok(0.0);
        }
        let point = self.point(rows, e, run)?;
        let made;
        let summary = match &state.summary {
            Some(summary) => summary,
            None => {
                made = self.measure.empty(rows.columns(), run)?;
                &made
            }
        };
        let chosen = chosen(rows, &state.members)?;
        Ok(self.measure.gain(summary, chosen.into_iter(), rows.row(e)?, &point))
    }
}

fn chosen<'a>(rows: &'a Rows, members: &[u32]) -> Result<Vec<&'a [f64]>> {
    members.iter().map(|e| rows.row(*e)).collect()
}

impl<M: Measure> SetFunction for Measured<M> {
    type State = Chosen<M::Summary>;

    fn ground_size(&self) -> usize {
        u32::MAX as usize - 1
    }

    fn structure(&self) -> Structure {
        self.measure.structure()
    }

    fn remarks(&self) -> Remarks {
        self.measure.remarks()
    }

    fn plan(&self, max_size: usize) -> Plan {
        let columns = self.rows().map_or(0, |rows| rows.columns());
        let state_bytes = self.measure.summary_bytes(columns, max_size) + 4 * max_size as u64 + 64;
        Plan { state_bytes, scratch_bytes: 0, preferred_batch: 1, full_pass: f64::INFINITY }
    }

    fn new_state(&self, max_size: usize, run: &Run) -> Result<Self::State> {
        Ok(Chosen { members: run.reserved("a set", max_size)?, value: Sum::default(), summary: None })
    }

    fn copy_state(&self, from: &Self::State, to: &mut Self::State) -> Result<()> {
        to.clone_from(from);
        Ok(())
    }

    fn gains(&self, state: &mut Self::State, candidates: &[u32], run: &Run, out: &mut [f64]) -> Result<()> {
        let rows = self.rows()?;
        for (e, gain) in candidates.iter().zip(out) {
            *gain = self.gain(&rows, state, *e, run)?;
        }
        Ok(())
    }

    fn gains_across(
        &self,
        states: &mut [&mut Self::State],
        e: u32,
        run: &Run,
        out: &mut [f64],
    ) -> Result<()> {
        let rows = self.rows()?;
        self.point(&rows, e, run)?;
        let states: &[&mut Self::State] = states;
        run.blocks_into(
            out,
            1,
            || (),
            |(), at, gain| {
                gain[0] = self.gain(&rows, &*states[at], e, run)?;
                Ok(())
            },
        )
    }

    fn commit(&self, state: &mut Self::State, e: u32, run: &Run) -> Result<f64> {
        let rows = self.rows()?;
        let gain = self.gain(&rows, state, e, run)?;
        if state.members.contains(&e) {
            return Ok(gain);
        }
        let (row, point) = (rows.row(e)?, self.point(&rows, e, run)?);
        let chosen = chosen(&rows, &state.members)?;
        if state.summary.is_none() {
            state.summary = Some(self.measure.empty(rows.columns(), run)?);
        }
        if let Some(summary) = &mut state.summary {
            self.measure.add(summary, chosen.into_iter(), row, &point);
        }
        state.members.push(e);
        state.value.add(gain);
        Ok(gain)
    }

    fn members<'a>(&self, state: &'a Self::State) -> &'a [u32] {
        &state.members
    }

    fn value(&self, state: &Self::State) -> f64 {
        state.value.value()
    }

    fn gain_error(&self, state: &Self::State) -> f64 {
        ROUNDING * state.value.value().abs()
    }
}

impl<M: Measure> Arena for Measured<M> {
    fn columns(&self) -> usize {
        self.rows().map_or(0, |rows| rows.columns())
    }

    fn check(&self, row: &[f64]) -> Result<()> {
        self.rows()?.check(row)?;
        self.measure.check(row)
    }

    fn place(&self, row: &[f64]) -> Result<u32> {
        self.measure.check(row)?;
        self.forget()?;
        self.rows.write().map_err(poisoned)?.place(row)
    }

    fn free(&self, slot: u32) -> Result<()> {
        self.forget()?;
        self.rows.write().map_err(poisoned)?.free(slot)
    }

    fn at_once(&self) -> usize {
        self.measure.at_once()
    }

    fn announce(&self, slots: &[u32]) -> Result<()> {
        self.near.lock().map_err(poisoned)?.coming = slots.to_vec();
        Ok(())
    }

    fn bytes(&self) -> u64 {
        self.rows().map_or(0, |rows| rows.bytes())
    }
}
