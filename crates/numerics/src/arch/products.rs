//! Products of a panel of 32 rows with a group of vectors: the register-blocked kernel under every similarity.
//!
//! A panel holds 32 rows with the coordinate as the slow index (`panel[k * 32 + lane]`), a group holds C vectors the
//! same way (`group[k * C + c]`). Every one of the 32 × C sums Σ_k a_k b_k (or Σ_k (a_k − b_k)²) is accumulated in
//! its own lane in ascending k, so a sum has the same bits whatever else is in the panel or the group, and
//! exchanging the two vectors changes nothing.
//!
//! Multiplication and addition are fused where the processor can (AVX2 and AVX-512 levels, 64-bit ARM): the one
//! place of this crate where levels differ in the last bits.
use super::{Level, at_level};
use std::ops::{Add, Mul, Sub};

/// Rows of a panel.
pub const PANEL: usize = 32;
/// Vectors of a full group.
pub const GROUP: usize = 12;

/// What is accumulated over the coordinates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Product {
    /// Σ a_k b_k.
    Inner,
    /// Σ (a_k − b_k)².
    SquaredDistance,
}

/// `f32` and `f64`, with the kernels compiled for each.
pub trait Real:
    Copy
    + Default
    + marginals_core::Zeroable
    + PartialOrd
    + Send
    + Sync
    + std::fmt::Debug
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Into<f64>
    + 'static
{
    /// The nearest value of this type.
    fn of(value: f64) -> Self;

    /// Writes the products of `panel` with the C vectors of `group` to `out[c * 32 + lane]`.
    fn products<const C: usize>(
        level: Level,
        product: Product,
        panel: &[Self],
        group: &[Self],
        cols: usize,
        out: &mut [Self],
    );
}

macro_rules! real {
    ($real:ty, $v3:ident, $v4:ident) => {
        impl Real for $real {
            #[inline]
            fn of(value: f64) -> Self {
                value as $real
            }

            #[inline]
            fn products<const C: usize>(
                level: Level,
                product: Product,
                panel: &[$real],
                group: &[$real],
                cols: usize,
                out: &mut [$real],
            ) {
                assert!(panel.len() >= cols * PANEL && group.len() >= cols * C && out.len() >= C * PANEL);
                match product {
                    Product::Inner => at_level!(
                        level,
                        portable::<$real, C, false>(panel, group, cols, out),
                        x86::$v3::<C, false>(panel, group, cols, out),
                        x86::$v4::<C, false>(panel, group, cols, out)
                    ),
                    Product::SquaredDistance => at_level!(
                        level,
                        portable::<$real, C, true>(panel, group, cols, out),
                        x86::$v3::<C, true>(panel, group, cols, out),
                        x86::$v4::<C, true>(panel, group, cols, out)
                    ),
                }
            }
        }
    };
}
real!(f32, single_v3, single_v4);
real!(f64, double_v3, double_v4);

/// One form for every processor: 16 lanes at a time, which fit the registers of the baseline.
#[inline(always)]
fn portable<T: Real + Fused, const C: usize, const DISTANCE: bool>(
    panel: &[T],
    group: &[T],
    cols: usize,
    out: &mut [T],
) {
    for c in 0..C {
        for half in 0..2 {
            let mut sums = [T::default(); PANEL / 2];
            for k in 0..cols {
                let a = group[k * C + c];
                let b = &panel[k * PANEL + half * 16..k * PANEL + half * 16 + 16];
                for lane in 0..16 {
                    let (x, y) = if DISTANCE {
                        let t = a - b[lane];
                        (t, t)
                    } else {
                        (a, b[lane])
                    };
                    sums[lane] = x.fused(y, sums[lane]);
                }
            }
            out[c * PANEL + half * 16..c * PANEL + half * 16 + 16].copy_from_slice(&sums);
        }
    }
}

/// x · y + z, fused where the baseline of the architecture has the instruction.
pub trait Fused: Sized {
    /// x · y + z.
    fn fused(self, y: Self, z: Self) -> Self;
}

macro_rules! fused {
    ($real:ty) => {
        impl Fused for $real {
            #[inline(always)]
            fn fused(self, y: Self, z: Self) -> Self {
                if cfg!(target_arch = "aarch64") { self.mul_add(y, z) } else { self * y + z }
            }
        }
    };
}
fused!(f32);
fused!(f64);

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::PANEL;
    use std::arch::x86_64::*;

    /// One kernel: `REGISTERS` vectors of `LANES` lanes at a time, `AT_ONCE` vectors of the group.
    macro_rules! kernel {
        ($name:ident, $real:ty, $features:literal, $lanes:literal, $registers:literal, $at_once:literal,
         $zero:ident, $load:ident, $store:ident, $broadcast:ident, $sub:ident, $fused:ident) => {
            #[target_feature(enable = $features)]
            pub fn $name<const C: usize, const DISTANCE: bool>(
                panel: &[$real],
                group: &[$real],
                cols: usize,
                out: &mut [$real],
            ) {
                assert!(panel.len() >= cols * PANEL && group.len() >= cols * C && out.len() >= C * PANEL);
                for first in (0..C).step_by($at_once) {
                    for part in (0..PANEL).step_by($lanes * $registers) {
                        if C - first >= $at_once {
                            block::<C, DISTANCE, $at_once>(panel, group, cols, out, first, part);
                        } else {
                            for c in first..C {
                                block::<C, DISTANCE, 1>(panel, group, cols, out, c, part);
                            }
                        }
                    }
                }

                #[target_feature(enable = $features)]
                #[inline]
                fn block<const C: usize, const DISTANCE: bool, const N: usize>(
                    panel: &[$real],
                    group: &[$real],
                    cols: usize,
                    out: &mut [$real],
                    first: usize,
                    part: usize,
                ) {
                    let mut sums = [[$zero(); $registers]; N];
                    // SAFETY: the caller asserted the lengths: panel holds cols × 32 numbers, group cols × C, out
                    // C × 32; first + N ≤ C and part + LANES × REGISTERS ≤ 32, so every access is inside.
                    unsafe {
                        let mut b = panel.as_ptr().add(part);
                        let mut a = group.as_ptr().add(first);
                        for _ in 0..cols {
                            let mut rows = [$zero(); $registers];
                            for r in 0..$registers {
                                rows[r] = $load(b.add(r * $lanes));
                            }
                            for c in 0..N {
                                let x = $broadcast(*a.add(c));
                                for r in 0..$registers {
                                    sums[c][r] = if DISTANCE {
                                        let t = $sub(x, rows[r]);
                                        $fused(t, t, sums[c][r])
                                    } else {
                                        $fused(x, rows[r], sums[c][r])
                                    };
                                }
                            }
                            a = a.add(C);
                            b = b.add(PANEL);
                        }
                        for c in 0..N {
                            for r in 0..$registers {
                                $store(
                                    out.as_mut_ptr().add((first + c) * PANEL + part + r * $lanes),
                                    sums[c][r],
                                );
                            }
                        }
                    }
                }
            }
        };
    }

    kernel!(
        single_v3,
        f32,
        "avx2,fma",
        8,
        4,
        3,
        _mm256_setzero_ps,
        _mm256_loadu_ps,
        _mm256_storeu_ps,
        _mm256_set1_ps,
        _mm256_sub_ps,
        _mm256_fmadd_ps
    );
    kernel!(
        double_v3,
        f64,
        "avx2,fma",
        4,
        4,
        3,
        _mm256_setzero_pd,
        _mm256_loadu_pd,
        _mm256_storeu_pd,
        _mm256_set1_pd,
        _mm256_sub_pd,
        _mm256_fmadd_pd
    );
    kernel!(
        single_v4,
        f32,
        "avx512f",
        16,
        2,
        12,
        _mm512_setzero_ps,
        _mm512_loadu_ps,
        _mm512_storeu_ps,
        _mm512_set1_ps,
        _mm512_sub_ps,
        _mm512_fmadd_ps
    );
    kernel!(
        double_v4,
        f64,
        "avx512f",
        8,
        4,
        6,
        _mm512_setzero_pd,
        _mm512_loadu_pd,
        _mm512_storeu_pd,
        _mm512_set1_pd,
        _mm512_sub_pd,
        _mm512_fmadd_pd
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_free::numbers;

    mod rand_free {
        /// Numbers in [−1, 1) without a pattern.
        pub fn numbers(seed: u64, length: usize) -> Vec<f64> {
            let mut x = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
            let mut next = || {
                x ^= x << 13;
                x ^= x >> 7;
                x ^= x << 17;
                (x >> 11) as f64 / (1u64 << 52) as f64 - 1.0
            };
            (0..length).map(|_| next()).collect()
        }
    }

    fn check<T: Real, const C: usize>(eps: f64) {
        for cols in [0, 1, 2, 7, 64, 129] {
            let panel: Vec<T> = numbers(cols as u64 + 1, cols * PANEL).into_iter().map(T::of).collect();
            let group: Vec<T> = numbers(cols as u64 + 99, cols * C).into_iter().map(T::of).collect();
            for level in Level::available() {
                for product in [Product::Inner, Product::SquaredDistance] {
                    let mut out = vec![T::default(); C * PANEL];
                    T::products::<C>(level, product, &panel, &group, cols, &mut out);
                    for c in 0..C {
                        let mut alone = vec![T::default(); PANEL];
                        let one: Vec<T> = (0..cols).map(|k| group[k * C + c]).collect();
                        T::products::<1>(level, product, &panel, &one, cols, &mut alone);
                        for lane in 0..PANEL {
                            let exact: f64 = (0..cols)
                                .map(|k| {
                                    let a: f64 = group[k * C + c].into();
                                    let b: f64 = panel[k * PANEL + lane].into();
                                    if product == Product::Inner { a * b } else { (a - b) * (a - b) }
                                })
                                .sum();
                            let got: f64 = out[c * PANEL + lane].into();
                            assert!(
                                (got - exact).abs() <= eps * (1.0 + cols as f64),
                                "{level:?} {got} {exact}"
                            );
                            let alone: f64 = alone[lane].into();
                            assert_eq!(got.to_bits(), alone.to_bits(), "{level:?} {product:?} {cols}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn products_are_right_and_do_not_depend_on_their_company() {
        check::<f32, 12>(4e-7);
        check::<f64, 12>(1e-15);
        check::<f32, 1>(4e-7);
        check::<f64, 1>(1e-15);
    }
}
