//! Double greedy: one set grows from ∅, another shrinks from V, each element is decided once.
//!
//! For submodular f ≥ 0 without limit on the size the value is at least 1/3 of the optimum, and 1/2 in
//! expectation when element e is taken with probability a⁺/(a⁺ + b⁺), a = f(X+e) − f(X), b = f(Y−e) − f(Y)
//! (N. Buchbinder, M. Feldman, J. Naor, R. Schwartz, 2015, "A tight linear time (1/2)-approximation for
//! unconstrained submodular maximization"). Cost: n gains and n retractions.
use super::growth::Growth;
use super::outcome::{Outcome, Task};
use marginals_core::random::{stream, uniform};
use marginals_core::{Result, Stopped};

pub(super) async fn double_greedy(task: &Task<'_>, random: bool) -> Result<Outcome> {
    let oracle = task.oracle;
    let mut lower = Growth::start(task).await?;
    let (mut upper, _) = oracle.build(&task.problem.allowed, task.problem.allowed.len()).await?;
    let mut trial = oracle.empty_set(task.problem.allowed.len())?;
    for e in task.problem.allowed.iter().copied() {
        if let Some(Stopped::Target) = lower.is_complete() {
            break;
        }
        let gain = oracle.gain(&mut lower.set, e).await?;
        oracle.copy(&upper, &mut trial)?;
        let drop = oracle.retract(&mut trial, e).await?;
        let take = if random {
            let (gain, drop) = (gain.max(0.0), drop.max(0.0));
            let chance = if gain + drop > 0.0 { gain / (gain + drop) } else { 1.0 };
            uniform(&mut stream(oracle.run().seed(), "randomized-double-greedy", u64::from(e))) < chance
        } else {
            // Both are equal in exact arithmetic for the first element of a symmetric function.
            let error = oracle.gain_error(&lower.set).max(oracle.gain_error(&upper));
            gain + 2.0 * error >= drop
        };
        if take {
            lower.add(e, Some(gain)).await?;
        } else {
            std::mem::swap(&mut upper, &mut trial);
        }
    }
    let stopped = lower.is_complete().filter(|stopped| *stopped == Stopped::Target);
    Outcome::of(lower, stopped.unwrap_or(Stopped::Exhausted), task).await
}
