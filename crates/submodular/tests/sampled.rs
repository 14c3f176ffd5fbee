//! Algorithms that look at a part of the ground set, or at many elements at once.
mod naive;

use marginals_core::random::{stream, uniform};
use marginals_core::{Objective, Run, Selection, Shape};
use marginals_submodular::function::Modular;
use marginals_submodular::{Algorithm, Partition, Request, maximize};
use naive::{Listed, best, coverage, families};
use std::sync::Arc;

fn solve(function: &Arc<Listed>, request: &Request, seed: u64) -> Selection {
    let objective: Arc<dyn Objective> = function.clone();
    maximize(objective, request, &Run::default().with_seed(seed)).unwrap()
}

#[test]
fn lazier_than_lazy_draws_and_answers_as_stochastic_greedy() {
    let mut saved = 0;
    for seed in 0..200 {
        for function in families(seed, 9) {
            let submodular = function.structure.shape.is_submodular();
            let function = function.shared();
            for (size, epsilon) in [(2, 0.1), (5, 0.3), (9, 0.5)] {
                let request = Request { epsilon, ..Request::new(Algorithm::StochasticGreedy, size) };
                let request = Request { certificate: false, ..request };
                let plain = solve(&function, &request, seed);
                let request = Request { algorithm: Algorithm::LazierThanLazyGreedy, ..request };
                let lazy = solve(&function, &request, seed);
                assert_eq!((&plain.indices, &plain.gains), (&lazy.indices, &lazy.gains));
                assert!(lazy.evaluations <= plain.evaluations);
                assert!(submodular || lazy.evaluations == plain.evaluations);
                saved += plain.evaluations - lazy.evaluations;
            }
        }
    }
    assert!(saved > 1_000, "{saved}");
}

#[test]
fn two_stages_answer_as_greedy_and_count_their_passes() {
    for seed in 0..100 {
        for function in families(seed, 9) {
            let function = function.shared();
            let request = Request { certificate: false, ..Request::new(Algorithm::Greedy, 6) };
            let plain = solve(&function, &request, 0);
            let lazy = solve(&function, &Request { algorithm: Algorithm::LazyGreedy, ..request.clone() }, 0);
            for first_stage in [0, 1, 3, 100] {
                let staged = Request { algorithm: Algorithm::TwoStageGreedy, first_stage, ..request.clone() };
                let staged = solve(&function, &staged, 0);
                assert_eq!((&staged.indices, &staged.gains), (&plain.indices, &plain.gains));
                let passes = if first_stage > 6 { &plain } else { &lazy };
                let same = first_stage == 0 || first_stage > 6;
                assert!(!same || staged.evaluations == passes.evaluations);
            }
        }
    }
}

#[test]
fn sample_greedy_is_greedy_on_its_sample() {
    let mut missed = 0;
    for seed in 0..300 {
        let function = naive::cut(&mut stream(seed, "cuts", 0), 9).shared();
        let request = Request::new(Algorithm::SampleGreedy, 4);
        let found = solve(&function, &request, seed);
        let sample: Vec<u32> =
            (0..9).filter(|e| uniform(&mut stream(seed, "sample-greedy", u64::from(*e))) < 0.5).collect();
        let excluded = (0..9).filter(|e| !sample.contains(e)).collect();
        let greedy = Request { excluded, ..Request::new(Algorithm::Greedy, 4.min(sample.len()).max(1)) };
        let greedy = if sample.is_empty() { Vec::new() } else { solve(&function, &greedy, 0).indices };
        assert_eq!(found.indices, greedy);
        missed += 9 - sample.len();
        // An exact size is reached from outside the sample, and nothing is promised then.
        let exact = solve(&function, &Request::new(Algorithm::SampleGreedy, 7).exactly(), seed);
        assert_eq!(exact.indices.len(), 7);
        assert!(sample.len() >= 7 || exact.guarantee.is_none());
    }
    assert!((1_200..1_500).contains(&missed), "{missed}");
}

#[test]
fn sample_greedy_keeps_its_promise_within_partitions() {
    const SEEDS: u64 = 400;
    for instance in 0..8 {
        for function in families(500 + instance, 8) {
            if function.structure.shape != Shape::Submodular || !function.structure.non_negative {
                continue;
            }
            let function = function.shared();
            let classes: [Vec<u32>; 2] = [(0..8).map(|e| e % 3).collect(), (0..8).map(|e| e / 3).collect()];
            let partition = |class: &Vec<u32>| Partition::new(class.clone(), vec![1, 2, 1]).unwrap().into();
            let constraints = classes.iter().map(partition).collect();
            let feasible = |set: &[u32]| {
                classes.iter().all(|class| {
                    (0..3).all(|c| {
                        set.iter().filter(|e| class[**e as usize] == c).count() <= [1, 2, 1][c as usize]
                    })
                })
            };
            let (optimum, _) = best(&function, true, feasible).unwrap();
            let request = Request { algorithm: Algorithm::SampleGreedy, constraints, ..Request::default() };
            let mut total = 0.0;
            for seed in 0..SEEDS {
                let found = solve(&function, &request, seed);
                assert!(feasible(&found.indices));
                assert!((found.guarantee.unwrap().ratio - 2.0 / 9.0).abs() < 1e-12);
                total += found.value;
            }
            assert!(total / SEEDS as f64 >= 2.0 / 9.0 * optimum, "{}", total / SEEDS as f64);
        }
    }
}

#[test]
fn adaptive_sequencing_adds_what_passes_its_threshold() {
    let mut steps = 0;
    for seed in 0..400 {
        let function = coverage(&mut stream(seed, "sequences", 0), 10).shared();
        let found = solve(&function, &Request::new(Algorithm::AdaptiveSequencing, 5), seed);
        let (optimum, _) = best(&function, true, |set| set.len() <= 5).unwrap();
        assert!(found.value <= optimum + 1e-9);
        // What is left gains less than the last threshold, unless the size was reached.
        if found.indices.len() < 5 {
            assert!((found.value - function.values[1023]).abs() < 1e-9, "{found:?}");
        }
        steps += found.indices.len();
    }
    assert!(steps > 1_500, "{steps}");
}

#[test]
fn adaptive_sequencing_takes_few_rounds() {
    // Equal weights: every sequence stays good to its end, so one batch of gains decides on everything.
    let objective: Arc<dyn Objective> = Arc::new(Modular::new(vec![1.0; 4_000], 0.0).unwrap());
    let request = Request { certificate: false, ..Request::new(Algorithm::AdaptiveSequencing, 1_000) };
    let found = maximize(objective, &request, &Run::default()).unwrap();
    assert_eq!((found.indices.len(), found.value), (1_000, 1_000.0));
    // Three sequences, bisected with some ten batches of what is left; greedy would ask for a thousand.
    assert!(found.evaluations < 60 * 4_000, "{}", found.evaluations);
}
