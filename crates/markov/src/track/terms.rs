//! Sums of −t ln t over whole tables.
use marginals_core::sum::{BLOCK, Sum};
use marginals_numerics::xlnx::sum_xlnx;

/// −Σ t ln t over the cells, in blocks, compensated across them.
pub(crate) fn entropy(cells: &[f64]) -> f64 {
    let mut sum = Sum::default();
    for block in cells.chunks(BLOCK) {
        sum.add(-sum_xlnx(block));
    }
    sum.value()
}

/// −Σ q ln p over the cells; +∞ where q has mass and p has none.
pub(crate) fn cross_entropy(q: &[f64], p: &[f64]) -> f64 {
    let mut sum = Sum::default();
    for (q, p) in q.iter().zip(p) {
        if *q > 0.0 {
            if *p == 0.0 {
                return f64::INFINITY;
            }
            sum.add(-q * p.ln());
        }
    }
    sum.value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entropies_of_small_laws() {
        assert!((entropy(&[0.25; 4]) - 4f64.ln()).abs() < 1e-15);
        assert_eq!(entropy(&[0.0, 1.0]), 0.0);
        assert!(
            (cross_entropy(&[0.5, 0.5, 0.0], &[0.25, 0.75, 0.0]) - 0.836_988_216_785_835_8).abs() < 1e-15
        );
        assert_eq!(cross_entropy(&[0.5, 0.5], &[1.0, 0.0]), f64::INFINITY);
    }
}
