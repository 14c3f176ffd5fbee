//! `auto`: the estimator that the data ask for, and the reason in words.
//!
//! In this order:
//! 1. Symbols beside values: Ross, for one variable of symbols whose labels repeat; else Mesner–Shalizi.
//! 2. Repeated values (more than one sample in twenty): Mesner–Shalizi, right for atoms; for an entropy, a warning.
//! 3. A copula: every column is put on a normal scale by its ranks, which information does not feel and which spares
//!    neighbors heavy tails. A Student copula is fitted, or its limit, the Gaussian one (see
//!    [`crate::gaussian::student`]). Up to `NEAR` columns it is taken where neighbors see no other dependence than it
//!    says, within `DEVIATIONS` (see [`super::agreement`]): a closed form, which no other estimator beats there.
//!    In more columns neighbors see nothing, so it is taken with a warning.
//! 4. Else neighbors on the normal scale, carried to neighborhoods of no size ([`crate::neighbors::extrapolated`]).
//!
//! More columns than neighbors can be trusted with (over ten in all, or fewer than 5 · 2^columns samples up to 2,000) are
//! warned about. `DEVIATIONS` was chosen on the laws that `benches/information/tasks.mjs` calls others, not on the
//! forty tasks there; above `NEAR` columns neighbors of a few thousand samples see next to nothing.
use super::agreement::{Asked, disagreement};
use super::measures::{self, gaussian};
use super::{Settings, Variable, chosen};
use crate::estimate::Estimate;
use crate::gaussian::copula::normal_scores;
use crate::gaussian::student::StudentCopula;
use marginals_core::{Result, Run};
use marginals_numerics::neighbors::Norm;

/// Share of repeated values from which data are not taken as continuous.
const REPEATED: f64 = 0.05;
/// Columns up to which neighbors are asked whether a copula holds.
const NEAR: usize = 12;
/// Deviations within which they agree with it.
const DEVIATIONS: f64 = 2.5;

/// The entropy of a variable of values.
///
/// # Errors
/// As [`measures::entropy`].
pub fn entropy(x: &Variable, settings: &Settings, run: &Run) -> Result<Estimate> {
    x.space(Norm::Maximum).check(x.name)?;
    let found = measures::entropy("kozachenko-leonenko", x, settings, run)?;
    let (_, repeated) = scores(&[x], run)?;
    let found = if repeated > REPEATED && found.value.is_finite() {
        found.warn(format!(
            "repeated values: {:.0}% of a column; the differential entropy of a law with atoms is −Infinity",
            100.0 * repeated
        ))
    } else {
        found
    };
    let d = x.columns.len();
    Ok(chosen(wide(found, d, x.rows()), "values: neighbors need no assumption on the shape of the density"))
}

/// The information that two variables share, at least one of values.
///
/// # Errors
/// As [`measures::mutual_information`].
pub fn mutual_information(x: &Variable, y: &Variable, settings: &Settings, run: &Run) -> Result<Estimate> {
    if x.symbols != y.symbols && rare(if x.symbols { x } else { y }) * 2 <= x.rows() {
        let found = measures::mutual_information("ross", x, y, settings, run)?;
        return Ok(chosen(found, "one variable of symbols, one of values"));
    }
    let direct = |name: &str| measures::mutual_information(name, x, y, settings, run);
    if x.symbols || y.symbols {
        return Ok(chosen(direct("mesner-shalizi")?, "symbols, few of them repeated"));
    }
    match plan(&[x, y], Asked::Information, settings, run)? {
        Plan::Atoms(reason) => Ok(chosen(direct("mesner-shalizi")?, reason)),
        Plan::Copula(found) => Ok(found),
        Plan::Neighbors(scores, reason) => {
            let [x, y] = [&scores[0], &scores[1]];
            let d = x.columns.len() + y.columns.len();
            let name = if d <= NEAR { "ksg-extrapolated" } else { "ksg1" };
            let found = measures::mutual_information(name, x, y, settings, run)?;
            Ok(chosen(wide(found, d, x.rows()), reason))
        }
    }
}

/// The information that two variables share given a third.
///
/// # Errors
/// As [`measures::conditional_mutual_information`].
pub fn conditional_mutual_information(
    variables: [&Variable; 3],
    settings: &Settings,
    run: &Run,
) -> Result<Estimate> {
    let by =
        |name: &str, of: [&Variable; 3]| measures::conditional_mutual_information(name, of, settings, run);
    if variables.iter().any(|variable| variable.symbols) {
        return Ok(chosen(by("mesner-shalizi", variables)?, "symbols beside values"));
    }
    match plan(&variables, Asked::Information, settings, run)? {
        Plan::Atoms(reason) => Ok(chosen(by("mesner-shalizi", variables)?, reason)),
        Plan::Copula(found) => Ok(found),
        Plan::Neighbors(scores, reason) => {
            let [x, y, z] = [&scores[0], &scores[1], &scores[2]];
            let d = scores.iter().map(|variable| variable.columns.len()).sum();
            Ok(chosen(wide(by("frenzel-pompe", [x, y, z])?, d, x.rows()), reason))
        }
    }
}

/// What the data ask for.
pub(super) enum Plan {
    /// Repeated values.
    Atoms(String),
    /// A copula that holds, and the information by it; where the total is asked for it is Gaussian.
    Copula(Estimate),
    /// Variables on a normal scale.
    Neighbors(Vec<Variable>, String),
}

/// What variables of values ask for, at least two of them.
pub(super) fn plan(variables: &[&Variable], asked: Asked, settings: &Settings, run: &Run) -> Result<Plan> {
    for variable in variables {
        variable.space(Norm::Maximum).check(variable.name)?;
    }
    let (scores, repeated) = scores(variables, run)?;
    if repeated > REPEATED {
        return Ok(Plan::Atoms(format!("repeated values: {:.0}% of a column", 100.0 * repeated)));
    }
    if settings.local {
        return Ok(Plan::Neighbors(scores, "local values were asked for".to_owned()));
    }
    let all: Vec<&Variable> = scores.iter().collect();
    let (of, places) = gaussian(&all, false, run)?;
    let columns: Vec<&[f64]> =
        scores.iter().flat_map(|variable| variable.columns.iter().map(Vec::as_slice)).collect();
    let (d, n) = (columns.len(), of.samples);
    let fitted = if n > 2 * d + 2 { StudentCopula::fit(&columns, &of, run)? } else { None };
    let Some(copula) = fitted else {
        let reason = "a column is determined by others, or samples are too few to fit a copula".to_owned();
        return Ok(Plan::Neighbors(scores, reason));
    };
    let said = if copula.degrees == f64::INFINITY {
        "a Gaussian copula".to_owned()
    } else {
        format!("a Student copula of {:.1} degrees of freedom", copula.degrees)
    };
    let gap = if d <= NEAR { disagreement(&scores, &copula, asked, run)? } else { 0.0 };
    if gap.is_nan() || gap.abs() > DEVIATIONS {
        let reason = format!(
            "neighbors see another dependence than {said} ({gap:.1} deviations); ranks spare them heavy tails, and two \
             numbers of neighbors are carried to none"
        );
        return Ok(Plan::Neighbors(scores, reason));
    }
    if asked == Asked::Total && copula.degrees != f64::INFINITY {
        return Ok(Plan::Neighbors(scores, format!("neighbors, for the dependence is that of {said}")));
    }
    let name = if copula.degrees == f64::INFINITY { "gaussian-copula" } else { "student-copula" };
    let indices = |at: usize| places.get(at).cloned().into_iter().flatten().collect::<Vec<usize>>();
    let value = copula.information(&indices(0), &indices(1), &indices(2), settings.corrected);
    let found = Estimate::new(value, name);
    if d <= NEAR {
        let reason = format!("neighbors see the dependence of {said} ({gap:.1} deviations from it)");
        return Ok(Plan::Copula(chosen(found, reason)));
    }
    let found = found.warn(format!(
        "{d} columns: distances to neighbors say little there, so nothing checks {said}; where the dependence has another \
         form the value is most likely too small"
    ));
    Ok(Plan::Copula(chosen(found, format!("{said} fits best, and {d} columns are too many for neighbors"))))
}

/// Variables on a normal scale, and the largest share of repeated values of a column.
fn scores(variables: &[&Variable], run: &Run) -> Result<(Vec<Variable>, f64)> {
    let mut worst: f64 = 0.0;
    let mut of = |variable: &&Variable| {
        let mut columns = Vec::with_capacity(variable.columns.len());
        for column in &variable.columns {
            let (scores, tied) = normal_scores(column, run)?;
            worst = worst.max(tied as f64 / column.len() as f64);
            columns.push(scores);
        }
        Ok(Variable { columns, ..(*variable).clone() })
    };
    let scores: Vec<Variable> = variables.iter().map(&mut of).collect::<Result<_>>()?;
    Ok((scores, worst))
}

/// Samples whose label is seen no more than three times.
fn rare(variable: &Variable) -> usize {
    let labels = variable.labels();
    let mut counts = vec![0usize; labels.iter().max().map_or(0, |most| *most as usize + 1)];
    labels.iter().for_each(|label| counts[*label as usize] += 1);
    counts.iter().filter(|count| **count <= 3).sum()
}

/// The estimate with a warning where neighbors are not to be trusted.
pub(super) fn wide(estimate: Estimate, columns: usize, samples: usize) -> Estimate {
    let needed = 5 * (1usize << columns.min(10));
    if columns <= 10 && samples >= needed.min(2000) {
        return estimate;
    }
    estimate.warn(format!(
        "{columns} columns and {samples} samples: distances to neighbors say little there; no estimator is to be trusted \
         without an assumption"
    ))
}
