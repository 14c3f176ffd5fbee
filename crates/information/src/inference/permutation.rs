//! Permutation tests: how often chance alone reaches the value that was measured.
//!
//! p = (1 + #{surrogates at least as extreme}) / (1 + surrogates), which is never 0 and valid for any number of
//! surrogates when the rows can be exchanged as the surrogate exchanges them. The mean of the surrogates is what the
//! estimate says where there is nothing; the value less that mean is the *effective* value.
//!
//! Every surrogate has a random stream of its own, values come back in order: the same bits for any threads. Cost: one
//! estimate a surrogate; everything that does not depend on the order is computed once by the statistic.
//!
//! Source: B. Phipson and G. K. Smyth, "Permutation p-values should never be zero", 2010.
use super::surrogate::Surrogate;
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};

/// The most surrogates of one test.
pub const MOST_PERMUTATIONS: usize = 10_000_000;

/// What is compared: a number computed of rows of which some columns stand in another order.
pub trait Statistic: Sync {
    /// Memory that one thread uses over and over.
    type Scratch;

    /// Number of rows.
    fn rows(&self) -> usize;

    /// Fresh memory.
    fn scratch(&self) -> Self::Scratch;

    /// The value with the reordered columns in `order`; `None`: as they are.
    ///
    /// # Errors
    /// Those of the estimate; the run was cancelled.
    fn value(&self, order: Option<&[u32]>, scratch: &mut Self::Scratch, run: &Run) -> Result<f64>;
}

/// Which surrogates count against the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alternative {
    /// Those at least as large.
    Greater,
    /// Those at most as large.
    Less,
    /// Those at least as far from the mean of all.
    TwoSided,
}

/// What a permutation test finds.
#[derive(Clone, Debug, PartialEq)]
pub struct PermutationTest {
    /// The value of the data.
    pub value: f64,
    /// (1 + exceedances) / (1 + surrogates).
    pub p_value: f64,
    /// Surrogates at least as extreme as the data.
    pub exceedances: usize,
    /// Values of the surrogates.
    pub surrogates: Vec<f64>,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation, of n − 1.
    pub deviation: f64,
}

/// Tests the value of `statistic` against `count` surrogates.
///
/// # Errors
/// `Range` for a number of surrogates not in 1..=10⁷; as [`Surrogate::check`]; those of the statistic.
pub fn permutation_test<S: Statistic>(
    statistic: &S,
    surrogate: &Surrogate,
    count: usize,
    alternative: Alternative,
    run: &Run,
) -> Result<PermutationTest> {
    if count == 0 || count > MOST_PERMUTATIONS {
        let expected = format!("an integer in 1..={MOST_PERMUTATIONS}");
        return Err(Error::range("permutations", expected, count));
    }
    let rows = statistic.rows();
    surrogate.check(rows)?;
    // More shifts than there are would only repeat some.
    let every = surrogate.exhaustive(rows).filter(|different| *different <= count);
    let count = every.map_or(count, |different| different.max(1));
    run.progress().start("permutations", count as u64);
    let value = statistic.value(None, &mut statistic.scratch(), run)?;
    let mut surrogates = run.filled("values of surrogates", count, 0.0)?;
    run.blocks_into(
        &mut surrogates,
        1,
        || (vec![0u32; rows], statistic.scratch()),
        |(order, scratch), index, out| {
            surrogate.order(run.seed(), index as u64, every.is_some(), order);
            for value in out {
                *value = statistic.value(Some(order), scratch, run)?;
            }
            run.progress().advance(1);
            Ok(())
        },
    )?;
    Ok(judge(value, surrogates, alternative))
}

/// p-value, mean and deviation of values that are already there.
#[must_use]
pub fn judge(value: f64, surrogates: Vec<f64>, alternative: Alternative) -> PermutationTest {
    let count = surrogates.len() as f64;
    let mean = surrogates.iter().copied().collect::<Sum>().value() / count;
    let squares = surrogates.iter().map(|other| (other - mean).powi(2)).collect::<Sum>().value();
    let exceedances = match alternative {
        Alternative::Greater => surrogates.iter().filter(|other| reaches(**other, value)).count(),
        Alternative::Less => surrogates.iter().filter(|other| reaches(-**other, -value)).count(),
        Alternative::TwoSided => {
            let distance = (value - mean).abs();
            surrogates.iter().filter(|other| reaches((**other - mean).abs(), distance)).count()
        }
    };
    PermutationTest {
        value,
        p_value: (1 + exceedances) as f64 / (1.0 + count),
        exceedances,
        mean,
        deviation: if count > 1.0 { (squares / (count - 1.0)).sqrt() } else { f64::NAN },
        surrogates,
    }
}

/// Whether a surrogate counts as at least `value`: equal up to the rounding of sums in another order.
#[must_use]
#[inline]
pub fn reaches(surrogate: f64, value: f64) -> bool {
    surrogate >= value - 1e-12 * (1.0 + value.abs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    /// Σ x[order] y.
    struct Product(Vec<f64>, Vec<f64>);

    impl Statistic for Product {
        type Scratch = ();
        fn rows(&self) -> usize {
            self.0.len()
        }
        fn scratch(&self) {}
        fn value(&self, order: Option<&[u32]>, (): &mut (), _: &Run) -> Result<f64> {
            let x = |row: usize| self.0[order.map_or(row, |order| order[row] as usize)];
            Ok((0..self.0.len()).map(|row| x(row) * self.1[row]).sum())
        }
    }

    #[test]
    fn the_p_value_comes_near_that_of_all_orders() {
        let x = vec![0.3, 1.2, 2.9, 4.1, 4.9, 6.5];
        let product = Product(x.clone(), vec![1.0, 2.0, 3.0, 5.0, 4.0, 6.0]);
        let found =
            permutation_test(&product, &Surrogate::Shuffle, 40_000, Alternative::Greater, &Run::default())
                .unwrap();
        // All 720 orders by Heap's algorithm.
        let (mut items, mut state, mut reached) = (x, [0usize; 6], 1);
        let mut i = 0;
        while i < 6 {
            if state[i] < i {
                items.swap(if i % 2 == 0 { 0 } else { state[i] }, i);
                let own: f64 = items.iter().zip(&product.1).map(|(x, y)| x * y).sum();
                reached += usize::from(own >= found.value - 1e-12);
                state[i] += 1;
                i = 0;
            } else {
                state[i] = 0;
                i += 1;
            }
        }
        let exact = reached as f64 / 720.0;
        assert!((found.p_value - exact).abs() < 4.0 * (exact / 40_000.0).sqrt(), "{} {exact}", found.p_value);
    }

    #[test]
    fn p_counts_the_data_themselves_and_has_the_same_bits_for_any_threads() {
        let x: Vec<f64> = (0..50).map(|i| f64::from(i * i % 17)).collect();
        let y: Vec<f64> = (0..50).map(|i| f64::from(i * 7 % 13)).collect();
        let product = Product(x, y);
        let pool = Arc::new(rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap());
        for alternative in [Alternative::Greater, Alternative::Less, Alternative::TwoSided] {
            let alone = Run::default().with_seed(5);
            let pooled = Run::default().with_seed(5).with_pool(Arc::clone(&pool), 4);
            let surrogate = Surrogate::Shuffle;
            let one = permutation_test(&product, &surrogate, 199, alternative, &alone).unwrap();
            let other = permutation_test(&product, &surrogate, 199, alternative, &pooled).unwrap();
            assert_eq!(one, other);
            assert_eq!(one.p_value, (1 + one.exceedances) as f64 / 200.0);
        }
        let run = Run::default();
        let every =
            permutation_test(&product, &Surrogate::CircularShift, 1000, Alternative::Greater, &run).unwrap();
        assert_eq!(every.surrogates.len(), 49);
        assert!(permutation_test(&product, &Surrogate::Shuffle, 0, Alternative::Less, &run).is_err());
    }

    #[test]
    fn values_that_never_change_are_always_reached() {
        let constant = Product(vec![1.0; 9], (0..9).map(f64::from).collect());
        let found =
            permutation_test(&constant, &Surrogate::Shuffle, 99, Alternative::Greater, &Run::default())
                .unwrap();
        assert_eq!((found.p_value, found.deviation), (1.0, 0.0));
    }
}
