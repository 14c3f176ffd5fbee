//! Graph cut, pairwise cuts, coverage of graphs and disparity against their formulas written plainly.
mod naive;

use marginals_core::random::{ChaCha8Rng, below, stream, uniform};
use marginals_core::{Code, Evidence, Monotone, Objective, Run, SetFunction, Shape};
use marginals_numerics::rows::{Floats, Rows};
use marginals_numerics::similarity::{DenseRows, Features, Metric, Negative, Similarity, SparseRows};
use marginals_submodular::function::{
    Disparity, Distance, Distances, Graph, GraphCut, PairwiseCut, SetCover, Spread, saturated_coverage,
};
use marginals_submodular::{Algorithm, Request, maximize};
use naive::laws::{laws, same_bits_for_any_threads};
use naive::members;
use std::sync::Arc;

fn points(random: &mut ChaCha8Rng, rows: usize, columns: usize, least: f64) -> Vec<Vec<f64>> {
    (0..rows).map(|_| (0..columns).map(|_| least + 2.0 * uniform(random)).collect()).collect()
}

fn features(points: &[Vec<f64>]) -> Features {
    let data: Vec<f64> = points.iter().flatten().copied().collect();
    Features::Double(DenseRows::new("matrix", data, points.len(), points[0].len()).unwrap())
}

fn dot(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}

fn similarity(metric: Metric, x: &[f64], y: &[f64]) -> f64 {
    let square: f64 = x.iter().zip(y).map(|(x, y)| (x - y).powi(2)).sum();
    match metric {
        Metric::Cosine => (dot(x, y) / dot(x, x).sqrt() / dot(y, y).sqrt()).max(0.0),
        Metric::Dot => dot(x, y),
        _ => 1.0 / (1.0 + square.sqrt()),
    }
}

fn all_values(size: usize, value: impl Fn(&[u32]) -> f64) -> Vec<f64> {
    (0..1usize << size).map(|mask| value(&members(mask))).collect()
}

#[test]
fn graph_cut_is_representation_less_redundancy() {
    let run = Run::default();
    for seed in 0..6 {
        let mut random = stream(seed, "graph cut", 0);
        for (metric, least) in
            [(Metric::Cosine, -0.8), (Metric::Cosine, 0.1), (Metric::Dot, 0.0), (Metric::Euclidean, -1.0)]
        {
            let ground = points(&mut random, 5, 3, least);
            let others = points(&mut random, 4, 3, least);
            let pairs = Arc::new(Similarity::of_features(&features(&ground), None, metric, &run).unwrap());
            let represented =
                Similarity::of_features(&features(&ground), Some(&features(&others)), metric, &run).unwrap();
            for lambda in [0.0, 0.3, 0.5, 1.0, 2.0] {
                for own in [true, false] {
                    let rows = if own { &ground } else { &others };
                    let expected = all_values(5, |set| {
                        let s = |x: &[f64], y: &u32| similarity(metric, x, &ground[*y as usize]);
                        let cover: f64 = rows.iter().flat_map(|x| set.iter().map(move |y| s(x, y))).sum();
                        let within: f64 = set
                            .iter()
                            .map(|a| set.iter().map(|b| s(&ground[*a as usize], b)).sum::<f64>())
                            .sum();
                        cover - lambda * within
                    });
                    let other = (!own).then_some(&represented);
                    let function =
                        GraphCut::new(pairs.clone(), other, lambda, Negative::Clamp, &run).unwrap();
                    laws(&function, &expected);
                    let structure = SetFunction::structure(&function);
                    assert_eq!(structure.evidence, Evidence::Proved);
                    let increasing = lambda == 0.0 || (own && lambda <= 0.5);
                    assert_eq!(structure.monotone == Monotone::Increasing, increasing);
                    assert_eq!(structure.symmetric, own && lambda == 1.0);
                    let warned = !SetFunction::remarks(&function).warnings.is_empty();
                    assert!(metric == Metric::Cosine || !warned);
                }
            }
        }
    }
}

#[test]
fn saturated_coverage_stops_at_a_fraction_of_the_whole() {
    let run = Run::default();
    for seed in 0..8 {
        let mut random = stream(seed, "saturated", 0);
        for (metric, least) in [(Metric::Cosine, -0.8), (Metric::Dot, 0.0), (Metric::Euclidean, -1.0)] {
            let ground = points(&mut random, 5, 3, least);
            let others = points(&mut random, 14, 3, least);
            let weights: Vec<f64> = (0..14).map(|_| uniform(&mut random)).collect();
            let s = |i: usize, a: usize| similarity(metric, &others[i], &ground[a]);
            let of_features =
                Similarity::of_features(&features(&ground), Some(&features(&others)), metric, &run).unwrap();
            let numbers: Vec<f64> = (0..14 * 5).map(|at| s(at / 5, at % 5)).collect();
            let mut dense = Features::Double(DenseRows::new("matrix", numbers.clone(), 14, 5).unwrap());
            let starts: Vec<u32> = (0..=14).map(|row| 5 * row).collect();
            let places: Vec<u32> = (0..70).map(|at| at % 5).collect();
            let mut sparse =
                Features::Sparse(SparseRows::new("matrix", &numbers, &places, &starts, 5).unwrap());
            for given in [
                of_features,
                Similarity::of_matrix(&mut dense, &run).unwrap(),
                Similarity::of_matrix(&mut sparse, &run).unwrap(),
            ] {
                for fraction in [0.1, 0.4, 1.0] {
                    let expected = all_values(5, |set| {
                        let row = |i: usize| {
                            let cap = fraction * (0..5).map(|a| s(i, a)).sum::<f64>();
                            weights[i] * set.iter().map(|a| s(i, *a as usize)).sum::<f64>().min(cap)
                        };
                        (0..14).map(row).sum()
                    });
                    let own = Some(weights.clone());
                    let function = saturated_coverage(&given, fraction, own, Negative::Clamp, &run).unwrap();
                    laws(&*function, &expected);
                    let refused = saturated_coverage(&given, fraction, None, Negative::Refuse, &run);
                    assert!(refused.is_ok() || metric == Metric::Cosine);
                }
                for fraction in [0.0, 1.1, f64::NAN] {
                    let refused = saturated_coverage(&given, fraction, None, Negative::Clamp, &run);
                    assert_eq!(refused.err().unwrap().code(), Code::Range);
                }
            }
        }
    }
}

#[test]
fn graph_cut_refuses_what_it_cannot_hold() {
    let run = Run::default();
    let matrix = |numbers: Vec<f64>, rows: usize, columns: usize| {
        let mut features = Features::Double(DenseRows::new("matrix", numbers, rows, columns).unwrap());
        Arc::new(Similarity::of_matrix(&mut features, &run).unwrap())
    };
    let refused =
        |pairs, lambda, negative| GraphCut::new(pairs, None, lambda, negative, &run).unwrap_err().code();
    let fine = || matrix(vec![1.0, 0.5, 0.5, 1.0], 2, 2);
    assert_eq!(refused(fine(), -0.1, Negative::Clamp), Code::Range);
    assert_eq!(refused(fine(), f64::NAN, Negative::Clamp), Code::Range);
    assert_eq!(refused(matrix(vec![1.0, 0.5, 0.4, 1.0], 2, 2), 0.1, Negative::Clamp), Code::Argument);
    assert_eq!(refused(matrix(vec![1.0, -0.5, -0.5, 1.0], 2, 2), 0.1, Negative::Refuse), Code::Range);
    let clamped = GraphCut::new(matrix(vec![1.0, -0.5, -0.5, 1.0], 2, 2), None, 0.1, Negative::Clamp, &run);
    assert_eq!(SetFunction::remarks(&clamped.unwrap()).warnings.len(), 1);
}

/// Random edges, some of them twice or from a vertex to itself.
fn edges(random: &mut ChaCha8Rng, vertices: u64, count: usize) -> (Vec<u32>, Vec<u32>, Vec<f64>) {
    let mut end = || (0..count).map(|_| below(random, vertices) as u32).collect::<Vec<u32>>();
    let (from, to) = (end(), end());
    let weights = (0..count).map(|_| uniform(random)).collect();
    (from, to, weights)
}

#[test]
fn cuts_and_neighborhoods_of_graphs() {
    let run = Run::default();
    for seed in 0..30 {
        let mut random = stream(seed, "graphs", 0);
        let (from, to, weights) = edges(&mut random, 6, 3 + seed as usize % 8);
        for weights in [None, Some(weights)] {
            let graph = Arc::new(Graph::new(6, &from, &to, weights.as_deref(), &run).unwrap());
            let expected = all_values(6, |set| {
                let crosses = |edge: &usize| set.contains(&from[*edge]) != set.contains(&to[*edge]);
                (0..from.len())
                    .filter(crosses)
                    .map(|edge| weights.as_ref().map_or(1.0, |weights| weights[edge]))
                    .sum()
            });
            laws(&PairwiseCut::new(graph.clone(), &run).unwrap(), &expected);
            for hops in 0..4 {
                let (starts, reached, _) = graph.neighborhoods(hops, &run).unwrap();
                let expected = all_values(6, |set| {
                    let mut within: Vec<u32> = set.to_vec();
                    for _ in 0..hops {
                        let before = within.clone();
                        for (a, b) in from.iter().zip(&to) {
                            for (a, b) in [(a, b), (b, a)] {
                                if before.contains(a) && !within.contains(b) {
                                    within.push(*b);
                                }
                            }
                        }
                    }
                    within.len() as f64
                });
                laws(&SetCover::new(&starts, &reached, 6, None, &run).unwrap(), &expected);
            }
        }
    }
    let refused = |from: &[u32], to: &[u32], weights: &[f64]| {
        Graph::new(2, from, to, Some(weights), &run).unwrap_err().code()
    };
    assert_eq!(refused(&[0], &[2], &[1.0]), Code::Range);
    assert_eq!(refused(&[0], &[1], &[-1.0]), Code::Range);
    assert_eq!(refused(&[0], &[1], &[f64::NAN]), Code::Range);
    assert_eq!(refused(&[0], &[1, 1], &[1.0]), Code::Shape);
}

fn distance(kind: Distance, x: &[f64], y: &[f64]) -> f64 {
    let square: f64 = x.iter().zip(y).map(|(x, y)| (x - y).powi(2)).sum();
    match kind {
        Distance::SquaredEuclidean => square,
        Distance::Cosine => 1.0 - dot(x, y) / dot(x, x).sqrt() / dot(y, y).sqrt(),
        _ => square.sqrt(),
    }
}

fn spread(spread: Spread, set: &[u32], d: impl Fn(u32, u32) -> f64) -> f64 {
    if set.len() < 2 {
        return 0.0;
    }
    let others = |a: u32| set.iter().copied().filter(move |b| *b != a);
    let nearest = |a: u32| others(a).map(|b| d(a, b)).fold(f64::INFINITY, f64::min);
    match spread {
        Spread::Sum => set.iter().map(|a| others(*a).map(|b| d(*a, b)).sum::<f64>()).sum::<f64>() / 2.0,
        Spread::Min => set.iter().map(|a| nearest(*a)).fold(f64::INFINITY, f64::min),
        Spread::MinSum => set.iter().map(|a| nearest(*a)).sum(),
    }
}

/// Dense and sparse rows of the same points.
fn forms(points: &[Vec<f64>]) -> Vec<Arc<Rows>> {
    let run = Run::default();
    let (rows, columns) = (points.len(), points[0].len());
    let data: Vec<f64> = points.iter().flatten().copied().collect();
    let starts: Vec<u32> = (0..=rows).map(|row| (row * columns) as u32).collect();
    let places: Vec<u32> = (0..data.len()).map(|at| (at % columns) as u32).collect();
    let values = Floats::Double(data);
    vec![
        Arc::new(Rows::sparse(rows, columns, &starts, &places, &values, &run).unwrap()),
        Arc::new(Rows::dense(rows, columns, values, &run).unwrap()),
    ]
}

const SPREADS: [Spread; 3] = [Spread::Sum, Spread::Min, Spread::MinSum];

#[test]
fn disparity_is_what_the_distances_say() {
    let run = Run::default();
    for seed in 0..5 {
        let mut random = stream(seed, "disparity", 0);
        let columns = 1 + below(&mut random, 10) as usize;
        let points = points(&mut random, 5, columns, -0.9);
        for kind in [Distance::Euclidean, Distance::SquaredEuclidean, Distance::Cosine] {
            let numbers: Vec<f64> = (0..25)
                .map(|at| {
                    let (a, b) = (at / 5, at % 5);
                    if a == b { 0.0 } else { distance(kind, &points[a.min(b)], &points[a.max(b)]).max(0.0) }
                })
                .collect();
            let given = Rows::dense(5, 5, Floats::Double(numbers), &run).unwrap();
            let mut all: Vec<(Arc<Rows>, Distance)> =
                forms(&points).into_iter().map(|rows| (rows, kind)).collect();
            all.push((Arc::new(given), Distance::Precomputed));
            for (rows, kind_of) in all {
                for of in SPREADS {
                    let d = |a: u32, b: u32| distance(kind, &points[a as usize], &points[b as usize]);
                    let expected = all_values(5, |set| spread(of, set, d));
                    let distances = Distances::new(rows.clone(), kind_of, &run).unwrap();
                    let function = Disparity::new(distances, of);
                    laws(&function, &expected);
                    let shape = SetFunction::structure(&function).shape;
                    assert_eq!(shape == Shape::Supermodular, of == Spread::Sum);
                }
            }
        }
    }
}

#[test]
fn threads_change_no_bit() {
    let run = Run::default();
    let mut random = stream(1, "threads", 0);
    let points = points(&mut random, 2500, 40, -1.0);
    for rows in forms(&points) {
        for of in SPREADS {
            let distances = Distances::new(rows.clone(), Distance::Euclidean, &run).unwrap();
            let function = Disparity::new(distances, of);
            let all: Vec<u32> = (0..2500).collect();
            let answers = [1, 2, 8].map(|threads| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
                let run = Run::default().with_pool(Arc::new(pool), threads);
                let mut state = SetFunction::new_state(&function, 3, &run).unwrap();
                for e in [7, 2000, 99] {
                    SetFunction::commit(&function, &mut state, e, &run).unwrap();
                }
                let mut gains = vec![0.0; 2500];
                SetFunction::gains(&function, &mut state, &all, &run, &mut gains).unwrap();
                gains.into_iter().map(f64::to_bits).collect::<Vec<u64>>()
            });
            assert!(answers[0] == answers[1] && answers[0] == answers[2]);
        }
    }
    let single: Vec<f32> = points[..400].iter().flatten().map(|x| *x as f32).collect();
    let features = Features::Single(DenseRows::new("matrix", single, 400, 40).unwrap());
    let pairs = Arc::new(Similarity::of_features(&features, None, Metric::Cosine, &run).unwrap());
    let function = GraphCut::new(pairs, None, 0.4, Negative::Clamp, &run).unwrap();
    let objective: &dyn Objective = &function;
    same_bits_for_any_threads(objective, &[3, 77, 200]);
}

#[test]
fn distances_that_are_none_are_refused() {
    let run = Run::default();
    let refused = |values: Vec<f64>, rows: usize, columns: usize, kind: Distance| {
        let rows = Rows::dense(rows, columns, Floats::Double(values), &run).unwrap();
        Distances::new(Arc::new(rows), kind, &run).unwrap_err().code()
    };
    assert_eq!(refused(vec![0.0, 1.0, 1.0], 1, 3, Distance::Precomputed), Code::Shape);
    assert_eq!(refused(vec![0.0, 1.0, 2.0, 0.0], 2, 2, Distance::Precomputed), Code::Argument);
    assert_eq!(refused(vec![0.0, 1.0, 1.0, 0.5], 2, 2, Distance::Precomputed), Code::Argument);
    assert_eq!(refused(vec![0.0, -1.0, -1.0, 0.0], 2, 2, Distance::Precomputed), Code::Range);
    assert_eq!(refused(vec![0.0, f64::NAN], 1, 2, Distance::Euclidean), Code::NonFinite);
    assert_eq!(refused(vec![0.0, 0.0], 1, 2, Distance::Cosine), Code::Range);
    assert_eq!(refused(vec![1e200, 1e200], 1, 2, Distance::Euclidean), Code::Range);
}

fn rows_of(points: &[Vec<f64>]) -> Rows {
    let data = Floats::Double(points.iter().flatten().copied().collect());
    Rows::dense(points.len(), points[0].len(), data, &Run::default()).unwrap()
}

#[test]
fn greedy_is_worth_half_of_the_largest_sum_of_euclidean_distances() {
    let mut least = f64::INFINITY;
    for seed in 0..3000 {
        let mut random = stream(seed, "half", 0);
        let (count, columns) = (4 + below(&mut random, 5) as usize, 1 + below(&mut random, 2) as usize);
        let ground = points(&mut random, count, columns, -1.0);
        let size = 2 + below(&mut random, count as u64 - 2) as usize;
        let distance = |a: u32, b: u32| {
            let (x, y) = (&ground[a as usize], &ground[b as usize]);
            x.iter().zip(y).map(|(x, y)| (x - y).powi(2)).sum::<f64>().sqrt()
        };
        let sum = |set: &[u32]| -> f64 {
            (1..set.len()).map(|at| set[..at].iter().map(|a| distance(*a, set[at])).sum::<f64>()).sum()
        };
        let best = (0..1usize << count)
            .map(members)
            .filter(|set| set.len() == size)
            .map(|set| sum(&set))
            .fold(0.0, f64::max);
        let distances =
            Distances::new(Arc::new(rows_of(&ground)), Distance::Euclidean, &Run::default()).unwrap();
        let objective: Arc<dyn Objective> = Arc::new(Disparity::new(distances, Spread::Sum));
        for algorithm in [Algorithm::Greedy, Algorithm::LocalSearch] {
            let request = Request { algorithm, size: Some(size), ..Request::default() };
            let found = maximize(Arc::clone(&objective), &request, &Run::default()).unwrap();
            let promised = found.guarantee.unwrap().ratio;
            assert!(promised >= 0.5);
            assert!(found.value >= promised * best - 1e-9, "{} of {best}", found.value);
            least = least.min(found.value / best);
        }
    }
    assert!(least < 0.8, "instances on which greedy loses: {least}");
}

#[test]
fn neighborhoods_are_announced_before_they_are_kept() {
    let star: Vec<u32> = (1..3000).collect();
    let run = Run::default();
    let graph = Graph::new(3000, &vec![0; 2999], &star, None, &run).unwrap();
    let (starts, reached, room) = graph.neighborhoods(2, &run).unwrap();
    assert_eq!((starts.len(), reached.len()), (3001, 9_000_000));
    assert!(room.bytes() >= 36_000_000);
    let limited = Run::default().with_ledger(marginals_core::memory::Ledger::new(30_000_000));
    let error = graph.neighborhoods(2, &limited).unwrap_err();
    assert_eq!(error.code(), Code::OutOfMemory);
}

#[test]
fn nothing_is_promised_where_distances_are_no_metric_or_greedy_is_changed() {
    let mut random = stream(1, "half", 1);
    let ground = points(&mut random, 7, 2, -1.0);
    for (distance, algorithm, initial) in [
        (Distance::SquaredEuclidean, Algorithm::Greedy, vec![]),
        (Distance::Cosine, Algorithm::Greedy, vec![]),
        (Distance::Euclidean, Algorithm::Greedy, vec![3]),
        (Distance::Euclidean, Algorithm::Random, vec![]),
    ] {
        let distances = Distances::new(Arc::new(rows_of(&ground)), distance, &Run::default()).unwrap();
        let objective: Arc<dyn Objective> = Arc::new(Disparity::new(distances, Spread::Sum));
        let request = Request { algorithm, size: Some(3), initial, ..Request::default() };
        let found = maximize(objective, &request, &Run::default()).unwrap();
        let promised = found.guarantee.map_or(0.0, |guarantee| guarantee.ratio);
        assert!(promised < 0.5, "{distance:?}, {}: {promised}", algorithm.name());
    }
}
