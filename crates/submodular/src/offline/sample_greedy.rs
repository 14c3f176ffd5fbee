//! Sample greedy: greedy on a random part of the ground set, which holds each element with probability 1/(p + 1).
//!
//! For submodular f ≥ 0, monotone or not, under a p-extendible system (p = 1 for a matroid, p for the intersection
//! of p matroids) the value is at least p/(p + 1)² of the optimum in expectation, with n/(p + 1) gains a step
//! (M. Feldman, C. Harshaw, A. Karbasi, 2017, "Greed is good: near-optimal submodular maximization via greedy
//! optimization"). For functions that may fall, under limits where random greedy promises nothing.
use super::greedy::grow;
use super::growth::Growth;
use super::outcome::{Outcome, Task};
use super::scores::Scores;
use marginals_core::random::{stream, uniform};
use marginals_core::{Result, Stopped};

pub(super) async fn sample_greedy(task: &Task<'_>) -> Result<Outcome> {
    let oracle = task.oracle;
    let mut growth = Growth::start(task).await?;
    let mut scores = Scores::new(oracle, task.problem.size, true)?;
    let kept = 1.0 / (task.problem.matroids() as f64 + 1.0);
    let drawn = |e: &u32| uniform(&mut stream(oracle.run().seed(), "sample-greedy", u64::from(*e))) < kept;
    scores.choose_among(growth.live().into_iter().filter(drawn).collect(), &growth);
    let mut stopped = grow(&mut growth, &mut scores, None).await?;
    let mut forced = false;
    if task.problem.exact() && stopped == Stopped::Exhausted {
        forced = true;
        scores.choose_among(growth.live(), &growth);
        stopped = grow(&mut growth, &mut scores, None).await?;
    }
    let mut outcome = Outcome::of(growth, stopped, task).await?;
    outcome.facts.broken |= forced;
    Ok(outcome)
}
