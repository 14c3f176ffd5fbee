//! Σ a_i b_i in double precision: term i in lane i mod 8, lanes added in order, nothing fused.
use super::{Level, at_level};

#[inline(always)]
fn body(a: &[f64], b: &[f64]) -> [f64; 8] {
    let mut lanes = [0.0; 8];
    let (a, a_left) = a.as_chunks::<8>();
    let (b, b_left) = b.as_chunks::<8>();
    for (a, b) in a.iter().zip(b) {
        for lane in 0..8 {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    for (lane, (a, b)) in a_left.iter().zip(b_left).enumerate() {
        lanes[lane] += a * b;
    }
    lanes
}

macro_rules! compiled {
    ($feature:literal, $name:ident) => {
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = $feature)]
        fn $name(a: &[f64], b: &[f64]) -> [f64; 8] {
            body(a, b)
        }
    };
}
compiled!("avx2,bmi1,bmi2", body_v3);
compiled!("avx2,bmi1,bmi2,avx512f,avx512bw,avx512dq,avx512vl", body_v4);

/// The inner product at `level` of two slices of the same length.
#[must_use]
pub fn dot(level: Level, a: &[f64], b: &[f64]) -> f64 {
    let lanes = at_level!(level, body(a, b), body_v3(a, b), body_v4(a, b));
    lanes.into_iter().fold(0.0, |sum, lane| sum + lane)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_level_has_the_same_bits() {
        for length in [0, 1, 7, 8, 9, 200] {
            let a: Vec<f64> = (0..length).map(|i| f64::from(i).sin()).collect();
            let b: Vec<f64> = (0..length).map(|i| (0.3 * f64::from(i)).cos()).collect();
            let expected = dot(Level::Baseline, &a, &b);
            let plain: f64 = a.iter().zip(&b).map(|(a, b)| a * b).sum();
            assert!((expected - plain).abs() < 1e-12);
            for level in Level::available() {
                assert_eq!(dot(level, &a, &b).to_bits(), expected.to_bits());
            }
        }
    }
}
