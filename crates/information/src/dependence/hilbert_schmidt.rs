//! The Hilbert–Schmidt independence criterion: the squared distance, in a space of functions, of a joint law from the
//! product of its margins; 0 in the limit exactly where variables are independent.
//!
//! With Gaussian kernels exp(−r²/2σ²) of x and of y, HSIC is the centered mean product of the two kernels
//! ([`super::PairSums`]): tr(KHLH)/n² (biased, never negative) or the unbiased form of Song et al. σ is by default the
//! median distance of pairs, over all samples up to 2,000, over 2,000 drawn by the seed beyond. Cost O(n² (d + e)), nothing of
//! size n² kept.
//!
//! A. Gretton, O. Bousquet, A. Smola, B. Schölkopf, "Measuring statistical dependence with Hilbert–Schmidt norms", 2005;
//! L. Song, A. Smola, A. Gretton, J. Bedo, K. Borgwardt, "Feature selection via dependence maximization", 2012.
use super::distance::{check, squared_distances};
use super::pair_sums::PairSums;
use marginals_core::random::{shuffle, stream};
use marginals_core::{Error, Result, Run};
use marginals_numerics::arch::kernel::{Finish, finish};
use marginals_numerics::arch::level;

/// Samples behind a median distance.
const MEDIAN_OF: usize = 2000;

/// HSIC and its kernels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HilbertSchmidt {
    /// tr(KHLH)/n².
    pub biased: f64,
    /// The unbiased form; NaN below four samples.
    pub unbiased: f64,
    /// HSIC(x, y) / √(HSIC(x, x) HSIC(y, y)) of the biased forms: the centered kernel alignment.
    pub alignment: f64,
    /// σ of x and of y.
    pub bandwidths: [f64; 2],
}

/// HSIC of `x` and `y`, each by columns; σ by the median where none is given.
///
/// # Errors
/// `Shape`, `NonFinite`; `Range` where a median is 0 (more than half of the pairs are equal); out of memory; the run was
/// cancelled.
pub fn hilbert_schmidt(
    x: &[&[f64]],
    y: &[&[f64]],
    bandwidths: [Option<f64>; 2],
    run: &Run,
) -> Result<HilbertSchmidt> {
    check(x, y, 2)?;
    let own = |columns: &[&[f64]], given: Option<f64>, name: &'static str| {
        let sigma = match given {
            Some(sigma) => sigma,
            None => median_distance(columns, run)?,
        };
        if sigma > 0.0 && sigma.is_finite() {
            return Ok(sigma);
        }
        let expected = "varied enough for a median distance above 0, or given a bandwidth";
        Err(Error::range(name, expected, "a variable with mostly equal rows"))
    };
    let (sigma_x, sigma_y) = (own(x, bandwidths[0], "x")?, own(y, bandwidths[1], "y")?);
    let level = level();
    let kernel = |columns: &[&[f64]], sigma: f64, i: usize, row: &mut [f64]| {
        squared_distances(columns, i, row);
        finish(level, Finish::Gaussian(0.5 / (sigma * sigma)), row);
    };
    let sums = PairSums::of_rows(
        x[0].len(),
        |i, row| kernel(x, sigma_x, i, row),
        |i, row| kernel(y, sigma_y, i, row),
        run,
    )?;
    let [biased, of_x, of_y] = sums.map(|sums| sums.biased(1.0).max(0.0));
    let scale = (of_x * of_y).sqrt();
    Ok(HilbertSchmidt {
        biased,
        unbiased: sums[0].unbiased(),
        alignment: if scale > 0.0 { biased / scale } else { 0.0 },
        bandwidths: [sigma_x, sigma_y],
    })
}

/// The median Euclidean distance of pairs of samples: of two middle ones the mean.
///
/// # Errors
/// Out of memory; the run was cancelled.
pub fn median_distance(columns: &[&[f64]], run: &Run) -> Result<f64> {
    let n = columns.first().map_or(0, |column| column.len());
    let mut rows: Vec<usize> = (0..n).collect();
    if n > MEDIAN_OF {
        shuffle(&mut stream(run.seed(), "median-distance", 0), &mut rows);
        rows.truncate(MEDIAN_OF);
    }
    let own: Vec<Vec<f64>> =
        columns.iter().map(|column| rows.iter().map(|row| column[*row]).collect()).collect();
    let own: Vec<&[f64]> = own.iter().map(Vec::as_slice).collect();
    let pairs = rows.len() * rows.len().saturating_sub(1) / 2;
    let _charge = run.charge("pairwise distances", 8 * pairs as u64)?;
    let mut squares = run.reserved("pairwise distances", pairs)?;
    let mut row = vec![0.0; rows.len()];
    for i in 0..rows.len() {
        run.check()?;
        squared_distances(&own, i, &mut row);
        squares.extend_from_slice(&row[i + 1..]);
    }
    if squares.is_empty() {
        return Ok(0.0);
    }
    let middle = squares.len() / 2;
    let even = squares.len().is_multiple_of(2);
    let (below, upper, _) = squares.select_nth_unstable_by(middle, f64::total_cmp);
    let upper = upper.sqrt();
    let lower = if even { below.iter().copied().fold(0.0, f64::max).sqrt() } else { upper };
    Ok(0.5 * (lower + upper))
}
