//! The registers of AVX2 (two of four lanes) and AVX-512.
//!
//! SAFETY of every block: the caller is compiled for the features, which the processor has; loads and stores
//! go through references to as many numbers.
use super::{Float, MAGIC, MANTISSA, ONE, Vector};
use std::arch::x86_64::*;

/// Eight lanes of AVX-512.
#[derive(Clone, Copy)]
pub(crate) struct V4(__m512d);
/// Eight keys of AVX-512.
#[derive(Clone, Copy)]
pub(crate) struct Keys4(__m512i);
/// Eight lanes of AVX2.
#[derive(Clone, Copy)]
pub(crate) struct V3([__m256d; 2]);
/// Eight keys of AVX2.
#[derive(Clone, Copy)]
pub(crate) struct Keys3([__m256i; 2]);

/// The same of both halves; a closure would stand between the features and the instructions.
macro_rules! halves {
    ($halves:expr, $half:ident, $result:expr) => {{
        let [low, high] = $halves;
        let low = {
            let $half = low;
            $result
        };
        let $half = high;
        [low, $result]
    }};
}

macro_rules! binary {
    ($name:ident, $v4:ident) => {
        #[inline(always)]
        fn $name(self, other: Self) -> Self {
            // SAFETY: see the module.
            V4(unsafe { $v4(self.0, other.0) })
        }
    };
    ($name:ident, $v3:ident, halves) => {
        #[inline(always)]
        fn $name(self, other: Self) -> Self {
            let ([a, b], [c, d]) = (self.0, other.0);
            // SAFETY: see the module.
            V3(unsafe { [$v3(a, c), $v3(b, d)] })
        }
    };
}

impl Float for V4 {
    #[inline(always)]
    fn splat(value: f64) -> Self {
        // SAFETY: see the module.
        V4(unsafe { _mm512_set1_pd(value) })
    }
    binary!(add, _mm512_add_pd);
    binary!(sub, _mm512_sub_pd);
    binary!(mul, _mm512_mul_pd);
    binary!(div, _mm512_div_pd);
    #[inline(always)]
    fn mantissa(self) -> Self {
        // SAFETY: see the module.
        unsafe {
            let bits = _mm512_and_si512(_mm512_castpd_si512(self.0), _mm512_set1_epi64(MANTISSA as i64));
            V4(_mm512_castsi512_pd(_mm512_or_si512(bits, _mm512_set1_epi64(ONE as i64))))
        }
    }
    #[inline(always)]
    fn exponent(self) -> Self {
        // SAFETY: see the module.
        unsafe {
            let bits = _mm512_srli_epi64::<52>(_mm512_castpd_si512(self.0));
            V4(_mm512_castsi512_pd(_mm512_add_epi64(bits, _mm512_set1_epi64(MAGIC as i64))))
        }
    }
    #[inline(always)]
    fn if_above(self, bound: Self, then: Self, otherwise: Self) -> Self {
        // SAFETY: see the module.
        unsafe {
            let above = _mm512_cmp_pd_mask::<_CMP_GT_OQ>(self.0, bound.0);
            V4(_mm512_mask_blend_pd(above, otherwise.0, then.0))
        }
    }
}

impl Vector for V4 {
    type Keys = Keys4;
    #[inline(always)]
    fn load(lanes: &[f64; 8]) -> Self {
        // SAFETY: see the module.
        V4(unsafe { _mm512_loadu_pd(lanes.as_ptr()) })
    }
    #[inline(always)]
    fn join(low: &[f64; 4], high: &[f64; 4]) -> Self {
        // SAFETY: see the module.
        unsafe {
            let (low, high) = (_mm256_loadu_pd(low.as_ptr()), _mm256_loadu_pd(high.as_ptr()));
            V4(_mm512_insertf64x4::<1>(_mm512_castpd256_pd512(low), high))
        }
    }
    #[inline(always)]
    fn store(self, lanes: &mut [f64; 8]) {
        // SAFETY: see the module.
        unsafe { _mm512_storeu_pd(lanes.as_mut_ptr(), self.0) };
    }
    #[inline(always)]
    fn is_zero(self) -> bool {
        // SAFETY: see the module.
        unsafe { _mm512_test_epi64_mask(_mm512_castpd_si512(self.0), _mm512_castpd_si512(self.0)) == 0 }
    }
    #[inline(always)]
    fn keys(keys: &[u64; 8]) -> Keys4 {
        // SAFETY: see the module.
        Keys4(unsafe { _mm512_loadu_si512(keys.as_ptr().cast()) })
    }
    #[inline(always)]
    fn or_difference(any: Keys4, one: Keys4, other: Keys4) -> Keys4 {
        // SAFETY: see the module.
        Keys4(unsafe { _mm512_or_si512(any.0, _mm512_xor_si512(one.0, other.0)) })
    }
    #[inline(always)]
    fn shifted(keys: Keys4) -> Keys4 {
        // SAFETY: see the module.
        Keys4(unsafe { _mm512_srli_epi64::<1>(keys.0) })
    }
    #[inline(always)]
    fn are_clear(keys: Keys4, bits: u64) -> bool {
        // SAFETY: see the module.
        unsafe { _mm512_test_epi64_mask(keys.0, _mm512_set1_epi64(bits as i64)) == 0 }
    }
    #[inline(always)]
    fn add_where(self, weight: Self, keys: Keys4, bits: u64, value: u64) -> Self {
        // SAFETY: see the module.
        unsafe {
            let bits = _mm512_and_si512(keys.0, _mm512_set1_epi64(bits as i64));
            let here = _mm512_cmpeq_epi64_mask(bits, _mm512_set1_epi64(value as i64));
            V4(_mm512_mask_add_pd(self.0, here, self.0, weight.0))
        }
    }
    #[inline(always)]
    fn unless_clear(self, keys: Keys4, bits: u64) -> Self {
        // SAFETY: see the module.
        unsafe {
            let set = _mm512_test_epi64_mask(keys.0, _mm512_set1_epi64(bits as i64));
            V4(_mm512_maskz_mov_pd(set, self.0))
        }
    }
}

impl Float for V3 {
    #[inline(always)]
    fn splat(value: f64) -> Self {
        // SAFETY: see the module.
        V3([unsafe { _mm256_set1_pd(value) }; 2])
    }
    binary!(add, _mm256_add_pd, halves);
    binary!(sub, _mm256_sub_pd, halves);
    binary!(mul, _mm256_mul_pd, halves);
    binary!(div, _mm256_div_pd, halves);
    #[inline(always)]
    fn mantissa(self) -> Self {
        // SAFETY: see the module.
        unsafe {
            V3(halves!(self.0, half, {
                let bits = _mm256_castpd_si256(half);
                let bits = _mm256_and_si256(bits, _mm256_set1_epi64x(MANTISSA as i64));
                _mm256_castsi256_pd(_mm256_or_si256(bits, _mm256_set1_epi64x(ONE as i64)))
            }))
        }
    }
    #[inline(always)]
    fn exponent(self) -> Self {
        // SAFETY: see the module.
        unsafe {
            V3(halves!(self.0, half, {
                let bits = _mm256_srli_epi64::<52>(_mm256_castpd_si256(half));
                _mm256_castsi256_pd(_mm256_add_epi64(bits, _mm256_set1_epi64x(MAGIC as i64)))
            }))
        }
    }
    #[inline(always)]
    fn if_above(self, bound: Self, then: Self, otherwise: Self) -> Self {
        let mut chosen = otherwise;
        for half in 0..2 {
            // SAFETY: see the module.
            chosen.0[half] = unsafe {
                let above = _mm256_cmp_pd::<_CMP_GT_OQ>(self.0[half], bound.0[half]);
                _mm256_blendv_pd(otherwise.0[half], then.0[half], above)
            };
        }
        chosen
    }
}

impl Vector for V3 {
    type Keys = Keys3;
    #[inline(always)]
    fn load(lanes: &[f64; 8]) -> Self {
        let (low, high) = lanes.split_at(4);
        // SAFETY: see the module.
        V3(unsafe { [_mm256_loadu_pd(low.as_ptr()), _mm256_loadu_pd(high.as_ptr())] })
    }
    #[inline(always)]
    fn join(low: &[f64; 4], high: &[f64; 4]) -> Self {
        // SAFETY: see the module.
        V3(unsafe { [_mm256_loadu_pd(low.as_ptr()), _mm256_loadu_pd(high.as_ptr())] })
    }
    #[inline(always)]
    fn store(self, lanes: &mut [f64; 8]) {
        let (low, high) = lanes.split_at_mut(4);
        // SAFETY: see the module.
        unsafe {
            _mm256_storeu_pd(low.as_mut_ptr(), self.0[0]);
            _mm256_storeu_pd(high.as_mut_ptr(), self.0[1]);
        }
    }
    #[inline(always)]
    fn is_zero(self) -> bool {
        // SAFETY: see the module.
        unsafe {
            let any = _mm256_castpd_si256(_mm256_or_pd(self.0[0], self.0[1]));
            _mm256_testz_si256(any, any) == 1
        }
    }
    #[inline(always)]
    fn keys(keys: &[u64; 8]) -> Keys3 {
        let (low, high) = keys.split_at(4);
        // SAFETY: see the module.
        Keys3(unsafe { [_mm256_loadu_si256(low.as_ptr().cast()), _mm256_loadu_si256(high.as_ptr().cast())] })
    }
    #[inline(always)]
    fn or_difference(any: Keys3, one: Keys3, other: Keys3) -> Keys3 {
        // SAFETY: see the module.
        unsafe {
            Keys3([
                _mm256_or_si256(any.0[0], _mm256_xor_si256(one.0[0], other.0[0])),
                _mm256_or_si256(any.0[1], _mm256_xor_si256(one.0[1], other.0[1])),
            ])
        }
    }
    #[inline(always)]
    fn shifted(keys: Keys3) -> Keys3 {
        // SAFETY: see the module.
        Keys3(unsafe { halves!(keys.0, half, _mm256_srli_epi64::<1>(half)) })
    }
    #[inline(always)]
    fn are_clear(keys: Keys3, bits: u64) -> bool {
        // SAFETY: see the module.
        unsafe {
            let any = _mm256_or_si256(keys.0[0], keys.0[1]);
            _mm256_testz_si256(any, _mm256_set1_epi64x(bits as i64)) == 1
        }
    }
    #[inline(always)]
    fn add_where(self, weight: Self, keys: Keys3, bits: u64, value: u64) -> Self {
        let mut sum = self;
        for half in 0..2 {
            // SAFETY: see the module.
            sum.0[half] = unsafe {
                let bits = _mm256_and_si256(keys.0[half], _mm256_set1_epi64x(bits as i64));
                let here = _mm256_cmpeq_epi64(bits, _mm256_set1_epi64x(value as i64));
                _mm256_add_pd(self.0[half], _mm256_and_pd(_mm256_castsi256_pd(here), weight.0[half]))
            };
        }
        sum
    }
    #[inline(always)]
    fn unless_clear(self, keys: Keys3, bits: u64) -> Self {
        let mut kept = self;
        for half in 0..2 {
            // SAFETY: see the module.
            kept.0[half] = unsafe {
                let bits = _mm256_and_si256(keys.0[half], _mm256_set1_epi64x(bits as i64));
                let clear = _mm256_cmpeq_epi64(bits, _mm256_setzero_si256());
                _mm256_andnot_pd(_mm256_castsi256_pd(clear), self.0[half])
            };
        }
        kept
    }
}
