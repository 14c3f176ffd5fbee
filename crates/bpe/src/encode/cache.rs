//! Pieces met before and their tokens, in tables that never grow beyond a size, so that they change no answer.
//!
//! Short pieces are their own keys, two places a line; longer ones are kept apart with their bytes. A short piece that
//! finds its line full stands in another one, from which others may have to move: at three quarters of the places taken,
//! a quarter of the pieces would else drive each other out again and again (Pagh and Rodler 2001, *Cuckoo hashing*).
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
/// Pieces that move to their other line at most before one is forgotten.
const MOVES: usize = 4;
/// Lines of four short pieces with their numbers of tokens.
const COUNTED: usize = 1 << 16;

/// Pieces and their tokens.
#[derive(Debug)]
pub(crate) struct Cache {
    lines: Vec<[Place; 2]>,
    /// Pieces put there since there are as many.
    put: usize,
    /// Short pieces with their number of tokens, for those who only count; made when they do.
    counted: Vec<[Key; 4]>,
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

    /// The line of a piece that finds the first one full.
    #[inline]
    fn other_line(hash: u64, lines: usize) -> usize {
        (hash >> 44) as usize & (lines - 1)
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
        self.get_in(Self::line(hash, self.lines.len()), key)
    }

    /// As [`Cache::get`], of a piece that is not in its first line.
    pub fn get_other(&self, key: Key, hash: u64) -> Option<(&[u32; HELD], usize)> {
        let lines = self.lines.len();
        // A line with room has driven none out.
        let full = self.lines[Self::line(hash, lines)][1].key != Key::default();
        if full { self.get_in(Self::other_line(hash, lines), key) } else { None }
    }

    #[inline]
    fn get_in(&self, line: usize, key: Key) -> Option<(&[u32; HELD], usize)> {
        let line = &self.lines[line];
        // Chosen by computing, for which of the two it is cannot be foreseen.
        let Place { key: found, ids } = &line[usize::from(line[1].key == key)];
        let count = 1 + ids[1..].iter().map(|id| usize::from(*id != NONE)).sum::<usize>();
        (*found == key).then_some((ids, count))
    }

    /// The number of tokens of a short piece met before; 0 where it was not.
    #[inline]
    pub fn counted(&self, key: Key, hash: u64) -> usize {
        let Some(line) = self.counted.get(Self::line(hash, COUNTED)) else { return 0 };
        line.iter().fold(0, |count, place| count | place.count_of(key))
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

    /// Remembers the number of tokens of a short piece in place of the oldest of four.
    pub fn put_count(&mut self, key: Key, hash: u64, count: usize) {
        if self.counted.is_empty() {
            self.counted = vec![[Key::default(); 4]; COUNTED];
        }
        if self.counted(key, hash) > 0 {
            return;
        }
        let line = &mut self.counted[Self::line(hash, COUNTED)];
        *line = [key.with_count(count), line[0], line[1], line[2]];
    }

    /// Remembers a short piece, in place of another where there is no room.
    #[inline]
    pub fn put(&mut self, key: Key, hash: u64, tokens: &[u32]) {
        let known = self.get(key, hash).or_else(|| self.get_other(key, hash)).is_some();
        if tokens.is_empty() || tokens.len() > HELD || known {
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

    /// Where there is no room in either line of a piece, it takes the place of the older one of the first, which goes to
    /// the other one of its own lines, and so on for some time.
    fn place(&mut self, mut place: Place, hash: u64) {
        let lines = self.lines.len();
        let (mut line, other) = (Self::line(hash, lines), Self::other_line(hash, lines));
        if self.place_in(line, place) || self.place_in(other, place) {
            return;
        }
        // Once more were put there than have room, moving would only cost.
        let moves = if self.put < lines / 2 * 3 { MOVES } else { 1 };
        for _ in 0..moves {
            let [newer, older] = self.lines[line];
            self.lines[line] = [place, newer];
            place = older;
            let hash = place.key.hash();
            let (first, other) = (Self::line(hash, lines), Self::other_line(hash, lines));
            line = if first == line { other } else { first };
            if self.place_in(line, place) {
                return;
            }
        }
    }

    /// Whether there was room for a piece in a line, which then holds it.
    #[inline]
    fn place_in(&mut self, line: usize, place: Place) -> bool {
        let empty = self.lines[line].iter_mut().find(|place| place.key == Key::default());
        empty.map(|empty| *empty = place).is_some()
    }

    #[cold]
    fn grow(&mut self) {
        let larger = vec![[Place::empty(); 2]; 4 * self.lines.len()];
        self.put = 0;
        let old = std::mem::replace(&mut self.lines, larger);
        for place in old.into_iter().flatten().filter(|place| place.key != Key::default()) {
            self.place(place, place.key.hash());
        }
    }

    /// The tokens of a longer piece met before.
    pub fn get_long(&self, piece: &[u8], hash: u64) -> Option<&[u32]> {
        self.long.get(piece, hash)
    }

    /// Asks for the memory that [`Cache::get_long`] will read.
    #[inline]
    pub fn expect_long(&self, hash: u64) {
        self.long.expect(hash);
    }

    /// Remembers a longer piece.
    pub fn put_long(&mut self, piece: &[u8], hash: u64, tokens: &[u32]) {
        self.long.put(piece, hash, tokens);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key_of(number: u32) -> Key {
        Key::of(&number.to_le_bytes(), 0, 4)
    }

    #[test]
    fn answers_what_was_put_and_nothing_else() {
        let mut cache = Cache::new();
        let get = |cache: &Cache, key: Key| {
            let found = cache.get(key, key.hash()).or_else(|| cache.get_other(key, key.hash()));
            found.map(|(ids, count)| ids[..count].to_vec())
        };
        let tokens = |number: u32| (0..=number % 5).map(|at| number + at).collect::<Vec<u32>>();
        let mut lost = [0; 2];
        // Three quarters of the places taken, then twice as many pieces as there are places.
        let numbers = [1..LINES as u32 * 3 / 2, LINES as u32 * 3 / 2..LINES as u32 * 4];
        for (lost, numbers) in lost.iter_mut().zip(numbers) {
            for number in numbers {
                let key = key_of(number);
                assert_eq!(get(&cache, key), None);
                for _ in 0..2 {
                    cache.put(key, key.hash(), &tokens(number));
                }
                let held = (tokens(number).len() <= HELD).then(|| tokens(number));
                assert_eq!(get(&cache, key), held);
            }
            for number in (1..LINES as u32 * 3 / 2).filter(|number| tokens(*number).len() <= HELD) {
                let found = get(&cache, key_of(number));
                *lost += u32::from(found.is_none());
                assert!(found.is_none_or(|ids| ids == tokens(number)));
            }
        }
        assert_eq!(cache.lines.len(), LINES);
        assert!(lost[0] < 1_000 && lost[1] > 1_000, "{lost:?}");
    }

    #[test]
    fn the_oldest_of_four_counts_goes() {
        let mut cache = Cache::new();
        let counts = |cache: &Cache| [1, 2, 3, 4, 5, 6].map(|number| cache.counted(key_of(number), 7 << 20));
        for number in 1..=5 {
            for _ in 0..2 {
                cache.put_count(key_of(number), 7 << 20, number as usize);
            }
        }
        assert_eq!(counts(&cache), [0, 2, 3, 4, 5, 0]);
    }
}
