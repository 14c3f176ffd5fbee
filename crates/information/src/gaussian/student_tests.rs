//! Student copulas: found again in samples of known degrees and correlations, Gaussian where the sample is, drawn alike.
use super::copula::normal_scores;
use super::covariance::Covariance;
use super::student::StudentCopula;
use marginals_core::Run;
use marginals_core::random::{ChaCha8Rng, stream, uniform};
use marginals_numerics::normal::quantile;

fn normal(generator: &mut ChaCha8Rng) -> f64 {
    quantile(uniform(generator).max(1e-18))
}

/// Columns of a Student law of whole degrees (0: normal), each correlated `r` with the first.
fn sample(seed: u64, n: usize, d: usize, degrees: usize, r: f64) -> Vec<Vec<f64>> {
    let mut generator = stream(seed, "student", 0);
    let mut columns = vec![Vec::with_capacity(n); d];
    for _ in 0..n {
        let first = normal(&mut generator);
        let row: Vec<f64> = (0..d)
            .map(|at| {
                let own = normal(&mut generator);
                if at == 0 { first } else { r * first + (1.0 - r * r).sqrt() * own }
            })
            .collect();
        let chi: f64 = (0..degrees).map(|_| normal(&mut generator).powi(2)).sum();
        let scale = if degrees == 0 { 1.0 } else { (degrees as f64 / chi).sqrt() };
        columns.iter_mut().zip(row).for_each(|(column, value)| column.push(value * scale));
    }
    columns
}

fn fit(columns: &[Vec<f64>], run: &Run) -> Option<StudentCopula> {
    let scores: Vec<Vec<f64>> = columns.iter().map(|column| normal_scores(column, run).unwrap().0).collect();
    let scores: Vec<&[f64]> = scores.iter().map(Vec::as_slice).collect();
    StudentCopula::fit(&scores, &Covariance::of_columns(&scores, run).unwrap(), run).unwrap()
}

#[test]
fn degrees_and_correlations_are_found_again() {
    let run = Run::default();
    for (degrees, d, r) in [(1, 2, 0.0), (2, 2, 0.6), (3, 4, 0.3), (6, 3, 0.5)] {
        let found = fit(&sample(3, 8000, d, degrees, r), &run).unwrap();
        let ratio = found.degrees / degrees as f64;
        assert!((0.85..1.2).contains(&ratio), "{degrees}: {}", found.degrees);
        for at in 1..d {
            assert!((found.of.correlation[at] - r).abs() < 0.04, "{:?}", found.of.correlation);
        }
        assert!(found.gain > 0.5 * 8000f64.ln());
    }
    for seed in 0..10 {
        let found = fit(&sample(seed, 600, 3, 0, 0.4), &run).unwrap();
        assert_eq!((found.degrees, found.gain), (f64::INFINITY, 0.0));
    }
}

#[test]
fn information_is_that_of_the_closed_form() {
    let run = Run::default();
    // Of two uncorrelated columns of a Cauchy law: h(1) + h(1) − h(2) = ln 8π − 3 (h(1) = ln 4π, h(2) = ln 2π + 3).
    let mut found = fit(&sample(5, 4000, 2, 1, 0.0), &run).unwrap();
    found.degrees = 1.0;
    let normal = found.of.information(&[0], &[1], &[], false);
    let exact = (8.0 * std::f64::consts::PI).ln() - 3.0;
    assert!((found.information(&[0], &[1], &[], false) - normal - exact).abs() < 1e-12);
    // The chain rule holds with a condition too.
    let found = fit(&sample(6, 2000, 4, 3, 0.5), &run).unwrap();
    let whole = found.information(&[0, 1], &[2], &[], false);
    let parts = found.information(&[0], &[2], &[], false) + found.information(&[1], &[2], &[0], false);
    assert!((whole - parts).abs() < 1e-10, "{whole} {parts}");
}

#[test]
fn a_determined_column_has_no_copula() {
    let run = Run::default();
    let mut columns = sample(8, 200, 2, 0, 0.3);
    columns.push(columns[0].iter().map(|x| x.exp()).collect());
    assert!(fit(&columns, &run).is_none());
}

#[cfg(test)]
mod threads {
    use super::*;

    #[test]
    fn draws_have_the_law_and_the_same_bits_for_any_threads() {
        let one = Run::default();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(8).build().unwrap();
        let eight = Run::default().with_pool(std::sync::Arc::new(pool), 8);
        let columns = sample(7, 3000, 3, 2, 0.7);
        let (found, other) = (fit(&columns, &one).unwrap(), fit(&columns, &eight).unwrap());
        assert_eq!(found.degrees.to_bits(), other.degrees.to_bits());
        assert_eq!(found.of.correlation, other.of.correlation);
        let drawn = found.draw(6000, 1, &one).unwrap();
        assert_eq!(drawn, other.draw(6000, 1, &eight).unwrap());
        assert_ne!(drawn, found.draw(6000, 2, &one).unwrap());
        let again = fit(&drawn, &one).unwrap();
        assert!((again.degrees / found.degrees - 1.0).abs() < 0.2, "{} {}", again.degrees, found.degrees);
        assert!((again.of.correlation[1] - found.of.correlation[1]).abs() < 0.05);
    }
}
