//! Branch and bound: the optimum, by looking at the most promising sets first.
//!
//! A branch is a set with the elements that may still join it, in the order of their gains; what it can reach is
//! bounded by its value and the largest gains (`reach.rs`). The branch that can reach most is opened next: one batch
//! of gains values all its children. When none can beat the best set known, that set is optimal; when the search
//! is stopped by `max_evaluations`, the largest reach left is a bound on the optimum that holds all the same, and
//! `gap` stops it once that bound is close enough (G. Nemhauser, L. Wolsey, 1981, "Maximizing submodular set
//! functions: formulations and analysis of algorithms"). Exponential in the worst case; tens of elements choose
//! ten, hundreds choose few. Of sets whose values differ by rounding any may be returned, always the same.
use super::greedy::greedy;
use super::growth::{Growth, judge};
use super::outcome::{Outcome, Task};
use super::reach::Rule;
use crate::certificate::Facts;
use crate::oracle::Set;
use crate::request::{Problem, Request};
use marginals_core::{Charge, Result, Stopped};
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::Arc;

/// Gains after which a search without a limit of its own stops.
const MOST_EVALUATIONS: u64 = 200_000_000;

/// Bytes by which the open branches are announced.
const CHARGED: u64 = 16 << 20;

/// A set that was valued, with its children in the order of their gains.
struct Opened {
    path: Vec<u32>,
    gains_of_path: Vec<f64>,
    value: f64,
    children: Vec<u32>,
    gains: Vec<f64>,
    /// What each child can reach, and the most that it or any later one can.
    reach: Vec<f64>,
    most: Vec<f64>,
}

/// Child `at` of a set and all later ones.
struct Branch {
    most: f64,
    /// Branches of equal reach come in the order they were made.
    number: u64,
    at: usize,
    parent: Arc<Opened>,
}

impl PartialEq for Branch {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Branch {}
impl PartialOrd for Branch {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Branch {
    fn cmp(&self, other: &Self) -> Ordering {
        self.most.total_cmp(&other.most).then(other.number.cmp(&self.number))
    }
}

struct Search<'a> {
    task: &'a Task<'a>,
    rule: Rule,
    branches: BinaryHeap<Branch>,
    made: u64,
    bytes: u64,
    charges: Vec<Charge>,
    /// Whether a limit ended the search.
    spent: bool,
    /// The initial elements, and a set to build others in.
    root: Growth<'a>,
    spare: Set,
    /// The best feasible set below the initial elements.
    best: Vec<u32>,
    value: f64,
    slack: f64,
}

pub(super) async fn branch_and_bound(task: &Task<'_>) -> Result<Outcome> {
    let (oracle, problem) = (task.oracle, task.problem);
    let rule = if oracle.structure().shape.is_submodular() {
        Rule::Gains
    } else {
        Rule::LastGains(oracle.last_gains().await?.gains.clone())
    };
    // A greedy answer rules out what cannot beat it.
    let quiet = Request { certificate: false, target: None, ..problem.request.clone() };
    let quiet = Problem::new(&quiet, problem.ground)?;
    let first = greedy(&Task { problem: &quiet, ..*task }, true).await?;
    let initial = &problem.request.initial;
    let sized = !problem.exact() || first.trail.len() == problem.size;
    let feasible = sized && problem.meets_lower_bounds(&first.trail.indices);
    let growth = Growth::from(task, initial).await?;
    let error = oracle.gain_error(&growth.set);
    let mut search = Search {
        task,
        rule,
        branches: BinaryHeap::new(),
        made: 0,
        bytes: 0,
        charges: Vec::new(),
        spent: false,
        spare: oracle.empty_set(problem.size)?,
        best: first.trail.indices[initial.len()..].to_vec(),
        value: if feasible { first.trail.value() } else { f64::NEG_INFINITY },
        slack: 4.0 * problem.size as f64 * error + 1e-12 * first.trail.value().abs(),
        root: growth,
    };
    oracle.run().progress().start("search", 0);
    let (value, pool) = (search.root.trail.value(), search.root.outside());
    let sized = initial.len() == problem.size || !problem.exact();
    if sized && problem.meets_lower_bounds(initial) && value > search.value {
        (search.value, search.best) = (value, Vec::new());
    }
    search.open(&[], &[], value, pool).await?;
    let left = search.run().await?;
    let mut order = initial.clone();
    order.extend(&search.best);
    let growth = Growth::from(task, &order).await?;
    let sized = !problem.exact() || growth.size() == problem.size;
    let found = sized && problem.meets_lower_bounds(&order);
    let value = if found { growth.trail.value() } else { f64::NEG_INFINITY };
    let bound = left.map_or(value, |left| left.max(value));
    let optimal = found && bound <= value + search.slack;
    let mut stopped = growth.is_complete().unwrap_or(Stopped::Exhausted);
    let mut warnings = Vec::new();
    if !optimal && search.spent {
        stopped = Stopped::Budget;
        let (limit, value, bound) = (search.limit(), oracle.oriented(value), oracle.oriented(bound));
        warnings.push(format!(
            "the search stopped near {limit} gains: the optimum lies between {value} and {bound}"
        ));
    }
    Ok(Outcome {
        trail: growth.trail,
        stopped,
        warnings,
        bounds: vec![(bound > f64::NEG_INFINITY).then_some(bound); task.sizes.len()],
        facts: Facts { optimal, ..Facts::default() },
    })
}

impl Search<'_> {
    fn limit(&self) -> u64 {
        self.task.problem.request.max_evaluations.unwrap_or(MOST_EVALUATIONS)
    }

    /// Whether `more` gains would pass a limit, or the open branches more memory than there is.
    fn is_spent(&mut self, more: usize) -> bool {
        while self.bytes > CHARGED * self.charges.len() as u64 && !self.spent {
            match self.task.oracle.run().charge("open branches", CHARGED) {
                Ok(charge) => self.charges.push(charge),
                Err(_) => self.spent = true,
            }
        }
        // The answer is built once more at the end.
        let needed = (more + self.task.problem.size) as u64;
        self.spent |= self.task.oracle.evaluations().saturating_add(needed) > self.limit();
        self.spent
    }

    /// Opens branches until none can be better. What is left can reach as much as is returned.
    async fn run(&mut self) -> Result<Option<f64>> {
        while let Some(Branch { most, at, parent, .. }) = self.branches.pop() {
            if most <= self.value + self.slack {
                return Ok(None);
            }
            let room = parent.children.len() - at;
            let gap = self.task.problem.request.gap * self.value.abs();
            if most <= self.value + gap || self.is_spent(room) {
                return Ok(Some(most));
            }
            if at + 1 < parent.children.len() {
                self.push(at + 1, &parent);
            }
            if parent.reach[at] <= self.value + self.slack {
                continue;
            }
            let mut path = parent.path.clone();
            path.push(parent.children[at]);
            let mut gains = parent.gains_of_path.clone();
            gains.push(parent.gains[at]);
            let pool = parent.children[at + 1..].to_vec();
            self.open(&path, &gains, parent.value + parent.gains[at], pool).await?;
        }
        Ok(None)
    }

    fn push(&mut self, at: usize, parent: &Arc<Opened>) {
        if parent.most[at] > self.value + self.slack {
            self.made += 1;
            let (most, number) = (parent.most[at], self.made);
            self.branches.push(Branch { most, number, at, parent: Arc::clone(parent) });
        }
    }

    /// Values the extensions of a set by elements of `pool`, keeps the best, and queues those worth opening.
    async fn open(&mut self, path: &[u32], gains_of_path: &[f64], value: f64, pool: Vec<u32>) -> Result<()> {
        let (oracle, problem) = (self.task.oracle, self.task.problem);
        let initial = &problem.request.initial;
        let room = problem.size - initial.len() - path.len();
        oracle.copy(&self.root.set, &mut self.spare)?;
        let mut used = problem.limits.start();
        for e in initial {
            problem.limits.take(&mut used, *e);
        }
        for (e, gain) in path.iter().zip(gains_of_path) {
            oracle.commit(&mut self.spare, *e, Some(*gain)).await?;
            problem.limits.take(&mut used, *e);
        }
        judge(oracle, &problem.limits, &mut used, &pool).await?;
        let mut children = pool;
        children.retain(|e| problem.limits.admits(&used, *e));
        if room == 0 || children.is_empty() || (problem.exact() && children.len() < room) {
            return Ok(());
        }
        let mut computed = oracle.run().filled("gains", children.len(), 0.0)?;
        oracle.gains(&mut self.spare, &children, &mut computed).await?;
        let mut order: Vec<usize> = (0..children.len()).collect();
        order.sort_unstable_by(|a, b| {
            computed[*b].total_cmp(&computed[*a]).then(children[*a].cmp(&children[*b]))
        });
        let children: Vec<u32> = order.iter().map(|at| children[*at]).collect();
        let gains: Vec<f64> = order.iter().map(|at| computed[*at]).collect();
        let sized = room == 1 || !problem.exact();
        let met = |at: &usize| problem.limits.is_met_with(&used, children[*at]);
        if let Some(at) = (0..children.len()).find(met).filter(|at| sized && value + gains[*at] > self.value)
        {
            self.value = value + gains[at];
            self.best = path.iter().copied().chain([children[at]]).collect();
            self.remember(gains_of_path, gains[at]);
        }
        oracle.run().progress().advance(1);
        if room == 1 {
            return Ok(());
        }
        let reach = self.rule.reach(value, &children, &gains, room, problem.exact());
        let mut most = reach.clone();
        for at in (1..most.len()).rev() {
            most[at - 1] = most[at - 1].max(most[at]);
        }
        self.bytes += 64 + 12 * path.len() as u64 + 28 * children.len() as u64;
        let (path, gains_of_path) = (path.to_vec(), gains_of_path.to_vec());
        let opened = Arc::new(Opened { path, gains_of_path, value, children, gains, reach, most });
        self.push(0, &opened);
        Ok(())
    }

    /// Keeps the best set for a run that is stopped.
    fn remember(&self, gains_of_path: &[f64], last: f64) {
        let indices = [&self.root.trail.indices[..], &self.best].concat();
        let gains = [&self.root.trail.gains[..], gains_of_path, &[last]].concat();
        self.task.oracle.remember(0, &indices, &gains, self.value, true);
    }
}
