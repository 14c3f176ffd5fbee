//! Distance dependence, HSIC and ξ against their definitions.
use super::*;
use marginals_core::random::{below, stream, uniform};
use marginals_core::{Code, Run};

fn column(generator: &mut marginals_core::random::ChaCha8Rng, n: usize, tied: bool) -> Vec<f64> {
    (0..n).map(|_| if tied { below(generator, 4) as f64 } else { uniform(generator) * 9.0 - 2.0 }).collect()
}

/// Mean product of two functions of pairs after double centering, with the diagonal.
fn centered(n: usize, a: impl Fn(usize, usize) -> f64, b: impl Fn(usize, usize) -> f64) -> f64 {
    let center = |f: &dyn Fn(usize, usize) -> f64| -> Vec<Vec<f64>> {
        let row = |i: usize| (0..n).map(|j| f(i, j)).sum::<f64>() / n as f64;
        let whole = (0..n).map(row).sum::<f64>() / n as f64;
        (0..n).map(|i| (0..n).map(|j| f(i, j) - row(i) - row(j) + whole).collect()).collect()
    };
    let (a, b) = (center(&a), center(&b));
    let terms = (0..n).flat_map(|i| (0..n).map(move |j| (i, j))).map(|(i, j)| a[i][j] * b[i][j]);
    terms.sum::<f64>() / (n * n) as f64
}

/// The unbiased form by centering with n − 2.
fn u_centered(n: usize, a: impl Fn(usize, usize) -> f64, b: impl Fn(usize, usize) -> f64) -> f64 {
    let center = |f: &dyn Fn(usize, usize) -> f64| -> Vec<Vec<f64>> {
        let off = |i: usize, j: usize| if i == j { 0.0 } else { f(i, j) };
        let row = |i: usize| (0..n).map(|j| off(i, j)).sum::<f64>();
        let whole: f64 = (0..n).map(row).sum();
        let (m, k) = (n as f64 - 2.0, n as f64 - 1.0);
        let entry = |i: usize, j: usize| {
            if i == j { 0.0 } else { off(i, j) - row(i) / m - row(j) / m + whole / (k * m) }
        };
        (0..n).map(|i| (0..n).map(|j| entry(i, j)).collect()).collect()
    };
    let (a, b) = (center(&a), center(&b));
    let terms = (0..n).flat_map(|i| (0..n).map(move |j| (i, j))).map(|(i, j)| a[i][j] * b[i][j]);
    terms.sum::<f64>() / (n as f64 * (n as f64 - 3.0))
}

#[test]
fn distance_dependence_is_its_definition() {
    let mut generator = stream(41, "distance", 0);
    for case in 0..150 {
        let n = 4 + below(&mut generator, 30) as usize;
        let tied = case % 3 == 0;
        let (x, y, z) = (
            column(&mut generator, n, tied),
            column(&mut generator, n, tied),
            column(&mut generator, n, false),
        );
        let a = |i: usize, j: usize| (x[i] - x[j]).abs();
        let b = |i: usize, j: usize| (y[i] - y[j]).abs();
        let plane = |i: usize, j: usize| ((x[i] - x[j]).powi(2) + (z[i] - z[j]).powi(2)).sqrt();
        let run = Run::default();
        let close =
            |found: f64, expected: f64| assert!((found - expected).abs() < 1e-11, "{found} {expected}");
        let found = distance_dependence(&[&x], &[&y], &run).unwrap();
        close(found.squared_covariance(false), centered(n, a, b));
        close(found.squared_covariance(true), u_centered(n, a, b));
        let scale = (centered(n, a, a) * centered(n, b, b)).sqrt();
        close(found.squared_correlation(false), if scale > 0.0 { centered(n, a, b) / scale } else { 0.0 });
        let found = distance_dependence(&[&x, &z], &[&y], &run).unwrap();
        close(found.squared_covariance(false), centered(n, plane, b));
        close(found.squared_covariance(true), u_centered(n, plane, b));
        // One column twice in a plane is that column at √2.
        let slow = distance_dependence(&[&x, &x], &[&y], &run).unwrap().squared_covariance(false);
        close(slow, 2f64.sqrt() * centered(n, a, b));
        let kernel = |x: &[f64], s: f64, i: usize, j: usize| (-(x[i] - x[j]).powi(2) / (2.0 * s * s)).exp();
        let found = hilbert_schmidt(&[&x], &[&y], [Some(1.3), Some(0.7)], &run).unwrap();
        let (k, l) = (|i, j| kernel(&x, 1.3, i, j), |i, j| kernel(&y, 0.7, i, j));
        close(found.biased, centered(n, k, l));
        close(found.unbiased, u_centered(n, k, l));
    }
}

#[test]
fn the_median_is_that_of_all_pairs() {
    let mut generator = stream(42, "median", 0);
    for n in [2, 3, 4, 5, 30] {
        let x = column(&mut generator, n, false);
        let mut gaps: Vec<f64> =
            (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| (x[i] - x[j]).abs()).collect();
        gaps.sort_by(f64::total_cmp);
        let m = gaps.len();
        let expected = 0.5 * (gaps[(m - 1) / 2] + gaps[m / 2]);
        assert!((median_distance(&[&x], &Run::default()).unwrap() - expected).abs() < 1e-14);
    }
}

#[test]
fn xi_is_its_definition() {
    let mut generator = stream(43, "xi", 0);
    for case in 0..200 {
        let n = 2 + below(&mut generator, 40) as usize;
        let (x, y) = (column(&mut generator, n, case % 4 == 0), column(&mut generator, n, case % 3 == 0));
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|a, b| x[*a].total_cmp(&x[*b]));
        let r = |i: usize| (0..n).filter(|j| y[*j] <= y[i]).count() as f64;
        let l = |i: usize| (0..n).filter(|j| y[*j] >= y[i]).count() as f64;
        let steps: f64 = order.windows(2).map(|pair| (r(pair[0]) - r(pair[1])).abs()).sum();
        let spread: f64 = (0..n).map(|i| l(i) * (n as f64 - l(i))).sum();
        let found = chatterjee_xi(&x, &y, false, &Run::default()).unwrap();
        if spread == 0.0 {
            assert!(found.value.is_nan());
        } else {
            assert!((found.value - (1.0 - n as f64 * steps / (2.0 * spread))).abs() < 1e-13);
        }
    }
    let x: Vec<f64> = (0..100).map(f64::from).collect();
    let y: Vec<f64> = x.iter().map(|x| (x / 10.0).sin()).collect();
    let found = chatterjee_xi(&x, &y, false, &Run::default()).unwrap();
    assert!(found.value > 0.85 && found.p_value < 1e-10);
    assert!((found.standard_deviation - (0.4f64 / 100.0).sqrt()).abs() < 1e-15);
}

#[test]
fn the_deviation_with_ties_tends_to_that_without() {
    // Distinct values, computed as if there were ties: 2/5 in the limit.
    let n = 4000u64;
    let order: Vec<u32> = (0..n as u32).collect();
    let r: Vec<u64> = (1..=n).collect();
    let spread: u128 = (1..=n).map(|l| u128::from(l * (n - l))).sum();
    let found = chatterjee_xi::tied_variance(&order, &r, spread);
    assert!((found - 0.4).abs() < 2e-3, "{found}");
}

#[test]
fn bad_input_is_refused() {
    let run = Run::default();
    assert_eq!(chatterjee_xi(&[1.0], &[1.0], false, &run).unwrap_err().code(), Code::Shape);
    assert_eq!(distance_dependence(&[&[1.0, 2.0]], &[&[1.0]], &run).unwrap_err().argument_name(), Some("y"));
    let error = hilbert_schmidt(&[&[1.0; 5]], &[&[1.0, 2.0, 3.0, 4.0, 5.0]], [None, None], &run).unwrap_err();
    assert_eq!((error.code(), error.argument_name()), (Code::Range, Some("x")));
    let error = chatterjee_xi(&[1.0, f64::NAN], &[1.0, 2.0], false, &run).unwrap_err();
    assert_eq!(error.code(), Code::NonFinite);
}
