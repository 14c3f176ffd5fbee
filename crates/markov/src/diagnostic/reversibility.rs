//! How far a chain with its reference law is from detailed balance, q(x, y) = q(y, x).
//!
//! Cost: O(z log degree).
use crate::chain::{Chain, Edges};
use marginals_core::sum::{BLOCK, Sum};
use marginals_core::{Result, Run};

/// Distance of the pair law to its reverse.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reversibility {
    /// max |q(x, y) − q(y, x)|.
    pub largest: f64,
    /// Total variation distance ½ Σ |q(x, y) − q(y, x)| between the pair law and its reverse, in [0, 1].
    pub total_variation: f64,
}

impl Reversibility {
    /// Whether detailed balance holds up to rounding.
    #[must_use]
    pub fn is_reversible(&self) -> bool {
        self.total_variation <= crate::chain::reference::ROUNDING
    }
}

/// The defect of detailed balance.
///
/// # Errors
/// The run was cancelled.
pub fn reversibility_defect(chain: &Chain, run: &Run) -> Result<Reversibility> {
    let scratch = || (Edges::default(), Edges::default());
    let blocks = run.blocks(chain.states(), BLOCK / 8, scratch, |(edges, back), range| {
        let (mut largest, mut total) = (0.0f64, Sum::default());
        for x in range.start as u32..range.end as u32 {
            chain.edges_of(x, edges);
            for (y, forth) in edges.iter() {
                chain.edges_of(y, back);
                let place = back.next.binary_search(&x);
                let difference = (forth - place.map_or(0.0, |place| back.weight[place])).abs();
                largest = largest.max(difference);
                // An edge without its reverse is met once, any other one from both ends.
                total.add(if place.is_ok() { 0.5 * difference } else { difference });
            }
            run.check()?;
        }
        Ok((largest, total))
    })?;
    let (mut largest, mut total) = (0.0f64, Sum::default());
    for (block_largest, block_total) in blocks {
        largest = largest.max(block_largest);
        total.merge(block_total);
    }
    Ok(Reversibility { largest, total_variation: total.value() })
}
