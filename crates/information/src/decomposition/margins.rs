//! Total correlation over chosen margins of one law: TC(X_S) for every margin S, in nats.
//!
//! A factorized model with these margins misses what they share; the mean or the sum over the margins says how much
//! (M. Studený and J. Vejnarová, "The multiinformation function as a tool for measuring stochastic dependence",
//! 1998). Cost: one refinement per variable of each margin.
use super::correlation::check_variables;
use super::entropies::{Entropy, joint_entropy};
use crate::table::joint_law::JointLaw;
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};

/// TC of every margin in the given order; a margin of one variable has 0.
///
/// # Errors
/// `Shape` without margins or for an empty one; `Range` for an unknown variable, `Argument` for a repeated one within
/// a margin; the estimator's; out of memory; the run was cancelled.
pub fn margin_correlations(
    law: &JointLaw,
    margins: &[Vec<u32>],
    entropy: Entropy<'_>,
    run: &Run,
) -> Result<Vec<f64>> {
    if margins.is_empty() {
        return Err(Error::shape("margins", "at least one margin", "none"));
    }
    for (index, margin) in margins.iter().enumerate() {
        check_variables(law, margin).map_err(|fault| fault.renamed(format!("margins[{index}]")))?;
    }
    let single: Vec<f64> = (0..law.variables() as u32)
        .map(|variable| joint_entropy(law, &[variable], entropy, run))
        .collect::<Result<_>>()?;
    run.progress().start("margins", margins.len() as u64);
    run.items(
        margins.iter().collect(),
        || (),
        |(), _, margin| {
            if margin.len() == 1 {
                return Ok(0.0);
            }
            let mut total: Sum = margin.iter().map(|variable| single[*variable as usize]).collect();
            total.add(-joint_entropy(law, margin, entropy, run)?);
            run.progress().advance(1);
            Ok(entropy.not_negative(total.value()))
        },
    )
}

#[cfg(test)]
mod tests {
    use super::super::correlation::correlations;
    use super::super::entropies::tests::random_law;
    use super::*;

    #[test]
    fn a_margin_has_the_total_correlation_of_its_variables() {
        let run = Run::default();
        for case in 0..50 {
            let law = random_law(case, 5);
            let margins = vec![vec![0, 1], vec![4, 2, 3], vec![1], vec![0, 1, 2, 3, 4]];
            let found = margin_correlations(&law, &margins, Entropy::PlugIn, &run).unwrap();
            for (margin, found) in margins.iter().zip(&found) {
                let expected = correlations(&law, margin, Entropy::PlugIn, &run).unwrap().total;
                assert!((found - expected).abs() < 1e-13);
            }
        }
        let law = random_law(1, 3);
        let fault =
            |margins: &[Vec<u32>]| margin_correlations(&law, margins, Entropy::PlugIn, &run).unwrap_err();
        assert_eq!(fault(&[]).argument_name(), Some("margins"));
        assert_eq!(fault(&[vec![0], vec![]]).argument_name(), Some("margins[1]"));
        assert_eq!(fault(&[vec![0, 3]]).argument_name(), Some("margins[0]"));
    }
}
