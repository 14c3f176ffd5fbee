//! Pieces whose tokens come later: those that were not met before wait until there are several, so that the memory which
//! finding and merging them reads has been asked for before.
use super::together::Together;
use super::{Cache, Sink, remember};
use crate::vocabulary::{Key, SHORT, Vocabulary};

/// Pieces that wait at most.
const MOST: usize = 16;

/// Pieces that wait.
#[derive(Default)]
pub(super) struct Later {
    waiting: Vec<Waiting>,
    together: Together,
    /// Tokens of all that waited, and those of them that were known.
    tokens: Vec<u32>,
    known: Vec<u32>,
    /// Where the tokens of each go, and their end among all.
    places: Vec<(usize, usize)>,
}

#[derive(Clone, Copy)]
struct Waiting {
    start: usize,
    end: usize,
    hash: u64,
    place: usize,
}

/// Where the tokens of a piece are found.
#[derive(Clone, Copy)]
enum Found {
    Known { start: usize, end: usize },
    Merged(usize),
}

impl Later {
    /// Lets a piece of up to 64 bytes wait, `place` being where its tokens go; whether as many wait as may.
    pub fn put(
        &mut self,
        vocabulary: &Vocabulary,
        cache: &Cache,
        (start, end): (usize, usize),
        hash: u64,
        place: usize,
    ) -> bool {
        cache.expect_long(hash);
        if end - start <= SHORT {
            vocabulary.pieces().expect(hash);
        }
        self.waiting.push(Waiting { start, end, hash, place });
        self.waiting.len() == MOST
    }

    /// Gives `sink` the tokens of all that waits, and remembers them.
    #[inline(never)]
    pub fn settle<S: Sink>(&mut self, vocabulary: &Vocabulary, cache: &mut Cache, text: &[u8], sink: &mut S) {
        let Some((pairs, byte_ids)) = vocabulary.compact().filter(|_| !self.waiting.is_empty()) else {
            return;
        };
        self.together.clear();
        self.known.clear();
        let mut found = [Found::Merged(0); MOST];
        let mut merged = 0;
        for (found, waiting) in found.iter_mut().zip(&self.waiting) {
            let (piece, hash) = (&text[waiting.start..waiting.end], waiting.hash);
            let start = self.known.len();
            if let Some(ids) = cache.get_long(piece, hash) {
                self.known.extend_from_slice(ids);
            } else if let Some(id) = find(vocabulary, text, waiting) {
                self.known.push(id);
            }
            *found = Found::Known { start, end: self.known.len() };
            if self.known.len() == start {
                self.together.add(pairs, byte_ids, piece);
                *found = Found::Merged(merged);
                merged += 1;
            }
        }
        self.together.merge(pairs);
        self.tokens.clear();
        self.places.clear();
        for (found, waiting) in found.iter().zip(&self.waiting) {
            let first = self.tokens.len();
            match *found {
                Found::Known { start, end } => self.tokens.extend_from_slice(&self.known[start..end]),
                Found::Merged(at) => {
                    self.together.tokens(at, &mut self.tokens);
                }
            }
            self.places.push((waiting.place, self.tokens.len()));
            let piece = &text[waiting.start..waiting.end];
            remember::<S>(cache, piece, waiting.hash, &self.tokens[first..]);
        }
        self.waiting.clear();
        sink.put(&self.places, &self.tokens);
    }
}

/// The token that is all of a piece.
fn find(vocabulary: &Vocabulary, text: &[u8], waiting: &Waiting) -> Option<u32> {
    let Waiting { start, end, hash, .. } = *waiting;
    if end - start <= SHORT {
        return vocabulary.pieces().short(Key::of(text, start, end), hash);
    }
    vocabulary.find(&text[start..end])
}
