//! Bounds on gains from rounded features and from similarities in bytes: never below a gain, near it, and without a trace in the answer.
use marginals_core::random::{stream, uniform};
use marginals_core::{Objective, Run};
use marginals_numerics::arch::{Level, level};
use marginals_numerics::similarity::{DenseRows, Features, Metric, Similarity};
use marginals_submodular::function::facility_location;
use marginals_submodular::function::facility_location::{Bounds, Method, Representation};
use marginals_submodular::{Algorithm, Request, maximize};
use std::sync::Arc;

/// Rows around a few centres, some of them far longer than others under the inner product.
fn numbers(seed: u64, rows: usize, cols: usize) -> Vec<f32> {
    let mut random = stream(seed, "tighten", 0);
    let mut number = || 2.0 * uniform(&mut random) - 1.0;
    let centres: Vec<f64> = (0..6 * cols).map(|_| number()).collect();
    (0..rows * cols)
        .map(|at| (centres[at / cols * 5 % 6 * cols + at % cols] + 0.7 * number()) as f32)
        .collect()
}

fn features(seed: u64, rows: usize, cols: usize) -> Features {
    Features::Single(DenseRows::new("matrix", numbers(seed, rows, cols), rows, cols).unwrap())
}

fn made(
    features: &Features,
    others: Option<&Features>,
    metric: Metric,
    how: Representation,
) -> Arc<dyn Objective> {
    let similarity = Similarity::of_features(features, others, metric, &Run::default()).unwrap();
    facility_location(Arc::new(similarity), &how, &Run::default()).unwrap()
}

fn by(method: Method) -> Representation {
    Representation { method, ..Representation::default() }
}

fn pooled(threads: usize) -> Run {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    Run::default().with_pool(Arc::new(pool), threads)
}

/// Bounds along a history, each beside the gain computed anew.
fn history(f: &dyn Objective, order: &[u32], run: &Run) -> Vec<(f64, f64)> {
    let ground = f.ground_size();
    let all: Vec<u32> = (0..ground as u32).collect();
    let mut state = f.new_state(ground, run).unwrap();
    let mut bounds = vec![0.0; ground];
    f.gains(&mut state, &all, run, &mut bounds).unwrap();
    let mut seen = Vec::new();
    for (step, e) in order.iter().enumerate() {
        f.commit(&mut state, *e, run).unwrap();
        let mut fresh = f.new_state(ground, run).unwrap();
        for member in &order[..=step] {
            f.commit(&mut fresh, *member, run).unwrap();
        }
        let mut gains = vec![0.0; ground];
        f.gains(&mut fresh, &all, run, &mut gains).unwrap();
        // Some are asked after every commit, some seldom; some gains are learned in between.
        let some: Vec<u32> = all
            .iter()
            .copied()
            .filter(|e| (step + *e as usize).is_multiple_of(1 + *e as usize % 5))
            .collect();
        let mut lowered: Vec<f64> = some.iter().map(|e| bounds[*e as usize]).collect();
        if f.tighten(&mut state, &some, run, &mut lowered).unwrap() {
            for (e, bound) in some.iter().zip(lowered) {
                assert!(bound >= gains[*e as usize], "element {e} after {step}: {bound}");
                assert!(bound <= bounds[*e as usize]);
                bounds[*e as usize] = bound;
                seen.push((bound, gains[*e as usize]));
            }
        }
        let learned: Vec<u32> = all.iter().copied().filter(|e| *e as usize % 11 == step % 11).collect();
        let mut out = vec![0.0; learned.len()];
        f.gains(&mut state, &learned, run, &mut out).unwrap();
        for (e, gain) in learned.iter().zip(out) {
            assert_eq!(gain.to_bits(), gains[*e as usize].to_bits(), "element {e} after {step}");
        }
    }
    seen
}

#[test]
fn bounds_are_no_smaller_than_gains_and_near_them() {
    for (seed, (rows, cols)) in [(200, 24), (150, 65), (97, 3), (40, 1)].into_iter().enumerate() {
        let seed = seed as u64;
        for metric in [Metric::Cosine, Metric::Dot] {
            let (own, others) = (features(seed, rows, cols), features(seed + 50, rows / 2, cols));
            let bounds = Bounds { caps: Some(vec![0.6; rows]), floors: Some(vec![0.1; rows]) };
            let cases = [
                made(&own, None, metric, by(Method::OnTheFly)),
                made(&own, Some(&others), metric, by(Method::OnTheFly)),
                made(&own, None, metric, Representation { bounds: Some(bounds), ..by(Method::OnTheFly) }),
            ];
            let order: Vec<u32> = (0..25).map(|step| (step * 7 % rows) as u32).collect();
            for f in cases {
                let seen = history(&*f, &order, &Run::default());
                assert_eq!(!seen.is_empty(), level() >= Level::V3);
                let first = f64::from(rows as u32);
                let (off, gains) = seen.iter().fold((0.0, 0.0), |(off, sum), (b, g)| (off + b - g, sum + g));
                assert!(off <= 0.01 * gains + 1e-3 * first * seen.len() as f64, "{off} of {gains}");
                for threads in [2, 8] {
                    let other = history(&*f, &order, &pooled(threads));
                    assert!(seen.iter().zip(&other).all(|(a, b)| a.0.to_bits() == b.0.to_bits()));
                }
            }
        }
    }
}

#[test]
fn bounds_from_bytes_are_no_smaller_than_gains_and_near_them() {
    let (rows, cols) = (530, 12);
    let (own, others) = (features(1, rows, cols), features(2, rows + 70, cols));
    let weights: Vec<f64> = (0..rows).map(|row| (row % 7) as f64 / 3.0).collect();
    let bounds = Bounds { caps: Some(vec![0.6; rows]), floors: Some(vec![0.1; rows]) };
    let wide = numbers(1, rows, cols).into_iter().map(f64::from).collect();
    let wide = Features::Double(DenseRows::new("matrix", wide, rows, cols).unwrap());
    let order: Vec<u32> = (0..12).map(|step| (step * 7 % rows) as u32).collect();
    for metric in [Metric::Cosine, Metric::Dot] {
        let cases = [
            made(&own, None, metric, by(Method::Dense)),
            made(&wide, None, metric, by(Method::Dense)),
            made(&own, Some(&others), metric, by(Method::Dense)),
            made(&own, None, metric, Representation { weights: Some(weights.clone()), ..by(Method::Dense) }),
            made(&own, None, metric, Representation { bounds: Some(bounds.clone()), ..by(Method::Dense) }),
        ];
        for f in cases {
            let seen = history(&*f, &order, &Run::default());
            assert!(!seen.is_empty());
            let (off, gains) = seen.iter().fold((0.0, 0.0), |(off, sum), (b, g)| (off + b - g, sum + g));
            // Under the inner product one long row makes bytes of all others coarse.
            assert!(metric == Metric::Dot || off <= 0.2 * gains, "{off} of {gains}");
            for threads in [2, 8] {
                let other = history(&*f, &order, &pooled(threads));
                assert!(seen.iter().zip(&other).all(|(a, b)| a.0.to_bits() == b.0.to_bits()));
            }
        }
    }
}

#[test]
fn bytes_leave_no_trace_in_the_answer() {
    for seed in 0..6 {
        let own = features(seed, 520 + 30 * seed as usize, 8);
        let initial: Vec<u32> = (0..seed as u32 * 3).map(|at| at * 7 % 500).collect();
        let request = |algorithm| Request {
            certificate: true,
            initial: initial.clone(),
            excluded: vec![501, 502],
            ..Request::new(algorithm, 40)
        };
        let f = || made(&own, None, Metric::Cosine, by(Method::Dense));
        let plain = maximize(f(), &request(Algorithm::Greedy), &Run::default()).unwrap();
        for threads in [1, 2, 8] {
            let lazy = maximize(f(), &request(Algorithm::LazyGreedy), &pooled(threads)).unwrap();
            assert_eq!(lazy.indices, plain.indices, "seed {seed}");
            assert_eq!(lazy.value.to_bits(), plain.value.to_bits());
            assert!(lazy.evaluations < plain.evaluations / 4);
            assert!(lazy.bound.unwrap() >= lazy.value);
        }
    }
}

#[test]
fn lazy_greedy_with_bounds_is_greedy() {
    for seed in 0..60 {
        let (rows, cols) = (60 + 7 * (seed as usize % 20), 1 + seed as usize % 40);
        let own = features(seed, rows, cols);
        let metric = if seed % 2 == 0 { Metric::Cosine } else { Metric::Dot };
        let request = |algorithm| Request { certificate: seed % 3 == 0, ..Request::new(algorithm, 30) };
        let run = Run::default();
        let plain =
            maximize(made(&own, None, metric, by(Method::Dense)), &request(Algorithm::Greedy), &run).unwrap();
        for threads in [1, 2, 8] {
            let run = if threads == 1 { Run::default() } else { pooled(threads) };
            let fly = made(&own, None, metric, by(Method::OnTheFly));
            let lazy = maximize(fly, &request(Algorithm::LazyGreedy), &run).unwrap();
            assert_eq!(lazy.indices, plain.indices, "seed {seed}");
            assert_eq!(lazy.value.to_bits(), plain.value.to_bits());
            for (a, b) in lazy.gains.iter().zip(&plain.gains) {
                assert_eq!(a.to_bits(), b.to_bits());
            }
            if let (Some(bound), Some(value)) = (lazy.bound, Some(lazy.value)) {
                assert!(bound >= value);
            }
        }
    }
}

#[test]
fn bounds_save_gains() {
    if level() < Level::V3 {
        return;
    }
    let own = features(3, 3000, 16);
    let request = Request { certificate: false, ..Request::new(Algorithm::LazyGreedy, 20) };
    let run = Run::default();
    let [fly, dense] = [Method::OnTheFly, Method::Dense]
        .map(|method| maximize(made(&own, None, Metric::Cosine, by(method)), &request, &run).unwrap());
    assert_eq!(fly.indices, dense.indices);
    // Without bounds they would be seventy a step.
    for evaluations in [fly.evaluations, dense.evaluations] {
        assert!(evaluations - 3000 < 20 * 35, "{evaluations}");
    }
}
