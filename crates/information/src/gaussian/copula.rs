//! Columns on a normal scale by their ranks: Φ⁻¹(rank / (n + 1)).
//!
//! Information does not change under monotone transformations of single variables, so the margins can be made normal; what
//! remains Gaussian or not is the copula. Equal values share the mean of their ranks. R. A. A. Ince, B. L. Giordano, C.
//! Kayser, G. A. Rousselet, J. Gross, P. G. Schyns, "A statistical framework for neuroimaging data analysis based on mutual
//! information estimated via a Gaussian copula", 2017. Cost O(n log n) a column.
use marginals_core::{Result, Run};
use marginals_numerics::normal::quantile;
use marginals_numerics::order::mean_ranks;

/// A column on a normal scale, and how many of its values have an equal.
///
/// # Errors
/// Out of memory; the run was cancelled.
pub fn normal_scores(column: &[f64], run: &Run) -> Result<(Vec<f64>, usize)> {
    let (mut ranks, tied) = mean_ranks(column, run)?;
    let scale = column.len() as f64 + 1.0;
    run.blocks_into(
        &mut ranks,
        4096,
        || (),
        |(), _, ranks| {
            ranks.iter_mut().for_each(|rank| *rank = quantile(*rank / scale));
            Ok(())
        },
    )?;
    Ok((ranks, tied))
}
