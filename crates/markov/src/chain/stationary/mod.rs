//! The stationary law of a chain with one closed class: π P = π, π ≥ 0, Σ π = 1, zero on transient states.
//!
//! Three ways, in this order:
//! - [`elimination`] (Grassmann, Taksar, Heyman) for classes of at most 1,500 states: no subtraction, so every
//!   entry is right to a few ulps relative; O(n³ / 3), dense n² numbers.
//! - [`balance`]: a chain that is reversible has π(y) / π(x) = P(x, y) / P(y, x), read off a spanning tree and
//!   then checked on all states; O(z).
//! - [`relaxation`]: damped Gauss–Seidel sweeps over the incoming edges, which converge for periodic chains
//!   too; O(z) a sweep, stopping at a residual Σ|πP − π| ≤ 1e-13 and failing with the residual reached.
pub mod balance;
pub mod elimination;
pub mod relaxation;

use super::reference::Origin;
use super::rows::Rows;
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};
use std::borrow::Cow;

/// Largest class solved by elimination.
pub const ELIMINATION_STATES: usize = 1500;

/// The stationary law carried by the closed class `members` (increasing states).
pub(crate) fn law(rows: &Rows, members: &[u32], run: &Run) -> Result<(Vec<f64>, Origin)> {
    let closed = restrict(rows, members, run)?;
    let (weights, origin) = if members.len() <= ELIMINATION_STATES {
        (elimination::law(&closed, run)?, Origin::Elimination)
    } else {
        let incoming = transpose(&closed, run)?;
        match balance::law(&closed, &incoming, run)? {
            Some(weights) => (weights, Origin::DetailedBalance),
            None => (relaxation::law(&incoming, run)?, Origin::Relaxation),
        }
    };
    if weights.iter().any(|weight| !weight.is_finite()) {
        return Err(Error::not_converged(
            "the stationary law could not be computed: its probabilities or those of the chain span more than a \
             double holds; give it as reference",
        ));
    }
    let mut law = run.filled("the stationary law", rows.states(), 0.0)?;
    for (state, weight) in members.iter().zip(weights) {
        law[*state as usize] = weight;
    }
    Ok((law, origin))
}

/// Scales positive weights to sum to 1.
fn normalise(weights: &mut [f64]) {
    let total = weights.iter().copied().collect::<Sum>().value();
    weights.iter_mut().for_each(|weight| *weight /= total);
}

/// Rows of a closed class, states renumbered in order.
fn restrict<'a>(rows: &'a Rows, members: &[u32], run: &Run) -> Result<Cow<'a, Rows>> {
    if members.len() == rows.states() {
        return Ok(Cow::Borrowed(rows));
    }
    let mut number = run.filled("the states of a class", rows.states(), 0u32)?;
    (0u32..).zip(members).for_each(|(index, state)| number[*state as usize] = index);
    let mut closed = Rows { starts: vec![0], next: Vec::new(), probability: Vec::new() };
    for state in members {
        let (next, probability) = rows.row(*state as usize);
        closed.next.extend(next.iter().map(|y| number[*y as usize]));
        closed.probability.extend_from_slice(probability);
        closed.starts.push(closed.next.len() as u64);
    }
    Ok(Cow::Owned(closed))
}

/// The same entries by target: row y lists the states x with P(x, y) > 0, increasing.
fn transpose(rows: &Rows, run: &Run) -> Result<Rows> {
    let states = rows.states();
    let edges = rows.next.len();
    let mut starts = run.filled("the incoming edges", states + 1, 0u64)?;
    for chunk in rows.next.chunks(1 << 16) {
        run.check()?;
        chunk.iter().for_each(|y| starts[*y as usize + 1] += 1);
    }
    for y in 0..states {
        starts[y + 1] += starts[y];
    }
    let mut free = starts.clone();
    let mut next = run.filled("the incoming edges", edges, 0u32)?;
    let mut probability = run.filled("the incoming edges", edges, 0.0)?;
    for x in 0..states {
        if x % 1024 == 0 {
            run.check()?;
        }
        let (targets, weights) = rows.row(x);
        for (y, weight) in targets.iter().zip(weights) {
            let place = free[*y as usize] as usize;
            free[*y as usize] += 1;
            next[place] = x as u32;
            probability[place] = *weight;
        }
    }
    Ok(Rows { starts, next, probability })
}
