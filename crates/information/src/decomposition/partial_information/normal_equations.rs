//! Symmetric positive semidefinite systems of a few hundred unknowns, as interior-point steps need them.
//!
//! Cholesky's factorization row by row; an unknown whose pivot vanishes depends on those before it and is set to 0,
//! which is right for consistent systems with redundant equations. Cost: n³/6 multiplications.
use marginals_core::{Result, Run};

/// A pivot below this share of its diagonal entry vanishes.
const VANISHING: f64 = 1e-13;

/// A symmetric matrix by its lower rows.
pub(super) struct NormalEquations {
    size: usize,
    lower: Vec<f64>,
}

impl NormalEquations {
    /// Zeros.
    pub(super) fn new(size: usize, run: &Run) -> Result<Self> {
        Ok(NormalEquations { size, lower: run.filled("normal equations", size * size, 0.0)? })
    }

    pub(super) fn clear(&mut self) {
        self.lower.fill(0.0);
    }

    /// Adds to the entry of two unknowns; of each pair only one order is kept.
    pub(super) fn add(&mut self, row: usize, column: usize, value: f64) {
        let (row, column) = (row.max(column), row.min(column));
        self.lower[row * self.size + column] += value;
    }

    /// Solves for `right` in place; the matrix is overwritten by its factor.
    pub(super) fn solve(&mut self, right: &mut [f64], run: &Run) -> Result<()> {
        let n = self.size;
        for row in 0..n {
            if row % 16 == 0 {
                run.check()?;
            }
            let (above, own) = self.lower.split_at_mut(row * n);
            let own = &mut own[..=row];
            let diagonal = own[row];
            for column in 0..row {
                let other = &above[column * n..=column * n + column];
                let dot: f64 = own[..column].iter().zip(&other[..column]).map(|(a, b)| a * b).sum();
                own[column] = if other[column] > 0.0 { (own[column] - dot) / other[column] } else { 0.0 };
            }
            let pivot = diagonal - own[..row].iter().map(|a| a * a).sum::<f64>();
            own[row] = if pivot > VANISHING * diagonal { pivot.sqrt() } else { 0.0 };
        }
        for row in 0..n {
            let own = &self.lower[row * n..=row * n + row];
            let dot: f64 = own[..row].iter().zip(&right[..row]).map(|(a, b)| a * b).sum();
            right[row] = if own[row] > 0.0 { (right[row] - dot) / own[row] } else { 0.0 };
        }
        for row in (0..n).rev() {
            let own = &self.lower[row * n..=row * n + row];
            right[row] = if own[row] > 0.0 { right[row] / own[row] } else { 0.0 };
            let solved = right[row];
            right[..row].iter_mut().zip(&own[..row]).for_each(|(right, a)| *right -= a * solved);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{stream, uniform};

    #[test]
    fn redundant_equations_are_solved_too() {
        let run = Run::default();
        for case in 0..100 {
            let mut generator = stream(2, "normal", case);
            let (rows, columns) = (6usize, 9usize);
            let mut a: Vec<Vec<f64>> = (0..rows - 1)
                .map(|_| (0..columns).map(|_| uniform(&mut generator) - 0.5).collect())
                .collect();
            let sum = (0..columns).map(|j| a.iter().map(|row| row[j]).sum()).collect();
            a.insert(2, sum);
            let x: Vec<f64> = (0..rows).map(|_| uniform(&mut generator)).collect();
            let times = |x: &[f64]| -> Vec<f64> {
                let back: Vec<f64> = (0..columns).map(|j| (0..rows).map(|i| a[i][j] * x[i]).sum()).collect();
                a.iter().map(|row| row.iter().zip(&back).map(|(a, b)| a * b).sum()).collect()
            };
            let mut equations = NormalEquations::new(rows, &run).unwrap();
            for i in 0..rows {
                for j in 0..=i {
                    equations.add(i, j, a[i].iter().zip(&a[j]).map(|(a, b)| a * b).sum());
                }
            }
            let right = times(&x);
            let mut found = right.clone();
            equations.solve(&mut found, &run).unwrap();
            assert!(times(&found).iter().zip(&right).all(|(a, b)| (a - b).abs() < 1e-10));
        }
    }
}
