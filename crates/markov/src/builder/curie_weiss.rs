//! Interacting spins x ∈ {−1, +1}^d with stationary law π(x) ∝ exp(−β E(x)), one spin updated a step.
//!
//! E(x) = −Σ_{i,j=1..d} J_ij x_i x_j − h Σ_i x_i, the full double sum: every pair counts twice and the diagonal
//! adds a constant. A step picks a spin uniformly (random scan) and
//! - Metropolis: flips it with probability min(1, π(y) / π(x)), so π(x) P(x, y) = min(π(x), π(y)) / d;
//! - heat bath: draws it anew from its conditional law, π(x) P(x, y) = π(x) π(y) / (d (π(x) + π(y))).
//!
//! Both are reversible, so the stationary law is known in closed form and no P is formed. Value 0 of a
//! coordinate is spin −1. Cost: O(2^d d); 8 (d + 1) 2^d bytes.
//! Sources: N. Metropolis et al., 1953, "Equation of state calculations by fast computing machines";
//! R. Glauber, 1963, "Time-dependent statistics of the Ising model".
use super::energy::Energy;
use crate::chain::{Chain, Law, Origin, Parts, SingleFlipLaw, Source, Space};
use marginals_core::sum::{BLOCK, Sum};
use marginals_core::{Error, Result, Run};

/// The matrix J of pair couplings.
#[derive(Clone, Debug, PartialEq)]
pub enum Couplings {
    /// J_ij = 2^{−|i−j|}.
    Decaying,
    /// J_ij = 1: E = −(Σ x)² − h Σ x.
    MeanField,
    /// A symmetric d × d matrix, row-major.
    Matrix(Vec<f64>),
}

/// How the picked spin is updated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dynamics {
    /// Flip it, or stay.
    Metropolis,
    /// Draw it from its conditional law.
    HeatBath,
}

/// A spin model and its dynamics.
#[derive(Clone, Debug, PartialEq)]
pub struct CurieWeiss {
    /// Number of spins d.
    pub spins: u32,
    /// β.
    pub inverse_temperature: f64,
    /// h.
    pub field: f64,
    /// J.
    pub couplings: Couplings,
    /// Update rule.
    pub dynamics: Dynamics,
}

/// Masses below it are taken as 0: their flows, down to 1/62 of them, would be subnormal, of few bits, and the row
/// of such a state would not sum to 1.
const SMALLEST_MASS: f64 = 1e-290;

/// Most spins whose states are numbered.
const MAX_SPINS: u32 = 31;

impl CurieWeiss {
    /// Checks the model without building it.
    ///
    /// # Errors
    /// 0 or more than 31 spins, non-finite parameters, couplings of the wrong length or not symmetric.
    pub fn check(&self) -> Result<()> {
        if self.spins == 0 || self.spins > MAX_SPINS {
            return Err(Error::range("spins", format_args!("an integer in 1..={MAX_SPINS}"), self.spins));
        }
        for (name, value) in [("inverseTemperature", self.inverse_temperature), ("field", self.field)] {
            if !value.is_finite() {
                return Err(Error::non_finite(name, "a finite number", value));
            }
        }
        let Couplings::Matrix(matrix) = &self.couplings else { return Ok(()) };
        let spins = self.spins as usize;
        if matrix.len() != spins * spins {
            return Err(Error::shape(
                "couplings",
                format_args!("a {spins} × {spins} matrix"),
                format_args!("{} numbers", matrix.len()),
            ));
        }
        for i in 0..spins {
            for j in 0..=i {
                let (a, b) = (matrix[i * spins + j], matrix[j * spins + i]);
                if !a.is_finite() || !b.is_finite() {
                    return Err(Error::non_finite(
                        "couplings",
                        "finite numbers",
                        format_args!("{a} and {b} at ({i}, {j})"),
                    ));
                }
                if (a - b).abs() > 1e-12 * a.abs().max(b.abs()) {
                    return Err(Error::argument(
                        "couplings",
                        "a symmetric matrix",
                        format_args!("{a} at ({i}, {j}) and {b} at ({j}, {i})"),
                    ));
                }
            }
        }
        Ok(())
    }

    fn coupling_matrix(&self) -> Vec<f64> {
        let spins = self.spins as usize;
        let entry = |i: usize, j: usize| match &self.couplings {
            Couplings::Decaying => 0.5f64.powi(i.abs_diff(j) as i32),
            Couplings::MeanField => 1.0,
            Couplings::Matrix(matrix) => f64::midpoint(matrix[i * spins + j], matrix[j * spins + i]),
        };
        (0..spins * spins).map(|cell| entry(cell / spins, cell % spins)).collect()
    }

    /// Builds the chain.
    ///
    /// # Errors
    /// As [`CurieWeiss::check`]; out of memory (announced before it is taken); the run was cancelled.
    pub fn build(&self, run: &Run) -> Result<Chain> {
        self.check()?;
        let spins = self.spins as usize;
        let states = 1usize << spins;
        let announced = run.charge("the flows of the spin states", 8 * (spins as u64 + 2) * states as u64)?;
        let energy = Energy::new(spins, self.field, self.coupling_matrix());
        let mut law = energy.all(run)?;
        boltzmann(&mut law, self.inverse_temperature, run)?;
        let mut flow = run.filled("the flows of the spin states", states * spins, 0.0)?;
        let share = 1.0 / f64::from(self.spins);
        run.blocks_into(
            &mut flow,
            BLOCK * spins,
            || (),
            |(), first, chunk| {
                for (offset, flows) in chunk.chunks_mut(spins).enumerate() {
                    let x = first / spins + offset;
                    let here = law[x];
                    for (spin, flow) in flows.iter_mut().enumerate() {
                        let there = law[x ^ (1 << (spins - 1 - spin))];
                        *flow = share
                            * match self.dynamics {
                                Dynamics::Metropolis => here.min(there),
                                // The smaller mass times a number in [1/2, 1]: no product can underflow early.
                                Dynamics::HeatBath if here.min(there) > 0.0 => {
                                    here.min(there) * (here.max(there) / (here + there))
                                }
                                Dynamics::HeatBath => 0.0,
                            };
                    }
                }
                Ok(())
            },
        )?;
        drop(announced);
        let mut warnings = Vec::new();
        let lost = law.iter().filter(|mass| **mass == 0.0).count();
        if lost > 0 {
            warnings.push(format!("{lost} states have a probability below {SMALLEST_MASS:e}, taken as 0"));
        }
        if self.dynamics == Dynamics::Metropolis && law.iter().all(|mass| *mass == law[0]) {
            warnings.push("the chain is periodic with period 2: every flip is accepted".to_string());
        }
        let space = Space::new(&vec![2; spins])?;
        let first_slot = SingleFlipLaw::slots_of(&space);
        Chain::assemble(
            Parts {
                space,
                law: Law::SingleFlip(SingleFlipLaw { reference: law, flow, first_slot }),
                origin: Origin::ClosedForm,
                exchangeable: energy.is_uniform(),
                source: Source::Model,
                warnings,
            },
            run,
        )
    }
}

/// The larger of two; the NaN of 0 × ∞, which `f64::max` would pass over, is kept.
fn larger(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() { f64::NAN } else { a.max(b) }
}

/// Turns energies into exp(−β E) / Z.
fn boltzmann(energies: &mut [f64], inverse_temperature: f64, run: &Run) -> Result<()> {
    let blocks = run.blocks(
        energies.len(),
        BLOCK,
        || (),
        |(), range| {
            Ok(energies[range]
                .iter()
                .map(|energy| -inverse_temperature * energy)
                .fold(f64::NEG_INFINITY, larger))
        },
    )?;
    let largest = blocks.into_iter().fold(f64::NEG_INFINITY, larger);
    if !largest.is_finite() {
        return Err(Error::range(
            "inverseTemperature",
            "a number whose product with the energies is finite",
            inverse_temperature,
        ));
    }
    let sums = run.items(
        energies.chunks_mut(BLOCK).collect(),
        || (),
        |(), _, chunk: &mut [f64]| {
            let mut sum = Sum::default();
            for energy in chunk {
                *energy = (-inverse_temperature * *energy - largest).exp();
                sum.add(*energy);
            }
            Ok(sum)
        },
    )?;
    let mut total = Sum::default();
    sums.into_iter().for_each(|sum| total.merge(sum));
    let total = total.value();
    run.blocks_into(
        energies,
        BLOCK,
        || (),
        |(), _, chunk| {
            for mass in chunk {
                *mass /= total;
                if *mass < SMALLEST_MASS {
                    *mass = 0.0;
                }
            }
            Ok(())
        },
    )
}
