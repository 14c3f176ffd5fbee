//! Merging several short pieces at the same time, each as [`super::merge`] does: the lowest rank first, the leftmost of
//! equals.
//!
//! One merge of a piece needs the merges that its new neighbours have, which lie beyond the caches near the processor,
//! and the next one cannot be chosen before they are there. So a merge of one piece is followed by one of each other,
//! and when the first has its turn again its memory has come. A rank and its place are one number of 32 bits, so that
//! the lowest is found in a few vectors; which symbols remain is one bit each.
use super::merge::SCANNED;
use crate::vocabulary::{Pairs, Question};

/// Bits of a place; a rank stands above them.
const PLACE: u32 = SCANNED.trailing_zeros();
/// No merge.
const NONE: i32 = i32::MAX;
/// Places looked at together.
const LANES: usize = 16;

/// Pieces and what they become.
#[derive(Debug, Default)]
pub(super) struct Together {
    pieces: Vec<Piece>,
    count: usize,
    going: Vec<usize>,
}

#[derive(Debug)]
struct Piece {
    /// The rank of the merge of the symbol that starts at each place and the one behind it, above the place.
    merges: [i32; SCANNED],
    ids: [u32; SCANNED],
    /// Those places where a symbol starts.
    starts: u64,
    length: usize,
    /// Merges asked for and their places: that of the symbol made last, and the one before it.
    asked: [(u32, Question); 2],
}

impl Together {
    /// Forgets all pieces.
    pub fn clear(&mut self) {
        self.count = 0;
    }

    /// Adds a piece of up to [`SCANNED`] bytes.
    pub fn add(&mut self, pairs: &Pairs, byte_ids: &[u32; 256], bytes: &[u8]) {
        if self.count == self.pieces.len() {
            self.pieces.push(Piece::EMPTY);
        }
        self.pieces[self.count].start(pairs, byte_ids, bytes);
        self.count += 1;
    }

    /// Merges all that can be; no merge is kept aside.
    #[inline(never)]
    pub fn merge(&mut self, pairs: &Pairs) {
        let Together { pieces, going, .. } = self;
        going.clear();
        going.extend(0..self.count);
        while !going.is_empty() {
            let mut next = 0;
            while let Some(at) = going.get(next) {
                if pieces[*at].step(pairs) {
                    next += 1;
                } else {
                    going.swap_remove(next);
                }
            }
        }
    }

    /// Appends the tokens of the piece that was added as number `at` to `out`.
    pub fn tokens(&self, at: usize, out: &mut Vec<u32>) {
        let piece = &self.pieces[at];
        let mut starts = piece.starts;
        while starts != 0 {
            out.push(piece.ids[starts.trailing_zeros() as usize]);
            starts &= starts - 1;
        }
    }
}

impl Piece {
    const EMPTY: Piece = Piece {
        merges: [NONE; SCANNED],
        ids: [0; SCANNED],
        starts: 0,
        length: 0,
        asked: [(0, Question::NONE); 2],
    };

    fn start(&mut self, pairs: &Pairs, byte_ids: &[u32; 256], bytes: &[u8]) {
        self.length = bytes.len().next_multiple_of(LANES);
        self.starts = u64::MAX >> (SCANNED - bytes.len());
        self.merges[bytes.len() - 1..self.length].fill(NONE);
        for (id, byte) in self.ids.iter_mut().zip(bytes) {
            *id = byte_ids[usize::from(*byte)];
        }
        for at in 1..bytes.len() {
            self.set(at as u32 - 1, pairs.rank_of_bytes(bytes[at - 1], bytes[at]));
        }
        // Nothing is asked for of the last place, which has no merge.
        self.asked = [(bytes.len() as u32 - 1, Question::NONE); 2];
    }

    #[inline(always)]
    fn set(&mut self, place: u32, rank: Option<u32>) {
        let merge = rank.map_or(NONE, |rank| (rank << PLACE | place).cast_signed());
        self.merges[place as usize % SCANNED] = merge;
    }

    /// Makes one merge; false when there is none.
    #[inline(always)]
    fn step(&mut self, pairs: &Pairs) -> bool {
        let [(at, behind), (before, ahead)] = self.asked;
        self.set(before, pairs.answer(ahead));
        self.set(at, pairs.answer(behind));
        let lowest = self.lowest();
        if lowest == NONE {
            return false;
        }
        let at = lowest.cast_unsigned() % SCANNED as u32;
        let id = pairs.made(lowest.cast_unsigned() >> PLACE);
        // Every merge has a symbol behind it.
        let above = u64::MAX << at << 1;
        let behind = self.starts & above;
        let rest = behind & behind.wrapping_sub(1);
        self.merges[behind.trailing_zeros() as usize % SCANNED] = NONE;
        self.starts ^= behind ^ rest;
        self.ids[at as usize] = id;
        let before = self.starts & !above & !(1 << at);
        // What stands at neither end is asked for; else nothing, whose answer changes nothing.
        self.asked = [(at, Question::NONE); 2];
        if rest != 0 {
            let next = self.ids[rest.trailing_zeros() as usize % SCANNED];
            self.asked[0].1 = pairs.ask(id, next);
        }
        if before != 0 {
            let place = before.ilog2();
            self.asked[1] = (place, pairs.ask(self.ids[place as usize % SCANNED], id));
        }
        true
    }

    /// The lowest of the merges.
    #[inline(always)]
    fn lowest(&self) -> i32 {
        let mut least = [NONE; LANES];
        for lanes in self.merges[..self.length].as_chunks::<LANES>().0 {
            for lane in 0..LANES {
                least[lane] = least[lane].min(lanes[lane]);
            }
        }
        let mut width = LANES / 2;
        while width > 0 {
            for lane in 0..width {
                least[lane] = least[lane].min(least[lane + width]);
            }
            width /= 2;
        }
        least[0]
    }
}

#[cfg(test)]
mod tests {
    use super::super::merge::{by_rank, tests::random_pairs};
    use super::*;
    use marginals_core::random::{below, stream};

    #[test]
    fn many_pieces_become_what_each_does_alone() {
        let mut together = Together::default();
        for seed in 0..3_000 {
            let (pairs, ids) = random_pairs(seed % 50);
            let mut random = stream(seed, "pieces", 1);
            let mut draw = |below_what: u64| below(&mut random, below_what);
            let pieces: Vec<Vec<u8>> = (0..1 + draw(17))
                .map(|_| (0..1 + draw(SCANNED as u64)).map(|_| b'a' + draw(3) as u8).collect())
                .collect();
            together.clear();
            for piece in &pieces {
                together.add(&pairs, &ids, piece);
            }
            together.merge(&pairs);
            for (at, piece) in pieces.iter().enumerate() {
                let (mut alone, mut merged) = (vec![], vec![]);
                by_rank(&pairs, &ids, piece, &mut alone);
                together.tokens(at, &mut merged);
                assert_eq!(merged, alone);
            }
        }
    }
}
