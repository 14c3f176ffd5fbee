//! Why a passage was left out.
use super::pack::{PackRequest, Packing};

/// Why a passage was left out; the first that applies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reason {
    /// Its relevance is below the least asked for, or others of more relevance filled the list of candidates.
    Irrelevant,
    /// It does not fit into the budget beside what must be included, whatever else is left out.
    TooLong,
    /// A chosen passage says half of it or more.
    Redundant {
        /// The chosen passage.
        with: u32,
        /// The cosine of the two.
        similarity: f64,
    },
    /// As many passages of its source were chosen as may be.
    SourceLimit,
    /// Others gave more for the tokens.
    Budget,
    /// The run was stopped before it was looked at.
    Aborted,
}

impl Reason {
    /// The word used in results.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Reason::Irrelevant => "irrelevant",
            Reason::TooLong => "too-long",
            Reason::Redundant { .. } => "redundant",
            Reason::SourceLimit => "source-limit",
            Reason::Budget => "budget",
            Reason::Aborted => "aborted",
        }
    }
}

/// A passage that was left out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Omission {
    /// The passage.
    pub passage: u32,
    /// Why.
    pub reason: Reason,
}

/// Share of a passage from which a chosen one makes it redundant.
const REDUNDANT: f64 = 0.5;

impl Packing {
    /// Why candidate `at` was left out.
    pub(super) fn reason(&self, at: usize, chosen: &[u32], request: &PackRequest) -> Reason {
        if self.costs[at] > self.room_after_include {
            return Reason::TooLong;
        }
        let says = |other: u32| (self.f.share_of(at, other as usize), other);
        let nearest = chosen.iter().map(|other| says(*other)).reduce(|a, b| if b.0 > a.0 { b } else { a });
        if let Some((share, other)) = nearest
            && share >= REDUNDANT
        {
            let similarity = self.f.cosine(at, other as usize);
            return Reason::Redundant { with: self.candidates[other as usize], similarity };
        }
        let (class, limit) = (self.source_of(at, request), self.limit_of(at, request));
        let same = chosen.iter().filter(|other| self.source_of(**other as usize, request) == class).count();
        if limit.is_some_and(|limit| same >= limit) { Reason::SourceLimit } else { Reason::Budget }
    }
}
