//! Greedy and lazy greedy: add the element that gains most, until nothing gains or the size is reached.
//!
//! For monotone submodular f and at most k elements the value is at least (1 − 1/e) of the optimum
//! (G. Nemhauser, L. Wolsey, M. Fisher, 1978); with curvature κ at least (1 − e^{−κ})/κ of it (M. Conforti,
//! G. Cornuéjols, 1984); under one partition matroid 1/2. Cost: n gains a step; lazy greedy computes only
//! those that can still win and chooses the same elements.
use super::growth::Growth;
use super::outcome::{Outcome, Task};
use super::scores::Scores;
use crate::certificate::{Cuts, Facts};
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
        let live = growth.live();
        let Some(pick) = scores.best(oracle, &mut growth.set, &live, |_, gain| gain).await? else {
            break Stopped::Exhausted;
        };
        if cuts.wants_gains() && scores.covers(&growth.outside()) {
            cuts.observe(&growth, |e| scores.upper(e));
        }
        if growth.refuses(pick.gain) {
            break Stopped::NoGain;
        }
        growth.add(pick.element, Some(pick.gain)).await?;
        scores.advance();
    };
    if cuts.wants_gains() {
        let outside = growth.outside();
        if lazy && scores.covers(&outside) {
            scores.refresh_largest(oracle, &mut growth.set, &outside, task.problem.size).await?;
        } else {
            let stale = scores.stale(&outside);
            scores.refresh(oracle, &mut growth.set, &stale).await?;
        }
        cuts.observe(&growth, |e| scores.upper(e));
    }
    if scores.violation.is_some() && oracle.structure().shape.is_submodular() {
        cuts.withdraw();
    }
    let (bounds, curvature) = cuts.finish().await?;
    let facts = Facts { curvature, ..Facts::default() };
    let mut outcome = Outcome { trail: growth.trail, stopped, warnings: Vec::new(), bounds, facts };
    outcome.report(scores.violation, task);
    Ok(outcome)
}
