//! Hostile input: whatever is given, construction answers with an error or a chain, never with a panic.
use marginals_core::{Ledger, Run};
use marginals_markov::builder::{BernoulliLaplace, Couplings, CurieWeiss, Dynamics, SingleFlip};
use marginals_markov::chain::{Chain, Space, Transition};
use marginals_markov::diagnostic::{communication, mixing_curve, spectrum};
use marginals_markov::estimate::{
    Correction, MISSING, PairCounts, Quantity, Smoothing, Trajectories, estimate,
};
use proptest::prelude::*;

fn run() -> Run {
    // What a hostile size asks for is refused, not taken.
    Run::default().with_ledger(Ledger::new(1 << 26))
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => Just(0.5),
        4 => Just(0.0),
        2 => Just(1.0),
        2 => 0.0..1.0f64,
        1 => any::<f64>(),
        1 => Just(f64::MIN_POSITIVE),
        1 => Just(f64::from_bits(1)),
        1 => Just(1e-200),
        1 => Just(-0.0),
    ]
}

fn size() -> impl Strategy<Value = u32> {
    prop_oneof![8 => 1u32..4, 1 => any::<u32>()]
}

/// A chain that was accepted must hold together.
fn assert_sound(chain: &Chain) {
    let run = run();
    let law = chain.reference();
    assert!(law.iter().all(|mass| *mass >= 0.0) && (law.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    for row in chain.to_dense(&run).unwrap().chunks(chain.states()) {
        let sum: f64 = row.iter().sum();
        assert!(sum == 0.0 || (sum - 1.0).abs() < 1e-9, "{sum}");
    }
    for coordinate in 0..chain.dimension() as u32 {
        chain.project(&[coordinate], &run).unwrap();
    }
    communication(chain, &run).unwrap();
    assert!(spectrum(chain, &run).is_ok_and(|spectrum| spectrum.second_modulus <= 1.0));
    if let Ok(curve) = mixing_curve(chain, 3, None, None, &run) {
        assert!(curve.worst.iter().all(|distance| (0.0..=1.0 + 1e-9).contains(distance)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn matrices(
        sizes in prop::collection::vec(size(), 0..4),
        numbers in prop::collection::vec(number(), 0..70),
        law in prop::option::of(prop::collection::vec(number(), 0..5)),
    ) {
        let Ok(space) = Space::new(&sizes) else { return Ok(()) };
        let cells = space.states().saturating_mul(space.states());
        let numbers = if cells <= 64 { numbers.iter().cycle().take(if numbers.is_empty() { 0 } else { cells }).copied().collect() } else { numbers };
        let Ok(mut transition) = Transition::from_dense(space, &numbers, &run()) else { return Ok(()) };
        if let Some(law) = law {
            let Ok(given) = transition.with_reference(&law, &run()) else { return Ok(()) };
            transition = given;
        }
        if let Ok(chain) = transition.prepare(&run()) {
            assert_sound(&chain);
        }
    }

    #[test]
    fn rows_and_edges(
        sizes in prop::collection::vec(size(), 1..3),
        starts in prop::collection::vec(prop_oneof![4 => 0u64..6, 1 => any::<u64>()], 0..6),
        next in prop::collection::vec(prop_oneof![8 => 0u32..4, 1 => any::<u32>()], 0..8),
        from in prop::collection::vec(prop_oneof![8 => 0u32..4, 1 => any::<u32>()], 0..8),
        numbers in prop::collection::vec(number(), 0..8),
    ) {
        let Ok(space) = Space::new(&sizes) else { return Ok(()) };
        let rows = Transition::from_rows(space.clone(), &starts, &next, &numbers, &run());
        let edges = Transition::from_edges(space, &from, &next, &numbers, &run());
        for transition in [rows, edges].into_iter().flatten() {
            if let Ok(chain) = transition.prepare(&run()) {
                assert_sound(&chain);
            }
        }
    }

    #[test]
    fn models(
        spins in prop_oneof![8 => 0u32..5, 1 => any::<u32>()],
        (inverse_temperature, field) in (any::<f64>(), any::<f64>()),
        couplings in prop_oneof![
            Just(Couplings::Decaying),
            Just(Couplings::MeanField),
            prop::collection::vec(number(), 0..5).prop_map(Couplings::Matrix),
        ],
        heat_bath in any::<bool>(),
        colors in prop::collection::vec(prop_oneof![8 => 0u32..4, 1 => any::<u32>()], 0..4),
        (urn, swaps) in (0u32..6, 0u32..6),
    ) {
        let dynamics = if heat_bath { Dynamics::HeatBath } else { Dynamics::Metropolis };
        let model = CurieWeiss { spins, inverse_temperature, field, couplings, dynamics };
        if let Ok(chain) = model.build(&run()) {
            assert_sound(&chain);
        }
        if let Ok(chain) = (BernoulliLaplace { colors, urn, swaps }).build(&run()) {
            assert_sound(&chain);
        }
    }

    #[test]
    fn flips(
        sizes in prop::collection::vec(size(), 1..3),
        numbers in prop::collection::vec(number(), 0..40),
        law in prop::option::of(prop::collection::vec(number(), 0..5)),
    ) {
        let Ok(space) = Space::new(&sizes) else { return Ok(()) };
        let Ok(model) = SingleFlip::new(space, numbers, law.as_deref(), &run()) else { return Ok(()) };
        if let Ok(chain) = model.build(&run()) {
            assert_sound(&chain);
        }
    }

    #[test]
    fn trajectories(
        sizes in prop::collection::vec(size(), 1..3),
        symbols in prop::collection::vec(prop_oneof![8 => 0u32..3, 1 => Just(MISSING), 1 => any::<u32>()], 0..20),
        lengths in prop::collection::vec(prop_oneof![8 => 0usize..8, 1 => any::<usize>()], 0..4),
        lag in prop_oneof![8 => 0usize..3, 1 => any::<usize>()],
        alpha in number(),
        subset in prop::collection::vec(0u32..3, 0..3),
    ) {
        let Ok(space) = Space::new(&sizes) else { return Ok(()) };
        let Ok(data) = Trajectories::from_rows(space, &symbols, &lengths, lag, &run()) else { return Ok(()) };
        for data in [data.clone(), data.circular()] {
            let counts = PairCounts::of(&data, &run()).unwrap();
            prop_assert_eq!(counts.total(), data.transitions() as u64);
            for smoothing in [Smoothing::None, Smoothing::Add(alpha)] {
                if let Ok(chain) = counts.chain(smoothing, &run()) && chain.states() <= 64 {
                    assert_sound(&chain);
                }
            }
            for correction in [Correction::PlugIn, Correction::Jackknife, Correction::Grassberger] {
                let quantity = Quantity::EntropyRate(subset.clone());
                if let Ok(found) = estimate(&counts, &quantity, correction, None, &run()) {
                    prop_assert!(found.value.is_finite());
                }
            }
        }
    }
}
