//! How the one-step law of a chain is stored: sparse rows, or flips of one coordinate at a time.
//!
//! Both hold a reference law μ on the states and answer with the pair law q(x, y) = μ(x) P(x, y), which is all
//! that the entropies of a chain need. Nothing dense in n² is ever stored.
//!
//! - [`SparseLaw`]: compressed rows of P, z non-zeros in 12 z + 16 n bytes. Any chain.
//! - [`SingleFlipLaw`]: chains that change at most one coordinate in a step (Metropolis, heat bath, random
//!   walks on products). It stores q off the diagonal as an n × slots array; the diagonal is what remains.
//!   Its projections are single-flip too, at (|S| + 1) n additions a subset and no table of pairs.
use super::space::Space;
use marginals_core::{Result, Run};

/// Edges that leave one state: next states in increasing order with a number each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Edges {
    /// Next states, increasing.
    pub next: Vec<u32>,
    /// q(x, y) or P(x, y), by the method that filled it; positive.
    pub weight: Vec<f64>,
}

impl Edges {
    pub(crate) fn clear(&mut self) {
        self.next.clear();
        self.weight.clear();
    }

    #[inline]
    pub(crate) fn push(&mut self, next: u32, weight: f64) {
        self.next.push(next);
        self.weight.push(weight);
    }

    /// The pairs (y, weight).
    pub fn iter(&self) -> impl Iterator<Item = (u32, f64)> + '_ {
        self.next.iter().copied().zip(self.weight.iter().copied())
    }
}

/// Compressed rows of P with a reference law.
#[derive(Clone, Debug)]
pub struct SparseLaw {
    /// Start of each row in `next`; n + 1 entries.
    pub row_starts: Vec<u64>,
    /// Next states, increasing within a row.
    pub next: Vec<u32>,
    /// P(x, y) > 0. A row sums to 1, or is empty where the reference gives no mass and P is undefined.
    pub probability: Vec<f64>,
    /// Reference law μ; sums to 1.
    pub reference: Vec<f64>,
}

impl SparseLaw {
    /// Next states of x and their probabilities.
    #[inline]
    #[must_use]
    pub fn row(&self, x: u32) -> (&[u32], &[f64]) {
        let range = self.row_starts[x as usize] as usize..self.row_starts[x as usize + 1] as usize;
        (&self.next[range.clone()], &self.probability[range])
    }
}

/// A chain that changes at most one coordinate in a step.
#[derive(Clone, Debug)]
pub struct SingleFlipLaw {
    /// Reference law μ; sums to 1.
    pub reference: Vec<f64>,
    /// `flow[x · slots + slot]` = μ(x) P(x, y), y being x with one coordinate changed; ≥ 0.
    ///
    /// Slots run over coordinates in order and, within coordinate i, over its |Xᵢ| − 1 other values in
    /// increasing order: slot k of a coordinate is value k below xᵢ and value k + 1 from xᵢ on.
    pub flow: Vec<f64>,
    /// First slot of each coordinate; d + 1 entries, the last one being the number of slots.
    pub first_slot: Vec<u32>,
}

impl SingleFlipLaw {
    /// First slot of each coordinate of `space`, then the number of slots Σᵢ (|Xᵢ| − 1).
    #[must_use]
    pub fn slots_of(space: &Space) -> Vec<u32> {
        let mut first = Vec::with_capacity(space.dimension() + 1);
        let mut slots = 0;
        for size in space.sizes() {
            first.push(slots);
            slots += size - 1;
        }
        first.push(slots);
        first
    }

    /// Number of slots Σᵢ (|Xᵢ| − 1).
    #[inline]
    #[must_use]
    pub fn slots(&self) -> usize {
        self.first_slot.last().map_or(0, |slots| *slots as usize)
    }

    /// Flows out of x, one per slot.
    #[inline]
    #[must_use]
    pub fn flows(&self, x: u32) -> &[f64] {
        let slots = self.slots();
        &self.flow[x as usize * slots..][..slots]
    }

    /// The state that `slot` leads to from x.
    #[must_use]
    pub fn target(&self, space: &Space, x: u32, slot: u32) -> u32 {
        let coordinate = self.first_slot.partition_point(|first| *first <= slot) as u32 - 1;
        let (digit, stride) = (space.digit(x, coordinate), space.stride(coordinate));
        let value = slot - self.first_slot[coordinate as usize];
        let value = if value < digit { value } else { value + 1 };
        x - digit * stride + value * stride
    }

    /// q(x, x) = μ(x) − Σ flows, exactly 0 where it is so up to rounding.
    #[inline]
    #[must_use]
    pub fn staying(&self, x: u32) -> f64 {
        let mass = self.reference[x as usize];
        let flows = self.flows(x);
        let rest = mass - flows.iter().sum::<f64>();
        // Each of the additions above may lose half an ulp of the mass.
        if rest <= mass * (flows.len() + 1) as f64 * f64::EPSILON { 0.0 } else { rest }
    }

    fn edges_into(&self, space: &Space, x: u32, edges: &mut Edges) {
        edges.clear();
        let flows = self.flows(x);
        let mut push = |next: u32, weight: f64| {
            if weight > 0.0 {
                edges.push(next, weight);
            }
        };
        // Smaller states: a slow coordinate falls furthest. Then x itself, then the larger states backwards.
        for coordinate in 0..space.dimension() as u32 {
            let (digit, stride) = (space.digit(x, coordinate), space.stride(coordinate));
            let first = self.first_slot[coordinate as usize];
            for value in 0..digit {
                push(x - (digit - value) * stride, flows[(first + value) as usize]);
            }
        }
        push(x, self.staying(x));
        for coordinate in (0..space.dimension() as u32).rev() {
            let (digit, stride) = (space.digit(x, coordinate), space.stride(coordinate));
            let first = self.first_slot[coordinate as usize];
            for value in digit + 1..space.sizes()[coordinate as usize] {
                push(x + (value - digit) * stride, flows[(first + value - 1) as usize]);
            }
        }
    }
}

/// The one-step law of a chain.
#[derive(Clone, Debug)]
pub enum Law {
    /// Compressed rows.
    Sparse(SparseLaw),
    /// At most one coordinate changes in a step.
    SingleFlip(SingleFlipLaw),
}

impl Law {
    /// Reference law μ.
    #[must_use]
    pub fn reference(&self) -> &[f64] {
        match self {
            Law::Sparse(law) => &law.reference,
            Law::SingleFlip(law) => &law.reference,
        }
    }

    /// Bytes held.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        match self {
            Law::Sparse(law) => {
                8 * (law.row_starts.len() + law.reference.len()) as u64 + 12 * law.next.len() as u64
            }
            Law::SingleFlip(law) => 8 * (law.flow.len() + law.reference.len()) as u64,
        }
    }

    /// Number of stored transitions, staying included: the non-zeros z, or n (slots + 1) as an upper bound.
    #[must_use]
    pub fn transitions(&self) -> u64 {
        match self {
            Law::Sparse(law) => law.next.len() as u64,
            Law::SingleFlip(law) => (law.flow.len() + law.reference.len()) as u64,
        }
    }

    /// Writes the edges out of x with their pair weights q(x, y) > 0.
    #[inline]
    pub fn edges_into(&self, space: &Space, x: u32, edges: &mut Edges) {
        match self {
            Law::Sparse(law) => {
                edges.clear();
                let mass = law.reference[x as usize];
                let (next, probability) = law.row(x);
                for (y, p) in next.iter().zip(probability) {
                    let weight = mass * p;
                    if weight > 0.0 {
                        edges.push(*y, weight);
                    }
                }
            }
            Law::SingleFlip(law) => law.edges_into(space, x, edges),
        }
    }

    /// Writes the edges out of x with their probabilities P(x, y) > 0; none where P(x, ·) is undefined.
    #[inline]
    pub fn row_into(&self, space: &Space, x: u32, edges: &mut Edges) {
        match self {
            Law::Sparse(law) => {
                edges.clear();
                let (next, probability) = law.row(x);
                edges.next.extend_from_slice(next);
                edges.weight.extend_from_slice(probability);
            }
            Law::SingleFlip(law) => {
                law.edges_into(space, x, edges);
                let mass = law.reference[x as usize];
                edges.weight.iter_mut().for_each(|weight| *weight /= mass);
            }
        }
    }

    /// The same law in compressed rows. Cost: one pass; 12 bytes an edge.
    ///
    /// # Errors
    /// Out of memory, or the run was cancelled.
    pub fn to_sparse(&self, space: &Space, run: &Run) -> Result<SparseLaw> {
        let law = match self {
            Law::Sparse(law) => return Ok(law.clone()),
            Law::SingleFlip(law) => law,
        };
        let states = space.states();
        let edges = law.flow.len() + states;
        let mut row_starts = run.reserved("the rows of a chain", states + 1)?;
        let mut next = run.reserved("the rows of a chain", edges)?;
        let mut probability = run.reserved("the rows of a chain", edges)?;
        let mut row = Edges::default();
        row_starts.push(0);
        for x in 0..states as u32 {
            if x % 4096 == 0 {
                run.check()?;
            }
            self.row_into(space, x, &mut row);
            next.extend_from_slice(&row.next);
            probability.extend_from_slice(&row.weight);
            row_starts.push(next.len() as u64);
        }
        Ok(SparseLaw { row_starts, next, probability, reference: law.reference.clone() })
    }
}
