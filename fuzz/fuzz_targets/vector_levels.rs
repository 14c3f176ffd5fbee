//! Every vector level gives the bits of the baseline, on any numbers, and x ln x is near the plain one.
#![no_main]
use libfuzzer_sys::fuzz_target;
use marginals_numerics::arch::{Level, force};
use marginals_numerics::conditional::class_entropy;
use marginals_numerics::xlnx::{sum_xlnx, xlnx_into};

fuzz_target!(|numbers: Vec<f64>| {
    let weights: Vec<f64> = numbers.iter().map(|x| x.abs()).filter(|x| x.is_finite() && *x < 1e100).collect();
    let mut expected: Option<(Vec<u64>, u64, u64)> = None;
    for level in Level::available() {
        assert!(force(level));
        let mut out = vec![0.0; weights.len()];
        xlnx_into(&weights, &mut out);
        for (x, y) in weights.iter().zip(&out) {
            let plain = if *x == 0.0 { 0.0 } else { x * x.ln() };
            // Near 1 the logarithm itself is tiny: the error is relative to x ln x, two units in the last place
            // here and less than one of the plain logarithm.
            assert!(
                (y - plain).abs() <= 4.0 * f64::EPSILON * plain.abs() + f64::MIN_POSITIVE,
                "{x}: {y} {plain}"
            );
        }
        let bits = (
            out.iter().map(|y| y.to_bits()).collect::<Vec<_>>(),
            sum_xlnx(&weights).to_bits(),
            class_entropy(&weights).to_bits(),
        );
        assert!(class_entropy(&weights) >= 0.0 || weights.is_empty());
        match &expected {
            None => expected = Some(bits),
            Some(expected) => assert_eq!(&bits, expected, "level {}", level.name()),
        }
    }
});
