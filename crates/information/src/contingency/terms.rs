//! Σ n ln n over whole numbers n: what an entropy is of counts.
//!
//! H = ln N − (Σ n ln n) / N for counts n with sum N. Up to 2¹⁶ rows n ln n is looked up, beyond it is computed in
//! vectors. Four lanes, added in order: the bits depend on the counts alone.
use marginals_core::sum::Sum;
use marginals_numerics::xlnx::{compensated, xlnx_into};

/// The most rows whose terms are tabulated: half a MiB.
const TABULATED: usize = 1 << 16;
/// Counts that are turned into floats at once.
const CHUNK: usize = 256;

/// n ln n of every count up to some number of rows.
#[derive(Debug)]
pub struct Terms {
    rows: usize,
    table: Vec<f64>,
    whole: f64,
}

impl Terms {
    /// For counts of at most `rows`.
    #[must_use]
    pub fn new(rows: usize) -> Self {
        let numbers: Vec<f64> = (0..=rows.min(TABULATED)).map(|n| n as f64).collect();
        let mut table = vec![0.0; if rows <= TABULATED { rows + 1 } else { 0 }];
        xlnx_into(&numbers, &mut table);
        Terms { rows, table, whole: marginals_numerics::xlnx::xlnx(rows as f64) }
    }

    /// Number of rows N.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// N ln N.
    #[must_use]
    pub fn whole(&self) -> f64 {
        self.whole
    }

    /// n ln n of every number up to N; nothing where that would be large.
    #[must_use]
    pub fn table(&self) -> &[f64] {
        &self.table
    }

    /// n ln n.
    #[must_use]
    pub fn of(&self, count: u32) -> f64 {
        match self.table.get(count as usize) {
            Some(term) => *term,
            None => marginals_numerics::xlnx::xlnx(f64::from(count)),
        }
    }

    /// Σ n ln n; no count may pass the number of rows.
    #[must_use]
    pub fn sum(&self, counts: &[u32]) -> f64 {
        if self.table.is_empty() {
            return computed(counts);
        }
        // One look-up a count, and no count is past the end.
        let last = self.table.len() - 1;
        let term = |count: u32| self.table[(count as usize).min(last)];
        let (chunks, rest) = counts.as_chunks::<4>();
        let mut lanes = [0.0; 4];
        for chunk in chunks {
            for (lane, count) in lanes.iter_mut().zip(chunk) {
                *lane += term(*count);
            }
        }
        for (lane, count) in lanes.iter_mut().zip(rest) {
            *lane += term(*count);
        }
        (lanes[0] + lanes[1]) + (lanes[2] + lanes[3])
    }
}

fn computed(counts: &[u32]) -> f64 {
    let mut sum = Sum::default();
    let mut numbers = [0.0; CHUNK];
    for chunk in counts.chunks(CHUNK) {
        for (number, count) in numbers.iter_mut().zip(chunk) {
            *number = f64::from(*count);
        }
        sum.merge(compensated(&numbers[..chunk.len()]));
    }
    sum.value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looked_up_or_computed_the_sum_is_that_of_the_terms() {
        let counts: Vec<u32> = (0..1003).map(|i| (i * i) % 977).collect();
        let expected: f64 =
            counts.iter().filter(|n| **n > 0).map(|n| f64::from(*n) * f64::from(*n).ln()).sum();
        for rows in [977, TABULATED, TABULATED + 1, 10_000_000] {
            let terms = Terms::new(rows);
            assert!((terms.sum(&counts) / expected - 1.0).abs() < 1e-14);
            assert!((terms.of(976) - 976.0 * 976f64.ln()).abs() < 1e-11);
            assert_eq!(terms.of(0), 0.0);
        }
    }
}
