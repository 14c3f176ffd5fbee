//! q-values of Benjamini and Hochberg: of the columns whose q-value is at most α, a share of at most α is expected to
//! be there by chance.
//!
//! q of the i-th smallest of m p-values is the least of p_(j) m / j over j ≥ i, at most 1. Holds for independent tests
//! and for tests with positive dependence. Cost: a sort.
//!
//! Source: Y. Benjamini and Y. Hochberg, "Controlling the false discovery rate", 1995.

/// The q-value of every p-value; NaN stays NaN and counts for nothing.
#[must_use]
pub fn benjamini_hochberg(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).filter(|at| !p_values[*at].is_nan()).collect();
    order.sort_by(|a, b| p_values[*a].total_cmp(&p_values[*b]));
    let count = order.len() as f64;
    let mut q_values = vec![f64::NAN; p_values.len()];
    let mut least = 1.0f64;
    for (rank, at) in order.iter().enumerate().rev() {
        least = least.min(p_values[*at] * count / (rank + 1) as f64);
        q_values[*at] = least;
    }
    q_values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn q_values_are_those_of_the_definition() {
        // scipy.stats.false_discovery_control of the same numbers.
        let found = benjamini_hochberg(&[0.01, 0.04, 0.03, 0.005, 0.2, 0.9]);
        let expected = [0.03, 0.06, 0.06, 0.03, 0.24, 0.9];
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-15), "{found:?}");
        assert_eq!(benjamini_hochberg(&[]), Vec::<f64>::new());
        let with_gap = benjamini_hochberg(&[0.5, f64::NAN, 0.1]);
        assert!(with_gap[1].is_nan());
        assert_eq!((with_gap[0], with_gap[2]), (0.5, 0.2));
    }
}
