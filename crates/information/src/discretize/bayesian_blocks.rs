//! Bayesian blocks: the piecewise constant density that explains the values best, by dynamic programming.
//!
//! A block of N values on a stretch of length T scores N (ln N − ln T); each block costs 4 − ln(73.53 p₀ n^(−0.478)),
//! which lets p₀ of pure noise be cut in two. Borders lie half way between distinct values. Exact over all cuts:
//! O(m²) for m distinct values.
//!
//! Source: J. D. Scargle, J. P. Norris, B. Jackson and J. Chiang, "Studies in astronomical time series analysis VI:
//! Bayesian block representations", Astrophysical Journal 764 (2013).
use super::sorted::Sorted;
use marginals_core::{Error, Result, Run};

/// Distinct values at most.
const MOST: usize = 1 << 15;

/// Borders between the blocks, for a false-positive rate `p0`.
///
/// # Errors
/// `Limit` above 32,768 distinct values; out of memory; the run was cancelled.
pub(crate) fn borders(sorted: &Sorted, p0: f64, run: &Run) -> Result<Vec<f64>> {
    let too_many =
        || Error::limit("values", format!("of at most {MOST} distinct ones for Bayesian blocks"), "more");
    let distinct = sorted.distinct(MOST).ok_or_else(too_many)?;
    let n = sorted.values.len() as f64;
    let price = 4.0 - (73.53 * p0 * n.powf(-0.478)).ln();
    let m = distinct.len();
    let mut edges = Vec::with_capacity(m + 1);
    edges.push(sorted.least());
    edges.extend(distinct.windows(2).map(|pair| pair[0].0 + (pair[1].0 - pair[0].0) * 0.5));
    edges.push(sorted.largest());
    let mut counts = vec![0.0; m + 1];
    for (k, (_, count)) in distinct.iter().enumerate() {
        counts[k + 1] = counts[k] + *count as f64;
    }
    let (mut best, mut last) = (vec![0.0f64; m + 1], vec![0usize; m + 1]);
    for end in 1..=m {
        if end % 64 == 0 {
            run.check()?;
        }
        let mut found = (f64::NEG_INFINITY, 0);
        for start in 0..end {
            let inside = counts[end] - counts[start];
            let length = edges[end] - edges[start];
            // A single value at an end may have a stretch of no length only when it is the only one.
            let score = if length > 0.0 { inside * (inside / length).ln() } else { 0.0 };
            let score = best[start] + score - price;
            if score > found.0 {
                found = (score, start);
            }
        }
        (best[end], last[end]) = found;
    }
    let mut borders = Vec::new();
    let mut end = last[m];
    while end > 0 {
        borders.push(edges[end]);
        end = last[end];
    }
    borders.reverse();
    Ok(borders)
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{stream, uniform};

    #[test]
    fn the_best_of_all_cuts() {
        let run = Run::default();
        let mut generator = stream(1, "values", 0);
        for round in 0..40 {
            let values: Vec<f64> = (0..4 + round % 9)
                .map(|i| (uniform(&mut generator) * 6.0).powi(1 + i % 3) + (i % 2) as f64 * 9.0)
                .map(|x| (x * 4.0).round() / 4.0)
                .collect();
            let sorted = Sorted::new(&values, &run).unwrap();
            let distinct = sorted.distinct(100).unwrap();
            let m = distinct.len();
            let price = 4.0 - (73.53 * 0.3 * (values.len() as f64).powf(-0.478)).ln();
            let edge = |k: usize| match k {
                0 => sorted.least(),
                k if k == m => sorted.largest(),
                k => 0.5 * (distinct[k - 1].0 + distinct[k].0),
            };
            let score = |cuts: &[usize]| -> f64 {
                let mut sum = 0.0;
                let mut start = 0;
                for end in cuts.iter().copied().chain([m]) {
                    let inside: usize = distinct[start..end].iter().map(|(_, count)| count).sum();
                    let length = edge(end) - edge(start);
                    if length > 0.0 {
                        sum += inside as f64 * ((inside as f64).ln() - length.ln());
                    }
                    sum -= price;
                    start = end;
                }
                sum
            };
            let all = (0..1u32 << (m - 1))
                .map(|mask| -> Vec<usize> { (1..m).filter(|k| mask >> (k - 1) & 1 == 1).collect() });
            let best = all.map(|cuts| score(&cuts)).fold(f64::NEG_INFINITY, f64::max);
            let found = borders(&sorted, 0.3, &run).unwrap();
            let cuts: Vec<usize> = found.iter().map(|border| sorted_place(&distinct, *border)).collect();
            assert!((score(&cuts) - best).abs() < 1e-9);
        }
    }

    fn sorted_place(distinct: &[(f64, usize)], border: f64) -> usize {
        distinct.partition_point(|(value, _)| *value < border)
    }

    #[test]
    fn two_plateaus_are_found() {
        let run = Run::default();
        let mut values: Vec<f64> = (0..300).map(|i| f64::from(i) / 300.0).collect();
        values.extend((0..300).map(|i| 1.0 + f64::from(i) / 30.0));
        let found = borders(&Sorted::new(&values, &run).unwrap(), 0.05, &run).unwrap();
        assert_eq!(found.len(), 1);
        assert!((found[0] - 1.0).abs() < 0.1);
    }
}
