//! Threshold greedy: add whatever gains at least w, with w falling from the largest single gain by 1 − ε.
//!
//! At least 1 − 1/e − ε of the optimum for monotone submodular f and at most k elements, with
//! O((n/ε) ln(n/ε)) gains whatever k is (A. Badanidiyuru, J. Vondrák, 2014, "Fast algorithms for maximizing
//! submodular functions"). Where f is submodular, an old gain below w rules an element out without asking.
use super::greedy::grow;
use super::growth::Growth;
use super::outcome::{Outcome, Task};
use super::scores::Scores;
use marginals_core::{Result, Stopped};

pub(super) async fn threshold_greedy(task: &Task<'_>) -> Result<Outcome> {
    let oracle = task.oracle;
    let mut growth = Growth::start(task).await?;
    let mut scores = Scores::new(oracle, task.problem.size, false)?;
    let submodular = oracle.structure().shape.is_submodular();
    let epsilon = task.problem.request.epsilon;
    let batch = oracle.batching(task.problem.size).preferred;
    let everything = growth.live();
    let first = scores.best(oracle, &mut growth.set, &everything, |_, gain| gain).await?;
    let top = first.map_or(0.0, |pick| pick.gain);
    let last = epsilon / task.problem.allowed.len().max(1) as f64 * top;
    let mut threshold = top;
    while threshold > 0.0 && threshold >= last && growth.is_complete().is_none() {
        let live = growth.live();
        let mut at = 0;
        while at < live.len() && growth.is_complete().is_none() {
            // Elements worth asking about, as many as one batch takes.
            let worth = |scores: &Scores, e: u32| !submodular || scores.upper(e) >= threshold;
            let mut next: Vec<u32> = Vec::with_capacity(batch);
            while at < live.len() && next.len() < batch {
                if growth.admits(live[at]) && worth(&scores, live[at]) {
                    next.push(live[at]);
                }
                at += 1;
            }
            while !next.is_empty() && growth.is_complete().is_none() {
                let stale = scores.stale(&next);
                scores.refresh(oracle, &mut growth.set, &stale).await?;
                let Some(place) = next.iter().position(|e| scores.fresh(*e).is_some_and(|g| g >= threshold))
                else {
                    break;
                };
                let chosen = next[place];
                growth.add(chosen, scores.fresh(chosen)).await?;
                scores.advance();
                // What stood before the chosen one was judged; the rest is judged against the new set.
                next.drain(..=place);
                next.retain(|e| growth.admits(*e) && worth(&scores, *e));
            }
        }
        threshold *= 1.0 - epsilon;
    }
    let mut stopped = growth.is_complete().unwrap_or(Stopped::NoGain);
    if task.problem.exact() {
        stopped = grow(&mut growth, &mut scores, None).await?;
    }
    Outcome::of(growth, stopped, task).await
}
