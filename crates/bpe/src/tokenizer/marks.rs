//! Marks that the symbols of a piece carry by their place: a prefix on all but the first, a suffix on the last.
//!
//! With the suffix `</w>` the piece `low` starts as `l`, `o`, `w</w>`; with the prefix `##` as `l`, `##o`, `##w`.
//! A merge leaves the prefix of its right side out. So that merging need not know of any of this, each symbol gets
//! a letter of its own, outside the characters of texts, and a piece is spelled in those letters before it is
//! merged.
use super::normalize::normalized;
use super::{SpecialMode, Tokenizer};
use crate::encode::Sink;
use crate::format::byte_level;
use marginals_core::Result;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A symbol: its character, whether it has the prefix, whether it has the suffix.
pub type Symbol = (char, bool, bool);

/// First of the letters, the first character beyond the basic plane.
const FIRST: u32 = 0x1_0000;
/// Most symbols.
pub(crate) const MOST_SYMBOLS: usize = 1 << 19;
/// The letter of what is no symbol.
const NONE: char = '\u{10fffd}';

/// What marks there are, and what they make of the characters of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// Put before every symbol of a piece but the first.
    pub prefix: String,
    /// Put behind the last.
    pub suffix: String,
    /// Whether symbols are bytes, spelled as characters.
    pub byte_level: bool,
    /// Symbols in the order of their letters.
    pub symbols: Vec<Symbol>,
    /// Tokens as they are written, by id.
    pub written: Vec<(u32, String)>,
}

/// Marks ready for use.
#[derive(Debug)]
pub(crate) struct Marked {
    marks: Marks,
    letters: HashMap<Symbol, char>,
    /// Bytes that each token stands for in a text.
    bytes: HashMap<u32, Vec<u8>>,
    /// Whether tokens hold no white space, so that decoding puts it between words.
    spaced: bool,
}

/// The letter of the symbol at a place of [`Marks::symbols`].
pub(crate) fn letter(at: usize) -> char {
    char::from_u32(FIRST + at.min(MOST_SYMBOLS) as u32).unwrap_or(NONE)
}

impl Marked {
    /// `covers` says that pieces hold all of a text.
    pub fn new(marks: Marks, covers: bool) -> Marked {
        let space = if marks.byte_level { byte_level::character(b' ') } else { ' ' };
        let spaced = !covers || !marks.symbols.iter().any(|symbol| symbol.0 == space);
        let letters = marks.symbols.iter().enumerate().map(|(at, symbol)| (*symbol, letter(at))).collect();
        let bytes = marks.written.iter().map(|(id, text)| (*id, marks.bytes(text, spaced))).collect();
        Marked { marks, letters, bytes, spaced }
    }

    pub fn marks(&self) -> &Marks {
        &self.marks
    }

    /// A token as it is written.
    pub fn written(&self, id: u32) -> Option<&str> {
        let at = self.marks.written.binary_search_by_key(&id, |it| it.0).ok()?;
        Some(&self.marks.written[at].1)
    }

    /// The bytes of a token in a text: a space where its suffix ends a word.
    pub fn token(&self, id: u32) -> Option<&[u8]> {
        self.bytes.get(&id).map(Vec::as_slice)
    }

    /// Whether the text of tokens ends with a space that is none of the text.
    pub fn ends_words(&self) -> bool {
        self.spaced && !self.marks.suffix.is_empty()
    }

    /// Whether it begins with one.
    pub fn begins_words(&self) -> bool {
        self.spaced && self.marks.suffix.is_empty()
    }

    /// A piece in the letters of its symbols.
    pub fn spell(&self, piece: &str, out: &mut String) {
        out.clear();
        let mut first = true;
        let mut put = |character: char, last: bool| {
            let symbol =
                (character, !first && !self.marks.prefix.is_empty(), last && !self.marks.suffix.is_empty());
            out.push(self.letters.get(&symbol).copied().unwrap_or(NONE));
            first = false;
        };
        if self.marks.byte_level {
            for (at, byte) in piece.bytes().enumerate() {
                put(byte_level::character(byte), at + 1 == piece.len());
            }
        } else {
            let mut characters = piece.chars().peekable();
            while let Some(character) = characters.next() {
                put(character, characters.peek().is_none());
            }
        }
    }
}

impl Tokenizer {
    /// As [`Tokenizer::feed`], of pieces with marks.
    pub(super) fn feed_marked<S: Sink>(
        &self,
        marked: &Marked,
        text: &str,
        mode: SpecialMode,
        sink: &mut S,
        mut go_on: impl FnMut(&mut S, usize) -> bool,
    ) -> Result<()> {
        let (mut spelled, mut tokens) = (String::new(), Vec::new());
        self.specials.segments(text, mode, |start, end, special| {
            if let Some(id) = special {
                sink.token(id);
                return Ok(go_on(sink, end));
            }
            let changed = normalized(&self.forms, &text[start..end], start == 0);
            let mut goes_on = true;
            self.split.pieces(&changed, |from, to| {
                marked.spell(&changed[from..to], &mut spelled);
                tokens.clear();
                self.vocabulary.merge(spelled.as_bytes(), &mut tokens);
                sink.tokens(&tokens);
                // A changed text has no place in the text before its end.
                goes_on = go_on(sink, if self.forms.is_empty() { start + to } else { start });
                Ok(goes_on)
            })?;
            Ok(goes_on && (self.forms.is_empty() || go_on(sink, end)))
        })
    }
}

impl Marks {
    /// The symbol that a token is, whatever its place; none for more than one.
    pub(crate) fn symbols_of(&self, token: &str) -> Vec<Symbol> {
        let mut found = Vec::new();
        for (begins, ends) in [(false, false), (true, false), (false, true), (true, true)] {
            if (begins && self.prefix.is_empty()) || (ends && self.suffix.is_empty()) {
                continue;
            }
            let rest = if begins { token.strip_prefix(&self.prefix) } else { Some(token) };
            let rest = rest.and_then(|rest| if ends { rest.strip_suffix(&self.suffix) } else { Some(rest) });
            let mut characters = rest.unwrap_or_default().chars();
            if let (Some(character), None) = (characters.next(), characters.next()) {
                found.push((character, begins, ends));
            }
        }
        found
    }

    fn bytes(&self, token: &str, spaced: bool) -> Vec<u8> {
        let space: &[u8] = if spaced { b" " } else { b"" };
        let plain = |text: &str| match byte_level::bytes(text).filter(|_| self.byte_level) {
            Some(bytes) => bytes,
            None => text.as_bytes().to_vec(),
        };
        let rest = if self.prefix.is_empty() { None } else { token.strip_prefix(&self.prefix) };
        let begins = rest.is_none();
        let rest = rest.unwrap_or(token);
        if !self.suffix.is_empty() {
            return match rest.strip_suffix(&self.suffix) {
                Some(rest) => [&plain(rest)[..], space].concat(),
                None => plain(rest),
            };
        }
        // Without a suffix a word begins where the prefix is missing.
        if begins { [space, &plain(rest)[..]].concat() } else { plain(rest) }
    }
}
