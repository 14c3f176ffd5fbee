//! Mutual information of strongly dependent variables: KSG with a local correction for densities that are not uniform
//! around a sample, in nats.
//!
//! KSG takes the density as constant in the box of side 2ε around a sample. Along a thin ridge it is not, and the
//! estimate falls short. Here the k neighbors' own box is found along their principal axes; where its volume V̄ is less
//! than a fraction α of V = (2ε)ᵈ, ln (V / V̄) / N is added. α is the value below which the ratio of uniform points falls
//! with probability 0.005, found for each k and d by a fixed simulation; so independent variables stay as they are.
//! Cost that of KSG and O(N (k d² + d³)).
//!
//! S. Gao, G. Ver Steeg, A. Galstyan, "Efficient estimation of mutual information for strongly dependent variables",
//! 2015. Use it where one variable nearly determines the other.
use super::mutual_information::{counts, named};
use super::terms::{Digammas, check, mean};
use super::ties::{Ties, USE_MIXED};
use crate::estimate::Estimate;
use marginals_core::random::{stream, uniform};
use marginals_core::{Error, Result, Run};
use marginals_numerics::eigen::symmetric_vectors;
use marginals_numerics::neighbors::{Norm, Space, Target};

/// Samples of the simulation behind α, and the share of them below it.
const SIMULATED: usize = 4000;
const SHARE: f64 = 0.005;

/// The corrected estimate for two or more variables in the maximum norm. `alpha` is found by simulation when absent.
///
/// # Errors
/// `Range` unless there are more neighbors than columns and at most 64 columns; `Unsupported` for the Euclidean norm; else as
/// [`super::mutual_information::ksg1`].
pub fn local_nonuniform(
    variables: &[Space<'_>],
    k: usize,
    alpha: Option<f64>,
    local: bool,
    run: &Run,
) -> Result<Estimate> {
    let n = check(&named(variables), k)?;
    let all: Vec<&Space<'_>> = variables.iter().collect();
    let joint = Space::product(&all);
    let d = joint.dimension();
    if joint.norm() != Norm::Maximum {
        return Err(Error::unsupported("norm", "'maximum' for 'lnc'", "another"));
    }
    if d > 64 {
        return Err(Error::limit("samples", "of at most 64 columns in all for 'lnc'", d));
    }
    if k <= d {
        return Err(Error::range("k", format!("above {d} (columns) for 'lnc'"), k));
    }
    let alpha = match alpha {
        Some(alpha) => alpha,
        None => threshold(k, d, run)?,
    };
    let neighbors = Target::new(&joint, run)?.named(k, run)?;
    let radii: Vec<f64> = neighbors.distances.chunks(k).map(|row| row[k - 1]).collect();
    let counts = counts(variables, &radii, true, run)?;
    let psi = Digammas::new(n, run)?;
    let others = variables.len() as f64 - 1.0;
    let columns = joint.columns();
    let mut corrections = run.filled("local corrections", n, 0.0)?;
    run.blocks_into(&mut corrections, 512, Vec::new, |offsets, start, corrections| {
        for (i, correction) in (start..).zip(corrections) {
            run.check()?;
            offsets.clear();
            if radii[i] <= 0.0 {
                continue;
            }
            // In units of the radius, so that squares neither overflow nor vanish.
            for j in &neighbors.ids[i * k..(i + 1) * k] {
                offsets.extend(columns.iter().map(|column| (column[*j as usize] - column[i]) / radii[i]));
            }
            let gain = d as f64 * std::f64::consts::LN_2 - ln_principal_box(offsets, k, d);
            // A flat box (−∞) has no volume to correct by: the variables are functions of each other.
            *correction = if gain.is_finite() && -gain < alpha.ln() { gain } else { 0.0 };
        }
        Ok(())
    })?;
    let estimate = mean("lnc", n, local, run, |i| {
        let own = usize::from(radii[i] == 0.0);
        let sum: f64 = counts.iter().map(|counts| psi.of(counts[i] as usize + own)).sum();
        psi.of(k) + others * psi.of(n) - sum + corrections[i]
    })?;
    Ok(Ties::count(&radii).name(estimate, USE_MIXED))
}

/// ln of the volume of the box along the principal axes of `k` offsets from a sample that holds them all, the sample at
/// its center.
fn ln_principal_box(offsets: &[f64], k: usize, d: usize) -> f64 {
    let mut moments = vec![0.0; d * d];
    for offset in offsets.chunks_exact(d) {
        for a in 0..d {
            for b in 0..d {
                moments[a * d + b] += offset[a] * offset[b] / k as f64;
            }
        }
    }
    let axes = symmetric_vectors(&mut moments, d);
    let extent = |axis: &[f64]| {
        let along = |offset: &[f64]| offset.iter().zip(axis).map(|(x, y)| x * y).sum::<f64>().abs();
        offsets.chunks_exact(d).map(along).fold(0.0, f64::max)
    };
    axes.chunks_exact(d).map(|axis| (2.0 * extent(axis)).ln()).sum()
}

/// α for `k` neighbors in `d` dimensions, from uniform points in the box whose farthest lies on its border.
fn threshold(k: usize, d: usize, run: &Run) -> Result<f64> {
    let ratios = run.blocks(
        SIMULATED,
        250,
        || (),
        |(), range| {
            let ratio = |index: usize| {
                let mut generator = stream(0, "local-nonuniform", index as u64);
                let mut offsets: Vec<f64> = (0..k * d).map(|_| 2.0 * uniform(&mut generator) - 1.0).collect();
                let farthest = offsets.iter().map(|x| x.abs()).fold(0.0, f64::max);
                offsets.iter_mut().for_each(|x| *x /= farthest);
                ln_principal_box(&offsets, k, d) - d as f64 * std::f64::consts::LN_2
            };
            run.check()?;
            Ok(range.map(ratio).collect::<Vec<f64>>())
        },
    )?;
    let mut ratios = ratios.concat();
    ratios.sort_unstable_by(f64::total_cmp);
    Ok(ratios[(SHARE * SIMULATED as f64) as usize].exp())
}
