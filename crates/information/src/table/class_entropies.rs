//! Σ t ln(T/t) over a stream of classes, most of which have few cells.
//!
//! Classes of two to four cells are collected and go through the vector loop eight at a time; the sum depends
//! on the order of the classes alone.
use marginals_core::sum::Sum;
use marginals_numerics::arch::fields::{Lanes, Totals};
use marginals_numerics::arch::{Level, fields};
use marginals_numerics::conditional::class_entropy;

/// Groups of up to four rows per call of the vector loop, in eights.
const BATCH: usize = 32;

/// Σ t ln(T/t) over all groups. Group number i of those with at most four rows goes to lane i mod 8.
pub(crate) struct ClassEntropies {
    level: Level,
    cells: Vec<[Lanes; 4]>,
    filled: usize,
    totals: Totals,
    large: Sum,
}

impl ClassEntropies {
    /// Zero.
    pub(crate) fn new(level: Level) -> Self {
        ClassEntropies {
            level,
            cells: vec![[[0.0; 8]; 4]; BATCH],
            filled: 0,
            totals: Totals::zero(1),
            large: Sum::default(),
        }
    }

    fn flush(&mut self) {
        let groups = self.filled.div_ceil(8);
        fields::add_entropies_of_groups(self.level, &self.cells[..groups], &mut self.totals);
        self.cells[..groups].fill([[0.0; 8]; 4]);
        self.filled = 0;
    }

    /// The sum in nats times weight.
    pub(crate) fn finish(mut self) -> f64 {
        self.flush();
        let mut sum = self.large;
        self.totals.sum[0].iter().chain(&self.totals.lost[0]).for_each(|part| sum.add(*part));
        sum.value().max(0.0)
    }

    /// Adds one class: the weights of its cells, each positive.
    #[inline]
    pub(crate) fn add(&mut self, weights: &[f64]) {
        match weights.len() {
            0 | 1 => {}
            2..=4 => {
                let cells = &mut self.cells[self.filled / 8];
                for (cell, weight) in cells.iter_mut().zip(weights) {
                    cell[self.filled % 8] = *weight;
                }
                self.filled += 1;
                if self.filled == 8 * BATCH {
                    self.flush();
                }
            }
            _ => self.large.add(class_entropy(weights)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_of_any_size_add_up() {
        let mut entropies = ClassEntropies::new(Level::Baseline);
        let mut expected = 0.0;
        for n in (0..9).cycle().take(1000) {
            let cells: Vec<f64> = (0..n).map(|cell| f64::from(cell + 1)).collect();
            expected += class_entropy(&cells);
            entropies.add(&cells);
        }
        assert!((entropies.finish() - expected).abs() < 1e-12 * expected);
    }
}
