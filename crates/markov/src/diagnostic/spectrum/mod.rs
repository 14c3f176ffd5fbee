//! Eigenvalues of the transition matrix, the spectral gap and the relaxation time of small chains.
//!
//! A reversible chain is made symmetric first, S(x, y) = q(x, y) / √(μ(x) μ(y)), which has the eigenvalues of P,
//! all real and well conditioned. Any other chain goes through a Hessenberg form and double-shift QR.
//! Cost: about 10 n³ operations and n² numbers; at most 2,048 states.
mod general;
mod reduction;
mod tridiagonal;

use super::reversibility::reversibility_defect;
use crate::chain::{Chain, Edges};
use marginals_core::{Error, Result, Run};

/// Largest chain whose eigenvalues are computed.
const STATES: usize = 2048;

/// Ratios of smaller masses, which have few bits, would not make the matrix symmetric.
const SMALLEST_MASS: f64 = 1e-290;

/// Eigenvalues of a transition matrix.
#[derive(Clone, Debug, PartialEq)]
pub struct Spectrum {
    /// Eigenvalues (real part, imaginary part) by decreasing modulus, then decreasing real part. The first is 1.
    pub eigenvalues: Vec<(f64, f64)>,
    /// Whether the chain is reversible, so that all eigenvalues are real.
    pub reversible: bool,
    /// Second-largest modulus, 1 for a periodic or reducible chain.
    pub second_modulus: f64,
}

impl Spectrum {
    /// The absolute spectral gap 1 − |λ₂|, in [0, 1].
    #[must_use]
    pub fn absolute_gap(&self) -> f64 {
        (1.0 - self.second_modulus).max(0.0)
    }

    /// The spectral gap 1 − max Re λ over the eigenvalues but the first, in [0, 2].
    #[must_use]
    pub fn gap(&self) -> f64 {
        let second = self.eigenvalues.iter().skip(1).map(|(re, _)| *re).fold(f64::NEG_INFINITY, f64::max);
        if second.is_finite() { (1.0 - second).max(0.0) } else { 1.0 }
    }

    /// The relaxation time 1 / (1 − |λ₂|) in steps, infinite without a gap.
    #[must_use]
    pub fn relaxation_time(&self) -> f64 {
        1.0 / self.absolute_gap()
    }
}

/// All eigenvalues of the chain on the states that have a row.
///
/// # Errors
/// More than 2,048 states, no convergence, out of memory, or the run was cancelled.
pub fn spectrum(chain: &Chain, run: &Run) -> Result<Spectrum> {
    let mut edges = Edges::default();
    let mut number = vec![u32::MAX; chain.states()];
    let mut defined = Vec::new();
    for x in 0..chain.states() as u32 {
        if x % 1024 == 0 {
            run.check()?;
        }
        chain.row(x, &mut edges);
        if !edges.next.is_empty() {
            number[x as usize] = defined.len() as u32;
            defined.push(x);
        }
    }
    let states = defined.len();
    if states > STATES {
        return Err(Error::limit("chain", format_args!("a chain of at most {STATES} states"), states));
    }
    let reversible = reversibility_defect(chain, run)?.is_reversible()
        && defined.iter().all(|x| chain.reference()[*x as usize] > SMALLEST_MASS);
    let _charge = run.charge("the eigenvalues of a chain", 8 * (states * states) as u64)?;
    let mut matrix = run.filled("the eigenvalues of a chain", states * states, 0.0)?;
    let root = |x: u32| chain.reference()[x as usize].sqrt();
    for (row, x) in matrix.chunks_mut(states.max(1)).zip(&defined) {
        run.check()?;
        chain.row(*x, &mut edges);
        for (y, p) in edges.iter().filter(|(y, _)| number[*y as usize] != u32::MAX) {
            row[number[y as usize] as usize] = if reversible { p * root(*x) / root(y) } else { p };
        }
    }
    let eigenvalues = if reversible {
        for x in 0..states {
            for y in 0..x {
                let mean = f64::midpoint(matrix[x * states + y], matrix[y * states + x]);
                (matrix[x * states + y], matrix[y * states + x]) = (mean, mean);
            }
        }
        reduction::to_hessenberg(&mut matrix, states, run)?;
        let diagonal = (0..states).map(|i| matrix[i * states + i]).collect();
        let beside = (1..states).map(|i| matrix[i * states + i - 1]).collect();
        let real = tridiagonal::eigenvalues(diagonal, beside, run)?;
        real.into_iter().map(|value| (value, 0.0)).collect()
    } else {
        reduction::to_hessenberg(&mut matrix, states, run)?;
        general::eigenvalues(&mut matrix, states, run)?
    };
    Ok(ordered(eigenvalues, reversible))
}

fn ordered(mut eigenvalues: Vec<(f64, f64)>, reversible: bool) -> Spectrum {
    let modulus = |(re, im): (f64, f64)| re.hypot(im);
    // The Perron eigenvalue comes first even when rounding puts another one of modulus 1 above it.
    let perron = (0..eigenvalues.len()).min_by(|a, b| {
        let off = |index: usize| modulus((eigenvalues[index].0 - 1.0, eigenvalues[index].1));
        off(*a).total_cmp(&off(*b))
    });
    let first = perron.map(|index| eigenvalues.swap_remove(index));
    eigenvalues.sort_by(|a, b| {
        modulus(*b).total_cmp(&modulus(*a)).then(b.0.total_cmp(&a.0)).then(b.1.total_cmp(&a.1))
    });
    let second_modulus = eigenvalues.first().map_or(0.0, |value| modulus(*value).min(1.0));
    eigenvalues.splice(0..0, first.map(|_| (1.0, 0.0)));
    Spectrum { eigenvalues, reversible, second_modulus }
}
