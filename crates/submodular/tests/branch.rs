//! Branch and bound finds the optimum, and its bound holds wherever it stops.
mod naive;

use marginals_core::random::{stream, uniform};
use marginals_core::{Code, Monotone, Objective, Run, Selection, Shape, Stopped};
use marginals_submodular::{Algorithm, Partition, Request, Sense, maximize};
use naive::{Listed, best, families, list, shaped};
use std::sync::Arc;

fn solve(function: &Arc<Listed>, request: &Request) -> Selection {
    let objective: Arc<dyn Objective> = function.clone();
    maximize(objective, request, &Run::default()).unwrap()
}

fn is_structured(function: &Listed) -> bool {
    function.structure.shape != Shape::Unknown
}

#[test]
fn the_answer_is_the_optimum() {
    let mut checked = 0;
    for seed in 0..150 {
        for function in families(seed, 8).into_iter().filter(is_structured) {
            let function = function.shared();
            for (sense, exact) in [(Sense::Maximize, false), (Sense::Maximize, true), (Sense::Minimize, true)]
            {
                for size in [1, 3, 5, 8] {
                    let feasible = |set: &[u32]| if exact { set.len() == size } else { set.len() <= size };
                    let (optimum, _) = best(&function, sense == Sense::Maximize, feasible).unwrap();
                    let request =
                        Request { sense, exact_size: exact, ..Request::new(Algorithm::BranchAndBound, size) };
                    let found = solve(&function, &request);
                    assert!(feasible(&found.indices));
                    assert!((found.value - optimum).abs() <= 1e-9 * function.scale().max(1.0));
                    assert!((found.bound.unwrap() - found.value).abs() <= 1e-9 * function.scale().max(1.0));
                    assert_eq!(found.guarantee.unwrap().ratio, 1.0);
                    checked += 1;
                }
            }
        }
    }
    assert_eq!(checked, 150 * 5 * 12);
}

#[test]
fn limits_of_classes_and_given_elements_are_kept() {
    for seed in 0..150 {
        for function in families(seed, 8).into_iter().filter(is_structured) {
            let function = function.shared();
            let class: Vec<u32> = (0..8u32).map(|e| (e * 5 + seed as u32) % 3).collect();
            let partition = Partition::new(class.clone(), vec![1, 2, 1]).unwrap();
            let within = |set: &[u32]| {
                set.contains(&6)
                    && !set.contains(&1)
                    && (0..3).all(|c| {
                        set.iter().filter(|e| class[**e as usize] == c).count() <= [1, 2, 1][c as usize]
                    })
            };
            let (optimum, _) = best(&function, true, within).unwrap();
            let request = Request {
                algorithm: Algorithm::BranchAndBound,
                constraints: vec![partition.into()],
                initial: vec![6],
                excluded: vec![1],
                ..Request::default()
            };
            let found = solve(&function, &request);
            assert!(within(&found.indices) && found.indices[0] == 6);
            assert!((found.value - optimum).abs() <= 1e-9 * function.scale().max(1.0));
        }
    }
}

/// Sums of square roots: greedy is good, proving it takes work.
fn hard(seed: u64, size: usize) -> Listed {
    let mut random = stream(seed, "hard", 0);
    let rows: Vec<Vec<f64>> = (0..6).map(|_| (0..size).map(|_| uniform(&mut random)).collect()).collect();
    let value = |set: &[u32]| {
        rows.iter().map(|row| set.iter().map(|e| row[*e as usize]).sum::<f64>().sqrt()).sum::<f64>()
    };
    Listed::new(list(size, value), shaped(Shape::Submodular, Monotone::Increasing, true))
}

#[test]
fn a_search_that_is_stopped_keeps_a_bound() {
    let (mut stopped, mut closed) = (0, 0);
    for seed in 0..60 {
        let function = hard(seed, 12).shared();
        let (optimum, _) = best(&function, true, |set| set.len() <= 5).unwrap();
        let mut last = f64::INFINITY;
        for limit in [80, 120, 200, 400, 100_000] {
            let request =
                Request { max_evaluations: Some(limit), ..Request::new(Algorithm::BranchAndBound, 5) };
            let found = solve(&function, &request);
            let bound = found.bound.unwrap();
            assert!(bound >= optimum - 1e-9 && found.value <= optimum + 1e-9);
            assert!(bound <= last + 1e-9, "more work gives no worse bound");
            last = bound;
            assert!(found.evaluations <= limit);
            if found.stopped == Stopped::Budget {
                assert!(found.guarantee.is_none() && found.warnings[0].contains("the optimum lies between"));
                stopped += 1;
            } else {
                assert!((found.value - optimum).abs() < 1e-9);
                closed += 1;
            }
        }
    }
    assert!(stopped > 60 && closed >= 60, "{stopped} {closed}");
}

#[test]
fn a_gap_that_is_enough_ends_the_search_early() {
    let mut fewer = 0;
    for seed in 0..60 {
        let function = hard(seed, 12).shared();
        let request = Request::new(Algorithm::BranchAndBound, 5);
        let exact = solve(&function, &request);
        let close = solve(&function, &Request { gap: 0.05, ..request });
        let bound = close.bound.unwrap();
        assert!(bound >= exact.value - 1e-9 && bound <= 1.05 * close.value + 1e-9);
        fewer += u32::from(close.evaluations < exact.evaluations);
        assert!(close.guarantee.is_none() || (close.value - exact.value).abs() < 1e-9);
    }
    assert!(fewer > 20, "{fewer}");
}

#[test]
fn fewer_gains_than_exhaustive_search() {
    let (mut bounded, mut plain) = (0, 0);
    for seed in 0..40 {
        let function = hard(seed, 13).shared();
        bounded += solve(&function, &Request::new(Algorithm::BranchAndBound, 6)).evaluations;
        plain += solve(&function, &Request::new(Algorithm::Exhaustive, 6)).evaluations;
    }
    assert!(3 * bounded < 2 * plain, "{bounded} {plain}");
}

#[test]
fn a_function_of_unknown_shape_is_refused() {
    let function = families(1, 6).swap_remove(4).shared();
    let objective: Arc<dyn Objective> = function.clone();
    let request = Request::new(Algorithm::BranchAndBound, 2);
    let error = maximize(objective, &request, &Run::default()).unwrap_err();
    assert_eq!(error.code(), Code::Unsupported);
    assert!(error.to_string().contains("'exhaustive' takes any"), "{error}");
}
