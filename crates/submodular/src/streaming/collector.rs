//! A selector over items not known beforehand: rows go in by the batch, slots of those held come out.
use super::arena::Arena;
use super::selector::{Selector, StreamRequest};
use marginals_core::{Error, Objective, Result, Run, Selection};
use std::sync::Arc;

/// What became of a batch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Taken {
    /// Slot of every row that was shown, in order; none for those not held.
    pub slots: Vec<Option<u32>>,
    /// Slots of earlier batches that are held no longer.
    pub freed: Vec<u32>,
    /// What ended the batch early: rows beyond `slots` were not shown.
    pub fault: Option<Error>,
}

/// An arena, its selector, and what is held.
pub struct Collector {
    arena: Arc<dyn Arena>,
    selector: Selector,
    held: Vec<u32>,
    peak: (u64, u64),
}

impl Collector {
    /// A collector that has seen nothing.
    ///
    /// # Errors
    /// A request out of range, out of memory.
    pub fn new(arena: Arc<dyn Arena>, request: &StreamRequest, run: &Run) -> Result<Collector> {
        let objective: Arc<dyn Objective> = Arc::clone(&arena) as Arc<dyn Objective>;
        let selector = Selector::new(objective, request, run)?;
        Ok(Collector { arena, selector, held: Vec::new(), peak: (0, 0) })
    }

    /// Shows rows of `columns` numbers each, in order. A row that fails ends the batch; those before it are in.
    ///
    /// # Errors
    /// The first row without a value, named by its place; nothing is shown then.
    pub fn push(&mut self, data: &[f64], columns: usize, run: &Run) -> Result<Taken> {
        let rows: Vec<&[f64]> = data.chunks_exact(columns.max(1)).collect();
        for (at, row) in rows.iter().enumerate() {
            self.arena.check(row).map_err(|error| named(&error, at))?;
        }
        let mut taken = Taken::default();
        let (mut placed, mut shown_rows) = (Vec::new(), 0);
        for some in rows.chunks(self.arena.at_once().max(1)) {
            if let Err(error) = self.show(some, run, &mut placed, &mut shown_rows) {
                taken.fault = Some(error);
                break;
            }
        }
        self.peak.0 = self.peak.0.max((self.held.len() + placed.len()) as u64);
        self.peak.1 = self.peak.1.max(self.bytes());
        let held = self.selector.held();
        let keeps = |slot: &u32| held.binary_search(slot).is_ok();
        taken.slots = placed[..shown_rows].iter().map(|slot| Some(*slot).filter(keeps)).collect();
        taken.freed = self.held.iter().copied().filter(|slot| !keeps(slot)).collect();
        for slot in placed.iter().chain(&self.held).filter(|slot| !keeps(slot)) {
            self.arena.free(*slot)?;
        }
        self.held = held;
        Ok(taken)
    }

    /// Places rows that are cheapest shown together, and shows them one after the other.
    fn show(
        &mut self,
        rows: &[&[f64]],
        run: &Run,
        placed: &mut Vec<u32>,
        shown_rows: &mut usize,
    ) -> Result<()> {
        let first = placed.len();
        for row in rows {
            run.check()?;
            placed.push(self.arena.place(row)?);
        }
        self.arena.announce(&placed[first..])?;
        for slot in &placed[first..] {
            self.selector.push(*slot, run)?;
            *shown_rows += 1;
            run.progress().advance(1);
        }
        Ok(())
    }

    /// The best set now; its indices are slots.
    ///
    /// # Errors
    /// Cancelled, or what the measure reports.
    pub fn answer(&mut self, run: &Run) -> Result<Selection> {
        self.selector.answer(run)
    }

    /// Items shown so far.
    #[must_use]
    pub fn seen(&self) -> u64 {
        self.selector.seen()
    }

    /// Items held now, and bytes of rows and sets.
    #[must_use]
    pub fn memory(&self) -> (u64, u64) {
        (self.held.len() as u64, self.bytes())
    }

    /// The most items and bytes at once.
    #[must_use]
    pub fn peak(&self) -> (u64, u64) {
        self.peak
    }

    fn bytes(&self) -> u64 {
        self.arena.bytes().saturating_add(self.selector.bytes())
    }
}

fn named(error: &Error, at: usize) -> Error {
    error.clone().renamed(format!("items[{at}]"))
}
