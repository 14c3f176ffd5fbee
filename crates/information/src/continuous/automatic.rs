//! `auto`: the estimator that the data ask for, and the reason in words.
//!
//! In this order:
//! 1. Symbols beside values: Ross, for one variable of symbols whose labels repeat; else Mesner–Shalizi.
//! 2. Repeated values (more than one sample in twenty): Mesner–Shalizi, right for atoms; for an entropy, a warning.
//! 3. A Gaussian copula: after every column is put on a normal scale by its ranks and whitened jointly, third moments and
//!    the fourth moment of the length (K. V. Mardia, "Measures of multivariate skewness and kurtosis", 1970) and the
//!    covariances of squares are those of a Gaussian within three deviations: the closed form, corrected for bias, which no
//!    other estimator beats there, in any dimension.
//! 4. Else neighbors, on the normal scale, which heavy tails cannot spoil and information does not feel: KSG 1, or the one
//!    with the local correction where the Gaussian part alone is above 2 nats.
//!
//! More columns than neighbors can be trusted with (over ten in all, or fewer than 5 · 2^columns samples up to 2,000) are
//! warned about.
use super::measures::{self, gaussian};
use super::{Settings, Variable, chosen};
use crate::estimate::Estimate;
use crate::gaussian::copula::normal_scores;
use crate::gaussian::covariance::Covariance;
use marginals_core::{Result, Run};
use marginals_numerics::eigen::symmetric_vectors;
use marginals_numerics::neighbors::Norm;

/// Share of repeated values from which data are not taken as continuous.
const REPEATED: f64 = 0.05;
/// Columns up to which moments are tested.
const TESTED: usize = 24;
/// Deviations within which a moment is that of a Gaussian.
const DEVIATIONS: f64 = 3.0;

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
    let plan = plan(&[x, y], settings, run)?;
    match plan {
        Plan::Atoms(reason) => Ok(chosen(direct("mesner-shalizi")?, reason)),
        Plan::Gaussian(reason) => Ok(chosen(direct("gaussian-copula")?, reason)),
        Plan::Neighbors(scores, strong, reason) => {
            let [x, y] = [&scores[0], &scores[1]];
            let d = x.columns.len() + y.columns.len();
            let name = if strong && settings.norm == Norm::Maximum && d <= 8 { "lnc" } else { "ksg1" };
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
    match plan(&variables, settings, run)? {
        Plan::Atoms(reason) => Ok(chosen(by("mesner-shalizi", variables)?, reason)),
        Plan::Gaussian(reason) => Ok(chosen(by("gaussian-copula", variables)?, reason)),
        Plan::Neighbors(scores, _, reason) => {
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
    /// A Gaussian copula.
    Gaussian(String),
    /// Variables on a normal scale, and whether they depend strongly.
    Neighbors(Vec<Variable>, bool, String),
}

/// What variables of values ask for, at least two of them.
pub(super) fn plan(variables: &[&Variable], settings: &Settings, run: &Run) -> Result<Plan> {
    for variable in variables {
        variable.space(Norm::Maximum).check(variable.name)?;
    }
    let (scores, repeated) = scores(variables, run)?;
    if repeated > REPEATED {
        return Ok(Plan::Atoms(format!("repeated values: {:.0}% of a column", 100.0 * repeated)));
    }
    let all: Vec<&Variable> = scores.iter().collect();
    let (of, places) = gaussian(&all, false, run)?;
    let columns: Vec<&[f64]> =
        scores.iter().flat_map(|variable| variable.columns.iter().map(Vec::as_slice)).collect();
    let deviation = deviation(&columns, &of, run)?;
    if let Some(deviation) = deviation.filter(|deviation| *deviation <= DEVIATIONS && !settings.local) {
        return Ok(Plan::Gaussian(format!(
            "on a normal scale the moments are those of a Gaussian ({deviation:.1} deviations at most)"
        )));
    }
    let (x, y): (Vec<usize>, Vec<usize>) = (places[0].clone().collect(), places[1].clone().collect());
    let strong = of.information(&x, &y, &[], false) > 2.0;
    let reason = match deviation {
        Some(deviation) if deviation > DEVIATIONS => format!(
            "on a normal scale the moments are not those of a Gaussian ({deviation:.1} deviations); ranks spare the \
             neighbors heavy tails"
        ),
        Some(_) => "local values were asked for".to_owned(),
        None => "the moments cannot tell a Gaussian copula here".to_owned(),
    };
    Ok(Plan::Neighbors(scores, strong, reason))
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

/// The largest standardized distance of a moment of the whitened columns from that of a Gaussian; none where it cannot be
/// told (few samples, many columns, a singular covariance).
fn deviation(columns: &[&[f64]], of: &Covariance, run: &Run) -> Result<Option<f64>> {
    let (d, n) = (columns.len(), of.samples);
    if d > TESTED || n < 20 + 5 * d {
        return Ok(None);
    }
    let mut values = of.correlation.clone();
    let axes = symmetric_vectors(&mut values, d);
    let least = (0..d).map(|i| values[i * d + i]).fold(f64::INFINITY, f64::min);
    if least.is_nan() || least <= 1e-10 {
        return Ok(None);
    }
    let scale: Vec<f64> = of.ln_variance.iter().map(|ln| (-0.5 * ln).exp()).collect();
    let triples: Vec<[usize; 3]> =
        (0..d).flat_map(|a| (a..d).flat_map(move |b| (b..d).map(move |c| [a, b, c]))).collect();
    let pairs: Vec<[usize; 2]> = (0..d).flat_map(|a| (a + 1..d).map(move |b| [a, b])).collect();
    let parts = run.blocks(
        n,
        1024,
        || (),
        |(), rows| {
            run.check()?;
            let mut sums = vec![0.0; triples.len() + pairs.len() + 1];
            let mut z = vec![0.0; d];
            for row in rows {
                for (i, z) in z.iter_mut().enumerate() {
                    let axis = &axes[i * d..(i + 1) * d];
                    let along: f64 = (0..d).map(|c| axis[c] * columns[c][row] * scale[c]).sum();
                    *z = along / values[i * d + i].sqrt();
                }
                let (third, fourth) = sums.split_at_mut(triples.len());
                third.iter_mut().zip(&triples).for_each(|(sum, [a, b, c])| *sum += z[*a] * z[*b] * z[*c]);
                let (squares, length) = fourth.split_at_mut(pairs.len());
                let square = |i: usize| z[i] * z[i] - 1.0;
                squares.iter_mut().zip(&pairs).for_each(|(sum, [a, b])| *sum += square(*a) * square(*b));
                let whole: f64 = z.iter().map(|z| z * z).sum();
                length[0] += whole * whole;
            }
            Ok(sums)
        },
    )?;
    let mut sums = vec![0.0; triples.len() + pairs.len() + 1];
    for part in parts {
        sums.iter_mut().zip(part).for_each(|(sum, part)| *sum += part);
    }
    let (n, dimension) = (n as f64, d as f64);
    // A χ² of m degrees on a normal scale (E. B. Wilson, M. M. Hilferty, "The distribution of chi-square", 1931).
    let chi = |squares: f64, m: f64| {
        let spread = 2.0 / (9.0 * m);
        ((squares / m).cbrt() - (1.0 - spread)) / spread.sqrt()
    };
    let third: f64 = triples
        .iter()
        .zip(&sums)
        .map(|([a, b, c], sum)| {
            let variance = match (a == b, b == c) {
                (true, true) => 6.0,
                (false, false) => 1.0,
                _ => 2.0,
            };
            sum * sum / (n * variance)
        })
        .sum();
    let squares: f64 =
        sums[triples.len()..triples.len() + pairs.len()].iter().map(|s| s * s / (4.0 * n)).sum();
    let expected = dimension * (dimension + 2.0);
    let length = (sums[sums.len() - 1] / n - expected).abs() / (8.0 * expected / n).sqrt();
    let of_squares = if pairs.is_empty() { 0.0 } else { chi(squares, pairs.len() as f64) };
    Ok(Some(chi(third, triples.len() as f64).max(of_squares).max(length)))
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
