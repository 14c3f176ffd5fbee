//! Two rounds over a split ground set.
mod naive;

use marginals_core::{Objective, Run, Selection, Shape};
use marginals_submodular::{Algorithm, Request, machine_parts, maximize};
use naive::{Listed, best, families};
use std::sync::Arc;

fn solve(function: &Arc<Listed>, request: &Request, seed: u64) -> Selection {
    let objective: Arc<dyn Objective> = function.clone();
    maximize(objective, request, &Run::default().with_seed(seed)).unwrap()
}

fn monotone(seed: u64) -> Vec<Arc<Listed>> {
    let wanted = |function: &Listed| {
        function.structure.shape == Shape::Submodular && function.structure.is_monotone_submodular()
    };
    families(seed, 9).into_iter().filter(wanted).map(Listed::shared).collect()
}

#[test]
fn a_fixed_split_keeps_what_is_proved_for_it() {
    let mut checked = 0;
    for seed in 0..600 {
        for function in monotone(seed) {
            for (size, machines) in [(1, 3), (2, 4), (3, 2), (4, 3), (5, 9)] {
                let request = Request { machines, ..Request::new(Algorithm::GreeDi, size) };
                let found = solve(&function, &request, 0);
                let (optimum, _) = best(&function, true, |set| set.len() <= size).unwrap();
                let ratio = found.guarantee.as_ref().unwrap().ratio;
                let parts = (1.0 - (-1f64).exp()) / machines as f64;
                assert!((ratio - parts.max(1.0 / size as f64)).abs() < 1e-12);
                assert!(found.value >= ratio * optimum - 1e-9);
                assert!(found.bound.unwrap() >= optimum - 1e-9);
                checked += 1;
            }
        }
    }
    assert!(checked >= 3_000, "{checked}");
}

#[test]
fn a_random_split_keeps_its_promise_on_average() {
    for seed in 0..40 {
        for function in monotone(seed) {
            let request = Request { machines: 3, ..Request::new(Algorithm::RandGreeDi, 3) };
            let answers: Vec<Selection> = (0..100).map(|draw| solve(&function, &request, draw)).collect();
            let mean = answers.iter().map(|answer| answer.value).sum::<f64>() / 100.0;
            let (optimum, _) = best(&function, true, |set| set.len() <= 3).unwrap();
            let ratio = answers[0].guarantee.as_ref().unwrap().ratio;
            assert!((ratio - (1.0 - (-1f64).exp()) / 2.0).abs() < 1e-12);
            assert!(mean >= ratio * optimum);
        }
    }
}

#[test]
fn one_machine_is_greedy() {
    for seed in 0..100 {
        for function in families(seed, 9) {
            let function = function.shared();
            let request = Request { machines: 1, ..Request::new(Algorithm::GreeDi, 4) };
            let greedy = solve(&function, &Request::new(Algorithm::Greedy, 4), 0);
            assert_eq!(solve(&function, &request, 0).indices, greedy.indices);
        }
    }
}

#[test]
fn a_first_round_that_ran_elsewhere_gives_the_same_answer() {
    for seed in 0..100 {
        for function in families(seed, 9) {
            let function = function.shared();
            for algorithm in [Algorithm::GreeDi, Algorithm::RandGreeDi] {
                let request = Request { machines: 3, excluded: vec![4], ..Request::new(algorithm, 3) };
                let here = solve(&function, &request, seed);
                let parts = machine_parts(&request, 9, seed).unwrap();
                assert_eq!(parts.concat().len(), 8);
                let chosen = parts
                    .into_iter()
                    .map(|part| {
                        let own = Request {
                            candidates: Some(part.clone()),
                            certificate: false,
                            ..Request::new(Algorithm::LazyGreedy, 3)
                        };
                        if part.is_empty() { Vec::new() } else { solve(&function, &own, 0).indices }
                    })
                    .collect();
                let there = solve(&function, &Request { first_round: Some(chosen), ..request }, seed);
                assert_eq!((&here.indices, here.value), (&there.indices, there.value));
            }
        }
    }
}

#[test]
fn given_elements_stay_and_an_exact_size_is_reached() {
    for seed in 0..100 {
        for function in families(seed, 9) {
            let function = function.shared();
            for algorithm in [Algorithm::GreeDi, Algorithm::RandGreeDi] {
                let request = Request { initial: vec![7, 2], ..Request::new(algorithm, 6).exactly() };
                let found = solve(&function, &request, seed);
                assert_eq!(found.indices[..2], [7, 2]);
                assert_eq!(found.indices.len(), 6);
                assert!((function.value_of(&found.indices) - found.value).abs() < 1e-9);
            }
        }
    }
}
