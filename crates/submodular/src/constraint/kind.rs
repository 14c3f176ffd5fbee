//! A constraint of any kind.
use super::{CustomMatroid, Graphic, GroupBounds, Knapsack, Laminar, Partition, Transversal};

/// One constraint besides the size; several must all hold.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Constraint {
    /// Costs within a budget.
    Knapsack(Knapsack),
    /// At most so many of every class.
    Partition(Partition),
    /// At most so many of every set of a nested family.
    Laminar(Laminar),
    /// Edges without a cycle.
    Graphic(Graphic),
    /// A position for every element.
    Transversal(Transversal),
    /// At least and at most so many of every group.
    Groups(GroupBounds),
    /// A matroid given by an oracle.
    Custom(CustomMatroid),
}

impl Constraint {
    /// Number of elements it speaks of.
    #[must_use]
    pub fn ground_size(&self) -> usize {
        match self {
            Constraint::Knapsack(knapsack) => knapsack.costs().len(),
            Constraint::Partition(partition) => partition.class().len(),
            Constraint::Laminar(laminar) => laminar.ground_size(),
            Constraint::Graphic(graph) => graph.edges().len(),
            Constraint::Transversal(matroid) => matroid.ground_size(),
            Constraint::Groups(bounds) => bounds.group().len(),
            Constraint::Custom(matroid) => matroid.ground_size(),
        }
    }

    /// Whether it is a knapsack; everything else is a matroid, group bounds within a size.
    #[must_use]
    pub fn is_knapsack(&self) -> bool {
        matches!(self, Constraint::Knapsack(_))
    }

    /// What each element is called in a message about its length.
    pub(super) fn subject(&self) -> (&'static str, &'static str) {
        match self {
            Constraint::Knapsack(_) => ("costs", "one cost"),
            Constraint::Partition(_) => ("partitions", "one class"),
            Constraint::Laminar(_) | Constraint::Custom(_) => ("groundSize", "a ground set"),
            Constraint::Graphic(_) => ("edges", "one edge"),
            Constraint::Transversal(_) => ("fills", "one list of positions"),
            Constraint::Groups(_) => ("groups", "one group"),
        }
    }
}

macro_rules! from {
    ($($kind:ident($of:ty)),*) => {
        $(impl From<$of> for Constraint {
            fn from(constraint: $of) -> Self {
                Constraint::$kind(constraint)
            }
        })*
    };
}

from!(
    Knapsack(Knapsack),
    Partition(Partition),
    Laminar(Laminar),
    Graphic(Graphic),
    Transversal(Transversal),
    Groups(GroupBounds),
    Custom(CustomMatroid)
);
