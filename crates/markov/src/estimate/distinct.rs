//! Distinct keys of a list, in increasing order, with their numbers of occurrences.
//!
//! Chunks are sorted in parallel and merged two by two, so that a long list can be cancelled at any time.
//! Cost: O(N log N), 16 bytes a key.
use marginals_core::{Result, Run};

/// Keys handled at once between two checks of the cancel flag.
const CHUNK: usize = 1 << 15;

/// Distinct keys in increasing order, how often each occurs, and the place of every key among them.
pub(super) fn distinct(keys: &[u64], run: &Run) -> Result<(Vec<u64>, Vec<u64>, Vec<u32>)> {
    let sorted = sorted(keys, run)?;
    let (mut distinct, mut counts) = (Vec::<u64>::new(), Vec::<u64>::new());
    for chunk in sorted.chunks(CHUNK) {
        run.check()?;
        for key in chunk {
            match (distinct.last(), counts.last_mut()) {
                (Some(last), Some(count)) if last == key => *count += 1,
                _ => {
                    distinct.push(*key);
                    counts.push(1);
                }
            }
        }
    }
    let mut places = run.reserved("the places of keys", keys.len())?;
    for chunk in keys.chunks(CHUNK) {
        run.check()?;
        places.extend(chunk.iter().map(|key| distinct.partition_point(|other| other < key) as u32));
    }
    Ok((distinct, counts, places))
}

fn sorted(keys: &[u64], run: &Run) -> Result<Vec<u64>> {
    let mut keys = keys.to_vec();
    run.items(
        keys.chunks_mut(CHUNK).collect(),
        || (),
        |(), _, chunk: &mut [u64]| {
            chunk.sort_unstable();
            Ok(())
        },
    )?;
    let mut merged: Vec<u64> = run.reserved("sorted keys", keys.len())?;
    let mut width = CHUNK;
    while width < keys.len() {
        merged.clear();
        for pair in keys.chunks(2 * width) {
            let (mut left, mut right) = pair.split_at(width.min(pair.len()));
            while let (Some(a), Some(b)) = (left.first(), right.first()) {
                if merged.len().is_multiple_of(CHUNK) {
                    run.check()?;
                }
                let side = if a <= b { &mut left } else { &mut right };
                merged.push(side[0]);
                *side = &side[1..];
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        std::mem::swap(&mut keys, &mut merged);
        width *= 2;
    }
    Ok(keys)
}
