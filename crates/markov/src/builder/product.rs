//! Independent chains side by side: P = P₁ ⊗ … ⊗ P_k on the joined coordinates, each chain moving in every step.
//!
//! The distances between the parts are 0 by construction, which makes products the reference case of every
//! test. Cost: Π zᵢ transitions.
use crate::chain::{Chain, Edges, Law, Origin, Parts, Source, Space, SparseLaw};
use marginals_core::{Error, Result, Run};

/// The product of `chains`, coordinates in the order given. Names are kept when all parts have names and no
/// name occurs twice.
///
/// # Errors
/// No chain, too many states, out of memory, or the run was cancelled.
pub fn product(chains: &[Chain], run: &Run) -> Result<Chain> {
    let Some((first, others)) = chains.split_first() else {
        return Err(Error::shape("chains", "at least one chain", "none"));
    };
    let mut joined = first.clone();
    for chain in others {
        joined = pair(&joined, chain, run)?;
    }
    Ok(joined)
}

fn pair(slow: &Chain, fast: &Chain, run: &Run) -> Result<Chain> {
    let sizes: Vec<u32> = slow.space().sizes().iter().chain(fast.space().sizes()).copied().collect();
    let mut space = Space::new(&sizes)?;
    if let (Some(a), Some(b)) = (slow.space().names(), fast.space().names())
        && a.iter().all(|name| !b.contains(name))
    {
        space = space.with_names(a.iter().chain(b).cloned().collect())?;
    }
    let edges = slow
        .transitions()
        .checked_mul(fast.transitions())
        .filter(|edges| *edges <= isize::MAX as u64 / 16)
        .ok_or_else(|| {
            Error::limit("chains", "chains whose product can be stored", "too many transitions")
        })?;
    let announced = run.charge("the rows of a product", 12 * edges + 24 * space.states() as u64)?;
    let mut law = SparseLaw {
        row_starts: run.reserved("the rows of a product", space.states() + 1)?,
        next: run.reserved("the rows of a product", edges as usize)?,
        probability: run.reserved("the rows of a product", edges as usize)?,
        reference: run.reserved("the rows of a product", space.states())?,
    };
    law.row_starts.push(0);
    let width = fast.states() as u32;
    let (mut row, mut tail) = (Edges::default(), Edges::default());
    for x in 0..slow.states() as u32 {
        slow.row(x, &mut row);
        for u in 0..width {
            run.check()?;
            fast.row(u, &mut tail);
            for (y, p) in row.iter() {
                for (v, q) in tail.iter() {
                    law.next.push(y * width + v);
                    law.probability.push(p * q);
                }
            }
            law.row_starts.push(law.next.len() as u64);
            law.reference.push(slow.reference()[x as usize] * fast.reference()[u as usize]);
        }
    }
    drop(announced);
    let (a, b) = (slow.stationarity().origin, fast.stationarity().origin);
    let origin = if a == b { a } else { Origin::Given };
    // Periods and transient states of the parts are facts of the product too.
    let warnings = slow.warnings().iter().chain(fast.warnings()).cloned().collect();
    let parts =
        Parts { space, law: Law::Sparse(law), origin, exchangeable: false, source: Source::Model, warnings };
    Chain::assemble(parts, run)
}
