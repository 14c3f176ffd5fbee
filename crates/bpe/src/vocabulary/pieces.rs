//! Tokens by their bytes: open addressing, the bytes of short ones inside the table.
//!
//! A piece of at most 15 bytes is one 128-bit number (its bytes, its length on top), so a look-up is a
//! multiplication and one comparison in most cases. Longer ones are compared in the arena.
use marginals_numerics::arch::prefetch::prefetch;

/// Longest piece that fits a [`Key`].
pub const SHORT: usize = 15;

/// The bytes and the length of a short piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Key(u128);

/// Ones in the lowest bytes.
const MASKS: [u128; 16] = {
    let mut masks = [0; 16];
    let mut length = 1;
    while length < 16 {
        masks[length] = u128::MAX >> (128 - 8 * length);
        length += 1;
    }
    masks
};

impl Key {
    /// The key of `text[start..end]`, which has 1 to 15 bytes.
    #[inline]
    pub fn of(text: &[u8], start: usize, end: usize) -> Key {
        let length = end - start;
        let word = match text.get(start..start + 16).and_then(|bytes| bytes.try_into().ok()) {
            Some(bytes) => u128::from_le_bytes(bytes) & MASKS[length % 16],
            None => {
                let mut bytes = [0; 16];
                bytes[..length].copy_from_slice(&text[start..end]);
                u128::from_le_bytes(bytes)
            }
        };
        Key(word | (length as u128) << 120)
    }

    /// The key with a number up to 15 in the bits that the length leaves free.
    #[inline]
    pub fn with_count(self, count: usize) -> Key {
        Key(self.0 | (count as u128 & 15) << 124)
    }

    /// The number of [`Key::with_count`] when this is `key` with one; else 0.
    #[inline]
    pub fn count_of(self, key: Key) -> usize {
        let same = (self.0 ^ key.0) << 4 == 0;
        usize::from(same) * (self.0 >> 124) as usize
    }

    /// The key of the bytes of both, 15 at most.
    #[inline]
    pub fn followed_by(self, other: Key) -> Key {
        let (first, second) = (self.0 & MASKS[SHORT], other.0 & MASKS[SHORT]);
        let (length, more) = (self.0 >> 120, other.0 >> 120);
        Key(first | second << (8 * length) | (length + more) << 120)
    }

    /// The first eight bytes, and how many there are in all.
    #[inline]
    pub fn low(self) -> (u64, usize) {
        (self.0 as u64, (self.0 >> 120) as usize)
    }

    /// The bytes, followed by zeros, and how many there are.
    #[inline]
    pub fn bytes(self) -> ([u8; 16], usize) {
        (self.0.to_le_bytes(), (self.0 >> 120) as usize)
    }

    /// Well mixed bits: both halves of one long product.
    #[inline]
    pub fn hash(self) -> u64 {
        let (low, high) = (self.0 as u64, (self.0 >> 64) as u64);
        let product = u128::from(low ^ 0x9e37_79b9_7f4a_7c15) * u128::from(high ^ 0xbf58_476d_1ce4_e5b9);
        (product >> 64) as u64 ^ product as u64
    }
}

/// Well mixed bits of more than 15 bytes. Equal ones are compared byte by byte, in a table that is half full.
pub fn long_hash(bytes: &[u8]) -> u64 {
    let mut state = bytes.len() as u64;
    let mut mix = |word: u64| {
        state = (state.rotate_left(25) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    };
    let words = bytes.chunks_exact(8);
    let mut last = [0; 8];
    last[..words.remainder().len()].copy_from_slice(words.remainder());
    for word in words {
        mix(word.try_into().map_or(0, u64::from_le_bytes));
    }
    mix(u64::from_le_bytes(last));
    (state ^ state >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

/// No token.
pub const NONE: u32 = u32::MAX;

/// Token ids by bytes.
#[derive(Debug)]
pub struct Pieces {
    /// Numbers of keys, 0 where there is none: zeros cost nothing before they are written over.
    keys: Vec<u128>,
    ids: Vec<u32>,
    shift: u32,
    long: Vec<(u64, u32)>,
}

impl Pieces {
    /// Room for `short` and `long` tokens, half full at most.
    pub fn new(short: usize, long: usize) -> Pieces {
        let slots = (2 * short.max(8)).next_power_of_two();
        Pieces {
            keys: vec![0; slots],
            ids: vec![NONE; slots],
            shift: 64 - slots.trailing_zeros(),
            long: vec![(0, NONE); (2 * long.max(8)).next_power_of_two()],
        }
    }

    /// The id of a short piece.
    #[inline]
    pub fn short(&self, key: Key, hash: u64) -> Option<u32> {
        let mut slot = (hash >> self.shift) as usize;
        loop {
            let id = self.ids[slot];
            if self.keys[slot] == key.0 {
                return (id != NONE).then_some(id);
            }
            if id == NONE {
                return None;
            }
            slot = (slot + 1) & (self.ids.len() - 1);
        }
    }

    /// Asks for the memory that looking for a short piece will read.
    #[inline]
    pub fn expect(&self, hash: u64) {
        let slot = (hash >> self.shift) as usize;
        prefetch(&self.ids, slot);
        prefetch(&self.keys, slot);
    }

    /// The id of a piece of any length; `bytes_of` gives the bytes of a token.
    pub fn find<'a>(&self, bytes: &[u8], bytes_of: impl Fn(u32) -> &'a [u8]) -> Option<u32> {
        if bytes.is_empty() {
            return None;
        }
        if bytes.len() <= SHORT {
            let key = Key::of(bytes, 0, bytes.len());
            return self.short(key, key.hash());
        }
        let hash = long_hash(bytes);
        let mut slot = (hash >> 8) as usize & (self.long.len() - 1);
        while self.long[slot].1 != NONE {
            let (found, id) = self.long[slot];
            if found == hash && bytes_of(id) == bytes {
                return Some(id);
            }
            slot = (slot + 1) & (self.long.len() - 1);
        }
        None
    }

    /// Adds a token; false when there is one of its bytes.
    pub fn insert_new<'a>(&mut self, bytes: &[u8], id: u32, bytes_of: impl Fn(u32) -> &'a [u8]) -> bool {
        if bytes.len() <= SHORT {
            let key = Key::of(bytes, 0, bytes.len());
            return self.insert_short(key, key.hash(), id);
        }
        let hash = long_hash(bytes);
        let mut slot = (hash >> 8) as usize & (self.long.len() - 1);
        while self.long[slot].1 != NONE {
            let (found, other) = self.long[slot];
            if found == hash && bytes_of(other) == bytes {
                return false;
            }
            slot = (slot + 1) & (self.long.len() - 1);
        }
        self.long[slot] = (hash, id);
        true
    }

    /// As [`Pieces::insert_new`], of a short token.
    #[inline]
    pub fn insert_short(&mut self, key: Key, hash: u64, id: u32) -> bool {
        let mut slot = (hash >> self.shift) as usize;
        while self.ids[slot] != NONE {
            if self.keys[slot] == key.0 {
                return false;
            }
            slot = (slot + 1) & (self.ids.len() - 1);
        }
        (self.keys[slot], self.ids[slot]) = (key.0, id);
        true
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.ids.len() * 20 + self.long.len() * 16
    }
}
