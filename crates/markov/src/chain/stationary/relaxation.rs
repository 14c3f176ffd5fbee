//! Stationary law by damped Gauss–Seidel sweeps.
//!
//! A sweep sets π(y) ← Σ_{x≠y} π(x) P(x, y) / (1 − P(y, y)) for y in order, using new values at once; then the
//! new vector is averaged with the old one (weight 0.9), which moves every other eigenvalue of modulus 1
//! inside the unit circle, so that periodic chains converge too. Sources: W. Stewart, 1994, "Introduction to
//! the Numerical Solution of Markov Chains", chapter 3. Cost: O(z) a sweep; the number of sweeps grows with the
//! relaxation time.
use super::normalise;
use crate::chain::rows::Rows;
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};

const DAMPING: f64 = 0.9;
const SWEEPS: usize = 20_000;
const TARGET: f64 = 1e-13;
/// Residual that is still a stationary law for every use; reached when rounding stops the sweeps first.
const ENOUGH: f64 = 1e-11;

/// Σ|πP − π|, given the incoming edges.
pub(crate) fn residual(incoming: &Rows, law: &[f64], run: &Run) -> Result<f64> {
    let mut total = Sum::default();
    for (y, mass) in law.iter().enumerate() {
        if y % 1024 == 0 {
            run.check()?;
        }
        let (sources, probability) = incoming.row(y);
        let next: f64 = sources.iter().zip(probability).map(|(x, p)| law[*x as usize] * p).sum();
        total.add((next - mass).abs());
    }
    Ok(total.value())
}

/// The stationary law of an irreducible chain.
pub(crate) fn law(incoming: &Rows, run: &Run) -> Result<Vec<f64>> {
    let states = incoming.states();
    let mut law = run.filled("the stationary law", states, 1.0 / states as f64)?;
    let mut swept = law.clone();
    let mut best = f64::INFINITY;
    let mut since_best = 0;
    run.progress().start("stationary law", 0);
    for sweep in 1..=SWEEPS {
        for y in 0..states {
            if y % 1024 == 0 {
                run.check()?;
            }
            let (sources, probability) = incoming.row(y);
            let (mut inflow, mut staying) = (0.0, 0.0);
            for (x, p) in sources.iter().zip(probability) {
                if *x as usize == y {
                    staying = *p;
                } else {
                    inflow += swept[*x as usize] * p;
                }
            }
            swept[y] = inflow / (1.0 - staying);
        }
        normalise(&mut swept);
        for (old, new) in law.iter_mut().zip(&swept) {
            *old += DAMPING * (new - *old);
        }
        swept.copy_from_slice(&law);
        if sweep % 8 == 0 {
            let reached = residual(incoming, &law, run)?;
            run.progress().advance(8);
            if !reached.is_finite() {
                break;
            }
            since_best = if reached < best { 0 } else { since_best + 1 };
            best = best.min(reached);
            if reached <= TARGET || (since_best > 20 && reached <= ENOUGH) {
                normalise(&mut law);
                return Ok(law);
            }
        }
    }
    Err(Error::not_converged(format_args!(
        "the stationary law did not converge in {SWEEPS} sweeps (residual {best:.3e}); give it as reference"
    )))
}
