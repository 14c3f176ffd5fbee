//! Entropy, mutual information and conditional mutual information of values by the name of the estimator, in nats.
//!
//! See [`crate::neighbors`] and [`crate::gaussian`] for what each does and when to use it.
use super::{Settings, Variable, automatic, joint, no_local, unknown};
use crate::estimate::Estimate;
use crate::gaussian::copula::normal_scores;
use crate::gaussian::covariance::Covariance;
use crate::gaussian::student::StudentCopula;
use crate::neighbors::conditional::frenzel_pompe;
use crate::neighbors::entropy::kozachenko_leonenko;
use crate::neighbors::extrapolated::{self, extrapolated};
use crate::neighbors::local_nonuniform::local_nonuniform;
use crate::neighbors::mixed::{mesner_shalizi, mixed_ksg, ross};
use crate::neighbors::mutual_information::{ksg1, ksg2};
use crate::neighbors::renyi::{Kind, neighbor_entropy};
use marginals_core::{Error, Result, Run};
use marginals_numerics::neighbors::Space;
use std::ops::Range;

/// The entropy of `x` by `name`.
///
/// # Errors
/// `Argument` for an unknown name, `Shape`, `NonFinite` or `Range` for input that makes no sense; out of memory; the run
/// was cancelled.
pub fn entropy(name: &str, x: &Variable, settings: &Settings, run: &Run) -> Result<Estimate> {
    match name {
        "kozachenko-leonenko" => match settings.order.filter(|order| *order != 1.0) {
            Some(order) => {
                no_local(settings, "an order other than 1")?;
                neighbor_entropy(&x.space(settings.norm), Kind::Renyi, order, settings.neighbors(), run)
            }
            None => kozachenko_leonenko(&x.space(settings.norm), settings.neighbors(), settings.local, run),
        },
        "gaussian" | "gaussian-copula" => joint::of_gaussian(name, &[x], settings, run),
        "auto" => automatic::entropy(x, settings, run),
        _ => unknown("'auto', 'kozachenko-leonenko', 'gaussian', 'gaussian-copula'", name),
    }
}

/// The information that `x` and `y` share by `name`.
///
/// # Errors
/// As [`entropy`].
pub fn mutual_information(
    name: &str,
    x: &Variable,
    y: &Variable,
    settings: &Settings,
    run: &Run,
) -> Result<Estimate> {
    let (k, local) = (settings.neighbors(), settings.local);
    let spaces = || [x.space(settings.norm), y.space(settings.norm)];
    match name {
        "ksg1" => ksg1(&spaces(), k, local, run),
        "ksg2" => ksg2(&spaces(), k, local, run),
        "ksg-extrapolated" => {
            let most = x.rows().saturating_sub(1).max(1);
            extrapolated(&spaces(), settings.k.unwrap_or(extrapolated::NEIGHBORS.min(most)), local, run)
        }
        "lnc" => {
            let k = settings.k.unwrap_or(5usize.max(x.columns.len() + y.columns.len() + 1));
            local_nonuniform(&spaces(), k, settings.alpha, local, run)
        }
        "mixed-ksg" => mixed_ksg(&spaces(), k, local, run),
        "mesner-shalizi" => {
            let [x, y] = spaces();
            mesner_shalizi(&x, &y, None, k, local, run)
        }
        "ross" => {
            let (labels, values) = if x.symbols { (x, y) } else { (y, x) };
            if !labels.symbols {
                let expected = "a variable of symbols (strings, booleans, whole numbers) for 'ross'";
                return Err(Error::argument("x", expected, "values, and so is y"));
            }
            ross(&labels.labels(), &values.space(settings.norm), k, local, run)
        }
        "gaussian" | "gaussian-copula" | "student-copula" => {
            no_local(settings, name)?;
            gaussian_information(name, &[x, y], settings, run)
        }
        "auto" => automatic::mutual_information(x, y, settings, run),
        _ => unknown(
            "'auto', 'ksg1', 'ksg2', 'ksg-extrapolated', 'lnc', 'mixed-ksg', 'mesner-shalizi', 'ross', 'gaussian', \
             'gaussian-copula', 'student-copula'",
            name,
        ),
    }
}

/// The information that `x` and `y` share once `z` is known, by `name`.
///
/// # Errors
/// As [`entropy`].
pub fn conditional_mutual_information(
    name: &str,
    [x, y, z]: [&Variable; 3],
    settings: &Settings,
    run: &Run,
) -> Result<Estimate> {
    let (k, local) = (settings.neighbors(), settings.local);
    let [a, b, c]: [Space<'_>; 3] = [x, y, z].map(|variable| variable.space(settings.norm));
    match name {
        "frenzel-pompe" => frenzel_pompe(&a, &b, &c, k, local, run),
        "mesner-shalizi" => mesner_shalizi(&a, &b, Some(&c), k, local, run),
        "gaussian" | "gaussian-copula" | "student-copula" => {
            no_local(settings, name)?;
            gaussian_information(name, &[x, y, z], settings, run)
        }
        "auto" => automatic::conditional_mutual_information([x, y, z], settings, run),
        _ => unknown(
            "'auto', 'frenzel-pompe', 'mesner-shalizi', 'gaussian', 'gaussian-copula', 'student-copula'",
            name,
        ),
    }
}

fn gaussian_information(
    name: &str,
    variables: &[&Variable],
    settings: &Settings,
    run: &Run,
) -> Result<Estimate> {
    let (of, places) = gaussian(variables, name != "gaussian", run)?;
    let given = places.get(2).map(indices).unwrap_or_default();
    let [x, y] = [&places[0], &places[1]].map(indices);
    let student = if name == "student-copula" { student(variables, &of, run)? } else { None };
    let value = match &student {
        Some(student) => student.information(&x, &y, &given, settings.corrected),
        None => of.information(&x, &y, &given, settings.corrected),
    };
    let estimate = Estimate::new(value, name);
    let total: usize = variables.iter().map(|variable| variable.columns.len()).sum();
    if of.samples <= total + 1 {
        return Ok(estimate.warn(format!("{} samples are too few for {total} columns", of.samples)));
    }
    Ok(estimate)
}

/// The Student copula of all variables, whose normal scores have the covariance `of`.
fn student(variables: &[&Variable], of: &Covariance, run: &Run) -> Result<Option<StudentCopula>> {
    let columns = variables.iter().flat_map(|variable| &variable.columns);
    let scores: Vec<Vec<f64>> =
        columns.map(|column| Ok(normal_scores(column, run)?.0)).collect::<Result<_>>()?;
    StudentCopula::fit(&scores.iter().map(Vec::as_slice).collect::<Vec<_>>(), of, run)
}

/// The covariance of the columns of all variables (of their normal scores for a copula), and where each variable's are.
pub(super) fn gaussian(
    variables: &[&Variable],
    copula: bool,
    run: &Run,
) -> Result<(Covariance, Vec<Range<usize>>)> {
    let rows = variables[0].rows();
    for variable in variables {
        if variable.rows() != rows {
            let expected = format!("of {rows} rows (as {})", variables[0].name);
            return Err(Error::shape(variable.name, expected, variable.rows()));
        }
    }
    let mut places = Vec::new();
    let mut end = 0;
    for variable in variables {
        places.push(end..end + variable.columns.len());
        end += variable.columns.len();
    }
    let columns = variables.iter().flat_map(|variable| &variable.columns);
    let of = if copula {
        let scores: Vec<Vec<f64>> =
            columns.map(|column| Ok(normal_scores(column, run)?.0)).collect::<Result<_>>()?;
        Covariance::of_columns(&scores.iter().map(Vec::as_slice).collect::<Vec<_>>(), run)?
    } else {
        Covariance::of_columns(&columns.map(Vec::as_slice).collect::<Vec<_>>(), run)?
    };
    Ok((of, places))
}

fn indices(range: &Range<usize>) -> Vec<usize> {
    range.clone().collect()
}
