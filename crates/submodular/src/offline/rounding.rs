//! From a fractional point in a matroid polytope to a set that is worth no less.
//!
//! *Pipage*: along e_i − e_j the extension is convex, so one of the two ends of the segment is no worse. Under a size
//! alone any two fractional coordinates will do; needs exact values, loses nothing (A. Ageev, M. Sviridenko, 2004,
//! "Pipage rounding: a new method of constructing algorithms with proven performance guarantee").
//!
//! *Swap*: the point is a mean of bases. Two are merged by exchanging one element each, in a direction drawn by their
//! weights, until they are equal; the expectation of f falls at no exchange (C. Chekuri, J. Vondrák, R. Zenklusen,
//! 2010, "Dependent randomized rounding via exchange properties of combinatorial structures").
use super::Task;
use super::extension::Extension;
use marginals_core::random::{below, stream};
use marginals_core::{Error, Result};

/// The set that pipage rounding makes of the point of `extension`, whose coordinates are multiples of 1/`steps`.
pub(super) async fn pipage(extension: &mut Extension<'_>, elements: &[u32], steps: u32) -> Result<Vec<u32>> {
    let mut whole = Vec::new();
    let mut pending: Option<u32> = None;
    for e in elements.iter().copied() {
        let mut next = Some(e);
        while let Some(j) = next.take() {
            match extension.parts(j) {
                0 => {}
                full if full == steps => whole.push(j),
                _ => match pending.take() {
                    None => pending = Some(j),
                    Some(i) => {
                        settle(extension, i, j, steps).await?;
                        // At least one of the two is whole now.
                        let fractional = |e: u32| (1..steps).contains(&extension.parts(e));
                        let (first, second) = if fractional(i) { (j, i) } else { (i, j) };
                        if extension.parts(first) == steps {
                            whole.push(first);
                        }
                        next = Some(second);
                    }
                },
            }
        }
    }
    // What is left over alone may be rounded up: f never falls, and there is room for it.
    whole.extend(pending);
    whole.sort_unstable();
    Ok(whole)
}

/// Moves along e_i − e_j to the better end.
async fn settle(extension: &mut Extension<'_>, i: u32, j: u32, steps: u32) -> Result<()> {
    let (a, b) = (extension.parts(i), extension.parts(j));
    let up = (steps - a).min(b);
    let down = a.min(steps - b);
    let mut values = [0.0; 2];
    for (value, (a, b)) in values.iter_mut().zip([(a + up, b - up), (a - down, b + down)]) {
        extension.set(i, a).await?;
        extension.set(j, b).await?;
        *value = extension.value();
    }
    if values[0] >= values[1] {
        extension.set(i, a + up).await?;
        extension.set(j, b - up).await?;
    }
    Ok(())
}

/// The set that swap rounding makes of the mean of `bases`.
pub(super) fn swap(task: &Task<'_>, bases: &[Vec<u32>]) -> Result<Vec<u32>> {
    let mut generator = stream(task.oracle.run().seed(), "swap-rounding", 0);
    let Some((first, others)) = bases.split_first() else { return Ok(Vec::new()) };
    let mut merged = first.clone();
    for (weight, base) in (1..).zip(others) {
        let mut base = base.clone();
        task.oracle.run().check()?;
        merged.sort_unstable();
        while let Some(i) = merged.iter().copied().find(|e| !base.contains(e)) {
            let exchanged = base.iter().copied().filter(|e| !merged.contains(e)).find(|j| {
                is_independent(task, &replaced(&merged, i, *j))
                    && is_independent(task, &replaced(&base, *j, i))
            });
            let Some(j) = exchanged else {
                return Err(Error::internal("two bases of a matroid without an exchange"));
            };
            // The heavier one keeps its element in proportion to its weight.
            if below(&mut generator, weight + 1) < weight {
                base = replaced(&base, j, i);
            } else {
                merged = replaced(&merged, i, j);
            }
        }
    }
    merged.sort_unstable();
    Ok(merged)
}

fn replaced(set: &[u32], out: u32, into: u32) -> Vec<u32> {
    set.iter().map(|e| if *e == out { into } else { *e }).collect()
}

fn is_independent(task: &Task<'_>, set: &[u32]) -> bool {
    let limits = &task.problem.limits;
    let mut used = limits.start();
    set.iter().all(|e| {
        let fits = limits.admits(&used, *e);
        limits.take(&mut used, *e);
        fits
    })
}
