//! Information of variables that have atoms: one discrete and one continuous, or mixtures of both, in nats.
//!
//! - Ross, of labels and a continuous variable: ψ(N) + ⟨ψ(k_i)⟩ − ⟨ψ(N_label)⟩ − ⟨ψ(m_i)⟩, with k_i = min(k, N_label − 1),
//!   m_i the samples, itself counted, strictly nearer than the k_i-th of its own label. Labels seen once are left out.
//!   B. C. Ross, "Mutual information between discrete and continuous data sets", 2014.
//! - Mixed KSG: where the k-th neighbor is at distance 0, all samples at distance 0 count instead of k:
//!   ⟨ψ(k̃_i) + ln N − ψ(n_x) − ψ(n_y)⟩, each sample counted itself and the others strictly nearer.
//!   W. Gao, S. Kannan, S. Oh, P. Viswanath, "Estimating mutual information for discrete-continuous mixtures", 2017.
//! - Mesner–Shalizi: k̃_i the others at most as far as the k-th neighbor, all counts likewise:
//!   ⟨ψ(k̃_i) − ψ(n_xz) − ψ(n_yz) + ψ(n_z)⟩, without Z ψ(N) for ψ(n_z). Consistent for any mixture; nominal columns are
//!   only equal or not. O. C. Mesner, C. R. Shalizi, "Conditional mutual information estimation for mixed, discrete and
//!   continuous data", 2021.
//!
//! Cost O(N log N) for few columns.
use super::mutual_information::{counts, named};
use super::terms::{Digammas, check, mean};
use super::ties::Ties;
use crate::estimate::Estimate;
use marginals_core::{Error, Result, Run};
use marginals_numerics::neighbors::{Space, Target, check_neighbors, kth};

/// Strictly nearer than this means: at distance 0.
const LEAST: f64 = f64::from_bits(1);

/// Ross's estimate of the information between `labels`, numbered from 0, and `x`.
///
/// # Errors
/// `Shape`, `NonFinite` or `Range` for input that makes no sense; `Shape` when no label is seen twice; out of memory;
/// the run was cancelled.
pub fn ross(labels: &[u32], x: &Space<'_>, k: usize, local: bool, run: &Run) -> Result<Estimate> {
    x.check("y")?;
    if labels.len() != x.points() {
        return Err(Error::shape("y", format!("of {} rows (as x)", labels.len()), x.points()));
    }
    check_neighbors(k, labels.len().saturating_sub(1), "one less than the samples")?;
    let classes = labels.iter().max().map_or(0, |most| *most as usize + 1);
    if classes > labels.len() {
        return Err(Error::range("labels", "numbered without gaps from 0", "a larger number"));
    }
    let mut members = vec![Vec::new(); classes];
    labels.iter().enumerate().for_each(|(row, label)| members[*label as usize].push(row));
    let single = members.iter().filter(|rows| rows.len() == 1).count();
    members.retain(|rows| rows.len() > 1);
    let n: usize = members.iter().map(Vec::len).sum();
    if n == 0 {
        return Err(Error::shape("x", "with at least one label seen twice", "labels that are all different"));
    }
    let rows: Vec<usize> = members.concat();
    let columns: Vec<Vec<f64>> =
        x.columns().iter().map(|column| rows.iter().map(|row| column[*row]).collect()).collect();
    let mut radii = run.reserved("radii", n)?;
    let mut start = 0;
    for rows in &members {
        run.check()?;
        let part: Vec<&[f64]> = columns.iter().map(|column| &column[start..start + rows.len()]).collect();
        radii.extend(kth(&Space::new(&part, x.norm()), k.min(rows.len() - 1), true, run)?);
        start += rows.len();
    }
    let ties = Ties::count(&radii);
    radii.iter_mut().for_each(|radius| *radius = radius.max(LEAST));
    let all: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let near = Target::new(&Space::new(&all, x.norm()), run)?.within(&radii, true, run)?;
    let psi = Digammas::new(n, run)?;
    let sizes: Vec<usize> = members.iter().flat_map(|rows| rows.iter().map(|_| rows.len())).collect();
    let mut estimate = mean("ross", n, local, run, |i| {
        psi.of(n) + psi.of(k.min(sizes[i] - 1)) - psi.of(sizes[i]) - psi.of(near[i] as usize)
    })?;
    if let Some(sorted) = estimate.local.take() {
        // Back to the rows of the caller; what was left out contributes nothing.
        let mut own = run.filled("local values", labels.len(), 0.0)?;
        rows.iter().zip(sorted).for_each(|(row, value)| own[*row] = value * labels.len() as f64 / n as f64);
        estimate.local = Some(own);
    }
    if single > 0 {
        estimate = estimate.warn(format!("{single} labels were seen once and left out"));
    }
    let so = "the estimate is not to be trusted, use 'mesner-shalizi' for a variable with repeated values";
    Ok(ties.name(estimate, so))
}

/// Mixed KSG of two or more variables.
///
/// # Errors
/// `Shape`, `NonFinite` or `Range` for samples or `k` that make no sense; out of memory; the run was cancelled.
pub fn mixed_ksg(variables: &[Space<'_>], k: usize, local: bool, run: &Run) -> Result<Estimate> {
    let n = check(&named(variables), k)?;
    let all: Vec<&Space<'_>> = variables.iter().collect();
    let joint = Target::new(&Space::product(&all), run)?;
    let mut radii = joint.kth(k, true, run)?;
    let tied: Vec<bool> = radii.iter().map(|radius| *radius == 0.0).collect();
    radii.iter_mut().for_each(|radius| *radius = radius.max(LEAST));
    let together = if tied.contains(&true) { joint.within(&radii, true, run)? } else { Vec::new() };
    let counts = counts(variables, &radii, true, run)?;
    let psi = Digammas::new(n, run)?;
    let others = variables.len() as f64 - 1.0;
    mean("mixed-ksg", n, local, run, |i| {
        let of_k = if tied[i] { psi.of(together[i] as usize) } else { psi.of(k) };
        of_k + others * (n as f64).ln() - counts.iter().map(|counts| psi.of(counts[i] as usize)).sum::<f64>()
    })
}

/// Mesner–Shalizi of `x` and `y`, given `z` where there is one.
///
/// # Errors
/// As [`mixed_ksg`].
pub fn mesner_shalizi(
    x: &Space<'_>,
    y: &Space<'_>,
    z: Option<&Space<'_>>,
    k: usize,
    local: bool,
    run: &Run,
) -> Result<Estimate> {
    let mut all = vec![("x", x), ("y", y)];
    all.extend(z.map(|z| ("z", z)));
    let n = check(&all, k)?;
    let joint = Target::new(&Space::product(&all.iter().map(|(_, space)| *space).collect::<Vec<_>>()), run)?;
    let radii = joint.kth(k, true, run)?;
    let together = joint.within(&radii, false, run)?;
    let with = |space: &Space<'_>| Target::new(space, run)?.within(&radii, false, run);
    let psi = Digammas::new(n, run)?;
    // Every count includes the sample itself and at least k others.
    let others = |counts: &[u32], i: usize| psi.of(counts[i] as usize - 1);
    let Some(z) = z else {
        let (of_x, of_y) = (with(x)?, with(y)?);
        return mean("mesner-shalizi", n, local, run, |i| {
            others(&together, i) + psi.of(n) - others(&of_x, i) - others(&of_y, i)
        });
    };
    let (of_xz, of_yz, of_z) = (with(&Space::product(&[x, z]))?, with(&Space::product(&[y, z]))?, with(z)?);
    mean("mesner-shalizi", n, local, run, |i| {
        others(&together, i) - others(&of_xz, i) - others(&of_yz, i) + others(&of_z, i)
    })
}
