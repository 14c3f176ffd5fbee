//! H(X_S, Y_S) of a shrinking set of a single-flip chain: what leave-one-out values are made of.
//!
//! The set holds the margins on S of every flow F_i, i ∈ S, and of the mass that stays. Dropping e sums each
//! table over x_e and moves the flow of e to what stays, so nothing is ever subtracted:
//!
//! H(X_{S−e}, Y_{S−e}) = −Σ [ Σ_{i∈S−e} φ(Σ_{x_e} F_i) + φ(Σ_{x_e} (G + F_e)) ],  φ(t) = t ln t.
//!
//! A table is read in blocks of its fast coordinates that stay in the first-level cache; all fast candidates
//! are answered from one block. Cost for all candidates of the first step: d² n / 2 additions and logarithms;
//! each further step has half of the cells of the step before.
use super::margin::{add_into, block_of, sum_axis};
use super::terms::entropy;
use crate::route::flips::FlipColumns;
use marginals_core::sum::Sum;
use marginals_core::{Charge, Result, Run};
use marginals_numerics::xlnx::sum_xlnx;
use std::ops::Range;

/// Margins on a proper subset; the whole chain is read from its columns.
#[derive(Debug, Default)]
pub(crate) struct FlipShrink {
    tables: Option<Tables>,
}

#[derive(Debug)]
struct Tables {
    stay: Vec<f64>,
    /// Slot after slot, those of the coordinates in S in increasing order.
    flows: Vec<f64>,
    _charge: Charge,
}

/// The tables of S, wherever they lie.
struct View<'a> {
    stay: &'a [f64],
    flows: &'a [f64],
}

impl<'a> View<'a> {
    fn flow(&self, slot: usize) -> &'a [f64] {
        &self.flows[slot * self.stay.len()..][..self.stay.len()]
    }
}

/// Slots of the coordinate at each place of `radices`.
fn slot_ranges(radices: &[usize]) -> Vec<Range<usize>> {
    let mut first = 0;
    radices
        .iter()
        .map(|radix| {
            let range = first..first + radix - 1;
            first = range.end;
            range
        })
        .collect()
}

impl FlipShrink {
    fn view<'a>(&'a self, columns: &'a FlipColumns) -> View<'a> {
        match &self.tables {
            Some(tables) => View { stay: &tables.stay, flows: &tables.flows },
            None => View { stay: columns.stay(), flows: columns.flows() },
        }
    }

    pub(crate) fn copy_from(&mut self, from: &FlipShrink, run: &Run) -> Result<()> {
        self.tables = match &from.tables {
            None => None,
            Some(tables) => {
                let (stay, flows) = (copied(&tables.stay, run)?, copied(&tables.flows, run)?);
                let charge = run.charge("a shrinking set of a single-flip chain", tables._charge.bytes())?;
                Some(Tables { stay, flows, _charge: charge })
            }
        };
        Ok(())
    }

    /// H(X_S, Y_S) of S itself; `radices` are those of S.
    pub(crate) fn pair(&self, columns: &FlipColumns, run: &Run) -> Result<f64> {
        let view = self.view(columns);
        let tables: Vec<&[f64]> =
            std::iter::once(view.stay).chain(view.flows.chunks_exact(view.stay.len())).collect();
        let terms = run.items(tables, || (), |(), _, table| Ok(entropy(table)))?;
        Ok(terms.into_iter().collect::<Sum>().value())
    }

    /// H(X_{S−e}, Y_{S−e}) for the coordinates at the wanted places; `out` is indexed by place.
    pub(crate) fn of_smaller(
        &self,
        columns: &FlipColumns,
        radices: &[usize],
        wanted: &[bool],
        run: &Run,
        out: &mut [f64],
    ) -> Result<()> {
        let view = self.view(columns);
        let slots = slot_ranges(radices);
        // Each flow for all places but its own, and what stays for each place.
        let flows = slots
            .iter()
            .enumerate()
            .flat_map(|(own, range)| range.clone().map(move |slot| (own, Some(slot))));
        let stays = (0..radices.len()).filter(|place| wanted[*place]).map(|place| (place, None));
        let work: Vec<(usize, Option<usize>)> = flows.chain(stays).collect();
        let answers = run.items(work, Vec::new, |scratch: &mut Vec<f64>, _, (own, slot)| match slot {
            Some(slot) => {
                let mut others = wanted.to_vec();
                others[own] = false;
                entropies_without(view.flow(slot), radices, &others, run, scratch)
            }
            None => {
                let mut alone = vec![false; radices.len()];
                alone[own] = true;
                let mut stay = copied(view.stay, run)?;
                for slot in slots[own].clone() {
                    add_into(&mut stay, view.flow(slot));
                }
                entropies_without(&stay, radices, &alone, run, scratch)
            }
        })?;
        for (place, out) in out.iter_mut().enumerate().filter(|(place, _)| wanted[*place]) {
            *out = answers.iter().map(|terms| terms[place]).collect::<Sum>().value();
        }
        Ok(())
    }

    /// Drops the coordinate at `place`.
    pub(crate) fn commit(
        &mut self,
        columns: &FlipColumns,
        radices: &[usize],
        place: usize,
        run: &Run,
    ) -> Result<()> {
        let slots = slot_ranges(radices);
        let view = self.view(columns);
        let (radix, inner) = (radices[place], radices[place + 1..].iter().product());
        let cells = view.stay.len() / radix;
        let kept: Vec<usize> = slots
            .iter()
            .enumerate()
            .filter(|(own, _)| *own != place)
            .flat_map(|(_, range)| range.clone())
            .collect();
        let charge =
            run.charge("a shrinking set of a single-flip chain", 8 * (cells * (kept.len() + 1)) as u64)?;
        let mut whole = copied(view.stay, run)?;
        for slot in slots[place].clone() {
            add_into(&mut whole, view.flow(slot));
        }
        let mut stay = run.filled("a shrinking set of a single-flip chain", cells, 0.0)?;
        sum_axis(&whole, radix, inner, &mut stay);
        let mut flows = run.filled("a shrinking set of a single-flip chain", cells * kept.len(), 0.0)?;
        let jobs: Vec<(usize, &mut [f64])> = kept.into_iter().zip(flows.chunks_mut(cells)).collect();
        run.items(
            jobs,
            || (),
            |(), _, (slot, out)| {
                sum_axis(view.flow(slot), radix, inner, out);
                Ok(())
            },
        )?;
        self.tables = Some(Tables { stay, flows, _charge: charge });
        Ok(())
    }
}

fn copied(table: &[f64], run: &Run) -> Result<Vec<f64>> {
    let mut copy = run.reserved("a shrinking set of a single-flip chain", table.len())?;
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
