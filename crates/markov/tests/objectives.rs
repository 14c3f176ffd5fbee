//! The laws of set functions, for every objective over every chain of the zoo.
mod dense;

use dense::{
    Dense, curie_weiss, product_reference_chain, random_chain, single_flip_chain, subset_of, truth, value_of,
    zoo,
};
use marginals_core::random::{below, shuffle, stream};
use marginals_core::{Bound, Code, Error, Evidence, Monotone, Run, SetFunction, Shape};
use marginals_markov::builder::{Couplings, CurieWeiss, Dynamics, product};
use marginals_markov::chain::Chain;
use marginals_markov::objective::{ChainObjective, Kind, PartsKind, PartsObjective, Reading};
use marginals_markov::quantity::Quantities;
use marginals_markov::route::{Laws, Route, flips::FlipColumns};
use proptest::prelude::*;
use std::sync::Arc;

const TOLERANCE: f64 = 1e-12;

fn kinds(dimension: usize) -> Vec<Kind> {
    let mut kinds = vec![
        Kind::EntropyRate,
        Kind::DistanceToIndependence,
        Kind::DistanceToFactorizability,
        Kind::DistanceToStationarity(Reading::Reference),
        Kind::DistanceToStationarity(Reading::MutualInformation),
        Kind::PairEntropy,
        Kind::StateEntropy,
    ];
    if dimension > 1 {
        kinds.push(Kind::DistanceToFixedSet(vec![dimension as u32 - 1]));
    }
    kinds
}

/// Every objective over every chain, on every route it has.
fn objectives() -> Vec<(String, ChainObjective)> {
    let run = Run::default();
    let mut all = Vec::new();
    for (name, chain) in zoo() {
        let mut routes = vec![Route::PairLaw];
        if FlipColumns::new(&chain, &run).is_ok() {
            routes.push(Route::SingleFlip);
        }
        for route in routes {
            let laws = Laws::new(chain.clone(), Some(route));
            for kind in kinds(chain.dimension()) {
                for complement in [false, true] {
                    let label = format!("{name}, {kind:?}, {}, complement {complement}", route.name());
                    all.push((label, ChainObjective::new(&laws, kind.clone(), complement, &run).unwrap()));
                }
            }
        }
    }
    all
}

#[test]
fn values_are_the_quantities_and_gains_their_differences() {
    let run = Run::default();
    for (label, f) in objectives() {
        let d = f.ground_size();
        let quantities = Quantities::new(f.laws());
        let of = |set: &[u32]| quantities.value(f.kind(), set, f.is_complement(), &run).unwrap();
        for seed in 0..3 {
            let mut order: Vec<u32> = (0..d as u32).collect();
            shuffle(&mut stream(seed, "order", 0), &mut order);
            let mut state = f.new_state(d, &run).unwrap();
            assert!((f.value(&state) - f.structure().empty_value).abs() <= TOLERANCE, "{label}");
            for e in order {
                let all: Vec<u32> = (0..d as u32).collect();
                let mut gains = vec![f64::NAN; d];
                f.gains(&mut state, &all, &run, &mut gains).unwrap();
                let members = f.members(&state).to_vec();
                for candidate in all {
                    let larger: Vec<u32> = if members.contains(&candidate) {
                        members.clone()
                    } else {
                        members.iter().copied().chain([candidate]).collect()
                    };
                    let expected = of(&larger) - of(&members);
                    let gain = gains[candidate as usize];
                    assert!(
                        (gain - expected).abs() <= f.gain_error(&state)
                            && (gain != 0.0 || !gain.is_sign_negative()),
                        "{label}: gain of {candidate} at {members:?} is {gain}, not {expected}"
                    );
                }
                let realised = f.commit(&mut state, e, &run).unwrap();
                assert_eq!(realised.to_bits(), gains[e as usize].to_bits(), "{label}");
                let members = f.members(&state).to_vec();
                assert!((f.value(&state) - of(&members)).abs() <= TOLERANCE, "{label} at {members:?}");
            }
        }
    }
}

#[test]
fn last_gains_and_retractions_are_differences_of_values() {
    let run = Run::default();
    for (label, f) in objectives() {
        let d = f.ground_size();
        let fixed = f.excluded().to_vec();
        let all: Vec<u32> = (0..d as u32).filter(|e| !fixed.contains(e)).collect();
        let mut gains = vec![f64::NAN; d];
        let value = f.last_gains(&run, &mut gains).unwrap();
        assert!((value - value_of(&f, &all)).abs() <= TOLERANCE, "{label}");
        for e in 0..d as u32 {
            let others: Vec<u32> = all.iter().copied().filter(|other| *other != e).collect();
            let expected = value - value_of(&f, &others);
            assert!((gains[e as usize] - expected).abs() <= TOLERANCE, "{label}: last gain of {e}");
        }
        if let [first, .., last] = all[..] {
            let mut state = f.new_state(d, &run).unwrap();
            for e in &all {
                f.commit(&mut state, *e, &run).unwrap();
            }
            let mut copy = f.new_state(d, &run).unwrap();
            f.copy_state(&state, &mut copy).unwrap();
            assert_eq!(f.value(&copy).to_bits(), f.value(&state).to_bits());
            let change = f.retract(&mut copy, first, &run).unwrap();
            assert!((change + gains[first as usize]).abs() <= TOLERANCE, "{label}");
            assert_eq!(f.members(&copy), &all[1..]);
            assert_eq!(f.members(&state).last(), Some(&last));
        }
    }
}

/// Runs with 1, 2 and 8 threads.
fn runs() -> Vec<Run> {
    [1, 2, 8]
        .into_iter()
        .map(|threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            Run::default().with_pool(Arc::new(pool), threads)
        })
        .collect()
}

#[test]
fn bits_of_a_gain_depend_on_history_and_element_alone() {
    let runs = runs();
    // Large enough for several blocks of states.
    let mut chains: Vec<(&str, Chain)> = zoo().into_iter().skip(2).step_by(3).collect();
    chains.push(("spins 13", curie_weiss(13)));
    for (name, chain) in chains {
        for route in [Route::PairLaw, Route::SingleFlip] {
            if route == Route::SingleFlip && FlipColumns::new(&chain, &runs[0]).is_err() {
                continue;
            }
            let laws = Laws::new(chain.clone(), Some(route));
            for kind in [
                Kind::EntropyRate,
                Kind::DistanceToFactorizability,
                Kind::DistanceToStationarity(Reading::Reference),
            ] {
                let f = ChainObjective::new(&laws, kind, false, &runs[0]).unwrap();
                let d = f.ground_size();
                let all: Vec<u32> = (0..d as u32).collect();
                let mut random = stream(9, "batches", d as u64);
                let mut states: Vec<_> = runs.iter().map(|run| f.new_state(d, run).unwrap()).collect();
                for _ in 0..3.min(d) {
                    let mut full = vec![0.0; d];
                    f.gains(&mut states[0], &all, &runs[0], &mut full).unwrap();
                    for (state, run) in states[1..].iter_mut().zip(&runs[1..]) {
                        let batch: Vec<u32> =
                            all.iter().copied().filter(|_| below(&mut random, 2) == 0).collect();
                        let mut some = vec![0.0; batch.len()];
                        f.gains(state, &batch, run, &mut some).unwrap();
                        for (e, gain) in batch.iter().zip(some) {
                            assert_eq!(
                                gain.to_bits(),
                                full[*e as usize].to_bits(),
                                "{name} {}",
                                route.name()
                            );
                        }
                        let mut alone = [0.0];
                        for e in &all {
                            f.gains(state, &[*e], run, &mut alone).unwrap();
                            assert_eq!(alone[0].to_bits(), full[*e as usize].to_bits(), "{name}");
                        }
                    }
                    let next = below(&mut random, d as u64) as u32;
                    let realised: Vec<u64> = states
                        .iter_mut()
                        .zip(&runs)
                        .map(|(state, run)| f.commit(state, next, run).unwrap().to_bits())
                        .collect();
                    assert!(realised.iter().all(|bits| *bits == realised[0]), "{name}");
                    let values: Vec<u64> = states.iter().map(|state| f.value(state).to_bits()).collect();
                    assert!(values.iter().all(|bits| *bits == values[0]), "{name}");
                }
            }
        }
    }
}

#[test]
fn what_structure_says_is_true() {
    let mut proved = 0;
    for (label, f) in objectives() {
        let d = f.ground_size();
        let values: Vec<f64> = (0..1usize << d)
            .map(|mask| value_of(&f, &subset_of(mask, d).iter().map(|i| *i as u32).collect::<Vec<_>>()))
            .collect();
        let (least, most, lowest, highest) = truth(&values, d);
        let structure = f.structure();
        if structure.shape.is_submodular() {
            assert!(least >= -1e-11, "{label} is not submodular: {least}");
            proved += 1;
        }
        if structure.shape.is_supermodular() {
            assert!(most <= 1e-11, "{label} is not supermodular: {most}");
            proved += 1;
        }
        match structure.monotone {
            Monotone::Increasing => assert!(lowest >= -TOLERANCE, "{label} falls: {lowest}"),
            Monotone::Decreasing => assert!(highest <= TOLERANCE, "{label} rises: {highest}"),
            Monotone::No => {}
        }
        assert!(values.iter().all(|value| *value >= 0.0) && structure.non_negative);
        if structure.symmetric {
            let full = values.len() - 1;
            assert!(
                (0..=full).all(|mask| (values[mask] - values[full ^ mask]).abs() <= TOLERANCE),
                "{label}"
            );
        }
    }
    assert!(proved > 20, "only {proved} shapes were proved");
}

#[test]
fn bounds_hold_for_any_reference() {
    let run = Run::default();
    let mut bounded = 0;
    for (label, f) in objectives() {
        let d = f.ground_size();
        let all: Vec<u32> = (0..d as u32).collect();
        let mut state = f.new_state(d, &run).unwrap();
        let mut stale = vec![0.0; d];
        f.gains(&mut state, &all, &run, &mut stale).unwrap();
        let mut order = all.clone();
        shuffle(&mut stream(3, "order", d as u64), &mut order);
        for e in order {
            f.commit(&mut state, e, &run).unwrap();
            let mut bounds = vec![0.0; d];
            match f.upper_bounds(&mut state, &all, &stale, &run, &mut bounds).unwrap() {
                Bound::None => continue,
                Bound::Stale => bounds.copy_from_slice(&stale),
                Bound::Upper => {}
            }
            bounded += 1;
            let mut fresh = f.new_state(d, &run).unwrap();
            f.copy_state(&state, &mut fresh).unwrap();
            let mut gains = vec![0.0; d];
            f.gains(&mut fresh, &all, &run, &mut gains).unwrap();
            for e in &all {
                let (bound, gain) = (bounds[*e as usize], gains[*e as usize]);
                if !f.members(&fresh).contains(e) {
                    assert!(bound >= gain - f.gain_error(&fresh), "{label}: {bound} < {gain}");
                }
            }
        }
    }
    assert!(bounded > 100, "only {bounded} sets had bounds");
}

#[test]
fn conditions_of_the_theorems_are_recognized() {
    let run = Run::default();
    let shape = |chain: Chain, kind: Kind| {
        ChainObjective::new(&Laws::new(chain, None), kind, false, &run).unwrap().structure()
    };
    let uniform = product_reference_chain(&[2, 3, 2], 31);
    assert_eq!(shape(uniform.clone(), Kind::EntropyRate).shape, Shape::Submodular);
    assert_eq!(shape(uniform.clone(), Kind::DistanceToIndependence).shape, Shape::Supermodular);
    assert_eq!(shape(uniform.clone(), Kind::DistanceToFactorizability).shape, Shape::Submodular);
    let far = shape(uniform, Kind::DistanceToStationarity(Reading::MutualInformation));
    assert_eq!(
        (far.shape, far.monotone, far.evidence),
        (Shape::Supermodular, Monotone::Increasing, Evidence::Proved)
    );
    assert_eq!(shape(random_chain(&[3, 4], 32, 0.0, true), Kind::EntropyRate).shape, Shape::Submodular);
    let unknown = shape(random_chain(&[2, 3, 2], 33, 0.0, true), Kind::EntropyRate);
    assert_eq!((unknown.shape, unknown.evidence), (Shape::Unknown, Evidence::Declared));
    let tensor = product(
        &[
            random_chain(&[2], 34, 0.0, true),
            random_chain(&[3], 35, 0.0, false),
            random_chain(&[2], 36, 0.0, true),
        ],
        &run,
    );
    assert_eq!(shape(tensor.unwrap(), Kind::EntropyRate).shape, Shape::Modular);
}

#[test]
fn an_exchangeable_chain_needs_sizes_alone() {
    let run = Run::default();
    let model = CurieWeiss {
        spins: 6,
        inverse_temperature: 0.05,
        field: 0.3,
        couplings: Couplings::MeanField,
        dynamics: Dynamics::HeatBath,
    };
    let chain = model.build(&run).unwrap();
    assert!(chain.is_exchangeable());
    let (auto, plain) = (Laws::new(chain.clone(), None), Laws::new(chain, Some(Route::PairLaw)));
    for kind in kinds(6) {
        for complement in [false, true] {
            let counted = ChainObjective::new(&auto, kind.clone(), complement, &run).unwrap();
            let computed = ChainObjective::new(&plain, kind.clone(), complement, &run).unwrap();
            for set in [&[][..], &[3], &[4, 1], &[0, 2, 3, 4], &[0, 1, 2, 3, 4]] {
                let (a, b) = (value_of(&counted, set), value_of(&computed, set));
                assert!((a - b).abs() <= TOLERANCE, "{kind:?} at {set:?}: {a} and {b}");
            }
        }
    }
}

#[test]
fn what_cannot_be_is_refused() {
    let run = Run::default();
    let laws = Laws::new(random_chain(&[2, 2, 2], 51, 0.0, true), None);
    let refusal = |kind: Kind| -> Error { ChainObjective::new(&laws, kind, false, &run).unwrap_err() };
    assert_eq!(refusal(Kind::DistanceToFixedSet(vec![])).argument_name(), Some("fixed"));
    assert_eq!(refusal(Kind::DistanceToFixedSet(vec![0, 1, 2])).code(), Code::Range);
    assert_eq!(refusal(Kind::DistanceToFixedSet(vec![7])).argument_name(), Some("fixed"));
    let forced = Laws::new(random_chain(&[2, 2], 52, 0.0, true), Some(Route::SingleFlip));
    let error = ChainObjective::new(&forced, Kind::EntropyRate, false, &run)
        .and_then(|f| f.new_state(1, &run).map(|_| ()));
    assert_eq!(error.unwrap_err().code(), Code::Unsupported);
    let f = ChainObjective::new(&laws, Kind::EntropyRate, false, &run).unwrap();
    let mut state = f.new_state(1, &run).unwrap();
    assert_eq!(f.gains(&mut state, &[3], &run, &mut [0.0]).unwrap_err().argument_name(), Some("candidates"));
    let parts = |ground: &[Vec<u32>]| PartsObjective::new(&laws, PartsKind::EntropyRate, ground, false, &run);
    assert_eq!(parts(&[]).unwrap_err().argument_name(), Some("groundSets"));
    assert_eq!(parts(&[vec![0], vec![]]).unwrap_err().argument_name(), Some("groundSets"));
    assert_eq!(parts(&[vec![0, 0]]).unwrap_err().argument_name(), Some("groundSets"));
}

#[test]
fn a_cancelled_commit_leaves_the_state_as_it_was() {
    let run = Run::default();
    for route in [Route::PairLaw, Route::SingleFlip] {
        let laws = Laws::new(curie_weiss(6), Some(route));
        for kind in [Kind::EntropyRate, Kind::DistanceToFactorizability] {
            let f = ChainObjective::new(&laws, kind, false, &run).unwrap();
            let mut state = f.new_state(6, &run).unwrap();
            f.commit(&mut state, 2, &run).unwrap();
            let value = f.value(&state);
            let stop = marginals_core::CancelFlag::default();
            stop.cancel();
            let stopped = run.clone().with_cancel(stop);
            assert_eq!(f.commit(&mut state, 3, &stopped).unwrap_err().code(), Code::Aborted);
            assert_eq!((f.value(&state).to_bits(), f.members(&state)), (value.to_bits(), &[2][..]));
            let gain = f.commit(&mut state, 4, &run).unwrap();
            assert!((f.value(&state) - value_of(&f, &[2, 4])).abs() <= TOLERANCE && gain.is_finite());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn gains_of_random_chains_are_differences_by_definition(
        sizes in proptest::collection::vec(1u32..4, 2..5),
        seed in 0u64..1000,
        zeros in 0.0f64..0.8,
        stationary: bool,
        flips: bool,
        mask in 0usize..16,
        e in 0usize..4,
    ) {
        let run = Run::default();
        let chain = if flips {
            single_flip_chain(&sizes, seed, stationary)
        } else {
            random_chain(&sizes, seed, zeros, stationary)
        };
        let d = sizes.len();
        let (set, e) = (subset_of(mask & ((1 << d) - 1), d), e % d);
        let oracle = Dense::of(&chain);
        let laws = Laws::new(chain, None);
        let by_definition = |kind: &Kind, set: &[usize]| match kind {
            Kind::EntropyRate => oracle.entropy_rate(set),
            Kind::DistanceToIndependence => oracle.to_independence(set),
            Kind::DistanceToFactorizability => oracle.to_blocks(&[set.to_vec()]),
            Kind::DistanceToStationarity(Reading::Reference) => oracle.to_reference(set),
            Kind::DistanceToStationarity(Reading::MutualInformation) => oracle.mutual_information(set),
            Kind::DistanceToFixedSet(fixed) => {
                let fixed: Vec<usize> = fixed.iter().map(|i| *i as usize).collect();
                let apart: Vec<usize> = set.iter().copied().filter(|i| !fixed.contains(i)).collect();
                oracle.to_fixed(&fixed, &apart)
            }
            Kind::PairEntropy => oracle.state_entropy(set) + oracle.entropy_rate(set),
            Kind::StateEntropy => oracle.state_entropy(set),
        };
        let larger: Vec<usize> = (0..d).filter(|i| set.contains(i) || *i == e).collect();
        for kind in kinds(d) {
            let f = ChainObjective::new(&laws, kind.clone(), false, &run).unwrap();
            let mut state = f.new_state(d, &run).unwrap();
            for member in &set {
                f.commit(&mut state, *member as u32, &run).unwrap();
            }
            let mut gain = [f64::NAN];
            f.gains(&mut state, &[e as u32], &run, &mut gain).unwrap();
            let expected = by_definition(&kind, &larger) - by_definition(&kind, &set);
            prop_assert!((gain[0] - expected).abs() <= TOLERANCE, "{:?}: {} and {}", kind, gain[0], expected);
            prop_assert!((f.value(&state) - by_definition(&kind, &set)).abs() <= TOLERANCE, "{:?}", kind);
        }
    }
}
