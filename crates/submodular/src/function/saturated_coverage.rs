//! Saturated coverage: f(S) = Σ_i w_i min(Σ_{a∈S} s_ia, α Σ_{v∈V} s_iv). Every represented row i wants to be covered up
//! to a fraction α of what the whole ground set would give it, and no further, so the chosen elements spread.
//!
//! The similarities are computed once and kept, an element's together: a gain is one pass over them, O(rows), in the
//! loops of [`column_sum`](super::column_sum). Monotone and submodular for s ≥ 0, which is refused or clamped otherwise.
//!
//! Source: H. Lin, J. Bilmes (2011), "A class of submodular functions for document summarization".
use super::column_sum::ColumnSum;
use super::feature_based::{Capped, Caps};
use marginals_core::{Error, Objective, Remarks, Result, Run};
use marginals_numerics::arch::products::GROUP;
use marginals_numerics::rows::{Floats, Rows};
use marginals_numerics::similarity::{Negative, Similarity, Source, settle};
use std::sync::Arc;

/// The saturated coverage with α = `fraction`, and a weight per represented row (1 when absent).
///
/// # Errors
/// A fraction outside (0, 1], an entry below 0 that is refused, weights that are negative or of another number, more
/// memory than there is for represented rows × elements numbers, cancelled.
pub fn saturated_coverage(
    similarity: &Similarity,
    fraction: f64,
    weights: Option<Vec<f64>>,
    negative: Negative,
    run: &Run,
) -> Result<Arc<dyn Objective>> {
    if !(fraction > 0.0 && fraction <= 1.0) {
        return Err(Error::range("fraction", "above 0 and at most 1", fraction));
    }
    let (rows, clamped) = kept(similarity, negative, run)?;
    let mut caps = run.filled("the caps of saturated coverage", rows.columns(), 0.0f64)?;
    for element in 0..rows.rows() {
        if element % 256 == 0 {
            run.check()?;
        }
        rows.each(element, |row, s| caps[row] += s);
    }
    caps.iter_mut().for_each(|cap| *cap *= fraction);
    let method = if rows.is_sparse() { "sparse" } else { "dense" };
    let warning = format!("{clamped} similarities below 0 counted as 0");
    let warnings = if clamped > 0 { vec![warning] } else { Vec::new() };
    let function = ColumnSum::new(Arc::new(rows), weights, Capped(Caps::Each(caps)), run)?;
    Ok(Arc::new(function.remarking(Remarks { method: Some(method), warnings })))
}

/// The similarities of every element with all represented rows, an element a row; entries below 0 settled.
fn kept(similarity: &Similarity, negative: Negative, run: &Run) -> Result<(Rows, u64)> {
    let (ground, represented) = (similarity.ground_size(), similarity.represented_size());
    if let Source::Entries(entries) = similarity.source() {
        let (mut starts, mut places, mut values) = (vec![0u32], Vec::new(), Vec::new());
        let mut clamped = 0;
        for element in 0..ground {
            let (rows, numbers) = entries.row(element);
            let from = values.len();
            places.extend_from_slice(rows);
            values.extend_from_slice(numbers);
            clamped += settle(negative, element as u32, 0, &mut values[from..])?;
            starts.push(values.len() as u32);
        }
        let rows = Rows::sparse(ground, represented, &starts, &places, &Floats::Double(values), run)?;
        return Ok((rows, clamped));
    }
    let single = matches!(similarity.source(), Source::Single(_) | Source::StoredSingle(_));
    let cells = ground.saturating_mul(represented);
    let _charge = run.charge("similarities", (cells as u64).saturating_mul(if single { 4 } else { 8 }))?;
    let counts;
    let values = if single {
        let mut values = run.filled("similarities", cells, 0.0f32)?;
        counts = fill(similarity, negative, &mut values, |s| s as f32, run)?;
        Floats::Single(values)
    } else {
        let mut values = run.filled("similarities", cells, 0.0f64)?;
        counts = fill(similarity, negative, &mut values, |s| s, run)?;
        Floats::Double(values)
    };
    drop(_charge);
    Ok((Rows::dense(ground, represented, values, run)?, counts))
}

fn fill<T: Send + Copy>(
    similarity: &Similarity,
    negative: Negative,
    values: &mut [T],
    rounded: impl Fn(f64) -> T + Sync,
    run: &Run,
) -> Result<u64> {
    let represented = similarity.represented_size();
    let chunks: Vec<&mut [T]> = values.chunks_mut((GROUP * represented).max(1)).collect();
    // On a thread of the run already: a tile is not shared out again.
    let alone = Run::default();
    let clamped = run.items(
        chunks,
        || vec![0.0; GROUP * represented],
        |tile, block, chunk| {
            let first = (block * GROUP) as u32;
            let elements: Vec<u32> = (first..first + (chunk.len() / represented) as u32).collect();
            similarity.tile(&elements, 0..represented, &alone, tile)?;
            let mut clamped = 0;
            for (element, column) in elements.iter().zip(tile.chunks_exact_mut(represented)) {
                run.check()?;
                clamped += settle(negative, *element, 0, column)?;
            }
            chunk.iter_mut().zip(tile.iter()).for_each(|(to, s)| *to = rounded(*s));
            Ok(clamped)
        },
    )?;
    Ok(clamped.into_iter().sum())
}
