//! What the optimizers themselves cost: `cargo run --release -p marginals-submodular --example overhead -- 100000 100`.
//!
//! The function is modular, so a gain is one look-up and nearly all the time is the optimizer's own. CPU-bound and
//! single-threaded; the best of five runs, in milliseconds.
#![allow(clippy::print_stdout)]
use marginals_core::random::{stream, uniform};
use marginals_core::{Result, Run};
use marginals_submodular::function::Modular;
use marginals_submodular::{Algorithm, Request, maximize};
use std::sync::Arc;
use std::time::Instant;

fn main() -> Result<()> {
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let ground = numbers.first().copied().unwrap_or(100_000);
    let size = numbers.get(1).copied().unwrap_or(100);
    let mut random = stream(1, "weights", 0);
    let weights: Vec<f64> = (0..ground).map(|_| uniform(&mut random)).collect();
    let function = Arc::new(Modular::new(weights, 0.0)?);
    for algorithm in
        [Algorithm::LazyGreedy, Algorithm::Greedy, Algorithm::StochasticGreedy, Algorithm::ThresholdGreedy]
    {
        for certificate in [true, false] {
            let request = Request { certificate, ..Request::new(algorithm, size) };
            let mut best = f64::INFINITY;
            let mut evaluations = 0;
            for _ in 0..5 {
                let start = Instant::now();
                evaluations = maximize(function.clone(), &request, &Run::default())?.evaluations;
                best = best.min(start.elapsed().as_secs_f64() * 1e3);
            }
            let name = algorithm.name();
            println!(
                "{name:18} n {ground} size {size} certificate {certificate:5} {best:10.3} ms {evaluations} gains"
            );
        }
    }
    Ok(())
}
