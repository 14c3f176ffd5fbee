//! |A ∩ B| of sets held as bits, one set against many: the only count that a pair of two-valued columns needs.
//!
//! A column of n rows takes ⌈n / 64⌉ words. Cost: about one word per cycle where the processor counts bits
//! itself. Whole numbers: the same at every level.
use super::{Level, at_level};

#[inline(always)]
fn body(set: &[u64], others: &[u64], counts: &mut [u32]) {
    let (eights, rest) = set.as_chunks::<8>();
    for (count, other) in counts.iter_mut().zip(others.chunks_exact(set.len().max(1))) {
        let (other_eights, other_rest) = other.as_chunks::<8>();
        let mut lanes = [0u64; 8];
        for (a, b) in eights.iter().zip(other_eights) {
            for lane in 0..8 {
                lanes[lane] += u64::from((a[lane] & b[lane]).count_ones());
            }
        }
        let left: u32 = rest.iter().zip(other_rest).map(|(a, b)| (a & b).count_ones()).sum();
        *count = lanes.iter().sum::<u64>() as u32 + left;
    }
}

macro_rules! compiled {
    ($feature:literal, $name:ident) => {
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = $feature)]
        fn $name(set: &[u64], others: &[u64], counts: &mut [u32]) {
            body(set, others, counts);
        }
    };
}
compiled!("avx2,bmi1,bmi2,popcnt", body_v3);
compiled!("avx2,bmi1,bmi2,popcnt,avx512f,avx512bw,avx512dq,avx512vl", body_v4);
compiled!("avx2,bmi1,bmi2,popcnt,avx512f,avx512bw,avx512dq,avx512vl,avx512vpopcntdq", body_v4_counting);

/// Writes to `counts` how many bits `set` shares with each of `others`, which are as long as `set` and lie one
/// after the other. A set has fewer than 2³² bits.
pub fn shared(level: Level, set: &[u64], others: &[u64], counts: &mut [u32]) {
    #[cfg(target_arch = "x86_64")]
    if level == Level::V4 && level.is_available() && is_x86_feature_detected!("avx512vpopcntdq") {
        // SAFETY: every feature that the function is compiled for was just found; it touches memory through safe
        // references only.
        return unsafe { body_v4_counting(set, others, counts) };
    }
    at_level!(level, body(set, others, counts), body_v3(set, others, counts), body_v4(set, others, counts));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_those_of_single_bits_at_every_level() {
        let word = |i: usize| (i as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(i as u32 % 61);
        for length in [1, 2, 7, 8, 16, 17, 40] {
            let set: Vec<u64> = (0..length).map(|i| word(3 * i + 1)).collect();
            let others: Vec<u64> = (0..5 * length).map(word).collect();
            let bit = |words: &[u64], at: usize| words[at / 64] >> (at % 64) & 1 == 1;
            let expected: Vec<u32> = (0..5)
                .map(|other| {
                    let own = &others[other * length..(other + 1) * length];
                    (0..64 * length).filter(|at| bit(&set, *at) && bit(own, *at)).count() as u32
                })
                .collect();
            for level in Level::available() {
                let mut counts = [7; 5];
                shared(level, &set, &others, &mut counts);
                assert_eq!(counts[..], expected[..], "{level:?}");
            }
        }
        let mut none = [5; 2];
        shared(Level::Baseline, &[], &[], &mut none);
        assert_eq!(none, [5; 2]);
    }
}
