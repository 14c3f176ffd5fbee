//! The size and all constraints of one problem together: what may still be added.
use super::custom::{Judge, Verdicts};
use super::owed::{Purse, Reserve, unmet};
use super::usage::Usage;
use super::{Constraint, Knapsack};
use marginals_core::{Error, Result};
use std::collections::HashSet;
use std::sync::Arc;

/// All limits of one problem.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    pub(super) size: usize,
    pub(super) exact: bool,
    pub(super) constraints: Arc<[Constraint]>,
    purses: Arc<[Purse]>,
}

/// How much of every limit a set uses.
#[derive(Clone, Debug)]
pub(crate) struct Used {
    members: Vec<u32>,
    pub(super) usages: Vec<Usage>,
    reserves: Vec<Reserve>,
}

impl Limits {
    /// `exact` asks for exactly `size` of the `allowed` elements.
    pub fn new(
        ground: usize,
        size: usize,
        exact: bool,
        constraints: &[Constraint],
        allowed: &[u32],
    ) -> Result<Limits> {
        for constraint in constraints {
            let (argument, each) = constraint.subject();
            if constraint.ground_size() != ground {
                let expected = format!("{each} for each of {ground} elements");
                return Err(Error::shape(argument, expected, constraint.ground_size()));
            }
            if let Constraint::Knapsack(knapsack) = constraint {
                affords_any(knapsack, allowed)?;
            }
        }
        let purses = Purse::all(constraints, exact, allowed).into();
        Ok(Limits { size, exact, constraints: constraints.into(), purses })
    }

    /// Whether nothing but the size limits the choice.
    pub fn is_size_only(&self) -> bool {
        self.constraints.is_empty()
    }

    pub fn knapsacks(&self) -> impl Iterator<Item = &Knapsack> {
        self.constraints.iter().filter_map(|constraint| match constraint {
            Constraint::Knapsack(knapsack) => Some(knapsack),
            _ => None,
        })
    }

    /// Number of matroids besides the size; group bounds count as one.
    pub fn matroids(&self) -> usize {
        self.constraints.iter().filter(|constraint| !constraint.is_knapsack()).count()
    }

    /// Whether there is one constraint besides the size.
    pub fn is_alone(&self) -> bool {
        self.constraints.len() == 1
    }

    /// Whether what is chosen first may depend on the size.
    pub fn depends_on_size(&self) -> bool {
        self.has_lower_bounds()
            || (self.exact && !(self.matroids() <= 1 && self.knapsacks().next().is_none()))
    }

    /// Whether one matroid is all there is besides the size.
    pub fn is_matroid(&self) -> bool {
        self.is_alone() && self.matroids() == 1
    }

    /// Whether the feasible sets are those of an intersection of matroids, none of them too small.
    pub fn is_intersection(&self) -> bool {
        self.knapsacks().next().is_none() && !self.has_lower_bounds()
    }

    /// Whether some elements are owed: an exact size, or a lower bound.
    pub fn is_owing(&self) -> bool {
        self.exact || self.has_lower_bounds()
    }

    pub fn has_lower_bounds(&self) -> bool {
        self.constraints.iter().any(|c| matches!(c, Constraint::Groups(bounds) if bounds.is_owing()))
    }

    /// Whether `admits` alone keeps what is owed within reach.
    pub fn reaches_by_counting(&self) -> bool {
        let (matroids, knapsacks) = (self.matroids(), self.knapsacks().count());
        let lower = self.has_lower_bounds();
        match (self.exact, lower) {
            (false, false) => true,
            (true, false) => matroids + knapsacks <= 1,
            (false, true) => matroids == 1 && knapsacks <= 1,
            (true, true) => matroids == 1 && knapsacks == 0,
        }
    }

    /// The limits in the words of a message.
    pub fn words(&self) -> &'static str {
        if self.constraints.iter().all(|c| matches!(c, Constraint::Partition(_))) {
            "the limits of every class"
        } else {
            "every constraint"
        }
    }

    pub fn start(&self) -> Used {
        let usages = self.constraints.iter().map(Usage::start).collect();
        let mut used = Used { members: Vec::new(), usages, reserves: Vec::new() };
        self.keep(&mut used);
        used
    }

    /// Whether `e` may join a set that uses `used`.
    pub fn admits(&self, used: &Used, e: u32) -> bool {
        used.members.len() < self.size
            && self.constraints.iter().zip(&used.usages).all(|(limit, usage)| usage.admits(limit, e))
            && self.keeps_room(used, e)
            && self.keeps_money(used, e)
    }

    /// Whether only the money keeps `e` out.
    pub fn is_priced_out(&self, used: &Used, e: u32) -> bool {
        let free = |limit: &Constraint, usage: &Usage| limit.is_knapsack() || usage.admits(limit, e);
        used.members.len() < self.size
            && self.keeps_room(used, e)
            && self.constraints.iter().zip(&used.usages).all(|(limit, usage)| free(limit, usage))
            && !(self.constraints.iter().zip(&used.usages).all(|(limit, usage)| usage.admits(limit, e))
                && self.keeps_money(used, e))
    }

    /// Whether the places left after `e` are enough for what the groups owe.
    fn keeps_room(&self, used: &Used, e: u32) -> bool {
        let room = self.size - used.members.len();
        self.constraints.iter().zip(&used.usages).all(|(limit, usage)| match (limit, usage) {
            (Constraint::Groups(bounds), Usage::Counts(counts)) if bounds.is_owing() => {
                let own = bounds.group_of(e);
                let owed: usize = bounds.owed(counts).sum();
                owed - usize::from(counts[own] < bounds.lower()[own]) < room
            }
            _ => true,
        })
    }

    fn keeps_money(&self, used: &Used, e: u32) -> bool {
        self.purses.iter().zip(&used.reserves).all(|(purse, reserve)| {
            let (Constraint::Knapsack(knapsack), Usage::Spent(spent)) =
                (&self.constraints[purse.knapsack], &used.usages[purse.knapsack])
            else {
                return true;
            };
            let (group, owed) = match purse.groups.map(|at| (&self.constraints[at], &used.usages[at])) {
                Some((Constraint::Groups(bounds), Usage::Counts(counts))) => {
                    let own = bounds.group_of(e);
                    (own, counts[own] < bounds.lower()[own])
                }
                _ => (0, used.members.len() < self.size),
            };
            let cost = knapsack.cost(e);
            spent.plain + cost + reserve.after(group, owed, cost) <= knapsack.budget()
        })
    }

    /// Computes what must be kept back.
    fn keep(&self, used: &mut Used) {
        if self.purses.is_empty() {
            return;
        }
        let members: HashSet<u32> = used.members.iter().copied().collect();
        used.reserves.clear();
        for purse in self.purses.iter() {
            let Constraint::Knapsack(knapsack) = &self.constraints[purse.knapsack] else { continue };
            let reserve = match purse.groups.map(|at| (&self.constraints[at], &used.usages[at])) {
                Some((Constraint::Groups(bounds), Usage::Counts(counts))) => {
                    purse.reserve(knapsack, bounds.owed(counts), &members)
                }
                _ => purse.reserve(knapsack, std::iter::once(self.size - members.len()), &members),
            };
            used.reserves.push(reserve);
        }
    }

    /// Whether the lower bounds are met.
    pub fn is_met(&self, used: &Used) -> bool {
        self.constraints.iter().zip(&used.usages).all(|(limit, usage)| match (limit, usage) {
            (Constraint::Groups(bounds), Usage::Counts(counts)) => bounds.owed(counts).all(|owed| owed == 0),
            _ => true,
        })
    }

    /// Whether the lower bounds are met once `e` is taken.
    pub fn is_met_with(&self, used: &Used, e: u32) -> bool {
        if !self.has_lower_bounds() {
            return true;
        }
        let mut grown = used.clone();
        self.take(&mut grown, e);
        self.is_met(&grown)
    }

    /// Whether a lower bound asks for `e`.
    pub fn is_owed(&self, used: &Used, e: u32) -> bool {
        self.constraints.iter().zip(&used.usages).any(|(limit, usage)| match (limit, usage) {
            (Constraint::Groups(bounds), Usage::Counts(counts)) => {
                counts[bounds.group_of(e)] < bounds.lower()[bounds.group_of(e)]
            }
            _ => false,
        })
    }

    pub fn take(&self, used: &mut Used, e: u32) {
        used.members.push(e);
        for (limit, usage) in self.constraints.iter().zip(&mut used.usages) {
            usage.take(limit, e);
        }
        self.keep(used);
    }

    pub fn release(&self, used: &mut Used, e: u32) {
        used.members.retain(|member| *member != e);
        for (limit, usage) in self.constraints.iter().zip(&mut used.usages) {
            usage.release(limit, e, &used.members);
        }
        self.keep(used);
    }

    /// For every constraint, the places of `members` whose loss would let `e` in; none where it is let in as
    /// things are.
    pub fn exchanges<'a>(
        &'a self,
        members: &'a [u32],
        e: u32,
    ) -> impl Iterator<Item = Option<Vec<usize>>> + 'a {
        self.constraints.iter().map(move |constraint| {
            let mut usage = Usage::start(constraint);
            members.iter().for_each(|member| usage.take(constraint, *member));
            if usage.admits(constraint, e) {
                return None;
            }
            let makes_room = |at: &usize| {
                let rest: Vec<u32> = members[..*at].iter().chain(&members[at + 1..]).copied().collect();
                let mut usage = usage.clone();
                usage.release(constraint, members[*at], &rest);
                usage.admits(constraint, e)
            };
            Some((0..members.len()).filter(makes_room).collect())
        })
    }

    /// Refuses limits that no set can keep: fewer elements in a group than its lower bound, more owed than the
    /// size, the cheapest choice over the budget.
    pub fn refuse_impossible(&self, used: &Used, free: &[u32]) -> Result<()> {
        for (limit, usage) in self.constraints.iter().zip(&used.usages) {
            let (Constraint::Groups(bounds), Usage::Counts(counts)) = (limit, usage) else { continue };
            if let Some(received) = unmet(bounds, counts, free) {
                return Err(Error::range("lower", "bounds that the groups can meet", received));
            }
            let owed: usize = bounds.owed(counts).sum();
            if used.members.len() + owed > self.size {
                let expected = format!("bounds that add up to at most {} (size)", self.size);
                return Err(Error::range("lower", expected, used.members.len() + owed));
            }
        }
        for (purse, reserve) in self.purses.iter().zip(&used.reserves) {
            let (Constraint::Knapsack(knapsack), Usage::Spent(spent)) =
                (&self.constraints[purse.knapsack], &used.usages[purse.knapsack])
            else {
                continue;
            };
            let least = spent.plain + reserve.total;
            if least > knapsack.budget() {
                let what = if purse.groups.is_some() { "lower bounds" } else { "size" };
                let expected = format!("at least {least} (the cheapest choice that reaches the {what})");
                return Err(Error::range("budget", expected, knapsack.budget()));
            }
        }
        Ok(())
    }

    /// The custom matroids with what they last said.
    pub fn judges<'a>(
        &'a self,
        used: &'a mut Used,
    ) -> impl Iterator<Item = (&'a Judge, &'a mut Verdicts)> + 'a {
        self.constraints.iter().zip(&mut used.usages).filter_map(|(limit, usage)| match (limit, usage) {
            (Constraint::Custom(matroid), Usage::Verdicts(verdicts)) => Some((matroid.judge(), verdicts)),
            _ => None,
        })
    }

    pub fn has_judges(&self) -> bool {
        self.constraints.iter().any(|constraint| matches!(constraint, Constraint::Custom(_)))
    }
}

impl Used {
    /// Elements of the set, in the order they were taken.
    pub fn members(&self) -> &[u32] {
        &self.members
    }
}

/// Refuses a budget below every cost.
fn affords_any(knapsack: &Knapsack, allowed: &[u32]) -> Result<()> {
    let least = allowed.iter().map(|e| knapsack.cost(*e)).fold(f64::INFINITY, f64::min);
    if least > knapsack.budget() && least.is_finite() {
        let expected = format!("at least {least} (the least cost of an element that may be chosen)");
        return Err(Error::range("budget", expected, knapsack.budget()));
    }
    Ok(())
}
