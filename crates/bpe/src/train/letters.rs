//! Tokens of single bytes by their place in a word: with a prefix on all but the first, a suffix on the last.
//!
//! With the prefix `##` and the suffix `</w>` the word `low` begins as `l`, `##o`, `##w</w>`. A merge leaves the prefix of
//! its right side out, as Hugging Face `tokenizers` does; there, ids of marked symbols follow no order, here that of
//! the alphabet: inside words, then words of one byte, then ends of words.
use super::options::{Options, alphabet};
use super::table::Table;
use super::tokens::Tokens;
use super::{NONE, kept};
use crate::format::byte_level;
use marginals_core::{Error, Result};

/// Most bytes of a prefix or suffix.
const LONGEST_MARK: usize = 64;

/// Where bytes stand in words, as bits: alone, at the end of others, elsewhere behind the first.
pub(super) const ALONE: u8 = 1;
pub(super) const LAST: u8 = 2;
pub(super) const INSIDE: u8 = 4;

/// Tokens by byte and place. Unseen bytes may have none.
pub(super) struct Letters {
    pub first: [u32; 256],
    inside: [u32; 256],
    alone: [u32; 256],
    last: [u32; 256],
}

impl Letters {
    /// None yet.
    pub fn new() -> Letters {
        let none = [NONE; 256];
        Letters { first: none, inside: none, alone: none, last: none }
    }

    /// The alphabet of counted words.
    ///
    /// # Errors
    /// A mark that is too long or that no byte-level spelling has.
    pub fn of(table: &Table, options: &Options, tokens: &mut Tokens) -> Result<Letters> {
        let mut letters = Letters::new();
        let kept = kept(table, options);
        let bytes = || alphabet(options.ties).map(usize::from).filter(|byte| kept[*byte]);
        for byte in bytes() {
            letters.first[byte] = tokens.add(&[byte as u8]).0;
        }
        let Letters { first, inside, alone, last } = &mut letters;
        (*inside, *alone, *last) = (*first, *first, *first);
        let prefix = mark("continuingSubwordPrefix", &options.prefix)?;
        let suffix = mark("endOfWordSuffix", &options.suffix)?;
        let places = table.bytes().1;
        let mut add = |letters: &mut [u32; 256], at: u8, prefix: &[u8], suffix: &[u8]| -> Result<()> {
            for byte in bytes().filter(|byte| places[*byte] & at > 0) {
                let written = [prefix, &[byte as u8], suffix].concat();
                letters[byte] = tokens.place(&written, 1 + suffix.len() as u32)?.0;
            }
            Ok(())
        };
        if !prefix.is_empty() {
            add(inside, INSIDE | if suffix.is_empty() { LAST } else { 0 }, &prefix, &[])?;
            *last = *inside;
        }
        if !suffix.is_empty() {
            add(alone, ALONE | if prefix.is_empty() { LAST } else { 0 }, &[], &suffix)?;
            *last = *alone;
        }
        if !prefix.is_empty() && !suffix.is_empty() {
            add(last, LAST, &prefix, &suffix)?;
        }
        Ok(letters)
    }

    /// Appends the tokens a word begins as, without bytes that have none.
    pub fn symbols(&self, word: &[u8], out: &mut Vec<u32>) {
        let end = word.len().saturating_sub(1);
        for (at, byte) in word.iter().map(|byte| usize::from(*byte)).enumerate() {
            let letters = match at {
                0 if end == 0 => &self.alone,
                0 => &self.first,
                _ if at == end => &self.last,
                _ => &self.inside,
            };
            out.push(letters[byte]);
        }
        out.retain(|id| *id != NONE);
    }
}

/// The bytes of a mark.
pub(super) fn mark(argument: &'static str, text: &str) -> Result<Vec<u8>> {
    let bytes = byte_level::bytes(text).filter(|bytes| bytes.len() <= LONGEST_MARK);
    bytes.ok_or_else(|| {
        let expected = format_args!("at most {LONGEST_MARK} printable characters of Latin-1").to_string();
        Error::argument(argument, expected, "another text")
    })
}
