//! What greedy algorithms for functions that may fall have in common under matroids and budgets.
//!
//! Under m budgets, costs being shares of them, an element is taken only where its gain reaches ρ times its cost. Let α
//! be what the algorithm keeps of f(S ∪ O) and p + 1 what it loses by greed. At the right ρ = 2α OPT / (p + 1 + 2m) the
//! better of its answer and the best single element is worth α / (p + 1 + 2m) of the optimum: either some element of
//! sufficient gain found a budget spent, then the set and that element are worth ρ together; or none did, then what was
//! passed over for its gain costs at most mρ. The right ρ is found among powers of 1 + ε by bisection: where a budget was
//! spent a higher one is tried, else a lower one, until two neighbours disagree, at a loss of 1 + ε.
//!
//! Source: M. Feldman, C. Harshaw, A. Karbasi, 2023, "How do you want your greedy: simultaneous or repeated?".
use super::growth::Growth;
use super::outcome::Task;
use super::scores::{Pick, Scores};
use crate::request::Problem;
use marginals_core::{Error, Monotone, Result};

/// The numbers of a request that a ratio depends on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Promised {
    /// Disjoint sets that are grown.
    pub sets: usize,
    /// α / (p + 1 + 2m), without the loss of the search.
    pub ratio: f64,
    /// Budgets that bind.
    pub budgets: usize,
}

/// Simultaneous greedys within p matroids and m budgets.
pub(crate) fn simultaneous(problem: &Problem, monotone: bool) -> Promised {
    let (matroids, budgets) = counts(problem);
    if monotone {
        return Promised { sets: 1, ratio: 1.0 / (matroids as f64 + 1.0 + 2.0 * budgets as f64), budgets };
    }
    let p = matroids.max((1.0 + 2.0 * budgets as f64).sqrt().ceil() as usize);
    let kept = 1.0 - 1.0 / (p as f64 + 1.0);
    Promised { sets: p + 1, ratio: kept / (p as f64 + 1.0 + 2.0 * budgets as f64), budgets }
}

/// Repeated greedy within p matroids and m budgets; each set is searched by double greedy, which keeps 1/3.
pub(crate) fn repeated(problem: &Problem, monotone: bool) -> Promised {
    let (matroids, budgets) = counts(problem);
    let lost = matroids as f64 + 1.0 + 2.0 * budgets as f64;
    let of = |sets: usize| (1.0 - 1.0 / sets as f64) / (lost + 1.5 * (sets as f64 - 1.0));
    if monotone {
        return Promised { sets: 1, ratio: 1.0 / lost, budgets };
    }
    // The best number is near √(2 lost / 3) + 1; the neighbours are compared.
    let near = 1.0 + (2.0 * lost / 3.0).sqrt();
    let sets = if of(near.ceil() as usize) > of(near.floor().max(2.0) as usize) {
        near.ceil()
    } else {
        near.floor()
    };
    let sets = (sets as usize).max(2);
    Promised { sets, ratio: of(sets), budgets }
}

fn counts(problem: &Problem) -> (usize, usize) {
    // The size is a matroid of its own, or cuts one of the others short.
    (problem.matroids(), problem.limits.knapsacks().count())
}

/// Refuses what these algorithms have no sets for.
pub(crate) fn refuse(problem: &Problem, name: &str) -> Result<()> {
    let unsupported = |argument: &'static str, expected: &str, received: &str| {
        Err(Error::unsupported(argument, format!("{expected} ({name})"), received))
    };
    if problem.exact() {
        return unsupported("exactSize", "false: the set may end smaller", "true");
    }
    if problem.limits.has_lower_bounds() {
        return unsupported(
            "constraint",
            "without lower bounds: parts of feasible sets are feasible",
            "some",
        );
    }
    if !problem.request.initial.is_empty() {
        return unsupported("initial", "absent: several sets start from nothing", "some elements");
    }
    Ok(())
}

/// A feasible set and its value.
#[derive(Clone, Debug)]
pub(super) struct Best {
    pub members: Vec<u32>,
    pub value: f64,
}

impl Best {
    /// Takes over a better set.
    pub fn offer(&mut self, members: &[u32], value: f64) {
        if value > self.value {
            *self = Best { members: members.to_vec(), value };
        }
    }
}

/// What was learned with one ρ.
pub(super) struct Tried {
    pub best: Best,
    /// Whether an element of sufficient gain found a budget spent.
    pub spent: bool,
}

/// The best single element with its rise; every gain at the empty set.
pub(super) async fn singles(task: &Task<'_>) -> Result<(Best, f64)> {
    let mut empty = Growth::from(task, &[]).await?;
    let mut best = Best { members: Vec::new(), value: empty.trail.value() };
    let live = empty.live();
    let mut gains = task.oracle.run().filled("gains", live.len(), 0.0)?;
    task.oracle.gains(&mut empty.set, &live, &mut gains).await?;
    let mut rise = 0.0f64;
    for (e, gain) in live.iter().zip(gains) {
        rise = rise.max(gain);
        best.offer(&[*e], empty.trail.value() + gain);
    }
    Ok((best, rise))
}

/// The cost of every element as the sum of its shares of the budgets.
pub(super) fn shares(task: &Task<'_>) -> Result<Vec<f64>> {
    let mut shares = task.oracle.run().filled("shares of the budgets", task.problem.ground, 0.0)?;
    for knapsack in task.problem.limits.knapsacks() {
        let of_budget = |cost: &f64| if knapsack.budget() > 0.0 { cost / knapsack.budget() } else { 0.0 };
        shares.iter_mut().zip(knapsack.costs()).for_each(|(share, cost)| *share += of_budget(cost));
    }
    Ok(shares)
}

/// The exponents i of ρ = β m (1 + ε)^i between the least and the largest that can be right. A function that may fall is
/// judged by its values: the optimum lies between the best single one, m, and m and the best rise for every element. One
/// that never falls is judged by its rises, and m is the best.
pub(super) struct Search {
    low: i32,
    high: i32,
    least: f64,
    base: f64,
}

impl Search {
    pub fn new(promised: Promised, single: f64, rise: f64, task: &Task<'_>) -> Option<Search> {
        let increasing = task.oracle.structure().monotone == Monotone::Increasing;
        let single = if increasing { rise } else { single };
        if promised.budgets == 0 || rise <= 0.0 || single <= 0.0 {
            return None;
        }
        let (base, most) = (1.0 + task.problem.request.epsilon, task.problem.size.max(1) as f64);
        let span = ((single + most * rise) / single).ln() / base.ln();
        Some(Search { low: 0, high: span.ceil() as i32 + 1, least: 2.0 * promised.ratio * single, base })
    }

    fn density(&self, i: i32) -> f64 {
        self.least * self.base.powi(i)
    }

    /// The ρ to try first: the ends, then what lies between.
    pub fn ends(&self) -> [f64; 2] {
        [self.density(self.low), self.density(self.high)]
    }

    /// The next ρ, where neighbours do not disagree yet.
    pub fn next(&self) -> Option<f64> {
        (self.high - self.low > 1).then(|| self.density(self.low + (self.high - self.low) / 2))
    }

    /// What became of [`Search::next`].
    pub fn learn(&mut self, spent: bool) {
        let middle = self.low + (self.high - self.low) / 2;
        if spent { self.low = middle } else { self.high = middle }
    }
}

/// A set that grows by the best gain of sufficient density, elements withdrawn from it as limits forbid them.
pub(super) struct Climber<'a> {
    pub growth: Growth<'a>,
    scores: Scores,
    pub pick: Option<Pick>,
    gone: Vec<bool>,
}

impl<'a> Climber<'a> {
    pub async fn new(task: &'a Task<'a>) -> Result<Climber<'a>> {
        let lazy = task.oracle.structure().shape.is_submodular();
        let growth = Growth::from(task, &[]).await?;
        let mut gone = task.oracle.run().filled("elements withdrawn", task.problem.ground, true)?;
        // What no budget affords by itself is no element of any feasible set.
        growth.live().iter().for_each(|e| gone[*e as usize] = false);
        let scores = Scores::new(task.oracle, task.problem.size, lazy)?;
        Ok(Climber { growth, scores, pick: None, gone })
    }

    /// Finds the best element outside `taken` of density ρ; notes in `spent` those that only a budget keeps out.
    pub async fn look(
        &mut self,
        taken: &[bool],
        shares: &[f64],
        density: f64,
        spent: &mut bool,
    ) -> Result<()> {
        let oracle = self.growth.oracle();
        let enough = |e: u32, gain: f64| {
            if gain >= density * shares[e as usize] { gain } else { f64::NEG_INFINITY }
        };
        let increasing = oracle.structure().monotone == Monotone::Increasing;
        loop {
            let growth = &self.growth;
            let open = |e: &u32| !taken[*e as usize] && !self.gone[*e as usize];
            let free = |e: &u32| growth.admits(*e) || growth.is_priced_out(*e);
            let live: Vec<u32> = growth.each_outside().filter(open).filter(free).collect();
            let best = self.scores.best(oracle, &mut self.growth.set, &live, enough).await?;
            let least = if increasing { 0.0 } else { oracle.gain_error(&self.growth.set) };
            self.pick = best.filter(|pick| pick.key > least);
            match self.pick {
                // It will never fit: what is spent stays spent.
                Some(pick) if !self.growth.admits(pick.element) => {
                    *spent = true;
                    self.gone[pick.element as usize] = true;
                }
                _ => return Ok(()),
            }
        }
    }

    pub async fn add(&mut self, pick: Pick) -> Result<()> {
        self.growth.add(pick.element, Some(pick.gain)).await?;
        self.scores.advance();
        Ok(())
    }
}
