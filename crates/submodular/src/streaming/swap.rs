//! Swap streaming: one independent set, exchanged where a newcomer is worth twice what it replaces.
//!
//! An element's weight is its gain on arrival, fixed from then on. One that fits joins. One that does not names, in
//! every matroid it violates, the lightest element of the circuit it would close, and replaces them when it weighs
//! at least twice as much as they do together.
//!
//! Value ≥ OPT / (4p) for f monotone and submodular under p matroids, any order of arrival: 1/4 for one
//! (A. Chakrabarti, S. Kale, 2014, "Submodular maximization meets streaming: matchings, matroids, and more";
//! C. Chekuri, S. Gupta, K. Quanrud, 2015, "Streaming algorithms for submodular function maximization"). A size
//! alone is one matroid; a size with p partitions is p matroids, each cut to the size. Memory: k elements and one
//! spare state. Cost: one gain an element, a removal and a gain per exchange.
use super::candidate::Candidate;
use crate::constraint::Limits;
use crate::oracle::Oracle;
use marginals_core::Result;

/// The set, the weights of its elements, the limits.
pub(super) struct Swap {
    size: usize,
    limits: Limits,
    weights: Vec<f64>,
    pub candidate: Candidate,
    spare: Candidate,
}

impl Swap {
    pub fn new(oracle: &Oracle, size: usize, limits: Limits) -> Result<Swap> {
        let candidate = Candidate::new(oracle, size)?;
        Ok(Swap { size, limits, weights: Vec::new(), candidate, spare: Candidate::new(oracle, size)? })
    }

    /// Shows one element; an error leaves everything as it was.
    pub async fn push(&mut self, oracle: &Oracle, e: u32) -> Result<()> {
        let weight = oracle.gain(&mut self.candidate.set, e).await?;
        if weight <= 0.0 {
            return Ok(());
        }
        let Some(evicted) = self.evicted(e) else { return Ok(()) };
        if evicted.is_empty() {
            self.candidate.add(oracle, e, Some(weight)).await?;
            self.weights.push(weight);
            return Ok(());
        }
        let replaced: f64 = evicted.iter().map(|at| self.weights[*at]).sum();
        if weight < 2.0 * replaced {
            return Ok(());
        }
        oracle.copy(&self.candidate.set, &mut self.spare.set)?;
        for at in &evicted {
            oracle.retract(&mut self.spare.set, self.candidate.trail.indices[*at]).await?;
        }
        let gain = oracle.commit(&mut self.spare.set, e, None).await?;
        // Nothing below can fail.
        std::mem::swap(&mut self.candidate.set, &mut self.spare.set);
        let trail = &mut self.candidate.trail;
        for at in evicted.iter().rev() {
            trail.indices.remove(*at);
            trail.gains.remove(*at);
            trail.values.remove(at + 1);
            self.weights.remove(*at);
        }
        trail.push(e, gain, oracle.value(&self.candidate.set));
        self.weights.push(weight);
        Ok(())
    }

    /// Places of the elements that `e` would replace, ascending; none when no exchange lets it in.
    fn evicted(&self, e: u32) -> Option<Vec<usize>> {
        let members = &self.candidate.trail.indices;
        let full = members.len() >= self.size;
        let mut evicted = Vec::new();
        for exchange in self.limits.exchanges(members, e) {
            match exchange {
                // Nothing that may be dropped makes room.
                Some(places) if places.is_empty() => return None,
                Some(places) => evicted.extend(self.lightest(places.into_iter())),
                None if full => evicted.extend(self.lightest(0..members.len())),
                None => {}
            }
        }
        if self.limits.is_size_only() && full {
            evicted.extend(self.lightest(0..members.len()));
        }
        evicted.sort_unstable();
        evicted.dedup();
        Some(evicted)
    }

    fn lightest(&self, places: impl Iterator<Item = usize>) -> Option<usize> {
        places.min_by(|a, b| self.weights[*a].total_cmp(&self.weights[*b]).then(a.cmp(b)))
    }
}
