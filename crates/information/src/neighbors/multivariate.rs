//! Total and dual total correlation of several variables from one search of neighbors, in nats.
//!
//! ε is the distance to the k-th neighbor in all m variables together; n_v counts the samples nearer than ε in variable v,
//! n_{−v} those in all others. One radius serves every term, so that errors of the entropies cancel:
//! - TC = ψ(k) + (m − 1) ψ(N) − ⟨Σ ψ(n_v + 1)⟩, which is KSG 1 of m variables;
//! - DTC = (m − 1) ψ(k) + ψ(N) − ⟨Σ ψ(n_{−v} + 1)⟩, since TC + DTC = Σ I(X_v; X_{−v}).
//!
//! Where values repeat, counts are taken as Mesner and Shalizi take them: others at most as far as ε, k̃ of them in all
//! variables. All are 0 on average for independent variables and can come out negative. Cost: one search and 2m counts, each
//! O(N log N) for few columns.
//!
//! A. Kraskov, H. Stögbauer, P. Grassberger, "Estimating mutual information", 2004; O. C. Mesner, C. R. Shalizi,
//! "Conditional mutual information estimation for mixed, discrete and continuous data", 2021.
//! Use it for O-information and its relatives of a few columns whose dependence is not Gaussian.
use super::terms::{Digammas, check, mean};
use super::ties::{Ties, USE_MIXED};
use crate::decomposition::Correlations;
use crate::estimate::Estimate;
use marginals_core::{Result, Run};
use marginals_numerics::neighbors::{Space, Target};

/// The four measures of `variables`, their total correlation as an estimate; `mixed`, as Mesner and Shalizi count.
///
/// # Errors
/// `Shape`, `NonFinite` or `Range` for samples or `k` that make no sense; out of memory; the run was cancelled.
pub fn neighbor_correlations(
    variables: &[Space<'_>],
    k: usize,
    mixed: bool,
    run: &Run,
) -> Result<(Correlations, Estimate)> {
    let named: Vec<(&'static str, &Space<'_>)> = variables.iter().map(|space| ("variables", space)).collect();
    let n = check(&named, k)?;
    let name = if mixed { "mesner-shalizi" } else { "ksg1" };
    let m = variables.len();
    if m < 2 {
        return Ok((Correlations::default(), Estimate::new(0.0, name)));
    }
    let all: Vec<&Space<'_>> = variables.iter().collect();
    let joint = Target::new(&Space::product(&all), run)?;
    let radii = joint.kth(k, true, run)?;
    let psi = Digammas::new(n, run)?;
    // Samples in a ball, the one in its middle not counted unless all are nearer than nothing.
    let of = |counts: &[u32], i: usize| {
        let count = counts[i] as usize;
        psi.of(if mixed { count - 1 } else { count + usize::from(radii[i] == 0.0) })
    };
    let average = |space: &Space<'_>| -> Result<f64> {
        let counts = Target::new(space, run)?.within(&radii, !mixed, run)?;
        Ok(mean(name, n, false, run, |i| of(&counts, i))?.value)
    };
    let own = if mixed {
        let together = joint.within(&radii, false, run)?;
        mean(name, n, false, run, |i| of(&together, i))?.value
    } else {
        psi.of(k)
    };
    let (mut single, mut without) = (0.0, 0.0);
    for (at, space) in variables.iter().enumerate() {
        single += average(space)?;
        let others: Vec<&Space<'_>> =
            all.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, space)| *space).collect();
        without += average(&Space::product(&others))?;
    }
    let more = m as f64 - 1.0;
    let total = own + more * psi.of(n) - single;
    let found = Correlations::of_totals(total, more * own + psi.of(n) - without, m);
    let estimate = Estimate::new(total, name);
    Ok((found, if mixed { estimate } else { Ties::count(&radii).name(estimate, USE_MIXED) }))
}
