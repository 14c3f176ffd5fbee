//! The tree of subsets: each is reached once, its coordinates dropped in decreasing order.
use super::level::Level;
use crate::route::Laws;
use crate::track::{Entropies, states};
use marginals_core::{Error, Result, Run};
use marginals_information::table::Coarsening;
use std::sync::Arc;

/// Coordinates that tell the blocks of work apart.
const SPLIT: usize = 4;

/// Drops coordinates of the levels' tables.
pub(super) fn by_levels(root: &Level, dimension: usize, run: &Run, out: &mut [Entropies]) -> Result<()> {
    let split = SPLIT.min(dimension);
    let first = dimension - split;
    let full = (1usize << dimension) - 1;
    let _scratch = run.charge("the entropies of all subsets", root.bytes() * run.threads() as u64)?;
    run.progress().start("all subsets", 1 << split);
    let blocks: Vec<usize> = (0..1 << split).collect();
    let found = run.items(
        blocks,
        || vec![None::<Level>; dimension + 1],
        |levels, _, dropped| {
            // The subsets without `dropped` among the last coordinates, all of the others still in.
            let mut depth = 0;
            let mut mask = full;
            for e in (first..dimension).rev().filter(|e| dropped >> (e - first) & 1 == 1) {
                step(root, levels, depth, e)?;
                mask ^= 1 << e;
                depth += 1;
            }
            let mut found = Vec::with_capacity(1 << first);
            let level = if depth == 0 { root } else { at(levels, depth)? };
            found.push((mask, level.entropies()));
            descend(root, levels, depth, first, mask, run, &mut found)?;
            run.progress().advance(1);
            Ok(found)
        },
    )?;
    for (mask, entropies) in found.into_iter().flatten() {
        out[mask] = entropies;
    }
    out[0] = Entropies::default();
    Ok(())
}

fn at(levels: &[Option<Level>], depth: usize) -> Result<&Level> {
    levels[depth].as_ref().ok_or_else(|| Error::internal("a level of the subset tree is missing"))
}

/// Level `depth + 1` = level `depth` without `e`; level 0 is the root.
fn step(root: &Level, levels: &mut [Option<Level>], depth: usize, e: usize) -> Result<()> {
    let (above, below) = levels.split_at_mut(depth + 1);
    let from = if depth == 0 { root } else { at(above, depth)? };
    from.drop_into(e, below[0].get_or_insert_with(|| from.empty()))
}

fn descend(
    root: &Level,
    levels: &mut [Option<Level>],
    depth: usize,
    below: usize,
    mask: usize,
    run: &Run,
    found: &mut Vec<(usize, Entropies)>,
) -> Result<()> {
    for e in (0..below).rev() {
        run.check()?;
        step(root, levels, depth, e)?;
        let smaller = mask ^ 1 << e;
        found.push((smaller, at(levels, depth + 1)?.entropies()));
        descend(root, levels, depth + 1, e, smaller, run, found)?;
    }
    Ok(())
}

/// Drops columns of the transitions, merging rows that become equal; states are summed anew for each subset.
pub(super) fn by_coarsening(laws: &Arc<Laws>, run: &Run, out: &mut [Entropies]) -> Result<()> {
    let dimension = laws.dimension();
    let root = Coarsening::new(&laws.pair_table(run)?, run)?;
    let full = out.len() - 1;
    out[full].pair = root.entropy();
    let mut levels: Vec<Coarsening> = Vec::new();
    run.progress().start("all subsets", out.len() as u64);
    coarsen(&root, laws, &mut levels, 0, dimension, full, run, out)?;
    for (mask, entropies) in out.iter_mut().enumerate().skip(1) {
        let members: Vec<bool> = (0..dimension).map(|i| mask >> i & 1 == 1).collect();
        let pair = entropies.pair;
        *entropies = Entropies { pair, ..states::of_subset(laws.chain(), &members, run)? };
    }
    out[0] = Entropies::default();
    Ok(())
}

fn coarsen(
    root: &Coarsening,
    laws: &Arc<Laws>,
    levels: &mut Vec<Coarsening>,
    depth: usize,
    below: usize,
    mask: usize,
    run: &Run,
    out: &mut [Entropies],
) -> Result<()> {
    for e in (0..below).rev() {
        if levels.len() == depth {
            levels.push(Coarsening::new(&laws.pair_table(run)?, run)?);
        }
        let (above, here) = levels.split_at_mut(depth);
        here[0].copy_from(above.last().unwrap_or(root))?;
        here[0].commit(e as u32, run)?;
        let smaller = mask ^ 1 << e;
        out[smaller].pair = here[0].entropy();
        run.progress().advance(1);
        coarsen(root, laws, levels, depth + 1, e, smaller, run, out)?;
    }
    Ok(())
}
