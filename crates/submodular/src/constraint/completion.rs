//! Whether a set can still grow to an exact size under two partitions.
//!
//! Elements are edges between their class in the one and their class in the other partition, so the largest
//! extension is a maximum flow with unit edges, found by augmenting paths: O(edges) for each missing element.
use super::Partition;

/// Whether `needed` of `elements` fit into what is `left` of the capacities of both partitions.
pub(super) fn fits(
    partitions: [&Partition; 2],
    left: [Vec<usize>; 2],
    elements: &[u32],
    needed: usize,
) -> bool {
    let mut flow = Flow::new(partitions, left, elements);
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
    fn new(partitions: [&'a Partition; 2], left: [Vec<usize>; 2], elements: &'a [u32]) -> Flow<'a> {
        let classes = partitions.map(Partition::class);
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
        let first = Partition::new(vec![0, 0, 1], vec![1, 1]).unwrap();
        let second = Partition::new(vec![0, 1, 0], vec![1, 1]).unwrap();
        let fit =
            |elements: &[u32], needed| fits([&first, &second], [vec![1, 1], vec![1, 1]], elements, needed);
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
            let partition = |side: usize| {
                Partition::new(class.iter().map(|both| both[side]).collect(), room[side].clone()).unwrap()
            };
            let legal = |mask: usize| {
                [0, 1].into_iter().all(|side| {
                    (0u32..).zip(&room[side]).all(|(c, room)| {
                        (0..7).filter(|e| mask >> e & 1 == 1 && class[*e][side] == c).count() <= *room
                    })
                })
            };
            let most =
                (0..128usize).filter(|mask| legal(*mask)).map(usize::count_ones).max().unwrap() as usize;
            let (first, second) = (partition(0), partition(1));
            let elements: Vec<u32> = (0..7).collect();
            let fit = |needed| fits([&first, &second], room.clone(), &elements, needed);
            assert!(fit(most) && !fit(most + 1));
        }
    }
}
