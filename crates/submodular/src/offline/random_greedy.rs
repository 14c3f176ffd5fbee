//! Random greedy: a uniformly random one of the k largest gains in each of k steps.
//!
//! 1/e of the optimum in expectation for submodular f ≥ 0, monotone or not, and at most k elements; 1 − 1/e
//! when f is monotone (N. Buchbinder, M. Feldman, J. Naor, R. Schwartz, 2014, "Submodular maximization with
//! cardinality constraints"). Elements without gain stand for dummies: drawing one adds nothing.
use super::growth::Growth;
use super::outcome::{Outcome, Task};
use super::scores::Scores;
use crate::certificate::Cuts;
use marginals_core::random::{below, stream};
use marginals_core::{Result, Stopped};

pub(super) async fn random_greedy(task: &Task<'_>) -> Result<Outcome> {
    let oracle = task.oracle;
    let mut cuts = Cuts::prepare(task).await?;
    let mut growth = Growth::start(task).await?;
    let mut scores = Scores::new(oracle, task.problem.size, false)?;
    let steps = task.problem.size - growth.size();
    let exact = task.problem.exact();
    let mut refused = false;
    for step in 0..steps {
        if growth.is_complete().is_some() {
            break;
        }
        let mut live = growth.live();
        let stale = scores.stale(&live);
        scores.refresh(oracle, &mut growth.set, &stale).await?;
        cuts.see(&growth, &scores);
        live.sort_unstable_by(|a, b| scores.upper(*b).total_cmp(&scores.upper(*a)).then(a.cmp(b)));
        // For an exact size there are no dummies, so the draw is among what is there.
        let pool = if exact { steps.min(live.len()) } else { steps };
        if pool == 0 {
            break;
        }
        let mut generator = stream(oracle.run().seed(), "random-greedy", step as u64);
        let drawn = live.get(below(&mut generator, pool as u64) as usize).copied();
        match drawn.and_then(|e| scores.fresh(e).map(|gain| (e, gain))) {
            Some((e, gain)) if exact || !growth.refuses(gain) => {
                growth.add(e, Some(gain)).await?;
                scores.advance();
            }
            _ => refused = true,
        }
    }
    let otherwise = if refused { Stopped::NoGain } else { Stopped::Exhausted };
    let stopped = growth.is_complete().unwrap_or(otherwise);
    Outcome::with(growth, stopped, cuts, scores, task).await
}
