//! The tokens of a byte-pair encoding and the merges that make them.
//!
//! A vocabulary of ranks (token → rank, as in a tiktoken file) says which pairs merge without naming them: two
//! neighbours merge when their bytes joined are a token, the lowest rank first. In a vocabulary that was
//! trained, every token is made by exactly one pair of tokens of lower rank, the two that its own bytes reach
//! by the merges before it; this is checked for every token when it is loaded. Where it fails, every pair of
//! tokens that spells the token is a merge, which is what the rule says.
mod pairs;
mod pieces;
mod trie;

pub(crate) use pairs::{NO_MERGE, Pairs};
pub(crate) use pieces::{Key, NONE, Pieces, SHORT};
pub(crate) use trie::Trie;

use crate::encode::merge;
use marginals_core::{Error, Result};
use std::sync::OnceLock;

/// Most tokens of a vocabulary.
pub const MOST_TOKENS: usize = 1 << 22;
/// Most bytes of one token.
pub const LONGEST_TOKEN: usize = 1 << 16;

/// Tokens with their bytes, and the merges between them.
#[derive(Debug)]
pub struct Vocabulary {
    bytes: Vec<u8>,
    /// Start and end in `bytes`, by id; empty where no token has the id.
    spans: Vec<(u32, u32)>,
    /// Id of every byte.
    byte_ids: [u32; 256],
    pieces: Pieces,
    pairs: Pairs,
    /// The two tokens each is made of; itself twice for a byte.
    halves: Vec<(u32, u32)>,
    /// Whether ids are in the order of merges and every token is made by its own merge.
    ordered: bool,
    count: usize,
    matcher: OnceLock<Matcher>,
}

/// What encoding a long piece in linear time needs; made when the first one comes.
#[derive(Debug)]
pub(crate) struct Matcher {
    pub trie: Trie,
    /// Longest proper prefix of each token that is a token.
    pub shorter: Vec<u32>,
}

impl Vocabulary {
    /// The vocabulary of tokens with the ranks that are their ids.
    ///
    /// # Errors
    /// Argument errors for an empty or repeated token, a repeated rank, a byte that is no token; limit errors
    /// for too many or too long tokens.
    pub fn from_ranks(mut tokens: Vec<(Vec<u8>, u32)>) -> Result<Vocabulary> {
        if tokens.len() > MOST_TOKENS {
            return Err(Error::limit("ranks", format_args!("at most {MOST_TOKENS} tokens"), tokens.len()));
        }
        tokens.sort_unstable_by_key(|(_, rank)| *rank);
        let largest = tokens.last().map_or(0, |(_, rank)| *rank as usize);
        if largest >= 2 * MOST_TOKENS {
            return Err(Error::range("ranks", format_args!("below {}", 2 * MOST_TOKENS), largest));
        }
        if let Some(pair) = tokens.windows(2).find(|pair| pair[0].1 == pair[1].1) {
            return Err(Error::argument(
                "ranks",
                "a different rank for every token",
                format_args!("rank {} twice", pair[0].1),
            ));
        }
        let short = tokens.iter().filter(|(bytes, _)| bytes.len() <= SHORT).count();
        let mut vocabulary = Vocabulary {
            bytes: Vec::with_capacity(tokens.iter().map(|(bytes, _)| bytes.len()).sum()),
            spans: vec![(0, 0); largest + 1],
            byte_ids: [NONE; 256],
            pieces: Pieces::new(short, tokens.len() - short),
            pairs: Pairs::new(tokens.len()),
            halves: (0..=largest as u32).map(|id| (id, id)).collect(),
            ordered: true,
            count: tokens.len(),
            matcher: OnceLock::new(),
        };
        for (bytes, rank) in &tokens {
            vocabulary.add(bytes, *rank)?;
        }
        if let Some(byte) = vocabulary.byte_ids.iter().position(|id| *id == NONE) {
            return Err(Error::argument(
                "ranks",
                "a token for every byte",
                format_args!("none for byte {byte}"),
            ));
        }
        vocabulary.derive_merges(&tokens);
        Ok(vocabulary)
    }

    fn add(&mut self, bytes: &[u8], rank: u32) -> Result<()> {
        if bytes.is_empty() || bytes.len() > LONGEST_TOKEN {
            let expected = format_args!("tokens of 1 to {LONGEST_TOKEN} bytes").to_string();
            return Err(Error::range("ranks", expected, format_args!("{} at rank {rank}", bytes.len())));
        }
        if self.find(bytes).is_some() {
            return Err(Error::argument(
                "ranks",
                "each token once",
                format_args!("the token of rank {rank} twice"),
            ));
        }
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        let span = (u32::try_from(start), u32::try_from(self.bytes.len()));
        let (Ok(start), Ok(end)) = span else {
            return Err(Error::limit("ranks", "below 4 GiB in all", "more"));
        };
        self.spans[rank as usize] = (start, end);
        self.pieces.insert(bytes, rank);
        if let [byte] = bytes {
            self.byte_ids[usize::from(*byte)] = rank;
        }
        Ok(())
    }

    /// Finds the pair that makes each token, lowest rank first.
    fn derive_merges(&mut self, tokens: &[(Vec<u8>, u32)]) {
        let mut parts = Vec::new();
        for (bytes, rank) in tokens.iter().filter(|(bytes, _)| bytes.len() > 1) {
            parts.clear();
            merge::by_rank(&self.pairs, &self.byte_ids, bytes, &mut parts);
            let [left, right] = parts[..] else {
                self.ordered = false;
                break;
            };
            self.insert(bytes, (left, right), *rank);
            self.halves[*rank as usize] = (left, right);
        }
        // A byte of a higher rank than a token made of it.
        let late = tokens.iter().any(|(bytes, rank)| {
            bytes.len() > 1 && {
                let (left, right) = self.halves[*rank as usize];
                left >= *rank || right >= *rank
            }
        });
        self.ordered &= !late;
        if self.ordered {
            return;
        }
        for (bytes, rank) in tokens {
            for cut in 1..bytes.len() {
                let halves = (self.find(&bytes[..cut]), self.find(&bytes[cut..]));
                if let (Some(left), Some(right)) = halves {
                    self.insert(bytes, (left, right), *rank);
                }
            }
        }
    }

    fn insert(&mut self, bytes: &[u8], (left, right): (u32, u32), rank: u32) {
        self.pairs.insert(left, right, rank, rank);
        if let [left, right] = bytes {
            self.pairs.insert_bytes(*left, *right, rank, rank);
        }
    }

    /// Number of tokens.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there is no token; never, since every byte is one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The bytes of a token.
    #[must_use]
    #[inline]
    pub fn token(&self, id: u32) -> Option<&[u8]> {
        let (start, end) = *self.spans.get(id as usize)?;
        (end > start).then(|| &self.bytes[start as usize..end as usize])
    }

    /// Length of a token in bytes.
    #[inline]
    pub(crate) fn length(&self, id: u32) -> usize {
        let (start, end) = self.spans[id as usize];
        (end - start) as usize
    }

    /// The token with these bytes.
    #[must_use]
    pub fn find(&self, bytes: &[u8]) -> Option<u32> {
        self.pieces.find(bytes, |id| self.token(id).unwrap_or_default())
    }

    /// The merges in their order: the two tokens that each token is made of. Empty where the vocabulary is not
    /// the result of merges.
    #[must_use]
    pub fn merges(&self) -> Vec<(u32, u32)> {
        if !self.ordered {
            return Vec::new();
        }
        let made = |id: &u32| self.token(*id).is_some_and(|bytes| bytes.len() > 1);
        (0..self.spans.len() as u32).filter(made).map(|id| self.halves[id as usize]).collect()
    }

    /// Tokens with their ids, in the order of ids.
    pub fn tokens(&self) -> impl Iterator<Item = (u32, &[u8])> {
        (0..self.spans.len() as u32).filter_map(|id| self.token(id).map(|bytes| (id, bytes)))
    }

    pub(crate) fn pieces(&self) -> &Pieces {
        &self.pieces
    }

    pub(crate) fn pairs(&self) -> &Pairs {
        &self.pairs
    }

    pub(crate) fn byte_ids(&self) -> &[u32; 256] {
        &self.byte_ids
    }

    pub(crate) fn halves(&self, id: u32) -> (u32, u32) {
        self.halves[id as usize]
    }

    /// What linear encoding needs, where this vocabulary allows it.
    pub(crate) fn matcher(&self) -> Option<&Matcher> {
        self.ordered.then(|| {
            self.matcher.get_or_init(|| {
                let trie = Trie::new(self.tokens());
                let mut shorter = vec![NONE; self.spans.len()];
                for (id, bytes) in self.tokens() {
                    shorter[id as usize] = trie.longest(&bytes[..bytes.len() - 1]).unwrap_or(NONE);
                }
                Matcher { trie, shorter }
            })
        })
    }

    /// Bytes held, the matcher of long pieces not counted.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        self.bytes.len() + self.spans.len() * 16 + self.pieces.bytes() + self.pairs.heap_bytes()
    }
}
