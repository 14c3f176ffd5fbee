//! Disparity: how far apart the chosen elements are, as a sum over pairs, the least over pairs, or the sum of every
//! element's distance from its nearest.
//!
//! - sum: f(S) = Σ_{a<b} d_ab, every unordered pair once. Supermodular and increasing; a gain is O(1).
//! - min: f(S) = min_{a≠b} d_ab, and 0 for fewer than two elements. Neither submodular nor monotone: from the third
//!   element on no gain is above 0, so ask for an exact size. Greedy then is the farthest-point heuristic, whose
//!   radius is within a factor of 2 under a metric (T. F. Gonzalez, 1985, "Clustering to minimize the maximum
//!   intercluster distance"). A gain is O(1).
//! - min-sum: f(S) = Σ_a min_{b≠a} d_ab, and 0 for fewer than two. Of unknown structure; a gain is O(|S| · columns).
//!
//! Choosing an element costs its distances from all others, O(rows · columns); nothing of size rows × rows is stored.
//! Under a metric greedy for the sum is within a factor of 2 of the best set of k (S. S. Ravi, D. J. Rosenkrantz,
//! G. K. Tayi, 1994, "Heuristic and special case algorithms for dispersion problems", states 4; A. Borodin,
//! A. Jain, H. C. Lee, Y. Ye, 2017, "Max-sum diversification, monotone submodular functions, and dynamic updates",
//! proves 2).
mod distances;

use super::members::Members;
pub use distances::{Distance, Distances};
use marginals_core::{
    Bound, Charge, Evidence, Guarantee, Monotone, Plan, Result, Run, SetFunction, Shape, Structure,
};

/// What is made of the distances.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// Σ over pairs.
    Sum,
    /// Least over pairs.
    Min,
    /// Σ of distances from the nearest.
    MinSum,
}

/// How far apart the chosen elements are.
#[derive(Debug)]
pub struct Disparity {
    distances: Distances,
    spread: Spread,
}

/// The chosen elements, and how far every element is from them.
#[derive(Debug)]
pub struct DisparityState {
    members: Members,
    /// Sum of the distances from the chosen elements other than the element itself, or the least of them.
    apart: Vec<f64>,
    value: f64,
    changes: usize,
    _charge: Charge,
}

impl Disparity {
    /// The spread of the elements of `distances`.
    #[must_use]
    pub fn new(distances: Distances, spread: Spread) -> Disparity {
        Disparity { distances, spread }
    }

    fn gain(&self, state: &DisparityState, e: u32, run: &Run) -> Result<f64> {
        let (own, size) = (state.apart[e as usize], state.members.order().len());
        Ok(match self.spread {
            _ if size == 0 => 0.0,
            Spread::Sum => own,
            Spread::Min if size == 1 => own,
            Spread::Min => own.min(state.value) - state.value,
            Spread::MinSum => {
                let from = self.distances.vector(e, run)?;
                let nearer = |member: &u32| {
                    let (before, distance) =
                        (state.apart[*member as usize], self.distances.between(&from, *member));
                    if size == 1 { distance } else { distance.min(before) - before }
                };
                state.members.order().iter().map(nearer).fold(own, |sum, change| sum + change)
            }
        })
    }

    /// Takes `e`'s distances into account with the sign of a sum.
    fn part(&self, state: &mut DisparityState, e: u32, sign: f64, run: &Run) -> Result<()> {
        let mut column = run.filled("a column of distances", state.apart.len(), 0.0)?;
        self.distances.column(e, run, &mut column)?;
        let own = state.apart[e as usize];
        match self.spread {
            Spread::Sum => state.apart.iter_mut().zip(&column).for_each(|(sum, d)| *sum += sign * d),
            _ => state.apart.iter_mut().zip(&column).for_each(|(least, d)| *least = least.min(*d)),
        }
        state.apart[e as usize] = own;
        Ok(())
    }

    fn far(&self) -> f64 {
        if self.spread == Spread::Sum { 0.0 } else { f64::INFINITY }
    }
}

impl SetFunction for Disparity {
    type State = DisparityState;

    fn ground_size(&self) -> usize {
        self.distances.count()
    }

    fn structure(&self) -> Structure {
        let unknown = Structure { non_negative: true, ..Structure::unknown(0.0) };
        match self.spread {
            Spread::Sum => Structure {
                shape: Shape::Supermodular,
                monotone: Monotone::Increasing,
                evidence: Evidence::Proved,
                ..unknown
            },
            _ => unknown,
        }
    }

    fn greedy_guarantee(&self) -> Option<Guarantee> {
        (self.spread == Spread::Sum && self.distances.is_metric()).then(|| Guarantee {
            ratio: 0.5,
            condition: "of the largest value; distances that keep the triangle inequality (proved)".into(),
            source: "Borodin, Jain, Lee, Ye, 2017, Max-sum diversification, monotone submodular functions, and dynamic updates",
        })
    }

    fn plan(&self, max_size: usize) -> Plan {
        let ground = self.distances.count();
        Plan {
            state_bytes: 8 * ground as u64 + Members::bytes(ground, max_size),
            scratch_bytes: 8 * ground as u64,
            preferred_batch: ground.max(1),
            full_pass: if self.spread == Spread::MinSum { ground as f64 } else { 1.0 },
        }
    }

    fn new_state(&self, max_size: usize, run: &Run) -> Result<DisparityState> {
        let charge = run.charge("a state of a disparity", SetFunction::plan(self, max_size).state_bytes)?;
        Ok(DisparityState {
            members: Members::new(self.distances.count(), max_size, run)?,
            apart: run.filled("distances from a set", self.distances.count(), self.far())?,
            value: 0.0,
            changes: 0,
            _charge: charge,
        })
    }

    fn copy_state(&self, from: &DisparityState, to: &mut DisparityState) -> Result<()> {
        to.members.copy_from(&from.members);
        to.apart.copy_from_slice(&from.apart);
        to.value = from.value;
        to.changes = from.changes;
        Ok(())
    }

    fn gains(
        &self,
        state: &mut DisparityState,
        candidates: &[u32],
        run: &Run,
        out: &mut [f64],
    ) -> Result<()> {
        let state = &*state;
        // Only the min-sum looks at distances; 64 of its gains are work enough for a block.
        run.blocks_into(
            &mut out[..candidates.len()],
            if self.spread == Spread::MinSum { 64 } else { 1 << 15 },
            || (),
            |(), first, gains| {
                for (e, gain) in candidates[first..].iter().zip(gains) {
                    *gain = if state.members.has(*e) { 0.0 } else { self.gain(state, *e, run)? };
                }
                Ok(())
            },
        )
    }

    fn commit(&self, state: &mut DisparityState, e: u32, run: &Run) -> Result<f64> {
        run.check()?;
        if state.members.has(e) {
            return Ok(0.0);
        }
        let gain = self.gain(state, e, run)?;
        let second = state.members.order().len() == 1;
        self.part(state, e, 1.0, run)?;
        state.members.push(e);
        state.value = match self.spread {
            Spread::Min if second => gain,
            // The least itself, not its computed difference.
            Spread::Min if state.members.order().len() > 2 => state.value.min(state.apart[e as usize]),
            _ => state.value + gain,
        };
        state.changes += 1;
        Ok(gain)
    }

    fn retract(&self, state: &mut DisparityState, e: u32, run: &Run) -> Result<f64> {
        run.check()?;
        if !state.members.has(e) {
            return Ok(0.0);
        }
        let before = state.value;
        if self.spread == Spread::Sum {
            self.part(state, e, -1.0, run)?;
            state.members.remove(e);
            state.changes += 1;
            state.value -= state.apart[e as usize];
            if state.members.order().len() < 2 {
                state.value = 0.0;
            }
            return Ok(state.value - before);
        }
        let mut smaller = self.new_state(state.members.order().len(), run)?;
        for member in state.members.order().iter().filter(|member| **member != e) {
            self.commit(&mut smaller, *member, run)?;
        }
        self.copy_state(&smaller, state)?;
        Ok(state.value - before)
    }

    fn retract_cost(&self, size: usize) -> f64 {
        // A column of distances is worth a pass over all elements.
        let columns = if self.spread == Spread::Sum { 1 } else { size };
        (columns * self.distances.count()) as f64
    }

    fn members<'a>(&self, state: &'a DisparityState) -> &'a [u32] {
        state.members.order()
    }

    fn value(&self, state: &DisparityState) -> f64 {
        state.value
    }

    fn gain_error(&self, state: &DisparityState) -> f64 {
        let roundings = (state.changes + 1) * self.distances.roundings();
        roundings as f64 * f64::EPSILON * self.distances.largest() * (state.members.order().len() + 1) as f64
    }

    fn upper_bounds(
        &self,
        _state: &mut DisparityState,
        _candidates: &[u32],
        _stale: &[f64],
        _run: &Run,
        _out: &mut [f64],
    ) -> Result<Bound> {
        Ok(Bound::None)
    }
}
