//! Joint and conditional entropy of variables of values by the name of the estimator, in nats.
//!
//! - `gaussian` and `gaussian-copula` add a column at a time to one factor: H(X | Y) is exactly the joint entropy less that of
//!   Y. A copula takes the entropy of each column by Kozachenko–Leonenko, and the dependence as Gaussian.
//! - `kozachenko-leonenko` is a difference of two estimates in spaces of different dimension, whose biases do not cancel:
//!   too large where the columns of X and Y depend strongly.
//! - `auto` takes H(X) − I(X; Y), where they do (A. Kraskov, H. Stögbauer, P. Grassberger, "Estimating mutual information",
//!   2004); symbols are counted. The joint entropy of symbols S and values V is H(S) + H(V) − I(S; V), relative to counting
//!   times length.
use super::measures::{entropy, gaussian, mutual_information};
use super::{Settings, Variable, chosen, no_local, unknown};
use crate::estimate::Estimate;
use crate::neighbors::entropy::kozachenko_leonenko;
use crate::table::joint_law::plug_in;
use marginals_core::{Error, Result, Run};
use marginals_numerics::neighbors::{Norm, Space};

/// All columns of variables as one variable.
///
/// # Errors
/// `Shape` without variables or for unequal rows.
pub fn joined(variables: &[&Variable]) -> Result<Variable> {
    let Some(first) = variables.first() else {
        return Err(Error::shape("variables", "at least one", "none"));
    };
    if let Some(other) = variables.iter().find(|other| other.rows() != first.rows()) {
        let expected = format!("of {} rows (as {})", first.rows(), first.name);
        return Err(Error::shape(other.name, expected, other.rows()));
    }
    Ok(Variable {
        name: if variables.len() == 1 { first.name } else { "variables" },
        columns: variables.iter().flat_map(|variable| variable.columns.iter().cloned()).collect(),
        nominal: variables.iter().flat_map(|variable| variable.nominal.iter().copied()).collect(),
        symbols: variables.iter().all(|variable| variable.symbols),
    })
}

/// The entropy of all variables together by `name`.
///
/// # Errors
/// As [`super::measures::entropy`].
pub fn joint_entropy(name: &str, variables: &[Variable], settings: &Settings, run: &Run) -> Result<Estimate> {
    let (symbols, values): (Vec<&Variable>, Vec<&Variable>) =
        variables.iter().partition(|variable| variable.symbols);
    if name != "auto" || symbols.is_empty() {
        return entropy(name, &joined(&variables.iter().collect::<Vec<_>>())?, settings, run);
    }
    let symbols = joined(&symbols)?;
    if values.is_empty() {
        return Ok(chosen(of_labels(&symbols), "symbols are counted"));
    }
    no_local(settings, "symbols beside values")?;
    let values = joined(&values)?;
    let (of_symbols, of_values) = (of_labels(&symbols), entropy(name, &values, settings, run)?);
    less(sum(of_symbols, of_values), "H(values) + H(symbols)", &symbols, &values, settings, run)
}

/// The entropy of `x` once `given` is known, by `name`.
///
/// # Errors
/// As [`super::measures::entropy`].
pub fn conditional_entropy(
    name: &str,
    [x, given]: [&Variable; 2],
    settings: &Settings,
    run: &Run,
) -> Result<Estimate> {
    let both = joined(&[given, x])?;
    match name {
        "gaussian" | "gaussian-copula" => of_gaussian(name, &[x, given], settings, run),
        "kozachenko-leonenko" => {
            let (k, local) = (settings.neighbors(), settings.local);
            let all = kozachenko_leonenko(&both.space(settings.norm), k, local, run)?;
            let known = kozachenko_leonenko(&given.space(settings.norm), k, local, run)?;
            let value = all.value - known.value;
            let local = all.local.zip(known.local).map(|(all, known)| {
                all.into_iter().zip(known).map(|(all, known)| all - known).collect::<Vec<f64>>()
            });
            let warnings = merged(all.warnings, known.warnings);
            Ok(Estimate { warnings, ..Estimate::new(value, name).with_local(local) })
        }
        "auto" => {
            no_local(settings, "'auto'")?;
            let own = if x.symbols { of_labels(x) } else { entropy(name, x, settings, run)? };
            less(own, "H(x)", x, given, settings, run)
        }
        _ => unknown("'auto', 'kozachenko-leonenko', 'gaussian', 'gaussian-copula'", name),
    }
}

/// The entropy of `x` alone or given another, Gaussian or by a Gaussian copula.
pub(super) fn of_gaussian(
    name: &str,
    variables: &[&Variable],
    settings: &Settings,
    run: &Run,
) -> Result<Estimate> {
    no_local(settings, name)?;
    let copula = name == "gaussian-copula";
    let (of, places) = gaussian(variables, copula, run)?;
    let columns: Vec<usize> = places[0].clone().collect();
    let given: Vec<usize> = places.get(1).map(|range| range.clone().collect()).unwrap_or_default();
    let mut estimate = Estimate::new(of.shared_entropy(&columns, &given, settings.corrected), name);
    for (column, at) in variables[0].columns.iter().zip(&columns) {
        if copula {
            let space = Space::new(&[column], Norm::Maximum);
            let own = kozachenko_leonenko(&space, settings.neighbors(), false, run)?;
            estimate.value += own.value;
            estimate.warnings = merged(estimate.warnings, own.warnings);
        } else {
            estimate.value += of.entropy(&[*at], settings.corrected);
        }
    }
    let total = of.d;
    Ok(if of.samples <= total + 1 {
        estimate.warn(format!("{} samples are too few for {total} columns", of.samples))
    } else {
        estimate
    })
}

fn of_labels(variable: &Variable) -> Estimate {
    let labels = variable.labels();
    let mut counts = vec![0.0; labels.iter().max().map_or(0, |most| *most as usize + 1)];
    labels.iter().for_each(|label| counts[*label as usize] += 1.0);
    Estimate::new(plug_in(&counts, labels.len() as f64), "plug-in")
}

fn sum(symbols: Estimate, values: Estimate) -> Estimate {
    let warnings = merged(symbols.warnings, values.warnings.clone());
    Estimate { value: symbols.value + values.value, warnings, ..values }
}

/// An entropy less the information that two variables share.
fn less(
    own: Estimate,
    what: &str,
    x: &Variable,
    y: &Variable,
    settings: &Settings,
    run: &Run,
) -> Result<Estimate> {
    let shared = mutual_information("auto", x, y, settings, run)?;
    let why = shared.reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
    let reason = format!("{what} by '{}' less the information by '{}'{why}", own.estimator, shared.estimator);
    let warnings = merged(own.warnings, shared.warnings);
    Ok(chosen(Estimate { value: own.value - shared.value, warnings, local: None, ..own }, reason))
}

/// Warnings of two estimates, each once.
pub(super) fn merged(mut warnings: Vec<String>, more: Vec<String>) -> Vec<String> {
    for warning in more {
        if !warnings.contains(&warning) {
            warnings.push(warning);
        }
    }
    warnings
}

#[cfg(test)]
#[path = "joint_tests.rs"]
mod tests;
