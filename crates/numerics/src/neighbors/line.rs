//! Neighbors in one dimension: a sorted line.
//!
//! The k nearest of a point are k consecutive others around it, so one window that only moves forward finds all k-th
//! distances in O(n) once the values are sorted; a count within a radius is two binary searches.
use super::space::Norm;
use crate::arch::{level, line};
use crate::order;
use marginals_core::{Charge, Result, Run};

/// Points of one block of work.
const BLOCK: usize = 1024;
/// Neighbors up to which all windows around a value are compared: vectors do that faster than one that moves.
const FEW: usize = 48;

/// Sorted values.
#[derive(Debug)]
pub struct Line {
    sorted: Vec<f64>,
    norm: Norm,
    _charge: Charge,
}

impl Line {
    /// Sorts finite values.
    ///
    /// # Errors
    /// Out of memory; the run was cancelled.
    pub fn new(values: &[f64], norm: Norm, run: &Run) -> Result<Self> {
        let charge = run.charge("sorted values", 24 * values.len() as u64)?;
        Ok(Line { sorted: order::sorted(values, run)?, norm, _charge: charge })
    }

    /// The sorted values.
    #[must_use]
    pub fn sorted(&self) -> &[f64] {
        &self.sorted
    }

    /// The compared distance of each sorted value to the k-th nearest of the others, 1 ≤ k < n.
    ///
    /// # Errors
    /// Out of memory; the run was cancelled.
    pub fn kth(&self, k: usize, run: &Run) -> Result<Vec<f64>> {
        let x = &self.sorted;
        let mut out = run.zeroed("distances", x.len())?;
        run.blocks_into(
            &mut out,
            BLOCK,
            || (),
            |(), start, out| {
                if k <= FEW {
                    line::kth(level(), x, start, k, out);
                    out.iter_mut().for_each(|out| *out = self.norm.compared(*out));
                    return Ok(());
                }
                // The window x[l ..= l + k] that holds i: it moves on while its far end would be nearer.
                let mut l = start.saturating_sub(k);
                for (i, out) in (start..).zip(out) {
                    l = l.max(i.saturating_sub(k));
                    while l < i && l + k + 1 < x.len() && x[l + k + 1] - x[i] < x[i] - x[l] {
                        l += 1;
                    }
                    let (below, above) = (x[i] - x[l], x[l + k] - x[i]);
                    *out = self.norm.compared(if below > above { below } else { above });
                }
                Ok(())
            },
        )?;
        Ok(out)
    }

    /// How many sorted values lie nearer to each of `points` than its compared radius (`strict`), or at most that far.
    ///
    /// # Errors
    /// Out of memory; the run was cancelled.
    pub fn within(&self, points: &[f64], radii: &[f64], strict: bool, run: &Run) -> Result<Vec<u32>> {
        let mut out = run.zeroed("counts", points.len())?;
        let x = &self.sorted;
        run.blocks_into(
            &mut out,
            BLOCK,
            || (),
            |(), start, out| {
                let (points, radii) = (&points[start..start + out.len()], &radii[start..start + out.len()]);
                match (strict, self.norm) {
                    (true, Norm::Maximum) => line::within::<true, false>(level(), x, points, radii, out),
                    (false, Norm::Maximum) => line::within::<false, false>(level(), x, points, radii, out),
                    (true, Norm::Euclidean) => line::within::<true, true>(level(), x, points, radii, out),
                    (false, Norm::Euclidean) => line::within::<false, true>(level(), x, points, radii, out),
                }
                Ok(())
            },
        )?;
        Ok(out)
    }

    /// The compared distance of each of `points` to the k-th nearest sorted value, 1 ≤ k ≤ n.
    ///
    /// # Errors
    /// Out of memory; the run was cancelled.
    pub fn kth_of(&self, points: &[f64], k: usize, run: &Run) -> Result<Vec<f64>> {
        let x = &self.sorted;
        let mut out = run.zeroed("distances", points.len())?;
        run.blocks_into(
            &mut out,
            BLOCK,
            || (),
            |(), start, out| {
                for (out, point) in out.iter_mut().zip(&points[start..]) {
                    let at = x.partition_point(|value| value < point);
                    // The best window x[l .. l + k]: the first that cannot gain by moving on.
                    let (low, high) = (at.saturating_sub(k), at.min(x.len() - k));
                    let (mut low, mut high) = (low.min(high), high);
                    while low < high {
                        let middle = low + (high - low) / 2;
                        if x[middle + k] - point < point - x[middle] {
                            low = middle + 1
                        } else {
                            high = middle
                        }
                    }
                    let gap = (point - x[low]).abs().max((x[low + k - 1] - point).abs());
                    *out = self.norm.compared(gap);
                }
                Ok(())
            },
        )?;
        Ok(out)
    }
}
