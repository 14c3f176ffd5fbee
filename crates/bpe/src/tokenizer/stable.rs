//! What more text cannot change: beginnings of a text whose tokens are final, and counts of its parts.
//!
//! A scanner of a known split looks beyond the end of a piece only along a run of white space or of letters. So
//! the pieces up to a border are final once white space and something else both lie behind it.
use super::{SpecialMode, Tokenizer};
use crate::encode::Counter;
use marginals_core::{Error, Result};

/// The last place before which nothing changes when `text` goes on, pieces allowing.
fn settled(text: &str) -> usize {
    let (mut space, mut other) = (false, false);
    for (at, character) in text.char_indices().rev() {
        space |= character.is_whitespace();
        other |= !character.is_whitespace();
        if space && other {
            return at;
        }
    }
    0
}

impl Tokenizer {
    /// Whether pieces depend on no more than what the known scanners look at.
    fn is_local(&self) -> bool {
        self.split.is_local() && self.forms.is_empty() && self.is_lossless()
    }

    /// How much of `text` keeps its tokens whatever follows, in bytes, and how many tokens that is. Nothing where
    /// the split is a pattern of the caller or the whole text one piece.
    ///
    /// # Errors
    /// As [`Tokenizer::encode`].
    pub fn stable(&self, text: &str, mode: SpecialMode) -> Result<(usize, usize)> {
        if !self.is_local() {
            return Ok((0, 0));
        }
        let longest = self.specials.tokens().iter().map(|added| added.text.len()).max();
        let kept = text.len().saturating_sub(longest.unwrap_or(0));
        let limit = settled(&text[..super::between_characters(text, kept)]);
        let (mut counter, mut last) = (Counter::<true>::default(), (0, 0));
        self.feed(text, mode, &mut counter, |counter, end| {
            if end > limit {
                return false;
            }
            last = (end, counter.0);
            true
        })?;
        Ok(last)
    }

    /// A counter of the parts of `text`.
    ///
    /// # Errors
    /// As [`Tokenizer::encode`]; a text of 4 GiB or more.
    pub fn intervals(&self, text: String) -> Result<Intervals> {
        if u32::try_from(text.len()).is_err() {
            return Err(Error::limit("text", "below 4 GiB", text.len()));
        }
        let mut borders = vec![Border::default()];
        let (mut counter, mut units, mut at) = (Counter::<true>::default(), 0, 0);
        self.feed(&text, SpecialMode::Text, &mut counter, |counter, end| {
            units += text[at..end].encode_utf16().count();
            at = end;
            borders.push(Border { byte: end as u32, unit: units as u32, tokens: counter.0 as u32 });
            true
        })?;
        Ok(Intervals { text, borders })
    }
}

/// A border between pieces: its place in bytes and in UTF-16 units, and the tokens before it.
#[derive(Clone, Copy, Debug, Default)]
struct Border {
    byte: u32,
    unit: u32,
    tokens: u32,
}

/// Counts the tokens of any part of a text.
#[derive(Debug)]
pub struct Intervals {
    text: String,
    borders: Vec<Border>,
}

impl Intervals {
    /// Length of the text in UTF-16 units.
    #[must_use]
    pub fn units(&self) -> usize {
        self.borders.last().map_or(0, |border| border.unit as usize)
    }

    /// Bytes held.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        self.text.len() + self.borders.len() * size_of::<Border>()
    }

    /// The byte at a UTF-16 unit; none inside a character.
    fn byte_of(&self, unit: usize) -> Option<usize> {
        let after = self.borders.partition_point(|border| border.unit as usize <= unit);
        let before = self.borders[after.saturating_sub(1)];
        let (mut byte, mut at) = (before.byte as usize, before.unit as usize);
        for character in self.text[byte..].chars() {
            if at >= unit {
                break;
            }
            at += character.len_utf16();
            byte += character.len_utf8();
        }
        (at == unit).then_some(byte)
    }

    /// The tokens of the part from `start` to `end` (UTF-16 units), counted alone: of its ends anew, and of what lies
    /// between from what is known.
    ///
    /// # Errors
    /// As [`Tokenizer::encode`].
    pub fn count(&self, tokenizer: &Tokenizer, start: usize, end: usize) -> Result<usize> {
        let (Some(from), Some(to)) = (self.byte_of(start), self.byte_of(end)) else {
            let units: Vec<u16> =
                self.text.encode_utf16().skip(start).take(end.saturating_sub(start)).collect();
            return tokenizer.count(&String::from_utf16_lossy(&units), SpecialMode::Text);
        };
        let part = &self.text[from..to];
        if !tokenizer.is_local() || !tokenizer.specials.tokens().iter().all(|added| added.special) {
            return tokenizer.count(part, SpecialMode::Text);
        }
        // The last border whose pieces before it the end of the part does not change.
        let limit = from + settled(part);
        let last = self.borders.partition_point(|border| border.byte as usize <= limit).saturating_sub(1);
        let last = self.borders[last];
        if last.byte as usize <= from {
            return tokenizer.count(part, SpecialMode::Text);
        }
        // From the start until a piece ends where one of the whole text does.
        let (mut counter, mut met) = (Counter::<true>::default(), None);
        let mut next = self.borders.partition_point(|border| border.byte as usize <= from);
        if next > 0 && self.borders[next - 1].byte as usize == from {
            met = Some(self.borders[next - 1]);
        } else {
            tokenizer.feed(part, SpecialMode::Text, &mut counter, |_, end| {
                let at = from + end;
                while self.borders.get(next).is_some_and(|border| (border.byte as usize) < at) {
                    next += 1;
                }
                met = self.borders.get(next).copied().filter(|border| border.byte as usize == at);
                met.is_none()
            })?;
        }
        match met.filter(|met| met.byte <= last.byte) {
            Some(met) => {
                let between = (last.tokens - met.tokens) as usize;
                let rest = tokenizer.count(&self.text[last.byte as usize..to], SpecialMode::Text)?;
                Ok(counter.0 + between + rest)
            }
            None => tokenizer.count(part, SpecialMode::Text),
        }
    }
}
