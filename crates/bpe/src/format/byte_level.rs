//! Bytes as printable characters, the spelling of byte-level vocabularies: the 188 bytes that print in Latin-1
//! are themselves, the others follow from U+0100 in order.

/// The character of a byte.
pub(crate) fn character(byte: u8) -> char {
    match byte {
        33..=126 | 161..=172 | 174..=255 => char::from(byte),
        0..=32 => shifted(u32::from(byte)),
        127..=160 => shifted(u32::from(byte) - 127 + 33),
        173 => shifted(67),
    }
}

fn shifted(place: u32) -> char {
    char::from_u32(256 + place).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// The byte of a character, where it has one.
pub(crate) fn byte(character: char) -> Option<u8> {
    let code = character as u32;
    match code {
        33..=126 | 161..=172 | 174..=255 => u8::try_from(code).ok(),
        256..=288 => u8::try_from(code - 256).ok(),
        289..=322 => u8::try_from(code - 289 + 127).ok(),
        323 => Some(173),
        _ => None,
    }
}

/// The bytes of a token as it is spelled.
pub(crate) fn bytes(token: &str) -> Option<Vec<u8>> {
    token.chars().map(byte).collect()
}

/// The spelling of bytes.
pub(crate) fn spelled(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| character(*byte)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_there_and_back() {
        for each in 0..=255 {
            assert_eq!(byte(character(each)), Some(each));
        }
        assert_eq!(spelled(b" a\n\xad"), "ĠaĊŃ");
        assert_eq!(bytes("Ġé"), Some(vec![32, 0xe9]));
        assert_eq!(bytes("中"), None);
    }
}
