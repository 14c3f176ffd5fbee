//! Distances between the rows of a matrix, computed when asked for, or the entries of a matrix of distances.
use marginals_core::{Error, Result, Run};
use marginals_numerics::arch::columns::{self, Product, SquaredDifference};
use marginals_numerics::arch::level;
use marginals_numerics::rows::{Row, Rows};
use std::sync::Arc;

/// How far apart two rows are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distance {
    /// ‖x − y‖.
    Euclidean,
    /// ‖x − y‖².
    SquaredEuclidean,
    /// 1 − xᵀy / (‖x‖ ‖y‖), in [0, 2].
    Cosine,
    /// The entry of a symmetric matrix.
    Precomputed,
}

/// Distances of a ground set.
#[derive(Debug)]
pub struct Distances {
    rows: Arc<Rows>,
    distance: Distance,
    squares: Vec<f64>,
    ones: Vec<f64>,
    largest: f64,
}

/// One row, spread out in double precision.
pub(super) struct Vector {
    element: u32,
    entries: Vec<f64>,
}

/// Entries gone through by one block.
const BLOCK: usize = 1 << 16;

impl Distances {
    /// The distances of the rows of `rows`; for [`Distance::Precomputed`] the matrix itself.
    ///
    /// # Errors
    /// A number that is not finite, a row of zeros under cosine, norms that overflow; a matrix of distances that is
    /// sparse, not square, not symmetric, negative somewhere or not 0 on the diagonal.
    pub fn new(rows: Arc<Rows>, distance: Distance, run: &Run) -> Result<Distances> {
        rows.within("matrix", f64::MIN, f64::MAX)?;
        let count = rows.rows();
        let mut squares = run.filled("squared norms", count, 0.0)?;
        let largest = if distance == Distance::Precomputed {
            checked(&rows, run)?
        } else {
            for (row, square) in squares.iter_mut().enumerate() {
                rows.each(row, |_, x| *square += x * x);
                if !square.is_finite() {
                    let received = format!("row {row} beyond that");
                    return Err(Error::range("matrix", "rows whose squared norm is finite", received));
                }
                if distance == Distance::Cosine && *square == 0.0 {
                    let expected = "rows that are not all zeros (metric 'cosine' divides by the norm)";
                    return Err(Error::range("matrix", expected, format!("zeros in row {row}")));
                }
            }
            let most = squares.iter().copied().fold(0.0, f64::max);
            match distance {
                Distance::Euclidean => 2.0 * most.sqrt(),
                Distance::SquaredEuclidean => 4.0 * most,
                _ => 2.0,
            }
        };
        if !(largest * count as f64 * count as f64).is_finite() {
            let received = format!("distances up to {largest:e}");
            return Err(Error::range("matrix", "of distances whose sums are finite", received));
        }
        let ones = run.filled("weights", rows.columns(), 1.0)?;
        Ok(Distances { rows, distance, squares, ones, largest })
    }

    /// Number of elements.
    #[must_use]
    pub fn count(&self) -> usize {
        self.rows.rows()
    }

    /// No distance is larger.
    #[must_use]
    pub fn largest(&self) -> f64 {
        self.largest
    }

    /// Roundings of one distance, in units of the largest.
    pub(super) fn roundings(&self) -> usize {
        self.rows.columns() / 8 + 16
    }

    /// Whether the triangle inequality holds for sure.
    #[must_use]
    pub fn is_metric(&self) -> bool {
        self.distance == Distance::Euclidean
    }

    pub(super) fn vector(&self, element: u32, run: &Run) -> Result<Vector> {
        let mut entries = Vec::new();
        if self.distance != Distance::Precomputed {
            entries = run.filled("a row", self.rows.columns(), 0.0)?;
            self.rows.each(element as usize, |column, x| entries[column] = x);
        }
        Ok(Vector { element, entries })
    }

    /// The distance of a row from another; the same bits the other way round.
    pub(super) fn between(&self, from: &Vector, element: u32) -> f64 {
        if from.element == element {
            return 0.0;
        }
        if self.distance == Distance::Precomputed {
            return match self.rows.row(from.element as usize) {
                Row::Double(row) => row[element as usize],
                Row::Single(row) => f64::from(row[element as usize]),
                _ => f64::NAN,
            };
        }
        let (own, other) = (self.squares[from.element as usize], self.squares[element as usize]);
        if self.distance == Distance::Cosine {
            return (1.0 - self.product(from, element) / (own * other).sqrt()).clamp(0.0, 2.0);
        }
        let y = &from.entries;
        let square = match self.rows.row(element as usize) {
            Row::Single(x) => columns::gain(level(), &SquaredDifference, y, y, &self.ones, x),
            Row::Double(x) => columns::gain(level(), &SquaredDifference, y, y, &self.ones, x),
            _ => (own + other - 2.0 * self.product(from, element)).max(0.0),
        };
        if self.distance == Distance::Euclidean { square.sqrt() } else { square }
    }

    fn product(&self, from: &Vector, element: u32) -> f64 {
        let y = &from.entries;
        match self.rows.row(element as usize) {
            Row::Single(x) => columns::gain(level(), &Product, y, y, &self.ones, x),
            Row::Double(x) => columns::gain(level(), &Product, y, y, &self.ones, x),
            Row::SparseSingle(places, x) => {
                places.iter().zip(x).fold(0.0, |sum, (place, x)| sum + y[*place as usize] * f64::from(*x))
            }
            Row::SparseDouble(places, x) => {
                places.iter().zip(x).fold(0.0, |sum, (place, x)| sum + y[*place as usize] * x)
            }
        }
    }

    /// Writes the distances of `element` from every element.
    pub(super) fn column(&self, element: u32, run: &Run, out: &mut [f64]) -> Result<()> {
        let from = self.vector(element, run)?;
        run.blocks_into(
            out,
            (BLOCK / self.rows.entries_per_row()).max(1),
            || (),
            |(), first, out| {
                (first as u32..)
                    .zip(out)
                    .for_each(|(other, distance)| *distance = self.between(&from, other));
                Ok(())
            },
        )
    }
}

/// The largest entry of a matrix of distances.
fn checked(rows: &Rows, run: &Run) -> Result<f64> {
    let count = rows.rows();
    if rows.is_sparse() || rows.columns() != count {
        let expected = "a dense square matrix of distances";
        return Err(Error::shape("matrix", expected, format!("{count} × {}", rows.columns())));
    }
    rows.within("matrix", 0.0, f64::MAX)?;
    let mut largest = 0.0f64;
    for i in 0..count {
        run.check()?;
        let mut wrong = None;
        rows.each(i, |j, x| {
            largest = largest.max(x);
            if wrong.is_none() && ((i == j && x != 0.0) || (j < i && x != rows.at(j, i))) {
                wrong = Some(j);
            }
        });
        if let Some(j) = wrong {
            let expected = "a symmetric matrix of distances with zeros on the diagonal";
            return Err(Error::argument("matrix", expected, format!("another at row {i}, column {j}")));
        }
    }
    Ok(largest)
}
