//! Mutual information of two-valued columns, one with many, from the rows in which both have their second value.
//!
//! The four cells of a pair follow from that count and the marginals, so a pair costs four look-ups of n ln n. What all
//! pairs need of a column lies in arrays of its own.
use super::information::{Counted, SMALL};
use super::terms::Terms;
use marginals_core::sum::Sum;

/// Columns of two values: rows of the second, and Σ n ln n.
#[derive(Debug, Default)]
pub struct Bits {
    ones: Vec<u32>,
    terms: Vec<f64>,
}

impl Bits {
    /// What pairs need of columns that all have two values.
    pub fn new<'a>(columns: impl Iterator<Item = &'a Counted<'a>>) -> Self {
        let (ones, terms) = columns.map(|column| (column.counts[1], column.terms)).unzip();
        Bits { ones, terms }
    }

    /// I of column `own` with each of the first, in nats, from the rows in which `both` have their second value.
    pub fn informations(&self, own: usize, both: &[u32], terms: &Terms, found: &mut [f64]) {
        let table = terms.table();
        match table.len().checked_sub(1) {
            None => self.differences(own, both, terms, |count| terms.of(count), found),
            // No count is past the end.
            Some(last) => {
                self.differences(own, both, terms, |count| table[(count as usize).min(last)], found);
            }
        }
        let n = terms.rows() as f64;
        let small = SMALL * n;
        let fewest = found.iter().fold(f64::INFINITY, |least, difference| least.min(*difference));
        if fewest > small {
            found.iter_mut().for_each(|found| *found /= n);
            return;
        }
        for (other, (found, both)) in found.iter_mut().zip(both).enumerate() {
            *found =
                if *found > small { *found / n } else { self.by_ratios(other, own, *both, terms.rows()) };
        }
    }

    /// N times the information, as a difference of sums.
    fn differences(
        &self,
        own: usize,
        both: &[u32],
        terms: &Terms,
        term: impl Fn(u32) -> f64,
        found: &mut [f64],
    ) {
        let (rows, whole) = (terms.rows() as u32, terms.whole());
        let (own_ones, own_terms) = (self.ones[own], self.terms[own]);
        let others = self.ones.iter().zip(&self.terms);
        for ((found, both), (ones, other)) in found.iter_mut().zip(both).zip(others) {
            let [zeros, second, first, both] = cells(*both, *ones, own_ones, rows).map(&term);
            *found = (zeros + second) + (first + both) + whole - other - own_terms;
        }
    }

    /// The information as [`information_by_ratios`](super::information_by_ratios) has it: each cell is as far from what it
    /// would be without relation as every other.
    fn by_ratios(&self, other: usize, own: usize, both: u32, rows: usize) -> f64 {
        let (a, b) = (self.ones[other], self.ones[own]);
        let product = |a: u32, b: u32| u64::from(a) * u64::from(b);
        // At most N² / 4 on either side of 0, so what wraps around comes back.
        let excess = product(both, rows as u32).wrapping_sub(product(a, b)) as i64;
        let [not_a, not_b] = [a, b].map(|ones| rows as u32 - ones);
        let expected = [product(not_a, not_b), product(not_a, b), product(a, not_b), product(a, b)];
        let mut sum = Sum::default();
        for (at, (count, expected)) in cells(both, a, b, rows as u32).into_iter().zip(expected).enumerate() {
            let excess = if at == 1 || at == 2 { -excess } else { excess };
            if count > 0 {
                sum.add(f64::from(count) * (excess as f64 / expected as f64).ln_1p());
            }
        }
        (sum.value() / rows as f64).max(0.0)
    }
}

/// The four cells: neither, the second column alone, the first alone, both.
fn cells(both: u32, ones: u32, own: u32, rows: u32) -> [u32; 4] {
    let (first, second) = (ones.wrapping_sub(both), own.wrapping_sub(both));
    [rows.wrapping_sub(ones).wrapping_sub(second), second, first, both]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contingency::{PairCounter, Symbols, information};
    use crate::table::Values;
    use marginals_core::Run;
    use marginals_core::random::{below, stream};

    #[test]
    fn many_pairs_are_each_what_it_is_alone() {
        let run = Run::default();
        for case in 0..120u64 {
            let mut generator = stream(case, "columns", 0);
            // Above 2¹⁶ rows no term is looked up; every fourth case holds columns without relation.
            let rows = match case % 40 {
                39 => 70_000,
                _ => 4 * (1 + below(&mut generator, 300) as usize),
            };
            let mut columns: Vec<Vec<u8>> = (0..6)
                .map(|_| {
                    let share = 1 + below(&mut generator, 7);
                    (0..rows).map(|_| u8::from(below(&mut generator, 8) < share)).collect()
                })
                .collect();
            if case % 4 == 0 {
                columns[0] = (0..rows).map(|row| (row % 2) as u8).collect();
                columns[5] = (0..rows).map(|row| (row / 2 % 2) as u8).collect();
            }
            let terms = Terms::new(rows);
            let values: Vec<Values> = columns.iter().cloned().map(Values::U8).collect();
            let counted: Vec<Counted<'_>> =
                values.iter().map(|values| Counted::new(values, 2, &terms, &run).unwrap()).collect();
            let bits = Bits::new(counted.iter());
            let own = columns.len() - 1;
            let both: Vec<u32> = columns[..own]
                .iter()
                .map(|other| other.iter().zip(&columns[own]).filter(|(a, b)| **a & **b == 1).count() as u32)
                .collect();
            let mut found = vec![0.0; own];
            bits.informations(own, &both, &terms, &mut found);
            let mut counter = PairCounter::default();
            for (other, found) in found.iter().enumerate() {
                let pair = |at: usize| Symbols { values: &values[at], radix: 2 };
                let joint = counter.joint(pair(other), pair(own), &run).unwrap();
                let alone = information(&joint, &counted[other], &counted[own], &terms);
                assert!((found - alone).abs() < 1e-14, "{found} {alone}");
                assert!(*found > 1e-6 || found.to_bits() == alone.to_bits());
            }
        }
    }
}
