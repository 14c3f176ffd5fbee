//! Stochastic greedy: the best of ⌈(n/k) ln(1/ε)⌉ random candidates in each of k steps.
//!
//! At least 1 − 1/e − ε of the optimum in expectation for monotone submodular f and at most k elements, with
//! n ln(1/ε) gains in all whatever k is (B. Mirzasoleiman, A. Badanidiyuru, A. Karbasi, J. Vondrák,
//! A. Krause, 2015, "Lazier than lazy greedy"). Lazier-than-lazy greedy makes the same draws and computes of a
//! sample only what its old gains do not rule out: the same answer with fewer gains where gains only shrink.
use super::growth::Growth;
use super::live::Live;
use super::outcome::{Outcome, Task};
use super::scores::Scores;
use marginals_core::random::{ChaCha8Rng, below, stream};
use marginals_core::{Result, Stopped};

/// Stochastic greedy; `lazy` computes only the gains that can win.
pub(super) async fn stochastic_greedy(task: &Task<'_>, lazy: bool) -> Result<Outcome> {
    let oracle = task.oracle;
    let mut growth = Growth::start(task).await?;
    let mut scores = Scores::new(oracle, task.problem.size, lazy)?;
    let mut live = Live::of(&growth);
    let steps = task.problem.size - growth.size();
    let count = sample_size(task, steps);
    let mut refused = false;
    for step in 0..steps {
        if growth.is_complete().is_some() {
            break;
        }
        let mut generator = stream(oracle.run().seed(), "stochastic-greedy", step as u64);
        let candidates = sample(&mut generator, live.now(&growth), count);
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

/// `count` of `items` drawn without replacement, in their order (R. W. Floyd, in J. Bentley, 1987, "Programming
/// pearls: a sample of brilliance"): one bit per item and one number per draw.
pub(super) fn sample(generator: &mut ChaCha8Rng, items: &[u32], count: usize) -> Vec<u32> {
    if count >= items.len() {
        return items.to_vec();
    }
    let mut drawn = vec![0u64; items.len().div_ceil(64)];
    for last in items.len() - count..items.len() {
        let any = below(generator, last as u64 + 1) as usize;
        // A place drawn before stands for the last one, which was not in any draw before.
        let place = if drawn[any / 64] >> (any % 64) & 1 == 1 { last } else { any };
        drawn[place / 64] |= 1 << (place % 64);
    }
    let mut chosen = Vec::with_capacity(count);
    for (word, mut bits) in drawn.into_iter().enumerate() {
        while bits != 0 {
            chosen.push(items[64 * word + bits.trailing_zeros() as usize]);
            bits &= bits - 1;
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_distinct_and_cover_everything() {
        let mut seen = [0u32; 10];
        let items: Vec<u32> = (0..10).collect();
        for index in 0..2_000 {
            let drawn = sample(&mut stream(3, "test", index), &items, 3);
            assert!(drawn.len() == 3 && drawn.is_sorted_by(|a, b| a < b));
            drawn.iter().for_each(|e| seen[*e as usize] += 1);
        }
        // Binomial(2000, 0.3): five deviations are 103.
        assert!(seen.iter().all(|count| count.abs_diff(600) < 103), "{seen:?}");
        assert_eq!(sample(&mut stream(3, "test", 0), &[2, 4], 9), [2, 4]);
    }
}
