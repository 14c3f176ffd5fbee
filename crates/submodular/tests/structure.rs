//! Structure checks find what is planted; ratios are what their definitions say.
mod naive;

use marginals_core::random::{below, stream};
use marginals_core::{Code, Evidence, Monotone, Objective, Run, Shape};
use marginals_submodular::certificate::{CheckOptions, all_values, check_structure, ratios};
use marginals_submodular::function::Declared;
use marginals_submodular::{Algorithm, Request, maximize};
use naive::{Listed, best, coverage, cut, families, list, members, shaped};
use std::sync::Arc;

const SAMPLED: CheckOptions = CheckOptions { exact_up_to: 0, samples: 3_000, tolerance: 1e-10 };

#[test]
fn values_are_those_of_the_function() {
    for seed in 0..20 {
        for function in families(seed, 7) {
            let values = all_values(&function, &Run::default()).unwrap();
            for (found, value) in values.iter().zip(&function.values) {
                assert!((found - value).abs() < 1e-12);
            }
        }
    }
    let vast = Listed { size: 23, ..families(0, 4).swap_remove(0) };
    assert_eq!(all_values(&vast, &Run::default()).unwrap_err().code(), Code::Limit);
}

#[test]
fn families_are_what_they_say() {
    for seed in 0..60 {
        for function in families(seed, 7) {
            let said = function.structure;
            for options in [CheckOptions::default(), SAMPLED] {
                let report = check_structure(&function, &options, &Run::default().with_seed(seed)).unwrap();
                assert_eq!(report.exact, options.exact_up_to > 0);
                assert!(!said.shape.is_submodular() || report.submodular.holds);
                assert!(!said.shape.is_supermodular() || report.supermodular.holds);
                assert!(said.monotone != Monotone::Increasing || report.monotone == Monotone::Increasing);
                assert!(!said.non_negative || report.non_negative);
                let found = report.structure();
                assert_eq!(found.evidence, Evidence::Tested);
                assert_eq!(found.empty_value, function.values[0]);
                if report.exact {
                    assert!(!said.symmetric || found.symmetric);
                    assert_eq!(report.triples, 21 * 32);
                    assert_eq!(report.undetected_share, 0.0);
                    if said.shape == Shape::Unknown {
                        assert_eq!(found.shape, Shape::Unknown);
                    }
                } else {
                    // 1 − 0.05^(1/N) is just below 3/N.
                    assert!((report.undetected_share * 3_000.0 - 2.995).abs() < 0.01);
                    assert!(report.confidence().contains("3000 random triples"));
                }
            }
        }
    }
}

#[test]
fn exact_checks_find_a_single_planted_violation() {
    for seed in 0..300 {
        let mut random = stream(seed, "planted", 0);
        let mut function = cut(&mut random, 7);
        let slack = |values: &[f64], mask: usize, d: usize, e: usize| {
            values[mask | 1 << d] + values[mask | 1 << e] - values[mask | 1 << d | 1 << e] - values[mask]
        };
        let mask = below(&mut random, 128) as usize;
        // A hole at one set breaks the slack of every triple that has it as one of its single extensions.
        function.values[mask] -= 10.0;
        let report = check_structure(&function, &CheckOptions::default(), &Run::default()).unwrap();
        let mut least = f64::INFINITY;
        for base in 0..128usize {
            for e in 0..7usize {
                for d in 0..e {
                    if base >> d & 1 == 0 && base >> e & 1 == 0 {
                        least = least.min(slack(&function.values, base, d, e));
                    }
                }
            }
        }
        let witness = report.submodular.witness.unwrap();
        assert!((witness.slack - least).abs() < 1e-9);
        let base = witness.set.iter().fold(0usize, |base, e| base | 1 << e);
        let (d, e) = (witness.pair.0 as usize, witness.pair.1 as usize);
        assert!((slack(&function.values, base, d, e) - witness.slack).abs() < 1e-9);
        assert_eq!(report.submodular.holds, least >= -1e-9);
        assert!(!report.submodular.holds || mask == 0 || mask == 127);
    }
}

#[test]
fn samples_find_common_violations() {
    for seed in 0..50 {
        let function = families(seed, 8).swap_remove(4);
        let report = check_structure(&function, &SAMPLED, &Run::default()).unwrap();
        assert!(!report.submodular.holds && !report.supermodular.holds && report.monotone == Monotone::No);
        let witness = report.submodular.witness.unwrap();
        assert!(witness.slack < 0.0 && !witness.set.contains(&witness.pair.0));
        assert_eq!(report.asymmetry, None);
    }
}

#[test]
fn tiny_ground_sets_have_no_triples() {
    for size in 0..2 {
        let function =
            Listed::new(list(size, |set| set.len() as f64), shaped(Shape::Unknown, Monotone::No, false));
        for options in [CheckOptions::default(), CheckOptions { samples: 3, ..SAMPLED }] {
            let report = check_structure(&function, &options, &Run::default()).unwrap();
            assert!(
                report.submodular.holds && report.supermodular.holds && report.submodular.witness.is_none()
            );
        }
    }
}

#[test]
fn ratios_are_their_definitions() {
    for seed in 0..40 {
        for function in families(seed, 6) {
            let monotone = function.structure.monotone == Monotone::Increasing;
            for size in [1, 2, 6] {
                let found = ratios(&function, size, 0, &Run::default()).unwrap();
                assert!(found.exact);
                let (mut gamma, mut eta) = (1.0f64, 1.0f64);
                for base in 0..64usize {
                    for added in 1..64usize {
                        if base & added != 0 || added.count_ones() as usize > size {
                            continue;
                        }
                        let value = |mask: usize| function.values[mask] - function.values[base];
                        let singles: f64 = members(added).iter().map(|e| value(base | 1 << e)).sum();
                        let joint = value(base | added);
                        // Values within rounding of zero say nothing.
                        if joint > 0.0 {
                            gamma = gamma.min(singles / joint);
                        }
                        if singles > 0.0 {
                            eta = eta.min(joint / singles);
                        }
                    }
                }
                if monotone {
                    assert!((found.submodularity.value - gamma).abs() < 1e-9, "{gamma}");
                    assert!((found.supermodularity.value - eta).abs() < 1e-9, "{eta}");
                }
                let sampled = Listed { size: 6, ..Listed::new(function.values.clone(), function.structure) };
                assert!(sampled.size == 6);
            }
            if function.structure.is_monotone_submodular() {
                let found = ratios(&function, 6, 0, &Run::default()).unwrap();
                assert_eq!(found.submodularity.value, 1.0);
                assert!((0.0..=1.0).contains(&found.curvature));
            }
        }
    }
    let function = families(0, 6).swap_remove(0);
    assert_eq!(ratios(&function, 0, 0, &Run::default()).unwrap_err().code(), Code::Range);
    assert_eq!(ratios(&function, 7, 0, &Run::default()).unwrap_err().code(), Code::Range);
}

#[test]
fn sampled_ratios_bound_the_true_one_from_above() {
    for seed in 0..5 {
        let mut random = stream(seed, "sampled", 0);
        let function = coverage(&mut random, 13);
        let found = ratios(&function, 4, 500, &Run::default()).unwrap();
        assert!(!found.exact && found.pairs == 500 && found.undetected_share > 0.0);
        assert_eq!(found.submodularity.value, 1.0);
        assert!(found.supermodularity.value <= 1.0);
        assert!(found.supermodularity.value >= 1.0 - found.curvature - 1e-9);
    }
}

#[test]
fn batch_greedy_keeps_the_bound_of_its_ratios() {
    // f(S) ≥ (1 − Π (1 − q η γ / k)) f(O) for monotone f with f(∅) = 0, whatever its curvature.
    let mut checked = 0;
    for seed in 0..150 {
        let mut random = stream(seed, "batches", 0);
        for function in families(seed, 7).into_iter().chain([coverage(&mut random, 7)]) {
            if function.structure.monotone != Monotone::Increasing || function.values[0] != 0.0 {
                continue;
            }
            let (size, batch) = (4usize, 2usize);
            let gamma = ratios(&function, size, 0, &Run::default()).unwrap().submodularity.value;
            let eta = ratios(&function, batch, 0, &Run::default()).unwrap().supermodularity.value;
            let (optimum, _) = best(&function, true, |set| set.len() <= size).unwrap();
            let objective: Arc<dyn Objective> = function.shared();
            let request = Request { batch: vec![batch], ..Request::new(Algorithm::BatchGreedy, size) };
            let found = maximize(objective, &request, &Run::default()).unwrap();
            let step = 1.0 - batch as f64 * eta * gamma / size as f64;
            assert!(found.value >= (1.0 - step.max(0.0).powi(2)) * optimum - 1e-9);
            checked += 1;
        }
    }
    assert!(checked >= 400, "{checked}");
}

#[test]
fn a_passed_check_makes_a_certificate() {
    let mut random = stream(3, "declared", 0);
    let mut function = cut(&mut random, 8);
    let (optimum, _) = best(&function, true, |set| set.len() <= 3).unwrap();
    function.structure = marginals_core::Structure::unknown(0.0);
    let report = check_structure(&function, &CheckOptions::default(), &Run::default()).unwrap();
    let plain: Arc<dyn Objective> = function.shared();
    let request = Request::new(Algorithm::Auto, 3);
    let before = maximize(plain.clone(), &request, &Run::default()).unwrap();
    assert!(before.bound.is_none() && before.algorithm == "greedy");
    let declared: Arc<dyn Objective> = Arc::new(Declared::new(plain, report.structure()));
    let after = maximize(declared, &request, &Run::default()).unwrap();
    assert_eq!((after.indices, after.algorithm), (before.indices, "lazy-greedy"));
    assert!(after.bound.unwrap() >= optimum - 1e-12);
    assert!(after.bound_condition.unwrap().contains("(tested)"));
}
