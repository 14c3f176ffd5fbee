//! Similarities against their formulas written naively, and the laws of their bits.
use marginals_core::{Code, Run};
use marginals_numerics::arch::{Level, force};
use marginals_numerics::similarity::{DenseRows, Features, Metric, Negative, Similarity, SparseRows};
use proptest::prelude::*;
use std::sync::{Arc, Mutex};

/// The level is the process's: tests that force one take turns.
static LEVEL: Mutex<()> = Mutex::new(());

const METRICS: [Metric; 10] = [
    Metric::Cosine,
    Metric::Dot,
    Metric::Euclidean,
    Metric::SquaredEuclidean,
    Metric::Rbf { gamma: None },
    Metric::Rbf { gamma: Some(2.5) },
    Metric::Laplacian { gamma: None },
    Metric::Laplacian { gamma: Some(0.4) },
    Metric::SquaredCosine,
    Metric::Jaccard,
];

fn numbers(seed: u64, length: usize) -> Vec<f64> {
    let mut x = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let next = |_| {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        // Single-precision numbers, so that both precisions see the same rows; some zeros.
        let u = f64::from(((x >> 40) as f32) / (1 << 23) as f32 - 1.0);
        if x.is_multiple_of(5) { 0.0 } else { u }
    };
    (0..length).map(next).collect()
}

fn naive(metric: Metric, x: &[f64], y: &[f64]) -> f64 {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let square: f64 = x.iter().zip(y).map(|(a, b)| (a - b) * (a - b)).sum();
    let cosine = dot(x, y) / (dot(x, x) * dot(y, y)).sqrt();
    let rate = |gamma: Option<f64>| gamma.unwrap_or(1.0 / x.len() as f64);
    match metric {
        Metric::Cosine => cosine,
        Metric::Dot => dot(x, y),
        Metric::Euclidean => 1.0 / (1.0 + square.sqrt()),
        Metric::SquaredEuclidean => 1.0 / (1.0 + square),
        Metric::Rbf { gamma } => (-rate(gamma) * square).exp(),
        Metric::Laplacian { gamma } => (-rate(gamma) * square.sqrt()).exp(),
        Metric::SquaredCosine => cosine * cosine,
        Metric::Jaccard => {
            let count = |keep: fn(bool, bool) -> bool| {
                x.iter().zip(y).filter(|(a, b)| keep(**a != 0.0, **b != 0.0)).count() as f64
            };
            let union = count(|a, b| a || b);
            if union == 0.0 { 1.0 } else { count(|a, b| a && b) / union }
        }
    }
}

fn rows_of(data: &[f64], cols: usize) -> Vec<&[f64]> {
    data.chunks_exact(cols).collect()
}

fn forms(data: &[f64], rows: usize, cols: usize) -> Vec<(Features, f64)> {
    let single = data.iter().map(|x| *x as f32).collect();
    let (mut values, mut indices, mut indptr) = (vec![], vec![], vec![0u32]);
    for row in data.chunks_exact(cols) {
        for (k, x) in row.iter().enumerate().filter(|(_, x)| **x != 0.0) {
            values.push(*x);
            indices.push(k as u32);
        }
        indptr.push(values.len() as u32);
    }
    vec![
        (Features::Single(DenseRows::new("matrix", single, rows, cols).unwrap()), 5e-6),
        (Features::Double(DenseRows::new("matrix", data.to_vec(), rows, cols).unwrap()), 1e-13),
        (Features::Sparse(SparseRows::new("matrix", &values, &indices, &indptr, cols).unwrap()), 1e-7),
    ]
}

fn pooled(threads: usize) -> Run {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    Run::default().with_pool(Arc::new(pool), threads)
}

#[test]
fn every_metric_is_its_formula_in_every_form_and_at_every_level() {
    let _turn = LEVEL.lock().unwrap();
    let (rows, others, cols) = (70, 41, 9);
    let (x, y) = (numbers(1, rows * cols), numbers(2, others * cols));
    for level in Level::available() {
        assert!(force(level));
        for metric in METRICS {
            for ((ground, tolerance), (represented, _)) in
                forms(&x, rows, cols).iter().zip(forms(&y, others, cols))
            {
                let run = Run::default();
                let own = Similarity::of_features(ground, None, metric, &run).unwrap();
                let apart = Similarity::of_features(ground, Some(&represented), metric, &run).unwrap();
                for (similarity, against) in [(own, rows_of(&x, cols)), (apart, rows_of(&y, cols))] {
                    let elements: Vec<u32> = (0..rows as u32).collect();
                    let width = against.len();
                    let mut tile = vec![f64::NAN; rows * width];
                    similarity.tile(&elements, 0..width, &run, &mut tile).unwrap();
                    for (e, row) in rows_of(&x, cols).iter().enumerate() {
                        for (i, other) in against.iter().enumerate() {
                            let (got, wanted) = (tile[e * width + i], naive(metric, other, row));
                            // Distances of sparse rows cancel; near 0 the root magnifies that.
                            let slack = if matches!(ground, Features::Sparse(_)) { 1e-6 } else { 0.0 };
                            let near = (got - wanted).abs() <= tolerance + slack;
                            assert!(near, "{level:?} {metric:?}: {got} for {wanted}");
                        }
                    }
                }
            }
        }
    }
    force(*Level::available().last().unwrap());
}

#[test]
fn an_entry_has_the_same_bits_whatever_is_asked_with_it() {
    let _turn = LEVEL.lock().unwrap();
    let (rows, cols) = (101, 17);
    let x = numbers(7, rows * cols);
    for metric in METRICS {
        for (ground, _) in forms(&x, rows, cols) {
            let similarity = Similarity::of_features(&ground, None, metric, &Run::default()).unwrap();
            let elements: Vec<u32> = (0..rows as u32).collect();
            let mut whole = vec![0.0; rows * rows];
            similarity.tile(&elements, 0..rows, &Run::default(), &mut whole).unwrap();
            for threads in [2, 8] {
                let mut again = vec![0.0; rows * rows];
                similarity.tile(&elements, 0..rows, &pooled(threads), &mut again).unwrap();
                assert_eq!(whole, again);
            }
            for e in 0..rows {
                let mut column = vec![0.0; rows];
                similarity.column(e as u32, &Run::default(), &mut column).unwrap();
                assert_eq!(column, whole[e * rows..(e + 1) * rows]);
                let mut part = vec![0.0; 3 * 40];
                let three = [e as u32, 5, 100];
                similarity.tile(&three, 31..71, &Run::default(), &mut part).unwrap();
                assert_eq!(part[..40], whole[e * rows + 31..e * rows + 71]);
                for i in 0..rows {
                    assert_eq!(whole[e * rows + i].to_bits(), whole[i * rows + e].to_bits(), "{metric:?}");
                }
            }
            let diagonal = similarity.diagonal(&Run::default()).unwrap();
            assert!((0..rows).all(|e| diagonal[e] == whole[e * rows + e]));
            let totals = similarity.totals(None, &Run::default()).unwrap();
            let clamped = similarity.totals(Some(Negative::Clamp), &pooled(3)).unwrap();
            let negative = whole.iter().filter(|s| **s < 0.0).count() as u64;
            assert_eq!((totals.clamped, clamped.clamped), (0, negative));
            assert_eq!(similarity.count_negative(&Run::default()).unwrap(), negative);
            for e in 0..rows {
                let row = &whole[e * rows..(e + 1) * rows];
                assert!((totals.sums[e] - row.iter().sum::<f64>()).abs() < 1e-10);
                assert!((clamped.sums[e] - row.iter().map(|s| s.max(0.0)).sum::<f64>()).abs() < 1e-10);
            }
            assert_eq!(similarity.totals(Some(Negative::Refuse), &Run::default()).is_err(), negative > 0);
        }
    }
}

#[test]
fn matrices_are_kept_by_element() {
    let run = Run::default();
    let data: Vec<f64> = (0..6).map(f64::from).collect();
    let matrix = DenseRows::new("matrix", data, 2, 3).unwrap();
    let rows = SparseRows::new("matrix", &[1.0, 3.0, 5.0], &[1, 0, 2], &[0, 1, 3], 3).unwrap();
    for (mut features, wanted) in [
        (Features::Double(matrix), [[0.0, 3.0], [1.0, 4.0], [2.0, 5.0]]),
        (Features::Sparse(rows), [[0.0, 3.0], [1.0, 0.0], [0.0, 5.0]]),
    ] {
        let similarity = Similarity::of_matrix(&mut features, &run).unwrap();
        assert_eq!((similarity.ground_size(), similarity.represented_size()), (3, 2));
        assert!(!similarity.is_symmetric() && similarity.is_non_negative());
        assert_eq!(similarity.largest(), 5.0);
        for (e, wanted) in wanted.iter().enumerate() {
            let mut column = [f64::NAN; 2];
            similarity.column(e as u32, &run, &mut column).unwrap();
            assert_eq!(column, *wanted);
        }
        assert_eq!(similarity.diagonal(&run).unwrap_err().code(), Code::Argument);
    }
    let side = 130;
    let mut square = numbers(3, side * side);
    for i in 0..side {
        for j in 0..i {
            square[i * side + j] = square[j * side + i];
        }
    }
    let of = |data: &[f64]| {
        let rows = DenseRows::new("matrix", data.to_vec(), side, side).unwrap();
        Similarity::of_matrix(&mut Features::Double(rows), &Run::default()).unwrap()
    };
    assert!(of(&square).is_symmetric());
    square[129 * side + 64] += 1.0;
    let turned = of(&square);
    assert!(!turned.is_symmetric());
    let mut column = vec![0.0; side];
    turned.column(64, &run, &mut column).unwrap();
    assert!((0..side).all(|i| column[i] == square[i * side + 64]));
}

#[test]
fn faults_say_where() {
    let run = Run::default();
    let dense = |data: Vec<f64>, cols| {
        let rows = data.len() / cols;
        Features::Double(DenseRows::new("matrix", data, rows, cols).unwrap())
    };
    let zeros = dense(vec![1.0, 0.0, 0.0, 0.0], 2);
    let message = |features: &Features, represented: Option<&Features>, metric| {
        Similarity::of_features(features, represented, metric, &run).unwrap_err().to_string()
    };
    assert!(message(&zeros, None, Metric::Cosine).contains("zeros in row 1"));
    assert!(Similarity::of_features(&zeros, None, Metric::Dot, &run).is_ok());
    assert!(message(&zeros, Some(&dense(vec![1.0; 3], 3)), Metric::Dot).contains("2 columns"));
    assert!(message(&dense(vec![1e300; 4], 2), None, Metric::Dot).contains("finite"));
    assert!(Similarity::of_features(&dense(vec![1e300; 4], 2), None, Metric::Cosine, &run).is_ok());
    let single = Features::Single(DenseRows::new("matrix", vec![1.0f32; 2], 1, 2).unwrap());
    assert!(message(&zeros, Some(&single), Metric::Dot).contains("double-precision rows as the matrix"));
}

proptest! {
    #[test]
    fn any_shape_agrees_with_the_formula(rows in 1usize..40, cols in 1usize..12, seed in 0u64..1000) {
        let x = numbers(seed, rows * cols).into_iter().map(|x| x + 1.5).collect::<Vec<_>>();
        for metric in METRICS {
            for (ground, tolerance) in forms(&x, rows, cols) {
                let similarity = Similarity::of_features(&ground, None, metric, &Run::default()).unwrap();
                let mut column = vec![0.0; rows];
                let e = seed as usize % rows;
                similarity.column(e as u32, &Run::default(), &mut column).unwrap();
                for i in 0..rows {
                    let wanted = naive(metric, &x[i * cols..(i + 1) * cols], &x[e * cols..(e + 1) * cols]);
                    let slack = if matches!(ground, Features::Sparse(_)) { 3e-6 } else { 0.0 };
                    prop_assert!((column[i] - wanted).abs() <= (tolerance + slack) * (1.0 + wanted.abs()) * 4.0);
                }
            }
        }
    }
}
