//! Feature rows as callers have them: dense in either precision, or sparse.
use crate::arch::products::Real;
use marginals_core::{Error, Result};

/// Rows × columns, row after row.
#[derive(Clone, Debug)]
pub struct DenseRows<T> {
    pub(crate) data: Vec<T>,
    pub(crate) rows: usize,
    pub(crate) cols: usize,
}

/// Compressed rows: row r holds `data[i]` in column `indices[i]` for `indptr[r] ≤ i < indptr[r + 1]`, columns
/// ascending, none twice.
#[derive(Clone, Debug, PartialEq)]
pub struct SparseRows {
    pub(crate) data: Vec<f64>,
    pub(crate) indices: Vec<u32>,
    pub(crate) indptr: Vec<usize>,
    pub(crate) cols: usize,
}

/// Numbers in either precision, or compressed rows.
#[derive(Clone, Debug)]
pub enum Features {
    /// Single precision.
    Single(DenseRows<f32>),
    /// Double precision.
    Double(DenseRows<f64>),
    /// Compressed rows in double precision.
    Sparse(SparseRows),
}

impl<T: Real> DenseRows<T> {
    /// `rows` × `cols` finite numbers.
    ///
    /// # Errors
    /// A length that does not fit, a number that is not finite (row and column are named), 2³² rows or more.
    pub fn new(argument: &'static str, data: Vec<T>, rows: usize, cols: usize) -> Result<Self> {
        if rows.checked_mul(cols) != Some(data.len()) {
            let expected = format!("of length {rows} × {cols}");
            return Err(Error::shape(argument, expected, data.len()));
        }
        if rows >= u32::MAX as usize {
            return Err(Error::range(argument, format!("of fewer than {} rows", u32::MAX), rows));
        }
        // A finite number times 0 is 0: one branch a block.
        let suspicious = |block: &[T]| {
            let mut sum = T::default();
            block.iter().for_each(|x| sum = sum + *x * T::default());
            sum != T::default()
        };
        for (block, values) in data.chunks(4096).enumerate() {
            if suspicious(values) {
                let finite = |x: &T| Into::<f64>::into(*x).is_finite();
                let at = block * 4096 + values.iter().position(|x| !finite(x)).unwrap_or(0);
                let (row, col) = (at / cols.max(1), at % cols.max(1));
                let received: f64 = data[at].into();
                let received = format_args!("{received} in row {row}, column {col}").to_string();
                return Err(Error::non_finite(argument, "finite numbers", received));
            }
        }
        Ok(DenseRows { data, rows, cols })
    }

    fn select(&self, rows: &[u32]) -> Self {
        let row = |row: &u32| &self.data[*row as usize * self.cols..(*row as usize + 1) * self.cols];
        let data = rows.iter().flat_map(row).copied().collect();
        DenseRows { data, rows: rows.len(), cols: self.cols }
    }
}

impl SparseRows {
    /// Compressed rows of finite numbers; entries of one place are added, zeros dropped, columns sorted.
    ///
    /// # Errors
    /// Lengths that do not fit, an index out of range, a number that is not finite.
    pub fn new(
        argument: &'static str,
        data: &[f64],
        indices: &[u32],
        indptr: &[u32],
        cols: usize,
    ) -> Result<Self> {
        let malformed = |what: &str| Error::shape(argument, "consistent compressed rows", what);
        if data.len() != indices.len() || indptr.first() != Some(&0) {
            return Err(malformed("lengths that differ"));
        }
        if indptr.last().is_none_or(|last| *last as usize != data.len()) {
            return Err(malformed("row starts that do not end at the number of entries"));
        }
        if let Some(at) = data.iter().position(|x| !x.is_finite()) {
            let received = format!("{} at entry {at}", data[at]);
            return Err(Error::non_finite(argument, "finite numbers", received));
        }
        let mut own = SparseRows { data: Vec::new(), indices: Vec::new(), indptr: vec![0], cols };
        let mut row: Vec<(u32, f64)> = Vec::new();
        for bounds in indptr.windows(2) {
            let (start, end) = (bounds[0] as usize, bounds[1] as usize);
            if start > end || end > data.len() {
                return Err(malformed("row starts that fall"));
            }
            row.clear();
            row.extend(indices[start..end].iter().copied().zip(data[start..end].iter().copied()));
            row.sort_by_key(|entry| entry.0);
            for (col, value) in row.drain(..) {
                if col as usize >= cols {
                    return Err(Error::range(argument, format!("columns below {cols}"), col));
                }
                let begin = own.indptr.last().copied().unwrap_or(0);
                match own.indices.last() {
                    Some(last) if *last == col && own.indices.len() > begin => {
                        if let Some(sum) = own.data.last_mut() {
                            *sum += value;
                        }
                    }
                    _ => {
                        own.indices.push(col);
                        own.data.push(value);
                    }
                }
            }
            own.indptr.push(own.indices.len());
        }
        Ok(own)
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.indptr.len() - 1
    }

    /// Number of columns.
    #[must_use]
    pub fn cols(&self) -> usize {
        self.cols
    }

    /// Columns and values of row `r`.
    #[must_use]
    pub fn row(&self, r: usize) -> (&[u32], &[f64]) {
        let range = self.indptr[r]..self.indptr[r + 1];
        (&self.indices[range.clone()], &self.data[range])
    }

    /// The same matrix with rows and columns exchanged.
    #[must_use]
    pub fn transposed(&self) -> SparseRows {
        let mut indptr = vec![0usize; self.cols + 1];
        self.indices.iter().for_each(|col| indptr[*col as usize + 1] += 1);
        for col in 0..self.cols {
            indptr[col + 1] += indptr[col];
        }
        let mut next = indptr.clone();
        let (mut indices, mut data) = (vec![0u32; self.data.len()], vec![0.0; self.data.len()]);
        for r in 0..self.rows() {
            let (cols, values) = self.row(r);
            for (col, value) in cols.iter().zip(values) {
                let at = &mut next[*col as usize];
                indices[*at] = r as u32;
                data[*at] = *value;
                *at += 1;
            }
        }
        SparseRows { data, indices, indptr, cols: self.rows() }
    }
}

impl Features {
    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        match self {
            Features::Single(dense) => dense.rows,
            Features::Double(dense) => dense.rows,
            Features::Sparse(sparse) => sparse.rows(),
        }
    }

    /// Number of columns.
    #[must_use]
    pub fn cols(&self) -> usize {
        match self {
            Features::Single(dense) => dense.cols,
            Features::Double(dense) => dense.cols,
            Features::Sparse(sparse) => sparse.cols,
        }
    }

    /// The rows `rows` alone.
    ///
    /// # Panics
    /// When there is no such row.
    #[must_use]
    pub fn select(&self, rows: &[u32]) -> Features {
        match self {
            Features::Single(dense) => Features::Single(dense.select(rows)),
            Features::Double(dense) => Features::Double(dense.select(rows)),
            Features::Sparse(sparse) => {
                let mut some =
                    SparseRows { data: Vec::new(), indices: Vec::new(), indptr: vec![0], cols: sparse.cols };
                for row in rows {
                    let (cols, values) = sparse.row(*row as usize);
                    some.indices.extend_from_slice(cols);
                    some.data.extend_from_slice(values);
                    some.indptr.push(some.indices.len());
                }
                Features::Sparse(some)
            }
        }
    }

    /// Bytes held.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        (match self {
            Features::Single(dense) => dense.data.len() * 4,
            Features::Double(dense) => dense.data.len() * 8,
            Features::Sparse(sparse) => sparse.data.len() * 12 + sparse.indptr.len() * 8,
        }) as u64
    }

    /// The rows as compressed rows: what is not 0.
    #[must_use]
    pub fn sparse(&self) -> SparseRows {
        match self {
            Features::Sparse(sparse) => sparse.clone(),
            Features::Single(dense) => compressed(&dense.data, dense.rows, dense.cols),
            Features::Double(dense) => compressed(&dense.data, dense.rows, dense.cols),
        }
    }
}

fn compressed<T: Real>(data: &[T], rows: usize, cols: usize) -> SparseRows {
    let mut sparse = SparseRows { data: Vec::new(), indices: Vec::new(), indptr: vec![0], cols };
    for r in 0..rows {
        for (col, value) in (0u32..).zip(&data[r * cols..(r + 1) * cols]) {
            let value: f64 = (*value).into();
            if value != 0.0 {
                sparse.indices.push(col);
                sparse.data.push(value);
            }
        }
        sparse.indptr.push(sparse.indices.len());
    }
    sparse
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_are_not_finite_are_named() {
        let mut data = vec![1.0f32; 10_000];
        assert!(DenseRows::new("matrix", data.clone(), 100, 100).is_ok());
        data[5_423] = f32::NAN;
        let error = DenseRows::new("matrix", data.clone(), 100, 100).unwrap_err();
        assert!(error.to_string().contains("NaN in row 54, column 23"), "{error}");
        data[5_423] = f32::NEG_INFINITY;
        assert!(DenseRows::new("matrix", data, 100, 100).unwrap_err().to_string().contains("-inf"));
        assert!(DenseRows::new("matrix", vec![1.0f64; 3], 2, 2).is_err());
        assert!(DenseRows::new("matrix", vec![f64::MAX; 4], 2, 2).is_ok());
    }

    #[test]
    fn compressed_rows_are_put_in_order_and_turned_round() {
        let rows = SparseRows::new("matrix", &[1.0, 2.0, 3.0, 4.0], &[2, 0, 2, 1], &[0, 3, 3, 4], 3).unwrap();
        assert_eq!(rows.row(0), ([0, 2].as_slice(), [2.0, 4.0].as_slice()));
        assert_eq!(rows.row(1), ([].as_slice(), [].as_slice()));
        let turned = rows.transposed();
        assert_eq!(turned.row(2), ([0].as_slice(), [4.0].as_slice()));
        assert_eq!(turned.transposed(), rows);
        assert!(SparseRows::new("matrix", &[1.0], &[3], &[0, 1], 3).is_err());
        assert!(SparseRows::new("matrix", &[f64::NAN], &[0], &[0, 1], 3).is_err());
        assert!(SparseRows::new("matrix", &[1.0], &[0], &[0, 2, 1], 3).is_err());
    }
}
