//! A cache of short pieces that are not tokens: direct-mapped, fixed in size.
use crate::vocabulary::Key;

/// Tokens a place of the cache holds.
const HELD: usize = 4;
/// Places: with 40 bytes each the cache fits the second level of most processors.
const PLACES: usize = 1 << 14;

/// Pieces and their tokens.
#[derive(Debug)]
pub(crate) struct Cache {
    places: Vec<Place>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Place {
    key: Key,
    ids: [u32; HELD],
    length: u32,
}

impl Cache {
    /// An empty cache.
    pub fn new() -> Cache {
        Cache { places: vec![Place::default(); PLACES] }
    }

    #[inline]
    fn place(hash: u64) -> usize {
        // The table of tokens uses the top bits.
        (hash >> 16) as usize % PLACES
    }

    /// The tokens of a piece met before.
    #[inline]
    pub fn get(&self, key: Key, hash: u64) -> Option<&[u32]> {
        let place = &self.places[Self::place(hash)];
        (place.key == key).then(|| &place.ids[..place.length as usize])
    }

    /// Remembers a piece in place of another.
    pub fn put(&mut self, key: Key, hash: u64, ids: &[u32]) {
        if ids.len() <= HELD {
            let place = &mut self.places[Self::place(hash)];
            place.key = key;
            place.ids[..ids.len()].copy_from_slice(ids);
            place.length = ids.len() as u32;
        }
    }
}
