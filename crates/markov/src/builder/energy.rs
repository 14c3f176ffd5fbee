//! Energies of all 2^d spin configurations, E(x) = −Σ_{i,j} J_ij x_i x_j − h Σ_i x_i over the full double sum
//! (diagonal and both orders), x_i = ±1.
//!
//! State bits: spin 0 is the highest bit, 0 means −1. Spins are split into a slow and a fast half: for each
//! slow configuration the field on the fast half is made once, so a state costs d / 2 additions instead of d².
use marginals_core::{Result, Run};

/// Pair couplings in the form the double sum uses them.
pub(super) struct Energy {
    spins: usize,
    field: f64,
    couplings: Vec<f64>,
    /// J_ij = c off the diagonal for one c: the energy is a function of Σ x alone.
    uniform: Option<f64>,
}

#[inline]
fn sign(bits: u32, bit: usize) -> f64 {
    if bits >> bit & 1 == 1 { 1.0 } else { -1.0 }
}

impl Energy {
    /// `couplings` is a symmetric d × d matrix.
    pub(super) fn new(spins: usize, field: f64, couplings: Vec<f64>) -> Self {
        let first = couplings.get(1).copied().unwrap_or(0.0);
        let uniform = (0..spins)
            .all(|i| (0..spins).all(|j| i == j || couplings[i * spins + j] == first))
            .then_some(first);
        Energy { spins, field, couplings, uniform }
    }

    /// Whether permuting spins changes nothing.
    pub(super) fn is_uniform(&self) -> bool {
        self.uniform.is_some()
    }

    fn coupling(&self, i: usize, j: usize) -> f64 {
        self.couplings[i * self.spins + j]
    }

    /// Energies of all states, in state order.
    pub(super) fn all(&self, run: &Run) -> Result<Vec<f64>> {
        let spins = self.spins;
        let mut energies = run.filled("the energies of the spin states", 1 << spins, 0.0)?;
        let diagonal: f64 = (0..spins).map(|i| self.coupling(i, i)).sum();
        if let Some(c) = self.uniform {
            // Σ_{i≠j} x_i x_j = (Σ x)² − d; the same bits for every state with the same number of spins up.
            run.blocks_into(
                &mut energies,
                4096,
                || (),
                |(), first, chunk| {
                    for (offset, energy) in chunk.iter_mut().enumerate() {
                        let total = 2.0 * f64::from((first + offset).count_ones()) - spins as f64;
                        *energy = -(c * (total * total - spins as f64) + diagonal) - self.field * total;
                    }
                    Ok(())
                },
            )?;
            return Ok(energies);
        }
        let fast = spins / 2;
        let slow = spins - fast;
        // Spin of bit b of the whole state is d − 1 − b.
        let spin = |bit: usize| spins - 1 - bit;
        let within = |bits: u32, range: std::ops::Range<usize>| -> f64 {
            let mut energy = 0.0;
            for a in range.clone() {
                for b in a + 1..range.end {
                    let product = sign(bits, a - range.start) * sign(bits, b - range.start);
                    energy -= 2.0 * self.coupling(spin(a), spin(b)) * product;
                }
                energy -= self.field * sign(bits, a - range.start);
            }
            energy
        };
        let alone: Vec<f64> = (0..1u32 << fast).map(|bits| within(bits, 0..fast)).collect();
        run.blocks_into(
            &mut energies,
            1 << fast,
            || vec![0.0; fast],
            |fields, first, chunk| {
                let high = (first >> fast) as u32;
                for (bit, field) in fields.iter_mut().enumerate() {
                    *field = (0..slow)
                        .map(|a| 2.0 * self.coupling(spin(bit), spin(fast + a)) * sign(high, a))
                        .sum();
                }
                let base = within(high, fast..spins) - diagonal;
                for (low, (energy, alone)) in (0u32..).zip(chunk.iter_mut().zip(&alone)) {
                    let across: f64 = fields.iter().enumerate().map(|(bit, f)| f * sign(low, bit)).sum();
                    *energy = base + alone - across;
                }
                Ok(())
            },
        )?;
        Ok(energies)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directly(spins: usize, field: f64, couplings: &[f64], state: u32) -> f64 {
        let x: Vec<f64> = (0..spins).map(|i| sign(state, spins - 1 - i)).collect();
        let mut energy = 0.0;
        for i in 0..spins {
            for j in 0..spins {
                energy -= couplings[i * spins + j] * x[i] * x[j];
            }
            energy -= field * x[i];
        }
        energy
    }

    #[test]
    fn equals_the_double_sum() {
        for spins in 1..=7 {
            let mut couplings = vec![0.0; spins * spins];
            for i in 0..spins {
                for j in 0..spins {
                    couplings[i * spins + j] = ((i * 7 + j * 7 + 3 * i * j) % 11) as f64 / 8.0 - 0.5;
                }
            }
            let energies = Energy::new(spins, 0.375, couplings.clone()).all(&Run::default()).unwrap();
            for (state, energy) in energies.iter().enumerate() {
                assert!((energy - directly(spins, 0.375, &couplings, state as u32)).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn equal_couplings_depend_on_the_total_alone() {
        let energy = Energy::new(5, 1.0, vec![1.0; 25]);
        assert!(energy.is_uniform());
        for (state, energy) in energy.all(&Run::default()).unwrap().iter().enumerate() {
            let total = 2.0 * f64::from(state.count_ones()) - 5.0;
            assert_eq!(*energy, -total * total - total);
        }
    }
}
