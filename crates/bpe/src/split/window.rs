//! The splits of published encodings on ASCII, 64 bytes at once.
//!
//! Where pieces start is computed for all of the bytes together, one bit a byte: every rule that matters there is a run
//! of one class, and whether a piece starts at a byte depends on the classes of its neighbours and on the run it is in.
//! A sum of bits carries what is known of the beginning of a run to its end. No step depends on what the text is like
//! but the few that look for contractions, so that nothing has to be foreseen; some hundred operations a window.
//!
//! Nothing is said about what a byte beyond ASCII or the end of the 64 could change, and [`super::known`] finds the
//! ends of pieces there by characters.
use super::known::{Cl100k, contraction};
use marginals_numerics::arch::classes;

/// Bytes of a window.
const WIDTH: usize = 64;

/// Bits of the classes, the lowest for the first byte, where a piece starts; none of a byte that is not known.
#[derive(Clone, Copy)]
struct Window {
    /// A beginning of the bytes, whose end is never known: one byte more could change what is before it.
    known: u64,
    upper: u64,
    lower: u64,
    digit: u64,
    /// White space, and which of it.
    space: u64,
    newline: u64,
    blank: u64,
    /// ASCII of no other class, and which of it.
    symbol: u64,
    quote: u64,
}

/// Bits one byte later: those whose byte before is of a class.
#[inline]
fn after(class: u64) -> u64 {
    class << 1
}

/// Bits one byte earlier: those whose byte behind is of a class.
#[inline]
fn before(class: u64) -> u64 {
    class >> 1
}

/// First bytes of runs.
#[inline]
fn first(class: u64) -> u64 {
    class & !after(class)
}

/// Those runs that start at `starts`, and the bytes behind them. The last of the 64 is never known, so nothing is
/// carried out of the number.
#[inline]
fn runs(class: u64, starts: u64) -> (u64, u64) {
    let carried = class.wrapping_add(starts);
    (class & !carried, carried & !class)
}

impl Window {
    #[inline]
    fn new(block: &[u8; WIDTH]) -> Window {
        let found = classes::of(block);
        let unknown = found.wide | 1 << (WIDTH - 1);
        let known = unknown.wrapping_sub(1) & !unknown;
        let symbol = !(found.upper | found.lower | found.digit | found.space);
        let classes::Classes { upper, lower, digit, space, newline, blank, quote, .. } = found;
        Window { known, upper, lower, digit, space, newline, blank, symbol, quote }.only(known)
    }

    /// The window when no more than `known` is.
    #[inline]
    fn only(self, known: u64) -> Window {
        Window {
            known,
            upper: self.upper & known,
            lower: self.lower & known,
            digit: self.digit & known,
            space: self.space & known,
            newline: self.newline & known,
            blank: self.blank & known,
            symbol: self.symbol & known,
            quote: self.quote & known,
        }
    }

    /// The window when nothing is known from the byte `end` on.
    #[inline]
    fn up_to(self, end: u32) -> Window {
        self.only(self.known & !(u64::MAX << end))
    }

    #[inline]
    fn letter(self) -> u64 {
        self.upper | self.lower
    }

    /// The first of the bytes `at` where `text[start..]` has a contraction.
    #[inline]
    fn contracted(mut at: u64, text: &str, start: usize, fold: bool, long_s: bool) -> Option<u32> {
        while at != 0 {
            let place = at.trailing_zeros();
            if contraction(text, start + place as usize, fold, long_s) > 0 {
                return Some(place);
            }
            at &= at - 1;
        }
        None
    }

    /// Where pieces start by the rules of [`super::known::gpt2`].
    #[inline]
    fn gpt2(mut self, text: &str, start: usize) -> u64 {
        // A contraction begins a piece and leaves the rest to others.
        let quotes = first(self.symbol) & self.quote & !after(self.blank);
        if let Some(at) = Window::contracted(quotes, text, start, false, false) {
            self = self.up_to(at + 1);
        }
        let runs = first(self.letter()) | first(self.digit) | first(self.symbol);
        // The last of white space is a piece, or the beginning of one if it is the space.
        let last = self.space & before(self.known & !self.space);
        first(self.space) | last | runs & !after(self.blank)
    }

    /// Where pieces start by the rules of [`super::known::cl100k`].
    #[inline]
    fn cl100k(mut self, text: &str, start: usize, rules: Cl100k) -> u64 {
        let quotes = first(self.symbol) & self.quote & !after(self.blank) & before(self.letter());
        if let Some(at) = Window::contracted(quotes, text, start, true, rules.long_s) {
            self = self.up_to(at + 1);
        }
        let digits = if rules.digits == 1 { self.digit } else { self.threes() };
        let (tails, _) = runs(self.newline, first(self.newline) & after(self.symbol));
        self.pieces(digits, tails)
    }

    /// Where pieces start by the rules of [`super::known::o200k`].
    #[inline]
    fn o200k(mut self, text: &str, start: usize, long_s: bool) -> u64 {
        // A contraction belongs to the letters before it.
        let quotes = self.quote & after(self.letter()) & !before(self.known & !self.letter());
        if let Some(at) = Window::contracted(quotes, text, start, true, long_s) {
            self = self.up_to(at);
        }
        // A slash belongs to the line ends behind symbols.
        let (tails, behind) = runs(self.newline, first(self.newline) & after(self.symbol));
        let mut slashes = behind & self.symbol;
        while slashes != 0 {
            let at = slashes.trailing_zeros();
            if text.as_bytes()[start + at as usize] == b'/' {
                self = self.up_to(at);
                break;
            }
            slashes &= slashes - 1;
        }
        // A capital behind a small letter begins another piece.
        self.pieces(self.threes() | self.upper & after(self.lower), tails)
    }

    /// Where pieces of at most three digits start.
    #[inline]
    fn threes(self) -> u64 {
        let digit = self.digit;
        let fourth = digit & digit << 1 & digit << 2 & digit << 3;
        let mut next = first(digit);
        let mut starts = next;
        while next << 3 & fourth != 0 {
            next = next << 3 & fourth;
            starts |= next;
        }
        starts
    }

    /// Where pieces start: those of letters, symbols and white space, and `others`; line ends among `tails` belong to the
    /// symbols before them.
    #[inline]
    fn pieces(mut self, others: u64, tails: u64) -> u64 {
        // White space behind a line end is a piece of its own, unless another line end follows it.
        let inner = self.space & !self.newline;
        let newline = self.newline & !tails;
        let mut lines = first(inner) & after(newline);
        let (_, behind) = runs(inner, lines);
        let on = behind & (newline | !self.known);
        if on != 0 {
            // Nothing is said from the first of those on where one follows or may follow.
            let line = lines & (on & on.wrapping_neg()).wrapping_sub(1);
            self = self.up_to(line.ilog2());
            lines &= self.known;
        }
        let inner = self.space & !self.newline;
        // The last of white space begins what follows, where that can begin with it.
        let last = inner & before(self.known & !self.space);
        let symbols = first(self.symbol) & !after(self.blank);
        let words = first(self.letter()) & !after(inner | symbols);
        first(self.space & !tails) | lines | last | symbols | words | others & self.known
    }
}

/// Which rules.
#[derive(Clone, Copy)]
pub(super) enum Rules {
    Gpt2,
    Cl100k(Cl100k),
    O200k { long_s: bool },
}

/// Ends of pieces: as many as 64 bytes can have.
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
    let window = match rest.first_chunk::<WIDTH>() {
        Some(block) => Window::new(block),
        None => {
            // What is beyond the end counts as beyond ASCII.
            let mut block = [0x80; WIDTH];
            block[..rest.len()].copy_from_slice(rest);
            Window::new(&block)
        }
    };
    let starts = match rules {
        Rules::Gpt2 => window.gpt2(text, at),
        Rules::Cl100k(rules) => window.cl100k(text, at, rules),
        Rules::O200k { long_s } => window.o200k(text, at, long_s),
    };
    // Where one starts, the one before it ends.
    debug_assert!(starts & 1 == 1);
    let (mut starts, mut count) = (starts & starts.wrapping_sub(1), 0);
    while starts != 0 {
        ends[count] = at + starts.trailing_zeros() as usize;
        count += 1;
        starts &= starts - 1;
    }
    count
}
