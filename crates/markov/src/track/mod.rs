//! Tracks: sets of coordinates that grow or shrink and know their entropies.
//!
//! Every objective over a chain is a signed sum of entropies of a few sets: S itself, V ∖ S, W ∪ S. A [`Track`]
//! holds one of them and answers, for all candidates in one call, how the entropies change when a candidate
//! joins (a growing track) or leaves (a shrinking one).
//!
//! | route | growing | shrinking |
//! |---|---|---|
//! | pair law | rows in class order, refined; half of them where it is symmetric | rows merged, coarsened |
//! | single flip | margins of the flows on S ∪ e | margins on S, which halve at every step |
//! | exchangeable | one subset of each size | the same |
//!
//! Answers are kept until the next commit, so a gain asked for twice is computed once.
mod compute;
mod entropies;
mod flip_grow;
mod flip_shrink;
pub(crate) mod margin;
pub(crate) mod states;
pub(crate) mod terms;

pub use entropies::Entropies;

use crate::route::{Laws, Route};
use flip_grow::FlipGrow;
use flip_shrink::{Axes, FlipShrink};
use marginals_core::{Error, Result, Run};
use marginals_information::table::{Coarsening, Refinement};
use states::ShrinkingStates;
use std::sync::Arc;

/// How a track finds H(X_S, Y_S).
#[derive(Debug)]
enum Pairs {
    Refined(Box<Refinement>),
    Coarsened(Box<Coarsening>),
    FlipGrow(FlipGrow),
    FlipShrink(FlipShrink),
    Counted(Arc<[Entropies]>),
}

/// A set of coordinates of a chain that grows or shrinks.
#[derive(Debug)]
pub struct Track {
    laws: Arc<Laws>,
    pairs: Pairs,
    shrinking: Option<ShrinkingStates>,
    members: Vec<bool>,
    entropies: Entropies,
    /// Changes known since the last commit.
    known: Vec<Option<Entropies>>,
    /// State entropies (without pairs) of S ± e known since the last commit.
    known_states: Vec<Option<Entropies>>,
}

impl Track {
    /// The empty set, ready to grow.
    ///
    /// # Errors
    /// Out of memory, or the run was cancelled.
    pub fn growing(laws: &Arc<Laws>, run: &Run) -> Result<Self> {
        let pairs = if laws.counts_only() {
            Pairs::Counted(laws.by_size(run)?)
        } else {
            match laws.route(run)? {
                Route::PairLaw => Pairs::Refined(Box::new(match laws.mirrored_table(run)? {
                    Some(table) => Refinement::mirrored(&table, run)?,
                    None => Refinement::new(&laws.pair_table(run)?, run)?,
                })),
                Route::SingleFlip => {
                    laws.columns(run)?;
                    Pairs::FlipGrow(FlipGrow::new(laws.chain(), run)?)
                }
            }
        };
        Ok(Self::with(laws, pairs, None, Entropies::default()))
    }

    /// All coordinates, ready to shrink.
    ///
    /// # Errors
    /// Out of memory, or the run was cancelled.
    pub fn shrinking(laws: &Arc<Laws>, run: &Run) -> Result<Self> {
        let states = ShrinkingStates::default();
        if laws.counts_only() {
            let by_size = laws.by_size(run)?;
            let whole = by_size[laws.dimension()];
            return Ok(Self::with(laws, Pairs::Counted(by_size), Some(states), whole));
        }
        let (pairs, pair) = match laws.route(run)? {
            Route::PairLaw => {
                let coarsening = Coarsening::new(&laws.pair_table(run)?, run)?;
                let pair = coarsening.entropy();
                (Pairs::Coarsened(Box::new(coarsening)), pair)
            }
            Route::SingleFlip => {
                let tables = FlipShrink::default();
                let pair = tables.pair(laws.columns(run)?.as_ref(), run)?;
                (Pairs::FlipShrink(tables), pair)
            }
        };
        let whole = Entropies { pair, ..states.entropies(laws.chain()) };
        Ok(Self::with(laws, pairs, Some(states), whole))
    }

    fn with(
        laws: &Arc<Laws>,
        pairs: Pairs,
        shrinking: Option<ShrinkingStates>,
        entropies: Entropies,
    ) -> Self {
        let dimension = laws.dimension();
        Track {
            laws: Arc::clone(laws),
            pairs,
            members: vec![shrinking.is_some(); dimension],
            shrinking,
            entropies,
            known: vec![None; dimension],
            known_states: vec![None; dimension],
        }
    }

    /// Entropies of the set.
    #[must_use]
    pub fn entropies(&self) -> Entropies {
        self.entropies
    }

    /// Which coordinates are in the set.
    #[must_use]
    pub fn members(&self) -> &[bool] {
        &self.members
    }

    /// Whether `e` may still join (or leave).
    fn is_open(&self, e: usize) -> bool {
        self.members[e] == self.shrinking.is_some()
    }

    /// Makes this track equal to another one of the same laws and direction.
    ///
    /// # Errors
    /// Out of memory, or tracks of different kinds.
    pub fn copy_from(&mut self, from: &Track, run: &Run) -> Result<()> {
        match (&mut self.pairs, &from.pairs) {
            (Pairs::Refined(to), Pairs::Refined(from)) => to.copy_from(from)?,
            (Pairs::Coarsened(to), Pairs::Coarsened(from)) => to.copy_from(from)?,
            (Pairs::FlipGrow(to), Pairs::FlipGrow(from)) => to.copy_from(from),
            (Pairs::FlipShrink(to), Pairs::FlipShrink(from)) => to.copy_from(from, run)?,
            (Pairs::Counted(_), Pairs::Counted(_)) => {}
            _ => return Err(Error::internal("a track was copied from one of another kind")),
        }
        self.shrinking.clone_from(&from.shrinking);
        self.members.clone_from(&from.members);
        self.entropies = from.entropies;
        self.known.clone_from(&from.known);
        self.known_states.clone_from(&from.known_states);
        Ok(())
    }

    /// Writes how the entropies change when each candidate joins (≥ 0) or leaves (≤ 0); 0 for a candidate that
    /// cannot.
    ///
    /// # Errors
    /// The run was cancelled, or out of memory.
    pub fn changes(&mut self, candidates: &[u32], run: &Run, out: &mut [Entropies]) -> Result<()> {
        let asked: Vec<u32> = candidates
            .iter()
            .copied()
            .filter(|e| self.is_open(*e as usize) && self.known[*e as usize].is_none())
            .collect();
        if !asked.is_empty() {
            self.compute(&asked, run)?;
        }
        for (e, out) in candidates.iter().zip(out) {
            *out = self.known[*e as usize].unwrap_or_default();
        }
        Ok(())
    }

    /// As [`Track::changes`], without the pair entropy: one pass over the states, none over the pairs.
    ///
    /// # Errors
    /// As [`Track::changes`].
    pub fn state_changes(&mut self, candidates: &[u32], run: &Run, out: &mut [Entropies]) -> Result<()> {
        self.compute_states(candidates, run)?;
        let now = Entropies { pair: 0.0, ..self.entropies };
        for (e, out) in candidates.iter().zip(out) {
            *out = match self.known_states[*e as usize] {
                Some(after) if self.is_open(*e as usize) => after - now,
                _ => Entropies::default(),
            };
        }
        Ok(())
    }

    /// Moves `e` in (or out) and returns the change; nothing happens when it cannot. An error leaves the track
    /// as it was.
    ///
    /// # Errors
    /// As [`Track::changes`].
    pub fn commit(&mut self, e: u32, run: &Run) -> Result<Entropies> {
        let place = e as usize;
        if !self.is_open(place) {
            return Ok(Entropies::default());
        }
        let mut change = [Entropies::default()];
        self.changes(&[e], run, &mut change)?;
        let left: Vec<usize> = (0..self.members.len()).filter(|i| self.members[*i]).collect();
        let (radices, axis) = self.axes_with(place);
        // What can fail without changing anything comes first.
        let smaller = match &self.shrinking {
            Some(states) if !matches!(self.pairs, Pairs::Counted(_)) => {
                Some(states.dropped(self.laws.chain(), &radices, axis, run)?)
            }
            same => same.clone(),
        };
        match &mut self.pairs {
            Pairs::Refined(refinement) => {
                refinement.commit(e, run)?;
            }
            Pairs::Coarsened(coarsening) => {
                coarsening.commit(e, run)?;
            }
            Pairs::FlipGrow(grow) => {
                grow.commit(self.laws.chain(), self.laws.columns(run)?.as_ref(), place, run)?;
            }
            Pairs::FlipShrink(shrink) => {
                let axes = Axes { left, radices };
                shrink.commit(self.laws.columns(run)?.as_ref(), &axes, axis, run)?;
            }
            Pairs::Counted(_) => {}
        }
        self.shrinking = smaller;
        self.members[place] = !self.members[place];
        self.entropies = self.entropies + change[0];
        self.known.fill(None);
        self.known_states.fill(None);
        Ok(change[0])
    }

    /// Radices of the members and the place of `e` among them (meaningful for shrinking sets).
    fn axes_with(&self, e: usize) -> (Vec<usize>, usize) {
        let sizes = self.laws.chain().space().sizes();
        let left = (0..sizes.len()).filter(|i| self.members[*i]);
        (
            left.map(|i| sizes[i] as usize).collect(),
            self.members[..e].iter().filter(|member| **member).count(),
        )
    }
}
