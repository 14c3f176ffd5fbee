//! Words of a series as symbols: the values at fixed offsets from every time, under one code.
//!
//! A code is the number that the values spell in base radix while that stays small; longer words are numbered by the
//! order of those that occur, so no product of radices is ever allocated. Cost: O(times · offsets).
use crate::symbols::{Codes, Symbols, contingency};
use crate::table::joint_law::JointLaw;
use crate::table::tally::Groups;
use marginals_core::{Error, Result, Run};
use marginals_numerics::arch::{level, spelling};
use std::borrow::Cow;
use std::ops::Range;

/// Codes stay as they are spelled up to this many, or 4 for each time.
const SMALL: u64 = 1 << 12;

/// A series of symbols, each below its radix.
#[derive(Clone, Copy, Debug)]
pub struct Series<'a> {
    symbols: Held<'a>,
    radix: u32,
}

/// Symbols in the width they come in.
#[derive(Clone, Copy, Debug)]
enum Held<'a> {
    Bytes(&'a [u8]),
    Words(&'a [u16]),
    Wide(&'a [u32]),
}

impl<'a> Series<'a> {
    /// A series of at least one symbol, each below `radix`.
    ///
    /// # Errors
    /// `Shape` for an empty one, `Range` for a symbol not below `radix`.
    pub fn new(symbols: &'a [u32], radix: u32) -> Result<Self> {
        if symbols.is_empty() {
            return Err(Error::shape("series", "at least one symbol", "none"));
        }
        let largest = spelling::largest(level(), symbols);
        if largest >= radix {
            return Err(Error::range("series", format!("symbols below {radix}"), largest));
        }
        Ok(Series { symbols: Held::Wide(symbols), radix })
    }

    /// The samples of a variable in time.
    #[must_use]
    pub fn of_symbols(symbols: &'a Symbols) -> Self {
        let held = match symbols.codes() {
            Codes::Bytes(codes) => Held::Bytes(codes),
            Codes::Words(codes) => Held::Words(codes),
            Codes::Wide(codes) => Held::Wide(codes),
        };
        Series { symbols: held, radix: u32::try_from(symbols.radix()).unwrap_or(u32::MAX) }
    }

    /// Number of times.
    #[must_use]
    pub fn length(&self) -> usize {
        match self.symbols {
            Held::Bytes(symbols) => symbols.len(),
            Held::Words(symbols) => symbols.len(),
            Held::Wide(symbols) => symbols.len(),
        }
    }

    /// Number of symbols that may occur.
    #[must_use]
    pub fn radix(&self) -> u32 {
        self.radix
    }

    /// The symbols in four bytes each.
    ///
    /// # Errors
    /// Out of memory.
    pub fn wide(&self, run: &Run) -> Result<Cow<'a, [u32]>> {
        if let Held::Wide(symbols) = self.symbols {
            return Ok(Cow::Borrowed(symbols));
        }
        let mut wide = run.filled("symbols", self.length(), 0u32)?;
        self.append(0, 1, &mut wide);
        Ok(Cow::Owned(wide))
    }

    /// Each code times `radix` plus the symbol at `first`, `first` + 1, …, which must exist.
    fn append(&self, first: usize, radix: u32, codes: &mut [u32]) {
        let range = first..first + codes.len();
        match self.symbols {
            Held::Bytes(symbols) => spelling::append(level(), codes, radix, &symbols[range]),
            Held::Words(symbols) => spelling::append(level(), codes, radix, &symbols[range]),
            Held::Wide(symbols) => spelling::append(level(), codes, radix, &symbols[range]),
        }
    }
}

/// What is looked at from every time t: the symbols of a series at t + o for each offset o, the first one leading.
#[derive(Clone, Debug)]
pub struct Word<'a> {
    /// The series.
    pub series: Series<'a>,
    /// The offsets.
    pub offsets: Vec<isize>,
}

impl Word<'_> {
    /// As many codes as the word can spell, while that fits 64 bits.
    fn spelled(&self) -> Option<u64> {
        self.offsets.iter().try_fold(1u64, |codes, _| codes.checked_mul(u64::from(self.series.radix)))
    }

    /// That no offset leaves the series.
    fn check(&self, times: &Range<usize>) -> Result<()> {
        let n = self.series.length();
        for offset in &self.offsets {
            let first = times.start.checked_add_signed(*offset);
            let end = times.end.checked_add_signed(*offset);
            if !times.is_empty() && (first.is_none() || end.is_none_or(|end| end > n)) {
                return Err(Error::range("offsets", format!("inside a series of {n}"), offset));
            }
        }
        Ok(())
    }

    /// Spells the words of the times from `first` on behind the codes that are there.
    fn append(&self, first: usize, codes: &mut [u32]) {
        for offset in &self.offsets {
            self.series.append(first.saturating_add_signed(*offset), self.series.radix, codes);
        }
    }

    /// The word at each of `times`.
    ///
    /// # Errors
    /// `Range` when an offset leaves the series; out of memory; the run was cancelled.
    pub fn codes(&self, times: Range<usize>, run: &Run) -> Result<Words> {
        self.check(&times)?;
        let length = times.len();
        if let Some(spelled) =
            self.spelled().filter(|codes| *codes <= SMALL.max(length as u64 * 4).min(1 << 31))
        {
            let mut codes = run.filled("the words of a series", length, 0u32)?;
            run.blocks_into(
                &mut codes,
                1 << 14,
                || (),
                |(), first, codes| {
                    self.append(times.start + first, codes);
                    Ok(())
                },
            )?;
            return Ok(Words { codes, radix: spelled as u32 });
        }
        let _scratch = run.charge("the words of a series", length as u64 * 20)?;
        let symbols = self.series.wide(run)?;
        let mut groups = Groups::whole(length);
        for offset in &self.offsets {
            let first = times.start.saturating_add_signed(*offset).min(symbols.len());
            let end = (first + length).min(symbols.len());
            groups = groups.split(&symbols[first..end], self.series.radix, run)?;
        }
        let mut codes = run.reserved("the words of a series", length)?;
        codes.extend((0..length).map(|row| groups.id(row)));
        Ok(Words { codes, radix: groups.count() as u32 })
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

/// The law of words at `times`, each word a variable. While all their codes together fit a table they are counted as
/// they are spelled, and no code of a time is kept.
///
/// # Errors
/// As [`Word::codes`] and [`JointLaw::of_samples`].
pub fn law(words: &[Word<'_>], times: Range<usize>, run: &Run) -> Result<JointLaw> {
    let n = times.len();
    let radices: Option<Vec<u32>> =
        words.iter().map(|word| word.spelled().and_then(|codes| u32::try_from(codes).ok())).collect();
    if let Some(radices) = radices.filter(|radices| JointLaw::is_table(radices, n)) {
        words.iter().try_for_each(|word| word.check(&times))?;
        let cells = radices.iter().map(|radix| *radix as usize).product();
        let spell = |rows: Range<usize>, codes: &mut [u32]| {
            codes.fill(0);
            words.iter().for_each(|word| word.append(times.start + rows.start, codes));
        };
        return JointLaw::of_table(&contingency::tally(n, cells, spell, run)?, &radices, run);
    }
    let codes: Vec<Words> = words.iter().map(|word| word.codes(times.clone(), run)).collect::<Result<_>>()?;
    let radices: Vec<u32> = codes.iter().map(|words| words.radix).collect();
    JointLaw::of_samples(&codes, &radices, run)
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
            let words = Word { series, offsets: past(length, 1) }.codes(30..400, &run).unwrap();
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
        let series = Series::new(&symbols, 2).unwrap();
        for offsets in [vec![-2], vec![1]] {
            let word = Word { series, offsets };
            assert!(word.codes(1..3, &run).is_err());
            assert!(law(&[word], 1..3, &run).is_err());
        }
    }
}
