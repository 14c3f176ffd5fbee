//! What the forms of facility location have in common: the units of whole numbers, and the verbs each must answer.
use super::method::Representation;
use marginals_core::{Result, Run};
use marginals_numerics::arch::coverage::Quantized;
use marginals_numerics::arch::products::PANEL;
use marginals_numerics::similarity::{Points, Similarity, Source, Stored};
use std::ops::Range;

/// The parts of a [`Similarity`] of one precision.
pub trait Typed: Quantized {
    /// Its feature rows.
    fn points(similarity: &Similarity) -> Option<&Points<Self>>;
    /// Its matrix.
    fn stored(similarity: &Similarity) -> Option<&Stored<Self>>;
}

impl Typed for f32 {
    fn points(similarity: &Similarity) -> Option<&Points<f32>> {
        if let Source::Single(points) = similarity.source() { Some(points) } else { None }
    }
    fn stored(similarity: &Similarity) -> Option<&Stored<f32>> {
        if let Source::StoredSingle(stored) = similarity.source() { Some(stored) } else { None }
    }
}

impl Typed for f64 {
    fn points(similarity: &Similarity) -> Option<&Points<f64>> {
        if let Source::Double(points) = similarity.source() { Some(points) } else { None }
    }
    fn stored(similarity: &Similarity) -> Option<&Stored<f64>> {
        if let Source::StoredDouble(stored) = similarity.source() { Some(stored) } else { None }
    }
}

/// What a function says about itself.
#[derive(Clone, Debug)]
pub struct Cover {
    pub warnings: Vec<String>,
    pub method: &'static str,
}

/// From similarities to whole numbers and back.
#[derive(Clone, Debug)]
pub struct Units<T> {
    /// The factor of every represented row, weights included; padded with zeros to whole panels.
    pub scale: Vec<T>,
    /// The value of one.
    pub one: f64,
    /// No whole number exceeds 2^bits.
    pub bits: u32,
    /// Whether every row has the same factor.
    pub uniform: bool,
    /// Represented rows.
    pub rows: usize,
}

impl<T: Quantized> Units<T> {
    /// Units in which every weighted similarity fits, and every sum.
    pub fn new(similarity: &Similarity, how: &Representation, run: &Run) -> Result<Self> {
        let rows = similarity.represented_size();
        let heaviest = how.weights.as_ref().map_or(1.0, |w| w.iter().copied().fold(0.0, f64::max));
        let largest = similarity.largest() * heaviest;
        // Σ over rows of numbers up to 2^bits must stay below 2^62.
        let bits = (T::BITS as i32).min(61 - (rows.max(1) as f64).log2().ceil() as i32);
        let exponent = if largest > 0.0 && largest.is_finite() { largest.log2().ceil() as i32 } else { 0 };
        let factor = 2f64.powi((bits - exponent).clamp(-1000, 1000));
        let mut scale = run.filled("row weights", rows.div_ceil(PANEL) * PANEL, T::default())?;
        for (row, scale) in scale.iter_mut().take(rows).enumerate() {
            *scale = T::of(factor * how.weights.as_ref().map_or(1.0, |w| w[row]));
        }
        Ok(Units { scale, one: 1.0 / factor, bits: bits as u32, uniform: how.weights.is_none(), rows })
    }

    /// Nothing represented yet.
    pub fn nothing(&self, run: &Run) -> Result<Vec<T::Quantum>> {
        run.filled("best similarities", self.scale.len(), T::ZERO)
    }
}

/// One form of facility location. Rows are counted to whole panels; those beyond the last have scale 0.
pub trait Form: Send + Sync + 'static {
    /// Precision of the similarities.
    type Real: Quantized;
    /// What a state may keep to compute later gains faster; never part of its value.
    type Memo: Default + Send + Sync + 'static;

    /// Number of elements.
    fn ground_size(&self) -> usize;
    /// The units.
    fn units(&self) -> &Units<Self::Real>;
    /// What every row counts from: nothing, unless a part of it is there beforehand.
    fn start(&self, run: &Run) -> Result<Vec<Quantum<Self>>> {
        self.units().nothing(run)
    }
    /// Candidates in one batch at which a gain is cheapest, and a full pass in single gains.
    fn batching(&self) -> (usize, f64);
    /// Whether the gain of `e` alone is computed cheaper from all its similarities at once.
    fn wants_column(&self, _memo: &Self::Memo, _e: u32) -> bool {
        false
    }
    /// Writes the whole gain of every candidate over `best`.
    fn gains(
        &self,
        best: &[Quantum<Self>],
        memo: &mut Self::Memo,
        candidates: &[u32],
        run: &Run,
        out: &mut [i64],
    ) -> Result<()>;
    /// Lowers whole bounds on the gains over `best`, where that costs much less than the gains.
    fn tighten(
        &self,
        _best: &[Quantum<Self>],
        _memo: &mut Self::Memo,
        _candidates: &[u32],
        _run: &Run,
        _bounds: &mut [i64],
    ) -> Result<bool> {
        Ok(false)
    }
    /// Writes the whole similarities of `elements` (at most a group) with the rows of `panels`:
    /// `out[c * 32 * panels.len() + row]`.
    fn tile(
        &self,
        elements: &[u32],
        panels: Range<usize>,
        run: &Run,
        out: &mut [Quantum<Self>],
    ) -> Result<()>;
    /// Told that `best` has grown to the maximum with `column` at `rows`; `before` is what stood there.
    fn grown(
        &self,
        _memo: &mut Self::Memo,
        _rows: &[u32],
        _before: &[Quantum<Self>],
        _best: &[Quantum<Self>],
        _run: &Run,
    ) -> Result<()> {
        Ok(())
    }
    /// Bytes of a memo.
    fn memo_bytes(&self) -> u64 {
        0
    }
}

/// The whole numbers of a form.
pub type Quantum<F> = <<F as Form>::Real as Quantized>::Quantum;
