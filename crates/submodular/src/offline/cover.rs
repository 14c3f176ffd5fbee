//! The least costly set whose value reaches a target, by greedy.
//!
//! With r = target − f(S), each step adds the element with the largest min(gain, r) per cost. For submodular f
//! that never falls some element of the optimum buys at least r / OPT of it per cost, so every step costs at
//! most OPT (r − r′)/r, the last at most OPT: in all at most (1 + ln(r₀/r₁)) OPT, r₀ the distance at the start
//! and r₁ before the last step; for whole-numbered f that is at most 1 + ln r₀ (L. Wolsey, 1982, "An analysis
//! of the greedy algorithm for the submodular set covering problem"). Elements that turn out not to be needed
//! are dropped at the end, the dearest first.
//!
//! **Lower bound on the cost.** With A any set, every S that reaches the target has
//! Σ_{e∈S∖A} min(f(A + e) − f(A), r_A) ≥ r_A when f never falls (A = ∅ serves any submodular f), so the least
//! cost of a fractional choice that adds up to r_A bounds the optimum from below. The largest over the steps
//! is kept, and rounded up where all costs are whole.
//!
//! Cost: n gains a step, lazily fewer.
use super::growth::Growth;
use super::outcome::Task;
use super::scores::Scores;
use crate::algorithm::Algorithm;
use crate::oracle::Oracle;
use crate::request::Problem;
use marginals_core::{Error, Guarantee, Monotone, Result, Selection, Stopped};

const WOLSEY: &str =
    "Wolsey, 1982, An analysis of the greedy algorithm for the submodular set covering problem";

/// Checks the costs of a cover.
pub(crate) fn check(costs: &[f64], ground: usize, target: Option<f64>) -> Result<()> {
    if costs.len() != ground {
        return Err(Error::shape("costs", format!("one cost for each of {ground} elements"), costs.len()));
    }
    if let Some(e) = costs.iter().position(|cost| !(cost.is_finite() && *cost > 0.0)) {
        let received = format!("{} for element {e}", costs[e]);
        return Err(Error::range("costs", "finite numbers above 0", received));
    }
    match target {
        Some(_) => Ok(()),
        None => Err(Error::argument("target", "given for a cover", "none")),
    }
}

/// A set of small cost that reaches the target; `bound` is a lower bound on the cost of any.
pub(super) async fn cover(oracle: &Oracle, problem: &Problem, costs: &[f64]) -> Result<Selection> {
    let task = &Task { oracle, problem, sizes: &[problem.size] };
    let structure = oracle.structure();
    let (submodular, increasing) =
        (structure.shape.is_submodular(), structure.monotone == Monotone::Increasing);
    let asked = problem.request.target.unwrap_or(0.0);
    let target = oracle.oriented(asked);
    let mut growth = Growth::start(task).await?;
    let mut scores = Scores::new(oracle, problem.size, submodular)?;
    let start = target - growth.trail.value();
    let (mut least, mut before) = (0.0f64, start);
    loop {
        let missing = target - growth.trail.value();
        if missing <= slack(oracle, &growth, target) {
            break;
        }
        before = missing;
        let live = growth.live();
        let key = |e: u32, gain: f64| gain.min(missing) / costs[e as usize];
        let Some(pick) = scores.best(oracle, &mut growth.set, &live, key).await? else {
            return Err(unreachable(oracle, &growth, asked));
        };
        let usable = submodular && (increasing || growth.size() == 0);
        if usable && problem.request.certificate && scores.covers(live.iter().copied()) {
            least = least.max(fractional(&live, costs, missing, |e| scores.upper(e)));
        }
        if pick.gain <= oracle.gain_error(&growth.set) {
            return Err(unreachable(oracle, &growth, asked));
        }
        growth.add(pick.element, Some(pick.gain)).await?;
        scores.advance();
    }
    let growth = pruned(task, growth, costs, target).await?;
    let broken = scores.violation.is_some();
    let fresh = problem.request.initial.is_empty();
    if costs.iter().all(|cost| cost.fract() == 0.0) {
        least = (least - 1e-9 * least.max(1.0)).ceil().max(0.0);
    }
    let shape = if oracle.minimizing() { structure.shape.negated() } else { structure.shape };
    let known = format!("f is {} ({})", shape.name(), structure.evidence.name());
    let kept = growth.trail;
    let remarks = oracle.remarks();
    let mut warnings = remarks.warnings;
    if broken && submodular {
        warnings.push("the function is not submodular although so declared: a gain grew with the set".into());
    }
    Ok(Selection {
        gains: kept.gains.iter().map(|gain| oracle.oriented(*gain)).collect(),
        value: oracle.oriented(kept.value()),
        bound: (submodular && fresh && !broken).then_some(least),
        bound_condition: (submodular && fresh && !broken)
            .then(|| format!("{known}, over all sets that reach the target")),
        guarantee: (submodular && increasing && fresh && !broken && start > 0.0).then(|| Guarantee {
            ratio: 1.0 + (start / before).max(1.0).ln(),
            condition: format!(
                "times the least cost at most, by the distances to the target before the first step and the \
                 last; f never falls; {known}"
            ),
            source: WOLSEY,
        }),
        evaluations: oracle.evaluations(),
        algorithm: if submodular { Algorithm::LazyGreedy.name() } else { Algorithm::Greedy.name() },
        seed: oracle.run().seed(),
        stopped: Stopped::Target,
        warnings,
        method: remarks.method,
        reason: None,
        indices: kept.indices,
    })
}

/// How far below the target counts as there: the rounding of the gains.
fn slack(oracle: &Oracle, growth: &Growth<'_>, target: f64) -> f64 {
    oracle.gain_error(&growth.set) * (growth.size() + 1) as f64 + 1e-12 * target.abs()
}

fn unreachable(oracle: &Oracle, growth: &Growth<'_>, asked: f64) -> Error {
    let reached = oracle.oriented(growth.trail.value());
    Error::range("target", format!("one that can be reached (the value came to {reached})"), asked)
}

/// Least cost of a fractional choice whose gains, each at most `missing`, add up to it; 0 when nothing does.
fn fractional(live: &[u32], costs: &[f64], missing: f64, gain: impl Fn(u32) -> f64) -> f64 {
    let worth = |e: &u32| (gain(*e).min(missing), costs[*e as usize]);
    let mut order: Vec<(f64, f64)> = live.iter().map(worth).filter(|(gain, _)| *gain > 0.0).collect();
    order.sort_unstable_by(|a, b| (b.0 / b.1).total_cmp(&(a.0 / a.1)));
    let (mut left, mut spent) = (missing, 0.0);
    for (gain, cost) in order {
        if gain >= left {
            // Rounding must not lift a lower bound.
            return (spent + cost * (left / gain)) * (1.0 - 1e-12);
        }
        left -= gain;
        spent += cost;
    }
    0.0
}

/// Drops what the target does not need, the dearest first, of equal costs the last chosen first.
async fn pruned<'a>(
    task: &'a Task<'a>,
    growth: Growth<'a>,
    costs: &[f64],
    target: f64,
) -> Result<Growth<'a>> {
    let oracle = task.oracle;
    let given = task.problem.request.initial.len();
    let mut order: Vec<u32> = growth.trail.indices[given..].iter().rev().copied().collect();
    order.sort_by(|a, b| costs[*b as usize].total_cmp(&costs[*a as usize]));
    let mut smaller = oracle.empty_set(task.problem.size)?;
    let mut trial = oracle.empty_set(task.problem.size)?;
    oracle.copy(&growth.set, &mut smaller)?;
    let mut kept = growth.trail.indices.clone();
    for e in order {
        oracle.copy(&smaller, &mut trial)?;
        oracle.retract(&mut trial, e).await?;
        if target - oracle.value(&trial) <= slack(oracle, &growth, target) {
            kept.retain(|other| *other != e);
            std::mem::swap(&mut smaller, &mut trial);
        }
    }
    if kept.len() == growth.size() {
        return Ok(growth);
    }
    let shorter = Growth::from(task, &kept).await?;
    // Values of one set differ by rounding between histories; what was certain stays.
    let reached = target - shorter.trail.value() <= slack(oracle, &shorter, target);
    Ok(if reached { shorter } else { growth })
}
