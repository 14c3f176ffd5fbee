//! Divergences of two laws from a sample of each, by the name of the estimator, in nats where they are logarithmic.
//!
//! - By neighbors ([`crate::neighbors::divergence`]): `wang-kulkarni-verdu` for Kullback–Leibler and Jeffreys,
//!   `poczos-schneider` for functions of ∫ pᵃ q^{1−a}, `leonenko-pronzato-savani` for Cauchy–Schwarz; `ross` for
//!   Jensen–Shannon, which is the information between a draw and the law it came from.
//! - `gaussian`: the closed form for the Gaussian laws of the samples' means and covariances.
//! - `auto`: neighbors where there are such, kernel densities ([`crate::density::divergence`]) where values repeat or
//!   neighbors have no estimator.
use super::Divergence;
use super::normal::{self, Normal};
use crate::continuous::{Settings, Variable};
use crate::density::{self, Bandwidth, Kernel, Rule, Samples};
use crate::estimate::Estimate;
use crate::neighbors::divergence::{cauchy_schwarz, kl_divergence, ln_alpha_integral};
use crate::neighbors::mixed::ross;
use marginals_core::{Error, Result, Run};
use marginals_numerics::order::mean_ranks;

/// Share of repeated values from which neighbors are not taken.
const REPEATED: f64 = 0.05;

/// A divergence of the law of `p` from that of `q` by `name`.
///
/// # Errors
/// `Unsupported` for an estimator that the divergence does not have; `Shape`, `NonFinite` or `Range` for samples that make
/// no sense; out of memory; the run was cancelled.
pub fn sample_divergence(
    name: &str,
    kind: Divergence,
    [p, q]: [&Variable; 2],
    settings: &Settings,
    run: &Run,
) -> Result<Estimate> {
    match name {
        "auto" => automatic(kind, [p, q], settings, run),
        "kde" => by_kernels(kind, [p, q], run),
        "gaussian" => {
            same_columns(p, q)?;
            let fit = |sample: &Variable| {
                Normal::of_sample(&sample.columns.iter().map(Vec::as_slice).collect::<Vec<_>>(), run)
            };
            Ok(Estimate::new(normal::divergence(kind, &fit(p)?, &fit(q)?, run)?, name))
        }
        _ => by_neighbors(name, kind, [p, q], settings, run),
    }
}

fn by_neighbors(
    name: &str,
    kind: Divergence,
    [p, q]: [&Variable; 2],
    settings: &Settings,
    run: &Run,
) -> Result<Estimate> {
    let k = settings.neighbors();
    let (a, b) = (p.space(settings.norm), q.space(settings.norm));
    match (name, kind) {
        ("wang-kulkarni-verdu", Divergence::KullbackLeibler) => kl_divergence(&a, &b, k, run),
        ("wang-kulkarni-verdu", Divergence::Jeffreys) => {
            let (there, back) = (kl_divergence(&a, &b, k, run)?, kl_divergence(&b, &a, k, run)?);
            let mut found = Estimate { value: there.value + back.value, ..there };
            for warning in back.warnings {
                if !found.warnings.contains(&warning) {
                    found.warnings.push(warning);
                }
            }
            Ok(found)
        }
        ("leonenko-pronzato-savani", Divergence::CauchySchwarz) => cauchy_schwarz(&a, &b, k, run),
        ("ross", Divergence::JensenShannon(weight)) => of_labels(weight, [p, q], settings, run),
        ("poczos-schneider", Divergence::Amari(1.0)) => kl_divergence(&b, &a, k, run),
        ("poczos-schneider", kind) if kind.exponent() == Some(1.0) => kl_divergence(&a, &b, k, run),
        ("poczos-schneider", kind) => {
            let Some(exponent) = kind.exponent() else { return lacks(name) };
            let found = ln_alpha_integral(&a, &b, exponent, k, run)?;
            let Some(value) = kind.of_ln_power(found.value) else { return lacks(name) };
            Ok(Estimate { value, ..found })
        }
        _ => lacks(name),
    }
}

fn lacks<T>(name: &str) -> Result<T> {
    Err(Error::unsupported("estimator", "one that this divergence has", format!("'{name}'")))
}

fn same_columns(p: &Variable, q: &Variable) -> Result<()> {
    if p.columns.len() == q.columns.len() {
        return Ok(());
    }
    Err(Error::shape("q", format!("of {} columns (as p)", p.columns.len()), q.columns.len()))
}

/// Jensen–Shannon as the information between pooled samples and their origin: weights are the shares of the samples.
fn of_labels(weight: f64, [p, q]: [&Variable; 2], settings: &Settings, run: &Run) -> Result<Estimate> {
    same_columns(p, q)?;
    let (n, m) = (p.rows(), q.rows());
    let share = m as f64 / (n + m).max(1) as f64;
    if (weight - share).abs() > 1e-9 {
        let expected = format!("the shares of the samples ({:.4}, {share:.4}) for 'ross'", 1.0 - share);
        return Err(Error::unsupported("weights", expected, "others"));
    }
    let columns = p.columns.iter().zip(&q.columns).map(|(p, q)| [p.as_slice(), q].concat()).collect();
    let pooled = Variable { columns, ..p.clone() };
    let labels: Vec<u32> = (0..n + m).map(|row| u32::from(row >= n)).collect();
    ross(&labels, &pooled.space(settings.norm), settings.neighbors(), false, run)
}

fn by_kernels(kind: Divergence, [p, q]: [&Variable; 2], run: &Run) -> Result<Estimate> {
    let rows = |sample: &Variable| -> Vec<f64> {
        (0..sample.rows()).flat_map(|row| sample.columns.iter().map(move |column| column[row])).collect()
    };
    let (x, y) = (rows(p), rows(q));
    let (x, y) = (Samples::new(&x, p.columns.len(), None)?, Samples::new(&y, q.columns.len(), None)?);
    let bandwidth = Bandwidth::Rule(Rule::Scott);
    let found = density::divergence::divergence(&x, &y, kind, Kernel::Gaussian, &bandwidth, run)?;
    Ok(Estimate { warnings: found.warnings, ..Estimate::new(found.value, "kde") })
}

fn automatic(kind: Divergence, [p, q]: [&Variable; 2], settings: &Settings, run: &Run) -> Result<Estimate> {
    same_columns(p, q)?;
    let explained = |estimate, reason: &str| Ok(Estimate { reason: Some(reason.to_owned()), ..estimate });
    let mut repeated: f64 = 0.0;
    for (sample, name) in [(p, "p"), (q, "q")] {
        sample.space(settings.norm).check(name)?;
        for column in &sample.columns {
            repeated = repeated.max(mean_ranks(column, run)?.1 as f64 / column.len() as f64);
        }
    }
    let equal = p.rows() == q.rows();
    let name = match kind {
        Divergence::KullbackLeibler | Divergence::Jeffreys => "wang-kulkarni-verdu",
        Divergence::CauchySchwarz => "leonenko-pronzato-savani",
        Divergence::JensenShannon(weight) if weight == 0.5 && equal && p.columns.len() > 2 => "ross",
        Divergence::JensenShannon(_) | Divergence::Skew(_) | Divergence::TotalVariation => "kde",
        _ => "poczos-schneider",
    };
    if name == "kde" {
        return explained(
            by_kernels(kind, [p, q], run)?,
            "kernel densities: neighbors have no estimator of this",
        );
    }
    if repeated > REPEATED && kind != Divergence::CauchySchwarz {
        let reason =
            format!("repeated values: {:.0}% of a column; neighbors need distinct ones", 100.0 * repeated);
        return explained(by_kernels(kind, [p, q], run)?, &reason);
    }
    let found = by_neighbors(name, kind, [p, q], settings, run)?;
    explained(found, "values: neighbors need no assumption on the shape of the densities")
}

#[cfg(test)]
#[path = "samples_tests.rs"]
mod tests;
