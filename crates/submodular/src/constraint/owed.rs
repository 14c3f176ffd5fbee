//! What lower bounds and exact sizes still cost: the least money that must be kept for the elements owed.
//!
//! Each group of a lower bound (the whole ground set of an exact size) owes some elements; the cheapest that
//! may still be chosen are the least they can cost. An element that is itself owed replaces the dearest of
//! its group's cheapest, or is among them: in both cases its group's reserve falls by the smaller of the two
//! costs, so a candidate is judged in O(1).
use super::{Constraint, GroupBounds, Knapsack, Limits};
use std::collections::HashSet;

/// Elements of every group by cost, for one knapsack and one source of debts.
#[derive(Clone, Debug)]
pub(super) struct Purse {
    /// Place of the knapsack among the constraints.
    pub knapsack: usize,
    /// Place of the group bounds; none for the exact size.
    pub groups: Option<usize>,
    order: Vec<Vec<u32>>,
}

/// The money kept back, and the dearest element it is kept for in each group.
#[derive(Clone, Debug, Default)]
pub(super) struct Reserve {
    pub total: f64,
    worst: Vec<f64>,
}

impl Purse {
    /// Every pair of a knapsack and a source of debts.
    pub fn all(constraints: &[Constraint], exact: bool, allowed: &[u32]) -> Vec<Purse> {
        let mut purses = Vec::new();
        for (at, constraint) in constraints.iter().enumerate() {
            let Constraint::Knapsack(knapsack) = constraint else { continue };
            if exact {
                purses.push(Self::new(at, None, 1, |_| 0, knapsack, allowed));
            }
            for (other, constraint) in constraints.iter().enumerate() {
                let Constraint::Groups(bounds) = constraint else { continue };
                if bounds.is_owing() {
                    let groups = bounds.lower().len();
                    let group = |e: u32| bounds.group_of(e);
                    purses.push(Self::new(at, Some(other), groups, group, knapsack, allowed));
                }
            }
        }
        purses
    }

    fn new(
        place: usize,
        groups: Option<usize>,
        count: usize,
        group: impl Fn(u32) -> usize,
        knapsack: &Knapsack,
        allowed: &[u32],
    ) -> Purse {
        let mut order = vec![Vec::new(); count];
        allowed.iter().for_each(|e| order[group(*e)].push(*e));
        for elements in &mut order {
            elements.sort_unstable_by(|a, b| knapsack.cost(*a).total_cmp(&knapsack.cost(*b)).then(a.cmp(b)));
        }
        Purse { knapsack: place, groups, order }
    }

    /// What must be kept for `owed` elements of every group, none of them among `members`.
    pub fn reserve(
        &self,
        knapsack: &Knapsack,
        owed: impl Iterator<Item = usize>,
        members: &HashSet<u32>,
    ) -> Reserve {
        let mut reserve = Reserve { total: 0.0, worst: Vec::with_capacity(self.order.len()) };
        for (elements, owed) in self.order.iter().zip(owed) {
            let mut free = elements.iter().filter(|e| !members.contains(e));
            let mut worst = 0.0;
            for _ in 0..owed {
                worst = free.next().map_or(f64::INFINITY, |e| knapsack.cost(*e));
                reserve.total += worst;
            }
            reserve.worst.push(worst);
        }
        reserve
    }
}

impl Reserve {
    /// What must be kept once an element of group `group` and this cost is chosen.
    pub fn after(&self, group: usize, owed: bool, cost: f64) -> f64 {
        if owed { self.total - cost.min(self.worst[group]) } else { self.total }
    }
}

/// The first group whose lower bound alone the constraints together leave no room for beside `initial`, in words.
pub(crate) fn short_group(
    constraints: &[Constraint],
    (ground, size): (usize, usize),
    allowed: &[u32],
    initial: &[u32],
) -> Option<String> {
    let free: Vec<u32> = allowed.iter().copied().filter(|e| !initial.contains(e)).collect();
    let owing = |group: Option<(usize, usize)>| -> Vec<Constraint> {
        let kept = |(at, constraint): (usize, &Constraint)| match constraint {
            Constraint::Groups(bounds) => {
                bounds.owing_only(group.filter(|(of, _)| *of == at).map(|(_, g)| g)).into()
            }
            other => other.clone(),
        };
        constraints.iter().enumerate().map(kept).collect()
    };
    for (at, constraint) in constraints.iter().enumerate() {
        let Constraint::Groups(bounds) = constraint else { continue };
        for (g, least) in bounds.lower().iter().enumerate().filter(|(_, least)| **least > 0) {
            let limits = Limits::new(ground, size, false, &owing(Some((at, g))), allowed).ok()?;
            let mut used = limits.start();
            initial.iter().for_each(|e| limits.take(&mut used, *e));
            if !limits.completes(&used, &free) {
                return Some(format!("no room for {least} elements of group {}", bounds.name(g)));
            }
        }
    }
    None
}

/// The first lower bound that no choice among `allowed` can meet, in words.
pub(super) fn unmet(bounds: &GroupBounds, counts: &[usize], free: &[u32]) -> Option<String> {
    let mut left = vec![0usize; bounds.lower().len()];
    free.iter().for_each(|e| left[bounds.group_of(*e)] += 1);
    let short = bounds.owed(counts).zip(&left).position(|(owed, left)| owed > *left)?;
    let found = counts[short] + left[short];
    Some(format!(
        "{found} elements in group {}, fewer than its lower bound {}",
        bounds.name(short),
        bounds.lower()[short]
    ))
}
