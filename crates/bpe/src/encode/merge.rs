//! Merging one piece: the lowest rank first, the leftmost of equals.
//!
//! Up to 64 symbols are scanned for the lowest rank again and again in an array that stays in the first cache;
//! more go through a heap, O(n log n).
use crate::vocabulary::{NO_MERGE, Pairs};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Symbols up to which scanning wins.
pub(crate) const SCANNED: usize = 64;

/// Appends the tokens of `piece` to `out`.
pub(crate) fn by_rank(pairs: &Pairs, byte_ids: &[u32; 256], piece: &[u8], out: &mut Vec<u32>) {
    if piece.len() <= SCANNED {
        scan(pairs, byte_ids, piece, out);
    } else {
        heap(pairs, piece.iter().map(|byte| byte_ids[usize::from(*byte)]).collect(), out);
    }
}

/// As [`by_rank`], of a piece that starts as other symbols than its bytes.
pub(crate) fn symbols(pairs: &Pairs, symbols: Vec<u32>, out: &mut Vec<u32>) {
    if symbols.len() > SCANNED {
        return heap(pairs, symbols, out);
    }
    let (mut ids, mut merges) = ([0u32; SCANNED], [NO_MERGE; SCANNED]);
    ids[..symbols.len()].copy_from_slice(&symbols);
    for at in 1..symbols.len() {
        merges[at - 1] = pairs.get(symbols[at - 1], symbols[at]);
    }
    earliest_first(pairs, &mut ids, &mut merges, symbols.len(), out);
}

fn scan(pairs: &Pairs, byte_ids: &[u32; 256], piece: &[u8], out: &mut Vec<u32>) {
    let (mut ids, mut merges) = ([0u32; SCANNED], [NO_MERGE; SCANNED]);
    for (id, byte) in ids.iter_mut().zip(piece) {
        *id = byte_ids[usize::from(*byte)];
    }
    for at in 1..piece.len() {
        merges[at - 1] = pairs.of_bytes(piece[at - 1], piece[at]);
    }
    earliest_first(pairs, &mut ids, &mut merges, piece.len(), out);
}

#[inline]
fn earliest_first(
    pairs: &Pairs,
    ids: &mut [u32; SCANNED],
    merges: &mut [u64; SCANNED],
    mut length: usize,
    out: &mut Vec<u32>,
) {
    while length > 1 {
        let (mut best, mut place) = (NO_MERGE, 0);
        for (at, merge) in merges[..length - 1].iter().enumerate() {
            if *merge < best {
                (best, place) = (*merge, at);
            }
        }
        if best == NO_MERGE {
            break;
        }
        ids[place] = best as u32;
        ids.copy_within(place + 2..length, place + 1);
        merges.copy_within(place + 1..length - 1, place);
        length -= 1;
        merges[length - 1] = NO_MERGE;
        if place + 1 < length {
            merges[place] = pairs.get(ids[place], ids[place + 1]);
        }
        if place > 0 {
            merges[place - 1] = pairs.get(ids[place - 1], ids[place]);
        }
    }
    out.extend_from_slice(&ids[..length]);
}

fn heap(pairs: &Pairs, mut ids: Vec<u32>, out: &mut Vec<u32>) {
    const GONE: u32 = u32::MAX;
    let length = ids.len();
    let mut next: Vec<u32> = (1..=length as u32).collect();
    let mut before: Vec<u32> = (0..length as u32).map(|at| at.wrapping_sub(1)).collect();
    let first = (0..length - 1).filter_map(|at| {
        let merge = pairs.get(ids[at], ids[at + 1]);
        (merge != NO_MERGE).then_some(Reverse((merge, at as u32)))
    });
    let mut waiting: BinaryHeap<Reverse<(u64, u32)>> = first.collect();
    while let Some(Reverse((merge, at))) = waiting.pop() {
        let left = at as usize;
        let right = next[left] as usize;
        // An entry is stale when either side has changed since.
        if ids[left] == GONE || right >= length || pairs.get(ids[left], ids[right]) != merge {
            continue;
        }
        ids[left] = merge as u32;
        ids[right] = GONE;
        next[left] = next[right];
        let after = next[left] as usize;
        if after < length {
            before[after] = at;
            let merge = pairs.get(ids[left], ids[after]);
            if merge != NO_MERGE {
                waiting.push(Reverse((merge, at)));
            }
        }
        let previous = before[left];
        if previous != u32::MAX {
            let merge = pairs.get(ids[previous as usize], ids[left]);
            if merge != NO_MERGE {
                waiting.push(Reverse((merge, previous)));
            }
        }
    }
    out.extend(ids.into_iter().filter(|id| *id != GONE));
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use marginals_core::random::{below, stream};

    /// Merges of a random vocabulary over three bytes.
    pub fn random_pairs(seed: u64) -> (Pairs, [u32; 256]) {
        let mut random = stream(seed, "merges", 0);
        let mut pairs = Pairs::new(64);
        let ids = std::array::from_fn(|byte| byte as u32);
        let mut known = vec![97u32, 98, 99];
        for made in 256..300 {
            let mut draw = || known[below(&mut random, known.len() as u64) as usize];
            let (left, right) = (draw(), draw());
            if pairs.get(left, right) == NO_MERGE {
                pairs.insert(left, right, made);
                if let (Ok(left), Ok(right)) = (u8::try_from(left), u8::try_from(right)) {
                    pairs.insert_bytes(left, right, made);
                }
                known.push(made);
            }
        }
        (pairs, ids)
    }

    #[test]
    fn the_heap_merges_as_the_scan_does() {
        for seed in 0..3_000 {
            let (pairs, ids) = random_pairs(seed % 50);
            let mut random = stream(seed, "pieces", 0);
            let length = 1 + below(&mut random, SCANNED as u64) as usize;
            let piece: Vec<u8> = (0..length).map(|_| b'a' + below(&mut random, 3) as u8).collect();
            let (mut scanned, mut heaped) = (Vec::new(), Vec::new());
            scan(&pairs, &ids, &piece, &mut scanned);
            let start: Vec<u32> = piece.iter().map(|byte| ids[usize::from(*byte)]).collect();
            heap(&pairs, start.clone(), &mut heaped);
            assert_eq!(scanned, heaped);
            heaped.clear();
            symbols(&pairs, start, &mut heaped);
            assert_eq!(scanned, heaped);
        }
    }
}
