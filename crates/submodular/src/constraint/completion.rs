//! Whether a set can still grow to what is owed: an exact size, lower bounds.
//!
//! A completion is first built by taking whatever is admitted, owed and cheap elements first. Where that
//! fails, each constraint is asked how far it alone can grow, and two partitions are asked together: elements
//! are edges between their class in the one and their class in the other, so the largest extension is a
//! maximum flow with unit edges, found by augmenting paths in O(edges) for each missing element.
use super::usage::Usage;
use super::{Constraint, Limits, Used};

impl Limits {
    /// Whether a set that uses `used` can grow to what is owed by some of `elements`. No is certain; yes is
    /// certain as the documentation of this room says.
    pub fn completes(&self, used: &Used, elements: &[u32]) -> bool {
        let needed = if self.exact { self.size.saturating_sub(used.members().len()) } else { 0 };
        if elements.len() < needed {
            return false;
        }
        self.grows(used, elements) || self.may_grow(used, elements, needed)
    }

    /// Whether taking what is admitted leads to what is owed.
    fn grows(&self, used: &Used, elements: &[u32]) -> bool {
        let mut used = used.clone();
        let mut order = elements.to_vec();
        if let Some(knapsack) = self.knapsacks().next() {
            order.sort_by(|a, b| knapsack.cost(*a).total_cmp(&knapsack.cost(*b)));
        }
        let mut taken = vec![false; order.len()];
        for wanted in [true, false] {
            for (at, e) in order.iter().enumerate() {
                let needed = if wanted { self.is_owed(&used, *e) } else { self.exact };
                if needed && !taken[at] && self.admits(&used, *e) {
                    taken[at] = true;
                    self.take(&mut used, *e);
                }
            }
        }
        self.is_met(&used) && (!self.exact || used.members().len() == self.size)
    }

    /// Whether no constraint alone, and no two partitions together, rule it out.
    fn may_grow(&self, used: &Used, elements: &[u32], needed: usize) -> bool {
        let limits = || self.constraints.iter().zip(&used.usages);
        let alone = limits().all(|(limit, usage)| rank(limit, usage, elements, needed) == needed);
        let sides: Vec<Side> = limits().filter_map(|(limit, usage)| Side::of(limit, usage)).collect();
        let pairs = |at: usize| sides[at + 1..].iter().map(move |other| (at, other));
        let sized = (0..sides.len()).flat_map(pairs).all(|(at, other)| {
            fits(
                [sides[at].class, other.class],
                [sides[at].left.clone(), other.left.clone()],
                elements,
                needed,
            )
        });
        let owing = sides.iter().filter(|side| side.owed.iter().any(|owed| *owed > 0));
        alone
            && sized
            && owing.into_iter().all(|side| side.is_payable(&limits().collect::<Vec<_>>(), elements))
    }
}

/// How many of `elements` the constraint alone can take, up to `most`.
fn rank(limit: &Constraint, usage: &Usage, elements: &[u32], most: usize) -> usize {
    if most == 0 || matches!(limit, Constraint::Custom(_)) {
        return most;
    }
    let mut usage = usage.clone();
    let mut order = elements.to_vec();
    if let Constraint::Knapsack(knapsack) = limit {
        order.sort_by(|a, b| knapsack.cost(*a).total_cmp(&knapsack.cost(*b)));
    }
    let mut taken = 0;
    for e in order {
        if taken < most && usage.admits(limit, e) {
            usage.take(limit, e);
            taken += 1;
        }
    }
    taken
}

/// A constraint by classes: room left in each, and what each owes.
struct Side<'a> {
    class: &'a [u32],
    left: Vec<usize>,
    owed: Vec<usize>,
}

impl<'a> Side<'a> {
    fn of(limit: &'a Constraint, usage: &Usage) -> Option<Side<'a>> {
        let (class, capacity, lower) = match limit {
            Constraint::Partition(partition) => (partition.class(), partition.capacity(), None),
            Constraint::Groups(bounds) => (bounds.group(), bounds.upper(), Some(bounds.lower())),
            _ => return None,
        };
        let Usage::Counts(counts) = usage else { return None };
        let less = |bound: &[usize]| {
            bound.iter().zip(counts).map(|(bound, count)| bound.saturating_sub(*count)).collect::<Vec<_>>()
        };
        Some(Side { class, left: less(capacity), owed: lower.map(less).unwrap_or_default() })
    }

    /// Whether what the groups owe can be met within each other constraint.
    fn is_payable(&self, limits: &[(&Constraint, &Usage)], elements: &[u32]) -> bool {
        let debt: usize = self.owed.iter().sum();
        let owed: Vec<u32> =
            elements.iter().copied().filter(|e| self.owed[self.class[*e as usize] as usize] > 0).collect();
        limits.iter().all(|(limit, usage)| match Side::of(limit, usage) {
            Some(other) => fits([self.class, other.class], [self.owed.clone(), other.left], elements, debt),
            None if limit.is_knapsack() => true,
            None => rank(limit, usage, &owed, debt) == debt,
        })
    }
}

/// Whether `needed` of `elements` fit into what is `left` of the capacities of both classifications.
fn fits(classes: [&[u32]; 2], left: [Vec<usize>; 2], elements: &[u32], needed: usize) -> bool {
    let mut flow = Flow::new(classes, left, elements);
    (0..needed).all(|_| flow.augment())
}

struct Flow<'a> {
    classes: [&'a [u32]; 2],
    left: [Vec<usize>; 2],
    /// Elements of every class, on both sides.
    edges: [Vec<Vec<usize>>; 2],
    elements: &'a [u32],
    taken: Vec<bool>,
}

impl<'a> Flow<'a> {
    fn new(classes: [&'a [u32]; 2], left: [Vec<usize>; 2], elements: &'a [u32]) -> Flow<'a> {
        let edges = [0, 1].map(|side| {
            let mut edges = vec![Vec::new(); left[side].len()];
            for (at, e) in elements.iter().enumerate() {
                edges[classes[side][*e as usize] as usize].push(at);
            }
            edges
        });
        Flow { classes, left, edges, elements, taken: vec![false; elements.len()] }
    }

    fn class(&self, side: usize, at: usize) -> usize {
        self.classes[side][self.elements[at] as usize] as usize
    }

    /// One element more, moving others where that helps.
    fn augment(&mut self) -> bool {
        // The edge by which each class was reached; a class of the first side with room starts a path.
        let mut by = [vec![None; self.left[0].len()], vec![None; self.left[1].len()]];
        let mut seen = [
            self.left[0].iter().map(|room| *room > 0).collect::<Vec<bool>>(),
            vec![false; self.left[1].len()],
        ];
        let mut queue: Vec<(usize, usize)> = (0..self.left[0].len())
            .filter(|class| self.left[0][*class] > 0)
            .map(|class| (0, class))
            .collect();
        let mut next = 0;
        while next < queue.len() {
            let (side, class) = queue[next];
            next += 1;
            if side == 1 && self.left[1][class] > 0 {
                self.follow(class, &by);
                return true;
            }
            // Free elements lead from the first side to the second, taken ones back.
            for at in &self.edges[side][class] {
                let (other, to) = (1 - side, self.class(1 - side, *at));
                if self.taken[*at] == (side == 1) && !seen[other][to] {
                    seen[other][to] = true;
                    by[other][to] = Some(*at);
                    queue.push((other, to));
                }
            }
        }
        false
    }

    /// Turns every element on the path that ends in `class` of the second side.
    fn follow(&mut self, class: usize, by: &[Vec<Option<usize>>; 2]) {
        self.left[1][class] -= 1;
        let (mut side, mut class) = (1, class);
        while let Some(at) = by[side][class] {
            self.taken[at] = !self.taken[at];
            side = 1 - side;
            class = self.class(side, at);
        }
        self.left[0][class] -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_move_to_make_room() {
        // Edges 0: (0,0), 1: (0,1), 2: (1,0): two fit only as 1 and 2.
        let classes = [[0, 0, 1].as_slice(), &[0, 1, 0]];
        let fit = |elements: &[u32], needed| fits(classes, [vec![1, 1], vec![1, 1]], elements, needed);
        assert!(fit(&[0, 1, 2], 2) && !fit(&[0, 1, 2], 3));
        assert!(fit(&[0, 2], 1) && !fit(&[0, 2], 2));
        assert!(fit(&[], 0) && !fit(&[], 1));
    }

    #[test]
    fn counts_agree_with_brute_force() {
        for seed in 0..2_000u64 {
            let mut random = marginals_core::random::stream(seed, "flows", 0);
            let mut draw = |bound: u64| marginals_core::random::below(&mut random, bound);
            let class: Vec<[u32; 2]> = (0..7).map(|_| [draw(3) as u32, draw(4) as u32]).collect();
            let room = [
                (0..3).map(|_| draw(3) as usize).collect::<Vec<_>>(),
                (0..4).map(|_| draw(3) as usize).collect(),
            ];
            let side = |side: usize| class.iter().map(|both| both[side]).collect::<Vec<u32>>();
            let legal = |mask: usize| {
                [0, 1].into_iter().all(|side| {
                    (0u32..).zip(&room[side]).all(|(c, room)| {
                        (0..7).filter(|e| mask >> e & 1 == 1 && class[*e][side] == c).count() <= *room
                    })
                })
            };
            let most =
                (0..128usize).filter(|mask| legal(*mask)).map(usize::count_ones).max().unwrap() as usize;
            let (first, second) = (side(0), side(1));
            let elements: Vec<u32> = (0..7).collect();
            let fit = |needed| fits([&first, &second], room.clone(), &elements, needed);
            assert!(fit(most) && !fit(most + 1));
        }
    }
}
