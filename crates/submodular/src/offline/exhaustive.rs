//! The optimum: every feasible set in lexicographic order, except those a bound rules out.
//!
//! One batch of gains at S values every S + e. A branch is cut when no completion can reach the best value:
//! for submodular f by f(S) plus the largest gains at S, for supermodular f by f(S) plus the largest last
//! gains f(V) − f(V − e). A greedy answer gives the first threshold. Where the structure is unknown all
//! Σ C(n, j) sets are valued. Of equal values the set with the fewest elements is returned, of those the
//! lexicographically first.
use super::greedy::greedy;
use super::growth::{Growth, judge};
use super::outcome::{Outcome, Task};
use super::reach::Rule;
use crate::certificate::Facts;
use crate::constraint::Used;
use crate::oracle::Set;
use crate::request::{Problem, Request};
use marginals_core::{Error, Result, Stopped};

/// Gains after which a search without a limit of its own gives up.
const MOST_EVALUATIONS: u64 = 1_000_000_000;

/// One set on the path from the initial set, with its extensions.
struct Frame {
    set: Set,
    used: Used,
    value: f64,
    children: Vec<u32>,
    gains: Vec<f64>,
    /// No less than what a completion through each child can reach; infinite without a bound.
    reach: Vec<f64>,
    next: usize,
}

pub(super) async fn exhaustive(task: &Task<'_>) -> Result<Outcome> {
    let (oracle, problem) = (task.oracle, task.problem);
    let shape = oracle.structure().shape;
    let rule = if shape.is_submodular() {
        Rule::Gains
    } else if shape.is_supermodular() {
        Rule::LastGains(oracle.last_gains().await?.gains.clone())
    } else {
        let initial = problem.request.initial.len();
        let limit = problem.request.max_evaluations.unwrap_or(MOST_EVALUATIONS);
        refuse_beyond(limit, problem.allowed.len() - initial, problem.size - initial)?;
        Rule::None
    };
    let mut search = Search::start(task, rule).await?;
    oracle.run().progress().start("search", problem.allowed.len() as u64);
    search.run().await?;
    let members = match search.best.take() {
        Some((_, members)) => members,
        None => search.incumbent.clone(),
    };
    let mut order = problem.request.initial.clone();
    order.extend(members);
    let growth = Growth::from(task, &order).await?;
    let sized = !problem.exact() || growth.size() == problem.size;
    let found = sized && problem.meets_lower_bounds(&growth.trail.indices);
    let bound = found.then_some(growth.trail.value());
    let stopped = growth.is_complete().unwrap_or(Stopped::Exhausted);
    Ok(Outcome {
        trail: growth.trail,
        stopped,
        warnings: Vec::new(),
        bounds: vec![bound; task.sizes.len()],
        facts: Facts { optimal: true, ..Facts::default() },
    })
}

/// Refuses a search that must value more sets than `limit`.
fn refuse_beyond(limit: u64, free: usize, size: usize) -> Result<()> {
    let (mut sets, mut total) = (1.0f64, 0.0f64);
    for chosen in 0..size.min(free) {
        sets *= (free - chosen) as f64 / (chosen + 1) as f64;
        total += sets;
    }
    if total <= limit as f64 {
        return Ok(());
    }
    let expected = format!("small enough for an exhaustive search of at most {limit} sets");
    Err(Error::limit("size", expected, format!("{size} of {free} elements, {total:.3e} sets")))
}

struct Search<'a> {
    task: &'a Task<'a>,
    rule: Rule,
    frames: Vec<Frame>,
    spare: Vec<Set>,
    /// Elements chosen below the root, one per frame after the first.
    path: Vec<u32>,
    best: Option<(f64, Vec<u32>)>,
    /// What the initial elements gained.
    given: Vec<f64>,
    /// The greedy answer, for its value: completions below it need not be looked at.
    incumbent: Vec<u32>,
    threshold: f64,
    slack: f64,
    limit: u64,
}

impl<'a> Search<'a> {
    async fn start(task: &'a Task<'a>, rule: Rule) -> Result<Search<'a>> {
        let quiet = Request { certificate: false, target: None, ..task.problem.request.clone() };
        let problem = Problem::new(&quiet, task.problem.ground)?;
        let greedy = greedy(&Task { problem: &problem, ..*task }, false).await?;
        let sized = !problem.exact() || greedy.trail.len() == problem.size;
        let feasible = sized && problem.meets_lower_bounds(&greedy.trail.indices);
        let initial = &task.problem.request.initial;
        let growth = Growth::from(task, initial).await?;
        // Values of one set differ by rounding between orders of its elements.
        let error = task.oracle.gain_error(&growth.set);
        let slack = 4.0 * task.problem.size as f64 * error + 1e-12 * greedy.trail.value().abs();
        let mut search = Search {
            task,
            rule,
            frames: Vec::new(),
            spare: Vec::new(),
            path: Vec::new(),
            best: None,
            given: growth.trail.gains.clone(),
            incumbent: greedy.trail.indices[initial.len()..].to_vec(),
            threshold: if feasible { greedy.trail.value() - slack } else { f64::NEG_INFINITY },
            slack,
            limit: task.problem.request.max_evaluations.unwrap_or(MOST_EVALUATIONS),
        };
        let mut used = task.problem.limits.start();
        initial.iter().for_each(|e| task.problem.limits.take(&mut used, *e));
        let pool = growth.outside();
        let value = growth.trail.value();
        let sized = initial.len() == task.problem.size || !task.problem.exact();
        if sized && task.problem.limits.is_met(&used) {
            search.offer(value, None);
        }
        search.open(growth.set, used, value, &pool).await?;
        Ok(search)
    }

    /// Takes a feasible set of this value: the path, and `e`.
    fn offer(&mut self, value: f64, last: Option<(u32, f64)>) {
        if value < self.threshold {
            return;
        }
        let members: Vec<u32> = self.path.iter().copied().chain(last.map(|(e, _)| e)).collect();
        let better = self.best.as_ref().is_none_or(|(best, known)| {
            value > *best || (value == *best && (members.len(), &members) < (known.len(), known))
        });
        if better {
            let taken = self.frames.iter().take(self.path.len()).map(|frame| frame.gains[frame.next - 1]);
            let gains: Vec<f64> =
                self.given.iter().copied().chain(taken).chain(last.map(|(_, gain)| gain)).collect();
            let mut indices = self.task.problem.request.initial.clone();
            indices.extend(&members);
            self.task.oracle.remember(0, &indices, &gains, value, true);
            self.threshold = value;
            self.best = Some((value, members));
        }
    }

    /// Values the extensions of a set by elements of `pool` and offers those that are feasible.
    async fn open(&mut self, mut set: Set, mut used: Used, value: f64, pool: &[u32]) -> Result<()> {
        let (oracle, problem) = (self.task.oracle, self.task.problem);
        let room = problem.size - problem.request.initial.len() - self.path.len();
        judge(oracle, &problem.limits, &mut used, pool).await?;
        let mut children: Vec<u32> =
            pool.iter().copied().filter(|e| problem.limits.admits(&used, *e)).collect();
        if problem.exact() && children.len() < room {
            children.clear();
        }
        if oracle.evaluations().saturating_add(children.len() as u64) > self.limit {
            let expected = format!("small enough for an exhaustive search of at most {} gains", self.limit);
            return Err(Error::limit("size", expected, problem.size));
        }
        let mut gains = vec![0.0; children.len()];
        oracle.gains(&mut set, &children, &mut gains).await?;
        if room == 1 || !problem.exact() {
            for (e, gain) in children.iter().zip(&gains) {
                if problem.limits.is_met_with(&used, *e) {
                    self.offer(value + gain, Some((*e, *gain)));
                }
            }
        }
        let reach = self.rule.reach(value, &children, &gains, room, problem.exact());
        self.frames.push(Frame { set, used, value, children, gains, reach, next: 0 });
        Ok(())
    }

    async fn run(&mut self) -> Result<()> {
        let (oracle, problem) = (self.task.oracle, self.task.problem);
        let free = problem.size - problem.request.initial.len();
        while let Some(frame) = self.frames.last_mut() {
            let depth = self.path.len();
            let at = frame.next;
            if depth + 1 >= free || at == frame.children.len() {
                if let Some(frame) = self.frames.pop() {
                    self.spare.push(frame.set);
                }
                self.path.pop();
                continue;
            }
            frame.next += 1;
            if depth == 0 {
                oracle.run().progress().advance(1);
            }
            if frame.reach[at] + self.slack < self.threshold {
                continue;
            }
            let (e, gain) = (frame.children[at], frame.gains[at]);
            let pool = frame.children[at + 1..].to_vec();
            let mut used = frame.used.clone();
            let value = frame.value;
            let mut set = match self.spare.pop() {
                Some(set) => set,
                None => oracle.empty_set(problem.size)?,
            };
            oracle.copy(&self.frames[depth].set, &mut set)?;
            oracle.commit(&mut set, e, Some(gain)).await?;
            problem.limits.take(&mut used, e);
            self.path.push(e);
            self.open(set, used, value + gain, &pool).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_sets_before_it_starts() {
        assert!(refuse_beyond(10 + 45 + 120, 10, 3).is_ok());
        let error = refuse_beyond(174, 10, 3).unwrap_err();
        assert_eq!(
            error.to_string(),
            "size must be small enough for an exhaustive search of at most 174 sets, \
             received 3 of 10 elements, 1.750e2 sets"
        );
    }
}
