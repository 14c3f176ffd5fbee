//! Continuous greedy keeps its promise after T steps, and rounding loses nothing.
mod naive;

use marginals_core::random::{stream, uniform};
use marginals_core::{Code, Monotone, Objective, Run, Selection, Shape};
use marginals_submodular::function::Modular;
use marginals_submodular::{Algorithm, Partition, Request, Rounding, maximize};
use naive::{Listed, best, coverage, families, list, shaped};
use std::sync::Arc;

const SIZE: usize = 7;

fn solve(function: &Arc<Listed>, request: &Request, seed: u64) -> Selection {
    let objective: Arc<dyn Objective> = function.clone();
    maximize(objective, request, &Run::default().with_seed(seed)).unwrap()
}

fn promised(steps: usize) -> f64 {
    1.0 - (1.0 + 1.0 / steps as f64).powi(-(steps as i32))
}

/// A monotone function with its extension.
fn instance(seed: u64) -> Arc<Listed> {
    let mut random = stream(seed, "monotone", 0);
    let mut function = if seed.is_multiple_of(2) {
        coverage(&mut random, SIZE)
    } else {
        let rows: Vec<Vec<f64>> =
            (0..3).map(|_| (0..SIZE).map(|_| uniform(&mut random).powi(3)).collect()).collect();
        let largest = |row: &Vec<f64>, set: &[u32]| set.iter().map(|e| row[*e as usize]).fold(0.0, f64::max);
        let value = |set: &[u32]| rows.iter().map(|row| largest(row, set)).sum();
        Listed::new(list(SIZE, value), shaped(Shape::Submodular, Monotone::Increasing, true))
    };
    function.extends = true;
    function.shared()
}

#[test]
fn pipage_keeps_the_promise_for_certain() {
    for seed in 0..500 {
        let function = instance(seed);
        for (size, steps) in [(2, 1), (3, 4), (4, 10)] {
            let request = Request { steps, ..Request::new(Algorithm::ContinuousGreedy, size) };
            let found = solve(&function, &request, 0);
            let (optimum, _) = best(&function, true, |set| set.len() <= size).unwrap();
            let promise = found.guarantee.unwrap();
            assert!(
                (promise.ratio - promised(steps)).abs() < 1e-12 && !promise.condition.contains("expectation")
            );
            assert!(found.indices.len() == size, "{:?}", found.indices);
            assert!(found.value >= promise.ratio * optimum - 1e-9, "{} of {optimum}", found.value);
            assert!(found.bound.unwrap() >= optimum - 1e-9);
        }
    }
}

#[test]
fn swap_rounding_keeps_it_on_average_within_a_matroid() {
    let class: Vec<u32> = (0..SIZE as u32).map(|e| e % 3).collect();
    let within = |set: &[u32]| {
        let count = |c: u32| set.iter().filter(|e| class[**e as usize] == c).count();
        count(0) <= 1 && count(1) <= 2 && count(2) <= 1 && set.len() <= 3
    };
    for seed in 0..60 {
        let function = instance(seed);
        let (optimum, _) = best(&function, true, within).unwrap();
        let partition = Partition::new(class.clone(), vec![1, 2, 1]).unwrap();
        let request = Request {
            steps: 5,
            constraints: vec![partition.into()],
            ..Request::new(Algorithm::ContinuousGreedy, 3)
        };
        let mut total = 0.0;
        for draw in 0..40 {
            let found = solve(&function, &request, draw);
            assert!(within(&found.indices) && found.indices.len() == 3, "{:?}", found.indices);
            let promise = found.guarantee.unwrap();
            assert!(promise.condition.contains("in expectation"));
            assert!((promise.ratio - promised(5)).abs() < 1e-12);
            total += found.value;
        }
        assert!(total / 40.0 >= promised(5) * optimum - 1e-9, "{} of {optimum}", total / 40.0);
    }
}

#[test]
fn both_roundings_make_sets_of_the_size() {
    for seed in 0..100 {
        let function = instance(seed);
        let request = Request { steps: 6, ..Request::new(Algorithm::ContinuousGreedy, 4) };
        for rounding in [Rounding::Pipage, Rounding::Swap] {
            let found = solve(&function, &Request { rounding: Some(rounding), ..request.clone() }, seed);
            assert_eq!(found.indices.len(), 4);
            let certain = !found.guarantee.unwrap().condition.contains("expectation");
            assert_eq!(certain, rounding == Rounding::Pipage);
        }
    }
}

#[test]
fn sampled_derivatives_do_nearly_as_well_and_promise_nothing() {
    let (mut reached, mut possible) = (0.0, 0.0);
    for seed in 0..100 {
        let function = coverage(&mut stream(seed, "sampled", 0), SIZE).shared();
        let request = Request { steps: 8, ..Request::new(Algorithm::ContinuousGreedy, 3) };
        let found = solve(&function, &request, seed);
        let (optimum, _) = best(&function, true, |set| set.len() <= 3).unwrap();
        assert!(found.guarantee.is_none() && found.bound.unwrap() >= optimum - 1e-9);
        reached += found.value;
        possible += optimum;
        // The draws belong to the seed.
        assert_eq!(found, solve(&function, &request, seed));
    }
    assert!(reached > 0.9 * possible, "{reached} of {possible}");
}

#[test]
fn a_modular_function_is_solved_and_given_elements_stay() {
    let weights = vec![3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0];
    let objective: Arc<dyn Objective> = Arc::new(Modular::new(weights, 0.0).unwrap());
    let request = Request { initial: vec![1], ..Request::new(Algorithm::ContinuousGreedy, 4) };
    let found = maximize(objective, &request, &Run::default()).unwrap();
    assert_eq!(found.indices, [1, 5, 7, 4]);
}

#[test]
fn what_it_does_not_apply_to_is_refused() {
    let refused = |function: Listed, request: Request| {
        let error = maximize(Arc::new(function), &request, &Run::default()).unwrap_err();
        assert_eq!(error.code(), Code::Unsupported);
        error.to_string()
    };
    let request = Request::new(Algorithm::ContinuousGreedy, 2);
    let falling = families(1, 6).swap_remove(1);
    assert!(refused(falling, request.clone()).contains("never falls"));
    let monotone = || families(1, 6).swap_remove(0);
    let twice: Vec<_> = (0..2).map(|_| Partition::new(vec![0; 6], vec![1]).unwrap().into()).collect();
    assert!(refused(monotone(), Request { constraints: twice, ..request.clone() }).contains("one matroid"));
    let piped = Request { rounding: Some(Rounding::Pipage), ..request };
    assert!(refused(monotone(), piped).contains("exact derivatives"));
}
