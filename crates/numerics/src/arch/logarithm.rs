//! The natural logarithm's pieces, branch-free, so that a loop over them fills vector registers.
//!
//! ln x = k ln 2 + ln m with m in [√½, √2], and with f = m − 1, s = f / (2 + f):
//! ln m = f − f²/2 + s (f²/2 + s² P(s²)), the reduction of W. J. Cody and W. Waite ("Software Manual for the
//! Elementary Functions", 1980) with the atanh series in minimax form. P was fitted here by Remez exchange in
//! 300-bit arithmetic; its part of the error of 2s + s³ P(s²) is below 2⁻⁵⁹.
use super::lanes::{Float, MAGIC};
use super::{Level, at_level};

/// Coefficients of P(z), lowest first: (ln((1+s)/(1−s)) − 2s) / s³ at z = s².
const SERIES: [f64; 7] = [
    0.666_666_666_666_673_4,
    0.399_999_999_994_143,
    0.285_714_287_424_792_16,
    0.222_221_985_631_067_51,
    0.181_835_648_842_943_12,
    0.153_140_354_166_940_7,
    0.147_961_094_312_670_9,
];
/// The upper 32 bits of ln 2: k times it is exact.
const LN2_HIGH: f64 = f64::from_bits(0x3fe6_2e42_fee0_0000);
const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;
const MANTISSA: u64 = (1 << 52) - 1;
const ONE: u64 = 0x3ff0_0000_0000_0000;
const MAGIC_VALUE: f64 = 4_503_599_627_370_496.0;

#[inline(always)]
fn series<F: Float>(z: F) -> F {
    // Estrin's order: shorter chains than Horner's.
    let z2 = z.mul(z);
    let low = F::splat(SERIES[0]).add(F::splat(SERIES[1]).mul(z));
    let middle = F::splat(SERIES[2]).add(F::splat(SERIES[3]).mul(z));
    let high = F::splat(SERIES[4]).add(F::splat(SERIES[5]).mul(z)).add(z2.mul(F::splat(SERIES[6])));
    low.add(z2.mul(middle)).add(z2.mul(z2).mul(high))
}

/// x ln x for one x; see [`crate::xlnx`].
#[inline(always)]
pub(crate) fn x_ln_x(x: f64) -> f64 {
    let tiny = x < f64::MIN_POSITIVE;
    let scaled = if tiny { x * 18_014_398_509_481_984.0 } else { x };
    let bits = scaled.to_bits();
    let mantissa = f64::from_bits((bits & MANTISSA) | ONE);
    let halve = mantissa > std::f64::consts::SQRT_2;
    let f = if halve { 0.5 * mantissa } else { mantissa } - 1.0;
    let exponent = f64::from_bits(MAGIC + (bits >> 52)) - (MAGIC_VALUE + 1023.0);
    let k = (exponent + if halve { 1.0 } else { 0.0 }) - if tiny { 54.0 } else { 0.0 };
    let s = f / (2.0 + f);
    let z = s * s;
    let half_square = 0.5 * f * f;
    // ln x = high + low with |low| ≪ |high|; only the two last operations round visibly.
    let lead = f - half_square;
    let rest = ((f - lead) - half_square) + s * (half_square + z * series(z));
    let whole = k * LN2_HIGH;
    let high = whole + lead;
    let low = (((whole - high) + lead) + rest) + k * LN2_LOW;
    let product = x * high + x * low;
    let product = if x == 0.0 || x == f64::INFINITY { x.abs() } else { product };
    if x >= 0.0 { product } else { f64::NAN }
}

/// ln(T/t) for 0 < t ≤ T < ∞, where `rest` = T − t is given apart and without cancellation. At t = 0 (or when
/// both are 0) a finite number ≥ 0. Relative error below 4 ulp unless t is subnormal.
#[inline(always)]
pub(crate) fn ln_ratio<F: Float>(total: F, part: F, rest: F) -> F {
    let (zero, one, minus_one) = (F::splat(0.0), F::splat(1.0), F::splat(-1.0));
    let below = F::splat(std::f64::consts::FRAC_1_SQRT_2);
    let (part_mantissa, total_mantissa) = (part.mantissa(), total.mantissa());
    // The fraction of t is brought within √½ … √2 of that of T.
    let (least, most) = (total_mantissa.mul(below), total_mantissa.mul(F::splat(std::f64::consts::SQRT_2)));
    let lowered = part_mantissa.if_above(most, F::splat(0.5), one);
    let scale = least.if_above(part_mantissa, F::splat(2.0), lowered);
    let carry = least.if_above(part_mantissa, one, part_mantissa.if_above(most, minus_one, zero));
    let part_mantissa = part_mantissa.mul(scale);
    let steps = total.exponent().sub(part.exponent()).add(carry);
    // Near T the difference comes from the rest.
    let near = total.mul(below);
    let k = part.if_above(near, zero, steps);
    let numerator = part.if_above(near, rest, total_mantissa.sub(part_mantissa));
    let denominator = part.if_above(near, total.add(part), total_mantissa.add(part_mantissa));
    let s = numerator.div(denominator);
    let z = s.mul(s);
    let atanh = F::splat(2.0).mul(s).add(s.mul(z.mul(series(z))));
    k.mul(F::splat(std::f64::consts::LN_2)).add(atanh)
}

/// One step of a compensated sum without branches (D. E. Knuth, "The Art of Computer Programming" 2, 4.2.2).
#[inline(always)]
pub(crate) fn two_sum<F: Float>(total: &mut F, lost: &mut F, term: F) {
    let next = total.add(term);
    let added = next.sub(*total);
    *lost = lost.add(total.sub(next.sub(added)).add(term.sub(added)));
    *total = next;
}

#[inline(always)]
fn map_body(x: &[f64], out: &mut [f64]) {
    for (out, x) in out.iter_mut().zip(x) {
        *out = x_ln_x(*x);
    }
}

#[inline(always)]
fn sum_body(x: &[f64]) -> ([f64; 8], [f64; 8]) {
    let (mut total, mut lost) = ([0.0; 8], [0.0; 8]);
    let (eights, tail) = x.as_chunks::<8>();
    for eight in eights {
        for lane in 0..8 {
            two_sum(&mut total[lane], &mut lost[lane], x_ln_x(eight[lane]));
        }
    }
    for (lane, x) in tail.iter().enumerate() {
        two_sum(&mut total[lane], &mut lost[lane], x_ln_x(*x));
    }
    (total, lost)
}

macro_rules! compiled {
    ($feature:literal, $map:ident, $sum:ident) => {
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = $feature)]
        fn $map(x: &[f64], out: &mut [f64]) {
            map_body(x, out);
        }

        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = $feature)]
        fn $sum(x: &[f64]) -> ([f64; 8], [f64; 8]) {
            sum_body(x)
        }
    };
}
compiled!("avx2,bmi1,bmi2", map_v3, sum_v3);
compiled!("avx2,bmi1,bmi2,avx512f,avx512bw,avx512dq,avx512vl", map_v4, sum_v4);

/// Writes x ln x of each number at `level`.
pub(crate) fn map(level: Level, x: &[f64], out: &mut [f64]) {
    at_level!(level, map_body(x, out), map_v3(x, out), map_v4(x, out));
}

/// Sums x ln x at `level`: eight lanes, each compensated.
pub(crate) fn sum(level: Level, x: &[f64]) -> ([f64; 8], [f64; 8]) {
    at_level!(level, sum_body(x), sum_v3(x), sum_v4(x))
}
