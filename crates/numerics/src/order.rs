//! Sorting and ranking of finite numbers.
use marginals_core::{Result, Run, Zeroable};
use std::hint::select_unpredictable;

/// The most values sorted by one block of work, and the fewest: a few thousand are sorted by several threads.
const BLOCK: usize = 1 << 16;
const LEAST_BLOCK: usize = 1 << 12;
/// Values merged by one block of work.
const MERGED: usize = 1 << 13;
/// Bits of a digit, and digits of a key.
const BITS: usize = 11;
const DIGITS: usize = 6;
const BUCKETS: usize = 1 << BITS;

/// What is sorted: by a key, those of one key by what else they are.
trait Keyed: Copy + Ord + Default + Zeroable + Send + Sync {
    fn key(self) -> u64;
}

impl Keyed for u64 {
    fn key(self) -> u64 {
        self
    }
}

/// A key and where it stood.
type Placed = (u64, u32);

impl Keyed for Placed {
    fn key(self) -> u64 {
        self.0
    }
}

/// Finite values in ascending order, −0 as 0.
///
/// # Errors
/// Out of memory; the run was cancelled.
pub fn sorted(values: &[f64], run: &Run) -> Result<Vec<f64>> {
    let keys = in_order(values.len(), |index| key_of(values[index] + 0.0), run)?;
    each_of("sorted values", &keys, |key| value_of(*key), run)
}

/// `n` keys in ascending order, equal ones as they were made: blocks are sorted apart, digit by digit, and merged pair by
/// pair.
fn in_order<K: Keyed>(n: usize, make: impl Fn(usize) -> K + Sync, run: &Run) -> Result<Vec<K>> {
    let mut keys = run.zeroed("sorted values", n)?;
    let mut width = keys.len().div_ceil(4).clamp(LEAST_BLOCK, BLOCK);
    run.blocks_into(&mut keys, width, Vec::new, |spare, start, block| {
        (start..).zip(block.iter_mut()).for_each(|(index, key)| *key = make(index));
        sort_keys(block, spare);
        Ok(())
    })?;
    let mut merged = if width < keys.len() { run.zeroed("sorted values", n)? } else { Vec::new() };
    while width < keys.len() {
        run.blocks_into(
            &mut merged,
            MERGED,
            || (),
            |(), mut start, mut out| {
                // A block of output may end one pair of parts and begin the next.
                while !out.is_empty() {
                    let first = start / (2 * width) * (2 * width);
                    let pair = &keys[first..keys.len().min(first + 2 * width)];
                    let (left, right) = pair.split_at(width.min(pair.len()));
                    let (own, rest) = out.split_at_mut(out.len().min(first + pair.len() - start));
                    merge(left, right, start - first, own);
                    start += own.len();
                    out = rest;
                }
                Ok(())
            },
        )?;
        std::mem::swap(&mut keys, &mut merged);
        width *= 2;
    }
    Ok(keys)
}

/// What each key stands for, on all threads.
fn each_of<K: Sync, T: Zeroable + Send>(
    what: &str,
    keys: &[K],
    of: impl Fn(&K) -> T + Sync,
    run: &Run,
) -> Result<Vec<T>> {
    let mut all = run.zeroed(what, keys.len())?;
    run.blocks_into(
        &mut all,
        BLOCK / 4,
        || (),
        |(), start, out| {
            out.iter_mut().zip(&keys[start..]).for_each(|(out, key)| *out = of(key));
            Ok(())
        },
    )?;
    Ok(all)
}

/// A whole number that is in the same order as the value.
fn key_of(value: f64) -> u64 {
    let bits = value.to_bits();
    bits ^ ((bits as i64 >> 63) as u64 | 1 << 63)
}

fn value_of(key: u64) -> f64 {
    f64::from_bits(key ^ (!((key as i64 >> 63) as u64) | 1 << 63))
}

/// Sorts keys by their digits, the lowest first; digits that all of them share are passed over.
fn sort_keys<K: Keyed>(keys: &mut [K], spare: &mut Vec<K>) {
    if keys.len() < BUCKETS / 2 {
        keys.sort_unstable();
        return;
    }
    spare.resize(keys.len(), K::default());
    let digit = |key: K, place: usize| (key.key() >> (BITS * place)) as usize & (BUCKETS - 1);
    let mut counts = vec![[0u32; BUCKETS]; DIGITS];
    for key in keys.iter() {
        for (place, counts) in counts.iter_mut().enumerate() {
            counts[digit(*key, place)] += 1;
        }
    }
    let (mut from, mut to) = (&mut *keys, &mut spare[..]);
    let mut moved = false;
    for (place, counts) in counts.iter_mut().enumerate() {
        if counts[digit(from[0], place)] as usize == from.len() {
            continue;
        }
        let mut next = 0;
        counts.iter_mut().for_each(|count| (*count, next) = (next, next + *count));
        for key in from.iter() {
            let place = &mut counts[digit(*key, place)];
            to[*place as usize] = *key;
            *place += 1;
        }
        std::mem::swap(&mut from, &mut to);
        moved = !moved;
    }
    if moved {
        keys.copy_from_slice(spare);
    }
}

/// What stands in two sorted parts, merged, from place `start` on.
fn merge<K: Keyed>(left: &[K], right: &[K], start: usize, out: &mut [K]) {
    // How many of the first `start` come from the left, of equal keys those first.
    let (mut i, mut most) = (start.saturating_sub(right.len()), start.min(left.len()));
    while i < most {
        let middle = i + (most - i) / 2;
        if left[middle].key() <= right[start - middle - 1].key() {
            i = middle + 1;
        } else {
            most = middle;
        }
    }
    let mut j = start - i;
    let mut done = 0;
    while done < out.len() && i < left.len() && j < right.len() {
        let from_left = left[i].key() <= right[j].key();
        // Half of the comparisons would be guessed wrong.
        out[done] = select_unpredictable(from_left, left[i], right[j]);
        i += usize::from(from_left);
        j += usize::from(!from_left);
        done += 1;
    }
    let rest = &mut out[done..];
    let last = if i < left.len() { &left[i..] } else { &right[j..] };
    rest.copy_from_slice(&last[..rest.len()]);
}

/// Indices in ascending order of finite values, equal ones by index.
///
/// # Errors
/// Out of memory; the run was cancelled.
pub fn argsort(values: &[f64], run: &Run) -> Result<Vec<u32>> {
    let make = |index: usize| (key_of(values[index] + 0.0), index as u32);
    let keys = in_order(values.len(), make, run)?;
    each_of("an order", &keys, |(_, index): &Placed| *index, run)
}

/// Ranks from 1; equal values share the mean of theirs. Also how many values have an equal.
///
/// # Errors
/// Out of memory; the run was cancelled.
pub fn mean_ranks(values: &[f64], run: &Run) -> Result<(Vec<f64>, usize)> {
    let order = argsort(values, run)?;
    let mut ranks = run.filled("ranks", values.len(), 0.0)?;
    let (mut start, mut tied) = (0, 0);
    while start < order.len() {
        let value = values[order[start] as usize];
        let equal = order[start..].iter().take_while(|other| values[**other as usize] == value).count();
        let rank = start as f64 + (equal as f64 + 1.0) / 2.0;
        order[start..start + equal].iter().for_each(|index| ranks[*index as usize] = rank);
        tied += if equal > 1 { equal } else { 0 };
        start += equal;
    }
    Ok((ranks, tied))
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{stream, uniform};

    #[test]
    fn sorting_in_blocks_is_sorting() {
        let mut generator = stream(1, "values", 0);
        let pool = std::sync::Arc::new(rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap());
        let pooled = Run::default().with_pool(pool, 3);
        let (least, most) = (LEAST_BLOCK, BLOCK);
        for n in
            [0, 1, 2, least - 1, least, least + 1, 3 * least + 5, 4 * least + 9, 4 * most + 1, 5 * most + 17]
        {
            for range in [3.0, 1e4, 1e15] {
                let values: Vec<f64> =
                    (0..n).map(|_| (uniform(&mut generator) * range).floor() - 5e3).collect();
                let mut expected = values.clone();
                expected.sort_by(f64::total_cmp);
                assert_eq!(sorted(&values, &Run::default()).unwrap(), expected);
                assert_eq!(sorted(&values, &pooled).unwrap(), expected);
                let mut places: Vec<u32> = (0..n as u32).collect();
                places.sort_by(|a, b| values[*a as usize].total_cmp(&values[*b as usize]));
                assert_eq!(argsort(&values, &Run::default()).unwrap(), places);
                assert_eq!(argsort(&values, &pooled).unwrap(), places);
            }
        }
    }

    #[test]
    fn ranks_share_ties() {
        let (ranks, tied) = mean_ranks(&[3.0, 1.0, 3.0, -0.0, 0.0, 3.0], &Run::default()).unwrap();
        assert_eq!((ranks, tied), (vec![5.0, 3.0, 5.0, 1.5, 1.5, 5.0], 5));
        assert_eq!(argsort(&[2.0, 1.0, 2.0, 1.0], &Run::default()).unwrap(), [1, 3, 0, 2]);
    }
}
