//! A checked transition matrix: what a caller gives before its stationary law is known.
//!
//! Dense rows, compressed rows and edge lists all become the same compressed rows here, in one pass that
//! finds every fault: wrong lengths, negative or non-finite entries, rows that do not sum to 1 (the worst one
//! is named). [`Transition::prepare`] then finds the reference law and makes the [`Chain`].
use super::classes::Classes;
use super::law::{Law, SparseLaw};
use super::reference::check_reference;
use super::rows::{Builder, Rows};
use super::space::Space;
use super::{Chain, Parts, Source, stationary};
use marginals_core::{Charge, Error, Result, Run};
use std::sync::Arc;

/// Edges read between two checks of the cancel flag.
const EDGES: usize = 1 << 16;

/// Compressed rows of a transition matrix, checked, with the reference law where one was given.
#[derive(Clone, Debug)]
pub struct Transition {
    space: Space,
    rows: Rows,
    reference: Option<Vec<f64>>,
    _charge: Arc<Charge>,
}

impl Transition {
    /// From a dense matrix, row-major, n² numbers. Cost: one pass.
    ///
    /// # Errors
    /// A wrong length, negative or non-finite entries, rows that do not sum to 1 within 1e-9.
    pub fn from_dense(space: Space, transition: &[f64], run: &Run) -> Result<Self> {
        let states = space.states();
        if Some(transition.len()) != states.checked_mul(states) {
            return Err(Error::shape(
                "transition",
                format_args!("{states} × {states} numbers, row-major (one row per state)"),
                format_args!("{} numbers", transition.len()),
            ));
        }
        let mut entries = 0;
        for row in transition.chunks(states) {
            run.check()?;
            entries += row.iter().filter(|p| **p != 0.0).count();
        }
        let mut builder = Builder::new(states, entries, run)?;
        for row in transition.chunks(states) {
            run.check()?;
            for (y, probability) in row.iter().enumerate() {
                builder.push(y as u32, *probability)?;
            }
            builder.finish_row();
        }
        Self::of(space, builder)
    }

    /// From compressed rows: row x is `next[row_starts[x]..row_starts[x + 1]]` with its probabilities, in any
    /// order, a next state given twice counting as the sum. Cost: one pass and the sorting of unsorted rows.
    ///
    /// # Errors
    /// Lengths that do not fit, starts that decrease, next states out of range, and as
    /// [`Transition::from_dense`].
    pub fn from_rows(
        space: Space,
        row_starts: &[u64],
        next: &[u32],
        probability: &[f64],
        run: &Run,
    ) -> Result<Self> {
        let states = space.states();
        if row_starts.len() != states + 1 {
            return Err(Error::shape(
                "indptr",
                format_args!("{} offsets (one per state and the end)", states + 1),
                row_starts.len(),
            ));
        }
        if next.len() != probability.len() {
            return Err(Error::shape(
                "indices",
                format_args!("{} next states (one per probability in data)", probability.len()),
                next.len(),
            ));
        }
        if row_starts[0] != 0 || row_starts[states] != next.len() as u64 {
            return Err(Error::range(
                "indptr",
                format_args!("offsets from 0 to {} (the number of entries)", next.len()),
                format_args!("{} to {}", row_starts[0], row_starts[states]),
            ));
        }
        let mut builder = Builder::new(states, next.len(), run)?;
        let mut order = Vec::new();
        for x in 0..states {
            if x % 1024 == 0 {
                run.check()?;
            }
            let (start, end) = (row_starts[x], row_starts[x + 1]);
            if start > end || end > next.len() as u64 {
                return Err(Error::range(
                    "indptr",
                    "offsets that never decrease",
                    format_args!("{start} then {end} at row {x}"),
                ));
            }
            let range = start as usize..end as usize;
            order.clear();
            order.extend(next[range.clone()].iter().copied().zip(probability[range].iter().copied()));
            builder.sorted_row(&mut order, "indices")?;
        }
        Self::of(space, builder)
    }

    /// From a list of edges (from, to, probability) in any order; the same edge twice counts as the sum.
    ///
    /// # Errors
    /// Lists of different lengths, states out of range, and as [`Transition::from_dense`].
    pub fn from_edges(
        space: Space,
        from: &[u32],
        to: &[u32],
        probability: &[f64],
        run: &Run,
    ) -> Result<Self> {
        if from.len() != to.len() || to.len() != probability.len() {
            return Err(Error::shape(
                "edges",
                "as many sources as targets and probabilities",
                format_args!("{}, {} and {}", from.len(), to.len(), probability.len()),
            ));
        }
        let states = space.states();
        if let Some(x) = from.iter().find(|x| **x as usize >= states) {
            return Err(Error::range("edges", format_args!("states in 0..={}", states - 1), x));
        }
        // A counting sort by source.
        let _charge = run.charge("a sorted list of edges", 8 * (from.len() + states) as u64)?;
        let mut starts = run.filled("a sorted list of edges", states + 1, 0usize)?;
        for chunk in from.chunks(EDGES) {
            run.check()?;
            chunk.iter().for_each(|x| starts[*x as usize + 1] += 1);
        }
        for x in 0..states {
            starts[x + 1] += starts[x];
        }
        let mut order = run.filled("a sorted list of edges", from.len(), 0usize)?;
        for (chunk, sources) in from.chunks(EDGES).enumerate() {
            run.check()?;
            for (offset, x) in sources.iter().enumerate() {
                order[starts[*x as usize]] = chunk * EDGES + offset;
                starts[*x as usize] += 1;
            }
        }
        let mut builder = Builder::new(states, from.len(), run)?;
        let (mut row, mut start) = (Vec::new(), 0);
        for (x, end) in starts[..states].iter().enumerate() {
            if x % 1024 == 0 {
                run.check()?;
            }
            row.clear();
            row.extend(order[start..*end].iter().map(|edge| (to[*edge], probability[*edge])));
            builder.sorted_row(&mut row, "edges")?;
            start = *end;
        }
        Self::of(space, builder)
    }

    fn of(space: Space, builder: Builder) -> Result<Self> {
        let (rows, charge) = builder.finish()?;
        Ok(Transition { space, rows, reference: None, _charge: Arc::new(charge) })
    }

    /// The same transitions with a reference law given by the caller instead of the stationary one.
    ///
    /// # Errors
    /// Wrong length, negative or non-finite entries, a sum other than 1.
    pub fn with_reference(mut self, reference: &[f64], run: &Run) -> Result<Self> {
        self.reference = Some(check_reference(self.space.states(), reference, run)?);
        Ok(self)
    }

    /// Sizes, names and numbering of the coordinates.
    #[must_use]
    pub fn space(&self) -> &Space {
        &self.space
    }

    /// Number of positive entries.
    #[must_use]
    pub fn transitions(&self) -> usize {
        self.rows.next.len()
    }

    /// The chain: with the given reference, or with the stationary law, which is computed now.
    ///
    /// Cost: see [`stationary`].
    ///
    /// # Errors
    /// More than one closed class without a reference (a reducible chain has many stationary laws), a
    /// stationary law that did not converge, out of memory, or the run was cancelled.
    pub fn prepare(&self, run: &Run) -> Result<Chain> {
        self.prepare_with(Source::Model, false, run)
    }

    pub(crate) fn prepare_with(&self, source: Source, exchangeable: bool, run: &Run) -> Result<Chain> {
        let classes = Classes::of(&self.rows, run)?;
        let mut warnings = Vec::new();
        if classes.closed.len() > 1 {
            let first = classes.closed.iter().map(|class| classes.members(*class)[0]).collect::<Vec<_>>();
            let (a, b) = (first.iter().min().copied().unwrap_or(0), first.iter().max().copied().unwrap_or(0));
            let several = format!(
                "{} closed communicating classes (states {a} and {b} never reach each other)",
                first.len()
            );
            if self.reference.is_none() {
                return Err(Error::argument(
                    "transition",
                    "a chain with one closed communicating class, or given with a reference law",
                    several,
                ));
            }
            warnings.push(format!("the chain is reducible: it has {several}"));
        } else if classes.transient() > 0 {
            warnings.push(format!(
                "{} of {} states are transient: the stationary law gives them no mass",
                classes.transient(),
                self.space.states()
            ));
        }
        for class in &classes.closed {
            let period = classes.period(&self.rows, *class, run)?;
            if period > 1 {
                warnings.push(format!("the chain is periodic with period {period}"));
                break;
            }
        }
        let (reference, origin) = match &self.reference {
            Some(reference) => (reference.clone(), super::Origin::Given),
            None => stationary::law(&self.rows, &classes.members(classes.closed[0]), run)?,
        };
        let Rows { starts, next, probability } = self.rows.clone();
        Chain::assemble(
            Parts {
                space: self.space.clone(),
                law: Law::Sparse(SparseLaw { row_starts: starts, next, probability, reference }),
                origin,
                exchangeable,
                source,
                warnings,
            },
            run,
        )
    }
}
