//! Undirected graphs with weights ≥ 0, by the neighbors of every vertex.
use marginals_core::{Charge, Error, Result, Run};
use std::collections::VecDeque;

/// A graph of `0..vertices`.
#[derive(Debug)]
pub struct Graph {
    starts: Vec<usize>,
    neighbors: Vec<u32>,
    weights: Vec<f64>,
    _charge: Charge,
}

/// Bytes of a list itself.
const LIST: usize = size_of::<(Vec<u32>, Charge)>();
/// Vertices left between two looks at the flag that stops a run.
const PAUSE: usize = 1024;

impl Graph {
    /// The graph of these edges, each given once in either direction; weights 1 when absent. Edges between the same
    /// vertices add up; an edge from a vertex to itself is left out, since no set separates its ends.
    ///
    /// # Errors
    /// Lists of different lengths, a vertex that does not exist, a weight that is negative or not finite, out of
    /// memory.
    pub fn new(
        vertices: usize,
        from: &[u32],
        to: &[u32],
        weights: Option<&[f64]>,
        run: &Run,
    ) -> Result<Graph> {
        if from.len() != to.len() || weights.is_some_and(|weights| weights.len() != from.len()) {
            return Err(Error::shape("edges", "two ends and a weight each", "lists of different lengths"));
        }
        if let Some(vertex) = from.iter().chain(to).find(|vertex| **vertex as usize >= vertices) {
            return Err(Error::range("edges", format!("between vertices below {vertices}"), vertex));
        }
        let weight = |edge: usize| weights.map_or(1.0, |weights| weights[edge]);
        let bad = (0..from.len()).find(|edge| !(weight(*edge) >= 0.0 && weight(*edge).is_finite()));
        if let Some(edge) = bad {
            let received = format!("{} at edge {edge}", weight(edge));
            return Err(Error::range("edges", "of finite weights of at least 0", received));
        }
        let charge = run.charge("a graph", 24 * from.len() as u64 + 8 * vertices as u64)?;
        let mut count = run.filled("a graph", vertices + 1, 0usize)?;
        let ends = || (0..from.len()).filter(|edge| from[*edge] != to[*edge]);
        for edge in ends() {
            count[from[edge] as usize + 1] += 1;
            count[to[edge] as usize + 1] += 1;
        }
        for vertex in 0..vertices {
            count[vertex + 1] += count[vertex];
        }
        let mut next = count.clone();
        let mut entries = run.filled("a graph", count[vertices], (0u32, 0.0f64))?;
        for edge in ends() {
            for (a, b) in [(from[edge], to[edge]), (to[edge], from[edge])] {
                entries[next[a as usize]] = (b, weight(edge));
                next[a as usize] += 1;
            }
        }
        let mut graph = Graph {
            starts: run.reserved("a graph", vertices + 1)?,
            neighbors: run.reserved("a graph", entries.len())?,
            weights: run.reserved("a graph", entries.len())?,
            _charge: charge,
        };
        graph.starts.push(0);
        for vertex in 0..vertices {
            let own = &mut entries[count[vertex]..count[vertex + 1]];
            own.sort_by_key(|(neighbor, _)| *neighbor);
            let start = graph.neighbors.len();
            for (neighbor, weight) in own.iter() {
                match graph.weights.last_mut() {
                    Some(last)
                        if graph.neighbors.len() > start && graph.neighbors.last() == Some(neighbor) =>
                    {
                        *last += weight;
                    }
                    _ => {
                        graph.neighbors.push(*neighbor);
                        graph.weights.push(*weight);
                    }
                }
            }
            graph.starts.push(graph.neighbors.len());
        }
        Ok(graph)
    }

    /// Number of vertices.
    #[must_use]
    pub fn vertices(&self) -> usize {
        self.starts.len() - 1
    }

    /// Neighbors of a vertex, ascending, with the weights of the edges.
    pub fn edges(&self, vertex: u32) -> impl Iterator<Item = (u32, f64)> + '_ {
        let range = self.starts[vertex as usize]..self.starts[vertex as usize + 1];
        self.neighbors[range.clone()].iter().copied().zip(self.weights[range].iter().copied())
    }

    /// The vertices within `hops` edges of every vertex, itself included, one list after the other with where each
    /// starts: what [`SetCover`](super::SetCover) takes. The third is the room they take.
    ///
    /// # Errors
    /// More than 2³² entries, out of memory, cancelled.
    pub fn neighborhoods(&self, hops: usize, run: &Run) -> Result<(Vec<u32>, Vec<u32>, Charge)> {
        let vertices = self.vertices();
        let found = run.items(
            (0..vertices as u32).collect::<Vec<u32>>().chunks(64).collect(),
            || vec![u32::MAX; vertices],
            |seen, _, block: &[u32]| {
                let mut lists = Vec::with_capacity(block.len());
                for vertex in block {
                    let list = self.neighborhood(*vertex, hops, seen, run)?;
                    let charge = run.charge("neighborhoods", (LIST + 4 * list.capacity()) as u64)?;
                    lists.push((list, charge));
                }
                Ok(lists)
            },
        )?;
        let entries: usize = found.iter().flatten().map(|(list, _)| list.len()).sum();
        if entries >= u32::MAX as usize {
            return Err(Error::limit(
                "hops",
                format!("neighborhoods of fewer than {} entries", u32::MAX),
                entries,
            ));
        }
        let charge = run.charge("neighborhoods", 4 * (entries + vertices + 1) as u64)?;
        let mut starts = run.reserved("neighborhoods", vertices + 1)?;
        let mut all = run.reserved("neighborhoods", entries)?;
        starts.push(0);
        for (list, _) in found.into_iter().flatten() {
            all.extend_from_slice(&list);
            starts.push(all.len() as u32);
        }
        Ok((starts, all, charge))
    }

    /// Breadth first; `seen` holds the vertex that saw a vertex last.
    fn neighborhood(&self, vertex: u32, hops: usize, seen: &mut [u32], run: &Run) -> Result<Vec<u32>> {
        let mut reached = vec![vertex];
        let mut waiting = VecDeque::from([(vertex, 0)]);
        seen[vertex as usize] = vertex;
        for step in 0.. {
            if step % PAUSE == 0 {
                run.check()?;
            }
            let Some((at, hop)) = waiting.pop_front() else { break };
            if hop == hops {
                break;
            }
            for (neighbor, _) in self.edges(at) {
                if seen[neighbor as usize] != vertex {
                    seen[neighbor as usize] = vertex;
                    reached.push(neighbor);
                    waiting.push_back((neighbor, hop + 1));
                }
            }
        }
        Ok(reached)
    }
}
