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

/// The bits of a hash that a slot holds: others than those that choose it.
#[inline]
fn some(hash: u64) -> u32 {
    (hash >> 12) as u32
}

/// One place of the table: some bits of a pair's hash, and its index plus 1; 0 where there is none.
type Slot = (u32, u32);

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

/// The pairs held. The table of them holds no keys, which stand with the pairs: it is half as large so.
#[derive(Debug)]
pub(super) struct Pairs {
    slots: Vec<Slot>,
    shift: u32,
    pub pairs: Vec<Pair>,
    pub places: Vec<u32>,
}

impl Pairs {
    pub fn new() -> Pairs {
        const FIRST: usize = 1 << 10;
        Pairs {
            slots: vec![(0, 0); FIRST],
            shift: 64 - FIRST.trailing_zeros(),
            pairs: Vec::new(),
            places: Vec::new(),
        }
    }

    /// The index of a pair, or the slot where it would stand.
    #[inline]
    fn slot(&self, key: u64) -> Result<u32, usize> {
        let hash = hash(key);
        let mut slot = (hash >> self.shift) as usize;
        loop {
            let (bits, index) = self.slots[slot];
            if index == 0 {
                return Err(slot);
            }
            if bits == some(hash) && self.pairs[index as usize - 1].key == key {
                return Ok(index - 1);
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }

    /// The index of a pair.
    #[inline]
    pub fn find(&self, key: u64) -> Option<u32> {
        self.slot(key).ok()
    }

    /// The index of a pair, which is added without places when it is not held.
    #[inline]
    pub fn find_or_add(&mut self, key: u64) -> u32 {
        let slot = match self.slot(key) {
            Ok(index) => return index,
            Err(slot) => slot,
        };
        self.pairs.push(Pair { key, count: 0, start: 0, length: 0, merged: false });
        let index = self.pairs.len() as u32;
        if 2 * self.pairs.len() > self.slots.len() {
            self.rehash(2 * self.slots.len());
        } else {
            self.slots[slot] = (some(hash(key)), index);
        }
        index - 1
    }

    fn rehash(&mut self, slots: usize) {
        // The old table goes first, so that both are never there at once.
        self.slots = Vec::new();
        self.slots = vec![(0, 0); slots];
        self.shift = 64 - slots.trailing_zeros();
        for (index, pair) in self.pairs.iter().enumerate() {
            let hash = hash(pair.key);
            let mut slot = (hash >> self.shift) as usize;
            while self.slots[slot].1 != 0 {
                slot = (slot + 1) & (slots - 1);
            }
            self.slots[slot] = (some(hash), index as u32 + 1);
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
        size_of::<Slot>() * self.slots.capacity()
            + size_of::<Pair>() * self.pairs.capacity()
            + 4 * self.places.capacity()
    }
}
