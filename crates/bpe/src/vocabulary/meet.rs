//! Whether the two tokens that make each token meet: by the merges before it their bytes become those two.
//!
//! They do unless a merge crosses the border between them that comes earlier than what it would undo, as in
//! [`crate::encode`]'s search in linear time. What is undone depends on the tokens alone, so all pairs that must not be
//! an early merge are collected first and then looked up together: memory is asked for many at a time, and hardly any
//! step waits for the one before. All pairs across one border have the same two bytes next to it, and what is undone only
//! gets earlier, so nothing is left to look for once that is before every merge of a border between those bytes.
use super::{NO_MERGE, Pairs};
use marginals_numerics::arch::prefetch::prefetch;

/// Pairs collected before they are looked up.
const TOGETHER: usize = 512;

/// A pair across a border, and the merges before which it must not come: those from `limit` on.
#[derive(Clone, Copy)]
struct Crossing {
    left: u32,
    right: u32,
    limit: u32,
    made: u32,
}

/// The earliest merge across a border between two bytes, by those.
pub(super) struct Borders {
    earliest: Vec<u32>,
    /// First and last byte of every token, and its border: the last byte of its left and the first of its right side.
    ends: Vec<(u8, u8)>,
    borders: Vec<u16>,
}

impl Borders {
    /// Room for `count` tokens.
    pub fn new(count: usize) -> Borders {
        Borders {
            earliest: vec![u32::MAX; 1 << 16],
            ends: Vec::with_capacity(count),
            borders: Vec::with_capacity(count),
        }
    }

    /// The next token, by its first and last byte.
    pub fn add(&mut self, first: u8, last: u8) {
        self.ends.push((first, last));
        self.borders.push(0);
    }

    /// The next token, which merges two that were added.
    pub fn merge(&mut self, left: u32, right: u32) {
        let (left, right) = (self.ends[left as usize], self.ends[right as usize]);
        let border = u16::from_be_bytes([left.1, right.0]);
        let earliest = &mut self.earliest[usize::from(border)];
        *earliest = (self.ends.len() as u32).min(*earliest);
        self.ends.push((left.0, right.1));
        self.borders.push(border);
    }
}

/// Tokens whose sides are asked for before they are read.
const AHEAD: usize = 16;

/// The first token, of those made by two `sides` (itself twice where none make it), whose two do not meet.
pub(super) fn first_that_fails(pairs: &Pairs, sides: &[(u32, u32)], borders: &Borders) -> Option<u32> {
    let mut crossings = Vec::with_capacity(TOGETHER + 64);
    for (made, (mut left, mut right)) in sides.iter().copied().enumerate() {
        if left as usize == made {
            continue;
        }
        if let Some((left, right)) = sides.get(made + AHEAD) {
            prefetch(sides, *left as usize);
            prefetch(sides, *right as usize);
        }
        let earliest = borders.earliest[usize::from(borders.borders[made])];
        if left.max(right) < earliest {
            continue;
        }
        loop {
            let (of_left, of_right) = (sides[left as usize], sides[right as usize]);
            let (left_is_byte, right_is_byte) = (of_left.1 == left, of_right.0 == right);
            if left_is_byte && right_is_byte {
                break;
            }
            // Equal merges happen from left to right, so the right one is undone first.
            let of_left_first = !left_is_byte & (right_is_byte | (left > right));
            let limit = if of_left_first { left } else { right + 1 };
            right = if of_left_first { right } else { of_right.0 };
            left = if of_left_first { of_left.1 } else { left };
            if limit <= earliest {
                break;
            }
            pairs.expect_home(left, right);
            crossings.push(Crossing { left, right, limit, made: made as u32 });
        }
        if crossings.len() >= TOGETHER {
            let failed = first_early(pairs, &mut crossings);
            if failed.is_some() {
                return failed;
            }
        }
    }
    first_early(pairs, &mut crossings)
}

/// The token of the first crossing that is an early merge; there are none afterwards.
fn first_early(pairs: &Pairs, crossings: &mut Vec<Crossing>) -> Option<u32> {
    let mut kept = 0;
    for at in 0..crossings.len() {
        let crossing = crossings[at];
        // Written over by the next one when it surely is no merge.
        crossings[kept] = crossing;
        kept += usize::from(pairs.may_merge(crossing.left, crossing.right));
    }
    for crossing in &crossings[..kept] {
        pairs.expect(crossing.left, crossing.right);
    }
    let early = |crossing: &&Crossing| {
        let merge = pairs.get(crossing.left, crossing.right);
        merge != NO_MERGE && (merge as u32) < crossing.limit
    };
    let found = crossings[..kept].iter().find(early).map(|crossing| crossing.made);
    crossings.clear();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::merge;
    use marginals_core::random::{below, stream};

    #[test]
    fn finds_the_first_token_whose_bytes_become_other_tokens() {
        let (mut fails, mut holds) = (0, 0);
        for seed in 0..3_000 {
            let mut random = stream(seed, "meeting", 0);
            let ids: [u32; 256] = std::array::from_fn(|byte| byte as u32);
            let mut spelled: Vec<Vec<u8>> = (0..=255u8).map(|byte| vec![byte]).collect();
            let mut sides: Vec<(u32, u32)> = (0..256).map(|id| (id, id)).collect();
            let (mut pairs, mut expected) = (Pairs::new(8), None);
            while sides.len() < 257 + seed as usize % 60 {
                let made = sides.len() as u32;
                let mut side = || match below(&mut random, 3) {
                    0 if made > 256 => 256 + below(&mut random, u64::from(made - 256)) as u32,
                    _ => 97 + below(&mut random, 3) as u32,
                };
                let (left, right) = (side(), side());
                let text = [&spelled[left as usize][..], &spelled[right as usize]].concat();
                if text.len() > 60 || pairs.get(left, right) != NO_MERGE {
                    continue;
                }
                let mut parts = Vec::new();
                merge::by_rank(&pairs, &ids, &text, &mut parts);
                if parts != [left, right] {
                    // Most that are wrong are left out, so that some vocabularies hold.
                    if below(&mut random, 20) > 0 {
                        continue;
                    }
                    expected = expected.or(Some(made));
                }
                pairs.insert(left, right, made);
                if let (Ok(left), Ok(right)) = (u8::try_from(left), u8::try_from(right)) {
                    pairs.insert_bytes(left, right, made);
                }
                sides.push((left, right));
                spelled.push(text);
            }
            let mut borders = Borders::new(sides.len());
            for (id, (left, right)) in sides.iter().copied().enumerate() {
                match spelled[id][..] {
                    [byte] => borders.add(byte, byte),
                    _ => borders.merge(left, right),
                }
            }
            assert_eq!(first_that_fails(&pairs, &sides, &borders), expected, "{seed}");
            match expected {
                Some(_) => fails += 1,
                None => holds += 1,
            }
        }
        assert!(fails > 300 && holds > 300, "{fails} {holds}");
    }
}
