//! Deduplication against its rule written naively.
use marginals_core::Run;
use marginals_numerics::similarity::{DenseRows, Features, Metric, Similarity};
use marginals_submodular::{Deduplication, deduplicate};
use std::sync::Arc;

fn rows(seed: u64, rows: usize, cols: usize) -> Features {
    let mut x = seed | 1;
    let mut next = || {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        (x >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    };
    let base: Vec<f64> = (0..40 * cols).map(|_| next()).collect();
    let data =
        (0..rows * cols).map(|i| base[(i / cols * 11) % 40 * cols + i % cols] + 0.15 * next()).collect();
    Features::Double(DenseRows::new("matrix", data, rows, cols).unwrap())
}

fn naive(similarity: &Similarity, threshold: f64) -> Deduplication {
    let size = similarity.ground_size();
    let mut answer = Deduplication::default();
    for row in 0..size as u32 {
        let mut column = vec![0.0; size];
        similarity.column(row, &Run::default(), &mut column).unwrap();
        let mut best: Option<(u32, f64)> = None;
        for kept in &answer.kept {
            let value = column[*kept as usize];
            if value >= threshold && best.is_none_or(|(_, known)| value > known) {
                best = Some((*kept, value));
            }
        }
        match best {
            None => answer.kept.push(row),
            Some((kept, value)) => {
                answer.dropped.push(row);
                answer.representatives.push(kept);
                answer.similarities.push(value);
            }
        }
    }
    answer
}

#[test]
fn keeps_the_first_of_each_group_for_any_threads() {
    for (seed, size) in [(1, 1), (2, 100), (3, 1300)] {
        let features = rows(seed, size, 8);
        let run = Run::default();
        for metric in [Metric::Cosine, Metric::Euclidean] {
            let similarity = Similarity::of_features(&features, None, metric, &run).unwrap();
            for threshold in [0.5, 0.85, 0.97, 2.0, -2.0] {
                let wanted = naive(&similarity, threshold);
                assert_eq!(deduplicate(&similarity, threshold, &run).unwrap(), wanted);
                let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
                let pooled = Run::default().with_pool(Arc::new(pool), 3);
                assert_eq!(deduplicate(&similarity, threshold, &pooled).unwrap(), wanted);
                assert_eq!(wanted.kept.len() + wanted.dropped.len(), size);
            }
        }
    }
    let features = rows(1, 5, 2);
    let similarity = Similarity::of_features(&features, None, Metric::Cosine, &Run::default()).unwrap();
    assert!(deduplicate(&similarity, f64::NAN, &Run::default()).is_err());
}
