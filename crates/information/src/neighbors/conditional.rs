//! Conditional mutual information I(X; Y | Z) of continuous variables by nearest neighbors, in nats.
//!
//! ε is the distance to the k-th neighbor in (X, Y, Z); n_z, n_xz, n_yz the samples strictly nearer in those variables:
//! ψ(k) + ⟨ψ(n_z + 1) − ψ(n_xz + 1) − ψ(n_yz + 1)⟩. Nearly unbiased where X and Y are independent given Z; it can come out
//! negative. Cost O(N log N) for few columns. Transfer entropy is this with Y the present, Z its past and X the other's
//! past.
//!
//! S. Frenzel, B. Pompe, "Partial mutual information for coupling analysis of multivariate time series", 2007.
use super::mutual_information::counts;
use super::terms::{Digammas, check, mean};
use super::ties::{Ties, USE_MIXED};
use crate::estimate::Estimate;
use marginals_core::{Result, Run};
use marginals_numerics::neighbors::{Space, Target};

/// Frenzel–Pompe of `x` and `y` given `z`.
///
/// # Errors
/// `Shape`, `NonFinite` or `Range` for samples or `k` that make no sense; out of memory; the run was cancelled.
pub fn frenzel_pompe(
    x: &Space<'_>,
    y: &Space<'_>,
    z: &Space<'_>,
    k: usize,
    local: bool,
    run: &Run,
) -> Result<Estimate> {
    let n = check(&[("x", x), ("y", y), ("z", z)], k)?;
    let radii = Target::new(&Space::product(&[x, y, z]), run)?.kth(k, true, run)?;
    let spaces = [z.clone(), Space::product(&[x, z]), Space::product(&[y, z])];
    let counts = counts(&spaces, &radii, true, run)?;
    let psi = Digammas::new(n, run)?;
    let estimate = mean("frenzel-pompe", n, local, run, |i| {
        let own = usize::from(radii[i] == 0.0);
        let of = |space: usize| psi.of(counts[space][i] as usize + own);
        psi.of(k) + of(0) - of(1) - of(2)
    })?;
    Ok(Ties::count(&radii).name(estimate, USE_MIXED))
}
