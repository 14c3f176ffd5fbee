//! One piece of any length in linear time.
//!
//! A sequence of tokens is the encoding of its bytes exactly when every two neighbours are: when the merges
//! that make the two never cross the border between them. So the encoding can be searched from left to right:
//! take the longest token that is compatible with the one before, on a dead end go back one token and take a
//! shorter one. A place that led to a dead end is never tried again, hence the cost O(n · longest token).
//!
//! Source of the idea: H. van Antwerpen & A. Neubeck, 2024, "So many tokens, so little time: introducing a
//! faster, more flexible byte-pair tokenizer". Needs ids in the order of merges.
use crate::vocabulary::{NO_MERGE, Prefixes, Vocabulary};

/// Appends the tokens of `piece` to `out`.
pub(crate) fn encode(vocabulary: &Vocabulary, prefixes: &Prefixes, piece: &[u8], out: &mut Vec<u32>) {
    let first = out.len();
    let mut dead = vec![false; piece.len() + 1];
    let mut at = 0;
    let mut wanted = prefixes.longest(vocabulary, piece);
    while let Some(mut token) = wanted {
        let before = (out.len() > first).then(|| out[out.len() - 1]);
        wanted = loop {
            let end = at + vocabulary.length(token);
            if !dead[end] && before.is_none_or(|before| compatible(vocabulary, before, token)) {
                out.push(token);
                at = end;
                break prefixes.longest(vocabulary, &piece[at..]);
            }
            if let Some(shorter) = prefixes.shorter(vocabulary, token) {
                token = shorter;
                continue;
            }
            dead[at] = true;
            let back = out.pop();
            at -= back.map_or(0, |back| vocabulary.length(back));
            break back;
        };
    }
}

/// Whether `left` and `right` side by side are the encoding of their bytes: undoing the later of the two merges next to
/// the border, again and again, meets no merge across it that would have come first.
fn compatible(vocabulary: &Vocabulary, mut left: u32, mut right: u32) -> bool {
    let (pairs, mut limit) = (vocabulary.pairs(), u32::MAX);
    loop {
        // A merge across the border wins only when it is earlier than what was undone last.
        let merge = pairs.get(left, right);
        if merge != NO_MERGE && (merge as u32) < limit {
            return false;
        }
        let (of_left, of_right) = (vocabulary.halves(left), vocabulary.halves(right));
        let (left_is_byte, right_is_byte) = (of_left.1 == left, of_right.0 == right);
        // Equal merges happen from left to right, so the right one is undone first.
        if !left_is_byte && (left > right || right_is_byte) {
            limit = left;
            left = of_left.1;
        } else if !right_is_byte {
            limit = right + 1;
            right = of_right.0;
        } else {
            return true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{below, stream};

    #[test]
    fn makes_the_tokens_that_merging_makes() {
        for seed in 0..200 {
            let mut random = stream(seed, "linear", 0);
            // Every token is two earlier ones that meet, as training makes them.
            let mut tokens: Vec<Vec<u8>> = (0..=255u8).map(|byte| vec![byte]).collect();
            let mut vocabulary = Vocabulary::from_ranks(tokens.iter().cloned().zip(0..).collect()).unwrap();
            while tokens.len() < 290 {
                let mut side = || match below(&mut random, 3) {
                    0 if tokens.len() > 256 => {
                        tokens[256 + below(&mut random, tokens.len() as u64 - 256) as usize].clone()
                    }
                    _ => vec![b'a' + below(&mut random, 2) as u8],
                };
                let token = [side(), side()].concat();
                if token.len() > 40 || tokens.contains(&token) {
                    continue;
                }
                tokens.push(token);
                let larger = Vocabulary::from_ranks(tokens.iter().cloned().zip(0..).collect()).unwrap();
                if larger.is_ordered() {
                    vocabulary = larger;
                } else {
                    tokens.pop();
                }
            }
            let ids = 0..tokens.len() as u32;
            let prefixes = Prefixes::new(&vocabulary, ids);
            for _ in 0..20 {
                let length = 1 + below(&mut random, 300) as usize;
                let piece: Vec<u8> = (0..length).map(|_| b'a' + below(&mut random, 2) as u8).collect();
                let (mut linear, mut merged) = (Vec::new(), Vec::new());
                encode(&vocabulary, &prefixes, &piece, &mut linear);
                vocabulary.merge(&piece, &mut merged);
                assert_eq!(linear, merged);
            }
        }
    }
}
