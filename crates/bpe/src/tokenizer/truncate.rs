//! The longest beginning of a text within a number of tokens.
use super::{SpecialMode, Tokenizer, between_characters};
use crate::encode::Tokens;
use marginals_core::Result;

impl Tokenizer {
    /// Length in bytes of a beginning of `text` that has at most `limit` tokens by itself, cut between
    /// characters: all of the text when it fits, else as far as its first tokens reach, and less only where
    /// the cut made more tokens than it left.
    ///
    /// # Errors
    /// As [`Tokenizer::encode`], for what was read.
    pub fn truncate(&self, text: &str, limit: usize, mode: SpecialMode) -> Result<usize> {
        if !self.is_lossless() {
            return self.longest_beginning(text, limit, mode);
        }
        let mut tokens = Tokens::<true>::default();
        let mut reached = 0;
        self.feed(text, mode, &mut tokens, |tokens, end| {
            reached = end;
            tokens.0.len() <= limit
        })?;
        let tokens = tokens.0;
        if tokens.len() <= limit {
            return Ok(reached);
        }
        let mut end = reached;
        for id in tokens[limit..].iter().rev() {
            end -= self.length_of(*id);
        }
        let mut kept = limit;
        loop {
            end = between_characters(text, end);
            if self.count_up_to(&text[..end], limit, mode)? <= limit {
                // Nothing is left where the tokens of what is cut off straddle characters; some of them may fit.
                return if end > 0 || limit == 0 {
                    Ok(end)
                } else {
                    self.longest_beginning(text, limit, mode)
                };
            }
            // A token less, and at least a character.
            kept = kept.saturating_sub(1);
            end = end.saturating_sub(tokens.get(kept).map_or(1, |id| self.length_of(*id)).max(1));
        }
    }

    /// As [`Tokenizer::truncate`], by trying beginnings: where tokens do not spell the text.
    fn longest_beginning(&self, text: &str, limit: usize, mode: SpecialMode) -> Result<usize> {
        let fits = |end: usize| -> Result<bool> { Ok(self.count_up_to(&text[..end], limit, mode)? <= limit) };
        let mut reach = limit.saturating_mul(8).max(64);
        let end = loop {
            let end = between_characters(text, reach.min(text.len()));
            if !fits(end)? {
                break end;
            }
            if end == text.len() {
                return Ok(end);
            }
            reach = reach.saturating_mul(2);
        };
        let borders: Vec<usize> =
            text[..end].char_indices().map(|(at, character)| at + character.len_utf8()).collect();
        let (mut good, mut low, mut high) = (0, 0, borders.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if fits(borders[middle])? {
                good = borders[middle];
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(good)
    }

    pub(super) fn length_of(&self, id: u32) -> usize {
        match self.specials.text(id) {
            Some(text) => text.len(),
            None => self.vocabulary.token(id).map_or(0, <[u8]>::len),
        }
    }
}
