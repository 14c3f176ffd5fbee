//! Choosing passages for one query.
//!
//! Passages cost their tokens and one separator each; the budget has one separator more, since n passages are joined
//! by n − 1 of them. That is a knapsack, with a partition matroid where sources have limits. What the optimizer
//! leaves room for is filled by gain per token, which never lowers a monotone f.
use super::corpus::{Corpus, Query};
use super::coverage::Coverage;
use super::marginal_relevance::maximal_marginal_relevance;
use super::omission::{Omission, Reason};
use crate::request::OnAbort;
use marginals_core::{Error, Result, Run, Selection, SetFunction, Stopped};
use std::sync::Arc;

/// How passages are chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PackAlgorithm {
    /// The better of gain per token and gain alone, both greedy.
    CostBenefit,
    /// Maximal marginal relevance, with the weight of relevance in [0, 1].
    MarginalRelevance {
        /// Weight of relevance; the rest is the weight of redundancy.
        lambda: f64,
    },
}

/// What is asked of [`pack`].
#[derive(Clone, Debug, PartialEq)]
pub struct PackRequest {
    /// How.
    pub algorithm: PackAlgorithm,
    /// Most tokens of the joined text, as far as the tokens of passages and separators add up.
    pub budget: f64,
    /// Tokens of one separator.
    pub separator: f64,
    /// Passages that must be chosen, in order.
    pub include: Vec<u32>,
    /// Source of every passage, a position in `source_limits`; empty without sources.
    pub sources: Vec<u32>,
    /// Most passages of every source.
    pub source_limits: Vec<u32>,
    /// Share of the largest relevance below which a passage is left out, in [0, 1]; so is one at or below 0.
    pub min_relevance: f64,
    /// Most passages looked at, those of largest relevance.
    pub candidates: usize,
    /// What a cancelled run answers.
    pub on_abort: OnAbort,
}

/// The passage that more budget would buy first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Next {
    /// The passage of largest gain per token among those left out for want of budget.
    pub passage: u32,
    /// What it would add.
    pub gain: f64,
    /// Its tokens and those of the separator before it.
    pub cost: f64,
}

/// The choice.
#[derive(Clone, Debug, PartialEq)]
pub struct Packed {
    /// The chosen passages in order, their gains in f, and what is certain of them.
    pub selection: Selection,
    /// Tokens of passages and separators, added up.
    pub planned: f64,
    /// The cosine of every passage with the query.
    pub relevance: Vec<f64>,
    /// All other passages, ascending.
    pub omitted: Vec<Omission>,
    /// What more budget would buy.
    pub next: Option<Next>,
}

/// The candidates of one query, by their place in `candidates`.
pub(super) struct Packing {
    pub f: Arc<Coverage>,
    /// Passages, ascending.
    pub candidates: Vec<u32>,
    pub relevance: Vec<f64>,
    pub costs: Vec<f64>,
    /// Room for costs in all.
    pub budget: f64,
    pub room_after_include: f64,
}

impl Packing {
    /// What the chosen leave of the budget.
    pub fn room(&self, chosen: &[u32]) -> f64 {
        self.budget - chosen.iter().map(|at| self.costs[*at as usize]).sum::<f64>()
    }

    pub fn source_of(&self, at: usize, request: &PackRequest) -> Option<u32> {
        request.sources.get(self.candidates[at] as usize).copied()
    }

    pub fn limit_of(&self, at: usize, request: &PackRequest) -> Option<usize> {
        let source = self.source_of(at, request)?;
        request.source_limits.get(source as usize).map(|limit| *limit as usize)
    }

    /// Whether a candidate may join the chosen.
    pub fn admits(&self, at: u32, chosen: &[u32], room: f64, request: &PackRequest) -> bool {
        let at = at as usize;
        if self.costs[at] > room || chosen.contains(&(at as u32)) {
            return false;
        }
        let Some(limit) = self.limit_of(at, request) else { return true };
        let source = self.source_of(at, request);
        chosen.iter().filter(|other| self.source_of(**other as usize, request) == source).count() < limit
    }

    /// Adds what gains most, per token or alone, until nothing that fits gains. Gains computed.
    fn grow(
        &self,
        per_token: bool,
        request: &PackRequest,
        run: &Run,
        chosen: &mut Vec<u32>,
    ) -> Result<(f64, u64)> {
        let size = self.costs.len();
        let mut state = self.f.new_state(size, run)?;
        for at in chosen.iter() {
            self.f.commit(&mut state, *at, run)?;
        }
        let all: Vec<u32> = (0..size as u32).collect();
        let mut upper = run.filled("gains", size, 0.0)?;
        self.f.gains(&mut state, &all, run, &mut upper)?;
        let mut evaluations = size as u64;
        let mut stamp = run.filled("gain stamps", size, chosen.len())?;
        let slack = self.f.gain_error(&state);
        let mut room = self.room(chosen);
        let mut live: Vec<u32> =
            all.into_iter().filter(|at| self.admits(*at, chosen, room, request)).collect();
        loop {
            run.check()?;
            let key = |at: u32, gain: f64| if per_token { gain / self.costs[at as usize] } else { gain };
            let mut best: Option<(f64, u32)> = None;
            for at in &live {
                let fresh = stamp[*at as usize] == chosen.len();
                let key = key(*at, upper[*at as usize] + if fresh { 0.0 } else { 2.0 * slack });
                if best.is_none_or(|(most, _)| key > most) {
                    best = Some((key, *at));
                }
            }
            let Some((_, at)) = best else { break };
            if stamp[at as usize] != chosen.len() {
                self.f.gains(&mut state, &[at], run, &mut upper[at as usize..=at as usize])?;
                stamp[at as usize] = chosen.len();
                evaluations += 1;
                continue;
            }
            if upper[at as usize] <= slack {
                break;
            }
            self.f.commit(&mut state, at, run)?;
            chosen.push(at);
            room -= self.costs[at as usize];
            live.retain(|at| self.admits(*at, chosen, room, request));
        }
        Ok((self.f.value(&state), evaluations))
    }

    fn choose(&self, request: &PackRequest, run: &Run, chosen: &mut Vec<u32>) -> Result<u64> {
        match request.algorithm {
            PackAlgorithm::MarginalRelevance { lambda } => {
                maximal_marginal_relevance(self, request, lambda, run, chosen)?;
                Ok(0)
            }
            PackAlgorithm::CostBenefit => {
                let mut alone = chosen.clone();
                let (value, first) = self.grow(true, request, run, chosen)?;
                let (other, second) = self.grow(false, request, run, &mut alone)?;
                if other > value {
                    *chosen = alone;
                }
                Ok(first + second)
            }
        }
    }
}

/// The candidates: relevant passages with tokens, the most relevant where there are too many, and `include`.
fn candidates(relevance: &[f64], corpus: &Corpus, request: &PackRequest) -> Vec<u32> {
    let largest = relevance.iter().fold(0.0f64, |most, relevance| most.max(*relevance));
    let wanted = |at: &u32| {
        let relevance = relevance[*at as usize];
        let enough = relevance > 0.0 && relevance >= request.min_relevance * largest;
        enough && corpus.tokens()[*at as usize] > 0.0
    };
    let mut found: Vec<u32> = (0..relevance.len() as u32).filter(wanted).collect();
    if found.len() > request.candidates {
        let by_relevance =
            |a: &u32, b: &u32| relevance[*b as usize].total_cmp(&relevance[*a as usize]).then(a.cmp(b));
        found.select_nth_unstable_by(request.candidates, by_relevance);
        found.truncate(request.candidates);
    }
    found.extend(&request.include);
    found.sort_unstable();
    found.dedup();
    found
}

/// Chooses passages of `corpus` for `query`.
///
/// # Errors
/// What [`Corpus::relevance`] reports; [`Code::Range`](marginals_core::Code::Range) for passages to be included that
/// pass the budget, [`Code::Argument`](marginals_core::Code::Argument) for those that pass the limit of a source; out
/// of memory; cancelled.
pub fn pack(corpus: &Corpus, query: &Query, request: &PackRequest, run: &Run) -> Result<Packed> {
    let answer = corpus.relevance(query, run).and_then(|relevance| {
        let candidates = candidates(&relevance, corpus, request);
        packed(corpus, relevance, candidates, request, run)
    });
    match answer {
        Err(error) if error.is_aborted() && request.on_abort == OnAbort::BestSoFar => {
            // Nothing was compared yet: what must be included is all there is.
            let calm = Run::default().with_seed(run.seed());
            let relevance = corpus.relevance(query, &calm)?;
            let mut included = request.include.clone();
            included.sort_unstable();
            let mut told = packed(corpus, relevance, included, request, &calm)?;
            told.selection.stopped = Stopped::Aborted;
            (told.selection.bound, told.selection.bound_condition) = (None, None);
            told.selection.guarantee = None;
            for omission in &mut told.omitted {
                omission.reason = Reason::Aborted;
            }
            Ok(told)
        }
        answer => answer,
    }
}

fn packed(
    corpus: &Corpus,
    relevance: Vec<f64>,
    candidates: Vec<u32>,
    request: &PackRequest,
    run: &Run,
) -> Result<Packed> {
    let of = |values: &[f64]| -> Vec<f64> { candidates.iter().map(|at| values[*at as usize]).collect() };
    let (own, tokens) = (of(&relevance), of(corpus.tokens()));
    let weights = own.iter().map(|relevance| relevance.max(0.0).powi(2)).collect();
    let cosines = corpus.cosines(&candidates, run)?;
    let costs: Vec<f64> = tokens.iter().map(|tokens| tokens + request.separator).collect();
    let budget = request.budget + request.separator;
    let f = Arc::new(Coverage::new(cosines, weights, tokens));
    let mut packing = Packing { f, candidates, relevance: own, costs, budget, room_after_include: budget };
    let mut chosen = packing.included(request)?;
    packing.room_after_include = packing.room(&chosen);
    run.progress().start("choosing", 0);
    let (evaluations, stopped) = match packing.choose(request, run, &mut chosen) {
        Ok(evaluations) => (evaluations, Stopped::Budget),
        Err(error) if error.is_aborted() && request.on_abort == OnAbort::BestSoFar => (0, Stopped::Aborted),
        Err(error) => return Err(error),
    };
    // What follows is short and must not be stopped.
    packing.answer(&chosen, (evaluations, stopped), relevance, request, run.seed())
}

impl Packing {
    /// The places of the passages that must be chosen.
    fn included(&self, request: &PackRequest) -> Result<Vec<u32>> {
        let mut chosen = Vec::with_capacity(request.include.len());
        for passage in &request.include {
            let place = self.candidates.binary_search(passage);
            let at = place.map_err(|_| Error::internal("a passage to be included is no candidate"))? as u32;
            if !self.admits(at, &chosen, f64::INFINITY, request) {
                let expected = "within the limits of their sources";
                return Err(Error::argument(
                    "include",
                    expected,
                    format_args!("passage {passage} beyond them"),
                ));
            }
            chosen.push(at);
        }
        if self.room(&chosen) < 0.0 {
            let tokens = self.budget - self.room(&chosen) - request.separator;
            let expected = format!("passages of at most {} tokens together (budget)", request.budget);
            return Err(Error::range("include", expected, tokens));
        }
        Ok(chosen)
    }

    fn answer(
        &self,
        chosen: &[u32],
        (evaluations, stopped): (u64, Stopped),
        relevance: Vec<f64>,
        request: &PackRequest,
        seed: u64,
    ) -> Result<Packed> {
        let calm = Run::default();
        let mut selection = self.told(chosen, request, stopped, &calm)?;
        let gains = self.open_gains(chosen, &calm)?;
        let (bound, condition) = self.bound(selection.value, &gains);
        selection.bound = Some(bound);
        selection.bound_condition = Some(condition);
        selection.guarantee = if stopped == Stopped::Aborted { None } else { Self::guarantee(request) };
        selection.evaluations = evaluations + gains.len() as u64;
        selection.seed = seed;
        let omitted = self.omitted(chosen, relevance.len(), request, stopped);
        let next = self.next(chosen, &gains, request);
        if next.is_none() && selection.stopped == Stopped::Budget {
            let all = chosen.len() == self.candidates.len();
            selection.stopped = if all { Stopped::Exhausted } else { Stopped::NoGain };
        }
        let planned = (self.budget - self.room(chosen) - request.separator).max(0.0);
        Ok(Packed { selection, planned, relevance, omitted, next })
    }

    /// The chosen as a selection over the whole corpus, each with its gain in f.
    fn told(&self, chosen: &[u32], request: &PackRequest, stopped: Stopped, run: &Run) -> Result<Selection> {
        let mut state = self.f.new_state(chosen.len(), run)?;
        let gains =
            chosen.iter().map(|at| self.f.commit(&mut state, *at, run)).collect::<Result<Vec<f64>>>()?;
        Ok(Selection {
            indices: chosen.iter().map(|at| self.candidates[*at as usize]).collect(),
            gains,
            value: self.f.value(&state),
            bound: None,
            bound_condition: None,
            guarantee: None,
            evaluations: 0,
            reason: None,
            method: None,
            algorithm: match request.algorithm {
                PackAlgorithm::CostBenefit => "cost-benefit-greedy",
                PackAlgorithm::MarginalRelevance { .. } => "mmr",
            },
            seed: 0,
            stopped,
            warnings: Vec::new(),
        })
    }

    fn omitted(
        &self,
        chosen: &[u32],
        passages: usize,
        request: &PackRequest,
        stopped: Stopped,
    ) -> Vec<Omission> {
        let mut candidates = self.candidates.iter().enumerate().peekable();
        let mut omitted = Vec::new();
        for passage in 0..passages as u32 {
            let reason = match candidates.next_if(|(_, candidate)| **candidate == passage) {
                None => Reason::Irrelevant,
                Some((at, _)) if chosen.contains(&(at as u32)) => continue,
                Some((at, _)) => match self.reason(at, chosen, request) {
                    Reason::Budget if stopped == Stopped::Aborted => Reason::Aborted,
                    reason => reason,
                },
            };
            omitted.push(Omission { passage, reason });
        }
        omitted
    }

    /// Gains at the chosen set of all candidates outside of it.
    fn open_gains(&self, chosen: &[u32], run: &Run) -> Result<Vec<(u32, f64)>> {
        let mut state = self.f.new_state(chosen.len(), run)?;
        for at in chosen {
            self.f.commit(&mut state, *at, run)?;
        }
        let open: Vec<u32> = (0..self.costs.len() as u32).filter(|at| !chosen.contains(at)).collect();
        let mut gains = run.filled("gains", open.len(), 0.0)?;
        self.f.gains(&mut state, &open, run, &mut gains)?;
        let slack = self.f.gain_error(&state);
        Ok(open
            .into_iter()
            .zip(gains)
            .map(|(at, gain)| (at, if gain > slack { gain } else { 0.0 }))
            .collect())
    }

    /// The passage of largest gain per token that a larger budget would admit.
    fn next(&self, chosen: &[u32], gains: &[(u32, f64)], request: &PackRequest) -> Option<Next> {
        let mut best: Option<Next> = None;
        for (at, gain) in gains {
            if *gain <= 0.0 || !self.admits(*at, chosen, f64::INFINITY, request) {
                continue;
            }
            // The first passage of all is joined to none.
            let joint = if chosen.is_empty() { request.separator } else { 0.0 };
            let (passage, cost) = (self.candidates[*at as usize], self.costs[*at as usize] - joint);
            if best.is_none_or(|best| gain * best.cost > best.gain * cost) {
                best = Some(Next { passage, gain: *gain, cost });
            }
        }
        best
    }
}
