//! Feature rows arranged anew: transposed, one after the other, in the form of others.
use super::features::{DenseRows, Features, SparseRows};
use crate::arch::products::Real;
use marginals_core::{Error, Result};

impl<T: Real> DenseRows<T> {
    fn transposed(&self) -> DenseRows<T> {
        let mut data = Vec::with_capacity(self.data.len());
        for col in 0..self.cols {
            data.extend((0..self.rows).map(|row| self.data[row * self.cols + col]));
        }
        DenseRows { data, rows: self.cols, cols: self.rows }
    }

    fn followed_by(&self, other: &DenseRows<T>) -> DenseRows<T> {
        let mut data = Vec::with_capacity(self.data.len() + other.data.len());
        data.extend_from_slice(&self.data);
        data.extend_from_slice(&other.data);
        DenseRows { data, rows: self.rows + other.rows, cols: self.cols }
    }

    fn converted<S: Real>(&self) -> DenseRows<S> {
        let data = self.data.iter().map(|x| S::of((*x).into())).collect();
        DenseRows { data, rows: self.rows, cols: self.cols }
    }

    fn of_sparse(sparse: &SparseRows) -> DenseRows<T> {
        let (rows, cols) = (sparse.rows(), sparse.cols());
        let mut data = vec![T::default(); rows * cols];
        for row in 0..rows {
            let (places, values) = sparse.row(row);
            for (place, value) in places.iter().zip(values) {
                data[row * cols + *place as usize] = T::of(*value);
            }
        }
        DenseRows { data, rows, cols }
    }
}

impl Features {
    /// Columns as rows.
    #[must_use]
    pub fn transposed(&self) -> Features {
        match self {
            Features::Single(dense) => Features::Single(dense.transposed()),
            Features::Double(dense) => Features::Double(dense.transposed()),
            Features::Sparse(sparse) => Features::Sparse(sparse.transposed()),
        }
    }

    /// The same numbers in the precision and layout of `other`.
    #[must_use]
    pub fn in_the_form_of(self, other: &Features) -> Features {
        match (self, other) {
            (Features::Double(dense), Features::Single(_)) => Features::Single(dense.converted()),
            (Features::Single(dense), Features::Double(_)) => Features::Double(dense.converted()),
            (Features::Sparse(sparse), Features::Single(_)) => {
                Features::Single(DenseRows::of_sparse(&sparse))
            }
            (Features::Sparse(sparse), Features::Double(_)) => {
                Features::Double(DenseRows::of_sparse(&sparse))
            }
            (own, Features::Sparse(_)) => Features::Sparse(own.sparse()),
            (own, _) => own,
        }
    }

    /// These rows and then those of `others`, in the form of these.
    ///
    /// # Errors
    /// Another number of columns.
    pub fn followed_by(&self, name: &'static str, others: &Features) -> Result<Features> {
        if others.cols() != self.cols() {
            let expected = format!("of {} columns, as the matrix", self.cols());
            return Err(Error::shape(name, expected, others.cols()));
        }
        Ok(match (self, others.clone().in_the_form_of(self)) {
            (Features::Single(own), Features::Single(other)) => Features::Single(own.followed_by(&other)),
            (Features::Double(own), Features::Double(other)) => Features::Double(own.followed_by(&other)),
            (own, other) => {
                let (mut all, other) = (own.sparse(), other.sparse());
                let held = all.indices.len();
                all.indices.extend_from_slice(&other.indices);
                all.data.extend_from_slice(&other.data);
                all.indptr.extend(other.indptr.iter().skip(1).map(|end| end + held));
                Features::Sparse(all)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dense(rows: usize, cols: usize, data: &[f64]) -> Features {
        Features::Double(DenseRows::new("matrix", data.to_vec(), rows, cols).unwrap())
    }

    fn entries(features: &Features) -> Vec<f64> {
        match features.clone().in_the_form_of(&dense(1, 1, &[0.0])) {
            Features::Double(dense) => dense.data,
            _ => Vec::new(),
        }
    }

    #[test]
    fn every_form_keeps_its_numbers() {
        let double = dense(2, 3, &[1.0, 0.0, 2.0, 0.0, 0.0, -3.0]);
        let single = double.clone().in_the_form_of(&Features::Single(DenseRows::of_sparse(&double.sparse())));
        let sparse = double.clone().in_the_form_of(&Features::Sparse(double.sparse()));
        assert!(matches!((&single, &sparse), (Features::Single(_), Features::Sparse(_))));
        for own in [&double, &single, &sparse] {
            let turned = own.transposed();
            assert_eq!((turned.rows(), turned.cols()), (3, 2));
            assert_eq!(entries(&turned), [1.0, 0.0, 0.0, 0.0, 2.0, -3.0]);
            for other in [&double, &single, &sparse] {
                let both = own.followed_by("query", other).unwrap();
                assert_eq!((both.rows(), both.cols()), (4, 3));
                assert_eq!(entries(&both), [entries(own), entries(other)].concat());
            }
            let error = own.followed_by("query", &turned).unwrap_err();
            assert_eq!(error.to_string(), "query must be of 3 columns, as the matrix, received 2");
        }
    }
}
