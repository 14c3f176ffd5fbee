//! How much of one constraint a set uses: what is asked about every candidate, and what changes with the set.
use super::custom::Verdicts;
use super::graphic::Forest;
use super::transversal::Matching;
use super::{Constraint, Knapsack};
use marginals_core::sum::Sum;

/// The counts of one constraint.
#[derive(Clone, Debug)]
pub(crate) enum Usage {
    Spent(Spent),
    Counts(Vec<usize>),
    Forest(Forest),
    Matching(Matching),
    Verdicts(Verdicts),
}

/// Money spent: added in order as a caller adds it, and with the rounding made up for. Neither passes the
/// budget.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spent {
    pub plain: f64,
    exact: Sum,
}

impl Spent {
    fn add(&mut self, cost: f64) {
        self.plain += cost;
        self.exact.add(cost);
    }

    /// Whether `cost` more stays within the budget of `knapsack`.
    fn affords(&self, knapsack: &Knapsack, cost: f64) -> bool {
        let mut exact = self.exact;
        exact.add(cost);
        self.plain + cost <= knapsack.budget() && exact.value() <= knapsack.budget()
    }
}

impl Usage {
    pub fn start(constraint: &Constraint) -> Usage {
        match constraint {
            Constraint::Knapsack(_) => Usage::Spent(Spent::default()),
            Constraint::Partition(partition) => Usage::Counts(vec![0; partition.capacity().len()]),
            Constraint::Laminar(laminar) => Usage::Counts(vec![0; laminar.capacity().len()]),
            Constraint::Groups(bounds) => Usage::Counts(vec![0; bounds.upper().len()]),
            Constraint::Graphic(graph) => Usage::Forest(graph.start()),
            Constraint::Transversal(matroid) => Usage::Matching(matroid.start()),
            Constraint::Custom(_) => Usage::Verdicts(Verdicts::default()),
        }
    }

    pub fn admits(&self, constraint: &Constraint, e: u32) -> bool {
        match (constraint, self) {
            (Constraint::Knapsack(knapsack), Usage::Spent(spent)) => {
                spent.affords(knapsack, knapsack.cost(e))
            }
            (Constraint::Partition(partition), Usage::Counts(counts)) => {
                let class = partition.class()[e as usize] as usize;
                counts[class] < partition.capacity()[class]
            }
            (Constraint::Laminar(laminar), Usage::Counts(counts)) => laminar.admits(counts, e),
            (Constraint::Groups(bounds), Usage::Counts(counts)) => {
                counts[bounds.group_of(e)] < bounds.upper()[bounds.group_of(e)]
            }
            (Constraint::Graphic(graph), Usage::Forest(forest)) => graph.admits(forest, e),
            (Constraint::Transversal(matroid), Usage::Matching(matching)) => matroid.admits(matching, e),
            (Constraint::Custom(_), Usage::Verdicts(verdicts)) => verdicts.admits(e),
            _ => false,
        }
    }

    pub fn take(&mut self, constraint: &Constraint, e: u32) {
        match (constraint, self) {
            (Constraint::Knapsack(knapsack), Usage::Spent(spent)) => spent.add(knapsack.cost(e)),
            (Constraint::Partition(partition), Usage::Counts(counts)) => {
                counts[partition.class()[e as usize] as usize] += 1;
            }
            (Constraint::Laminar(laminar), Usage::Counts(counts)) => {
                laminar.sets_of(e).iter().for_each(|set| counts[*set as usize] += 1);
            }
            (Constraint::Groups(bounds), Usage::Counts(counts)) => counts[bounds.group_of(e)] += 1,
            (Constraint::Graphic(graph), Usage::Forest(forest)) => graph.take(forest, e),
            (Constraint::Transversal(matroid), Usage::Matching(matching)) => matroid.take(matching, e),
            (Constraint::Custom(_), Usage::Verdicts(verdicts)) => verdicts.admitted.clear(),
            _ => {}
        }
    }

    /// Drops `e`, after which `rest` is left, in the order it was chosen.
    pub fn release(&mut self, constraint: &Constraint, e: u32, rest: &[u32]) {
        match (constraint, self) {
            (Constraint::Knapsack(knapsack), Usage::Spent(spent)) => {
                *spent = Spent::default();
                rest.iter().for_each(|kept| spent.add(knapsack.cost(*kept)));
            }
            (Constraint::Partition(partition), Usage::Counts(counts)) => {
                decrease(counts, partition.class()[e as usize] as usize);
            }
            (Constraint::Laminar(laminar), Usage::Counts(counts)) => {
                laminar.sets_of(e).iter().for_each(|set| decrease(counts, *set as usize));
            }
            (Constraint::Groups(bounds), Usage::Counts(counts)) => decrease(counts, bounds.group_of(e)),
            (Constraint::Graphic(graph), Usage::Forest(forest)) => graph.release(forest, e, rest),
            (Constraint::Transversal(matroid), Usage::Matching(matching)) => matroid.release(matching, e),
            (Constraint::Custom(_), Usage::Verdicts(verdicts)) => verdicts.forget(),
            _ => {}
        }
    }
}

fn decrease(counts: &mut [usize], at: usize) {
    counts[at] = counts[at].saturating_sub(1);
}
