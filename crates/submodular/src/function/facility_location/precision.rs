//! Whether whole multiples of 2⁻²³ of the largest similarity are fine enough, seen from a few elements.
//!
//! They are for all metrics that end at 1. Where one inner product or one entry of a matrix dwarfs all others (an
//! outlier a million times as long, say), what every other element is worth would vanish in the rounding; then the
//! similarities are taken to double precision, whose multiples are 2⁻⁵² of the largest.
use super::form::Units;
use super::method::Representation;
use marginals_core::{Result, Run};
use marginals_numerics::arch::coverage::Quantized;
use marginals_numerics::similarity::{Similarity, Source};

/// Elements that are looked at, evenly spread.
const ASKED: usize = 8;
/// Relative error of f({e}) beyond which rounding is too coarse.
const TOLERANCE: f64 = 1e-6;

/// The similarities in double precision, if single precision rounds what half of the elements asked are worth by more
/// than a millionth. Costs [`ASKED`] columns.
///
/// # Errors
/// Out of memory, cancelled.
pub fn finer(similarity: &Similarity, how: &Representation, run: &Run) -> Result<Option<Similarity>> {
    let (ground, rows) = (similarity.ground_size(), similarity.represented_size());
    if ground == 0 || !matches!(similarity.source(), Source::Single(_) | Source::StoredSingle(_)) {
        return Ok(None);
    }
    let units = Units::<f32>::new(similarity, how, run)?;
    let mut column = run.filled("similarities of one element", rows, 0.0f64)?;
    let asked = ASKED.min(ground);
    let mut coarse = 0;
    for at in 0..asked {
        similarity.column((at * ground / asked) as u32, run, &mut column)?;
        let (mut exact, mut whole) = (0.0, 0i64);
        for (s, scale) in column.iter().zip(&units.scale) {
            exact += s.max(0.0) * f64::from(*scale);
            whole += i64::from((*s as f32 * scale).quantum() - <f32 as Quantized>::ZERO);
        }
        coarse += usize::from((whole as f64 - exact).abs() > TOLERANCE * exact);
    }
    if 2 * coarse < asked { Ok(None) } else { similarity.widened(run) }
}
