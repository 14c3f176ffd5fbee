//! Rows of features in panels of 32, the layout the product kernels read.
use crate::arch::products::{GROUP, PANEL, Real};
use marginals_core::{Error, Result, Run};

/// Rows in panels: panel p holds rows 32 p to 32 p + 31, coordinate after coordinate, rows beyond the last as zeros.
#[derive(Clone, Debug)]
pub struct Panels<T> {
    data: Vec<T>,
    rows: usize,
    cols: usize,
}

/// Rows packed at once in the background of a cancellable run.
const BLOCK: usize = 4096;

impl<T: Real> Panels<T> {
    /// Packs `rows` × `cols` numbers, row after row; with `unit`, every row divided by its Euclidean norm.
    ///
    /// # Errors
    /// Out of memory, cancelled; a row of zeros (or one whose norm overflows) that is to be divided by its norm.
    pub fn pack(
        argument: &'static str,
        from: &[T],
        rows: usize,
        cols: usize,
        unit: bool,
        run: &Run,
    ) -> Result<Self> {
        let length = rows.div_ceil(PANEL) * PANEL * cols;
        let mut data = run.filled("features", length, T::default())?;
        run.blocks_into(
            &mut data,
            BLOCK * cols.max(1),
            || (),
            |(), first, chunk| {
                let first = first / cols.max(1);
                for row in first..rows.min(first + BLOCK) {
                    let values = &from[row * cols..(row + 1) * cols];
                    let factor = if unit { 1.0 / norm_of(argument, values, row)? } else { 1.0 };
                    let (panel, lane) = ((row - first) / PANEL, row % PANEL);
                    for (k, value) in values.iter().enumerate() {
                        let wide: f64 = (*value).into();
                        chunk[(panel * cols + k) * PANEL + lane] =
                            if unit { T::of(wide * factor) } else { *value };
                    }
                }
                Ok(())
            },
        )?;
        Ok(Panels { data, rows, cols })
    }

    /// An empty set of panels with room for `rows` rows, to be refilled with [`Panels::refill`].
    #[must_use]
    pub fn empty(cols: usize) -> Self {
        Panels { data: Vec::new(), rows: 0, cols }
    }

    /// Replaces the contents by the rows `rows` of `from`.
    ///
    /// # Errors
    /// Out of memory.
    pub fn refill(&mut self, from: &Panels<T>, rows: &[u32], run: &Run) -> Result<()> {
        let (panels, cols) = (rows.len().div_ceil(PANEL), from.cols);
        self.data.clear();
        if self.data.capacity() < panels * PANEL * cols {
            self.data = run.reserved("changed rows", panels * PANEL * cols)?;
        }
        self.data.resize(panels * PANEL * cols, T::default());
        (self.rows, self.cols) = (rows.len(), cols);
        for (at, row) in rows.iter().enumerate() {
            let (source, lane) = (from.panel(*row as usize / PANEL), *row as usize % PANEL);
            let target = &mut self.data[at / PANEL * PANEL * cols..][..PANEL * cols];
            for k in 0..cols {
                target[k * PANEL + at % PANEL] = source[k * PANEL + lane];
            }
        }
        Ok(())
    }

    /// The same rows in double precision.
    ///
    /// # Errors
    /// Out of memory.
    pub fn widened(&self, run: &Run) -> Result<Panels<f64>> {
        let mut data = run.reserved("features", self.data.len())?;
        data.extend(self.data.iter().map(|x| Into::<f64>::into(*x)));
        Ok(Panels { data, rows: self.rows, cols: self.cols })
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    #[must_use]
    pub fn cols(&self) -> usize {
        self.cols
    }

    /// Number of panels.
    #[must_use]
    pub fn count(&self) -> usize {
        self.rows.div_ceil(PANEL)
    }

    /// Panel `p`.
    #[must_use]
    #[inline]
    pub fn panel(&self, p: usize) -> &[T] {
        &self.data[p * PANEL * self.cols..(p + 1) * PANEL * self.cols]
    }

    /// Bytes held.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        (self.data.len() * size_of::<T>()) as u64
    }

    /// The largest squared norm of a row, in double precision.
    #[must_use]
    pub fn largest_square(&self) -> f64 {
        let mut largest = 0.0f64;
        for p in 0..self.count() {
            let mut squares = [0.0f64; PANEL];
            for values in self.panel(p).chunks_exact(PANEL) {
                for (square, value) in squares.iter_mut().zip(values) {
                    let wide: f64 = (*value).into();
                    *square += wide * wide;
                }
            }
            largest = squares.into_iter().fold(largest, f64::max);
        }
        largest
    }

    /// Gathers up to C rows as a group (`out[k * C + c]`); missing ones are zeros.
    pub fn group<const C: usize>(&self, rows: &[u32], out: &mut Vec<T>) {
        out.clear();
        out.resize(self.cols * C, T::default());
        for (c, row) in rows.iter().take(C).enumerate() {
            let (source, lane) = (self.panel(*row as usize / PANEL), *row as usize % PANEL);
            for k in 0..self.cols {
                out[k * C + c] = source[k * PANEL + lane];
            }
        }
    }

    /// Groups of [`GROUP`] for `rows`, one after the other, each `cols` × [`GROUP`] numbers.
    pub fn groups(&self, rows: &[u32], out: &mut Vec<T>) {
        out.clear();
        let mut group = Vec::new();
        for chunk in rows.chunks(GROUP) {
            self.group::<GROUP>(chunk, &mut group);
            out.extend_from_slice(&group);
        }
    }
}

fn norm_of<T: Real>(argument: &'static str, values: &[T], row: usize) -> Result<f64> {
    let square: f64 = values.iter().map(|value| Into::<f64>::into(*value)).map(|value| value * value).sum();
    let norm = square.sqrt();
    if norm > 0.0 && norm.is_finite() {
        return Ok(norm);
    }
    // Very large or very small rows: their norm by the largest entry.
    let largest = values.iter().map(|value| Into::<f64>::into(*value).abs()).fold(0.0f64, f64::max);
    if largest == 0.0 {
        let expected = "rows that are not all zeros (metric 'cosine' divides by the norm)";
        return Err(Error::range(argument, expected, format_args!("zeros in row {row}")));
    }
    let scaled: f64 =
        values.iter().map(|value| Into::<f64>::into(*value) / largest).map(|value| value * value).sum();
    let norm = largest * scaled.sqrt();
    if norm.is_finite() && 1.0 / norm < f64::INFINITY {
        return Ok(norm);
    }
    let expected = "rows whose norm and its inverse are finite";
    Err(Error::range(argument, expected, format_args!("row {row} beyond that")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_from_panels_and_groups() {
        let from: Vec<f64> = (0..70 * 3).map(f64::from).collect();
        let panels = Panels::pack("matrix", &from, 70, 3, false, &Run::default()).unwrap();
        assert_eq!((panels.rows(), panels.cols(), panels.count()), (70, 3, 3));
        let mut group = Vec::new();
        panels.group::<12>(&[69, 0, 33], &mut group);
        for (c, row) in [69, 0, 33].into_iter().enumerate() {
            let got: Vec<f64> = (0..3).map(|k| group[k * 12 + c]).collect();
            assert_eq!(got, from[row * 3..row * 3 + 3]);
        }
        let mut some = Panels::empty(3);
        some.refill(&panels, &[5, 64], &Run::default()).unwrap();
        assert_eq!((some.rows(), some.panel(0)[0], some.panel(0)[PANEL + 1]), (2, 15.0, 193.0));
        assert_eq!(some.panel(0)[2], 0.0);
        assert_eq!(panels.largest_square(), 207.0f64.powi(2) + 208.0f64.powi(2) + 209.0f64.powi(2));
    }

    #[test]
    fn unit_rows_survive_extreme_scales_and_zeros_are_named() {
        let from = vec![3e200, 4e200, 3e-200, 4e-200];
        let panels = Panels::pack("matrix", &from, 2, 2, true, &Run::default()).unwrap();
        for lane in 0..2 {
            assert!((panels.panel(0)[lane] - 0.6f64).abs() < 1e-15);
            assert!((panels.panel(0)[PANEL + lane] - 0.8f64).abs() < 1e-15);
        }
        let error = Panels::pack("matrix", &[1.0, 0.0, 0.0, 0.0], 2, 2, true, &Run::default()).unwrap_err();
        assert!(error.to_string().contains("zeros in row 1"), "{error}");
    }
}
