//! Eight numbers side by side in the registers of each vector level, under one set of names.
//!
//! A loop over eight lanes in plain form becomes vector code only if the compiler finds it, which it often does
//! not once there are choices in it. Loops whose speed matters are written with [`Float`] and [`Vector`] instead
//! and compiled for each level; every operation rounds in the same way at every level, so results agree bit by
//! bit.
//!
//! Every function here must be inlined into one compiled for the features of its level, which only [`super`]
//! chooses after it found them.

#[cfg(target_arch = "x86_64")]
pub(crate) mod x86;

/// Arithmetic on one number or on the numbers of all lanes.
pub(crate) trait Float: Copy {
    /// The number in every lane.
    fn splat(value: f64) -> Self;
    fn add(self, other: Self) -> Self;
    fn sub(self, other: Self) -> Self;
    fn mul(self, other: Self) -> Self;
    fn div(self, other: Self) -> Self;
    /// The same fraction with exponent 0: in [1, 2).
    fn mantissa(self) -> Self;
    /// 2⁵² + the biased exponent.
    fn exponent(self) -> Self;
    /// `then` where the number is above `bound`, else `otherwise`.
    fn if_above(self, bound: Self, then: Self, otherwise: Self) -> Self;
}

/// Eight lanes of numbers and of keys.
pub(crate) trait Vector: Float {
    /// Eight keys.
    type Keys: Copy;
    fn load(lanes: &[f64; 8]) -> Self;
    /// Four lanes and four.
    fn join(low: &[f64; 4], high: &[f64; 4]) -> Self;
    fn store(self, lanes: &mut [f64; 8]);
    /// Whether no lane is positive; none may be negative.
    fn is_zero(self) -> bool;
    fn keys(keys: &[u64; 8]) -> Self::Keys;
    /// Keys of 0.
    #[inline(always)]
    fn no_keys() -> Self::Keys {
        Self::keys(&[0; 8])
    }
    /// `any | (one ^ other)` in every lane.
    fn or_difference(any: Self::Keys, one: Self::Keys, other: Self::Keys) -> Self::Keys;
    /// `key >> 1` in every lane.
    fn shifted(keys: Self::Keys) -> Self::Keys;
    /// Whether a bit of `bits` is set in no lane.
    fn are_clear(keys: Self::Keys, bits: u64) -> bool;
    /// Adds `weight` where the `bits` of the key are `value`; weights are not negative.
    fn add_where(self, weight: Self, keys: Self::Keys, bits: u64, value: u64) -> Self;
    /// 0 where the `bits` of the key are clear.
    fn unless_clear(self, keys: Self::Keys, bits: u64) -> Self;
}

const MANTISSA: u64 = (1 << 52) - 1;
const ONE: u64 = 0x3ff0_0000_0000_0000;
/// 2⁵²: adding an integer below it to its bits makes a float that holds the integer.
pub(crate) const MAGIC: u64 = 0x4330_0000_0000_0000;

impl Float for f64 {
    #[inline(always)]
    fn splat(value: f64) -> Self {
        value
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self + other
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self - other
    }
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self * other
    }
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        self / other
    }
    #[inline(always)]
    fn mantissa(self) -> Self {
        f64::from_bits((self.to_bits() & MANTISSA) | ONE)
    }
    #[inline(always)]
    fn exponent(self) -> Self {
        f64::from_bits(MAGIC + (self.to_bits() >> 52))
    }
    #[inline(always)]
    fn if_above(self, bound: Self, then: Self, otherwise: Self) -> Self {
        if self > bound { then } else { otherwise }
    }
}

impl Float for [f64; 8] {
    #[inline(always)]
    fn splat(value: f64) -> Self {
        [value; 8]
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        std::array::from_fn(|lane| self[lane] + other[lane])
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        std::array::from_fn(|lane| self[lane] - other[lane])
    }
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        std::array::from_fn(|lane| self[lane] * other[lane])
    }
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        std::array::from_fn(|lane| self[lane] / other[lane])
    }
    #[inline(always)]
    fn mantissa(self) -> Self {
        self.map(Float::mantissa)
    }
    #[inline(always)]
    fn exponent(self) -> Self {
        self.map(Float::exponent)
    }
    #[inline(always)]
    fn if_above(self, bound: Self, then: Self, otherwise: Self) -> Self {
        std::array::from_fn(|lane| self[lane].if_above(bound[lane], then[lane], otherwise[lane]))
    }
}

impl Vector for [f64; 8] {
    type Keys = [u64; 8];
    #[inline(always)]
    fn load(lanes: &[f64; 8]) -> Self {
        *lanes
    }
    #[inline(always)]
    fn join(low: &[f64; 4], high: &[f64; 4]) -> Self {
        std::array::from_fn(|lane| if lane < 4 { low[lane] } else { high[lane - 4] })
    }
    #[inline(always)]
    fn store(self, lanes: &mut [f64; 8]) {
        *lanes = self;
    }
    #[inline(always)]
    fn is_zero(self) -> bool {
        self.iter().all(|lane| *lane == 0.0)
    }
    #[inline(always)]
    fn keys(keys: &[u64; 8]) -> Self::Keys {
        *keys
    }
    #[inline(always)]
    fn or_difference(any: Self::Keys, one: Self::Keys, other: Self::Keys) -> Self::Keys {
        std::array::from_fn(|lane| any[lane] | (one[lane] ^ other[lane]))
    }
    #[inline(always)]
    fn shifted(keys: Self::Keys) -> Self::Keys {
        keys.map(|key| key >> 1)
    }
    #[inline(always)]
    fn are_clear(keys: Self::Keys, bits: u64) -> bool {
        keys.iter().fold(0, |any, key| any | key) & bits == 0
    }
    #[inline(always)]
    fn add_where(self, weight: Self, keys: Self::Keys, bits: u64, value: u64) -> Self {
        std::array::from_fn(|lane| self[lane] + if keys[lane] & bits == value { weight[lane] } else { 0.0 })
    }
    #[inline(always)]
    fn unless_clear(self, keys: Self::Keys, bits: u64) -> Self {
        std::array::from_fn(|lane| if keys[lane] & bits == 0 { 0.0 } else { self[lane] })
    }
}
