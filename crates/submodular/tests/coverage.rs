//! Feature-based functions, set cover and probabilistic set cover against their formulas written plainly.
mod naive;

use marginals_core::random::{ChaCha8Rng, below, stream, uniform};
use marginals_core::{Code, Objective, Result, Run, Shape};
use marginals_numerics::rows::{Floats, Rows};
use marginals_submodular::function::{Concave, SetCover, feature_based, probabilistic_set_cover};
use marginals_submodular::{Algorithm, Request, maximize};
use naive::laws::{laws, same_bits_for_any_threads};
use naive::members;
use std::sync::Arc;

/// A random matrix with many zeros, entries up to `most`, some of them exactly `most`.
fn matrix(random: &mut ChaCha8Rng, rows: usize, columns: usize, most: f64) -> Vec<Vec<f64>> {
    let entry = |random: &mut ChaCha8Rng| match below(random, 4) {
        0 => 0.0,
        1 => most,
        _ => most * uniform(random),
    };
    (0..rows).map(|_| (0..columns).map(|_| entry(random)).collect()).collect()
}

/// The same matrix in every form: dense and sparse, single (rounded) and double.
fn forms(matrix: &[Vec<f64>]) -> Vec<(Arc<Rows>, Vec<Vec<f64>>)> {
    let run = Run::default();
    let (rows, columns) = (matrix.len(), matrix[0].len());
    let rounded: Vec<Vec<f64>> =
        matrix.iter().map(|row| row.iter().map(|x| f64::from(*x as f32)).collect()).collect();
    let all = |matrix: &[Vec<f64>]| matrix.iter().flatten().copied().collect::<Vec<f64>>();
    let single = |values: &[f64]| Floats::Single(values.iter().map(|x| *x as f32).collect());
    let (mut starts, mut places, mut values) = (vec![0u32], Vec::new(), Vec::new());
    for row in matrix {
        for (column, x) in row.iter().enumerate().rev().filter(|(_, x)| **x != 0.0) {
            // Two halves at the same place are one entry.
            places.extend([column as u32; 2]);
            values.extend([x / 2.0; 2]);
        }
        starts.push(places.len() as u32);
    }
    let sparse =
        |values: &Floats| Arc::new(Rows::sparse(rows, columns, &starts, &places, values, &run).unwrap());
    let dense = |values: Floats| Arc::new(Rows::dense(rows, columns, values, &run).unwrap());
    vec![
        (dense(Floats::Double(all(matrix))), matrix.to_vec()),
        (dense(single(&all(matrix))), rounded.clone()),
        (sparse(&Floats::Double(values.clone())), matrix.to_vec()),
        (sparse(&single(&values)), rounded),
    ]
}

fn values(rows: usize, value: impl Fn(&[u32]) -> f64) -> Vec<f64> {
    (0..1usize << rows).map(|mask| value(&members(mask))).collect()
}

fn plain(concave: Concave, x: f64) -> f64 {
    match concave {
        Concave::Sqrt => x.sqrt(),
        Concave::Log1p => (1.0 + x).ln(),
        Concave::Saturating => x / (1.0 + x),
        Concave::Min(cap) => x.min(cap),
        Concave::Power(power) => x.powf(power),
    }
}

const CONCAVE: [Concave; 7] = [
    Concave::Sqrt,
    Concave::Log1p,
    Concave::Saturating,
    Concave::Min(1.5),
    Concave::Power(0.5),
    Concave::Power(0.3),
    Concave::Power(1.0),
];

#[test]
fn feature_based_functions_are_concave_sums() {
    for seed in 0..6 {
        let mut random = stream(seed, "features", 0);
        let columns = 1 + below(&mut random, 11) as usize;
        let features = matrix(&mut random, 5, columns, 2.0);
        let weights: Vec<f64> = (0..columns).map(|_| 2.0 * uniform(&mut random)).collect();
        for (rows, exact) in forms(&features) {
            for concave in CONCAVE {
                for weights in [None, Some(weights.clone())] {
                    let weight = |column: usize| weights.as_ref().map_or(1.0, |own| own[column]);
                    let expected = values(5, |set| {
                        let sum = |column: usize| set.iter().map(|a| exact[*a as usize][column]).sum::<f64>();
                        (0..columns).map(|i| weight(i) * plain(concave, sum(i))).sum()
                    });
                    let run = Run::default();
                    let function = feature_based(rows.clone(), weights.clone(), concave, &run).unwrap();
                    laws(&*function, &expected);
                    let linear = concave == Concave::Power(1.0);
                    assert_eq!(function.structure().shape == Shape::Modular, linear);
                }
            }
        }
    }
}

#[test]
fn probabilistic_cover_is_an_expectation() {
    for seed in 0..12 {
        let mut random = stream(seed, "probabilities", 0);
        let columns = 1 + below(&mut random, 10) as usize;
        let probabilities = matrix(&mut random, 5, columns, 1.0);
        let weights: Vec<f64> = (0..columns).map(|_| uniform(&mut random)).collect();
        for (rows, exact) in forms(&probabilities) {
            for weights in [None, Some(weights.clone())] {
                let weight = |column: usize| weights.as_ref().map_or(1.0, |own| own[column]);
                let expected = values(5, |set| {
                    let missed = |i: usize| set.iter().map(|a| 1.0 - exact[*a as usize][i]).product::<f64>();
                    (0..columns).map(|i| weight(i) * (1.0 - missed(i))).sum()
                });
                laws(&*probabilistic_set_cover(rows.clone(), weights, &Run::default()).unwrap(), &expected);
            }
        }
    }
}

#[test]
fn set_cover_counts_every_concept_once() {
    for seed in 0..40 {
        let mut random = stream(seed, "sets", 0);
        let count = 1 + below(&mut random, 130) as usize;
        // Long lists become bits, short ones stay lists; a concept may be named twice.
        let most = if seed % 2 == 0 { 2 * count as u64 + 8 } else { 4 };
        let sets: Vec<Vec<u32>> = (0..5)
            .map(|_| {
                let length = if seed % 2 == 0 { most } else { below(&mut random, most) };
                (0..length).map(|_| below(&mut random, count as u64) as u32).collect()
            })
            .collect();
        let weights: Vec<f64> = (0..count).map(|_| uniform(&mut random)).collect();
        let mut starts = vec![0u32];
        sets.iter().for_each(|set| starts.push(starts[starts.len() - 1] + set.len() as u32));
        let concepts: Vec<u32> = sets.iter().flatten().copied().collect();
        for weights in [None, Some(weights)] {
            let expected = values(5, |chosen| {
                let covered =
                    |concept: &usize| chosen.iter().any(|e| sets[*e as usize].contains(&(*concept as u32)));
                let weight = |concept: usize| weights.as_ref().map_or(1.0, |own| own[concept]);
                (0..count).filter(covered).map(weight).sum()
            });
            let run = Run::default();
            let function = SetCover::new(&starts, &concepts, count, weights, &run).unwrap();
            let method = marginals_core::SetFunction::remarks(&function).method;
            assert!(seed % 2 == 1 || method == Some("dense"));
            laws(&function, &expected);
        }
    }
}

#[test]
fn certain_cover_can_be_taken_back() {
    let run = Run::default();
    let rows = Rows::dense(3, 1, Floats::Double(vec![1.0, 1.0, 0.25]), &run).unwrap();
    let function = probabilistic_set_cover(Arc::new(rows), None, &run).unwrap();
    let mut state = function.new_state(3, &run).unwrap();
    for e in [2, 0, 1] {
        function.commit(&mut state, e, &run).unwrap();
    }
    assert_eq!(function.value(&state), 1.0);
    assert_eq!(function.retract(&mut state, 0, &run).unwrap(), 0.0);
    assert_eq!(function.retract(&mut state, 1, &run).unwrap(), -0.75);
    assert_eq!(function.value(&state), 0.25);
}

#[test]
fn lazy_choices_are_plain_ones_and_threads_change_no_bit() {
    let mut random = stream(3, "larger", 0);
    let features = matrix(&mut random, 3000, 70, 1.0);
    let run = Run::default();
    for (rows, _) in forms(&features) {
        let mut functions: Vec<Arc<dyn Objective>> =
            vec![probabilistic_set_cover(rows.clone(), None, &run).unwrap()];
        for concave in CONCAVE {
            functions.push(feature_based(rows.clone(), None, concave, &run).unwrap());
        }
        for function in functions {
            same_bits_for_any_threads(&*function, &[5, 2999, 17]);
            let chosen = [Algorithm::Greedy, Algorithm::LazyGreedy].map(|algorithm| {
                let request = Request { algorithm, size: Some(12), ..Request::default() };
                let chosen = maximize(function.clone(), &request, &run).unwrap();
                (chosen.indices, chosen.gains.iter().map(|gain| gain.to_bits()).collect::<Vec<_>>())
            });
            assert_eq!(chosen[0], chosen[1]);
        }
    }
}

#[test]
fn bad_input_is_named() {
    let run = Run::default();
    let rows = |values: Vec<f64>| Arc::new(Rows::dense(2, 2, Floats::Double(values), &run).unwrap());
    let refused = |made: Result<Arc<dyn Objective>>| {
        let error = made.err().unwrap();
        (error.code(), error.received().unwrap_or_default().to_owned())
    };
    let sqrt = |values: Vec<f64>| refused(feature_based(rows(values), None, Concave::Sqrt, &run));
    assert_eq!(sqrt(vec![0.0, 1.0, -0.5, 1.0]), (Code::Range, "-0.5 at row 1, column 0".to_owned()));
    assert_eq!(sqrt(vec![0.0, f64::NAN, 0.0, 1.0]), (Code::NonFinite, "NaN at row 0, column 1".to_owned()));
    assert_eq!(sqrt(vec![f64::MAX; 4]).0, Code::Range);
    let fine = || rows(vec![0.5; 4]);
    for power in [0.0, -1.0, 1.5, f64::NAN] {
        assert_eq!(refused(feature_based(fine(), None, Concave::Power(power), &run)).0, Code::Range);
    }
    for cap in [0.0, f64::NAN, f64::INFINITY] {
        assert_eq!(refused(feature_based(fine(), None, Concave::Min(cap), &run)).0, Code::Range);
    }
    let weighted = |weights| refused(feature_based(fine(), Some(weights), Concave::Sqrt, &run));
    assert_eq!(weighted(vec![1.0]).0, Code::Shape);
    assert_eq!(weighted(vec![1.0, -1.0]), (Code::Range, "-1 at index 1".to_owned()));
    assert_eq!(weighted(vec![1.0, f64::NAN]).0, Code::NonFinite);
    let probabilities = refused(probabilistic_set_cover(rows(vec![0.0, 1.0, 1.5, 0.0]), None, &run));
    assert_eq!(probabilities, (Code::Range, "1.5 at row 1, column 0".to_owned()));
    let cover = |starts: &[u32], concepts: &[u32]| SetCover::new(starts, concepts, 3, None, &run);
    assert_eq!(cover(&[0, 1], &[3]).unwrap_err().code(), Code::Range);
    assert_eq!(cover(&[0, 2], &[1]).unwrap_err().code(), Code::Shape);
    assert_eq!(cover(&[], &[]).unwrap_err().code(), Code::Shape);
}
