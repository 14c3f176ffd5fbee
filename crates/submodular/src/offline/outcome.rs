//! What an optimizer found, and how it becomes a [`Selection`].
use super::choice::reason;
use super::growth::Growth;
use super::scores::{Scores, Violation};
use super::trail::Trail;
use crate::algorithm::Algorithm;
use crate::certificate::{Cuts, Facts, guarantee};
use crate::oracle::Oracle;
use crate::request::Problem;
use marginals_core::{Result, Selection, Shape, Stopped};

/// One problem, asked of one oracle, for some sizes.
#[derive(Clone, Copy)]
pub(crate) struct Task<'a> {
    pub oracle: &'a Oracle,
    pub problem: &'a Problem,
    /// Sizes a bound is wanted for; the largest is the problem's.
    pub sizes: &'a [usize],
}

/// What an optimizer found.
pub(crate) struct Outcome {
    pub trail: Trail,
    pub stopped: Stopped,
    pub warnings: Vec<String>,
    /// One for each size of the task.
    pub bounds: Vec<Option<f64>>,
    pub facts: Facts,
}

impl Outcome {
    /// The end of an algorithm that computed no cuts on its way: one at the empty set and one at the final.
    pub async fn of(mut growth: Growth<'_>, stopped: Stopped, task: &Task<'_>) -> Result<Outcome> {
        let mut own = Scores::new(task.oracle, task.problem.size, false)?;
        growth.fulfil(&mut own).await?;
        let mut cuts = Cuts::prepare(task).await?;
        let mut scores = Scores::new(task.oracle, task.problem.size, false)?;
        if cuts.wants_gains() && growth.size() > 0 {
            let mut empty = Growth::quiet(task)?;
            scores.refresh(task.oracle, &mut empty.set, &task.problem.allowed).await?;
            cuts.observe(&empty, |e| scores.upper(e));
            scores.advance();
        }
        Self::with(growth, stopped, cuts, scores, task).await
    }

    /// The end of an algorithm that showed its gains to `cuts` as it went.
    pub async fn with(
        mut growth: Growth<'_>,
        stopped: Stopped,
        mut cuts: Cuts<'_>,
        mut scores: Scores,
        task: &Task<'_>,
    ) -> Result<Outcome> {
        growth.fulfil(&mut scores).await?;
        let stopped = growth.reason(stopped);
        if cuts.wants_gains() {
            scores.refresh_for_bound(task.oracle, &mut growth, task.problem.size).await?;
            cuts.take(&growth, &scores);
        }
        if scores.violation.is_some() && task.oracle.structure().shape.is_submodular() {
            cuts.withdraw();
        }
        let (bounds, curvature) = cuts.finish().await?;
        let facts = Facts { curvature, ..Facts::default() };
        let mut outcome = Outcome { trail: growth.trail, stopped, warnings: Vec::new(), bounds, facts };
        outcome.report(scores.violation, task);
        Ok(outcome)
    }

    /// What a gain that grew means for the declared structure.
    fn report(&mut self, violation: Option<Violation>, task: &Task<'_>) {
        let Some(Violation { element, before, after }) = violation else { return };
        let structure = task.oracle.structure();
        let (before, after) = (task.oracle.oriented(before), task.oracle.oriented(after));
        let grew = format!("the gain of element {element} went from {before} to {after} as the set grew");
        let kind = if task.oracle.minimizing() { "supermodular" } else { "submodular" };
        match structure.shape {
            Shape::Submodular | Shape::Modular => {
                self.facts.broken = true;
                self.warnings.push(format!("the function is not {kind} although so declared: {grew}"));
            }
            Shape::Unknown => self.warnings.push(format!("the function is not {kind}: {grew}")),
            Shape::Supermodular => {}
        }
    }

    /// The answer for the size at place `at` of the task.
    pub fn selection(&self, algorithm: Algorithm, task: &Task<'_>, at: usize) -> Selection {
        let (oracle, problem) = (task.oracle, task.problem);
        let size = task.sizes.get(at).copied().unwrap_or(problem.size);
        let trail = self.trail.prefix(size);
        let stopped = if trail.len() < self.trail.len() { Stopped::Size } else { self.stopped };
        let sized = !problem.exact() || trail.len() == size;
        let feasible = sized && problem.meets_lower_bounds(&trail.indices);
        // A bound below a feasible value is rounding.
        let raised = |bound: f64| if feasible { bound.max(trail.value()) } else { bound };
        let bound = self.bounds.get(at).copied().flatten().map(raised);
        let remarks = oracle.remarks();
        let mut warnings = remarks.warnings;
        warnings.extend_from_slice(&self.warnings);
        if !feasible && stopped != Stopped::Target {
            let (length, limits) = (trail.len(), problem.limits.words());
            warnings.push(if sized {
                format!(
                    "a lower bound is not met by the {length} elements: {limits} admit no further element"
                )
            } else {
                format!("{length} of exactly {size} elements were chosen: {limits} admit no further element")
            });
        }
        Selection {
            gains: trail.gains.iter().map(|gain| oracle.oriented(*gain)).collect(),
            value: oracle.oriented(trail.value()),
            bound: bound.map(|bound| oracle.oriented(bound)),
            bound_condition: bound.map(|_| bound_condition(algorithm, task, size)),
            // A run that stopped at its target promises nothing about the optimum.
            guarantee: (stopped != Stopped::Target)
                .then(|| guarantee(algorithm, task, size, &self.facts))
                .flatten(),
            evaluations: oracle.evaluations(),
            algorithm: algorithm.name(),
            reason: reason(oracle, problem),
            method: remarks.method,
            seed: oracle.run().seed(),
            stopped,
            warnings,
            indices: trail.indices,
        }
    }
}

fn bound_condition(algorithm: Algorithm, task: &Task<'_>, size: usize) -> String {
    let (oracle, problem) = (task.oracle, task.problem);
    let word = if problem.exact() { "exactly" } else { "at most" };
    let limits = match problem.limits.is_size_only() {
        true => String::new(),
        false => format!(" within {}", problem.limits.words()),
    };
    let sets = match algorithm {
        Algorithm::Queyranne => "all sets that are neither empty nor full".to_string(),
        _ => format!("all sets of {word} {size} elements{limits}"),
    };
    if matches!(algorithm, Algorithm::Exhaustive | Algorithm::BranchAndBound) {
        let given = if problem.request.initial.is_empty() { "" } else { " that hold the initial elements" };
        return format!("{sets}{given}, each compared or ruled out");
    }
    let structure = oracle.structure();
    let shape = if oracle.minimizing() { structure.shape.negated() } else { structure.shape };
    format!("f is {} ({}), over {sets}", shape.name(), structure.evidence.name())
}
