//! Σ ln x without a logarithm per term: mantissas are multiplied, exponents added, and one logarithm is taken for
//! every 64 terms. The relative error of a product of 64 mantissas is below 64 · 2⁻⁵³, so the mean of logarithms is
//! right to about 1e-16 plus that of the final sum. Order and blocks are those of the data.
use marginals_core::sum::Sum;

/// Terms behind one logarithm; a product of as many mantissas below 2 stays far below overflow.
const CHUNK: usize = 64;
/// Products that grow side by side.
const LANES: usize = 4;
const MANTISSA: u64 = (1 << 52) - 1;
const ONE: u64 = 0x3ff0_0000_0000_0000;

/// Σ ln x of positive finite numbers; −∞ when one is 0, NaN for anything negative or NaN.
#[must_use]
pub fn sum_ln(x: &[f64]) -> f64 {
    let mut exponents = 0i64;
    let mut sum = Sum::default();
    for chunk in x.chunks(CHUNK) {
        // One product would wait for itself at every term.
        let mut products = [1.0; LANES];
        for few in chunk.chunks(LANES) {
            for (product, x) in products.iter_mut().zip(few) {
                if !(*x >= f64::MIN_POSITIVE && *x < f64::INFINITY) {
                    // Rare: zeros, subnormal and infinite numbers are left to the library.
                    sum.add(x.ln());
                    continue;
                }
                let bits = x.to_bits();
                exponents += (bits >> 52) as i64 - 1023;
                *product *= f64::from_bits(bits & MANTISSA | ONE);
            }
        }
        sum.add(products.into_iter().product::<f64>().ln());
    }
    sum.add(exponents as f64 * std::f64::consts::LN_2);
    let value = sum.value();
    // The compensation of an infinite sum is NaN.
    if value.is_nan() { x.iter().map(|x| x.ln()).sum() } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_sum_of_logarithms() {
        let x: Vec<f64> = (1..5000).map(|i| f64::from(i).powi(i % 7 - 3) * 1e-5).collect();
        let expected = x.iter().map(|x| x.ln()).collect::<Sum>().value();
        assert!((sum_ln(&x) - expected).abs() < 1e-14 * x.len() as f64);
        assert!((sum_ln(&[5e-324, 2.0]) - (5e-324f64.ln() + 2f64.ln())).abs() < 1e-12);
        assert_eq!(sum_ln(&[1.0, 0.0, 2.0]), f64::NEG_INFINITY);
        assert_eq!(sum_ln(&[f64::INFINITY, 2.0]), f64::INFINITY);
        assert!(sum_ln(&[-1.0]).is_nan() && sum_ln(&[0.0, f64::INFINITY]).is_nan());
        assert_eq!(sum_ln(&[]), 0.0);
    }
}
