//! |A ∩ B| of sets held as bits, a few sets against many: the only count that a pair of two-valued columns needs.
//!
//! A column of n rows takes ⌈n / 64⌉ words. The many lie side by side, word by word, so that each of eight lanes counts a
//! pair of its own and nothing is added across lanes; a word read is met by the few at once. Cost: about a quarter of a
//! cycle a word and pair where the processor counts bits in wide registers. Whole numbers: the same at every level.
use super::{Level, at_level};

/// Sets of a group, whose words lie side by side.
pub const SIDE: usize = 8;
/// Sets that are met with a group at once.
pub const SETS: usize = 4;

#[inline(always)]
fn body(sets: [&[u64]; SETS], groups: &[[u64; SIDE]], counts: [&mut [[u32; SIDE]]; SETS]) {
    let words = sets[0].len();
    let [a, b, c, d] = sets.map(|set| &set[..words]);
    let [to_a, to_b, to_c, to_d] = counts;
    let outs = to_a.iter_mut().zip(to_b).zip(to_c).zip(to_d);
    for (group, (((to_a, to_b), to_c), to_d)) in groups.chunks_exact(words.max(1)).zip(outs) {
        let mut sums = [[0u64; SIDE]; SETS];
        for ((((others, a), b), c), d) in group.iter().zip(a).zip(b).zip(c).zip(d) {
            for (sums, own) in sums.iter_mut().zip([a, b, c, d]) {
                for (sum, other) in sums.iter_mut().zip(others) {
                    *sum = sum.wrapping_add(u64::from((own & other).count_ones()));
                }
            }
        }
        for (to, sums) in [to_a, to_b, to_c, to_d].into_iter().zip(sums) {
            *to = sums.map(|sum| sum as u32);
        }
    }
}

macro_rules! compiled {
    ($feature:literal, $name:ident) => {
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = $feature)]
        fn $name(sets: [&[u64]; SETS], groups: &[[u64; SIDE]], counts: [&mut [[u32; SIDE]]; SETS]) {
            body(sets, groups, counts);
        }
    };
}
compiled!("avx2,bmi1,bmi2,popcnt", body_v3);
compiled!("avx2,bmi1,bmi2,popcnt,avx512f,avx512bw,avx512dq,avx512vl", body_v4);
compiled!("avx2,bmi1,bmi2,popcnt,avx512f,avx512bw,avx512dq,avx512vl,avx512vpopcntdq", body_v4_counting);

/// Writes to `counts` how many bits each of `sets`, of one length, shares with the sets of each group. Word w of set l of
/// group g is `groups[g · length + w][l]`. A set has fewer than 2³² bits.
///
/// # Panics
/// If a set is shorter than the first.
pub fn shared(
    level: Level,
    sets: [&[u64]; SETS],
    groups: &[[u64; SIDE]],
    counts: [&mut [[u32; SIDE]]; SETS],
) {
    #[cfg(target_arch = "x86_64")]
    if level == Level::V4 && level.is_available() && is_x86_feature_detected!("avx512vpopcntdq") {
        // SAFETY: every feature that the function is compiled for was just found; it touches memory through safe
        // references only.
        return unsafe { body_v4_counting(sets, groups, counts) };
    }
    at_level!(
        level,
        body(sets, groups, counts),
        body_v3(sets, groups, counts),
        body_v4(sets, groups, counts)
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_those_of_single_bits_at_every_level() {
        let word = |i: usize| (i as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(i as u32 % 61);
        let bit = |word: u64, at: usize| word >> (at % 64) & 1 == 1;
        for length in [1, 2, 7, 8, 16, 17, 40] {
            let sets: [Vec<u64>; SETS] =
                std::array::from_fn(|set| (0..length).map(|i| word(3 * i + set * 1000 + 1)).collect());
            let groups: Vec<[u64; SIDE]> =
                (0..3 * length).map(|i| std::array::from_fn(|lane| word(8 * i + lane))).collect();
            for level in Level::available() {
                let mut counts = [[[7; SIDE]; 3]; SETS];
                let outs = counts.each_mut().map(|counts| &mut counts[..]);
                shared(level, sets.each_ref().map(|set| &set[..]), &groups, outs);
                for (set, counts) in sets.iter().zip(&counts) {
                    for (group, counts) in groups.chunks(length).zip(counts) {
                        for (lane, count) in counts.iter().enumerate() {
                            let both = |at: &usize| bit(set[at / 64], *at) && bit(group[at / 64][lane], *at);
                            assert_eq!(*count as usize, (0..64 * length).filter(both).count(), "{level:?}");
                        }
                    }
                }
            }
        }
        let mut none = [[[5; SIDE]; 2]; SETS];
        shared(Level::Baseline, [&[]; SETS], &[], none.each_mut().map(|counts| &mut counts[..]));
        assert_eq!(none, [[[5; SIDE]; 2]; SETS]);
    }
}
