//! The standard normal distribution function Φ, and its quantiles.
//!
//! Quantiles by rational approximations on three ranges, relative error about 1e-16: M. J. Wichura, "Algorithm AS 241: the
//! percentage points of the normal distribution", Applied Statistics 37 (1988).

const CENTER: [[f64; 8]; 2] = [
    [
        3.387_132_872_796_366_5,
        133.141_667_891_784_38,
        1_971.590_950_306_551_3,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ],
    [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_854,
    ],
];
const MIDDLE: [[f64; 8]; 2] = [
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
];
const TAIL: [[f64; 8]; 2] = [
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        1.242_660_947_388_078_4e-3,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        0.599_832_206_555_888,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_7e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
];

fn ratio(coefficients: &[[f64; 8]; 2], x: f64) -> f64 {
    let horner = |row: &[f64; 8]| row.iter().rev().fold(0.0, |sum, term| sum * x + term);
    horner(&coefficients[0]) / horner(&coefficients[1])
}

/// The number below which a standard normal variable lies with probability `p`; ∓∞ at 0 and 1, NaN outside.
#[must_use]
pub fn quantile(p: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        return q * ratio(&CENTER, 0.180_625 - q * q);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    if tail == 0.0 {
        return if q < 0.0 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    let r = (-tail.ln()).sqrt();
    let value = if r <= 5.0 { ratio(&MIDDLE, r - 1.6) } else { ratio(&TAIL, r - 5.0) };
    if q < 0.0 { -value } else { value }
}

/// Φ(z) = erfc(−z/√2) / 2: the share of a standard normal below z, to a few units in the last place.
#[must_use]
pub fn normal_distribution(z: f64) -> f64 {
    0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// p and quantile, from 50-digit arithmetic rounded to double (bisection of ½ erfc(−x/√2)).
    const REFERENCE: &[(f64, f64)] = &[
        (1e-300, -37.0470962993612),
        (1e-50, -14.933337534788489),
        (1e-12, -7.034483825301132),
        (1e-06, -4.753424308822899),
        (0.001, -3.0902323061678136),
        (0.02, -2.053748910631823),
        (0.074, -1.4466320671589785),
        (0.0751, -1.43882539275254),
        (0.1, -1.2815515655446004),
        (0.25, -0.6744897501960817),
        (0.3333, -0.4308189769967128),
        (0.4999, -0.00025066283008800747),
        (0.5, 0.0),
        (0.6, 0.2533471031357997),
        (0.9, 1.2815515655446006),
        (0.925, 1.4395314709384561),
        (0.9251, 1.440238267527964),
        (0.99, 2.3263478740408408),
        (0.999999, 4.753424308817087),
    ];

    #[test]
    fn reference_values() {
        for (p, expected) in REFERENCE {
            let found = quantile(*p);
            assert!((found - expected).abs() <= 1e-15 * expected.abs().max(1e-3), "{p}: {found} {expected}");
        }
        assert_eq!((quantile(0.0), quantile(1.0)), (f64::NEG_INFINITY, f64::INFINITY));
        assert!(quantile(-0.1).is_nan() && quantile(1.1).is_nan() && quantile(f64::NAN).is_nan());
    }

    #[test]
    fn distribution_values() {
        // mpmath: ncdf in 40-digit arithmetic.
        for (z, expected) in [
            (0.0, 0.5),
            (1.0, 0.841_344_746_068_542_9),
            (-1.0, 0.158_655_253_931_457_05),
            (2.5, 0.993_790_334_674_223_8),
            (-6.0, 9.865_876_450_376_98e-10),
        ] {
            assert!((normal_distribution(z) - expected).abs() <= 1e-14 * expected, "{z}");
        }
        assert_eq!((normal_distribution(f64::INFINITY), normal_distribution(f64::NEG_INFINITY)), (1.0, 0.0));
    }
}
