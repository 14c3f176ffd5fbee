//! Estimates from trajectories: counts, smoothing, corrections, intervals, halves, and every fault of the input.
use marginals_core::random::{stream, uniform};
use marginals_core::{CancelFlag, Code, Run};
use marginals_markov::chain::{Chain, Edges, Origin, Source, Space, Transition};
use marginals_markov::estimate::{
    Bootstrap, Correction, IntervalMethod, MISSING, PairCounts, Quantity, Smoothing, Split, Trajectories,
    bootstrap, estimate, factorization_test,
};
use proptest::prelude::*;
use std::sync::Arc;

fn space(sizes: &[u32]) -> Space {
    Space::new(sizes).unwrap()
}

fn one(sizes: &[u32], rows: &[u32], lengths: &[usize]) -> Trajectories {
    Trajectories::from_rows(space(sizes), rows, lengths, 1, &Run::default()).unwrap()
}

/// A path of `steps` states of the chain.
fn walk(chain: &Chain, steps: usize, seed: u64) -> Vec<u32> {
    let mut generator = stream(seed, "walk", 0);
    let (mut edges, mut path, mut x) = (Edges::default(), Vec::new(), 0u32);
    for _ in 0..steps {
        path.push(x);
        chain.row(x, &mut edges);
        let mut left = uniform(&mut generator);
        x = edges
            .iter()
            .find(|(_, p)| {
                left -= p;
                left < 0.0
            })
            .map_or(x, |(y, _)| y);
    }
    path
}

fn two_state_chain() -> Chain {
    let run = Run::default();
    let chain = Transition::from_dense(space(&[2]), &[0.7, 0.3, 0.1, 0.9], &run).unwrap();
    chain.prepare(&run).unwrap()
}

#[test]
fn counts_are_those_of_the_steps() {
    let run = Run::default();
    // Two trajectories, 0 1 1 0 and 1 0: transitions 01 11 10 and 10.
    let data = one(&[2], &[0, 1, 1, 0, 1, 0], &[4, 2]);
    let counts = PairCounts::of(&data, &run).unwrap();
    assert_eq!(counts.iter().collect::<Vec<_>>(), [(0, 1, 1), (1, 0, 2), (1, 1, 1)]);
    let chain = counts.chain(Smoothing::None, &run).unwrap();
    assert_eq!(chain.reference(), [0.25, 0.75]);
    assert_eq!(chain.to_dense(&run).unwrap(), [0.0, 1.0, 2.0 / 3.0, 1.0 / 3.0]);
    assert_eq!(chain.source(), Source::Data { transitions: 4, smoothing: 0.0 });
    assert_eq!(chain.stationarity().origin, Origin::Frequencies);
    // Closed on themselves: 01 11 10 00 and 10 01; leaving and reaching have the same law.
    let closed = PairCounts::of(&data.clone().circular(), &run).unwrap();
    assert_eq!(closed.iter().collect::<Vec<_>>(), [(0, 0, 1), (0, 1, 2), (1, 0, 2), (1, 1, 1)]);
    assert!(closed.chain(Smoothing::None, &run).unwrap().is_stationary());
    // Two steps apart: 01 10 in the first, nothing in the second.
    let lagged = Trajectories::from_rows(space(&[2]), &[0, 1, 1, 0, 1, 0], &[4, 2], 2, &run).unwrap();
    let lagged = PairCounts::of(&lagged, &run).unwrap();
    assert_eq!(lagged.iter().collect::<Vec<_>>(), [(0, 1, 1), (1, 0, 1)]);
}

#[test]
fn missing_steps_are_not_bridged() {
    let run = Run::default();
    let data = one(&[2, 3], &[0, 1, 1, MISSING, 1, 2, 0, 0], &[4]);
    let counts = PairCounts::of(&data, &run).unwrap();
    assert_eq!(counts.iter().collect::<Vec<_>>(), [(5, 0, 1)]);
    let columns: [&[u32]; 2] = [&[0, 1, 1, 0], &[1, MISSING, 2, 0]];
    let same = Trajectories::from_columns(space(&[2, 3]), &columns, &[4], 1, &run).unwrap();
    assert_eq!(PairCounts::of(&same, &run).unwrap().iter().collect::<Vec<_>>(), [(5, 0, 1)]);
}

#[test]
fn smoothing_adds_to_every_pair_once() {
    let run = Run::default();
    let counts = PairCounts::of(&one(&[2], &[0, 1, 1, 0], &[4]), &run).unwrap();
    let chain = counts.chain(Smoothing::KrichevskyTrofimov, &run).unwrap();
    // Counts 0 1 1 1 become ½ 1½ 1½ 1½ of 5.
    assert_eq!(chain.reference(), [0.4, 0.6]);
    assert_eq!(chain.to_dense(&run).unwrap(), [0.25, 0.75, 0.5, 0.5]);
    assert_eq!(chain.source(), Source::Data { transitions: 3, smoothing: 0.5 });
    let error = counts.chain(Smoothing::Add(-1.0), &run).unwrap_err();
    assert_eq!(error.to_string(), "smoothing must be a finite number of at least 0, received -1");
}

#[test]
fn faults_of_trajectories_are_named() {
    let run = Run::default();
    let rows = |rows: &[u32], lengths: &[usize], lag| {
        Trajectories::from_rows(space(&[2, 3]), rows, lengths, lag, &run).unwrap_err().to_string()
    };
    assert_eq!(
        rows(&[0, 0, 1], &[1], 1),
        "trajectories must be steps of 2 symbols (one per coordinate), received 3 symbols"
    );
    assert_eq!(
        rows(&[0, 0, 1, 3], &[2], 1),
        "trajectories must be symbols in 0..=2 for coordinate 1, received 3 at step 1"
    );
    assert_eq!(rows(&[0, 0, 1, 1], &[2], 0), "lag must be an integer of at least 1, received 0");
    assert_eq!(
        rows(&[0, 0, 1, 1], &[3], 1),
        "lengths must be lengths that sum to 2 (the number of steps), received 3"
    );
    assert_eq!(
        rows(&[0, 0, 1, 1], &[1, 1], 1),
        "trajectories must be at least one trajectory of 2 steps or more without a missing step, received 2 \
         trajectories of 2 steps in all"
    );
    assert!(rows(&[], &[], 1).ends_with("received 0 trajectories of 0 steps in all"));
    assert!(rows(&[0, 0, 1, 1], &[usize::MAX, 3], 1).ends_with("received a larger sum"));
    let columns = |columns: &[&[u32]]| {
        Trajectories::from_columns(space(&[2, 3]), columns, &[2], 1, &run).unwrap_err().to_string()
    };
    assert_eq!(columns(&[&[0, 1]]), "trajectories must be 2 columns (one per coordinate), received 1");
    assert_eq!(
        columns(&[&[0, 1], &[0]]),
        "trajectories must be columns of equal length (2 steps in the first), received 1 steps in column 1"
    );
    assert_eq!(
        columns(&[&[0, 2], &[0, 0]]),
        "trajectories must be symbols in 0..=1 for coordinate 0, received 2 at step 1"
    );
}

#[test]
fn halves_share_no_transition() {
    let run = Run::default();
    let data = one(&[5], &[0, 1, 2, 3, 4, 0, 1, 2, 3, 4], &[6, 4]);
    let (first, second) = data.split(Split::Halves).unwrap();
    let list = |data: &Trajectories| PairCounts::of(data, &run).unwrap().iter().collect::<Vec<_>>();
    assert_eq!(list(&first), [(0, 1, 1), (1, 2, 1), (2, 3, 1), (3, 4, 1)]);
    assert_eq!(list(&second), [(1, 2, 1), (2, 3, 1), (3, 4, 1)]);
    let (even, odd) = data.split(Split::Alternating(2)).unwrap();
    assert_eq!(list(&even), [(0, 1, 1), (3, 4, 1), (4, 0, 1)]);
    assert_eq!(list(&odd), [(1, 2, 1), (2, 3, 1)]);
    assert_eq!(data.split(Split::Alternating(1)).unwrap_err().code(), Code::Range);
    assert_eq!(one(&[2], &[0, 1], &[2]).split(Split::Halves).unwrap_err().code(), Code::Argument);
}

#[test]
fn intervals_cover_the_truth_as_often_as_they_say() {
    let run = Run::default();
    let chain = two_state_chain();
    let entropy = |p: f64| -p * p.ln() - (1.0 - p) * (1.0 - p).ln();
    let truth = 0.25 * entropy(0.3) + 0.75 * entropy(0.1);
    let quantity = Quantity::EntropyRate(vec![0]);
    let settings = Bootstrap { replicates: 199, level: 0.9, ..Bootstrap::default() };
    let mut covered = 0;
    for seed in 0..60 {
        let data = one(&[2], &walk(&chain, 2000, seed), &[2000]);
        let counts = PairCounts::of(&data, &run).unwrap();
        let found = estimate(&counts, &quantity, Correction::MillerMadow, Some(&settings), &run).unwrap();
        let interval = found.interval.unwrap();
        assert!(interval.lower < interval.value && interval.value < interval.upper);
        assert!((found.value - truth).abs() < 6.0 * interval.standard_error);
        covered += usize::from(interval.lower <= truth && truth <= interval.upper);
    }
    // 54 are expected; five standard deviations of a binomial(60, 0.9) are 11.6.
    assert!(covered >= 43, "{covered}");
}

#[test]
fn corrections_remove_bias() {
    let run = Run::default();
    let chain = two_state_chain();
    let entropy = |p: f64| -p * p.ln() - (1.0 - p) * (1.0 - p).ln();
    let truth = 0.25 * entropy(0.3) + 0.75 * entropy(0.1);
    let quantity = Quantity::EntropyRate(vec![0]);
    let mean = |correction: Correction| {
        let errors = (0..4000).map(|seed| {
            let data = one(&[2], &walk(&chain, 60, 10_000 + seed)[10..], &[50]);
            let counts = PairCounts::of(&data, &run).unwrap();
            estimate(&counts, &quantity, correction, None, &run).unwrap().value - truth
        });
        errors.sum::<f64>() / 4000.0
    };
    let plain = mean(Correction::PlugIn);
    assert!(plain < -0.012, "{plain}");
    for correction in [Correction::MillerMadow, Correction::Jackknife, Correction::Grassberger] {
        let corrected = mean(correction);
        assert!(corrected.abs() < 0.6 * plain.abs(), "{}: {corrected} {plain}", correction.name());
    }
}

#[test]
fn intervals_have_the_same_bits_for_any_number_of_threads() {
    let data = one(&[2], &walk(&two_state_chain(), 500, 1), &[300, 200]);
    let quantity = Quantity::MutualInformation(vec![0]);
    let settings = Bootstrap { replicates: 50, ..Bootstrap::default() };
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let run = Run::default().with_pool(Arc::new(pool), threads).with_seed(9);
        let counts = PairCounts::of(&data, &run).unwrap();
        estimate(&counts, &quantity, Correction::PlugIn, Some(&settings), &run).unwrap()
    };
    let expected = with(1);
    assert_eq!(with(2), expected);
    assert_eq!(with(8), expected);
}

#[test]
fn independent_blocks_pass_and_coupled_ones_fail() {
    let run = Run::default();
    let coin = two_state_chain();
    let blocks = [vec![0], vec![1]];
    let mut small = 0;
    let mut statistics = 0.0;
    for seed in 0..300 {
        // Two chains side by side: 4 rows of 3 free parameters against 2 · 2 of 1.
        let (a, b) = (walk(&coin, 1500, 2 * seed), walk(&coin, 1500, 2 * seed + 1));
        let rows: Vec<u32> = a.iter().zip(&b).flat_map(|(a, b)| [*a, *b]).collect();
        let counts = PairCounts::of(&one(&[2, 2], &rows, &[1500]), &run).unwrap();
        let test = factorization_test(&counts, &blocks, &run).unwrap();
        assert_eq!((test.degrees, test.warnings.len()), (8.0, 0));
        small += usize::from(test.p_value < 0.1);
        statistics += test.statistic / 300.0;
    }
    // 30 are expected, and a mean of 8; five standard deviations are 26 and 1.2.
    assert!((5..=56).contains(&small), "{small}");
    assert!((statistics - 8.0).abs() < 1.2, "{statistics}");
    // The second coordinate copies the first one.
    let a = walk(&coin, 400, 5);
    let rows: Vec<u32> =
        std::iter::once(0).chain(a.iter().copied()).zip(&a).flat_map(|(b, a)| [*a, b]).collect();
    let counts = PairCounts::of(&one(&[2, 2], &rows, &[400]), &run).unwrap();
    assert!(factorization_test(&counts, &blocks, &run).unwrap().p_value < 1e-9);
    let error = factorization_test(&counts, &blocks[..1], &run).unwrap_err();
    assert_eq!(
        error.to_string(),
        "blocks must be at least two blocks, none empty, received 1 blocks, 0 of them empty"
    );
    let still = PairCounts::of(&one(&[2, 2], &[0, 0, 0, 1, 0, 1], &[3]), &run).unwrap();
    assert_eq!(factorization_test(&still, &blocks, &run).unwrap_err().code(), Code::Argument);
}

#[test]
fn bad_settings_are_refused() {
    let run = Run::default();
    let counts = PairCounts::of(&one(&[2, 2], &[0, 0, 1, 0, 1, 1, 0, 1], &[4]), &run).unwrap();
    let refuse =
        |settings: Bootstrap| bootstrap(&counts, |_| Ok(1.0), &settings, &run).unwrap_err().to_string();
    let good = Bootstrap::default();
    assert_eq!(
        refuse(Bootstrap { replicates: 1, ..good }),
        "replicates must be an integer of at least 2, received 1"
    );
    assert_eq!(
        refuse(Bootstrap { block: Some(4), ..good }),
        "block must be an integer in 1..=3 (transitions in the data), received 4"
    );
    assert_eq!(
        refuse(Bootstrap { level: 1.0, ..good }),
        "level must be a number between 0 and 1, received 1"
    );
    let error = bootstrap(&counts, |_| Ok(f64::NAN), &good, &run).unwrap_err();
    assert_eq!(error.code(), Code::NonFinite);
    let fixed = Bootstrap { method: IntervalMethod::Percentile, ..good };
    let constant = bootstrap(&counts, |_| Ok(2.5), &fixed, &run).unwrap();
    assert_eq!((constant.lower, constant.upper, constant.standard_error), (2.5, 2.5, 0.0));
    let overlapping = Quantity::DistanceToFactorizability(vec![vec![0], vec![0, 1]]);
    let error = estimate(&counts, &overlapping, Correction::PlugIn, None, &run).unwrap_err();
    assert_eq!(error.to_string(), "blocks must be distinct coordinates, received 0 twice");
    let cancel = CancelFlag::default();
    cancel.cancel();
    let cancelled = Run::default().with_cancel(cancel);
    assert_eq!(bootstrap(&counts, |_| Ok(1.0), &good, &cancelled).unwrap_err().code(), Code::Aborted);
}

/// H(Y_S | X_S) of a chain's pair law over a subset.
fn rate(chain: &Chain, subset: &[u32]) -> f64 {
    let run = Run::default();
    let projected = chain.project(subset, &run).unwrap();
    let (mut edges, mut rate) = (Edges::default(), 0.0);
    for x in 0..projected.states() as u32 {
        projected.row(x, &mut edges);
        let mass = projected.reference()[x as usize];
        rate -= mass * edges.weight.iter().map(|p| p * p.ln()).sum::<f64>();
    }
    rate
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(30))]

    #[test]
    fn plug_in_estimates_are_the_quantities_of_the_plug_in_chain(
        sizes in prop::collection::vec(1u32..4, 3..4),
        steps in 3usize..400,
        seed in any::<u64>(),
    ) {
        let run = Run::default();
        let mut generator = stream(seed, "rows", 0);
        let rows: Vec<u32> = (0..steps)
            .flat_map(|_| sizes.clone())
            .map(|size| (uniform(&mut generator).powi(2) * f64::from(size)) as u32)
            .collect();
        let data = one(&sizes, &rows, &[steps]);
        let counts = PairCounts::of(&data, &run).unwrap();
        let chain = counts.chain(Smoothing::None, &run).unwrap();
        let plug_in = |quantity| estimate(&counts, &quantity, Correction::PlugIn, None, &run).unwrap().value;
        let all = rate(&chain, &[0, 1, 2]);
        prop_assert!((plug_in(Quantity::EntropyRate(vec![0, 1, 2])) - all).abs() < 1e-12);
        let alone: f64 = (0..3).map(|i| rate(&chain, &[i])).sum();
        prop_assert!((plug_in(Quantity::DistanceToIndependence(vec![2, 0, 1])) - (alone - all).max(0.0)).abs() < 1e-12);
        let split = rate(&chain, &[1]) + rate(&chain, &[0, 2]) - all;
        let blocks = Quantity::DistanceToFactorizability(vec![vec![1], vec![0, 2]]);
        prop_assert!((plug_in(blocks) - split.max(0.0)).abs() < 1e-12);
        let fixed = Quantity::DistanceToFixedSet { fixed: vec![1], subset: vec![0, 2] };
        prop_assert!((plug_in(fixed) - split.max(0.0)).abs() < 1e-12);
        let entropy = |law: &[f64]| -law.iter().filter(|p| **p > 0.0).map(|p| p * p.ln()).sum::<f64>();
        let part = chain.project(&[0, 2], &run).unwrap();
        let information = entropy(part.next_law()) - rate(&chain, &[0, 2]);
        prop_assert!((plug_in(Quantity::MutualInformation(vec![0, 2])) - information.max(0.0)).abs() < 1e-12);
    }

    /// Counting goes through sorted chunks and their merges; a dictionary is the oracle.
    #[test]
    fn long_trajectories_are_counted_right(steps in 30_000usize..150_000, seed in any::<u64>()) {
        let run = Run::default();
        let mut generator = stream(seed, "symbols", 0);
        let rows: Vec<u32> = (0..steps).map(|_| (uniform(&mut generator) * 50.0) as u32).collect();
        let counts = PairCounts::of(&one(&[50], &rows, &[steps]), &run).unwrap();
        let mut expected = std::collections::BTreeMap::new();
        rows.windows(2).for_each(|pair| *expected.entry((pair[0], pair[1])).or_insert(0u64) += 1);
        let expected: Vec<_> = expected.into_iter().map(|((x, y), count)| (x, y, count)).collect();
        prop_assert_eq!(counts.iter().collect::<Vec<_>>(), expected);
    }
}
