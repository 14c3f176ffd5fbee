//! Wide-table timings on random columns with a common cause.
//!
//! `cargo bench -p marginals-information --bench wide_table -- [rows columns radix]` prints the best times;
//! the first entropies are checked before anything is timed.
#![allow(clippy::print_stdout)]
use marginals_core::Run;
use marginals_core::random::{below, stream};
use marginals_information::table::{Values, WideCoarsening, WideRefinement, WideTable};
use std::sync::Arc;
use std::time::Instant;

fn main() {
    let sizes: Vec<usize> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let (rows, columns, radix) = match sizes[..] {
        [rows, columns, radix, ..] => (rows, columns, radix as u32),
        _ => (1_000_000, 50, 8),
    };
    let run = Run::default();
    let mut generator = stream(1, "cause", 0);
    let cause: Vec<u32> = (0..rows).map(|_| below(&mut generator, u64::from(radix)) as u32).collect();
    let column = |index: usize| {
        let mut generator = stream(2, "column", index as u64);
        let values = cause.iter().map(|cause| match below(&mut generator, 4) {
            0 => below(&mut generator, u64::from(radix)) as u32,
            _ => *cause,
        });
        Values::new(radix, values, &run).expect("values below the radix")
    };
    let table = WideTable::new((0..columns).map(column).collect(), vec![radix; columns], None, &run);
    let table = Arc::new(table.expect("a valid table"));
    println!("{rows} rows, {columns} columns of {radix} values");
    let all: Vec<u32> = (0..columns as u32).collect();
    let mut out = vec![0.0; columns];
    let mut set = WideRefinement::new(&table, &run).expect("memory");
    for step in 0..columns.min(8) as u32 {
        let start = Instant::now();
        set.conditional_entropies(&all, &run, &mut out).expect("a pass");
        let pass = start.elapsed();
        let limit = f64::from(radix).ln() + 1e-12;
        assert!(out.iter().all(|entropy| (0.0..=limit).contains(entropy)), "H(column | S) ≤ ln radix");
        let start = Instant::now();
        set.commit(step, &run).expect("a commit");
        let cells = rows as f64 * f64::from(columns as u32 - step);
        println!(
            "  step {step}: all candidates {:>9.2} ms ({:.2} ns a value), commit {:>8.2} ms",
            pass.as_secs_f64() * 1e3,
            pass.as_nanos() as f64 / cells,
            start.elapsed().as_secs_f64() * 1e3
        );
    }
    let start = Instant::now();
    let mut set = WideCoarsening::new(&table, &run).expect("memory");
    set.conditional_entropies(&all, &run, &mut out).expect("a pass");
    println!("  leave one out: all candidates {:.2} ms", start.elapsed().as_secs_f64() * 1e3);
}
