//! The Wasserstein distance of order 2 between Gaussian laws: the root of the least mean squared way that mass has to be
//! moved, in the units of the data.
//!
//! W² = |μ_p − μ_q|² + tr(Σ_p + Σ_q − 2 (Σ_p^{1/2} Σ_q Σ_p^{1/2})^{1/2}). Covariances may be singular. With R R = Σ_p, the
//! last trace is the sum of the singular values of R Q, Q Q = Σ_q: roots of the eigenvalues of R Σ_q R. Where both laws are
//! close, what is lost to rounding is about 10⁻⁸ of their scale. Cost: O(d³).
//!
//! D. C. Dowson, B. V. Landau, "The Fréchet distance between multivariate normal distributions", 1982.
use super::normal::Normal;
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};
use marginals_numerics::eigen::symmetric_vectors;

/// The distance between `p` and `q`.
///
/// # Errors
/// `Shape` for different dimensions; `Argument` for a covariance that is not positive semidefinite; the run was cancelled.
pub fn wasserstein(p: &Normal, q: &Normal, run: &Run) -> Result<f64> {
    let d = p.mean().len();
    if q.mean().len() != d {
        return Err(Error::shape("q.mean", format!("of length {d} (as p.mean)"), q.mean().len()));
    }
    let _charge = run.charge("roots of covariances", 48 * (d * d) as u64)?;
    let of_p = root("p.covariance", p.covariance(), d, run)?;
    let of_q = root("q.covariance", q.covariance(), d, run)?;
    let mut product = of_product(&of_p, &of_q, d, run)?;
    // (R Q)(R Q)ᵀ = R Σ_q R.
    let transposed: Vec<f64> = (0..d * d).map(|at| product[at % d * d + at / d]).collect();
    product = of_product(&product, &transposed, d, run)?;
    let _ = symmetric_vectors(&mut product, d);
    let shift = p.mean().iter().zip(q.mean()).map(|(p, q)| (p - q) * (p - q));
    let traces = (0..d).map(|i| p.covariance()[i * d + i] + q.covariance()[i * d + i]);
    let shared = (0..d).map(|i| -2.0 * product[i * d + i].max(0.0).sqrt());
    let squared = shift.chain(traces).chain(shared).collect::<Sum>().value();
    Ok(squared.max(0.0).sqrt())
}

fn of_product(a: &[f64], b: &[f64], d: usize, run: &Run) -> Result<Vec<f64>> {
    let mut product = run.filled("a product", d * d, 0.0)?;
    for row in 0..d {
        run.check()?;
        for column in 0..d {
            product[row * d + column] =
                (0..d).map(|k| a[row * d + k] * b[k * d + column]).collect::<Sum>().value();
        }
    }
    Ok(product)
}

/// The symmetric root of a positive semidefinite matrix.
fn root(argument: &'static str, matrix: &[f64], d: usize, run: &Run) -> Result<Vec<f64>> {
    let mut values = matrix.to_vec();
    let axes = symmetric_vectors(&mut values, d);
    let largest = (0..d).map(|i| values[i * d + i]).fold(0.0, f64::max);
    let least = (0..d).map(|i| values[i * d + i]).fold(f64::INFINITY, f64::min);
    if least.is_nan() || least < -1e-10 * largest.max(f64::MIN_POSITIVE) {
        return Err(Error::argument(argument, "positive semidefinite", "a matrix that is not"));
    }
    let mut found = run.filled("the root of a covariance", d * d, 0.0)?;
    for (i, axis) in axes.chunks_exact(d).enumerate() {
        run.check()?;
        let length = values[i * d + i].max(0.0).sqrt();
        for row in 0..d {
            for column in 0..d {
                found[row * d + column] += length * axis[row] * axis[column];
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{stream, uniform};

    fn law(mean: &[f64], covariance: &[f64]) -> Normal {
        Normal::new("p", mean.to_vec(), covariance.to_vec()).unwrap()
    }

    fn of(p: &Normal, q: &Normal) -> f64 {
        wasserstein(p, q, &Run::default()).unwrap()
    }

    #[test]
    fn is_the_closed_form_where_covariances_commute() {
        assert!((of(&law(&[1.0], &[4.0]), &law(&[4.0], &[36.0])) - 5.0).abs() < 1e-12);
        // A rotation of diagonal laws: |√a − √b|² by axis.
        let (c, s) = (0.6, 0.8);
        let turned =
            |a: f64, b: f64| [a * c * c + b * s * s, (a - b) * c * s, (a - b) * c * s, a * s * s + b * c * c];
        let found = of(&law(&[0.0, 0.0], &turned(4.0, 9.0)), &law(&[0.0, 2.0], &turned(1.0, 25.0)));
        assert!((found - 9f64.sqrt()).abs() < 1e-12, "{found}");
        // Points and lines are laws too.
        assert!((of(&law(&[0.0, 0.0], &[0.0; 4]), &law(&[3.0, 4.0], &[0.0; 4])) - 5.0).abs() < 1e-15);
        let line = law(&[0.0, 0.0], &[1.0, 1.0, 1.0, 1.0]);
        assert!(of(&line, &line) < 1e-7);
    }

    #[test]
    fn two_by_two_by_the_determinant() {
        // tr (A B)^{1/2} of 2 × 2 matrices: √(tr A B + 2 √(|A| |B|)).
        let mut generator = stream(5, "wasserstein", 0);
        for _ in 0..500 {
            let mut matrix = || {
                let [a, b, c, d] = [(); 4].map(|()| 2.0 * uniform(&mut generator) - 1.0);
                [a * a + b * b, a * c + b * d, a * c + b * d, c * c + d * d]
            };
            let (a, b) = (matrix(), matrix());
            let determinant = |m: &[f64; 4]| (m[0] * m[3] - m[1] * m[2]).max(0.0);
            let trace = a[0] * b[0] + a[1] * b[2] + a[2] * b[1] + a[3] * b[3];
            let shared = (trace + 2.0 * (determinant(&a) * determinant(&b)).sqrt()).sqrt();
            let expected = (0.25 + a[0] + a[3] + b[0] + b[3] - 2.0 * shared).max(0.0).sqrt();
            let found = of(&law(&[0.0, 0.0], &a), &law(&[0.3, 0.4], &b));
            assert!((found - expected).abs() < 1e-9, "{found} {expected}");
            assert!((found - of(&law(&[0.3, 0.4], &b), &law(&[0.0, 0.0], &a))).abs() < 1e-9);
        }
    }

    #[test]
    fn bad_laws_are_refused() {
        let indefinite = law(&[0.0, 0.0], &[1.0, 2.0, 2.0, 1.0]);
        assert!(wasserstein(&indefinite, &law(&[0.0, 0.0], &[1.0, 0.0, 0.0, 1.0]), &Run::default()).is_err());
        assert!(wasserstein(&law(&[0.0], &[1.0]), &indefinite, &Run::default()).is_err());
    }
}
