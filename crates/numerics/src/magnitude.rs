//! The magnitude of many numbers, as a power of two: dividing by it rounds nothing.
//!
//! Squares of numbers near the ends of the range are not there, so whoever sums them divides first; divided by the largest
//! number itself, numbers that differ little beside their size would lose what tells them apart.

/// The largest power of two that is no larger than the largest of finite values, signs apart; 1 where all are 0.
#[must_use]
pub fn magnitude(values: &[f64]) -> f64 {
    const EXPONENT: u64 = 0x7ff0_0000_0000_0000;
    let largest = values.iter().fold(0.0f64, |largest, value| largest.max(value.abs()));
    match f64::from_bits(largest.to_bits() & EXPONENT) {
        0.0 if largest > 0.0 => f64::MIN_POSITIVE,
        0.0 => 1.0,
        power => power,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn divided_numbers_are_below_two_and_come_back() {
        let cases =
            [&[3.0, -5.0][..], &[f64::MAX, 1.0], &[1e-310, -3e-310], &[1e9 + 0.1, 1e9 + 0.3], &[-1.0]];
        for values in cases {
            let by = magnitude(values);
            for value in values {
                assert!((value / by).abs() < 2.0);
                assert_eq!(value / by * by, *value);
            }
        }
        assert_eq!((magnitude(&[3.0, -5.0]), magnitude(&[]), magnitude(&[0.0, -0.0])), (4.0, 1.0, 1.0));
    }
}
