//! The conditional entropy of one class: Σ t ln(T/t) over its cells t, with T = Σ t.
//!
//! A class that splits into cells of weights t adds exactly this to H(column | set) (times 1/W, the weight of
//! the whole table). It is computed as a sum of non-negative terms and not as T ln T − Σ t ln t, so a class
//! that is nearly pure keeps its relative accuracy, a pure class gives exactly 0 and nothing is ever negative.
//! For a cell above T/√2 the logarithm is taken from the weight of the other cells.
use crate::arch::logarithm::ln_ratio;
use marginals_core::sum::Sum;

/// Σ t ln(T/t) in nats times weight; 0 for no cells, one cell, or cells of which only one is positive.
///
/// Every cell must be finite and ≥ 0, and so must be their sum.
#[must_use]
pub fn class_entropy(cells: &[f64]) -> f64 {
    let mut largest = 0;
    for (index, cell) in cells.iter().enumerate() {
        if *cell > cells[largest] {
            largest = index;
        }
    }
    let Some(&top) = cells.get(largest) else { return 0.0 };
    let mut rest = Sum::default();
    for (index, cell) in cells.iter().enumerate() {
        if index != largest {
            rest.add(*cell);
        }
    }
    let rest = rest.value();
    if rest <= 0.0 {
        return 0.0;
    }
    let total = top + rest;
    let mut entropy = Sum::default();
    entropy.add(top * ln_ratio(total, top, rest));
    // At most one cell is above T/√2, so the others never use the given rest.
    for (index, cell) in cells.iter().enumerate() {
        if index != largest && *cell > 0.0 {
            entropy.add(cell * ln_ratio(total, *cell, total - cell));
        }
    }
    entropy.value()
}

/// −p ln p − (1 − p) ln(1 − p) given both parts of a whole: Σ t ln(T/t) of two cells.
#[must_use]
pub fn pair_entropy(first: f64, second: f64) -> f64 {
    let total = first + second;
    if first <= 0.0 || second <= 0.0 {
        return 0.0;
    }
    first * ln_ratio(total, first, second) + second * ln_ratio(total, second, first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_cells_give_the_logarithm_of_their_number() {
        for n in 1..200usize {
            let expected = n as f64 * (n as f64).ln();
            assert!((class_entropy(&vec![1.0; n]) - expected).abs() <= 1e-15 * expected, "{n}");
        }
        assert_eq!(class_entropy(&[]), 0.0);
        assert_eq!(class_entropy(&[0.0, 3.0, 0.0]).to_bits(), 0.0f64.to_bits());
        assert_eq!(class_entropy(&[0.0, 0.0]), 0.0);
    }

    #[test]
    fn a_nearly_pure_class_keeps_its_relative_accuracy() {
        // t = 1, δ: Σ = −ln(1/(1+δ)) + δ ln((1+δ)/δ) = (1 + δ) ln(1+δ) − δ ln δ.
        for exponent in 1..300 {
            let delta = 10f64.powi(-exponent);
            let expected = (1.0 + delta) * delta.ln_1p() - delta * delta.ln();
            for found in [class_entropy(&[1.0, delta]), pair_entropy(delta, 1.0)] {
                assert!((found - expected).abs() <= 1e-15 * expected, "1e-{exponent}: {found} {expected}");
            }
        }
    }

    #[test]
    fn scaling_scales_and_nothing_is_negative() {
        let cells = [0.3, 1e-9, 0.0, 2.5, 0.7];
        let base = class_entropy(&cells);
        for power in [-600, -30, 30, 600] {
            let scale = 2f64.powi(power);
            let scaled: Vec<f64> = cells.iter().map(|cell| cell * scale).collect();
            assert!((class_entropy(&scaled) - base * scale).abs() <= 1e-15 * base * scale);
        }
        assert!(class_entropy(&[5e-324, 5e-324, 1e-310]) >= 0.0);
        assert!(class_entropy(&[5e-324, 1.0]) >= 0.0);
    }
}
