//! One of each group of near-duplicates: rows in order, each kept unless a row kept before it is as similar as the
//! threshold.
//!
//! The rule is the greedy one, not that of connected components: every dropped row is similar to a row that *is* kept,
//! and no two kept rows are as similar as the threshold. Exact; costs rows × kept rows × columns / 2 and memory for one
//! block. The first step before selecting from collected data.
use marginals_core::{Error, Result, Run};
use marginals_numerics::similarity::Similarity;

/// Kept rows, and for every dropped one who stands for it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Deduplication {
    /// Rows kept, ascending.
    pub kept: Vec<u32>,
    /// Rows dropped, ascending.
    pub dropped: Vec<u32>,
    /// For every dropped row the most similar kept row before it; equal ones by the lowest index.
    pub representatives: Vec<u32>,
    /// How similar that is.
    pub similarities: Vec<f64>,
}

/// Rows decided together.
const BLOCK: usize = 512;
/// Kept rows compared with a block by one unit of work.
const STRIP: usize = 48;

/// The most similar row so far, and how similar.
type Nearest = Option<(u32, f64)>;

fn nearer(found: Nearest, row: u32, similarity: f64) -> Nearest {
    match found {
        Some((_, known)) if known >= similarity => found,
        _ => Some((row, similarity)),
    }
}

/// Keeps one row of each group whose similarity to it is `threshold` or more.
///
/// # Errors
/// A similarity that is not that of one set of rows with itself, a threshold that is not finite, cancelled.
pub fn deduplicate(similarity: &Similarity, threshold: f64, run: &Run) -> Result<Deduplication> {
    if !threshold.is_finite() {
        return Err(Error::non_finite("threshold", "a finite number", threshold));
    }
    if !similarity.is_symmetric() {
        return Err(Error::argument("matrix", "rows or a symmetric matrix", "one that is not symmetric"));
    }
    let rows = similarity.ground_size();
    run.progress().start("deduplicate", rows as u64);
    let mut answer = Deduplication::default();
    let serial = run.alone();
    for start in (0..rows).step_by(BLOCK) {
        let block = start..rows.min(start + BLOCK);
        let width = block.len();
        // Against what is kept already, in parallel.
        let found = run.blocks(
            answer.kept.len(),
            STRIP,
            || vec![0.0; STRIP * width],
            |tile, range| {
                let some = &answer.kept[range];
                similarity.tile(some, block.clone(), &serial, tile)?;
                let mut nearest: Vec<Nearest> = vec![None; width];
                for (kept, values) in some.iter().zip(tile.chunks_exact(width)) {
                    for (nearest, value) in nearest.iter_mut().zip(values) {
                        if *value >= threshold {
                            *nearest = nearer(*nearest, *kept, *value);
                        }
                    }
                }
                Ok(nearest)
            },
        )?;
        let mut nearest: Vec<Nearest> = vec![None; width];
        for part in found {
            for (nearest, found) in nearest.iter_mut().zip(part) {
                if let Some((row, value)) = found {
                    *nearest = nearer(*nearest, row, value);
                }
            }
        }
        // Within the block, in order.
        let elements: Vec<u32> = block.clone().map(|row| row as u32).collect();
        let mut tile = run.filled("similarities of a block", width * width, 0.0)?;
        similarity.tile(&elements, block, run, &mut tile)?;
        for (at, row) in elements.iter().enumerate() {
            match nearest[at] {
                Some((kept, value)) => {
                    answer.dropped.push(*row);
                    answer.representatives.push(kept);
                    answer.similarities.push(value);
                }
                None => {
                    answer.kept.push(*row);
                    let values = &tile[at * width..(at + 1) * width];
                    for (nearest, value) in nearest.iter_mut().zip(values).skip(at + 1) {
                        if *value >= threshold {
                            *nearest = nearer(*nearest, *row, *value);
                        }
                    }
                }
            }
        }
        run.progress().advance(width as u64);
    }
    Ok(answer)
}
