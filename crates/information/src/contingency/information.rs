//! Entropies and mutual information of the joint counts of two columns, in nats.
//!
//! I(X; Y) = Σ n_ij/N ln(n_ij N / (n_i n_j)). Of many pairs it is computed as (Σ n_ij ln n_ij + N ln N − Σ n_i ln n_i
//! − Σ n_j ln n_j) / N, one look-up a cell; where so little is left that digits were lost, the ratios themselves are
//! summed with n_ij N − n_i n_j taken exactly, so that columns without relation give exactly 0. Never negative.
use super::counter::{Joint, PairCounter, Symbols};
use super::terms::Terms;
use crate::table::Values;
use marginals_core::sum::Sum;
use marginals_core::{Result, Run};
use std::borrow::Cow;

/// Nats a row below which a difference of sums is computed again as a sum of ratios.
pub(super) const SMALL: f64 = 1e-6;

/// A column with its counts.
#[derive(Debug)]
pub struct Counted<'a> {
    /// The column.
    pub symbols: Symbols<'a>,
    /// Rows of every value.
    pub counts: Cow<'a, [u32]>,
    /// Σ n ln n.
    pub terms: f64,
}

impl<'a> Counted<'a> {
    /// Counts a column.
    ///
    /// # Errors
    /// Out of memory; the run was cancelled.
    pub fn new(values: &'a Values, radix: u32, terms: &Terms, run: &Run) -> Result<Self> {
        let symbols = Symbols { values, radix };
        let counts = PairCounter::single(symbols, run)?;
        let sum = terms.sum(&counts);
        Ok(Counted { symbols, counts: Cow::Owned(counts), terms: sum })
    }

    /// H(X).
    #[must_use]
    pub fn entropy(&self, rows: usize) -> f64 {
        let n = rows as f64;
        (n.ln() - self.terms / n).max(0.0)
    }
}

/// Σ n ln n over the cells.
#[must_use]
pub fn joint_terms(joint: &Joint<'_>, terms: &Terms) -> f64 {
    match joint {
        Joint::Dense { counts, .. } => terms.sum(counts),
        Joint::Sparse(cells) => cells.iter().map(|cell| terms.of(cell.count)).collect::<Sum>().value(),
    }
}

/// I(X; Y) of the joint counts of `a` and `b`.
#[must_use]
pub fn information(joint: &Joint<'_>, a: &Counted<'_>, b: &Counted<'_>, terms: &Terms) -> f64 {
    difference_of(joint_terms(joint, terms), a, b, terms)
        .unwrap_or_else(|| information_by_ratios(joint, &a.counts, &b.counts, terms.rows()))
}

/// I(X; Y) from Σ n ln n over the cells, unless so little is left that digits were lost.
#[must_use]
pub fn difference_of(joint_terms: f64, a: &Counted<'_>, b: &Counted<'_>, terms: &Terms) -> Option<f64> {
    let n = terms.rows() as f64;
    let difference = joint_terms + terms.whole() - a.terms - b.terms;
    (difference > SMALL * n).then(|| difference / n)
}

/// I(X; Y) as Σ p ln(p / (q r)) from the counts of both columns: slower, without cancellation.
#[must_use]
pub fn information_by_ratios(joint: &Joint<'_>, a: &[u32], b: &[u32], rows: usize) -> f64 {
    let mut sum = Sum::default();
    joint.for_each(|cell| {
        let expected = u64::from(a[cell.first as usize]) * u64::from(b[cell.second as usize]);
        let excess = i128::from(cell.count) * rows as i128 - i128::from(expected);
        sum.add(f64::from(cell.count) * (excess as f64 / expected as f64).ln_1p());
    });
    (sum.value() / rows as f64).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{below, stream};

    fn both(a: &[u32], ra: u32, b: &[u32], rb: u32) -> (f64, f64) {
        let run = Run::default();
        let terms = Terms::new(a.len());
        let (va, vb) = (
            Values::new(ra, a.iter().copied(), &run).unwrap(),
            Values::new(rb, b.iter().copied(), &run).unwrap(),
        );
        let (ca, cb) =
            (Counted::new(&va, ra, &terms, &run).unwrap(), Counted::new(&vb, rb, &terms, &run).unwrap());
        let mut counter = PairCounter::default();
        let joint = counter.joint(ca.symbols, cb.symbols, &run).unwrap();
        (
            information(&joint, &ca, &cb, &terms),
            information_by_ratios(&joint, &ca.counts, &cb.counts, a.len()),
        )
    }

    #[test]
    fn both_forms_agree_on_random_columns() {
        for trial in 0..500 {
            let mut generator = stream(trial, "columns", 0);
            let rows = 1 + below(&mut generator, 400) as usize;
            let (ra, rb) = (1 + below(&mut generator, 20) as u32, 1 + below(&mut generator, 20) as u32);
            let a: Vec<u32> = (0..rows).map(|_| below(&mut generator, u64::from(ra)) as u32).collect();
            let b: Vec<u32> = a
                .iter()
                .map(|a| match below(&mut generator, 3) {
                    0 => a % rb,
                    _ => below(&mut generator, u64::from(rb)) as u32,
                })
                .collect();
            let (fast, exact) = both(&a, ra, &b, rb);
            assert!((fast - exact).abs() < 1e-13, "{fast} {exact}");
            assert!(fast >= 0.0 && (both(&b, rb, &a, ra).0 - fast).abs() < 1e-13);
        }
    }

    #[test]
    fn independence_is_exactly_nothing_and_a_copy_the_entropy() {
        let a: Vec<u32> = (0..120).map(|i| i % 4).collect();
        let b: Vec<u32> = (0..120).map(|i| i / 4 % 3).collect();
        assert_eq!(both(&a, 4, &b, 3), (0.0, 0.0));
        assert!((both(&a, 4, &a, 4).0 - 4f64.ln()).abs() < 1e-14);
    }
}
