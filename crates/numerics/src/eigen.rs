//! Eigenvectors of small symmetric matrices by Jacobi rotations: slow for large ones, exact to the last places for
//! small ones, and without any choice that rounding could change.
//!
//! C. G. J. Jacobi, "Über ein leichtes Verfahren, die in der Theorie der Säcularstörungen vorkommenden Gleichungen
//! numerisch aufzulösen", 1846; rotations in cyclic order. Cost O(d³) a sweep, about six sweeps.

/// Sweeps after which it stops in any case.
const SWEEPS: usize = 40;

/// Replaces the diagonal of the symmetric `matrix` (d × d) by its eigenvalues and returns unit eigenvectors, row i that of
/// eigenvalue i, in no order.
#[must_use]
pub fn symmetric_vectors(matrix: &mut [f64], d: usize) -> Vec<f64> {
    let mut vectors = vec![0.0; d * d];
    (0..d).for_each(|i| vectors[i * d + i] = 1.0);
    for _ in 0..SWEEPS {
        let mut rotated = false;
        for p in 0..d {
            for q in p + 1..d {
                rotated |= rotate(matrix, &mut vectors, d, p, q);
            }
        }
        if !rotated {
            break;
        }
    }
    vectors
}

/// Makes entry (p, q) zero; false when it already is, next to the diagonal.
fn rotate(a: &mut [f64], vectors: &mut [f64], d: usize, p: usize, q: usize) -> bool {
    let (app, aqq, apq) = (a[p * d + p], a[q * d + q], a[p * d + q]);
    if apq.abs() <= f64::EPSILON * (app.abs() * aqq.abs()).sqrt() * 0.5 || apq.abs() < f64::MIN_POSITIVE {
        return false;
    }
    let ratio = (aqq - app) / (2.0 * apq);
    // The smaller rotation; a ratio that overflows when squared is its own root.
    let root = if ratio.abs() > 1e150 { ratio.abs() } else { (ratio * ratio + 1.0).sqrt() };
    let t = if ratio >= 0.0 { 1.0 / (ratio + root) } else { 1.0 / (ratio - root) };
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    for i in 0..d {
        let (x, y) = (a[i * d + p], a[i * d + q]);
        (a[i * d + p], a[i * d + q]) = (c * x - s * y, s * x + c * y);
    }
    for i in 0..d {
        let (x, y) = (a[p * d + i], a[q * d + i]);
        (a[p * d + i], a[q * d + i]) = (c * x - s * y, s * x + c * y);
    }
    (a[p * d + p], a[q * d + q]) = (app - t * apq, aqq + t * apq);
    (a[p * d + q], a[q * d + p]) = (0.0, 0.0);
    for i in 0..d {
        let (x, y) = (vectors[p * d + i], vectors[q * d + i]);
        (vectors[p * d + i], vectors[q * d + i]) = (c * x - s * y, s * x + c * y);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{stream, uniform};

    #[test]
    fn the_matrix_is_made_of_its_vectors() {
        let mut generator = stream(1, "matrix", 0);
        for d in [1, 2, 3, 5, 12, 30] {
            let factor: Vec<f64> = (0..d * d).map(|_| uniform(&mut generator) - 0.5).collect();
            let mut a = vec![0.0; d * d];
            for i in 0..d {
                for j in 0..d {
                    a[i * d + j] = (0..d).map(|k| factor[i * d + k] * factor[j * d + k]).sum();
                }
            }
            let original = a.clone();
            let vectors = symmetric_vectors(&mut a, d);
            for i in 0..d {
                for j in 0..d {
                    let entry: f64 =
                        (0..d).map(|k| a[k * d + k] * vectors[k * d + i] * vectors[k * d + j]).sum();
                    assert!((entry - original[i * d + j]).abs() < 1e-13);
                    let product: f64 = (0..d).map(|k| vectors[i * d + k] * vectors[j * d + k]).sum();
                    assert!((product - f64::from(u8::from(i == j))).abs() < 1e-13);
                }
            }
        }
    }

    #[test]
    fn degenerate_matrices_end() {
        let mut zero = vec![0.0; 9];
        assert_eq!(symmetric_vectors(&mut zero, 3), [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]);
        let mut ones = vec![1.0; 9];
        let _ = symmetric_vectors(&mut ones, 3);
        let mut values = [ones[0], ones[4], ones[8]];
        values.sort_by(f64::total_cmp);
        assert!((values[2] - 3.0).abs() < 1e-14 && values[1].abs() < 1e-14);
    }
}
