//! The multilinear extension of a set cover: F(x) = Σ_i w_i (1 − Π_{e covers i} (1 − x_e)).
//!
//! A concept keeps the product of its factors that are not 0 and the number of those that are, so a coordinate moves
//! by one division and one multiplication per concept, and a derivative is the weight of what e covers alone:
//! Σ_i w_i Π_{e' ≠ e} (1 − x_e').
use super::SetCover;
use marginals_core::sum::Sum;
use marginals_core::{Multilinear, Result, Run};

/// The extension at a point.
pub(super) struct CoverExtension<'a> {
    cover: &'a SetCover,
    point: Vec<f64>,
    /// Product of the factors of each concept that are not 0, and how many are.
    open: Vec<(f64, u32)>,
    nothing: Vec<u64>,
}

impl<'a> CoverExtension<'a> {
    pub fn new(cover: &'a SetCover, ground: usize, concepts: usize, run: &Run) -> Result<Self> {
        Ok(CoverExtension {
            cover,
            point: run.filled("a point", ground, 0.0)?,
            open: run.filled("uncovered concepts", concepts, (1.0, 0))?,
            nothing: run.filled("no concepts", concepts.div_ceil(64), 0)?,
        })
    }
}

impl Multilinear for CoverExtension<'_> {
    fn value(&self) -> f64 {
        let missed = |(product, zeros): &(f64, u32)| if *zeros > 0 { 0.0 } else { *product };
        let terms = self.open.iter().enumerate();
        terms
            .map(|(concept, open)| self.cover.weight(concept) * (1.0 - missed(open)))
            .collect::<Sum>()
            .value()
    }

    fn derivatives(&mut self, candidates: &[u32], run: &Run, out: &mut [f64]) -> Result<()> {
        run.check()?;
        for (e, out) in candidates.iter().zip(out) {
            let own = 1.0 - self.point[*e as usize];
            let mut sum = 0.0;
            self.cover.each_new(*e, &self.nothing, |concept| {
                let without = match (self.open[concept], own > 0.0) {
                    ((product, 0), true) => product / own,
                    ((product, 1), false) => product,
                    _ => 0.0,
                };
                sum += self.cover.weight(concept) * without;
            });
            *out = sum;
        }
        Ok(())
    }

    fn set(&mut self, e: u32, to: f64, run: &Run) -> Result<()> {
        run.check()?;
        let (before, after) = (1.0 - self.point[e as usize], 1.0 - to);
        self.point[e as usize] = to;
        let open = &mut self.open;
        self.cover.each_new(e, &self.nothing, |concept| {
            let (product, zeros) = &mut open[concept];
            if before > 0.0 {
                *product /= before;
            } else {
                *zeros -= 1;
            }
            if after > 0.0 {
                *product *= after;
            } else {
                *zeros += 1;
            }
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::SetFunction;
    use marginals_core::random::{below, stream, uniform};

    #[test]
    fn is_the_expectation_over_random_sets() {
        let run = Run::default();
        for seed in 0..200 {
            let mut random = stream(seed, "covers", 0);
            let sets: Vec<Vec<u32>> =
                (0..5).map(|_| (0..7).filter(|_| uniform(&mut random) < 0.4).collect()).collect();
            let mut starts = vec![0u32];
            sets.iter().for_each(|set| starts.push(starts[starts.len() - 1] + set.len() as u32));
            let weights = (seed % 2 == 0).then(|| (0..7).map(|_| uniform(&mut random)).collect::<Vec<f64>>());
            let cover = SetCover::new(&starts, &sets.concat(), 7, weights.clone(), &run).unwrap();
            let value = |mask: usize| -> f64 {
                let covered = |c: &u32| (0..5).any(|e| mask >> e & 1 == 1 && sets[e].contains(c));
                (0..7).filter(covered).map(|c| weights.as_ref().map_or(1.0, |own| own[c as usize])).sum()
            };
            let expectation = |x: &[f64]| -> f64 {
                let chance = |mask: usize| {
                    (0..5).map(|e| if mask >> e & 1 == 1 { x[e] } else { 1.0 - x[e] }).product::<f64>()
                };
                (0..32).map(|mask| chance(mask) * value(mask)).sum()
            };
            let mut extension = SetFunction::multilinear(&cover, &run).unwrap().unwrap();
            let mut point = [0.0; 5];
            for _ in 0..30 {
                let e = below(&mut random, 5) as usize;
                point[e] = [0.0, 0.25, 0.5, 1.0][below(&mut random, 4) as usize];
                extension.set(e as u32, point[e], &run).unwrap();
                assert!((extension.value() - expectation(&point)).abs() < 1e-12);
                let mut derivatives = [0.0; 5];
                extension.derivatives(&[0, 1, 2, 3, 4], &run, &mut derivatives).unwrap();
                for (e, derivative) in derivatives.into_iter().enumerate() {
                    let at = |x: f64| expectation(&[&point[..e], &[x], &point[e + 1..]].concat());
                    assert!((derivative - (at(1.0) - at(0.0))).abs() < 1e-12);
                }
            }
        }
    }
}
