//! Selection from elements that are pushed as they come, answered at any time.
//!
//! ```
//! use marginals_core::Run;
//! use marginals_submodular::function::Modular;
//! use marginals_submodular::{Algorithm, Selector, StreamRequest};
//! use std::sync::Arc;
//!
//! let f = Arc::new(Modular::new(vec![2.0, 7.0, 5.0, 1.0], 0.0)?);
//! let request = StreamRequest { algorithm: Algorithm::SwapStreaming, ..StreamRequest::new(2) };
//! let mut selector = Selector::new(f, &request, &Run::default())?;
//! for e in [0, 3, 1, 2] {
//!     selector.push(e, &Run::default())?;
//! }
//! assert_eq!(selector.held(), [1, 2]);
//! assert_eq!(selector.answer(&Run::default())?.value, 12.0);
//! # Ok::<(), marginals_core::Error>(())
//! ```
use super::promise::promised;
use super::{Stream, StreamPlan};
use crate::algorithm::Algorithm;
use crate::certificate::worded;
use crate::constraint::Limits;
use crate::oracle::Oracle;
use crate::request::Sense;
use crate::session::ready;
use marginals_core::{CancelFlag, Error, Objective, Result, Run, Selection, Stopped};
use std::sync::Arc;

/// What a stream is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct StreamRequest {
    /// One of the streaming algorithms.
    pub algorithm: Algorithm,
    /// Most elements of the answer, at least 1.
    pub size: usize,
    /// Accuracy, in (0, 1): 0.1 by default.
    pub epsilon: f64,
    /// Misses in a row after which the threshold of three-sieves falls. By default half the stream lets it fall through
    /// all guesses, 50 where the length is not known.
    pub tries: Option<u64>,
    /// Elements to come, where that is known: Salsa needs it.
    pub length: Option<u64>,
    /// Most recent elements the answer may hold, by the sliding-window algorithm; all elements when none.
    pub window: Option<u64>,
}

impl StreamRequest {
    /// At most `size` elements by sieve-streaming++.
    #[must_use]
    pub fn new(size: usize) -> StreamRequest {
        StreamRequest {
            algorithm: Algorithm::SieveStreamingPlusPlus,
            size,
            epsilon: 0.1,
            tries: None,
            length: None,
            window: None,
        }
    }

    fn check(&self) -> Result<()> {
        if self.size == 0 || self.size >= u32::MAX as usize {
            return Err(Error::range("size", format!("an integer in 1..{}", u32::MAX), self.size));
        }
        if !(self.epsilon > 0.0 && self.epsilon < 1.0) {
            return Err(Error::range("epsilon", "a number in (0, 1)", self.epsilon));
        }
        if self.window == Some(0) {
            return Err(Error::range("window", "at least 1 element", 0));
        }
        if !self.algorithm.is_streaming() {
            let received = format!("'{}'", self.algorithm.name());
            return Err(Error::unsupported("algorithm", "a streaming algorithm", received));
        }
        Ok(())
    }
}

/// Name of the algorithm behind `window`.
const SLIDING_WINDOW: &str = "sliding-window";

/// A selection in one pass over an objective in Rust.
pub struct Selector {
    objective: Arc<dyn Objective>,
    oracle: Oracle,
    stream: Stream,
    request: StreamRequest,
}

impl Selector {
    /// A selector that has seen nothing.
    ///
    /// # Errors
    /// A request out of range, or out of memory.
    pub fn new(objective: Arc<dyn Objective>, request: &StreamRequest, run: &Run) -> Result<Selector> {
        request.check()?;
        let oracle = Oracle::native(Arc::clone(&objective), Sense::Maximize, None, &resting(run));
        let plan = StreamPlan {
            algorithm: request.algorithm,
            size: request.size,
            epsilon: request.epsilon,
            tries: request.tries,
            length: request.length,
            window: request.window,
        };
        let limits = Limits::new(objective.ground_size(), request.size, false, &[], &[])?;
        let stream = Stream::new(&oracle, plan, limits)?;
        Ok(Selector { objective, oracle, stream, request: request.clone() })
    }

    /// Shows one element. A cancelled run takes no element; an error leaves the selector as it was.
    ///
    /// # Errors
    /// The run was cancelled, or what the objective reports.
    pub fn push(&mut self, e: u32, run: &Run) -> Result<()> {
        run.check()?;
        self.during(run, |stream, oracle| ready(stream.push(oracle, e)))
    }

    /// The best set now.
    ///
    /// # Errors
    /// The run was cancelled, or what the objective reports.
    pub fn answer(&mut self, run: &Run) -> Result<Selection> {
        run.check()?;
        let trail = self.during(run, |stream, oracle| ready(stream.answer(oracle)))?;
        let request = &self.request;
        let structure = self.oracle.structure();
        let windowed = request.window.is_some();
        let promise = promised(&structure, request.algorithm, windowed, request.epsilon, 1);
        let guarantee = promise.and_then(|it| worded(&structure, false, it.ratio, it.condition, it.source));
        let remarks = self.objective.remarks();
        Ok(Selection {
            value: trail.value(),
            bound: None,
            bound_condition: None,
            guarantee,
            evaluations: self.oracle.evaluations(),
            algorithm: if windowed { SLIDING_WINDOW } else { request.algorithm.name() },
            seed: run.seed(),
            stopped: if trail.len() >= request.size { Stopped::Size } else { Stopped::Exhausted },
            reason: None,
            method: remarks.method,
            warnings: remarks.warnings,
            indices: trail.indices,
            gains: trail.gains,
        })
    }

    /// Runs `work` on the threads of `run`, none of which outlive the call.
    fn during<T>(&mut self, run: &Run, work: impl FnOnce(&mut Stream, &Oracle) -> Result<T>) -> Result<T> {
        // An element is taken wholly or not at all: a cancellation waits for the next one.
        self.oracle.set_run(run.clone().with_cancel(CancelFlag::default()));
        let answer = work(&mut self.stream, &self.oracle);
        self.oracle.set_run(resting(run));
        answer
    }

    /// Elements whose rows the selector still needs, ascending.
    #[must_use]
    pub fn held(&self) -> Vec<u32> {
        self.stream.held()
    }

    /// Bytes of the sets under way.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.oracle.state_bytes(self.request.size).saturating_mul(self.stream.sets())
    }

    /// Elements shown so far.
    #[must_use]
    pub fn seen(&self) -> u64 {
        self.stream.seen()
    }
}

impl std::fmt::Debug for Selector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Selector").field("request", &self.request).finish_non_exhaustive()
    }
}

/// The ledger and seed of a run, without its threads and its cancel flag.
fn resting(run: &Run) -> Run {
    run.clone().on_one_thread().with_cancel(CancelFlag::default())
}
