//! Similarities in one byte, and what a column of them has above the best so far: bounds on the sums of
//! [`coverage`](super::coverage) that read a quarter or an eighth of what the sums themselves read.
//!
//! A number in [0, 2^b] becomes the least byte no smaller than its share of 254, a best so far the largest byte no
//! larger: their difference, where positive, is no less than that of the numbers. Sums of bytes are whole, hence the
//! same at every level and in any order.
use super::at_every_level;
use super::coverage::Quantized;
use super::prefetch::prefetch;

/// What a byte counts: shares of 2^b this small, and one more for what rounding carries past 2^b.
pub const UNITS: u8 = 254;

#[inline(always)]
fn above_body<T: Quantized>(row: &[T], scale: &[T], bits: u32, out: &mut [u8]) {
    for ((x, scale), out) in row.iter().zip(scale).zip(out) {
        *out = T::byte_above((*x * *scale).quantum(), bits);
    }
}

at_every_level!(
    /// Writes the bytes of `row · scale`, rounded up. No number of it may exceed 2^bits by a 254th.
    above, above_body, above_v3, above_v4, <T: Quantized>,
    (row: &[T], scale: &[T], bits: u32, out: &mut [u8])
);

/// Bytes of one part of a sum.
const PART: usize = 64;
/// Parts whose sums of two bytes fit 16 bits.
const FOLD: usize = 128;

#[inline(always)]
fn rises_body(column: &[u8], best: &[u8], next: &[u8]) -> u64 {
    let mut total = 0u64;
    for (at, (column, best)) in column.chunks(PART * FOLD).zip(best.chunks(PART * FOLD)).enumerate() {
        let mut sums = [0u16; PART / 2];
        let ((columns, column), (bests, best)) = (column.as_chunks::<PART>(), best.as_chunks::<PART>());
        let coming = next.get(at * PART * FOLD..).unwrap_or(&[]);
        for (part, (column, best)) in columns.iter().zip(bests).enumerate() {
            prefetch(coming, part * PART);
            let rise: [u8; PART] = std::array::from_fn(|at| column[at].saturating_sub(best[at]));
            for (sum, pair) in sums.iter_mut().zip(rise.as_chunks::<2>().0) {
                let pair = u16::from_le_bytes(*pair);
                *sum += (pair & 0xff) + (pair >> 8);
            }
        }
        total += sums.iter().map(|sum| u64::from(*sum)).sum::<u64>();
        total +=
            column.iter().zip(best).map(|(byte, best)| u64::from(byte.saturating_sub(*best))).sum::<u64>();
    }
    total
}

at_every_level!(
    /// Σ max(byte − best, 0) over a column of bytes; meanwhile `next` is asked for, the column that comes after it, if
    /// any.
    rises, rises_body, rises_v3, rises_v4, (column: &[u8], best: &[u8], next: &[u8]) -> u64
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::Level;

    fn numbers(seed: u64, length: usize) -> Vec<u64> {
        let mut x = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let next = |_| {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            x >> 11
        };
        (0..length).map(next).collect()
    }

    #[test]
    fn sums_are_those_of_the_formula_at_every_level() {
        for length in [0, 1, 63, 64, 65, 1000, 8191, 8193, 40_000] {
            let bytes = |seed| numbers(seed, length).iter().map(|x| (x % 256) as u8).collect::<Vec<u8>>();
            let extreme = (vec![255u8; length], vec![0u8; length]);
            for (column, best) in [(bytes(3), bytes(4)), extreme] {
                let wanted: u64 =
                    column.iter().zip(&best).map(|(a, b)| u64::from(*a).saturating_sub(u64::from(*b))).sum();
                for level in Level::available() {
                    assert_eq!(rises(level, &column, &best, &[]), wanted, "{level:?} {length}");
                }
            }
        }
    }

    fn check<T: Quantized>(bits: u32) {
        let whole = (1u64 << bits) as f64;
        let numbers: Vec<T> = numbers(7, 500)
            .iter()
            .map(|x| T::of((*x % (1 << 20)) as f64 / (1 << 19) as f64 - 0.9))
            .chain([T::of(0.0), T::of(1.0), T::of(-3.0), T::of(1.0 / 254.0)])
            .map(|x| if Into::<f64>::into(x) > 1.0 { T::of(1.0) } else { x })
            .collect();
        let scale = vec![T::of(whole); numbers.len()];
        for level in Level::available() {
            let mut bytes = vec![7u8; numbers.len()];
            above(level, &numbers, &scale, bits, &mut bytes);
            for (x, byte) in numbers.iter().zip(bytes) {
                let form = (*x * scale[0]).quantum();
                let q = i128::from(Into::<i64>::into(form - T::ZERO));
                let (unit, byte, below) =
                    (1i128 << bits, i128::from(byte), i128::from(T::byte_below(form, bits)));
                assert!(byte * unit >= 254 * q && (byte - 1) * unit < 254 * q, "{level:?} {x:?} {byte}");
                assert!(below * unit <= 254 * q && (below + 1) * unit > 254 * q, "{x:?} {below}");
            }
        }
    }

    #[test]
    fn bytes_are_rounded_up_and_down() {
        check::<f32>(23);
        check::<f32>(17);
        check::<f64>(52);
        check::<f64>(44);
    }
}
