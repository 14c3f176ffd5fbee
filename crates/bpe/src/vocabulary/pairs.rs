//! Merges by the pair they join: open addressing over both ids in one word.
//!
//! Most pairs asked for do not merge. A bit for every eighth of a place says so for nearly all of them, and all of
//! those bits stay in the second level of the cache, where the table does not fit.
use marginals_numerics::arch::prefetch::prefetch;

/// A pair that cannot be merged.
pub const NO_MERGE: u64 = u64::MAX;

const EMPTY: u64 = u64::MAX;

/// The merge of every pair, packed as `rank << 32 | id`, so that the smaller word is the earlier merge.
#[derive(Debug)]
pub struct Pairs {
    slots: Vec<(u64, u64)>,
    /// Which eighths of each place are the home of a pair.
    taken: Vec<u8>,
    shift: u32,
    /// Merges of two bytes, which are asked for most.
    bytes: Vec<u64>,
    length: usize,
}

impl Pairs {
    /// Room for `count` merges, half full at most.
    pub fn new(count: usize) -> Pairs {
        let slots = (2 * count.max(8)).next_power_of_two();
        Pairs {
            slots: vec![(EMPTY, NO_MERGE); slots],
            taken: vec![0; slots],
            shift: 64 - slots.trailing_zeros(),
            bytes: vec![NO_MERGE; 1 << 16],
            length: 0,
        }
    }

    /// The place of a pair when nothing stands in its way, and the bit of its eighth.
    #[inline]
    fn home(&self, key: u64) -> (usize, u8) {
        let eighth = (key ^ key >> 31).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (self.shift - 3);
        ((eighth >> 3) as usize, 1 << (eighth & 7))
    }

    /// The merge of `left` and `right`, or [`NO_MERGE`].
    #[inline]
    pub fn get(&self, left: u32, right: u32) -> u64 {
        let key = u64::from(left) << 32 | u64::from(right);
        let (mut slot, bit) = self.home(key);
        if self.taken[slot] & bit == 0 {
            return NO_MERGE;
        }
        loop {
            let (found, merge) = self.slots[slot];
            if found == key || found == EMPTY {
                return merge;
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }

    /// Asks for the memory that looking for a pair will read.
    #[inline]
    pub fn expect(&self, left: u32, right: u32) {
        let (slot, _) = self.home(u64::from(left) << 32 | u64::from(right));
        prefetch(&self.taken, slot);
        prefetch(&self.slots, slot);
    }

    /// The merge of two bytes.
    #[inline]
    pub fn of_bytes(&self, left: u8, right: u8) -> u64 {
        self.bytes[usize::from(left) << 8 | usize::from(right)]
    }

    /// Adds a merge; of two merges of one pair the earlier stays. Whether the pair had none before.
    pub fn insert(&mut self, left: u32, right: u32, rank: u32, id: u32) -> bool {
        if 2 * (self.length + 1) > self.slots.len() {
            self.grow();
        }
        let key = u64::from(left) << 32 | u64::from(right);
        let slot = self.place(key);
        let new = self.slots[slot].0 == EMPTY;
        self.length += usize::from(new);
        let merge = u64::from(rank) << 32 | u64::from(id);
        self.slots[slot] = (key, merge.min(self.slots[slot].1));
        new
    }

    /// Where a pair is or shall be.
    fn place(&mut self, key: u64) -> usize {
        let (mut slot, bit) = self.home(key);
        self.taken[slot] |= bit;
        while self.slots[slot].0 != EMPTY && self.slots[slot].0 != key {
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        slot
    }

    fn grow(&mut self) {
        let old = std::mem::take(&mut self.slots);
        self.slots = vec![(EMPTY, NO_MERGE); 2 * old.len()];
        self.taken = vec![0; self.slots.len()];
        self.shift -= 1;
        for (key, merge) in old.into_iter().filter(|(key, _)| *key != EMPTY) {
            let slot = self.place(key);
            self.slots[slot] = (key, merge);
        }
    }

    /// Adds the merge of two bytes to the table of those.
    pub fn insert_bytes(&mut self, left: u8, right: u8, rank: u32, id: u32) {
        let merge = &mut self.bytes[usize::from(left) << 8 | usize::from(right)];
        *merge = (*merge).min(u64::from(rank) << 32 | u64::from(id));
    }

    /// Bytes held.
    pub fn heap_bytes(&self) -> usize {
        self.slots.len() * 17 + self.bytes.len() * 8
    }
}
