//! Upper bounds on the optimum from the gains an optimizer computes anyway.
//!
//! **Submodular f** (G. Nemhauser, L. Wolsey, M. Fisher, 1978, "An analysis of approximations for maximizing
//! submodular set functions", the cut of their integer programme). With l_a = f(V) − f(V − a), for any set A
//! and any feasible O,
//!
//! f(O) ≤ f(A) − Σ_{a∈A} l_a + Σ_{e∈O} v_e,  v_e = f(A + e) − f(A) off A, v_a = l_a on A,
//!
//! so the heaviest feasible set under v bounds the optimum. Gains of earlier prefixes may stand in for v_e,
//! and any lower bound for l_a (0 when f is monotone). The least over the prefixes is kept.
//!
//! **Supermodular f**, exact size (or any size when f never falls): gains only grow, so
//! f(O) ≤ f(∅) + Σ_{e∈O} l_e and f(O) ≤ f(V) − Σ_{e∉O} (f({e}) − f(∅)).
//!
//! Nothing is claimed where the structure is unknown. Bounds hold up to rounding.
use crate::offline::{Growth, Scores, Task};
use crate::oracle::LastGains;
use marginals_core::sum::Sum;
use marginals_core::{Monotone, Result};

/// Elements up to which a bound is taken at every set.
const SMALL: usize = 256;

/// Bounds in the making, one for each size of the task.
pub(crate) struct Cuts<'a> {
    task: &'a Task<'a>,
    kind: Kind<'a>,
    bounds: Vec<Option<f64>>,
    /// Size from which the next bound is due.
    due: usize,
    /// f({e}) − f(∅) of every allowed element, when they were met.
    singles: Option<Vec<(u32, f64)>>,
}

enum Kind<'a> {
    Nothing,
    /// Lower bounds of the last gains: computed, or 0 for a monotone function.
    Submodular(Option<&'a LastGains>),
    Supermodular(&'a LastGains),
}

impl<'a> Cuts<'a> {
    /// Chooses what can be claimed, and computes the last gains where that needs them.
    pub async fn prepare(task: &'a Task<'a>) -> Result<Cuts<'a>> {
        let oracle = task.oracle;
        let structure = oracle.structure();
        let increasing = structure.monotone == Monotone::Increasing;
        let kind = if !task.problem.request.certificate {
            Kind::Nothing
        } else if structure.shape.is_submodular() {
            // A monotone function has a bound without them; they tighten it where they cost little.
            if increasing && !oracle.has_cheap_last_gains() {
                Kind::Submodular(None)
            } else {
                Kind::Submodular(Some(oracle.last_gains().await?))
            }
        } else if structure.shape.is_supermodular() && (task.problem.exact() || increasing) {
            Kind::Supermodular(oracle.last_gains().await?)
        } else {
            Kind::Nothing
        };
        Ok(Cuts { task, kind, bounds: vec![None; task.sizes.len()], due: 0, singles: None })
    }

    /// Nothing can be claimed after all: the function broke its declared structure.
    pub fn withdraw(&mut self) {
        self.kind = Kind::Nothing;
        self.bounds.fill(None);
        self.singles = None;
    }

    /// Whether gains at further sets can tighten the bound.
    pub fn wants_gains(&self) -> bool {
        matches!(self.kind, Kind::Submodular(_))
    }

    /// Takes the gains of `scores` at the present set, if they cover every element and a bound is due: at every
    /// set of a small instance, at sizes that grow by a quarter of a large one.
    pub fn see(&mut self, growth: &Growth, scores: &Scores) {
        let size = growth.size();
        let due = self.task.problem.ground <= SMALL
            || size >= self.due
            || (self.task.sizes.len() > 1 && self.task.sizes.contains(&size));
        if self.wants_gains() && due {
            self.due = size + (size / 4).max(1);
            self.take(growth, scores);
        }
    }

    /// Takes the gains of `scores` at the present set, if they cover every element.
    pub fn take(&mut self, growth: &Growth, scores: &Scores) {
        let upper = |e: u32| scores.upper(e);
        // Of elements that any limit but the size treats alike only the heaviest can matter.
        let largest = self.task.sizes.iter().copied().max().unwrap_or(0);
        let needs_all = growth.size() == 0 && matches!(self.kind, Kind::Submodular(Some(_)));
        match scores.largest(largest).filter(|_| !needs_all && growth.is_limited_by_size_alone()) {
            Some(first) => {
                let outside = first.into_iter().filter(|e| !growth.has(*e));
                self.weigh(growth, outside.map(|e| (e, upper(e))).collect());
            }
            None if scores.covers(growth.each_outside()) => self.observe(growth, upper),
            None => {}
        }
    }

    /// Takes the gains at the present set. `upper(e)` is no less than the gain of e.
    pub fn observe(&mut self, growth: &Growth, upper: impl Fn(u32) -> f64) {
        let curved = matches!(self.kind, Kind::Submodular(Some(_)) | Kind::Supermodular(_));
        if growth.size() == 0 && curved && self.singles.is_none() {
            self.singles = Some(self.task.problem.allowed.iter().map(|e| (*e, upper(*e))).collect());
        }
        let mut outside = Vec::with_capacity(self.task.problem.allowed.len());
        outside.extend(growth.each_outside().map(|e| (e, upper(e))));
        self.weigh(growth, outside);
    }

    /// Takes the weights of those outside the set that can be among the heaviest.
    fn weigh(&mut self, growth: &Growth, mut weights: Vec<(u32, f64)>) {
        let Kind::Submodular(last) = &self.kind else { return };
        let last_gain = |e: u32| last.map_or(0.0, |last| last.gains[e as usize]);
        let mut base = Sum::default();
        base.add(growth.trail.value());
        for e in growth.trail.indices.iter().copied() {
            base.add(0.0 - last_gain(e));
            weights.push((e, last_gain(e)));
        }
        self.improve(base.value(), &weights);
    }

    fn improve(&mut self, base: f64, weights: &[(u32, f64)]) {
        let problem = self.task.problem;
        let heaviest = problem.limits.heaviest(weights, self.task.sizes, problem.exact());
        for (bound, weight) in self.bounds.iter_mut().zip(heaviest) {
            let Some(weight) = weight else { continue };
            let now = base + weight;
            *bound = Some(bound.map_or(now, |before| before.min(now)));
        }
    }

    /// The bounds, and what was learned about curvature on the way.
    pub async fn finish(mut self) -> Result<(Vec<Option<f64>>, Curvatures)> {
        let oracle = self.task.oracle;
        if let Kind::Supermodular(last) = self.kind {
            let mut empty = oracle.empty_set(1)?;
            let everything: Vec<u32> = (0..oracle.ground() as u32).collect();
            let mut gains = oracle.run().filled("gains", oracle.ground(), 0.0)?;
            oracle.gains(&mut empty, &everything, &mut gains).await?;
            let allowed = &self.task.problem.allowed;
            let late: Vec<(u32, f64)> = allowed.iter().map(|e| (*e, last.gains[*e as usize])).collect();
            self.improve(oracle.value(&empty), &late);
            let early: Vec<(u32, f64)> = allowed.iter().map(|e| (*e, gains[*e as usize])).collect();
            let mut base: Sum = gains.iter().map(|gain| 0.0 - gain).collect();
            base.add(last.full_value);
            self.improve(base.value(), &early);
            self.singles = Some(early);
        }
        let last = match self.kind {
            Kind::Submodular(last) => last,
            Kind::Supermodular(last) => Some(last),
            Kind::Nothing => None,
        };
        let ratios = match (last, &self.singles) {
            (Some(last), Some(singles)) => Curvatures::of(singles, &last.gains),
            _ => Curvatures::default(),
        };
        Ok((self.bounds, ratios))
    }
}

/// Curvature of the instance, where first and last gains were both computed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Curvatures {
    /// κ = 1 − min_e l_e / f({e}) of a monotone submodular function.
    pub submodular: Option<f64>,
    /// κ^g = 1 − min_e f({e}) / l_e of a monotone supermodular function.
    pub supermodular: Option<f64>,
}

impl Curvatures {
    pub fn of(singles: &[(u32, f64)], last: &[f64]) -> Curvatures {
        let pairs = || singles.iter().map(|(e, first)| (*first, last[*e as usize]));
        let least = |ratios: &mut dyn Iterator<Item = f64>| {
            let least = ratios.fold(1.0f64, f64::min);
            Some((1.0 - least).clamp(0.0, 1.0))
        };
        Curvatures {
            submodular: least(
                &mut pairs().filter(|(first, _)| *first > 0.0).map(|(first, last)| last / first),
            ),
            supermodular: least(
                &mut pairs().filter(|(_, last)| *last > 0.0).map(|(first, last)| first / last),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curvatures_compare_first_and_last_gains() {
        let found = Curvatures::of(&[(0, 2.0), (1, 4.0)], &[1.0, 4.0]);
        assert_eq!(found, Curvatures { submodular: Some(0.5), supermodular: Some(0.0) });
        let flat = Curvatures::of(&[(0, 0.0), (1, 1.0)], &[3.0, 2.0]);
        assert_eq!(flat, Curvatures { submodular: Some(0.0), supermodular: Some(1.0) });
    }
}
