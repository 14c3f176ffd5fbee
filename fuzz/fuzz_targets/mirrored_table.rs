//! The mirrored table against the table of both directions: edges straight from the fuzzer, columns added in any order;
//! and any keys and weights at all are a table or an error.
#![no_main]
use libfuzzer_sys::fuzz_target;
use marginals_core::{Code, Ledger, Run};
use marginals_information::table::{MirroredTable, NarrowTable, Packing, Refinement};
use std::collections::BTreeMap;
use std::sync::Arc;

type Input = (Vec<u8>, Vec<(u16, u16, u8)>, Vec<u64>, Vec<f64>, Vec<u8>);

fuzz_target!(|input: Input| {
    let (sides, edges, keys, weights, order) = input;
    let sides: Vec<u32> = sides.iter().take(6).map(|side| u32::from(*side % 6)).collect();
    let run = Run::default().with_ledger(Ledger::new(1 << 28));
    if let Err(error) = MirroredTable::new(&sides, keys, weights, &run) {
        assert_ne!(error.code(), Code::Internal, "{error}");
    }
    if sides.is_empty() || sides.contains(&0) {
        return;
    }
    let row =
        |mut state: u32| -> Vec<u32> { sides.iter().map(|side| (state % side, state /= side).0).collect() };
    let mut pairs: BTreeMap<(Vec<u32>, Vec<u32>), f64> = BTreeMap::new();
    for (from, to, weight) in edges.iter().take(200) {
        let (x, y) = (row(u32::from(*from)), row(u32::from(*to)));
        for state in [&x, &y] {
            pairs.entry((state.clone(), state.clone())).or_insert(0.0);
        }
        *pairs.entry(if x < y { (x, y) } else { (y, x) }).or_default() += f64::from(*weight);
    }
    let radices: Vec<u32> = sides.iter().map(|side| side * side).collect();
    let packing = Packing::new(&radices).expect("six small columns fit");
    let key = |x: &[u32], y: &[u32]| {
        let row: Vec<u32> = x.iter().zip(y).zip(&sides).map(|((x, y), side)| x * side + y).collect();
        packing.pack(&row)
    };
    let (mut half, mut whole) = ((Vec::new(), Vec::new()), (Vec::new(), Vec::new()));
    for ((x, y), q) in &pairs {
        half.0.push(key(x, y));
        half.1.push(if x == y { *q } else { 2.0 * q });
        whole.0.push(key(x, y));
        whole.1.push(*q);
        if x != y {
            whole.0.push(key(y, x));
            whole.1.push(*q);
        }
    }
    let Ok(whole) = NarrowTable::new(&radices, whole.0, whole.1, &run) else { return };
    let half = MirroredTable::new(&sides, half.0, half.1, &run).expect("the same law");
    let columns = sides.len() as u32;
    let mut sequence: Vec<u32> = (0..columns).collect();
    for (position, pick) in order.iter().enumerate().take(columns as usize) {
        sequence.swap(position, usize::from(*pick) % columns as usize);
    }
    let mut expected = Refinement::new(&Arc::new(whole), &run).expect("room for a small table");
    let mut found = Refinement::mirrored(&Arc::new(half), &run).expect("room for a small table");
    let all: Vec<u32> = (0..columns).collect();
    for column in sequence {
        let (mut gains, mut wanted) = (vec![f64::NAN; all.len()], vec![f64::NAN; all.len()]);
        found.conditional_entropies(&all, &run, &mut gains).expect("candidates are in range");
        expected.conditional_entropies(&all, &run, &mut wanted).expect("candidates are in range");
        for (gain, wanted) in gains.iter().zip(&wanted) {
            assert!((gain - wanted).abs() < 1e-12, "{gain} and {wanted}");
        }
        let committed = found.commit(column, &run).expect("it is left");
        assert_eq!(committed.to_bits(), gains[column as usize].to_bits());
        expected.commit(column, &run).expect("it is left");
    }
});
