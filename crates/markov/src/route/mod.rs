//! How the entropies of a chain's subsets are computed: by its pair law or by its single flips.
//!
//! - [`Route::PairLaw`]: the transitions as a weighted table; any chain. z rows a step.
//! - [`Route::SingleFlip`]: margins of the flows; chains that change at most one coordinate in a step.
//!   (|S| + 1) n additions and no pairs; preferred wherever it applies.
//! - A chain whose law does not change when coordinates are permuted needs one subset of each size.
//!
//! [`Laws`] holds a chain with what the routes read. Each part is made once, by the first job that needs it,
//! and shared by every objective over the chain.
pub mod flips;
mod pair_table;

use crate::chain::Chain;
use crate::objective::Facts;
use crate::track::margin::{Scratch, margin};
use crate::track::{Entropies, Track, states, terms};
use flips::{FlipColumns, at_value};
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};
use marginals_information::table::{MirroredTable, NarrowTable, entropy_of};
use std::sync::{Arc, Mutex, OnceLock};

/// A way to compute entropies of subsets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// The transitions as a weighted table.
    PairLaw,
    /// Margins of the flows of a chain that changes at most one coordinate in a step.
    SingleFlip,
}

impl Route {
    /// The word used in options and results.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Route::PairLaw => "pair-law",
            Route::SingleFlip => "single-flip",
        }
    }

    /// The route of that name; `auto` is `None`.
    ///
    /// # Errors
    /// An unknown name.
    pub fn parse(name: &str) -> Result<Option<Route>> {
        match name {
            "auto" => Ok(None),
            "pair-law" => Ok(Some(Route::PairLaw)),
            "single-flip" => Ok(Some(Route::SingleFlip)),
            _ => {
                Err(Error::argument("route", "'auto', 'pair-law' or 'single-flip'", format_args!("'{name}'")))
            }
        }
    }
}

/// A chain with the tables its quantities are read from.
#[derive(Debug)]
pub struct Laws {
    chain: Chain,
    forced: Option<Route>,
    route: OnceLock<Route>,
    pair: OnceLock<Arc<NarrowTable>>,
    mirrored: OnceLock<Option<Arc<MirroredTable>>>,
    columns: OnceLock<Arc<FlipColumns>>,
    by_size: OnceLock<Arc<[Entropies]>>,
    /// Conditions of the theorems, the same for every objective of the chain.
    pub(crate) facts: OnceLock<Facts>,
    /// Held while a part is made, so that two jobs do not make it twice.
    making: Mutex<()>,
}

impl Laws {
    /// The laws of `chain`; `None` chooses the route by the chain. Nothing is computed yet.
    #[must_use]
    pub fn new(chain: Chain, route: Option<Route>) -> Arc<Self> {
        Arc::new(Laws {
            chain,
            forced: route,
            route: OnceLock::new(),
            pair: OnceLock::new(),
            mirrored: OnceLock::new(),
            columns: OnceLock::new(),
            by_size: OnceLock::new(),
            facts: OnceLock::new(),
            making: Mutex::new(()),
        })
    }

    /// The chain.
    #[must_use]
    pub fn chain(&self) -> &Chain {
        &self.chain
    }

    /// Number of coordinates.
    #[must_use]
    pub fn dimension(&self) -> usize {
        self.chain.dimension()
    }

    fn once<T: Clone>(&self, cell: &OnceLock<T>, make: impl FnOnce() -> Result<T>) -> Result<T> {
        if let Some(made) = cell.get() {
            return Ok(made.clone());
        }
        let _held = self.making.lock().map_err(|_| Error::internal("making the laws of a chain panicked"))?;
        if let Some(made) = cell.get() {
            return Ok(made.clone());
        }
        let made = make()?;
        Ok(cell.get_or_init(|| made).clone())
    }

    /// The route in use. Cost the first time: a look at each transition at most.
    ///
    /// # Errors
    /// The run was cancelled.
    pub fn route(&self, run: &Run) -> Result<Route> {
        self.once(&self.route, || match self.forced {
            Some(route) => Ok(route),
            None if flips::is_single_flip(&self.chain, run)? && self.flips_are_smaller() => {
                Ok(Route::SingleFlip)
            }
            None => Ok(Route::PairLaw),
        })
    }

    /// Whether the flows take no more memory than the transitions as a table would, in columns that are worth
    /// a pass: a coordinate of many values has r (r − 1) of them with n / r cells each.
    fn flips_are_smaller(&self) -> bool {
        let (sizes, states) = (self.chain.space().sizes(), self.chain.states());
        let slots: u64 = sizes.iter().map(|size| u64::from(*size) - 1).sum();
        let columns = (slots + 1).saturating_mul(8 * states as u64);
        columns <= 16 * self.chain.transitions().max(1)
            && sizes.iter().all(|size| *size <= 2 || states / *size as usize >= 64)
    }

    /// Whether one subset of each size stands for all: an exchangeable chain on no forced route.
    #[must_use]
    pub fn counts_only(&self) -> bool {
        self.chain.is_exchangeable() && self.forced.is_none()
    }

    pub(crate) fn pair_table(&self, run: &Run) -> Result<Arc<NarrowTable>> {
        self.once(&self.pair, || pair_table::pair_table(&self.chain, run))
    }

    /// The pair law in half the rows, if it is symmetric. Only growing sets read it.
    pub(crate) fn mirrored_table(&self, run: &Run) -> Result<Option<Arc<MirroredTable>>> {
        self.once(&self.mirrored, || pair_table::mirrored_table(&self.chain, run))
    }

    pub(crate) fn columns(&self, run: &Run) -> Result<Arc<FlipColumns>> {
        self.once(&self.columns, || Ok(Arc::new(FlipColumns::new(&self.chain, run)?)))
    }

    /// Entropies by size of an exchangeable chain, those of the prefixes of its coordinates.
    pub(crate) fn by_size(&self, run: &Run) -> Result<Arc<[Entropies]>> {
        if let Some(made) = self.by_size.get() {
            return Ok(Arc::clone(made));
        }
        // Not under the lock: the track below makes other parts of the laws.
        let plain = Laws::new(self.chain.clone(), Some(self.route(run)?));
        let mut track = Track::growing(&plain, run)?;
        let mut made = vec![track.entropies()];
        for e in 0..self.dimension() as u32 {
            track.commit(e, run)?;
            made.push(track.entropies());
        }
        Ok(Arc::clone(self.by_size.get_or_init(|| made.into())))
    }

    /// The laws of the projection on `subset`, in its order, on the same route.
    ///
    /// # Errors
    /// A bad subset, out of memory, or the run was cancelled.
    pub fn project(&self, subset: &[u32], run: &Run) -> Result<Arc<Self>> {
        Ok(Laws::new(self.chain.project(subset, run)?, self.forced))
    }

    /// Entropies of one subset (no duplicates, in range; not checked again).
    ///
    /// Cost: z rows by the pair law, (d + 1) n additions by single flips.
    ///
    /// # Errors
    /// Out of memory, or the run was cancelled.
    pub fn entropies_of(&self, subset: &[u32], run: &Run) -> Result<Entropies> {
        if subset.is_empty() {
            return Ok(Entropies::default());
        }
        if self.counts_only() {
            let by_size = self.by_size(run)?;
            return by_size
                .get(subset.len())
                .copied()
                .ok_or_else(|| Error::internal("a subset larger than the chain"));
        }
        let mut members = vec![false; self.dimension()];
        subset.iter().for_each(|e| members[*e as usize] = true);
        let states = states::of_subset(&self.chain, &members, run)?;
        let pair = match self.route(run)? {
            Route::PairLaw => entropy_of(self.pair_table(run)?.as_ref(), subset, run)?,
            Route::SingleFlip => self.flip_entropy(&members, run)?,
        };
        Ok(Entropies { pair, ..states })
    }

    fn flip_entropy(&self, members: &[bool], run: &Run) -> Result<f64> {
        let columns = self.columns(run)?;
        let radices = states::radices_of(&self.chain);
        let inside = (0..radices.len()).filter(|i| members[*i]).flat_map(|i| columns.of(i));
        let work: Vec<Option<usize>> = std::iter::once(None).chain(inside.map(Some)).collect();
        let terms = run.items(
            work,
            || (Scratch::default(), Vec::new()),
            |(scratch, out), _, index| {
                if let Some(index) = index {
                    let column = &columns.columns()[index];
                    let mut others = radices.clone();
                    others[column.coordinate] = 1;
                    margin(columns.cells(index), &others, members, run, scratch, out)?;
                    return Ok(column.multiplicity() * terms::entropy(out));
                }
                // What changes only coordinates outside the subset stays where it is.
                let mut stay = run.reserved("a column of flows", self.chain.states())?;
                stay.extend_from_slice(columns.stay());
                for i in (0..radices.len()).filter(|i| !members[*i]) {
                    run.check()?;
                    let inner = radices[i + 1..].iter().product();
                    for index in columns.of(i) {
                        for value in columns.columns()[index].sources() {
                            let add = |stay: &mut f64, flow| *stay += flow;
                            at_value(&mut stay, (radices[i], inner), value, columns.cells(index), add);
                        }
                    }
                }
                margin(&stay, &radices, members, run, scratch, out)?;
                Ok(terms::entropy(out))
            },
        )?;
        Ok(terms.into_iter().collect::<Sum>().value())
    }
}
