//! Counts N(x, y) of observed transitions, and the chain they estimate.
//!
//! The plug-in chain has q(x, y) = N(x, y) / N. Smoothing adds α to every pair of states once, before any
//! projection, q = (N(x, y) + α) / (N + α n²), so that all subsets are projections of one law; α = ½ is the
//! estimator of R. Krichevsky and V. Trofimov (1981, "The performance of universal encoding"), α = 1 that of
//! Laplace. Smoothing makes the law dense: 12 n² bytes. Cost: O(N log N) to count.
use super::distinct::distinct;
use super::trajectories::Trajectories;
use crate::chain::{Chain, Law, Origin, Parts, Source, Space, SparseLaw};
use marginals_core::{Error, Result, Run};

/// Pseudo-counts added to every pair of states.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Smoothing {
    /// None: the plug-in law.
    None,
    /// This many.
    Add(f64),
    /// One half.
    KrichevskyTrofimov,
}

impl Smoothing {
    /// The pseudo-count α.
    #[must_use]
    pub fn alpha(self) -> f64 {
        match self {
            Smoothing::None => 0.0,
            Smoothing::Add(alpha) => alpha,
            Smoothing::KrichevskyTrofimov => 0.5,
        }
    }
}

/// Distinct transitions in order of (x, y), and how often each was seen.
#[derive(Clone, Debug)]
pub struct PairCounts {
    pub(super) space: Space,
    pub(super) from: Vec<u32>,
    pub(super) to: Vec<u32>,
    counts: Vec<u64>,
    /// Distinct transition of every observed one, in order of time.
    pub(super) observed: Vec<u32>,
    /// Number of observed transitions before the end of each segment.
    pub(super) ends: Vec<usize>,
}

impl PairCounts {
    /// Counts the transitions of `trajectories`.
    ///
    /// # Errors
    /// More than 2³² − 1 transitions, out of memory, or the run was cancelled.
    pub fn of(trajectories: &Trajectories, run: &Run) -> Result<Self> {
        let total = trajectories.transitions();
        if u32::try_from(total).is_err() {
            return Err(Error::limit("trajectories", "at most 2^32 - 1 transitions", total));
        }
        let _charge = run.charge("the counted transitions", 28 * total as u64)?;
        let mut keys: Vec<u64> = run.reserved("the counted transitions", total)?;
        let mut ends = Vec::with_capacity(trajectories.segments.len());
        for segment in &trajectories.segments {
            run.check()?;
            keys.extend(trajectories.transitions_of(segment).map(|(x, y)| u64::from(x) << 32 | u64::from(y)));
            ends.push(keys.len());
        }
        let (distinct, counts, observed) = distinct(&keys, run)?;
        let from = distinct.iter().map(|key| (key >> 32) as u32).collect();
        let to = distinct.iter().map(|key| *key as u32).collect();
        Ok(PairCounts { space: trajectories.space.clone(), from, to, counts, observed, ends })
    }

    /// Sizes, names and numbering of the coordinates.
    #[must_use]
    pub fn space(&self) -> &Space {
        &self.space
    }

    /// How often each distinct transition was seen.
    #[must_use]
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// Number of observed transitions N.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.observed.len() as u64
    }

    /// Distinct transitions (x, y, N(x, y)), in order.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u32, u64)> + '_ {
        self.from.iter().zip(&self.to).zip(&self.counts).map(|((x, y), count)| (*x, *y, *count))
    }

    /// The estimated chain; its reference is the law of the states that were left, N(x) / N.
    ///
    /// That law differs from the law of the states that were reached by the ends of the trajectories, so the
    /// chain is not exactly stationary unless the trajectories are circular.
    ///
    /// # Errors
    /// A negative or non-finite α, out of memory, or the run was cancelled.
    pub fn chain(&self, smoothing: Smoothing, run: &Run) -> Result<Chain> {
        let alpha = smoothing.alpha();
        if !(alpha >= 0.0 && alpha.is_finite()) {
            return Err(Error::range("smoothing", "a finite number of at least 0", alpha));
        }
        let law = if alpha > 0.0 { self.smoothed(alpha, run)? } else { self.plug_in(run)? };
        let mut warnings = Vec::new();
        let states = self.space.states();
        let seen = law.reference.iter().filter(|mass| **mass > 0.0).count();
        if seen < states {
            warnings.push(format!("{} of {states} states were never left in the data", states - seen));
        }
        Chain::assemble(
            Parts {
                space: self.space.clone(),
                law: Law::Sparse(law),
                origin: Origin::Frequencies,
                exchangeable: false,
                source: Source::Data { transitions: self.total(), smoothing: alpha },
                warnings,
            },
            run,
        )
    }

    fn plug_in(&self, run: &Run) -> Result<SparseLaw> {
        let states = self.space.states();
        let announced =
            run.charge("the estimated chain", 16 * states as u64 + 12 * self.counts.len() as u64)?;
        let mut law = SparseLaw {
            row_starts: run.reserved("the estimated chain", states + 1)?,
            next: self.to.clone(),
            probability: run.reserved("the estimated chain", self.counts.len())?,
            reference: run.filled("the estimated chain", states, 0.0)?,
        };
        law.row_starts.push(0);
        let total = self.total() as f64;
        let mut start = 0;
        for group in self.from.chunk_by(|a, b| a == b) {
            let x = group[0] as usize;
            law.row_starts.resize(x + 1, start as u64);
            let counts = &self.counts[start..start + group.len()];
            let left: u64 = counts.iter().sum();
            law.reference[x] = left as f64 / total;
            law.probability.extend(counts.iter().map(|count| *count as f64 / left as f64));
            start += group.len();
            law.row_starts.push(start as u64);
        }
        law.row_starts.resize(states + 1, start as u64);
        drop(announced);
        Ok(law)
    }

    fn smoothed(&self, alpha: f64, run: &Run) -> Result<SparseLaw> {
        let states = self.space.states();
        let cells = states.checked_mul(states).filter(|cells| *cells <= isize::MAX as usize / 16);
        let cells = cells.ok_or_else(|| {
            Error::limit(
                "smoothing",
                "a space whose pairs of states fit in memory",
                format_args!("{states} states"),
            )
        })?;
        let announced = run.charge("the smoothed chain", 12 * cells as u64 + 16 * states as u64)?;
        let mut law = SparseLaw {
            row_starts: (0..=states).map(|x| (x * states) as u64).collect(),
            next: run.reserved("the smoothed chain", cells)?,
            probability: run.filled("the smoothed chain", cells, alpha)?,
            reference: run.filled("the smoothed chain", states, alpha * states as f64)?,
        };
        for (x, y, count) in self.iter() {
            law.probability[x as usize * states + y as usize] += count as f64;
            law.reference[x as usize] += count as f64;
        }
        let total = self.total() as f64 + alpha * cells as f64;
        for (row, left) in law.probability.chunks_mut(states).zip(&mut law.reference) {
            run.check()?;
            row.iter_mut().for_each(|weight| *weight /= *left);
            law.next.extend(0..states as u32);
            *left /= total;
        }
        drop(announced);
        Ok(law)
    }
}
