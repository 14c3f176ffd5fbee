//! The narrow table: distinct rows of at most 64 bits in ascending order, with positive weights.
use super::packing::Packing;
use super::sort::sort_rows;
use marginals_core::sum::{BLOCK, Sum};
use marginals_core::{Charge, Error, Result, Run};
use marginals_numerics::xlnx;

/// Rows between two looks at the cancel flag.
const STRIDE: usize = 1 << 16;
/// Weights are brought into this range by a power of two when their sum might overflow or their products
/// vanish; entropies do not see it.
const COMFORTABLE: std::ops::Range<f64> = 1e-200..1e200;

/// Distinct packed rows in ascending order, each with a positive weight.
///
/// Rows are merged and sorted once; [`super::Refinement`] and [`super::Coarsening`] share it through an
/// `Arc`. It takes 16 bytes a row.
#[derive(Debug)]
pub struct NarrowTable {
    packing: Packing,
    keys: Vec<u64>,
    weights: Vec<f64>,
    total: f64,
    entropy: f64,
    _charge: Charge,
}

impl NarrowTable {
    /// A table of rows packed by [`Packing::new`] of `radices`, with weights ≥ 0 of any positive sum.
    ///
    /// Rows may come in any order and more than once: sorted rows are detected, others sorted in
    /// O(n · bits / 8) with one spare copy; equal rows are merged, rows of weight 0 dropped.
    ///
    /// # Errors
    /// As [`Packing::new`]; `Shape` when the lengths differ, there are no rows, or more than 2³² − 2;
    /// `Range` for a value not below its radix or a negative weight; `NonFinite`; `Range` when all weights
    /// are 0; out of memory; the run was cancelled.
    pub fn new(radices: &[u32], keys: Vec<u64>, weights: Vec<f64>, run: &Run) -> Result<Self> {
        Self::made(radices, keys, weights, true, run)
    }

    /// As [`NarrowTable::new`], with rows of weight 0 kept and equal rows left apart.
    pub(super) fn of_all(radices: &[u32], keys: Vec<u64>, weights: Vec<f64>, run: &Run) -> Result<Self> {
        Self::made(radices, keys, weights, false, run)
    }

    fn made(radices: &[u32], keys: Vec<u64>, weights: Vec<f64>, merges: bool, run: &Run) -> Result<Self> {
        let packing = Packing::new(radices)?;
        if keys.len() != weights.len() {
            return Err(Error::shape("weights", format!("one per row ({})", keys.len()), weights.len()));
        }
        if keys.len() >= u32::MAX as usize {
            return Err(Error::limit("rows", "at most 4294967294", keys.len()));
        }
        let mut charge = run.charge("a weighted table", keys.len() as u64 * 16)?;
        let (mut keys, mut weights) = (keys, weights);
        check_keys(&packing, &keys, run)?;
        let largest = check_weights(&weights, run)?;
        if largest > 0.0 && !COMFORTABLE.contains(&largest) {
            // Half the exponent first: one factor alone could overflow.
            let half = 2f64.powi(-(largest.log2() / 2.0) as i32);
            weights.iter_mut().for_each(|weight| *weight = *weight * half * half);
        }
        if !is_sorted(&keys, run)? {
            sort_rows(&mut keys, &mut weights, run)?;
        }
        if merges {
            merge_equal(&mut keys, &mut weights, run)?;
        }
        if largest <= 0.0 {
            return Err(Error::range("weights", "positive for at least one row", "no positive weight"));
        }
        if keys.len() < keys.capacity() / 4 * 3 {
            keys.shrink_to_fit();
            weights.shrink_to_fit();
            drop(charge);
            charge = run.charge("a weighted table", keys.len() as u64 * 16)?;
        }
        let (total, entropy) = total_and_entropy(&weights, run)?;
        Ok(NarrowTable { packing, keys, weights, total, entropy, _charge: charge })
    }

    /// A table of samples: every row counts 1. Counts below 2⁵³ are exact in f64 and their sums do not depend
    /// on any order.
    ///
    /// # Errors
    /// As [`NarrowTable::new`].
    pub fn unit(radices: &[u32], keys: Vec<u64>, run: &Run) -> Result<Self> {
        let weights = run.filled("the weights of a table", keys.len(), 1.0)?;
        Self::new(radices, keys, weights, run)
    }

    /// How columns share a key.
    #[must_use]
    pub fn packing(&self) -> &Packing {
        &self.packing
    }

    /// Number of columns.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.packing.columns()
    }

    /// Number of distinct rows of positive weight.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.keys.len()
    }

    /// Distinct rows in ascending order.
    #[must_use]
    pub fn keys(&self) -> &[u64] {
        &self.keys
    }

    /// Weight of each row (times a power of two when the given ones were near the ends of f64's range).
    #[must_use]
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// W = Σ w.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.total
    }

    /// H of all columns in nats.
    #[must_use]
    pub fn entropy(&self) -> f64 {
        self.entropy
    }

    /// Bytes held.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        (self.keys.capacity() * 8 + self.weights.capacity() * 8) as u64
    }
}

/// W and H of positive weights.
pub(crate) fn total_and_entropy(weights: &[f64], run: &Run) -> Result<(f64, f64)> {
    let parts = run.blocks(
        weights.len(),
        16 * BLOCK,
        || (),
        |(), rows| {
            let mut part = (Sum::default(), Sum::default());
            for block in weights[rows].chunks(BLOCK) {
                part.0.merge(block.iter().copied().collect());
                part.1.merge(xlnx::compensated(block));
            }
            Ok(part)
        },
    )?;
    let (mut total, mut terms) = (Sum::default(), Sum::default());
    for part in parts {
        total.merge(part.0);
        terms.merge(part.1);
    }
    let total = total.value();
    // H = ln W − Σ w ln w / W.
    let entropy = if weights.len() < 2 { 0.0 } else { (total.ln() - terms.value() / total).max(0.0) };
    Ok((total, entropy + 0.0))
}

fn check_keys(packing: &Packing, keys: &[u64], run: &Run) -> Result<()> {
    let used = u64::MAX.checked_shr(u64::BITS - packing.bits()).unwrap_or(0);
    let full = packing.is_full();
    let faults = run.blocks(
        keys.len(),
        STRIDE,
        || (),
        |(), rows| {
            let first = rows.start;
            let block = &keys[rows];
            let suspect = !full || block.iter().fold(0, |any, key| any | key) & !used != 0;
            let fault =
                if suspect { block.iter().position(|key| packing.fault(*key).is_some()) } else { None };
            Ok(fault.map(|row| first + row))
        },
    )?;
    match faults.into_iter().flatten().next() {
        None => Ok(()),
        Some(row) => {
            let key = keys[row];
            let column = packing.fault(key).unwrap_or(0);
            Err(match packing.radices().get(column) {
                Some(radix) => Error::range(
                    format!("keys[{row}]"),
                    format!("a row whose value in column {column} is below {radix}"),
                    packing.field(key, column),
                ),
                None => Error::range(format!("keys[{row}]"), format!("below 2^{}", packing.bits()), key),
            })
        }
    }
}

/// The largest weight.
fn check_weights(weights: &[f64], run: &Run) -> Result<f64> {
    let mut largest = 0.0f64;
    for (block, chunk) in weights.chunks(STRIDE).enumerate() {
        run.check()?;
        if let Some(row) = chunk.iter().position(|weight| !(*weight >= 0.0 && *weight < f64::INFINITY)) {
            let (row, weight) = (block * STRIDE + row, chunk[row]);
            let name = format!("weights[{row}]");
            return Err(if weight.is_finite() {
                Error::range(name, "at least 0", weight)
            } else {
                Error::non_finite(name, "finite", weight)
            });
        }
        largest = chunk.iter().fold(largest, |largest, weight| largest.max(*weight));
    }
    Ok(largest)
}

fn is_sorted(keys: &[u64], run: &Run) -> Result<bool> {
    for first in (0..keys.len()).step_by(STRIDE) {
        run.check()?;
        if !keys[first..keys.len().min(first + STRIDE + 1)].is_sorted() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Adds up equal neighbours and drops rows of weight 0, in place.
fn merge_equal(keys: &mut Vec<u64>, weights: &mut Vec<f64>, run: &Run) -> Result<()> {
    let mut kept = 0;
    for row in 0..keys.len() {
        if row % STRIDE == 0 {
            run.check()?;
        }
        let (key, weight) = (keys[row], weights[row]);
        if weight == 0.0 {
            continue;
        }
        if kept > 0 && keys[kept - 1] == key {
            weights[kept - 1] += weight;
        } else {
            keys[kept] = key;
            weights[kept] = weight;
            kept += 1;
        }
    }
    keys.truncate(kept);
    weights.truncate(kept);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::{Code, Ledger};

    fn fault(keys: Vec<u64>, weights: Vec<f64>) -> Error {
        NarrowTable::new(&[3, 2], keys, weights, &Run::default()).unwrap_err()
    }

    #[test]
    fn merges_sorts_and_drops() {
        let table =
            NarrowTable::new(&[3, 2], vec![5, 1, 5, 0, 2], vec![1.0, 2.0, 3.0, 0.0, 4.0], &Run::default())
                .unwrap();
        assert_eq!(table.keys(), [1, 2, 5]);
        assert_eq!(table.weights(), [2.0, 4.0, 4.0]);
        assert_eq!(table.total(), 10.0);
        let expected = 0.2f64.mul_add(-0.2f64.ln(), -0.8 * 0.4f64.ln());
        assert!((table.entropy() - expected).abs() < 1e-15);
    }

    #[test]
    fn bad_rows_and_weights_are_named() {
        assert_eq!(fault(vec![0], vec![]).argument_name(), Some("weights"));
        assert_eq!(fault(vec![], vec![]).code(), Code::Range);
        assert_eq!(fault(vec![0, 6], vec![1.0, 1.0]).argument_name(), Some("keys[1]"));
        assert_eq!(fault(vec![0, 8], vec![1.0, 1.0]).expected(), "below 2^3");
        assert_eq!(fault(vec![0, 1], vec![1.0, -1.0]).argument_name(), Some("weights[1]"));
        assert_eq!(fault(vec![0], vec![f64::NAN]).code(), Code::NonFinite);
        assert_eq!(fault(vec![0, 1], vec![0.0, 0.0]).code(), Code::Range);
    }

    #[test]
    fn weights_at_the_ends_of_the_range_give_the_same_entropy() {
        for scale in [1e-320, 1e-300, 1.0, 1e300, 4e307] {
            let weights = vec![scale, 2.0 * scale, scale];
            let table = NarrowTable::new(&[4], vec![0, 1, 2], weights, &Run::default()).unwrap();
            assert!((table.entropy() - 1.5 * 2f64.ln()).abs() < 1e-15, "{scale:e}");
        }
    }

    #[test]
    fn memory_is_charged_and_given_back() {
        let ledger = Ledger::new(100);
        let run = Run::default().with_ledger(ledger.clone());
        let table = NarrowTable::unit(&[4], vec![0, 1, 2, 3], &run).unwrap();
        assert_eq!(ledger.in_use(), 64);
        drop(table);
        assert_eq!(ledger.in_use(), 0);
        assert_eq!(NarrowTable::unit(&[8], vec![0; 7], &run).unwrap_err().code(), Code::OutOfMemory);
    }
}
