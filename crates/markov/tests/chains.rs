//! Chains against dense matrices: projections and models.
use marginals_core::{Code, Run};
use marginals_markov::builder::{
    BernoulliLaplace, Couplings, CurieWeiss, Dynamics, SingleFlip, product, random_chain,
    random_chain_with_product_law,
};
use marginals_markov::chain::{Chain, Edges, Law, Origin, Space, Transition};
use proptest::prelude::*;

fn curie_weiss(spins: u32, beta: f64, field: f64, dynamics: Dynamics) -> Chain {
    let model =
        CurieWeiss { spins, inverse_temperature: beta, field, couplings: Couplings::Decaying, dynamics };
    model.build(&Run::default()).unwrap()
}

/// H(Y | X) straight from the edges.
fn entropy_rate(chain: &Chain) -> f64 {
    let (mut edges, mut rate) = (Edges::default(), 0.0);
    for x in 0..chain.states() as u32 {
        chain.row(x, &mut edges);
        let mass = chain.reference()[x as usize];
        rate -= mass * edges.weight.iter().map(|p| p * p.ln()).sum::<f64>();
    }
    rate
}

fn entropy(law: &[f64]) -> f64 {
    -law.iter().filter(|p| **p > 0.0).map(|p| p * p.ln()).sum::<f64>()
}

/// P^(S) by the definition, from dense numbers: (μ^(S), P^(S)).
fn projected_densely(chain: &Chain, subset: &[u32]) -> (Vec<f64>, Vec<f64>) {
    let space = chain.space();
    let sizes: Vec<u32> = subset.iter().map(|i| space.sizes()[*i as usize]).collect();
    let part = Space::new(&sizes).unwrap();
    let image = |x: usize| {
        let digits: Vec<u32> = subset.iter().map(|i| space.digit(x as u32, *i)).collect();
        part.state_of(&digits) as usize
    };
    let (n, m) = (space.states(), part.states());
    let dense = chain.to_dense(&Run::default()).unwrap();
    let (mut law, mut pair) = (vec![0.0; m], vec![0.0; m * m]);
    for x in 0..n {
        law[image(x)] += chain.reference()[x];
        for y in 0..n {
            pair[image(x) * m + image(y)] += chain.reference()[x] * dense[x * n + y];
        }
    }
    for x in 0..m {
        let total = law[x];
        pair[x * m..][..m].iter_mut().for_each(|q| *q = if total > 0.0 { *q / total } else { 0.0 });
    }
    (law, pair)
}

fn assert_close(left: &[f64], right: &[f64], tolerance: f64) {
    assert_eq!(left.len(), right.len());
    for (index, (a, b)) in left.iter().zip(right).enumerate() {
        assert!((a - b).abs() <= tolerance, "{a} and {b} at {index}");
    }
}

fn assert_projects(chain: &Chain, subset: &[u32]) {
    let run = Run::default();
    let projected = chain.project(subset, &run).unwrap();
    let (law, dense) = projected_densely(chain, subset);
    assert_close(projected.reference(), &law, 1e-14);
    let rows = projected.to_dense(&run).unwrap();
    // A row without mass is undefined: whatever the chain itself had there, or nothing.
    for x in (0..law.len()).filter(|x| law[*x] > 0.0) {
        let row = x * law.len()..(x + 1) * law.len();
        assert_close(&rows[row.clone()], &dense[row], 1e-13);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn projections_equal_the_definition(
        sizes in prop::collection::vec(1u32..4, 1..5),
        seed in any::<u64>(),
        density in 0.05f64..1.0,
        given in any::<bool>(),
    ) {
        let run = Run::default().with_seed(seed);
        let mut chain = random_chain(Space::new(&sizes).unwrap(), density, &run).unwrap();
        if given {
            // Another reference: half of the states without mass.
            let n = chain.states();
            let mut law: Vec<f64> = (0..n).map(|x| if x % 2 == 0 { 1.0 + x as f64 } else { 0.0 }).collect();
            let total: f64 = law.iter().sum();
            law.iter_mut().for_each(|p| *p /= total);
            let dense = chain.to_dense(&run).unwrap();
            chain = Transition::from_dense(chain.space().clone(), &dense, &run).unwrap()
                .with_reference(&law, &run).unwrap().prepare(&run).unwrap();
            prop_assert_eq!(chain.stationarity().origin, Origin::Given);
        }
        let d = sizes.len() as u32;
        for mask in 1u32..1 << d {
            let mut subset: Vec<u32> = (0..d).filter(|i| mask >> i & 1 == 1).collect();
            assert_projects(&chain, &subset);
            subset.reverse();
            assert_projects(&chain, &subset);
        }
    }

    #[test]
    fn single_flips_project_like_their_rows(
        sizes in prop::collection::vec(1u32..4, 1..5),
        seed in any::<u64>(),
    ) {
        let run = Run::default().with_seed(seed);
        let space = Space::new(&sizes).unwrap();
        let slots: u32 = sizes.iter().map(|size| size - 1).sum();
        let mut generator = marginals_core::random::stream(seed, "flips", 0);
        let cells = space.states() * slots as usize;
        let flips: Vec<f64> = (0..cells)
            .map(|_| marginals_core::random::uniform(&mut generator) / f64::from(slots))
            .collect();
        let chain = SingleFlip::new(space.clone(), flips, None, &run).unwrap().build(&run).unwrap();
        prop_assert!(chain.is_stationary());
        prop_assert!(matches!(chain.law(), Law::SingleFlip(_)));
        let rows = chain.to_sparse(&run).unwrap();
        assert_close(&rows.to_dense(&run).unwrap(), &chain.to_dense(&run).unwrap(), 0.0);
        let back = SingleFlip::of_chain(&rows, &run).unwrap().build(&run).unwrap();
        assert_close(&back.to_dense(&run).unwrap(), &chain.to_dense(&run).unwrap(), 1e-15);
        for mask in 1u32..1 << sizes.len() {
            let subset: Vec<u32> = (0..sizes.len() as u32).filter(|i| mask >> i & 1 == 1).rev().collect();
            assert_projects(&chain, &subset);
            assert_projects(&rows, &subset);
        }
        // Next states come in increasing order.
        let mut edges = Edges::default();
        for x in 0..space.states() as u32 {
            chain.edges_of(x, &mut edges);
            prop_assert!(edges.next.is_sorted_by(|a, b| a < b));
            let total: f64 = edges.weight.iter().sum();
            prop_assert!((total - chain.reference()[x as usize]).abs() < 1e-15);
        }
    }

    #[test]
    fn projecting_twice_is_projecting_once(seed in any::<u64>()) {
        let run = Run::default().with_seed(seed);
        let chain = random_chain(Space::new(&[2, 3, 2, 2]).unwrap(), 0.4, &run).unwrap();
        let twice = chain.project(&[3, 1, 0], &run).unwrap().project(&[2, 0], &run).unwrap();
        let once = chain.project(&[0, 3], &run).unwrap();
        assert_close(&twice.to_dense(&run).unwrap(), &once.to_dense(&run).unwrap(), 1e-13);
    }

    #[test]
    fn product_laws_are_products_and_stationary(sizes in prop::collection::vec(2u32..4, 1..4), seed in any::<u64>()) {
        let run = Run::default().with_seed(seed);
        let chain = random_chain_with_product_law(Space::new(&sizes).unwrap(), &run).unwrap();
        prop_assert!(chain.is_stationary(), "{:?}", chain.stationarity());
        let alone: f64 = (0..sizes.len() as u32)
            .map(|i| entropy(chain.project(&[i], &run).unwrap().reference()))
            .sum();
        prop_assert!((alone - entropy(chain.reference())).abs() < 1e-12);
    }
}

#[test]
fn products_have_product_rows() {
    let run = Run::default().with_seed(3);
    let a = random_chain(Space::new(&[2, 2]).unwrap(), 0.6, &run).unwrap();
    let b = random_chain(Space::new(&[3]).unwrap(), 0.6, &run.clone().with_seed(4)).unwrap();
    let chain = product(&[a.clone(), b.clone()], &run).unwrap();
    assert_eq!(chain.space().sizes(), [2, 2, 3]);
    assert!(chain.is_stationary());
    assert!((entropy_rate(&chain) - entropy_rate(&a) - entropy_rate(&b)).abs() < 1e-13);
    let first = chain.project(&[0, 1], &run).unwrap().to_dense(&run).unwrap();
    assert_close(&first, &a.to_dense(&run).unwrap(), 1e-14);
    assert_eq!(product(&[], &run).unwrap_err().code(), Code::Shape);
}

/// Entropy rate and one-step mutual information of the decaying model with ten spins, computed elsewhere.
#[test]
fn ten_decaying_spins_have_the_known_entropies() {
    let chain = curie_weiss(10, 0.1, 1.0, Dynamics::Metropolis);
    assert!(chain.is_stationary(), "{:?}", chain.stationarity());
    assert!((entropy_rate(&chain) - 2.291_091_653_822).abs() < 1e-11);
    let distance = entropy(chain.reference()) - entropy_rate(&chain);
    assert!((distance - 4.469_749_637_985).abs() < 1e-11);
    let alone: f64 = (0..10).map(|i| entropy_rate(&chain.project(&[i], &Run::default()).unwrap())).sum();
    assert!((alone - entropy_rate(&chain) - 0.538_123_420_572).abs() < 1e-11);
    assert_eq!(chain.warnings(), [] as [String; 0]);
}

#[test]
fn spin_chains_balance_in_detail() {
    let run = Run::default();
    for dynamics in [Dynamics::Metropolis, Dynamics::HeatBath] {
        let chain = curie_weiss(6, 0.35, -0.4, dynamics);
        let (dense, law) = (chain.to_dense(&run).unwrap(), chain.reference());
        for x in 0..64usize {
            let row: f64 = dense[x * 64..][..64].iter().sum();
            assert!((row - 1.0).abs() < 1e-14);
            for y in 0..64usize {
                let (forth, back) = (law[x] * dense[x * 64 + y], law[y] * dense[y * 64 + x]);
                assert!((forth - back).abs() < 1e-17);
                if (x ^ y).count_ones() == 1 && dynamics == Dynamics::HeatBath {
                    let expected = law[y] / (law[x] + law[y]) / 6.0;
                    assert!((dense[x * 64 + y] - expected).abs() < 1e-15);
                }
                if (x ^ y).count_ones() == 1 && dynamics == Dynamics::Metropolis {
                    assert!((dense[x * 64 + y] - (law[y] / law[x]).min(1.0) / 6.0).abs() < 1e-15);
                }
            }
        }
    }
}

#[test]
fn equal_couplings_make_an_exchangeable_chain() {
    let run = Run::default();
    let model = CurieWeiss {
        spins: 5,
        inverse_temperature: 0.2,
        field: 0.5,
        couplings: Couplings::MeanField,
        dynamics: Dynamics::HeatBath,
    };
    let chain = model.build(&run).unwrap();
    assert!(chain.is_exchangeable());
    let rates: Vec<f64> = (0..5).map(|i| entropy_rate(&chain.project(&[i], &run).unwrap())).collect();
    assert!(rates.iter().all(|rate| (rate - rates[0]).abs() < 1e-14), "{rates:?}");
    let free = CurieWeiss { inverse_temperature: 0.0, dynamics: Dynamics::Metropolis, ..model.clone() };
    assert_eq!(
        free.build(&run).unwrap().warnings(),
        ["the chain is periodic with period 2: every flip is accepted"]
    );
    assert!(!curie_weiss(5, 0.1, 1.0, Dynamics::Metropolis).is_exchangeable());
    let refuse = |model: CurieWeiss| model.build(&run).unwrap_err().to_string();
    assert_eq!(
        refuse(CurieWeiss { spins: 0, ..model.clone() }),
        "spins must be an integer in 1..=31, received 0"
    );
    assert_eq!(
        refuse(CurieWeiss { field: f64::NAN, ..model.clone() }),
        "field must be a finite number, received NaN"
    );
    let skew = Couplings::Matrix(vec![0.0, 1.0, 2.0, 0.0]);
    assert_eq!(
        refuse(CurieWeiss { spins: 2, couplings: skew, ..model }),
        "couplings must be a symmetric matrix, received 2 at (1, 0) and 1 at (0, 1)"
    );
}

#[test]
fn ten_free_colors_have_the_known_entropies() {
    let run = Run::default();
    let mut colors = vec![1; 10];
    colors.push(10);
    let chain = BernoulliLaplace { colors, urn: 10, swaps: 1 }.build(&run).unwrap();
    assert_eq!((chain.states(), chain.transitions()), (1024, 34302));
    assert!(chain.is_stationary() && chain.is_exchangeable());
    assert_eq!(chain.warnings(), [] as [String; 0]);
    let known = [
        0.325_082_973_391,
        0.644_891_905_509,
        0.959_132_339_487,
        1.267_474_859_300,
        1.569_548_433_372,
        1.864_931_937_535,
        2.153_143_178_719,
        2.433_624_402_256,
        2.705_722_693_275,
        2.968_662_437_674,
    ];
    for (size, expected) in (1u32..).zip(known) {
        let projected = chain.project(&(0..size).collect::<Vec<_>>(), &run).unwrap();
        assert!((entropy_rate(&projected) - expected).abs() < 1e-11, "{size}");
    }
}

#[test]
fn two_colors_swap_like_the_classical_urns() {
    // x balls of color 1 among N = 3 on the left, l = (3, 4): up with (3−x)(3−x)/12, down with x(x+1)/12.
    let run = Run::default();
    let chain = BernoulliLaplace { colors: vec![3, 4], urn: 3, swaps: 1 }.build(&run).unwrap();
    let dense = chain.to_dense(&run).unwrap();
    for x in 0..4usize {
        let up = ((3 - x) * (3 - x)) as f64 / 12.0;
        let down = (x * (x + 1)) as f64 / 12.0;
        if x < 3 {
            assert!((dense[x * 4 + x + 1] - up).abs() < 1e-15);
        }
        if x > 0 {
            assert!((dense[x * 4 + x - 1] - down).abs() < 1e-15);
        }
        assert!((dense[x * 4 + x] - (1.0 - up - down)).abs() < 1e-15);
    }
    assert_close(chain.reference(), &[4.0 / 35.0, 18.0 / 35.0, 12.0 / 35.0, 1.0 / 35.0], 1e-15);
    // Several swaps at once keep the same stationary law.
    for swaps in 2..=3 {
        let chain = BernoulliLaplace { colors: vec![2, 3, 4], urn: 4, swaps }.build(&run).unwrap();
        assert!(chain.is_stationary(), "{:?}", chain.stationarity());
    }
}

#[test]
fn compositions_that_are_no_product_space_are_embedded() {
    let run = Run::default();
    let chain = BernoulliLaplace { colors: vec![1; 6], urn: 3, swaps: 1 }.build(&run).unwrap();
    assert_eq!(chain.space().sizes(), [2; 5]);
    // Five free balls, at least two and at most three of them on the left: 10 + 10 states.
    assert_eq!(chain.reference().iter().filter(|mass| **mass > 0.0).count(), 20);
    assert!(chain.is_stationary());
    assert_eq!(chain.warnings(), ["12 of 32 states are no compositions of 3 balls and have no mass"]);
    assert_projects(&chain, &[0, 1]);
    let refuse = |colors: &[u32], urn, swaps| {
        BernoulliLaplace { colors: colors.to_vec(), urn, swaps }.build(&run).unwrap_err().to_string()
    };
    assert_eq!(refuse(&[3], 1, 1), "colors must be at least two colors, received 1");
    assert_eq!(refuse(&[2, 2], 4, 1), "urn must be an integer in 1..=3 (balls in all, less one), received 4");
    assert_eq!(
        refuse(&[2, 2], 1, 2),
        "swaps must be an integer in 1..=1 (balls in the smaller urn), received 2"
    );
}

#[test]
fn projections_have_the_same_bits_for_any_number_of_threads() {
    let chain = curie_weiss(9, 0.1, 1.0, Dynamics::Metropolis);
    let rows = chain.to_sparse(&Run::default()).unwrap();
    let pool = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        Run::default().with_pool(std::sync::Arc::new(pool), threads)
    };
    for chain in [&chain, &rows] {
        let expected = chain.project(&[7, 2, 4], &Run::default()).unwrap();
        let dense = expected.to_dense(&Run::default()).unwrap();
        for threads in [2, 8] {
            let again = chain.project(&[7, 2, 4], &pool(threads)).unwrap();
            assert_eq!(again.reference(), expected.reference());
            assert_eq!(again.to_dense(&Run::default()).unwrap(), dense);
        }
    }
}

#[test]
fn memory_is_announced_and_cancelling_stops() {
    let run = Run::default().with_ledger(marginals_core::Ledger::new(1 << 16));
    let model = CurieWeiss {
        spins: 20,
        inverse_temperature: 0.1,
        field: 1.0,
        couplings: Couplings::Decaying,
        dynamics: Dynamics::Metropolis,
    };
    assert_eq!(model.build(&run).unwrap_err().code(), Code::OutOfMemory);
    let cancel = marginals_core::CancelFlag::default();
    cancel.cancel();
    let run = Run::default().with_cancel(cancel);
    assert_eq!(CurieWeiss { spins: 12, ..model }.build(&run).unwrap_err().code(), Code::Aborted);
}

#[test]
fn pairs_of_single_flips_come_in_the_order_of_their_table() {
    let run = Run::default().with_seed(5);
    let space = Space::new(&[3, 1, 2, 4]).unwrap();
    let mut generator = marginals_core::random::stream(5, "flips", 0);
    let flips = (0..24 * 6).map(|_| (marginals_core::random::uniform(&mut generator) - 0.3).max(0.0) / 6.0);
    let chain = SingleFlip::new(space.clone(), flips.collect(), Some(&[1.0 / 24.0; 24]), &run).unwrap();
    let chain = chain.build(&run).unwrap();
    let key = |x: u32, y: u32| (0..4).map(|i| (space.digit(x, i), space.digit(y, i))).collect::<Vec<_>>();
    let mut seen = Vec::new();
    chain.visit_pairs(&run, |x, y, q| seen.push((key(x, y), q))).unwrap();
    let mut expected = Vec::new();
    chain.for_each_edge(0..24, |x, y, q| expected.push((key(x, y), q)));
    expected.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(seen, expected);
    let mut by_rows = Vec::new();
    chain.to_sparse(&run).unwrap().visit_pairs(&run, |x, y, _| by_rows.push((x, y))).unwrap();
    assert!(by_rows.is_sorted() && by_rows.len() == expected.len());
}

#[test]
fn opposite_edges_are_visited_once_and_only_of_symmetric_laws() {
    let run = Run::default();
    let urns = BernoulliLaplace { colors: vec![2, 3, 4], urn: 4, swaps: 2 }.build(&run).unwrap();
    let spins = curie_weiss(5, 0.4, 0.3, Dynamics::Metropolis);
    let sparse = spins.to_sparse(&run).unwrap();
    for chain in [urns, spins, sparse] {
        let mut expected = std::collections::BTreeMap::new();
        chain.visit_pairs(&run, |x, y, q| *expected.entry((x.min(y), x.max(y))).or_insert(0.0) += q).unwrap();
        let mut found = std::collections::BTreeMap::new();
        let is_symmetric =
            chain.visit_mirrored(&run, |x, y, q| assert!(x <= y && found.insert((x, y), q).is_none()));
        assert!(is_symmetric.unwrap());
        assert!((0..chain.states() as u32).all(|x| found.contains_key(&(x, x))));
        found.retain(|_, q| *q > 0.0);
        assert_eq!(found.len(), expected.len());
        found.iter().zip(&expected).for_each(|(found, expected)| {
            assert_eq!(found.0, expected.0);
            assert!((found.1 - expected.1).abs() <= 1e-15);
        });
    }
    // A cycle that turns one way more often than the other, and one that turns one way alone.
    for back in [0.25, 0.0] {
        let rows = [1.0 - back, back].map(|p| p / 2.0);
        let dense: Vec<f64> = (0..16)
            .map(|cell| match (cell % 4 + 4 - cell / 4) % 4 {
                0 => 0.5,
                1 => rows[0],
                3 => rows[1],
                _ => 0.0,
            })
            .collect();
        let space = Space::new(&[2, 2]).unwrap();
        let chain = Transition::from_dense(space, &dense, &run).unwrap().prepare(&run).unwrap();
        assert!(!chain.visit_mirrored(&run, |_, _, _| {}).unwrap());
    }
}
