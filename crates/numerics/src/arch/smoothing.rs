//! Lines added to lines: the inner loops of direct convolution.
//!
//! Products are not fused and every output is summed in the order of the taps: the same bits at all levels.
use super::{Level, at_level};

#[inline(always)]
fn scaled_body(sums: &mut [f64], factor: f64, line: &[f64]) {
    sums.iter_mut().zip(line).for_each(|(sum, value)| *sum += factor * value);
}

/// Outputs that stay in registers while all taps pass.
const WIDE: usize = 32;

#[inline(always)]
fn symmetric_body(padded: &[f64], taps: &[f64], out: &mut [f64]) {
    let Some((middle, sides)) = taps.split_first() else { return };
    let reach = sides.len();
    let (blocks, rest) = out.as_chunks_mut::<WIDE>();
    let whole = blocks.len() * WIDE;
    for (block, out) in blocks.iter_mut().enumerate() {
        let at = reach + block * WIDE;
        let mut sums = [0.0; WIDE];
        let centre: &[f64] = &padded[at..at + WIDE];
        sums.iter_mut().zip(centre).for_each(|(sum, value)| *sum = middle * value);
        for (k, tap) in (1..).zip(sides) {
            let (left, right) = (&padded[at - k..at - k + WIDE], &padded[at + k..at + k + WIDE]);
            for lane in 0..WIDE {
                sums[lane] += tap * (left[lane] + right[lane]);
            }
        }
        *out = sums;
    }
    for (place, out) in rest.iter_mut().enumerate() {
        let at = reach + whole + place;
        let mut sum = middle * padded[at];
        for (k, tap) in (1..).zip(sides) {
            sum += tap * (padded[at - k] + padded[at + k]);
        }
        *out = sum;
    }
}

macro_rules! compiled {
    ($feature:literal, $scaled:ident, $symmetric:ident) => {
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = $feature)]
        fn $scaled(sums: &mut [f64], factor: f64, line: &[f64]) {
            scaled_body(sums, factor, line);
        }

        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = $feature)]
        fn $symmetric(padded: &[f64], taps: &[f64], out: &mut [f64]) {
            symmetric_body(padded, taps, out);
        }
    };
}
compiled!("avx2,bmi1,bmi2", scaled_v3, symmetric_v3);
compiled!("avx2,bmi1,bmi2,avx512f,avx512bw,avx512dq,avx512vl", scaled_v4, symmetric_v4);

/// sum + `factor` · value for each sum and the value below it.
pub fn add_scaled(level: Level, sums: &mut [f64], factor: f64, line: &[f64]) {
    at_level!(
        level,
        scaled_body(sums, factor, line),
        scaled_v3(sums, factor, line),
        scaled_v4(sums, factor, line)
    );
}

/// Σₖ `taps[k]` (x₋ₖ + x₊ₖ), the middle counted once, for every output; `padded` reaches `taps.len()` − 1 beyond the outputs
/// on both sides.
pub fn symmetric(level: Level, padded: &[f64], taps: &[f64], out: &mut [f64]) {
    at_level!(
        level,
        symmetric_body(padded, taps, out),
        symmetric_v3(padded, taps, out),
        symmetric_v4(padded, taps, out)
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_those_of_plain_sums_at_every_level() {
        let value = |i: usize| ((i * 7919) % 1013) as f64 / 1013.0 - 0.4;
        for (length, count) in [(0, 1), (1, 3), (31, 5), (32, 1), (33, 9), (100, 40), (257, 2)] {
            let taps: Vec<f64> = (0..count).map(|k| 1.0 / (1.0 + k as f64)).collect();
            let padded: Vec<f64> = (0..length + 2 * (count - 1)).map(value).collect();
            let expected: Vec<f64> = (0..length)
                .map(|i| {
                    let at = i + count - 1;
                    (1..count).fold(taps[0] * padded[at], |sum, k| {
                        sum + taps[k] * (padded[at - k] + padded[at + k])
                    })
                })
                .collect();
            for level in Level::available() {
                let mut out = vec![9.0; length];
                symmetric(level, &padded, &taps, &mut out);
                assert!(out.iter().zip(&expected).all(|(a, b)| a.to_bits() == b.to_bits()), "{level:?}");
                add_scaled(level, &mut out, 0.3, &padded[..length]);
                let scaled = |i: usize| expected[i] + 0.3 * padded[i];
                assert!((0..length).all(|i| out[i].to_bits() == scaled(i).to_bits()), "{level:?}");
            }
        }
    }
}
