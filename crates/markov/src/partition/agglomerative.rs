//! Partitions by merging: from singletons, always the two blocks that are furthest from factorizing.
//!
//! Merging A and B lowers the distance by h(A) + h(B) − h(A ∪ B) = D(P^(A∪B) ‖ P^(A) ⊗ P^(B)) ≥ 0. Cost: d (d − 1) / 2
//! unions at first, one row of them a merge. A heuristic: exact for 1 and d blocks.
use super::{BlockSizes, Partition, Rates};
use crate::exact::optimum::TIE;
use crate::route::Laws;
use marginals_core::{Error, Result, Run};
use std::sync::Arc;

/// Partitions into d, d − 1, …, `blocks` blocks by merging, the finest first. Only `sizes.most` binds while
/// merging; that every block of the last one has at least `sizes.least` coordinates is checked at the end.
///
/// # Errors
/// A block count or bounds that nothing meets, merges that end before the count is reached, out of memory, or
/// the run was cancelled.
pub fn agglomerate(laws: &Arc<Laws>, blocks: usize, sizes: BlockSizes, run: &Run) -> Result<Vec<Partition>> {
    let dimension = laws.dimension();
    sizes.check(blocks, dimension)?;
    let mut rates = Rates::new(laws);
    let mut parts: Vec<Vec<u32>> = (0..dimension as u32).map(|i| vec![i]).collect();
    let mut found = Vec::new();
    run.progress().start("merge", (dimension - blocks) as u64);
    loop {
        let distance = rates.distance(&parts, run)?;
        found.push(Partition::new(parts.clone(), distance, parts.len() == 1 || parts.len() == dimension, 0));
        if parts.len() == blocks {
            break;
        }
        let mut best: Option<(f64, usize, usize)> = None;
        for a in 0..parts.len() {
            for b in a + 1..parts.len() {
                if parts[a].len() + parts[b].len() > sizes.most {
                    continue;
                }
                let union: Vec<u32> = parts[a].iter().chain(&parts[b]).copied().collect();
                let gain = rates.of(&parts[a], run)? + rates.of(&parts[b], run)? - rates.of(&union, run)?;
                // Blocks below their least size go first, whatever they gain.
                let short = parts[a].len() < sizes.least || parts[b].len() < sizes.least;
                let gain = if short || sizes.least == 1 { gain } else { gain - dimension as f64 * 64.0 };
                if best.is_none_or(|(best, _, _)| gain > best + TIE) {
                    best = Some((gain, a, b));
                }
            }
        }
        let Some((_, a, b)) = best else { break };
        let merged = parts.remove(b);
        parts[a].extend(merged);
        run.progress().advance(1);
    }
    let last = found.last().map_or(&[][..], |partition| &partition.blocks);
    if last.len() != blocks || last.iter().any(|block| !sizes.allow(block.len())) {
        return Err(Error::unsupported(
            "blockSizes",
            "bounds that merging meets; the exact algorithm may still meet them",
            format_args!("{} and {}", sizes.least, sizes.most),
        ));
    }
    let evaluations = rates.looked_at();
    found.iter_mut().for_each(|partition| partition.evaluations = evaluations);
    Ok(found)
}
