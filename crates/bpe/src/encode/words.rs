//! The shortest pieces and what they become: a table that the second level of the processor's cache holds.
//!
//! Six of seven pieces have at most seven bytes. With its length such a piece is one number, which is its own key, so
//! that looking it up is a product and a comparison.
use crate::vocabulary::Key;
use std::iter::zip;

/// Longest piece that is a [`Word`].
const LONGEST: usize = 7;
/// Bits of bytes, and with those of the length; what is above says how many tokens there are.
const LENGTH: u32 = 56;
const COUNT: u32 = 59;
/// Words a table holds.
const PLACES: u32 = 16;

/// Ones for the bytes of each length, none for what is too long.
const MASKS: [u64; LONGEST + 2] = {
    let mut masks = [0; LONGEST + 2];
    let mut length = 1;
    while length <= LONGEST {
        masks[length] = u64::MAX >> (64 - 8 * length);
        length += 1;
    }
    masks
};

/// The bytes and the length of a piece; of one that is too long a number that no table holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word(u64);

impl Word {
    /// The word of `text[start..end]`.
    #[inline]
    pub fn of(text: &[u8], start: usize, end: usize) -> Word {
        let length = (end - start).min(LONGEST + 1);
        let bytes = match text.get(start..start + 8).and_then(|bytes| bytes.try_into().ok()) {
            Some(bytes) => u64::from_le_bytes(bytes),
            None => zip(&text[start..], 0..8).fold(0, |all, (byte, at)| all | u64::from(*byte) << (8 * at)),
        };
        Word(bytes & MASKS[length] | (length as u64 & 7) << LENGTH)
    }

    /// The word of a key.
    #[inline]
    pub fn of_key(key: Key) -> Word {
        let (bytes, length) = key.low();
        let length = length.min(LONGEST + 1);
        Word(bytes & MASKS[length] | (length as u64 & 7) << LENGTH)
    }

    /// Whether it is short enough to be in a table.
    #[inline]
    fn is_short(self) -> bool {
        self.0 != 0
    }

    #[inline]
    fn place(self) -> usize {
        (self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - PLACES)) as usize
    }

    /// The number that stands with this word in `found`; 0 where another word does. Whether one does cannot be foreseen,
    /// so it is computed without asking.
    #[inline]
    fn number(self, found: u64) -> u64 {
        let other = (found ^ self.0) << (u64::BITS - COUNT);
        let same = ((other | other.wrapping_neg()) >> (u64::BITS - 1)).wrapping_sub(1);
        (found >> COUNT) & same
    }
}

/// Words and their numbers of tokens. Nothing is held before the first.
#[derive(Debug, Default)]
pub(super) struct Counts(Vec<u64>);

impl Counts {
    /// The number of tokens of a word; 0 where nothing is known.
    #[inline]
    pub fn get(&self, word: Word) -> usize {
        self.0.get(word.place()).map_or(0, |found| word.number(*found) as usize)
    }

    /// Remembers the number of tokens of a word in place of another.
    #[inline]
    pub fn put(&mut self, word: Word, count: usize) {
        if self.0.is_empty() {
            self.0 = vec![0; 1 << PLACES];
        }
        if word.is_short() {
            self.0[word.place()] = word.0 | (count as u64) << COUNT;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_known_by_all_its_bytes_and_no_other_is() {
        let text = b"abcdefgh\0\0\0\0\0\0\0\0\0abc";
        let mut counts = Counts::default();
        let pieces = (0..text.len()).flat_map(|start| (start + 1..=text.len()).map(move |end| (start, end)));
        let word = |(start, end)| Word::of(text, start, end);
        for piece in pieces.clone() {
            assert_eq!(counts.get(word(piece)), 0);
        }
        for piece in pieces.clone() {
            counts.put(word(piece), piece.1 - piece.0);
            for other in pieces.clone() {
                let same = text[piece.0..piece.1] == text[other.0..other.1];
                if same && piece.1 - piece.0 <= LONGEST {
                    assert_eq!(counts.get(word(other)), piece.1 - piece.0, "{piece:?}");
                } else if word(other) == word(piece) {
                    assert!(piece.1 - piece.0 > LONGEST && other.1 - other.0 > LONGEST);
                }
                if other.1 - other.0 > LONGEST {
                    assert_eq!(counts.get(word(other)), 0);
                }
            }
        }
    }
}
