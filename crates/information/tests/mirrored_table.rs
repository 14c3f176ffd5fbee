//! The mirrored table against the table of both directions, for every vector level and several thread counts.
use marginals_core::random::{below, shuffle, stream, uniform};
use marginals_core::{Code, Run};
use marginals_information::table::{MirroredTable, NarrowTable, Packing, Refinement};
use marginals_numerics::arch::{self, Level};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A symmetric law of pairs of rows.
struct Law {
    sides: Vec<u32>,
    /// q(x, y) of x ≤ y; both directions of an edge have this weight.
    pairs: BTreeMap<(Vec<u32>, Vec<u32>), f64>,
}

impl Law {
    /// `edges` random edges, of which every second changes one column alone; loops weigh nothing now and then.
    fn random(sides: Vec<u32>, edges: u64, seed: u64) -> Self {
        let mut generator = stream(seed, "law", 0);
        let mut pairs = BTreeMap::new();
        for edge in 0..edges {
            let mut row = || -> Vec<u32> {
                sides.iter().map(|side| below(&mut generator, u64::from(*side)) as u32).collect()
            };
            let (x, mut y) = (row(), row());
            if edge % 2 == 0 {
                let changed = below(&mut generator, sides.len() as u64) as usize;
                let value = y[changed];
                y.clone_from(&x);
                y[changed] = value;
            }
            for state in [&x, &y] {
                let weight = (uniform(&mut generator) - 0.3).max(0.0);
                pairs.entry((state.clone(), state.clone())).or_insert(weight);
            }
            if x != y {
                let weight = uniform(&mut generator) + 1e-9;
                pairs.insert(if x < y { (x, y) } else { (y, x) }, weight);
            }
        }
        Law { sides, pairs }
    }

    fn key(&self, x: &[u32], y: &[u32]) -> u64 {
        let radices: Vec<u32> = self.sides.iter().map(|side| side * side).collect();
        let row: Vec<u32> = x.iter().zip(y).zip(&self.sides).map(|((x, y), side)| x * side + y).collect();
        Packing::new(&radices).unwrap().pack(&row)
    }

    fn mirrored(&self, run: &Run) -> Arc<MirroredTable> {
        let rows = self.pairs.iter().map(|((x, y), q)| (self.key(x, y), if x == y { *q } else { 2.0 * q }));
        let (keys, weights) = rows.unzip();
        Arc::new(MirroredTable::new(&self.sides, keys, weights, run).unwrap())
    }

    fn whole(&self, run: &Run) -> Arc<NarrowTable> {
        let radices: Vec<u32> = self.sides.iter().map(|side| side * side).collect();
        let forth = self.pairs.iter().map(|((x, y), q)| (self.key(x, y), *q));
        let back = self.pairs.iter().filter(|((x, y), _)| x != y);
        let (keys, weights) = forth.chain(back.map(|((x, y), q)| (self.key(y, x), *q))).unzip();
        Arc::new(NarrowTable::new(&radices, keys, weights, run).unwrap())
    }
}

fn pooled(threads: usize) -> Run {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    Run::default().with_pool(Arc::new(pool), threads)
}

/// All conditional entropies after every commit, and the joint entropies.
fn path(set: &mut Refinement, order: &[u32], run: &Run) -> Vec<f64> {
    let all: Vec<u32> = (0..order.len() as u32).collect();
    let mut out = vec![0.0; all.len()];
    let mut found = Vec::new();
    for column in order {
        set.conditional_entropies(&all, run, &mut out).unwrap();
        found.extend_from_slice(&out);
        set.commit(*column, run).unwrap();
        found.push(set.entropy());
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn half_the_rows_give_the_entropies_of_all(
        sides in prop::collection::vec(prop_oneof![6 => Just(2u32), 1 => Just(1), 3 => 3u32..6, 1 => 6u32..40], 1..8),
        edges in prop_oneof![1u64..30, 30u64..3000],
        seed in any::<u64>(),
    ) {
        let run = Run::default();
        let law = Law::random(sides, edges, seed);
        prop_assume!(law.pairs.values().any(|q| *q > 0.0));
        let (mirrored, whole) = (law.mirrored(&run), law.whole(&run));
        let mut order: Vec<u32> = (0..law.sides.len() as u32).collect();
        shuffle(&mut stream(seed, "order", 0), &mut order);
        let expected = path(&mut Refinement::new(&whole, &run).unwrap(), &order, &run);
        let found = path(&mut Refinement::mirrored(&mirrored, &run).unwrap(), &order, &run);
        for (found, expected) in found.iter().zip(&expected) {
            prop_assert!((found - expected).abs() <= 1e-13 * (1.0 + expected), "{found} {expected}");
        }
        // A candidate alone has the bits it has among all.
        let mut set = Refinement::mirrored(&mirrored, &run).unwrap();
        for (step, column) in order.iter().enumerate() {
            let next = order[(step + 1) % order.len()];
            let mut alone = [0.0];
            set.conditional_entropies(&[next], &run, &mut alone).unwrap();
            let among = found[step * (order.len() + 1) + next as usize];
            prop_assert_eq!(alone[0].to_bits(), among.to_bits());
            set.commit(*column, &run).unwrap();
        }
    }
}

#[test]
fn any_threads_and_vector_level_give_the_same_bits() {
    for (sides, edges) in [(vec![2; 9], 20_000), (vec![3, 2, 2, 4, 2, 5, 2], 60_000), (vec![2; 20], 150_000)]
    {
        let law = Law::random(sides, edges, 7);
        let order: Vec<u32> = (0..law.sides.len() as u32).rev().collect();
        let bits = |run: &Run| -> Vec<u64> {
            let mut set = Refinement::mirrored(&law.mirrored(run), run).unwrap();
            path(&mut set, &order, run).into_iter().map(f64::to_bits).collect()
        };
        let expected = bits(&Run::default());
        for threads in [2, 8] {
            assert_eq!(bits(&pooled(threads)), expected, "{threads} threads");
        }
        for level in Level::available() {
            assert!(arch::force(level));
            assert_eq!(bits(&Run::default()), expected, "{level:?}");
        }
    }
}

#[test]
fn a_cancelled_pass_leaves_the_set_as_it_was() {
    let run = Run::default();
    let law = Law::random(vec![2, 3, 2, 2, 3], 400, 3);
    let table = law.mirrored(&run);
    let order = [4, 1, 0, 3, 2];
    let expected = path(&mut Refinement::mirrored(&table, &run).unwrap(), &order, &run);
    let cancel = marginals_core::CancelFlag::default();
    cancel.cancel();
    let stopped = Run::default().with_cancel(cancel);
    let mut set = Refinement::mirrored(&table, &run).unwrap();
    let mut found = Vec::new();
    for column in order {
        let mut out = vec![0.0; 5];
        let _ = set.conditional_entropies(&[0, 1, 2, 3, 4], &stopped, &mut out);
        set.conditional_entropies(&[0, 1, 2, 3, 4], &run, &mut out).unwrap();
        found.extend(out);
        set.commit(column, &run).unwrap();
        found.push(set.entropy());
    }
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found.to_bits(), expected.to_bits());
    }
}

#[test]
fn rows_that_are_no_mirrored_law_are_refused() {
    let fault = |sides: &[u32], keys: Vec<u64>, weights: Vec<f64>| {
        MirroredTable::new(sides, keys, weights, &Run::default()).unwrap_err()
    };
    assert_eq!(fault(&[70_000], vec![0], vec![1.0]).code(), Code::Limit);
    assert_eq!(fault(&[2], vec![0], vec![]).code(), Code::Shape);
    assert_eq!(fault(&[2], vec![], vec![]).code(), Code::Range);
    // (1, 0) instead of (0, 1).
    assert_eq!(fault(&[2], vec![0, 2, 3], vec![1.0; 3]).argument_name(), Some("keys[1]"));
    assert_eq!(fault(&[2], vec![0, 1, 1, 3], vec![1.0; 4]).argument_name(), Some("keys[1]"));
    assert_eq!(fault(&[2], vec![0, 3], vec![0.0; 2]).code(), Code::Range);
    assert_eq!(fault(&[2], vec![0, 3], vec![1.0, -1.0]).argument_name(), Some("weights[1]"));
    assert_eq!(fault(&[3], vec![9], vec![1.0]).argument_name(), Some("keys[0]"));
}
