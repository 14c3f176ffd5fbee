//! A set that a stream fills: one possible answer among several.
use crate::offline::Trail;
use crate::oracle::{Oracle, Set};
use marginals_core::memory::Charge;
use marginals_core::{Error, Result};

/// Elements with their gains, and the state that answers further gains.
pub(super) struct Candidate {
    pub set: Set,
    pub trail: Trail,
    _charge: Charge,
}

impl Candidate {
    /// The empty set, ready to grow to `size` elements.
    pub fn new(oracle: &Oracle, size: usize) -> Result<Candidate> {
        let charge = oracle.run().charge("a candidate of a stream", oracle.state_bytes(size))?;
        let set = oracle.empty_set(size)?;
        Ok(Candidate { trail: Trail::new(oracle.value(&set)), set, _charge: charge })
    }

    /// The set of one element, whose gain is known.
    pub async fn of(oracle: &Oracle, size: usize, e: u32, gain: f64) -> Result<Candidate> {
        let mut candidate = Candidate::new(oracle, size)?;
        candidate.add(oracle, e, Some(gain)).await?;
        Ok(candidate)
    }

    /// Adds `e`; an error leaves the candidate as it was.
    pub async fn add(&mut self, oracle: &Oracle, e: u32, known: Option<f64>) -> Result<()> {
        let gain = oracle.commit(&mut self.set, e, known).await?;
        self.trail.push(e, gain, oracle.value(&self.set));
        Ok(())
    }

    /// Takes the last element back.
    pub async fn undo(&mut self, oracle: &Oracle) -> Result<()> {
        let Some(e) = self.trail.indices.last().copied() else { return Ok(()) };
        oracle.retract(&mut self.set, e).await?;
        self.trail = self.trail.prefix(self.trail.len() - 1);
        Ok(())
    }

    /// How far the value has risen above that of the empty set.
    pub fn rise(&self) -> f64 {
        rise(&self.trail)
    }
}

/// How far the value of a trail has risen above its start.
pub(super) fn rise(trail: &Trail) -> f64 {
    trail.value() - trail.values[0]
}

/// Adds `e`, whose gain at each candidate is given, to all of them or, on an error, to none.
pub(super) async fn add_to_all(
    oracle: &Oracle,
    candidates: &mut [(&mut Candidate, f64)],
    e: u32,
) -> Result<()> {
    for at in 0..candidates.len() {
        let (candidate, gain) = &mut candidates[at];
        let added = candidate.add(oracle, e, Some(*gain)).await;
        if let Err(error) = added {
            for (candidate, _) in &mut candidates[..at] {
                let undone = candidate.undo(oracle).await;
                undone.map_err(|undoing| match undoing.is_aborted() {
                    true => undoing,
                    false => Error::internal("a stream could not take an element back"),
                })?;
            }
            return Err(error);
        }
    }
    Ok(())
}
