//! What permutation tests and bootstrap intervals are made of: estimates of columns of symbols under another order.
//!
//! - I(X; Y): the marginals stay, a surrogate costs its joint counts.
//! - I(X; Y | Z) = I(X; YZ) − I(X; Z), YZ and Z as one column each; likewise the transfer entropy, Z being the past of
//!   the target. Where surrogates keep X given Z the second term does not change, and is computed all the same.
//!
//! Plug-in estimates, in nats.
use super::permutation::Statistic;
use crate::contingency::{Counted, Owned, PairCounter, Symbols, Terms, combine, information, reordered};
use crate::table::Values;
use marginals_core::{Error, Result, Run};

/// I(X; Y) or I(X; Y | Z) with X in another order.
#[derive(Debug)]
pub struct SymbolInformation {
    x: Values,
    radix: u32,
    terms: Terms,
    with: Owned,
    given: Option<Owned>,
}

impl SymbolInformation {
    /// Of `x` and `y`, each with the number of its values, given `z`.
    ///
    /// # Errors
    /// `Shape` without rows or for unequal lengths; out of memory; the run was cancelled.
    pub fn new(x: (Values, u32), y: (Values, u32), z: Option<(Values, u32)>, run: &Run) -> Result<Self> {
        let rows = x.0.len();
        if rows == 0 {
            return Err(Error::shape("x", "at least one row", "none"));
        }
        if y.0.len() != rows || z.as_ref().is_some_and(|z| z.0.len() != rows) {
            return Err(Error::shape("y", format!("as long as x ({rows})"), y.0.len()));
        }
        let terms = Terms::new(rows);
        let (with, given) = match z {
            None => (Owned::new(y.0, y.1, &terms, run)?, None),
            Some((values, radix)) => {
                let own = Symbols { values: &y.0, radix: y.1 };
                let (both, count) = combine(own, Symbols { values: &values, radix }, run)?;
                (Owned::new(both, count, &terms, run)?, Some(Owned::new(values, radix, &terms, run)?))
            }
        };
        Ok(SymbolInformation { x: x.0, radix: x.1, terms, with, given })
    }
}

/// The same of rows drawn anew: every column follows the order.
#[derive(Debug)]
pub struct Resampled(pub SymbolInformation);

impl Statistic for Resampled {
    type Scratch = ([Values; 3], PairCounter);

    fn rows(&self) -> usize {
        self.0.rows()
    }

    fn scratch(&self) -> Self::Scratch {
        ([const { Values::U8(Vec::new()) }; 3], PairCounter::default())
    }

    fn value(&self, order: Option<&[u32]>, scratch: &mut Self::Scratch, run: &Run) -> Result<f64> {
        let Some(order) = order else { return self.0.value(None, &mut self.0.scratch(), run) };
        let ([x, with, given], counter) = scratch;
        reordered(&self.0.x, order, x);
        reordered(&self.0.with.values, order, with);
        let x = Counted::new(x, self.0.radix, &self.0.terms, run)?;
        let mut shared = |values: &Values, radix: u32| -> Result<f64> {
            let other = Counted::new(values, radix, &self.0.terms, run)?;
            let joint = counter.joint(x.symbols, other.symbols, run)?;
            Ok(information(&joint, &x, &other, &self.0.terms))
        };
        let whole = shared(with, self.0.with.radix)?;
        match &self.0.given {
            None => Ok(whole),
            Some(column) => {
                reordered(&column.values, order, given);
                Ok((whole - shared(given, column.radix)?).max(0.0))
            }
        }
    }
}

impl Statistic for SymbolInformation {
    type Scratch = (Values, PairCounter);

    fn rows(&self) -> usize {
        self.x.len()
    }

    fn scratch(&self) -> (Values, PairCounter) {
        (Values::U8(Vec::new()), PairCounter::default())
    }

    fn value(&self, order: Option<&[u32]>, scratch: &mut Self::Scratch, run: &Run) -> Result<f64> {
        let (own, counter) = scratch;
        let x = match order {
            Some(order) => {
                reordered(&self.x, order, own);
                &*own
            }
            None => &self.x,
        };
        // A local order may repeat rows: x is counted each time, the others once.
        let x = Counted::new(x, self.radix, &self.terms, run)?;
        let mut with = |column: &Owned| -> Result<f64> {
            let other = column.counted();
            let joint = counter.joint(x.symbols, other.symbols, run)?;
            Ok(information(&joint, &x, &other, &self.terms))
        };
        let whole = with(&self.with)?;
        match &self.given {
            None => Ok(whole),
            Some(given) => Ok((whole - with(given)?).max(0.0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inference::{Alternative, Groups, Surrogate, permutation_test};
    use marginals_core::random::{below, stream};
    use std::collections::HashMap;

    fn entropy(rows: impl Iterator<Item = Vec<u32>>) -> f64 {
        let mut counts = HashMap::new();
        rows.for_each(|row| *counts.entry(row).or_insert(0.0) += 1.0);
        let total: f64 = counts.values().sum();
        counts.values().map(|n: &f64| -n / total * (n / total).ln()).sum()
    }

    #[test]
    fn values_are_those_of_entropies_under_any_order() {
        for seed in 0..200 {
            let mut generator = stream(seed, "rows", 0);
            let rows = 1 + below(&mut generator, 120) as usize;
            let mut draw = |radix: u32| -> Vec<u32> {
                (0..rows).map(|_| below(&mut generator, u64::from(radix)) as u32).collect()
            };
            let (x, y, z) = (draw(4), draw(300), draw(3));
            let run = Run::default();
            let made = |radix: u32, column: &[u32]| {
                (Values::new(radix, column.iter().copied(), &run).unwrap(), radix)
            };
            let mut order = vec![0; rows];
            Surrogate::Shuffle.order(seed, 1, false, &mut order);
            let moved: Vec<u32> = order.iter().map(|row| x[*row as usize]).collect();
            let h = |columns: &[&[u32]]| {
                entropy((0..rows).map(|row| columns.iter().map(|column| column[row]).collect()))
            };
            let plain = SymbolInformation::new(made(4, &x), made(300, &y), None, &run).unwrap();
            let given = SymbolInformation::new(made(4, &x), made(300, &y), Some(made(3, &z)), &run).unwrap();
            // An order of all columns together changes nothing.
            let (value, all) = (given.value(None, &mut given.scratch(), &run).unwrap(), Resampled(given));
            let again = all.value(Some(&order), &mut all.scratch(), &run).unwrap();
            assert!((value - again).abs() < 1e-13);
            let given = all.0;
            for (order, x) in [(None, &x), (Some(&order[..]), &moved)] {
                let mut scratch = plain.scratch();
                let found = plain.value(order, &mut scratch, &run).unwrap();
                assert!((found - (h(&[x]) + h(&[&y]) - h(&[x, &y]))).abs() < 1e-12);
                let found = given.value(order, &mut scratch, &run).unwrap();
                let expected = h(&[x, &z]) + h(&[&y, &z]) - h(&[&z]) - h(&[x, &y, &z]);
                assert!((found - expected).abs() < 1e-12, "{found} {expected}");
            }
        }
    }

    #[test]
    fn a_common_cause_is_found_only_without_the_condition() {
        // z decides x and y, which have nothing else to do with each other.
        let run = Run::default();
        let (mut alone, mut conditional) = (0, 0);
        for seed in 0..60 {
            let mut generator = stream(seed, "cause", 0);
            let z: Vec<u32> = (0..300).map(|_| below(&mut generator, 2) as u32).collect();
            let mut noisy = || -> Vec<u32> {
                z.iter().map(|z| if below(&mut generator, 4) == 0 { 1 - z } else { *z }).collect()
            };
            let (x, y) = (noisy(), noisy());
            let made = |column: &[u32]| (Values::new(2, column.iter().copied(), &run).unwrap(), 2);
            let p = |given: Option<(Values, u32)>, surrogate: &Surrogate| {
                let statistic = SymbolInformation::new(made(&x), made(&y), given, &run).unwrap();
                permutation_test(&statistic, surrogate, 199, Alternative::Greater, &run).unwrap().p_value
            };
            let within = Surrogate::Within(Groups::new(z.iter().copied(), 2));
            alone += usize::from(p(None, &Surrogate::Shuffle) <= 0.05);
            conditional += usize::from(p(Some(made(&z)), &within) <= 0.05);
        }
        assert!(alone >= 55 && conditional <= 8, "{alone} {conditional}");
    }
}
