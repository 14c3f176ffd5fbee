//! The wide table against a hash map, and against the narrow table where both can be used.
use marginals_core::Run;
use marginals_core::random::{below, shuffle, stream, uniform};
use marginals_information::table::{
    NarrowTable, Packing, Refinement, Values, WideCoarsening, WideRefinement, WideTable,
};
use proptest::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;

#[derive(Clone, Debug)]
struct Columns {
    radices: Vec<u32>,
    columns: Vec<Vec<u32>>,
    weights: Option<Vec<f64>>,
}

impl Columns {
    fn random(radices: &[u32], rows: usize, weighted: bool, seed: u64) -> Self {
        let mut generator = stream(seed, "columns", 0);
        let column =
            |radix: &u32| (0..rows).map(|_| below(&mut generator, u64::from(*radix)) as u32).collect();
        let columns = radices.iter().map(column).collect();
        let mut generator = stream(seed, "weights", 0);
        let weight = |_| if below(&mut generator, 5) == 0 { 0.0 } else { uniform(&mut generator) + 0.1 };
        let mut weights: Vec<f64> = (0..rows).map(weight).collect();
        weights[0] = 0.5;
        Columns { radices: radices.to_vec(), columns, weights: weighted.then_some(weights) }
    }

    fn table(&self, run: &Run) -> Arc<WideTable> {
        let columns = self.radices.iter().zip(&self.columns);
        let columns = columns
            .map(|(radix, values)| Values::new(*radix, values.iter().copied(), run).unwrap())
            .collect();
        Arc::new(WideTable::new(columns, self.radices.clone(), self.weights.clone(), run).unwrap())
    }

    fn entropy(&self, columns: &[u32]) -> f64 {
        let mut cells: HashMap<Vec<u32>, f64> = HashMap::new();
        let mut total = 0.0;
        for row in 0..self.columns[0].len() {
            let weight = self.weights.as_ref().map_or(1.0, |weights| weights[row]);
            let key = columns.iter().map(|column| self.columns[*column as usize][row]).collect();
            *cells.entry(key).or_default() += weight;
            total += weight;
        }
        cells.values().filter(|cell| **cell > 0.0).map(|cell| -cell / total * (cell / total).ln()).sum()
    }
}

fn pooled(threads: usize) -> Run {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    Run::default().with_pool(Arc::new(pool), threads)
}

fn order(columns: usize, seed: u64) -> Vec<u32> {
    let mut order: Vec<u32> = (0..columns as u32).collect();
    shuffle(&mut stream(seed, "order", 0), &mut order);
    order
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn agrees_with_the_definition(
        radices in prop::collection::vec(prop_oneof![6 => 1u32..6, 1 => 200u32..70_000], 1..6),
        rows in 1usize..90,
        weighted: bool,
        seed in 0u64..10_000,
    ) {
        let run = Run::default();
        let columns = Columns::random(&radices, rows, weighted, seed);
        let table = columns.table(&run);
        let d = radices.len();
        let order = order(d, seed);
        let close = |found: f64, expected: f64| (found - expected).abs() < 1e-12 && found >= 0.0;
        let mut grown = WideRefinement::new(&table, &run).unwrap();
        let mut shrunk = WideCoarsening::new(&table, &run).unwrap();
        for step in 0..d {
            let (inside, outside) = order.split_at(step);
            let (here, there) = (columns.entropy(inside), columns.entropy(outside));
            let (mut gains, mut losses) = (vec![0.0; outside.len()], vec![0.0; outside.len()]);
            grown.conditional_entropies(outside, &run, &mut gains).unwrap();
            shrunk.conditional_entropies(outside, &run, &mut losses).unwrap();
            for (place, column) in outside.iter().enumerate() {
                let larger: Vec<u32> = inside.iter().copied().chain([*column]).collect();
                let smaller: Vec<u32> = outside.iter().copied().filter(|other| other != column).collect();
                prop_assert!(close(gains[place], (columns.entropy(&larger) - here).max(0.0)));
                prop_assert!(close(losses[place], (there - columns.entropy(&smaller)).max(0.0)));
                let mut alone = 0.0;
                let mut fresh = WideRefinement::new(&table, &run).unwrap();
                inside.iter().for_each(|column| { fresh.commit(*column, &run).unwrap(); });
                fresh.conditional_entropies(&[*column], &run, std::slice::from_mut(&mut alone)).unwrap();
                prop_assert_eq!(alone.to_bits(), gains[place].to_bits());
            }
            prop_assert_eq!(grown.commit(order[step], &run).unwrap().to_bits(), gains[0].to_bits());
            prop_assert_eq!(shrunk.commit(order[step], &run).unwrap().to_bits(), losses[0].to_bits());
            prop_assert!(close(grown.entropy(), columns.entropy(&order[..=step])));
            prop_assert!(close(shrunk.entropy(), columns.entropy(&order[step + 1..])));
        }
    }
}

#[test]
fn large_tables_agree_with_the_narrow_layout_for_any_threads() {
    // Enough classes and values for rows in class order, dropped rows and blocks of weights.
    let radices = [3, 300, 2, 5, 2000, 2, 7];
    for weighted in [false, true] {
        let columns = Columns::random(&radices, 200_000, weighted, 2);
        let packing = Packing::new(&radices).unwrap();
        let keys: Vec<u64> = (0..200_000)
            .map(|row| packing.pack(&columns.columns.iter().map(|column| column[row]).collect::<Vec<_>>()))
            .collect();
        let run = Run::default();
        let weights = columns.weights.clone().unwrap_or_else(|| vec![1.0; keys.len()]);
        let narrow = Arc::new(NarrowTable::new(&radices, keys, weights, &run).unwrap());
        let mut expected: Vec<u64> = Vec::new();
        for run in [Run::default(), pooled(2), pooled(8)] {
            let table = columns.table(&run);
            let mut wide = WideRefinement::new(&table, &run).unwrap();
            let mut reference = Refinement::new(&narrow, &run).unwrap();
            let mut bits = Vec::new();
            for column in [4, 0, 1, 6, 2, 3, 5] {
                let (mut one, mut other) = ([0.0; 7], [0.0; 7]);
                wide.conditional_entropies(&[0, 1, 2, 3, 4, 5, 6], &run, &mut one).unwrap();
                reference.conditional_entropies(&[0, 1, 2, 3, 4, 5, 6], &run, &mut other).unwrap();
                for (one, other) in one.iter().zip(&other) {
                    assert!((one - other).abs() < 1e-12, "{one} {other}");
                }
                wide.commit(column, &run).unwrap();
                reference.commit(column, &run).unwrap();
                bits.extend(one.map(f64::to_bits));
            }
            if expected.is_empty() {
                expected = bits;
            } else {
                assert_eq!(bits, expected);
            }
        }
    }
}

#[test]
fn many_columns_are_left_out_one_by_one() {
    // Column 2i + 1 copies column 2i: nothing is lost with any single column.
    let run = Run::default();
    let mut columns = Columns::random(&[3; 40], 300, false, 8);
    for pair in columns.columns.chunks_mut(2) {
        pair[1] = pair[0].clone();
    }
    let table = columns.table(&run);
    let mut set = WideCoarsening::new(&table, &run).unwrap();
    let all: Vec<u32> = (0..40).collect();
    let mut out = [9.0; 40];
    set.conditional_entropies(&all, &run, &mut out).unwrap();
    assert!(out.iter().all(|loss| *loss == 0.0));
    for column in 2..40 {
        set.commit(column, &run).unwrap();
    }
    assert!((set.entropy() - columns.entropy(&[0])).abs() < 1e-14);
    assert!((set.commit(1, &run).unwrap(), set.commit(0, &run).unwrap()).1 > 1.0);
}
