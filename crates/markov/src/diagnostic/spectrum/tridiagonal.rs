//! Eigenvalues of a symmetric tridiagonal matrix by implicit QL steps with Wilkinson's shift.
//! Source: A. Dubrulle, R. Martin, J. Wilkinson, 1968, "The implicit QL algorithm". Cost: O(n²).
use marginals_core::{Error, Result, Run};

/// Eigenvalues, increasing; `beside` holds the n − 1 entries next to the diagonal.
pub(super) fn eigenvalues(mut diagonal: Vec<f64>, mut beside: Vec<f64>, run: &Run) -> Result<Vec<f64>> {
    let n = diagonal.len();
    beside.push(0.0);
    for first in 0..n {
        let mut iterations = 0;
        loop {
            // The end of the unreduced block that starts at `first`.
            let last = (first..n - 1)
                .find(|i| beside[*i].abs() <= f64::EPSILON * (diagonal[*i].abs() + diagonal[*i + 1].abs()))
                .unwrap_or(n - 1);
            if last == first {
                break;
            }
            iterations += 1;
            if iterations > 60 {
                return Err(Error::not_converged("the eigenvalues of the chain did not converge"));
            }
            run.check()?;
            let half = (diagonal[first + 1] - diagonal[first]) / (2.0 * beside[first]);
            let root = half.hypot(1.0).copysign(half);
            let mut bulge = diagonal[last] - diagonal[first] + beside[first] / (half + root);
            let (mut sine, mut cosine, mut shift) = (1.0, 1.0, 0.0);
            let mut split = false;
            for i in (first..last).rev() {
                let (f, b) = (sine * beside[i], cosine * beside[i]);
                let radius = f.hypot(bulge);
                beside[i + 1] = radius;
                if radius == 0.0 {
                    diagonal[i + 1] -= shift;
                    beside[last] = 0.0;
                    split = true;
                    break;
                }
                (sine, cosine) = (f / radius, bulge / radius);
                let above = diagonal[i + 1] - shift;
                let turned = (diagonal[i] - above) * sine + 2.0 * cosine * b;
                shift = sine * turned;
                diagonal[i + 1] = above + shift;
                bulge = cosine * turned - b;
            }
            if !split {
                diagonal[first] -= shift;
                beside[first] = bulge;
                beside[last] = 0.0;
            }
        }
    }
    diagonal.sort_by(f64::total_cmp);
    Ok(diagonal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn second_differences_have_cosine_eigenvalues() {
        for n in [1usize, 2, 3, 10, 101] {
            let values = eigenvalues(vec![2.0; n], vec![-1.0; n - 1], &Run::default()).unwrap();
            for (k, value) in values.iter().enumerate() {
                let angle = std::f64::consts::PI * (k + 1) as f64 / (n + 1) as f64;
                assert!((value - (2.0 - 2.0 * angle.cos())).abs() < 1e-13, "{n} {k}");
            }
        }
    }

    #[test]
    fn a_split_matrix_keeps_its_blocks() {
        let values =
            eigenvalues(vec![1.0, 1.0, 3.0, 0.0, 0.0], vec![2.0, 0.0, 0.0, 5.0], &Run::default()).unwrap();
        for (value, expected) in values.iter().zip([-5.0, -1.0, 3.0, 3.0, 5.0]) {
            assert!((value - expected).abs() < 1e-14);
        }
    }
}
