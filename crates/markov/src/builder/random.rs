//! Seeded random chains, for experiments and for tests of bounds.
//!
//! Rows are uniform on the simplex (normalised exponentials). The chain with a product stationary law starts
//! from a random positive pair table and scales rows and columns in turn until both margins are π = ⊗ πᵢ
//! (R. Sinkhorn, 1967, "Diagonal equivalence to matrices with prescribed row and column sums"); its rows are
//! then π-stationary, while P itself is neither reversible nor a product. Cost: O(n²) a sweep, dense.
use crate::chain::{Chain, Law, Origin, Parts, Source, Space, SparseLaw, Transition};
use marginals_core::random::{stream, uniform};
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};

/// Largest space of a dense random chain.
const STATES: usize = 4096;

fn check_size(space: &Space) -> Result<()> {
    if space.states() > STATES {
        return Err(Error::limit("sizes", format_args!("at most {STATES} states"), space.states()));
    }
    Ok(())
}

fn exponentials(run: &Run, purpose: &'static str, row: usize, out: &mut [f64]) {
    let mut generator = stream(run.seed(), purpose, row as u64);
    out.iter_mut().for_each(|value| *value = -(1.0 - uniform(&mut generator)).ln() + 1e-12);
}

/// A random chain in which every state leads to about `density` · n next states (itself and its successor in
/// a cycle always included, so the chain is irreducible and aperiodic), with its stationary law. The seed is
/// the run's.
///
/// # Errors
/// More than 4,096 states, a density outside (0, 1], or as [`Transition::prepare`].
pub fn random_chain(space: Space, density: f64, run: &Run) -> Result<Chain> {
    check_size(&space)?;
    if !(density > 0.0 && density <= 1.0) {
        return Err(Error::range("density", "a number in (0, 1]", density));
    }
    let states = space.states();
    let _charge = run.charge("a random chain", 24 * (states * states) as u64)?;
    let mut row = vec![0.0; states];
    let (mut starts, mut next, mut probability) = (vec![0u64], Vec::new(), Vec::new());
    for x in 0..states {
        run.check()?;
        exponentials(run, "random chain", x, &mut row);
        let mut generator = stream(run.seed(), "random chain support", x as u64);
        for (y, weight) in row.iter_mut().enumerate() {
            let kept = uniform(&mut generator) < density || y == x || y == (x + 1) % states;
            if !kept {
                *weight = 0.0;
            }
        }
        let total = row.iter().copied().collect::<Sum>().value();
        for (y, weight) in (0u32..).zip(&row).filter(|(_, weight)| **weight > 0.0) {
            next.push(y);
            probability.push(weight / total);
        }
        starts.push(next.len() as u64);
    }
    Transition::from_rows(space, &starts, &next, &probability, run)?.prepare(run)
}

/// A random chain, not reversible, whose stationary law is a product of random laws of the coordinates.
/// The seed is the run's.
///
/// # Errors
/// More than 4,096 states, no convergence, out of memory, or the run was cancelled.
pub fn random_chain_with_product_law(space: Space, run: &Run) -> Result<Chain> {
    check_size(&space)?;
    let states = space.states();
    let mut law = vec![1.0; states];
    for (coordinate, size) in (0u32..).zip(space.sizes()) {
        let mut margin = vec![0.0; *size as usize];
        exponentials(run, "random product law", coordinate as usize, &mut margin);
        // Keep away from the corners of the simplex, where nothing is left to choose.
        margin.iter_mut().for_each(|weight| *weight += 0.2);
        let total: f64 = margin.iter().sum();
        for (x, mass) in (0u32..).zip(law.iter_mut()) {
            *mass *= margin[space.digit(x, coordinate) as usize] / total;
        }
    }
    let _charge = run.charge("a random pair law", 20 * (states * states) as u64)?;
    let mut pair = run.filled("a random pair law", states * states, 0.0)?;
    for (x, row) in pair.chunks_mut(states).enumerate() {
        exponentials(run, "random pair law", x, row);
    }
    let mut columns = vec![Sum::default(); states];
    for _ in 0..10_000 {
        columns.fill(Sum::default());
        for (row, mass) in pair.chunks_mut(states).zip(&law) {
            run.check()?;
            let total = row.iter().copied().collect::<Sum>().value();
            for (entry, column) in row.iter_mut().zip(columns.iter_mut()) {
                *entry *= mass / total;
                column.add(*entry);
            }
        }
        let off: Sum = columns.iter().zip(&law).map(|(column, mass)| (column.value() - mass).abs()).collect();
        if off.value() <= 2e-15 * (states as f64).sqrt().max(1.0) {
            return from_pair_law(space, &pair, law, run);
        }
        for row in pair.chunks_mut(states) {
            for ((entry, column), mass) in row.iter_mut().zip(&columns).zip(&law) {
                *entry *= mass / column.value();
            }
        }
    }
    Err(Error::not_converged("the random pair law did not reach its margins"))
}

fn from_pair_law(space: Space, pair: &[f64], law: Vec<f64>, run: &Run) -> Result<Chain> {
    let states = space.states();
    let mut probability = run.reserved("the rows of a chain", pair.len())?;
    for (row, mass) in pair.chunks(states).zip(&law) {
        probability.extend(row.iter().map(|entry| entry / mass));
    }
    let parts = Parts {
        law: Law::Sparse(SparseLaw {
            row_starts: (0..=states as u64).map(|x| x * states as u64).collect(),
            next: (0..states * states).map(|cell| (cell % states) as u32).collect(),
            probability,
            reference: law,
        }),
        space,
        origin: Origin::ClosedForm,
        exchangeable: false,
        source: Source::Model,
        warnings: Vec::new(),
    };
    Chain::assemble(parts, run)
}
