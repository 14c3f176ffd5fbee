//! Every quantity of every subset against sums by definition.
mod dense;

use dense::{Dense, curie_weiss, narrow, random_chain, subset_of, zoo};
use marginals_core::{Code, Run};
use marginals_markov::builder::product;
use marginals_markov::chain::{Space, Transition};
use marginals_markov::objective::{Kind, Reading};
use marginals_markov::quantity::Quantities;
use marginals_markov::route::{Laws, Route, flips::FlipColumns};

const TOLERANCE: f64 = 1e-12;

fn close(name: &str, what: &str, got: f64, expected: f64) {
    assert!(
        (got - expected).abs() <= TOLERANCE && !(got == 0.0 && got.is_sign_negative()),
        "{name}, {what}: {got} instead of {expected}"
    );
}

#[test]
fn all_subsets_of_all_chains_on_every_route() {
    let run = Run::default();
    for (name, chain) in zoo() {
        let oracle = Dense::of(&chain);
        let d = chain.dimension();
        let mut routes = vec![None, Some(Route::PairLaw)];
        if FlipColumns::new(&chain, &run).is_ok() {
            routes.push(Some(Route::SingleFlip));
        }
        for route in routes {
            let quantities = Quantities::new(&Laws::new(chain.clone(), route));
            for mask in 0..1usize << d {
                let set = subset_of(mask, d);
                let (subset, label) = (narrow(&set), format!("{route:?} {set:?}"));
                let at = |what: &str| format!("{what} of {label}");
                close(
                    name,
                    &at("rate"),
                    quantities.entropy_rate(&subset, &run).unwrap(),
                    oracle.entropy_rate(&set),
                );
                close(
                    name,
                    &at("independence"),
                    quantities.distance_to_independence(&subset, &run).unwrap(),
                    oracle.to_independence(&set),
                );
                close(
                    name,
                    &at("factorizability"),
                    quantities.distance_to_factorizability(&subset, &run).unwrap(),
                    oracle.to_blocks(std::slice::from_ref(&set)),
                );
                close(
                    name,
                    &at("stationarity"),
                    quantities.distance_to_stationarity(&subset, Reading::Reference, &run).unwrap(),
                    oracle.to_reference(&set),
                );
                close(
                    name,
                    &at("mutual information"),
                    quantities.mutual_information(&subset, &run).unwrap(),
                    oracle.mutual_information(&set),
                );
                for other in 0..1usize << d {
                    if mask & other == 0 {
                        let apart = subset_of(other, d);
                        close(
                            name,
                            &at(&format!("fixed {apart:?}")),
                            quantities.distance_to_fixed_set(&narrow(&apart), &subset, &run).unwrap(),
                            oracle.to_fixed(&apart, &set),
                        );
                        close(
                            name,
                            &at(&format!("blocks with {apart:?}")),
                            quantities.distance_to_blocks(&[subset.clone(), narrow(&apart)], &run).unwrap(),
                            oracle.to_blocks(&[set.clone(), apart]),
                        );
                    }
                }
                let kept = subset_of(!mask & ((1 << d) - 1), d);
                let removed = quantities.value(&Kind::EntropyRate, &subset, true, &run).unwrap();
                close(name, &at("rate without"), removed, oracle.entropy_rate(&kept));
            }
        }
    }
}

#[test]
fn a_product_chain_has_no_distance_at_all() {
    let run = Run::default();
    let parts = [random_chain(&[2, 2], 21, 0.0, true), random_chain(&[3], 22, 0.0, true)];
    let chain = product(&parts, &run).unwrap();
    let quantities = Quantities::new(&Laws::new(chain, None));
    let apart = quantities.distance_to_factorizability(&[2], &run).unwrap();
    assert!((0.0..1e-14).contains(&apart), "{apart}");
    let whole = Quantities::new(&Laws::new(parts[0].clone(), None));
    let expected = whole.distance_to_independence(&[0, 1], &run).unwrap();
    close(
        "product",
        "independence",
        quantities.distance_to_independence(&[0, 1, 2], &run).unwrap(),
        expected,
    );
}

#[test]
fn next_mass_outside_the_reference_is_infinitely_far() {
    let run = Run::default();
    let space = Space::new(&[2, 2]).unwrap();
    let p = [0.5, 0.5, 0.0, 0.0, 0.0, 0.5, 0.5, 0.0, 0.0, 0.0, 0.5, 0.5, 1.0, 0.0, 0.0, 0.0];
    let transition = Transition::from_dense(space, &p, &run).unwrap();
    let chain = transition.with_reference(&[0.5, 0.5, 0.0, 0.0], &run).unwrap().prepare(&run).unwrap();
    let quantities = Quantities::new(&Laws::new(chain, None));
    let of = |subset: &[u32], reading| quantities.distance_to_stationarity(subset, reading, &run).unwrap();
    assert_eq!(of(&[0], Reading::Reference), f64::INFINITY);
    assert_eq!(of(&[0, 1], Reading::Reference), f64::INFINITY);
    // Coordinate 1 has mass on both of its values, so that distance is finite.
    assert!(of(&[1], Reading::Reference) < 1.0);
    assert!(of(&[0], Reading::MutualInformation) < 1.0);
}

#[test]
fn spin_chains_have_their_recomputed_figures() {
    let run = Run::default();
    let quantities = Quantities::new(&Laws::new(curie_weiss(10), None));
    let all: Vec<u32> = (0..10).collect();
    close("spins 10", "rate", quantities.entropy_rate(&all, &run).unwrap(), 2.291_091_653_822);
    close("spins 10", "I", quantities.distance_to_independence(&all, &run).unwrap(), 0.538_123_420_572);
    let far = quantities.distance_to_stationarity(&all, Reading::Reference, &run).unwrap();
    close("spins 10", "D", far, 4.469_749_637_985);
    let even = quantities.distance_to_factorizability(&[0, 2, 4, 6, 8], &run).unwrap();
    close("spins 10", "F", even, 0.367_906_297_265);
}

#[test]
fn bad_subsets_are_named() {
    let run = Run::default();
    let quantities = Quantities::new(&Laws::new(curie_weiss(3), None));
    let error = quantities.entropy_rate(&[0, 3], &run).unwrap_err();
    assert_eq!((error.code(), error.argument_name()), (Code::Range, Some("subset")));
    assert_eq!(quantities.entropy_rate(&[1, 1], &run).unwrap_err().argument_name(), Some("subset"));
    let error = quantities.distance_to_fixed_set(&[0, 1], &[1], &run).unwrap_err();
    assert!(error.to_string().contains("coordinate 1 of the fixed set"), "{error}");
    let error = quantities.distance_to_blocks(&[vec![0, 1], vec![1]], &run).unwrap_err();
    assert_eq!(error.argument_name(), Some("blocks"));
}

#[test]
fn the_route_follows_the_chain() {
    let run = Run::default();
    let route = |chain| Laws::new(chain, None).route(&run).unwrap();
    assert_eq!(route(curie_weiss(6)), Route::SingleFlip);
    assert_eq!(route(curie_weiss(6).to_sparse(&run).unwrap()), Route::SingleFlip);
    assert_eq!(route(random_chain(&[2, 2, 2], 91, 0.0, true)), Route::PairLaw);
    // One coordinate is always a flip, but in columns of one cell.
    assert_eq!(route(random_chain(&[40], 92, 0.0, true)), Route::PairLaw);
}
