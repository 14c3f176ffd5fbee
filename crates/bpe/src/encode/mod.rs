//! Encoding: pieces to tokens.
//!
//! A piece that is a token is that token. Any other is merged: up to 64 bytes by scanning, longer ones in
//! linear time where the vocabulary allows it, else through a heap. Pieces met before, of up to 64 bytes, are
//! remembered in a cache of fixed size, which changes no answer.
mod cache;
mod linear;
pub(crate) mod merge;

pub(crate) use cache::Cache;
pub(crate) use linear::compatible;

use crate::vocabulary::{Key, SHORT, Vocabulary, long_hash};

/// Takes tokens as they come.
pub(crate) trait Sink {
    /// One token.
    fn token(&mut self, id: u32);
    /// Several.
    fn tokens(&mut self, ids: &[u32]);
}

impl Sink for Vec<u32> {
    #[inline]
    fn token(&mut self, id: u32) {
        self.push(id);
    }

    #[inline]
    fn tokens(&mut self, ids: &[u32]) {
        self.extend_from_slice(ids);
    }
}

/// Only counts.
#[derive(Default)]
pub(crate) struct Counter(pub usize);

impl Sink for Counter {
    #[inline]
    fn token(&mut self, _id: u32) {
        self.0 += 1;
    }

    #[inline]
    fn tokens(&mut self, ids: &[u32]) {
        self.0 += ids.len();
    }
}

/// Encodes pieces of one vocabulary.
pub(crate) struct Encoder<'a> {
    vocabulary: &'a Vocabulary,
    cache: &'a mut Cache,
    merged: Vec<u32>,
}

impl<'a> Encoder<'a> {
    pub fn new(vocabulary: &'a Vocabulary, cache: &'a mut Cache) -> Encoder<'a> {
        Encoder { vocabulary, cache, merged: Vec::new() }
    }

    /// Encodes `text[start..end]`.
    #[inline]
    pub fn piece(&mut self, text: &[u8], start: usize, end: usize, sink: &mut impl Sink) {
        if end - start > SHORT {
            return self.long(&text[start..end], sink);
        }
        let key = Key::of(text, start, end);
        let hash = key.hash();
        if let Some(ids) = self.cache.get(key, hash) {
            return match ids {
                [id] => sink.token(*id),
                ids => sink.tokens(ids),
            };
        }
        self.missed(&text[start..end], key, hash, sink);
    }

    /// A short piece that was not met before, or too long ago.
    #[inline(never)]
    fn missed(&mut self, piece: &[u8], key: Key, hash: u64, sink: &mut impl Sink) {
        if let Some(id) = self.vocabulary.pieces().short(key, hash) {
            self.cache.put(key, hash, &[id]);
            return sink.token(id);
        }
        self.merge(piece);
        self.cache.put(key, hash, &self.merged);
        sink.tokens(&self.merged);
    }

    #[inline(never)]
    fn merge(&mut self, piece: &[u8]) {
        self.merged.clear();
        self.vocabulary.merge(piece, &mut self.merged);
    }

    #[inline(never)]
    fn long(&mut self, piece: &[u8], sink: &mut impl Sink) {
        let hash = long_hash(piece);
        if let Some(ids) = self.cache.get_long(piece, hash) {
            return sink.tokens(ids);
        }
        if let Some(id) = self.vocabulary.find(piece) {
            self.cache.put_long(piece, hash, &[id]);
            return sink.token(id);
        }
        self.merged.clear();
        match self.vocabulary.matcher().filter(|_| piece.len() > merge::SCANNED) {
            Some(matcher) => linear::encode(self.vocabulary, matcher, piece, &mut self.merged),
            None => self.merge(piece),
        }
        self.cache.put_long(piece, hash, &self.merged);
        sink.tokens(&self.merged);
    }
}
