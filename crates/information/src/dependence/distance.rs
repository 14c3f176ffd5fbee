//! Distance covariance and correlation: 0 in the limit exactly where variables are independent, in any dimensions.
//!
//! With a, b the Euclidean distances of pairs within x and within y, dCov² is the centered mean product of a and b
//! ([`super::PairSums`]), dCor² = dCov²(x, y) / √(dCov²(x, x) dCov²(y, y)). The V-statistics are never negative but
//! positive for independent samples; the unbiased ones are 0 on average. Of two single columns in O(n log n): in the order of
//! x, |xᵢ − xⱼ||yᵢ − yⱼ| is summed by counts and sums over smaller y in a binary indexed tree; else O(n² (d + e)).
//!
//! G. J. Székely, M. L. Rizzo, N. K. Bakirov, "Measuring and testing dependence by correlation of distances", 2007;
//! X. Huo, G. J. Székely, "Fast computing for distance covariance", 2016.
use super::pair_sums::PairSums;
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};
use marginals_numerics::order::argsort;

/// Distance covariance and what it is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DistanceDependence {
    /// Sums of x with y, of x, and of y.
    pub sums: [PairSums; 3],
}

impl DistanceDependence {
    /// dCov²: the V-statistic, or the unbiased one.
    #[must_use]
    pub fn squared_covariance(&self, unbiased: bool) -> f64 {
        self.squared(0, unbiased)
    }

    /// dCor²; 0 where a variable is constant.
    #[must_use]
    pub fn squared_correlation(&self, unbiased: bool) -> f64 {
        let product = self.squared(1, unbiased) * self.squared(2, unbiased);
        if product > 0.0 { self.squared(0, unbiased) / product.sqrt() } else { 0.0 }
    }

    fn squared(&self, which: usize, unbiased: bool) -> f64 {
        let sums = &self.sums[which];
        if unbiased { sums.unbiased() } else { sums.biased(0.0).max(0.0) }
    }
}

/// Two variables of equally many samples, at least `least`.
pub(super) fn check(x: &[&[f64]], y: &[&[f64]], least: usize) -> Result<()> {
    let n = x.first().map_or(0, |column| column.len());
    if n < least {
        return Err(Error::shape("x", format!("of at least {least} rows"), n));
    }
    if y.is_empty() {
        return Err(Error::shape("y", "of at least one column", "none"));
    }
    for (name, column) in x.iter().map(|x| ("x", x)).chain(y.iter().map(|y| ("y", y))) {
        if column.len() != n {
            return Err(Error::shape(name, format!("of {n} rows (as x)"), column.len()));
        }
        if let Some(row) = column.iter().position(|value| !value.is_finite()) {
            return Err(Error::non_finite(name, "finite", format!("a value that is not, in row {row}")));
        }
    }
    Ok(())
}

/// Distance dependence of `x` and `y`, each by columns.
///
/// # Errors
/// `Shape`, `NonFinite`; out of memory; the run was cancelled.
pub fn distance_dependence(x: &[&[f64]], y: &[&[f64]], run: &Run) -> Result<DistanceDependence> {
    check(x, y, 2)?;
    if let ([x], [y]) = (x, y) {
        return single(x, y, run);
    }
    let n = x[0].len();
    let sums = PairSums::of_rows(n, |i, row| distances(x, i, row), |i, row| distances(y, i, row), run)?;
    Ok(DistanceDependence { sums })
}

/// Euclidean distances of sample `i` to all.
fn distances(columns: &[&[f64]], i: usize, row: &mut [f64]) {
    squared_distances(columns, i, row);
    row.iter_mut().for_each(|square| *square = square.sqrt());
}

/// Squared Euclidean distances of sample `i` to all.
pub(super) fn squared_distances(columns: &[&[f64]], i: usize, row: &mut [f64]) {
    row.fill(0.0);
    for column in columns {
        let own = column[i];
        row.iter_mut().zip(column.iter()).for_each(|(sum, value)| *sum += (value - own) * (value - own));
    }
}

/// Of single columns.
fn single(x: &[f64], y: &[f64], run: &Run) -> Result<DistanceDependence> {
    let n = x.len();
    let _charge = run.charge("distance sums", 100 * n as u64)?;
    let (order_x, order_y) = (argsort(x, run)?, argsort(y, run)?);
    let ((x, rows_x), (y, rows_y)) = (row_sums(x, &order_x, run)?, row_sums(y, &order_y, run)?);
    let product = products(&x, &y, &order_x, &order_y, run)?;
    let whole = |rows: &[f64]| rows.iter().copied().collect::<Sum>().value();
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).collect::<Sum>().value();
    // Σ (xᵢ − xⱼ)² over pairs, of centered values.
    let squares = |x: &[f64]| 2.0 * n as f64 * dot(x, x);
    let of = |product, a: &[f64], b: &[f64]| PairSums {
        n,
        product,
        rows: dot(a, b),
        left: whole(a),
        right: whole(b),
    };
    Ok(DistanceDependence {
        sums: [
            of(product, &rows_x, &rows_y),
            of(squares(&x), &rows_x, &rows_x),
            of(squares(&y), &rows_y, &rows_y),
        ],
    })
}

/// Centered values and Σⱼ |xᵢ − xⱼ| of each.
fn row_sums(x: &[f64], order: &[u32], run: &Run) -> Result<(Vec<f64>, Vec<f64>)> {
    let n = x.len();
    // Halves cannot overflow where a sum would.
    let mean = x.iter().map(|x| x / n as f64).collect::<Sum>().value();
    let mut centered = run.reserved("centered values", n)?;
    centered.extend(x.iter().map(|x| x - mean));
    let left_over = centered.iter().copied().collect::<Sum>().value() / n as f64;
    centered.iter_mut().for_each(|x| *x -= left_over);
    let whole = centered.iter().copied().collect::<Sum>().value();
    let mut sums = run.filled("distance sums", n, 0.0)?;
    let mut before = Sum::default();
    for (at, index) in order.iter().enumerate() {
        let value = centered[*index as usize];
        // at smaller ones, n − at − 1 larger ones.
        let (smaller, at) = (before.value(), at as f64);
        before.add(value);
        let larger = whole - before.value();
        sums[*index as usize] = (at * value - smaller) + (larger - (n as f64 - 1.0 - at) * value);
    }
    Ok((centered, sums))
}

/// Σ |xᵢ − xⱼ| |yᵢ − yⱼ| over ordered pairs.
fn products(x: &[f64], y: &[f64], order_x: &[u32], order_y: &[u32], run: &Run) -> Result<f64> {
    let n = x.len();
    let mut rank = run.filled("ranks", n, 0u32)?;
    order_y.iter().enumerate().for_each(|(at, index)| rank[*index as usize] = at as u32 + 1);
    // Of earlier samples with y up to a rank: how many, Σ x, Σ y, Σ x y.
    let mut tree = run.filled("a tree of sums", n + 1, [0.0f64; 4])?;
    let mut earlier = [0.0; 4];
    let mut sum = Sum::default();
    for (at, index) in order_x.iter().enumerate() {
        if at % 4096 == 0 {
            run.check()?;
        }
        let (x, y) = (x[*index as usize], y[*index as usize]);
        let mut below = [0.0; 4];
        let own = rank[*index as usize] as usize;
        let mut place = own;
        while place > 0 {
            (0..4).for_each(|c| below[c] += tree[place][c]);
            place &= place - 1;
        }
        // Σ (x − xⱼ)(y − yⱼ) = m x y − x Σ yⱼ − y Σ xⱼ + Σ xⱼ yⱼ; those above count with the other sign.
        let of = |s: &[f64; 4]| s[0] * x * y - x * s[2] - y * s[1] + s[3];
        sum.add(2.0 * of(&below) - of(&earlier));
        let terms = [1.0, x, y, x * y];
        place = own;
        while place <= n {
            (0..4).for_each(|c| tree[place][c] += terms[c]);
            place += place & place.wrapping_neg();
        }
        (0..4).for_each(|c| earlier[c] += terms[c]);
    }
    Ok(2.0 * sum.value())
}
