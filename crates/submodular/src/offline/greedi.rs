//! GreeDi and RandGreeDi: greedy on every part of a split, then greedy on what the parts chose.
//!
//! Two rounds, of which the first needs no machine to see more than its part. The answer is the better of the second
//! round's set and the best set of a part. For monotone f, f(∅) = 0, at most k elements and m parts:
//! - any split: at least max((1 − 1/e)/m, 1/k) of the optimum, because some part holds 1/m of its value and greedy
//!   there finds 1 − 1/e of that, and because the best element of all is some part's first choice
//!   (B. Mirzasoleiman, A. Karbasi, R. Sarkar, A. Krause, 2013, "Distributed submodular maximization");
//! - a split that puts each element into a uniformly random part: (1 − 1/e)/2 in expectation, and 1/4 under a matroid
//!   (R. Barbosa, A. Ene, H. Nguyễn, J. Ward, 2015, "The power of randomization"). It needs what greedy here has:
//!   dropping elements that are not chosen does not change the choice.
use super::greedy::grow;
use super::growth::Growth;
use super::outcome::{Outcome, Task};
use super::scores::Scores;
use crate::algorithm::Algorithm;
use crate::request::{Problem, Request};
use marginals_core::random::{below, stream};
use marginals_core::{Error, Result, Stopped};

pub(super) async fn greedi(task: &Task<'_>, random: bool) -> Result<Outcome> {
    let request = &task.problem.request;
    let parts = parts_of(task.problem, random.then_some(task.oracle.run().seed()));
    let mut union = Vec::new();
    let mut best: Option<(f64, Vec<u32>)> = None;
    let given = request.initial.len();
    match &request.first_round {
        Some(answers) => {
            check_answers(&parts, answers)?;
            for answer in answers {
                let mut growth = Growth::start(task).await?;
                for e in answer {
                    if growth.admits(*e) {
                        growth.add(*e, None).await?;
                    }
                }
                keep_best(&mut best, &growth);
                union.extend_from_slice(&growth.trail.indices[given..]);
            }
        }
        None => {
            for part in parts {
                let (growth, _) = greedy_among(task, part).await?;
                keep_best(&mut best, &growth);
                union.extend_from_slice(&growth.trail.indices[given..]);
            }
        }
    }
    union.sort_unstable();
    let (mut growth, mut stopped) = greedy_among(task, union).await?;
    if task.problem.exact() && stopped == Stopped::Exhausted {
        let mut scores = Scores::new(task.oracle, task.problem.size, true)?;
        stopped = grow(&mut growth, &mut scores, None).await?;
    }
    let shorter = |indices: &[u32]| task.problem.exact() && indices.len() < growth.size();
    match best {
        Some((value, indices)) if value > growth.trail.value() && !shorter(&indices) => {
            growth = Growth::from(task, &indices).await?;
            stopped = growth.is_complete().unwrap_or(Stopped::NoGain);
        }
        _ => {}
    }
    Outcome::of(growth, stopped, task).await
}

async fn greedy_among<'a>(task: &'a Task<'a>, elements: Vec<u32>) -> Result<(Growth<'a>, Stopped)> {
    let mut growth = Growth::start(task).await?;
    let mut scores = Scores::new(task.oracle, task.problem.size, true)?;
    scores.choose_among(elements, &growth);
    let stopped = grow(&mut growth, &mut scores, None).await?;
    Ok((growth, stopped))
}

fn keep_best(best: &mut Option<(f64, Vec<u32>)>, growth: &Growth<'_>) {
    let value = growth.trail.value();
    if best.as_ref().is_none_or(|(known, _)| value > *known) {
        *best = Some((value, growth.trail.indices.clone()));
    }
}

/// The parts of the first round of GreeDi or RandGreeDi (`request.algorithm`) on `ground` elements under `seed`, for
/// whoever runs it elsewhere and brings the answers as `request.first_round`.
///
/// # Errors
/// A request that does not fit the ground set.
pub fn machine_parts(request: &Request, ground: usize, seed: u64) -> Result<Vec<Vec<u32>>> {
    let random = request.algorithm == Algorithm::RandGreeDi;
    Ok(parts_of(&Problem::new(request, ground)?, random.then_some(seed)))
}

fn parts_of(problem: &Problem, seed: Option<u64>) -> Vec<Vec<u32>> {
    let initial = &problem.request.initial;
    let free: Vec<u32> = problem.allowed.iter().copied().filter(|e| !initial.contains(e)).collect();
    split(&free, problem.request.machines, seed)
}

/// Parts of `elements` for `machines` machines: consecutive and of equal size, or, with a seed, each element in a
/// uniformly random part that depends on nothing but the seed and the element.
fn split(elements: &[u32], machines: usize, seed: Option<u64>) -> Vec<Vec<u32>> {
    let machines = machines.clamp(1, elements.len().max(1));
    let mut parts = vec![Vec::new(); machines];
    for (at, e) in elements.iter().enumerate() {
        let part = match seed {
            Some(seed) => below(&mut stream(seed, "rand-greedi", u64::from(*e)), machines as u64) as usize,
            None => (at as u128 * machines as u128 / elements.len() as u128) as usize,
        };
        parts[part].push(*e);
    }
    parts
}

fn check_answers(parts: &[Vec<u32>], answers: &[Vec<u32>]) -> Result<()> {
    if answers.len() != parts.len() {
        let expected = format!("one set for each of {} parts", parts.len());
        return Err(Error::shape("firstRound", expected, answers.len()));
    }
    for (at, (part, answer)) in parts.iter().zip(answers).enumerate() {
        let mut seen = answer.clone();
        seen.sort_unstable();
        let twice = seen.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0]);
        if let Some(e) = twice.or_else(|| answer.iter().copied().find(|e| part.binary_search(e).is_err())) {
            let expected = format!("distinct elements of part {at} in place {at}");
            return Err(Error::argument("firstRound", expected, e));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_hold_every_element_once() {
        let elements: Vec<u32> = (0..1_000).map(|e| 3 * e).collect();
        for seed in [None, Some(1), Some(2)] {
            for machines in [1, 3, 7, 5_000] {
                let parts = split(&elements, machines, seed);
                assert_eq!(parts.len(), machines.min(1_000));
                assert!(parts.iter().all(|part| part.is_sorted()));
                let mut all = parts.concat();
                all.sort_unstable();
                assert_eq!(all, elements);
            }
        }
        let sizes: Vec<usize> = split(&elements, 7, None).iter().map(Vec::len).collect();
        assert!(sizes.iter().all(|size| (142..=143).contains(size)), "{sizes:?}");
        let sizes: Vec<usize> = split(&elements, 4, Some(9)).iter().map(Vec::len).collect();
        // Binomial(1000, 1/4): five standard deviations are 68.
        assert!(sizes.iter().all(|size| size.abs_diff(250) < 68), "{sizes:?}");
        assert_eq!(split(&[], 4, None), [[0u32; 0]]);
    }

    #[test]
    fn answers_of_machines_are_checked() {
        let parts = vec![vec![0, 1], vec![2, 3]];
        assert!(check_answers(&parts, &[vec![1], vec![3, 2]]).is_ok());
        assert!(check_answers(&parts, &[vec![1]]).unwrap_err().to_string().contains("each of 2 parts"));
        for wrong in [vec![vec![1, 1], vec![]], vec![vec![2], vec![]]] {
            assert!(check_answers(&parts, &wrong).unwrap_err().to_string().contains("of part 0"));
        }
    }
}
