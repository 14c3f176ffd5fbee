//! The redundancy lattice: sets of sources' sets none of which holds another, ordered by what they tell.
//!
//! α ≤ β when every set of β holds a set of α. The information of a node is its redundancy without the information
//! of all nodes below it (Möbius inversion). 4, 18 and 166 nodes for two, three and four sources.

/// The nodes, every one after all nodes below it.
pub(super) struct Lattice {
    nodes: Vec<Vec<u32>>,
}

fn is_below(lower: &[u32], upper: &[u32]) -> bool {
    upper.iter().all(|above| lower.iter().any(|below| below & above == *below))
}

impl Lattice {
    /// Of 2 to 4 sources.
    pub(super) fn of(sources: usize) -> Self {
        let sets = (1u32 << sources) - 1;
        let mut nodes: Vec<Vec<u32>> = Vec::new();
        // A family of sets is a number whose bit i stands for the set i + 1.
        for family in 1u32..1 << sets {
            let chosen: Vec<u32> = (0..sets).filter(|i| family >> i & 1 == 1).map(|i| i + 1).collect();
            let holds = |a: &u32, b: &u32| a != b && a & b == *a;
            if !chosen.iter().any(|a| chosen.iter().any(|b| holds(a, b))) {
                nodes.push(chosen);
            }
        }
        let depth = |node: &Vec<u32>| nodes.iter().filter(|other| is_below(other, node)).count();
        let depths: Vec<usize> = nodes.iter().map(depth).collect();
        let mut order: Vec<usize> = (0..nodes.len()).collect();
        // A node has more nodes below it than each of those; ties by the sets themselves.
        order.sort_by(|a, b| depths[*a].cmp(&depths[*b]).then_with(|| nodes[*a].cmp(&nodes[*b])));
        Lattice { nodes: order.into_iter().map(|node| nodes[node].clone()).collect() }
    }

    pub(super) fn nodes(&self) -> &[Vec<u32>] {
        &self.nodes
    }

    /// What each node has beyond all nodes below it.
    pub(super) fn invert(&self, redundancies: &[f64]) -> Vec<f64> {
        let mut parts: Vec<f64> = Vec::with_capacity(redundancies.len());
        for (node, redundancy) in self.nodes.iter().zip(redundancies) {
            let below = self.nodes.iter().zip(&parts).filter(|(other, _)| is_below(other, node));
            let mut rest = marginals_core::sum::Sum::default();
            rest.add(*redundancy);
            below.for_each(|(_, part)| rest.add(-part));
            parts.push(rest.value());
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_the_known_number_of_nodes_in_order() {
        for (sources, expected) in [(2, 4), (3, 18), (4, 166)] {
            let lattice = Lattice::of(sources);
            assert_eq!(lattice.nodes().len(), expected);
            for (place, node) in lattice.nodes().iter().enumerate() {
                let later = &lattice.nodes()[place + 1..];
                assert!(!later.iter().any(|other| is_below(other, node)));
            }
        }
        assert_eq!(Lattice::of(2).nodes(), [vec![1, 2], vec![1], vec![2], vec![3]]);
    }
}
