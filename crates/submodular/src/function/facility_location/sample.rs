//! A random part of the rows to be represented, each standing for as many: for ground sets where all pairs are too many.
//!
//! The value over m of n rows, each of weight n/m, is an unbiased estimate of the value over all, for every set; by
//! W. Hoeffding (1963, "Probability inequalities for sums of bounded random variables") its error is below
//! n √(ln(2/δ) / 2m) times the largest similarity with probability 1 − δ.
use super::method::Representation;
use marginals_core::random::{below, stream};
use marginals_core::{Error, Result};
use std::collections::BTreeSet;

impl Representation {
    /// The same representation over `size` of `all` represented rows, and which they are (ascending, every set of that
    /// size equally likely).
    ///
    /// # Errors
    /// A size outside 1..=all, weights that do not fit.
    pub fn sampled(self, all: usize, size: usize, seed: u64) -> Result<(Representation, Vec<u32>)> {
        if size == 0 || size > all {
            return Err(Error::range("sample", format!("an integer in 1..={all} (represented rows)"), size));
        }
        if let Some(weights) = &self.weights {
            super::check_weights(weights, all)?;
        }
        // R. W. Floyd's algorithm (J. Bentley, 1987, "Programming pearls: a sample of brilliance").
        let mut random = stream(seed, "facility-location-sample", 0);
        let mut drawn = BTreeSet::new();
        for last in all - size..all {
            let row = below(&mut random, last as u64 + 1) as u32;
            if !drawn.insert(row) {
                drawn.insert(last as u32);
            }
        }
        let rows: Vec<u32> = drawn.into_iter().collect();
        let share = all as f64 / size as f64;
        let weight = |row: &u32| share * self.weights.as_ref().map_or(1.0, |w| w[*row as usize]);
        let weights = Some(rows.iter().map(weight).collect());
        Ok((Representation { weights, sampled_from: Some(all), ..self }, rows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_drawn_as_often() {
        let mut seen = [0u32; 10];
        for seed in 0..3000 {
            let (how, rows) = Representation::default().sampled(10, 4, seed).unwrap();
            assert_eq!(rows.len(), 4);
            assert!(rows.is_sorted_by(|a, b| a < b));
            assert_eq!(how.weights.unwrap(), vec![2.5; 4]);
            rows.iter().for_each(|row| seen[*row as usize] += 1);
        }
        // 1,200 expected, standard deviation 27.
        assert!(seen.iter().all(|count| (1050..1350).contains(count)), "{seen:?}");
        assert!(Representation::default().sampled(10, 11, 0).is_err());
        assert!(Representation::default().sampled(10, 0, 0).is_err());
    }
}
