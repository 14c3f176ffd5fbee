//! A graphic matroid: elements are the edges of a graph, and the chosen ones hold no cycle.
//!
//! Components are kept by union–find without path compression, so asking changes nothing and the last union
//! can be taken back: O(log n) a question, O(1) to undo the last edge.
use marginals_core::{Error, Result};

/// The edges of a graph as elements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graphic {
    edges: Vec<(u32, u32)>,
    vertices: usize,
}

impl Graphic {
    /// `edges[e]` joins two of `vertices` vertices. An edge from a vertex to itself can never be chosen.
    ///
    /// # Errors
    /// [`Code::Range`](marginals_core::Code::Range) for an end that is no vertex.
    pub fn new(edges: Vec<(u32, u32)>, vertices: usize) -> Result<Graphic> {
        if let Some(e) = edges.iter().position(|(a, b)| *a.max(b) as usize >= vertices) {
            let expected = format!("vertices below {vertices}");
            let received = format!("{} at edge {e}", edges[e].0.max(edges[e].1));
            return Err(Error::range("edges", expected, received));
        }
        Ok(Graphic { edges, vertices })
    }

    /// The ends of every element.
    #[must_use]
    pub fn edges(&self) -> &[(u32, u32)] {
        &self.edges
    }

    pub(super) fn start(&self) -> Forest {
        Forest {
            parent: (0..self.vertices as u32).collect(),
            size: vec![1; self.vertices],
            joined: Vec::new(),
        }
    }

    pub(super) fn admits(&self, forest: &Forest, e: u32) -> bool {
        let (a, b) = self.edges[e as usize];
        forest.root(a) != forest.root(b)
    }

    pub(super) fn take(&self, forest: &mut Forest, e: u32) {
        let (a, b) = self.edges[e as usize];
        forest.join(e, a, b);
    }

    /// Drops `e`: at once when it was the last to join, else by building the forest of `rest` anew.
    pub(super) fn release(&self, forest: &mut Forest, e: u32, rest: &[u32]) {
        if !forest.undo(e) {
            *forest = self.start();
            rest.iter().for_each(|kept| self.take(forest, *kept));
        }
    }
}

/// The components of the chosen edges.
#[derive(Clone, Debug)]
pub(crate) struct Forest {
    parent: Vec<u32>,
    size: Vec<u32>,
    /// Every edge that joined two components, with the root that was hung below the other.
    joined: Vec<(u32, u32)>,
}

impl Forest {
    fn root(&self, mut vertex: u32) -> u32 {
        while self.parent[vertex as usize] != vertex {
            vertex = self.parent[vertex as usize];
        }
        vertex
    }

    fn join(&mut self, e: u32, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return;
        }
        let (upper, lower) = if self.size[a as usize] >= self.size[b as usize] { (a, b) } else { (b, a) };
        self.parent[lower as usize] = upper;
        self.size[upper as usize] += self.size[lower as usize];
        self.joined.push((e, lower));
    }

    fn undo(&mut self, e: u32) -> bool {
        match self.joined.last().copied() {
            Some((last, lower)) if last == e => {
                let upper = self.parent[lower as usize];
                self.parent[lower as usize] = lower;
                self.size[upper as usize] -= self.size[lower as usize];
                self.joined.pop();
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cycles_are_refused_and_the_last_edge_taken_back() {
        let graph = Graphic::new(vec![(0, 1), (1, 2), (0, 2), (2, 2), (2, 3)], 4).unwrap();
        let mut forest = graph.start();
        graph.take(&mut forest, 0);
        graph.take(&mut forest, 1);
        assert!(!graph.admits(&forest, 2) && !graph.admits(&forest, 3) && graph.admits(&forest, 4));
        graph.release(&mut forest, 1, &[0]);
        assert!(graph.admits(&forest, 2) && !graph.admits(&forest, 0));
        graph.take(&mut forest, 4);
        graph.release(&mut forest, 0, &[4]);
        assert!(graph.admits(&forest, 0) && !graph.admits(&forest, 4));
        let error = Graphic::new(vec![(0, 1), (1, 5)], 4).unwrap_err();
        assert_eq!(error.to_string(), "edges must be vertices below 4, received 5 at edge 1");
    }
}
