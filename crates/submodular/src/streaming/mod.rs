//! Selection in one pass: elements arrive one after the other, few are kept.
//!
//! | algorithm | promise | memory in elements | gains an element |
//! | --- | --- | --- | --- |
//! | sieve-streaming | 1/2 − ε | k log(k)/ε | log(k)/ε |
//! | sieve-streaming++ | 1/2 − ε | k/ε | log(k)/ε |
//! | salsa | 1/2 − ε, more in random order | k log(k)/ε | log(k)/ε |
//! | three-sieves | probable, for independent elements | k | 2 |
//! | quick-stream | 1/4 − ε | k log(1/ε) | 1 |
//! | swap-streaming | 1/(4p) under p matroids | k | 1 |
//! | sliding window | 1/3 − ε of the last elements | k log(kΦ)/ε | log(kΦ)/ε |
//!
//! Each promise is for f monotone and submodular, and speaks of f − f(∅). What passes a stream once bounds no
//! optimum from the data, so answers carry no bound. The algorithms are written over the oracle like all others: an
//! objective in Rust or a callback answers. An element that fails (an error, an abort) leaves the stream as it was.
mod arena;
mod candidate;
mod collector;
mod grid;
mod once;
mod promise;
mod quick_stream;
mod selector;
mod sieves;
mod swap;
mod three_sieves;
mod window;

pub use arena::{Arena, Growth, determinant, feature_sums, representation};
pub use collector::{Collector, Taken};
pub(crate) use once::one_pass;
pub(crate) use promise::promised;
pub use selector::{Selector, StreamRequest};

use crate::algorithm::Algorithm;
use crate::constraint::Limits;
use crate::offline::Trail;
use crate::oracle::Oracle;
use marginals_core::{Error, Result};
use quick_stream::QuickStream;
use sieves::{Rule, Sieves};
use swap::Swap;
use three_sieves::{ThreeSieves, patience};
use window::Window;

/// What a stream is asked for.
#[derive(Clone, Debug)]
pub(crate) struct StreamPlan {
    pub algorithm: Algorithm,
    /// Most elements of the answer, at least 1.
    pub size: usize,
    /// Accuracy, in (0, 1).
    pub epsilon: f64,
    /// Misses in a row after which the threshold of three-sieves falls; by the length when none.
    pub tries: Option<u64>,
    /// Elements to come, where that is known.
    pub length: Option<u64>,
    /// Most recent elements the answer may hold; all of them when none.
    pub window: Option<u64>,
}

/// Guesses of the optimum that a stream keeps at most.
const GUESSES: f64 = 100_000.0;

/// Refuses an accuracy so small that the guesses would fill any memory.
fn check_guesses(plan: &StreamPlan) -> Result<()> {
    let guesses = (2.0 * plan.size as f64).ln() / plan.epsilon.ln_1p();
    let guessing = plan.window.is_some() || plan.algorithm != Algorithm::SwapStreaming;
    if guessing && guesses > GUESSES {
        let least = (2.0 * plan.size as f64).ln() / GUESSES;
        let expected = format!("at least {least:.1e} (a set for every power of 1 + epsilon)");
        return Err(Error::range("epsilon", expected, format!("{:e}", plan.epsilon)));
    }
    Ok(())
}

/// A selection in one pass.
pub(crate) struct Stream {
    plan: StreamPlan,
    kind: Kind,
    empty: Trail,
    seen: u64,
}

enum Kind {
    Sieves(Sieves),
    ThreeSieves(ThreeSieves),
    QuickStream(QuickStream),
    Swap(Swap),
    Window(Window),
}

impl Stream {
    /// A stream that has seen nothing. `limits` bind swap streaming alone.
    pub fn new(oracle: &Oracle, plan: StreamPlan, limits: Limits) -> Result<Stream> {
        let (size, epsilon) = (plan.size, plan.epsilon);
        check_guesses(&plan)?;
        let sieves = |rule| Ok::<Kind, Error>(Kind::Sieves(Sieves::new(oracle, rule, size, epsilon)?));
        let kind = match (plan.window, plan.algorithm) {
            (Some(length), _) => Kind::Window(Window::new(oracle, size, epsilon, length)?),
            (_, Algorithm::SieveStreamingPlusPlus) => sieves(Rule::SieveStreamingPlusPlus)?,
            (_, Algorithm::Salsa) => {
                let Some(length) = plan.length else {
                    let expected = "given for 'salsa': the number of elements to come";
                    return Err(Error::argument("length", expected, "none"));
                };
                sieves(Rule::Salsa(length))?
            }
            (_, Algorithm::ThreeSieves) => {
                let tries = plan.tries.unwrap_or_else(|| patience(size, epsilon, plan.length));
                Kind::ThreeSieves(ThreeSieves::new(oracle, size, epsilon, tries)?)
            }
            (_, Algorithm::QuickStream) => Kind::QuickStream(QuickStream::new(oracle, size, epsilon)?),
            (_, Algorithm::SwapStreaming) => Kind::Swap(Swap::new(oracle, size, limits)?),
            _ => sieves(Rule::SieveStreaming)?,
        };
        let empty = Trail::new(oracle.value(&oracle.empty_set(size)?));
        Ok(Stream { plan, kind, empty, seen: 0 })
    }

    /// Shows one element; an error leaves everything as it was.
    pub async fn push(&mut self, oracle: &Oracle, e: u32) -> Result<()> {
        match &mut self.kind {
            Kind::Sieves(sieves) => sieves.push(oracle, e).await?,
            Kind::ThreeSieves(three) => three.push(oracle, e).await?,
            Kind::QuickStream(quick) => quick.push(oracle, e).await?,
            Kind::Swap(swap) => swap.push(oracle, e).await?,
            Kind::Window(window) => window.push(oracle, e).await?,
        }
        self.seen += 1;
        Ok(())
    }

    /// Elements shown so far.
    pub fn seen(&self) -> u64 {
        self.seen
    }

    /// The best set known without a question, if the algorithm keeps one.
    pub fn known(&self) -> Option<&Trail> {
        match &self.kind {
            Kind::Sieves(sieves) => Some(&sieves.best),
            Kind::ThreeSieves(three) => Some(&three.candidate.trail),
            Kind::Window(window) => window.best(),
            Kind::QuickStream(_) | Kind::Swap(_) => None,
        }
    }

    /// The best set now, each gain as of the elements before it.
    pub async fn answer(&self, oracle: &Oracle) -> Result<Trail> {
        match &self.kind {
            Kind::QuickStream(quick) => self.rebuilt(oracle, quick.last()).await,
            Kind::Swap(swap) => self.rebuilt(oracle, &swap.candidate.trail.indices).await,
            _ => Ok(self.known().unwrap_or(&self.empty).clone()),
        }
    }

    async fn rebuilt(&self, oracle: &Oracle, members: &[u32]) -> Result<Trail> {
        let mut candidate = candidate::Candidate::new(oracle, self.plan.size)?;
        for e in members {
            candidate.add(oracle, *e, None).await?;
        }
        Ok(candidate.trail)
    }

    /// Sets under way, those that only answer gains included.
    pub fn sets(&self) -> u64 {
        1 + match &self.kind {
            Kind::Sieves(sieves) => sieves.kept.len() as u64,
            Kind::Window(window) => window.growing(),
            Kind::ThreeSieves(_) => 1,
            // A is longer than an answer.
            Kind::QuickStream(quick) => quick.sets(),
            Kind::Swap(_) => 2,
        }
    }

    /// The elements the stream still needs, ascending.
    pub fn held(&self) -> Vec<u32> {
        let mut held: Vec<u32> = match &self.kind {
            Kind::Sieves(sieves) => {
                let kept = sieves.kept.values().flat_map(|candidate| candidate.trail.indices.iter());
                kept.copied().chain(sieves.best.indices.iter().copied()).collect()
            }
            Kind::ThreeSieves(three) => three.candidate.trail.indices.clone(),
            Kind::QuickStream(quick) => quick.candidate.trail.indices.clone(),
            Kind::Swap(swap) => swap.candidate.trail.indices.clone(),
            Kind::Window(window) => window.members().collect(),
        };
        held.sort_unstable();
        held.dedup();
        held
    }
}
