//! Repeated greedy: greedy, then greedy on what it left, and so on; within every set its best part is sought.
//!
//! With ℓ repetitions and a search of each set that keeps 1/3 (double greedy), the value is at least
//! (1 − 1/ℓ) / (p + 1 + 2m + 3(ℓ − 1)/2) of the optimum within p matroids and m budgets, for submodular f ≥ 0;
//! 1/(p + 1 + 2m) with one repetition where f never falls; under budgets up to 1 + ε, see `densities.rs`. Simultaneous
//! greedys promises more within matroids; this holds for every p-system and grows one set at a time.
//!
//! Cost: ℓ ≈ 1 + √(2(p + 1 + 2m)/3) runs of greedy and double greedy of what each chose. What still fits and gains is
//! added at the end.
//!
//! Source: M. Feldman, C. Harshaw, A. Karbasi, 2017, "Greed is good: near-optimal submodular maximization via greedy
//! optimization", with the number of repetitions of their "How do you want your greedy: simultaneous or repeated?", 2023.
use super::densities::{Best, Climber, Search, Tried, refuse, repeated, shares, singles};
use super::knapsack::complete;
use super::outcome::{Outcome, Task};
use crate::oracle::Oracle;
use marginals_core::{Monotone, Result};

pub(super) async fn repeated_greedy(task: &Task<'_>) -> Result<Outcome> {
    refuse(task.problem, "repeated-greedy")?;
    let monotone = task.oracle.structure().monotone == Monotone::Increasing;
    let promised = repeated(task.problem, monotone);
    let shares = shares(task)?;
    let (mut best, rise) = singles(task).await?;
    let Some(mut search) = Search::new(promised, best.value, rise, task) else {
        let tried = repeat(task, promised.sets, &shares, 0.0, best).await?;
        return complete(task, tried.best.members).await;
    };
    for density in search.ends() {
        best = repeat(task, promised.sets, &shares, density, best).await?.best;
    }
    while let Some(density) = search.next() {
        let tried = repeat(task, promised.sets, &shares, density, best).await?;
        search.learn(tried.spent);
        best = tried.best;
    }
    best = repeat(task, promised.sets, &shares, 0.0, best).await?.best;
    complete(task, best.members).await
}

/// `sets` rounds with one density; the best of their sets, of parts of them, and of `best`.
async fn repeat(task: &Task<'_>, sets: usize, shares: &[f64], density: f64, mut best: Best) -> Result<Tried> {
    let mut taken = task.oracle.run().filled("elements taken", task.problem.ground, false)?;
    let mut spent = false;
    for _ in 0..sets {
        let mut climber = Climber::new(task).await?;
        climber.look(&taken, shares, density, &mut spent).await?;
        while let Some(pick) = climber.pick {
            climber.add(pick).await?;
            climber.look(&taken, shares, density, &mut spent).await?;
        }
        let trail = &climber.growth.trail;
        if trail.indices.is_empty() {
            break;
        }
        best.offer(&trail.indices, trail.value());
        if sets > 1 {
            let (part, value) = best_part(task.oracle, &trail.indices).await?;
            best.offer(&part, value);
        }
        trail.indices.iter().for_each(|e| taken[*e as usize] = true);
    }
    Ok(Tried { best, spent })
}

/// Double greedy within `members`: a part worth at least 1/3 of the best one, for submodular f ≥ 0.
async fn best_part(oracle: &Oracle, members: &[u32]) -> Result<(Vec<u32>, f64)> {
    let mut lower = oracle.empty_set(members.len())?;
    let (mut upper, _) = oracle.build(members, members.len()).await?;
    let mut trial = oracle.empty_set(members.len())?;
    let mut part = Vec::new();
    for e in members {
        let gain = oracle.gain(&mut lower, *e).await?;
        oracle.copy(&upper, &mut trial)?;
        let drop = oracle.retract(&mut trial, *e).await?;
        if gain >= drop {
            oracle.commit(&mut lower, *e, Some(gain)).await?;
            part.push(*e);
        } else {
            std::mem::swap(&mut upper, &mut trial);
        }
    }
    let value = oracle.value(&lower);
    Ok((part, value))
}
