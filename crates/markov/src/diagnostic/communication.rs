//! Communicating classes and period of a chain; see [`Classes`] for the algorithms. Cost: O(n + z) twice.
use crate::chain::{Chain, Classes, Edges};
use marginals_core::{Result, Run};

/// How the states of a chain reach each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Communication {
    /// Number of communicating classes. A state whose row is undefined is a class of its own.
    pub classes: usize,
    /// Number of closed classes: one stationary law for each.
    pub closed: usize,
    /// Number of states outside the closed classes.
    pub transient: usize,
    /// Number of states whose row is undefined because the reference gives them no mass.
    pub undefined: usize,
    /// Period of each closed class.
    pub periods: Vec<u32>,
}

impl Communication {
    /// Whether all states with a row form one class.
    #[must_use]
    pub fn is_irreducible(&self) -> bool {
        self.closed == 1 && self.transient == self.undefined
    }

    /// Whether every closed class has period 1.
    #[must_use]
    pub fn is_aperiodic(&self) -> bool {
        self.periods.iter().all(|period| *period == 1)
    }
}

/// Classes and periods of the chain.
///
/// # Errors
/// Out of memory, or the run was cancelled.
pub fn communication(chain: &Chain, run: &Run) -> Result<Communication> {
    let classes = Classes::of(chain, run)?;
    let periods = classes
        .closed
        .iter()
        .map(|class| classes.period(chain, *class, run))
        .collect::<Result<Vec<u32>>>()?;
    let mut edges = Edges::default();
    let mut undefined = 0;
    for x in 0..chain.states() as u32 {
        if x % 1024 == 0 {
            run.check()?;
        }
        chain.row(x, &mut edges);
        undefined += usize::from(edges.next.is_empty());
    }
    Ok(Communication {
        classes: classes.sizes.len(),
        closed: classes.closed.len(),
        transient: classes.transient(),
        undefined,
        periods,
    })
}
