//! The narrow table against a hash map, for every vector level and several thread counts.
use marginals_core::Run;
use marginals_information::table::{Coarsening, NarrowTable, Packing, Refinement, entropy_of, project};
use marginals_numerics::arch::{self, Level};
use proptest::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;

/// Rows of values with weights.
#[derive(Clone, Debug)]
struct Rows {
    radices: Vec<u32>,
    rows: Vec<(Vec<u32>, f64)>,
}

impl Rows {
    fn table(&self, run: &Run) -> Arc<NarrowTable> {
        let packing = Packing::new(&self.radices).unwrap();
        let keys = self.rows.iter().map(|row| packing.pack(&row.0)).collect();
        let weights = self.rows.iter().map(|row| row.1).collect();
        Arc::new(NarrowTable::new(&self.radices, keys, weights, run).unwrap())
    }

    /// H of a subset by its definition.
    fn entropy(&self, columns: &[u32]) -> f64 {
        let mut cells: HashMap<Vec<u32>, f64> = HashMap::new();
        for (values, weight) in &self.rows {
            *cells.entry(columns.iter().map(|column| values[*column as usize]).collect()).or_default() +=
                weight;
        }
        let total: f64 = self.rows.iter().map(|row| row.1).sum();
        cells.values().filter(|cell| **cell > 0.0).map(|cell| -cell / total * (cell / total).ln()).sum()
    }
}

fn pooled(threads: usize) -> Run {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    Run::default().with_pool(Arc::new(pool), threads)
}

fn rows(max_rows: usize) -> impl Strategy<Value = Rows> {
    let radix = prop_oneof![8 => 1u32..=9, 1 => 10u32..3000];
    prop::collection::vec(radix, 1..7).prop_flat_map(move |radices| {
        let row: Vec<_> = radices.iter().map(|radix| 0..*radix).collect();
        let weight = prop_oneof![2 => Just(1.0), 1 => Just(0.0), 3 => 0.0f64..1.0, 1 => 0.0f64..1e-12];
        (Just(radices), prop::collection::vec((row, weight), 1..max_rows))
            .prop_filter_map("some weight is positive", |(radices, rows)| {
                rows.iter().any(|row| row.1 > 0.0).then_some(Rows { radices, rows })
            })
    })
}

fn order(columns: usize, seed: u64) -> Vec<u32> {
    let mut order: Vec<u32> = (0..columns as u32).collect();
    marginals_core::random::shuffle(&mut marginals_core::random::stream(seed, "order", 0), &mut order);
    order
}

/// Every number of a full refinement and a full coarsening, as bits.
fn bits(table: &Arc<NarrowTable>, order: &[u32], run: &Run) -> Vec<u64> {
    let all: Vec<u32> = (0..table.columns() as u32).collect();
    let mut out = vec![0.0; all.len()];
    let mut found = Vec::new();
    let mut grown = Refinement::new(table, run).unwrap();
    let mut shrunk = Coarsening::new(table, run).unwrap();
    for column in order {
        grown.conditional_entropies(&all, run, &mut out).unwrap();
        found.extend(out.iter().map(|entropy| entropy.to_bits()));
        found.push(grown.commit(*column, run).unwrap().to_bits());
        shrunk.conditional_entropies(&all, run, &mut out).unwrap();
        found.extend(out.iter().map(|entropy| entropy.to_bits()));
        found.push(shrunk.commit(*column, run).unwrap().to_bits());
        found.extend([grown.entropy().to_bits(), shrunk.entropy().to_bits()]);
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn agrees_with_the_definition(rows in rows(120), seed in 0u64..1000) {
        let run = Run::default();
        let table = rows.table(&run);
        let d = rows.radices.len();
        let all: Vec<u32> = (0..d as u32).collect();
        let order = order(d, seed);
        let close = |found: f64, expected: f64| (found - expected).abs() < 1e-12 && found >= 0.0;
        prop_assert!(close(table.entropy(), rows.entropy(&all)));
        let mut grown = Refinement::new(&table, &run).unwrap();
        let mut shrunk = Coarsening::new(&table, &run).unwrap();
        let mut out = vec![0.0; d];
        for step in 0..d {
            let (inside, outside) = order.split_at(step);
            grown.conditional_entropies(&all, &run, &mut out).unwrap();
            shrunk.conditional_entropies(outside, &run, &mut vec![0.0; outside.len()]).unwrap();
            let (here, there) = (rows.entropy(inside), rows.entropy(outside));
            prop_assert!(close(entropy_of(&table, inside, &run).unwrap(), here));
            for column in 0..d as u32 {
                let larger: Vec<u32> = inside.iter().copied().filter(|c| *c != column).chain([column]).collect();
                let expected = if inside.contains(&column) { 0.0 } else { rows.entropy(&larger) - here };
                prop_assert!(close(out[column as usize], expected.max(0.0)), "{:?} {}", inside, column);
            }
            let mut loss = vec![0.0; outside.len()];
            shrunk.conditional_entropies(outside, &run, &mut loss).unwrap();
            for (column, loss) in outside.iter().zip(loss) {
                let smaller: Vec<u32> = outside.iter().copied().filter(|c| c != column).collect();
                prop_assert!(close(loss, (there - rows.entropy(&smaller)).max(0.0)));
            }
            let projected = project(&table, outside, &run).unwrap();
            prop_assert!(close(projected.entropy(), there));
            grown.commit(order[step], &run).unwrap();
            shrunk.commit(order[step], &run).unwrap();
            prop_assert!(close(grown.entropy(), rows.entropy(&order[..=step])));
            prop_assert!(close(shrunk.entropy(), rows.entropy(&order[step + 1..])));
        }
    }

    #[test]
    fn a_gain_does_not_depend_on_the_batch(rows in rows(400), seed in 0u64..1000) {
        let run = Run::default();
        let table = rows.table(&run);
        let d = rows.radices.len();
        let order = order(d, seed);
        for step in 0..d {
            let fresh = || {
                let mut set = Refinement::new(&table, &run).unwrap();
                order[..step].iter().for_each(|column| { set.commit(*column, &run).unwrap(); });
                set
            };
            let mut together = vec![0.0; d];
            fresh().conditional_entropies(&order, &run, &mut together).unwrap();
            for (column, expected) in order.iter().zip(&together) {
                let mut alone = 0.0;
                fresh().conditional_entropies(&[*column], &run, std::slice::from_mut(&mut alone)).unwrap();
                prop_assert_eq!(alone.to_bits(), expected.to_bits());
            }
        }
    }

    #[test]
    fn any_order_of_rows_gives_the_same_table(rows in rows(60), seed in 0u64..1000) {
        let run = Run::default();
        let counted = Rows { rows: rows.rows.iter().map(|row| (row.0.clone(), 1.0)).collect(), ..rows };
        let mut turned = counted.clone();
        marginals_core::random::shuffle(&mut marginals_core::random::stream(seed, "rows", 0), &mut turned.rows);
        let (one, other) = (counted.table(&run), turned.table(&run));
        prop_assert_eq!((one.keys(), one.weights()), (other.keys(), other.weights()));
    }
}

/// Large enough for long classes, parts and all threads.
fn large(radices: &[u32], n: usize) -> Rows {
    use marginals_core::random::{below, stream, uniform};
    let mut generator = stream(11, "large", radices.len() as u64);
    let rows = (0..n).map(|_| {
        // Values lean to 0, so classes have very different sizes.
        let value = |radix: u32, generator: &mut _| {
            let one = below(generator, u64::from(radix));
            one.min(below(generator, u64::from(radix))) as u32
        };
        let values = radices.iter().map(|radix| value(*radix, &mut generator)).collect();
        (values, uniform(&mut generator))
    });
    Rows { radices: radices.to_vec(), rows: rows.collect() }
}

#[test]
fn the_same_bits_for_any_threads_and_levels() {
    for radices in [&[2u32; 20][..], &[4; 12], &[2, 4, 3, 9, 5, 2, 4, 40, 7], &[30, 500, 2, 2, 2, 20, 4]] {
        let rows = large(radices, 150_000);
        let order = order(radices.len(), 4);
        let best = arch::level();
        let table = rows.table(&Run::default());
        let expected = bits(&table, &order, &Run::default());
        for threads in [2, 8] {
            let run = pooled(threads);
            let table = rows.table(&run);
            assert_eq!(bits(&table, &order, &run), expected, "{threads} threads");
        }
        for level in Level::available() {
            assert!(arch::force(level));
            assert_eq!(bits(&table, &order, &Run::default()), expected, "{level:?}");
        }
        arch::force(best);
    }
}

#[test]
fn large_tables_agree_with_the_definition() {
    let rows = large(&[2, 4, 3, 9, 5, 2, 4, 300], 60_000);
    let run = pooled(2);
    let table = rows.table(&run);
    let mut grown = Refinement::new(&table, &run).unwrap();
    let mut shrunk = Coarsening::new(&table, &run).unwrap();
    for column in 0..8u32 {
        let mut out = [0.0; 8];
        let all: Vec<u32> = (0..8).collect();
        grown.conditional_entropies(&all, &run, &mut out).unwrap();
        let inside: Vec<u32> = (0..column).collect();
        for other in column..8 {
            let larger: Vec<u32> = inside.iter().copied().chain([other]).collect();
            assert!((out[other as usize] - rows.entropy(&larger) + rows.entropy(&inside)).abs() < 1e-12);
            assert!((entropy_of(&table, &larger, &run).unwrap() - rows.entropy(&larger)).abs() < 1e-12);
        }
        grown.commit(column, &run).unwrap();
        shrunk.commit(column, &run).unwrap();
        let rest: Vec<u32> = (column + 1..8).collect();
        assert!((shrunk.entropy() - rows.entropy(&rest)).abs() < 1e-12);
    }
}

#[test]
fn refining_what_coarsening_left_gives_the_whole() {
    // H(all) = H(rest) + Σ of the losses, and the same from below.
    let rows = large(&[3, 2, 2, 6, 4, 2], 5_000);
    let run = Run::default();
    let table = rows.table(&run);
    let (mut grown, mut shrunk) =
        (Refinement::new(&table, &run).unwrap(), Coarsening::new(&table, &run).unwrap());
    let lost: f64 = [5, 0, 3].iter().map(|column| shrunk.commit(*column, &run).unwrap()).sum();
    for column in [1, 2, 4] {
        grown.commit(column, &run).unwrap();
    }
    assert!((grown.entropy() - shrunk.entropy()).abs() < 1e-13);
    let gained: f64 = [3, 0, 5].iter().map(|column| grown.commit(*column, &run).unwrap()).sum();
    assert!((gained - lost).abs() < 1e-13 && (grown.entropy() - table.entropy()).abs() < 1e-13);
}
