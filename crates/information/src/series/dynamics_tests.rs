//! Informations of words against naive entropies of tuples.
use super::*;
use marginals_core::random::{below, uniform};
use std::collections::BTreeMap;

fn random_series(case: u64, radix: u32, n: usize) -> Vec<u32> {
    let mut generator = stream(31, "series", case);
    let mut symbols: Vec<u32> = Vec::new();
    for t in 0..n {
        let own = below(&mut generator, u64::from(radix)) as u32;
        symbols.push(if t > 2 && uniform(&mut generator) < 0.4 { symbols[t - 2] } else { own });
    }
    symbols
}

/// H of tuples, written naively.
fn entropy(tuples: &[Vec<u32>]) -> f64 {
    let mut counts: BTreeMap<&Vec<u32>, f64> = BTreeMap::new();
    tuples.iter().for_each(|tuple| *counts.entry(tuple).or_default() += 1.0 / tuples.len() as f64);
    -counts.values().map(|p| p * p.ln()).sum::<f64>()
}

fn columns(all: &[Vec<u32>], keep: &[usize]) -> Vec<Vec<u32>> {
    all.iter().map(|row| keep.iter().map(|i| row[*i]).collect()).collect()
}

#[test]
fn transfer_entropy_is_four_naive_entropies() {
    let run = Run::default();
    for case in 0..150u64 {
        let (k, l, u, c) =
            (case as usize % 3, case as usize % 2 + 1, case as usize / 3 % 3, case as usize % 2 + 1);
        let n = 60 + case as usize;
        let (x, y, z) =
            (random_series(case, 3, n), random_series(case + 900, 2, n), random_series(case + 990, 2, n));
        let (sx, sy, sz) =
            (Series::new(&x, 3).unwrap(), Series::new(&y, 2).unwrap(), Series::new(&z, 5).unwrap());
        let conditions: &[Series<'_>] = if case % 2 == 0 { &[] } else { &[sz] };
        let transfer = Transfer { history: k, source_history: l, delay: u, condition_history: c };
        let manner = Manner { local: true, ..Manner::default() };
        let found = transfer_entropy(sx, sy, conditions, transfer, manner, &run).unwrap();
        let first = k.max(u + l - 1).max(if conditions.is_empty() { 0 } else { c });
        let rows: Vec<Vec<u32>> = (first..n)
            .map(|t| {
                let mut row = vec![y[t]];
                row.extend((0..l).map(|i| x[t - u - i]));
                row.extend((1..=k).map(|i| y[t - i]));
                if !conditions.is_empty() {
                    row.extend((1..=c).map(|i| z[t - i]));
                }
                row
            })
            .collect();
        let source: Vec<usize> = (1..=l).collect();
        let given: Vec<usize> = (l + 1..rows[0].len()).collect();
        let h = |parts: &[&[usize]]| entropy(&columns(&rows, &parts.concat()));
        let expected =
            h(&[&[0], &given]) + h(&[&source, &given]) - h(&[&given]) - h(&[&[0], &source, &given]);
        assert!((found.value - expected).abs() < 1e-12, "{} {expected}", found.value);
        let local = found.local.unwrap();
        assert_eq!((found.first, found.samples, local.len()), (first, n - first, n - first));
        let mean = local.iter().sum::<f64>() / local.len() as f64;
        assert!((mean - found.value).abs() < 1e-12);
    }
}

#[test]
fn storage_excess_rate_and_blocks_by_the_chain_rule() {
    let run = Run::default();
    for case in 0..60u64 {
        let n = 80;
        let y = random_series(case, 3, n);
        let series = Series::new(&y, 3).unwrap();
        let k = case as usize % 4 + 1;
        let window = |length: usize, first: usize, end: usize| -> Vec<Vec<u32>> {
            (first..end).map(|t| y[t..t + length].to_vec()).collect()
        };
        let block = block_entropy(series, k, Manner::default(), &run).unwrap();
        assert!((block.value - entropy(&window(k, 0, n + 1 - k))).abs() < 1e-13);
        // On the windows of k + 1 symbols: H(k + 1) = H(past) + rate, AIS = H(last) − rate.
        let joint = entropy(&window(k + 1, 0, n - k));
        let before = entropy(&window(k, 0, n - k));
        let rate = block_entropy_rate(series, k, Manner::default(), &run).unwrap();
        assert!((rate.value - (joint - before)).abs() < 1e-13);
        let last = entropy(&window(1, k, n));
        let storage = active_information_storage(series, k, Manner::default(), &run).unwrap();
        assert!((storage.value - (last + before - joint)).abs() < 1e-13);
        let excess = excess_entropy(series, k, k, Manner::default(), &run).unwrap();
        let (both, past, future) = (
            entropy(&window(2 * k, 0, n + 1 - 2 * k)),
            entropy(&window(k, 0, n + 1 - 2 * k)),
            entropy(&window(k, k, n + 1 - k)),
        );
        assert!((excess.value - (past + future - both)).abs() < 1e-13);
        let lag = lagged_information(series, series, k, Manner::default(), &run).unwrap();
        let pairs: Vec<Vec<u32>> = (0..n - k).map(|t| vec![y[t], y[t + k]]).collect();
        let expected = entropy(&columns(&pairs, &[0])) + entropy(&columns(&pairs, &[1])) - entropy(&pairs);
        assert!((lag.value - expected).abs() < 1e-13);
    }
}

#[test]
fn a_copied_series_transfers_all_it_has() {
    let run = Run::default();
    let x: Vec<u32> = random_series(3, 2, 2001);
    let y: Vec<u32> = std::iter::once(0).chain(x[..2000].iter().copied()).collect();
    let transfer = Transfer { history: 1, source_history: 1, delay: 1, condition_history: 1 };
    let (x, y) = (Series::new(&x, 2).unwrap(), Series::new(&y, 2).unwrap());
    let forward = transfer_entropy(x, y, &[], transfer, Manner::default(), &run).unwrap();
    let rate = block_entropy_rate(y, 1, Manner::default(), &run).unwrap();
    assert!((forward.value - rate.value).abs() < 1e-14);
    // Two steps of x are all that y knows.
    let longer = Transfer { history: 2, ..transfer };
    let backward = transfer_entropy(y, x, &[], longer, Manner::default(), &run).unwrap();
    assert!(backward.value < 0.01);
    // A copy as a condition leaves nothing.
    let given = transfer_entropy(x, y, &[x], transfer, Manner::default(), &run).unwrap();
    assert!(given.value < 1e-14);
}

#[test]
fn shuffles_have_the_bias() {
    let (x, y) = (random_series(1, 4, 300), random_series(2, 4, 300));
    let (x, y) = (Series::new(&x, 4).unwrap(), Series::new(&y, 4).unwrap());
    let transfer = Transfer { history: 1, source_history: 1, delay: 1, condition_history: 1 };
    let run = Run::default().with_seed(5);
    let alone = shuffled_transfer_entropies(x, y, &[], transfer, 40, Entropy::PlugIn, &run).unwrap();
    let mean = alone.iter().sum::<f64>() / 40.0;
    // (|X| − 1)(|Y| − 1)|Y| / 2N = 0.06 is the leading bias of independent series.
    assert!((mean - 36.0 / 598.0).abs() < 0.015, "{mean}");
}

#[test]
fn short_series_and_lengths_of_zero_are_named() {
    let run = Run::default();
    let symbols = [0, 1, 0];
    let series = Series::new(&symbols, 2).unwrap();
    let manner = Manner::default();
    assert_eq!(block_entropy(series, 0, manner, &run).unwrap_err().argument_name(), Some("length"));
    assert_eq!(block_entropy(series, 4, manner, &run).unwrap_err().argument_name(), Some("series"));
    assert_eq!(block_entropy(series, usize::MAX, manner, &run).unwrap_err().argument_name(), Some("series"));
    assert!(active_information_storage(series, 3, manner, &run).is_err());
    assert!(active_information_storage(series, 2, manner, &run).is_ok());
    assert!(lagged_information(series, series, 3, manner, &run).is_err());
    assert!(lagged_information(series, series, usize::MAX, manner, &run).is_err());
    let transfer = Transfer { history: 1, source_history: 1, delay: usize::MAX, condition_history: 1 };
    assert!(transfer_entropy(series, series, &[], transfer, manner, &run).is_err());
    assert!(Series::new(&[], 2).is_err() && Series::new(&[2], 2).is_err());
}
