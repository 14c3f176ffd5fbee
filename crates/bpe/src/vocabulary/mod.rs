//! The tokens of a byte-pair encoding and the merges that make them.
//!
//! A vocabulary of ranks (token → rank, as in a tiktoken file) says which pairs merge without naming them: two
//! neighbours merge when their bytes joined are a token, the lowest rank first. In a vocabulary that was
//! trained, every token is made by exactly one pair of tokens of lower rank, the two that its own bytes reach
//! by the merges before it; this is checked for every token when it is loaded. Where it fails, every pair of
//! tokens that spells the token is a merge, which is what the rule says.
mod halves;
mod listed;
mod meet;
mod pairs;
mod pieces;
mod prefixes;
mod start;

pub use halves::Half;
pub use listed::{Merge, Rules};
pub use start::Characters;

pub(crate) use pairs::{NO_MERGE, Pairs, Question};
pub(crate) use pieces::{Key, NONE, Pieces, SHORT, long_hash};
pub(crate) use prefixes::Prefixes;
pub(crate) use start::Start;

use crate::encode::merge;
use marginals_core::{Error, Result};
use std::collections::HashSet;
use std::sync::OnceLock;

/// Most tokens of a vocabulary.
pub const MOST_TOKENS: usize = 1 << 22;
/// Most bytes of one token.
pub const LONGEST_TOKEN: usize = 1 << 16;

/// Shortest piece for which what linear encoding needs is made; shorter ones use it where it is there.
const PREPARED: usize = 512;

/// Tokens with their bytes, and the merges between them.
#[derive(Debug)]
pub struct Vocabulary {
    bytes: Vec<u8>,
    /// Start and end in `bytes`, by id; empty where no token has the id.
    spans: Vec<(u32, u32)>,
    /// What a piece is before any merge.
    start: Start,
    pieces: Pieces,
    pairs: Pairs,
    /// The two tokens each is made of; itself twice where no merge makes it.
    halves: Vec<(u32, u32)>,
    /// Whether ids are in the order of merges and every token is made by its own merge.
    ordered: bool,
    /// Merges in their order, where the order of ids does not say them.
    listed: Vec<Merge>,
    /// Whether a piece that is a token is that token, whatever its merges make of it.
    whole: bool,
    /// Tokens that merging never makes.
    unreachable: HashSet<u32>,
    /// Tokens that pieces do not find by their bytes, ascending.
    apart: Vec<u32>,
    count: usize,
    /// What encoding a long piece in linear time needs; made when the first one comes.
    prefixes: OnceLock<Prefixes>,
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
        let mut vocabulary = Vocabulary::with_room(&tokens, largest);
        for (bytes, rank) in &tokens {
            vocabulary.add("ranks", bytes, *rank)?;
            vocabulary.know("ranks", bytes, *rank)?;
        }
        let byte_ids = vocabulary.byte_ids();
        if let Some(byte) = byte_ids.iter().position(|id| *id == NONE) {
            return Err(Error::argument(
                "ranks",
                "a token for every byte",
                format_args!("none for byte {byte}"),
            ));
        }
        vocabulary.start = Start::bytes(byte_ids);
        vocabulary.derive_merges(&tokens, &byte_ids);
        Ok(vocabulary)
    }

    /// Nothing yet, with room for `tokens` up to the id `largest`.
    fn with_room(tokens: &[(Vec<u8>, u32)], largest: usize) -> Vocabulary {
        let short = tokens.iter().filter(|(bytes, _)| bytes.len() <= SHORT).count();
        Vocabulary {
            bytes: Vec::with_capacity(tokens.iter().map(|(bytes, _)| bytes.len()).sum()),
            spans: vec![(0, 0); largest + 1],
            start: Start::bytes([NONE; 256]),
            pieces: Pieces::new(short, tokens.len() - short),
            pairs: Pairs::new(tokens.len()),
            halves: (0..=largest as u32).map(|id| (id, id)).collect(),
            ordered: true,
            listed: Vec::new(),
            whole: true,
            unreachable: HashSet::new(),
            apart: Vec::new(),
            count: tokens.len(),
            prefixes: OnceLock::new(),
        }
    }

    /// Gives the id its bytes.
    fn add(&mut self, argument: &'static str, bytes: &[u8], id: u32) -> Result<()> {
        if bytes.is_empty() || bytes.len() > LONGEST_TOKEN {
            let expected = format_args!("tokens of 1 to {LONGEST_TOKEN} bytes").to_string();
            return Err(Error::range(
                argument,
                expected,
                format_args!("{} at {} {id}", bytes.len(), word(argument)),
            ));
        }
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        let span = (u32::try_from(start), u32::try_from(self.bytes.len()));
        let (Ok(start), Ok(end)) = span else {
            return Err(Error::limit(argument, "below 4 GiB in all", "more"));
        };
        self.spans[id as usize] = (start, end);
        Ok(())
    }

    /// Lets the token be found by its bytes.
    fn know(&mut self, argument: &'static str, bytes: &[u8], id: u32) -> Result<()> {
        let (spans, all) = (&self.spans, &self.bytes);
        let bytes_of = |id: u32| &all[spans[id as usize].0 as usize..spans[id as usize].1 as usize];
        if !self.pieces.insert_new(bytes, id, bytes_of) {
            let received = format_args!("the token of {} {id} twice", word(argument)).to_string();
            return Err(Error::argument(argument, "each token once", received));
        }
        Ok(())
    }

    /// The tokens of one byte each.
    fn byte_ids(&self) -> [u32; 256] {
        std::array::from_fn(|byte| self.find(&[byte as u8]).unwrap_or(NONE))
    }

    /// Finds the pair that makes each token, lowest rank first.
    fn derive_merges(&mut self, tokens: &[(Vec<u8>, u32)], byte_ids: &[u32; 256]) {
        let mut parts = Vec::new();
        for (bytes, rank) in tokens.iter().filter(|(bytes, _)| bytes.len() > 1) {
            parts.clear();
            merge::by_rank(&self.pairs, byte_ids, bytes, &mut parts);
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
        self.pairs.insert(left, right, rank);
        if let [left, right] = bytes {
            self.pairs.insert_bytes(*left, *right, rank);
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

    /// The merges in their order. Empty where the vocabulary is not the result of merges.
    #[must_use]
    pub fn merges(&self) -> Vec<Merge> {
        if !self.ordered {
            return self.listed.clone();
        }
        let merge = |id: u32| {
            let (left, right) = self.halves[id as usize];
            (left != id).then_some(Merge { left, right, made: id })
        };
        (0..self.spans.len() as u32).filter_map(merge).collect()
    }

    /// Whether a piece that is a token is that token, whatever its merges make of it.
    #[must_use]
    pub fn whole_pieces(&self) -> bool {
        self.whole
    }

    /// Whether ids are in the order of merges and every token is made by its own merge.
    #[must_use]
    pub fn is_ordered(&self) -> bool {
        self.ordered
    }

    /// How pieces start when they do not start as bytes.
    #[must_use]
    pub fn characters(&self) -> Option<&Characters> {
        match &self.start {
            Start::Bytes { .. } => None,
            Start::Characters(characters) => Some(characters),
        }
    }

    /// Tokens with their ids, in the order of ids.
    pub fn tokens(&self) -> impl Iterator<Item = (u32, &[u8])> {
        (0..self.spans.len() as u32).filter_map(|id| self.token(id).map(|bytes| (id, bytes)))
    }

    /// As [`Vocabulary::tokens`], without those that no text contains unless it is asked for.
    pub fn plain_tokens(&self) -> impl Iterator<Item = (u32, &[u8])> {
        self.tokens().filter(|(id, _)| !self.is_apart(*id))
    }

    /// Whether every piece starts as its bytes, each of which is a token.
    pub(crate) fn starts_as_bytes(&self) -> bool {
        matches!(self.start, Start::Bytes { complete: true, .. })
    }

    /// Whether every piece starts as all of its bytes.
    pub(crate) fn starts_complete(&self) -> bool {
        match &self.start {
            Start::Bytes { complete, .. } => *complete,
            Start::Characters(characters) => {
                characters.bytes.as_ref().is_some_and(|ids| ids.iter().all(|id| *id != NONE))
            }
        }
    }

    /// Whether no piece finds the token, nor could with its bytes.
    pub(crate) fn is_apart(&self, id: u32) -> bool {
        self.unreachable.contains(&id) && self.apart.binary_search(&id).is_ok()
    }

    /// Whether no merging makes the token.
    pub(crate) fn is_unreachable(&self, id: u32) -> bool {
        self.unreachable.contains(&id)
    }

    pub(crate) fn pieces(&self) -> &Pieces {
        &self.pieces
    }

    pub(crate) fn pairs(&self) -> &Pairs {
        &self.pairs
    }

    /// Appends the tokens of a piece to `out`: the earliest merge first, the leftmost of equals.
    pub(crate) fn merge(&self, piece: &[u8], out: &mut Vec<u32>) {
        match &self.start {
            Start::Bytes { ids, complete: true } => merge::by_rank(&self.pairs, ids, piece, out),
            start => merge::symbols(&self.pairs, start.symbols(piece), out),
        }
    }

    /// What merging several pieces at the same time needs: the merges and the tokens of the bytes, where pieces start as
    /// those and no merge is kept aside.
    #[inline]
    pub(crate) fn compact(&self) -> Option<(&Pairs, &[u32; 256])> {
        match &self.start {
            Start::Bytes { ids, complete: true } if self.pairs.compact() => Some((&self.pairs, ids)),
            _ => None,
        }
    }

    pub(crate) fn halves(&self, id: u32) -> (u32, u32) {
        self.halves[id as usize]
    }

    /// What encoding a piece of `length` bytes in linear time needs, where this vocabulary allows it and it pays.
    pub(crate) fn prefixes(&self, length: usize) -> Option<&Prefixes> {
        if !self.ordered || !self.starts_as_bytes() || length <= merge::SCANNED {
            return None;
        }
        if length < PREPARED {
            return self.prefixes.get();
        }
        Some(self.prefixes.get_or_init(|| {
            let made = (0..self.spans.len() as u32).filter(|id| !self.unreachable.contains(id));
            Prefixes::new(self, made)
        }))
    }

    /// Bytes held, what long pieces need not counted.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        self.bytes.len()
            + self.spans.len() * 16
            + self.listed.len() * 12
            + self.pieces.bytes()
            + self.pairs.heap_bytes()
    }
}

/// What the number of a token is called.
fn word(argument: &str) -> &'static str {
    if argument == "ranks" { "rank" } else { "id" }
}
