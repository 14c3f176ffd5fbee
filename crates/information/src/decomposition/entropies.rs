//! Entropies of marginals of a law, and all those that leave one variable out.
//!
//! The m marginals without one variable come from a division in halves: the variables of one half are taken before
//! the other half is divided, so m log₂ m refinements serve for m(m − 1). Cost: O(rows · m log m).
use crate::estimator::{EntropyEstimator, Support};
use crate::table::joint_law::{JointLaw, plug_in};
use crate::table::tally::{Groups, Tally};
use marginals_core::{Error, Result, Run};

/// An estimator of entropy from counts of the occupied cells, in nats.
pub type Estimator<'a> = &'a (dyn Fn(&[f64]) -> Result<f64> + Sync);

/// How the entropy of a marginal is computed from the weights of its occupied cells.
#[derive(Clone, Copy, Default)]
pub enum Entropy<'a> {
    /// −Σ p ln p of the relative weights: exact for a PMF, the plug-in estimate for samples.
    #[default]
    PlugIn,
    /// An estimator that corrects the bias of counts.
    Corrected(Estimator<'a>),
}

impl Entropy<'_> {
    /// H in nats of cells whose weights add up to `total`.
    ///
    /// # Errors
    /// What the estimator fails with.
    pub fn of(&self, cells: &[f64], total: f64) -> Result<f64> {
        match self {
            Entropy::PlugIn => Ok(plug_in(cells, total)),
            Entropy::Corrected(estimator) => estimator(cells),
        }
    }

    /// A sum that no plug-in estimate leaves negative: rounding below 0 is taken away; an estimate that corrects
    /// bias is left as it is.
    pub(crate) fn not_negative(&self, value: f64) -> f64 {
        match self {
            Entropy::PlugIn => value.max(0.0) + 0.0,
            Entropy::Corrected(_) => value + 0.0,
        }
    }
}

/// Calls `work` with the entropies that an estimator of counts gives.
///
/// # Errors
/// `Unsupported` for probabilities under an estimator other than the plug-in; those of `work`.
pub fn with_estimator<T>(
    estimator: EntropyEstimator,
    counted: bool,
    run: &Run,
    work: impl FnOnce(Entropy<'_>) -> Result<T>,
) -> Result<T> {
    if estimator == EntropyEstimator::PlugIn {
        return work(Entropy::PlugIn);
    }
    if !counted {
        return Err(Error::unsupported("estimator", "'plug-in' for probabilities", estimator.name()));
    }
    let corrected = |cells: &[f64]| Ok(estimator.entropy(cells, Support::Seen, run)?.value);
    work(Entropy::Corrected(&corrected))
}

/// H of the given variables, in nats.
///
/// # Errors
/// `Range` for an unknown variable; the estimator's; out of memory; the run was cancelled.
pub fn joint_entropy(law: &JointLaw, variables: &[u32], entropy: Entropy<'_>, run: &Run) -> Result<f64> {
    let Some((last, others)) = variables.split_last() else { return Ok(0.0) };
    let groups = law.groups(others, run)?;
    let mut tally = Tally::default();
    let cells = law.split_cells(&mut tally, &groups, *last, run)?;
    entropy.of(cells, law.total())
}

/// H of the given variables without each of them in turn, in nats.
///
/// # Errors
/// As [`joint_entropy`].
pub fn leave_one_out(law: &JointLaw, variables: &[u32], entropy: Entropy<'_>, run: &Run) -> Result<Vec<f64>> {
    let mut out = vec![0.0; variables.len()];
    if variables.len() > 1 {
        let whole = Groups::whole(law.rows());
        divide(law, &whole, variables, entropy, &mut Tally::default(), run, &mut out)?;
    }
    Ok(out)
}

/// Fills `out` for the variables of a part; `groups` has taken all those outside it.
fn divide(
    law: &JointLaw,
    groups: &Groups,
    part: &[u32],
    entropy: Entropy<'_>,
    tally: &mut Tally,
    run: &Run,
    out: &mut [f64],
) -> Result<()> {
    if let [first, second] = part {
        out[0] = entropy.of(law.split_cells(tally, groups, *second, run)?, law.total())?;
        out[1] = entropy.of(law.split_cells(tally, groups, *first, run)?, law.total())?;
        return Ok(());
    }
    if let [_] = part {
        out[0] = entropy.of(tally.cells(groups, law.weights(), run)?, law.total())?;
        return Ok(());
    }
    let (left, right) = part.split_at(part.len() / 2);
    let (out_left, out_right) = out.split_at_mut(left.len());
    for (inside, outside, out) in [(left, right, out_left), (right, left, out_right)] {
        let mut taken = groups.clone();
        for variable in outside {
            taken = law.split(&taken, *variable, run)?;
        }
        divide(law, &taken, inside, entropy, tally, run, out)?;
    }
    Ok(())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use marginals_core::random::{below, stream};
    use std::collections::BTreeMap;

    /// Random samples of `variables` variables that depend on each other.
    pub(crate) fn random_law(case: u64, variables: usize) -> JointLaw {
        let mut generator = stream(17, "random law", case);
        let rows = below(&mut generator, 60) as usize + 1;
        let radices: Vec<u32> = (0..variables).map(|_| below(&mut generator, 3) as u32 + 1).collect();
        let mut columns = vec![Vec::new(); variables];
        for _ in 0..rows {
            let cause = below(&mut generator, 6) as u32;
            for (column, radix) in columns.iter_mut().zip(&radices) {
                let own = below(&mut generator, 6) as u32;
                column.push(if own < 3 { cause % radix } else { own % radix });
            }
        }
        JointLaw::of_samples(&columns, &radices, &Run::default()).unwrap()
    }

    /// −Σ p ln p over a map of the values, written naively.
    pub(crate) fn naive_entropy(law: &JointLaw, variables: &[u32]) -> f64 {
        let mut cells: BTreeMap<Vec<u32>, f64> = BTreeMap::new();
        for row in 0..law.rows() {
            let key = variables.iter().map(|variable| law.column(*variable as usize)[row]).collect();
            *cells.entry(key).or_default() += law.weights()[row] / law.total();
        }
        -cells.values().map(|p| p * p.ln()).sum::<f64>()
    }

    #[test]
    fn marginals_without_a_variable_are_those_of_a_map() {
        let run = Run::default();
        for case in 0..300 {
            let variables = (case % 7) as usize + 1;
            let law = random_law(case, variables);
            let all: Vec<u32> = (0..variables as u32).collect();
            let found = leave_one_out(&law, &all, Entropy::PlugIn, &run).unwrap();
            for left_out in &all {
                let others: Vec<u32> = all.iter().copied().filter(|other| other != left_out).collect();
                let expected = naive_entropy(&law, &others);
                assert!((found[*left_out as usize] - expected).abs() < 1e-13);
                assert!(
                    (joint_entropy(&law, &others, Entropy::PlugIn, &run).unwrap() - expected).abs() < 1e-13
                );
            }
        }
    }
}
