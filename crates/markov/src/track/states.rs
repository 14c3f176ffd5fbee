//! Entropies of the states alone: H(X_S), H(Y_S) and the cross-entropy of the two, without any pair.
//!
//! The reference lives on the whole product space, so the margins on S ∪ {e} for all e come from one read of
//! it, see [`margin`](super::margin). A growing set holds nothing; a shrinking one holds the margin on S,
//! which only gets smaller. Cost: about 3n additions for all candidates.
use super::entropies::Entropies;
use super::margin::{Scratch, margin, one_more, sum_axis};
use super::terms::{cross_entropy, entropy};
use crate::chain::Chain;
use marginals_core::{Result, Run};

/// The two laws of single states, of the whole chain or of a subset.
#[derive(Clone, Debug)]
pub(crate) struct StateTables {
    pub(crate) reference: Vec<f64>,
    /// Law of the next state where it is not the reference.
    pub(crate) next: Option<Vec<f64>>,
}

impl StateTables {
    fn entropies(reference: &[f64], next: Option<&[f64]>) -> Entropies {
        let state = entropy(reference);
        match next {
            None => Entropies { pair: 0.0, state, next: state, cross: state },
            Some(next) => {
                Entropies { pair: 0.0, state, next: entropy(next), cross: cross_entropy(next, reference) }
            }
        }
    }
}

fn next_of(chain: &Chain) -> Option<&[f64]> {
    (!chain.is_stationary()).then(|| chain.next_law())
}

pub(crate) fn radices_of(chain: &Chain) -> Vec<usize> {
    chain.space().sizes().iter().map(|size| *size as usize).collect()
}

/// State entropies of one subset.
pub(crate) fn of_subset(chain: &Chain, members: &[bool], run: &Run) -> Result<Entropies> {
    let radices = radices_of(chain);
    let mut scratch = Scratch::default();
    let mut reference = Vec::new();
    margin(chain.reference(), &radices, members, run, &mut scratch, &mut reference)?;
    let Some(next) = next_of(chain) else { return Ok(StateTables::entropies(&reference, None)) };
    let mut after = Vec::new();
    margin(next, &radices, members, run, &mut scratch, &mut after)?;
    Ok(StateTables::entropies(&reference, Some(&after)))
}

/// State entropies of S ∪ {e} for every wanted e outside S; `out` is indexed by coordinate.
pub(crate) fn of_larger(
    chain: &Chain,
    members: &[bool],
    wanted: &[bool],
    run: &Run,
    out: &mut [Entropies],
) -> Result<()> {
    let radices = radices_of(chain);
    let mut scratch = Scratch::default();
    let Some(next) = next_of(chain) else {
        return one_more(chain.reference(), &radices, members, wanted, run, &mut scratch, &mut |e, table| {
            out[e] = StateTables::entropies(table, None);
            Ok(())
        });
    };
    // Both margins of a candidate are needed together; those of the reference wait for those of the next.
    let mut waiting: Vec<Vec<f64>> = vec![Vec::new(); radices.len()];
    one_more(chain.reference(), &radices, members, wanted, run, &mut scratch, &mut |e, table| {
        waiting[e] = table.to_vec();
        Ok(())
    })?;
    one_more(next, &radices, members, wanted, run, &mut scratch, &mut |e, table| {
        out[e] = StateTables::entropies(&waiting[e], Some(table));
        waiting[e] = Vec::new();
        Ok(())
    })
}

/// The laws on a set that shrinks: empty while that is still the whole chain.
#[derive(Clone, Debug, Default)]
pub(crate) struct ShrinkingStates(Option<StateTables>);

impl ShrinkingStates {
    fn tables<'a>(&'a self, chain: &'a Chain) -> (&'a [f64], Option<&'a [f64]>) {
        match &self.0 {
            Some(tables) => (&tables.reference, tables.next.as_deref()),
            None => (chain.reference(), next_of(chain)),
        }
    }

    /// State entropies of S itself.
    pub(crate) fn entropies(&self, chain: &Chain) -> Entropies {
        let (reference, next) = self.tables(chain);
        StateTables::entropies(reference, next)
    }

    /// State entropies of S without the coordinate at place `axis` of `radices`.
    pub(crate) fn without(
        &self,
        chain: &Chain,
        radices: &[usize],
        axis: usize,
        run: &Run,
    ) -> Result<Entropies> {
        let tables = self.smaller(chain, radices, axis, run)?;
        Ok(StateTables::entropies(&tables.reference, tables.next.as_deref()))
    }

    /// The laws without the coordinate at place `axis`.
    pub(crate) fn dropped(&self, chain: &Chain, radices: &[usize], axis: usize, run: &Run) -> Result<Self> {
        Ok(ShrinkingStates(Some(self.smaller(chain, radices, axis, run)?)))
    }

    fn smaller(&self, chain: &Chain, radices: &[usize], axis: usize, run: &Run) -> Result<StateTables> {
        run.check()?;
        let (reference, next) = self.tables(chain);
        let inner: usize = radices[axis + 1..].iter().product();
        let summed = |table: &[f64]| -> Result<Vec<f64>> {
            let mut out = run.filled("the state law of a subset", table.len() / radices[axis], 0.0)?;
            sum_axis(table, radices[axis], inner, &mut out);
            Ok(out)
        };
        Ok(StateTables { reference: summed(reference)?, next: next.map(summed).transpose()? })
    }
}
