//! Texts of JavaScript as UTF-8.
//!
//! The engine hands out UTF-16 several times faster than UTF-8, which it first measures and then writes character by
//! character. Lone surrogates become U+FFFD, as `TextEncoder` has it. Cost: a fraction of a nanosecond a unit of
//! ASCII, some two of anything else.
use napi::bindgen_prelude::Utf16String;

/// Units looked at together.
const BLOCK: usize = 32;

/// The text of UTF-16 units.
pub fn utf8(units: &Utf16String) -> String {
    let mut bytes: Vec<u8> = Vec::with_capacity(units.len() + units.len() / 8 + BLOCK);
    let mut rest: &[u16] = units;
    while let Some(block) = rest.first_chunk::<BLOCK>() {
        let all = block.iter().fold(0, |all, unit| all | unit);
        if all < 0x80 {
            let mut narrow = [0; BLOCK];
            for (byte, unit) in narrow.iter_mut().zip(block) {
                *byte = *unit as u8;
            }
            bytes.extend_from_slice(&narrow);
            rest = &rest[BLOCK..];
        } else {
            // A pair of surrogates is not parted.
            let cut = BLOCK - usize::from(block[BLOCK - 1] & 0xfc00 == 0xd800);
            characters(&block[..cut], &mut bytes);
            rest = &rest[cut..];
        }
    }
    characters(rest, &mut bytes);
    debug_assert!(std::str::from_utf8(&bytes).is_ok());
    // SAFETY: both branches append whole characters in UTF-8: ASCII, or what `encode_utf8` writes of a `char`.
    unsafe { String::from_utf8_unchecked(bytes) }
}

/// Appends the characters of at most [`BLOCK`] units.
fn characters(units: &[u16], bytes: &mut Vec<u8>) {
    // Three bytes a unit at most, and four for two of them.
    let (mut block, mut length) = ([0; 3 * BLOCK + 4], 0);
    for decoded in char::decode_utf16(units.iter().copied()) {
        let character = decoded.unwrap_or(char::REPLACEMENT_CHARACTER);
        length += character.encode_utf8(&mut block[length..]).len();
    }
    bytes.extend_from_slice(&block[..length]);
}
