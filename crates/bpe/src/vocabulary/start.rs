//! What a piece is before any merge: its bytes, or its characters.
//!
//! Byte-level encodings start from bytes. Encodings that came from SentencePiece start from characters; one that
//! is no token becomes the tokens of its bytes (*byte fallback*), else the unknown token, else nothing.
use super::NONE;
use std::collections::HashMap;

/// How a piece of characters starts.
#[derive(Clone, Debug, Default)]
pub struct Characters {
    /// Tokens of one character.
    pub ids: HashMap<char, u32>,
    /// Tokens of the bytes of other characters.
    pub bytes: Option<Box<[u32; 256]>>,
    /// The token of characters that have none.
    pub unknown: Option<u32>,
    /// Whether several of those in a row are one.
    pub fuse: bool,
}

/// How every piece starts.
#[derive(Debug)]
pub(crate) enum Start {
    /// As its bytes; `complete` where each has a token. A byte that has none is left out.
    Bytes { ids: Box<[u32; 256]>, complete: bool },
    /// As its characters.
    Characters(Characters),
}

impl Start {
    pub fn bytes(ids: [u32; 256]) -> Start {
        let complete = ids.iter().all(|id| *id != NONE);
        Start::Bytes { ids: Box::new(ids), complete }
    }

    /// The tokens a piece starts as.
    pub fn symbols(&self, piece: &[u8]) -> Vec<u32> {
        match self {
            Start::Bytes { ids, .. } => {
                piece.iter().map(|byte| ids[usize::from(*byte)]).filter(|id| *id != NONE).collect()
            }
            Start::Characters(characters) => characters.symbols(&String::from_utf8_lossy(piece)),
        }
    }
}

impl Characters {
    /// The tokens of one character, those `apart` (ascending) left out.
    pub(crate) fn of_tokens(tokens: &[(Vec<u8>, u32)], apart: &[u32]) -> HashMap<char, u32> {
        let one = |(bytes, id): &(Vec<u8>, u32)| {
            let mut characters = std::str::from_utf8(bytes).ok()?.chars();
            let first = characters.next()?;
            (characters.next().is_none() && apart.binary_search(id).is_err()).then_some((first, *id))
        };
        tokens.iter().filter_map(one).collect()
    }

    fn symbols(&self, piece: &str) -> Vec<u32> {
        let mut symbols = Vec::with_capacity(piece.len());
        let mut after_unknown = false;
        for character in piece.chars() {
            if let Some(id) = self.ids.get(&character) {
                symbols.push(*id);
                after_unknown = false;
                continue;
            }
            let mut buffer = [0; 4];
            let bytes = character.encode_utf8(&mut buffer).as_bytes();
            let fallback =
                self.bytes.as_ref().filter(|ids| bytes.iter().all(|byte| ids[usize::from(*byte)] != NONE));
            if let Some(ids) = fallback {
                symbols.extend(bytes.iter().map(|byte| ids[usize::from(*byte)]));
                after_unknown = false;
            } else if let Some(unknown) = self.unknown {
                if !(self.fuse && after_unknown) {
                    symbols.push(unknown);
                }
                after_unknown = true;
            }
        }
        symbols
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_fall_back_to_bytes_then_to_the_unknown() {
        let mut bytes = [NONE; 256];
        (bytes[0xc3], bytes[0xa9]) = (10, 11);
        let ids = HashMap::from([('a', 1)]);
        let with = |bytes, unknown, fuse| Characters { ids: ids.clone(), bytes, unknown, fuse };
        let all = with(Some(Box::new(bytes)), Some(0), true);
        assert_eq!(all.symbols("aéжжa"), [1, 10, 11, 0, 1]);
        assert_eq!(with(None, Some(0), false).symbols("éжa"), [0, 0, 1]);
        assert_eq!(with(None, None, false).symbols("éa"), [1]);
    }
}
