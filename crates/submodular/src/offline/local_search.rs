//! Local search: from the greedy answer, or the set it is given, make the best swap, drop or addition until none helps.
//!
//! Never worse than greedy, so greedy's promise holds; a swap optimum of a monotone submodular function is by
//! itself worth 1/2 (M. Fisher, G. Nemhauser, L. Wolsey, 1978). Cost of a round: |S| retractions and |S| full
//! passes. A move must gain more than the rounding error, so the search ends.
use super::greedy::greedy;
use super::growth::Growth;
use super::outcome::{Outcome, Task};
use crate::oracle::Set;
use marginals_core::{Result, Stopped};

/// Rounds after which the search is cut off: far more than it takes, but a bound on what could be exponential.
fn most_rounds(size: usize) -> usize {
    1_000 + 100 * size
}

/// A move and what it changes.
#[derive(Clone, Copy)]
struct Move {
    out: Option<u32>,
    into: Option<u32>,
    change: f64,
}

pub(super) async fn local_search(task: &Task<'_>) -> Result<Outcome> {
    let oracle = task.oracle;
    let given = !task.problem.request.initial.is_empty();
    let (start, bounds) = if given {
        (task.problem.request.initial.clone(), Vec::new())
    } else {
        let lazy = oracle.structure().shape.is_submodular();
        let greedy = greedy(task, lazy).await?;
        (greedy.trail.indices, greedy.bounds)
    };
    let mut growth = Growth::from(task, &start).await?;
    let mut warnings = Vec::new();
    let mut round = 0;
    while growth.is_complete() != Some(Stopped::Target) {
        let Some(step) = best_move(task, &mut growth).await? else { break };
        let mut members = growth.trail.indices.clone();
        members.retain(|e| Some(*e) != step.out);
        members.extend(step.into);
        growth = Growth::from(task, &members).await?;
        round += 1;
        if round == most_rounds(task.problem.size) {
            warnings.push(format!("local search was cut off after {round} moves"));
            break;
        }
    }
    let stopped = growth.is_complete().unwrap_or(Stopped::NoGain);
    let mut outcome = Outcome::of(growth, stopped, task).await?;
    outcome.warnings.extend(warnings);
    // The bounds of greedy's prefixes are bounds of this problem too.
    for (bound, before) in outcome.bounds.iter_mut().zip(bounds) {
        *bound = match (*bound, before) {
            (Some(now), Some(before)) => Some(now.min(before)),
            _ => None,
        };
    }
    outcome.facts.broken |= given;
    Ok(outcome)
}

/// The move that raises the value most, if any does by more than rounding; additions before drops before
/// swaps, then the lowest indices.
async fn best_move(task: &Task<'_>, growth: &mut Growth<'_>) -> Result<Option<Move>> {
    let oracle = task.oracle;
    let value = growth.trail.value();
    let enough = 4.0 * oracle.gain_error(&growth.set) + 1e-12 * value.abs();
    let mut best = Move { out: None, into: None, change: enough };
    let mut consider = |step: Move| {
        if step.change > best.change {
            best = step;
        }
    };
    let exact = task.problem.exact();
    let full = growth.size() >= task.problem.size;
    if !full {
        let live = growth.live();
        let gains = gains(task, &mut growth.set, &live).await?;
        // An exact size comes first, whatever reaching it costs.
        if exact {
            let most = gains.iter().copied().reduce(|most, next| if next.1 > most.1 { next } else { most });
            if let Some((e, change)) = most {
                return Ok(Some(Move { out: None, into: Some(e), change }));
            }
        }
        for (e, gain) in gains {
            consider(Move { out: None, into: Some(e), change: gain });
        }
    }
    let mut members = growth.trail.indices.clone();
    members.sort_unstable();
    let mut smaller = oracle.empty_set(task.problem.size)?;
    for out in members {
        oracle.copy(&growth.set, &mut smaller)?;
        let drop = oracle.retract(&mut smaller, out).await?;
        if !exact && growth.may_drop(out) {
            consider(Move { out: Some(out), into: None, change: drop });
        }
        let candidates = growth.live_without(out).await?;
        for (e, gain) in gains(task, &mut smaller, &candidates).await? {
            consider(Move { out: Some(out), into: Some(e), change: drop + gain });
        }
    }
    Ok((best.change > enough).then_some(best))
}

async fn gains(task: &Task<'_>, set: &mut Set, candidates: &[u32]) -> Result<Vec<(u32, f64)>> {
    let mut out = task.oracle.run().filled("gains", candidates.len(), 0.0)?;
    task.oracle.gains(set, candidates, &mut out).await?;
    Ok(candidates.iter().copied().zip(out).collect())
}
