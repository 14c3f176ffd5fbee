//! Is a set function submodular, supermodular, monotone? By all second differences, or by a sample of them.
//!
//! The slack of (A, e, g) is f(A+e) − f(A) − f(A+e+g) + f(A+g): never negative for submodular functions, never
//! positive for supermodular ones. Exact: all d (d−1) / 2 · 2^{d−2} of them from a table of values. Sampled: the
//! slacks along random orders of the coordinates; when none of N orders shows a violation, fewer than 3/N of all
//! orders do, with 95 % confidence (1 − (1 − p)^N ≥ 0.95).
use crate::exact::optimum::indices_of;
use marginals_core::random::{shuffle, stream};
use marginals_core::sum::BLOCK;
use marginals_core::{Monotone, Result, Run, SetFunction, Shape};

/// Violations below this are rounding.
pub const ROUNDING: f64 = 1e-11;

/// A second difference, with where it was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Slack {
    /// f(A+e) − f(A) − f(A+e+g) + f(A+g).
    pub value: f64,
    /// A, increasing.
    pub set: Vec<u32>,
    /// e and g.
    pub pair: (u32, u32),
}

/// What was found out about a set function.
#[derive(Clone, Debug, PartialEq)]
pub struct StructureCheck {
    /// The smallest slack; negative beyond rounding: not submodular. `None` for fewer than two elements.
    pub smallest: Option<Slack>,
    /// The largest slack; positive beyond rounding: not supermodular.
    pub largest: Option<Slack>,
    /// The smallest and the largest single gain.
    pub gains: (f64, f64),
    /// Second differences looked at.
    pub checked: u64,
    /// `None` when all were looked at; else the random orders they were taken from.
    pub orders: Option<u64>,
}

#[derive(Clone, Copy)]
struct Extremes {
    least: (f64, usize, usize, usize),
    most: (f64, usize, usize, usize),
    gains: (f64, f64),
    checked: u64,
}

impl Extremes {
    fn new() -> Self {
        Extremes {
            least: (f64::INFINITY, 0, 0, 0),
            most: (f64::NEG_INFINITY, 0, 0, 0),
            gains: (f64::INFINITY, f64::NEG_INFINITY),
            checked: 0,
        }
    }

    fn gain(&mut self, gain: f64) {
        self.gains = (self.gains.0.min(gain), self.gains.1.max(gain));
    }

    fn slack(&mut self, value: f64, set: usize, e: usize, g: usize) {
        self.checked += 1;
        if value < self.least.0 {
            self.least = (value, set, e, g);
        }
        if value > self.most.0 {
            self.most = (value, set, e, g);
        }
    }

    /// Later extremes win only when they are strictly further out, so the first witness stays.
    fn merge(&mut self, later: &Extremes) {
        if later.least.0 < self.least.0 {
            self.least = later.least;
        }
        if later.most.0 > self.most.0 {
            self.most = later.most;
        }
        self.gains = (self.gains.0.min(later.gains.0), self.gains.1.max(later.gains.1));
        self.checked += later.checked;
    }

    fn finish(self, orders: Option<u64>) -> StructureCheck {
        let slack = |(value, set, e, g): (f64, usize, usize, usize)| {
            (self.checked > 0).then(|| Slack { value, set: indices_of(set), pair: (e as u32, g as u32) })
        };
        StructureCheck {
            smallest: slack(self.least),
            largest: slack(self.most),
            gains: self.gains,
            checked: self.checked,
            orders,
        }
    }
}

impl StructureCheck {
    /// Checks all second differences of the function with these values (indexed by mask). Coordinates in
    /// `excluded` are left out.
    ///
    /// # Errors
    /// The run was cancelled.
    pub fn exact(values: &[f64], excluded: usize, run: &Run) -> Result<Self> {
        let dimension = values.len().ilog2() as usize;
        let parts = run.blocks(
            values.len(),
            BLOCK,
            || (),
            |(), masks| {
                let mut found = Extremes::new();
                for mask in masks.filter(|mask| mask & excluded == 0) {
                    let open = |i: &usize| (mask | excluded) >> i & 1 == 0;
                    for e in (0..dimension).filter(open) {
                        let gain = values[mask | 1 << e] - values[mask];
                        found.gain(gain);
                        for g in (e + 1..dimension).filter(open) {
                            let later = values[mask | 1 << e | 1 << g] - values[mask | 1 << g];
                            found.slack(gain - later, mask, e, g);
                        }
                    }
                }
                Ok(found)
            },
        )?;
        let mut all = Extremes::new();
        parts.iter().for_each(|part| all.merge(part));
        Ok(all.finish(None))
    }

    /// Checks the second differences along `orders` random orders of the elements of a function with at most 64
    /// elements (more are refused by the masks of the witnesses).
    ///
    /// # Errors
    /// As the function, or the run was cancelled.
    pub fn sampled<F: SetFunction>(function: &F, excluded: &[u32], orders: u64, run: &Run) -> Result<Self> {
        let size = function.ground_size();
        if size > usize::BITS as usize {
            return Err(marginals_core::Error::limit("chain", "at most 64 coordinates", size));
        }
        let free: Vec<u32> = (0..size as u32).filter(|e| !excluded.contains(e)).collect();
        let mut all = Extremes::new();
        run.progress().start("structure check", orders);
        for index in 0..orders {
            let mut order = free.clone();
            shuffle(&mut stream(run.seed(), "structure check", index), &mut order);
            let mut state = function.new_state(order.len(), run)?;
            let mut gains = vec![0.0; size];
            let all_elements: Vec<u32> = (0..size as u32).collect();
            function.gains(&mut state, &all_elements, run, &mut gains)?;
            let mut mask = 0usize;
            for (place, added) in order.iter().copied().enumerate() {
                all.gain(gains[added as usize]);
                function.commit(&mut state, added, run)?;
                let mut later = vec![0.0; size];
                let rest = &order[place + 1..];
                let mut fresh = vec![0.0; rest.len()];
                function.gains(&mut state, rest, run, &mut fresh)?;
                for (e, gain) in rest.iter().copied().zip(fresh) {
                    later[e as usize] = gain;
                    all.slack(gains[e as usize] - gain, mask, e as usize, added as usize);
                }
                mask |= 1 << added;
                gains = later;
            }
            run.progress().advance(1);
        }
        Ok(all.finish(Some(orders)))
    }

    /// The shape that the differences agree with, up to [`ROUNDING`].
    #[must_use]
    pub fn shape(&self) -> Shape {
        let submodular = self.smallest.as_ref().is_none_or(|slack| slack.value >= -ROUNDING);
        let supermodular = self.largest.as_ref().is_none_or(|slack| slack.value <= ROUNDING);
        match (submodular, supermodular) {
            (true, true) => Shape::Modular,
            (true, false) => Shape::Submodular,
            (false, true) => Shape::Supermodular,
            (false, false) => Shape::Unknown,
        }
    }

    /// The direction that the gains agree with, up to [`ROUNDING`].
    #[must_use]
    pub fn monotone(&self) -> Monotone {
        if self.gains.0 >= -ROUNDING {
            Monotone::Increasing
        } else if self.gains.1 <= ROUNDING {
            Monotone::Decreasing
        } else {
            Monotone::No
        }
    }

    /// Largest share of the orders that may still show a violation, with 95 % confidence; 0 when all differences
    /// were looked at.
    #[must_use]
    pub fn doubt(&self) -> f64 {
        match self.orders {
            None => 0.0,
            Some(0) => 1.0,
            Some(orders) => 1.0 - 0.05f64.powf(1.0 / orders as f64),
        }
    }

    /// What the check says, in words for a result.
    #[must_use]
    pub fn statement(&self) -> String {
        match self.orders {
            None => format!("all {} second differences were checked", self.checked),
            Some(orders) => format!(
                "{} second differences along {orders} random orders were checked; with 95 % confidence fewer \
                 than {:.2} % of all orders show another shape",
                self.checked,
                100.0 * self.doubt()
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(d: usize, f: impl Fn(usize) -> f64) -> Vec<f64> {
        (0..1 << d).map(f).collect()
    }

    #[test]
    fn shapes_of_known_functions() {
        let run = Run::default();
        let check = |f: &dyn Fn(usize) -> f64| StructureCheck::exact(&table(5, f), 0, &run).unwrap();
        let size = |mask: usize| f64::from(mask.count_ones());
        let root = check(&|mask| size(mask).sqrt());
        assert_eq!((root.shape(), root.monotone()), (Shape::Submodular, Monotone::Increasing));
        assert_eq!(root.checked, 10 * 8);
        assert_eq!(check(&|mask| size(mask).powi(2)).shape(), Shape::Supermodular);
        assert_eq!(check(&|mask| -2.0 * size(mask)).shape(), Shape::Modular);
        assert_eq!(check(&|mask| -2.0 * size(mask)).monotone(), Monotone::Decreasing);
        let mixed = check(&|mask| if mask == 0b11 { 1.0 } else { 0.0 });
        assert_eq!((mixed.shape(), mixed.monotone()), (Shape::Unknown, Monotone::No));
        let witness = mixed.smallest.unwrap();
        assert_eq!((witness.value, witness.set, witness.pair), (-1.0, vec![], (0, 1)));
        // Without coordinate 0 nothing of the bump is left.
        let values = table(5, |mask| if mask == 0b11 { 1.0 } else { 0.0 });
        assert_eq!(StructureCheck::exact(&values, 1, &run).unwrap().shape(), Shape::Modular);
        assert_eq!(root.doubt(), 0.0);
    }
}
