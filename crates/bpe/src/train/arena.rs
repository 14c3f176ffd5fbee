//! All words in one array of symbols, one place a byte.
//!
//! A token stands on as many places as it has bytes: its id on the first and on the last of them, [`INNER`]
//! between. So the neighbours of any token are found in constant time, a merge writes at most four places, and an
//! index stays good while what stands there changes. [`BORDER`] stands around every word.
use marginals_core::{Error, Result, Run};

/// Stands between words.
pub(super) const BORDER: u32 = u32::MAX;
/// Stands inside tokens.
pub(super) const INNER: u32 = u32::MAX - 1;

/// The words and how often each occurs.
#[derive(Debug)]
pub(super) struct Arena {
    pub symbols: Vec<u32>,
    /// Where the words of one weight end, ascending, and that weight.
    ends: Vec<u32>,
    weights: Vec<u64>,
}

impl Arena {
    /// An arena with room for `places`.
    pub fn new(places: usize, run: &Run) -> Result<Arena> {
        if places >= INNER as usize {
            let expected = "distinct words of fewer than 2^32 bytes in all";
            return Err(Error::limit("input", expected, format_args!("{places}")));
        }
        let mut symbols = run.reserved("the words", places)?;
        symbols.push(BORDER);
        Ok(Arena { symbols, ends: Vec::new(), weights: Vec::new() })
    }

    /// Adds a word as tokens with their lengths.
    pub fn push(&mut self, word: impl Iterator<Item = (u32, u32)>, weight: u64) {
        for (token, length) in word {
            self.symbols.push(token);
            if length > 1 {
                self.symbols.extend(std::iter::repeat_n(INNER, length as usize - 2));
                self.symbols.push(token);
            }
        }
        self.symbols.push(BORDER);
        if self.weights.last() != Some(&weight) {
            self.weights.push(weight);
            self.ends.push(0);
        }
        if let Some(end) = self.ends.last_mut() {
            *end = self.symbols.len() as u32;
        }
    }

    /// Weights by place.
    pub fn weights(&self) -> Weights<'_> {
        Weights { ends: &self.ends, weights: &self.weights, at: 0 }
    }

    /// Symbols, and weights by place.
    pub fn parts(&mut self) -> (&mut [u32], Weights<'_>) {
        (&mut self.symbols, Weights { ends: &self.ends, weights: &self.weights, at: 0 })
    }

    /// Takes out the words that are one token.
    pub fn drop_finished(&mut self, lengths: &[u32]) {
        let (mut write, mut read) = (1, 1);
        let (mut ends, mut weights) = (Vec::new(), Vec::new());
        for (end, weight) in self.ends.iter().zip(&self.weights) {
            while read < *end as usize {
                let first = self.symbols[read];
                let second = read + lengths[first as usize] as usize;
                let mut after = second;
                while self.symbols[after] != BORDER {
                    after += lengths[self.symbols[after] as usize] as usize;
                }
                if after > second {
                    self.symbols.copy_within(read..=after, write);
                    write += after + 1 - read;
                }
                read = after + 1;
            }
            if ends.last().is_none_or(|last| (*last as usize) < write) && write > 1 {
                ends.push(write as u32);
                weights.push(*weight);
            }
        }
        self.symbols.truncate(write);
        (self.ends, self.weights) = (ends, weights);
    }

    /// Bytes held.
    pub fn heap_bytes(&self) -> usize {
        4 * self.symbols.capacity() + 12 * self.ends.capacity()
    }
}

/// Weights asked for at ascending places.
pub(super) struct Weights<'a> {
    ends: &'a [u32],
    weights: &'a [u64],
    at: usize,
}

impl Weights<'_> {
    /// The weight of the word at `place`, which is not before the one asked for last.
    #[inline]
    pub fn of(&mut self, place: u32) -> u64 {
        if self.ends[self.at] <= place {
            self.advance(place);
        }
        self.weights[self.at]
    }

    fn advance(&mut self, place: u32) {
        let mut step = 1;
        while self.at + step < self.ends.len() && self.ends[self.at + step] <= place {
            self.at += step;
            step *= 2;
        }
        let until = (self.at + step + 1).min(self.ends.len());
        self.at += self.ends[self.at..until].partition_point(|end| *end <= place);
    }
}
