//! Stationary law by state reduction without subtractions.
//!
//! States are removed from the last to the first; P(i, j) gains P(i, k) P(k, j) / Σ_{l<k} P(k, l). All terms
//! are non-negative, so nothing cancels and every entry of π has a small relative error whatever the
//! conditioning. Source: W. Grassmann, M. Taksar, D. Heyman, 1985, "Regenerative analysis and steady state
//! distributions for Markov chains". Cost: n³ / 3 multiply–adds, n² numbers.
use super::normalise;
use crate::chain::rows::Rows;
use marginals_core::{Result, Run};

/// The stationary law of an irreducible chain.
pub(crate) fn law(rows: &Rows, run: &Run) -> Result<Vec<f64>> {
    let states = rows.states();
    let _charge = run.charge("elimination of the stationary law", 8 * (states * states) as u64)?;
    let mut matrix = run.filled("elimination of the stationary law", states * states, 0.0f64)?;
    for (x, dense) in matrix.chunks_mut(states).enumerate() {
        let (next, probability) = rows.row(x);
        for (y, p) in next.iter().zip(probability) {
            dense[*y as usize] = *p;
        }
    }
    for last in (1..states).rev() {
        run.check()?;
        let (above, pivot) = matrix.split_at_mut(last * states);
        let pivot = &pivot[..last];
        let leaving: f64 = pivot.iter().sum();
        for row in above.chunks_mut(states) {
            let share = row[last] / leaving;
            row[last] = share;
            if share > 0.0 {
                for (entry, p) in row[..last].iter_mut().zip(pivot) {
                    *entry += share * p;
                }
            }
        }
    }
    // Column `last` now holds the expected visits to it per visit to each earlier state.
    let mut weights = run.filled("the stationary law", states, 0.0)?;
    weights[0] = 1.0;
    for state in 1..states {
        if state % 64 == 0 {
            run.check()?;
        }
        weights[state] = (0..state).map(|earlier| weights[earlier] * matrix[earlier * states + state]).sum();
        // Only ratios matter: keep the weights so far in range.
        if weights[state] > 1e200 {
            weights[..=state].iter_mut().for_each(|weight| *weight *= 1e-200);
        }
    }
    normalise(&mut weights);
    Ok(weights)
}
