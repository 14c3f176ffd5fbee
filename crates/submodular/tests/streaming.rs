//! Streaming algorithms: promises against brute force, the papers' pseudo-code, memory, faults.
mod naive;

use marginals_core::random::{ChaCha8Rng, below, shuffle, stream, uniform};
use marginals_core::{CancelFlag, Code, Monotone, Objective, Run, Selection, Shape};
use marginals_submodular::{Algorithm, Partition, Request, Selector, StreamRequest, maximize};
use naive::{Listed, best, coverage, list, shaped};
use std::collections::BTreeMap;
use std::sync::Arc;

const BY_SIZE: [Algorithm; 6] = [
    Algorithm::SieveStreaming,
    Algorithm::SieveStreamingPlusPlus,
    Algorithm::Salsa,
    Algorithm::ThreeSieves,
    Algorithm::QuickStream,
    Algorithm::SwapStreaming,
];

/// Square roots of sums: monotone, submodular, with gains of very different sizes.
fn roots(random: &mut ChaCha8Rng, size: usize) -> Listed {
    let rows: Vec<Vec<f64>> = (0..3).map(|_| (0..size).map(|_| uniform(random).powi(4)).collect()).collect();
    let value = |chosen: &[u32]| {
        let root = |row: &Vec<f64>| chosen.iter().map(|e| row[*e as usize]).sum::<f64>().sqrt();
        rows.iter().map(root).sum()
    };
    Listed::new(list(size, value), shaped(Shape::Submodular, Monotone::Increasing, true))
}

fn monotone(seed: u64, size: usize) -> (ChaCha8Rng, Listed) {
    let mut random = stream(seed, "streams", 0);
    let function =
        if seed.is_multiple_of(2) { coverage(&mut random, size) } else { roots(&mut random, size) };
    (random, function)
}

fn order(random: &mut ChaCha8Rng, size: usize) -> Vec<u32> {
    let mut order: Vec<u32> = (0..size as u32).collect();
    shuffle(random, &mut order);
    order
}

fn solve(function: &Arc<Listed>, request: &Request) -> Selection {
    let objective: Arc<dyn Objective> = function.clone();
    maximize(objective, request, &Run::default()).unwrap()
}

fn consistent(function: &Listed, selection: &Selection) {
    let mut so_far: Vec<u32> = Vec::new();
    for (e, gain) in selection.indices.iter().zip(&selection.gains) {
        let before = function.value_of(&so_far);
        so_far.push(*e);
        assert!((function.value_of(&so_far) - before - gain).abs() <= 1e-9 * function.scale());
    }
    assert!((function.value_of(&selection.indices) - selection.value).abs() <= 1e-9 * function.scale());
}

#[test]
fn promises_hold_against_brute_force() {
    for seed in 0..500 {
        let (mut random, function) = monotone(seed, 9);
        let order = order(&mut random, 9);
        let function = function.shared();
        for size in [1, 2, 4] {
            let (optimum, _) = best(&function, true, |set| set.len() <= size).unwrap();
            for algorithm in BY_SIZE {
                for epsilon in [0.05, 0.2] {
                    let request = Request { order: order.clone(), epsilon, ..Request::new(algorithm, size) };
                    let selection = solve(&function, &request);
                    consistent(&function, &selection);
                    assert_eq!(selection.bound, None);
                    assert!(selection.indices.len() <= size);
                    let Some(guarantee) = selection.guarantee else {
                        assert_eq!(algorithm, Algorithm::ThreeSieves);
                        continue;
                    };
                    let least = guarantee.ratio * optimum - 1e-9;
                    assert!(selection.value >= least, "{} {seed} {size}", algorithm.name());
                }
            }
        }
    }
}

#[test]
fn swaps_keep_to_matroids_and_their_promise() {
    for seed in 0..500 {
        let (mut random, function) = monotone(seed, 9);
        let classes = |random: &mut ChaCha8Rng| (0..9).map(|_| below(random, 3) as u32).collect::<Vec<u32>>();
        let first = Partition::new(classes(&mut random), vec![1, 2, 1]).unwrap();
        let second = Partition::new(classes(&mut random), vec![2, 0, 1]).unwrap();
        let order = order(&mut random, 9);
        let function = function.shared();
        for partitions in [vec![first.clone()], vec![first, second]] {
            for size in [2, 9] {
                let fits = |set: &[u32]| {
                    set.len() <= size
                        && partitions.iter().all(|partition| {
                            let count = |c: usize| {
                                set.iter().filter(|e| partition.class()[**e as usize] as usize == c).count()
                            };
                            partition.capacity().iter().enumerate().all(|(c, most)| count(c) <= *most)
                        })
                };
                let (optimum, _) = best(&function, true, fits).unwrap();
                let request = Request {
                    constraints: partitions.iter().cloned().map(Into::into).collect(),
                    order: order.clone(),
                    ..Request::new(Algorithm::SwapStreaming, size)
                };
                let selection = solve(&function, &request);
                consistent(&function, &selection);
                assert!(fits(&selection.indices));
                let ratio = selection.guarantee.unwrap().ratio;
                assert_eq!(ratio, 0.25 / partitions.len() as f64);
                assert!(selection.value >= ratio * optimum - 1e-9);
            }
        }
    }
}

/// Sieve-streaming as its paper says, every set of every guess kept from the start, by values alone.
fn plain_sieves(function: &Listed, order: &[u32], size: usize, epsilon: f64) -> f64 {
    let k = size as f64;
    let mut sets: BTreeMap<i32, Vec<u32>> = BTreeMap::new();
    let (mut largest, mut best) = (0.0f64, 0.0f64);
    for e in order {
        largest = largest.max(function.value_of(&[*e]));
        if largest == 0.0 {
            continue;
        }
        let guess = |i: &i32| (1.0 + epsilon).powi(*i);
        let inside =
            |i: &i32| guess(i) >= largest * (1.0 - 1e-9) && guess(i) <= 2.0 * k * largest * (1.0 + 1e-9);
        sets.retain(|i, _| inside(i));
        for i in (-2000..2000).filter(inside) {
            let set = sets.entry(i).or_default();
            let value = function.value_of(set);
            let gain = function.value_of(&[&set[..], &[*e]].concat()) - value;
            if set.len() < size && gain > 0.0 && gain >= (guess(&i) / 2.0 - value) / (k - set.len() as f64) {
                set.push(*e);
                best = best.max(function.value_of(set));
            }
        }
    }
    best
}

/// Sieve-streaming++ as its paper says.
fn plain_sieves_plus_plus(function: &Listed, order: &[u32], size: usize, epsilon: f64) -> f64 {
    let mut sets: BTreeMap<i32, Vec<u32>> = BTreeMap::new();
    let (mut largest, mut best) = (0.0f64, 0.0f64);
    for e in order {
        largest = largest.max(function.value_of(&[*e]));
        if largest == 0.0 {
            continue;
        }
        let least = best.max(largest) / (2.0 * size as f64) / (1.0 + epsilon);
        let threshold = |i: &i32| (1.0 + epsilon).powi(*i);
        let inside = |i: &i32| threshold(i) >= least * (1.0 - 1e-9) && threshold(i) <= largest * (1.0 + 1e-9);
        sets.retain(|i, _| inside(i));
        for i in (-2000..2000).filter(inside) {
            let set = sets.entry(i).or_default();
            let gain = function.value_of(&[&set[..], &[*e]].concat()) - function.value_of(set);
            if set.len() < size && gain >= threshold(&i) {
                set.push(*e);
                best = best.max(function.value_of(set));
            }
        }
    }
    best
}

/// Salsa as its paper says: sieve-streaming++ thresholds, and two sets for every guess of the optimum whose thresholds
/// change once; every set kept from the start.
fn plain_salsa(function: &Listed, order: &[u32], size: usize, epsilon: f64) -> f64 {
    let k = size as f64;
    let mut sets: BTreeMap<(u8, i32), Vec<u32>> = BTreeMap::new();
    let (mut largest, mut best) = (0.0f64, 0.0f64);
    for (at, e) in order.iter().enumerate() {
        largest = largest.max(function.value_of(&[*e]));
        if largest == 0.0 {
            continue;
        }
        let at = at as f64 / order.len() as f64;
        let power = |i: i32| (1.0 + epsilon).powi(i);
        let least = best.max(largest) / (2.0 * k) / (1.0 + epsilon);
        let within =
            |low: f64, number: f64, high: f64| number >= low * (1.0 - 1e-9) && number <= high * (1.0 + 1e-9);
        let inside = |(family, i): &(u8, i32)| match family {
            0 => within(least, power(*i), largest),
            _ => within(best.max(largest), power(*i), 5.0 * k * largest),
        };
        let threshold = |(family, i): &(u8, i32)| match family {
            0 => power(*i),
            1 => power(*i) / k * if at <= 0.1 { 0.55 } else { 0.475 },
            _ => power(*i) / k * if at <= 0.8 { 10.0 } else { 0.2 },
        };
        sets.retain(|key, _| inside(key));
        for key in (0..3).flat_map(|family| (-400..400).map(move |i| (family, i))).filter(inside) {
            let set = sets.entry(key).or_default();
            let gain = function.value_of(&[&set[..], &[*e]].concat()) - function.value_of(set);
            if set.len() < size && gain > 0.0 && gain >= threshold(&key) {
                set.push(*e);
            }
        }
        best = sets.values().map(|set| function.value_of(set)).fold(best, f64::max);
    }
    best
}

/// ThreeSieves as its paper says, the largest singleton learnt on the way.
fn plain_three_sieves(f: &Listed, order: &[u32], size: usize, epsilon: f64, tries: u64) -> Vec<u32> {
    let mut set: Vec<u32> = Vec::new();
    let (mut largest, mut guesses, mut missed) = (0.0f64, Vec::<f64>::new(), 0);
    for e in order.iter().filter(|_| f.size > 0) {
        if set.len() == size {
            break;
        }
        let single = f.value_of(&[*e]);
        if single > largest {
            largest = single;
            let powers = (-2000..2000).map(|i| (1.0 + epsilon).powi(i));
            guesses =
                powers.filter(|v| *v >= largest && *v <= size as f64 * largest * (1.0 + 1e-9)).collect();
            missed = 0;
        } else if missed >= tries {
            if guesses.len() > 1 {
                guesses.pop();
            }
            missed = 0;
        }
        let Some(guess) = guesses.last() else { continue };
        let value = f.value_of(&set);
        let gain = f.value_of(&[&set[..], &[*e]].concat()) - value;
        if gain > 0.0 && gain >= (guess / 2.0 - value) / (size - set.len()) as f64 {
            set.push(*e);
            missed = 0;
        } else {
            missed += 1;
        }
    }
    set
}

#[test]
fn sieves_are_the_papers() {
    let (mut three_sieves_chose, mut salsa_won) = (0, 0);
    for seed in 0..600 {
        let (mut random, function) = monotone(seed, 10);
        let order = order(&mut random, 10);
        let function = function.shared();
        for (size, epsilon) in [(1, 0.1), (3, 0.1), (4, 0.5)] {
            let run = |algorithm| {
                let request = Request {
                    order: order.clone(),
                    epsilon,
                    tries: Some(2),
                    ..Request::new(algorithm, size)
                };
                solve(&function, &request)
            };
            let close = |a: f64, b: f64| (a - b).abs() <= 1e-9 * function.scale();
            let plain = plain_sieves(&function, &order, size, epsilon);
            assert!(close(run(Algorithm::SieveStreaming).value, plain), "{seed} {size}");
            let plain = plain_sieves_plus_plus(&function, &order, size, epsilon);
            let ours = run(Algorithm::SieveStreamingPlusPlus).value;
            assert!(close(ours, plain), "{seed} {size}: {ours} {plain}");
            let plain = plain_salsa(&function, &order, size, epsilon);
            let salsa = run(Algorithm::Salsa).value;
            assert!(close(salsa, plain), "{seed} {size}: {salsa} {plain}");
            salsa_won += usize::from(salsa > ours * (1.0 + 1e-9));
            // One element has one guess at most, which rounding decides.
            if size > 1 {
                let plain = plain_three_sieves(&function, &order, size, epsilon, 2);
                three_sieves_chose += plain.len();
                assert_eq!(run(Algorithm::ThreeSieves).indices, plain, "{seed} {size}");
            }
        }
    }
    assert!(three_sieves_chose > 1000);
    assert!(salsa_won > 100, "{salsa_won}");
}

#[test]
fn quick_stream_asks_once_an_element_and_cuts_what_is_old() {
    // Weights that double: every element joins, so a set of 2L elements is cut again and again.
    let weights: Vec<f64> = (0..60).map(|i| 1.5f64.powi(i)).collect();
    let f = marginals_submodular::function::Modular::new(weights.clone(), 0.0).unwrap();
    let request = StreamRequest { algorithm: Algorithm::QuickStream, epsilon: 0.2, ..StreamRequest::new(2) };
    let mut selector = Selector::new(Arc::new(f), &request, &Run::default()).unwrap();
    let mut most = 0;
    for e in 0..60 {
        selector.push(e, &Run::default()).unwrap();
        most = most.max(selector.held().len());
    }
    // L = ⌈ln 5 / ln 1.5⌉ = 4.
    assert_eq!(most, 8);
    let answer = selector.answer(&Run::default()).unwrap();
    assert_eq!(answer.indices, [58, 59]);
    assert_eq!(answer.value, weights[58] + weights[59]);
    // A gain an element, four and one at every fourth element after the first eight, two for the answer.
    assert_eq!(answer.evaluations, 60 + 5 * 13 + 2);
}

#[test]
fn the_window_is_kept_and_its_promise_at_any_time() {
    let epsilon = 0.1;
    let mut answered = 0;
    for seed in 0..250 {
        let (mut random, function) = monotone(seed, 11);
        let order = order(&mut random, 11);
        let function = function.shared();
        for (size, window) in [(1, 3), (2, 4), (3, 7), (2, 1), (3, 100)] {
            let request = StreamRequest { window: Some(window as u64), epsilon, ..StreamRequest::new(size) };
            let mut selector = Selector::new(function.clone(), &request, &Run::default()).unwrap();
            for (at, e) in order.iter().enumerate() {
                selector.push(*e, &Run::default()).unwrap();
                let recent = &order[(at + 1).saturating_sub(window)..=at];
                let fits = |set: &[u32]| set.len() <= size && set.iter().all(|e| recent.contains(e));
                let (optimum, _) = best(&function, true, fits).unwrap();
                let answer = selector.answer(&Run::default()).unwrap();
                assert!(fits(&answer.indices), "{answer:?}");
                consistent(&function, &answer);
                let ratio = answer.guarantee.as_ref().unwrap().ratio;
                assert!((ratio - (1.0 / 3.0 - epsilon)).abs() < 1e-12);
                assert!(answer.value >= ratio * optimum - 1e-9, "{seed} {size} {window} {at}");
                answered += usize::from(answer.value > 0.0);
            }
        }
    }
    assert!(answered > 8_000);
}

#[test]
fn memory_stays_within_what_the_papers_say() {
    let mut random = stream(3, "memory", 0);
    let count = 20_000u32;
    let weights: Vec<f64> = (0..count).map(|_| 0.1 + uniform(&mut random)).collect();
    let f = Arc::new(marginals_submodular::function::Modular::new(weights, 0.0).unwrap());
    let (size, epsilon) = (10usize, 0.1f64);
    let guesses = |range: f64| (range.ln() / epsilon.ln_1p()).ceil() as usize + 2;
    for (algorithm, window, most) in [
        (Algorithm::SieveStreaming, None, size * guesses(20.0) + size),
        (Algorithm::SieveStreamingPlusPlus, None, size * guesses(20.0) + size),
        (Algorithm::Salsa, None, 3 * size * guesses(50.0) + size),
        (Algorithm::ThreeSieves, None, size),
        (Algorithm::QuickStream, None, 50),
        (Algorithm::SwapStreaming, None, size),
        (Algorithm::SieveStreaming, Some(500), 2 * size * guesses(30.0 * 11.0)),
    ] {
        let request = StreamRequest {
            algorithm,
            window,
            epsilon,
            length: Some(u64::from(count)),
            ..StreamRequest::new(size)
        };
        let run = Run::default();
        let mut selector = Selector::new(f.clone(), &request, &run).unwrap();
        for e in 0..count {
            selector.push(e, &run).unwrap();
            if e % 97 == 0 {
                assert!(selector.held().len() <= most, "{} {}", algorithm.name(), selector.held().len());
            }
        }
        assert_eq!(selector.seen(), u64::from(count));
        let answer = selector.answer(&run).unwrap();
        assert!(answer.indices.iter().all(|e| selector.held().binary_search(e).is_ok()));
    }
}

#[test]
fn a_failed_push_changes_nothing() {
    let cancel = CancelFlag::default();
    cancel.cancel();
    let cancelled = Run::default().with_cancel(cancel);
    for seed in 0..80 {
        let (mut random, function) = monotone(seed, 10);
        let order = order(&mut random, 10);
        let function = Arc::new(naive::Failing::new(function));
        for window in [None, Some(4)] {
            for algorithm in BY_SIZE {
                let request = StreamRequest {
                    algorithm,
                    window,
                    tries: Some(2),
                    length: Some(10),
                    ..StreamRequest::new(3)
                };
                let run = Run::default();
                let mut plain = Selector::new(function.clone(), &request, &run).unwrap();
                let mut tried = Selector::new(function.clone(), &request, &run).unwrap();
                for e in &order {
                    assert_eq!(tried.push(*e, &cancelled).unwrap_err().code(), Code::Aborted);
                    // Fails at the first question, the second, … until the push gets through.
                    for questions in 0.. {
                        function.fail_after(questions);
                        let failed = tried.push(*e, &run);
                        function.fail_after(u64::MAX);
                        if failed.is_ok() {
                            break;
                        }
                    }
                    plain.push(*e, &run).unwrap();
                    assert_eq!(plain.held(), tried.held());
                    let (a, b) = (plain.answer(&run).unwrap(), tried.answer(&run).unwrap());
                    assert_eq!(a.indices, b.indices);
                    assert_eq!(a.gains, b.gains);
                    assert_eq!(a.value.to_bits(), b.value.to_bits());
                }
            }
        }
    }
}

#[test]
fn refuses_what_a_stream_cannot_do() {
    let (_, function) = monotone(0, 5);
    let function = function.shared();
    let message = |request: Request| {
        let objective: Arc<dyn Objective> = function.clone();
        maximize(objective, &request, &Run::default()).unwrap_err().to_string()
    };
    let base = Request::new(Algorithm::SieveStreaming, 2);
    assert!(message(base.clone().exactly()).contains("exactSize"));
    assert!(message(Request { initial: vec![1], ..base.clone() }).contains("initial"));
    let partition = Partition::new(vec![0; 5], vec![1]).unwrap();
    assert!(
        message(Request { constraints: vec![partition.into()], ..base.clone() }).contains("swap-streaming")
    );
    assert!(message(Request { order: vec![1, 1], ..base.clone() }).contains("1 twice"));
    assert!(message(Request { order: vec![5], ..base.clone() }).contains("5 at index 0"));
    let both = Request { order: vec![1], excluded: vec![1], ..base.clone() };
    assert!(message(both).contains("1 in both"));
    let greedy = Request { order: vec![1], ..Request::new(Algorithm::Greedy, 2) };
    assert!(message(greedy).contains("greedy sees all elements"));
    let stream = |request: StreamRequest| {
        Selector::new(function.clone(), &request, &Run::default()).unwrap_err().to_string()
    };
    assert!(stream(StreamRequest::new(0)).contains("size"));
    assert!(stream(StreamRequest { epsilon: 1.0, ..StreamRequest::new(2) }).contains("epsilon"));
    assert!(stream(StreamRequest { epsilon: 5e-324, ..StreamRequest::new(2) }).contains("at least 1.4e-5"));
    assert!(stream(StreamRequest { window: Some(0), ..StreamRequest::new(2) }).contains("window"));
    let greedy = StreamRequest { algorithm: Algorithm::Greedy, ..StreamRequest::new(2) };
    assert!(stream(greedy).contains("streaming"));
}
