//! A tokenizer: a split, a vocabulary and special tokens, and what is asked of them.
mod batch;
mod bytes;
mod chunk;
mod held;
pub(crate) mod marks;
mod normalize;
mod special;
mod stable;
mod truncate;

pub use chunk::{Boundary, Chunk};
pub use marks::Marks;
pub use normalize::Form;
pub use special::{Added, SpecialMode, Specials};
pub use stable::Intervals;

use self::held::{Caches, Held};
use self::marks::Marked;
use self::normalize::normalized;
use crate::encode::{Counter, Encoder, Sink, Tokens};
use crate::split::Split;
use crate::vocabulary::Vocabulary;
use marginals_core::{Error, Result};

/// Most bytes that one decoding may make.
const DECODED: usize = 1 << 30;

/// Turns texts into tokens and back. Every method takes `&self`, from any thread.
#[derive(Debug)]
pub struct Tokenizer {
    vocabulary: Vocabulary,
    split: Split,
    specials: Specials,
    forms: Vec<Form>,
    /// Whether decoding takes away one space in front.
    strip: bool,
    origin: Option<Origin>,
    marked: Option<Marked>,
    caches: Caches,
    /// Bytes of the longest token, special ones included.
    longest: usize,
}

/// What a tokenizer is made of.
#[derive(Debug)]
pub struct Parts {
    /// Tokens and merges.
    pub vocabulary: Vocabulary,
    /// How texts fall into pieces.
    pub split: Split,
    /// Tokens found by their text, before anything is split.
    pub added: Vec<Added>,
    /// What is done to a text before it is split.
    pub forms: Vec<Form>,
    /// Whether decoding takes away one space in front.
    pub strip: bool,
    /// The parts of the `tokenizer.json` it comes from, to be written again.
    pub origin: Option<Origin>,
    /// What symbols carry by their place in a piece.
    pub marks: Option<Marks>,
}

/// Parts of a `tokenizer.json` as they stood there.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Origin {
    /// What is done to texts first.
    #[serde(default)]
    pub normalizer: serde_json::Value,
    /// How they fall into pieces.
    #[serde(default)]
    pub pre_tokenizer: serde_json::Value,
    /// What surrounds the tokens of a text; kept, never applied.
    #[serde(default)]
    pub post_processor: serde_json::Value,
    /// How tokens become text.
    #[serde(default)]
    pub decoder: serde_json::Value,
}

impl Tokenizer {
    /// A tokenizer of its parts.
    ///
    /// # Errors
    /// A special token with the id of another token, or two of one text or id.
    pub fn new(vocabulary: Vocabulary, split: Split, specials: Vec<(String, u32)>) -> Result<Tokenizer> {
        let special = |(text, id)| Added { text, id, special: true, ..Added::default() };
        let added = specials.into_iter().map(special).collect();
        let (forms, strip, origin, marks) = (Vec::new(), false, None, None);
        Tokenizer::of(Parts { vocabulary, split, added, forms, strip, origin, marks })
    }

    /// As [`Tokenizer::new`], of everything a tokenizer may have.
    ///
    /// # Errors
    /// An added token with the id of another one, or two of one text or id.
    pub fn of(parts: Parts) -> Result<Tokenizer> {
        let Parts { vocabulary, split, added, forms, strip, origin, marks } = parts;
        let marked = marks.map(|marks| Marked::new(marks, split.covers()));
        let strip = strip || marked.as_ref().is_some_and(Marked::begins_words);
        let specials = Specials::new(added)?;
        let written = |id: u32| match &marked {
            Some(marked) => marked.written(id).map(str::as_bytes),
            None => vocabulary.token(id),
        };
        let other = |added: &&Added| written(added.id).is_some_and(|bytes| bytes != added.text.as_bytes());
        if let Some(added) = specials.tokens().iter().find(other) {
            return Err(Error::argument(
                "specialTokens",
                "ids that no other token has",
                format_args!("{}, which has one", added.id),
            ));
        }
        let longest = vocabulary.tokens().map(|(_, bytes)| bytes.len());
        let texts = specials.tokens().iter().map(|added| added.text.len());
        let longest = longest.chain(texts).max().unwrap_or(1);
        let caches = Caches::default();
        Ok(Tokenizer { vocabulary, split, specials, forms, strip, origin, marked, caches, longest })
    }

    /// Whether the tokens of a text spell it: nothing is changed before it is split, and nothing left out.
    #[must_use]
    pub fn is_lossless(&self) -> bool {
        self.forms.is_empty()
            && self.marked.is_none()
            && self.split.covers()
            && self.vocabulary.starts_complete()
            && !self.specials.tokens().iter().any(|added| added.left || added.right)
    }

    /// What is done to a text before it is split.
    #[must_use]
    pub fn forms(&self) -> &[Form] {
        &self.forms
    }

    /// What symbols carry by their place in a piece.
    #[must_use]
    pub fn marks(&self) -> Option<&Marks> {
        self.marked.as_ref().map(Marked::marks)
    }

    /// A token with its marks, where there are any.
    pub(crate) fn written(&self, id: u32) -> Option<&str> {
        self.marked.as_ref().and_then(|marked| marked.written(id))
    }

    /// The parts of the `tokenizer.json` it comes from.
    #[must_use]
    pub fn origin(&self) -> Option<&Origin> {
        self.origin.as_ref()
    }

    /// Number of tokens, added ones included.
    #[must_use]
    pub fn vocab_size(&self) -> usize {
        let added = self.specials.tokens().iter().filter(|added| self.vocabulary.token(added.id).is_none());
        self.vocabulary.len() + added.count()
    }

    /// The tokens and merges.
    #[must_use]
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// How texts fall into pieces.
    #[must_use]
    pub fn split(&self) -> &Split {
        &self.split
    }

    /// The special tokens.
    #[must_use]
    pub fn specials(&self) -> &Specials {
        &self.specials
    }

    /// Feeds the tokens of `text` to `sink`; `go_on(sink, end)` is asked after every piece.
    fn feed<S: Sink>(
        &self,
        text: &str,
        mode: SpecialMode,
        sink: &mut S,
        go_on: impl FnMut(&mut S, usize) -> bool,
    ) -> Result<()> {
        self.feed_with(&mut self.caches.hold(), text, mode, sink, go_on)
    }

    /// As [`Tokenizer::feed`], with what the caller holds.
    fn feed_with<S: Sink>(
        &self,
        held: &mut Held<'_>,
        text: &str,
        mode: SpecialMode,
        sink: &mut S,
        mut go_on: impl FnMut(&mut S, usize) -> bool,
    ) -> Result<()> {
        if let Some(marked) = &self.marked {
            return self.feed_marked(marked, text, mode, sink, go_on);
        }
        let encoder = &mut Encoder::new(&self.vocabulary, held.cache());
        self.specials.segments(text, mode, |start, end, special| {
            if let Some(id) = special {
                sink.token(id);
                return Ok(go_on(sink, end));
            }
            if !self.forms.is_empty() {
                let changed = normalized(&self.forms, &text[start..end], start == 0);
                let mut inside = |sink: &mut S, _| go_on(sink, start);
                let goes_on = self.segment(encoder, &changed, 0, sink, &mut inside)?;
                return Ok(goes_on && go_on(sink, end));
            }
            self.segment(encoder, &text[..end], start, sink, &mut go_on)
        })
    }

    /// Feeds what lies between added tokens: `text` from `start` on. Answers whether to go on.
    #[inline]
    fn segment<S: Sink>(
        &self,
        encoder: &mut Encoder<'_>,
        text: &str,
        start: usize,
        sink: &mut S,
        go_on: &mut impl FnMut(&mut S, usize) -> bool,
    ) -> Result<bool> {
        let bytes = text.as_bytes();
        let mut goes_on = true;
        let split = self.split.batches(&text[start..], |from, ends| {
            goes_on = encoder.pieces(bytes, start, from, ends, sink, go_on);
            Ok(goes_on)
        });
        // What was found before an error may be all that is wanted.
        goes_on = goes_on && encoder.finish(bytes, sink, go_on);
        if goes_on { split.map(|()| true) } else { Ok(false) }
    }

    /// The tokens of `text`. Linear in the text.
    ///
    /// # Errors
    /// A special token where none is allowed; a split whose pattern runs away.
    pub fn encode(&self, text: &str, mode: SpecialMode) -> Result<Vec<u32>> {
        self.encode_with(&mut self.caches.hold(), text, mode)
    }

    fn encode_with(&self, held: &mut Held<'_>, text: &str, mode: SpecialMode) -> Result<Vec<u32>> {
        let mut tokens = Tokens::<false>::default();
        tokens
            .0
            .try_reserve(text.len() / 4 + 4)
            .map_err(|_| Error::limit("text", "short enough for its tokens to fit memory", text.len()))?;
        self.feed_with(held, text, mode, &mut tokens, |_, _| true)?;
        Ok(tokens.0)
    }

    /// The number of tokens of `text`.
    ///
    /// # Errors
    /// As [`Tokenizer::encode`].
    pub fn count(&self, text: &str, mode: SpecialMode) -> Result<usize> {
        self.count_with(&mut self.caches.hold(), text, mode)
    }

    fn count_with(&self, held: &mut Held<'_>, text: &str, mode: SpecialMode) -> Result<usize> {
        let mut counter = Counter::<false>::default();
        self.feed_with(held, text, mode, &mut counter, |_, _| true)?;
        Ok(counter.0)
    }

    /// The number of tokens of `text`, or `limit + 1` as soon as there are more than `limit`.
    ///
    /// # Errors
    /// As [`Tokenizer::encode`], for what was read.
    pub fn count_up_to(&self, text: &str, limit: usize, mode: SpecialMode) -> Result<usize> {
        if mode != SpecialMode::Refuse
            && self.is_lossless()
            && text.len() > limit.saturating_mul(self.longest)
        {
            return Ok(limit.saturating_add(1));
        }
        let mut counter = Counter::<false>::default();
        self.feed(text, mode, &mut counter, |counter, _| counter.0 <= limit)?;
        Ok(counter.0.min(limit.saturating_add(1)))
    }

    /// The bytes of `ids`.
    ///
    /// # Errors
    /// An id that no token has; more than 1 GiB.
    pub fn decode(&self, ids: &[u32]) -> Result<Vec<u8>> {
        let mut bytes = self.decode_part(ids, true)?;
        // The space behind the last word is none of the text.
        if self.marked.as_ref().is_some_and(Marked::ends_words) && bytes.last() == Some(&b' ') {
            bytes.pop();
        }
        Ok(bytes)
    }

    /// As [`Tokenizer::decode`], of tokens that come `first` or behind others.
    ///
    /// # Errors
    /// As [`Tokenizer::decode`].
    pub fn decode_part(&self, ids: &[u32], first: bool) -> Result<Vec<u8>> {
        let mut bytes = self.joined(ids)?;
        if first && self.strip && bytes.first() == Some(&b' ') {
            bytes.remove(0);
        }
        Ok(bytes)
    }

    fn joined(&self, ids: &[u32]) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        for (at, id) in ids.iter().enumerate() {
            let token = self.token_bytes(*id).ok_or_else(|| {
                let received = format_args!("{id} at position {at}").to_string();
                Error::argument("tokens", "ids of the vocabulary", received)
            })?;
            if bytes.len() + token.len() > DECODED {
                return Err(Error::limit("tokens", format_args!("at most {DECODED} bytes in all"), "more"));
            }
            bytes.extend_from_slice(token);
        }
        Ok(bytes)
    }

    /// The bytes of one token.
    #[must_use]
    pub fn token_bytes(&self, id: u32) -> Option<&[u8]> {
        let marked = self.marked.as_ref().filter(|_| self.specials.text(id).is_none());
        let token = marked.map_or_else(|| self.vocabulary.token(id), |marked| marked.token(id));
        token.or_else(|| self.specials.text(id).map(str::as_bytes))
    }
}

/// The last place between characters that is not after `at`.
fn between_characters(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
