//! Total and dual total correlation, O- and S-information of variables of values by the name of the estimator, in nats.
//!
//! `gaussian` and `gaussian-copula` read all of them from one factor of the covariance, corrected for the bias of few samples;
//! `ksg1` and `mesner-shalizi` from one search of neighbors; `ksg2` has the total correlation alone. `auto` chooses as for
//! mutual information.
use super::agreement::Asked;
use super::automatic::{Plan, plan, wide};
use super::joint::merged;
use super::measures::gaussian;
use super::{Settings, Variable, chosen, no_local, unknown};
use crate::decomposition::{Correlations, Gradients, NPlets};
use crate::estimate::Estimate;
use crate::gaussian::measures::Multivariate;
use crate::gaussian::tuples::tuples;
use crate::neighbors::multivariate::neighbor_correlations;
use crate::neighbors::mutual_information::ksg2;
use marginals_core::{Error, Result, Run};
use std::borrow::Cow;

/// Four measures, and what is to be said of them; its value is the total correlation.
pub type Shared = (Correlations, Estimate);

/// The four measures of variables by `name`.
///
/// # Errors
/// `Argument` for an unknown name, `Shape`, `NonFinite` or `Range` for input that makes no sense; out of memory; the run
/// was cancelled.
pub fn correlations(name: &str, variables: &[Variable], settings: &Settings, run: &Run) -> Result<Shared> {
    let resolved = Resolved::new(name, variables, settings, run)?;
    let (found, estimate) = by_name(&resolved.name, &resolved.variables, settings, run)?;
    Ok((found, resolved.explain(estimate)))
}

/// The four measures, and what each variable adds to them: all of them less those without it.
///
/// # Errors
/// As [`correlations`].
pub fn gradients(
    name: &str,
    variables: &[Variable],
    settings: &Settings,
    run: &Run,
) -> Result<(Correlations, Gradients, Estimate)> {
    let resolved = Resolved::new(name, variables, settings, run)?;
    let (whole, mut estimate) = by_name(&resolved.name, &resolved.variables, settings, run)?;
    let mut parts = Vec::with_capacity(variables.len());
    run.progress().start("leaving variables out", variables.len() as u64);
    for left_out in 0..variables.len() {
        let others = resolved.variables.iter().enumerate().filter(|(at, _)| *at != left_out);
        let others: Vec<Variable> = others.map(|(_, variable)| variable.clone()).collect();
        if others.is_empty() {
            parts.push(Correlations::default());
        } else {
            let (part, more) = by_name(&resolved.name, &others, settings, run)?;
            estimate.warnings = merged(estimate.warnings, more.warnings);
            parts.push(part);
        }
        run.progress().advance(1);
    }
    let slopes = Gradients::of_parts(&whole, &parts);
    Ok((whole, slopes, resolved.explain(estimate)))
}

/// The four measures of every subset of `sizes` variables, Gaussian or by a Gaussian copula; each variable of one column.
///
/// # Errors
/// As [`tuples`]; `Argument` for another name.
pub fn n_plets(
    name: &str,
    variables: &[Variable],
    sizes: &[u32],
    settings: &Settings,
    run: &Run,
) -> Result<NPlets> {
    if name != "gaussian" && name != "gaussian-copula" {
        return unknown("'gaussian', 'gaussian-copula'", name);
    }
    let all: Vec<&Variable> = variables.iter().collect();
    let (of, _) = gaussian(&all, name == "gaussian-copula", run)?;
    tuples(&of, sizes, settings.corrected, run)
}

fn by_name(name: &str, variables: &[Variable], settings: &Settings, run: &Run) -> Result<Shared> {
    no_local(settings, "measures of many variables")?;
    let k = settings.neighbors();
    let spaces = || variables.iter().map(|variable| variable.space(settings.norm)).collect::<Vec<_>>();
    match name {
        "ksg1" => neighbor_correlations(&spaces(), k, false, run),
        "mesner-shalizi" => neighbor_correlations(&spaces(), k, true, run),
        "ksg2" => {
            let estimate = ksg2(&spaces(), k, false, run)?;
            let total = estimate.value;
            Ok((Correlations { total, dual_total: f64::NAN, o: f64::NAN, s: f64::NAN }, estimate))
        }
        "gaussian" | "gaussian-copula" => {
            let all: Vec<&Variable> = variables.iter().collect();
            let (of, places) = gaussian(&all, name == "gaussian-copula", run)?;
            if places.iter().any(|columns| columns.len() != 1) {
                return Err(Error::shape("variables", "of one column each", "several columns"));
            }
            let columns: Vec<usize> = (0..of.d).collect();
            let Multivariate { total_correlation: total, dual_total_correlation: dual, .. } =
                of.multivariate(&columns, settings.corrected);
            let estimate = Estimate::new(total, name);
            let estimate = if of.samples <= of.d + 1 {
                estimate.warn(format!("{} samples are too few for {} columns", of.samples, of.d))
            } else if total.is_infinite() {
                estimate.warn("columns determine each other: their covariance is singular")
            } else {
                estimate
            };
            Ok((Correlations::of_totals(total, dual, variables.len()), estimate))
        }
        _ => unknown("'auto', 'ksg1', 'ksg2', 'mesner-shalizi', 'gaussian', 'gaussian-copula'", name),
    }
}

/// What `auto` stands for, and the variables as that estimator takes them.
pub(super) struct Resolved<'a> {
    pub(super) name: String,
    pub(super) variables: Cow<'a, [Variable]>,
    /// Why, where it was `auto`.
    reason: Option<String>,
    /// What is to be known of the choice.
    warnings: Vec<String>,
}

impl<'a> Resolved<'a> {
    fn new(name: &str, variables: &'a [Variable], settings: &Settings, run: &Run) -> Result<Self> {
        let keep = |name: &str, reason: Option<String>| Resolved {
            name: name.to_owned(),
            variables: Cow::Borrowed(variables),
            reason,
            warnings: Vec::new(),
        };
        if name != "auto" {
            return Ok(keep(name, None));
        }
        if variables.iter().any(|variable| variable.symbols) {
            return Ok(keep("mesner-shalizi", Some("symbols beside values".to_owned())));
        }
        if variables.len() < 2 {
            return Ok(keep("ksg1", Some("one variable shares nothing".to_owned())));
        }
        let all: Vec<&Variable> = variables.iter().collect();
        Ok(match plan(&all, Asked::Total, settings, run)? {
            Plan::Atoms(reason) => keep("mesner-shalizi", Some(reason)),
            Plan::Copula(found) => {
                Resolved { warnings: found.warnings, ..keep("gaussian-copula", found.reason) }
            }
            Plan::Neighbors(scores, reason) => {
                Resolved { variables: Cow::Owned(scores), ..keep("ksg1", Some(reason)) }
            }
        })
    }

    fn explain(&self, estimate: Estimate) -> Estimate {
        let Some(reason) = self.reason.clone() else { return estimate };
        let columns = self.variables.iter().map(|variable| variable.columns.len()).sum();
        let rows = self.variables.first().map_or(0, Variable::rows);
        let estimate = if self.name == "gaussian-copula" { estimate } else { wide(estimate, columns, rows) };
        let warnings = merged(self.warnings.clone(), estimate.warnings.clone());
        chosen(Estimate { warnings, ..estimate }, reason)
    }
}

#[cfg(test)]
#[path = "correlation_tests.rs"]
mod tests;
