//! The complexity of G. Tononi, O. Sporns and G. M. Edelman ("A measure for brain complexity", 1994), in nats.
//!
//! TSE = Σ over sizes k = 1 … m − 1 of (mean of H(S) over the subsets of size k) − (k/m) H(X): 0 for independent
//! variables, largest where parts are integrated at every scale. Never negative for a law (T. S. Han, 1978).
//! Cost: 2^m passes over the distinct rows; up to 24 variables.
use super::co_information::check_lattice;
use super::entropies::Entropy;
use super::subsets::SubsetEntropies;
use crate::table::joint_law::JointLaw;
use marginals_core::sum::{Sum, sum};
use marginals_core::{Result, Run};

/// The Tononi–Sporns–Edelman complexity of all variables.
///
/// # Errors
/// `Limit` beyond 24 variables; as [`SubsetEntropies::of`].
pub fn tse_complexity(law: &JointLaw, entropy: Entropy<'_>, run: &Run) -> Result<f64> {
    check_lattice(law)?;
    let m = law.variables();
    let entropies = SubsetEntropies::of(law, m, entropy, run)?;
    let joint = entropies.of_size(m).first().copied().unwrap_or(0.0);
    let mut complexity = Sum::default();
    for size in 1..m {
        let of_size = entropies.of_size(size);
        complexity.add(sum(of_size) / of_size.len() as f64);
        complexity.add(-(size as f64 / m as f64) * joint);
    }
    Ok(entropy.not_negative(complexity.value()))
}

#[cfg(test)]
mod tests {
    use super::super::entropies::tests::{naive_entropy, random_law};
    use super::*;

    #[test]
    fn it_is_half_the_information_of_two_variables() {
        let run = Run::default();
        for case in 0..100 {
            let law = random_law(case, 2);
            let h = |set: &[u32]| naive_entropy(&law, set);
            let information = h(&[0]) + h(&[1]) - h(&[0, 1]);
            assert!((tse_complexity(&law, Entropy::PlugIn, &run).unwrap() - information / 2.0).abs() < 1e-14);
        }
    }

    #[test]
    fn parity_of_three_bits() {
        // H of one bit 1, of two 2, of three 2: (1 − 2/3) + (2 − 4/3) = 1 bit.
        let p = [0.25, 0.0, 0.0, 0.25, 0.0, 0.25, 0.25, 0.0];
        let law = JointLaw::of_pmf(&p, &[2, 2, 2], &Run::default()).unwrap();
        let found = tse_complexity(&law, Entropy::PlugIn, &Run::default()).unwrap();
        assert!((found - 2f64.ln()).abs() < 1e-15);
    }
}
