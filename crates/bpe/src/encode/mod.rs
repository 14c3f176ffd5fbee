//! Encoding: pieces to tokens.
//!
//! A piece that is a token is that token. Any other is merged: up to 64 bytes by scanning, several pieces at the same
//! time where their tokens may come later, longer ones in linear time where the vocabulary allows it and enough was met
//! to prepare for it, else through a heap. Pieces met before are remembered in a cache of fixed size, which changes no
//! answer.
mod cache;
mod later;
mod linear;
mod long;
pub(crate) mod merge;
mod sink;
mod together;
mod words;

pub(crate) use cache::{Cache, HELD};
use later::Later;
pub(crate) use sink::{Counter, Sink, Tokens};

use crate::vocabulary::{Key, SHORT, Vocabulary, long_hash};

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
    later: Later,
}

impl<'a> Encoder<'a> {
    pub fn new(vocabulary: &'a Vocabulary, cache: &'a mut Cache) -> Encoder<'a> {
        let later = Later::default();
        Encoder { vocabulary, cache, merged: Vec::new(), waiting: [(0, 0); AHEAD], count: 0, later }
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
                if !self.look_up(text, sink, go_on) {
                    return false;
                }
            }
        }
        self.count = count;
        true
    }

    /// Encodes all that waits; asks `go_on(sink, end)` behind every piece, and stops when that answers false, as this
    /// does then.
    pub fn finish<S: Sink>(
        &mut self,
        text: &[u8],
        sink: &mut S,
        go_on: &mut impl FnMut(&mut S, usize) -> bool,
    ) -> bool {
        let goes_on = self.look_up(text, sink, go_on);
        self.later.settle(self.vocabulary, self.cache, text, sink);
        goes_on
    }

    /// Encodes what waits to be looked up, as [`Encoder::finish`] does.
    #[inline(never)]
    fn look_up<S: Sink>(
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
                self.long(text, start, end, sink);
            } else if !sink.met(self.cache, key, hash) {
                self.missed(text, start, end, hash, sink);
            }
            if !go_on(sink, end) {
                return false;
            }
        }
        true
    }

    /// A short piece that was not met before, or too long ago.
    #[inline(never)]
    fn missed<S: Sink>(&mut self, text: &[u8], start: usize, end: usize, hash: u64, sink: &mut S) {
        if S::LATER && self.vocabulary.compact().is_some() {
            return self.later(text, start, end, hash, sink);
        }
        let piece = &text[start..end];
        // Those of more tokens than a short place holds are among the long ones.
        if let Some(ids) = self.cache.get_long(piece, hash) {
            return sink.tokens(ids);
        }
        self.merged.clear();
        match self.vocabulary.pieces().short(Key::of(text, start, end), hash) {
            Some(id) => self.merged.push(id),
            None => self.vocabulary.merge(piece, &mut self.merged),
        }
        remember::<S>(self.cache, piece, hash, &self.merged);
        sink.tokens(&self.merged);
    }

    #[inline(never)]
    fn long<S: Sink>(&mut self, text: &[u8], start: usize, end: usize, sink: &mut S) {
        let piece = &text[start..end];
        let hash = long_hash(piece);
        if let Some(ids) = self.cache.get_long(piece, hash) {
            return sink.tokens(ids);
        }
        if S::LATER && piece.len() <= merge::SCANNED && self.vocabulary.compact().is_some() {
            return self.later(text, start, end, hash, sink);
        }
        self.merged.clear();
        if let Some(id) = self.vocabulary.find(piece) {
            self.merged.push(id);
        } else {
            match self.vocabulary.prefixes(piece.len()) {
                Some(prefixes) => linear::encode(self.vocabulary, prefixes, piece, &mut self.merged),
                None => self.vocabulary.merge(piece, &mut self.merged),
            }
        }
        self.cache.put_long(piece, hash, &self.merged);
        sink.tokens(&self.merged);
    }

    fn later<S: Sink>(&mut self, text: &[u8], start: usize, end: usize, hash: u64, sink: &mut S) {
        if self.later.put(self.vocabulary, self.cache, (start, end), hash, sink.place()) {
            self.later.settle(self.vocabulary, self.cache, text, sink);
        }
    }
}

/// Remembers a piece of up to 64 bytes and its tokens: short ones where few are found quickly, others among the long.
fn remember<S: Sink>(cache: &mut Cache, piece: &[u8], hash: u64, tokens: &[u32]) {
    if piece.len() > SHORT || tokens.len() > S::MOST {
        cache.put_long(piece, hash, tokens);
    } else {
        S::remember(cache, Key::of(piece, 0, piece.len()), hash, tokens);
    }
}
