//! Merges by the pair they join: open addressing, a pair and its rank in one word.
//!
//! Most pairs asked for do not merge. A bit for every eighth of a place says so for nearly all of them, and all of
//! those bits stay in the second level of the cache, where the table does not fit. Tokens and ranks from
//! [`FAR`] on do not fit a word; their merges are kept aside.
use marginals_numerics::arch::prefetch::prefetch;
use std::collections::HashMap;

/// A pair that cannot be merged.
pub const NO_MERGE: u64 = u64::MAX;

/// Bits of each of the three numbers in a word; the highest bit of all says that there is a merge.
const BITS: u32 = 21;
const EMPTY: u64 = 0;
/// The first number that does not fit; as a rank it says that the merge is kept aside.
const FAR: u32 = (1 << BITS) - 1;
/// Two bytes that do not merge.
const NEVER: u32 = u32::MAX;

/// The merge of every pair, answered as `rank << 32 | id`, so that the smaller word is the earlier merge.
#[derive(Debug)]
pub struct Pairs {
    slots: Vec<u64>,
    /// Which eighths of each place are the home of a pair.
    taken: Vec<u8>,
    shift: u32,
    /// Ranks of the merges of two bytes, which are asked for most.
    bytes: Vec<u32>,
    /// The token each merge makes, by rank; empty where that has the rank for an id.
    made: Vec<u32>,
    /// Ranks of merges with a number from [`FAR`] on.
    aside: HashMap<(u32, u32), u32>,
    length: usize,
}

/// A pair that was asked for: the upper part of its word, its home and the bit of its eighth.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    pair: u64,
    slot: u32,
    bit: u8,
}

impl Question {
    /// One that is answered by none.
    pub const NONE: Question = Question { pair: 0, slot: 0, bit: 0 };
}

/// The upper part of a word: the pair. Both tokens are below [`FAR`].
#[inline]
fn key(left: u32, right: u32) -> u64 {
    1 << (2 * BITS) | u64::from(left) << BITS | u64::from(right)
}

impl Pairs {
    /// Room for `count` merges, half full at most, each of which makes the token that has its rank for an id.
    pub fn new(count: usize) -> Pairs {
        let slots = (2 * count.max(8)).next_power_of_two();
        Pairs {
            slots: vec![EMPTY; slots],
            taken: vec![0; slots],
            shift: 64 - slots.trailing_zeros(),
            bytes: vec![NEVER; 1 << 16],
            made: Vec::new(),
            aside: HashMap::new(),
            length: 0,
        }
    }

    /// Says which token each merge makes, by rank.
    pub fn make(&mut self, made: Vec<u32>) {
        self.made = made;
    }

    /// The answer for a rank.
    #[inline]
    fn merge(&self, rank: u32) -> u64 {
        u64::from(rank) << 32 | u64::from(self.made(rank))
    }

    /// The place of a pair when nothing stands in its way, and the bit of its eighth.
    #[inline]
    fn home(&self, key: u64) -> (usize, u8) {
        let eighth = (key ^ key >> 25).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (self.shift - 3);
        ((eighth >> 3) as usize, 1 << (eighth & 7))
    }

    /// The merge of `left` and `right`, or [`NO_MERGE`].
    #[inline]
    pub fn get(&self, left: u32, right: u32) -> u64 {
        if left.max(right) >= FAR {
            return self.get_aside(left, right);
        }
        match self.answer(self.question(left, right)) {
            None => NO_MERGE,
            Some(FAR) => self.get_aside(left, right),
            Some(rank) => self.merge(rank),
        }
    }

    #[inline]
    fn question(&self, left: u32, right: u32) -> Question {
        let pair = key(left, right);
        let (slot, bit) = self.home(pair);
        Question { pair, slot: slot as u32, bit }
    }

    /// Whether no merge is kept aside, so that every one can be asked for by [`Pairs::ask`].
    pub fn compact(&self) -> bool {
        self.aside.is_empty()
    }

    /// Asks for the memory that tells the rank of the merge of `left` and `right`.
    #[inline]
    pub fn ask(&self, left: u32, right: u32) -> Question {
        let question = self.question(left, right);
        prefetch(&self.taken, question.slot as usize);
        prefetch(&self.slots, question.slot as usize);
        question
    }

    /// The rank that was asked for, if the pair merges.
    #[inline]
    pub fn answer(&self, question: Question) -> Option<u32> {
        let mut slot = question.slot as usize;
        if self.taken[slot] & question.bit == 0 {
            return None;
        }
        loop {
            let found = self.slots[slot];
            if found >> BITS == question.pair {
                return Some(found as u32 & FAR);
            }
            if found == EMPTY {
                return None;
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }

    /// The token that the merge of a rank makes.
    #[inline]
    pub fn made(&self, rank: u32) -> u32 {
        if self.made.is_empty() { rank } else { self.made[rank as usize] }
    }

    #[cold]
    fn get_aside(&self, left: u32, right: u32) -> u64 {
        self.aside.get(&(left, right)).map_or(NO_MERGE, |rank| self.merge(*rank))
    }

    /// Whether two tokens may merge: false for most that do not.
    #[inline]
    pub fn may_merge(&self, left: u32, right: u32) -> bool {
        let (slot, bit) = self.home(key(left & FAR, right & FAR));
        left.max(right) >= FAR || self.taken[slot] & bit != 0
    }

    /// Asks for the memory that [`Pairs::may_merge`] will read.
    #[inline]
    pub fn expect_home(&self, left: u32, right: u32) {
        let (slot, _) = self.home(key(left & FAR, right & FAR));
        prefetch(&self.taken, slot);
    }

    /// Asks for the memory that looking for a pair will read.
    #[inline]
    pub fn expect(&self, left: u32, right: u32) {
        let (slot, _) = self.home(key(left & FAR, right & FAR));
        prefetch(&self.taken, slot);
        prefetch(&self.slots, slot);
    }

    /// The merge of two bytes.
    #[inline]
    pub fn of_bytes(&self, left: u8, right: u8) -> u64 {
        self.rank_of_bytes(left, right).map_or(NO_MERGE, |rank| self.merge(rank))
    }

    /// The rank of the merge of two bytes.
    #[inline]
    pub fn rank_of_bytes(&self, left: u8, right: u8) -> Option<u32> {
        let rank = self.bytes[usize::from(left) << 8 | usize::from(right)];
        (rank != NEVER).then_some(rank)
    }

    /// Adds a merge; of two merges of one pair the earlier stays. Whether the pair had none before.
    pub fn insert(&mut self, left: u32, right: u32, rank: u32) -> bool {
        if left.max(right).max(rank) >= FAR {
            let mut new = true;
            let earlier = |known: &mut u32| (*known, new) = (rank.min(*known), false);
            self.aside.entry((left, right)).and_modify(earlier).or_insert(rank);
            // One of a lower rank stays where it is.
            return new & (left.max(right) >= FAR || self.insert_near(left, right, FAR));
        }
        self.insert_near(left, right, rank)
    }

    fn insert_near(&mut self, left: u32, right: u32, rank: u32) -> bool {
        if 2 * (self.length + 1) > self.slots.len() {
            self.grow();
        }
        let key = key(left, right);
        let slot = self.place(key);
        let new = self.slots[slot] == EMPTY;
        self.length += usize::from(new);
        let word = key << BITS | u64::from(rank);
        self.slots[slot] = if new { word } else { word.min(self.slots[slot]) };
        new
    }

    /// Where a pair is or shall be.
    fn place(&mut self, key: u64) -> usize {
        let (mut slot, bit) = self.home(key);
        self.taken[slot] |= bit;
        while self.slots[slot] != EMPTY && self.slots[slot] >> BITS != key {
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        slot
    }

    fn grow(&mut self) {
        let old = std::mem::take(&mut self.slots);
        self.slots = vec![EMPTY; 2 * old.len()];
        self.taken = vec![0; self.slots.len()];
        self.shift -= 1;
        for word in old.into_iter().filter(|word| *word != EMPTY) {
            let slot = self.place(word >> BITS);
            self.slots[slot] = word;
        }
    }

    /// Adds the merge of two bytes to the table of those.
    pub fn insert_bytes(&mut self, left: u8, right: u8, rank: u32) {
        let known = &mut self.bytes[usize::from(left) << 8 | usize::from(right)];
        *known = rank.min(*known);
    }

    /// Bytes held.
    pub fn heap_bytes(&self) -> usize {
        self.slots.len() * 9 + (self.bytes.len() + self.made.len()) * 4 + self.aside.capacity() * 16
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{below, stream};

    #[test]
    fn numbers_of_any_size_are_found_and_the_earliest_merge_stays() {
        let numbers = [0, 1, 2, 255, 256, FAR - 1, FAR, FAR + 1, 1 << 22, (1 << 23) - 1];
        for seed in 0..300 {
            let mut random = stream(seed, "pairs", 0);
            let (mut pairs, mut known) = (Pairs::new(0), HashMap::<(u32, u32), u32>::new());
            for _ in 0..200 {
                let [left, right, rank] = [(); 3].map(|()| numbers[below(&mut random, 10) as usize]);
                let least = known.get(&(left, right)).map_or(rank, |other| rank.min(*other));
                let new = known.insert((left, right), least).is_none();
                assert_eq!(pairs.insert(left, right, rank), new, "{left} {right} {rank}");
            }
            for left in numbers {
                for right in numbers {
                    let merge = |rank: &u32| u64::from(*rank) << 32 | u64::from(*rank);
                    let expected = known.get(&(left, right)).map_or(NO_MERGE, merge);
                    assert_eq!(pairs.get(left, right), expected, "{left} {right}");
                }
            }
        }
    }

    #[test]
    fn merges_make_the_tokens_they_are_said_to() {
        let mut pairs = Pairs::new(2);
        pairs.make(vec![7, 9]);
        pairs.insert(3, 4, 1);
        pairs.insert_bytes(97, 98, 0);
        assert_eq!(pairs.get(3, 4), 1 << 32 | 9);
        assert_eq!(pairs.of_bytes(97, 98), 7);
        assert_eq!(pairs.of_bytes(98, 97), NO_MERGE);
    }
}
