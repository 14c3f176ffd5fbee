//! Batch greedy: in step i add the q_i elements with the largest gains at once.
//!
//! One pass over the candidates per batch instead of per element. For monotone f with submodularity ratio γ
//! and supermodularity ratios η_i the value is at least 1 − Π_i (1 − q_i η_i γ / k) of the optimum
//! (J. Jagalur-Mohan, Y. Marzouk, 2021, "Batch greedy maximization of non-submodular functions: guarantees
//! and applications to experimental design").
use super::growth::Growth;
use super::outcome::{Outcome, Task};
use super::scores::Scores;
use crate::certificate::Cuts;
use marginals_core::{Result, Stopped};

pub(super) async fn batch_greedy(task: &Task<'_>) -> Result<Outcome> {
    let oracle = task.oracle;
    let mut cuts = Cuts::prepare(task).await?;
    let mut growth = Growth::start(task).await?;
    let mut scores = Scores::new(oracle, task.problem.size, false)?;
    let mut batches = Vec::new();
    let asked = &task.problem.request.batch;
    let stopped = 'steps: loop {
        if let Some(stopped) = growth.is_complete() {
            break stopped;
        }
        let live = growth.live();
        if live.is_empty() {
            break Stopped::Exhausted;
        }
        scores.refresh(oracle, &mut growth.set, &live).await?;
        cuts.see(&growth, &scores);
        let mut order: Vec<(f64, u32)> = live.iter().map(|e| (scores.upper(*e), *e)).collect();
        order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let size = asked.get(batches.len()).or(asked.last()).copied().unwrap_or(2);
        let mut taken = 0;
        for (gain, e) in order {
            if taken == size || growth.is_complete().is_some() {
                break;
            }
            if !growth.admits(e) {
                continue;
            }
            if growth.refuses(gain) {
                if taken == 0 {
                    break 'steps Stopped::NoGain;
                }
                break;
            }
            // Only the first gain of a batch is that of the set it is added to.
            growth.add(e, (taken == 0).then_some(gain)).await?;
            taken += 1;
        }
        batches.push(taken);
        scores.advance();
    };
    let mut outcome = Outcome::with(growth, stopped, cuts, scores, task).await?;
    outcome.facts.batches = batches;
    Ok(outcome)
}
