//! No less than the weight of the heaviest feasible set: what certificates are made of.
//!
//! Exact over one matroid (greedy by weight) and over group bounds with a size; of a knapsack the fractional
//! optimum with the full budget (G. Dantzig, 1957), over the elements that fit it alone; of several
//! constraints the least. A matroid known by an oracle alone is left out, which only loosens the bound.
use super::{Constraint, GroupBounds, Knapsack, Limits, usage::Usage};
use marginals_core::sum::Sum;

type Weighted = (u32, f64);

fn heavier(a: &Weighted, b: &Weighted) -> std::cmp::Ordering {
    b.1.total_cmp(&a.1).then(a.0.cmp(&b.0))
}

/// The least found for every size so far.
struct Least<'a> {
    sizes: &'a [usize],
    exact: bool,
    best: Vec<Option<f64>>,
}

impl Least<'_> {
    fn improve(&mut self, found: impl Fn(usize) -> Option<f64>) {
        for (slot, size) in self.best.iter_mut().zip(self.sizes) {
            *slot = match (*slot, found(*size)) {
                (Some(before), Some(now)) => Some(f64::min(before, now)),
                (before, now) => before.or(now),
            };
        }
    }

    /// Takes the weights of the heaviest sets of 0, 1, 2, … elements.
    fn improve_by_prefixes(&mut self, sums: &[f64]) {
        let exact = self.exact;
        self.improve(|size| {
            if exact { sums.get(size).copied() } else { sums.get(size.min(sums.len() - 1)).copied() }
        });
    }
}

impl Limits {
    /// For every size s of `sizes`, no less than the weight of the heaviest feasible set of exactly (`exact`)
    /// or at most s of the weighted elements. `None` where no set has the size.
    pub fn heaviest(&self, weights: &[Weighted], sizes: &[usize], exact: bool) -> Vec<Option<f64>> {
        let largest = sizes.iter().copied().max().unwrap_or(0);
        let mut order: Vec<Weighted> =
            weights.iter().copied().filter(|(_, weight)| exact || *weight > 0.0).collect();
        // Without classes only the heaviest matter, and sorting them all would outweigh a cheap objective.
        if self.is_size_only() && largest < order.len() {
            order.select_nth_unstable_by(largest, heavier);
            order.truncate(largest);
        }
        order.sort_unstable_by(heavier);
        let mut least = Least { sizes, exact, best: vec![None; sizes.len()] };
        least.improve_by_prefixes(&prefix_sums(order.iter().map(|item| item.1).take(largest)));
        for constraint in self.constraints.iter() {
            match constraint {
                Constraint::Knapsack(knapsack) => {
                    let most = fractional(knapsack, knapsack.budget(), &order);
                    least.improve(|_| Some(most));
                }
                Constraint::Groups(bounds) => {
                    let groups = Grouped::new(bounds, weights);
                    least.improve(|size| groups.heaviest(size, exact));
                }
                Constraint::Custom(_) => {}
                matroid => {
                    let kept = independent(matroid, &order, largest);
                    least.improve_by_prefixes(&prefix_sums(kept.into_iter()));
                }
            }
        }
        least.best
    }
}

/// Weights of the elements that greedy by weight keeps independent, at most `most` of them.
fn independent(matroid: &Constraint, order: &[Weighted], most: usize) -> Vec<f64> {
    let mut usage = Usage::start(matroid);
    let mut kept = Vec::new();
    for (e, weight) in order {
        if kept.len() == most {
            break;
        }
        if usage.admits(matroid, *e) {
            usage.take(matroid, *e);
            kept.push(*weight);
        }
    }
    kept
}

/// Largest weight that `budget` buys when one element may be taken in part. What sums in another order could still afford is
/// counted as affordable.
pub(crate) fn fractional(knapsack: &Knapsack, budget: f64, order: &[Weighted]) -> f64 {
    let mut left = budget + 1e-12 * knapsack.budget();
    let mut worth: Vec<(f64, f64)> = order
        .iter()
        .map(|(e, weight)| (*weight, knapsack.cost(*e)))
        .filter(|(weight, cost)| *weight > 0.0 && *cost <= left)
        .collect();
    worth.sort_unstable_by(|a, b| (b.0 / b.1).total_cmp(&(a.0 / a.1)));
    let mut total = Sum::default();
    for (weight, cost) in worth {
        if cost > left {
            total.add(weight * (left / cost));
            break;
        }
        left -= cost;
        total.add(weight);
    }
    total.value()
}

/// What the groups must give, and what they may give beyond.
struct Grouped {
    forced: Sum,
    owed: usize,
    /// Weights beyond the lower bounds, within the upper ones, descending.
    free: Vec<f64>,
    feasible: bool,
}

impl Grouped {
    fn new(bounds: &GroupBounds, weights: &[Weighted]) -> Grouped {
        let mut order = weights.to_vec();
        order.sort_unstable_by(heavier);
        let mut counts = vec![0usize; bounds.lower().len()];
        let mut grouped = Grouped { forced: Sum::default(), owed: 0, free: Vec::new(), feasible: true };
        for (e, weight) in order {
            let g = bounds.group_of(e);
            if counts[g] < bounds.lower()[g] {
                grouped.forced.add(weight);
                grouped.owed += 1;
            } else if counts[g] < bounds.upper()[g] {
                grouped.free.push(weight);
            }
            counts[g] += 1;
        }
        grouped.feasible = bounds.owed(&counts).all(|owed| owed == 0);
        grouped
    }

    fn heaviest(&self, size: usize, exact: bool) -> Option<f64> {
        let more = size.checked_sub(self.owed).filter(|_| self.feasible)?;
        if exact && more > self.free.len() {
            return None;
        }
        let mut total = self.forced;
        total.extend(self.free.iter().copied().take(more).filter(|weight| exact || *weight > 0.0));
        Some(total.value())
    }
}

fn prefix_sums(weights: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut total = Sum::default();
    let mut sums = vec![0.0];
    for weight in weights {
        total.add(weight);
        sums.push(total.value());
    }
    sums
}
