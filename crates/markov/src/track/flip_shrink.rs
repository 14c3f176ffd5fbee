//! H(X_S, Y_S) of a shrinking set of a single-flip chain: what leave-one-out values are made of.
//!
//! The set holds the margins on S of every flow F_i, i ∈ S, and of the mass that stays. Dropping e sums each
//! table over x_e and adds the flow of e to what stays, so nothing is ever subtracted:
//!
//! H(X_{S−e}, Y_{S−e}) = −Σ [ Σ_{i∈S−e} φ(Σ_{x_e} F_i) + φ(Σ_{x_e} (G + F_e)) ],  φ(t) = t ln t.
//!
//! A table is read in blocks of its fast coordinates that stay in the first-level cache; all fast candidates
//! are answered from one block. Cost for all candidates of the first step: d² n / 2 additions and logarithms,
//! half of it for a reversible chain; each further step has half of the cells of the step before.
use super::margin::{add_into, block_of, sum_axis};
use super::terms::entropy;
use crate::route::flips::FlipColumns;
use marginals_core::sum::Sum;
use marginals_core::{Charge, Result, Run};
use marginals_numerics::xlnx::sum_xlnx;

const WHAT: &str = "a shrinking set of a single-flip chain";

/// Margins on a proper subset; the whole chain is read from its columns.
#[derive(Debug, Default)]
pub(crate) struct FlipShrink {
    tables: Option<Tables>,
}

#[derive(Debug)]
struct Tables {
    stay: Vec<f64>,
    /// Columns of the coordinates in S with their margins.
    flows: Vec<(usize, Vec<f64>)>,
    charge: Charge,
}

/// The set a table belongs to: coordinates in increasing order, and their radices.
#[derive(Debug)]
pub(crate) struct Axes {
    pub(crate) left: Vec<usize>,
    pub(crate) radices: Vec<usize>,
}

impl Axes {
    fn place(&self, coordinate: usize) -> usize {
        self.left.partition_point(|other| *other < coordinate)
    }

    /// Radices of a table of flows that change the coordinate at `place`.
    fn others(&self, place: usize) -> Vec<usize> {
        let mut radices = self.radices.clone();
        radices[place] = 1;
        radices
    }

    fn inner(&self, place: usize) -> usize {
        self.radices[place + 1..].iter().product()
    }
}

/// The tables of S, wherever they lie.
struct View<'a> {
    stay: &'a [f64],
    flows: Vec<(usize, &'a [f64])>,
}

impl FlipShrink {
    fn view<'a>(&'a self, columns: &'a FlipColumns) -> View<'a> {
        match &self.tables {
            Some(tables) => View {
                stay: &tables.stay,
                flows: tables.flows.iter().map(|(column, cells)| (*column, &cells[..])).collect(),
            },
            None => View {
                stay: columns.stay(),
                flows: (0..columns.columns().len()).map(|column| (column, columns.cells(column))).collect(),
            },
        }
    }

    pub(crate) fn copy_from(&mut self, from: &FlipShrink, run: &Run) -> Result<()> {
        self.tables = match &from.tables {
            None => None,
            Some(tables) => {
                let charge = run.charge(WHAT, tables.charge.bytes())?;
                let flows = tables.flows.iter().map(|(column, cells)| Ok((*column, copied(cells, run)?)));
                Some(Tables {
                    stay: copied(&tables.stay, run)?,
                    flows: flows.collect::<Result<_>>()?,
                    charge,
                })
            }
        };
        Ok(())
    }

    /// H(X_S, Y_S) of S itself.
    pub(crate) fn pair(&self, columns: &FlipColumns, run: &Run) -> Result<f64> {
        let View { stay, flows } = self.view(columns);
        let whole = std::iter::once((1.0, stay));
        let tables = flows.iter().map(|(column, cells)| (columns.columns()[*column].multiplicity(), *cells));
        let terms = run.items(
            whole.chain(tables).collect::<Vec<(f64, &[f64])>>(),
            || (),
            |(), _, (multiplicity, table)| Ok(multiplicity * entropy(table)),
        )?;
        Ok(terms.into_iter().collect::<Sum>().value())
    }

    /// H(X_{S−e}, Y_{S−e}) for the coordinates at the wanted places; `out` is indexed by place.
    pub(crate) fn of_smaller(
        &self,
        columns: &FlipColumns,
        axes: &Axes,
        wanted: &[bool],
        run: &Run,
        out: &mut [f64],
    ) -> Result<()> {
        let view = self.view(columns);
        // Each flow for all places but its own, and what stays for each place.
        let stays = (0..wanted.len()).filter(|place| wanted[*place]).map(Work::Stay);
        let work: Vec<Work> = (0..view.flows.len()).map(Work::Flow).chain(stays).collect();
        let answers = run.items(work, Vec::new, |scratch: &mut Vec<f64>, _, work| match work {
            Work::Flow(index) => {
                let (column, cells) = view.flows[index];
                let column = &columns.columns()[column];
                let own = axes.place(column.coordinate);
                let mut others = wanted.to_vec();
                others[own] = false;
                let mut terms = entropies_without(cells, &axes.others(own), &others, run, scratch)?;
                terms.iter_mut().for_each(|term| *term *= column.multiplicity());
                Ok(terms)
            }
            Work::Stay(place) => {
                self.stay_without(&view, columns, axes, place, run, scratch)?;
                let mut terms = vec![0.0; wanted.len()];
                terms[place] = entropy(scratch);
                Ok(terms)
            }
        })?;
        for (place, out) in out.iter_mut().enumerate().filter(|(place, _)| wanted[*place]) {
            *out = answers.iter().map(|terms| terms[place]).collect::<Sum>().value();
        }
        Ok(())
    }

    /// Σ_{x_e} (G + F_e) for the coordinate at `place`.
    fn stay_without(
        &self,
        view: &View<'_>,
        columns: &FlipColumns,
        axes: &Axes,
        place: usize,
        run: &Run,
        out: &mut Vec<f64>,
    ) -> Result<()> {
        run.check()?;
        out.clear();
        out.resize(view.stay.len() / axes.radices[place], 0.0);
        sum_axis(view.stay, axes.radices[place], axes.inner(place), out);
        for (column, cells) in &view.flows {
            let column = &columns.columns()[*column];
            if column.coordinate == axes.left[place] {
                let multiplicity = column.multiplicity();
                out.iter_mut().zip(*cells).for_each(|(sum, flow)| *sum += multiplicity * flow);
            }
        }
        Ok(())
    }

    /// Drops the coordinate at `place`.
    pub(crate) fn commit(
        &mut self,
        columns: &FlipColumns,
        axes: &Axes,
        place: usize,
        run: &Run,
    ) -> Result<()> {
        let view = self.view(columns);
        let dropped = axes.left[place];
        let kept: Vec<(usize, &[f64])> = view
            .flows
            .iter()
            .copied()
            .filter(|(column, _)| columns.columns()[*column].coordinate != dropped)
            .collect();
        let cells: usize = kept.iter().map(|(_, cells)| cells.len()).sum();
        let charge = run.charge(WHAT, 8 * ((cells + view.stay.len()) / axes.radices[place]) as u64)?;
        let mut stay = run.reserved(WHAT, view.stay.len() / axes.radices[place])?;
        self.stay_without(&view, columns, axes, place, run, &mut stay)?;
        let flows = run.items(
            kept,
            || (),
            |(), _, (column, cells)| {
                let others = axes.others(axes.place(columns.columns()[column].coordinate));
                let mut out = run.filled(WHAT, cells.len() / others[place], 0.0)?;
                sum_axis(cells, others[place], others[place + 1..].iter().product(), &mut out);
                Ok((column, out))
            },
        )?;
        self.tables = Some(Tables { stay, flows, charge });
        Ok(())
    }
}

/// One table to be read.
enum Work {
    Flow(usize),
    Stay(usize),
}

fn copied(table: &[f64], run: &Run) -> Result<Vec<f64>> {
    let mut copy = run.reserved(WHAT, table.len())?;
    copy.extend_from_slice(table);
    Ok(copy)
}

/// −Σ φ of `table` summed over each wanted place in turn; 0 at the other places.
fn entropies_without(
    table: &[f64],
    radices: &[usize],
    wanted: &[bool],
    run: &Run,
    scratch: &mut Vec<f64>,
) -> Result<Vec<f64>> {
    let (fast, cells) = block_of(radices);
    let slow = radices.len() - fast;
    let mut sums = vec![Sum::default(); radices.len()];
    scratch.resize(cells.max(scratch.len()), 0.0);
    let scratch = &mut scratch[..cells];
    for block in table.chunks_exact(cells) {
        run.check()?;
        let mut inner = 1;
        for place in (slow..radices.len()).rev() {
            if wanted[place] {
                let out = &mut scratch[..cells / radices[place]];
                sum_axis(block, radices[place], inner, out);
                sums[place].add(-sum_xlnx(out));
            }
            inner *= radices[place];
        }
    }
    let mut inner = cells;
    for place in (0..slow).rev() {
        if wanted[place] {
            for group in table.chunks_exact(inner * radices[place]) {
                run.check()?;
                for start in (0..inner).step_by(cells) {
                    scratch.copy_from_slice(&group[start..][..cells]);
                    for value in 1..radices[place] {
                        add_into(scratch, &group[value * inner + start..][..cells]);
                    }
                    sums[place].add(-sum_xlnx(scratch));
                }
            }
        }
        inner *= radices[place];
    }
    Ok(sums.into_iter().map(|sum| sum.value()).collect())
}
