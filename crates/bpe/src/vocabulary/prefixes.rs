//! The longest token at a place, in the list of all tokens in the order of their bytes.
//!
//! The last token that does not come after a text in that order begins with every token the text begins with: what
//! lies between a text and one of its beginnings begins so too. One search finds it, and the longest token of the
//! text is the first in its chain of ever shorter tokens that the text begins with. The list is made in
//! O(tokens · log tokens), a search takes O(log tokens), and the first two bytes leave little of it.
use super::{NONE, Vocabulary};

/// Tokens in the order of their bytes.
#[derive(Debug)]
pub(crate) struct Prefixes {
    /// The first eight bytes of each, as a number that orders as they do.
    heads: Vec<u64>,
    ids: Vec<u32>,
    /// How many begin with less than these two bytes.
    first: Vec<u32>,
    /// The longest token that each token begins with, itself excepted; by id.
    shorter: Vec<u32>,
}

/// The first eight bytes, zeros where there are fewer.
#[inline]
fn head(bytes: &[u8]) -> u64 {
    match bytes.first_chunk::<8>() {
        Some(eight) => u64::from_be_bytes(*eight),
        None => {
            let mut eight = [0; 8];
            eight[..bytes.len()].copy_from_slice(bytes);
            u64::from_be_bytes(eight)
        }
    }
}

impl Prefixes {
    /// The tokens of `vocabulary` among `ids`, which are below `limit`.
    pub fn new(vocabulary: &Vocabulary, ids: impl Iterator<Item = u32>, limit: usize) -> Prefixes {
        let bytes = |id: u32| vocabulary.token(id).unwrap_or_default();
        let mut order: Vec<(u64, u32)> = ids.map(|id| (head(bytes(id)), id)).collect();
        order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| bytes(a.1).cmp(bytes(b.1))));
        let mut first = vec![0u32; (1 << 16) + 1];
        let (mut shorter, mut open) = (vec![NONE; limit], Vec::<u32>::new());
        for (head, id) in &order {
            first[(head >> 48) as usize + 1] += 1;
            while open.last().is_some_and(|last| !bytes(*id).starts_with(bytes(*last))) {
                open.pop();
            }
            shorter[*id as usize] = open.last().copied().unwrap_or(NONE);
            open.push(*id);
        }
        let mut sum = 0;
        for count in &mut first {
            sum += *count;
            *count = sum;
        }
        let (heads, ids) = order.into_iter().unzip();
        Prefixes { heads, ids, first, shorter }
    }

    /// The longest token that `bytes` begins with.
    pub fn longest(&self, vocabulary: &Vocabulary, bytes: &[u8]) -> Option<u32> {
        let of = |id: u32| vocabulary.token(id).unwrap_or_default();
        let head = head(bytes);
        let bucket = (head >> 48) as usize;
        let (start, end) = (self.first[bucket] as usize, self.first[bucket + 1] as usize);
        let same = start + self.heads[start..end].partition_point(|other| *other < head);
        let over = same + self.heads[same..end].partition_point(|other| *other == head);
        let after = same + self.ids[same..over].partition_point(|id| of(*id) <= bytes);
        let mut token = *self.ids.get(after.checked_sub(1)?)?;
        while token != NONE && !bytes.starts_with(of(token)) {
            token = self.shorter[token as usize];
        }
        (token != NONE).then_some(token)
    }

    /// The longest token that a token begins with, itself excepted; [`NONE`] where there is none.
    #[inline]
    pub fn shorter(&self, token: u32) -> u32 {
        self.shorter[token as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{below, stream};

    #[test]
    fn finds_the_longest_of_all() {
        for seed in 0..60 {
            let mut random = stream(seed, "prefixes", 0);
            let mut tokens: Vec<Vec<u8>> = (0..=255u8).map(|byte| vec![byte]).collect();
            for _ in 0..300 {
                let length = 2 + below(&mut random, 11) as usize;
                let token: Vec<u8> =
                    (0..length).map(|_| [0, 97, 98, 255][below(&mut random, 4) as usize]).collect();
                if !tokens.contains(&token) {
                    tokens.push(token);
                }
            }
            let ranks = tokens.iter().cloned().zip(0..).collect();
            let vocabulary = Vocabulary::from_ranks(ranks).unwrap();
            // Leaving tokens out must leave out their place in every chain.
            let ids = (0..tokens.len() as u32).filter(|id| *id < 256 || id % 3 > 0);
            let prefixes = Prefixes::new(&vocabulary, ids.clone(), tokens.len());
            for _ in 0..300 {
                let length = 1 + below(&mut random, 16) as usize;
                let text: Vec<u8> =
                    (0..length).map(|_| [0, 97, 98, 255][below(&mut random, 4) as usize]).collect();
                let begins = |id: &u32| text.starts_with(&tokens[*id as usize]);
                let longest = ids.clone().filter(begins).max_by_key(|id| tokens[*id as usize].len());
                assert_eq!(prefixes.longest(&vocabulary, &text), longest, "{text:?}");
            }
            assert_eq!(prefixes.longest(&vocabulary, &[]), None);
        }
    }
}
