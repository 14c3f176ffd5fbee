//! f(S) = Σ_i w_i φ(c_i(S)) over the columns i of a non-negative matrix: what feature-based functions, saturated
//! and probabilistic coverage have in common.
//!
//! A column keeps a cell c_i that absorbs the entries of the chosen rows, and an aid computed from it once per
//! change, so that a gain is one pass over the candidate's row, O(entries of the row), without looking at the set.
//! Dense rows go through vector loops. Cells are kept in double precision whatever the rows are in. Removing a row
//! computes the cells anew from the rows that stay, O(|S| · entries): nothing is subtracted or divided out.
use super::members::Members;
use super::product_extension::ProductExtension;
use marginals_core::memory::Charge;
use marginals_core::sum::Sum;
use marginals_core::{
    Error, Evidence, Monotone, Multilinear, Plan, Remarks, Result, Run, SetFunction, Shape, Structure,
};
use marginals_numerics::arch::{columns, level};
use marginals_numerics::rows::{Row, Rows};
use std::sync::Arc;

/// How a column answers the entries of its rows: φ increasing and concave in what was absorbed, φ(start) = 0.
pub(crate) trait Law: Send + Sync + 'static {
    /// The gain of an entry, as a vector loop computes it.
    type Term: columns::Term;

    /// The gain of an entry.
    fn term(&self) -> &Self::Term;

    /// Cell and aid of a column that has absorbed nothing.
    fn start(&self, column: usize) -> Cell;

    /// Cell and aid once `x` ≥ 0 is absorbed too.
    fn absorb(&self, column: usize, cell: Cell, x: f64) -> Cell;

    /// φ.
    fn value(&self, column: usize, cell: Cell) -> f64;

    /// Cell and aid without an entry `x` that was absorbed among others.
    fn without(&self, column: usize, cell: Cell, x: f64) -> Cell;

    /// φ(`most`), no less than what an entry of at most `most` adds to the column.
    fn reach(&self, column: usize, most: f64) -> f64 {
        self.value(column, self.absorb(column, self.start(column), most))
    }

    /// Whether φ is one less the product of one less every entry, so that its expectations are exact.
    fn is_product(&self) -> bool {
        false
    }

    /// Whether φ is linear as far as these columns go.
    fn is_linear(&self) -> bool {
        false
    }
}

/// What a column keeps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Cell {
    pub cell: f64,
    pub aid: f64,
}

/// A function of the rows of a matrix, summed over its columns.
pub(crate) struct ColumnSum<L> {
    rows: Arc<Rows>,
    weights: Vec<f64>,
    law: L,
    /// No gain is larger.
    reach: f64,
    remarks: Remarks,
    _charge: Charge,
}

/// The chosen rows with what the columns absorbed of them.
pub(crate) struct ColumnState {
    members: Members,
    cells: Vec<f64>,
    aids: Vec<f64>,
    value: Sum,
    _charge: Charge,
}

/// Entries gone through between two looks at the flag that stops a run; also the work of one block.
const BLOCK: usize = 1 << 16;

impl<L: Law> ColumnSum<L> {
    /// The function with a weight per column (1 when absent). Costs a pass over the entries.
    ///
    /// # Errors
    /// [`Code::Shape`](marginals_core::Code::Shape) for weights of another number,
    /// [`Code::Range`](marginals_core::Code::Range) for a negative one and for sums that overflow.
    pub fn new(rows: Arc<Rows>, weights: Option<Vec<f64>>, law: L, run: &Run) -> Result<ColumnSum<L>> {
        let columns = rows.columns();
        let charge = run.charge("the weights of the columns", 8 * columns as u64)?;
        let _maxima = run.charge("the maxima of the columns", 8 * columns as u64)?;
        let weights = match weights {
            Some(weights) => checked_weights(weights, columns, "one per column")?,
            None => run.filled("weights", columns, 1.0)?,
        };
        let mut largest = run.filled("column maxima", columns, 0.0f64)?;
        for row in 0..rows.rows() {
            if row % 4096 == 0 {
                run.check()?;
            }
            rows.each(row, |column, x| {
                largest[column] = if x > largest[column] { x } else { largest[column] }
            });
        }
        let most = largest.iter().copied().fold(0.0, f64::max);
        if !(most * rows.rows() as f64).is_finite() {
            let expected = "of numbers whose sums over the rows are finite";
            return Err(Error::range("matrix", expected, format!("numbers up to {most:e}")));
        }
        let reach =
            largest.iter().enumerate().map(|(column, most)| weights[column] * law.reach(column, *most));
        let reach = reach.collect::<Sum>().value();
        if !(reach * rows.rows() as f64).is_finite() {
            let expected = "small enough for finite values of the function";
            return Err(Error::range("weights", expected, format!("a gain of up to {reach:e}")));
        }
        let method = if rows.is_sparse() { "sparse" } else { "dense" };
        let remarks = Remarks { method: Some(method), warnings: Vec::new() };
        Ok(ColumnSum { rows, weights, law, reach, remarks, _charge: charge })
    }

    /// The same function with something to say to whoever reads the answer.
    pub fn remarking(self, remarks: Remarks) -> Self {
        ColumnSum { remarks, ..self }
    }

    fn gain(&self, state: &ColumnState, e: u32) -> f64 {
        use columns::Term;
        let entry = |column: &u32, x: f64| {
            let at = *column as usize;
            self.weights[at] * self.law.term().gain(state.cells[at], state.aids[at], x)
        };
        let gain = match self.rows.row(e as usize) {
            Row::Single(row) => {
                columns::gain(level(), self.law.term(), &state.cells, &state.aids, &self.weights, row)
            }
            Row::Double(row) => {
                columns::gain(level(), self.law.term(), &state.cells, &state.aids, &self.weights, row)
            }
            Row::SparseSingle(places, row) => {
                places.iter().zip(row).fold(0.0, |sum, (column, x)| sum + entry(column, f64::from(*x)))
            }
            Row::SparseDouble(places, row) => {
                places.iter().zip(row).fold(0.0, |sum, (column, x)| sum + entry(column, *x))
            }
        };
        // An increasing φ never falls; its computed differences may, by a rounding.
        if gain > 0.0 { gain } else { 0.0 }
    }

    fn absorb(&self, cells: &mut [f64], aids: &mut [f64], e: u32) {
        self.rows.each(e as usize, |column, x| {
            let now = Cell { cell: cells[column], aid: aids[column] };
            let next = self.law.absorb(column, now, x);
            (cells[column], aids[column]) = (next.cell, next.aid);
        });
    }

    fn reset(&self, cells: &mut [f64], aids: &mut [f64]) {
        for column in 0..cells.len() {
            let start = self.law.start(column);
            (cells[column], aids[column]) = (start.cell, start.aid);
        }
    }

    fn total(&self, cells: &[f64], aids: &[f64]) -> Sum {
        let terms = cells.iter().zip(aids).enumerate();
        terms
            .map(|(at, (cell, aid))| self.weights[at] * self.law.value(at, Cell { cell: *cell, aid: *aid }))
            .collect()
    }
}

/// Weights ≥ 0 and finite, as many as wanted.
pub(crate) fn checked_weights(weights: Vec<f64>, count: usize, what: &str) -> Result<Vec<f64>> {
    if weights.len() != count {
        return Err(Error::shape("weights", format!("{count} numbers ({what})"), weights.len()));
    }
    match weights.iter().position(|weight| !(weight.is_finite() && *weight >= 0.0)) {
        None => Ok(weights),
        Some(at) if weights[at].is_finite() => {
            Err(Error::range("weights", "numbers of at least 0", format!("{} at index {at}", weights[at])))
        }
        Some(at) => {
            Err(Error::non_finite("weights", "finite numbers", format!("{} at index {at}", weights[at])))
        }
    }
}

impl<L: Law> SetFunction for ColumnSum<L> {
    type State = ColumnState;

    fn ground_size(&self) -> usize {
        self.rows.rows()
    }

    fn structure(&self) -> Structure {
        Structure {
            shape: if self.law.is_linear() { Shape::Modular } else { Shape::Submodular },
            monotone: Monotone::Increasing,
            evidence: Evidence::Proved,
            empty_value: 0.0,
            non_negative: true,
            symmetric: false,
        }
    }

    fn multilinear<'a>(&'a self, run: &Run) -> Result<Option<Box<dyn Multilinear + 'a>>> {
        if !self.law.is_product() {
            return Ok(None);
        }
        Ok(Some(Box::new(ProductExtension::new(&self.rows, &self.weights, run)?)))
    }

    fn remarks(&self) -> Remarks {
        self.remarks.clone()
    }

    fn plan(&self, max_size: usize) -> Plan {
        let state_bytes = 16 * self.weights.len() as u64 + Members::bytes(self.rows.rows(), max_size);
        Plan {
            state_bytes,
            scratch_bytes: 0,
            preferred_batch: (BLOCK / self.rows.entries_per_row()).clamp(1, 64),
            full_pass: self.rows.rows() as f64,
        }
    }

    fn new_state(&self, max_size: usize, run: &Run) -> Result<ColumnState> {
        let charge = run.charge("a state of a function of columns", self.plan(max_size).state_bytes)?;
        let columns = self.weights.len();
        let mut state = ColumnState {
            members: Members::new(self.rows.rows(), max_size, run)?,
            cells: run.filled("columns", columns, 0.0)?,
            aids: run.filled("columns", columns, 0.0)?,
            value: Sum::default(),
            _charge: charge,
        };
        self.reset(&mut state.cells, &mut state.aids);
        Ok(state)
    }

    fn copy_state(&self, from: &ColumnState, to: &mut ColumnState) -> Result<()> {
        to.members.copy_from(&from.members);
        to.cells.copy_from_slice(&from.cells);
        to.aids.copy_from_slice(&from.aids);
        to.value = from.value;
        Ok(())
    }

    fn gains(&self, state: &mut ColumnState, candidates: &[u32], run: &Run, out: &mut [f64]) -> Result<()> {
        let block = (BLOCK / self.rows.entries_per_row()).max(1);
        let state = &*state;
        run.blocks_into(
            &mut out[..candidates.len()],
            block,
            || (),
            |(), first, gains| {
                for (e, gain) in candidates[first..].iter().zip(gains) {
                    *gain = if state.members.has(*e) { 0.0 } else { self.gain(state, *e) };
                }
                Ok(())
            },
        )
    }

    fn commit(&self, state: &mut ColumnState, e: u32, run: &Run) -> Result<f64> {
        run.check()?;
        if state.members.has(e) {
            return Ok(0.0);
        }
        let gain = self.gain(state, e);
        self.absorb(&mut state.cells, &mut state.aids, e);
        state.members.push(e);
        state.value.add(gain);
        Ok(gain)
    }

    fn retract(&self, state: &mut ColumnState, e: u32, run: &Run) -> Result<f64> {
        run.check()?;
        let before = state.value.value();
        if !state.members.remove(e) {
            return Ok(0.0);
        }
        self.reset(&mut state.cells, &mut state.aids);
        for member in state.members.order() {
            self.absorb(&mut state.cells, &mut state.aids, *member);
        }
        state.value = self.total(&state.cells, &state.aids);
        Ok(state.value.value() - before)
    }

    fn retract_cost(&self, size: usize) -> f64 {
        (size + self.weights.len() / self.rows.entries_per_row()) as f64
    }

    fn last_gains(&self, run: &Run, out: &mut [f64]) -> Result<f64> {
        let mut state = self.new_state(0, run)?;
        for e in 0..self.rows.rows() as u32 {
            if e % 1024 == 0 {
                run.check()?;
            }
            self.absorb(&mut state.cells, &mut state.aids, e);
        }
        let ColumnState { cells, aids, .. } = &state;
        run.blocks_into(
            out,
            (BLOCK / self.rows.entries_per_row()).max(1),
            || (),
            |(), first, gains| {
                for (offset, gain) in gains.iter_mut().enumerate() {
                    let mut sum = 0.0;
                    self.rows.each(first + offset, |at, x| {
                        use columns::Term;
                        let full = Cell { cell: cells[at], aid: aids[at] };
                        let less = self.law.without(at, full, x);
                        sum += self.weights[at] * self.law.term().gain(less.cell, less.aid, x);
                    });
                    *gain = if sum > 0.0 { sum } else { 0.0 };
                }
                Ok(())
            },
        )?;
        Ok(self.total(cells, aids).value())
    }

    fn members<'a>(&self, state: &'a ColumnState) -> &'a [u32] {
        state.members.order()
    }

    fn value(&self, state: &ColumnState) -> f64 {
        state.value.value()
    }

    fn gain_error(&self, state: &ColumnState) -> f64 {
        // Cells carry a rounding per row absorbed; a gain sums its columns in eight lanes.
        let roundings = state.members.order().len() + self.weights.len() / 8 + 16;
        roundings as f64 * f64::EPSILON * (state.value.value() + self.reach)
    }
}
