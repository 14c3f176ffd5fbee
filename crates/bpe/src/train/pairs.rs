//! The pairs that may still be merged: how often each occurs, and where.
//!
//! Only pairs that occur at least `threshold` times are held; the others cost nothing until the threshold falls.
//! Places are indices into the arena, ascending, in one array; they may be stale.

/// A pair of tokens as one number.
#[inline]
pub(super) fn key(left: u32, right: u32) -> u64 {
    u64::from(left) << 32 | u64::from(right)
}

/// The tokens of a pair.
#[inline]
pub(super) fn sides(key: u64) -> (u32, u32) {
    ((key >> 32) as u32, key as u32)
}

#[inline]
pub(super) fn hash(key: u64) -> u64 {
    (key ^ key >> 29).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

const EMPTY: u64 = u64::MAX;

/// One pair.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    pub key: u64,
    pub count: i64,
    /// Its places in [`Pairs::places`].
    pub start: u32,
    pub length: u32,
    /// Whether it was merged; then its count is what trainers that never take merged pairs out would still say.
    pub merged: bool,
}

/// The pairs held.
#[derive(Debug)]
pub(super) struct Pairs {
    slots: Vec<(u64, u32)>,
    shift: u32,
    pub pairs: Vec<Pair>,
    pub places: Vec<u32>,
}

impl Pairs {
    pub fn new() -> Pairs {
        const FIRST: usize = 1 << 10;
        Pairs {
            slots: vec![(EMPTY, 0); FIRST],
            shift: 64 - FIRST.trailing_zeros(),
            pairs: Vec::new(),
            places: Vec::new(),
        }
    }

    /// The index of a pair.
    #[inline]
    pub fn find(&self, key: u64) -> Option<u32> {
        let mut slot = (hash(key) >> self.shift) as usize;
        loop {
            let (found, index) = self.slots[slot];
            if found == key {
                return Some(index);
            }
            if found == EMPTY {
                return None;
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }

    /// The index of a pair, which is added without places when it is not held.
    #[inline]
    pub fn find_or_add(&mut self, key: u64) -> u32 {
        let mut slot = (hash(key) >> self.shift) as usize;
        loop {
            let (found, index) = self.slots[slot];
            if found == key {
                return index;
            }
            if found == EMPTY {
                break;
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        let index = self.pairs.len() as u32;
        self.pairs.push(Pair { key, count: 0, start: 0, length: 0, merged: false });
        if 2 * self.pairs.len() > self.slots.len() {
            self.rehash(2 * self.slots.len());
        } else {
            self.slots[slot] = (key, index);
        }
        index
    }

    fn rehash(&mut self, slots: usize) {
        self.slots.clear();
        self.slots.resize(slots, (EMPTY, 0));
        self.shift = 64 - slots.trailing_zeros();
        for (index, pair) in self.pairs.iter().enumerate() {
            let mut slot = (hash(pair.key) >> self.shift) as usize;
            while self.slots[slot].0 != EMPTY {
                slot = (slot + 1) & (slots - 1);
            }
            self.slots[slot] = (pair.key, index as u32);
        }
    }

    /// Keeps the pairs that `keep` wants; indices change.
    pub fn retain(&mut self, keep: impl Fn(&Pair) -> bool) {
        self.pairs.retain(keep);
        let slots = (2 * self.pairs.len().max(512)).next_power_of_two();
        self.rehash(slots);
    }

    /// Room for `length` places, whose first index it answers.
    pub fn room(&mut self, length: usize) -> u32 {
        let start = self.places.len();
        self.places.resize(start + length, 0);
        start as u32
    }

    /// The places of a pair.
    #[inline]
    pub fn places_of(&self, pair: u32) -> &[u32] {
        let Pair { start, length, .. } = self.pairs[pair as usize];
        &self.places[start as usize..(start + length) as usize]
    }

    /// Bytes held.
    pub fn heap_bytes(&self) -> usize {
        16 * self.slots.capacity() + size_of::<Pair>() * self.pairs.capacity() + 4 * self.places.capacity()
    }
}
