//! Adaptive sequencing: many elements a round, as many as a random sequence of good ones stays good.
//!
//! For a threshold t that falls from the largest gain by 1 − ε, X holds the elements that gain at least t. A random
//! sequence of X is added up to the first place where fewer than (1 − ε)|X| elements still gain t; then X is
//! filtered. So every element added was a uniform choice among candidates of which a share of 1 − ε gains at least
//! t ≥ (1 − ε)(f(O) − f(S))/k, and X shrinks by a constant factor a round: O(log n · log k · log(k/ε) / ε) rounds of
//! independent gains where greedy needs k (E. Balkanski, A. Rubinstein, Y. Singer, 2019, "An exponential speedup in
//! parallel running time for submodular maximization without loss in approximation"; A. Breuer, E. Balkanski,
//! Y. Singer, 2020, "The FAST algorithm for submodular maximization"). The place is found by bisection, because
//! the share only falls along the sequence.
//!
//! For monotone submodular f and at most k elements, every step multiplies the expected distance to the optimum by
//! 1 − (1 − ε)²/k, and thresholds below ε² of the largest gain over k, which are left out, hold no more than
//! ε²/(1 − ε) of the optimum: at least 1 − e^(−(1−ε)²) − ε²/(1 − ε) of it in expectation, no less than
//! 1 − 1/e − ε. For functions whose batches are much cheaper than single gains, and for callbacks that take long.
use super::greedy::grow;
use super::growth::Growth;
use super::outcome::{Outcome, Task};
use super::scores::Scores;
use marginals_core::random::{shuffle, stream};
use marginals_core::{Result, Stopped};

pub(super) async fn adaptive_sequencing(task: &Task<'_>) -> Result<Outcome> {
    let oracle = task.oracle;
    let mut growth = Growth::start(task).await?;
    let mut scores = Scores::new(oracle, task.problem.size, false)?;
    let epsilon = task.problem.request.epsilon;
    let live = growth.live();
    scores.refresh(oracle, &mut growth.set, &live).await?;
    let top = live.iter().map(|e| scores.upper(*e)).fold(0.0, f64::max);
    let last = epsilon * epsilon * top / task.problem.size.max(1) as f64;
    let submodular = oracle.structure().shape.is_submodular();
    let (mut threshold, mut round) = (top, 0);
    while threshold > 0.0 && threshold >= last && growth.is_complete().is_none() {
        // Old gains below the threshold rule an element out where gains only shrink.
        let mut good = growth.live();
        good.retain(|e| !submodular || scores.upper(*e) >= threshold);
        let stale = scores.stale(&good);
        scores.refresh(oracle, &mut growth.set, &stale).await?;
        good.retain(|e| scores.fresh(*e).is_some_and(|gain| gain >= threshold));
        while !good.is_empty() && growth.is_complete().is_none() {
            let mut sequence = good.clone();
            shuffle(&mut stream(oracle.run().seed(), "adaptive-sequencing", round), &mut sequence);
            round += 1;
            let sequence = growth.feasible_part(&sequence);
            let length = good_prefix(task, &growth, &good, &sequence, threshold).await?;
            for e in &sequence[..length] {
                if growth.is_complete().is_none() && growth.admits(*e) {
                    growth.add(*e, None).await?;
                    scores.advance();
                }
            }
            good.retain(|e| growth.admits(*e));
            scores.refresh(oracle, &mut growth.set, &good).await?;
            good.retain(|e| scores.fresh(*e).is_some_and(|gain| gain >= threshold));
        }
        threshold *= 1.0 - epsilon;
    }
    let mut stopped = growth.is_complete().unwrap_or(Stopped::NoGain);
    if task.problem.exact() {
        stopped = grow(&mut growth, &mut scores, None).await?;
    }
    Outcome::of(growth, stopped, task).await
}

/// The least length after which at most a share of 1 − ε of `good` still gains the threshold, or all of `sequence`.
async fn good_prefix(
    task: &Task<'_>,
    growth: &Growth<'_>,
    good: &[u32],
    sequence: &[u32],
    threshold: f64,
) -> Result<usize> {
    let oracle = task.oracle;
    let enough = (1.0 - task.problem.request.epsilon) * good.len() as f64;
    let mut base = oracle.empty_set(task.problem.size)?;
    oracle.copy(&growth.set, &mut base)?;
    let mut trial = oracle.empty_set(task.problem.size)?;
    let mut place = oracle.run().filled("places in a sequence", task.problem.ground, usize::MAX)?;
    sequence.iter().enumerate().for_each(|(at, e)| place[*e as usize] = at);
    let mut gains = oracle.run().filled("gains", good.len(), 0.0)?;
    // After `low` the share is known to be large; `high` is where the prefix ends at the latest.
    let (mut low, mut high) = (0, sequence.len());
    let mut stride = 1;
    while low + 1 < high {
        // Prefixes are short more often than long: double first, then halve.
        let middle = (low + stride).min(low.midpoint(high));
        oracle.copy(&base, &mut trial)?;
        for e in &sequence[low..middle] {
            oracle.commit(&mut trial, *e, None).await?;
        }
        let outside: Vec<u32> = good.iter().copied().filter(|e| place[*e as usize] >= middle).collect();
        let gains = &mut gains[..outside.len()];
        oracle.gains(&mut trial, &outside, gains).await?;
        let still = gains.iter().filter(|gain| **gain >= threshold).count();
        if still as f64 > enough {
            (low, stride) = (middle, 2 * stride);
            std::mem::swap(&mut base, &mut trial);
        } else {
            high = middle;
        }
    }
    Ok(high)
}
