//! Pieces met before and their tokens, in tables that never grow beyond a size, so that they change no answer.
//!
//! Short pieces are their own keys, two places a line; longer ones are kept apart with their bytes.
use super::long::Long;
use super::words::{Counts, Word};
use crate::vocabulary::{Key, NONE};
use marginals_numerics::arch::prefetch::prefetch;

/// Tokens a place of a short piece holds.
pub(crate) const HELD: usize = 4;
/// Lines of two short pieces, 64 bytes each: a merge that is spared is worth more than a look-up beyond the second level,
/// which is asked for in advance. Four times as many, up to all of them, when as many pieces were put there.
const FIRST_LINES: usize = 1 << 10;
const LINES: usize = 1 << 16;
/// Lines of two short pieces with their numbers of tokens, half as long.
const COUNTED: usize = 1 << 17;

/// Pieces and their tokens.
#[derive(Debug)]
pub(crate) struct Cache {
    lines: Vec<[Place; 2]>,
    /// Pieces put there since there are as many.
    put: usize,
    /// Short pieces with their number of tokens, for those who only count; made when they do.
    counted: Vec<[Key; 2]>,
    /// The same for the shortest of them, for a quick look.
    words: Counts,
    long: Long,
}

/// A short piece; the first id is none in an empty place, later ones where there are fewer.
#[derive(Clone, Copy, Debug)]
#[repr(align(32))]
struct Place {
    key: Key,
    ids: [u32; HELD],
}

impl Place {
    fn empty() -> Place {
        Place { key: Key::default(), ids: [NONE; HELD] }
    }
}

impl Cache {
    /// An empty cache.
    pub fn new() -> Cache {
        Cache {
            lines: vec![[Place::empty(); 2]; FIRST_LINES],
            put: 0,
            counted: Vec::new(),
            words: Counts::default(),
            long: Long::default(),
        }
    }

    /// One of `lines`; the table of tokens uses the top bits.
    #[inline]
    fn line(hash: u64, lines: usize) -> usize {
        (hash >> 20) as usize & (lines - 1)
    }

    /// Asks for the memory that [`Cache::get`] will read.
    #[inline]
    pub fn expect(&self, hash: u64) {
        prefetch(&self.lines, Self::line(hash, self.lines.len()));
    }

    /// Asks for the memory that [`Cache::counted`] will read.
    #[inline]
    pub fn expect_count(&self, hash: u64) {
        prefetch(&self.counted, Self::line(hash, COUNTED));
    }

    /// The tokens of a short piece met before, and how many of the places are theirs.
    #[inline]
    pub fn get(&self, key: Key, hash: u64) -> Option<(&[u32; HELD], usize)> {
        let line = &self.lines[Self::line(hash, self.lines.len())];
        // Chosen by computing, for which of the two it is cannot be foreseen.
        let Place { key: found, ids } = &line[usize::from(line[1].key == key)];
        let count = 1 + ids[1..].iter().map(|id| usize::from(*id != NONE)).sum::<usize>();
        (*found == key).then_some((ids, count))
    }

    /// The number of tokens of a short piece met before; 0 where it was not.
    #[inline]
    pub fn counted(&self, key: Key, hash: u64) -> usize {
        let Some([first, second]) = self.counted.get(Self::line(hash, COUNTED)) else { return 0 };
        first.count_of(key) | second.count_of(key)
    }

    /// The number of tokens of one of the shortest pieces; 0 where nothing is known.
    #[inline]
    pub fn counted_word(&self, word: Word) -> usize {
        self.words.get(word)
    }

    /// Remembers the number of tokens of one of the shortest pieces in place of another.
    #[inline]
    pub fn put_word(&mut self, word: Word, count: usize) {
        self.words.put(word, count);
    }

    /// Remembers the number of tokens of a short piece in place of the older of two.
    pub fn put_count(&mut self, key: Key, hash: u64, count: usize) {
        if self.counted.is_empty() {
            self.counted = vec![[Key::default(); 2]; COUNTED];
        }
        let line = &mut self.counted[Self::line(hash, COUNTED)];
        *line = [key.with_count(count), line[0]];
    }

    /// Remembers a short piece in place of the older of two.
    #[inline]
    pub fn put(&mut self, key: Key, hash: u64, tokens: &[u32]) {
        if tokens.is_empty() || tokens.len() > HELD {
            return;
        }
        let mut ids = [NONE; HELD];
        ids[..tokens.len()].copy_from_slice(tokens);
        if self.put == self.lines.len() && self.put < LINES {
            self.grow();
        }
        self.put += 1;
        self.place(Place { key, ids }, hash);
    }

    fn place(&mut self, place: Place, hash: u64) {
        let at = Self::line(hash, self.lines.len());
        self.lines[at] = [place, self.lines[at][0]];
    }

    #[cold]
    fn grow(&mut self) {
        let larger = vec![[Place::empty(); 2]; 4 * self.lines.len()];
        self.put = 0;
        for [newer, older] in std::mem::replace(&mut self.lines, larger) {
            for place in [older, newer].into_iter().filter(|place| place.key != Key::default()) {
                self.place(place, place.key.hash());
            }
        }
    }

    /// The tokens of a longer piece met before.
    pub fn get_long(&self, piece: &[u8], hash: u64) -> Option<&[u32]> {
        self.long.get(piece, hash)
    }

    /// Remembers a longer piece, which is not there.
    pub fn put_long(&mut self, piece: &[u8], hash: u64, tokens: &[u32]) {
        self.long.put(piece, hash, tokens);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_what_was_put_and_nothing_else() {
        let mut cache = Cache::new();
        // Few are lost as it grows.
        let numbers = 0..4 * FIRST_LINES as u32;
        let number = |at: u32| (at + 1).to_le_bytes();
        for at in numbers.clone() {
            let key = Key::of(&number(at), 0, 4);
            cache.put(key, key.hash(), &[at]);
            assert!(cache.get(key, key.hash()).is_some_and(|(ids, count)| ids[0] == at && count == 1));
        }
        assert!(cache.lines.len() > FIRST_LINES);
        let kept = numbers.filter(|at| {
            let key = Key::of(&number(*at), 0, 4);
            cache.get(key, key.hash()).is_some_and(|(ids, _)| ids[0] == *at)
        });
        assert!(kept.count() > 3 * FIRST_LINES);
        let key = |text: &[u8]| Key::of(text, 0, text.len());
        for count in 1..=5u32 {
            let text = format!("p{count}");
            let ids: Vec<u32> = (0..count).collect();
            cache.put(key(text.as_bytes()), 7 << 20, &ids);
            let kept = cache.get(key(text.as_bytes()), 7 << 20);
            assert_eq!(kept.map(|(ids, count)| &ids[..count]), (count <= 4).then_some(&ids[..]));
            cache.put_count(key(text.as_bytes()), 7 << 20, count as usize);
            assert_eq!(cache.counted(key(text.as_bytes()), 7 << 20), count as usize);
        }
        // Two a line: the older goes.
        assert!(cache.get(key(b"p3"), 7 << 20).is_some());
        assert!(cache.get(key(b"p2"), 7 << 20).is_none());
        assert_eq!([b"p3", b"p4", b"p5"].map(|text| cache.counted(key(text), 7 << 20)), [0, 4, 5]);
    }
}
