//! A set under construction: what every algorithm that only adds has in common.
use super::Task;
use super::scores::Scores;
use super::trail::Trail;
use crate::constraint::{Limits, Used};
use crate::oracle::{Oracle, Set};
use marginals_core::{Error, Monotone, Result, Stopped};

/// Elements up to which what is owed under several constraints is kept within reach: one completion per
/// candidate and step. Beyond, an answer that ends short says so.
const LOOKED_AHEAD: usize = 256;

/// The growing set, what its limits still allow, and the path so far.
pub(crate) struct Growth<'a> {
    task: &'a Task<'a>,
    pub set: Set,
    pub trail: Trail,
    used: Used,
    chosen: Vec<bool>,
    /// Name of this path among the sets remembered.
    path: u64,
}

impl<'a> Growth<'a> {
    /// The set of `initial` elements.
    pub async fn start(task: &'a Task<'a>) -> Result<Growth<'a>> {
        Self::from(task, &task.problem.request.initial).await
    }

    /// The empty set, of which nothing is reported.
    pub fn quiet(task: &'a Task<'a>) -> Result<Growth<'a>> {
        let (oracle, problem) = (task.oracle, task.problem);
        let set = oracle.empty_set(problem.size)?;
        Ok(Growth {
            trail: Trail::new(oracle.value(&set)),
            set,
            used: problem.limits.start(),
            chosen: oracle.run().filled("chosen elements", problem.ground, false)?,
            path: oracle.new_path(),
            task,
        })
    }

    /// The set of `members`.
    pub async fn from(task: &'a Task<'a>, members: &[u32]) -> Result<Growth<'a>> {
        let (oracle, problem) = (task.oracle, task.problem);
        oracle.run().progress().start("select", problem.size as u64);
        let mut growth = Self::quiet(task)?;
        growth.look().await?;
        for e in members {
            if problem.limits.has_judges() && !growth.admits(*e) {
                return Err(Error::argument("initial", "independent in every matroid", format_args!("{e}")));
            }
            growth.push(*e, None).await?;
        }
        oracle.remember(growth.path, &growth.trail.indices, &growth.trail.gains, growth.trail.value(), false);
        Ok(growth)
    }

    pub fn oracle(&self) -> &'a Oracle {
        self.task.oracle
    }

    /// Adds `e`; `known` is its gain now, where it was computed.
    pub async fn add(&mut self, e: u32, known: Option<f64>) -> Result<f64> {
        let gain = self.push(e, known).await?;
        // Of an exact size the longest set is nearest to an answer, whatever it is worth.
        let replace = self.task.problem.exact();
        self.oracle().remember(
            self.path,
            &self.trail.indices,
            &self.trail.gains,
            self.trail.value(),
            replace,
        );
        Ok(gain)
    }

    async fn push(&mut self, e: u32, known: Option<f64>) -> Result<f64> {
        let oracle = self.oracle();
        let gain = oracle.commit(&mut self.set, e, known).await?;
        self.task.problem.limits.take(&mut self.used, e);
        self.chosen[e as usize] = true;
        self.look().await?;
        self.trail.push(e, gain, oracle.value(&self.set));
        oracle.run().progress().advance(1);
        Ok(gain)
    }

    pub fn has(&self, e: u32) -> bool {
        self.chosen[e as usize]
    }

    pub fn size(&self) -> usize {
        self.trail.len()
    }

    /// Elements that may be added, ascending.
    pub fn live(&self) -> Vec<u32> {
        self.task.problem.allowed.iter().copied().filter(|e| self.admits(*e)).collect()
    }

    /// The elements of `order` that can be added one after another, in this order.
    pub fn feasible_part(&self, order: &[u32]) -> Vec<u32> {
        let limits = &self.task.problem.limits;
        let mut used = self.used.clone();
        let mut kept = Vec::new();
        for e in order.iter().copied().filter(|e| !self.has(*e)) {
            if limits.admits(&used, e) {
                limits.take(&mut used, e);
                kept.push(e);
                // What an oracle says of a longer set is not known before it is asked.
                if limits.has_judges() {
                    break;
                }
            }
        }
        kept
    }

    /// Elements that may be added once `out` is dropped, ascending; of those only what a lower bound asks for
    /// where `out` leaves one unmet.
    pub async fn live_without(&self, out: u32) -> Result<Vec<u32>> {
        let limits = &self.task.problem.limits;
        let mut used = self.used.clone();
        limits.release(&mut used, out);
        let outside = self.outside();
        judge(self.oracle(), limits, &mut used, &outside).await?;
        let met = limits.is_met(&used);
        let fits = |e: &u32| limits.admits(&used, *e) && (met || limits.is_owed(&used, *e));
        Ok(outside.into_iter().filter(fits).collect())
    }

    /// Whether every lower bound is met without `out`.
    pub fn may_drop(&self, out: u32) -> bool {
        let mut used = self.used.clone();
        self.task.problem.limits.release(&mut used, out);
        self.task.problem.limits.is_met(&used)
    }

    /// Adds the best elements that lower bounds still ask for, which an optimizer would rather leave out.
    pub async fn fulfil(&mut self, scores: &mut Scores) -> Result<()> {
        let limits = &self.task.problem.limits;
        while !limits.is_met(&self.used) {
            let mut owed = self.live();
            owed.retain(|e| limits.is_owed(&self.used, *e));
            let Some(pick) = scores.best(self.oracle(), &mut self.set, &owed, |_, gain| gain).await? else {
                break;
            };
            self.add(pick.element, Some(pick.gain)).await?;
            scores.advance();
        }
        Ok(())
    }

    /// Why nothing could be added: for want of money, where only that keeps an element out.
    pub fn reason(&self, stopped: Stopped) -> Stopped {
        let limits = &self.task.problem.limits;
        let priced_out = stopped == Stopped::Exhausted
            && limits.knapsacks().next().is_some()
            && self.outside().into_iter().any(|e| limits.is_priced_out(&self.used, e));
        if priced_out { Stopped::Budget } else { stopped }
    }

    async fn look(&mut self) -> Result<()> {
        if !self.task.problem.limits.has_judges() {
            return Ok(());
        }
        let outside = self.outside();
        judge(self.oracle(), &self.task.problem.limits, &mut self.used, &outside).await
    }

    /// Elements outside the set, whether a limit blocks them now or not.
    pub fn outside(&self) -> Vec<u32> {
        self.each_outside().collect()
    }

    /// [`Growth::outside`] without a list.
    pub fn each_outside(&self) -> impl Iterator<Item = u32> {
        self.task.problem.allowed.iter().copied().filter(|e| !self.has(*e))
    }

    /// Whether every element outside may be added: the size is the only limit, and it is not reached.
    pub fn has_room(&self) -> bool {
        self.is_limited_by_size_alone() && self.size() < self.task.problem.size
    }

    /// Whether the size is the only limit.
    pub fn is_limited_by_size_alone(&self) -> bool {
        self.task.problem.is_limited_by_size_alone()
    }

    /// Whether `e` may be added: no limit forbids it, and what is owed stays within reach. What may not be
    /// added now never may, since every part of a feasible set is feasible.
    pub fn admits(&self, e: u32) -> bool {
        let problem = self.task.problem;
        if self.has(e) || !problem.limits.admits(&self.used, e) {
            return false;
        }
        // Under one matroid every set grows to the full size; under several it may not.
        if problem.limits.reaches_by_counting() || problem.ground > LOOKED_AHEAD {
            return true;
        }
        let mut used = self.used.clone();
        problem.limits.take(&mut used, e);
        let others: Vec<u32> = self.outside().into_iter().filter(|other| *other != e).collect();
        problem.limits.completes(&used, &others)
    }

    /// Whether `e` would be admitted but for a budget.
    pub fn is_priced_out(&self, e: u32) -> bool {
        !self.has(e) && self.task.problem.limits.is_priced_out(&self.used, e)
    }

    /// Whether the size or the target is reached.
    pub fn is_complete(&self) -> Option<Stopped> {
        let target = self.task.problem.request.target.map(|target| self.oracle().oriented(target));
        if target.is_some_and(|target| self.trail.value() >= target) {
            return Some(Stopped::Target);
        }
        (self.size() >= self.task.problem.size).then_some(Stopped::Size)
    }

    /// Whether an element of this gain should rather stay out. Gains below the rounding error are no gains,
    /// but a function known never to fall may always grow.
    pub fn refuses(&self, gain: f64) -> bool {
        !self.task.problem.exact()
            && self.oracle().structure().monotone != Monotone::Increasing
            && gain <= self.oracle().gain_error(&self.set)
    }
}

/// Refused elements that an oracle is asked about again, to find out one that takes its word back.
const ASKED_AGAIN: usize = 64;

/// Asks the oracles of custom matroids which of `candidates` may join the set that uses `used`.
pub(super) async fn judge(
    oracle: &Oracle,
    limits: &Limits,
    used: &mut Used,
    candidates: &[u32],
) -> Result<()> {
    if !limits.has_judges() {
        return Ok(());
    }
    let members = used.members().to_vec();
    for (judge, verdicts) in limits.judges(used) {
        let (again, open): (Vec<u32>, Vec<u32>) = candidates.iter().partition(|e| verdicts.has_refused(**e));
        let asked = [open, again.into_iter().take(ASKED_AGAIN).collect()].concat();
        let answers = oracle.independent(judge, &asked, &members).await?;
        verdicts.hear(oracle.ground(), &asked, &answers)?;
    }
    Ok(())
}
