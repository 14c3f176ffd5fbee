//! Stochastic greedy: the best of ⌈(n/k) ln(1/ε)⌉ random candidates in each of k steps.
//!
//! At least 1 − 1/e − ε of the optimum in expectation for monotone submodular f and at most k elements, with
//! n ln(1/ε) gains in all whatever k is (B. Mirzasoleiman, A. Badanidiyuru, A. Karbasi, J. Vondrák,
//! A. Krause, 2015, "Lazier than lazy greedy").
use super::growth::Growth;
use super::outcome::{Outcome, Task};
use super::scores::Scores;
use marginals_core::random::{ChaCha8Rng, below, stream};
use marginals_core::{Result, Stopped};

pub(super) async fn stochastic_greedy(task: &Task<'_>) -> Result<Outcome> {
    let oracle = task.oracle;
    let mut growth = Growth::start(task).await?;
    let mut scores = Scores::new(oracle, task.problem.size, false)?;
    let steps = task.problem.size - growth.size();
    let count = sample_size(task, steps);
    let mut refused = false;
    for step in 0..steps {
        if growth.is_complete().is_some() {
            break;
        }
        let mut generator = stream(oracle.run().seed(), "stochastic-greedy", step as u64);
        let candidates = sample(&mut generator, growth.live(), count);
        let Some(pick) = scores.best(oracle, &mut growth.set, &candidates, |_, gain| gain).await? else {
            break;
        };
        if growth.refuses(pick.gain) {
            refused = true;
            continue;
        }
        growth.add(pick.element, Some(pick.gain)).await?;
        scores.advance();
    }
    let otherwise = if refused { Stopped::NoGain } else { Stopped::Exhausted };
    let stopped = growth.is_complete().unwrap_or(otherwise);
    Outcome::of(growth, stopped, task).await
}

/// ⌈(n/k) ln(1/ε)⌉, at least 1.
pub(super) fn sample_size(task: &Task<'_>, steps: usize) -> usize {
    let share = task.problem.allowed.len() as f64 / steps.max(1) as f64;
    ((share * (1.0 / task.problem.request.epsilon).ln()).ceil() as usize).max(1)
}

/// `count` of `items` drawn without replacement, ascending.
pub(super) fn sample(generator: &mut ChaCha8Rng, mut items: Vec<u32>, count: usize) -> Vec<u32> {
    let count = count.min(items.len());
    for at in 0..count {
        let other = at + below(generator, (items.len() - at) as u64) as usize;
        items.swap(at, other);
    }
    items.truncate(count);
    items.sort_unstable();
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_distinct_and_cover_everything() {
        let mut seen = [0u32; 10];
        for index in 0..2_000 {
            let drawn = sample(&mut stream(3, "test", index), (0..10).collect(), 3);
            assert!(drawn.len() == 3 && drawn.is_sorted_by(|a, b| a < b));
            drawn.iter().for_each(|e| seen[*e as usize] += 1);
        }
        // Binomial(2000, 0.3): five deviations are 103.
        assert!(seen.iter().all(|count| count.abs_diff(600) < 103), "{seen:?}");
        assert_eq!(sample(&mut stream(3, "test", 0), vec![4, 2], 9), [2, 4]);
    }
}
