//! Classes of characters that the splits ask for, one byte of flags a character.
//!
//! The table is made once, from the Unicode tables of the regular-expression library, so that a hand-written
//! scanner and a compiled pattern mean the same by `\p{L}`.
use regex_syntax::hir::{Class, HirKind};
use std::sync::OnceLock;

/// `\p{L}`.
pub const LETTER: u8 = 1;
/// `\p{N}`.
pub const NUMBER: u8 = 2;
/// `\s`: Unicode White_Space.
pub const SPACE: u8 = 4;
/// `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`.
pub const UPPER: u8 = 8;
/// `[\p{Ll}\p{Lm}\p{Lo}\p{M}]`.
pub const LOWER: u8 = 16;
/// `[\r\n]`.
pub const NEWLINE: u8 = 32;

const BLOCK: usize = 256;
const BLOCKS: usize = 0x11_0000 / BLOCK;

/// Flags of every character, equal blocks stored once.
struct Table {
    /// ASCII, in one cache line pair.
    ascii: [u8; 128],
    block: Vec<u16>,
    flags: Vec<u8>,
}

static TABLE: OnceLock<Table> = OnceLock::new();

/// Flags of characters.
#[derive(Clone, Copy)]
pub struct Classes(&'static Table);

impl Classes {
    /// The table, made by the first caller.
    pub fn new() -> Classes {
        Classes(TABLE.get_or_init(Table::build))
    }

    /// Flags of a byte below 128.
    #[inline]
    pub fn ascii(self, byte: u8) -> u8 {
        self.0.ascii[(byte & 127) as usize]
    }

    /// Flags of the character at `at`, and its length in bytes; no flags and length 0 at the end.
    #[inline]
    pub fn at(self, text: &str, at: usize) -> (u8, usize) {
        match text.as_bytes().get(at) {
            None => (0, 0),
            Some(byte) if *byte < 128 => (self.ascii(*byte), 1),
            Some(_) => self.wide(text, at),
        }
    }

    /// As [`Classes::at`], of a character beyond ASCII.
    #[inline]
    fn wide(self, text: &str, at: usize) -> (u8, usize) {
        let low = |byte: u8| u32::from(byte & 63);
        // The lead byte says how many follow, for a string holds whole characters.
        let (code, length) = match text.as_bytes()[at..] {
            [lead, second, ..] if lead < 0xe0 => ((u32::from(lead) & 31) << 6 | low(second), 2),
            [lead, second, third, ..] if lead < 0xf0 => {
                ((u32::from(lead) & 15) << 12 | low(second) << 6 | low(third), 3)
            }
            [lead, second, third, fourth, ..] => {
                let high = (u32::from(lead) & 7) << 18 | low(second) << 12;
                (high | low(third) << 6 | low(fourth), 4)
            }
            _ => return (0, 0),
        };
        let code = code as usize;
        let block = usize::from(self.0.block[code / BLOCK]);
        (self.0.flags[block * BLOCK + code % BLOCK], length)
    }
}

impl Table {
    fn build() -> Table {
        let mut flags = vec![0u8; 0x11_0000];
        let classes = [
            (LETTER, r"\p{L}"),
            (NUMBER, r"\p{N}"),
            (SPACE, r"\s"),
            (UPPER, r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"),
            (LOWER, r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"),
            (NEWLINE, r"[\r\n]"),
        ];
        for (flag, pattern) in classes {
            let hir = regex_syntax::parse(pattern).expect("a class of the Unicode tables");
            let HirKind::Class(Class::Unicode(class)) = hir.kind() else { continue };
            for range in class.ranges() {
                for code in range.start() as usize..=range.end() as usize {
                    flags[code] |= flag;
                }
            }
        }
        let mut known = std::collections::HashMap::new();
        let (mut block, mut kept): (Vec<u16>, Vec<u8>) = (Vec::with_capacity(BLOCKS), Vec::new());
        for chunk in flags.chunks(BLOCK) {
            let next = (kept.len() / BLOCK) as u16;
            let place = *known.entry(chunk.to_vec()).or_insert(next);
            if place == next {
                kept.extend_from_slice(chunk);
            }
            block.push(place);
        }
        let mut ascii = [0; 128];
        ascii.copy_from_slice(&flags[..128]);
        Table { ascii, block, flags: kept }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_hard_ones() {
        let classes = Classes::new();
        let flags = |text: &str| classes.at(text, 0);
        assert_eq!(flags("a"), (LETTER | LOWER, 1));
        assert_eq!(flags("Ǆ"), (LETTER | UPPER, 2));
        assert_eq!(flags("中"), (LETTER | UPPER | LOWER, 3));
        assert_eq!(flags("\u{301}"), (UPPER | LOWER, 2));
        assert_eq!(flags("\u{85}"), (SPACE, 2));
        assert_eq!(flags("\u{feff}"), (0, 3));
        assert_eq!(flags("½"), (NUMBER, 2));
        assert_eq!(flags("\n"), (SPACE | NEWLINE, 1));
        assert_eq!(flags(""), (0, 0));
    }
}
