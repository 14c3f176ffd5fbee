//! Pieces that are long or have many tokens, met before, with their tokens.
//!
//! Their bytes and tokens stand one after the other in two lists. When one of those is full everything is forgotten, so
//! that memory is bounded, grows only with what is met, and nothing has to be moved.
use marginals_numerics::arch::prefetch::prefetch;

/// Longest piece, and most tokens of one.
const LONGEST: usize = 1 << 10;
/// Places, and pieces up to which they are used.
const PLACES: usize = 1 << 16;
const PIECES: usize = PLACES / 4 * 3;
/// Bytes and tokens of all pieces.
const BYTES: usize = 1 << 21;
const TOKENS: usize = 1 << 20;

/// Pieces by a hash of their bytes.
#[derive(Debug, Default)]
pub(super) struct Long {
    places: Vec<Place>,
    bytes: Vec<u8>,
    ids: Vec<u32>,
    count: usize,
}

/// Where a piece stands. No place that is taken has no bytes.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    mark: u32,
    bytes: u32,
    ids: u32,
    length: u16,
    tokens: u16,
}

impl Long {
    /// The place of a piece, or the one it shall have. There is a free one.
    fn place(&self, piece: &[u8], hash: u64) -> usize {
        let mut at = (hash >> 20) as usize % PLACES;
        loop {
            let place = self.places[at];
            let same = place.mark == hash as u32 && usize::from(place.length) == piece.len();
            if place.length == 0 || same && self.bytes[place.bytes as usize..].starts_with(piece) {
                return at;
            }
            at = (at + 1) % PLACES;
        }
    }

    /// Asks for the memory that [`Long::get`] will read first.
    #[inline]
    pub fn expect(&self, hash: u64) {
        prefetch(&self.places, (hash >> 20) as usize % PLACES);
    }

    /// The tokens of a piece met before.
    pub fn get(&self, piece: &[u8], hash: u64) -> Option<&[u32]> {
        if self.places.is_empty() || piece.len() > LONGEST {
            return None;
        }
        let place = self.places[self.place(piece, hash)];
        let first = place.ids as usize;
        (place.length > 0).then(|| &self.ids[first..first + usize::from(place.tokens)])
    }

    /// Remembers a piece.
    pub fn put(&mut self, piece: &[u8], hash: u64, ids: &[u32]) {
        if self.get(piece, hash).is_some() || piece.is_empty() || piece.len() > LONGEST || ids.len() > LONGEST
        {
            return;
        }
        let full = self.count == PIECES
            || self.bytes.len() + piece.len() > BYTES
            || self.ids.len() + ids.len() > TOKENS;
        if full || self.places.is_empty() {
            self.places.clear();
            self.places.resize(PLACES, Place::default());
            self.bytes.clear();
            self.ids.clear();
            self.count = 0;
        }
        let at = self.place(piece, hash);
        self.places[at] = Place {
            mark: hash as u32,
            bytes: self.bytes.len() as u32,
            ids: self.ids.len() as u32,
            length: piece.len() as u16,
            tokens: ids.len() as u16,
        };
        self.bytes.extend_from_slice(piece);
        self.ids.extend_from_slice(ids);
        self.count += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::long_hash;
    use marginals_core::random::{below, stream};
    use std::collections::HashMap;

    #[test]
    fn answers_what_was_put_or_nothing() {
        let (mut long, mut random) = (Long::default(), stream(1, "long pieces", 0));
        let (mut known, mut met, mut forgotten) = (HashMap::<Vec<u8>, Vec<u32>>::new(), 0, 0);
        for step in 0..300_000u32 {
            let length = 1 + below(&mut random, 40) as usize;
            let piece: Vec<u8> = (0..length).map(|_| below(&mut random, 2) as u8).collect();
            // Some hashes of different pieces are equal.
            let hash = long_hash(&piece) & 0xffff << 20;
            match long.get(&piece, hash) {
                Some(ids) => {
                    assert_eq!(Some(ids), known.get(&piece).map(Vec::as_slice));
                    met += 1;
                }
                None => {
                    forgotten += u32::from(known.contains_key(&piece));
                    let ids = vec![step; below(&mut random, 30) as usize];
                    long.put(&piece, hash, &ids);
                    assert_eq!(long.get(&piece, hash), Some(&ids[..]));
                    known.insert(piece, ids);
                }
            }
        }
        assert!(met > 10_000 && forgotten > 100, "{met} {forgotten}");
        assert_eq!(long.get(&[1; LONGEST + 1], 0), None);
    }
}
