//! A test of whether blocks of coordinates move independently of each other.
//!
//! Under the hypothesis that the next value of each block depends on the block's own present value alone, the
//! likelihood ratio 2 N D(P̂^(S) ‖ ⊗ P̂^(S_j)), S = ∪ S_j, is asymptotically chi-square. Its degrees of freedom
//! are the free parameters it compares, occupied rows times next values less one: of S, less those of the blocks.
//! Source: P. Billingsley, 1961, "Statistical methods in Markov chains". Cost: that of the distance.
use super::chi_square::upper_tail;
use super::correction::Correction;
use super::counts::PairCounts;
use super::quantity::{Quantity, estimate};
use marginals_core::{Error, Result, Run};

/// Outcome of a test of factorization.
#[derive(Clone, Debug, PartialEq)]
pub struct FactorizationTest {
    /// Plug-in distance to factorizability of the blocks, in nats.
    pub distance: f64,
    /// 2 N · distance.
    pub statistic: f64,
    /// Degrees of freedom.
    pub degrees: f64,
    /// Probability of a statistic as large under independence of the blocks.
    pub p_value: f64,
    /// Facts the caller should know: too few transitions for the asymptotic law.
    pub warnings: Vec<String>,
}

/// Tests whether the disjoint `blocks` (at least two) factorise.
///
/// # Errors
/// Fewer than two blocks, an empty block, bad or overlapping coordinates, a table without freedom to differ (a
/// single value in all blocks but one), out of memory, or the run was cancelled.
pub fn factorization_test(counts: &PairCounts, blocks: &[Vec<u32>], run: &Run) -> Result<FactorizationTest> {
    let empty = blocks.iter().filter(|block| block.is_empty()).count();
    if blocks.len() < 2 || empty > 0 {
        return Err(Error::shape(
            "blocks",
            "at least two blocks, none empty",
            format_args!("{} blocks, {empty} of them empty", blocks.len()),
        ));
    }
    let quantity = Quantity::DistanceToFactorizability(blocks.to_vec());
    let distance = estimate(counts, &quantity, Correction::PlugIn, None, run)?.value;
    // Free parameters of the blocks; next values of S are all combinations of those of the blocks.
    let (mut next_values, mut within) = (1.0, 0.0);
    for block in blocks {
        let margin = counts.margin(block, run)?;
        let next = margin.next_values() as f64;
        next_values *= next;
        within += margin.rows() as f64 * (next - 1.0);
    }
    let rows = counts.margin(&blocks.concat(), run)?.rows() as f64;
    let degrees = rows * (next_values - 1.0) - within;
    if degrees < 1.0 {
        return Err(Error::argument(
            "blocks",
            "blocks of which at least two vary in the data",
            format_args!("a table with {degrees} degrees of freedom"),
        ));
    }
    let total = counts.total() as f64;
    let statistic = 2.0 * total * distance;
    let mut warnings = Vec::new();
    if total < 5.0 * rows * next_values {
        warnings.push(format!(
            "{total} transitions over a table of {} cells are few: the chi-square law is a poor approximation",
            rows * next_values
        ));
    }
    Ok(FactorizationTest { distance, statistic, degrees, p_value: upper_tail(statistic, degrees), warnings })
}
