//! Means of digammas of counts, and what all these estimators check first.
use crate::estimate::Estimate;
use marginals_core::sum::{BLOCK, Sum};
use marginals_core::{Result, Run};
use marginals_numerics::gamma::digamma;
use marginals_numerics::neighbors::{Space, check_neighbors};

/// ψ(1) … ψ(most), by ψ(n + 1) = ψ(n) + 1/n.
pub(super) struct Digammas(Vec<f64>);

impl Digammas {
    pub(super) fn new(most: usize, run: &Run) -> Result<Self> {
        let mut table = run.reserved("digammas", most + 1)?;
        table.push(f64::NAN);
        let mut sum = Sum::default();
        sum.add(digamma(1.0));
        for n in 1..=most {
            table.push(sum.value());
            sum.add(1.0 / n as f64);
        }
        Ok(Digammas(table))
    }

    /// ψ(n), 1 ≤ n ≤ most.
    pub(super) fn of(&self, n: usize) -> f64 {
        self.0.get(n).copied().unwrap_or(f64::NAN)
    }
}

/// Points of all variables, equally many and with `k` neighbors each; the variables are called as in `names`.
pub(super) fn check(variables: &[(&'static str, &Space<'_>)], k: usize) -> Result<usize> {
    let points = variables.first().map_or(0, |(_, space)| space.points());
    for (name, space) in variables {
        space.check(name)?;
        if space.points() != points {
            let expected = format!("of {points} rows (as {})", variables[0].0);
            return Err(marginals_core::Error::shape(*name, expected, space.points()));
        }
    }
    check_neighbors(k, points.saturating_sub(1), "one less than the samples")?;
    Ok(points)
}

/// The mean of `term(i)` over 0..n, its terms too where `local` asks for them.
pub(super) fn mean(
    name: &str,
    n: usize,
    local: bool,
    run: &Run,
    term: impl Fn(usize) -> f64 + Sync,
) -> Result<Estimate> {
    let parts = run.blocks(n, BLOCK, || (), |(), rows| Ok(rows.map(&term).collect::<Sum>()))?;
    let mut sum = Sum::default();
    parts.into_iter().for_each(|part| sum.merge(part));
    let terms = if local {
        let mut terms = run.reserved("local values", n)?;
        terms.extend((0..n).map(&term));
        Some(terms)
    } else {
        None
    };
    Ok(Estimate::new(sum.value() / n as f64, name).with_local(terms))
}
