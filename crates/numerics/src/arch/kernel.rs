//! From a product of two vectors to their similarity, in place over a block: the cheap last step of a kernel.
//!
//! exp is 2^k times a Taylor polynomial on [−ln 2 / 2, ln 2 / 2] (degree 6 in single, 13 in double precision; the
//! polynomial's own error is below a unit in the last place), after W. J. Cody and W. Waite ("Software Manual for the
//! Elementary Functions", 1980). Square roots and divisions are the processor's. Same bits at every level.
use super::{Level, at_level};
use crate::arch::products::Real;

/// What a product becomes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Finish {
    /// x.
    Same,
    /// x².
    Square,
    /// 1 / (1 + √x).
    InverseDistance,
    /// 1 / (1 + x).
    InverseSquaredDistance,
    /// exp(−γ x).
    Gaussian(f64),
    /// exp(−γ √x).
    Exponential(f64),
}

/// The elementary functions a finish needs.
pub trait Finishing: Real {
    /// e^x for x ≤ 0; 0 where the result would be subnormal.
    fn exp_falling(self) -> Self;
    /// √x.
    fn root(self) -> Self;
    /// 1 / x.
    fn inverse(self) -> Self;
}

macro_rules! finishing {
    ($real:ty, $mantissa:literal, $least:literal, $high:expr, $low:literal, $degree:literal) => {
        impl Finishing for $real {
            #[inline(always)]
            fn exp_falling(self) -> Self {
                const MAGIC: $real = (3u64 << ($mantissa - 1)) as $real;
                const INVERSE_FACTORIAL: [$real; $degree + 1] = {
                    let mut all = [1.0; $degree + 1];
                    let mut k = 1;
                    let mut factorial = 1.0f64;
                    while k <= $degree {
                        factorial *= k as f64;
                        all[k] = (1.0 / factorial) as $real;
                        k += 1;
                    }
                    all
                };
                let x = if self < $least { $least } else { self };
                let shifted = x * (std::f64::consts::LOG2_E as $real) + MAGIC;
                let k = shifted - MAGIC;
                let r = (x - k * $high) - k * $low;
                let mut sum = INVERSE_FACTORIAL[$degree];
                let mut power = $degree;
                while power > 0 {
                    power -= 1;
                    sum = sum * r + INVERSE_FACTORIAL[power];
                }
                let scaled =
                    <$real>::from_bits(sum.to_bits().wrapping_add(shifted.to_bits().wrapping_shl($mantissa)));
                if self < $least { 0.0 } else { scaled }
            }

            #[inline(always)]
            fn root(self) -> Self {
                self.sqrt()
            }

            #[inline(always)]
            fn inverse(self) -> Self {
                1.0 / self
            }
        }
    };
}
finishing!(f32, 23, -87.0, f32::from_bits(0x3f31_8000), -2.121_944_4e-4, 6);
finishing!(f64, 52, -708.0, 0.693_147_180_369_123_8, 1.908_214_929_270_587_7e-10, 13);

#[inline(always)]
fn body<T: Finishing>(finish: Finish, block: &mut [T]) {
    let one = T::of(1.0);
    match finish {
        Finish::Same => {}
        Finish::Square => block.iter_mut().for_each(|x| *x = *x * *x),
        Finish::InverseDistance => block.iter_mut().for_each(|x| *x = (one + x.root()).inverse()),
        Finish::InverseSquaredDistance => block.iter_mut().for_each(|x| *x = (one + *x).inverse()),
        Finish::Gaussian(gamma) => {
            let rate = T::of(-gamma);
            block.iter_mut().for_each(|x| *x = (rate * *x).exp_falling());
        }
        Finish::Exponential(gamma) => {
            let rate = T::of(-gamma);
            block.iter_mut().for_each(|x| *x = (rate * x.root()).exp_falling());
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn body_v3<T: Finishing>(finish: Finish, block: &mut [T]) {
    body(finish, block);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,avx512f,avx512bw,avx512dq,avx512vl")]
fn body_v4<T: Finishing>(finish: Finish, block: &mut [T]) {
    body(finish, block);
}

/// Turns products (inner products or squared distances) into similarities.
pub fn finish<T: Finishing>(level: Level, finish: Finish, block: &mut [T]) {
    if finish != Finish::Same {
        at_level!(level, body(finish, block), body_v3(finish, block), body_v4(finish, block));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: Finishing>(tolerance: f64) {
        let products: Vec<T> = (0..4000).map(|i| T::of(f64::from(i) * 0.037)).collect();
        type Exact = fn(f64) -> f64;
        let finishes: [(Finish, Exact); 6] = [
            (Finish::Same, |x| x),
            (Finish::Square, |x| x * x),
            (Finish::InverseDistance, |x| 1.0 / (1.0 + x.sqrt())),
            (Finish::InverseSquaredDistance, |x| 1.0 / (1.0 + x)),
            (Finish::Gaussian(0.7), |x| (-0.7 * x).exp()),
            (Finish::Exponential(1.3), |x| (-1.3 * x.sqrt()).exp()),
        ];
        for (how, exact) in finishes {
            let mut baseline: Option<Vec<u64>> = None;
            for level in Level::available() {
                let mut block = products.clone();
                finish(level, how, &mut block);
                for (x, y) in products.iter().zip(&block) {
                    let (x, y): (f64, f64) = ((*x).into(), (*y).into());
                    let wanted = exact(x);
                    let error = (y - wanted).abs();
                    assert!(error <= tolerance * (1.0 + x) * wanted + 1e-37, "{how:?} {x}: {y} {wanted}");
                }
                let bits: Vec<u64> = block.iter().map(|y| Into::<f64>::into(*y).to_bits()).collect();
                assert_eq!(*baseline.get_or_insert_with(|| bits.clone()), bits, "{level:?} {how:?}");
            }
        }
        assert_eq!(T::of(0.0).exp_falling(), T::of(1.0));
        assert_eq!(T::of(-1e30).exp_falling(), T::of(0.0));
    }

    #[test]
    fn similarities_are_those_of_the_formulas_at_every_level() {
        check::<f32>(3e-7);
        check::<f64>(4e-16);
    }
}
