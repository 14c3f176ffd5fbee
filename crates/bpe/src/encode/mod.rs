//! Encoding: pieces to tokens.
//!
//! A piece that is a token is that token. Any other is merged: up to 64 bytes by scanning, longer ones in
//! linear time where the vocabulary allows it and enough was met to prepare for it, else through a heap. Pieces met before, of up to 64 bytes, are
//! remembered in a cache of fixed size, which changes no answer.
mod cache;
mod linear;
mod long;
pub(crate) mod merge;
mod words;

pub(crate) use cache::{Cache, HELD};
use words::Word;

use crate::vocabulary::{Key, SHORT, Vocabulary, long_hash};

/// Takes tokens as they come.
pub(crate) trait Sink {
    /// Most tokens of a short piece that `remember` takes.
    const MOST: usize;
    /// One token.
    fn token(&mut self, id: u32);
    /// Several.
    fn tokens(&mut self, ids: &[u32]);
    /// Takes one of the shortest pieces out of its turn, where that is allowed and it was met before; else false.
    #[inline]
    fn at_once(&mut self, _cache: &Cache, _text: &[u8], _start: usize, _end: usize) -> bool {
        false
    }
    /// A short piece met before, of those in the cache; false where it is not there.
    fn met(&mut self, cache: &mut Cache, key: Key, hash: u64) -> bool;
    /// Asks for the memory that `met` will read.
    fn expect(cache: &Cache, hash: u64);
    /// Remembers a short piece and its tokens for `met`.
    fn remember(cache: &mut Cache, key: Key, hash: u64, tokens: &[u32]);
}

impl Sink for Vec<u32> {
    const MOST: usize = HELD;

    #[inline]
    fn token(&mut self, id: u32) {
        self.push(id);
    }

    #[inline]
    fn tokens(&mut self, ids: &[u32]) {
        self.extend_from_slice(ids);
    }

    #[inline]
    fn met(&mut self, cache: &mut Cache, key: Key, hash: u64) -> bool {
        let Some((ids, count)) = cache.get(key, hash) else { return false };
        // All places are written, whatever their number: nothing to foresee.
        let length = self.len() + count;
        self.extend_from_slice(ids);
        self.truncate(length);
        true
    }

    #[inline]
    fn expect(cache: &Cache, hash: u64) {
        cache.expect(hash);
    }

    fn remember(cache: &mut Cache, key: Key, hash: u64, tokens: &[u32]) {
        cache.put(key, hash, tokens);
    }
}

/// Only counts: after every piece those up to it where `ORDERED`, else in any order.
#[derive(Default)]
pub(crate) struct Counter<const ORDERED: bool>(pub usize);

impl<const ORDERED: bool> Sink for Counter<ORDERED> {
    const MOST: usize = SHORT;

    #[inline]
    fn token(&mut self, _id: u32) {
        self.0 += 1;
    }

    #[inline]
    fn tokens(&mut self, ids: &[u32]) {
        self.0 += ids.len();
    }

    #[inline]
    fn at_once(&mut self, cache: &Cache, text: &[u8], start: usize, end: usize) -> bool {
        if ORDERED {
            return false;
        }
        let count = cache.counted_word(Word::of(text, start, end));
        self.0 += count;
        count > 0
    }

    #[inline]
    fn met(&mut self, cache: &mut Cache, key: Key, hash: u64) -> bool {
        let count = cache.counted(key, hash);
        if !ORDERED && count > 0 {
            cache.put_word(Word::of_key(key), count);
        }
        self.0 += count;
        count > 0
    }

    #[inline]
    fn expect(cache: &Cache, hash: u64) {
        cache.expect_count(hash);
    }

    fn remember(cache: &mut Cache, key: Key, hash: u64, tokens: &[u32]) {
        cache.put_count(key, hash, tokens.len());
        cache.put_word(Word::of_key(key), tokens.len());
    }
}

/// Pieces whose memory is asked for before the first of them is looked up.
const AHEAD: usize = 32;

/// Encodes pieces of one vocabulary.
pub(crate) struct Encoder<'a> {
    vocabulary: &'a Vocabulary,
    cache: &'a mut Cache,
    merged: Vec<u32>,
    /// Pieces found and not yet looked up, by their starts and ends.
    waiting: [(usize, usize); AHEAD],
    count: usize,
}

impl<'a> Encoder<'a> {
    pub fn new(vocabulary: &'a Vocabulary, cache: &'a mut Cache) -> Encoder<'a> {
        Encoder { vocabulary, cache, merged: Vec::new(), waiting: [(0, 0); AHEAD], count: 0 }
    }

    /// Encodes the pieces of `text` that end at `ends`, the first of which starts at `start`, now or when enough wait;
    /// both are counted from `offset` on. [`Encoder::finish`] encodes the rest; this answers what it does.
    pub fn pieces<S: Sink>(
        &mut self,
        text: &[u8],
        offset: usize,
        start: usize,
        ends: &[usize],
        sink: &mut S,
        go_on: &mut impl FnMut(&mut S, usize) -> bool,
    ) -> bool {
        let (mut start, mut count) = (offset + start, self.count);
        for end in ends {
            let end = offset + end;
            let done = sink.at_once(self.cache, text, start, end);
            self.waiting[count] = (start, end);
            count += usize::from(!done);
            start = end;
            if done && !go_on(sink, end) {
                return false;
            }
            if count == AHEAD {
                self.count = std::mem::take(&mut count);
                if !self.finish(text, sink, go_on) {
                    return false;
                }
            }
        }
        self.count = count;
        true
    }

    /// Encodes what waits; asks `go_on(sink, end)` behind every piece, and stops when that answers false, as this does
    /// then.
    #[inline(never)]
    pub fn finish<S: Sink>(
        &mut self,
        text: &[u8],
        sink: &mut S,
        go_on: &mut impl FnMut(&mut S, usize) -> bool,
    ) -> bool {
        let mut keys = [(Key::default(), 0); AHEAD];
        let waiting = &self.waiting[..std::mem::take(&mut self.count)];
        for ((key, hash), (start, end)) in keys.iter_mut().zip(waiting) {
            if end - start <= SHORT {
                *key = Key::of(text, *start, *end);
                *hash = key.hash();
                S::expect(self.cache, *hash);
            }
        }
        for at in 0..waiting.len() {
            let ((key, hash), (start, end)) = (keys[at], self.waiting[at]);
            if end - start > SHORT {
                self.long(&text[start..end], sink);
            } else if !sink.met(self.cache, key, hash) {
                self.missed(&text[start..end], key, hash, sink);
            }
            if !go_on(sink, end) {
                return false;
            }
        }
        true
    }

    /// A short piece that was not met before, or too long ago.
    #[inline(never)]
    fn missed<S: Sink>(&mut self, piece: &[u8], key: Key, hash: u64, sink: &mut S) {
        if let Some(id) = self.vocabulary.pieces().short(key, hash) {
            S::remember(self.cache, key, hash, &[id]);
            return sink.token(id);
        }
        // Those of more tokens than a short place holds are among the long ones.
        if let Some(ids) = self.cache.get_long(piece, hash) {
            return sink.tokens(ids);
        }
        self.merge(piece);
        if self.merged.len() > S::MOST {
            self.cache.put_long(piece, hash, &self.merged);
        } else {
            S::remember(self.cache, key, hash, &self.merged);
        }
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
        match self.vocabulary.prefixes(piece.len()) {
            Some(prefixes) => linear::encode(self.vocabulary, prefixes, piece, &mut self.merged),
            None => self.merge(piece),
        }
        self.cache.put_long(piece, hash, &self.merged);
        sink.tokens(&self.merged);
    }
}
