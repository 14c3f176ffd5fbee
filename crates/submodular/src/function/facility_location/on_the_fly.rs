//! Facility location computed from features when asked for: tiles of similarities are made, compared with the best so
//! far, summed and forgotten.
//!
//! A full pass over a ground set that represents itself computes every pair once. A candidate whose gain is known for
//! an earlier set is not computed anew: the gain has fallen by Σ clamp(s, before, after) − before over the rows whose
//! best similarity has changed meanwhile, and those rows are kept packed, as long as they are fewer than all. Whole
//! numbers make the two ways agree bit by bit.
use super::bounds_on_the_fly::{Bounds, Coarse};
use super::form::{Form, Quantum, Typed, Units};
use super::method::Representation;
use super::sweep::{CHUNK, Scratch, sweep};
use marginals_core::{Error, Result, Run};
use marginals_numerics::arch::coverage::{self, Quantized};
use marginals_numerics::arch::products::{GROUP, PANEL};
use marginals_numerics::similarity::{Panels, Points, Similarity};
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// Features to compute from.
pub struct OnTheFly<T> {
    similarity: Arc<Similarity>,
    units: Units<T>,
    coarse: OnceLock<Option<Coarse>>,
}

/// Rows whose best similarity one commit raised.
struct Change<T: Typed> {
    rows: Panels<T>,
    scale: Vec<T>,
    before: Vec<T::Quantum>,
    after: Vec<T::Quantum>,
}

/// Gains that were computed, and what has changed since.
pub struct Memo<T: Typed> {
    /// The gain of every element and the number of commits it was computed after.
    known: Vec<(i64, u32)>,
    commits: u32,
    /// The changes of the last commits, oldest first.
    changes: VecDeque<Change<T>>,
    changed_rows: usize,
    /// Bounds on the gains, once all of them were known.
    bounds: Option<Bounds>,
}

impl<T: Typed> Default for Memo<T> {
    fn default() -> Self {
        Memo { known: Vec::new(), commits: 0, changes: VecDeque::new(), changed_rows: 0, bounds: None }
    }
}

const NEVER: u32 = u32::MAX;
/// Candidates packed at once.
const PACKED: usize = 16 * CHUNK;

/// Products of a group with a panel, and lane sums.
type Room<T> = Scratch<Vec<T>, <T as Quantized>::Quantum>;

fn block<T: Typed>() -> Vec<T> {
    vec![T::default(); GROUP * PANEL]
}

impl<T: Typed> OnTheFly<T> {
    /// The function over the features of `similarity`.
    pub fn new(similarity: Arc<Similarity>, how: &Representation, run: &Run) -> Result<Self> {
        if T::points(&similarity).is_none() {
            return Err(Error::internal("features of another precision"));
        }
        let units = Units::new(&similarity, how, run)?;
        Ok(OnTheFly { similarity, units, coarse: OnceLock::new() })
    }

    fn points(&self) -> Result<&Points<T>> {
        T::points(&self.similarity).ok_or_else(|| Error::internal("features of another precision"))
    }

    /// Whole gains of `candidates`, computed anew; `groups` are their features.
    fn anew(
        &self,
        best: &[T::Quantum],
        candidates: usize,
        groups: &[T],
        run: &Run,
        out: &mut [i64],
    ) -> Result<()> {
        let points = self.points()?;
        let rows = points.represented();
        let (level, step, size) = (points.level(), points.panels_between_checks(CHUNK), GROUP * rows.cols());
        let since = run.filled("gains", candidates, 0usize)?;
        sweep(
            &[rows.count()],
            &since,
            step,
            run,
            block::<T>,
            |visit, block, sums| {
                let lanes = visit.panel * PANEL..(visit.panel + 1) * PANEL;
                let group = &groups[visit.group * size..][..size];
                points.block::<GROUP>(rows.panel(visit.panel), group, block);
                coverage::gains::<T>(level, block, &self.units.scale[lanes.clone()], &best[lanes], sums);
            },
            &mut out[..candidates],
        )
    }

    /// Whole gains of all elements of a ground set that represents itself: every pair is computed once.
    fn all(&self, best: &[T::Quantum], run: &Run, out: &mut [i64]) -> Result<()> {
        let points = self.points()?;
        let rows = points.ground();
        let (level, step) = (points.level(), points.panels_between_checks(CHUNK));
        out.fill(0);
        let mut groups = Vec::new();
        for first in (0..rows.rows()).step_by(CHUNK) {
            run.check()?;
            let chunk = CHUNK.min(rows.rows() - first);
            let own: Vec<u32> = (first as u32..(first + chunk) as u32).collect();
            rows.groups(&own, &mut groups);
            let inside = first / PANEL..(first + chunk).div_ceil(PANEL);
            let answers = run.blocks(
                rows.count() - inside.start,
                step,
                || Room::new(block::<T>()),
                |scratch, range| {
                    let mut totals = [0i64; CHUNK];
                    let mut others = vec![0i64; range.len() * PANEL];
                    for (p, others) in range.zip(others.chunks_exact_mut(PANEL)) {
                        let p = p + inside.start;
                        let lanes = p * PANEL..(p + 1) * PANEL;
                        let mut across = [T::Quantum::default(); PANEL];
                        for at in (0..chunk).step_by(GROUP) {
                            let group = &groups[at * rows.cols()..][..GROUP * rows.cols()];
                            points.block::<GROUP>(rows.panel(p), group, &mut scratch.block);
                            let best_here = &best[lanes.clone()];
                            let scale = &self.units.scale[lanes.clone()];
                            let sums = &mut scratch.sums[at..];
                            if inside.contains(&p) {
                                coverage::gains::<T>(level, &scratch.block, scale, best_here, sums);
                            } else {
                                let size = GROUP.min(chunk - at);
                                let own = &best[first + at..first + at + size];
                                let block = &scratch.block[..size * PANEL];
                                coverage::both::<T>(level, block, scale, best_here, own, sums, &mut across);
                            }
                        }
                        others.iter_mut().zip(across).for_each(|(sum, lane)| *sum += lane.into());
                    }
                    scratch.fold(&mut totals);
                    Ok((totals, others))
                },
            )?;
            let mut panel = inside.start;
            for (totals, others) in answers {
                out[first..first + chunk].iter_mut().zip(totals).for_each(|(gain, total)| *gain += total);
                out[panel * PANEL..].iter_mut().zip(&others).for_each(|(gain, other)| *gain += other);
                panel += others.len() / PANEL;
            }
        }
        Ok(())
    }

    /// By how much the gains of candidates have fallen: `since` says how many of the changes each must see, as the
    /// index of the first, ascending.
    fn fallen(
        &self,
        changes: &VecDeque<Change<T>>,
        since: &[usize],
        groups: &[T],
        run: &Run,
        out: &mut [i64],
    ) -> Result<()> {
        let points = self.points()?;
        let (level, size) = (points.level(), GROUP * points.ground().cols());
        let lists: Vec<usize> = changes.iter().map(|change| change.rows.count()).collect();
        sweep(
            &lists,
            since,
            points.panels_between_checks(CHUNK),
            run,
            block::<T>,
            |visit, block, sums| {
                let (change, lanes) = (&changes[visit.list], visit.panel * PANEL..(visit.panel + 1) * PANEL);
                let group = &groups[visit.group * size..][..size];
                points.block::<GROUP>(change.rows.panel(visit.panel), group, block);
                coverage::falls::<T>(
                    level,
                    block,
                    &change.scale[lanes.clone()],
                    &change.before[lanes.clone()],
                    &change.after[lanes],
                    sums,
                );
            },
            out,
        )
    }

    /// Rounded features, made when first needed.
    fn coarse(&self, run: &Run) -> Result<Option<&Coarse>> {
        if self.coarse.get().is_none() {
            let made = Coarse::new(self.points()?, &self.units, run)?;
            let _ = self.coarse.set(made);
        }
        Ok(self.coarse.get().and_then(Option::as_ref))
    }
}

impl<T: Typed> Form for OnTheFly<T> {
    type Real = T;
    type Memo = Memo<T>;

    fn ground_size(&self) -> usize {
        self.similarity.ground_size()
    }

    fn units(&self) -> &Units<T> {
        &self.units
    }

    fn batching(&self) -> (usize, f64) {
        let full = self.ground_size() as f64;
        (2 * GROUP, if self.similarity.is_symmetric() && self.units.uniform { full / 2.0 } else { full })
    }

    fn wants_column(&self, memo: &Memo<T>, e: u32) -> bool {
        memo.known.get(e as usize).is_none_or(|known| known.1 == NEVER)
    }

    fn gains(
        &self,
        best: &[T::Quantum],
        memo: &mut Memo<T>,
        candidates: &[u32],
        run: &Run,
        out: &mut [i64],
    ) -> Result<()> {
        let ground = self.ground_size();
        if memo.known.is_empty() {
            memo.known = run.filled("known gains", ground, (0, NEVER))?;
        }
        let oldest = memo.commits - memo.changes.len() as u32;
        let (mut unknown, mut stale) = (Vec::new(), Vec::new());
        for e in candidates {
            match memo.known[*e as usize].1 {
                NEVER => unknown.push(*e),
                at if at < oldest => unknown.push(*e),
                at if at < memo.commits => stale.push((at - oldest, *e)),
                _ => {}
            }
        }
        let mirrored = self.similarity.is_symmetric() && self.units.uniform;
        let points = self.points()?;
        let mut groups = Vec::new();
        if mirrored && unknown.len() > ground / 2 {
            let mut all = run.filled("gains", points.ground().count() * PANEL, 0i64)?;
            self.all(best, run, &mut all)?;
            for (known, gain) in memo.known.iter_mut().zip(all) {
                *known = (gain, memo.commits);
            }
        } else {
            let mut fresh = run.filled("gains", PACKED.min(unknown.len()), 0i64)?;
            for some in unknown.chunks(PACKED) {
                points.ground().groups(some, &mut groups);
                self.anew(best, some.len(), &groups, run, &mut fresh)?;
                for (e, gain) in some.iter().zip(&fresh) {
                    memo.known[*e as usize] = (*gain, memo.commits);
                }
            }
            stale.sort_unstable();
            let mut falls = run.filled("gains", PACKED.min(stale.len()), 0i64)?;
            for some in stale.chunks(PACKED) {
                let elements: Vec<u32> = some.iter().map(|(_, e)| *e).collect();
                let since: Vec<usize> = some.iter().map(|(at, _)| *at as usize).collect();
                points.ground().groups(&elements, &mut groups);
                let falls = &mut falls[..some.len()];
                self.fallen(&memo.changes, &since, &groups, run, falls)?;
                for (e, fall) in elements.iter().zip(falls) {
                    let known = &mut memo.known[*e as usize];
                    *known = (known.0 - *fall, memo.commits);
                }
            }
        }
        out.iter_mut().zip(candidates).for_each(|(gain, e)| *gain = memo.known[*e as usize].0);
        match &mut memo.bounds {
            Some(bounds) => bounds.learn(candidates, out),
            // All gains are known: from now on bounds on them pay.
            None if unknown.len() > ground / 2 && candidates.len() == ground => {
                if let Some(coarse) = self.coarse(run)? {
                    memo.bounds = Some(coarse.bounds(&memo.known, memo.commits, run)?);
                }
            }
            None => {}
        }
        Ok(())
    }

    fn tighten(
        &self,
        best: &[T::Quantum],
        memo: &mut Memo<T>,
        candidates: &[u32],
        run: &Run,
        bounds: &mut [i64],
    ) -> Result<bool> {
        let (Some(coarse), Some(known)) = (self.coarse.get().and_then(Option::as_ref), &mut memo.bounds)
        else {
            return Ok(false);
        };
        coarse.tighten::<T>(known, self.units.rows, best, candidates, run, bounds)?;
        Ok(true)
    }

    fn tile(
        &self,
        elements: &[u32],
        panels: Range<usize>,
        run: &Run,
        out: &mut [Quantum<Self>],
    ) -> Result<()> {
        let points = self.points()?;
        let (width, rows) = (panels.len() * PANEL, points.represented());
        let mut group = Vec::new();
        let mut block = [T::default(); GROUP * PANEL];
        points.ground().group::<GROUP>(elements, &mut group);
        if elements.len() == 1 {
            points.ground().group::<1>(elements, &mut group);
        }
        let pause = points.panels_between_checks(GROUP);
        for (at, p) in panels.enumerate() {
            if at % pause == 0 {
                run.check()?;
            }
            if elements.len() == 1 {
                points.block::<1>(rows.panel(p), &group, &mut block);
            } else {
                points.block::<GROUP>(rows.panel(p), &group, &mut block);
            }
            let scale = &self.units.scale[p * PANEL..(p + 1) * PANEL];
            for c in 0..elements.len() {
                let to = &mut out[c * width + at * PANEL..][..PANEL];
                coverage::quanta::<T>(points.level(), &block[c * PANEL..][..PANEL], scale, to);
            }
        }
        Ok(())
    }

    fn grown(
        &self,
        memo: &mut Memo<T>,
        rows: &[u32],
        before: &[T::Quantum],
        best: &[T::Quantum],
        run: &Run,
    ) -> Result<()> {
        let all = self.units.rows;
        memo.commits += 1;
        if let (Some(Some(coarse)), Some(bounds)) = (self.coarse.get(), &mut memo.bounds) {
            coarse.grown::<T>(bounds, rows, before, best, run)?;
        }
        // Beyond as many rows as there are, computing anew is cheaper.
        if rows.len() > all / 2 || memo.known.is_empty() {
            memo.changes.clear();
            memo.changed_rows = 0;
            return Ok(());
        }
        while memo.changed_rows + rows.len() > all {
            match memo.changes.pop_front() {
                Some(oldest) => memo.changed_rows -= oldest.rows.rows(),
                None => break,
            }
        }
        let mut packed = Panels::empty(0);
        packed.refill(self.points()?.represented(), rows, run)?;
        let padded = packed.count() * PANEL;
        let mut change = Change {
            rows: packed,
            scale: rows.iter().map(|row| self.units.scale[*row as usize]).collect(),
            before: before.to_vec(),
            after: rows.iter().map(|row| best[*row as usize]).collect(),
        };
        change.scale.resize(padded, T::default());
        change.before.resize(padded, T::ZERO);
        change.after.resize(padded, T::ZERO);
        memo.changed_rows += rows.len();
        memo.changes.push_back(change);
        Ok(())
    }

    fn memo_bytes(&self) -> u64 {
        let cols = T::points(&self.similarity).map_or(0, |points| points.ground().cols());
        // Changed rows twice, as they are and rounded.
        let row = (cols + 1) * size_of::<T>() + 2 * size_of::<T::Quantum>() + 2 * cols + 8;
        (self.ground_size() * 32 + self.units.rows * row) as u64
    }
}
