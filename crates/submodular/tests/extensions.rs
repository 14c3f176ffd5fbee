//! Multilinear extensions against the expectation over all subsets.
mod naive;

use marginals_core::random::{below, stream, uniform};
use marginals_core::{Objective, Run};
use marginals_numerics::rows::{Floats, Rows};
use marginals_numerics::similarity::{DenseRows, Features, Metric, Similarity};
use marginals_submodular::function::facility_location::{Method, Representation};
use marginals_submodular::function::{facility_location, probabilistic_set_cover};
use marginals_submodular::{Algorithm, Request, maximize};
use naive::members;
use std::sync::Arc;

const SIZE: usize = 6;

fn values(f: &dyn Objective) -> Vec<f64> {
    let run = Run::default();
    (0..1usize << SIZE)
        .map(|mask| {
            let mut state = f.new_state(SIZE, &run).unwrap();
            members(mask).into_iter().for_each(|e| {
                f.commit(&mut state, e, &run).unwrap();
            });
            f.value(&state)
        })
        .collect()
}

/// Moves the extension about and compares value and derivatives with the expectation.
fn is_the_expectation(f: &dyn Objective, seed: u64) {
    let (run, values) = (Run::default(), values(f));
    let scale = values.iter().copied().fold(1.0, f64::max);
    let expectation = |x: &[f64]| -> f64 {
        let chance = |mask: usize| {
            (0..SIZE).map(|e| if mask >> e & 1 == 1 { x[e] } else { 1.0 - x[e] }).product::<f64>()
        };
        (0..1usize << SIZE).map(|mask| chance(mask) * values[mask]).sum()
    };
    let mut extension = f.multilinear(&run).unwrap().unwrap();
    let mut random = stream(seed, "points", 0);
    let mut point = [0.0; SIZE];
    for _ in 0..20 {
        let e = below(&mut random, SIZE as u64) as usize;
        point[e] = [0.0, 0.25, uniform(&mut random), 1.0][below(&mut random, 4) as usize];
        extension.set(e as u32, point[e], &run).unwrap();
        assert!((extension.value() - expectation(&point)).abs() < 1e-10 * scale);
        let mut derivatives = [0.0; SIZE];
        let all: Vec<u32> = (0..SIZE as u32).collect();
        extension.derivatives(&all, &run, &mut derivatives).unwrap();
        for (e, derivative) in derivatives.into_iter().enumerate() {
            let at = |x: f64| expectation(&[&point[..e], &[x], &point[e + 1..]].concat());
            assert!((derivative - (at(1.0) - at(0.0))).abs() < 1e-10 * scale, "{e} {derivative}");
            let mut alone = [0.0];
            extension.derivatives(&[e as u32], &run, &mut alone).unwrap();
            assert_eq!(alone[0].to_bits(), derivative.to_bits());
        }
    }
}

fn rows(seed: u64, columns: usize) -> Vec<f64> {
    let mut random = stream(seed, "rows", 0);
    (0..SIZE * columns).map(|_| uniform(&mut random)).collect()
}

#[test]
fn extensions_are_expectations() {
    let run = Run::default();
    for seed in 0..60 {
        let mut p = rows(seed, 4);
        let mut random = stream(seed, "certain", 0);
        p.iter_mut().for_each(|p| {
            if below(&mut random, 4) == 0 {
                *p = f64::from(below(&mut random, 2) as u32);
            }
        });
        let dense = Rows::dense(SIZE, 4, Floats::Double(p), &run).unwrap();
        let weights = seed.is_multiple_of(2).then(|| vec![1.0, 0.0, 2.5, 0.3]);
        let cover = probabilistic_set_cover(Arc::new(dense), weights, &run).unwrap();
        is_the_expectation(&*cover, seed);

        let data = DenseRows::new("matrix", rows(seed + 1000, 3), SIZE, 3).unwrap();
        let similarity =
            Similarity::of_features(&Features::Double(data), None, Metric::Rbf { gamma: Some(2.0) }, &run)
                .unwrap();
        let similarity = Arc::new(similarity);
        for method in [Method::Dense, Method::Sparse, Method::OnTheFly] {
            let weights = (seed % 3 == 0).then(|| vec![1.0, 2.0, 0.0, 0.5, 1.0, 3.0]);
            let how = Representation { method, weights, ..Representation::default() };
            let f = facility_location(similarity.clone(), &how, &run).unwrap();
            is_the_expectation(&*f, seed);
            let request = Request::new(Algorithm::ContinuousGreedy, 3);
            let found = maximize(f, &request, &run).unwrap();
            assert!(found.guarantee.unwrap().condition.contains("exact derivatives"));
        }
    }
}
