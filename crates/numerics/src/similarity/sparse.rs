//! Similarities of sparse feature rows by an inverted index: only rows that share a column with the vector are met.
//!
//! A column of similarities costs the lengths of the lists of its columns. Sums run over the columns in ascending
//! order, so exchanging the two rows changes nothing.
use super::features::SparseRows;
use super::metric::Metric;
use crate::arch::kernel::{Finish, Finishing};
use crate::arch::products::Product;
use marginals_core::{Error, Result};
use std::ops::Range;

/// Sparse rows under a metric, with the rows that are to be represented listed by column.
#[derive(Clone, Debug)]
pub struct SparsePoints {
    ground: SparseRows,
    /// Rows of the represented set that hold each column.
    lists: SparseRows,
    ground_squares: Vec<f64>,
    represented_squares: Vec<f64>,
    metric: Metric,
    square: bool,
}

impl SparsePoints {
    /// Ground rows against represented rows (against themselves when none are given) under `metric`.
    ///
    /// # Errors
    /// A row of zeros under a metric that divides by the norm; norms that overflow.
    pub fn new(ground: SparseRows, represented: Option<SparseRows>, metric: Metric) -> Result<Self> {
        let square = represented.is_none();
        let mut ground = ground;
        let ground_squares = prepare("matrix", &mut ground, metric)?;
        let mut represented_rows = represented.unwrap_or_else(|| ground.clone());
        let represented_squares = if square {
            ground_squares.clone()
        } else {
            prepare("represented", &mut represented_rows, metric)?
        };
        let lists = represented_rows.transposed();
        Ok(SparsePoints { ground, lists, ground_squares, represented_squares, metric, square })
    }

    /// Number of rows that may be chosen.
    #[must_use]
    pub fn ground_size(&self) -> usize {
        self.ground.rows()
    }

    /// Number of rows that are to be represented.
    #[must_use]
    pub fn represented_size(&self) -> usize {
        self.represented_squares.len()
    }

    /// Whether the ground set represents itself.
    #[must_use]
    pub fn is_square(&self) -> bool {
        self.square
    }

    /// Whether no stored number is below 0.
    #[must_use]
    pub fn is_non_negative(&self) -> bool {
        self.ground.data.iter().chain(&self.lists.data).all(|x| *x >= 0.0)
    }

    /// A number no similarity passes by more than rounding.
    #[must_use]
    pub fn largest(&self) -> f64 {
        if self.metric != Metric::Dot {
            return 1.0;
        }
        let most = |squares: &[f64]| squares.iter().copied().fold(0.0, f64::max);
        (most(&self.ground_squares) * most(&self.represented_squares)).sqrt()
    }

    /// Writes the similarities of element `e` with the represented rows `rows`.
    pub fn column(&self, e: u32, rows: Range<usize>, out: &mut [f64]) {
        out.fill(0.0);
        let (cols, values) = self.ground.row(e as usize);
        for (col, value) in cols.iter().zip(values) {
            let (listed, weights) = self.lists.row(*col as usize);
            let start = listed.partition_point(|row| (*row as usize) < rows.start);
            for (row, weight) in listed[start..].iter().zip(&weights[start..]) {
                let at = *row as usize;
                if at >= rows.end {
                    break;
                }
                out[at - rows.start] += value * weight;
            }
        }
        let own = self.ground_squares[e as usize];
        let finish = self.metric.finish(self.ground.cols);
        for (row, x) in rows.zip(out) {
            let other = self.represented_squares[row];
            *x = match (self.metric, self.metric.product()) {
                (Metric::Jaccard, _) => {
                    let union = own + other - *x;
                    if union > 0.0 { *x / union } else { 1.0 }
                }
                (_, Product::Inner) => finished(finish, *x),
                (_, Product::SquaredDistance) => finished(finish, (own + other - 2.0 * *x).max(0.0)),
            };
        }
    }
}

fn finished(finish: Finish, x: f64) -> f64 {
    match finish {
        Finish::Same => x,
        Finish::Square => x * x,
        Finish::InverseDistance => 1.0 / (1.0 + x.sqrt()),
        Finish::InverseSquaredDistance => 1.0 / (1.0 + x),
        Finish::Gaussian(gamma) => (-gamma * x).exp_falling(),
        Finish::Exponential(gamma) => (-gamma * x.sqrt()).exp_falling(),
    }
}

/// Divides by norms or turns entries into 1 where the metric wants it; answers the squared norms after that.
fn prepare(argument: &'static str, rows: &mut SparseRows, metric: Metric) -> Result<Vec<f64>> {
    if metric == Metric::Jaccard {
        rows.data.iter_mut().for_each(|x| *x = f64::from(u8::from(*x != 0.0)));
    }
    let mut squares = Vec::with_capacity(rows.rows());
    for r in 0..rows.rows() {
        let range = rows.indptr[r]..rows.indptr[r + 1];
        let values = &mut rows.data[range];
        let square: f64 = values.iter().map(|x| x * x).sum();
        if !square.is_finite() {
            return Err(Error::range(
                argument,
                "rows whose norm is finite",
                format_args!("row {r} beyond that"),
            ));
        }
        if metric.normalizes() {
            if square == 0.0 {
                let expected = "rows that are not all zeros (metric 'cosine' divides by the norm)";
                return Err(Error::range(argument, expected, format_args!("zeros in row {r}")));
            }
            let norm = square.sqrt();
            values.iter_mut().for_each(|x| *x /= norm);
        }
        squares.push(values.iter().map(|x| x * x).sum());
    }
    Ok(squares)
}
