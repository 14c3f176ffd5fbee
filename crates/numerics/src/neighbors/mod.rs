//! Nearest neighbors and counts within radii, exactly.
//!
//! A [`Space`] is points by columns, in blocks: within a block differences combine by a [`Norm`], and the distance of
//! two points is the largest over the blocks, which is what estimators of mutual information ask for. One column is
//! searched on a sorted line, O(n log n); more of them in a k-d tree (J. L. Bentley, "Multidimensional binary search
//! trees used for associative searching", 1975; J. H. Friedman, J. L. Bentley, R. A. Finkel, "An algorithm for finding
//! best matches in logarithmic expected time", 1977) whose leaves hold sixteen points and are searched together: about
//! O(n log n) for few columns, falling to all pairs, vectorized and cut short, for many. So one structure serves every
//! dimension.
//!
//! Distances are those of the plain formula in double precision, bit for bit, whatever was left out, so that strict and
//! non-strict comparisons mean what they say. Under the Euclidean norm *squares* are computed and compared
//! ([`Norm::length`] takes the root). Ties go to the lowest index. Same bits for any number of threads.
mod line;
mod search;
mod space;
mod tree;

pub use line::Line;
pub use search::{Named, Target, kth};
pub use space::{Norm, Space};
pub use tree::Tree;

use marginals_core::{Error, Result};

/// `k` must leave every point that many others among `points`.
///
/// # Errors
/// `Range`.
pub fn check_neighbors(k: usize, points: usize, what: &str) -> Result<()> {
    if k == 0 || k > points {
        return Err(Error::range("k", format!("an integer in 1..={points} ({what})"), k));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
