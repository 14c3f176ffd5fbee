//! Greedy and lazy greedy: add the element that gains most, until nothing gains or the size is reached.
//!
//! For monotone submodular f and at most k elements the value is at least (1 − 1/e) of the optimum
//! (G. Nemhauser, L. Wolsey, M. Fisher, 1978); with curvature κ at least (1 − e^{−κ})/κ of it (M. Conforti,
//! G. Cornuéjols, 1984); under one partition matroid 1/2. Cost: n gains a step; lazy greedy computes only
//! those that can still win and chooses the same elements.
use super::growth::Growth;
use super::outcome::{Outcome, Task};
use super::scores::Scores;
use crate::certificate::Cuts;
use marginals_core::{Result, Stopped};

/// Greedy; `lazy` computes only the gains that can win.
pub(super) async fn greedy(task: &Task<'_>, lazy: bool) -> Result<Outcome> {
    staged(task, if lazy { 0 } else { usize::MAX }).await
}

/// Greedy with as many full passes as said, lazy from there on.
async fn staged(task: &Task<'_>, full_passes: usize) -> Result<Outcome> {
    let mut cuts = Cuts::prepare(task).await?;
    let mut growth = Growth::start(task).await?;
    let mut scores = Scores::new(task.oracle, task.problem.size, true)?.after(full_passes);
    let stopped = grow(&mut growth, &mut scores, Some(&mut cuts)).await?;
    Outcome::with(growth, stopped, cuts, scores, task).await
}

/// Two-stage greedy: `first_stage` steps by full passes, lazy after them (J. Schreiber, J. Bilmes, W. S. Noble,
/// 2020, "apricot: Submodular selection for data summarization in Python").
///
/// The same answer as greedy. Worth it where nearly every old gain is overtaken in the first steps and a full
/// pass costs less than its gains one by one; lazy greedy, which turns to a full pass by itself, seldom loses.
pub(super) async fn two_stage_greedy(task: &Task<'_>) -> Result<Outcome> {
    staged(task, task.problem.request.first_stage).await
}

/// Adds the best candidate of `scores` until nothing gains, the set is complete or no candidate is left.
pub(super) async fn grow(
    growth: &mut Growth<'_>,
    scores: &mut Scores,
    mut cuts: Option<&mut Cuts<'_>>,
) -> Result<Stopped> {
    let oracle = growth.oracle();
    loop {
        if let Some(stopped) = growth.is_complete() {
            return Ok(stopped);
        }
        let Some(pick) = scores.next(oracle, growth).await? else { return Ok(Stopped::Exhausted) };
        if let Some(cuts) = &mut cuts {
            cuts.see(growth, scores);
        }
        if growth.refuses(pick.gain) {
            return Ok(Stopped::NoGain);
        }
        growth.add(pick.element, Some(pick.gain)).await?;
        scores.advance();
    }
}
