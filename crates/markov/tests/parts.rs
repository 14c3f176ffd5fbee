//! k parts against the definition: every objective over parts is a sum over the projections of its parts.
mod dense;

use dense::{product_reference_chain, random_chain, single_flip_chain, subset_of, truth, value_of};
use marginals_core::random::{shuffle, stream};
use marginals_core::{Run, SetFunction};
use marginals_markov::objective::{PartsKind, PartsObjective, Reading};
use marginals_markov::quantity::Quantities;
use marginals_markov::route::Laws;

const TOLERANCE: f64 = 1e-12;

#[test]
fn parts_are_sums_over_projections() {
    let run = Run::default();
    let chains = [
        ("random", random_chain(&[2, 3, 2, 2], 41, 0.2, true)),
        ("given reference", random_chain(&[2, 2, 2, 3], 42, 0.0, false)),
        ("flips", single_flip_chain(&[2, 2, 3, 2], 43, true)),
        ("product reference", product_reference_chain(&[2, 2, 2, 2], 44)),
    ];
    for (name, chain) in chains {
        let laws = Laws::new(chain, None);
        let quantities = Quantities::new(&laws);
        for ground in [vec![vec![0u32, 1], vec![3, 2]], vec![vec![1, 2, 0], vec![2, 3]]] {
            for (kind, complement) in [
                (PartsKind::EntropyRate, false),
                (PartsKind::EntropyRate, true),
                (PartsKind::DistanceToIndependence, false),
                (PartsKind::DistanceToIndependence, true),
                (PartsKind::DistanceToStationarity(Reading::Reference), false),
                (PartsKind::DistanceToStationarity(Reading::MutualInformation), true),
                (PartsKind::DistanceToFactorizability, false),
            ] {
                let f = PartsObjective::new(&laws, kind, &ground, complement, &run).unwrap();
                let of = |elements: &[u32]| -> f64 {
                    let parts = f.split(elements);
                    if kind == PartsKind::DistanceToFactorizability {
                        return quantities.distance_to_blocks(&parts, &run).unwrap();
                    }
                    let sets = parts.iter().zip(&ground).map(|(part, ground)| -> Vec<u32> {
                        if complement {
                            ground.iter().copied().filter(|i| !part.contains(i)).collect()
                        } else {
                            part.clone()
                        }
                    });
                    sets.map(|set| quantities.value(&kind.single(), &set, false, &run).unwrap()).sum()
                };
                let size = f.ground_size() as u32;
                let everything: Vec<u32> = (0..size).collect();
                let mut last = vec![f64::NAN; everything.len()];
                let value = f.last_gains(&run, &mut last).unwrap();
                assert!((value - value_of(&f, &everything)).abs() <= TOLERANCE, "{name} {kind:?} {ground:?}");
                for e in 0..size {
                    let others: Vec<u32> = everything.iter().copied().filter(|other| *other != e).collect();
                    let expected = value - value_of(&f, &others);
                    assert!(
                        (last[e as usize] - expected).abs() <= TOLERANCE,
                        "{name} {kind:?} {ground:?}: last gain of {e}"
                    );
                }
                let mut order: Vec<u32> = (0..size).collect();
                shuffle(&mut stream(5, "order", u64::from(size)), &mut order);
                let mut state = f.new_state(5, &run).unwrap();
                let mut used = Vec::new();
                for e in order {
                    let coordinate = f.pairs()[e as usize].0;
                    if used.contains(&coordinate) {
                        continue;
                    }
                    let mut gain = [0.0];
                    f.gains(&mut state, &[e], &run, &mut gain).unwrap();
                    let before = f.members(&state).to_vec();
                    let mut after = before.clone();
                    after.push(e);
                    assert!(
                        (gain[0] - (of(&after) - of(&before))).abs() <= TOLERANCE,
                        "{name} {kind:?} {ground:?} {complement}: gain of {e} at {before:?}"
                    );
                    assert_eq!(f.commit(&mut state, e, &run).unwrap().to_bits(), gain[0].to_bits());
                    assert!((f.value(&state) - of(&after)).abs() <= TOLERANCE, "{name} {kind:?}");
                    used.push(coordinate);
                }
                if f.structure().shape.is_submodular() && size <= 5 {
                    let values: Vec<f64> = (0..1usize << size)
                        .map(|mask| {
                            let set: Vec<u32> =
                                subset_of(mask, size as usize).iter().map(|i| *i as u32).collect();
                            value_of(&f, &set)
                        })
                        .collect();
                    assert!(truth(&values, size as usize).0 >= -1e-11, "{name} {kind:?}");
                }
            }
        }
    }
}
