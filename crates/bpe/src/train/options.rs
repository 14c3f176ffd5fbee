//! What training is told.
use crate::formal::PairCounting;
use crate::format::byte_level::character;
use crate::vocabulary::Merge;
use std::collections::HashSet;

/// Which of equally frequent pairs is merged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ties {
    /// The smallest left token, then the smallest right one, as Hugging Face `tokenizers` orders them: special
    /// tokens, then bytes in the order of their printable characters, then tokens as they were made; tokens of equal
    /// bytes are one.
    #[default]
    Hf,
    /// As `Hf`, bytes in the order of their values, every merge a token of its own.
    Bytes,
    /// The pair that stands first in the words as they are then, words in the order in which they came first.
    FirstSeen,
    /// The pair whose left side, then right side, has the smaller bytes.
    Lexicographic,
}

/// When training ends, at the latest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// At so many tokens, special ones and the alphabet included.
    Vocabulary(usize),
    /// After so many merges.
    Merges(usize),
}

/// Pairs that are never merged.
#[derive(Clone, Debug, Default)]
pub struct Blocked(HashSet<[Box<[u8]>; 2]>);

impl Blocked {
    /// The pairs, each as the bytes of its sides.
    pub fn new(pairs: impl IntoIterator<Item = (Vec<u8>, Vec<u8>)>) -> Blocked {
        Blocked(pairs.into_iter().map(|(left, right)| [left.into(), right.into()]).collect())
    }

    /// Whether it is one of them.
    #[inline]
    pub(super) fn contains(&self, left: &[u8], right: &[u8]) -> bool {
        !self.0.is_empty() && self.0.contains(&[left.into(), right.into()])
    }
}

/// A tokenizer to go on from.
pub struct Resume {
    /// Its tokens and their ids.
    pub tokens: Vec<(Vec<u8>, u32)>,
    /// Its special tokens.
    pub specials: Vec<(String, u32)>,
    /// Its merges.
    pub merges: Vec<Merge>,
    /// Appends the tokens of a word.
    pub encode: Encode,
}

/// Encodes one word.
pub type Encode = Box<dyn Fn(&[u8], &mut Vec<u32>)>;

/// Options of training.
pub struct Options {
    /// When it ends.
    pub size: Size,
    /// Which of equally frequent pairs is merged.
    pub ties: Ties,
    /// What the frequency of a pair is.
    pub counting: PairCounting,
    /// Least frequency of a merge.
    pub min_frequency: u64,
    /// Most bytes of a token.
    pub max_token_length: usize,
    /// Special tokens, each text once.
    pub specials: Vec<String>,
    /// Whether only bytes that occur count against the vocabulary's size; the others get the last ids.
    pub seen_alphabet: bool,
    /// Most bytes of the alphabet: the most frequent are kept, and words lose the others.
    pub limit_alphabet: Option<usize>,
    /// What every symbol of a word but the first begins with, in characters of byte-level spelling.
    pub prefix: String,
    /// What the last symbol of every word ends with, in characters of byte-level spelling.
    pub suffix: String,
    /// Pairs that are never merged.
    pub blocked: Blocked,
    /// A tokenizer to go on from.
    pub resume: Option<Resume>,
    /// Pairs that one pass over the words brings in, about; changes no result.
    pub batch: usize,
}

impl Options {
    /// The defaults, for a size.
    #[must_use]
    pub fn new(size: Size) -> Options {
        Options {
            size,
            ties: Ties::default(),
            counting: PairCounting::Positions,
            min_frequency: 1,
            max_token_length: usize::MAX,
            specials: Vec::new(),
            seen_alphabet: false,
            limit_alphabet: None,
            prefix: String::new(),
            suffix: String::new(),
            blocked: Blocked::default(),
            resume: None,
            batch: 1 << 14,
        }
    }
}

/// The bytes in the order of their first ids.
pub(super) fn alphabet(ties: Ties) -> impl Iterator<Item = u8> {
    let mut bytes: Vec<u8> = (0..=255).collect();
    if ties == Ties::Hf {
        bytes.sort_by_key(|byte| character(*byte));
    }
    bytes.into_iter()
}
