//! Hand-written scanners for the splits of published encodings, equal to their patterns on every text.
//!
//! Each rule of a pattern is tried in its order at the present position, as a backtracking engine would; runs
//! are taken whole and given back by at most one step, so a scan is linear in the text. The patterns stand in
//! [`super::Split::pattern`]; the tests compare with a regular-expression engine.
use super::class::{Classes, LETTER, LOWER, NEWLINE, NUMBER, SPACE, UPPER};

/// Which rules a scanner follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cl100k {
    /// A run of white space at the end of the text is one piece, newlines and all.
    pub whole_end: bool,
    /// `'ſ` counts as `'s`.
    pub long_s: bool,
    /// Most numbers of a piece.
    pub digits: u8,
}

/// End of the run of characters with any of `flags` that starts at `at`.
#[inline]
fn run(classes: Classes, text: &str, mut at: usize, flags: u8) -> usize {
    loop {
        let (found, length) = classes.at(text, at);
        if found & flags == 0 {
            return at;
        }
        at += length;
    }
}

/// End of at most `most` numbers.
#[inline]
fn numbers(classes: Classes, text: &str, mut at: usize, most: u8) -> usize {
    for _ in 0..most {
        let (found, length) = classes.at(text, at);
        if found & NUMBER == 0 {
            break;
        }
        at += length;
    }
    at
}

/// End of a run of what is neither space nor letter nor number, with `tail` bytes after it; `at` when empty.
#[inline]
fn symbols(classes: Classes, text: &str, at: usize, tail: &[u8]) -> usize {
    let mut end = at;
    loop {
        let (found, length) = classes.at(text, end);
        if length == 0 || found & (SPACE | LETTER | NUMBER) != 0 {
            break;
        }
        end += length;
    }
    if end > at { self::tail(text.as_bytes(), end, tail) } else { end }
}

/// End of the run of `bytes` among `ends` at `at`.
#[inline]
pub(super) fn tail(bytes: &[u8], mut at: usize, ends: &[u8]) -> usize {
    while bytes.get(at).is_some_and(|byte| ends.contains(byte)) {
        at += 1;
    }
    at
}

/// Length of `'s`, `'t`, `'re`, `'ve`, `'m`, `'ll`, `'d` at `at`, in either case where `fold`; 0 when none.
#[inline]
pub(super) fn contraction(text: &str, at: usize, fold: bool, long_s: bool) -> usize {
    let bytes = &text.as_bytes()[at..];
    if bytes.first() != Some(&b'\'') {
        return 0;
    }
    let letter = |place: usize| {
        bytes.get(place).map(|byte| if fold { byte.to_ascii_lowercase() } else { *byte }).unwrap_or(0)
    };
    match (letter(1), letter(2)) {
        (b's' | b't' | b'm' | b'd', _) => 2,
        (b'r' | b'v', b'e') | (b'l', b'l') => 3,
        // U+017F, the long s, folds to s.
        (0xc5, 0xbf) if long_s => 3,
        _ => 0,
    }
}

/// End of the white space at `at` by the rules `\s*[\r\n]+|\s+(?!\S)|\s+` (the first only where `newlines`).
#[inline]
fn spaces(classes: Classes, text: &str, at: usize, newlines: bool) -> usize {
    let (mut end, mut last, mut after_newline) = (at, at, at);
    loop {
        let (found, length) = classes.at(text, end);
        if found & SPACE == 0 {
            break;
        }
        last = end;
        end += length;
        if found & NEWLINE != 0 {
            after_newline = end;
        }
    }
    if newlines && after_newline > at {
        return after_newline;
    }
    // The last space belongs to what follows, if anything does.
    if end < text.len() && last > at { last } else { end }
}

/// End of the piece of GPT-2's split that starts at `at`.
#[inline]
pub fn gpt2(classes: Classes, text: &str, at: usize) -> usize {
    let length = contraction(text, at, false, false);
    if length > 0 {
        return at + length;
    }
    let after_space = at + usize::from(text.as_bytes()[at] == b' ');
    let (found, _) = classes.at(text, after_space);
    if found & LETTER != 0 {
        return run(classes, text, after_space, LETTER);
    }
    if found & NUMBER != 0 {
        return run(classes, text, after_space, NUMBER);
    }
    let end = symbols(classes, text, after_space, &[]);
    if end > after_space { end } else { spaces(classes, text, at, false) }
}

/// End of the piece of the cl100k split that starts at `at`.
#[inline]
pub fn cl100k(classes: Classes, text: &str, at: usize, rules: Cl100k) -> usize {
    let length = contraction(text, at, true, rules.long_s);
    if length > 0 {
        return at + length;
    }
    let (found, length) = classes.at(text, at);
    if found & LETTER != 0 {
        return run(classes, text, at + length, LETTER);
    }
    if found & (NUMBER | NEWLINE) == 0 && classes.at(text, at + length).0 & LETTER != 0 {
        return run(classes, text, at + length, LETTER);
    }
    if found & NUMBER != 0 {
        return numbers(classes, text, at, rules.digits);
    }
    let after_space = at + usize::from(text.as_bytes()[at] == b' ');
    let end = symbols(classes, text, after_space, b"\r\n");
    if end > after_space {
        return end;
    }
    if rules.whole_end && run(classes, text, at, SPACE) == text.len() {
        return text.len();
    }
    spaces(classes, text, at, true)
}

/// End of the piece of the o200k split that starts at `at`.
#[inline]
pub fn o200k(classes: Classes, text: &str, at: usize, long_s: bool) -> usize {
    let (found, length) = classes.at(text, at);
    // Letters after one character that is no letter, number or newline, then without it.
    let prefixed = found & (LETTER | NUMBER | NEWLINE) == 0;
    let next = if prefixed { classes.at(text, at + length).0 } else { 0 };
    if (found | next) & (UPPER | LOWER) != 0 {
        let starts = if prefixed { [Some(at + length), Some(at)] } else { [Some(at), None] };
        for rule in [capitalized, capitals] {
            for start in starts.into_iter().flatten() {
                if let Some(end) = rule(classes, text, start) {
                    return end + contraction(text, end, true, long_s);
                }
            }
        }
    }
    if found & NUMBER != 0 {
        return numbers(classes, text, at, 3);
    }
    let after_space = at + usize::from(text.as_bytes()[at] == b' ');
    let end = symbols(classes, text, after_space, b"\r\n/");
    if end > after_space { end } else { spaces(classes, text, at, true) }
}

/// `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+`
#[inline]
fn capitalized(classes: Classes, text: &str, at: usize) -> Option<usize> {
    // Last end of a character that is of both classes: where the first run can give way to the second.
    let (mut end, mut both) = (at, None);
    loop {
        let (found, length) = classes.at(text, end);
        if found & UPPER == 0 {
            break;
        }
        end += length;
        if found & LOWER != 0 {
            both = Some(end);
        }
    }
    let lower = run(classes, text, end, LOWER);
    if lower > end { Some(lower) } else { both }
}

/// `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*`
#[inline]
fn capitals(classes: Classes, text: &str, at: usize) -> Option<usize> {
    let end = run(classes, text, at, UPPER);
    (end > at).then(|| run(classes, text, end, LOWER))
}
