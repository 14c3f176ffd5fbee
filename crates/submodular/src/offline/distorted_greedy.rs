//! The distorted greedy family: f = g − c with g monotone and c modular, gains of g discounted early on.
//!
//! c_e = f(V − e) − f(V) is minus the smallest gain of e when f is submodular, so g = f + c never falls. Step
//! i of m adds the element with the largest (1 − 1/m)^{m−1−i} (g(S+e) − g(S)) − c_e if that is positive. For
//! costs c ≥ 0 the answer has g(S) − c(S) ≥ (1 − 1/e) g(O) − c(O), hence f(S) ≥ (1 − 1/e) f(O) − c(O)/e; over
//! random samples 1 − 1/e − ε in expectation; with one random element a step and no limit on the size again
//! 1 − 1/e (C. Harshaw, M. Feldman, J. Ward, A. Karbasi, 2019, "Submodular maximization beyond
//! non-negativity: guarantees, fast algorithms, and applications"). Costs below 0, which the theorem does not
//! allow, are raised to 0: g stays monotone and submodular. The run for m is no prefix of the run for m + 1.
//!
//! Under one matroid (elements that may go to several parts, limits per part) greedy on g(S+e) − g(S) − 2c_e
//! until that is not positive has g(S) − c(S) ≥ g(O)/2 − c(O).
use super::growth::Growth;
use super::outcome::{Outcome, Task};
use super::scores::Scores;
use super::stochastic_greedy::{sample, sample_size};
use crate::certificate::Cuts;
use crate::request::CostMode;
use marginals_core::random::{below, stream};
use marginals_core::{Result, Shape, Stopped};

/// Modular costs with what the caller should know about them.
struct Costs {
    cost: Vec<f64>,
    warnings: Vec<String>,
    /// A cost breaks the theorem.
    broken: bool,
}

async fn costs(task: &Task<'_>) -> Result<Costs> {
    let last = task.oracle.last_gains().await?;
    let mut cost: Vec<f64> = last.gains.iter().map(|gain| 0.0 - gain).collect();
    let negative: Vec<u32> =
        task.problem.allowed.iter().copied().filter(|e| cost[*e as usize] < 0.0).collect();
    let mut warnings = Vec::new();
    let raw = task.problem.request.costs == CostMode::Raw;
    if let Some(e) = negative.iter().copied().min_by(|a, b| cost[*a as usize].total_cmp(&cost[*b as usize])) {
        let facts = format!(
            "{} of {} costs are below 0 (least: {} of element {e})",
            negative.len(),
            task.problem.allowed.len(),
            cost[e as usize]
        );
        warnings.push(if raw {
            format!("{facts}: the theorem of distorted greedy does not hold for raw costs")
        } else {
            format!("{facts} and were raised to 0")
        });
    }
    if !raw {
        cost.iter_mut().for_each(|cost| *cost = cost.max(0.0));
    }
    if task.oracle.structure().shape == Shape::Unknown {
        warnings.push("the structure of the function is unknown: nothing is promised".into());
    }
    Ok(Costs { broken: raw && !negative.is_empty(), cost, warnings })
}

/// Ends a run: bounds, and the largest cost of a feasible set against what was achieved.
async fn finish(mut outcome: Outcome, costs: Costs, task: &Task<'_>) -> Result<Outcome> {
    let weights: Vec<(u32, f64)> =
        task.problem.allowed.iter().map(|e| (*e, costs.cost[*e as usize].max(0.0))).collect();
    let largest = task.problem.limits.heaviest(&weights, &[task.problem.size], false);
    let largest = largest[0].unwrap_or(f64::INFINITY);
    let rise = outcome.trail.value() - task.oracle.structure().empty_value;
    let relative_cost = match largest {
        0.0 => 0.0,
        _ if rise > 0.0 => largest / rise,
        _ => f64::INFINITY,
    };
    outcome.warnings.extend(costs.warnings);
    outcome.facts.relative_cost = relative_cost;
    outcome.facts.broken |= costs.broken;
    Ok(outcome)
}

/// Distorted greedy; `sampled` looks at a random sample in each step.
pub(super) async fn distorted_greedy(task: &Task<'_>, sampled: bool) -> Result<Outcome> {
    let oracle = task.oracle;
    let mut costs = costs(task).await?;
    let mut cuts = Cuts::prepare(task).await?;
    let mut growth = Growth::start(task).await?;
    let mut scores = Scores::new(oracle, task.problem.size, !sampled)?;
    let steps = task.problem.size - growth.size();
    let count = sample_size(task, steps);
    let keep = 1.0 - 1.0 / steps.max(1) as f64;
    let mut stopped = None;
    for step in 0..steps {
        stopped = growth.is_complete();
        if stopped.is_some() {
            break;
        }
        let mut live = growth.live();
        if sampled {
            let mut generator = stream(oracle.run().seed(), "stochastic-distorted-greedy", step as u64);
            live = sample(&mut generator, &live, count);
        }
        let discount = keep.powi((steps - 1 - step) as i32);
        let cost = &costs.cost;
        let key = |e: u32, gain: f64| discount * (gain + cost[e as usize]) - cost[e as usize];
        let Some(pick) = scores.best(oracle, &mut growth.set, &live, key).await? else {
            stopped = Some(Stopped::Exhausted);
            break;
        };
        cuts.see(&growth, &scores);
        if pick.key <= oracle.gain_error(&growth.set) {
            if !task.problem.exact() {
                continue;
            }
            if !costs.broken {
                costs.broken = true;
                let note =
                    "elements were added against their cost to reach the exact size: nothing is promised";
                costs.warnings.push(note.into());
            }
        }
        growth.add(pick.element, Some(pick.gain)).await?;
        scores.advance();
    }
    let stopped = stopped.or(growth.is_complete()).unwrap_or(Stopped::NoGain);
    let outcome = Outcome::with(growth, stopped, cuts, scores, task).await?;
    finish(outcome, costs, task).await
}

/// Unconstrained distorted greedy: one uniformly random element in each of n steps.
pub(super) async fn unconstrained(task: &Task<'_>) -> Result<Outcome> {
    let oracle = task.oracle;
    let costs = costs(task).await?;
    let mut growth = Growth::start(task).await?;
    let allowed = &task.problem.allowed;
    let keep = 1.0 - 1.0 / allowed.len().max(1) as f64;
    for step in 0..allowed.len() {
        if growth.is_complete().is_some() {
            break;
        }
        let mut generator = stream(oracle.run().seed(), "unconstrained-distorted-greedy", step as u64);
        let e = allowed[below(&mut generator, allowed.len() as u64) as usize];
        if growth.has(e) {
            continue;
        }
        let (gain, cost) = (oracle.gain(&mut growth.set, e).await?, costs.cost[e as usize]);
        let key = keep.powi((allowed.len() - 1 - step) as i32) * (gain + cost) - cost;
        if key > oracle.gain_error(&growth.set) {
            growth.add(e, Some(gain)).await?;
        }
    }
    let stopped = growth.is_complete().unwrap_or(Stopped::NoGain);
    finish(Outcome::of(growth, stopped, task).await?, costs, task).await
}

/// Distorted greedy over k parts: the plain rule when nothing but the total size limits the choice, which is
/// the case of disjoint ground sets; the rule g − 2c under a matroid.
pub(super) async fn generalized(task: &Task<'_>) -> Result<Outcome> {
    if task.problem.limits.is_size_only() {
        return distorted_greedy(task, false).await;
    }
    let oracle = task.oracle;
    let mut costs = costs(task).await?;
    let mut cuts = Cuts::prepare(task).await?;
    let mut growth = Growth::start(task).await?;
    let mut scores = Scores::new(oracle, task.problem.size, true)?;
    let stopped = loop {
        if let Some(stopped) = growth.is_complete() {
            break stopped;
        }
        let live = growth.live();
        let cost = &costs.cost;
        let key = |e: u32, gain: f64| gain - cost[e as usize];
        let Some(pick) = scores.best(oracle, &mut growth.set, &live, key).await? else {
            break Stopped::Exhausted;
        };
        cuts.see(&growth, &scores);
        if pick.key <= oracle.gain_error(&growth.set) {
            if !task.problem.exact() {
                break Stopped::NoGain;
            }
            costs.broken = true;
        }
        growth.add(pick.element, Some(pick.gain)).await?;
        scores.advance();
    };
    let outcome = Outcome::with(growth, stopped, cuts, scores, task).await?;
    finish(outcome, costs, task).await
}
