//! The number of equal intervals with the largest penalized likelihood.
//!
//! D maximizes Σ N_j ln(D N_j / n) − (D − 1) − (ln D)^2.5 over 1 ≤ D ≤ n / ln n; an empty interval adds 0. Cost: O(n)
//! for each D, by the sorted column O(D log n): together O((n / ln n)² log n) at most, so D is not taken beyond 4,096.
//!
//! Source: L. Birgé and Y. Rozenholc, "How many bins should be put in a regular histogram", ESAIM Probability and
//! Statistics 10 (2006).
use super::sorted::Sorted;
use marginals_core::{Result, Run};

/// The most intervals tried.
const MOST: u32 = 4096;

/// Number of intervals.
///
/// # Errors
/// The run was cancelled.
pub(crate) fn count(sorted: &Sorted, run: &Run) -> Result<u32> {
    let n = sorted.values.len() as f64;
    let most = ((n / n.ln().max(1.0)).floor().max(1.0) as u32).min(MOST);
    let mut best = (f64::NEG_INFINITY, 1);
    for count in 1..=most {
        run.check()?;
        let score = score(sorted, count);
        if score > best.0 {
            best = (score, count);
        }
    }
    Ok(best.1)
}

fn score(sorted: &Sorted, count: u32) -> f64 {
    let n = sorted.values.len() as f64;
    let d = f64::from(count);
    let (least, largest) = (sorted.least(), sorted.largest());
    let mut start = 0;
    let mut sum = 0.0;
    for bin in 1..=count {
        let share = f64::from(bin) / d;
        let end = if bin == count {
            sorted.values.len()
        } else {
            let border = least * (1.0 - share) + largest * share;
            start + sorted.values[start..].partition_point(|value| *value < border)
        };
        let inside = (end - start) as f64;
        if inside > 0.0 {
            sum += inside * (d * inside / n).ln();
        }
        start = end;
    }
    sum - (d - 1.0) - d.ln().powf(2.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_of_all_counts_by_a_naive_score() {
        let run = Run::default();
        let values: Vec<f64> =
            (0..400).map(|i| f64::from(i * 37 % 101).powi(2) / 50.0 + f64::from(i % 7)).collect();
        let sorted = Sorted::new(&values, &run).unwrap();
        let naive = |d: u32| {
            let width = (sorted.largest() - sorted.least()) / f64::from(d);
            let mut bins = vec![0.0f64; d as usize];
            for value in &values {
                let bin = ((value - sorted.least()) / width) as usize;
                bins[bin.min(d as usize - 1)] += 1.0;
            }
            let likelihood: f64 =
                bins.iter().filter(|n| **n > 0.0).map(|n| n * (f64::from(d) * n / 400.0).ln()).sum();
            likelihood - f64::from(d) + 1.0 - f64::from(d).ln().powf(2.5)
        };
        let best = (1..=66u32).max_by(|a, b| naive(*a).total_cmp(&naive(*b))).unwrap();
        assert_eq!(count(&sorted, &run).unwrap(), best);
        assert_eq!(count(&Sorted::new(&[3.0], &run).unwrap(), &run).unwrap(), 1);
    }
}
