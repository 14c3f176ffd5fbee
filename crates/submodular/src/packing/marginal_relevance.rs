//! Maximal marginal relevance: add the passage of largest λ·rᵢ − (1 − λ)·max_{j∈S} sᵢⱼ until none fits.
//!
//! J. Carbonell, J. Goldstein (1998), "The use of MMR, diversity-based reranking for reordering documents and
//! producing summaries". The usual baseline: it weighs relevance against redundancy by a fixed exchange rate, knows
//! nothing of tokens, and stops at the budget alone. No guarantee. Cost: n similarities a step.
use super::pack::{PackRequest, Packing};
use marginals_core::{Result, Run};

/// Passages in the order they were chosen, `include` first.
pub(super) fn maximal_marginal_relevance(
    packing: &Packing,
    request: &PackRequest,
    lambda: f64,
    run: &Run,
    chosen: &mut Vec<u32>,
) -> Result<()> {
    let size = packing.costs.len();
    let mut nearest = run.filled("similarities to the chosen passages", size, 0.0f64)?;
    let mut room = packing.room(chosen);
    for added in chosen.clone() {
        approach(packing, &mut nearest, added);
    }
    loop {
        run.check()?;
        let mut best: Option<(f64, u32)> = None;
        for at in 0..size as u32 {
            if !packing.admits(at, chosen, room, request) {
                continue;
            }
            let score = lambda * packing.relevance[at as usize] - (1.0 - lambda) * nearest[at as usize];
            if best.is_none_or(|(most, _)| score > most) {
                best = Some((score, at));
            }
        }
        let Some((_, at)) = best else { return Ok(()) };
        chosen.push(at);
        room -= packing.costs[at as usize];
        approach(packing, &mut nearest, at);
    }
}

fn approach(packing: &Packing, nearest: &mut [f64], added: u32) {
    for (at, most) in nearest.iter_mut().enumerate() {
        *most = most.max(packing.f.cosine(at, added as usize));
    }
}
