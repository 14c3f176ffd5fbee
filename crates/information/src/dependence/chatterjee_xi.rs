//! Chatterjee's ξ: how far y is a function of x; 0 in the limit exactly where they are independent, 1 exactly where y is
//! a function of x.
//!
//! In the order of x, with rᵢ the samples at most yᵢ and lᵢ those at least yᵢ: ξ = 1 − n Σ |rᵢ₊₁ − rᵢ| / (2 Σ lᵢ (n − lᵢ)).
//! Ranks are whole numbers, so the value is exact but for one division. It is not symmetric. Its deviation under
//! independence is √(2/5n) without ties in y, else by Chatterjee's estimate, and the p-value is that of the normal law.
//! Equal x are taken in their given order, or shuffled. Cost O(n log n).
//!
//! S. Chatterjee, "A new coefficient of correlation", 2021.
use marginals_core::random::{shuffle, stream};
use marginals_core::sum::Sum;
use marginals_core::{Result, Run};
use marginals_numerics::normal::normal_distribution;
use marginals_numerics::order::argsort;

/// What ξ is and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChatterjeeXi {
    /// ξ; NaN when y is constant.
    pub value: f64,
    /// Its deviation if x and y were independent.
    pub standard_deviation: f64,
    /// Probability of at least this value if they were independent.
    pub p_value: f64,
    /// Samples whose x has an equal.
    pub tied: usize,
}

/// ξ of `y` on `x`, at least two samples.
///
/// # Errors
/// `Shape` for unequal lengths or fewer than two samples, `NonFinite`; out of memory; the run was cancelled.
pub fn chatterjee_xi(x: &[f64], y: &[f64], random_ties: bool, run: &Run) -> Result<ChatterjeeXi> {
    super::distance::check(&[x], &[y], 2)?;
    let n = x.len();
    let mut order = argsort(x, run)?;
    let equal = |a: u32, b: u32| x[a as usize] == x[b as usize];
    let mut tied = 0;
    let mut start = 0;
    while start < n {
        let length = order[start..].iter().take_while(|other| equal(order[start], **other)).count();
        if length > 1 {
            tied += length;
            if random_ties {
                let mut generator = stream(run.seed(), "chatterjee-xi", start as u64);
                shuffle(&mut generator, &mut order[start..start + length]);
            }
        }
        start += length;
    }
    let by_y = argsort(y, run)?;
    // r: samples at most this y; l: at least.
    let (mut r, mut l) = (run.filled("ranks", n, 0u64)?, run.filled("ranks", n, 0u64)?);
    let mut distinct = true;
    let mut start = 0;
    while start < n {
        let value = y[by_y[start] as usize];
        let length = by_y[start..].iter().take_while(|other| y[**other as usize] == value).count();
        distinct &= length == 1;
        for index in &by_y[start..start + length] {
            r[*index as usize] = (start + length) as u64;
            l[*index as usize] = (n - start) as u64;
        }
        start += length;
    }
    run.check()?;
    let steps: u128 =
        order.windows(2).map(|pair| u128::from(r[pair[0] as usize].abs_diff(r[pair[1] as usize]))).sum();
    let whole = n as u64;
    let spread: u128 = l.iter().map(|l| u128::from(*l) * u128::from(whole - l)).sum();
    let value = 1.0 - (whole as f64) * (steps as f64) / (2.0 * spread as f64);
    let variance = if distinct { 0.4 } else { tied_variance(&by_y, &r, spread) };
    let standard_deviation = (variance / n as f64).sqrt();
    let p_value = normal_distribution(-value / standard_deviation);
    Ok(ChatterjeeXi { value: if spread == 0 { f64::NAN } else { value }, standard_deviation, p_value, tied })
}

/// n times the variance under independence, where y has ties (theorem 2.2).
pub(super) fn tied_variance(by_y: &[u32], r: &[u64], spread: u128) -> f64 {
    let n = by_y.len() as f64;
    let (mut a, mut b, mut c) = (Sum::default(), Sum::default(), Sum::default());
    let mut before = 0.0;
    for (at, index) in by_y.iter().enumerate() {
        let (i, u) = (at as f64 + 1.0, r[*index as usize] as f64 / n);
        before += u;
        a.add((2.0 * n - 2.0 * i + 1.0) * u * u / (n * n));
        let sum = (before + (n - i) * u) / n;
        b.add(sum * sum / n);
        c.add((2.0 * n - 2.0 * i + 1.0) * u / (n * n));
    }
    let d = spread as f64 / (n * n * n);
    (a.value() - 2.0 * b.value() + c.value() * c.value()) / (d * d)
}
