//! All subsets, exact optima, structure checks and partitions against brute force.
mod dense;

use dense::{curie_weiss, random_chain, single_flip_chain, zoo};
use marginals_core::{Code, Monotone, Run, Shape};
use marginals_markov::builder::BernoulliLaplace;
use marginals_markov::chain::{Chain, Space, Transition};
use marginals_markov::exact::{
    AllSubsets, Ratios, Sense, StructureCheck, best_of_each_size, best_up_to, indices_of,
};
use marginals_markov::objective::{ChainObjective, Kind, Reading};
use marginals_markov::partition::{BlockSizes, agglomerate, best_partitions, split_greedily};
use marginals_markov::quantity::Quantities;
use marginals_markov::route::{Laws, Route, flips::FlipColumns};
use std::sync::Arc;

const TOLERANCE: f64 = 1e-12;

fn kinds(dimension: usize) -> Vec<Kind> {
    let mut kinds = vec![
        Kind::EntropyRate,
        Kind::DistanceToIndependence,
        Kind::DistanceToFactorizability,
        Kind::DistanceToStationarity(Reading::Reference),
        Kind::DistanceToStationarity(Reading::MutualInformation),
    ];
    if dimension > 1 {
        kinds.push(Kind::DistanceToFixedSet(vec![0]));
    }
    kinds
}

#[test]
fn every_subset_has_the_value_of_its_quantity() {
    let run = Run::default();
    let mut chains = zoo();
    chains.push(("flips 2×3×2×2×2", single_flip_chain(&[2, 3, 2, 2, 2], 60, false)));
    for (name, chain) in chains {
        for route in [Route::PairLaw, Route::SingleFlip] {
            if route == Route::SingleFlip && FlipColumns::new(&chain, &run).is_err() {
                continue;
            }
            let laws = Laws::new(chain.clone(), Some(route));
            let subsets = AllSubsets::new(&laws, &run).unwrap();
            let quantities = Quantities::new(&laws);
            for kind in kinds(chain.dimension()) {
                for complement in [false, true] {
                    let values = subsets.values(&kind, complement, &run).unwrap();
                    for (mask, value) in values.iter().enumerate() {
                        let expected = quantities.value(&kind, &indices_of(mask), complement, &run).unwrap();
                        assert!(
                            (value - expected).abs() <= TOLERANCE
                                && !(*value == 0.0 && value.is_sign_negative()),
                            "{name}, {}, {kind:?}, {mask:b}: {value} instead of {expected}",
                            route.name()
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn routes_and_threads_agree_on_all_subsets() {
    let run = Run::default();
    // 13 bits have too many pairs for dense tables, so the transitions are coarsened.
    let chain = curie_weiss(13);
    let flips = AllSubsets::new(&Laws::new(chain.clone(), Some(Route::SingleFlip)), &run).unwrap();
    let pairs = AllSubsets::new(&Laws::new(chain.clone(), Some(Route::PairLaw)), &run).unwrap();
    let pool = Arc::new(rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap());
    let threaded =
        AllSubsets::new(&Laws::new(chain, Some(Route::SingleFlip)), &run.clone().with_pool(pool, 3)).unwrap();
    for mask in 0..1 << 13 {
        assert!((flips.rate(mask) - pairs.rate(mask)).abs() <= TOLERANCE, "{mask:b}");
        assert_eq!(flips.entropies(mask), threaded.entropies(mask));
    }
}

#[test]
fn optima_of_spin_and_urn_chains_are_the_recomputed_ones() {
    let run = Run::default();
    let optima = |chain: Chain, kind: Kind| {
        let subsets = AllSubsets::new(&Laws::new(chain, None), &run).unwrap();
        best_of_each_size(&subsets.values(&kind, false, &run).unwrap(), Sense::Maximize, 0)
    };
    let rates = optima(curie_weiss(10), Kind::EntropyRate);
    for (size, value) in
        [(1, 0.290_851_039_177), (6, 1.571_215_141_588), (8, 1.985_351_300_249), (10, 2.291_091_653_822)]
    {
        assert!((rates[size].value - value).abs() <= TOLERANCE, "size {size}: {}", rates[size].value);
    }
    let apart = optima(curie_weiss(10), Kind::DistanceToFactorizability);
    for (size, value) in [
        (1, 0.147_103_213_876),
        (2, 0.247_122_094_842),
        (3, 0.314_919_055_846),
        (4, 0.354_427_666_141),
        (5, 0.367_906_297_265),
    ] {
        assert!((apart[size].value - value).abs() <= TOLERANCE, "size {size}: {}", apart[size].value);
    }
    assert_eq!(apart[5].indices, [0, 2, 4, 6, 8]);
    // {0} and {9} mirror each other.
    assert_eq!((&apart[1].indices[..], apart[1].tied), (&[0][..], 2));
    let urn =
        BernoulliLaplace { colors: [vec![1; 10], vec![10]].concat(), urn: 10, swaps: 1 }.build(&run).unwrap();
    let rates = optima(urn.clone(), Kind::EntropyRate);
    assert!((rates[3].value - 0.959_132_339_487).abs() <= TOLERANCE && rates[3].tied == 120);
    // The same without the shortcut: 2^10 subsets of 34302 transitions.
    let plain = AllSubsets::new(&Laws::new(urn, Some(Route::PairLaw)), &run).unwrap();
    assert!((plain.rate(0b10_0010_0001) - rates[3].value).abs() <= TOLERANCE);
    assert!((plain.rate(1023) - 2.968_662_437_674).abs() <= TOLERANCE);
    assert_eq!(best_up_to(&apart, 10, Sense::Maximize).unwrap().size, 5);
}

#[test]
fn checks_find_shapes_and_their_violations() {
    let run = Run::default();
    let mut agreed = 0;
    for (_, chain) in zoo() {
        let laws = Laws::new(chain, None);
        let subsets = AllSubsets::new(&laws, &run).unwrap();
        for kind in kinds(laws.dimension()) {
            let values = subsets.values(&kind, false, &run).unwrap();
            let check = StructureCheck::exact(&values, 0, &run).unwrap();
            let f = ChainObjective::new(&laws, kind.clone(), false, &run).unwrap();
            let structure = marginals_core::SetFunction::structure(&f);
            match structure.shape {
                Shape::Unknown => {}
                proved => assert!(check.shape() == proved || check.shape() == Shape::Modular, "{kind:?}"),
            }
            if structure.monotone == Monotone::Increasing {
                assert_eq!(check.monotone(), Monotone::Increasing);
            }
            // A witness is a real second difference.
            if let Some(slack) = &check.smallest {
                let mask = slack.set.iter().fold(0usize, |mask, i| mask | 1 << i);
                let (e, g) = (1 << slack.pair.0, 1 << slack.pair.1);
                let again = values[mask | e] - values[mask] - values[mask | e | g] + values[mask | g];
                assert!((again - slack.value).abs() <= TOLERANCE);
                let sampled = StructureCheck::sampled(&f, f.excluded(), 200, &run).unwrap();
                assert!(sampled.smallest.as_ref().is_none_or(|found| found.value >= slack.value - TOLERANCE));
                agreed += u32::from(sampled.shape() == check.shape());
                assert!(sampled.doubt() < 0.015 && sampled.statement().contains("200 random orders"));
            }
            let ratios = Ratios::new(&values, laws.dimension(), &run).unwrap();
            if matches!(check.shape(), Shape::Submodular | Shape::Modular) {
                assert!(ratios.submodularity_ratio >= 1.0 - 1e-9, "{kind:?} {ratios:?}");
            }
        }
    }
    assert!(agreed > 40, "only {agreed} samples agreed");
}

/// X_0 = X_1 xor X_2, and the next X_0 is X_1: knowing both X_0 and Y_0 leaves nothing to learn.
#[test]
fn an_entropy_rate_that_is_not_submodular_is_found_out() {
    let run = Run::default();
    let mut p = vec![0.0; 64];
    let mut reference = vec![0.0; 8];
    for x in 0..8usize {
        let (first, second, third) = (x >> 2 & 1, x >> 1 & 1, x & 1);
        reference[x] = if first == second ^ third { 0.25 } else { 0.0 };
        (0..4).for_each(|rest| p[x * 8 + (second << 2 | rest)] = 0.25);
    }
    let space = Space::new(&[2, 2, 2]).unwrap();
    let transition = Transition::from_dense(space, &p, &run).unwrap();
    let chain = transition.with_reference(&reference, &run).unwrap().prepare(&run).unwrap();
    let laws = Laws::new(chain, None);
    let f = ChainObjective::new(&laws, Kind::EntropyRate, false, &run).unwrap();
    assert_eq!(marginals_core::SetFunction::structure(&f).shape, Shape::Unknown);
    let values = AllSubsets::new(&laws, &run).unwrap().values(&Kind::EntropyRate, false, &run).unwrap();
    for check in [
        StructureCheck::exact(&values, 0, &run).unwrap(),
        StructureCheck::sampled(&f, &[], 100, &run).unwrap(),
    ] {
        let slack = check.smallest.clone().unwrap();
        assert!((slack.value + 2f64.ln()).abs() < 1e-14, "{slack:?}");
        let pair = (slack.pair.0.min(slack.pair.1), slack.pair.0.max(slack.pair.1));
        assert_eq!((&slack.set[..], pair), (&[0][..], (1, 2)));
        assert_ne!(check.shape(), Shape::Submodular);
    }
}

/// All partitions of 0..d as block numbers.
fn partitions(d: usize) -> Vec<Vec<usize>> {
    let mut all = vec![vec![]];
    for _ in 0..d {
        all = all
            .into_iter()
            .flat_map(|labels: Vec<usize>| {
                let next = labels.iter().max().map_or(0, |most| most + 1);
                (0..=next).map(move |label| labels.iter().copied().chain([label]).collect::<Vec<_>>())
            })
            .collect();
    }
    all
}

#[test]
fn partitions_are_the_best_of_all() {
    let run = Run::default();
    let chains = [
        random_chain(&[2, 2, 3, 2, 2], 71, 0.3, true),
        random_chain(&[2, 2, 2, 2, 2], 72, 0.0, false),
        single_flip_chain(&[2, 2, 3, 2, 2], 73, true),
        curie_weiss(5),
    ];
    for chain in chains {
        let laws = Laws::new(chain, None);
        let subsets = AllSubsets::new(&laws, &run).unwrap();
        let quantities = Quantities::new(&laws);
        for sizes in [BlockSizes::any(), BlockSizes { least: 1, most: 2 }, BlockSizes { least: 2, most: 4 }] {
            let mut best = [[f64::INFINITY, f64::NEG_INFINITY]; 6];
            for labels in partitions(5) {
                let count = labels.iter().max().unwrap() + 1;
                let mut mask = vec![0usize; count];
                labels.iter().enumerate().for_each(|(i, label)| mask[*label] |= 1 << i);
                if mask.iter().all(|mask| (sizes.least..=sizes.most).contains(&(mask.count_ones() as usize)))
                {
                    let blocks: Vec<Vec<u32>> = mask.iter().map(|mask| indices_of(*mask)).collect();
                    let distance = quantities.distance_to_blocks(&blocks, &run).unwrap();
                    best[count] = [best[count][0].min(distance), best[count][1].max(distance)];
                }
            }
            let most = if sizes.least == 2 { 2 } else { 5 };
            for (side, sense) in [Sense::Minimize, Sense::Maximize].into_iter().enumerate() {
                let found = best_partitions(&subsets, most, sizes, sense, &run).unwrap();
                assert!(!found.is_empty());
                for partition in found {
                    let expected = best[partition.blocks.len()][side];
                    assert!((partition.distance - expected).abs() <= TOLERANCE, "{sizes:?} {partition:?}");
                    let again = quantities.distance_to_blocks(&partition.blocks, &run).unwrap();
                    assert!((partition.distance - again).abs() <= TOLERANCE && partition.optimal);
                }
            }
        }
        let optimal = best_partitions(&subsets, 5, BlockSizes::any(), Sense::Minimize, &run).unwrap();
        for heuristic in [
            agglomerate(&laws, 1, BlockSizes::any(), &run),
            split_greedily(&laws, 5, BlockSizes::any(), &run),
        ] {
            for partition in heuristic.unwrap() {
                let best = &optimal[partition.blocks.len() - 1];
                assert!(partition.distance >= best.distance - TOLERANCE);
                assert!(
                    !partition.optimal || partition.distance <= best.distance + TOLERANCE,
                    "{partition:?}"
                );
            }
        }
        let pairs = split_greedily(&laws, 3, BlockSizes { least: 1, most: 2 }, &run).unwrap();
        assert!(pairs[2].blocks.iter().all(|block| block.len() <= 2));
        let pairs = agglomerate(&laws, 3, BlockSizes { least: 1, most: 2 }, &run).unwrap();
        assert_eq!(pairs.len(), 3);
    }
}

#[test]
fn independent_blocks_are_found() {
    let run = Run::default();
    let parts = [random_chain(&[2, 3], 81, 0.0, true), random_chain(&[2, 2], 82, 0.0, true)];
    let chain = marginals_markov::builder::product(&parts, &run).unwrap();
    let laws = Laws::new(chain, None);
    let subsets = AllSubsets::new(&laws, &run).unwrap();
    let expected = [vec![0, 1], vec![2, 3]];
    let exact = best_partitions(&subsets, 2, BlockSizes::any(), Sense::Minimize, &run).unwrap();
    assert_eq!(exact[1].blocks, expected);
    assert!(exact[1].distance < 1e-13);
    assert_eq!(agglomerate(&laws, 2, BlockSizes::any(), &run).unwrap()[2].blocks, expected);
    assert_eq!(split_greedily(&laws, 2, BlockSizes::any(), &run).unwrap()[1].blocks, expected);
}

#[test]
fn what_does_not_fit_is_refused() {
    let run = Run::default();
    let laws = Laws::new(curie_weiss(4), None);
    let subsets = AllSubsets::new(&laws, &run).unwrap();
    let refused = |blocks, least, most| {
        best_partitions(&subsets, blocks, BlockSizes { least, most }, Sense::Minimize, &run).unwrap_err()
    };
    assert_eq!(refused(0, 1, 4).argument_name(), Some("blocks"));
    assert_eq!(refused(5, 1, 4).argument_name(), Some("blocks"));
    assert_eq!(refused(2, 3, 4).argument_name(), Some("blockSizes"));
    assert_eq!(refused(2, 0, 4).code(), Code::Range);
    let small = run.clone().with_ledger(marginals_core::Ledger::new(1000));
    assert_eq!(AllSubsets::new(&laws, &small).unwrap_err().code(), Code::OutOfMemory);
}
