//! Householder reduction of a square matrix to upper Hessenberg form by a similarity; a symmetric matrix becomes
//! tridiagonal. Source: A. Householder, 1958; G. Golub, C. Van Loan, "Matrix Computations", section 7.4.
//! Cost: 10 n³ / 3 operations, all of them on contiguous rows.
use marginals_core::{Result, Run};

/// Replaces the row-major `matrix` by its Hessenberg form; entries below the first subdiagonal become 0.
pub(super) fn to_hessenberg(matrix: &mut [f64], n: usize, run: &Run) -> Result<()> {
    let mut reflector = vec![0.0f64; n];
    let mut products = vec![0.0f64; n];
    for column in 0..n.saturating_sub(2) {
        run.check()?;
        let below = column + 1..n;
        let scale = below.clone().map(|row| matrix[row * n + column].abs()).fold(0.0, f64::max);
        if below.clone().skip(1).all(|row| matrix[row * n + column] == 0.0) {
            continue;
        }
        let mut norm = 0.0;
        for row in below.clone() {
            reflector[row] = matrix[row * n + column] / scale;
            norm += reflector[row] * reflector[row];
        }
        let norm = norm.sqrt().copysign(reflector[column + 1]);
        reflector[column + 1] += norm;
        // The reflection is I − v vᵀ / (norm · v₁).
        let divisor = norm * reflector[column + 1];
        products[column..].fill(0.0);
        for row in below.clone() {
            let weight = reflector[row];
            for (product, entry) in
                products[column..].iter_mut().zip(&matrix[row * n + column..][..n - column])
            {
                *product += weight * entry;
            }
        }
        for row in below.clone() {
            let weight = reflector[row] / divisor;
            for (entry, product) in
                matrix[row * n + column..][..n - column].iter_mut().zip(&products[column..])
            {
                *entry -= weight * product;
            }
        }
        for row in 0..n {
            let entries = &mut matrix[row * n + column + 1..][..n - column - 1];
            let weight = dot(entries, &reflector[column + 1..]) / divisor;
            for (entry, v) in entries.iter_mut().zip(&reflector[column + 1..]) {
                *entry -= weight * v;
            }
        }
        for row in below.skip(1) {
            matrix[row * n + column] = 0.0;
        }
    }
    Ok(())
}

/// Four running sums in a fixed order.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0f64; 4];
    let (a_chunks, b_chunks) = (a.chunks_exact(4), b.chunks_exact(4));
    let tail: f64 = a_chunks.remainder().iter().zip(b_chunks.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a_chunks.zip(b_chunks) {
        for lane in 0..4 {
            sums[lane] += x[lane] * y[lane];
        }
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + tail
}
