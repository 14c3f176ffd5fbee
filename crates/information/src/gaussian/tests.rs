//! Gaussian measures against sums of entropies by elimination.
use super::covariance::Covariance;
use super::measures::{Multivariate, bias};
use super::{copula, tuples};
use marginals_core::random::{ChaCha8Rng, below, stream, uniform};
use marginals_core::{Code, Run};
use marginals_numerics::normal::quantile;

fn normal(generator: &mut ChaCha8Rng) -> f64 {
    quantile(uniform(generator).max(1e-18))
}

fn mixed(generator: &mut ChaCha8Rng, n: usize, d: usize) -> Vec<Vec<f64>> {
    let weights: Vec<f64> = (0..d * d).map(|_| normal(generator)).collect();
    let sources: Vec<Vec<f64>> = (0..d).map(|_| (0..n).map(|_| normal(generator)).collect()).collect();
    let value = |a: usize, i: usize| (0..d).map(|b| weights[a * d + b] * sources[b][i]).sum::<f64>();
    (0..d).map(|a| (0..n).map(|i| 10.0f64.powi(a as i32) * value(a, i) + 3.0).collect()).collect()
}

/// ln of the determinant by Gaussian elimination.
fn ln_determinant(matrix: &[Vec<f64>]) -> f64 {
    let mut m = matrix.to_vec();
    let d = m.len();
    let mut sum = 0.0;
    for i in 0..d {
        let pivot = (i..d).max_by(|a, b| m[*a][i].abs().total_cmp(&m[*b][i].abs())).unwrap();
        m.swap(i, pivot);
        sum += m[i][i].abs().ln();
        for row in i + 1..d {
            let factor = m[row][i] / m[i][i];
            for c in i..d {
                m[row][c] -= factor * m[i][c];
            }
        }
    }
    sum
}

fn naive_entropy(columns: &[Vec<f64>], set: &[usize]) -> f64 {
    let n = columns[0].len() as f64;
    let mean = |a: usize| columns[a].iter().sum::<f64>() / n;
    let entry = |a: usize, b: usize| {
        let (p, q) = (mean(a), mean(b));
        columns[a].iter().zip(&columns[b]).map(|(x, y)| (x - p) * (y - q)).sum::<f64>() / (n - 1.0)
    };
    let matrix: Vec<Vec<f64>> = set.iter().map(|a| set.iter().map(|b| entry(*a, *b)).collect()).collect();
    let e = 2.0 * std::f64::consts::PI * std::f64::consts::E;
    0.5 * (set.len() as f64 * e.ln() + ln_determinant(&matrix))
}

#[test]
fn measures_are_sums_of_entropies() {
    let mut generator = stream(31, "gaussian", 0);
    for _ in 0..200 {
        let d = 3 + below(&mut generator, 4) as usize;
        let n = d + 4 + below(&mut generator, 40) as usize;
        let columns = mixed(&mut generator, n, d);
        let refs: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let of = Covariance::of_columns(&refs, &Run::default()).unwrap();
        for corrected in [false, true] {
            let h = |set: &[usize]| {
                naive_entropy(&columns, set) - if corrected { bias(n, set.len()) } else { 0.0 }
            };
            let all: Vec<usize> = (0..d).collect();
            let close =
                |found: f64, expected: f64| assert!((found - expected).abs() < 1e-8, "{found} {expected}");
            close(of.entropy(&all, corrected), h(&all));
            let (a, b, c) = (&all[..1], &all[1..2], &all[2..]);
            let ac = [a, c].concat();
            let bc = [b, c].concat();
            close(of.information(a, b, c, corrected), h(&ac) + h(&bc) - h(c) - h(&all));
            close(of.information(a, c, &[], corrected), h(a) + h(c) - h(&ac));
            let Multivariate { entropy, total_correlation, dual_total_correlation } =
                of.multivariate(&all, corrected);
            let without = |i: usize| all.iter().copied().filter(|j| *j != i).collect::<Vec<_>>();
            close(entropy, h(&all));
            close(total_correlation, all.iter().map(|i| h(&[*i])).sum::<f64>() - h(&all));
            let rest: f64 = all.iter().map(|i| h(&all) - h(&without(*i))).sum();
            close(dual_total_correlation, h(&all) - rest);
            let sizes: Vec<u32> = (2..=d as u32).collect();
            let found = tuples::tuples(&of, &sizes, corrected, &Run::default()).unwrap();
            assert_eq!(found.sizes.len() as f64, tuples::count(d, 2, d));
            let mut start = 0;
            for (at, size) in found.sizes.iter().enumerate() {
                let end = start + *size as usize;
                let members: Vec<usize> = found.members[start..end].iter().map(|m| *m as usize).collect();
                assert!(members.windows(2).all(|pair| pair[0] < pair[1]));
                let expected = of.multivariate(&members, corrected);
                close(found.correlations[at].total, expected.total_correlation);
                close(found.correlations[at].dual_total, expected.dual_total_correlation);
                start = end;
            }
        }
    }
}

#[test]
fn corrected_estimates_are_right_on_average() {
    let mut generator = stream(32, "gaussian", 0);
    let (n, rho) = (12, 0.7f64);
    let (mut entropy, mut information) = (0.0, 0.0);
    let rounds = 40_000;
    for _ in 0..rounds {
        let x: Vec<f64> = (0..n).map(|_| normal(&mut generator)).collect();
        let y: Vec<f64> =
            x.iter().map(|x| rho * x + (1.0 - rho * rho).sqrt() * normal(&mut generator)).collect();
        let of = Covariance::of_columns(&[&x, &y], &Run::default()).unwrap();
        entropy += of.entropy(&[0, 1], true) / f64::from(rounds);
        information += of.information(&[0], &[1], &[], true) / f64::from(rounds);
    }
    let truth = -0.5 * (1.0 - rho * rho).ln();
    let joint = (2.0 * std::f64::consts::PI * std::f64::consts::E).ln() - truth;
    assert!((entropy - joint).abs() < 0.01, "{entropy} {joint}");
    assert!((information - truth).abs() < 0.006, "{information} {truth}");
}

#[test]
fn singular_covariances_say_so() {
    let x = [1.0, 2.0, 3.5, -1.0, 0.3];
    let twice: Vec<f64> = x.iter().map(|x| 2.0 * x).collect();
    let y = [0.2, -0.7, 1.0, 0.9, 0.4];
    let constant = [7.0; 5];
    let of = Covariance::of_columns(&[&x, &twice, &y, &constant], &Run::default()).unwrap();
    assert_eq!(of.entropy(&[0, 1], false), f64::NEG_INFINITY);
    assert_eq!(of.entropy(&[3], false), f64::NEG_INFINITY);
    assert_eq!(of.information(&[0], &[1], &[], false), f64::INFINITY);
    assert_eq!(of.information(&[0], &[3], &[], false), 0.0);
    // What Z holds is not counted again.
    assert!(of.information(&[0], &[1], &[2], false).is_infinite());
    assert_eq!(of.information(&[1], &[2], &[0], false), 0.0);
    let all = of.multivariate(&[0, 1, 2], false);
    assert_eq!((all.total_correlation, all.dual_total_correlation), (f64::INFINITY, f64::INFINITY));
    assert_eq!(Covariance::of_columns(&[&[1.0]], &Run::default()).unwrap_err().code(), Code::Shape);
    assert!(Covariance::of_matrix(&[1.0, 0.5, 0.4, 1.0], 2).is_err());
    assert!(Covariance::of_matrix(&[0.0], 1).is_err());
}

#[test]
fn given_matrices_are_exact() {
    let of = Covariance::of_matrix(&[4.0, 1.2, 1.2, 1.0], 2).unwrap();
    let rho: f64 = 0.6;
    assert!((of.information(&[0], &[1], &[], true) + 0.5 * (1.0 - rho * rho).ln()).abs() < 1e-15);
}

#[test]
fn normal_scores_depend_on_ranks_alone() {
    let x = [3.0, -1.0, 10.0, 0.5];
    let (scores, tied) = copula::normal_scores(&x, &Run::default()).unwrap();
    let (same, _) = copula::normal_scores(&x.map(|x| x.powi(3)), &Run::default()).unwrap();
    assert_eq!((&scores, tied), (&same, 0));
    assert_eq!(scores[1], quantile(0.2));
    assert_eq!(copula::normal_scores(&[1.0, 1.0, 5.0], &Run::default()).unwrap().1, 2);
}

#[test]
fn what_lies_far_from_nothing_keeps_its_correlation() {
    let mut generator = stream(9, "columns", 0);
    let run = Run::default();
    // Multiples of 2⁻¹² beside 2³⁰: moving them there and back rounds nothing.
    let grid = |value: f64| (value * 4096.0).round() / 4096.0;
    let columns = mixed(&mut generator, 80, 2);
    let near: Vec<Vec<f64>> =
        columns.iter().map(|own| own.iter().map(|value| grid(*value)).collect()).collect();
    let far: Vec<Vec<f64>> =
        near.iter().map(|own| own.iter().map(|value| value + 1_073_741_824.0).collect()).collect();
    let of = |columns: &[Vec<f64>]| {
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        Covariance::of_columns(&columns, &run).unwrap()
    };
    let (near, far) = (of(&near), of(&far));
    assert!((near.correlation[1] - far.correlation[1]).abs() < 1e-12);
    assert!((near.ln_variance[0] - far.ln_variance[0]).abs() < 1e-12);
}
