//! Whole products of vectors of 16-bit numbers, and sums of what they have between two bounds.
//!
//! Two numbers share a word, so that one instruction multiplies and adds twice as many as in single precision: half the
//! time of [`products`](super::products) for numbers known to 15 bits. Every product and every sum is whole, hence the
//! same at every level and in any order. For bounds on sums of similarities whose error is known.
use super::Level;
use super::products::{GROUP, PANEL};

/// Sums are of products divided by 2^`SHIFT`, so that [`FOLD`](super::coverage::FOLD) of them fit 32 bits.
pub const SHIFT: u32 = 8;

/// Two coordinates in one word.
#[must_use]
#[inline]
pub fn word(first: i16, second: i16) -> i32 {
    i32::from(first as u16) | (i32::from(second) << 16)
}

/// Adds ⌊(min(max(p, low), high) − low + up) / 2^SHIFT⌋ to `sums[c][lane]`, where p is the product of vector c of
/// `group` (`group[k * 12 + c]`, [`GROUP`] vectors) with row `lane` of `panel` (`panel[k * 32 + lane]`), `words` words
/// each. No product, and no difference from its bound, may pass 31 bits; `low` may not exceed `high`.
///
/// # Panics
/// Slices shorter than that.
#[inline]
pub fn between(
    level: Level,
    panel: &[i32],
    group: &[i32],
    words: usize,
    low: &[i32; PANEL],
    high: &[i32; PANEL],
    up: i32,
    sums: &mut [[i32; PANEL]],
) {
    assert!(panel.len() >= words * PANEL && group.len() >= words * GROUP && sums.len() >= GROUP);
    match level {
        // SAFETY: the features were looked for; the lengths were asserted.
        #[cfg(target_arch = "x86_64")]
        Level::V4 if is_x86_feature_detected!("avx512vnni") => unsafe {
            x86::between_v4(panel, group, words, low, high, up, sums);
        },
        // SAFETY: the features were looked for; the lengths were asserted.
        #[cfg(target_arch = "x86_64")]
        Level::V3 | Level::V4 if is_x86_feature_detected!("avx2") => unsafe {
            x86::between_v3(panel, group, words, low, high, up, sums);
        },
        _ => portable(panel, group, words, low, high, up, sums),
    }
}

fn portable(
    panel: &[i32],
    group: &[i32],
    words: usize,
    low: &[i32; PANEL],
    high: &[i32; PANEL],
    up: i32,
    sums: &mut [[i32; PANEL]],
) {
    for (c, sums) in sums.iter_mut().enumerate().take(GROUP) {
        let mut products = [0i32; PANEL];
        for k in 0..words {
            let (a, b) = (group[k * GROUP + c], &panel[k * PANEL..(k + 1) * PANEL]);
            for lane in 0..PANEL {
                products[lane] +=
                    i32::from(a as i16) * i32::from(b[lane] as i16) + (a >> 16) * (b[lane] >> 16);
            }
        }
        for lane in 0..PANEL {
            sums[lane] += (products[lane].max(low[lane]).min(high[lane]) - low[lane] + up) >> SHIFT;
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::{GROUP, PANEL, SHIFT};
    use std::arch::x86_64::*;

    #[target_feature(enable = "avx2")]
    #[inline]
    fn multiplied(sum: __m256i, a: __m256i, b: __m256i) -> __m256i {
        _mm256_add_epi32(sum, _mm256_madd_epi16(a, b))
    }

    /// One kernel: `REGISTERS` vectors of `LANES` lanes at a time, `AT_ONCE` vectors of the group.
    macro_rules! kernel {
        ($name:ident, $features:literal, $register:ty, $lanes:literal, $registers:literal, $at_once:literal,
         $zero:ident, $load:ident, $store:ident, $broadcast:ident, $multiplied:ident, $max:ident, $min:ident,
         $sub:ident, $add:ident, $shift:ident) => {
            /// # Safety
            /// `panel` holds `words` × 32 words, `group` `words` × 12, `sums` 12 arrays.
            #[target_feature(enable = $features)]
            pub unsafe fn $name(
                panel: &[i32],
                group: &[i32],
                words: usize,
                low: &[i32; PANEL],
                high: &[i32; PANEL],
                up: i32,
                sums: &mut [[i32; PANEL]],
            ) {
                let up = $broadcast(up);
                for first in (0..GROUP).step_by($at_once) {
                    for part in (0..PANEL).step_by($lanes * $registers) {
                        // SAFETY: the lengths are the caller's promise; first + AT_ONCE ≤ 12 and
                        // part + LANES × REGISTERS ≤ 32, so every access is inside.
                        unsafe {
                            let mut products = [[$zero(); $registers]; $at_once];
                            let mut b = panel.as_ptr().add(part);
                            let mut a = group.as_ptr().add(first);
                            for _ in 0..words {
                                let mut rows = [$zero(); $registers];
                                for r in 0..$registers {
                                    rows[r] = $load(b.add(r * $lanes).cast::<$register>());
                                }
                                for c in 0..$at_once {
                                    let x = $broadcast(*a.add(c));
                                    for r in 0..$registers {
                                        products[c][r] = $multiplied(products[c][r], x, rows[r]);
                                    }
                                }
                                a = a.add(GROUP);
                                b = b.add(PANEL);
                            }
                            for r in 0..$registers {
                                let at = part + r * $lanes;
                                let low = $load(low.as_ptr().add(at).cast::<$register>());
                                let high = $load(high.as_ptr().add(at).cast::<$register>());
                                let offset = $sub(up, low);
                                for c in 0..$at_once {
                                    let inside = $min($max(products[c][r], low), high);
                                    let to = sums.as_mut_ptr().add(first + c).cast::<i32>().add(at);
                                    let to = to.cast::<$register>();
                                    let more = $shift::<{ SHIFT as _ }>($add(inside, offset));
                                    $store(to, $add($load(to.cast_const()), more));
                                }
                            }
                        }
                    }
                }
            }
        };
    }

    kernel!(
        between_v3,
        "avx2",
        __m256i,
        8,
        4,
        2,
        _mm256_setzero_si256,
        _mm256_loadu_si256,
        _mm256_storeu_si256,
        _mm256_set1_epi32,
        multiplied,
        _mm256_max_epi32,
        _mm256_min_epi32,
        _mm256_sub_epi32,
        _mm256_add_epi32,
        _mm256_srai_epi32
    );
    kernel!(
        between_v4,
        "avx512f,avx512bw,avx512vnni",
        __m512i,
        16,
        2,
        12,
        _mm512_setzero_si512,
        _mm512_loadu_si512,
        _mm512_storeu_si512,
        _mm512_set1_epi32,
        _mm512_dpwssd_epi32,
        _mm512_max_epi32,
        _mm512_min_epi32,
        _mm512_sub_epi32,
        _mm512_add_epi32,
        _mm512_srai_epi32
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_the_formula_at_every_level() {
        let mut x = 0x9e37_79b9_7f4a_7c15u64;
        let mut next = |below: u64| {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            (x >> 20) % below
        };
        for cols in [0usize, 1, 2, 7, 64] {
            let words = cols.div_ceil(2);
            let mut coordinate = |k: usize| if k < cols { next(8001) as i32 - 4000 } else { 0 };
            let rows: Vec<Vec<i32>> =
                (0..PANEL).map(|_| (0..2 * words).map(&mut coordinate).collect()).collect();
            let vectors: Vec<Vec<i32>> =
                (0..GROUP).map(|_| (0..2 * words).map(&mut coordinate).collect()).collect();
            let pack = |vectors: &[Vec<i32>]| -> Vec<i32> {
                (0..words)
                    .flat_map(|k| vectors.iter().map(move |v| word(v[2 * k] as i16, v[2 * k + 1] as i16)))
                    .collect()
            };
            let low: [i32; PANEL] = std::array::from_fn(|_| next(60_000_000) as i32 - 30_000_000);
            let high: [i32; PANEL] =
                std::array::from_fn(
                    |at| if at % 3 == 0 { i32::MAX } else { low[at] + next(90_000_000) as i32 },
                );
            for up in [0, 255] {
                for level in Level::available() {
                    let mut sums = [[7i32; PANEL]; GROUP];
                    between(level, &pack(&rows), &pack(&vectors), words, &low, &high, up, &mut sums);
                    for c in 0..GROUP {
                        for lane in 0..PANEL {
                            let product: i64 =
                                (0..cols).map(|k| i64::from(vectors[c][k]) * i64::from(rows[lane][k])).sum();
                            let (low, high) = (i64::from(low[lane]), i64::from(high[lane]));
                            let wanted = 7 + ((product.max(low).min(high) - low + i64::from(up)) >> SHIFT);
                            assert_eq!(i64::from(sums[c][lane]), wanted, "{level:?} {cols}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn words_hold_both_signs() {
        assert_eq!(word(-1, -1), -1);
        assert_eq!((word(-5, 3) as i16, word(-5, 3) >> 16), (-5, 3));
        assert_eq!((word(5, -3) as i16, word(5, -3) >> 16), (5, -3));
    }
}
