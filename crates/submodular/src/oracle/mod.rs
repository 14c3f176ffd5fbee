//! The one thing optimizers talk to: gains, commits and retractions of an objective, wherever it lives.
//!
//! Optimizers are `async` functions over an [`Oracle`]. An objective in Rust answers at once, so its future is
//! ready at the first poll; an objective behind a callback leaves the future pending with a [`Question`],
//! which the [`Session`](crate::Session) hands out and whose answer it brings back. No runtime is involved.
//!
//! The oracle turns minimisation into maximisation of −f, counts gains, checks for cancellation, refuses
//! numbers that are not finite, and remembers the best set for runs that are stopped.
mod best;
mod bounds;
mod callback;
mod set;

use best::BestSoFar;
pub(crate) use bounds::LastGains;
pub(crate) use callback::Mailbox;
pub use callback::Question;
pub(crate) use set::Set;

use crate::constraint::Judge;
use crate::request::Sense;
use marginals_core::{Error, Guarantee, Multilinear, Objective, Remarks, Result, Run, Structure};
use set::{Kind, Replayed};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

/// Where answers come from.
enum Source {
    Native(Arc<dyn Objective>),
    Callback(Arc<Mailbox>),
}

/// What batching is worth.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Batching {
    pub preferred: usize,
    /// Cost of a full pass in single gains.
    pub full_pass: f64,
}

/// Asks one objective, always to be maximised.
pub(crate) struct Oracle {
    source: Source,
    ground: usize,
    structure: Structure,
    minimizing: bool,
    run: Run,
    evaluations: AtomicU64,
    limit: u64,
    last: OnceLock<LastGains>,
    best: Mutex<Option<BestSoFar>>,
    /// Where the oracles of custom matroids are asked that live elsewhere.
    judges: Option<Arc<Mailbox>>,
    paths: AtomicU64,
}

/// An element of a trail with its gain and the value after it.
const BYTES_PER_MEMBER: u64 = 20;

/// Callbacks are cheap to ask for several candidates and dear to ask often.
const CALLBACK_BATCH: usize = 8;

impl Oracle {
    pub fn native(objective: Arc<dyn Objective>, sense: Sense, limit: Option<u64>, run: &Run) -> Oracle {
        let (ground, structure) = (objective.ground_size(), objective.structure());
        Self::new(Source::Native(objective), ground, structure, sense, limit, run)
    }

    pub fn callback(
        mailbox: Arc<Mailbox>,
        ground: usize,
        structure: Structure,
        sense: Sense,
        limit: Option<u64>,
        run: &Run,
    ) -> Oracle {
        Self::new(Source::Callback(mailbox), ground, structure, sense, limit, run)
    }

    fn new(
        source: Source,
        ground: usize,
        structure: Structure,
        sense: Sense,
        limit: Option<u64>,
        run: &Run,
    ) -> Oracle {
        let minimizing = sense == Sense::Minimize;
        Oracle {
            source,
            ground,
            structure: if minimizing { structure.negated() } else { structure },
            minimizing,
            run: run.clone(),
            evaluations: AtomicU64::new(0),
            limit: limit.unwrap_or(u64::MAX),
            last: OnceLock::new(),
            best: Mutex::new(None),
            judges: None,
            paths: AtomicU64::new(0),
        }
    }

    /// The same oracle, asking custom matroids that live elsewhere through `mailbox`.
    pub fn with_judges(self, mailbox: &Arc<Mailbox>) -> Oracle {
        Oracle { judges: Some(Arc::clone(mailbox)), ..self }
    }

    /// Which of `candidates` make an independent set with `members`.
    pub async fn independent(&self, judge: &Judge, candidates: &[u32], members: &[u32]) -> Result<Vec<bool>> {
        self.run.check()?;
        if candidates.is_empty() {
            return Ok(Vec::new());
        }
        let number = match judge {
            Judge::Here(independent) => {
                let mut set = members.to_vec();
                return candidates
                    .iter()
                    .map(|e| {
                        set.push(*e);
                        let verdict = independent(&set);
                        set.pop();
                        verdict
                    })
                    .collect();
            }
            Judge::Elsewhere(number) => *number,
        };
        let Some(mailbox) = &self.judges else {
            return Err(Error::unsupported(
                "constraint",
                "a matroid whose oracle can be asked here",
                "another",
            ));
        };
        let (candidates, selected) = (candidates.to_vec(), members.to_vec());
        let answer = mailbox.ask(Question { candidates, selected, matroid: Some(number) }).await?;
        self.run.check()?;
        Ok(answer.into_iter().map(|verdict| verdict != 0.0).collect())
    }

    pub fn ground(&self) -> usize {
        self.ground
    }

    pub fn run(&self) -> &Run {
        &self.run
    }

    /// What follows runs in another context.
    pub fn set_run(&mut self, run: Run) {
        self.run = run;
    }

    pub fn minimizing(&self) -> bool {
        self.minimizing
    }

    /// Structure of what is maximised.
    pub fn structure(&self) -> Structure {
        self.structure
    }

    /// Whether the objective answers in Rust, not through a callback.
    pub fn is_native(&self) -> bool {
        matches!(self.source, Source::Native(_))
    }

    /// What the function says about how it computes.
    pub fn remarks(&self) -> Remarks {
        match &self.source {
            Source::Native(objective) => objective.remarks(),
            Source::Callback(_) => Remarks::default(),
        }
    }

    /// What plain greedy under a size is worth by a theorem of the function's own.
    pub fn greedy_guarantee(&self) -> Option<Guarantee> {
        match &self.source {
            Source::Native(objective) if !self.minimizing => objective.greedy_guarantee(),
            _ => None,
        }
    }

    /// The exact multilinear extension of the objective as its author sees it, where there is one.
    pub fn multilinear(&self) -> Result<Option<Box<dyn Multilinear + '_>>> {
        match &self.source {
            Source::Native(objective) => objective.multilinear(&self.run),
            Source::Callback(_) => Ok(None),
        }
    }

    /// Gains computed so far.
    pub fn evaluations(&self) -> u64 {
        self.evaluations.load(Ordering::Relaxed)
    }

    /// A number as the caller sees it, from one the optimizers see, and back.
    pub fn oriented(&self, number: f64) -> f64 {
        if self.minimizing { 0.0 - number } else { number + 0.0 }
    }

    pub fn batching(&self, size: usize) -> Batching {
        match &self.source {
            Source::Native(objective) => {
                let plan = objective.plan(size);
                Batching { preferred: plan.preferred_batch.max(1), full_pass: plan.full_pass }
            }
            Source::Callback(_) => Batching { preferred: CALLBACK_BATCH, full_pass: self.ground as f64 },
        }
    }

    /// Bytes of a set that grows to `size` elements.
    pub fn state_bytes(&self, size: usize) -> u64 {
        let own = match &self.source {
            Source::Native(objective) => objective.plan(size).state_bytes,
            Source::Callback(_) => 0,
        };
        own.saturating_add((size as u64).saturating_mul(BYTES_PER_MEMBER))
    }

    pub fn count(&self, gains: usize) -> Result<()> {
        self.run.check()?;
        let before = self.evaluations.fetch_add(gains as u64, Ordering::Relaxed);
        if before.saturating_add(gains as u64) > self.limit {
            self.evaluations.fetch_sub(gains as u64, Ordering::Relaxed);
            return Err(Error::limit(
                "maxEvaluations",
                "large enough for the search",
                format_args!("{} with {} gains needed", self.limit, before + gains as u64),
            ));
        }
        Ok(())
    }

    /// The empty set, ready to grow to `size` elements.
    pub fn empty_set(&self, size: usize) -> Result<Set> {
        Ok(Set(match &self.source {
            Source::Native(objective) => Kind::Native(objective.new_state(size, &self.run)?),
            Source::Callback(_) => Kind::Replayed(Replayed::new(self.structure.empty_value)),
        }))
    }

    /// Writes the gain of every candidate.
    pub async fn gains(&self, set: &mut Set, candidates: &[u32], out: &mut [f64]) -> Result<()> {
        if candidates.is_empty() {
            return self.run.check();
        }
        self.count(candidates.len())?;
        match (&self.source, &mut set.0) {
            (Source::Native(objective), Kind::Native(state)) => {
                objective.gains(state, candidates, &self.run, out)?;
                if let Some(at) = out.iter().position(|gain| !gain.is_finite()) {
                    let received = format_args!("{} for element {}", out[at], candidates[at]).to_string();
                    return Err(Error::non_finite("objective", "a function with finite gains", received));
                }
            }
            (Source::Callback(mailbox), Kind::Replayed(replayed)) => {
                let (candidates, selected) = (candidates.to_vec(), replayed.members.clone());
                let answer = mailbox.ask(Question { candidates, selected, matroid: None }).await?;
                self.run.check()?;
                out.copy_from_slice(&answer);
            }
            _ => return Err(mixed()),
        }
        if self.minimizing {
            out.iter_mut().for_each(|gain| *gain = 0.0 - *gain);
        }
        Ok(())
    }

    /// Writes the gain of one element over several sets.
    pub async fn gains_across(&self, sets: &mut [&mut Set], e: u32, out: &mut [f64]) -> Result<()> {
        let Source::Native(objective) = &self.source else {
            for (set, gain) in sets.iter_mut().zip(out) {
                *gain = self.gain(set, e).await?;
            }
            return Ok(());
        };
        if sets.is_empty() {
            return self.run.check();
        }
        self.count(sets.len())?;
        let mut states = self.run.reserved("states", sets.len())?;
        for set in sets.iter_mut() {
            let Kind::Native(state) = &mut set.0 else { return Err(mixed()) };
            states.push(state);
        }
        objective.gains_across(&mut states, e, &self.run, out)?;
        if let Some(gain) = out.iter().find(|gain| !gain.is_finite()) {
            let received = format_args!("{gain} for element {e}").to_string();
            return Err(Error::non_finite("objective", "a function with finite gains", received));
        }
        if self.minimizing {
            out.iter_mut().for_each(|gain| *gain = 0.0 - *gain);
        }
        Ok(())
    }

    /// The gain of one element.
    pub async fn gain(&self, set: &mut Set, e: u32) -> Result<f64> {
        let mut out = [0.0];
        self.gains(set, &[e], &mut out).await?;
        Ok(out[0])
    }

    /// Adds `e` and returns the gain. `known` is its gain at this very set, where it was computed already.
    pub async fn commit(&self, set: &mut Set, e: u32, known: Option<f64>) -> Result<f64> {
        if let (Source::Native(objective), Kind::Native(state)) = (&self.source, &mut set.0) {
            self.count(usize::from(known.is_none()))?;
            let gain = objective.commit(state, e, &self.run)?;
            if !gain.is_finite() {
                let received = format_args!("{gain} for element {e}").to_string();
                return Err(Error::non_finite("objective", "a function with finite gains", received));
            }
            return Ok(self.oriented(gain));
        }
        let gain = match known {
            Some(gain) => gain,
            None => self.gain(set, e).await?,
        };
        let Kind::Replayed(replayed) = &mut set.0 else { return Err(mixed()) };
        replayed.push(e, gain);
        Ok(gain)
    }

    /// Removes `e` and returns the change of the value.
    pub async fn retract(&self, set: &mut Set, e: u32) -> Result<f64> {
        if let (Source::Native(objective), Kind::Native(state)) = (&self.source, &mut set.0) {
            self.count(1)?;
            let change = objective.retract(state, e, &self.run)?;
            if !change.is_finite() {
                let received = format_args!("{change} on dropping element {e}").to_string();
                return Err(Error::non_finite("objective", "a function with finite gains", received));
            }
            return Ok(self.oriented(change));
        }
        // What came before `e` keeps its gains; what came after is asked again.
        let Kind::Replayed(replayed) = &mut set.0 else { return Err(mixed()) };
        let before = replayed.value();
        let mut shorter = replayed.clone();
        let later = shorter.cut(e);
        let mut smaller = Set(Kind::Replayed(shorter));
        for member in later {
            let gain = self.gain(&mut smaller, member).await?;
            if let Kind::Replayed(shorter) = &mut smaller.0 {
                shorter.push(member, gain);
            }
        }
        let change = self.value(&smaller) - before;
        *set = smaller;
        Ok(change)
    }

    /// Makes `to` equal to `from`.
    pub fn copy(&self, from: &Set, to: &mut Set) -> Result<()> {
        match (&self.source, &from.0, &mut to.0) {
            (Source::Native(objective), Kind::Native(from), Kind::Native(to)) => {
                objective.copy_state(from, to)
            }
            (Source::Callback(_), Kind::Replayed(from), Kind::Replayed(to)) => {
                to.clone_from(from);
                Ok(())
            }
            _ => Err(mixed()),
        }
    }

    /// The set of `members`, added in this order, with the gain of each.
    pub async fn build(&self, members: &[u32], size: usize) -> Result<(Set, Vec<f64>)> {
        let mut set = self.empty_set(size)?;
        let mut gains = Vec::with_capacity(members.len());
        for e in members {
            gains.push(self.commit(&mut set, *e, None).await?);
        }
        Ok((set, gains))
    }

    pub fn value(&self, set: &Set) -> f64 {
        match (&self.source, &set.0) {
            (Source::Native(objective), Kind::Native(state)) => self.oriented(objective.value(state)),
            (_, Kind::Replayed(replayed)) => replayed.value(),
            _ => f64::NAN,
        }
    }

    /// Absolute bound on the rounding error of a gain at `set`.
    pub fn gain_error(&self, set: &Set) -> f64 {
        match (&self.source, &set.0) {
            (Source::Native(objective), Kind::Native(state)) => objective.gain_error(state),
            (_, Kind::Replayed(replayed)) => replayed.gain_error(),
            _ => 0.0,
        }
    }
}

fn mixed() -> Error {
    Error::internal("a set was used with another oracle")
}
