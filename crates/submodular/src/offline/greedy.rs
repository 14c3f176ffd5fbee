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
    let oracle = task.oracle;
    let mut cuts = Cuts::prepare(task).await?;
    let mut growth = Growth::start(task).await?;
    let mut scores = Scores::new(oracle, task.problem.size, lazy)?;
    let stopped = loop {
        if let Some(stopped) = growth.is_complete() {
            break stopped;
        }
        let Some(pick) = scores.next(oracle, &mut growth).await? else {
            break Stopped::Exhausted;
        };
        cuts.see(&growth, &scores);
        if growth.refuses(pick.gain) {
            break Stopped::NoGain;
        }
        growth.add(pick.element, Some(pick.gain)).await?;
        scores.advance();
    };
    Outcome::with(growth, stopped, cuts, scores, task).await
}
