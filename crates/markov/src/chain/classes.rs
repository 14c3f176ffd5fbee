//! Communicating classes of a chain and the period of a class.
//!
//! Classes are the strongly connected components of the graph of positive transitions (R. Tarjan, 1972,
//! "Depth-first search and linear graph algorithms", without recursion); a class is closed when no edge
//! leaves it. A chain has one stationary law exactly when it has one closed class; states outside it are
//! transient. The period is the greatest common divisor of level(x) + 1 − level(y) over the edges of a class
//! (E. Denardo, 1977, "Periods of connected networks"). Cost: O(n + z), 32 n bytes.
use super::{Chain, Law};
use marginals_core::{Result, Run};

/// Communicating classes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classes {
    /// Class of every state; classes are numbered in reverse topological order (an edge never leads to a
    /// class of a larger number).
    pub class: Vec<u32>,
    /// Number of states of each class.
    pub sizes: Vec<u32>,
    /// Numbers of the closed classes, increasing.
    pub closed: Vec<u32>,
}

/// The graph of positive transitions, read edge by edge so that a deep search keeps no lists.
pub(crate) trait Graph {
    fn states(&self) -> usize;

    /// The first successor of x at or after `place` (0 for the first one), and the place after it.
    fn successor(&self, x: u32, place: u64) -> Option<(u32, u64)>;
}

/// Successors of x.
fn successors(graph: &impl Graph, x: u32) -> impl Iterator<Item = u32> {
    let mut place = 0;
    std::iter::from_fn(move || {
        let (y, after) = graph.successor(x, place)?;
        place = after;
        Some(y)
    })
}

impl Graph for Chain {
    fn states(&self) -> usize {
        Chain::states(self)
    }

    fn successor(&self, x: u32, place: u64) -> Option<(u32, u64)> {
        match self.law() {
            Law::Sparse(law) => Some((*law.row(x).0.get(place as usize)?, place + 1)),
            Law::SingleFlip(law) => {
                let flows = law.flows(x);
                let slots = flows.len() as u64;
                for slot in place..slots {
                    if flows[slot as usize] > 0.0 {
                        return Some((law.target(self.space(), x, slot as u32), slot + 1));
                    }
                }
                (place <= slots && law.staying(x) > 0.0).then_some((x, slots + 1))
            }
        }
    }
}

const UNSEEN: u32 = u32::MAX;
const FINISHED: u32 = u32::MAX - 1;

/// States handled between two checks of the cancel flag.
const CHECKED: u32 = 1024;

impl Classes {
    /// Finds the classes of `graph`.
    ///
    /// # Errors
    /// Out of memory, or the run was cancelled.
    pub(crate) fn of(graph: &impl Graph, run: &Run) -> Result<Self> {
        let states = graph.states();
        let _charge = run.charge("the communicating classes", 32 * states as u64)?;
        // Before a state is finished `low` holds the smallest visit number it reaches.
        let mut low = run.filled("the communicating classes", states, UNSEEN)?;
        let mut class = run.filled("the communicating classes", states, 0u32)?;
        let mut sizes = Vec::new();
        let mut open: Vec<u32> = Vec::new();
        let mut visit = 0u32;
        // A frame: state, its visit number, the place of its next successor.
        let mut frames: Vec<(u32, u32, u64)> = Vec::new();
        for root in 0..states as u32 {
            if low[root as usize] != UNSEEN {
                continue;
            }
            let mut entering = Some(root);
            loop {
                if let Some(x) = entering.take() {
                    if visit.is_multiple_of(CHECKED) {
                        run.check()?;
                    }
                    low[x as usize] = visit;
                    open.push(x);
                    frames.push((x, visit, 0));
                    visit += 1;
                }
                let Some((x, number, place)) = frames.last_mut() else { break };
                let (x, number) = (*x, *number);
                if let Some((y, after)) = graph.successor(x, *place) {
                    *place = after;
                    match low[y as usize] {
                        UNSEEN => entering = Some(y),
                        FINISHED => {}
                        seen => low[x as usize] = low[x as usize].min(seen),
                    }
                    continue;
                }
                frames.pop();
                let reached = low[x as usize];
                if let Some((parent, ..)) = frames.last() {
                    let parent = *parent as usize;
                    low[parent] = low[parent].min(reached);
                }
                if reached == number {
                    // x is the root of a class: everything opened after it belongs to it.
                    let mut size = 0;
                    while let Some(member) = open.pop() {
                        class[member as usize] = sizes.len() as u32;
                        low[member as usize] = FINISHED;
                        size += 1;
                        if member == x {
                            break;
                        }
                    }
                    sizes.push(size);
                }
            }
        }
        let mut leaves = vec![false; sizes.len()];
        for x in 0..states as u32 {
            if x % CHECKED == 0 {
                run.check()?;
            }
            let own = class[x as usize];
            // A state without a row is no closed class either.
            let mut has_row = false;
            let leaving = successors(graph, x).inspect(|_| has_row = true).any(|y| class[y as usize] != own);
            leaves[own as usize] |= leaving || !has_row;
        }
        let closed = (0..sizes.len() as u32).filter(|class| !leaves[*class as usize]).collect();
        Ok(Classes { class, sizes, closed })
    }

    /// Number of states outside the closed classes.
    #[must_use]
    pub fn transient(&self) -> usize {
        let closed: usize = self.closed.iter().map(|class| self.sizes[*class as usize] as usize).sum();
        self.class.len() - closed
    }

    /// Whether all states form one class.
    #[must_use]
    pub fn is_irreducible(&self) -> bool {
        self.sizes.len() == 1
    }

    /// States of `class`, increasing.
    #[must_use]
    pub fn members(&self, class: u32) -> Vec<u32> {
        (0u32..).zip(&self.class).filter(|(_, own)| **own == class).map(|(x, _)| x).collect()
    }

    /// Period of `class`; 0 for a transient state that never returns to itself.
    ///
    /// # Errors
    /// Out of memory, or the run was cancelled.
    pub(crate) fn period(&self, graph: &impl Graph, class: u32, run: &Run) -> Result<u32> {
        let Some(start) = self.class.iter().position(|own| *own == class) else { return Ok(0) };
        let _charge = run.charge("the levels of a class", 8 * self.class.len() as u64)?;
        let mut level = run.filled("the levels of a class", self.class.len(), UNSEEN)?;
        level[start] = 0;
        let mut queue = vec![start as u32];
        let mut period = 0u32;
        let mut index = 0;
        while let Some(x) = queue.get(index).copied() {
            index += 1;
            if index % 1024 == 0 {
                run.check()?;
            }
            let after = level[x as usize] + 1;
            for y in successors(graph, x).filter(|y| self.class[*y as usize] == class) {
                let seen = &mut level[y as usize];
                if *seen == UNSEEN {
                    *seen = after;
                    queue.push(y);
                } else {
                    period = greatest_common_divisor(period, seen.abs_diff(after));
                }
            }
            if period == 1 {
                break;
            }
        }
        Ok(period)
    }
}

fn greatest_common_divisor(mut a: u32, mut b: u32) -> u32 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Lists<'a>(&'a [&'a [u32]]);

    impl Graph for Lists<'_> {
        fn states(&self) -> usize {
            self.0.len()
        }
        fn successor(&self, x: u32, place: u64) -> Option<(u32, u64)> {
            Some((*self.0[x as usize].get(place as usize)?, place + 1))
        }
    }

    fn analyse(lists: &[&[u32]]) -> (Classes, Vec<u32>) {
        let run = Run::default();
        let classes = Classes::of(&Lists(lists), &run).unwrap();
        let periods =
            classes.closed.iter().map(|class| classes.period(&Lists(lists), *class, &run).unwrap()).collect();
        (classes, periods)
    }

    #[test]
    fn a_cycle_is_one_class_with_its_length_as_period() {
        let (classes, periods) = analyse(&[&[1], &[2], &[3], &[0]]);
        assert!(classes.is_irreducible());
        assert_eq!((classes.transient(), periods), (0, vec![4]));
        // A chord of length two makes cycles of 4 and 3.
        assert_eq!(analyse(&[&[1], &[2], &[0, 3], &[0]]).1, [1]);
        // Two cycles of lengths 2 and 4.
        assert_eq!(analyse(&[&[1], &[0, 2], &[3], &[0]]).1, [2]);
    }

    #[test]
    fn finds_closed_classes_and_transient_states() {
        // 0 -> {1, 2}; 1 <-> 3 closed; 2 <-> 4 with a leak to 5; 5 absorbing.
        let (classes, periods) = analyse(&[&[1, 2], &[3], &[4], &[1], &[2, 5], &[5]]);
        assert_eq!(classes.closed.len(), 2);
        assert_eq!(classes.transient(), 3);
        let mut closed: Vec<_> = classes.closed.iter().map(|class| classes.members(*class)).collect();
        closed.sort();
        assert_eq!(closed, [vec![1, 3], vec![5]]);
        let mut periods = periods;
        periods.sort_unstable();
        assert_eq!(periods, [1, 2]);
        // Edges lead to classes of the same or a smaller number.
        assert!(classes.class[0] > classes.class[1] && classes.class[2] > classes.class[5]);
    }

    #[test]
    fn a_long_path_needs_no_deep_stack() {
        let lists: Vec<Vec<u32>> = (0..200_000u32).map(|x| vec![(x + 1) % 200_000]).collect();
        let lists: Vec<&[u32]> = lists.iter().map(Vec::as_slice).collect();
        let (classes, periods) = analyse(&lists);
        assert_eq!((classes.sizes.len(), periods), (1, vec![200_000]));
    }
}
