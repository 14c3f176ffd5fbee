//! Covariance matrices, and log-determinants of their blocks by Cholesky factors that grow by a row.
//!
//! Columns are centered by their compensated mean before products are summed, in blocks of rows in order; columns are
//! scaled to variance 1 first, so that the factor is that of the correlation matrix: determinants of any units, no
//! overflow. A pivot below about d · 2⁻⁵² is a column that the others determine: the matrix is singular.
//! Cost O(n d²) and O(d³).
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};
use marginals_numerics::magnitude::magnitude;

/// Rows of one block of work.
const BLOCK: usize = 512;

/// Correlations and standard deviations of columns.
#[derive(Clone, Debug)]
pub struct Covariance {
    /// Number of columns.
    pub d: usize,
    /// Samples it was made of.
    pub samples: usize,
    /// Correlations, d × d, 1 on the diagonal.
    pub correlation: Vec<f64>,
    /// ln of the variances, with samples − 1 in the denominator.
    pub ln_variance: Vec<f64>,
}

impl Covariance {
    /// Of columns of equal length, at least two rows. A constant column has ln variance −∞ and no correlations.
    ///
    /// # Errors
    /// `Shape` with fewer than two rows or unequal columns, `NonFinite`; out of memory; the run was cancelled.
    pub fn of_columns(columns: &[&[f64]], run: &Run) -> Result<Self> {
        let (d, n) = (columns.len(), columns.first().map_or(0, |column| column.len()));
        if n < 2 || columns.iter().any(|column| column.len() != n) {
            return Err(Error::shape("samples", "columns of equal length with at least two rows", n));
        }
        let _charge = run.charge("centered columns", 8 * (n * d) as u64)?;
        let mut centered = run.filled("centered columns", n * d, 0.0)?;
        let mut ln_variance = Vec::with_capacity(d);
        for (c, column) in columns.iter().enumerate() {
            run.check()?;
            if let Some(row) = column.iter().position(|value| !value.is_finite()) {
                let place = format!("a value that is not, in row {row} of column {c}");
                return Err(Error::non_finite("samples", "finite", place));
            }
            let scale = magnitude(column);
            let mean = column.iter().map(|value| value / scale).collect::<Sum>().value() / n as f64;
            let own = &mut centered[c * n..(c + 1) * n];
            own.iter_mut().zip(column.iter()).for_each(|(own, value)| *own = value / scale - mean);
            let constant = column.iter().all(|value| *value == column[0]);
            let squares = own.iter().map(|own| own * own).collect::<Sum>().value();
            let variance = if constant { 0.0 } else { squares / (n as f64 - 1.0) };
            ln_variance.push(variance.ln() + 2.0 * scale.ln());
            let deviation = if variance > 0.0 { variance.sqrt() } else { f64::INFINITY };
            own.iter_mut().for_each(|own| *own /= deviation);
        }
        let parts = run.blocks(
            n,
            BLOCK,
            || (),
            |(), rows| {
                let mut products = vec![0.0; d * d];
                for a in 0..d {
                    let left = &centered[a * n..(a + 1) * n][rows.clone()];
                    for b in 0..a {
                        let right = &centered[b * n..(b + 1) * n][rows.clone()];
                        products[a * d + b] = left.iter().zip(right).map(|(x, y)| x * y).sum();
                    }
                }
                Ok(products)
            },
        )?;
        let mut correlation = vec![0.0; d * d];
        for a in 0..d {
            correlation[a * d + a] = 1.0;
            for b in 0..a {
                let sum = parts.iter().map(|part| part[a * d + b]).collect::<Sum>().value();
                let r = (sum / (n as f64 - 1.0)).clamp(-1.0, 1.0);
                (correlation[a * d + b], correlation[b * d + a]) = (r, r);
            }
        }
        Ok(Covariance { d, samples: n, correlation, ln_variance })
    }

    /// Of a given covariance matrix, d × d, as if of infinitely many samples.
    ///
    /// # Errors
    /// `Shape` unless it is square; `NonFinite`; `Range` unless it is symmetric with variances above 0.
    pub fn of_matrix(matrix: &[f64], d: usize) -> Result<Self> {
        if d == 0 || d.checked_mul(d) != Some(matrix.len()) {
            return Err(Error::shape("covariance", "a square matrix", format!("{} numbers", matrix.len())));
        }
        if matrix.iter().any(|value| !value.is_finite()) {
            return Err(Error::non_finite("covariance", "finite", "a value that is not"));
        }
        let deviation: Vec<f64> = (0..d).map(|a| matrix[a * d + a].sqrt()).collect();
        if !deviation.iter().all(|deviation| *deviation > 0.0) {
            return Err(Error::range("covariance", "of variances above 0", "another"));
        }
        let mut correlation = vec![0.0; d * d];
        for a in 0..d {
            for b in 0..d {
                let (r, other) = (matrix[a * d + b], matrix[b * d + a]);
                let scale = deviation[a] * deviation[b];
                if (r - other).abs() > 1e-9 * scale {
                    return Err(Error::range("covariance", "symmetric", "a matrix that is not"));
                }
                correlation[a * d + b] = if a == b { 1.0 } else { 0.5 * (r + other) / scale };
            }
        }
        let ln_variance = deviation.iter().map(|deviation| 2.0 * deviation.ln()).collect();
        Ok(Covariance { d, samples: usize::MAX, correlation, ln_variance })
    }

    /// ln of the determinant of the correlations of a set of columns; −∞ where they determine each other.
    #[must_use]
    pub fn ln_determinant(&self, columns: &[usize]) -> f64 {
        let mut factor = Factor::default();
        columns.iter().map(|column| factor.append(self, *column)).sum()
    }
}

/// A Cholesky factor of the correlations of some columns, which can take in one more and give back the last.
#[derive(Clone, Debug, Default)]
pub struct Factor {
    columns: Vec<usize>,
    /// Rows of the lower triangle, one after the other.
    rows: Vec<f64>,
}

impl Factor {
    /// Takes a column in, O(k²); answers ln of its variance given those before (of the correlation matrix), −∞ when they
    /// determine it.
    pub fn append(&mut self, of: &Covariance, column: usize) -> f64 {
        let k = self.columns.len();
        let start = self.rows.len();
        let mut pivot = 1.0;
        let mut row_start = 0;
        for i in 0..k {
            let row = &self.rows[row_start..row_start + i + 1];
            let own = &self.rows[start..start + i];
            let sum: f64 = row[..i].iter().zip(own).map(|(x, y)| x * y).sum();
            // After a singular pivot (kept as ∞) entries are 0: what it determined stays out.
            let entry = (of.correlation[self.columns[i] * of.d + column] - sum) / row[i];
            pivot -= entry * entry;
            self.rows.push(entry);
            row_start += i + 1;
        }
        let constant = of.ln_variance[column] == f64::NEG_INFINITY;
        let least = 4.0 * f64::EPSILON * (k as f64 + 1.0);
        let singular = constant || pivot.is_nan() || pivot <= least;
        self.rows.push(if singular { f64::INFINITY } else { pivot.sqrt() });
        self.columns.push(column);
        if singular { f64::NEG_INFINITY } else { pivot.ln() }
    }

    /// L⁻¹z in place of z, L the factor: white where z has these correlations.
    pub(super) fn whiten(&self, z: &mut [f64]) {
        let mut start = 0;
        for i in 0..self.columns.len() {
            let row = &self.rows[start..start + i + 1];
            let sum: f64 = row[..i].iter().zip(&z[..i]).map(|(l, z)| l * z).sum();
            z[i] = (z[i] - sum) / row[i];
            start += i + 1;
        }
    }

    /// Lz into `row`: with these correlations where z is white.
    pub(super) fn color(&self, z: &[f64], row: &mut [f64]) {
        let mut start = 0;
        for (i, value) in row.iter_mut().enumerate() {
            *value = self.rows[start..start + i + 1].iter().zip(z).map(|(l, z)| l * z).sum();
            start += i + 1;
        }
    }

    /// Gives back the last column.
    pub fn pop(&mut self) {
        if self.columns.pop().is_some() {
            self.rows.truncate(self.rows.len() - self.columns.len() - 1);
        }
    }

    /// ln of the variance of each column given all others (of the correlation matrix): −ln of the diagonal of the inverse,
    /// O(k³). Right when no pivot was singular.
    #[must_use]
    pub fn ln_conditional_variances(&self) -> Vec<f64> {
        let k = self.columns.len();
        let at = |i: usize, j: usize| self.rows[i * (i + 1) / 2 + j];
        let mut diagonal = vec![0.0; k];
        // Column j of the inverse of the factor; (Σ⁻¹)_jj = Σ_i (L⁻¹)_ij².
        for j in 0..k {
            let mut column = vec![0.0; k];
            column[j] = 1.0 / at(j, j);
            for i in j + 1..k {
                let sum: f64 = (j..i).map(|m| at(i, m) * column[m]).sum();
                column[i] = -sum / at(i, i);
            }
            diagonal[j] = column.iter().map(|x| x * x).sum();
        }
        diagonal.into_iter().map(|inverse: f64| -inverse.ln()).collect()
    }
}
