//! Dense chains with a few coordinates: every projection is a chain, and projecting twice is projecting once.
#![no_main]
use libfuzzer_sys::fuzz_target;
use marginals_core::{Code, Run};
use marginals_markov::chain::{Space, Transition};

type Input = (u8, Vec<u8>, Vec<u8>);

fuzz_target!(|input: Input| {
    let (shape, weights, picks) = input;
    let sizes: &[u32] = match shape % 5 {
        0 => &[2],
        1 => &[2, 2],
        2 => &[3, 2],
        3 => &[2, 2, 2],
        _ => &[2, 3, 2],
    };
    let run = Run::default();
    let space = Space::new(sizes).expect("small spaces exist");
    let states = space.states();
    let mut transition = vec![0.0f64; states * states];
    for (cell, weight) in transition.iter_mut().zip(&weights) {
        *cell = f64::from(*weight);
    }
    for row in transition.chunks_mut(states) {
        let total: f64 = row.iter().sum();
        if total > 0.0 {
            row.iter_mut().for_each(|cell| *cell /= total);
        } else {
            row.fill(1.0 / states as f64);
        }
    }
    let chain =
        Transition::from_dense(space, &transition, &run).and_then(|transition| transition.prepare(&run));
    let chain = match chain {
        Ok(chain) => chain,
        Err(error) => {
            assert_eq!(error.code(), Code::Argument, "{error}");
            return;
        }
    };
    let mut subset: Vec<u32> = Vec::new();
    for pick in picks.iter().take(4) {
        let coordinate = u32::from(*pick) % sizes.len() as u32;
        if !subset.contains(&coordinate) {
            subset.push(coordinate);
        }
    }
    if subset.is_empty() {
        return;
    }
    let once = chain.project(&subset, &run).expect("a projection of a chain is a chain");
    let total: f64 = once.reference().iter().sum();
    assert!((total - 1.0).abs() < 1e-9);
    let all: Vec<u32> = (0..subset.len() as u32).collect();
    let twice = once.project(&all, &run).expect("projecting onto everything changes nothing");
    let (once, twice) = (once.to_dense(&run).unwrap(), twice.to_dense(&run).unwrap());
    for (a, b) in once.iter().zip(&twice) {
        assert!((a - b).abs() < 1e-12, "{a} and {b}");
    }
});
