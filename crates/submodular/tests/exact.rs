//! Exact algorithms against brute force.
mod naive;

use marginals_core::random::{ChaCha8Rng, stream, uniform};
use marginals_core::{Code, Evidence, Objective, Run, Selection, Shape};
use marginals_submodular::{Algorithm, Partition, Request, Sense, maximize, minimize_difference};
use naive::{Listed, best, clustered_cut, concave, coverage, cut, families, skewed_cut};
use std::sync::Arc;

fn solve(function: &Arc<Listed>, request: &Request) -> Selection {
    let objective: Arc<dyn Objective> = function.clone();
    maximize(objective, request, &Run::default()).unwrap()
}

fn sorted(indices: &[u32]) -> Vec<u32> {
    let mut sorted = indices.to_vec();
    sorted.sort_unstable();
    sorted
}

#[test]
fn exhaustive_search_is_brute_force() {
    for seed in 0..150 {
        for function in families(seed, 8) {
            let function = function.shared();
            for size in [1, 3, 4, 8] {
                for sense in [Sense::Maximize, Sense::Minimize] {
                    for exact in [false, true] {
                        let feasible =
                            |set: &[u32]| if exact { set.len() == size } else { set.len() <= size };
                        let (value, set) = best(&function, sense == Sense::Maximize, feasible).unwrap();
                        let base = Request::new(Algorithm::Exhaustive, size);
                        let found = solve(&function, &Request { sense, exact_size: exact, ..base });
                        assert!(
                            (found.value - value).abs() <= 1e-9 * function.scale(),
                            "{} {value}",
                            found.value
                        );
                        assert_eq!(found.bound, Some(found.value));
                        assert_eq!(found.guarantee.as_ref().map(|promise| promise.ratio), Some(1.0));
                        // Integer values have exact ties, of which the first set wins.
                        if function.values.iter().all(|value| value.fract() == 0.0) {
                            assert_eq!(sorted(&found.indices), set);
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn exhaustive_search_respects_what_is_given() {
    for seed in 0..100 {
        for function in families(seed, 8) {
            let class: Vec<u32> = (0..8).map(|e| (e * 5 + seed as u32) % 3).collect();
            let partition = Partition::new(class.clone(), vec![2, 1, 2]).unwrap();
            let feasible = |set: &[u32]| {
                let count = |c: u32| set.iter().filter(|e| class[**e as usize] == c).count();
                set.len() <= 4
                    && set.contains(&3)
                    && !set.contains(&6)
                    && count(0) <= 2
                    && count(1) <= 1
                    && count(2) <= 2
            };
            let (value, _) = best(&function, true, feasible).unwrap();
            let function = function.shared();
            let request = Request {
                initial: vec![3],
                excluded: vec![6],
                constraints: vec![partition.into()],
                ..Request::new(Algorithm::Exhaustive, 4)
            };
            let found = solve(&function, &request);
            assert!(feasible(&sorted(&found.indices)));
            assert!((found.value - value).abs() <= 1e-9 * function.scale());
        }
    }
}

#[test]
fn bounds_cut_the_search() {
    let mut random = stream(1, "pruning", 0);
    let function = concave(&mut random, 14);
    let mut blind = Listed::new(function.values.clone(), marginals_core::Structure::unknown(0.0));
    blind.structure.empty_value = function.values[0];
    let request = Request::new(Algorithm::Exhaustive, 6).exactly();
    let (with, without) = (solve(&function.shared(), &request), solve(&blind.shared(), &request));
    assert_eq!(with.indices, without.indices);
    assert!(with.evaluations * 4 < without.evaluations, "{} {}", with.evaluations, without.evaluations);
}

#[test]
fn searches_beyond_the_limit_are_refused() {
    let function: Arc<dyn Objective> = families(0, 8).swap_remove(4).shared();
    let request = Request { max_evaluations: Some(20), ..Request::new(Algorithm::Exhaustive, 4) };
    let error = maximize(function.clone(), &request, &Run::default()).unwrap_err();
    assert_eq!(error.code(), Code::Limit);
    assert_eq!(error.argument_name(), Some("size"));
    let request = Request { max_evaluations: Some(20), ..Request::new(Algorithm::Greedy, 4).exactly() };
    let error = maximize(function, &request, &Run::default()).unwrap_err();
    assert_eq!((error.code(), error.argument_name()), (Code::Limit, Some("maxEvaluations")));
}

/// A random symmetric submodular function: a cut, or f(S) + f(V∖S) − f(V) of a submodular f.
fn symmetric(random: &mut ChaCha8Rng, size: usize) -> Listed {
    if uniform(random) < 0.7 {
        let kind = uniform(random);
        return if kind < 0.2 {
            cut(random, size)
        } else if kind < 0.5 {
            clustered_cut(random, size)
        } else {
            skewed_cut(random, size)
        };
    }
    let base = if uniform(random) < 0.5 { coverage(random, size) } else { concave(random, size) };
    let full = base.values.len() - 1;
    let values = (0..=full).map(|mask| base.values[mask] + base.values[full - mask] - base.values[full]);
    let structure = marginals_core::Structure { symmetric: true, ..base.structure };
    let structure = marginals_core::Structure { monotone: marginals_core::Monotone::No, ..structure };
    Listed::new(values.collect(), structure)
}

#[test]
fn queyranne_finds_the_best_split() {
    for seed in 0..2_500 {
        let mut random = stream(seed, "splits", 0);
        let size = if seed < 800 { 2 + (seed % 8) as usize } else { 9 };
        let function = symmetric(&mut random, size);
        let proper = |set: &[u32]| !set.is_empty() && set.len() < size;
        let (value, _) = best(&function, false, proper).unwrap();
        let function = function.shared();
        let request = Request { algorithm: Algorithm::Queyranne, ..Request::default() }.minimizing();
        let found = solve(&function, &request);
        assert!(proper(&found.indices) && found.indices.len() * 2 <= size);
        assert!((found.value - value).abs() <= 1e-9 * function.scale().max(1.0), "{} {value}", found.value);
        assert!(found.warnings.is_empty() && found.bound == Some(found.value));
        assert_eq!(found.guarantee.map(|promise| promise.ratio), Some(1.0));
    }
}

#[test]
fn queyranne_claims_nothing_without_symmetry() {
    let mut random = stream(2, "splits", 0);
    let function = concave(&mut random, 6).shared();
    let request = Request { algorithm: Algorithm::Queyranne, ..Request::default() };
    let found = solve(&function, &request.clone().minimizing());
    assert!(found.bound.is_none() && found.guarantee.is_none() && !found.warnings.is_empty());
    let objective: Arc<dyn Objective> = function;
    for refused in [
        Request { size: Some(2), ..request.clone() },
        Request { initial: vec![1], ..request.clone() },
        Request { excluded: vec![1], ..request },
    ] {
        assert_eq!(
            maximize(objective.clone(), &refused, &Run::default()).unwrap_err().code(),
            Code::Unsupported
        );
    }
}

#[test]
fn modular_functions_are_solved_exactly_by_greedy() {
    for seed in 0..200 {
        let function = families(seed, 8).swap_remove(5);
        assert_eq!(function.structure.shape, Shape::Modular);
        let (value, _) = best(&function, true, |set| set.len() <= 4).unwrap();
        let found = solve(&function.shared(), &Request::new(Algorithm::LazyGreedy, 4));
        assert_eq!(found.value, value);
        assert_eq!(found.bound, Some(value));
        assert_eq!(found.guarantee.map(|promise| promise.ratio), Some(1.0));
    }
}

#[test]
fn differences_go_down_to_a_local_minimum() {
    let mut optimal = 0;
    for seed in 0..200 {
        let mut random = stream(seed, "differences", 0);
        let (f, g) = (concave(&mut random, 8), coverage(&mut random, 8));
        let g = Listed::new(g.values.iter().map(|value| 0.25 * value).collect(), g.structure);
        let values = f.values.iter().zip(&g.values).map(|(f, g)| f - g).collect();
        let whole = Listed::new(values, marginals_core::Structure::unknown(0.0));
        for exact in [false, true] {
            let feasible = |set: &[u32]| if exact { set.len() == 4 } else { set.len() <= 4 };
            let (value, _) = best(&whole, false, feasible).unwrap();
            let request = Request { exact_size: exact, ..Request::new(Algorithm::MajorizeMinimize, 4) };
            let (above, below): (Arc<dyn Objective>, Arc<dyn Objective>) = (
                Listed::new(f.values.clone(), f.structure).shared(),
                Listed::new(g.values.clone(), g.structure).shared(),
            );
            let found = minimize_difference(above, below, &request, &Run::default()).unwrap();
            assert!(feasible(&found.indices));
            assert!((whole.value_of(&found.indices) - found.value).abs() < 1e-9);
            assert!(found.value >= value - 1e-9);
            assert_eq!(found.algorithm, "majorize-minimize");
            assert!(found.bound.is_none() && found.guarantee.is_none());
            optimal += u32::from(found.value <= value + 1e-9);
            // No swap, drop or addition improves it.
            let current = sorted(&found.indices);
            let (near, _) = best(&whole, false, |set| {
                let out = current.iter().filter(|e| !set.contains(e)).count();
                let into = set.iter().filter(|e| !current.contains(e)).count();
                feasible(set) && out <= 1 && into <= 1
            })
            .unwrap();
            assert!(found.value <= near + 1e-9, "{} {near}", found.value);
        }
    }
    assert!(optimal >= 320, "{optimal} of 400");
}

#[test]
fn majorize_minimize_needs_two_functions() {
    let function: Arc<dyn Objective> = families(0, 4).swap_remove(0).shared();
    let request = Request::new(Algorithm::MajorizeMinimize, 2);
    let error = maximize(function.clone(), &request, &Run::default()).unwrap_err();
    assert_eq!(error.code(), Code::Unsupported);
    let other: Arc<dyn Objective> = families(0, 5).swap_remove(0).shared();
    assert_eq!(
        minimize_difference(function, other, &request, &Run::default()).unwrap_err().code(),
        Code::Shape
    );
}

#[test]
fn local_search_ends_at_a_swap_optimum() {
    let mut better = 0;
    for seed in 0..150 {
        for function in families(seed, 8) {
            let function = function.shared();
            let greedy = solve(&function, &Request::new(Algorithm::Greedy, 4).exactly());
            let swapped = solve(&function, &Request::new(Algorithm::LocalSearch, 4).exactly());
            assert!(swapped.value >= greedy.value - 1e-12);
            better += u32::from(swapped.value > greedy.value + 1e-9);
            let current = sorted(&swapped.indices);
            let near =
                |set: &[u32]| set.len() == 4 && set.iter().filter(|e| !current.contains(e)).count() <= 1;
            let (value, _) = best(&function, true, near).unwrap();
            assert!(swapped.value >= value - 1e-9);
        }
    }
    assert!(better > 50, "{better}");
}

#[test]
fn local_search_reaches_an_exact_size_from_any_set() {
    for seed in 0..40 {
        for function in families(seed, 7) {
            let function = function.shared();
            for start in [vec![3], vec![6, 0]] {
                let request = Request { initial: start, ..Request::new(Algorithm::LocalSearch, 4).exactly() };
                let found = solve(&function, &request);
                assert_eq!((found.indices.len(), found.warnings), (4, Vec::<String>::new()));
                let current = sorted(&found.indices);
                let near =
                    |set: &[u32]| set.len() == 4 && set.iter().filter(|e| !current.contains(e)).count() <= 1;
                assert!(found.value >= best(&function, true, near).unwrap().0 - 1e-9);
            }
        }
    }
}

#[test]
fn answers_carry_the_evidence_of_their_structure() {
    let mut random = stream(5, "evidence", 0);
    let mut function = coverage(&mut random, 6);
    function.structure.evidence = Evidence::Declared;
    let found = solve(&function.shared(), &Request::new(Algorithm::Greedy, 3));
    assert!(found.guarantee.unwrap().condition.contains("(declared)"));
    assert!(found.bound_condition.unwrap().contains("(declared)"));
}
