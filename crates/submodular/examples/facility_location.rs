//! Times facility location on Gaussian clusters, in seconds of this process's wall clock on one thread:
//!
//!     cargo run --release -p marginals-submodular --example facility_location -- 10000 64 100 [method] [level]
use marginals_core::Run;
use marginals_numerics::arch::{Level, force};
use marginals_numerics::similarity::{DenseRows, Features, Metric, Similarity};
use marginals_submodular::function::facility_location;
use marginals_submodular::function::facility_location::{Method, Representation};
use marginals_submodular::{Algorithm, Request, maximize};
use std::sync::Arc;
use std::time::Instant;

/// 50 clusters: centres standard normal, points around them with a deviation of 0.5.
fn clusters(rows: usize, cols: usize) -> Vec<f32> {
    let mut random = marginals_core::random::stream(1, "clusters", 0);
    let mut normal = || {
        let (u, v) =
            (marginals_core::random::uniform(&mut random), marginals_core::random::uniform(&mut random));
        (-2.0 * (1.0 - u).ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    };
    let centres: Vec<f64> = (0..50 * cols).map(|_| normal()).collect();
    (0..rows * cols)
        .map(|i| (centres[(i / cols * 7) % 50 * cols + i % cols] + 0.5 * normal()) as f32)
        .collect()
}

#[allow(clippy::print_stdout)]
fn main() -> marginals_core::Result<()> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, default| given.get(at).map_or(default, |word| word.parse().unwrap_or(default));
    let (rows, cols, size) = (number(0, 10_000), number(1, 64), number(2, 100));
    let method = Method::parse(given.get(3).map_or("auto", String::as_str))?;
    if let Some(level) = given.get(4).and_then(|word| Level::parse(word)) {
        force(level);
    }
    let features = Features::Single(DenseRows::new("matrix", clusters(rows, cols), rows, cols)?);
    let run = Run::default();
    let begin = Instant::now();
    let similarity = Similarity::of_features(&features, None, Metric::Cosine, &run)?;
    let how = Representation { method, ..Representation::default() };
    let f = facility_location(Arc::new(similarity), &how, &run)?;
    let prepared = begin.elapsed();
    let request = Request { certificate: false, ..Request::new(Algorithm::LazyGreedy, size) };
    let chosen = maximize(f, &request, &run)?;
    let whole = begin.elapsed();
    println!(
        "{rows} × {cols}, {size} chosen, {:?}: prepared in {prepared:.2?}, all in {whole:.2?}; value {}, {} gains",
        chosen.method, chosen.value, chosen.evaluations
    );
    Ok(())
}
