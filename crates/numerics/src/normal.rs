//! The standard normal distribution function Φ.

/// Φ(z) = erfc(−z/√2) / 2: the share of a standard normal below z, to a few units in the last place.
#[must_use]
pub fn normal_distribution(z: f64) -> f64 {
    0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reference_values() {
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
