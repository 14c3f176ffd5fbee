//! How often every piece occurs: open addressing, short pieces inside the table.
use super::letters::{ALONE, INSIDE, LAST};
use crate::vocabulary::{Key, SHORT};
use marginals_core::{Charge, Result, Run};

/// A piece, how often it occurred, and where first.
#[derive(Clone, Copy, Debug, Default)]
struct Long {
    hash: u64,
    start: usize,
    length: usize,
    count: u64,
    first: u64,
}

/// Pieces and their counts.
#[derive(Debug)]
pub(super) struct Table {
    keys: Vec<Key>,
    counts: Vec<u64>,
    /// Where each short piece occurred first; empty when nobody asks.
    firsts: Vec<u64>,
    length: usize,
    /// Hash and index of long pieces.
    slots: Vec<(u64, u32)>,
    long: Vec<Long>,
    bytes: Vec<u8>,
    charge: Option<Charge>,
}

const FIRST: usize = 1 << 10;
const NONE: u32 = u32::MAX;

impl Table {
    /// An empty table; `ordered` keeps where each piece occurred first.
    pub fn new(ordered: bool) -> Table {
        Table {
            keys: vec![Key::default(); FIRST],
            counts: vec![0; FIRST],
            firsts: if ordered { vec![0; FIRST] } else { Vec::new() },
            length: 0,
            slots: vec![(0, NONE); FIRST],
            long: Vec::new(),
            bytes: Vec::new(),
            charge: None,
        }
    }

    /// Number of distinct pieces.
    pub fn len(&self) -> usize {
        self.length + self.long.len()
    }

    /// Counts `text[start..end]`, which occurs `weight` times from `first` on.
    #[inline]
    pub fn add(
        &mut self,
        text: &[u8],
        (start, end): (usize, usize),
        weight: u64,
        first: u64,
        run: &Run,
    ) -> Result<()> {
        if end - start > SHORT {
            return self.add_long(&text[start..end], weight, first, run);
        }
        self.add_short(Key::of(text, start, end), weight, first, run)
    }

    #[inline]
    fn add_short(&mut self, key: Key, weight: u64, first: u64, run: &Run) -> Result<()> {
        let mask = self.keys.len() - 1;
        let mut slot = (key.hash() >> (64 - self.keys.len().trailing_zeros())) as usize;
        loop {
            if self.keys[slot] == key {
                self.counts[slot] = self.counts[slot].saturating_add(weight);
                if let Some(known) = self.firsts.get_mut(slot) {
                    *known = first.min(*known);
                }
                return Ok(());
            }
            if self.keys[slot] == Key::default() {
                break;
            }
            slot = (slot + 1) & mask;
        }
        (self.keys[slot], self.counts[slot]) = (key, weight);
        if let Some(known) = self.firsts.get_mut(slot) {
            *known = first;
        }
        self.length += 1;
        if 3 * self.length > 2 * self.keys.len() { self.grow(run) } else { Ok(()) }
    }

    #[inline(never)]
    fn grow(&mut self, run: &Run) -> Result<()> {
        let slots = 2 * self.keys.len();
        self.account(slots, run)?;
        let ordered = !self.firsts.is_empty();
        let keys = std::mem::replace(&mut self.keys, run.filled("the words", slots, Key::default())?);
        let counts = std::mem::replace(&mut self.counts, run.filled("the words", slots, 0)?);
        let firsts = std::mem::take(&mut self.firsts);
        if ordered {
            self.firsts = run.filled("the words", slots, 0)?;
        }
        let shift = 64 - slots.trailing_zeros();
        for (at, key) in keys.into_iter().enumerate().filter(|(_, key)| *key != Key::default()) {
            let mut slot = (key.hash() >> shift) as usize;
            while self.keys[slot] != Key::default() {
                slot = (slot + 1) & (slots - 1);
            }
            (self.keys[slot], self.counts[slot]) = (key, counts[at]);
            if ordered {
                self.firsts[slot] = firsts[at];
            }
        }
        Ok(())
    }

    fn account(&mut self, slots: usize, run: &Run) -> Result<()> {
        let each = if self.firsts.is_empty() { 24 } else { 32 };
        let bytes = each * slots + 16 * self.slots.len() + 80 * self.long.len() + 2 * self.bytes.len();
        if self.charge.as_ref().is_none_or(|charge| charge.bytes() < bytes as u64) {
            self.charge = None;
            self.charge = Some(run.charge("the words", bytes as u64)?);
        }
        Ok(())
    }

    #[inline(never)]
    fn add_long(&mut self, piece: &[u8], weight: u64, first: u64, run: &Run) -> Result<()> {
        let hash = long_hash(piece);
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        while self.slots[slot].1 != NONE {
            let (found, index) = self.slots[slot];
            if found == hash {
                let known = &mut self.long[index as usize];
                if self.bytes[known.start..known.start + known.length] == *piece {
                    known.count = known.count.saturating_add(weight);
                    known.first = first.min(known.first);
                    return Ok(());
                }
            }
            slot = (slot + 1) & mask;
        }
        if piece.len() > self.bytes.capacity() - self.bytes.len() {
            self.account(self.keys.len(), run)?;
        }
        self.slots[slot] = (hash, self.long.len() as u32);
        let start = self.bytes.len();
        self.bytes.extend_from_slice(piece);
        self.long.push(Long { hash, start, length: piece.len(), count: weight, first });
        if 2 * self.long.len() > self.slots.len() {
            let slots = 2 * self.slots.len();
            self.slots.clear();
            self.slots.resize(slots, (0, NONE));
            for (index, long) in self.long.iter().enumerate() {
                let mut slot = long.hash as usize & (slots - 1);
                while self.slots[slot].1 != NONE {
                    slot = (slot + 1) & (slots - 1);
                }
                self.slots[slot] = (long.hash, index as u32);
            }
        }
        Ok(())
    }

    /// Adds all of another table.
    pub fn absorb(&mut self, other: Table, run: &Run) -> Result<()> {
        for (slot, key) in other.keys.iter().enumerate().filter(|(_, key)| **key != Key::default()) {
            let first = other.firsts.get(slot).copied().unwrap_or(0);
            self.add_short(*key, other.counts[slot], first, run)?;
        }
        for long in &other.long {
            let piece = &other.bytes[long.start..long.start + long.length];
            self.add_long(piece, long.count, long.first, run)?;
        }
        Ok(())
    }

    /// Calls `each(piece, count)` for every piece: the most frequent first, or in the order of first occurrence.
    /// The order of equally frequent ones is not fixed.
    pub fn sorted(self, mut each: impl FnMut(&[u8], u64)) {
        let ordered = !self.firsts.is_empty();
        let rank = |count: u64, first: u64| if ordered { first } else { u64::MAX - count };
        let short = self.keys.iter().zip(&self.counts).enumerate();
        let short = short.filter(|(_, (key, _))| **key != Key::default());
        let short =
            short.map(|(slot, (_, count))| (rank(*count, self.firsts.get(slot).copied().unwrap_or(0)), slot));
        let long = self.long.iter().enumerate();
        let long = long.map(|(at, long)| (rank(long.count, long.first), self.keys.len() + at));
        let mut all: Vec<(u64, usize)> = Vec::with_capacity(self.len());
        all.extend(short);
        all.extend(long);
        all.sort_unstable();
        for (_, at) in all {
            if at < self.keys.len() {
                let (bytes, length) = self.keys[at].bytes();
                each(&bytes[..length], self.counts[at]);
            } else {
                let long = &self.long[at - self.keys.len()];
                each(&self.bytes[long.start..long.start + long.length], long.count);
            }
        }
    }

    /// Which bytes occur.
    pub fn seen(&self) -> [bool; 256] {
        let mut seen = [false; 256];
        for key in &self.keys {
            let (bytes, length) = key.bytes();
            bytes[..length].iter().for_each(|byte| seen[usize::from(*byte)] = true);
        }
        self.bytes.iter().for_each(|byte| seen[usize::from(*byte)] = true);
        seen
    }

    /// How often every byte occurs, and at which places of pieces.
    pub fn bytes(&self) -> ([u64; 256], [u8; 256]) {
        let (mut counts, mut places) = ([0u64; 256], [0; 256]);
        let mut take = |piece: &[u8], count: u64| {
            for byte in piece {
                let known = &mut counts[usize::from(*byte)];
                *known = known.saturating_add(count);
            }
            for (at, byte) in piece.iter().enumerate().skip(usize::from(piece.len() > 1)) {
                let end = if at == 0 { ALONE } else { LAST };
                places[usize::from(*byte)] |= if at + 1 == piece.len() { end } else { INSIDE };
            }
        };
        for (key, count) in self.keys.iter().zip(&self.counts) {
            let (bytes, length) = key.bytes();
            take(&bytes[..length], *count);
        }
        for long in &self.long {
            take(&self.bytes[long.start..long.start + long.length], long.count);
        }
        (counts, places)
    }

    /// Bytes of all distinct pieces together, and the sum of counts times lengths where it fits.
    pub fn extent(&self) -> (usize, Option<u64>) {
        let short = self.keys.iter().zip(&self.counts).map(|(key, count)| (key.bytes().1, *count));
        let long = self.long.iter().map(|long| (long.length, long.count));
        let (mut distinct, mut total) = (0, Some(0u64));
        for (length, count) in short.filter(|(length, _)| *length > 0).chain(long) {
            distinct += length;
            total = total.and_then(|total| count.checked_mul(length as u64)?.checked_add(total));
        }
        (distinct, total)
    }
}

fn long_hash(bytes: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut hash = bytes.len() as u64;
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        hash = (hash.rotate_left(23) ^ u64::from_le_bytes(*word)).wrapping_mul(FACTOR);
        hash ^= hash >> 32;
    }
    for byte in rest {
        hash = (hash.rotate_left(23) ^ u64::from(*byte)).wrapping_mul(FACTOR);
    }
    hash ^ hash >> 29
}
