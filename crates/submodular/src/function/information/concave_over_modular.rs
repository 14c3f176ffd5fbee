//! Concave over modular (COM): η Σ_{a∈A} ψ(Σ_{q∈Q} s_aq) + Σ_{q∈Q} ψ(Σ_{a∈A} s_aq) for a concave ψ.
//!
//! The second term spreads the choice over the query, the first prefers what is relevant to it. A feature-based
//! function of n rows and |Q| columns plus a modular one: **monotone and submodular** for s ≥ 0. It lies between graph
//! cut (pure retrieval) and facility location (which saturates). Takes 8 n |Q| bytes; a gain costs O(|Q|).
//!
//! Source: V. Kaushal et al., "PRISM: a unified framework of parameterized submodular information measures for targeted
//! data subset selection and summarization", 2021; the form of H. Lin and J. Bilmes, "A class of submodular functions
//! for document summarization", 2011, with ψ the square root.
use super::facility_location::Given;
use super::relevance::{checked_weight, each_entry, warned};
use crate::function::{Concave, Mixture, Modular, feature_based};
use marginals_core::{Objective, Remarks, Result, Run};
use marginals_numerics::rows::{Floats, Rows};
use marginals_numerics::similarity::Negative;
use std::sync::Arc;

/// COM of the represented rows of the query's similarity.
///
/// # Errors
/// η below 0 or not finite, entries below 0 that are refused, what the concave function refuses, out of memory,
/// cancelled.
pub fn concave_over_modular_information(
    query: &Given,
    concave: Concave,
    negative: Negative,
    run: &Run,
) -> Result<Arc<dyn Objective>> {
    let eta = checked_weight("eta", query.weight)?;
    let (rows, columns) = (query.similarity.represented_size(), query.similarity.ground_size());
    let bytes = (rows as u64).saturating_mul(columns as u64).saturating_mul(8);
    // The matrix announces what it holds itself; what fills it may not pass the limit before.
    drop(run.charge("similarities with the query", bytes)?);
    let mut entries = run.filled("similarities with the query", rows * columns, 0.0f64)?;
    let store = |cells: &mut [f64], element: usize, entry: f64| cells[element] = entry;
    let clamped = each_entry(&query.similarity, negative, run, &mut entries, columns, store)?;
    let relevance =
        entries.chunks_exact(columns.max(1)).map(|row| of(concave, row.iter().sum())).collect::<Vec<f64>>();
    let relevant = Modular::new(relevance, 0.0)?
        .noting(Remarks { method: None, warnings: warned(clamped, "the query") });
    let matrix = Arc::new(Rows::dense(rows, columns, Floats::Double(entries), run)?);
    let covered = feature_based(matrix, None, concave, run)?;
    Ok(Arc::new(Mixture::new(vec![(1.0, covered), (eta, Arc::new(relevant))])?))
}

/// ψ(x).
fn of(concave: Concave, x: f64) -> f64 {
    match concave {
        Concave::Sqrt => x.sqrt(),
        Concave::Log1p => x.ln_1p(),
        Concave::Saturating => x / (1.0 + x),
        Concave::Min(cap) => x.min(cap),
        Concave::Power(power) => x.powf(power),
    }
}
