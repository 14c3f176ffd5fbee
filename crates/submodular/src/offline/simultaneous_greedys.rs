//! Simultaneous greedys: ℓ disjoint sets grow together, the best gain over all of them first.
//!
//! Since at most one of ℓ disjoint sets can spoil a given optimum on average, a function that may fall is no obstacle:
//! the mean of f(S_i ∪ O) is at least (1 − 1/ℓ) f(O). Within p matroids and m budgets, deterministic, for submodular
//! f ≥ 0:
//!
//! - no budget: p/(p + 1)² of the optimum with p + 1 sets; 1/(p + 1) with one where f never falls;
//! - budgets: (1 − 1/(q + 1)) / (q + 1 + 2m), q = max(p, ⌈√(1 + 2m)⌉), with q + 1 sets; 1/(p + 1 + 2m) with one where f
//!   never falls; both up to 1 + ε, see `densities.rs`.
//!
//! Cost: at most n gains a step and set, lazily fewer; under budgets one such run for each of O(log log) densities.
//! What still fits and gains is added at the end.
//!
//! Source: M. Feldman, C. Harshaw, A. Karbasi, 2023, "How do you want your greedy: simultaneous or repeated?".
use super::densities::{Best, Climber, Search, Tried, refuse, shares, simultaneous, singles};
use super::knapsack::complete;
use super::outcome::{Outcome, Task};
use marginals_core::{Monotone, Result};

pub(super) async fn simultaneous_greedys(task: &Task<'_>) -> Result<Outcome> {
    refuse(task.problem, "simultaneous-greedys")?;
    let monotone = task.oracle.structure().monotone == Monotone::Increasing;
    let promised = simultaneous(task.problem, monotone);
    let shares = shares(task)?;
    let (mut best, rise) = singles(task).await?;
    let sets = promised.sets.min(task.problem.allowed.len().max(1));
    let Some(mut search) = Search::new(promised, best.value, rise, task) else {
        let tried = grow_together(task, sets, &shares, 0.0, best).await?;
        return complete(task, tried.best.members).await;
    };
    for density in search.ends() {
        best = grow_together(task, sets, &shares, density, best).await?.best;
    }
    while let Some(density) = search.next() {
        let tried = grow_together(task, sets, &shares, density, best).await?;
        search.learn(tried.spent);
        best = tried.best;
    }
    // Without any density: no promise, often the best answer.
    best = grow_together(task, sets, &shares, 0.0, best).await?.best;
    complete(task, best.members).await
}

/// One run with one density; the best of its sets and of `best`.
async fn grow_together(
    task: &Task<'_>,
    sets: usize,
    shares: &[f64],
    density: f64,
    mut best: Best,
) -> Result<Tried> {
    let mut climbers = Vec::with_capacity(sets);
    for _ in 0..sets {
        climbers.push(Climber::new(task).await?);
    }
    let mut taken = task.oracle.run().filled("elements taken", task.problem.ground, false)?;
    let mut spent = false;
    for climber in &mut climbers {
        climber.look(&taken, shares, density, &mut spent).await?;
    }
    loop {
        // Ties go to the first set, within a set to the lowest index.
        let mut first: Option<usize> = None;
        for (at, climber) in climbers.iter().enumerate() {
            let Some(pick) = climber.pick else { continue };
            let known = first.and_then(|at| climbers[at].pick);
            if known.is_none_or(|known| pick.gain > known.gain) {
                first = Some(at);
            }
        }
        let Some((at, pick)) = first.and_then(|at| Some((at, climbers[at].pick?))) else { break };
        climbers[at].add(pick).await?;
        taken[pick.element as usize] = true;
        for (other, climber) in climbers.iter_mut().enumerate() {
            if other == at || climber.pick.is_some_and(|own| own.element == pick.element) {
                climber.look(&taken, shares, density, &mut spent).await?;
            }
        }
    }
    for climber in &climbers {
        best.offer(&climber.growth.trail.indices, climber.growth.trail.value());
    }
    Ok(Tried { best, spent })
}
