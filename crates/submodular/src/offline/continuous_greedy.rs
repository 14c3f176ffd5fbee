//! Continuous greedy: a fractional point climbs the multilinear extension, then is rounded to a set.
//!
//! In each of T steps a base of the matroid is built element by element, always the one with the largest derivative
//! at the point so far, whose coordinate rises by 1/T at once. Along one coordinate the extension is linear, and the
//! elements of the optimum were candidates when those of the base were taken, so a step closes 1/(T + 1) of the
//! distance to the optimum: F ≥ (1 − (1 + 1/T)^(−T)) f(O) after T steps for monotone submodular f under any matroid,
//! where greedy promises 1/2 (G. Calinescu, C. Chekuri, M. Pál, J. Vondrák, 2011, "Maximizing a monotone submodular
//! function subject to a matroid constraint"; the steps are those of A. Badanidiyuru, J. Vondrák, 2014). The promise
//! needs exact derivatives; estimated ones (`extension.rs`) come without. Derivatives only fall as the point climbs,
//! so they are computed lazily. Cost: T bases, each a greedy run over the extension.
//!
//! For matroids where greedy's loss matters; under a size alone it reaches no more than greedy's 1 − 1/e.
use super::extension::Extension;
use super::greedy::grow;
use super::growth::Growth;
use super::outcome::{Outcome, Task};
use super::queue::{Queue, Waiting};
use super::rounding::{pipage, swap};
use super::scores::Scores;
use crate::request::Rounding;
use marginals_core::Result;

/// Derivatives computed at a time before it is known how many are needed.
const BATCH: usize = 8;

pub(super) async fn continuous_greedy(task: &Task<'_>) -> Result<Outcome> {
    let (oracle, problem) = (task.oracle, task.problem);
    let steps = problem.request.steps as u32;
    let mut extension = Extension::start(task, steps)?;
    let growth = Growth::start(task).await?;
    for e in &problem.request.initial {
        extension.set(*e, steps).await?;
    }
    let free = growth.live();
    drop(growth);
    let mut climb = Climb {
        derivative: oracle.run().filled("derivatives", problem.ground, f64::INFINITY)?,
        moment: oracle.run().filled("moments", problem.ground, u64::MAX)?,
        now: 0,
        extension,
    };
    oracle.run().progress().start("climb", u64::from(steps));
    let mut bases = Vec::new();
    for _ in 0..steps {
        bases.push(climb.base(task, &free).await?);
        oracle.run().progress().advance(1);
    }
    let mut extension = climb.extension;
    let exact = extension.is_exact();
    let by_size = problem.is_limited_by_size_alone();
    let piped = exact && by_size && problem.request.rounding != Some(Rounding::Swap);
    let chosen = if piped { pipage(&mut extension, &free, steps).await? } else { swap(task, &bases)? };
    // In the order greedy would add them.
    let mut growth = Growth::start(task).await?;
    let mut scores = Scores::new(oracle, problem.size, true)?;
    scores.choose_among(chosen, &growth);
    let stopped = grow(&mut growth, &mut scores, None).await?;
    let mut outcome = Outcome::of(growth, stopped, task).await?;
    outcome.facts.exact_derivatives = exact;
    outcome.facts.rounded_by_chance = !piped;
    Ok(outcome)
}

/// The climbing point with the last derivatives, which bound the present ones.
struct Climb<'a> {
    extension: Extension<'a>,
    derivative: Vec<f64>,
    /// When each derivative was computed, in moves of the point.
    moment: Vec<u64>,
    now: u64,
}

impl Climb<'_> {
    /// Builds a base, raising the coordinate of each of its elements by one part.
    async fn base(&mut self, task: &Task<'_>, free: &[u32]) -> Result<Vec<u32>> {
        let limits = &task.problem.limits;
        let mut used = limits.start();
        task.problem.request.initial.iter().for_each(|e| limits.take(&mut used, *e));
        let mut queue = Queue::of(task.oracle.run(), free, |e| self.derivative[e as usize])?;
        let mut base = Vec::new();
        let mut batch = BATCH;
        while let Some(top) = queue.pop_if(|_| true) {
            let e = top.element();
            if !limits.admits(&used, e) {
                continue;
            }
            if self.moment[e as usize] == self.now {
                limits.take(&mut used, e);
                base.push(e);
                let parts = self.extension.parts(e);
                self.extension.set(e, parts + 1).await?;
                self.now += 1;
                batch = BATCH;
                continue;
            }
            let mut stale = vec![e];
            while stale.len() < batch {
                let Some(next) = queue.pop_if(|next| self.moment[next.element() as usize] != self.now) else {
                    break;
                };
                stale.push(next.element());
            }
            let mut fresh = vec![0.0; stale.len()];
            self.extension.derivatives(&stale, &mut fresh).await?;
            for (e, derivative) in stale.into_iter().zip(fresh) {
                (self.derivative[e as usize], self.moment[e as usize]) = (derivative, self.now);
                queue.push(Waiting::new(derivative, e));
            }
            batch *= 2;
        }
        Ok(base)
    }
}
