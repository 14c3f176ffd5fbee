//! Cutting a text into chunks of at most so many tokens, at borders a reader would choose.
//!
//! Every chunk is counted by itself, so that it has no more tokens than asked for when it is sent alone.
//! Within reach of the limit the last border is taken; where one unit alone is too long (a line, a sentence),
//! it is cut at the next finer kind of border. Cost: a few counts of each chunk.
use super::{SpecialMode, Tokenizer, between_characters};
use marginals_core::{Error, Result, Run};
use unicode_segmentation::UnicodeSegmentation;

/// Where a text may be cut, finest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Boundary {
    /// Between characters.
    Character,
    /// Between the pieces of the split: about words.
    #[default]
    Piece,
    /// Between sentences (Unicode Annex 29).
    Sentence,
    /// After a newline.
    Line,
}

impl Boundary {
    /// The boundary called `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<Boundary> {
        Some(match name {
            "character" => Boundary::Character,
            "piece" => Boundary::Piece,
            "sentence" => Boundary::Sentence,
            "line" => Boundary::Line,
            _ => return None,
        })
    }

    fn finer(self) -> Option<Boundary> {
        match self {
            Boundary::Character => None,
            Boundary::Piece => Some(Boundary::Character),
            Boundary::Sentence | Boundary::Line => Some(Boundary::Piece),
        }
    }
}

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// Tokens of the part by itself.
    pub tokens: usize,
}

impl Tokenizer {
    /// Chunks of at most `max_tokens` tokens that cover `text`, each reaching beyond the one before it and beginning up to
    /// `overlap` tokens before its end. Special tokens are text.
    ///
    /// # Errors
    /// As [`Tokenizer::encode`]; a character that alone has more than `max_tokens` tokens; cancelled.
    pub fn chunk(
        &self,
        text: &str,
        max_tokens: usize,
        overlap: usize,
        boundary: Boundary,
        run: &Run,
    ) -> Result<Vec<Chunk>> {
        let mut chunks: Vec<Chunk> = Vec::new();
        let ends = self.ends(text, boundary)?;
        let mut start = 0;
        let mut end = self.end_of_first(text, max_tokens, boundary, &ends)?;
        while start < text.len() {
            run.check()?;
            let tokens = self.count(&text[start..end], SpecialMode::Text)?;
            chunks.push(Chunk { start, end, tokens });
            if end == text.len() {
                break;
            }
            (start, end) = self.next(text, &chunks, (max_tokens, overlap), boundary, &ends)?;
        }
        Ok(chunks)
    }

    fn end_of_first(
        &self,
        text: &str,
        max_tokens: usize,
        boundary: Boundary,
        ends: &[usize],
    ) -> Result<usize> {
        if text.is_empty() { Ok(0) } else { self.end_of_chunk(text, 0, max_tokens, boundary, ends) }
    }

    /// Every place after which `text` may be cut, ascending; none for characters, which need no list.
    fn ends(&self, text: &str, boundary: Boundary) -> Result<Vec<usize>> {
        let mut ends = Vec::new();
        match boundary {
            Boundary::Character => {}
            Boundary::Piece => {
                self.split.pieces(text, |_, end| {
                    ends.push(end);
                    Ok(true)
                })?;
                if ends.last() != Some(&text.len()) {
                    ends.push(text.len());
                }
            }
            Boundary::Sentence => {
                ends.extend(text.split_sentence_bound_indices().map(|(at, part)| at + part.len()));
            }
            Boundary::Line => {
                ends.extend(
                    text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1),
                );
                if ends.last() != Some(&text.len()) {
                    ends.push(text.len());
                }
            }
        }
        Ok(ends)
    }

    fn end_of_chunk(
        &self,
        text: &str,
        start: usize,
        max_tokens: usize,
        boundary: Boundary,
        ends: &[usize],
    ) -> Result<usize> {
        if boundary == Boundary::Character {
            return self.characters_within(text, start, max_tokens);
        }
        let first = ends.partition_point(|end| *end <= start);
        let fits = |at: usize| -> Result<bool> {
            let count = self.count_up_to(&text[start..ends[at]], max_tokens, SpecialMode::Text)?;
            Ok(count <= max_tokens)
        };
        // Farther and farther while it fits, then between the last that fits and the first that does not.
        let (mut good, mut step) = (None, 1);
        let mut bad = ends.len();
        let mut at = first;
        while at < ends.len() {
            if !fits(at)? {
                bad = at;
                break;
            }
            good = Some(at);
            at += step;
            step *= 2;
        }
        let mut low = good.map_or(first, |good| good + 1);
        while low < bad {
            let middle = low + (bad - low) / 2;
            if fits(middle)? {
                good = Some(middle);
                low = middle + 1;
            } else {
                bad = middle;
            }
        }
        match (good, boundary.finer()) {
            (Some(good), _) => Ok(ends[good]),
            (None, Some(finer)) => {
                // More than the chunk can hold is not looked at, so that a long unit costs no more than its length.
                let reach = self.longest.saturating_mul(max_tokens.saturating_add(1));
                let end = ends.get(first).copied().unwrap_or(text.len());
                let unit = &text[..between_characters(text, end.min(start.saturating_add(reach)))];
                let inner: Vec<usize> =
                    self.ends(&unit[start..], finer)?.into_iter().map(|end| start + end).collect();
                self.end_of_chunk(unit, start, max_tokens, finer, &inner)
            }
            (None, None) => Err(Error::internal("characters have no list of ends")),
        }
    }

    /// The farthest place between characters; looks twice as far as the chunk reaches at most.
    fn characters_within(&self, text: &str, start: usize, max_tokens: usize) -> Result<usize> {
        let mut window = max_tokens.saturating_mul(8).max(64);
        loop {
            let end = between_characters(text, text.len().min(start.saturating_add(window)));
            let length = self.truncate(&text[start..end], max_tokens, SpecialMode::Text)?;
            if length == 0 {
                let expected = "large enough for every character of the text";
                return Err(Error::range("maxTokens", expected, max_tokens));
            }
            if start + length < end || end == text.len() {
                return Ok(start + length);
            }
            window = window.saturating_mul(2);
        }
    }

    /// The first and the last byte of the chunk behind `chunks`: it starts at the first border from which at most
    /// `overlap` tokens lead to the end of the last one and it reaches beyond that, else there.
    fn next(
        &self,
        text: &str,
        chunks: &[Chunk],
        (max_tokens, overlap): (usize, usize),
        boundary: Boundary,
        ends: &[usize],
    ) -> Result<(usize, usize)> {
        let (start, end) = chunks.last().map_or((0, 0), |chunk| (chunk.start, chunk.end));
        let borders: Vec<usize> = if overlap == 0 {
            Vec::new()
        } else if boundary == Boundary::Character {
            text[start..end].char_indices().map(|(at, _)| start + at).filter(|at| *at > start).collect()
        } else {
            let first = ends.partition_point(|at| *at <= start);
            ends[first..].iter().copied().take_while(|at| *at < end).collect()
        };
        // The later it starts, the fewer tokens it repeats and the farther it reaches.
        let (mut low, mut high, mut found) = (0, borders.len(), None);
        while low < high {
            let middle = low + (high - low) / 2;
            let from = borders[middle];
            let fits = self.count_up_to(&text[from..end], overlap, SpecialMode::Text)? <= overlap;
            let reach = if fits { self.end_of_chunk(text, from, max_tokens, boundary, ends)? } else { 0 };
            if reach > end {
                found = Some((from, reach));
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        match found {
            Some(found) => Ok(found),
            None => Ok((end, self.end_of_chunk(text, end, max_tokens, boundary, ends)?)),
        }
    }
}
