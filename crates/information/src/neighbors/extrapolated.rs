//! KSG 1 carried to neighborhoods of no size: less bias than any number of neighbors has by itself, in nats.
//!
//! KSG takes the density as constant within the distance to the k-th neighbor. For a smooth density the leading error goes
//! with the square of that distance, and the distance with (k / n)^(1/d), d the columns of all variables: error
//! ∝ (k / n)^(2/d). So the estimates Î_k and Î_4k from one search give, with r = 4^(−2/d),
//!
//! Î = (Î_k − r Î_4k) / (1 − r).
//!
//! The weights sum to 1 and more of both estimates enters as d grows: less bias, more variance; 0 on average for
//! independent variables as KSG is. Cost that of KSG with 4k neighbors.
//!
//! W. Gao, S. Oh, P. Viswanath, "Demystifying fixed k-nearest neighbor information estimators", 2018, for the rate; K. R.
//! Moon, K. Sricharan, A. O. Hero, "Ensemble estimation of mutual information", 2017, for weights that cancel it. Use it
//! in three to a dozen columns, or where KSG with few neighbors varies too much.
use super::mutual_information::{counts, named};
use super::terms::{Digammas, check, mean};
use super::ties::{Ties, USE_MIXED};
use crate::estimate::Estimate;
use marginals_core::{Result, Run};
use marginals_numerics::neighbors::{Space, Target};

/// Neighbors of the smaller neighborhood where the caller does not say.
pub const NEIGHBORS: usize = 4;
/// How many times as many the larger one has.
const TIMES: usize = 4;
/// Columns above which the weights of both estimates are so large that their difference is chance.
const MOST_COLUMNS: usize = 12;

/// The extrapolated estimate for two or more variables; with too few samples for 4k neighbors, of what there are.
///
/// # Errors
/// As [`super::mutual_information::ksg1`].
pub fn extrapolated(variables: &[Space<'_>], k: usize, local: bool, run: &Run) -> Result<Estimate> {
    let n = check(&named(variables), k)?;
    let all: Vec<&Space<'_>> = variables.iter().collect();
    let joint = Space::product(&all);
    let most = k.saturating_mul(TIMES).min(n - 1);
    let target = Target::new(&joint, run)?;
    let near = target.kth(k, true, run)?;
    let near_counts = counts(variables, &near, true, run)?;
    let psi = Digammas::new(n, run)?;
    let others = variables.len() as f64 - 1.0;
    let of = |i: usize, k: usize, radii: &[f64], counts: &[Vec<u32>]| {
        let own = usize::from(radii[i] == 0.0);
        psi.of(k) + others * psi.of(n)
            - counts.iter().map(|counts| psi.of(counts[i] as usize + own)).sum::<f64>()
    };
    let ties = Ties::count(&near);
    let name = "ksg-extrapolated";
    if most <= k {
        let estimate = mean(name, n, local, run, |i| of(i, k, &near, &near_counts))?;
        return Ok(ties.name(estimate, USE_MIXED));
    }
    let far = target.kth(most, true, run)?;
    let far_counts = counts(variables, &far, true, run)?;
    let r = (k as f64 / most as f64).powf(2.0 / joint.dimension() as f64);
    let estimate = mean(name, n, local, run, |i| {
        (of(i, k, &near, &near_counts) - r * of(i, most, &far, &far_counts)) / (1.0 - r)
    })?;
    let estimate = ties.name(estimate, USE_MIXED);
    if joint.dimension() > MOST_COLUMNS {
        return Ok(estimate.warn(format!(
            "{} columns: what is extrapolated is mostly chance; no estimator by neighbors is to be trusted",
            joint.dimension()
        )));
    }
    Ok(estimate)
}
