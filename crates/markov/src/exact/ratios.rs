//! Curvature and submodularity ratio: how far a set function is from modular and from submodular.
//!
//! - total curvature of an increasing submodular f: κ = 1 − min_e f(e | V−e) / f(e | ∅); greedy reaches
//!   (1 − e^{−κ}) / κ of the optimum under a cardinality (M. Conforti, G. Cornuéjols, 1984);
//! - supermodular curvature of an increasing supermodular f: κ^g = 1 − min_e f(e | ∅) / f(e | V−e); greedy reaches
//!   1 − κ^g (W. Bai, J. Bilmes, 2018, "Greed is still good");
//! - submodularity ratio: γ = min over disjoint A, B with f(B | A) > 0 of Σ_{b∈B} f(b | A) / f(B | A), 1 for
//!   submodular f (A. Das, D. Kempe, 2011); supermodularity ratio: η = min of f(B | A) / Σ_{b∈B} f(b | A), 1 for
//!   supermodular f (A. Bian, J. Buhmann, A. Krause, S. Tschiatschek, 2017; J. Jagalur-Mohan, Y. Marzouk, 2021).
//!
//! Elements and pairs whose denominators are rounding are left out. Ratios cost 3^d additions.
use super::optimum::TIE;
use marginals_core::{Result, Run};

/// Ratios of an increasing set function, each in [0, 1].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ratios {
    /// κ; meaningful for submodular f.
    pub curvature: f64,
    /// κ^g; meaningful for supermodular f.
    pub supermodular_curvature: f64,
    /// γ.
    pub submodularity_ratio: f64,
    /// η.
    pub supermodularity_ratio: f64,
}

/// 1 − the least quotient of two gains, in [0, 1].
fn curvature(quotients: impl Iterator<Item = (f64, f64)>) -> f64 {
    let least =
        quotients.filter(|(_, below)| *below > TIE).map(|(above, below)| above / below).fold(1.0, f64::min);
    (1.0 - least).clamp(0.0, 1.0)
}

/// Total and supermodular curvature from gains at the empty set and last gains.
#[must_use]
pub fn curvatures(first: &[f64], last: &[f64]) -> (f64, f64) {
    let pairs = || first.iter().copied().zip(last.iter().copied());
    (curvature(pairs().map(|(first, last)| (last, first))), curvature(pairs()))
}

impl Ratios {
    /// Ratios of the function with these values (indexed by mask), for sets B of at most `batch` elements.
    ///
    /// # Errors
    /// The run was cancelled.
    pub fn new(values: &[f64], batch: usize, run: &Run) -> Result<Self> {
        let dimension = values.len().ilog2() as usize;
        let full = values.len() - 1;
        let first: Vec<f64> = (0..dimension).map(|e| values[1 << e] - values[0]).collect();
        let last: Vec<f64> = (0..dimension).map(|e| values[full] - values[full ^ 1 << e]).collect();
        let (curvature, supermodular_curvature) = curvatures(&first, &last);
        let parts = run.blocks(
            values.len(),
            64,
            || (Vec::new(), Vec::new()),
            |(sums, masks): &mut (Vec<f64>, Vec<usize>), range| {
                let mut ratios = (1.0f64, 1.0f64);
                for set in range {
                    run.check()?;
                    let open: Vec<usize> = (0..dimension).filter(|e| set >> e & 1 == 0).collect();
                    sums.clear();
                    masks.clear();
                    sums.push(0.0);
                    masks.push(set);
                    for chosen in 1..1usize << open.len() {
                        // Σ over B = Σ over B without its lowest element, plus that element's gain.
                        let lowest = open[chosen.trailing_zeros() as usize];
                        let rest = chosen & (chosen - 1);
                        let sum = sums[rest] + (values[set | 1 << lowest] - values[set]);
                        sums.push(sum);
                        masks.push(masks[rest] | 1 << lowest);
                        if chosen.count_ones() as usize > batch {
                            continue;
                        }
                        let joint = values[masks[chosen]] - values[set];
                        if joint > TIE {
                            ratios.0 = ratios.0.min(sum / joint);
                        }
                        if sum > TIE {
                            ratios.1 = ratios.1.min(joint / sum);
                        }
                    }
                }
                Ok(ratios)
            },
        )?;
        let (submodular, supermodular) = parts
            .into_iter()
            .fold((1.0f64, 1.0f64), |least, part| (least.0.min(part.0), least.1.min(part.1)));
        Ok(Ratios {
            curvature,
            supermodular_curvature,
            submodularity_ratio: submodular.clamp(0.0, 1.0),
            supermodularity_ratio: supermodular.clamp(0.0, 1.0),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_of_known_functions() {
        let run = Run::default();
        let of = |f: &dyn Fn(f64) -> f64| {
            let values: Vec<f64> = (0..64usize).map(|mask| f(f64::from(mask.count_ones()))).collect();
            Ratios::new(&values, 6, &run).unwrap()
        };
        let modular = of(&|size| 2.0 * size);
        assert_eq!(
            modular,
            Ratios {
                curvature: 0.0,
                supermodular_curvature: 0.0,
                submodularity_ratio: 1.0,
                supermodularity_ratio: 1.0,
            }
        );
        // Gains of the square are 1, 3, …, 11; the worst B is everything: 6 · 1 / 36.
        let square = of(&|size| size * size);
        assert!((square.submodularity_ratio - 1.0 / 6.0).abs() < 1e-15);
        assert!((square.supermodular_curvature - 10.0 / 11.0).abs() < 1e-15);
        assert_eq!(square.supermodularity_ratio, 1.0);
        let root = of(&|size| size.sqrt());
        assert_eq!(root.submodularity_ratio, 1.0);
        assert!((root.curvature - (1.0 - (6f64.sqrt() - 5f64.sqrt()))).abs() < 1e-15);
        assert!((root.supermodularity_ratio - 1.0 / 6f64.sqrt()).abs() < 1e-15);
    }
}
