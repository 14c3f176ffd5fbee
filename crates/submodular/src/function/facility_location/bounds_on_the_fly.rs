//! Bounds on gains from features rounded to 16 bits, at half the cost of the gains.
//!
//! A gain known for an earlier set falls by Σ clamp(s, before, after) − before over the rows whose best similarity has
//! changed. With a product p known to be within D of s in its units, clamp(p, before + D, after + D) − (before + D) is
//! no more than that: the sum is a lower bound of the fall, hence an upper bound of the gain is left, above it by about
//! a thousandth of the fall. Where the changes are not kept any more, Σ max(p − (best − D), 0) bounds the gain anew.
//! All sums are whole, so a bound has the same bits for any number of threads.
use super::form::{Typed, Units};
use super::sweep::sweep;
use marginals_core::{Charge, Result, Run};
use marginals_numerics::arch::Level;
use marginals_numerics::arch::coverage::Quantized;
use marginals_numerics::arch::products::{GROUP, PANEL};
use marginals_numerics::arch::shorts::{SHIFT, between};
use marginals_numerics::similarity::{Points, Rounded, Words};
use std::collections::VecDeque;

/// Rounded features in the units of a function.
pub struct Coarse {
    rounded: Rounded,
    level: Level,
    /// What a whole similarity of one is as a product.
    quantum: f64,
    /// No product is further from the similarity.
    error: f64,
    step: usize,
    _charge: Charge,
}

/// Rows whose best similarity one commit raised.
struct Change {
    rows: Words,
    count: usize,
    low: Vec<i32>,
    high: Vec<i32>,
}

/// Bounds on the gains of all elements, and what has changed since.
pub struct Bounds {
    /// A bound and the number of commits it holds after.
    known: Vec<(i64, u32)>,
    commits: u32,
    /// The changes of the last commits, oldest first.
    changes: VecDeque<Change>,
    changed_rows: usize,
}

/// A bound no product reaches.
const BEYOND: i32 = 1 << 30;
/// Candidates packed at once.
const PACKED: usize = 4096;

impl Coarse {
    /// The features of `points`, where rows count alike and there is room.
    pub fn new<T: Typed>(points: &Points<T>, units: &Units<T>, run: &Run) -> Result<Option<Coarse>> {
        if !units.uniform {
            return Ok(None);
        }
        let rows = |count: usize| (count * PANEL * points.ground().cols().div_ceil(2) * 4) as u64;
        let other = if points.is_square() { 0 } else { rows(points.represented().count()) };
        let Ok(charge) = run.charge("rounded features", rows(points.ground().count()) + other) else {
            return Ok(None);
        };
        let Some(rounded) = Rounded::of(points, run)? else { return Ok(None) };
        let quantum = rounded.square() * units.one;
        let error = rounded.error() + quantum;
        let step = points.panels_between_checks(super::sweep::CHUNK);
        Ok(Some(Coarse { rounded, level: points.level(), quantum, error, step, _charge: charge }))
    }

    /// A whole similarity as a product, before it is made whole.
    fn product<T: Quantized>(&self, q: T::Quantum) -> f64 {
        let whole: i64 = (q - T::ZERO).into();
        whole as f64 * self.quantum
    }

    /// Bounds that begin as the gains `known` after `commits` commits.
    pub fn bounds(&self, known: &[(i64, u32)], commits: u32, run: &Run) -> Result<Bounds> {
        let mut own = run.reserved("gain bounds", known.len())?;
        own.extend_from_slice(known);
        Ok(Bounds { known: own, commits, changes: VecDeque::new(), changed_rows: 0 })
    }

    /// Told that the best similarities of `rows` rose from `before` to `best`.
    pub fn grown<T: Typed>(
        &self,
        bounds: &mut Bounds,
        rows: &[u32],
        before: &[T::Quantum],
        best: &[T::Quantum],
        run: &Run,
    ) -> Result<()> {
        bounds.commits += 1;
        let all = best.len();
        while bounds.changed_rows + rows.len() > all {
            match bounds.changes.pop_front() {
                Some(oldest) => bounds.changed_rows -= oldest.count,
                None => break,
            }
        }
        let words = self.rounded.represented().some(rows, run)?;
        let padded = words.count() * PANEL;
        let mut low = run.reserved("changed rows", padded)?;
        let mut high = run.reserved("changed rows", padded)?;
        for (row, before) in rows.iter().zip(before) {
            let least = (self.product::<T>(*before) + self.error).ceil() as i32;
            low.push(least);
            high.push(((self.product::<T>(best[*row as usize]) + self.error).floor() as i32).max(least));
        }
        low.resize(padded, BEYOND);
        high.resize(padded, BEYOND);
        bounds.changed_rows += rows.len();
        bounds.changes.push_back(Change { rows: words, count: rows.len(), low, high });
        Ok(())
    }

    /// Writes a bound on the gain of every candidate over `best`.
    pub fn tighten<T: Typed>(
        &self,
        bounds: &mut Bounds,
        rows: usize,
        best: &[T::Quantum],
        candidates: &[u32],
        run: &Run,
        out: &mut [i64],
    ) -> Result<()> {
        let oldest = bounds.commits - bounds.changes.len() as u32;
        let (mut anew, mut stale) = (Vec::new(), Vec::new());
        for e in candidates {
            match bounds.known[*e as usize].1 {
                at if at < oldest => anew.push((0, *e)),
                at if at < bounds.commits => stale.push(((at - oldest) as usize, *e)),
                _ => {}
            }
        }
        stale.sort_unstable();
        let per_unit = f64::from(1u32 << SHIFT) / self.quantum;
        let lists: Vec<usize> = bounds.changes.iter().map(|change| change.rows.count()).collect();
        for some in stale.chunks(PACKED) {
            let falls = self.sums(&lists, some, run, |list, panel| {
                let change = &bounds.changes[list];
                (change.rows.panel(panel), &change.low[panel * PANEL..], &change.high[panel * PANEL..], 0)
            })?;
            for ((_, e), fall) in some.iter().zip(falls) {
                let known = &mut bounds.known[*e as usize];
                *known = (known.0 - (fall as f64 * per_unit * (1.0 - 1e-12)) as i64, bounds.commits);
            }
        }
        if !anew.is_empty() {
            let words = self.rounded.represented();
            let padded = words.count() * PANEL;
            let mut low = run.reserved("best similarities", padded)?;
            low.extend(best[..rows].iter().map(|q| (self.product::<T>(*q) - self.error).floor() as i32));
            low.resize(padded, BEYOND);
            let most = [i32::MAX; PANEL];
            for some in anew.chunks(PACKED) {
                let gains = self.sums(&[words.count()], some, run, |_, panel| {
                    (words.panel(panel), &low[panel * PANEL..], &most, (1 << SHIFT) - 1)
                })?;
                for ((_, e), gain) in some.iter().zip(gains) {
                    let bound = (gain as f64 * per_unit * (1.0 + 1e-12)).ceil() as i64;
                    let known = &mut bounds.known[*e as usize];
                    *known = (known.0.min(bound), bounds.commits);
                }
            }
        }
        out.iter_mut().zip(candidates).for_each(|(bound, e)| *bound = bounds.known[*e as usize].0);
        Ok(())
    }

    /// Sums of the candidates `some`, each with its first list, over lists of panels.
    fn sums<'a>(
        &'a self,
        lists: &[usize],
        some: &[(usize, u32)],
        run: &Run,
        panel: impl Fn(usize, usize) -> (&'a [i32], &'a [i32], &'a [i32], i32) + Sync,
    ) -> Result<Vec<i64>> {
        let (elements, since): (Vec<u32>, Vec<usize>) = some.iter().map(|(at, e)| (*e, *at)).unzip();
        let words = self.rounded.ground().words();
        let mut groups = Vec::new();
        self.rounded.ground().groups(&elements, &mut groups);
        let mut sums = run.filled("gain bounds", some.len(), 0i64)?;
        sweep(
            lists,
            &since,
            self.step,
            run,
            || (),
            |visit, (), sums: &mut [[i32; PANEL]]| {
                let (rows, low, high, up) = panel(visit.list, visit.panel);
                let group = &groups[visit.group * words * GROUP..][..words * GROUP];
                if let (Some(low), Some(high)) = (low.first_chunk(), high.first_chunk()) {
                    between(self.level, rows, group, words, low, high, up, sums);
                }
            },
            &mut sums,
        )?;
        Ok(sums)
    }
}

impl Bounds {
    /// Told the gains of `candidates` after all commits.
    pub fn learn(&mut self, candidates: &[u32], gains: &[i64]) {
        for (e, gain) in candidates.iter().zip(gains) {
            self.known[*e as usize] = (*gain, self.commits);
        }
    }
}
