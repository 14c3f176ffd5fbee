//! Facility location against its definition written naively, and the laws every form must keep.
use marginals_core::{Objective, Run};
use marginals_numerics::arch::{Level, force};
use marginals_numerics::similarity::{DenseRows, Features, Metric, Negative, Similarity, SparseRows};
use marginals_submodular::function::facility_location;
use marginals_submodular::function::facility_location::{Method, Representation};
use marginals_submodular::{Algorithm, Request, maximize};
use proptest::prelude::*;
use std::sync::{Arc, Mutex};

static LEVEL: Mutex<()> = Mutex::new(());

fn numbers(seed: u64, length: usize) -> Vec<f64> {
    let mut x = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let next = |_| {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        f64::from(((x >> 40) as f32) / (1 << 23) as f32 - 1.0)
    };
    (0..length).map(next).collect()
}

/// Rows around a few centres, so that sets come to represent them.
fn clustered(seed: u64, rows: usize, cols: usize) -> Vec<f64> {
    let (centres, noise) = (numbers(seed, 7 * cols), numbers(seed + 1, rows * cols));
    let at = |i: usize| f64::from((centres[(i / cols) % 7 * cols + i % cols] + 0.3 * noise[i]) as f32);
    (0..rows * cols).map(at).collect()
}

fn single(data: &[f64], cols: usize) -> Features {
    let data: Vec<f32> = data.iter().map(|x| *x as f32).collect();
    let rows = data.len() / cols;
    Features::Single(DenseRows::new("matrix", data, rows, cols).unwrap())
}

fn double(data: &[f64], cols: usize) -> Features {
    Features::Double(DenseRows::new("matrix", data.to_vec(), data.len() / cols, cols).unwrap())
}

fn sparse(data: &[f64], cols: usize) -> Features {
    let indices: Vec<u32> = (0..data.len()).map(|i| (i % cols) as u32).collect();
    let indptr: Vec<u32> = (0..=data.len() / cols).map(|r| (r * cols) as u32).collect();
    Features::Sparse(SparseRows::new("matrix", data, &indices, &indptr, cols).unwrap())
}

fn pooled(threads: usize) -> Run {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    Run::default().with_pool(Arc::new(pool), threads)
}

fn of(
    features: &Features,
    others: Option<&Features>,
    metric: Metric,
    how: &Representation,
) -> Arc<dyn Objective> {
    let run = Run::default();
    let similarity = Similarity::of_features(features, others, metric, &run).unwrap();
    facility_location(Arc::new(similarity), how, &run).unwrap()
}

fn by(method: Method) -> Representation {
    Representation { method, ..Representation::default() }
}

/// s_ij as f64, element by element.
fn matrix(features: &Features, others: Option<&Features>, metric: Metric) -> Vec<Vec<f64>> {
    let run = Run::default();
    let similarity = Similarity::of_features(features, others, metric, &run).unwrap();
    (0..similarity.ground_size())
        .map(|e| {
            let mut column = vec![0.0; similarity.represented_size()];
            similarity.column(e as u32, &run, &mut column).unwrap();
            column
        })
        .collect()
}

fn naive(matrix: &[Vec<f64>], weights: &[f64], set: &[u32]) -> f64 {
    let best = |i: usize| set.iter().map(|e| matrix[*e as usize][i]).fold(0.0, f64::max);
    weights.iter().enumerate().map(|(i, w)| w * best(i)).sum()
}

/// Every gain alone, in batches of several sizes, and in a full pass; all must agree bit by bit.
fn gains(f: &dyn Objective, set: &[u32], run: &Run) -> Vec<f64> {
    let ground = f.ground_size();
    let all: Vec<u32> = (0..ground as u32).collect();
    let mut whole = vec![0.0; ground];
    let mut state = f.new_state(ground, run).unwrap();
    // A history in which some gains are known from earlier sets.
    for (step, e) in set.iter().enumerate() {
        let some: Vec<u32> = all.iter().copied().filter(|c| (*c as usize + step).is_multiple_of(3)).collect();
        let mut out = vec![0.0; some.len()];
        f.gains(&mut state, &some, run, &mut out).unwrap();
        f.commit(&mut state, *e, run).unwrap();
    }
    f.gains(&mut state, &all, run, &mut whole).unwrap();
    for batch in [1, 5, 13, 64] {
        let mut fresh = f.new_state(ground, run).unwrap();
        set.iter().for_each(|e| {
            f.commit(&mut fresh, *e, run).unwrap();
        });
        for some in all.chunks(batch) {
            let mut out = vec![0.0; some.len()];
            f.gains(&mut fresh, some, run, &mut out).unwrap();
            for (e, gain) in some.iter().zip(out) {
                assert_eq!(gain.to_bits(), whole[*e as usize].to_bits(), "element {e} in batches of {batch}");
            }
        }
    }
    whole
}

fn check_values(f: &dyn Objective, matrix: &[Vec<f64>], weights: &[f64], tolerance: f64) {
    let run = Run::default();
    let ground = f.ground_size();
    let order: Vec<u32> = (0..5.min(ground)).map(|k| ((k * 7 + 3) % ground) as u32).collect();
    let mut state = f.new_state(ground, &run).unwrap();
    let mut chosen: Vec<u32> = Vec::new();
    let scale = naive(matrix, weights, &order).max(1.0);
    for e in order {
        let known = gains(f, &chosen, &run);
        for (c, gain) in known.iter().enumerate() {
            let wanted = naive(matrix, weights, &[&chosen[..], &[c as u32]].concat())
                - naive(matrix, weights, &chosen);
            assert!((gain - wanted).abs() <= tolerance * scale, "{gain} for {wanted}");
        }
        let before = f.value(&state);
        let gain = f.commit(&mut state, e, &run).unwrap();
        if !chosen.contains(&e) {
            chosen.push(e);
        }
        assert_eq!(gain.to_bits(), known[e as usize].to_bits());
        assert!((f.value(&state) - (before + gain)).abs() <= f64::EPSILON * scale * 4.0);
        assert!((f.value(&state) - naive(matrix, weights, &chosen)).abs() <= tolerance * scale);
        assert_eq!(f.commit(&mut state, e, &run).unwrap(), 0.0);
        assert_eq!(f.members(&state), chosen);
    }
    // Copies are apart, retraction is addition undone, several states are asked at once.
    let mut copy = f.new_state(ground, &run).unwrap();
    f.copy_state(&state, &mut copy).unwrap();
    let dropped = chosen[chosen.len() / 2];
    let change = f.retract(&mut copy, dropped, &run).unwrap();
    let kept: Vec<u32> = chosen.iter().copied().filter(|e| *e != dropped).collect();
    assert_eq!((f.members(&copy), f.members(&state)), (kept.as_slice(), chosen.as_slice()));
    assert!((f.value(&copy) - (f.value(&state) + change)).abs() <= f64::EPSILON * scale * 4.0);
    let mut built = f.new_state(ground, &run).unwrap();
    kept.iter().for_each(|e| {
        f.commit(&mut built, *e, &run).unwrap();
    });
    assert_eq!(f.value(&built).to_bits(), f.value(&copy).to_bits());
    for e in 0..ground as u32 {
        let mut across = [0.0; 3];
        let mut empty = f.new_state(ground, &run).unwrap();
        f.gains_across(&mut [&mut state, &mut copy, &mut empty], e, &run, &mut across).unwrap();
        for (state, gain) in [&mut state, &mut copy, &mut empty].into_iter().zip(across) {
            let mut alone = [0.0];
            f.gains(state, &[e], &run, &mut alone).unwrap();
            assert_eq!(alone[0].to_bits(), gain.to_bits());
        }
    }
    let all: Vec<u32> = (0..ground as u32).collect();
    let mut last = vec![0.0; ground];
    let full = f.last_gains(&run, &mut last).unwrap();
    assert!((full - naive(matrix, weights, &all)).abs() <= tolerance * full.max(1.0));
    for e in 0..ground {
        let others: Vec<u32> = all.iter().copied().filter(|o| *o as usize != e).collect();
        let wanted = naive(matrix, weights, &all) - naive(matrix, weights, &others);
        assert!((last[e] - wanted).abs() <= tolerance * full.max(1.0));
    }
}

#[test]
fn every_form_is_the_definition() {
    let (x, y, cols) = (clustered(1, 45, 6), clustered(9, 38, 6), 6);
    let weights: Vec<f64> = (0..38).map(|i| f64::from(i % 4) * 0.7).collect();
    let metrics = [Metric::Cosine, Metric::Euclidean, Metric::Rbf { gamma: Some(0.8) }, Metric::Dot];
    for metric in metrics {
        for (x, y, tolerance) in
            [(single(&x, cols), single(&y, cols), 1e-6), (double(&x, cols), double(&y, cols), 1e-12)]
        {
            for method in [Method::Dense, Method::OnTheFly, Method::Sparse] {
                let own = matrix(&x, None, metric);
                check_values(&*of(&x, None, metric, &by(method)), &own, &[1.0; 45], tolerance);
                let weighted = Representation { weights: Some(weights.clone()), ..by(method) };
                let apart = matrix(&x, Some(&y), metric);
                check_values(&*of(&x, Some(&y), metric, &weighted), &apart, &weights, tolerance);
            }
        }
        let rows = sparse(&x, cols);
        check_values(
            &*of(&rows, None, metric, &by(Method::Auto)),
            &matrix(&rows, None, metric),
            &[1.0; 45],
            1e-12,
        );
    }
}

#[test]
fn forms_levels_and_threads_agree_bit_by_bit() {
    let _turn = LEVEL.lock().unwrap();
    let cols = 10;
    let x = clustered(5, 700, cols);
    for level in Level::available() {
        assert!(force(level));
        for features in [single(&x, cols), double(&x, cols)] {
            for metric in [Metric::Cosine, Metric::SquaredEuclidean] {
                let forms: Vec<_> = [Method::OnTheFly, Method::Dense, Method::Sparse]
                    .map(|method| of(&features, None, metric, &by(method)))
                    .into();
                let mut expected: Option<(Vec<u32>, Vec<u64>, u64)> = None;
                for f in &forms {
                    for algorithm in [Algorithm::LazyGreedy, Algorithm::Greedy] {
                        for run in [Run::default(), pooled(2), pooled(8)] {
                            let request = Request::new(algorithm, 25);
                            let chosen = maximize(Arc::clone(f), &request, &run).unwrap();
                            let bits: Vec<u64> = chosen.gains.iter().map(|gain| gain.to_bits()).collect();
                            let answer = (chosen.indices, bits, chosen.value.to_bits());
                            assert_eq!(
                                *expected.get_or_insert_with(|| answer.clone()),
                                answer,
                                "{level:?} {metric:?} {algorithm:?} {} {:?}",
                                run.threads(),
                                f.remarks()
                            );
                        }
                    }
                    let set = [3, 99, 500, 698, 7];
                    assert_eq!(gains(&**f, &set, &pooled(3)), gains(&*forms[0], &set, &Run::default()));
                }
            }
        }
    }
    force(*Level::available().last().unwrap());
}

#[test]
fn matrices_that_are_given_are_taken_as_they_are() {
    let run = Run::default();
    let data: Vec<f64> = numbers(3, 12 * 20).iter().map(|x| x.abs()).collect();
    let by_element: Vec<Vec<f64>> = (0..20).map(|e| (0..12).map(|i| data[i * 20 + e]).collect()).collect();
    for mut given in [double(&data, 20), single(&data, 20), sparse(&data, 20)] {
        let similarity = Arc::new(Similarity::of_matrix(&mut given, &run).unwrap());
        let f = facility_location(similarity, &Representation::default(), &run).unwrap();
        check_values(&*f, &by_element, &[1.0; 12], 1e-6);
    }
    let negative = vec![1.0, 0.5, -0.25, 2.0];
    let mut given = double(&negative, 2);
    let similarity = Arc::new(Similarity::of_matrix(&mut given, &run).unwrap());
    let refuse = Representation { negative: Negative::Refuse, ..Representation::default() };
    let error = facility_location(Arc::clone(&similarity), &refuse, &run).err().unwrap();
    assert!(error.to_string().contains("-0.25 for rows 1 and 0"), "{error}");
    let f = facility_location(similarity, &Representation::default(), &run).unwrap();
    check_values(&*f, &[vec![1.0, 0.0], vec![0.5, 2.0]], &[1.0; 2], 1e-15);
    assert_eq!(f.remarks().method, Some("dense"));
    assert!(f.remarks().warnings[0].contains("1 of 4"), "{:?}", f.remarks());
}

#[test]
fn neighbors_are_the_most_similar_elements_of_every_row() {
    let cols = 5;
    let x = clustered(11, 60, cols);
    let features = double(&x, cols);
    let mut all = matrix(&features, None, Metric::Cosine);
    for i in 0..60 {
        let mut order: Vec<usize> = (0..60).collect();
        order.sort_by(|a, b| all[*b][i].total_cmp(&all[*a][i]).then(a.cmp(b)));
        for e in &order[7..] {
            all[*e][i] = 0.0;
        }
    }
    let how = Representation { neighbors: Some(7), ..Representation::default() };
    let f = of(&features, None, Metric::Cosine, &how);
    check_values(&*f, &all, &[1.0; 60], 1e-12);
    assert_eq!(f.remarks().method, Some("sparse"));
    assert!(f.remarks().warnings.iter().any(|warning| warning.contains("7 most similar")));
}

#[test]
fn a_cancelled_run_leaves_the_state_as_it_was() {
    let features = single(&clustered(2, 3000, 16), 16);
    let f = of(&features, None, Metric::Cosine, &by(Method::OnTheFly));
    let run = Run::default();
    let mut state = f.new_state(3, &run).unwrap();
    f.commit(&mut state, 5, &run).unwrap();
    let cancel = marginals_core::CancelFlag::default();
    cancel.cancel();
    let stopped = Run::default().with_cancel(cancel);
    let mut out = [0.0; 2];
    assert!(f.gains(&mut state, &[1, 2], &stopped, &mut out).unwrap_err().is_aborted());
    assert!(f.commit(&mut state, 9, &stopped).unwrap_err().is_aborted());
    assert!(f.retract(&mut state, 5, &stopped).unwrap_err().is_aborted());
    assert_eq!(f.members(&state), [5]);
    let mut again = f.new_state(3, &run).unwrap();
    f.commit(&mut again, 5, &run).unwrap();
    f.gains(&mut state, &[1, 2], &run, &mut out).unwrap();
    let mut wanted = [0.0; 2];
    f.gains(&mut again, &[1, 2], &run, &mut wanted).unwrap();
    assert_eq!(out, wanted);
}

#[test]
fn weights_that_do_not_fit_are_named() {
    let features = double(&numbers(1, 12), 3);
    let run = Run::default();
    let message = |weights: Vec<f64>| {
        let similarity = Similarity::of_features(&features, None, Metric::Dot, &run).unwrap();
        let how = Representation { weights: Some(weights), ..Representation::default() };
        facility_location(Arc::new(similarity), &how, &run).err().unwrap().to_string()
    };
    assert!(message(vec![1.0; 3]).contains("of length 4"));
    assert!(message(vec![1.0, -1.0, 1.0, 1.0]).contains("-1 at index 1"));
    assert!(message(vec![1.0, 1.0, f64::NAN, 1.0]).contains("NaN at index 2"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn any_small_instance_is_the_definition(
        rows in 1usize..14, others in 1usize..14, cols in 1usize..5, seed in 0u64..100_000, kind in 0usize..4,
    ) {
        let x: Vec<f64> = numbers(seed, rows * cols).iter().map(|x| x + 1.2).collect();
        let y: Vec<f64> = numbers(seed + 7, others * cols).iter().map(|x| x + 1.2).collect();
        let metric = [Metric::Cosine, Metric::Dot, Metric::Laplacian { gamma: None }, Metric::Jaccard][kind];
        let method = if kind == 3 { Method::Auto } else { [Method::Dense, Method::OnTheFly][(seed % 2) as usize] };
        let (x, y) = (double(&x, cols), double(&y, cols));
        let f = of(&x, Some(&y), metric, &by(method));
        check_values(&*f, &matrix(&x, Some(&y), metric), &vec![1.0; others], 1e-12);
    }
}

#[test]
fn an_outlier_leaves_the_others_their_worth() {
    let (rows, cols) = (300, 8);
    for (kind, factor) in [("row", 1e6), ("row", 30.0), ("entry", 1e6), ("row", -1e5)] {
        let mut data: Vec<f64> =
            numbers(5, rows * cols).iter().map(|x| f64::from((*x + 0.4) as f32)).collect();
        let product = |data: &[f64], i: usize, j: usize| -> f64 {
            (0..cols).map(|k| data[i * cols + k] * data[j * cols + k]).sum()
        };
        if kind == "row" {
            data[17 * cols..18 * cols].iter_mut().for_each(|x| *x = f64::from((*x * factor) as f32));
        }
        let mut kernel: Vec<f64> = (0..rows * rows)
            .map(|at| f64::from(product(&data, at / rows, at % rows).max(0.0) as f32))
            .collect();
        if kind == "entry" {
            kernel[17 * rows + 17] *= factor;
        }
        for set in [vec![3u32], vec![1, 2, 90], vec![0, 5, 11, 200, 299], vec![3, 17]] {
            let exact: f64 = (0..rows)
                .map(|i| set.iter().map(|j| kernel[i * rows + *j as usize]).fold(0.0, f64::max))
                .sum();
            for method in [Method::Dense, Method::Sparse, Method::OnTheFly] {
                let how = Representation { method, ..Representation::default() };
                let run = Run::default();
                let f = if kind == "row" {
                    of(&single(&data, cols), None, Metric::Dot, &how)
                } else if method == Method::OnTheFly {
                    continue;
                } else {
                    let similarity = Similarity::of_matrix(&mut single(&kernel, rows), &run).unwrap();
                    facility_location(Arc::new(similarity), &how, &run).unwrap()
                };
                let mut state = f.new_state(set.len(), &run).unwrap();
                let sum: f64 = set.iter().map(|e| f.commit(&mut state, *e, &run).unwrap()).sum();
                let value = f.value(&state);
                assert!(
                    (value - exact).abs() <= 1e-6 * exact,
                    "{kind} {factor} {set:?} {method:?}: {value} {exact}"
                );
                assert!((sum - exact).abs() <= 1e-6 * exact);
            }
        }
    }
}
