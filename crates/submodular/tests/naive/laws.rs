//! The laws of every set function, held against the list of its values.
use super::members;
use marginals_core::{Monotone, Objective, Run};
use marginals_submodular::certificate::{CheckOptions, check_structure};
use std::sync::Arc;

/// Holds `objective` to its laws against the values `expected`.
pub fn laws(objective: &dyn Objective, expected: &[f64]) {
    let run = Run::default();
    let size = objective.ground_size();
    assert_eq!(expected.len(), 1 << size);
    let scale = expected.iter().fold(1.0, |scale: f64, value| scale.max(value.abs()));
    let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-9 * scale, "{a} {b}");
    near(objective.structure().empty_value, expected[0]);
    let everything: Vec<u32> = (0..size as u32).collect();
    for mask in 0..expected.len() {
        let mut state = objective.new_state(size, &run).unwrap();
        let mut reached = 0usize;
        for e in members(mask) {
            let gain = objective.commit(&mut state, e, &run).unwrap();
            near(gain, expected[reached | 1 << e] - expected[reached]);
            reached |= 1 << e;
        }
        near(objective.value(&state), expected[mask]);
        assert_eq!(objective.members(&state), members(mask));
        let mut gains = vec![0.0; size];
        objective.gains(&mut state, &everything, &run, &mut gains).unwrap();
        for e in 0..size {
            near(gains[e], expected[mask | 1 << e] - expected[mask]);
            // The batch does not change a bit.
            let mut alone = [0.0];
            objective.gains(&mut state, &[e as u32], &run, &mut alone).unwrap();
            assert_eq!(alone[0].to_bits(), gains[e].to_bits());
        }
        near(objective.value(&state), expected[mask]);
        for e in members(mask) {
            let mut smaller = objective.new_state(size, &run).unwrap();
            objective.copy_state(&state, &mut smaller).unwrap();
            let change = objective.retract(&mut smaller, e, &run).unwrap();
            near(change, expected[mask & !(1 << e)] - expected[mask]);
            near(objective.value(&smaller), expected[mask & !(1 << e)]);
            assert!(!objective.members(&smaller).contains(&e));
        }
    }
    let mut last = vec![0.0; size];
    near(objective.last_gains(&run, &mut last).unwrap(), expected[expected.len() - 1]);
    for (e, gain) in last.iter().enumerate() {
        near(*gain, expected[expected.len() - 1] - expected[(expected.len() - 1) & !(1 << e)]);
    }
    let said = objective.structure();
    let found = check_structure(objective, &CheckOptions::default(), &run).unwrap();
    assert!(!said.shape.is_submodular() || found.submodular.holds);
    assert!(!said.shape.is_supermodular() || found.supermodular.holds);
    assert!(said.monotone == Monotone::No || said.monotone == found.monotone || found.gain_range.1 <= 1e-9);
    assert!(!said.non_negative || found.non_negative);
    assert!(!said.symmetric || found.structure().symmetric);
}

/// The gains of all elements at a set, and the value there, have the same bits for 1, 2 and 8 threads.
pub fn same_bits_for_any_threads(objective: &dyn Objective, set: &[u32]) {
    let all: Vec<u32> = (0..objective.ground_size() as u32).collect();
    let answers = [1, 2, 8].map(|threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let run = Run::default().with_pool(Arc::new(pool), threads);
        let mut state = objective.new_state(set.len(), &run).unwrap();
        for e in set {
            objective.commit(&mut state, *e, &run).unwrap();
        }
        let mut gains = vec![0.0; all.len()];
        objective.gains(&mut state, &all, &run, &mut gains).unwrap();
        let mut last = vec![0.0; all.len()];
        let full = objective.last_gains(&run, &mut last).unwrap();
        let numbers = gains.into_iter().chain(last).chain([objective.value(&state), full]);
        numbers.map(f64::to_bits).collect::<Vec<u64>>()
    });
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
}
