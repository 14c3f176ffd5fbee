//! The laws of a set function, held against a list of its values.
use super::members;
use marginals_core::{Monotone, Objective, Run};
use marginals_submodular::certificate::{CheckOptions, check_structure};

/// Holds `objective` to its laws against the values `expected`.
pub fn laws(objective: &dyn Objective, expected: &[f64]) {
    let run = Run::default();
    let size = objective.ground_size();
    assert_eq!(expected.len(), 1 << size);
    let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} {b}");
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
