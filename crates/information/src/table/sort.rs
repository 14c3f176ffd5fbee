//! Rows sorted by key: stable, in place with one spare copy.
//!
//! One pass on the highest digit cuts the rows into at most 256 parts (into the spare copy); every part, now
//! small enough for the cache, is sorted by least significant digits between its two places (H. H. Seward,
//! 1954; D. E. Knuth, "The Art of Computer Programming" 3, 5.2.5). Digits on which all rows of a part agree
//! are skipped. Parts run in parallel; a stable order is unique, so threads do not matter.
//! Time O(n ⌈bits/8⌉), memory one spare copy.
use marginals_core::{Result, Run};

const DIGIT: u32 = 8;
const VALUES: usize = 1 << DIGIT;
/// Parts up to this size are sorted by insertion.
const SMALL: usize = 48;
/// Rows between two looks at the cancel flag.
const STRIDE: usize = 1 << 16;

/// Sorts rows by key, stably.
pub(crate) fn sort_rows(keys: &mut [u64], weights: &mut [f64], run: &Run) -> Result<()> {
    let n = keys.len();
    if n <= SMALL {
        insertion(keys, weights);
        return Ok(());
    }
    let differing = differing_bits(keys);
    if differing == 0 {
        return Ok(());
    }
    let _charge = run.charge("the spare rows of a sort", n as u64 * 16)?;
    let mut spare_keys = run.filled("the spare rows of a sort", n, 0u64)?;
    let mut spare_weights = run.filled("the spare rows of a sort", n, 0.0f64)?;
    let shift = (u64::BITS - differing.leading_zeros()).saturating_sub(DIGIT);
    let mut next = starts(keys, shift);
    let bounds = next;
    for first in (0..n).step_by(STRIDE) {
        run.check()?;
        let rows = first..n.min(first + STRIDE);
        scatter(&keys[rows.clone()], &weights[rows], shift, &mut next, &mut spare_keys, &mut spare_weights);
    }
    let mut parts = Vec::new();
    let (mut keys, mut weights) = (keys, weights);
    let (mut spare_keys, mut spare_weights) = (&mut spare_keys[..], &mut spare_weights[..]);
    for digit in 0..VALUES {
        let end = bounds.get(digit + 1).copied().unwrap_or(n);
        let length = end - bounds[digit];
        let (part_keys, part_weights, from_keys, from_weights);
        (part_keys, keys) = keys.split_at_mut(length);
        (part_weights, weights) = weights.split_at_mut(length);
        (from_keys, spare_keys) = spare_keys.split_at_mut(length);
        (from_weights, spare_weights) = spare_weights.split_at_mut(length);
        if length > 0 {
            parts.push((part_keys, part_weights, from_keys, from_weights));
        }
    }
    run.items(
        parts,
        || (),
        |(), _, (keys, weights, from_keys, from_weights)| {
            sort_part(keys, weights, from_keys, from_weights, run)
        },
    )?;
    Ok(())
}

/// Sorts the rows in `from_…` into `keys` and `weights`.
fn sort_part(
    keys: &mut [u64],
    weights: &mut [f64],
    from_keys: &mut [u64],
    from_weights: &mut [f64],
    run: &Run,
) -> Result<()> {
    if keys.len() <= SMALL {
        keys.copy_from_slice(from_keys);
        weights.copy_from_slice(from_weights);
        insertion(keys, weights);
        return Ok(());
    }
    let differing = differing_bits(from_keys);
    let mut in_spare = true;
    let mut shift = 0;
    while shift < u64::BITS && differing >> shift != 0 {
        if (differing >> shift) & (VALUES as u64 - 1) != 0 {
            run.check()?;
            if in_spare {
                let mut next = starts(from_keys, shift);
                scatter(from_keys, from_weights, shift, &mut next, keys, weights);
            } else {
                let mut next = starts(keys, shift);
                scatter(keys, weights, shift, &mut next, from_keys, from_weights);
            }
            in_spare = !in_spare;
        }
        shift += DIGIT;
    }
    if in_spare {
        keys.copy_from_slice(from_keys);
        weights.copy_from_slice(from_weights);
    }
    Ok(())
}

/// Bits in which not all keys agree.
fn differing_bits(keys: &[u64]) -> u64 {
    let (all, any) = keys.iter().fold((u64::MAX, 0), |(all, any), key| (all & key, any | key));
    all ^ any
}

/// Where the rows of each digit value begin.
fn starts(keys: &[u64], shift: u32) -> [usize; VALUES] {
    let mut counts = [0usize; VALUES];
    for key in keys {
        counts[(key >> shift) as usize % VALUES] += 1;
    }
    let mut before = 0;
    for count in &mut counts {
        before += std::mem::replace(count, before);
    }
    counts
}

fn scatter(
    keys: &[u64],
    weights: &[f64],
    shift: u32,
    next: &mut [usize; VALUES],
    to_keys: &mut [u64],
    to_weights: &mut [f64],
) {
    for (key, weight) in keys.iter().zip(weights) {
        let place = &mut next[(key >> shift) as usize % VALUES];
        to_keys[*place] = *key;
        to_weights[*place] = *weight;
        *place += 1;
    }
}

fn insertion(keys: &mut [u64], weights: &mut [f64]) {
    for row in 1..keys.len() {
        let (key, weight) = (keys[row], weights[row]);
        let mut place = row;
        while place > 0 && keys[place - 1] > key {
            keys[place] = keys[place - 1];
            weights[place] = weights[place - 1];
            place -= 1;
        }
        keys[place] = key;
        weights[place] = weight;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{below, stream};

    #[test]
    fn sorts_stably_whatever_the_keys() {
        for (case, n) in [0usize, 1, 2, 47, 49, 300, 70_000].into_iter().enumerate() {
            for bound in [1u64, 2, 300, 1 << 20, u64::MAX] {
                let mut generator = stream(5, "sort", case as u64);
                let mut keys: Vec<u64> = (0..n).map(|_| below(&mut generator, bound)).collect();
                let mut weights: Vec<f64> = (0..n).map(|row| row as f64).collect();
                let mut expected: Vec<(u64, f64)> = keys.iter().copied().zip(weights.clone()).collect();
                expected.sort_by_key(|row| row.0);
                sort_rows(&mut keys, &mut weights, &Run::default()).unwrap();
                assert_eq!(keys.into_iter().zip(weights).collect::<Vec<_>>(), expected);
            }
        }
    }
}
