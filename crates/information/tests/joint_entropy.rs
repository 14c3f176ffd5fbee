//! The laws of a set function, for joint entropy on both layouts.
use marginals_core::random::{below, stream};
use marginals_core::{Objective, Run, SetFunction};
use marginals_information::selection::JointEntropy;
use marginals_information::table::{NarrowTable, Packing, Values, WideTable};
use proptest::prelude::*;
use std::sync::Arc;

/// The same random sample in both layouts.
fn functions(radices: &[u32], rows: usize, seed: u64) -> [JointEntropy; 2] {
    let run = Run::default();
    let mut generator = stream(seed, "columns", 0);
    let columns: Vec<Vec<u32>> = radices
        .iter()
        .map(|radix| (0..rows).map(|_| below(&mut generator, u64::from(*radix)) as u32).collect())
        .collect();
    let packing = Packing::new(radices).unwrap();
    let keys = (0..rows)
        .map(|row| packing.pack(&columns.iter().map(|column| column[row]).collect::<Vec<_>>()))
        .collect();
    let narrow = NarrowTable::unit(radices, keys, &run).unwrap();
    let columns = radices
        .iter()
        .zip(&columns)
        .map(|(radix, column)| Values::new(*radix, column.iter().copied(), &run).unwrap());
    let wide = WideTable::new(columns.collect(), radices.to_vec(), None, &run).unwrap();
    [JointEntropy::narrow(Arc::new(narrow)), JointEntropy::wide(Arc::new(wide))]
}

fn value(function: &JointEntropy, set: u32, run: &Run) -> f64 {
    let mut state = SetFunction::new_state(function, 8, run).unwrap();
    for e in 0..8 {
        if set >> e & 1 == 1 {
            SetFunction::commit(function, &mut state, e, run).unwrap();
        }
    }
    SetFunction::value(function, &state)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_laws_hold(radices in prop::collection::vec(1u32..5, 2..6), rows in 1usize..60, seed in 0u64..1000) {
        let run = Run::default();
        for function in functions(&radices, rows, seed) {
            let d = radices.len();
            let all: Vec<u32> = (0..d as u32).collect();
            let values: Vec<f64> = (0..1u32 << d).map(|set| value(&function, set, &run)).collect();
            let mut state = SetFunction::new_state(&function, d, &run).unwrap();
            let error = 1e-12;
            let mut set = 0usize;
            for step in 0..d {
                let mut gains = vec![0.0; d];
                SetFunction::gains(&function, &mut state, &all, &run, &mut gains).unwrap();
                for e in 0..d {
                    // A gain is a difference of values, never negative, and 0 for members.
                    prop_assert!((gains[e] - (values[set | 1 << e] - values[set])).abs() < error);
                    prop_assert!(gains[e] >= 0.0);
                    // Diminishing returns against every larger set.
                    for larger in (0..1usize << d).filter(|larger| larger & set == set && larger >> e & 1 == 0) {
                        prop_assert!(gains[e] >= values[larger | 1 << e] - values[larger] - error);
                    }
                    let mut copy = SetFunction::new_state(&function, d, &run).unwrap();
                    SetFunction::copy_state(&function, &state, &mut copy).unwrap();
                    let realised = SetFunction::commit(&function, &mut copy, e as u32, &run).unwrap();
                    prop_assert_eq!(realised.to_bits(), gains[e].to_bits());
                    if set >> e & 1 == 0 {
                        let back = SetFunction::retract(&function, &mut copy, e as u32, &run).unwrap();
                        prop_assert!((back + realised).abs() < error);
                        prop_assert!((SetFunction::value(&function, &copy) - values[set]).abs() < error);
                    }
                }
                SetFunction::commit(&function, &mut state, step as u32, &run).unwrap();
                set |= 1 << step;
                prop_assert!((SetFunction::value(&function, &state) - values[set]).abs() < error);
            }
            let mut last = vec![0.0; d];
            let whole = SetFunction::last_gains(&function, &run, &mut last).unwrap();
            prop_assert!((whole - values[set]).abs() < error);
            for e in 0..d {
                prop_assert!((last[e] - (whole - values[set & !(1 << e)])).abs() < error);
            }
        }
    }
}

#[test]
fn it_is_an_objective_with_a_proved_structure() {
    let [narrow, _] = functions(&[2, 3, 2], 20, 1);
    let objective: Arc<dyn Objective> = Arc::new(narrow);
    assert!(objective.structure().is_monotone_submodular());
    assert_eq!(objective.ground_size(), 3);
    let run = Run::default();
    let mut state = objective.new_state(2, &run).unwrap();
    let gain = objective.commit(&mut state, 1, &run).unwrap();
    assert_eq!((objective.members(&state), objective.value(&state)), (&[1][..], gain));
}

#[test]
fn columns_choose_their_layout_and_keep_their_weights() {
    let run = Run::default();
    let mut generator = stream(3, "weighted columns", 0);
    let rows = 300;
    // Six columns of 2^12 values need 72 bits, five 60.
    for count in [5, 6] {
        let radices = vec![1u32 << 12; count];
        let codes: Vec<Vec<u32>> =
            (0..count).map(|_| (0..rows).map(|_| below(&mut generator, 3) as u32 * 1000).collect()).collect();
        let weights: Vec<f64> = (0..rows).map(|_| below(&mut generator, 4) as f64 * 0.25).collect();
        let columns: Vec<Values> = radices
            .iter()
            .zip(&codes)
            .map(|(radix, codes)| Values::new(*radix, codes.iter().copied(), &run).unwrap())
            .collect();
        for weights in [None, Some(&weights[..])] {
            let function = JointEntropy::of_columns(&columns, &radices, weights, &run).unwrap();
            for set in 0u32..1 << count {
                let mut counts = std::collections::BTreeMap::new();
                for row in 0..rows {
                    let key: Vec<u32> =
                        (0..count).filter(|e| set >> e & 1 == 1).map(|e| codes[e][row]).collect();
                    *counts.entry(key).or_insert(0.0) += weights.map_or(1.0, |weights| weights[row]);
                }
                let total: f64 = counts.values().sum();
                let share = counts.values().filter(|count| **count > 0.0).map(|count| count / total);
                let direct: f64 = share.map(|share| -share * share.ln()).sum();
                assert!((value(&function, set, &run) - direct).abs() < 1e-12);
            }
        }
    }
    let one = [Values::U8(vec![0, 2])];
    assert!(JointEntropy::of_columns(&one, &[2], None, &run).is_err());
    assert!(JointEntropy::of_columns(&[], &[], None, &run).is_err());
    assert!(JointEntropy::of_columns(&one, &[3], Some(&[1.0]), &run).is_err());
    assert!(JointEntropy::of_columns(&one, &[3], Some(&[0.0, 0.0]), &run).is_err());
    assert!(JointEntropy::of_columns(&[Values::U8(vec![])], &[2], None, &run).is_err());
}
