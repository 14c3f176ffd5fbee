//! Total correlation, dual total correlation, O-information and S-information of m variables, in nats.
//!
//! - TC = Σ H(Xᵢ) − H(X): how far the variables are from independent (S. Watanabe, "Information theoretical analysis
//!   of multivariate correlation", 1960).
//! - DTC = H(X) − Σ H(Xᵢ | X₋ᵢ): what at least two variables share (T. S. Han, "Nonnegative entropy measures of
//!   multivariate symmetric correlations", 1978).
//! - Ω = TC − DTC: above 0 when redundancy dominates, below when synergy does; S = TC + DTC = Σ I(Xᵢ; X₋ᵢ)
//!   (F. Rosas et al., "Quantifying high-order interdependencies via multivariate extensions of the mutual
//!   information", 2019).
//! - ∂ᵢ f = f(X) − f(X₋ᵢ): what variable i adds (T. Scagliarini et al., "Gradients of O-information", 2023).
//!
//! All four come from 2m + 1 entropies. TC, DTC and S of a PMF or a plug-in estimate are never negative.
//! Cost: O(rows · m log m); gradients m times as much.
use super::entropies::{Entropy, joint_entropy, leave_one_out};
use crate::table::joint_law::JointLaw;
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};

/// Four measures of what variables share, in nats.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Correlations {
    /// TC.
    pub total: f64,
    /// DTC.
    pub dual_total: f64,
    /// Ω = TC − DTC.
    pub o: f64,
    /// S = TC + DTC.
    pub s: f64,
}

impl Correlations {
    /// From H of all, the entropies of each variable, and those without each.
    pub(crate) fn of(joint: f64, single: &[f64], without: &[f64], entropy: Entropy<'_>) -> Self {
        let m = single.len() as f64;
        let (mut total, mut dual) = (Sum::default(), Sum::default());
        total.extend(single.iter().copied());
        total.add(-joint);
        dual.extend(without.iter().copied());
        dual.add(-(m - 1.0) * joint);
        let (mut o, mut s) = (total, total);
        o.add(-dual.value());
        s.add(dual.value());
        // One and two variables have no third to be redundant or synergistic with.
        let o = if single.len() < 3 { 0.0 } else { o.value() };
        Correlations {
            total: entropy.not_negative(total.value()),
            dual_total: entropy.not_negative(dual.value()),
            o,
            s: entropy.not_negative(s.value()),
        }
    }
}

impl Correlations {
    /// From estimates of TC and DTC of `variables`, which may be negative.
    #[must_use]
    pub fn of_totals(total: f64, dual_total: f64, variables: usize) -> Self {
        let o = if variables < 3 { 0.0 } else { total - dual_total };
        Correlations { total, dual_total, o, s: total + dual_total }
    }
}

impl Gradients {
    /// The four measures of all variables less those without each.
    #[must_use]
    pub fn of_parts(whole: &Correlations, parts: &[Correlations]) -> Self {
        let difference =
            |of: fn(&Correlations) -> f64| parts.iter().map(|part| of(whole) - of(part)).collect();
        Gradients {
            total: difference(|part| part.total),
            dual_total: difference(|part| part.dual_total),
            o: difference(|part| part.o),
            s: difference(|part| part.s),
        }
    }
}

/// What each variable adds to the four measures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gradients {
    /// ∂ᵢ TC = I(Xᵢ; X₋ᵢ).
    pub total: Vec<f64>,
    /// ∂ᵢ DTC.
    pub dual_total: Vec<f64>,
    /// ∂ᵢ Ω.
    pub o: Vec<f64>,
    /// ∂ᵢ S.
    pub s: Vec<f64>,
}

/// The four measures of the given variables, each named once.
///
/// # Errors
/// `Range` for an unknown variable, `Argument` for a repeated one, `Shape` without any; the estimator's; out of
/// memory; the run was cancelled.
pub fn correlations(
    law: &JointLaw,
    variables: &[u32],
    entropy: Entropy<'_>,
    run: &Run,
) -> Result<Correlations> {
    check_variables(law, variables)?;
    let joint = joint_entropy(law, variables, entropy, run)?;
    let without = leave_one_out(law, variables, entropy, run)?;
    let single: Vec<f64> = variables
        .iter()
        .map(|variable| joint_entropy(law, &[*variable], entropy, run))
        .collect::<Result<_>>()?;
    Ok(Correlations::of(joint, &single, &without, entropy))
}

/// What each of the given variables adds: the difference to the measures without it.
///
/// # Errors
/// As [`correlations`].
pub fn gradients(law: &JointLaw, variables: &[u32], entropy: Entropy<'_>, run: &Run) -> Result<Gradients> {
    let whole = correlations(law, variables, entropy, run)?;
    run.progress().start("leaving variables out", variables.len() as u64);
    let parts = run.items(
        variables.to_vec(),
        || (),
        |(), _, left_out| {
            let others: Vec<u32> = variables.iter().copied().filter(|other| *other != left_out).collect();
            let part = match others[..] {
                [] => Correlations::default(),
                _ => correlations(law, &others, entropy, &run.alone())?,
            };
            run.progress().advance(1);
            Ok(part)
        },
    )?;
    Ok(Gradients::of_parts(&whole, &parts))
}

/// At least one variable, each known and named once.
pub(crate) fn check_variables(law: &JointLaw, variables: &[u32]) -> Result<()> {
    if variables.is_empty() {
        return Err(Error::shape("variables", "at least one", "none"));
    }
    for (index, variable) in variables.iter().enumerate() {
        if *variable as usize >= law.variables() {
            let expected = format!("below {} (variables)", law.variables());
            return Err(Error::range(format!("variables[{index}]"), expected, variable));
        }
        if variables[..index].contains(variable) {
            let expected = "named once";
            return Err(Error::argument(
                format!("variables[{index}]"),
                expected,
                format!("{variable} again"),
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::entropies::tests::{naive_entropy, random_law};
    use super::*;

    fn of_pmf(p: &[f64], shape: &[u32]) -> Correlations {
        let law = JointLaw::of_pmf(p, shape, &Run::default()).unwrap();
        let all: Vec<u32> = (0..shape.len() as u32).collect();
        correlations(&law, &all, Entropy::PlugIn, &Run::default()).unwrap()
    }

    #[test]
    fn parity_is_synergy_and_copies_are_redundancy() {
        let bit = 2f64.ln();
        let parity: Vec<f64> =
            (0..16u32).map(|cell| if cell.count_ones() % 2 == 0 { 0.125 } else { 0.0 }).collect();
        let found = of_pmf(&parity, &[2; 4]);
        // n bits of even parity: TC = 1 bit, DTC = n − 1 bits.
        for (found, bits) in [(found.total, 1.0), (found.dual_total, 3.0), (found.o, -2.0), (found.s, 4.0)] {
            assert!((found - bits * bit).abs() < 2e-15, "{found}");
        }
        let copies: Vec<f64> = (0..16).map(|cell| if cell == 0 || cell == 15 { 0.5 } else { 0.0 }).collect();
        let found = of_pmf(&copies, &[2; 4]);
        for (found, bits) in [(found.total, 3.0), (found.dual_total, 1.0), (found.o, 2.0), (found.s, 4.0)] {
            assert!((found - bits * bit).abs() < 2e-15, "{found}");
        }
        assert_eq!(of_pmf(&[0.25; 4], &[2, 2]), Correlations::default());
        assert_eq!(of_pmf(&[0.5, 0.5], &[2]), Correlations::default());
    }

    #[test]
    fn they_are_sums_of_naive_entropies() {
        let run = Run::default();
        for case in 0..400 {
            let m = case as usize % 6 + 1;
            let law = random_law(case, m);
            let all: Vec<u32> = (0..m as u32).collect();
            let h = |set: &[u32]| naive_entropy(&law, set);
            let without = |i: u32| -> Vec<u32> { all.iter().copied().filter(|j| *j != i).collect() };
            let joint = h(&all);
            let tc: f64 = all.iter().map(|i| h(&[*i])).sum::<f64>() - joint;
            let dtc = joint - all.iter().map(|i| joint - h(&without(*i))).sum::<f64>();
            let found = correlations(&law, &all, Entropy::PlugIn, &run).unwrap();
            for (found, expected) in
                [(found.total, tc), (found.dual_total, dtc), (found.o, tc - dtc), (found.s, tc + dtc)]
            {
                assert!((found - expected).abs() < 1e-12, "{found} {expected}");
            }
            let slopes = gradients(&law, &all, Entropy::PlugIn, &run).unwrap();
            for i in &all {
                let information = h(&[*i]) + h(&without(*i)) - joint;
                assert!((slopes.total[*i as usize] - information).abs() < 1e-12);
                if m > 1 {
                    let part = correlations(&law, &without(*i), Entropy::PlugIn, &run).unwrap();
                    assert!((slopes.o[*i as usize] - (found.o - part.o)).abs() < 1e-15);
                    assert!((slopes.s[*i as usize] - (found.s - part.s)).abs() < 1e-15);
                }
            }
        }
    }

    #[test]
    fn relabelled_variables_share_as_much() {
        let run = Run::default();
        for case in 0..50 {
            let law = random_law(case, 4);
            let one = correlations(&law, &[0, 1, 2, 3], Entropy::PlugIn, &run).unwrap();
            let other = correlations(&law, &[2, 0, 3, 1], Entropy::PlugIn, &run).unwrap();
            assert!((one.total - other.total).abs() < 1e-13 && (one.o - other.o).abs() < 1e-13);
        }
    }

    #[test]
    fn bad_variables_are_named() {
        let law = random_law(1, 3);
        let fault = |set: &[u32]| correlations(&law, set, Entropy::PlugIn, &Run::default()).unwrap_err();
        assert_eq!(fault(&[]).argument_name(), Some("variables"));
        assert_eq!(fault(&[0, 3]).argument_name(), Some("variables[1]"));
        assert_eq!(fault(&[0, 0]).argument_name(), Some("variables[1]"));
    }
}
