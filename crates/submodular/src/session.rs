//! Running an optimizer: at once over an objective in Rust, or step by step over a callback.
//!
//! An optimizer is a future that only ever waits for a callback's answer. [`Session`] polls it with a waker
//! that does nothing: what it returns is either the selection, or the question to ask before the next poll.
//!
//! ```
//! use marginals_core::{Run, Structure};
//! use marginals_submodular::{Algorithm, Request, Session, Step};
//!
//! // The number of distinct letters of the chosen words.
//! let words = ["ab", "bc", "abc"];
//! let letters = |chosen: &[u32]| {
//!     let mut all: Vec<char> = chosen.iter().flat_map(|e| words[*e as usize].chars()).collect();
//!     all.sort_unstable();
//!     all.dedup();
//!     all.len() as f64
//! };
//! let request = Request::new(Algorithm::Greedy, 2);
//! let mut session = Session::callback(3, Structure::unknown(0.0), &request, &Run::default())?;
//! let selection = loop {
//!     match session.step()? {
//!         Step::Ask { candidates, selected } => {
//!             let gain = |e: &u32| letters(&[&selected[..], &[*e]].concat()) - letters(&selected);
//!             session.answer(candidates.iter().map(gain).collect())?;
//!         }
//!         Step::Judge { .. } => unreachable!("there is no custom matroid"),
//!         Step::Done(selection) => break selection,
//!     }
//! };
//! assert_eq!((selection.indices, selection.value), (vec![2], 3.0));
//! # Ok::<(), marginals_core::Error>(())
//! ```
use crate::offline::{concrete, solve};
use crate::oracle::{Mailbox, Oracle, Question};
use crate::request::{OnAbort, Problem, Request, Sense};
use marginals_core::{Error, Objective, Result, Run, Selection, Stopped, Structure};
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

/// What a [`Session`] wants next.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// The gains f(S + e) − f(S) of `candidates` for S = `selected`; bring them with [`Session::answer`].
    Ask {
        /// Elements whose gains are wanted.
        candidates: Vec<u32>,
        /// S, in the order its elements were added.
        selected: Vec<u32>,
    },
    /// Whether S + e is independent in a custom matroid for each of `candidates`; bring the verdicts, 1 or 0,
    /// with [`Session::answer`].
    Judge {
        /// Number of the matroid.
        matroid: u32,
        /// Elements whose verdicts are wanted.
        candidates: Vec<u32>,
        /// S, in the order its elements were added.
        selected: Vec<u32>,
    },
    /// The answer; the session is over.
    Done(Selection),
}

type Solving = Pin<Box<dyn Future<Output = Result<Vec<Selection>>> + Send>>;

/// A selection under way. It may be moved between threads and dropped at any time.
pub struct Session {
    solving: Option<Solving>,
    mailbox: Arc<Mailbox>,
    oracle: Arc<Oracle>,
    request: Request,
}

impl Session {
    /// A session over an objective in Rust: its first step is its last.
    ///
    /// # Errors
    /// A request that does not fit the objective.
    pub fn native(objective: Arc<dyn Objective>, request: &Request, run: &Run) -> Result<Session> {
        let problem = Problem::new(request, objective.ground_size())?;
        let mailbox = Arc::new(Mailbox::default());
        let oracle = Oracle::native(objective, request.sense, request.max_evaluations, run);
        Ok(Self::start(oracle.with_judges(&mailbox), mailbox, problem))
    }

    /// A session over a callback on the sets of `ground_size` elements. Its value is
    /// `structure.empty_value` and the gains realised.
    ///
    /// # Errors
    /// A request that does not fit the ground set.
    pub fn callback(
        ground_size: usize,
        structure: Structure,
        request: &Request,
        run: &Run,
    ) -> Result<Session> {
        if ground_size >= u32::MAX as usize {
            return Err(Error::range("groundSize", format!("below {}", u32::MAX), ground_size));
        }
        if !structure.empty_value.is_finite() {
            return Err(Error::non_finite("emptyValue", "a finite number", structure.empty_value));
        }
        let problem = Problem::new(request, ground_size)?;
        let mailbox = Arc::new(Mailbox::default());
        let source = Arc::clone(&mailbox);
        let oracle =
            Oracle::callback(source, ground_size, structure, request.sense, request.max_evaluations, run);
        Ok(Self::start(oracle.with_judges(&mailbox), mailbox, problem))
    }

    fn start(oracle: Oracle, mailbox: Arc<Mailbox>, problem: Problem) -> Session {
        let oracle = Arc::new(oracle);
        let request = problem.request.clone();
        let asked = Arc::clone(&oracle);
        let solving = async move { solve(&asked, &problem, &[problem.size]).await };
        Session { solving: Some(Box::pin(solving)), mailbox, oracle, request }
    }

    /// Runs until the next question or the end. Without an answer to the last question, the same question.
    ///
    /// # Errors
    /// Whatever stopped the optimizer; the session is over then. A session that is over stays so.
    pub fn step(&mut self) -> Result<Step> {
        // Taken out, so that a panic of the objective leaves a finished session and no half-run future.
        let Some(mut solving) = self.solving.take() else {
            return Err(Error::internal("the session is over"));
        };
        match solving.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(answer) => {
                let answer = rescued(answer.map(|mut curve| curve.pop()), &self.oracle, &self.request)?;
                answer.map(Step::Done).ok_or_else(|| Error::internal("an optimizer answered nothing"))
            }
            Poll::Pending if self.oracle.run().is_cancelled() => {
                let stopped = rescued(Err(Error::aborted()), &self.oracle, &self.request)?;
                stopped.map(Step::Done).ok_or_else(Error::aborted)
            }
            Poll::Pending => {
                self.solving = Some(solving);
                let Question { candidates, selected, matroid } = self
                    .mailbox
                    .question()
                    .ok_or_else(|| Error::internal("an optimizer waits without a question"))?;
                Ok(match matroid {
                    Some(matroid) => Step::Judge { matroid, candidates, selected },
                    None => Step::Ask { candidates, selected },
                })
            }
        }
    }

    /// Answers the last question, one gain per candidate.
    ///
    /// # Errors
    /// [`Code::Callback`](marginals_core::Code::Callback) for a wrong number of gains, a gain that is not
    /// finite, or an answer nobody asked for. The question stays open.
    pub fn answer(&mut self, gains: Vec<f64>) -> Result<()> {
        self.mailbox.answer(gains)
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("over", &self.solving.is_none()).finish_non_exhaustive()
    }
}

/// The best so far in place of an abort, where the request wants it.
fn rescued(
    answer: Result<Option<Selection>>,
    oracle: &Oracle,
    request: &Request,
) -> Result<Option<Selection>> {
    match answer {
        Err(error) if error.is_aborted() && request.on_abort == OnAbort::BestSoFar => {
            let best = oracle.best_so_far();
            let ran =
                Problem::new(request, oracle.ground()).and_then(|problem| concrete(oracle, &problem))?;
            let remarks = oracle.remarks();
            Ok(Some(Selection {
                indices: best.indices,
                gains: best.gains,
                value: best.value,
                bound: None,
                bound_condition: None,
                guarantee: None,
                evaluations: oracle.evaluations(),
                algorithm: ran.name(),
                reason: None,
                method: remarks.method,
                seed: oracle.run().seed(),
                stopped: Stopped::Aborted,
                warnings: remarks.warnings,
            }))
        }
        other => other,
    }
}

/// Polls a future that never waits, because its oracles answer at once.
pub(crate) fn ready<T>(future: impl Future<Output = Result<T>>) -> Result<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => answer,
        Poll::Pending => Err(Error::internal("an objective in Rust left its optimizer waiting")),
    }
}

/// As [`ready`], giving the best so far when the run is stopped and the request wants it.
pub(crate) fn drive(
    oracle: &Oracle,
    request: &Request,
    future: impl Future<Output = Result<Selection>>,
) -> Result<Selection> {
    rescued(ready(future).map(Some), oracle, request)?
        .ok_or_else(|| Error::internal("an optimizer answered nothing"))
}

/// The best set `request.algorithm` finds (the smallest value when the request minimises).
///
/// # Errors
/// A request that does not fit the objective, a cancelled run that is to be rejected, a limit that would be
/// passed, and whatever the objective reports.
pub fn maximize(objective: Arc<dyn Objective>, request: &Request, run: &Run) -> Result<Selection> {
    let problem = Problem::new(request, objective.ground_size())?;
    let oracle = Oracle::native(objective, request.sense, request.max_evaluations, run);
    drive(&oracle, request, async {
        let mut curve = solve(&oracle, &problem, &[problem.size]).await?;
        curve.pop().ok_or_else(|| Error::internal("an optimizer answered nothing"))
    })
}

/// [`maximize`] with the request turned to the smallest value.
///
/// # Errors
/// As [`maximize`].
pub fn minimize(objective: Arc<dyn Objective>, request: &Request, run: &Run) -> Result<Selection> {
    maximize(objective, &Request { sense: Sense::Minimize, ..request.clone() }, run)
}

/// One selection for every size of `sizes`, which replace the request's. Greedy, lazy greedy and batch greedy
/// need one run for all of them; their `evaluations` are those of that run. A cancelled run that gives
/// its best so far gives that one selection.
///
/// # Errors
/// As [`maximize`].
pub fn maximize_curve(
    objective: Arc<dyn Objective>,
    request: &Request,
    sizes: &[usize],
    run: &Run,
) -> Result<Vec<Selection>> {
    let ground = objective.ground_size();
    let Some(largest) = sizes.iter().copied().max() else { return Ok(Vec::new()) };
    let sized = |size: usize| Problem::new(&Request { size: Some(size), ..request.clone() }, ground);
    let problem = sized(largest)?;
    for size in sizes {
        sized(*size)?;
    }
    let oracle = Oracle::native(objective, request.sense, request.max_evaluations, run);
    let answer = ready(solve(&oracle, &problem, sizes));
    match answer {
        Err(error) if error.is_aborted() => Ok(rescued(Err(error), &oracle, request)?.into_iter().collect()),
        answer => answer,
    }
}
