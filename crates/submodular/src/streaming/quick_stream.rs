//! QuickStream: one gain an element.
//!
//! An element joins A when its gain reaches (f(A) − f(∅)) / k; the answer is the k elements that joined last. Every
//! k additions at least double the value, so the elements before the last k hold at most half of it, and those
//! before the last L = ⌈ln(1/ε) / ln(1 + 1/k)⌉ at most ε: A is cut to its last L elements whenever it reaches 2L.
//!
//! Value ≥ (1/4 − ε) OPT for f monotone and submodular, |S| ≤ k, any order of arrival (A. Kuhnle, 2021, "Quick
//! streaming algorithms for maximization of monotone submodular functions in linear time", with blocks of one
//! element). Memory: O(k log(1/ε)) elements. Cost: one gain an element, 2k gains for an answer, L for a cut.
use super::candidate::Candidate;
use crate::oracle::Oracle;
use marginals_core::Result;

/// A, cut from time to time.
pub(super) struct QuickStream {
    size: usize,
    length: usize,
    pub candidate: Candidate,
}

impl QuickStream {
    pub fn new(oracle: &Oracle, size: usize, epsilon: f64) -> Result<QuickStream> {
        let length = ((1.0 / epsilon).ln() / (1.0 / size as f64).ln_1p()).ceil().max(size as f64) as usize;
        Ok(QuickStream { size, length, candidate: Candidate::new(oracle, room(length))? })
    }

    /// Shows one element; an error leaves everything as it was.
    pub async fn push(&mut self, oracle: &Oracle, e: u32) -> Result<()> {
        let gain = oracle.gain(&mut self.candidate.set, e).await?;
        if gain <= 0.0 || gain < self.candidate.rise() / self.size as f64 {
            return Ok(());
        }
        let members = &self.candidate.trail.indices;
        if members.len() < 2 * self.length {
            return self.candidate.add(oracle, e, Some(gain)).await;
        }
        let mut shorter = Candidate::new(oracle, room(self.length))?;
        for member in &members[members.len() - self.length..] {
            shorter.add(oracle, *member, None).await?;
        }
        shorter.add(oracle, e, None).await?;
        self.candidate = shorter;
        Ok(())
    }

    /// A in sets of the size of an answer.
    pub fn sets(&self) -> u64 {
        room(self.length).div_ceil(self.size) as u64
    }

    /// The elements that joined last.
    pub fn last(&self) -> &[u32] {
        let members = &self.candidate.trail.indices;
        &members[members.len().saturating_sub(self.size)..]
    }
}

fn room(length: usize) -> usize {
    2 * length + 1
}
