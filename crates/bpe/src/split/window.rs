//! The splits of published encodings on ASCII, 64 bytes at once.
//!
//! Every rule that matters there is a run of one class, so the end of a piece is a count of trailing zeros in the
//! bits of that class. Where a piece meets a byte beyond ASCII or the end of the 64, nothing is said about it, and
//! [`super::known`] finds its end by characters.
use super::known::{Cl100k, contraction, tail};
use marginals_numerics::arch::classes::{self, Classes};

/// Bytes of a window.
const WIDTH: usize = 64;

/// Bits of the classes, the lowest for the byte where the next piece starts; none of a byte that is not known.
#[derive(Clone, Copy)]
pub(super) struct Window {
    letter: u64,
    /// What ends a run of letters, if it did not begin it.
    stop: u64,
    digit: u64,
    space: u64,
    newline: u64,
    /// ASCII of no other class.
    symbol: u64,
    /// Bytes beyond ASCII and beyond the window.
    unknown: u64,
}

/// Bytes at the beginning of the lowest run of ones.
#[inline]
fn run(bits: u64) -> usize {
    (!bits).trailing_zeros() as usize
}

impl Window {
    #[inline]
    fn new(block: &[u8; WIDTH], cased: bool) -> Window {
        let Classes { upper, lower, digit, space, newline, wide } = classes::of(block);
        let last = 1 << (WIDTH - 1);
        let letter = upper | lower;
        Window {
            letter: letter & !last,
            // Where case matters, a capital after a small letter begins another piece.
            stop: !letter | last | if cased { upper & (lower << 1) } else { 0 },
            digit: digit & !last,
            space: space & !last,
            newline: newline & !last,
            symbol: !(letter | digit | space | wide | last),
            unknown: wide | last,
        }
    }

    /// The window `by` bytes further on.
    #[inline]
    fn from(self, by: usize) -> Window {
        Window {
            letter: self.letter >> by,
            stop: self.stop >> by,
            digit: self.digit >> by,
            space: self.space >> by,
            newline: self.newline >> by,
            symbol: self.symbol >> by,
            unknown: self.unknown >> by,
        }
    }

    /// The ends of pieces from `start` on, as long as `length` knows the next one's length.
    #[inline]
    fn each(
        self,
        text: &str,
        start: usize,
        ends: &mut Ends,
        length: impl Fn(Window, usize) -> usize,
    ) -> usize {
        let (mut at, mut count) = (start, 0);
        // Line ends behind symbols may lead beyond the window.
        while at < text.len() && at - start < WIDTH && count < WIDTH {
            let length = length(self.from(at - start), at);
            if length == 0 {
                break;
            }
            at += length;
            ends[count] = at;
            count += 1;
        }
        count
    }

    /// `end`, unless what stands there is not known: then 0.
    #[inline]
    fn known(self, end: usize) -> usize {
        if self.unknown >> end & 1 == 0 { end } else { 0 }
    }

    /// Length of a run of letters after at most one of `before`; 0 where there is none.
    #[inline]
    fn letters(self, before: u64) -> usize {
        let first = (before & 1) as u32;
        let stop = (self.stop >> first & !1).trailing_zeros();
        if self.letter >> first & 1 == 1 { (first + stop) as usize } else { 0 }
    }

    /// Length of a run of symbols, after a space or none; 0 where there is none.
    #[inline]
    fn symbols(self, bytes: &[u8], at: usize) -> usize {
        let first = usize::from(bytes[at] == b' ');
        let length = run(self.symbol >> first);
        if length > 0 { first + length } else { 0 }
    }

    /// Length of white space by the rules `\s*[\r\n]+|\s+(?!\S)|\s+` (the first only where `newlines`).
    #[inline]
    fn spaces(self, newlines: bool) -> usize {
        let length = run(self.space);
        if self.unknown >> length & 1 == 1 {
            return 0;
        }
        let newline = self.newline & ((1 << length) - 1);
        if newlines && newline != 0 {
            return WIDTH - newline.leading_zeros() as usize;
        }
        length - usize::from(length > 1)
    }

    /// As [`super::known::gpt2`], as a length; 0 where it is not known.
    #[inline]
    fn gpt2(self, text: &str, at: usize) -> usize {
        let bytes = text.as_bytes();
        if bytes[at] == b'\'' {
            let length = contraction(text, at, false, false);
            if length > 0 {
                return length;
            }
        }
        let first = usize::from(bytes[at] == b' ');
        let letters = run(self.letter >> first);
        if letters > 0 {
            return self.known(first + letters);
        }
        let digits = run(self.digit >> first);
        if digits > 0 {
            return self.known(first + digits);
        }
        let symbols = self.symbols(bytes, at);
        if symbols > 0 { self.known(symbols) } else { self.spaces(false) }
    }

    /// As [`super::known::cl100k`], as a length; 0 where it is not known.
    #[inline]
    fn cl100k(self, text: &str, at: usize, rules: Cl100k) -> usize {
        let bytes = text.as_bytes();
        if bytes[at] == b'\'' {
            let length = contraction(text, at, true, rules.long_s);
            if length > 0 {
                return length;
            }
        }
        let letters = self.letters(self.symbol | self.space & !self.newline);
        if letters > 0 {
            return self.known(letters);
        }
        self.others(bytes, at, usize::from(rules.digits), b"\r\n")
    }

    /// As [`super::known::o200k`], as a length; 0 where it is not known.
    #[inline]
    fn o200k(self, text: &str, at: usize, long_s: bool) -> usize {
        let bytes = text.as_bytes();
        let letters = self.letters(self.symbol | self.space & !self.newline);
        if letters > 0 {
            let end = self.known(letters);
            return if end > 0 && bytes[at + end] == b'\'' {
                end + contraction(text, at + end, true, long_s)
            } else {
                end
            };
        }
        self.others(bytes, at, 3, b"\r\n/")
    }

    /// What is no run of letters: numbers, symbols with their `ends`, white space.
    #[inline]
    fn others(self, bytes: &[u8], at: usize, digits: usize, ends: &[u8]) -> usize {
        if self.digit & 1 == 1 {
            let length = run(self.digit);
            return if length >= digits { digits } else { self.known(length) };
        }
        let symbols = self.symbols(bytes, at);
        if symbols == 0 {
            return self.spaces(true);
        }
        let end = self.known(symbols);
        if end > 0 && self.newline >> end & 1 == 1 { tail(bytes, at + end, ends) - at } else { end }
    }
}

/// Which rules.
#[derive(Clone, Copy)]
pub(super) enum Rules {
    Gpt2,
    Cl100k(Cl100k),
    O200k { long_s: bool },
}

/// Ends of pieces: as many as 64 bytes can have, and whatever follows.
pub(super) type Ends = [usize; WIDTH];

/// None yet.
pub(super) const NO_ENDS: Ends = [0; WIDTH];

/// Writes to `ends` where the pieces of `text` end that begin at `at` and follow, as far as the next 64 bytes tell, and
/// answers how many they are.
#[inline(never)]
pub(super) fn scan(text: &str, at: usize, rules: Rules, ends: &mut Ends) -> usize {
    let rest = &text.as_bytes()[at..];
    // A piece that starts with a character beyond ASCII, or with one byte before it, is not known.
    if rest.is_empty() || rest[0] >= 128 || rest.get(1).is_some_and(|byte| *byte >= 128) {
        return 0;
    }
    let cased = matches!(rules, Rules::O200k { .. });
    let window = match rest.first_chunk::<WIDTH>() {
        Some(block) => Window::new(block, cased),
        None => {
            // What is beyond the end counts as beyond ASCII.
            let mut block = [0x80; WIDTH];
            block[..rest.len()].copy_from_slice(rest);
            Window::new(&block, cased)
        }
    };
    match rules {
        Rules::Gpt2 => window.each(text, at, ends, |window, at| window.gpt2(text, at)),
        Rules::Cl100k(rules) => window.each(text, at, ends, |window, at| window.cl100k(text, at, rules)),
        Rules::O200k { long_s } => window.each(text, at, ends, |window, at| window.o200k(text, at, long_s)),
    }
}
