//! k chosen sets against brute force over all tuples.
mod naive;

use marginals_core::random::{stream, uniform};
use marginals_core::{Monotone, Objective, Run, Shape};
use marginals_submodular::{
    Algorithm, PartSizes, Parts, PartsSelection, Request, maximize_parts, maximize_parts_curve,
};
use naive::{Listed, best, families, list, shaped};
use std::sync::Arc;

fn solve(function: &Arc<Listed>, parts: &Parts, sizes: &PartSizes, request: &Request) -> PartsSelection {
    let objective: Arc<dyn Objective> = function.clone();
    maximize_parts(objective, parts, sizes, request, &Run::default()).unwrap()
}

fn by(algorithm: Algorithm) -> Request {
    Request { algorithm, ..Request::default() }
}

/// Whether a set of pairs is a tuple of disjoint sets within the sizes.
fn legal(parts: &Parts, sizes: &PartSizes, pairs: &[u32]) -> bool {
    let mut elements: Vec<u32> = pairs.iter().map(|place| parts.pairs()[*place as usize].0).collect();
    elements.sort_unstable();
    let used = elements.len();
    elements.dedup();
    let count = |part: u32| pairs.iter().filter(|place| parts.pairs()[**place as usize].1 == part).count();
    let within = match sizes {
        PartSizes::Total(size) => used <= *size,
        PartSizes::Individual(sizes) => (0u32..).zip(sizes).all(|(part, size)| count(part) <= *size),
    };
    elements.len() == used && within
}

#[test]
fn the_counterexample_for_overlapping_ground_sets() {
    // V₁ = {a, b}, V₂ = {a}: f₁ = min(1, |S₁|), f₂ = 1 if a ∈ S₂. Greedy may take (a, 1) first and end at 1
    // where 2 is possible, so a promise of 1 − 1/e would be false.
    let parts = Parts::new(&[vec![0, 1], vec![0]]).unwrap();
    let value = |pairs: &[u32]| {
        let first = pairs.iter().any(|place| *place < 2);
        f64::from(u8::from(first)) + f64::from(u8::from(pairs.contains(&2)))
    };
    let function =
        Listed::new(list(3, value), shaped(Shape::Submodular, Monotone::Increasing, true)).shared();
    let total = PartSizes::Total(2);
    for algorithm in [Algorithm::Greedy, Algorithm::LazyGreedy, Algorithm::GeneralizedDistortedGreedy] {
        let found = solve(&function, &parts, &total, &by(algorithm));
        let promise = found.selection.guarantee.unwrap();
        assert_eq!(promise.ratio, 0.5, "{}", promise.condition);
        assert_eq!(found.selection.value, 1.0);
        assert!(found.selection.bound.unwrap() >= 2.0);
    }
    let found = solve(&function, &parts, &total, &by(Algorithm::Exhaustive));
    assert_eq!((found.selection.value, found.parts), (2.0, vec![vec![1], vec![0]]));
}

#[test]
fn overlapping_parts_keep_their_promises() {
    let parts = Parts::new(&[vec![0, 1, 2], vec![1, 2, 3], vec![0, 3]]).unwrap();
    let mut kept = 0;
    let mut distorted = 0;
    for seed in 0..150 {
        for function in families(seed, 8) {
            let function = function.shared();
            for sizes in [PartSizes::Total(1), PartSizes::Total(3), PartSizes::Individual(vec![1, 2, 1])] {
                let (optimum, _) = best(&function, true, |pairs| legal(&parts, &sizes, pairs)).unwrap();
                let empty = function.values[0];
                for algorithm in [
                    Algorithm::Greedy,
                    Algorithm::LazyGreedy,
                    Algorithm::GeneralizedDistortedGreedy,
                    Algorithm::LocalSearch,
                    Algorithm::Exhaustive,
                ] {
                    let found = solve(&function, &parts, &sizes, &by(algorithm));
                    let mut pairs = found.selection.indices.clone();
                    pairs.sort_unstable();
                    assert!(legal(&parts, &sizes, &pairs), "{}: {pairs:?}", algorithm.name());
                    assert_eq!(found.parts.iter().map(Vec::len).sum::<usize>(), pairs.len());
                    let value = found.selection.value;
                    assert!(value <= optimum + 1e-9);
                    if algorithm == Algorithm::Exhaustive {
                        assert!((value - optimum).abs() <= 1e-9);
                    }
                    if let Some(bound) = found.selection.bound {
                        assert!(bound >= optimum - 1e-9, "{bound} {optimum}");
                    }
                    if let Some(promise) = found.selection.guarantee {
                        assert!(
                            value - empty >= promise.ratio * (optimum - empty) - 1e-9,
                            "{}",
                            promise.condition
                        );
                        kept += 1;
                        distorted += u32::from(algorithm == Algorithm::GeneralizedDistortedGreedy);
                    }
                }
            }
        }
    }
    assert!(kept > 1_500 && distorted > 150, "{kept} {distorted}");
}

#[test]
fn the_rule_of_overlapping_parts_keeps_half_of_g_less_c() {
    let parts = Parts::new(&[vec![0, 1, 2], vec![1, 2, 3], vec![0, 3]]).unwrap();
    for seed in 0..400 {
        for function in families(seed, 8).into_iter().filter(|f| f.structure.shape == Shape::Submodular) {
            let full = function.values.len() - 1;
            let cost: Vec<f64> = (0..8)
                .map(|e| (function.values[full & !(1 << e)] - function.values[full]).max(0.0))
                .collect();
            let function = function.shared();
            let sizes = PartSizes::Total(3);
            let (optimum, set) = best(&function, true, |pairs| legal(&parts, &sizes, pairs)).unwrap();
            let spent: f64 = set.iter().map(|e| cost[*e as usize]).sum();
            let found = solve(&function, &parts, &sizes, &by(Algorithm::GeneralizedDistortedGreedy));
            // f = g − c: ½ g(O) − c(O) = ½ f(O) − ½ c(O).
            assert!(found.selection.value >= 0.5 * optimum - 0.5 * spent - 1e-9);
        }
    }
}

#[test]
fn disjoint_parts_are_an_ordinary_problem() {
    let parts = Parts::new(&[vec![0, 1, 2], vec![3, 4], vec![5, 6, 7]]).unwrap();
    for seed in 0..100 {
        let mut random = stream(seed, "separable", 0);
        // A sum of functions of the parts, as the projected chains of disjoint ground sets give.
        let weights: Vec<f64> = (0..8).map(|_| uniform(&mut random)).collect();
        let value = |pairs: &[u32]| {
            let part = |p: u32| {
                let inside = pairs.iter().filter(|place| parts.pairs()[**place as usize].1 == p);
                inside.map(|place| weights[*place as usize]).sum::<f64>().sqrt()
            };
            part(0) + part(1) + part(2)
                - 0.3 * pairs.iter().map(|place| weights[*place as usize]).sum::<f64>()
        };
        let function = Listed::new(list(8, value), shaped(Shape::Submodular, Monotone::No, false)).shared();
        for size in [2, 5] {
            let sizes = PartSizes::Total(size);
            let found = solve(&function, &parts, &sizes, &by(Algorithm::DistortedGreedy));
            assert_eq!(found.selection.algorithm, "generalized-distorted-greedy");
            let objective: Arc<dyn Objective> = function.clone();
            let plain = Request::new(Algorithm::DistortedGreedy, size);
            let plain = marginals_submodular::maximize(objective, &plain, &Run::default()).unwrap();
            assert_eq!(found.selection.indices, plain.indices);
            assert_eq!(found.selection.bound, plain.bound);
            for (part, chosen) in (0u32..).zip(&found.parts) {
                let ground: Vec<u32> =
                    parts.pairs().iter().filter(|pair| pair.1 == part).map(|pair| pair.0).collect();
                assert!(chosen.iter().all(|e| ground.contains(e)));
            }
        }
    }
}

#[test]
fn minimising_parts_to_exact_sizes() {
    let parts = Parts::new(&[vec![0, 1, 2], vec![1, 2, 3], vec![0, 3]]).unwrap();
    for seed in 0..60 {
        for function in families(seed, 8) {
            let function = function.shared();
            let sizes = PartSizes::Individual(vec![1, 1, 1]);
            let exact = |pairs: &[u32]| pairs.len() == 3 && legal(&parts, &sizes, pairs);
            let (optimum, _) = best(&function, false, exact).unwrap();
            let request = by(Algorithm::Exhaustive).minimizing().exactly();
            let found = solve(&function, &parts, &sizes, &request);
            assert!((found.selection.value - optimum).abs() <= 1e-9);
            let request = by(Algorithm::LocalSearch).minimizing().exactly();
            let found = solve(&function, &parts, &sizes, &request);
            // Two matroids at once must not leave a part short.
            assert_eq!(found.parts.iter().map(Vec::len).collect::<Vec<_>>(), [1, 1, 1]);
            assert!(found.selection.warnings.iter().all(|warning| !warning.contains("of exactly 3")));
            assert!(found.selection.value >= optimum - 1e-9);
            assert!(found.selection.bound.is_none_or(|bound| bound <= optimum + 1e-9));
        }
    }
}

#[test]
fn a_curve_over_totals_is_what_single_runs_give() {
    let parts = Parts::new(&[vec![0, 1, 2], vec![1, 2, 3], vec![0, 3]]).unwrap();
    let totals = [1, 2, 4];
    for seed in 0..30 {
        for function in families(seed, 8) {
            let function = function.shared();
            for algorithm in [Algorithm::Greedy, Algorithm::DistortedGreedy, Algorithm::Exhaustive] {
                let objective: Arc<dyn Objective> = function.clone();
                let curve = maximize_parts_curve(objective, &parts, &totals, &by(algorithm), &Run::default())
                    .unwrap();
                for (found, total) in curve.iter().zip(totals) {
                    let single = solve(&function, &parts, &PartSizes::Total(total), &by(algorithm));
                    assert_eq!(found.parts, single.parts);
                    assert_eq!(found.selection.value, single.selection.value);
                }
            }
            let objective: Arc<dyn Objective> = function.clone();
            assert!(
                maximize_parts_curve(
                    objective.clone(),
                    &parts,
                    &[5],
                    &by(Algorithm::Greedy),
                    &Run::default()
                )
                .is_err()
            );
            assert!(
                maximize_parts_curve(objective, &parts, &[0, 2], &by(Algorithm::Greedy), &Run::default())
                    .is_err()
            );
        }
    }
}
