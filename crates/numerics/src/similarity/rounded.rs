//! Features rounded to 16 bits, for bounds on similarities at half the cost of computing them.
//!
//! With one scale S for all rows, x̂ = round(S x) and r = x̂ − S x, a product p = ⟨x̂, ŷ⟩ is whole and
//! |p − S² ⟨x, y⟩| ≤ ‖r_x‖ ‖ŷ‖ + S ‖x‖ ‖r_y‖ (Cauchy–Schwarz). The largest residuals and norms make one error for all
//! pairs: about 10⁻⁴ of the largest similarity at 64 coordinates.
use super::points::Points;
use crate::arch::Level;
use crate::arch::coverage::Quantized;
use crate::arch::kernel::Finish;
use crate::arch::products::{GROUP, PANEL, Product};
use crate::arch::shorts::word;
use marginals_core::{Result, Run};

/// The largest norm of a rounded row: its square leaves a bit for differences.
const NORM: f64 = 32_700.0;
/// Columns beyond which the error says too little.
const MOST_COLUMNS: usize = 1 << 14;

/// Rows of rounded features, in panels as [`Panels`](super::Panels) has them but two coordinates a word.
#[derive(Clone, Debug, Default)]
pub struct Words {
    data: Vec<i32>,
    words: usize,
}

/// Ground and represented rows rounded.
#[derive(Clone, Debug)]
pub struct Rounded {
    ground: Words,
    represented: Option<Words>,
    square: f64,
    error: f64,
}

impl Words {
    /// Words of one row.
    #[must_use]
    pub fn words(&self) -> usize {
        self.words
    }

    /// Number of panels.
    #[must_use]
    pub fn count(&self) -> usize {
        self.data.len() / (PANEL * self.words)
    }

    /// Panel `p`.
    #[must_use]
    #[inline]
    pub fn panel(&self, p: usize) -> &[i32] {
        &self.data[p * PANEL * self.words..(p + 1) * PANEL * self.words]
    }

    /// The rows `rows` alone, those beyond the last as zeros.
    ///
    /// # Errors
    /// Out of memory.
    pub fn some(&self, rows: &[u32], run: &Run) -> Result<Words> {
        let (panels, words) = (rows.len().div_ceil(PANEL), self.words);
        let mut data = run.filled("changed rows", panels * PANEL * words, 0)?;
        for (at, row) in rows.iter().enumerate() {
            let (source, lane) = (self.panel(*row as usize / PANEL), *row as usize % PANEL);
            let target = &mut data[at / PANEL * PANEL * words..][..PANEL * words];
            for k in 0..words {
                target[k * PANEL + at % PANEL] = source[k * PANEL + lane];
            }
        }
        Ok(Words { data, words })
    }

    /// Groups of [`GROUP`] for `rows`, one after the other, each words × [`GROUP`]; missing ones are zeros.
    pub fn groups(&self, rows: &[u32], out: &mut Vec<i32>) {
        out.clear();
        out.resize(rows.len().div_ceil(GROUP) * GROUP * self.words, 0);
        for (at, row) in rows.iter().enumerate() {
            let (source, lane) = (self.panel(*row as usize / PANEL), *row as usize % PANEL);
            let target = &mut out[at / GROUP * GROUP * self.words..][..GROUP * self.words];
            for k in 0..self.words {
                target[k * GROUP + at % GROUP] = source[k * PANEL + lane];
            }
        }
    }

    /// The rows of `points` times `scale`; also the largest norms of a rounded row and of a residual.
    fn of<T: Quantized>(rows: &super::Panels<T>, scale: f64, run: &Run) -> Result<(Words, f64, f64)> {
        let (cols, words) = (rows.cols(), rows.cols().div_ceil(2));
        let mut data = run.filled("rounded features", rows.count() * PANEL * words, 0)?;
        let (mut norm, mut residual) = (0.0f64, 0.0f64);
        for (p, target) in data.chunks_exact_mut(PANEL * words).enumerate() {
            if p % 1024 == 0 {
                run.check()?;
            }
            let source = rows.panel(p);
            let (mut norms, mut residuals) = ([0.0f64; PANEL], [0.0f64; PANEL]);
            for k in 0..cols {
                for lane in 0..PANEL {
                    let wide: f64 = source[k * PANEL + lane].into();
                    let (exact, whole) = (wide * scale, (wide * scale).round());
                    norms[lane] += whole * whole;
                    residuals[lane] += (whole - exact) * (whole - exact);
                    let to = &mut target[k / 2 * PANEL + lane];
                    *to = if k % 2 == 0 { word(whole as i16, 0) } else { word(*to as i16, whole as i16) };
                }
            }
            norm = norms.into_iter().fold(norm, f64::max);
            residual = residuals.into_iter().fold(residual, f64::max);
        }
        Ok((Words { data, words }, norm.sqrt(), residual.sqrt()))
    }
}

impl Rounded {
    /// The features of `points`, where their similarity is an inner product and the processor gains by it.
    ///
    /// # Errors
    /// Out of memory, cancelled.
    pub fn of<T: Quantized>(points: &Points<T>, run: &Run) -> Result<Option<Rounded>> {
        let (ground, represented) = (points.ground(), points.represented());
        let cols = ground.cols();
        let longest = ground.largest_square().max(represented.largest_square()).sqrt();
        let fits = (1..=MOST_COLUMNS).contains(&cols) && longest > 1e-150 && longest < 1e150;
        if !fits || points.level() < Level::V3 || points.kind() != (Product::Inner, Finish::Same) {
            return Ok(None);
        }
        let scale = NORM / longest;
        let (mine, norm, residual) = Words::of(ground, scale, run)?;
        let (other, other_residual) = if points.is_square() {
            (None, residual)
        } else {
            let (words, _, residual) = Words::of(represented, scale, run)?;
            (Some(words), residual)
        };
        let square = scale * scale;
        // What the similarity itself is off by: every fused step rounds once.
        let rounding = cols as f64 * f64::from(f32::EPSILON) * longest * longest;
        let error = other_residual * norm + scale * longest * residual + square * rounding + 1.0;
        Ok(Some(Rounded { ground: mine, represented: other, square, error }))
    }

    /// Rows that may be chosen.
    #[must_use]
    pub fn ground(&self) -> &Words {
        &self.ground
    }

    /// Rows that are to be represented.
    #[must_use]
    pub fn represented(&self) -> &Words {
        self.represented.as_ref().unwrap_or(&self.ground)
    }

    /// What a similarity of 1 is as a product.
    #[must_use]
    pub fn square(&self) -> f64 {
        self.square
    }

    /// No product differs from the similarity as it is computed, times [`Rounded::square`], by more.
    #[must_use]
    pub fn error(&self) -> f64 {
        self.error
    }
}

#[cfg(test)]
mod tests {
    use super::super::{DenseRows, Features, Metric, Similarity, Source};
    use super::*;

    #[test]
    fn no_product_is_further_off_than_said() {
        for (seed, (rows, cols)) in [(70usize, 5usize), (40, 64), (33, 1), (64, 201)].into_iter().enumerate()
        {
            for metric in [Metric::Cosine, Metric::Dot] {
                let mut random = marginals_core::random::stream(seed as u64, "rounded", 0);
                let data: Vec<f32> = (0..rows * cols)
                    .map(|_| (marginals_core::random::uniform(&mut random) * 6.0 - 3.0) as f32)
                    .collect();
                let features = Features::Single(DenseRows::new("matrix", data, rows, cols).unwrap());
                let run = Run::default();
                let similarity = Similarity::of_features(&features, None, metric, &run).unwrap();
                let Source::Single(points) = similarity.source() else { unreachable!() };
                let Some(rounded) = Rounded::of(points, &run).unwrap() else { continue };
                let words = rounded.ground();
                let coordinate = |row: usize, k: usize| {
                    let both = words.panel(row / PANEL)[k / 2 * PANEL + row % PANEL];
                    i64::from(if k.is_multiple_of(2) { i32::from(both as i16) } else { both >> 16 })
                };
                let mut column = vec![0.0; rows];
                for e in 0..rows {
                    similarity.column(e as u32, &run, &mut column).unwrap();
                    for (row, s) in column.iter().enumerate() {
                        let product: i64 = (0..cols).map(|k| coordinate(e, k) * coordinate(row, k)).sum();
                        assert!(product.abs() < 1 << 30);
                        assert!((product as f64 - s * rounded.square()).abs() <= rounded.error());
                    }
                }
                assert!(rounded.error() / rounded.square() < 1e-3 * similarity.largest());
                let mut groups = Vec::new();
                words.groups(&[3, 30], &mut groups);
                assert_eq!(groups[1], words.panel(0)[30]);
                let some = words.some(&[1, 32], &run).unwrap();
                assert_eq!(some.panel(0)[1], words.panel(1)[0]);
                assert_eq!((some.count(), some.words()), (1, cols.div_ceil(2)));
            }
        }
    }
}
