//! Numeric columns cut into bins, so that discrete measures apply.
//!
//! A value x belongs to the bin number of edges ≤ x, so equal values always share a bin and the edges alone
//! repeat the cut on new data.
//! - Equal width: edges at min + i (max − min) / bins.
//! - Equal frequency: each edge where the sorted values come closest to i n / bins without parting equal ones;
//!   heavy ties give fewer bins than asked.
//!
//! A constant column has one bin. Cost: O(n log bins), plus a sort for equal frequency.
use marginals_core::{Error, Result, Run};

/// Values between two looks at the cancel flag.
const STRIDE: usize = 1 << 15;
/// The most bins.
const MAX_BINS: u32 = 1 << 24;

/// A column cut into bins.
#[derive(Clone, Debug, PartialEq)]
pub struct Discretized {
    /// Bin of each value.
    pub bins: Vec<u32>,
    /// Number of bins.
    pub radix: u32,
    /// Lowest value of each bin but the first, strictly ascending.
    pub edges: Vec<f64>,
}

/// Cuts the range of `values` into `bins` intervals of equal width; some may stay empty.
///
/// # Errors
/// `Shape` without values; `Range` when `bins` is not in 1..=16777216; `NonFinite` names a NaN or infinity;
/// out of memory; the run was cancelled.
pub fn equal_width(values: &[f64], bins: u32, run: &Run) -> Result<Discretized> {
    check(values, bins, run)?;
    let lowest = values.iter().copied().fold(f64::INFINITY, f64::min);
    let highest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    // A weighted mean cannot overflow where the width of the range would.
    let edge = |i: u32| {
        let share = f64::from(i) / f64::from(bins);
        lowest * (1.0 - share) + highest * share + 0.0
    };
    let mut edges: Vec<f64> = (1..bins).map(edge).filter(|edge| *edge > lowest && *edge <= highest).collect();
    edges.dedup();
    cut(values, edges, run)
}

/// Cuts `values` into at most `bins` intervals with nearly equally many values each.
///
/// # Errors
/// As [`equal_width`].
pub fn equal_frequency(values: &[f64], bins: u32, run: &Run) -> Result<Discretized> {
    check(values, bins, run)?;
    let n = values.len();
    let _charge = run.charge("a sorted column", n as u64 * 8)?;
    let mut sorted = run.reserved("a sorted column", n)?;
    sorted.extend(values.iter().map(|value| value + 0.0));
    sorted.sort_unstable_by(f64::total_cmp);
    run.check()?;
    let mut edges: Vec<f64> = Vec::new();
    for i in 1..u64::from(bins) {
        let target = (i * n as u64 / u64::from(bins)) as usize;
        let value = sorted[target];
        // Equal values around the target stay together, on the side that is nearer to it.
        let first = sorted.partition_point(|other| *other < value);
        let after = sorted.partition_point(|other| *other <= value);
        let place = if target - first <= after - target { first } else { after };
        let edge = sorted.get(place).filter(|_| place > 0);
        edges.extend(edge.filter(|edge| edges.last().is_none_or(|last| last < *edge)));
    }
    cut(values, edges, run)
}

fn check(values: &[f64], bins: u32, run: &Run) -> Result<()> {
    if values.is_empty() {
        return Err(Error::shape("values", "at least one value", "none"));
    }
    if bins == 0 || bins > MAX_BINS {
        return Err(Error::range("bins", format!("an integer in 1..={MAX_BINS}"), bins));
    }
    for (block, chunk) in values.chunks(STRIDE).enumerate() {
        run.check()?;
        if let Some(row) = chunk.iter().position(|value| !value.is_finite()) {
            return Err(Error::non_finite(format!("values[{}]", block * STRIDE + row), "finite", chunk[row]));
        }
    }
    Ok(())
}

fn cut(values: &[f64], edges: Vec<f64>, run: &Run) -> Result<Discretized> {
    let mut bins = run.filled("a discretized column", values.len(), 0u32)?;
    run.blocks_into(
        &mut bins,
        STRIDE,
        || (),
        |(), first, bins| {
            for (bin, value) in bins.iter_mut().zip(&values[first..]) {
                *bin = edges.partition_point(|edge| edge <= value) as u32;
            }
            Ok(())
        },
    )?;
    Ok(Discretized { bins, radix: edges.len() as u32 + 1, edges })
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::Code;
    use marginals_core::random::{stream, uniform};

    #[test]
    fn equal_width_cuts_the_range() {
        let found = equal_width(&[0.0, 1.0, 2.0, 3.9, 4.0], 4, &Run::default()).unwrap();
        assert_eq!((found.bins, found.radix, found.edges), (vec![0, 1, 2, 3, 3], 4, vec![1.0, 2.0, 3.0]));
        let wide = equal_width(&[-f64::MAX, 0.0, f64::MAX], 2, &Run::default()).unwrap();
        assert_eq!((wide.bins, wide.edges), (vec![0, 1, 1], vec![0.0]));
    }

    #[test]
    fn equal_frequency_shares_the_values_out() {
        let mut generator = stream(1, "values", 0);
        let values: Vec<f64> = (0..1000).map(|_| uniform(&mut generator)).collect();
        let found = equal_frequency(&values, 8, &Run::default()).unwrap();
        for bin in 0..8 {
            assert_eq!(found.bins.iter().filter(|other| **other == bin).count(), 125);
        }
    }

    #[test]
    fn ties_are_never_parted() {
        let values = [1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 3.0, 3.0];
        let found = equal_frequency(&values, 4, &Run::default()).unwrap();
        assert_eq!(found.bins, [0, 0, 0, 0, 0, 1, 2, 2]);
        assert_eq!((found.radix, found.edges), (3, vec![2.0, 3.0]));
        let zeros = equal_frequency(&[0.0, -0.0, 0.0, -0.0], 2, &Run::default()).unwrap();
        assert_eq!((zeros.bins, zeros.radix), (vec![0; 4], 1));
    }

    #[test]
    fn a_constant_column_has_one_bin() {
        for cut in [equal_width, equal_frequency] {
            let found = cut(&[7.5; 9], 5, &Run::default()).unwrap();
            assert_eq!((found.bins, found.radix), (vec![0; 9], 1));
        }
    }

    #[test]
    fn bad_input_is_named() {
        for cut in [equal_width, equal_frequency] {
            let fault = |values: &[f64], bins| cut(values, bins, &Run::default()).unwrap_err();
            assert_eq!(fault(&[], 2).code(), Code::Shape);
            assert_eq!(fault(&[1.0], 0).argument_name(), Some("bins"));
            assert_eq!(fault(&[1.0, f64::NAN], 2).argument_name(), Some("values[1]"));
            assert_eq!(fault(&[f64::INFINITY], 2).code(), Code::NonFinite);
        }
    }
}
