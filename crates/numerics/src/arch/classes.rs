//! Classes of 64 bytes of text at once: one bit a byte and class.
//!
//! A scanner that finds the end of a run by counting trailing zeros needs no loop over bytes. Exact; some two
//! instructions a byte where the processor compares sixteen bytes at once, seven elsewhere.

/// Which of 64 bytes are of which class; the lowest bit is the first byte. A byte below 128 is in at most one of
/// `upper`, `lower`, `digit` and `space`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Classes {
    /// `A`–`Z`.
    pub upper: u64,
    /// `a`–`z`.
    pub lower: u64,
    /// `0`–`9`.
    pub digit: u64,
    /// The space, and 9 to 13.
    pub space: u64,
    /// `\n` and `\r`.
    pub newline: u64,
    /// The space alone.
    pub blank: u64,
    /// `'`.
    pub quote: u64,
    /// 128 and above.
    pub wide: u64,
}

const NONE: Classes =
    Classes { upper: 0, lower: 0, digit: 0, space: 0, newline: 0, blank: 0, quote: 0, wide: 0 };

/// The classes of 64 bytes.
#[must_use]
#[inline]
pub fn of(bytes: &[u8; 64]) -> Classes {
    #[cfg(target_arch = "x86_64")]
    return sixteens(bytes);
    #[cfg(not(target_arch = "x86_64"))]
    eights(bytes)
}

/// Sixteen bytes at once, with what every x86-64 has.
#[cfg(target_arch = "x86_64")]
#[inline]
fn sixteens(bytes: &[u8; 64]) -> Classes {
    use std::arch::x86_64::{
        __m128i, _mm_cmpeq_epi8, _mm_loadu_si128, _mm_min_epu8, _mm_movemask_epi8, _mm_or_si128,
        _mm_set1_epi8, _mm_slli_epi16, _mm_sub_epi8,
    };
    let mut classes = NONE;
    for (at, sixteen) in bytes.as_chunks::<16>().0.iter().enumerate() {
        // SAFETY: SSE2 is part of x86-64, and the one load is of the sixteen bytes borrowed.
        unsafe {
            let within = |text: __m128i, first: u8, last: u8| {
                let offset = _mm_sub_epi8(text, _mm_set1_epi8(first.cast_signed()));
                _mm_cmpeq_epi8(_mm_min_epu8(offset, _mm_set1_epi8((last - first).cast_signed())), offset)
            };
            let is = |text: __m128i, byte: u8| _mm_cmpeq_epi8(text, _mm_set1_epi8(byte.cast_signed()));
            let bits = |mask: __m128i| u64::from(_mm_movemask_epi8(mask) as u16) << (16 * at);
            let text = _mm_loadu_si128(sixteen.as_ptr().cast());
            let letter = bits(within(_mm_or_si128(text, _mm_set1_epi8(0x20)), b'a', b'z'));
            // Bit 5 tells the cases apart.
            let small = bits(_mm_slli_epi16::<2>(text));
            classes.upper |= letter & !small;
            classes.lower |= letter & small;
            classes.digit |= bits(within(text, b'0', b'9'));
            let blank = is(text, b' ');
            classes.space |= bits(_mm_or_si128(within(text, 9, 13), blank));
            classes.blank |= bits(blank);
            classes.quote |= bits(is(text, b'\''));
            classes.newline |= bits(_mm_or_si128(is(text, b'\n'), is(text, b'\r')));
            classes.wide |= bits(text);
        }
    }
    classes
}

/// Eight bytes at once, in one number.
#[cfg(any(test, not(target_arch = "x86_64")))]
fn eights(bytes: &[u8; 64]) -> Classes {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const TOPS: u64 = 0x80 * ONES;
    let mut classes = NONE;
    for (at, eight) in bytes.as_chunks::<8>().0.iter().enumerate() {
        let text = u64::from_le_bytes(*eight);
        let (narrow, low) = (!text & TOPS, text & !TOPS);
        // The top bit of each byte says whether it lies between two others: no sum reaches the next byte.
        let within = |first: u8, last: u8| {
            let from = low + ONES * u64::from(128 - first);
            from & !(low + ONES * u64::from(127 - last)) & narrow
        };
        // The eight top bits, moved together: no two products meet in one bit.
        let bits = |tops: u64| ((tops >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * at);
        classes.upper |= bits(within(b'A', b'Z'));
        classes.lower |= bits(within(b'a', b'z'));
        classes.digit |= bits(within(b'0', b'9'));
        classes.space |= bits(within(9, 13) | within(b' ', b' '));
        classes.newline |= bits(within(b'\n', b'\n') | within(b'\r', b'\r'));
        classes.blank |= bits(within(b' ', b' '));
        classes.quote |= bits(within(b'\'', b'\''));
        classes.wide |= bits(text & TOPS);
    }
    classes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_at_every_place_is_in_its_classes() {
        for byte in 0..=255u8 {
            for at in 0..64 {
                let mut bytes: [u8; 64] = std::array::from_fn(|place| (7 * place + at) as u8);
                bytes[at] = byte;
                let mask = |is: fn(u8) -> bool| {
                    (0..64).filter(|place| is(bytes[*place])).fold(0u64, |mask, place| mask | 1 << place)
                };
                let expected = Classes {
                    upper: mask(|byte| byte.is_ascii_uppercase()),
                    lower: mask(|byte| byte.is_ascii_lowercase()),
                    digit: mask(|byte| byte.is_ascii_digit()),
                    space: mask(|byte| byte == b' ' || (9..=13).contains(&byte)),
                    newline: mask(|byte| byte == b'\n' || byte == b'\r'),
                    blank: mask(|byte| byte == b' '),
                    quote: mask(|byte| byte == b'\''),
                    wide: mask(|byte| byte >= 128),
                };
                assert_eq!(of(&bytes), expected, "{byte} at {at}");
                assert_eq!(eights(&bytes), expected, "{byte} at {at}, portable");
            }
        }
    }
}
