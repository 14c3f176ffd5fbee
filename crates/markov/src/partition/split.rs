//! Partitions by cutting: from the whole, always the block and the cut that raise the distance least.
//!
//! Cutting B into S and B ∖ S adds h(S) + h(B ∖ S) − h(B) ≥ 0. A block of up to 12 coordinates is cut at its optimum,
//! over all its subsets; a larger one by growing S from each single coordinate, always by the coordinate that
//! leaves the cheapest cut, and keeping the best cut met. A heuristic beyond two blocks of a small chain.
use super::{BlockSizes, Partition, Rates};
use crate::exact::AllSubsets;
use crate::exact::optimum::TIE;
use crate::route::Laws;
use marginals_core::{Error, Result, Run};
use std::collections::HashMap;
use std::sync::Arc;

/// Most coordinates of a block whose cuts are all looked at.
const EXHAUSTIVE: usize = 12;

/// A cut of a block: what it adds, and its two sides.
type Cut = (f64, Vec<u32>, Vec<u32>);

/// Partitions into 1, 2, …, `blocks` blocks by cutting, the coarsest first.
///
/// # Errors
/// A block count or bounds that nothing meets, cuts that end before the count is reached, out of memory, or the
/// run was cancelled.
pub fn split_greedily(
    laws: &Arc<Laws>,
    blocks: usize,
    sizes: BlockSizes,
    run: &Run,
) -> Result<Vec<Partition>> {
    let dimension = laws.dimension();
    sizes.check(blocks, dimension)?;
    let mut rates = Rates::new(laws);
    let mut parts: Vec<Vec<u32>> = vec![(0..dimension as u32).collect()];
    let mut cuts: HashMap<(Vec<u32>, Room), Option<Cut>> = HashMap::new();
    let mut found = Vec::new();
    run.progress().start("split", blocks as u64 - 1);
    loop {
        let distance = rates.distance(&parts, run)?;
        // One block is all there is; two are optimal when all cuts were looked at and none was ruled out later.
        let all_cuts = dimension <= EXHAUSTIVE && sizes.most >= dimension - sizes.least;
        let optimal = parts.len() == 1 || (parts.len() == 2 && all_cuts);
        found.push(Partition::new(parts.clone(), distance, optimal, 0));
        if parts.len() == blocks {
            break;
        }
        let room = Room::left(&parts, blocks, sizes);
        let mut best: Option<(usize, Cut)> = None;
        for (place, part) in parts.iter().enumerate() {
            let key = (part.clone(), room);
            if !cuts.contains_key(&key) {
                let cut = cheapest_cut(part, sizes, room, &mut rates, run)?;
                cuts.insert(key.clone(), cut);
            }
            if let Some(Some(cut)) = cuts.get(&key)
                && best.as_ref().is_none_or(|(_, best)| cut.0 < best.0 - TIE)
            {
                best = Some((place, cut.clone()));
            }
        }
        let Some((place, (_, one, other))) = best else { break };
        parts[place] = one;
        parts.push(other);
        run.progress().advance(1);
    }
    let last = found.last().map_or(&[][..], |partition| &partition.blocks);
    if last.len() != blocks || last.iter().any(|block| !sizes.allow(block.len())) {
        return Err(Error::unsupported(
            "blockSizes",
            "bounds that cutting meets; the exact algorithm may still meet them",
            format_args!("{} and {}", sizes.least, sizes.most),
        ));
    }
    let evaluations = rates.looked_at();
    found.iter_mut().for_each(|partition| partition.evaluations = evaluations);
    Ok(found)
}

/// Whether a cut may still waste a block: one more block below the most size than needed, or one block fewer of
/// the least size than possible. Without room, cuts keep the bounds within reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Room {
    for_most: bool,
    for_least: bool,
}

impl Room {
    fn left(parts: &[Vec<u32>], blocks: usize, sizes: BlockSizes) -> Self {
        let needed: usize = parts.iter().map(|part| part.len().div_ceil(sizes.most)).sum();
        let possible: usize = parts.iter().map(|part| part.len() / sizes.least).sum();
        Room { for_most: needed < blocks, for_least: possible > blocks }
    }

    fn allows(self, sizes: BlockSizes, one: usize, other: usize) -> bool {
        let whole = one + other;
        let needs_more = one.div_ceil(sizes.most) + other.div_ceil(sizes.most) > whole.div_ceil(sizes.most);
        let gives_less = one / sizes.least + other / sizes.least < whole / sizes.least;
        one >= sizes.least
            && other >= sizes.least
            && (self.for_most || !needs_more)
            && (self.for_least || !gives_less)
    }
}

fn cheapest_cut(
    block: &[u32],
    sizes: BlockSizes,
    room: Room,
    rates: &mut Rates<'_>,
    run: &Run,
) -> Result<Option<Cut>> {
    if block.len() < 2 {
        return Ok(None);
    }
    if block.len() <= EXHAUSTIVE {
        return exhaustive_cut(block, sizes, room, rates.laws, run);
    }
    let mut best: Option<Cut> = None;
    for seed in block {
        let (mut side, mut rest) =
            (vec![*seed], block.iter().copied().filter(|i| i != seed).collect::<Vec<_>>());
        loop {
            if room.allows(sizes, side.len(), rest.len()) {
                let cost = rates.of(&side, run)? + rates.of(&rest, run)? - rates.of(block, run)?;
                if best.as_ref().is_none_or(|best| cost < best.0 - TIE) {
                    best = Some((cost, side.clone(), rest.clone()));
                }
            }
            if rest.len() <= sizes.least || side.len() > block.len() / 2 {
                break;
            }
            let mut next: Option<(f64, usize)> = None;
            for place in 0..rest.len() {
                let (mut larger, mut smaller) = (side.clone(), rest.clone());
                larger.push(smaller.remove(place));
                let cost = rates.of(&larger, run)? + rates.of(&smaller, run)?;
                if next.is_none_or(|(least, _)| cost < least - TIE) {
                    next = Some((cost, place));
                }
            }
            let Some((_, place)) = next else { break };
            side.push(rest.remove(place));
        }
    }
    Ok(best)
}

fn exhaustive_cut(
    block: &[u32],
    sizes: BlockSizes,
    room: Room,
    laws: &Arc<Laws>,
    run: &Run,
) -> Result<Option<Cut>> {
    let part = laws.project(block, run)?;
    let subsets = AllSubsets::new(&part, run)?;
    let full = (1usize << block.len()) - 1;
    let mut best: Option<(f64, usize)> = None;
    // The side with the first coordinate stands for both.
    for mask in (1..full).step_by(2) {
        let size = mask.count_ones() as usize;
        if !room.allows(sizes, size, block.len() - size) {
            continue;
        }
        let cost = subsets.rate(mask) + subsets.rate(full ^ mask) - subsets.rate(full);
        if best.is_none_or(|(best, _)| cost < best - TIE) {
            best = Some((cost, mask));
        }
    }
    let side = |mask: usize| crate::exact::indices_of(mask).iter().map(|i| block[*i as usize]).collect();
    Ok(best.map(|(cost, mask)| (cost, side(mask), side(full ^ mask))))
}
