//! Lazy evaluation changes nothing but the number of gains computed.
mod naive;

use marginals_core::random::{stream, uniform};
use marginals_core::{Monotone, Objective, Run, Selection, Shape, Structure};
use marginals_submodular::function::Modular;
use marginals_submodular::{Algorithm, Partition, Request, maximize};
use naive::{Listed, arbitrary, concave, families, list, plain_distorted, plain_greedy, shaped};
use proptest::prelude::*;
use std::sync::Arc;

fn solve(function: &Arc<Listed>, request: &Request) -> Selection {
    let objective: Arc<dyn Objective> = function.clone();
    maximize(objective, request, &Run::default()).unwrap()
}

fn bits(gains: &[f64]) -> Vec<u64> {
    gains.iter().map(|gain| gain.to_bits()).collect()
}

fn batched(mut function: Listed, batch: (usize, f64)) -> Listed {
    function.batch = batch;
    // Both ways to be bounded: old gains in a queue that lives as long as the run, and bounds asked for anew.
    function.writes_bounds = batch.0 == 3;
    function
}

#[test]
fn lazy_greedy_is_greedy_bit_for_bit() {
    for seed in 0..300 {
        for batch in [(1, 9.0), (3, 9.0), (2, 4.0), (1, 1.0)] {
            for function in families(seed, 9) {
                let function = batched(function, batch).shared();
                for size in [1, 4, 9] {
                    for exact in [false, true] {
                        let request = Request { exact_size: exact, ..Request::new(Algorithm::Greedy, size) };
                        let plain = solve(&function, &request);
                        let lazy = solve(&function, &Request { algorithm: Algorithm::LazyGreedy, ..request });
                        assert_eq!(plain.indices, lazy.indices);
                        assert_eq!(bits(&plain.gains), bits(&lazy.gains));
                        assert_eq!(plain.value.to_bits(), lazy.value.to_bits());
                        assert_eq!(plain.stopped, lazy.stopped);
                    }
                }
            }
        }
    }
}

#[test]
fn greedy_is_the_definition() {
    for seed in 0..200 {
        for function in families(seed, 8) {
            let forced = function.structure.monotone == Monotone::Increasing;
            let expected = plain_greedy(&function, 5, forced);
            let exact = plain_greedy(&function, 5, true);
            let function = function.shared();
            assert_eq!(solve(&function, &Request::new(Algorithm::Greedy, 5)).indices, expected);
            assert_eq!(solve(&function, &Request::new(Algorithm::Greedy, 5).exactly()).indices, exact);
        }
    }
}

#[test]
fn distorted_greedy_is_the_definition() {
    let mut unlike_greedy = 0;
    for seed in 0..300 {
        for function in families(seed, 8) {
            for size in [1, 3, 5] {
                let expected = plain_distorted(&function, size);
                unlike_greedy += u32::from(expected != plain_greedy(&function, size, false));
                let function = Listed::new(function.values.clone(), function.structure).shared();
                assert_eq!(
                    solve(&function, &Request::new(Algorithm::DistortedGreedy, size)).indices,
                    expected
                );
            }
        }
    }
    assert!(unlike_greedy > 300, "{unlike_greedy}");
}

#[test]
fn laziness_saves_gains_where_structure_allows() {
    let size = 14;
    let mut saved = 0;
    for seed in 0..20 {
        let mut random = stream(seed, "saving", 0);
        let weights: Vec<f64> = (0..size).map(|_| uniform(&mut random)).collect();
        let value = |set: &[u32]| set.iter().map(|e| weights[*e as usize]).sum::<f64>().sqrt();
        let values = list(size, value);
        let structure = shaped(Shape::Submodular, Monotone::Increasing, true);
        let request = Request { certificate: false, ..Request::new(Algorithm::Greedy, 6) };
        let plain = solve(&Listed::new(values.clone(), structure).shared(), &request);
        let request = Request { algorithm: Algorithm::LazyGreedy, ..request };
        let lazy = solve(&Listed::new(values.clone(), structure).shared(), &request);
        // Plain greedy computes 14 + 13 + … + 9 gains.
        assert_eq!(plain.evaluations, 69);
        assert!(lazy.evaluations <= plain.evaluations);
        saved += plain.evaluations - lazy.evaluations;
        // Without structure there is nothing to save.
        let blind = solve(&Listed::new(values, Structure::unknown(0.0)).shared(), &request);
        assert_eq!(blind.evaluations, 69);
        assert_eq!(blind.indices, lazy.indices);
    }
    assert!(saved >= 20 * 20, "{saved}");
}

#[test]
fn large_ground_sets_cost_what_is_looked_at() {
    let mut random = stream(6, "large", 0);
    let (ground, size) = (20_000, 300);
    // Few distinct weights: ties everywhere.
    let weights: Vec<f64> = (0..ground).map(|_| (uniform(&mut random) * 50.0).floor()).collect();
    let mut order: Vec<u32> = (0..ground as u32).collect();
    order.sort_by(|a, b| weights[*b as usize].total_cmp(&weights[*a as usize]).then(a.cmp(b)));
    let objective: Arc<dyn Objective> = Arc::new(Modular::new(weights, 0.0).unwrap());
    let request = Request { certificate: false, ..Request::new(Algorithm::LazyGreedy, size) };
    let lazy = maximize(objective.clone(), &request, &Run::default()).unwrap();
    assert_eq!(lazy.indices, order[..size]);
    // One full pass, then a batch of 16 a step.
    assert!(lazy.evaluations <= (ground + 16 * size) as u64, "{}", lazy.evaluations);
    // Bounds are taken at some prefixes only, and meet the optimum of a modular function all the same.
    for exact_size in [false, true] {
        let request = Request { exact_size, certificate: true, ..request.clone() };
        let lazy = maximize(objective.clone(), &request, &Run::default()).unwrap();
        let plain = Request { algorithm: Algorithm::Greedy, ..request };
        let plain = maximize(objective.clone(), &plain, &Run::default()).unwrap();
        assert_eq!((lazy.bound, &lazy.indices), (Some(lazy.value), &plain.indices));
        assert_eq!(plain.bound, Some(lazy.value));
    }
}

#[test]
fn evaluations_are_those_the_objective_saw() {
    for seed in 0..30 {
        for function in families(seed, 8) {
            let function = function.shared();
            for algorithm in [Algorithm::Greedy, Algorithm::LazyGreedy, Algorithm::ThresholdGreedy] {
                let before = function.asked.load(std::sync::atomic::Ordering::Relaxed);
                let request = Request { certificate: false, ..Request::new(algorithm, 4) };
                let selection = solve(&function, &request);
                let asked = function.asked.load(std::sync::atomic::Ordering::Relaxed) - before;
                assert_eq!(selection.evaluations, asked, "{}", algorithm.name());
            }
        }
    }
}

#[test]
fn bounds_of_the_objective_serve_where_stale_gains_do_not() {
    // f = submodular − arbitrary: no structure, but rigorous bounds of the gains.
    let mut fewer = 0;
    for seed in 0..200 {
        let mut random = stream(seed, "bounded", 0);
        let above = concave(&mut random, 8);
        let below: Vec<f64> = arbitrary(&mut random, 8).values.iter().map(|value| 0.02 * value).collect();
        let values: Vec<f64> = above.values.iter().zip(&below).map(|(a, b)| a - b).collect();
        let mut function = Listed::new(values, Structure::unknown(0.0));
        function.bounding = Some((above.values, below));
        let function = function.shared();
        let request = Request::new(Algorithm::Greedy, 4).exactly();
        let plain = solve(&function, &request);
        let lazy = solve(&function, &Request { algorithm: Algorithm::LazyGreedy, ..request });
        assert_eq!(plain.indices, lazy.indices);
        assert_eq!(bits(&plain.gains), bits(&lazy.gains));
        assert!(lazy.bound.is_none());
        fewer += u32::from(lazy.evaluations < plain.evaluations);
    }
    assert!(fewer > 10, "{fewer}");
}

#[test]
fn a_wrong_declaration_falls_back_to_full_passes() {
    // An arbitrary function declared submodular: once a bound fails, nothing is trusted.
    for seed in 0..300 {
        let mut random = stream(seed, "wrong", 0);
        let mut function = arbitrary(&mut random, 8);
        function.structure = shaped(Shape::Submodular, Monotone::No, false);
        let function = function.shared();
        let lazy = solve(&function, &Request::new(Algorithm::LazyGreedy, 5).exactly());
        if lazy.warnings.is_empty() {
            continue;
        }
        assert!(lazy.warnings[0].contains("although so declared"), "{:?}", lazy.warnings);
        assert!(lazy.bound.is_none() && lazy.guarantee.is_none());
    }
}

#[test]
fn partitions_do_not_disturb_laziness() {
    for seed in 0..200 {
        for function in families(seed, 9) {
            let class = (0..9).map(|e| (e + seed as u32) % 4).collect();
            let partition = Partition::new(class, vec![1, 1, 2, 1]).unwrap();
            let function = function.shared();
            let request =
                Request { constraints: vec![partition.into()], ..Request::new(Algorithm::Greedy, 4) };
            let plain = solve(&function, &request);
            let lazy = solve(&function, &Request { algorithm: Algorithm::LazyGreedy, ..request });
            assert_eq!(plain.indices, lazy.indices);
            assert_eq!(bits(&plain.gains), bits(&lazy.gains));
        }
    }
}

#[test]
fn a_selection_can_be_resumed() {
    for seed in 0..100 {
        for function in families(seed, 9) {
            let function = function.shared();
            for algorithm in [Algorithm::Greedy, Algorithm::LazyGreedy] {
                let whole = solve(&function, &Request::new(algorithm, 6));
                let first = solve(&function, &Request::new(algorithm, 3));
                let request = Request { initial: first.indices, ..Request::new(algorithm, 6) };
                let resumed = solve(&function, &request);
                assert_eq!(resumed.indices, whole.indices);
                assert_eq!(bits(&resumed.gains), bits(&whole.gains));
            }
        }
    }
}

#[test]
fn the_target_ends_the_run() {
    let mut random = stream(4, "target", 0);
    let function = naive::coverage(&mut random, 8).shared();
    let whole = solve(&function, &Request::new(Algorithm::Greedy, 8));
    let target = whole.gains[..2].iter().sum::<f64>();
    for algorithm in [Algorithm::Greedy, Algorithm::LazyGreedy] {
        let request = Request { target: Some(target), ..Request::new(algorithm, 8) };
        let stopped = solve(&function, &request);
        assert_eq!(stopped.indices, whole.indices[..2]);
        assert_eq!(stopped.stopped.name(), "target");
        assert!(stopped.guarantee.is_none());
    }
}

proptest! {
    /// Whatever the values, sizes and batches, the two agree.
    #[test]
    fn lazy_equals_plain(
        seed in any::<u64>(), size in 1usize..=7, batch in 1usize..5, pass in 1.0f64..9.0, exact in any::<bool>(),
    ) {
        for function in families(seed, 7) {
            let function = batched(function, (batch, pass)).shared();
            let request = Request { exact_size: exact, ..Request::new(Algorithm::Greedy, size) };
            let plain = solve(&function, &request);
            let lazy = solve(&function, &Request { algorithm: Algorithm::LazyGreedy, ..request });
            prop_assert_eq!(&plain.indices, &lazy.indices);
            prop_assert_eq!(bits(&plain.gains), bits(&lazy.gains));
        }
    }
}
