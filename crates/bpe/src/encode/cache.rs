//! Pieces met before and their tokens: two places a line, fixed in size, so that it changes no answer and never grows.
//!
//! Short pieces are their own keys; longer ones, up to 64 bytes, are kept apart with their bytes.
use crate::vocabulary::{Key, NONE};

/// Tokens a place of a short piece holds.
const HELD: usize = 4;
/// Lines of two short pieces: 64 bytes each, the most used ones stay in the second level.
const LINES: usize = 1 << 15;
/// Bytes and tokens of a longer piece.
const LONG: usize = 64;
const HELD_LONG: usize = 15;
const LONG_PLACES: usize = 1 << 13;

/// Pieces and their tokens.
#[derive(Debug)]
pub(crate) struct Cache {
    lines: Vec<[Place; 2]>,
    long: Vec<LongPlace>,
}

/// A short piece; the first id is none in an empty place, later ones where there are fewer.
#[derive(Clone, Copy, Debug)]
#[repr(align(32))]
struct Place {
    key: Key,
    ids: [u32; HELD],
}

#[derive(Clone, Copy, Debug)]
#[repr(align(128))]
struct LongPlace {
    bytes: [u8; LONG],
    ids: [u32; HELD_LONG],
    length: u8,
    count: u8,
}

impl Place {
    #[inline]
    fn tokens(&self) -> &[u32] {
        let count = match self.ids {
            [_, NONE, ..] => 1,
            [_, _, NONE, _] => 2,
            [_, _, _, NONE] => 3,
            _ => HELD,
        };
        &self.ids[..count]
    }
}

impl Cache {
    /// An empty cache.
    pub fn new() -> Cache {
        let place = Place { key: Key::default(), ids: [NONE; HELD] };
        let long = LongPlace { bytes: [0; LONG], ids: [0; HELD_LONG], length: 0, count: 0 };
        Cache { lines: vec![[place; 2]; LINES], long: vec![long; LONG_PLACES] }
    }

    #[inline]
    fn line(hash: u64) -> usize {
        // The table of tokens uses the top bits.
        (hash >> 20) as usize % LINES
    }

    /// The tokens of a short piece met before.
    #[inline]
    pub fn get(&self, key: Key, hash: u64) -> Option<&[u32]> {
        let [first, second] = &self.lines[Self::line(hash)];
        if first.key == key {
            return Some(first.tokens());
        }
        (second.key == key).then(|| second.tokens())
    }

    /// Remembers a short piece in place of the older of two.
    #[inline]
    pub fn put(&mut self, key: Key, hash: u64, tokens: &[u32]) {
        if tokens.is_empty() || tokens.len() > HELD {
            return;
        }
        let line = &mut self.lines[Self::line(hash)];
        line[1] = line[0];
        let mut ids = [NONE; HELD];
        ids[..tokens.len()].copy_from_slice(tokens);
        line[0] = Place { key, ids };
    }

    /// The tokens of a longer piece met before.
    pub fn get_long(&self, piece: &[u8], hash: u64) -> Option<&[u32]> {
        let place = &self.long[(hash >> 20) as usize % LONG_PLACES];
        let found = usize::from(place.length) == piece.len() && &place.bytes[..piece.len()] == piece;
        found.then(|| &place.ids[..usize::from(place.count)])
    }

    /// Remembers a longer piece in place of another.
    pub fn put_long(&mut self, piece: &[u8], hash: u64, tokens: &[u32]) {
        if piece.len() <= LONG && tokens.len() <= HELD_LONG {
            let place = &mut self.long[(hash >> 20) as usize % LONG_PLACES];
            place.bytes[..piece.len()].copy_from_slice(piece);
            place.ids[..tokens.len()].copy_from_slice(tokens);
            (place.length, place.count) = (piece.len() as u8, tokens.len() as u8);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_what_was_put_and_nothing_else() {
        let mut cache = Cache::new();
        let key = |text: &[u8]| Key::of(text, 0, text.len());
        for count in 1..=5u32 {
            let text = format!("p{count}");
            let ids: Vec<u32> = (0..count).collect();
            cache.put(key(text.as_bytes()), 7 << 20, &ids);
            let kept = cache.get(key(text.as_bytes()), 7 << 20);
            assert_eq!(kept, (count <= 4).then_some(&ids[..]));
        }
        // Two a line: the older goes.
        assert!(cache.get(key(b"p3"), 7 << 20).is_some());
        assert!(cache.get(key(b"p2"), 7 << 20).is_none());
        cache.put_long(&[1; 64], 3 << 20, &[5; 15]);
        assert_eq!(cache.get_long(&[1; 64], 3 << 20), Some(&[5; 15][..]));
        assert_eq!(cache.get_long(&[1; 63], 3 << 20), None);
    }
}
