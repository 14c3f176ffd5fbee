//! What becomes of tokens: they are kept, or only counted.
use super::words::Word;
use super::{Cache, HELD};
use crate::vocabulary::{Key, SHORT};

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
    /// Whether tokens may come later than those of the pieces behind them.
    const LATER: bool = false;
    /// Where the next tokens go, if they come later.
    fn place(&self) -> usize {
        0
    }
    /// Takes the tokens that were to come later: for each of `places`, ascending, those of `tokens` up to the number
    /// beside it.
    fn put(&mut self, _places: &[(usize, usize)], tokens: &[u32]) {
        self.tokens(tokens);
    }
}

/// Tokens: after every piece those up to it where `ORDERED`, else all of them at the end.
#[derive(Default)]
pub(crate) struct Tokens<const ORDERED: bool>(pub Vec<u32>);

impl<const ORDERED: bool> Sink for Tokens<ORDERED> {
    const MOST: usize = HELD;
    const LATER: bool = !ORDERED;

    #[inline]
    fn token(&mut self, id: u32) {
        self.0.push(id);
    }

    #[inline]
    fn tokens(&mut self, ids: &[u32]) {
        self.0.extend_from_slice(ids);
    }

    #[inline]
    fn met(&mut self, cache: &mut Cache, key: Key, hash: u64) -> bool {
        let Some((ids, count)) = cache.get(key, hash).or_else(|| cache.get_other(key, hash)) else {
            return false;
        };
        // All places are written, whatever their number: nothing to foresee.
        let length = self.0.len() + count;
        self.0.extend_from_slice(ids);
        self.0.truncate(length);
        true
    }

    #[inline]
    fn expect(cache: &Cache, hash: u64) {
        cache.expect(hash);
    }

    fn remember(cache: &mut Cache, key: Key, hash: u64, tokens: &[u32]) {
        cache.put(key, hash, tokens);
    }

    #[inline]
    fn place(&self) -> usize {
        self.0.len()
    }

    fn put(&mut self, places: &[(usize, usize)], tokens: &[u32]) {
        let mut end = self.0.len();
        self.0.resize(end + tokens.len(), 0);
        // From the last on, what is behind a place moves as far as all that comes before it is long.
        for (at, (place, to)) in places.iter().enumerate().rev() {
            let from = if at == 0 { 0 } else { places[at - 1].1 };
            self.0.copy_within(*place..end, place + to);
            self.0[place + from..place + to].copy_from_slice(&tokens[from..*to]);
            end = *place;
        }
    }
}

/// Only counts: after every piece those up to it where `ORDERED`, else in any order.
#[derive(Default)]
pub(crate) struct Counter<const ORDERED: bool>(pub usize);

impl<const ORDERED: bool> Sink for Counter<ORDERED> {
    const MOST: usize = SHORT;
    const LATER: bool = !ORDERED;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_that_come_later_stand_where_they_belong() {
        let mut tokens = Tokens::<false>(vec![]);
        let mut places = vec![tokens.place()];
        tokens.tokens(&[5, 6]);
        places.extend([tokens.place(), tokens.place()]);
        tokens.token(9);
        places.push(tokens.place());
        let ends = [3, 3, 5, 6];
        let places: Vec<(usize, usize)> = places.into_iter().zip(ends).collect();
        tokens.put(&places, &[2, 3, 4, 7, 8, 10]);
        assert_eq!(tokens.0, [2, 3, 4, 5, 6, 7, 8, 9, 10]);
    }
}
