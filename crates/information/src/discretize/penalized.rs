//! The number of equal intervals with the largest penalized likelihood.
//!
//! D maximizes Σ N_j ln(D N_j / n) − (D − 1) − (ln D)^2.5 over 1 ≤ D ≤ n / ln n; an empty interval adds 0. Cost: O(n)
//! for each D, by the sorted column O(D log n): together O((n / ln n)² log n) at most, so D is not taken beyond 4,096.
//!
//! Source: L. Birgé and Y. Rozenholc, "How many bins should be put in a regular histogram", ESAIM Probability and
//! Statistics 10 (2006).
use super::border;
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
    let mut start = 0;
    let mut sum = 0.0;
    for bin in 1..=count {
        let end = if bin == count {
            sorted.values.len()
        } else {
            // The border that is then made: of values on a grid many lie on borders.
            let border = border(sorted, count, bin);
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

    #[test]
    fn values_on_borders_count_where_the_intervals_hold_them() {
        use crate::discretize::{Binning, discretize};
        use marginals_core::random::{below, stream};
        let run = Run::default();
        for case in 0..300 {
            let mut generator = stream(case, "quarters", 0);
            // Sums of four dice: many equal values, and borders that whole numbers of quarters fall on.
            let quarters: Vec<u64> =
                (0..20 + case).map(|_| (0..4).map(|_| below(&mut generator, 6)).sum()).collect();
            let values: Vec<f64> = quarters.iter().map(|quarter| *quarter as f64 / 4.0 - 2.5).collect();
            let (least, largest) = (*quarters.iter().min().unwrap(), *quarters.iter().max().unwrap());
            let n = values.len() as f64;
            let score = |d: u64| {
                let mut counts = vec![0.0f64; d as usize];
                for quarter in &quarters {
                    counts[((quarter - least) * d / (largest - least)).min(d - 1) as usize] += 1.0;
                }
                let d = d as f64;
                let held = counts.iter().filter(|count| **count > 0.0);
                held.map(|count| count * (d * count / n).ln()).sum::<f64>() - (d - 1.0) - d.ln().powf(2.5)
            };
            let best = (1..=(n / n.ln()) as u64).map(score).fold(f64::NEG_INFINITY, f64::max);
            let cut = discretize(&values, Binning::BirgeRozenholc, &run).unwrap();
            let found = cut.edges.len() as u64 + 1;
            assert!((score(found) - best).abs() < 1e-9, "{case}: {found} intervals");
        }
    }
}
