//! The entropies of all 2^d subsets, by summing out one coordinate at a time.
//!
//! Each subset is reached once, its coordinates dropped in decreasing order, so most of the work is on long
//! contiguous runs. Cost, with r_i values of coordinate i:
//! - single flips: about (d + 1) Π (1 + r_i) / 2 additions and logarithms for a reversible chain, (d + 1) 3^d / 2
//!   for bits: d = 16 in a few seconds;
//! - dense pairs: Π (1 + r_i²), 5^d for bits: d up to 11 or 12;
//! - beyond, the transitions as a table that is coarsened along the same tree;
//! - an exchangeable chain: d + 1 subsets.
//!
//! Threads take the subsets that keep different parts of the last coordinates; a subset's path through the tree
//! is always the same, so its bits do not depend on them.
use super::level::Level;
use crate::objective::term::Factors;
use crate::objective::{Kind, Reading};
use crate::route::{Laws, Route};
use crate::track::{Entropies, states};
use marginals_core::sum::{BLOCK, Sum};
use marginals_core::{Error, Result, Run};
use marginals_information::table::Coarsening;
use std::sync::Arc;

/// Most coordinates of a table of all subsets.
pub const MAX_DIMENSION: usize = 24;

/// Most cells visited; some minutes of work.
const MAX_CELLS: f64 = 1e11;

/// Most cells of dense pair tables; beyond, the transitions are coarsened.
const MAX_DENSE_CELLS: f64 = 3e8;

/// Coordinates that tell the blocks of work apart.
const SPLIT: usize = 4;

/// The entropies of every subset of a chain's coordinates. Bit i of a mask is coordinate i.
#[derive(Debug)]
pub struct AllSubsets {
    dimension: usize,
    entropies: Vec<Entropies>,
    singles: Vec<f64>,
}

impl AllSubsets {
    /// Whether the table can be made, and what it takes: (cells visited, bytes).
    ///
    /// # Errors
    /// Too many coordinates, or too much work.
    pub fn plan(laws: &Laws, run: &Run) -> Result<(f64, u64)> {
        let dimension = laws.dimension();
        if dimension > MAX_DIMENSION {
            return Err(Error::limit(
                "chain",
                format_args!("a chain of at most {MAX_DIMENSION} coordinates for all subsets"),
                format_args!("{dimension} coordinates"),
            ));
        }
        let table = (1u64 << dimension) * size_of::<Entropies>() as u64;
        if laws.counts_only() {
            return Ok((dimension as f64, table));
        }
        let sizes = laws.chain().space().sizes();
        let product =
            |of: &dyn Fn(f64) -> f64| sizes.iter().map(|size| of(f64::from(*size))).product::<f64>();
        let slots: f64 = sizes.iter().map(|size| f64::from(*size) - 1.0).sum();
        let threads = run.threads() as u64;
        let (cells, bytes) = match laws.route(run)? {
            Route::SingleFlip => {
                let root = 8 * (slots + 3.0) as u64 * laws.chain().states() as u64;
                ((slots + 2.0) * product(&|size| 1.0 + size), root * (1 + 2 * threads))
            }
            Route::PairLaw if dense_cells(laws) <= MAX_DENSE_CELLS => {
                let root = 8.0 * product(&|size| size * size);
                (dense_cells(laws), root as u64 * (1 + threads))
            }
            Route::PairLaw => {
                let halves = (1u64 << dimension) as f64;
                (
                    laws.chain().transitions() as f64 * halves,
                    32 * laws.chain().transitions() * dimension as u64,
                )
            }
        };
        if cells > MAX_CELLS {
            return Err(Error::limit(
                "chain",
                format_args!("a chain with at most {MAX_CELLS:.0e} table cells over all subsets"),
                format_args!("{cells:.1e}"),
            ));
        }
        Ok((cells, bytes.saturating_add(table)))
    }

    /// Computes the table.
    ///
    /// # Errors
    /// As [`AllSubsets::plan`], out of memory, or the run was cancelled.
    pub fn new(laws: &Arc<Laws>, run: &Run) -> Result<Self> {
        let (_, bytes) = Self::plan(laws, run)?;
        let _charge = run.charge("the entropies of all subsets", bytes)?;
        let dimension = laws.dimension();
        let mut entropies =
            run.filled("the entropies of all subsets", 1 << dimension, Entropies::default())?;
        if laws.counts_only() {
            let by_size = laws.by_size(run)?;
            for (mask, entropies) in entropies.iter_mut().enumerate() {
                *entropies = by_size[mask.count_ones() as usize];
            }
        } else {
            let root = match laws.route(run)? {
                Route::SingleFlip => Some(Level::of_flips(laws.chain(), laws.columns(run)?.as_ref(), run)?),
                Route::PairLaw if dense_cells(laws) <= MAX_DENSE_CELLS => {
                    let cells = laws.chain().states() * laws.chain().states();
                    Some(Level::of_pairs(laws.chain(), cells, run)?)
                }
                Route::PairLaw => None,
            };
            match root {
                Some(root) => by_levels(&root, dimension, run, &mut entropies)?,
                None => by_coarsening(laws, run, &mut entropies)?,
            }
        }
        let singles = (0..dimension).map(|i| entropies[1 << i].rate().max(0.0)).collect();
        Ok(AllSubsets { dimension, entropies, singles })
    }

    /// Number of coordinates.
    #[must_use]
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// Entropies of the subset `mask`.
    #[must_use]
    pub fn entropies(&self, mask: usize) -> Entropies {
        self.entropies[mask]
    }

    /// H(P^(S)).
    #[must_use]
    pub fn rate(&self, mask: usize) -> f64 {
        self.entropies[mask].rate()
    }

    /// The quantity of `kind` of S (with `complement`: of V ∖ S); never negative.
    #[must_use]
    pub fn value(&self, kind: &Kind, complement: bool, mask: usize) -> f64 {
        let full = self.entropies.len() - 1;
        let set = if complement { full ^ mask } else { mask };
        let value = match kind {
            Kind::EntropyRate => self.rate(set),
            Kind::DistanceToIndependence => {
                let mut sum = Sum::default();
                sum.extend((0..self.dimension).filter(|i| set >> i & 1 == 1).map(|i| self.singles[i]));
                sum.add(-self.rate(set));
                if set.count_ones() < 2 { 0.0 } else { sum.value() }
            }
            Kind::DistanceToFactorizability => {
                if set == 0 || set == full {
                    0.0
                } else {
                    self.rate(set) + self.rate(full ^ set) - self.rate(full)
                }
            }
            Kind::DistanceToStationarity(reading) => Factors::stationarity(*reading).of(self.entropies[set]),
            Kind::DistanceToFixedSet(fixed) => {
                let fixed = fixed.iter().fold(0, |mask, i| mask | 1usize << i);
                let set = set & !fixed;
                if set == 0 { 0.0 } else { self.rate(fixed) + self.rate(set) - self.rate(fixed | set) }
            }
        };
        if value > 0.0 { value } else { 0.0 }
    }

    /// The quantity of every subset, by mask.
    ///
    /// # Errors
    /// A kind that does not fit, out of memory, or the run was cancelled.
    pub fn values(&self, kind: &Kind, complement: bool, run: &Run) -> Result<Vec<f64>> {
        if let Kind::DistanceToFixedSet(fixed) = kind
            && fixed.iter().any(|i| *i as usize >= self.dimension)
        {
            return Err(Error::range(
                "fixed",
                format_args!("coordinates in 0..{}", self.dimension),
                "one beyond",
            ));
        }
        let mut values = run.filled("the values of all subsets", self.entropies.len(), 0.0)?;
        run.blocks_into(
            &mut values,
            BLOCK,
            || (),
            |(), first, chunk| {
                for (offset, value) in chunk.iter_mut().enumerate() {
                    *value = self.value(kind, complement, first + offset);
                }
                Ok(())
            },
        )?;
        Ok(values)
    }

    /// I(X_S; Y_S) of the subset `mask`.
    #[must_use]
    pub fn mutual_information(&self, mask: usize) -> f64 {
        self.value(&Kind::DistanceToStationarity(Reading::MutualInformation), false, mask)
    }
}

fn dense_cells(laws: &Laws) -> f64 {
    laws.chain().space().sizes().iter().map(|size| 1.0 + f64::from(*size) * f64::from(*size)).product()
}

/// Drops coordinates of the levels' tables.
fn by_levels(root: &Level, dimension: usize, run: &Run, out: &mut [Entropies]) -> Result<()> {
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
fn by_coarsening(laws: &Arc<Laws>, run: &Run, out: &mut [Entropies]) -> Result<()> {
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
