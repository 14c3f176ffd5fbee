//! The narrow table against a hash map: keys and weights straight from the fuzzer, columns added and dropped
//! in any order; every entropy equals its definition, every gain a difference of entropies.
#![no_main]
use libfuzzer_sys::fuzz_target;
use marginals_core::{Code, Ledger, Run};
use marginals_information::table::{Coarsening, NarrowTable, Refinement, entropy_of, project};
use std::collections::HashMap;
use std::sync::Arc;

type Input = (Vec<u8>, Vec<u64>, Vec<f64>, bool, Vec<u8>);

fn entropy(table: &NarrowTable, columns: &[u32]) -> f64 {
    let mut cells: HashMap<Vec<u32>, f64> = HashMap::new();
    for (key, weight) in table.keys().iter().zip(table.weights()) {
        let cell = columns.iter().map(|column| table.packing().field(*key, *column as usize)).collect();
        *cells.entry(cell).or_default() += weight;
    }
    let total: f64 = table.weights().iter().sum();
    cells.values().map(|cell| cell / total).filter(|p| *p > 0.0).map(|p| -p * p.ln()).sum()
}

fn near(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-9, "{a} and {b}");
}

fuzz_target!(|input: Input| {
    let (radices, mut keys, mut weights, tame, order) = input;
    let radices: Vec<u32> = radices.iter().take(8).map(|radix| u32::from(*radix)).collect();
    let run = Run::default().with_ledger(Ledger::new(1 << 28));
    if tame {
        // Most random keys hold values out of range; give the deeper code something to do.
        let bits: u32 = radices.iter().map(|radix| radix.next_power_of_two().trailing_zeros()).sum();
        keys.iter_mut().for_each(|key| *key = if bits >= 64 { *key } else { *key & ((1 << bits) - 1) });
        weights.resize(keys.len(), 1.0);
        weights
            .iter_mut()
            .for_each(|weight| *weight = if weight.is_finite() { weight.abs().min(1e6) } else { 1.0 });
    }
    let table = match NarrowTable::new(&radices, keys, weights, &run) {
        Ok(table) => Arc::new(table),
        Err(error) => {
            assert_ne!(error.code(), Code::Internal, "{error}");
            return;
        }
    };
    let columns = radices.len() as u32;
    let mut sequence: Vec<u32> = (0..columns).collect();
    for (position, pick) in order.iter().enumerate().take(columns as usize) {
        sequence.swap(position, usize::from(*pick) % columns as usize);
    }
    let mut growing = Refinement::new(&table, &run).expect("room for a small table");
    let mut shrinking = Coarsening::new(&table, &run).expect("room for a small table");
    let mut taken: Vec<u32> = Vec::new();
    for column in sequence {
        let rest: Vec<u32> = (0..columns).filter(|column| !taken.contains(column)).collect();
        let mut gains = vec![f64::NAN; rest.len()];
        growing.conditional_entropies(&rest, &run, &mut gains).expect("candidates are in range");
        let now = entropy(&table, &taken);
        for (candidate, gain) in rest.iter().zip(&gains) {
            assert!(*gain >= 0.0 && gain.is_finite(), "{gain}");
            let with: Vec<u32> = taken.iter().copied().chain([*candidate]).collect();
            near(now + gain, entropy(&table, &with));
        }
        let promised = gains[rest.iter().position(|candidate| *candidate == column).expect("it is left")];
        let realised = growing.commit(column, &run).expect("it is left");
        assert_eq!(realised.to_bits(), promised.to_bits());

        let lost = shrinking.commit(column, &run).expect("it is still there");
        taken.push(column);
        let kept: Vec<u32> = (0..columns).filter(|column| !taken.contains(column)).collect();
        near(growing.entropy(), entropy(&table, &taken));
        near(shrinking.entropy(), entropy(&table, &kept));
        assert!(lost >= 0.0);
        near(entropy_of(&table, &taken, &run).expect("columns are in range"), growing.entropy());
    }
    let whole = project(&table, &(0..columns).collect::<Vec<_>>(), &run).expect("columns are in range");
    assert_eq!(whole.keys(), table.keys());
});
