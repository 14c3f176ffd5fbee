//! The log-determinant against determinants by elimination.
mod naive;

use marginals_core::random::{ChaCha8Rng, stream, uniform};
use marginals_core::{Code, Evidence, Monotone, Objective, Run, SetFunction};
use marginals_numerics::similarity::{DenseRows, Features, Metric, Similarity, SparseRows};
use marginals_submodular::function::LogDeterminant;
use marginals_submodular::{Algorithm, Request, maximize};
use naive::laws::{laws, same_bits_for_any_threads};
use naive::members;
use std::sync::Arc;

fn points(random: &mut ChaCha8Rng, rows: usize, columns: usize) -> Vec<Vec<f64>> {
    (0..rows).map(|_| (0..columns).map(|_| 2.0 * uniform(random) - 0.7).collect()).collect()
}

fn doubles(points: &[Vec<f64>]) -> Features {
    let data: Vec<f64> = points.iter().flatten().copied().collect();
    Features::Double(DenseRows::new("matrix", data, points.len(), points[0].len()).unwrap())
}

fn singles(points: &[Vec<f64>]) -> Features {
    let data: Vec<f32> = points.iter().flatten().map(|x| *x as f32).collect();
    Features::Single(DenseRows::new("matrix", data, points.len(), points[0].len()).unwrap())
}

fn kernel(metric: Metric, x: &[f64], y: &[f64]) -> f64 {
    let dot: f64 = x.iter().zip(y).map(|(x, y)| x * y).sum();
    let norm = |x: &[f64]| x.iter().map(|x| x * x).sum::<f64>().sqrt();
    let square: f64 = x.iter().zip(y).map(|(x, y)| (x - y).powi(2)).sum();
    match metric {
        Metric::Dot => dot,
        Metric::Cosine => dot / norm(x) / norm(y),
        Metric::Rbf { gamma } => (-gamma.unwrap_or(1.0 / x.len() as f64) * square).exp(),
        _ => 1.0 / (1.0 + square.sqrt()),
    }
}

/// ln det by elimination with pivoting.
fn log_determinant(mut matrix: Vec<Vec<f64>>) -> f64 {
    let size = matrix.len();
    let mut sum = 0.0;
    for column in 0..size {
        let best = (column..size)
            .max_by(|a, b| matrix[*a][column].abs().total_cmp(&matrix[*b][column].abs()))
            .unwrap();
        matrix.swap(column, best);
        sum += matrix[column][column].abs().ln();
        for row in column + 1..size {
            let factor = matrix[row][column] / matrix[column][column];
            for at in column..size {
                matrix[row][at] -= factor * matrix[column][at];
            }
        }
    }
    sum
}

fn direct(points: &[Vec<f64>], metric: Metric, regularization: f64, set: &[u32]) -> f64 {
    let entry = |a: &u32, b: &u32| {
        let diagonal = if a == b { regularization } else { 0.0 };
        kernel(metric, &points[*a as usize], &points[*b as usize]) + diagonal
    };
    log_determinant(set.iter().map(|a| set.iter().map(|b| entry(a, b)).collect()).collect())
}

const METRICS: [Metric; 4] =
    [Metric::Dot, Metric::Cosine, Metric::Rbf { gamma: Some(0.7) }, Metric::Euclidean];

#[test]
fn values_are_determinants() {
    let run = Run::default();
    for seed in 0..4 {
        let mut random = stream(seed, "kernels", 0);
        let points = points(&mut random, 5, 3);
        for metric in METRICS {
            for regularization in [0.01, 1.0, 3.0] {
                let expected: Vec<f64> =
                    (0..32).map(|mask| direct(&points, metric, regularization, &members(mask))).collect();
                let similarity = Similarity::of_features(&doubles(&points), None, metric, &run).unwrap();
                let function = LogDeterminant::new(Arc::new(similarity), regularization, &run).unwrap();
                let structure = SetFunction::structure(&function);
                assert_eq!(structure.monotone == Monotone::Increasing, regularization >= 1.0);
                assert_eq!(structure.evidence, Evidence::Proved);
                laws(&function, &expected);
                // The same kernel as numbers, dense and sparse.
                let numbers: Vec<f64> =
                    points.iter().flat_map(|x| points.iter().map(|y| kernel(metric, x, y))).collect();
                let starts: Vec<u32> = (0..=5).map(|row| 5 * row).collect();
                let places: Vec<u32> = (0..25).map(|at| at % 5).collect();
                let symmetric: Vec<f64> =
                    (0..25).map(|at| (numbers[at] + numbers[at % 5 * 5 + at / 5]) / 2.0).collect();
                for mut features in [
                    Features::Double(DenseRows::new("matrix", symmetric.clone(), 5, 5).unwrap()),
                    Features::Sparse(SparseRows::new("matrix", &symmetric, &places, &starts, 5).unwrap()),
                ] {
                    let similarity = Arc::new(Similarity::of_matrix(&mut features, &run).unwrap());
                    let function = LogDeterminant::new(similarity, regularization, &run).unwrap();
                    assert_eq!(SetFunction::structure(&function).evidence, Evidence::Declared);
                    laws(&function, &expected);
                }
            }
        }
    }
}

#[test]
fn sparse_rows_have_the_kernel_of_dense_ones() {
    let run = Run::default();
    let rows = SparseRows::new("matrix", &[1.0, 2.0, 1.0, 3.0], &[0, 2, 1, 2], &[0, 2, 3, 4], 3).unwrap();
    let dense = vec![vec![1.0, 0.0, 2.0], vec![0.0, 1.0, 0.0], vec![0.0, 0.0, 3.0]];
    let similarity = Similarity::of_features(&Features::Sparse(rows), None, Metric::Cosine, &run).unwrap();
    let function = LogDeterminant::new(Arc::new(similarity), 0.5, &run).unwrap();
    let expected: Vec<f64> = (0..8).map(|mask| direct(&dense, Metric::Cosine, 0.5, &members(mask))).collect();
    laws(&function, &expected);
}

#[test]
fn copies_of_an_element_add_no_more_than_the_regularization() {
    let run = Run::default();
    let points = vec![vec![0.3, 0.4]; 6];
    for features in [doubles(&points), singles(&points)] {
        for regularization in [1e-12, 1.0] {
            let similarity = Similarity::of_features(&features, None, Metric::Cosine, &run).unwrap();
            let function = LogDeterminant::new(Arc::new(similarity), regularization, &run).unwrap();
            let mut state = SetFunction::new_state(&function, 6, &run).unwrap();
            for e in 0..6 {
                let gain = SetFunction::commit(&function, &mut state, e, &run).unwrap();
                assert!(gain.is_finite() && gain >= f64::ln(regularization));
            }
        }
    }
}

#[test]
fn lazy_choices_are_plain_ones_and_threads_change_no_bit() {
    let run = Run::default();
    let mut random = stream(5, "larger kernels", 0);
    let points = points(&mut random, 300, 20);
    for features in [doubles(&points), singles(&points)] {
        for metric in METRICS {
            let similarity = Similarity::of_features(&features, None, metric, &run).unwrap();
            let function: Arc<dyn Objective> =
                Arc::new(LogDeterminant::new(Arc::new(similarity), 1.0, &run).unwrap());
            if metric == Metric::Cosine {
                let first = Request { size: Some(1), ..Request::default() };
                assert_eq!(maximize(function.clone(), &first, &run).unwrap().indices, [0]);
            }
            let many: Vec<u32> = (0..40).map(|at| at * 7).collect();
            same_bits_for_any_threads(&*function, &many);
            let chosen = [Algorithm::Greedy, Algorithm::LazyGreedy].map(|algorithm| {
                let request = Request { algorithm, size: Some(45), ..Request::default() };
                let chosen = maximize(function.clone(), &request, &run).unwrap();
                (chosen.indices, chosen.gains.iter().map(|gain| gain.to_bits()).collect::<Vec<_>>())
            });
            assert_eq!(chosen[0], chosen[1]);
            // Taken out and put back, the gains are those of the state that came to the same order directly.
            let mut state = function.new_state(45, &run).unwrap();
            let mut other = function.new_state(45, &run).unwrap();
            for e in [3, 9, 200, 40, 77] {
                function.commit(&mut state, e, &run).unwrap();
            }
            function.retract(&mut state, 9, &run).unwrap();
            for e in [3, 200, 40, 77] {
                function.commit(&mut other, e, &run).unwrap();
            }
            let all: Vec<u32> = (0..300).collect();
            let (mut one, mut two) = (vec![0.0; 300], vec![0.0; 300]);
            function.gains(&mut state, &all, &run, &mut one).unwrap();
            function.gains(&mut other, &all, &run, &mut two).unwrap();
            assert!(one.iter().zip(&two).all(|(a, b)| a.to_bits() == b.to_bits()));
        }
    }
}

#[test]
fn bad_input_is_named() {
    let run = Run::default();
    let matrix = |numbers: &[f64], rows: usize, columns: usize| {
        let mut features =
            Features::Double(DenseRows::new("matrix", numbers.to_vec(), rows, columns).unwrap());
        Arc::new(Similarity::of_matrix(&mut features, &run).unwrap())
    };
    let refused =
        |kernel, regularization| LogDeterminant::new(kernel, regularization, &run).unwrap_err().code();
    assert_eq!(refused(matrix(&[1.0, 0.5, 0.2, 1.0], 2, 2), 1.0), Code::Argument);
    assert_eq!(refused(matrix(&[1.0, 0.5], 1, 2), 1.0), Code::Argument);
    assert_eq!(refused(matrix(&[-1.0, 0.5, 0.5, 1.0], 2, 2), 2.0), Code::Range);
    for regularization in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(refused(matrix(&[1.0, 0.5, 0.5, 1.0], 2, 2), regularization), Code::Range);
    }
    // No kernel: the second pivot is 1.1 − 4 / 1.1.
    let function = LogDeterminant::new(matrix(&[1.0, 2.0, 2.0, 1.0], 2, 2), 0.1, &run).unwrap();
    let mut state = SetFunction::new_state(&function, 2, &run).unwrap();
    SetFunction::commit(&function, &mut state, 0, &run).unwrap();
    let mut gain = [0.0];
    let error = SetFunction::gains(&function, &mut state, &[1], &run, &mut gain).unwrap_err();
    assert_eq!(error.code(), Code::Range);
    assert!(SetFunction::commit(&function, &mut state, 1, &run).is_err());
    assert_eq!(SetFunction::members(&function, &state), [0]);
}

#[test]
fn last_gains_by_columns_are_those_of_the_factor() {
    let run = Run::default();
    for (seed, (rows, columns)) in [(300, 5), (257, 64), (320, 80)].into_iter().enumerate() {
        let mut random = stream(seed as u64, "last gains", 0);
        let points = points(&mut random, rows, columns);
        for metric in [Metric::Dot, Metric::Cosine] {
            for (features, tolerance) in [(doubles(&points), 1e-9), (singles(&points), 2e-4)] {
                for regularization in [0.05, 1.0, 3.0] {
                    let of = |features: &Features| {
                        let kernel = Similarity::of_features(features, None, metric, &run).unwrap();
                        LogDeterminant::new(Arc::new(kernel), regularization, &run).unwrap()
                    };
                    let f = of(&features);
                    let mut last = vec![0.0; rows];
                    let full = SetFunction::last_gains(&f, &run, &mut last).unwrap();
                    let mut state = SetFunction::new_state(&f, rows, &run).unwrap();
                    let mut gains = Vec::new();
                    for e in 0..rows as u32 {
                        gains.push(SetFunction::commit(&f, &mut state, e, &run).unwrap());
                    }
                    let value = SetFunction::value(&f, &state);
                    assert!((full - value).abs() <= tolerance * value.abs().max(1.0), "{full} {value}");
                    // The last one added has its last gain; for others compare with removing them.
                    let near = |a: f64, b: f64| assert!((a - b).abs() <= tolerance, "{metric:?} {a} {b}");
                    near(last[rows - 1], gains[rows - 1]);
                    for e in [0u32, rows as u32 / 2] {
                        let mut fewer = SetFunction::new_state(&f, rows, &run).unwrap();
                        for other in (0..rows as u32).filter(|other| *other != e) {
                            SetFunction::commit(&f, &mut fewer, other, &run).unwrap();
                        }
                        near(last[e as usize], SetFunction::commit(&f, &mut fewer, e, &run).unwrap());
                    }
                }
            }
        }
    }
}
