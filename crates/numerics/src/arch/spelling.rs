//! Rows of several columns of symbols as one number each: the digits that the columns hold, read in mixed radix.
//!
//! c ← c · r + s for the next column s of radix r, many rows at a time. Whole numbers: the same at every level.
use super::{Level, at_level};

/// A symbol of any width.
pub trait Digit: Copy + Send + Sync + 'static {
    /// The symbol in four bytes.
    fn wide(self) -> u32;
}

impl Digit for u8 {
    #[inline(always)]
    fn wide(self) -> u32 {
        u32::from(self)
    }
}

impl Digit for u16 {
    #[inline(always)]
    fn wide(self) -> u32 {
        u32::from(self)
    }
}

impl Digit for u32 {
    #[inline(always)]
    fn wide(self) -> u32 {
        self
    }
}

#[inline(always)]
fn body<D: Digit>(codes: &mut [u32], radix: u32, symbols: &[D]) {
    for (code, symbol) in codes.iter_mut().zip(symbols) {
        *code = code.wrapping_mul(radix).wrapping_add(symbol.wide());
    }
}

#[inline(always)]
fn largest_body<D: Digit>(symbols: &[D]) -> u32 {
    symbols.iter().fold(0, |largest, symbol| largest.max(symbol.wide()))
}

#[inline(always)]
fn smaller_body(codes: &mut [u32], one: &[f64], other: &[f64]) {
    for ((code, one), other) in codes.iter_mut().zip(one).zip(other) {
        *code = code.wrapping_add(u32::from(one < other));
    }
}

macro_rules! compiled {
    ($feature:literal, $name:ident, $largest:ident, $smaller:ident) => {
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = $feature)]
        fn $smaller(codes: &mut [u32], one: &[f64], other: &[f64]) {
            smaller_body(codes, one, other);
        }

        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = $feature)]
        fn $name<D: Digit>(codes: &mut [u32], radix: u32, symbols: &[D]) {
            body(codes, radix, symbols);
        }

        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = $feature)]
        fn $largest<D: Digit>(symbols: &[D]) -> u32 {
            largest_body(symbols)
        }
    };
}
compiled!("avx2,bmi1,bmi2", body_v3, largest_v3, smaller_v3);
compiled!("avx2,bmi1,bmi2,avx512f,avx512bw,avx512dq,avx512vl", body_v4, largest_v4, smaller_v4);

/// Appends a digit to each of `codes`: code · `radix` + symbol, modulo 2³².
pub fn append<D: Digit>(level: Level, codes: &mut [u32], radix: u32, symbols: &[D]) {
    at_level!(
        level,
        body(codes, radix, symbols),
        body_v3(codes, radix, symbols),
        body_v4(codes, radix, symbols)
    );
}

/// Adds 1 to each code whose number in `one` is smaller than that in `other`.
pub fn add_smaller(level: Level, codes: &mut [u32], one: &[f64], other: &[f64]) {
    at_level!(
        level,
        smaller_body(codes, one, other),
        smaller_v3(codes, one, other),
        smaller_v4(codes, one, other)
    );
}

/// The largest of `symbols`, 0 where there is none.
#[must_use]
pub fn largest<D: Digit>(level: Level, symbols: &[D]) -> u32 {
    at_level!(level, largest_body(symbols), largest_v3(symbols), largest_v4(symbols))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_the_largest_are_those_of_one_row_at_a_time_at_every_level() {
        for length in [0usize, 1, 15, 16, 17, 100, 1001] {
            let digit = |row: usize, factor: usize| (row * factor + row / 7) % 251;
            let bytes: Vec<u8> = (0..length).map(|row| digit(row, 37) as u8).collect();
            let words: Vec<u16> = (0..length).map(|row| 200 * digit(row, 91) as u16).collect();
            let wide: Vec<u32> = (0..length).map(|row| digit(row, 53) as u32).collect();
            for level in Level::available() {
                let mut codes = vec![0; length];
                append(level, &mut codes, 7, &bytes);
                append(level, &mut codes, 51_000, &words);
                append(level, &mut codes, 251, &wide);
                for row in 0..length {
                    let expected = (u64::from(bytes[row]) * 51_000 + u64::from(words[row])) * 251;
                    assert_eq!(codes[row], (expected + u64::from(wide[row])) as u32, "{level:?}");
                }
                let (one, other) = (|row: usize| (row * 13 % 31) as f64, |row: usize| (row * 7 % 29) as f64);
                let before = codes.clone();
                let line = |of: &dyn Fn(usize) -> f64| -> Vec<f64> { (0..length).map(of).collect() };
                add_smaller(level, &mut codes, &line(&one), &line(&other));
                for row in 0..length {
                    assert_eq!(codes[row], before[row].wrapping_add(u32::from(one(row) < other(row))));
                }
                let most = |numbers: Vec<u32>| numbers.into_iter().max().unwrap_or(0);
                assert_eq!(largest(level, &bytes), most(bytes.iter().map(|b| u32::from(*b)).collect()));
                assert_eq!(largest(level, &words), most(words.iter().map(|w| u32::from(*w)).collect()));
                assert_eq!(largest(level, &wide), most(wide.clone()));
            }
        }
    }
}
