//! The longest token at a place, in lists of tokens in the order of their bytes.
//!
//! The last token that does not come after a text in that order begins with every token the text begins with: what
//! lies between a text and one of its beginnings begins so too. One search finds it, and the longest token of the
//! text is the first in its chain of ever shorter tokens that the text begins with. There is a list for every two
//! bytes that tokens begin with, put in order when the first text asks for it: O(n log n) for its n tokens, once. A
//! search takes O(log n).
use super::{NONE, Vocabulary};
use std::sync::OnceLock;

/// Tokens by their first two bytes.
#[derive(Debug)]
pub(crate) struct Prefixes {
    /// How many tokens begin with less than these two bytes.
    first: Vec<u32>,
    /// Tokens of two bytes and more, in the order of those two bytes.
    ids: Vec<u32>,
    /// Tokens of one byte.
    single: Box<[u32; 256]>,
    /// Lists by the first byte and the second.
    lists: [OnceLock<Row>; 256],
}

/// The lists of tokens that begin with the same byte.
type Row = Box<[OnceLock<List>]>;

/// The tokens that begin with the same two bytes, in the order of their bytes.
#[derive(Debug)]
struct List {
    /// The eight bytes after those two, as a number that orders as they do.
    heads: Vec<u64>,
    ids: Vec<u32>,
    /// Where in the list the longest token stands that this one begins with; [`NONE`] where there is none.
    shorter: Vec<u32>,
}

/// The first eight of `bytes`, zeros where there are fewer.
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

/// The list of texts that begin with these two bytes.
#[inline]
fn place(first: u8, second: u8) -> usize {
    usize::from(first) << 8 | usize::from(second)
}

impl Prefixes {
    /// The tokens of `vocabulary` among `ids`.
    pub fn new(vocabulary: &Vocabulary, ids: impl Iterator<Item = u32> + Clone) -> Prefixes {
        let bytes = |id: u32| vocabulary.token(id).unwrap_or_default();
        let (mut first, mut single) = (vec![0u32; (1 << 16) + 1], Box::new([NONE; 256]));
        for id in ids.clone() {
            match *bytes(id) {
                [byte] => single[usize::from(byte)] = id,
                [one, two, ..] => first[place(one, two) + 1] += 1,
                [] => {}
            }
        }
        let mut sum = 0;
        for count in &mut first {
            sum += *count;
            *count = sum;
        }
        let (mut next, mut sorted) = (first.clone(), vec![NONE; sum as usize]);
        for id in ids {
            if let [one, two, ..] = *bytes(id) {
                let at = &mut next[place(one, two)];
                sorted[*at as usize] = id;
                *at += 1;
            }
        }
        Prefixes { first, ids: sorted, single, lists: [const { OnceLock::new() }; 256] }
    }

    /// The longest token that `bytes` begins with.
    pub fn longest(&self, vocabulary: &Vocabulary, bytes: &[u8]) -> Option<u32> {
        let single = self.single[usize::from(*bytes.first()?)];
        let found = match bytes {
            [one, two, rest @ ..] => {
                let at = place(*one, *two);
                let ids = &self.ids[self.first[at] as usize..self.first[at + 1] as usize];
                let row =
                    self.lists[usize::from(*one)].get_or_init(|| (0..256).map(|_| OnceLock::new()).collect());
                let list = row[usize::from(*two)].get_or_init(|| List::new(vocabulary, ids));
                list.longest(vocabulary, rest)
            }
            _ => None,
        };
        found.or((single != NONE).then_some(single))
    }

    /// The longest token that a token begins with, itself excepted.
    pub fn shorter(&self, vocabulary: &Vocabulary, token: u32) -> Option<u32> {
        let (_, before) = vocabulary.token(token)?.split_last()?;
        self.longest(vocabulary, before)
    }
}

impl List {
    fn new(vocabulary: &Vocabulary, ids: &[u32]) -> List {
        let rest = |id: u32| vocabulary.token(id).and_then(|bytes| bytes.get(2..)).unwrap_or_default();
        let mut order: Vec<(u64, u32)> = ids.iter().map(|id| (head(rest(*id)), *id)).collect();
        order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| rest(a.1).cmp(rest(b.1))));
        let (mut shorter, mut open) = (Vec::with_capacity(order.len()), Vec::<u32>::new());
        for (at, (_, id)) in order.iter().enumerate() {
            while open.last().is_some_and(|last| !rest(*id).starts_with(rest(order[*last as usize].1))) {
                open.pop();
            }
            shorter.push(open.last().copied().unwrap_or(NONE));
            open.push(at as u32);
        }
        let (heads, ids) = order.into_iter().unzip();
        List { heads, ids, shorter }
    }

    /// The longest token of the list whose bytes after the first two `text` begins with.
    fn longest(&self, vocabulary: &Vocabulary, text: &[u8]) -> Option<u32> {
        let rest = |id: u32| vocabulary.token(id).and_then(|bytes| bytes.get(2..)).unwrap_or_default();
        let head = head(text);
        let same = self.heads.partition_point(|other| *other < head);
        let over = same + self.heads[same..].partition_point(|other| *other == head);
        let after = same + self.ids[same..over].partition_point(|id| rest(*id) <= text);
        let mut at = after.checked_sub(1)? as u32;
        while at != NONE {
            let id = self.ids[at as usize];
            if text.starts_with(rest(id)) {
                return Some(id);
            }
            at = self.shorter[at as usize];
        }
        None
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
            let letters = [0, 97, 98, 255];
            for _ in 0..300 {
                let length = 2 + below(&mut random, 13) as usize;
                let token: Vec<u8> = (0..length)
                    .map(|_| letters[below(&mut random, 4) as usize % (1 + seed as usize % 4)])
                    .collect();
                if !tokens.contains(&token) {
                    tokens.push(token);
                }
            }
            let ranks = tokens.iter().cloned().zip(0..).collect();
            let vocabulary = Vocabulary::from_ranks(ranks).unwrap();
            // Leaving tokens out must leave out their place in every chain.
            let ids = (0..tokens.len() as u32).filter(|id| *id < 256 || id % 3 > 0);
            let prefixes = Prefixes::new(&vocabulary, ids.clone());
            let expected = |text: &[u8]| {
                let begins = |id: &u32| text.starts_with(&tokens[*id as usize]);
                ids.clone().filter(begins).max_by_key(|id| tokens[*id as usize].len())
            };
            for _ in 0..300 {
                let length = 1 + below(&mut random, 18) as usize;
                let text: Vec<u8> = (0..length).map(|_| letters[below(&mut random, 4) as usize]).collect();
                assert_eq!(prefixes.longest(&vocabulary, &text), expected(&text), "{text:?}");
            }
            for (id, token) in tokens.iter().enumerate() {
                let before = expected(&token[..token.len() - 1]);
                assert_eq!(prefixes.shorter(&vocabulary, id as u32), before, "{token:?}");
            }
            assert_eq!(prefixes.longest(&vocabulary, &[]), None);
        }
    }
}
