//! Whether nearest neighbors see the dependence that a fitted copula says: the check behind the automatic choice.
//!
//! KSG of few samples in many columns is biased, but alike for laws that are alike. So it is compared with itself: once on
//! the samples, S, and on samples of the same size drawn from the fitted copula, S′, all on a normal scale. Where the
//! copula is Gaussian, chance moves S and the Gaussian estimate G of the same samples alike, so what G says is taken away
//! (a control variate, with the slope b = S′ / G′ between 0 and 1; 0 for a Student copula), and the difference of
//!
//! (S − b G) − mean (S′ − b G′)
//!
//! from 0 is due to the form of the dependence. It is measured in deviations, those of the mean of the terms of S and S′.
//! This is a parametric bootstrap test of fit (C. Genest, B. Rémillard, "Validity of the parametric bootstrap for
//! goodness-of-fit testing in semiparametric models", 2008) with the quantity wanted as its statistic: a copula is turned
//! down for a form that matters to the information. Cost: five estimates by neighbors, on 5,000 rows at most.
use super::Variable;
use super::measures::gaussian;
use crate::estimate::Estimate;
use crate::gaussian::copula::normal_scores;
use crate::gaussian::covariance::Covariance;
use crate::gaussian::student::StudentCopula;
use crate::neighbors::conditional::frenzel_pompe;
use crate::neighbors::mutual_information::ksg1;
use marginals_core::{Result, Run};
use marginals_numerics::neighbors::{Norm, Space};
use std::ops::Range;

/// Rows compared at most, taken evenly.
const ROWS: usize = 5_000;
/// Samples drawn from the copula.
const DRAWS: u64 = 4;
/// Neighbors of the comparison: many, for little variance, as the bias is the same on both sides.
const NEIGHBORS: usize = 16;
/// Information of a Gaussian law below which nothing is to be taken away.
const SMALL: f64 = 0.02;

/// What is asked of variables.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Asked {
    /// What two share, given a third where there is one.
    Information,
    /// What all of them share: the total correlation.
    Total,
}

/// How many deviations the neighbors' information of `scores`, variables on a normal scale, is from what they say where
/// the copula holds; above 0 where it is more.
///
/// # Errors
/// Out of memory; the run was cancelled.
pub fn disagreement(scores: &[Variable], copula: &StudentCopula, asked: Asked, run: &Run) -> Result<f64> {
    let n = scores[0].rows();
    let stride = n.div_ceil(ROWS);
    let thinned: Vec<Variable>;
    let compared = if stride == 1 {
        scores
    } else {
        thinned = scores
            .iter()
            .map(|variable| Variable {
                columns: variable
                    .columns
                    .iter()
                    .map(|column| column.iter().step_by(stride).copied().collect())
                    .collect(),
                ..variable.clone()
            })
            .collect();
        &thinned
    };
    let rows = compared[0].rows();
    let seen = said(compared, asked, run)?;
    let share = 1.0 / DRAWS as f64;
    let mut expected = Said { neighbors: 0.0, gaussian: 0.0, variance: 0.0 };
    for seed in 0..DRAWS {
        let mut columns = copula.draw(rows, seed, run)?.into_iter();
        let mut drawn = Vec::with_capacity(compared.len());
        for variable in compared {
            let own = columns.by_ref().take(variable.columns.len());
            let columns = own.map(|column| Ok(normal_scores(&column, run)?.0)).collect::<Result<_>>()?;
            drawn.push(Variable { columns, ..variable.clone() });
        }
        let one = said(&drawn, asked, run)?;
        expected.neighbors += share * one.neighbors;
        expected.gaussian += share * one.gaussian;
        expected.variance += share * share * one.variance;
    }
    let slope = if copula.degrees == f64::INFINITY {
        (expected.neighbors / expected.gaussian.max(SMALL)).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let gap = seen.neighbors - expected.neighbors - slope * (seen.gaussian - expected.gaussian);
    Ok(gap / (seen.variance + expected.variance).sqrt().max(f64::MIN_POSITIVE))
}

/// The information that neighbors and that a Gaussian law say, and the variance of the former.
struct Said {
    neighbors: f64,
    gaussian: f64,
    variance: f64,
}

fn said(variables: &[Variable], asked: Asked, run: &Run) -> Result<Said> {
    let n = variables[0].rows();
    let found = by_neighbors(variables, asked, NEIGHBORS.min(n / 8).max(1), run)?;
    let terms = found.local.unwrap_or_default();
    let squares: f64 = terms.iter().map(|term| (term - found.value).powi(2)).sum();
    let all: Vec<&Variable> = variables.iter().collect();
    let (of, places) = gaussian(&all, false, run)?;
    let gaussian = gaussian_information(&of, &places, asked);
    Ok(Said { neighbors: found.value, gaussian, variance: squares / (n as f64 * n as f64) })
}

fn gaussian_information(of: &Covariance, places: &[Range<usize>], asked: Asked) -> f64 {
    let columns = |at: usize| places.get(at).cloned().into_iter().flatten().collect::<Vec<usize>>();
    match asked {
        Asked::Information => of.information(&columns(0), &columns(1), &columns(2), true),
        // By the chain rule, one variable after the other.
        Asked::Total => (1..places.len())
            .map(|at| of.information(&(0..places[at].start).collect::<Vec<_>>(), &columns(at), &[], true))
            .sum(),
    }
}

fn by_neighbors(variables: &[Variable], asked: Asked, k: usize, run: &Run) -> Result<Estimate> {
    let spaces: Vec<Space<'_>> = variables.iter().map(|variable| variable.space(Norm::Maximum)).collect();
    match &spaces[..] {
        [x, y, z] if asked == Asked::Information => frenzel_pompe(x, y, z, k, true, run),
        _ => ksg1(&spaces, k, true, run),
    }
}
