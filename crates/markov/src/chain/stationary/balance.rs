//! Stationary law of a reversible chain from detailed balance.
//!
//! If π(x) P(x, y) = π(y) P(y, x) for some π, the ratios along a spanning tree give it (A. Kolmogorov, 1936).
//! Ratios are kept as logarithms; the answer is accepted only when π P = π holds for it, so a chain that is not
//! reversible is never mistaken for one. Cost: O(z log degree).
use super::normalise;
use crate::chain::reference::ROUNDING;
use crate::chain::rows::Rows;
use marginals_core::{Result, Run};

/// The stationary law of an irreducible chain if that is reversible.
pub(crate) fn law(rows: &Rows, incoming: &Rows, run: &Run) -> Result<Option<Vec<f64>>> {
    let states = rows.states();
    let mut log_weight = run.filled("detailed balance", states, f64::NAN)?;
    log_weight[0] = 0.0;
    let mut queue: Vec<u32> = run.reserved("detailed balance", states)?;
    queue.push(0);
    let mut index = 0;
    while let Some(x) = queue.get(index).copied() {
        if index % 1024 == 0 {
            run.check()?;
        }
        index += 1;
        let (next, probability) = rows.row(x as usize);
        let (sources, back) = incoming.row(x as usize);
        for (y, forth) in next.iter().zip(probability) {
            if log_weight[*y as usize].is_nan() {
                let Ok(place) = sources.binary_search(y) else { return Ok(None) };
                log_weight[*y as usize] = log_weight[x as usize] + forth.ln() - back[place].ln();
                queue.push(*y);
            }
        }
    }
    let largest = log_weight.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut weights = log_weight;
    weights.iter_mut().for_each(|weight| *weight = (*weight - largest).exp());
    normalise(&mut weights);
    Ok((super::relaxation::residual(incoming, &weights, run)? <= ROUNDING).then_some(weights))
}
