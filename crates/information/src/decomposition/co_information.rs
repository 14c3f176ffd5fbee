//! Co-information and interaction information: alternating sums of the entropies of all subsets, in nats.
//!
//! Co-information is −Σ (−1)^|S| H(S) over the non-empty subsets S: what all variables share at once, below 0 when
//! they are jointly synergistic (A. J. Bell, "The co-information lattice", 2003). Interaction information is
//! (−1)^m times that (W. J. McGill, "Multivariate information transmission", 1954), so that three variables of
//! parity have +1 bit. For two variables both are the mutual information. Cost: 2^m passes over the distinct rows;
//! up to 24 variables.
use super::correlation::check_variables;
use super::entropies::Entropy;
use super::subsets::SubsetEntropies;
use crate::table::joint_law::JointLaw;
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};

/// The most variables whose subsets are all visited.
const MAX_VARIABLES: usize = 24;

/// Refuses laws with too many subsets.
pub(crate) fn check_lattice(law: &JointLaw) -> Result<()> {
    if law.variables() <= MAX_VARIABLES {
        return Ok(());
    }
    let expected = format!("at most {MAX_VARIABLES} (every subset is visited)");
    Err(Error::limit("variables", expected, law.variables()))
}

/// −Σ (−1)^|S| H(S) over the non-empty subsets S of all variables.
///
/// # Errors
/// `Limit` beyond 24 variables; as [`SubsetEntropies::of`].
pub fn co_information(law: &JointLaw, entropy: Entropy<'_>, run: &Run) -> Result<f64> {
    check_lattice(law)?;
    check_variables(law, &[0])?;
    let entropies = SubsetEntropies::of(law, law.variables(), entropy, run)?;
    let mut sum = Sum::default();
    for size in 1..=law.variables() {
        let sign = if size % 2 == 1 { 1.0 } else { -1.0 };
        sum.extend(entropies.of_size(size).iter().map(|own| sign * own));
    }
    Ok(sum.value())
}

/// (−1)^m times the co-information of m variables.
///
/// # Errors
/// As [`co_information`].
pub fn interaction_information(law: &JointLaw, entropy: Entropy<'_>, run: &Run) -> Result<f64> {
    let shared = co_information(law, entropy, run)?;
    Ok(if law.variables().is_multiple_of(2) { shared } else { 0.0 - shared })
}

#[cfg(test)]
mod tests {
    use super::super::entropies::tests::{naive_entropy, random_law};
    use super::*;

    #[test]
    fn parity_interacts_and_copies_share() {
        let run = Run::default();
        for m in 2..6u32 {
            let parity: Vec<f64> = (0..1u32 << m)
                .map(|cell| if cell.count_ones() % 2 == 0 { 2f64.powi(1 - m as i32) } else { 0.0 })
                .collect();
            let law = JointLaw::of_pmf(&parity, &vec![2; m as usize], &run).unwrap();
            // dit: interaction_information of a giant bit-parity is 1 bit for every m.
            assert!(
                (interaction_information(&law, Entropy::PlugIn, &run).unwrap() - 2f64.ln()).abs() < 1e-14
            );
            let mut copies = vec![0.0; 1 << m];
            (copies[0], copies[(1 << m) - 1]) = (0.5, 0.5);
            let law = JointLaw::of_pmf(&copies, &vec![2; m as usize], &run).unwrap();
            assert!((co_information(&law, Entropy::PlugIn, &run).unwrap() - 2f64.ln()).abs() < 1e-14);
        }
    }

    #[test]
    fn three_variables_by_the_chain_rule() {
        let run = Run::default();
        for case in 0..200 {
            let law = random_law(case, 3);
            let h = |set: &[u32]| naive_entropy(&law, set);
            let pair = h(&[0]) + h(&[1]) - h(&[0, 1]);
            let given = h(&[0, 2]) + h(&[1, 2]) - h(&[2]) - h(&[0, 1, 2]);
            let found = co_information(&law, Entropy::PlugIn, &run).unwrap();
            assert!((found - (pair - given)).abs() < 1e-13);
        }
    }
}
