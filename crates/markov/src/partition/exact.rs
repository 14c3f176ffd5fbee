//! The best partition into k blocks for every k, by dynamic programming over subsets.
//!
//! best_j(S) = optimum over blocks B ⊆ S with the lowest coordinate of S of best_{j−1}(S ∖ B) + h(B). Each pair
//! (S, B) is one lookup: 3^d / 2 a block count. Memory: 12 bytes a subset and block count.
//! Source: folklore of set partitioning; e.g. M. Held, R. Karp, 1962, for dynamic programmes over subsets.
use super::{BlockSizes, Partition};
use crate::exact::{AllSubsets, Sense};
use crate::partition::better;
use marginals_core::{Error, Result, Run};

/// Most coordinates: 3^18 / 2 lookups a block count.
const MAX_DIMENSION: usize = 18;

/// The best partitions into 1, 2, …, `blocks` blocks; counts that the bounds rule out are left out. Ties go to
/// the partition whose first blocks have the smaller masks.
///
/// # Errors
/// A block count or bounds that nothing meets, more than 18 coordinates, out of memory, or the run was
/// cancelled.
pub fn best_partitions(
    subsets: &AllSubsets,
    blocks: usize,
    sizes: BlockSizes,
    sense: Sense,
    run: &Run,
) -> Result<Vec<Partition>> {
    let dimension = subsets.dimension();
    sizes.check(blocks, dimension)?;
    if dimension > MAX_DIMENSION {
        return Err(Error::limit(
            "chain",
            format_args!("a chain of at most {MAX_DIMENSION} coordinates for exact partitions"),
            format_args!("{dimension} coordinates"),
        ));
    }
    let masks = 1usize << dimension;
    let _charge = run.charge("the best partitions of all subsets", 12 * (masks * blocks) as u64)?;
    let rates: Vec<f64> = (0..masks).map(|mask| subsets.rate(mask)).collect();
    let worst = match sense {
        Sense::Minimize => f64::INFINITY,
        Sense::Maximize => f64::NEG_INFINITY,
    };
    run.progress().start("partitions", blocks as u64);
    // best[j][S]: S in j + 1 blocks, with the block that holds the lowest coordinate.
    let mut best: Vec<Vec<(f64, u32)>> = Vec::with_capacity(blocks);
    best.push(
        (0..masks)
            .map(|mask| {
                let fits = mask != 0 && sizes.allow(mask.count_ones() as usize);
                if fits { (rates[mask], mask as u32) } else { (worst, 0) }
            })
            .collect(),
    );
    for _ in 1..blocks {
        let fewer = &best[best.len() - 1];
        let mut level = run.filled("the best partitions of all subsets", masks, (worst, 0u32))?;
        run.blocks_into(
            &mut level,
            64,
            || (),
            |(), first, chunk| {
                for (offset, best) in chunk.iter_mut().enumerate() {
                    let set = first + offset;
                    if set == 0 {
                        continue;
                    }
                    if set % 8 == 0 {
                        run.check()?;
                    }
                    let lowest = set & set.wrapping_neg();
                    let others = set ^ lowest;
                    // Blocks that hold the lowest coordinate, smallest mask first; the rest must not be empty.
                    let mut rest = others;
                    while rest != 0 {
                        let block = set ^ rest;
                        if sizes.allow(block.count_ones() as usize) && fewer[rest].1 != 0 {
                            let value = fewer[rest].0 + rates[block];
                            if best.1 == 0 || better(sense, value, best.0) {
                                *best = (value, block as u32);
                            }
                        }
                        rest = (rest - 1) & others;
                    }
                }
                Ok(())
            },
        )?;
        best.push(level);
        run.progress().advance(1);
    }
    let full = masks - 1;
    let mut found = Vec::new();
    for count in (0..blocks).filter(|count| best[*count][full].1 != 0) {
        let (mut set, mut parts) = (full, Vec::new());
        for level in (0..=count).rev() {
            let block = best[level][set].1 as usize;
            parts.push(crate::exact::indices_of(block));
            set ^= block;
        }
        let distance = if count == 0 { 0.0 } else { best[count][full].0 - rates[full] };
        found.push(Partition::new(parts, distance, true, masks as u64 - 1));
    }
    Ok(found)
}
