//! Encoding: pieces to tokens.
//!
//! A piece that is a token is that token. Any other is merged: up to 64 bytes by scanning, longer ones in
//! linear time where the vocabulary allows it and enough was met to prepare for it, else through a heap. Pieces met before, of up to 64 bytes, are
//! remembered in a cache of fixed size, which changes no answer.
mod cache;
mod linear;
pub(crate) mod merge;

pub(crate) use cache::{Cache, HELD};

use crate::vocabulary::{Key, SHORT, Vocabulary, long_hash};

/// Takes tokens as they come.
pub(crate) trait Sink {
    /// Most tokens of a short piece that `remember` takes.
    const MOST: usize;
    /// One token.
    fn token(&mut self, id: u32);
    /// Several.
    fn tokens(&mut self, ids: &[u32]);
    /// Takes a piece of a byte or two without looking further, where that is enough; false where it is not, as for a
    /// key of nothing. `complete` says that every byte is a token.
    #[inline]
    fn at_once(&mut self, _cache: &Cache, _key: Key, _complete: bool) -> bool {
        false
    }
    /// A short piece met before, of those in the cache; false where it is not there.
    fn met(&mut self, cache: &Cache, key: Key, hash: u64) -> bool;
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
    fn met(&mut self, cache: &Cache, key: Key, hash: u64) -> bool {
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
    fn at_once(&mut self, cache: &Cache, key: Key, complete: bool) -> bool {
        // A quarter of all pieces have one byte, which is one token, and a sixth have two. Which it is cannot be
        // foreseen, so it is computed.
        let (two, length) = key.two();
        let count = usize::from(length == 1) + usize::from(length == 2) * cache.counted_two(two);
        let count = count * usize::from(!ORDERED & complete);
        self.0 += count;
        count > 0
    }

    #[inline]
    fn met(&mut self, cache: &Cache, key: Key, hash: u64) -> bool {
        let count = cache.counted(key, hash);
        self.0 += count;
        count > 0
    }

    #[inline]
    fn expect(cache: &Cache, hash: u64) {
        cache.expect_count(hash);
    }

    fn remember(cache: &mut Cache, key: Key, hash: u64, tokens: &[u32]) {
        cache.put_count(key, hash, tokens.len());
    }
}

/// Pieces whose memory is asked for before the first of them is looked up.
const AHEAD: usize = 32;

/// A piece found and not yet looked up. A longer one than [`SHORT`] has no key.
#[derive(Clone, Copy, Default)]
struct Waiting {
    key: Key,
    hash: u64,
    start: usize,
    end: usize,
}

/// Encodes pieces of one vocabulary.
pub(crate) struct Encoder<'a> {
    vocabulary: &'a Vocabulary,
    cache: &'a mut Cache,
    merged: Vec<u32>,
    /// Whether every byte is a token.
    complete: bool,
    waiting: [Waiting; AHEAD],
    count: usize,
}

impl<'a> Encoder<'a> {
    pub fn new(vocabulary: &'a Vocabulary, cache: &'a mut Cache) -> Encoder<'a> {
        let waiting = [Waiting::default(); AHEAD];
        let complete = vocabulary.starts_as_bytes();
        Encoder { vocabulary, cache, merged: Vec::new(), complete, waiting, count: 0 }
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
        let mut start = offset + start;
        for end in ends {
            let end = offset + end;
            let mut waiting = Waiting { key: Key::default(), hash: 0, start, end };
            if end - start <= SHORT {
                waiting.key = Key::of(text, start, end);
                waiting.hash = waiting.key.hash();
                S::expect(self.cache, waiting.hash);
            }
            start = end;
            let done = sink.at_once(self.cache, waiting.key, self.complete);
            self.waiting[self.count] = waiting;
            self.count += usize::from(!done);
            if done && !go_on(sink, end) {
                return false;
            }
            if self.count == AHEAD && !self.finish(text, sink, go_on) {
                return false;
            }
        }
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
        let count = std::mem::take(&mut self.count);
        for at in 0..count {
            let Waiting { key, hash, start, end } = self.waiting[at];
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
