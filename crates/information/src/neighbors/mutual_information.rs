//! Mutual information of two or more continuous variables (total correlation) by nearest neighbors, in nats.
//!
//! KSG 1: ε is the distance to the k-th neighbor in the product space, n_v the samples strictly nearer than ε in
//! variable v, itself not counted: ψ(k) + (m − 1) ψ(N) − ⟨Σ ψ(n_v + 1)⟩. One radius for all variables: less variance.
//! KSG 2: a rectangle: ε_v is the largest distance within v to any of the k neighbors, n_v the samples at most that far:
//! ψ(k) − (m − 1)/k + (m − 1) ψ(N) − ⟨Σ ψ(n_v)⟩. Less bias in high dimension.
//! Both are 0 on average for independent variables, whatever k, and can come out negative. Errors of the separate
//! entropies cancel. Cost O(N log N) for variables of few columns.
//!
//! A. Kraskov, H. Stögbauer, P. Grassberger, "Estimating mutual information", 2004.
//! Use them for continuous samples without ties; for variables that determine each other almost, see
//! [`super::local_nonuniform`].
use super::terms::{Digammas, check, mean};
use super::ties::{Ties, USE_MIXED};
use crate::estimate::Estimate;
use marginals_core::{Error, Result, Run};
use marginals_numerics::neighbors::{Space, Target};

/// Names of variables in messages.
pub(super) fn named<'a, 's>(variables: &'a [Space<'s>]) -> Vec<(&'static str, &'a Space<'s>)> {
    let name = |at: usize| match (at, variables.len()) {
        (0, 2) => "x",
        (1, 2) => "y",
        _ => "samples",
    };
    variables.iter().enumerate().map(|(at, space)| (name(at), space)).collect()
}

/// KSG 1 of two or more variables.
///
/// # Errors
/// `Shape`, `NonFinite` or `Range` for samples or `k` that make no sense; out of memory; the run was cancelled.
pub fn ksg1(variables: &[Space<'_>], k: usize, local: bool, run: &Run) -> Result<Estimate> {
    let n = check(&named(variables), k)?;
    let all: Vec<&Space<'_>> = variables.iter().collect();
    let product = Space::product(&all);
    let targets = Target::several(&[&[&product], &all[..]].concat(), run)?;
    let Some((joint, each)) = targets.split_first() else { return Err(Error::internal("no variables")) };
    let radii = joint.kth(k, true, run)?;
    let counts: Vec<Vec<u32>> =
        each.iter().map(|target| target.within(&radii, true, run)).collect::<Result<_>>()?;
    let psi = Digammas::new(n, run)?;
    let others = variables.len() as f64 - 1.0;
    let constant = psi.of(k) + others * psi.of(n);
    let estimate = mean("ksg1", n, local, run, |i| {
        // The sample itself is counted unless its radius is 0.
        let own = usize::from(radii[i] == 0.0);
        constant - counts.iter().map(|counts| psi.of(counts[i] as usize + own)).sum::<f64>()
    })?;
    Ok(Ties::count(&radii).name(estimate, USE_MIXED))
}

/// KSG 2 of two or more variables.
///
/// # Errors
/// As [`ksg1`].
pub fn ksg2(variables: &[Space<'_>], k: usize, local: bool, run: &Run) -> Result<Estimate> {
    let n = check(&named(variables), k)?;
    let all: Vec<&Space<'_>> = variables.iter().collect();
    let neighbors = Target::new(&Space::product(&all), run)?.named(k, run)?;
    let ties: Vec<f64> = neighbors.distances.chunks(k).map(|row| row[k - 1]).collect();
    let mut counts = Vec::with_capacity(variables.len());
    for space in variables {
        let mut extents = run.filled("extents", n, 0.0)?;
        run.blocks_into(
            &mut extents,
            4096,
            || (),
            |(), start, extents| {
                for (i, extent) in (start..).zip(extents) {
                    let ids = &neighbors.ids[i * k..(i + 1) * k];
                    *extent = ids.iter().map(|j| space.compared(i, *j as usize)).fold(0.0, f64::max);
                }
                Ok(())
            },
        )?;
        counts.push(Target::new(space, run)?.within(&extents, false, run)?);
    }
    let psi = Digammas::new(n, run)?;
    let others = variables.len() as f64 - 1.0;
    let constant = psi.of(k) - others / k as f64 + others * psi.of(n);
    let estimate = mean("ksg2", n, local, run, |i| {
        constant - counts.iter().map(|counts| psi.of(counts[i] as usize - 1)).sum::<f64>()
    })?;
    Ok(Ties::count(&ties).name(estimate, USE_MIXED))
}

/// Samples within each radius in each of the spaces, each sample itself counted where it is.
pub(super) fn counts(spaces: &[Space<'_>], radii: &[f64], strict: bool, run: &Run) -> Result<Vec<Vec<u32>>> {
    let all: Vec<&Space<'_>> = spaces.iter().collect();
    Target::several(&all, run)?.iter().map(|target| target.within(radii, strict, run)).collect()
}
