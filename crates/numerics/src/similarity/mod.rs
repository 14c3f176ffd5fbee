//! How alike elements are: the s_ij of facility location, graph cut, log-determinants, disparity and the rest.
//!
//! A [`Similarity`] answers s_ij for represented rows i and elements j of the ground set (the same rows unless a
//! represented set is given), from feature rows under a [`Metric`] or from a matrix of numbers. Norms are taken
//! once; nothing of size rows × rows is stored unless it was given.
//!
//! An entry has the same bits whatever else is asked with it, and s_ij = s_ji bit by bit where the ground set
//! represents itself under a metric. Dense products are accumulated in the precision of the features, coordinate
//! after coordinate, fused where the processor can: levels may differ in the last bits (see
//! [`arch::products`](crate::arch::products)). Sparse rows are computed in double precision.
mod arrange;
mod features;
mod metric;
mod pairs;
mod panels;
mod points;
mod rounded;
mod sparse;
mod stored;
mod sums;

pub use features::{DenseRows, Features, SparseRows};
pub use metric::Metric;
pub use panels::Panels;
pub use points::Points;
pub use rounded::{Rounded, Words};
pub use sparse::SparsePoints;
pub use stored::Stored;
pub use sums::{Negative, Totals, refused, settle};

use crate::arch::products::GROUP;
use marginals_core::{Charge, Error, Result, Run};
use std::ops::Range;

/// Where similarities come from.
#[derive(Clone, Debug)]
pub enum Source {
    /// Single-precision feature rows.
    Single(Points<f32>),
    /// Double-precision feature rows.
    Double(Points<f64>),
    /// Sparse feature rows.
    Sparse(SparsePoints),
    /// A single-precision matrix.
    StoredSingle(Stored<f32>),
    /// A double-precision matrix.
    StoredDouble(Stored<f64>),
    /// A sparse matrix, by element: entries that are not listed are 0.
    Entries(SparseRows),
}

/// s_ij of represented rows i and elements j.
#[derive(Debug)]
pub struct Similarity {
    source: Source,
    metric: Option<Metric>,
    symmetric: bool,
    non_negative: bool,
    _charge: Charge,
}

impl Similarity {
    /// The similarity of feature rows: of `ground` with `represented`, or of `ground` with itself. Costs one pass
    /// over the features.
    ///
    /// # Errors
    /// Different numbers of columns, rows of zeros under cosine, sparse with dense rows, out of memory, cancelled.
    pub fn of_features(
        ground: &Features,
        represented: Option<&Features>,
        metric: Metric,
        run: &Run,
    ) -> Result<Self> {
        if let Some(other) = represented.filter(|other| other.cols() != ground.cols()) {
            let expected = format!("of {} columns, as the matrix", ground.cols());
            return Err(Error::shape("represented", expected, other.cols()));
        }
        let bytes = ground.bytes() + represented.map_or(0, Features::bytes);
        let charge = run.charge("features", bytes.saturating_mul(2))?;
        let unit = metric.normalizes();
        let non_negative_rows = |features: &Features| match features {
            Features::Single(dense) => dense.data.iter().all(|x| *x >= 0.0),
            Features::Double(dense) => dense.data.iter().all(|x| *x >= 0.0),
            Features::Sparse(sparse) => sparse.data.iter().all(|x| *x >= 0.0),
        };
        let non_negative = !metric.may_be_negative()
            || (non_negative_rows(ground) && represented.is_none_or(non_negative_rows));
        let mixed = |other: &Features| {
            let kind = |features: &Features| match features {
                Features::Single(_) => "single-precision rows",
                Features::Double(_) => "double-precision rows",
                Features::Sparse(_) => "sparse rows",
            };
            Error::argument("represented", format!("{} as the matrix", kind(ground)), kind(other))
        };
        let source = match (ground, represented) {
            (Features::Sparse(_), _) | (_, _) if metric == Metric::Jaccard => {
                Source::Sparse(SparsePoints::new(ground.sparse(), represented.map(Features::sparse), metric)?)
            }
            (Features::Sparse(rows), None) => Source::Sparse(SparsePoints::new(rows.clone(), None, metric)?),
            (Features::Sparse(rows), Some(Features::Sparse(others))) => {
                Source::Sparse(SparsePoints::new(rows.clone(), Some(others.clone()), metric)?)
            }
            (Features::Single(rows), others) => {
                let others = match others {
                    None => None,
                    Some(Features::Single(others)) => {
                        Some(Panels::pack("represented", &others.data, others.rows, others.cols, unit, run)?)
                    }
                    Some(other) => return Err(mixed(other)),
                };
                let own = Panels::pack("matrix", &rows.data, rows.rows, rows.cols, unit, run)?;
                Source::Single(Points::new(own, others, metric)?)
            }
            (Features::Double(rows), others) => {
                let others = match others {
                    None => None,
                    Some(Features::Double(others)) => {
                        Some(Panels::pack("represented", &others.data, others.rows, others.cols, unit, run)?)
                    }
                    Some(other) => return Err(mixed(other)),
                };
                let own = Panels::pack("matrix", &rows.data, rows.rows, rows.cols, unit, run)?;
                Source::Double(Points::new(own, others, metric)?)
            }
            (Features::Sparse(_), Some(other)) => return Err(mixed(other)),
        };
        Ok(Similarity {
            symmetric: represented.is_none(),
            source,
            metric: Some(metric),
            non_negative,
            _charge: charge,
        })
    }

    /// A matrix of similarities, represented rows by elements; sparse: entries that are not listed are 0. Dense
    /// numbers are moved out of `matrix` (and stay there on an error).
    ///
    /// # Errors
    /// Out of memory, cancelled.
    pub fn of_matrix(matrix: &mut Features, run: &Run) -> Result<Self> {
        let charge = run.charge("a matrix of similarities", matrix.bytes())?;
        let (source, symmetric, non_negative) = match matrix {
            Features::Single(dense) => {
                let stored = Stored::new(&mut dense.data, dense.rows, dense.cols, run)?;
                let (symmetric, non_negative) = (stored.is_symmetric(), stored.least() >= 0.0);
                (Source::StoredSingle(stored), symmetric, non_negative)
            }
            Features::Double(dense) => {
                let stored = Stored::new(&mut dense.data, dense.rows, dense.cols, run)?;
                let (symmetric, non_negative) = (stored.is_symmetric(), stored.least() >= 0.0);
                (Source::StoredDouble(stored), symmetric, non_negative)
            }
            Features::Sparse(rows) => {
                let by_element = rows.transposed();
                let symmetric = rows.rows() == rows.cols() && *rows == by_element;
                let non_negative = rows.data.iter().all(|x| *x >= 0.0);
                (Source::Entries(by_element), symmetric, non_negative)
            }
        };
        Ok(Similarity { source, metric: None, symmetric, non_negative, _charge: charge })
    }

    /// The same similarities in double precision; none where they are already.
    ///
    /// # Errors
    /// Out of memory.
    pub fn widened(&self, run: &Run) -> Result<Option<Similarity>> {
        let what = "similarities in double precision";
        let (source, charge) = match &self.source {
            Source::Single(points) => {
                let others = if points.is_square() { 0 } else { points.represented().bytes() };
                let charge = run.charge(what, 2 * (points.ground().bytes() + others))?;
                (Source::Double(points.widened(run)?), charge)
            }
            Source::StoredSingle(stored) => {
                let charge = run.charge(what, 2 * stored.bytes())?;
                (Source::StoredDouble(stored.widened(run)?), charge)
            }
            _ => return Ok(None),
        };
        let Similarity { metric, symmetric, non_negative, .. } = *self;
        Ok(Some(Similarity { source, metric, symmetric, non_negative, _charge: charge }))
    }

    /// Where the numbers come from.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The metric; none for a matrix that was given.
    #[must_use]
    pub fn metric(&self) -> Option<Metric> {
        self.metric
    }

    /// Number of elements.
    #[must_use]
    pub fn ground_size(&self) -> usize {
        match &self.source {
            Source::Single(points) => points.ground().rows(),
            Source::Double(points) => points.ground().rows(),
            Source::Sparse(points) => points.ground_size(),
            Source::StoredSingle(stored) => stored.ground_size(),
            Source::StoredDouble(stored) => stored.ground_size(),
            Source::Entries(entries) => entries.rows(),
        }
    }

    /// Number of represented rows.
    #[must_use]
    pub fn represented_size(&self) -> usize {
        match &self.source {
            Source::Single(points) => points.represented().rows(),
            Source::Double(points) => points.represented().rows(),
            Source::Sparse(points) => points.represented_size(),
            Source::StoredSingle(stored) => stored.represented_size(),
            Source::StoredDouble(stored) => stored.represented_size(),
            Source::Entries(entries) => entries.cols(),
        }
    }

    /// Whether the ground set represents itself and s_ij = s_ji, by construction or compared.
    #[must_use]
    pub fn is_symmetric(&self) -> bool {
        self.symmetric
    }

    /// Whether s ≥ 0 is known without computing every entry.
    #[must_use]
    pub fn is_non_negative(&self) -> bool {
        self.non_negative
    }

    /// A number no entry passes by more than rounding.
    #[must_use]
    pub fn largest(&self) -> f64 {
        match &self.source {
            Source::Single(points) => points.largest(),
            Source::Double(points) => points.largest(),
            Source::Sparse(points) => points.largest(),
            Source::StoredSingle(stored) => stored.largest(),
            Source::StoredDouble(stored) => stored.largest(),
            Source::Entries(entries) => entries.data.iter().copied().fold(0.0, f64::max),
        }
    }

    /// Writes s of represented row `rows.start + i` and element `elements[c]` to `out[c * rows.len() + i]`: the rows
    /// of the answer are elements. Costs columns × rows × elements.
    ///
    /// # Errors
    /// Cancelled.
    ///
    /// # Panics
    /// When an index is out of range or `out` is too short.
    pub fn tile(&self, elements: &[u32], rows: Range<usize>, run: &Run, out: &mut [f64]) -> Result<()> {
        let width = rows.len();
        if width == 0 {
            return run.check();
        }
        let out = &mut out[..elements.len() * width];
        if elements.len() == 1 {
            return run.blocks_into(
                out,
                4096,
                || (),
                |(), first, part| {
                    let start = rows.start + first;
                    self.serial(elements, start..start + part.len(), run, part)
                },
            );
        }
        run.blocks_into(
            out,
            GROUP * width,
            || (),
            |(), first, part| {
                let first = first / width;
                self.serial(&elements[first..first + part.len() / width], rows.clone(), run, part)
            },
        )
    }

    /// Writes s of every represented row and one element.
    ///
    /// # Errors
    /// Cancelled.
    pub fn column(&self, element: u32, run: &Run, out: &mut [f64]) -> Result<()> {
        self.tile(&[element], 0..self.represented_size(), run, out)
    }

    fn serial(&self, elements: &[u32], rows: Range<usize>, run: &Run, out: &mut [f64]) -> Result<()> {
        match &self.source {
            Source::Single(points) => return points.tile(elements, rows, run, out),
            Source::Double(points) => return points.tile(elements, rows, run, out),
            _ => {}
        }
        for (element, out) in elements.iter().zip(out.chunks_exact_mut(rows.len())) {
            run.check()?;
            match &self.source {
                Source::Sparse(points) => points.column(*element, rows.clone(), out),
                Source::StoredSingle(stored) => {
                    let column = &stored.column(*element)[rows.clone()];
                    out.iter_mut().zip(column).for_each(|(to, from)| *to = f64::from(*from));
                }
                Source::StoredDouble(stored) => out.copy_from_slice(&stored.column(*element)[rows.clone()]),
                Source::Entries(entries) => {
                    out.fill(0.0);
                    let (listed, values) = entries.row(*element as usize);
                    for (row, value) in listed.iter().zip(values) {
                        if rows.contains(&(*row as usize)) {
                            out[*row as usize - rows.start] = *value;
                        }
                    }
                }
                Source::Single(_) | Source::Double(_) => {}
            }
        }
        Ok(())
    }
}
