//! What every element has in common with a query or a private set: n × |Q| similarities, seen once and not kept.
use marginals_core::sum::Sum;
use marginals_core::{Result, Run};
use marginals_numerics::arch::products::GROUP;
use marginals_numerics::similarity::{Negative, Similarity, settle};

/// Elements looked at together.
const STRIP: usize = 512;

/// The largest and the total similarity of every row with a given set.
#[derive(Clone, Debug)]
pub struct Relevance {
    /// max_q s_iq, at least 0.
    pub largest: Vec<f64>,
    /// Σ_q s_iq.
    pub totals: Vec<f64>,
    /// Entries below 0 that counted as 0.
    pub clamped: u64,
}

/// The relevance of the represented rows of `similarity` to its elements, a given set.
///
/// Costs rows × elements similarities; an entry's place in the sums does not depend on threads.
///
/// # Errors
/// An entry below 0 that is refused; out of memory; cancelled.
pub fn relevance(similarity: &Similarity, negative: Negative, run: &Run) -> Result<Relevance> {
    let rows = similarity.represented_size();
    let _charge = run.charge("the relevance of rows", 48 * rows as u64)?;
    let mut cells = run.filled("the relevance of rows", rows, (0.0f64, Sum::default()))?;
    let clamped = each_entry(similarity, negative, run, &mut cells, 1, |cell, _, entry| {
        cell[0].0 = cell[0].0.max(entry);
        cell[0].1.add(entry);
    })?;
    let largest = cells.iter().map(|(largest, _)| *largest).collect();
    Ok(Relevance { largest, totals: cells.iter().map(|(_, total)| total.value()).collect(), clamped })
}

/// Calls `take(cells of a row, element, similarity)` for every entry, elements ascending, rows in parallel;
/// answers how many entries were clamped. `cells` holds `width` of them a row.
pub(super) fn each_entry<C: Send>(
    similarity: &Similarity,
    negative: Negative,
    run: &Run,
    cells: &mut [C],
    width: usize,
    take: impl Fn(&mut [C], usize, f64) + Sync,
) -> Result<u64> {
    let elements: Vec<u32> = (0..similarity.ground_size() as u32).collect();
    let strips: Vec<&mut [C]> = cells.chunks_mut(STRIP * width).collect();
    let counts = run.items(
        strips,
        || vec![0.0; GROUP * STRIP],
        |tile, index, strip| {
            // Already on a thread of the run: a tile is no work to share.
            let (alone, first) = (Run::default(), index * STRIP);
            let rows = first..first + strip.len() / width;
            let mut clamped = 0;
            for some in elements.chunks(GROUP) {
                run.check()?;
                let tile = &mut tile[..some.len() * rows.len()];
                similarity.tile(some, rows.clone(), &alone, tile)?;
                for (element, column) in some.iter().zip(tile.chunks_exact_mut(rows.len())) {
                    clamped += settle(negative, *element, first, column)?;
                    for (cell, entry) in strip.chunks_exact_mut(width).zip(column) {
                        take(cell, *element as usize, *entry);
                    }
                }
            }
            Ok(clamped)
        },
    )?;
    Ok(counts.into_iter().sum())
}

/// What the user is told of entries that were clamped.
pub(super) fn warned(clamped: u64, of: &str) -> Vec<String> {
    if clamped == 0 {
        Vec::new()
    } else {
        vec![format!("{clamped} similarities with {of} are below 0 and count as 0")]
    }
}

/// Checks the weight of a query or a private set.
pub(super) fn checked_weight(name: &'static str, weight: f64) -> Result<f64> {
    if weight >= 0.0 && weight.is_finite() {
        return Ok(weight);
    }
    Err(marginals_core::Error::range(name, "a finite number of at least 0", weight))
}
