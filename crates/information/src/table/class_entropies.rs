//! Σ t ln(T/t) over a stream of classes, most of which have few cells.
//!
//! Classes of up to 16 cells are collected by size and go through the vector loop eight at a time; the sum depends
//! on the order of the classes alone.
use marginals_core::sum::Sum;
use marginals_numerics::arch::fields::{Lanes, Totals};
use marginals_numerics::arch::{Level, fields};
use marginals_numerics::conditional::class_entropy;

/// Groups of eight classes per call of the vector loop.
const BATCH: usize = 32;

/// Classes of up to `V` cells; number i of them goes to lane i mod 8.
struct Batch<const V: usize> {
    cells: Vec<[Lanes; V]>,
    filled: usize,
    totals: Totals,
}

impl<const V: usize> Batch<V> {
    fn new() -> Self {
        Batch { cells: Vec::new(), filled: 0, totals: Totals::zero(1) }
    }

    #[inline]
    fn add(&mut self, weights: &[f64], level: Level) {
        if self.cells.is_empty() {
            self.cells.resize(BATCH, [[0.0; 8]; V]);
        }
        let cells = &mut self.cells[self.filled / 8];
        for (cell, weight) in cells.iter_mut().zip(weights) {
            cell[self.filled % 8] = *weight;
        }
        self.filled += 1;
        if self.filled == 8 * BATCH {
            self.flush(level);
        }
    }

    fn flush(&mut self, level: Level) {
        let groups = &mut self.cells[..self.filled.div_ceil(8)];
        fields::add_entropies_of_groups(level, groups, &mut self.totals);
        groups.fill([[0.0; 8]; V]);
        self.filled = 0;
    }

    fn finish(&mut self, level: Level, sum: &mut Sum) {
        self.flush(level);
        self.totals.sum[0].iter().chain(&self.totals.lost[0]).for_each(|part| sum.add(*part));
    }
}

/// Σ t ln(T/t) over all classes.
pub(crate) struct ClassEntropies {
    level: Level,
    small: Batch<4>,
    medium: Batch<8>,
    large: Batch<16>,
    others: Sum,
}

impl ClassEntropies {
    /// Zero.
    pub(crate) fn new(level: Level) -> Self {
        ClassEntropies {
            level,
            small: Batch::new(),
            medium: Batch::new(),
            large: Batch::new(),
            others: Sum::default(),
        }
    }

    /// Adds one class: the weights of its cells, each positive.
    #[inline]
    pub(crate) fn add(&mut self, weights: &[f64]) {
        match weights.len() {
            0 | 1 => {}
            2..=4 => self.small.add(weights, self.level),
            5..=8 => self.medium.add(weights, self.level),
            9..=16 => self.large.add(weights, self.level),
            _ => self.others.add(class_entropy(weights)),
        }
    }

    /// The sum in nats times weight.
    pub(crate) fn finish(mut self) -> f64 {
        let mut sum = self.others;
        self.small.finish(self.level, &mut sum);
        self.medium.finish(self.level, &mut sum);
        self.large.finish(self.level, &mut sum);
        sum.value().max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_of_any_size_add_up() {
        let mut entropies = ClassEntropies::new(Level::Baseline);
        let mut expected = 0.0;
        for n in (0..20).cycle().take(1000) {
            let cells: Vec<f64> = (0..n).map(|cell| f64::from(cell + 1)).collect();
            expected += class_entropy(&cells);
            entropies.add(&cells);
        }
        assert!((entropies.finish() - expected).abs() < 1e-12 * expected);
    }
}
