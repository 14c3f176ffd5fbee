//! What the past of a series of values tells of its future, and one series of another's, in nats.
//!
//! Pasts are embedded as columns at fixed lags, and every measure is a (conditional) mutual information of such columns at
//! the times where all are there: transfer entropy I(yₜ; xₜ₋ᵤ … | yₜ₋₁ …, pasts of conditions), active information storage
//! I(yₜ; yₜ₋₁ …), excess entropy I(past; future), information at a lag. A Gaussian transfer entropy is half the Granger
//! causality of the same lags (L. Barnett, A. B. Barrett, A. K. Seth, "Granger causality and transfer entropy are equivalent
//! for Gaussian variables", 2009). Rows of a series are not independent, which leaves consistency but widens errors.
use super::agreement::Asked;
use super::automatic::{Plan, plan};
use super::joint::joined;
use super::measures::{conditional_mutual_information, mutual_information};
use super::{Settings, Variable};
use crate::estimate::Estimate;
use crate::series::dynamics::{Transfer, positive, times};
use crate::series::embedding::past;
use marginals_core::random::{shuffle, stream};
use marginals_core::{Error, Result, Run};
use std::ops::Range;

/// A transfer entropy of values.
#[derive(Clone, Debug)]
pub struct Transferred {
    /// In nats.
    pub estimate: Estimate,
    /// Times that count.
    pub samples: usize,
    /// The same after each shuffle of the source's pasts.
    pub shuffled: Vec<f64>,
}

/// Columns of `series` at t + o for each offset o and every time t of `times`.
fn embedded(
    name: &'static str,
    series: &Variable,
    times: Range<usize>,
    offsets: &[isize],
    run: &Run,
) -> Result<Variable> {
    let mut columns = Vec::with_capacity(offsets.len() * series.columns.len());
    for offset in offsets {
        for column in &series.columns {
            run.check()?;
            let first = times.start.saturating_add_signed(*offset);
            let Some(shifted) = column.get(first..first.saturating_add(times.len())) else {
                return Err(Error::range("offsets", format!("inside a series of {}", column.len()), offset));
            };
            columns.push(shifted.to_vec());
        }
    }
    let nominal = offsets.iter().flat_map(|_| series.nominal.iter().copied()).collect();
    Ok(Variable { name, columns, nominal, symbols: series.symbols })
}

/// Bytes of the columns that `offsets` of a series make.
fn bytes(series: &Variable, times: &Range<usize>, offsets: usize) -> u64 {
    8 * (series.columns.len() as u64).saturating_mul(times.len() as u64).saturating_mul(offsets as u64)
}

/// Transfer entropy from `source` to `target` given the pasts of `conditions`, by the name of an estimator of conditional
/// mutual information (of mutual information, by one of its names, where nothing is given); the same after each of `shuffles`.
///
/// # Errors
/// `Shape` for series of unequal length or too short; `Range` for a length of 0; those of the estimator.
pub fn transfer_entropy(
    name: &str,
    [source, target]: [&Variable; 2],
    conditions: &[Variable],
    transfer: Transfer,
    settings: &Settings,
    shuffles: usize,
    run: &Run,
) -> Result<Transferred> {
    let lengths = std::iter::once(source).chain(conditions).map(Variable::rows);
    let times = transfer.times(target.rows(), lengths, !conditions.is_empty())?;
    let all: u64 = [(source, transfer.source_history), (target, transfer.history + 1)]
        .into_iter()
        .chain(conditions.iter().map(|condition| (condition, transfer.condition_history)))
        .map(|(series, offsets)| bytes(series, &times, offsets))
        .sum();
    let _charge = run.charge("the pasts of series", 2 * all)?;
    let at = |name, series: &Variable, offsets: &[isize]| embedded(name, series, times.clone(), offsets, run);
    let x = at("source", source, &past(transfer.source_history, transfer.delay))?;
    let y = at("target", target, &[0])?;
    let mut given = Vec::new();
    if transfer.history > 0 {
        given.push(at("target", target, &past(transfer.history, 1))?);
    }
    for condition in conditions {
        given.push(at("conditions", condition, &past(transfer.condition_history, 1))?);
    }
    let z = if given.is_empty() { None } else { Some(joined(&given.iter().collect::<Vec<_>>())?) };
    let estimate = information(name, &x, &y, z.as_ref(), settings, run)?;
    let samples = times.len();
    if shuffles == 0 {
        return Ok(Transferred { estimate, samples, shuffled: Vec::new() });
    }
    // Every shuffle by the estimator that gave the value, on the scale it was given on, so that biases are alike.
    let (x, y, z) = if name == "auto" { on_its_scale(x, y, z, settings, run)? } else { (x, y, z) };
    let plain = Settings { local: false, ..*settings };
    let scratch = bytes(&x, &times, x.columns.len()) * run.threads() as u64;
    let _shuffled = run.charge("shuffled series", scratch)?;
    run.progress().start("shuffles", shuffles as u64);
    let shuffled = run.items(
        (0..shuffles as u64).collect(),
        || x.clone(),
        |moved, _, replicate: u64| {
            let mut order: Vec<u32> = (0..samples as u32).collect();
            shuffle(&mut stream(run.seed(), "effective-transfer-entropy", replicate), &mut order);
            for (column, own) in moved.columns.iter_mut().zip(&x.columns) {
                column.iter_mut().zip(&order).for_each(|(value, row)| *value = own[*row as usize]);
            }
            let found = information(&estimate.estimator, moved, &y, z.as_ref(), &plain, &run.alone())?;
            run.progress().advance(1);
            Ok(found.value)
        },
    )?;
    Ok(Transferred { estimate, samples, shuffled })
}

/// X, Y, and what is given.
pub type Parts = (Variable, Variable, Option<Variable>);

/// The estimator that `name` stands for, where it is `auto` the one chosen for these variables, and the variables as it
/// takes them: other orders of the rows of X can then be estimated alike.
///
/// # Errors
/// Those of the estimator.
pub fn fixed(name: &str, (x, y, z): Parts, settings: &Settings, run: &Run) -> Result<(String, Parts)> {
    if name != "auto" {
        return Ok((name.to_owned(), (x, y, z)));
    }
    let found = information(name, &x, &y, z.as_ref(), settings, run)?;
    Ok((found.estimator, on_its_scale(x, y, z, settings, run)?))
}

/// The variables as the automatic choice takes them: on a normal scale for neighbors.
fn on_its_scale(
    x: Variable,
    y: Variable,
    z: Option<Variable>,
    settings: &Settings,
    run: &Run,
) -> Result<Parts> {
    let all: Vec<&Variable> = [&x, &y].into_iter().chain(z.as_ref()).collect();
    if all.iter().any(|variable| variable.symbols) {
        return Ok((x, y, z));
    }
    let Plan::Neighbors(scores, ..) = plan(&all, Asked::Information, settings, run)? else {
        return Ok((x, y, z));
    };
    let mut scores = scores.into_iter();
    match (scores.next(), scores.next()) {
        (Some(x), Some(y)) => Ok((x, y, scores.next())),
        _ => Err(Error::internal("a variable was lost")),
    }
}

fn information(
    name: &str,
    x: &Variable,
    y: &Variable,
    z: Option<&Variable>,
    settings: &Settings,
    run: &Run,
) -> Result<Estimate> {
    match z {
        Some(z) => conditional_mutual_information(name, [x, y, z], settings, run),
        // Given nothing, Frenzel–Pompe is KSG 1.
        None => mutual_information(if name == "frenzel-pompe" { "ksg1" } else { name }, x, y, settings, run),
    }
}

/// I(the `future` values from t on; the `history` values before t) by the name of an estimator of mutual information: with
/// a future of 1, active information storage; else excess entropy.
///
/// # Errors
/// As [`transfer_entropy`].
pub fn predictive_information(
    name: &str,
    series: &Variable,
    history: usize,
    future: usize,
    settings: &Settings,
    run: &Run,
) -> Result<Estimate> {
    positive("history", history)?;
    positive("future", future)?;
    let times = times(series.rows(), history, future)?;
    let _charge =
        run.charge("the pasts of series", 2 * bytes(series, &times, history.saturating_add(future)))?;
    let ahead: Vec<isize> = (0..future as isize).collect();
    let next = embedded("series", series, times.clone(), &ahead, run)?;
    let before = embedded("series", series, times, &past(history, 1), run)?;
    mutual_information(name, &before, &next, settings, run)
}

/// I(xₜ; yₜ₊lag) by the name of an estimator of mutual information.
///
/// # Errors
/// As [`transfer_entropy`].
pub fn lagged_information(
    name: &str,
    [x, y]: [&Variable; 2],
    lag: usize,
    settings: &Settings,
    run: &Run,
) -> Result<Estimate> {
    if x.rows() != y.rows() {
        let expected = format!("as long as the first ({})", x.rows());
        return Err(Error::shape("series", expected, y.rows()));
    }
    let times = times(x.rows(), 0, lag.saturating_add(1))?;
    let _charge = run.charge("lagged series", 2 * (bytes(x, &times, 1) + bytes(y, &times, 1)))?;
    let now = embedded("series", x, times.clone(), &[0], run)?;
    mutual_information(name, &now, &embedded("target", y, times, &[lag as isize], run)?, settings, run)
}

#[cfg(test)]
#[path = "series_tests.rs"]
mod tests;
