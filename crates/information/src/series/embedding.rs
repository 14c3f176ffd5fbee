//! Words of a series as symbols: the values at fixed offsets from every time, under one code.
//!
//! A code is the number that the values spell in base radix while that stays small; longer words are numbered by the
//! order of those that occur, so no product of radices is ever allocated. Cost: O(times · offsets).
use crate::table::tally::Groups;
use marginals_core::{Error, Result, Run};
use std::ops::Range;

/// Codes stay as they are spelled up to this many, or 4 for each time.
const SMALL: u64 = 1 << 12;

/// A series of symbols, each below `radix`.
#[derive(Clone, Copy, Debug)]
pub struct Series<'a> {
    /// The symbols in time.
    pub symbols: &'a [u32],
    /// Number of symbols that may occur.
    pub radix: u32,
}

impl<'a> Series<'a> {
    /// A series of at least one symbol.
    ///
    /// # Errors
    /// `Shape` for an empty one, `Range` for a symbol not below `radix`.
    pub fn new(symbols: &'a [u32], radix: u32) -> Result<Self> {
        if symbols.is_empty() {
            return Err(Error::shape("series", "at least one symbol", "none"));
        }
        let largest = symbols.iter().copied().max().unwrap_or(0);
        if largest >= radix {
            return Err(Error::range("series", format!("symbols below {radix}"), largest));
        }
        Ok(Series { symbols, radix })
    }
}

/// One code for every time.
#[derive(Clone, Debug)]
pub struct Words {
    /// Codes by time.
    pub codes: Vec<u32>,
    /// Codes are below this.
    pub radix: u32,
}

impl AsRef<[u32]> for Words {
    fn as_ref(&self) -> &[u32] {
        &self.codes
    }
}

/// The word of a series at every time t of `times`: its symbols at t + o for each offset o, the first one leading.
///
/// # Errors
/// `Range` when an offset leaves the series; out of memory; the run was cancelled.
pub fn words(series: Series<'_>, times: Range<usize>, offsets: &[isize], run: &Run) -> Result<Words> {
    let n = series.symbols.len();
    for offset in offsets {
        let first = times.start.checked_add_signed(*offset);
        let end = times.end.checked_add_signed(*offset);
        if !times.is_empty() && (first.is_none() || end.is_none_or(|end| end > n)) {
            return Err(Error::range("offsets", format!("inside a series of {n}"), offset));
        }
    }
    let length = times.len();
    let shifted = |offset: isize| {
        let first = times.start.saturating_add_signed(offset).min(n);
        &series.symbols[first..(first + length).min(n)]
    };
    let spelled = offsets.iter().try_fold(1u64, |codes, _| codes.checked_mul(u64::from(series.radix)));
    if let Some(spelled) = spelled.filter(|codes| *codes <= SMALL.max(length as u64 * 4).min(1 << 31)) {
        let mut codes = run.filled("the words of a series", length, 0u32)?;
        for offset in offsets {
            run.check()?;
            codes
                .iter_mut()
                .zip(shifted(*offset))
                .for_each(|(code, symbol)| *code = *code * series.radix + symbol);
        }
        return Ok(Words { codes, radix: spelled as u32 });
    }
    let _scratch = run.charge("the words of a series", length as u64 * 16)?;
    let mut groups = Groups::whole(length);
    for offset in offsets {
        groups = groups.split(shifted(*offset), series.radix, run)?;
    }
    let mut codes = run.reserved("the words of a series", length)?;
    codes.extend((0..length).map(|row| groups.id(row)));
    Ok(Words { codes, radix: groups.count() as u32 })
}

/// The `length` symbols that end `gap` before each time: offsets −gap, −gap − 1, ….
pub(crate) fn past(length: usize, gap: usize) -> Vec<isize> {
    (0..length).map(|back| -((gap + back) as isize)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{below, stream};
    use std::collections::BTreeMap;

    #[test]
    fn words_tell_the_same_times_apart_however_they_are_coded() {
        let run = Run::default();
        for (radix, length) in [(2u32, 3usize), (2, 20), (1000, 3), (7, 1), (3, 0)] {
            let mut generator = stream(3, "words", u64::from(radix));
            let symbols: Vec<u32> =
                (0..400).map(|_| below(&mut generator, u64::from(radix)) as u32).collect();
            let series = Series::new(&symbols, radix).unwrap();
            let words = words(series, 30..400, &past(length, 1), &run).unwrap();
            let mut seen = BTreeMap::new();
            let mut back = BTreeMap::new();
            for (row, code) in words.codes.iter().enumerate() {
                let word: Vec<u32> = (0..length).map(|lag| symbols[30 + row - 1 - lag]).collect();
                assert!(*code < words.radix);
                assert_eq!(*seen.entry(word.clone()).or_insert(*code), *code);
                assert_eq!(*back.entry(*code).or_insert(word.clone()), word);
            }
        }
        let symbols = [0, 1, 1];
        assert!(words(Series::new(&symbols, 2).unwrap(), 1..3, &[-2], &run).is_err());
        assert!(words(Series::new(&symbols, 2).unwrap(), 1..3, &[1], &run).is_err());
    }
}
