//! Streams of rows not known beforehand: values against direct computation, memory, faults, threads.
use marginals_core::random::{ChaCha8Rng, stream, uniform};
use marginals_core::{CancelFlag, Run};
use marginals_numerics::similarity::{DenseRows, Features, Metric};
use marginals_submodular::{
    Algorithm, Arena, Collector, Growth, StreamRequest, determinant, feature_sums, representation,
};
use std::sync::Arc;

const COLUMNS: usize = 5;

fn rows(random: &mut ChaCha8Rng, count: usize) -> Vec<f64> {
    (0..count * COLUMNS).map(|_| uniform(random) + 0.01).collect()
}

fn row(data: &[f64], at: usize) -> &[f64] {
    &data[at * COLUMNS..(at + 1) * COLUMNS]
}

fn features(data: &[f64]) -> Features {
    Features::Double(DenseRows::new("represented", data.to_vec(), data.len() / COLUMNS, COLUMNS).unwrap())
}

type Direct = Box<dyn Fn(&[&[f64]]) -> f64>;

fn rbf(x: &[f64], y: &[f64]) -> f64 {
    (-x.iter().zip(y).map(|(a, b)| (a - b) * (a - b)).sum::<f64>() / COLUMNS as f64).exp()
}

/// Determinant by elimination.
fn log_determinant(chosen: &[&[f64]]) -> f64 {
    let size = chosen.len();
    let mut a: Vec<Vec<f64>> = (0..size)
        .map(|i| (0..size).map(|j| rbf(chosen[i], chosen[j]) + f64::from(u8::from(i == j))).collect())
        .collect();
    let mut total = 0.0;
    for i in 0..size {
        total += a[i][i].ln();
        for j in i + 1..size {
            let factor = a[j][i] / a[i][i];
            for k in i..size {
                a[j][k] -= factor * a[i][k];
            }
        }
    }
    total
}

/// Every measure with its value computed directly.
fn measures(random: &mut ChaCha8Rng) -> Vec<(Arc<dyn Arena>, Direct)> {
    let run = Run::default();
    let represented = rows(random, 700);
    let known = represented.clone();
    let cosine = move |chosen: &[&[f64]]| {
        let norm = |x: &[f64]| x.iter().map(|a| a * a).sum::<f64>().sqrt();
        let alike =
            |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(a, b)| a * b).sum::<f64>() / norm(x) / norm(y);
        known.chunks(COLUMNS).map(|r| chosen.iter().map(|x| alike(r, x)).fold(0.0, f64::max)).sum()
    };
    let weights = vec![1.0, 0.5, 2.0, 0.0, 1.0];
    let weighing = weights.clone();
    let sums = move |chosen: &[&[f64]]| {
        let column = |j: usize| weighing[j] * chosen.iter().map(|x| x[j]).sum::<f64>().min(1.5);
        (0..COLUMNS).map(column).sum()
    };
    vec![
        (representation(features(&represented), Metric::Cosine, &run).unwrap(), Box::new(cosine)),
        (determinant(Metric::Rbf { gamma: None }, 1.0).unwrap(), Box::new(log_determinant)),
        (feature_sums(Growth::Min(1.5), Some(weights)).unwrap(), Box::new(sums)),
    ]
}

/// Pushes all rows in batches; the chosen rows by their place, and the answer's gains and value.
fn collect(collector: &mut Collector, data: &[f64], batch: usize, run: &Run) -> (Vec<usize>, Vec<f64>, f64) {
    let mut places: Vec<Option<usize>> = Vec::new();
    for (number, rows) in data.chunks(batch * COLUMNS).enumerate() {
        let taken = collector.push(rows, COLUMNS, run).unwrap();
        assert!(taken.fault.is_none());
        for slot in &taken.freed {
            assert!(places[*slot as usize].take().is_some());
        }
        for (at, slot) in taken.slots.iter().enumerate() {
            let Some(slot) = slot.map(|slot| slot as usize) else { continue };
            places.resize(places.len().max(slot + 1), None);
            assert!(places[slot].replace(number * batch + at).is_none());
        }
    }
    let answer = collector.answer(run).unwrap();
    let chosen = answer.indices.iter().map(|slot| places[*slot as usize].unwrap()).collect();
    assert_eq!(places.iter().flatten().count() as u64, collector.memory().0);
    (chosen, answer.gains, answer.value)
}

#[test]
fn values_are_those_of_the_chosen_rows_whatever_the_batch_and_the_threads() {
    let pool = Arc::new(rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap());
    let mut random = stream(5, "collector", 0);
    let data = rows(&mut random, 300);
    let algorithms = [
        Algorithm::SieveStreaming,
        Algorithm::SieveStreamingPlusPlus,
        Algorithm::ThreeSieves,
        Algorithm::QuickStream,
        Algorithm::SwapStreaming,
    ];
    for (algorithm, window) in algorithms.map(|a| (a, None)).into_iter().chain([(algorithms[0], Some(60))]) {
        let request = StreamRequest { algorithm, window, tries: Some(20), ..StreamRequest::new(6) };
        for at in 0..3 {
            let mut answers = Vec::new();
            for (batch, threads) in [(1, 1), (7, 2), (300, 8)] {
                let run = Run::default().with_pool(Arc::clone(&pool), threads);
                let (arena, direct) = measures(&mut stream(6, "represented", 0)).swap_remove(at);
                let mut collector = Collector::new(arena, &request, &run).unwrap();
                let (chosen, gains, value) = collect(&mut collector, &data, batch, &run);
                let direct = direct(&chosen.iter().map(|at| row(&data, *at)).collect::<Vec<_>>());
                assert!((direct - value).abs() <= 1e-9 * value, "{} {direct} {value}", algorithm.name());
                assert!(chosen.iter().all(|at| *at + window.unwrap_or(300) as usize >= 300));
                assert_eq!(collector.seen(), 300);
                let bits: Vec<u64> = gains.iter().map(|gain| gain.to_bits()).collect();
                answers.push((chosen, bits, value.to_bits()));
            }
            assert!(!answers[0].0.is_empty());
            assert!(answers.iter().all(|answer| *answer == answers[0]), "{}", algorithm.name());
        }
    }
}

#[test]
fn memory_follows_what_is_held() {
    let run = Run::default();
    let mut random = stream(7, "collector", 0);
    let request = StreamRequest { algorithm: Algorithm::SwapStreaming, ..StreamRequest::new(4) };
    let mut collector = Collector::new(feature_sums(Growth::Sqrt, None).unwrap(), &request, &run).unwrap();
    for _ in 0..500 {
        collector.push(&rows(&mut random, 16), COLUMNS, &run).unwrap();
        assert!(collector.memory().0 <= 4);
    }
    assert_eq!(collector.seen(), 8000);
    assert!(collector.peak().0 <= 20);
    assert!(collector.peak().1 < 10_000, "{:?}", collector.peak());
}

#[test]
fn a_batch_with_a_bad_row_is_refused_whole() {
    let run = Run::default();
    let make = || {
        let request = StreamRequest::new(2);
        Collector::new(feature_sums(Growth::Sqrt, None).unwrap(), &request, &run).unwrap()
    };
    let message = |data: &[f64], columns: usize| {
        let mut collector = make();
        collector.push(&[1.0; COLUMNS], COLUMNS, &run).unwrap();
        let message = collector.push(data, columns, &run).unwrap_err().to_string();
        assert_eq!(collector.seen(), 1);
        message
    };
    let mut bad = vec![1.0; 3 * COLUMNS];
    bad[COLUMNS + 2] = f64::NAN;
    assert!(message(&bad, COLUMNS).starts_with("items[1] must be finite"));
    bad[COLUMNS + 2] = -1.0;
    assert!(message(&bad, COLUMNS).contains("items[1] must be features of at least 0"));
    assert!(message(&[1.0, 2.0], 2).contains("of 5 numbers"));
    let request = StreamRequest::new(2);
    let mut cosine = Collector::new(determinant(Metric::Cosine, 1.0).unwrap(), &request, &run).unwrap();
    assert!(cosine.push(&[0.0; COLUMNS], COLUMNS, &run).unwrap_err().to_string().contains("zeros"));
    assert!(determinant(Metric::Euclidean, 1.0).is_err());
    assert!(determinant(Metric::Dot, 0.0).is_err());
    assert!(feature_sums(Growth::Min(0.0), None).is_err());
    assert!(feature_sums(Growth::Power(1.5), None).is_err());
    assert!(feature_sums(Growth::Sqrt, Some(vec![-1.0])).is_err());
    assert!(feature_sums(Growth::Sqrt, Some(Vec::new())).is_err());
    let none = Features::Double(DenseRows::new("represented", Vec::new(), 0, 3).unwrap());
    assert!(representation(none, Metric::Dot, &run).is_err());
}

#[test]
fn a_cancelled_batch_says_how_far_it_came() {
    let run = Run::default();
    let mut random = stream(8, "collector", 0);
    let request = StreamRequest::new(3);
    let mut collector = Collector::new(feature_sums(Growth::Sqrt, None).unwrap(), &request, &run).unwrap();
    collector.push(&rows(&mut random, 10), COLUMNS, &run).unwrap();
    let before = collector.answer(&run).unwrap();
    let cancel = CancelFlag::default();
    cancel.cancel();
    let taken = collector.push(&rows(&mut random, 10), COLUMNS, &run.clone().with_cancel(cancel)).unwrap();
    assert!(taken.slots.is_empty() && taken.fault.unwrap().is_aborted());
    assert_eq!(collector.seen(), 10);
    assert_eq!(collector.answer(&run).unwrap().indices, before.indices);
}

#[test]
fn a_batch_stopped_anywhere_is_in_up_to_there() {
    let mut random = stream(9, "collector", 0);
    let data = rows(&mut random, 300);
    let request = StreamRequest::new(6);
    let make = || {
        let arena = measures(&mut stream(6, "represented", 0)).swap_remove(0).0;
        Collector::new(arena, &request, &Run::default()).unwrap()
    };
    let bits = |gains: &[f64]| gains.iter().map(|gain| gain.to_bits()).collect::<Vec<_>>();
    let mut whole = make();
    whole.push(&data, COLUMNS, &Run::default()).unwrap();
    let wanted = bits(&whole.answer(&Run::default()).unwrap().gains);
    // Rows are placed a few at a time: some stops must fall among those.
    let mut among = 0;
    for attempt in 0..5_000u64 {
        let mut collector = make();
        let cancel = CancelFlag::default();
        let flag = cancel.clone();
        let stopper = std::thread::spawn(move || {
            std::thread::sleep(std::time::Duration::from_micros(attempt % 500 * 10));
            flag.cancel();
        });
        let run = Run::default().with_cancel(cancel);
        let taken = collector.push(&data, COLUMNS, &run).unwrap();
        stopper.join().unwrap();
        let shown = taken.slots.len();
        assert_eq!(shown as u64, collector.seen());
        assert_eq!(taken.fault.is_some(), shown < 300);
        assert_eq!(taken.slots.iter().flatten().count() as u64, collector.memory().0);
        if shown < 300 {
            collector.push(&data[shown * COLUMNS..], COLUMNS, &Run::default()).unwrap();
            among += u32::from(shown % 12 != 0);
        }
        assert_eq!(bits(&collector.answer(&Run::default()).unwrap().gains), wanted, "{shown} shown");
        if among == 20 {
            break;
        }
    }
    assert_eq!(among, 20);
}
