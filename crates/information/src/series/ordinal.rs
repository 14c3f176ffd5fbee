//! Permutation entropy: the entropy of the orders in which the values of a window come, in nats.
//!
//! A window of m values, `delay` apart, has the pattern that sorts it, equal values by time (C. Bandt and B. Pompe,
//! "Permutation entropy: a natural complexity measure for time series", 2002). Weighted, a window counts as much as its
//! values vary, so noise on a plateau counts little (B. Fadlallah et al., "Weighted-permutation entropy", 2013).
//! Patterns are numbered by their Lehmer code. Cost: O(n m²).
use crate::decomposition::Entropy;
use crate::symbols::contingency;
use crate::table::joint_law::plug_in;
use marginals_core::sum::{BLOCK, Sum};
use marginals_core::{Error, Result, Run};
use marginals_numerics::arch::{level, spelling};
use std::ops::Range;

/// The longest window: 20! is below 2⁶⁴.
pub const MAX_ORDER: usize = 20;

/// The entropy of ordinal patterns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Patterns {
    /// In nats.
    pub entropy: f64,
    /// Windows counted.
    pub windows: usize,
    /// Patterns that occur.
    pub occurring: usize,
}

/// The number of windows of `order` values `delay` apart in a series of n.
pub(crate) fn windows(n: usize, order: usize, delay: usize) -> Result<usize> {
    if delay == 0 {
        return Err(Error::range("delay", "at least 1", delay));
    }
    let span = (order - 1).checked_mul(delay).and_then(|span| n.checked_sub(span)).filter(|count| *count > 0);
    span.ok_or_else(|| {
        let expected = format!("longer than (order − 1) × delay = {} × {delay}", order - 1);
        Error::shape("series", expected, n)
    })
}

/// Every value must be finite.
pub(crate) fn check_finite(values: &[f64]) -> Result<()> {
    // Many at a time, so that the compiler finds vectors.
    let bad = |some: &[f64]| some.iter().fold(false, |bad, value| bad | !value.is_finite());
    if !values.chunks(BLOCK).any(bad) {
        return Ok(());
    }
    match values.iter().position(|value| !value.is_finite()) {
        None => Ok(()),
        Some(at) => Err(Error::non_finite(format!("series[{at}]"), "a finite number", values[at])),
    }
}

/// Permutation entropy of windows of `order` values `delay` apart, each counting by its variance when `weighted`.
///
/// # Errors
/// `Range` for an order not in 2..=20 or a delay of 0; `Shape` for a series too short; `NonFinite`; the estimator's;
/// out of memory; the run was cancelled.
pub fn permutation_entropy(
    values: &[f64],
    order: usize,
    delay: usize,
    weighted: bool,
    entropy: Entropy<'_>,
    run: &Run,
) -> Result<Patterns> {
    if !(2..=MAX_ORDER).contains(&order) {
        return Err(Error::range("order", format!("in 2..={MAX_ORDER}"), order));
    }
    let count = windows(values.len(), order, delay)?;
    check_finite(values)?;
    if let Some(patterns) = in_a_table(order, count).filter(|_| !weighted) {
        let cells = counted(values, order, delay, patterns, run)?;
        return Ok(Patterns {
            entropy: entropy.of(&cells, count as f64)?,
            windows: count,
            occurring: cells.len(),
        });
    }
    let _charge = run.charge("the patterns of a series", count as u64 * if weighted { 28 } else { 20 })?;
    let mut codes = run.filled("the patterns of a series", count, 0u64)?;
    run.blocks_into(
        &mut codes,
        BLOCK,
        || (),
        |(), first, out| {
            for (at, code) in (first..).zip(out) {
                // Lehmer's code: how many later values are smaller, in mixed radix.
                for place in 0..order {
                    let own = values[at + place * delay];
                    let smaller = (place + 1..order).filter(|later| values[at + later * delay] < own).count();
                    *code = *code * (order - place) as u64 + smaller as u64;
                }
            }
            Ok(())
        },
    )?;
    let cells: Vec<f64> = if weighted {
        let mut weights = run.filled("the weights of windows", count, 0.0)?;
        run.blocks_into(
            &mut weights,
            BLOCK,
            || (),
            |(), first, out| {
                for (at, weight) in (first..).zip(out) {
                    *weight = variance(values, at, order, delay);
                }
                Ok(())
            },
        )?;
        let mut by_code: Vec<(u64, f64)> = codes.iter().copied().zip(weights).collect();
        run.check()?;
        by_code.sort_by_key(|(code, _)| *code);
        let sums = by_code.chunk_by(|one, other| one.0 == other.0);
        sums.map(|same| same.iter().map(|(_, weight)| *weight).collect::<Sum>().value())
            .filter(|weight| *weight > 0.0)
            .collect()
    } else {
        tallied(codes, run)?
    };
    let total = cells.iter().copied().collect::<Sum>().value();
    // A constant series has no weight at all and one pattern.
    let value = match entropy {
        _ if cells.is_empty() => 0.0,
        _ if weighted => plug_in(&cells, total),
        entropy => entropy.of(&cells, total)?,
    };
    Ok(Patterns { entropy: value, windows: count, occurring: cells.len() })
}

/// The number of patterns, where a table of all of them is small beside the windows.
fn in_a_table(order: usize, windows: usize) -> Option<usize> {
    let patterns = (1..=order as u64).product::<u64>();
    let most = (1 << 16).max(4 * windows as u64).min(1 << 31);
    (patterns <= most).then_some(patterns as usize)
}

/// How often each pattern occurs that does: many windows at a time, one comparison of all of them after the other.
fn counted(values: &[f64], order: usize, delay: usize, patterns: usize, run: &Run) -> Result<Vec<f64>> {
    let count = windows(values.len(), order, delay)?;
    let codes = |rows: Range<usize>, codes: &mut [u32]| {
        codes.fill(0);
        for place in 0..order {
            let radix = (order - place) as u32;
            codes.iter_mut().for_each(|code| *code *= radix);
            let own = &values[rows.start + place * delay..];
            for later in place + 1..order {
                spelling::add_smaller(level(), codes, &values[rows.start + later * delay..], own);
            }
        }
    };
    let counts = contingency::tally(count, patterns, codes, run)?;
    Ok(counts.into_iter().filter(|count| *count > 0).map(f64::from).collect())
}

/// How often each code occurs.
fn tallied(mut codes: Vec<u64>, run: &Run) -> Result<Vec<f64>> {
    run.check()?;
    codes.sort_unstable();
    Ok(codes.chunk_by(|one, other| one == other).map(|same| same.len() as f64).collect())
}

/// The mean squared deviation of a window.
fn variance(values: &[f64], at: usize, order: usize, delay: usize) -> f64 {
    let window = (0..order).map(|place| values[at + place * delay] / order as f64);
    let mean: f64 = window.sum();
    (0..order).map(|place| (values[at + place * delay] - mean).powi(2) / order as f64).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{below, stream};
    use std::collections::BTreeMap;

    #[test]
    fn the_example_of_the_paper() {
        // Bandt and Pompe: 4 7 9 10 6 11 3 has 1.522 bits of order 3, 0.918 of order 2.
        let values = [4.0, 7.0, 9.0, 10.0, 6.0, 11.0, 3.0];
        let bits = |order| {
            permutation_entropy(&values, order, 1, false, Entropy::PlugIn, &Run::default()).unwrap().entropy
                / 2f64.ln()
        };
        assert!((bits(2) - 0.918_295_834_054_489_6).abs() < 1e-14);
        assert!((bits(3) - 1.521_928_094_887_362_2).abs() < 1e-14);
    }

    #[test]
    fn patterns_are_stable_argsorts() {
        for case in 0..300u64 {
            let mut generator = stream(9, "ordinal", case);
            let (order, delay) = (case as usize % 5 + 2, case as usize % 3 + 1);
            let n = (order - 1) * delay + 1 + below(&mut generator, 80) as usize;
            // Few values: ties are common.
            let values: Vec<f64> = (0..n).map(|_| below(&mut generator, 5) as f64 - 2.0).collect();
            for weighted in [false, true] {
                let mut weights: BTreeMap<Vec<usize>, f64> = BTreeMap::new();
                for at in 0..n - (order - 1) * delay {
                    let window: Vec<f64> = (0..order).map(|place| values[at + place * delay]).collect();
                    let mut sorted: Vec<usize> = (0..order).collect();
                    sorted.sort_by(|a, b| window[*a].total_cmp(&window[*b]));
                    let mean = window.iter().sum::<f64>() / order as f64;
                    let spread = window.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / order as f64;
                    *weights.entry(sorted).or_default() += if weighted { spread } else { 1.0 };
                }
                let total: f64 = weights.values().sum();
                let expected: f64 =
                    weights.values().filter(|w| **w > 0.0).map(|w| -w / total * (w / total).ln()).sum();
                let found =
                    permutation_entropy(&values, order, delay, weighted, Entropy::PlugIn, &Run::default());
                assert!((found.unwrap().entropy - expected).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn constant_short_and_bad_series() {
        let run = Run::default();
        let entropy = |values: &[f64], order, delay, weighted| {
            permutation_entropy(values, order, delay, weighted, Entropy::PlugIn, &run)
        };
        assert_eq!(entropy(&[2.0; 9], 3, 1, false).unwrap().entropy, 0.0);
        assert_eq!(entropy(&[2.0; 9], 3, 1, true).unwrap().entropy, 0.0);
        assert_eq!(entropy(&[1.0, 2.0], 3, 1, false).unwrap_err().argument_name(), Some("series"));
        assert_eq!(entropy(&[1.0, 2.0], 21, 1, false).unwrap_err().argument_name(), Some("order"));
        assert_eq!(entropy(&[1.0, 2.0], 2, 0, false).unwrap_err().argument_name(), Some("delay"));
        assert!(entropy(&[1.0, f64::NAN], 2, 1, false).is_err());
        let many: Vec<f64> = (0..60).map(|i| f64::from(i * 7 % 11)).collect();
        assert!(entropy(&many, 20, 1, false).unwrap().entropy > 0.0);
    }
}
