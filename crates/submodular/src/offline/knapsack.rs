//! Greedy algorithms under a budget, best gain per cost first.
//!
//! - **Cost-benefit greedy**: the better of gain-per-cost greedy and the best single element. At least 0.427 of
//!   the optimum for monotone submodular f and one knapsack (M. Feldman, Z. Nutov, E. Shoham, 2023, "Practical
//!   budgeted submodular maximization"). One run.
//! - **Greedy+Max**: at every step of that run the best single element that still fits is tried as the last one;
//!   1/2 (G. Yaroslavtsev, S. Zhou, D. Avdiukhin, 2020, "Bring your own greedy+max: near-optimal
//!   1/2-approximations for submodular knapsack"). One run, two questions a
//!   step.
//! - **One, two, three guesses**: Greedy+Max from every feasible set of at most so many elements. 0.6174 with one
//!   (Feldman, Nutov, Shoham), 1 − 1/e with two (A. Kulik, R. Schwartz, H. Shachnai, 2021, "A refined analysis
//!   of submodular greedy") and three (M. Sviridenko, 2004, "A note on maximizing a submodular set function
//!   subject to a knapsack constraint"). A run for each guess; where f is submodular a guess is passed over
//!   when no completion of it can beat the best.
//!
//! What fits besides is added, so no budget is left to an element that gains. The cost of an element under
//! several knapsacks is the sum of its shares of the budgets; without any it is 1, which is plain greedy.
use super::growth::Growth;
use super::outcome::{Outcome, Task};
use super::scores::Scores;
use crate::certificate::Cuts;
use crate::constraint::fractional;
use marginals_core::{Error, Result, Stopped};

/// Guesses beyond which enumeration is refused.
const MOST_GUESSES: f64 = 1e8;

/// How often the best single element is tried as the last one.
#[derive(Clone, Copy, PartialEq)]
enum Tried {
    First,
    Every,
}

/// The cost of every element.
fn prices(task: &Task<'_>) -> Result<Vec<f64>> {
    let problem = task.problem;
    let count = problem.limits.knapsacks().count();
    let mut prices = task.oracle.run().filled("costs", problem.ground, if count == 0 { 1.0 } else { 0.0 })?;
    for knapsack in problem.limits.knapsacks() {
        let unit = if count == 1 { 1.0 } else { knapsack.budget() };
        prices.iter_mut().zip(knapsack.costs()).for_each(|(price, cost)| *price += cost / unit);
    }
    Ok(prices)
}

/// The best set met, and its value.
struct Best {
    members: Vec<u32>,
    value: f64,
}

pub(super) async fn cost_benefit_greedy(task: &Task<'_>) -> Result<Outcome> {
    single_run(task, Tried::First).await
}

pub(super) async fn greedy_max(task: &Task<'_>) -> Result<Outcome> {
    single_run(task, Tried::Every).await
}

async fn single_run(task: &Task<'_>, tried: Tried) -> Result<Outcome> {
    let prices = prices(task)?;
    let mut cuts = Cuts::prepare(task).await?;
    let mut growth = Growth::start(task).await?;
    let best = climb(task, &mut growth, &prices, tried, None, Some(&mut cuts)).await?;
    finish(task, best, &prices, cuts).await
}

/// Greedy+Max from every feasible set of at most `guesses` elements.
pub(super) async fn enumeration(task: &Task<'_>, guesses: usize) -> Result<Outcome> {
    let problem = task.problem;
    let prices = prices(task)?;
    let initial = problem.request.initial.clone();
    let free: Vec<u32> = problem.allowed.iter().copied().filter(|e| !initial.contains(e)).collect();
    refuse_beyond(free.len(), guesses)?;
    let mut cuts = Cuts::prepare(task).await?;
    let mut growth = Growth::start(task).await?;
    let mut best = climb(task, &mut growth, &prices, Tried::Every, None, Some(&mut cuts)).await?;
    let mut path: Vec<usize> = vec![0];
    while let Some(at) = path.last().copied() {
        if at == free.len() {
            path.pop();
            path.iter_mut().last().into_iter().for_each(|last| *last += 1);
            continue;
        }
        let guess: Vec<u32> = path.iter().map(|place| free[*place]).collect();
        let mut growth = Growth::start(task).await?;
        let mut admitted = true;
        for e in guess {
            admitted = admitted && growth.admits(e);
            if admitted {
                growth.add(e, None).await?;
            }
        }
        if admitted {
            let found = climb(task, &mut growth, &prices, Tried::Every, Some(best.value), None).await?;
            if found.value > best.value {
                best = found;
            }
        }
        if admitted && path.len() < guesses && at + 1 < free.len() {
            path.push(at + 1);
        } else {
            path.iter_mut().last().into_iter().for_each(|last| *last += 1);
        }
    }
    finish(task, best, &prices, cuts).await
}

fn refuse_beyond(free: usize, guesses: usize) -> Result<()> {
    let sets =
        (0..guesses).fold(1.0, |sets, chosen| sets * (free as f64 - chosen as f64) / (chosen + 1) as f64);
    if sets <= MOST_GUESSES {
        return Ok(());
    }
    let expected = format!("one of fewer guesses, at most {MOST_GUESSES:.0e} in all");
    Err(Error::limit("algorithm", expected, format!("{guesses} of {free} elements, {sets:.3e} guesses")))
}

/// Grows by gain per cost; the best of the end and of every step with one last element. Nothing is tried that
/// cannot pass `known`.
async fn climb(
    task: &Task<'_>,
    growth: &mut Growth<'_>,
    prices: &[f64],
    tried: Tried,
    known: Option<f64>,
    mut cuts: Option<&mut Cuts<'_>>,
) -> Result<Best> {
    let oracle = task.oracle;
    let submodular = oracle.structure().shape.is_submodular();
    let mut scores = Scores::new(oracle, task.problem.size, submodular)?;
    let mut best = Best { members: growth.trail.indices.clone(), value: growth.trail.value() };
    let mut first = true;
    while growth.is_complete().is_none() {
        let live = growth.live();
        if let Some(known) = known.filter(|_| first && submodular) {
            scores.refresh(oracle, &mut growth.set, &live).await?;
            if growth.trail.value() + most_added(task, growth, &live, &scores) <= known {
                break;
            }
        }
        if (first || tried == Tried::Every)
            && let Some(last) = scores.best(oracle, &mut growth.set, &live, |_, gain| gain).await?
        {
            let value = growth.trail.value() + last.gain;
            if value > best.value {
                best = Best { members: [&growth.trail.indices[..], &[last.element]].concat(), value };
            }
        }
        first = false;
        let key = |e: u32, gain: f64| gain / prices[e as usize];
        let Some(pick) = scores.best(oracle, &mut growth.set, &live, key).await? else { break };
        if let Some(cuts) = &mut cuts {
            cuts.see(growth, &scores);
        }
        if growth.refuses(pick.gain) {
            break;
        }
        growth.add(pick.element, Some(pick.gain)).await?;
        scores.advance();
    }
    if growth.trail.value() >= best.value {
        best = Best { members: growth.trail.indices.clone(), value: growth.trail.value() };
    }
    Ok(best)
}

/// The set of `members`, grown by gain per cost as far as it goes.
pub(super) async fn complete(task: &Task<'_>, members: Vec<u32>) -> Result<Outcome> {
    let cuts = Cuts::prepare(task).await?;
    finish(task, Best { members, value: 0.0 }, &prices(task)?, cuts).await
}

/// No less than what elements of `live` can add within the money left.
fn most_added(task: &Task<'_>, growth: &Growth<'_>, live: &[u32], scores: &Scores) -> f64 {
    let mut gains: Vec<(u32, f64)> = live.iter().map(|e| (*e, scores.upper(*e))).collect();
    gains.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let room = task.problem.size - growth.size();
    let by_size: f64 = gains.iter().take(room).map(|(_, gain)| gain.max(0.0)).sum();
    task.problem.limits.knapsacks().fold(by_size, |least, knapsack| {
        let spent: f64 = growth.trail.indices.iter().map(|e| knapsack.cost(*e)).sum();
        least.min(fractional(knapsack, knapsack.budget() - spent, &gains))
    })
}

/// The best set, filled up with what still fits and gains.
async fn finish(task: &Task<'_>, best: Best, prices: &[f64], cuts: Cuts<'_>) -> Result<Outcome> {
    let oracle = task.oracle;
    let mut growth = Growth::from(task, &best.members).await?;
    let mut scores = Scores::new(oracle, task.problem.size, oracle.structure().shape.is_submodular())?;
    let stopped = loop {
        if let Some(stopped) = growth.is_complete() {
            break stopped;
        }
        let live = growth.live();
        let key = |e: u32, gain: f64| gain / prices[e as usize];
        let Some(pick) = scores.best(oracle, &mut growth.set, &live, key).await? else {
            break Stopped::Exhausted;
        };
        if growth.refuses(pick.gain) {
            break Stopped::NoGain;
        }
        growth.add(pick.element, Some(pick.gain)).await?;
        scores.advance();
    };
    Outcome::with(growth, stopped, cuts, scores, task).await
}
