//! H(X_S, Y_S) of a growing set of a single-flip chain, without any table of pairs.
//!
//! Let F_i(x) be the flow out of x that changes coordinate i. The projection P^(S) is single-flip too, so
//!
//! H(X_S, Y_S) = −Σ_{x_S} [ Σ_{i∈S} φ(F_i^S(x_S)) + φ(G_S^S(x_S)) ],  φ(t) = t ln t,
//!
//! with G_S = μ − Σ_{i∈S} F_i the mass that leaves x_S where it is (a radix above 2 has one F per other value, and a
//! reversible chain one table for both directions).
//! For all candidates e together the columns of S and G_S are read once, see [`margin`](super::margin), and
//! each F_e once: about (3|S| + d) n additions, no logarithm beyond the (|S| + 3) R_{S∪e} cells of the answer.
//!
//! Source: the identity follows from summing the flows over the coordinates outside S, which leave x_S as it is.
use super::margin::{Scratch, margin, margin_len, one_more};
use super::states::radices_of;
use super::terms::entropy;
use crate::chain::Chain;
use crate::route::flips::{FlipColumns, at_value};
use marginals_core::sum::Sum;
use marginals_core::{Charge, Result, Run};

/// What a growing set of a single-flip chain holds: G_S on all states.
#[derive(Debug)]
pub(crate) struct FlipGrow {
    stay: Vec<f64>,
    _charge: Charge,
}

/// The answer of one pass over one column.
enum Pass {
    /// Margins of G_S on S ∪ {e}, by coordinate.
    Stay(Vec<Vec<f64>>),
    /// −Σ φ of the margins of one flow on S ∪ {e}, by coordinate.
    Flow(Vec<f64>),
}

impl FlipGrow {
    /// The empty set. Memory: 8 n bytes, as many again while gains are computed, and 16 n a thread.
    pub(crate) fn new(chain: &Chain, run: &Run) -> Result<Self> {
        let states = chain.states() as u64;
        let charge =
            run.charge("a growing set of a single-flip chain", states * (16 + 16 * run.threads() as u64))?;
        let mut stay = run.reserved("a growing set of a single-flip chain", chain.states())?;
        stay.extend_from_slice(chain.reference());
        Ok(FlipGrow { stay, _charge: charge })
    }

    pub(crate) fn copy_from(&mut self, from: &FlipGrow) {
        self.stay.copy_from_slice(&from.stay);
    }

    /// H(X_{S∪e}, Y_{S∪e}) for every wanted e outside S; `out` is indexed by coordinate.
    pub(crate) fn of_larger(
        &self,
        chain: &Chain,
        columns: &FlipColumns,
        members: &[bool],
        wanted: &[bool],
        run: &Run,
        out: &mut [f64],
    ) -> Result<()> {
        let radices = radices_of(chain);
        let member_columns = (0..radices.len()).filter(|i| members[*i]).flat_map(|i| columns.of(i));
        let passes: Vec<Option<usize>> = std::iter::once(None).chain(member_columns.map(Some)).collect();
        let mut answers = run.items(passes, Scratch::default, |scratch, _, column| match column {
            None => {
                let mut tables = vec![Vec::new(); radices.len()];
                one_more(&self.stay, &radices, members, wanted, run, scratch, &mut |e, table| {
                    tables[e] = table.to_vec();
                    Ok(())
                })?;
                Ok(Pass::Stay(tables))
            }
            Some(column) => {
                let mut others = radices.clone();
                others[columns.columns()[column].coordinate] = 1;
                let multiplicity = columns.columns()[column].multiplicity();
                let mut terms = vec![0.0; radices.len()];
                one_more(columns.cells(column), &others, members, wanted, run, scratch, &mut |e, table| {
                    terms[e] = multiplicity * entropy(table);
                    Ok(())
                })?;
                Ok(Pass::Flow(terms))
            }
        })?;
        let candidates: Vec<(usize, Vec<f64>)> = match answers.first_mut() {
            Some(Pass::Stay(tables)) => (0..radices.len())
                .filter(|e| wanted[*e] && !members[*e])
                .map(|e| (e, std::mem::take(&mut tables[e])))
                .collect(),
            _ => Vec::new(),
        };
        let own = run.items(
            candidates,
            || (Scratch::default(), Vec::new()),
            |(scratch, flow), _, (e, mut stay)| {
                let mut keep = members.to_vec();
                keep[e] = true;
                let mut others = radices.clone();
                others[e] = 1;
                let inner = margin_len(&radices[e + 1..], &keep[e + 1..]);
                let mut total = Sum::default();
                for index in columns.of(e) {
                    let column = &columns.columns()[index];
                    margin(columns.cells(index), &others, &keep, run, scratch, flow)?;
                    total.add(column.multiplicity() * entropy(flow));
                    for value in column.sources() {
                        at_value(&mut stay, (radices[e], inner), value, flow, |stay, flow| *stay -= flow);
                    }
                }
                // What is left by rounding where nothing stays may be as low as −1e-19.
                stay.iter_mut().for_each(|stay| *stay = stay.max(0.0));
                total.add(entropy(&stay));
                Ok((e, total))
            },
        )?;
        for (e, mut total) in own {
            for answer in &answers {
                if let Pass::Flow(terms) = answer {
                    total.add(terms[e]);
                }
            }
            out[e] = total.value();
        }
        Ok(())
    }

    /// S becomes S ∪ {e}: the flow of e no longer stays.
    pub(crate) fn commit(&mut self, chain: &Chain, columns: &FlipColumns, e: usize, run: &Run) -> Result<()> {
        // Not to be interrupted half-way: it is one short pass.
        run.check()?;
        let radices = radices_of(chain);
        let inner = radices[e + 1..].iter().product();
        for index in columns.of(e) {
            let column = &columns.columns()[index];
            for value in column.sources() {
                at_value(&mut self.stay, (radices[e], inner), value, columns.cells(index), |stay, flow| {
                    *stay = (*stay - flow).max(0.0);
                });
            }
        }
        Ok(())
    }
}
