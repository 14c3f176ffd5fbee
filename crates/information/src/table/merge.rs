//! Equal rows found after one column is taken away from sorted rows, without hashing or sorting again.
//!
//! Rows are sorted. Those that agree on all bits above the column form a block; within it, rows with one value
//! of the column form a segment, sorted by the bits below. So rows that become equal meet when the at most r
//! segments of a block are merged on the lower bits. Columns of many values are merged by a run-adaptive
//! stable sort of the block instead. Cost O(n r) for r ≤ [`FEW`], O(n log r) beyond.
use marginals_core::{Result, Run};
use std::ops::Range;

/// Up to this many segments are merged by comparing all heads.
const FEW: usize = 8;
/// Rows or groups between two looks at the cancel flag.
const STRIDE: usize = 1 << 15;

/// The column that is taken away.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dropped {
    offset: u32,
    width: u32,
}

/// Receives the groups of rows that become equal, in ascending order of the remaining key.
pub(crate) trait Groups {
    /// The remaining key and the weights of its rows (at least one), in ascending order of the dropped value.
    fn group(&mut self, key: u64, weights: &[f64]);
}

/// Buffers of a merge.
#[derive(Default)]
pub(crate) struct Space {
    rows: Vec<(u64, f64)>,
    weights: Vec<f64>,
}

impl Dropped {
    /// The column at `offset` with `width` ≥ 1 bits.
    pub(crate) fn new(offset: u32, width: u32) -> Self {
        debug_assert!(width >= 1 && offset + width <= u64::BITS);
        Dropped { offset, width }
    }

    #[inline]
    fn below(self) -> u64 {
        (1u64 << self.offset) - 1
    }

    #[inline]
    fn mask(self) -> u64 {
        (u64::MAX >> (u64::BITS - self.width)) << self.offset
    }

    /// The bits above the column.
    #[inline]
    fn above(self, key: u64) -> u64 {
        key.checked_shr(self.offset + self.width).unwrap_or(0)
    }

    /// Where the block that begins at row `start` ends.
    pub(crate) fn block_end(self, keys: &[u64], start: usize) -> usize {
        let block = self.above(keys[start]);
        boundary(keys, start + 1, |key| self.above(key) == block)
    }

    /// Merges the rows of whole blocks.
    pub(crate) fn merge(
        self,
        keys: &[u64],
        weights: &[f64],
        space: &mut Space,
        groups: &mut impl Groups,
        run: &Run,
    ) -> Result<()> {
        let mut start = 0;
        while start < keys.len() {
            let end = self.block_end(keys, start);
            self.merge_block(&keys[start..end], &weights[start..end], space, groups, run)?;
            start = end;
        }
        Ok(())
    }

    fn merge_block(
        self,
        keys: &[u64],
        weights: &[f64],
        space: &mut Space,
        groups: &mut impl Groups,
        run: &Run,
    ) -> Result<()> {
        let clear = !self.mask();
        let last = keys.len() - 1;
        if (keys[0] ^ keys[last]) & self.mask() == 0 {
            // One segment: nothing meets.
            for (keys, weights) in keys.chunks(STRIDE).zip(weights.chunks(STRIDE)) {
                if keys.len() == STRIDE {
                    run.check()?;
                }
                for (key, weight) in keys.iter().zip(weights) {
                    groups.group(key & clear, std::slice::from_ref(weight));
                }
            }
        } else if self.offset == 0 {
            groups.group(keys[0] & clear, weights);
        } else {
            let mut segments: [Range<usize>; FEW] = std::array::from_fn(|_| 0..0);
            let mut count = 0;
            let mut start = 0;
            while start < keys.len() && count < FEW {
                let value = keys[start] & self.mask();
                let end = boundary(keys, start + 1, |key| key & self.mask() == value);
                segments[count] = start..end;
                count += 1;
                start = end;
            }
            if start < keys.len() {
                self.sort_block(keys, weights, space, groups);
            } else {
                match count {
                    2 => self.merge_segments::<2>(keys, weights, &segments, groups, run)?,
                    3 => self.merge_segments::<3>(keys, weights, &segments, groups, run)?,
                    4 => self.merge_segments::<4>(keys, weights, &segments, groups, run)?,
                    _ => self.merge_segments::<FEW>(keys, weights, &segments, groups, run)?,
                }
            }
        }
        Ok(())
    }

    /// Merges `S` segments (the last ones may be empty) by the smallest head.
    #[inline]
    fn merge_segments<const S: usize>(
        self,
        keys: &[u64],
        weights: &[f64],
        segments: &[Range<usize>; FEW],
        groups: &mut impl Groups,
        run: &Run,
    ) -> Result<()> {
        let below = self.below();
        let above = keys[0] & !self.mask() & !below;
        let mut next: [usize; S] = std::array::from_fn(|s| segments[s].start);
        let end: [usize; S] = std::array::from_fn(|s| segments[s].end);
        // Lower bits never fill the key, so the largest number marks an empty segment.
        let head = |s: usize, next: usize| if next < end[s] { keys[next] & below } else { u64::MAX };
        let mut heads: [u64; S] = std::array::from_fn(|s| head(s, next[s]));
        let mut until_check = STRIDE;
        loop {
            let smallest = heads.iter().fold(u64::MAX, |least, head| least.min(*head));
            if smallest == u64::MAX {
                return Ok(());
            }
            until_check -= 1;
            if until_check == 0 {
                run.check()?;
                until_check = STRIDE;
            }
            let mut found = [0.0; S];
            let mut count = 0;
            for s in 0..S {
                if heads[s] == smallest {
                    found[count] = weights[next[s]];
                    count += 1;
                    next[s] += 1;
                    heads[s] = head(s, next[s]);
                }
            }
            groups.group(above | smallest, &found[..count]);
        }
    }

    fn sort_block(self, keys: &[u64], weights: &[f64], space: &mut Space, groups: &mut impl Groups) {
        let clear = !self.mask();
        space.rows.clear();
        space.rows.extend(keys.iter().map(|key| key & clear).zip(weights.iter().copied()));
        // Stable, and made for data that is a few sorted runs.
        space.rows.sort_by_key(|row| row.0);
        for group in space.rows.chunk_by(|a, b| a.0 == b.0) {
            space.weights.clear();
            space.weights.extend(group.iter().map(|row| row.1));
            groups.group(group[0].0, &space.weights);
        }
    }
}

/// The first row from `start` on that is not `inside`, looked for in growing steps.
#[inline]
fn boundary(keys: &[u64], start: usize, inside: impl Fn(u64) -> bool) -> usize {
    let mut low = start;
    let mut step = 1;
    while low < keys.len() && inside(keys[low]) {
        let next = low + step;
        if next >= keys.len() || !inside(keys[next]) {
            let high = next.min(keys.len());
            return low + 1 + keys[low + 1..high].partition_point(|key| inside(*key));
        }
        low = next;
        step *= 2;
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Collected(Vec<(u64, Vec<f64>)>);

    impl Groups for Collected {
        fn group(&mut self, key: u64, weights: &[f64]) {
            self.0.push((key, weights.to_vec()));
        }
    }

    #[test]
    fn finds_every_group_in_order() {
        use marginals_core::random::{below, stream};
        use std::collections::BTreeMap;
        let mut generator = stream(9, "merge", 0);
        for (offset, width, bits) in [(0, 1, 6), (0, 4, 7), (3, 2, 9), (5, 3, 8), (2, 6, 12), (62, 2, 64)] {
            let dropped = Dropped::new(offset, width);
            let mut keys: Vec<u64> = (0..200)
                .map(|_| match bits {
                    64 => below(&mut generator, 4) << 62 | below(&mut generator, 30),
                    _ => below(&mut generator, 1 << bits),
                })
                .collect();
            keys.sort_unstable();
            keys.dedup();
            let weights: Vec<f64> = (0..keys.len()).map(|row| row as f64 + 1.0).collect();
            let mut expected: BTreeMap<u64, Vec<f64>> = BTreeMap::new();
            for (key, weight) in keys.iter().zip(&weights) {
                expected.entry(key & !dropped.mask()).or_default().push(*weight);
            }
            let mut found = Collected::default();
            dropped.merge(&keys, &weights, &mut Space::default(), &mut found, &Run::default()).unwrap();
            assert_eq!(found.0, expected.into_iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn boundaries_are_found_at_any_distance() {
        for n in 0..40u64 {
            let keys: Vec<u64> = (0..40).map(|row| u64::from(row >= n)).collect();
            assert_eq!(boundary(&keys, 0, |key| key == 0), n as usize);
        }
    }
}
