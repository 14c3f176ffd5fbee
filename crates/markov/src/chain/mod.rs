//! A multivariate Markov chain: its product space, its one-step law and a reference law on the states.
//!
//! Every quantity of the crate is a function of the pair law q(x, y) = μ(x) P(x, y) of two consecutive states
//! (X, Y) with X ~ μ. The reference μ is the stationary law π unless the caller gives another one; then the
//! law of Y is μP ≠ μ, and what differs is said by [`Chain::stationarity`] and [`Chain::warnings`].
//!
//! - [`space`]: sizes, names, numbering of states.
//! - [`law`]: sparse rows or single flips.
//! - [`rows`]: compressed rows, checked as they come.
//! - [`transition`]: a checked transition matrix that still lacks its stationary law.
//! - [`stationary`]: stationary laws by elimination, detailed balance or relaxation.
//! - [`classes`]: communicating classes and the period.
//! - [`reference`](mod@reference): how far a reference law is from stationary.
//! - `projection`: the chain P^(S) of a subset of coordinates.
//! - `pairs`: the edges in the order of a pair table.
//!
//! Source: M. C. H. Choi, Y. Wang, G. Wolfer, 2024, "Geometry and factorization of multivariate Markov chains
//! with applications to the swapping algorithm"; Z. Lai, M. C. H. Choi, 2025, "Information-theoretic subset
//! selection of multivariate Markov chains via submodular optimization".
pub mod classes;
pub mod law;
mod pairs;
mod projection;
pub mod reference;
pub mod rows;
pub mod space;
pub mod stationary;
pub mod transition;

pub use classes::Classes;
pub use law::{Edges, Law, SingleFlipLaw, SparseLaw};
pub use reference::{Origin, Stationarity};
pub use space::{MAX_STATES, Space};
pub use transition::Transition;

use marginals_core::{Charge, Error, Result, Run};
use std::ops::Range;
use std::sync::Arc;

/// Where the law of a chain comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Source {
    /// A model or a matrix: the law is exact.
    Model,
    /// Counts of observed transitions: the law is an estimate.
    Data {
        /// Number of transitions counted.
        transitions: u64,
        /// Pseudo-count added to every pair of states; 0 for the plug-in law.
        smoothing: f64,
    },
}

/// A Markov chain on a product space. Immutable; a clone shares everything.
#[derive(Clone, Debug)]
pub struct Chain(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    space: Space,
    law: Law,
    stationarity: Stationarity,
    /// μP where it differs from μ.
    next_law: Option<Vec<f64>>,
    exchangeable: bool,
    source: Source,
    warnings: Vec<String>,
    _charge: Charge,
}

/// What a chain is made of, for the builders of this crate.
pub(crate) struct Parts {
    pub(crate) space: Space,
    pub(crate) law: Law,
    pub(crate) origin: Origin,
    pub(crate) exchangeable: bool,
    pub(crate) source: Source,
    pub(crate) warnings: Vec<String>,
}

impl Chain {
    /// Joins checked parts: measures how stationary the reference is and keeps μP where it is not μ.
    ///
    /// Cost: one pass over the transitions.
    pub(crate) fn assemble(parts: Parts, run: &Run) -> Result<Self> {
        let Parts { space, law, origin, exchangeable, source, mut warnings } = parts;
        let charge = run.charge("the law of a chain", law.bytes())?;
        let next = reference::next_law(&space, &law, run)?;
        let stationarity = Stationarity::measure(origin, law.reference(), &next);
        warnings.extend(stationarity.warning(law.reference(), &next));
        let next_law = (!stationarity.is_stationary()).then_some(next);
        Ok(Chain(Arc::new(Inner {
            space,
            law,
            stationarity,
            next_law,
            exchangeable,
            source,
            warnings,
            _charge: charge,
        })))
    }

    /// Sizes, names and numbering of the coordinates.
    #[must_use]
    pub fn space(&self) -> &Space {
        &self.0.space
    }

    /// Number of coordinates d.
    #[must_use]
    pub fn dimension(&self) -> usize {
        self.0.space.dimension()
    }

    /// Number of states n.
    #[must_use]
    pub fn states(&self) -> usize {
        self.0.space.states()
    }

    /// The one-step law.
    #[must_use]
    pub fn law(&self) -> &Law {
        &self.0.law
    }

    /// Reference law μ, one entry a state.
    #[must_use]
    pub fn reference(&self) -> &[f64] {
        self.0.law.reference()
    }

    /// Law μP of the next state; the reference itself when that is stationary.
    #[must_use]
    pub fn next_law(&self) -> &[f64] {
        self.0.next_law.as_deref().unwrap_or(self.reference())
    }

    /// Where the reference comes from and how stationary it is.
    #[must_use]
    pub fn stationarity(&self) -> &Stationarity {
        &self.0.stationarity
    }

    /// Whether μP = μ up to rounding, so that both readings of the distance to stationarity agree.
    #[must_use]
    pub fn is_stationary(&self) -> bool {
        self.0.stationarity.is_stationary()
    }

    /// Whether the law is known not to change when coordinates are permuted, so that every quantity depends
    /// on the number of coordinates alone.
    #[must_use]
    pub fn is_exchangeable(&self) -> bool {
        self.0.exchangeable
    }

    /// Model or data.
    #[must_use]
    pub fn source(&self) -> Source {
        self.0.source
    }

    /// Facts the caller should know: transient states, a reference that is not stationary, a period.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.0.warnings
    }

    /// Number of stored transitions: the non-zeros z, or an upper bound for single-flip chains.
    #[must_use]
    pub fn transitions(&self) -> u64 {
        self.0.law.transitions()
    }

    /// Writes the edges out of x with pair weights q(x, y) = μ(x) P(x, y) > 0, next states increasing.
    #[inline]
    pub fn edges_of(&self, x: u32, edges: &mut Edges) {
        self.0.law.edges_into(&self.0.space, x, edges);
    }

    /// Writes the row P(x, ·) > 0, next states increasing; empty where μ(x) = 0 leaves it undefined.
    #[inline]
    pub fn row(&self, x: u32, edges: &mut Edges) {
        self.0.law.row_into(&self.0.space, x, edges);
    }

    /// Calls `visit(x, y, q)` for every edge with q(x, y) > 0 that leaves a state of `range`, in order.
    pub fn for_each_edge(&self, range: Range<u32>, mut visit: impl FnMut(u32, u32, f64)) {
        let mut edges = Edges::default();
        for x in range {
            self.edges_of(x, &mut edges);
            for (y, weight) in edges.iter() {
                visit(x, y, weight);
            }
        }
    }

    /// The transition matrix, row-major, n² numbers.
    ///
    /// # Errors
    /// Out of memory (announced before it is taken), or the run was cancelled.
    pub fn to_dense(&self, run: &Run) -> Result<Vec<f64>> {
        let states = self.states();
        let cells = states
            .checked_mul(states)
            .filter(|cells| *cells <= isize::MAX as usize / 8)
            .ok_or_else(|| Error::limit("chain", "a chain whose dense matrix fits in memory", states))?;
        let _charge = run.charge("a dense transition matrix", 8 * cells as u64)?;
        let mut dense = run.filled("a dense transition matrix", cells, 0.0)?;
        let mut edges = Edges::default();
        for (x, row) in dense.chunks_mut(states).enumerate() {
            run.check()?;
            self.row(x as u32, &mut edges);
            for (y, probability) in edges.iter() {
                row[y as usize] = probability;
            }
        }
        Ok(dense)
    }

    /// The same chain in compressed rows.
    ///
    /// # Errors
    /// Out of memory, or the run was cancelled.
    pub fn to_sparse(&self, run: &Run) -> Result<Self> {
        if matches!(self.law(), Law::Sparse(_)) {
            return Ok(self.clone());
        }
        let _charge = run.charge("the rows of a chain", 12 * self.transitions())?;
        let law = Law::Sparse(self.law().to_sparse(self.space(), run)?);
        self.with_law(self.space().clone(), law, run)
    }

    /// The same chain with other names of its coordinates.
    ///
    /// # Errors
    /// As [`Space::with_names`], or out of memory.
    pub fn with_names(&self, names: Vec<String>, run: &Run) -> Result<Self> {
        let space = self.space().clone().with_names(names)?;
        self.with_law(space, self.law().clone(), run)
    }

    /// The chain P^(S) of the coordinates in `subset`, in that order, with reference μ^(S):
    /// P^(S)(x_S, y_S) = Σ q(x, y) / Σ μ(x) over everything outside S.
    ///
    /// Note that the process X_S of a chain is in general not Markov; P^(S) is its one-step Markovisation.
    /// Rows with μ^(S)(x_S) = 0 are empty. No tensor product and no n² table is formed.
    /// Cost: one pass over the edges, O(R_S) extra memory a thread; (|S| + 1) n additions for single flips.
    ///
    /// # Errors
    /// A bad subset, out of memory, or the run was cancelled.
    pub fn project(&self, subset: &[u32], run: &Run) -> Result<Self> {
        let space = self.space().project(subset)?;
        if subset.iter().copied().eq(0..self.dimension() as u32) {
            return Ok(self.clone());
        }
        let law = projection::project(self, &space, subset, run)?;
        self.with_law(space, law, run)
    }

    /// The same chain in another form: what was said of it still holds.
    fn with_law(&self, space: Space, law: Law, run: &Run) -> Result<Self> {
        let mut chain = Chain::assemble(
            Parts {
                space,
                law,
                origin: self.0.stationarity.origin,
                exchangeable: self.0.exchangeable,
                source: self.0.source,
                warnings: Vec::new(),
            },
            run,
        )?;
        if let Some(inner) = Arc::get_mut(&mut chain.0) {
            inner.warnings.clone_from(&self.0.warnings);
        }
        Ok(chain)
    }
}
