//! Sums of max(s − m, 0) over rows: what a vector adds to a set of which every row knows its best similarity m.
//!
//! Similarities are rounded once to whole multiples of a power of two (2⁻²³ of the largest in single precision), so
//! every difference and every sum is an integer: exact, and the same in any order, in any batch, for any number of
//! threads and whether it is computed anew or corrected where m has changed.
//!
//! A number x in [0, 2^b] becomes the integer in the low bits of x + 2^b, which rounds to nearest, ties to even, and
//! compiles to one addition at every level. The offset stays: it cancels in every difference.
use super::at_every_level;
use super::bytes::UNITS;
use super::products::PANEL;
use crate::arch::kernel::Finishing;

/// Blocks of lane sums that may be added before they must be folded into wider integers.
pub const FOLD: usize = 128;

/// A real with its whole-number form.
pub trait Quantized: Finishing {
    /// The whole-number form, the same width.
    type Quantum: Copy
        + Ord
        + Default
        + Send
        + Sync
        + std::fmt::Debug
        + std::ops::Add<Output = Self::Quantum>
        + std::ops::Sub<Output = Self::Quantum>
        + Into<i64>
        + 'static;
    /// The largest power of two that fits, and the number of rows below which its sums fit 63 bits.
    const BITS: u32;
    /// The form of 0.
    const ZERO: Self::Quantum;

    /// The form of x, a number scaled to at most 2^BITS; everything below 0 (and what is no number) becomes 0.
    fn quantum(self) -> Self::Quantum;

    /// The form of a number in 254ths of 2^bits, rounded up; the last byte is for what rounding carries past.
    fn byte_above(form: Self::Quantum, bits: u32) -> u8;

    /// As [`byte_above`](Quantized::byte_above), rounded down.
    fn byte_below(form: Self::Quantum, bits: u32) -> u8;
}

macro_rules! quantized {
    ($real:ty, $quantum:ty, $bits:literal) => {
        impl Quantized for $real {
            type Quantum = $quantum;
            const BITS: u32 = $bits;
            const ZERO: $quantum = ((1u64 << $bits) as $real).to_bits() as $quantum;

            #[inline(always)]
            fn quantum(self) -> $quantum {
                const WHOLE: $real = (1u64 << $bits) as $real;
                let low = if self > 0.0 { self } else { 0.0 };
                let inside = if low < WHOLE { low } else { WHOLE };
                (inside + WHOLE).to_bits() as $quantum
            }

            #[inline(always)]
            fn byte_above(form: $quantum, bits: u32) -> u8 {
                (((form - Self::ZERO) * <$quantum>::from(UNITS) + ((1 << bits) - 1)) >> bits) as u8
            }

            #[inline(always)]
            fn byte_below(form: $quantum, bits: u32) -> u8 {
                (((form - Self::ZERO) * <$quantum>::from(UNITS)) >> bits) as u8
            }
        }
    };
}
quantized!(f32, i32, 23);
quantized!(f64, i64, 52);

/// Lane sums of one vector of a group.
pub type Lanes<T> = [<T as Quantized>::Quantum; PANEL];

#[inline(always)]
fn positive<Q: Ord + Default + std::ops::Sub<Output = Q>>(difference: Q) -> Q {
    difference.max(Q::default())
}

#[inline(always)]
fn gains_body<T: Quantized>(block: &[T], scale: &[T], best: &[T::Quantum], sums: &mut [Lanes<T>]) {
    let (scale, best): (&[T; PANEL], &Lanes<T>) = match (scale.try_into(), best.try_into()) {
        (Ok(scale), Ok(best)) => (scale, best),
        _ => return,
    };
    for (block, sums) in block.as_chunks::<PANEL>().0.iter().zip(sums) {
        for lane in 0..PANEL {
            let q = (block[lane] * scale[lane]).quantum();
            sums[lane] = sums[lane] + positive(q - best[lane]);
        }
    }
}

#[inline(always)]
fn falls_body<T: Quantized>(
    block: &[T],
    scale: &[T],
    before: &[T::Quantum],
    after: &[T::Quantum],
    sums: &mut [Lanes<T>],
) {
    let (scale, before, after): (&[T; PANEL], &Lanes<T>, &Lanes<T>) =
        match (scale.try_into(), before.try_into(), after.try_into()) {
            (Ok(scale), Ok(before), Ok(after)) => (scale, before, after),
            _ => return,
        };
    for (block, sums) in block.as_chunks::<PANEL>().0.iter().zip(sums) {
        for lane in 0..PANEL {
            let q = (block[lane] * scale[lane]).quantum();
            sums[lane] = sums[lane] + (q.min(after[lane]).max(before[lane]) - before[lane]);
        }
    }
}

#[inline(always)]
fn both_body<T: Quantized>(
    block: &[T],
    scale: &[T],
    best: &[T::Quantum],
    own: &[T::Quantum],
    sums: &mut [Lanes<T>],
    across: &mut Lanes<T>,
) {
    let (scale, best): (&[T; PANEL], &Lanes<T>) = match (scale.try_into(), best.try_into()) {
        (Ok(scale), Ok(best)) => (scale, best),
        _ => return,
    };
    for ((block, sums), own) in block.as_chunks::<PANEL>().0.iter().zip(sums).zip(own) {
        for lane in 0..PANEL {
            let q = (block[lane] * scale[lane]).quantum();
            sums[lane] = sums[lane] + positive(q - best[lane]);
            across[lane] = across[lane] + positive(q - *own);
        }
    }
}

#[inline(always)]
fn quanta_body<T: Quantized>(block: &[T], scale: &[T], out: &mut [T::Quantum]) {
    for ((x, scale), out) in block.iter().zip(scale).zip(out) {
        *out = (*x * *scale).quantum();
    }
}

#[inline(always)]
fn stored_body<T: Quantized>(row: &[T], scale: &[T], best: &[T::Quantum]) -> i64 {
    const PART: usize = PANEL * FOLD;
    let mut total = 0i64;
    for ((row, scale), best) in row.chunks(PART).zip(scale.chunks(PART)).zip(best.chunks(PART)) {
        let mut sums = [T::Quantum::default(); PANEL];
        let ((rows, row), (scales, scale)) = (row.as_chunks::<PANEL>(), scale.as_chunks::<PANEL>());
        let (bests, best) = best.as_chunks::<PANEL>();
        for ((row, scale), best) in rows.iter().zip(scales).zip(bests) {
            for lane in 0..PANEL {
                let q = (row[lane] * scale[lane]).quantum();
                sums[lane] = sums[lane] + positive(q - best[lane]);
            }
        }
        total += sums.iter().map(|sum| (*sum).into()).sum::<i64>();
        for ((x, scale), best) in row.iter().zip(scale).zip(best) {
            total += positive((*x * *scale).quantum() - *best).into();
        }
    }
    total
}

#[inline(always)]
fn rises_body<T: Quantized>(column: &[T::Quantum], best: &[T::Quantum]) -> i64 {
    const PART: usize = PANEL * FOLD;
    let mut total = 0i64;
    for (column, best) in column.chunks(PART).zip(best.chunks(PART)) {
        let mut sums = [T::Quantum::default(); PANEL];
        let ((columns, column), (bests, best)) = (column.as_chunks::<PANEL>(), best.as_chunks::<PANEL>());
        for (column, best) in columns.iter().zip(bests) {
            for lane in 0..PANEL {
                sums[lane] = sums[lane] + positive(column[lane] - best[lane]);
            }
        }
        total += sums.iter().map(|sum| (*sum).into()).sum::<i64>();
        total += column.iter().zip(best).map(|(q, best)| positive(*q - *best).into()).sum::<i64>();
    }
    total
}

/// Rows of one partial sum of reals.
const PARTIAL: usize = 512;

#[inline(always)]
fn real_rises_body<T: Quantized>(column: &[T], best: &[T]) -> f64 {
    let rise = |new: T, old: T| if new > old { new - old } else { T::default() };
    let mut total = 0.0;
    for (column, best) in column.chunks(PARTIAL).zip(best.chunks(PARTIAL)) {
        let mut sums = [T::default(); PANEL];
        let ((columns, column), (bests, best)) = (column.as_chunks::<PANEL>(), best.as_chunks::<PANEL>());
        for (column, best) in columns.iter().zip(bests) {
            for lane in 0..PANEL {
                sums[lane] = sums[lane] + rise(column[lane], best[lane]);
            }
        }
        let rest: f64 = column.iter().zip(best).map(|(new, old)| rise(*new, *old).into()).sum();
        total += sums.iter().fold(rest, |sum, lane| sum + (*lane).into());
    }
    total
}

at_every_level!(
    /// Adds max(q − best, 0) to the lane sums of every vector of the group; q is the form of `block · scale`.
    gains, gains_body, gains_v3, gains_v4, <T: Quantized>,
    (block: &[T], scale: &[T], best: &[T::Quantum], sums: &mut [Lanes<T>])
);
at_every_level!(
    /// Adds what max(q − best, 0) fell by when `best` went from `before` to `after`.
    falls, falls_body, falls_v3, falls_v4, <T: Quantized>,
    (block: &[T], scale: &[T], before: &[T::Quantum], after: &[T::Quantum], sums: &mut [Lanes<T>])
);
at_every_level!(
    /// As [`gains`] in both directions: the lanes are vectors too, whose own gains over the group go to `across`.
    both, both_body, both_v3, both_v4, <T: Quantized>,
    (block: &[T], scale: &[T], best: &[T::Quantum], own: &[T::Quantum], sums: &mut [Lanes<T>], across: &mut Lanes<T>)
);
at_every_level!(
    /// Σ max(q − best, 0) over a column of whole numbers.
    rises, rises_body, rises_v3, rises_v4, <T: Quantized>, (column: &[T::Quantum], best: &[T::Quantum]) -> i64
);
at_every_level!(
    /// Σ max(x − best, 0) over a column of reals, folded to double precision every 512 rows: the same bits at every
    /// level.
    real_rises, real_rises_body, real_rises_v3, real_rises_v4, <T: Quantized>, (column: &[T], best: &[T]) -> f64
);
at_every_level!(
    /// Writes the forms of `block · scale`.
    quanta, quanta_body, quanta_v3, quanta_v4, <T: Quantized>,
    (block: &[T], scale: &[T], out: &mut [T::Quantum])
);

at_every_level!(
    /// Σ max(q − best, 0) over a row of numbers; q is the form of `row · scale`.
    stored, stored_body, stored_v3, stored_v4, <T: Quantized>,
    (row: &[T], scale: &[T], best: &[T::Quantum]) -> i64
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::Level;

    fn numbers<T: Quantized>(seed: u64, length: usize) -> Vec<T> {
        let mut x = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let next = |_| {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            T::of((x >> 11) as f64 / (1u64 << 52) as f64 - 0.7)
        };
        (0..length).map(next).collect()
    }

    fn whole<T: Quantized>(x: T, scale: f64) -> i64 {
        let x: f64 = x.into();
        (x * scale).clamp(0.0, (1u64 << T::BITS) as f64).round_ties_even() as i64
    }

    fn check<T: Quantized>() {
        let scale = (1u64 << (T::BITS - 3)) as f64;
        let scales = vec![T::of(scale); PANEL];
        let zero: i64 = T::ZERO.into();
        let block = numbers::<T>(3, 5 * PANEL);
        let (before, after) = (numbers::<T>(4, PANEL), numbers::<T>(5, PANEL));
        let quanta_of = |x: &[T]| x.iter().map(|x| (*x * scales[0]).quantum()).collect::<Vec<_>>();
        let low = quanta_of(&before);
        let high: Vec<T::Quantum> = quanta_of(&after).iter().zip(&low).map(|(a, b)| *a.max(b)).collect();
        for level in Level::available() {
            let mut sums = vec![[T::Quantum::default(); PANEL]; 5];
            gains::<T>(level, &block, &scales, &low, &mut sums);
            let mut later = vec![[T::Quantum::default(); PANEL]; 5];
            gains::<T>(level, &block, &scales, &high, &mut later);
            let mut fallen = vec![[T::Quantum::default(); PANEL]; 5];
            falls::<T>(level, &block, &scales, &low, &high, &mut fallen);
            let mut mutual = vec![[T::Quantum::default(); PANEL]; 5];
            let mut across = [T::Quantum::default(); PANEL];
            both::<T>(level, &block, &scales, &low, &high[..5], &mut mutual, &mut across);
            let mut row = vec![T::ZERO; PANEL];
            for c in 0..5 {
                quanta::<T>(level, &block[c * PANEL..(c + 1) * PANEL], &scales, &mut row);
                let mut total = 0;
                for lane in 0..PANEL {
                    let q = whole(block[c * PANEL + lane], scale);
                    assert_eq!(row[lane].into() - zero, q, "{level:?}");
                    let wanted = (q - (low[lane].into() - zero)).max(0);
                    assert_eq!(sums[c][lane].into(), wanted);
                    assert_eq!(mutual[c][lane].into(), wanted);
                    assert_eq!(sums[c][lane].into() - fallen[c][lane].into(), later[c][lane].into());
                    total += wanted;
                }
                assert_eq!(rises::<T>(level, &row, &low), total);
                assert_eq!(stored::<T>(level, &block[c * PANEL..(c + 1) * PANEL], &scales, &low), total);
            }
            for lane in 0..PANEL {
                let wanted: i64 = (0..5)
                    .map(|c| (whole(block[c * PANEL + lane], scale) - (high[c].into() - zero)).max(0))
                    .sum();
                assert_eq!(across[lane].into(), wanted);
            }
        }
    }

    #[test]
    fn sums_are_those_of_whole_numbers_at_every_level() {
        check::<f32>();
        check::<f64>();
    }

    #[test]
    fn rises_of_reals_are_the_same_at_every_level() {
        for length in [0, 1, 31, 33, 511, 513, 5000] {
            let (column, best) = (numbers::<f32>(7, length), numbers::<f32>(8, length));
            let wanted: f64 =
                column.iter().zip(&best).map(|(new, old)| (f64::from(*new) - f64::from(*old)).max(0.0)).sum();
            let first = real_rises::<f32>(Level::available()[0], &column, &best);
            assert!((first - wanted).abs() <= 1e-6 * wanted, "{first} {wanted}");
            for level in Level::available() {
                assert_eq!(real_rises::<f32>(level, &column, &best).to_bits(), first.to_bits(), "{level:?}");
            }
        }
    }

    #[test]
    fn the_ends_of_the_range_are_exact() {
        assert_eq!(8_388_608.0f32.quantum() - <f32 as Quantized>::ZERO, 1 << 23);
        assert_eq!(f32::NAN.quantum(), <f32 as Quantized>::ZERO);
        assert_eq!((-3.0f32).quantum(), <f32 as Quantized>::ZERO);
        assert_eq!(f32::INFINITY.quantum() - <f32 as Quantized>::ZERO, 1 << 23);
        assert_eq!(4_503_599_627_370_496.0f64.quantum() - <f64 as Quantized>::ZERO, 1 << 52);
    }

    #[test]
    fn stored_rows_of_any_length_fold_in_time() {
        for length in [0, 1, 31, 33, 5000, 9000] {
            let (row, scale) = (vec![1.0f32; length], vec![1_048_576.0f32; length]);
            let best = vec![<f32 as Quantized>::ZERO; length];
            for level in Level::available() {
                assert_eq!(stored::<f32>(level, &row, &scale, &best), (length as i64) << 20);
            }
        }
    }
}
