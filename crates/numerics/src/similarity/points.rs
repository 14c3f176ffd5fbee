//! Similarities of dense feature rows, computed when asked for and never stored.
use super::metric::Metric;
use super::panels::Panels;
use crate::arch::coverage::Quantized;
use crate::arch::kernel::{Finish, finish};
use crate::arch::products::{GROUP, PANEL, Product};
use crate::arch::{Level, level};
use marginals_core::{Error, Result, Run};
use std::ops::Range;

/// Two sets of feature rows (or one against itself) and a metric.
#[derive(Clone, Debug)]
pub struct Points<T> {
    ground: Panels<T>,
    represented: Option<Panels<T>>,
    product: Product,
    finish: Finish,
    largest: f64,
    level: Level,
}

/// Products between two looks at the cancel flag: about a millisecond.
const WORK: usize = 1 << 24;

impl<T: Quantized> Points<T> {
    /// Ground rows against represented rows (against themselves when none are given) under `metric`.
    ///
    /// # Errors
    /// Numbers so large that their products overflow.
    pub fn new(ground: Panels<T>, represented: Option<Panels<T>>, metric: Metric) -> Result<Self> {
        let (finish, product) = (metric.finish(ground.cols()), metric.product());
        let square = ground.largest_square();
        let other = represented.as_ref().map_or(square, Panels::largest_square);
        let product_bound = match product {
            Product::Inner => (square * other).sqrt(),
            Product::SquaredDistance => 2.0 * (square + other),
        };
        // A quarter of the largest number leaves room for rounding and for partial sums.
        let as_real: f64 = T::of(4.0 * product_bound).into();
        if !as_real.is_finite() {
            let received = format_args!("norms up to {}", square.max(other).sqrt()).to_string();
            return Err(Error::range("matrix", "small enough for products that are finite", received));
        }
        let largest = match finish {
            Finish::Same if metric.normalizes() => 1.0,
            Finish::Same => product_bound,
            _ => 1.0,
        };
        Ok(Points { ground, represented, product, finish, largest, level: level() })
    }

    /// The same points with products accumulated in double precision.
    ///
    /// # Errors
    /// Out of memory.
    pub fn widened(&self, run: &Run) -> Result<Points<f64>> {
        let represented = self.represented.as_ref().map(|rows| rows.widened(run)).transpose()?;
        let Points { product, finish, largest, level, .. } = *self;
        Ok(Points { ground: self.ground.widened(run)?, represented, product, finish, largest, level })
    }

    /// Rows that may be chosen.
    #[must_use]
    pub fn ground(&self) -> &Panels<T> {
        &self.ground
    }

    /// Rows that are to be represented.
    #[must_use]
    pub fn represented(&self) -> &Panels<T> {
        self.represented.as_ref().unwrap_or(&self.ground)
    }

    /// Whether the ground set represents itself.
    #[must_use]
    pub fn is_square(&self) -> bool {
        self.represented.is_none()
    }

    /// What is accumulated, and what becomes of it.
    #[must_use]
    pub fn kind(&self) -> (Product, Finish) {
        (self.product, self.finish)
    }

    /// A number no similarity passes by more than rounding.
    #[must_use]
    pub fn largest(&self) -> f64 {
        self.largest
    }

    /// Vector level of this object, the same for all its answers.
    #[must_use]
    pub fn level(&self) -> Level {
        self.level
    }

    /// Panels after which a loop over `vectors` vectors should look at the cancel flag.
    #[must_use]
    pub fn panels_between_checks(&self, vectors: usize) -> usize {
        (WORK / (PANEL * vectors.max(1) * self.ground.cols().max(1))).clamp(1, 128)
    }

    /// Writes the similarities of a packed group with `panel` (of any rows of this many columns) to
    /// `out[c * 32 + lane]`.
    #[inline]
    pub fn block<const C: usize>(&self, panel: &[T], group: &[T], out: &mut [T]) {
        T::products::<C>(self.level, self.product, panel, group, self.ground.cols(), out);
        finish(self.level, self.finish, &mut out[..C * PANEL]);
    }

    /// Writes the similarity of element `elements[c]` with represented row `rows.start + j` to
    /// `out[c * rows.len() + j]`.
    ///
    /// # Errors
    /// Cancelled.
    pub fn tile(&self, elements: &[u32], rows: Range<usize>, run: &Run, out: &mut [f64]) -> Result<()> {
        self.tile_of(elements, rows, run, out, Into::into)
    }

    /// As [`Points::tile`], every similarity turned into what is to be kept of it.
    ///
    /// # Errors
    /// Cancelled.
    pub fn tile_of<O>(
        &self,
        elements: &[u32],
        rows: Range<usize>,
        run: &Run,
        out: &mut [O],
        keep: impl Fn(T) -> O,
    ) -> Result<()> {
        let width = rows.len();
        let mut group = Vec::new();
        let mut block = [T::default(); GROUP * PANEL];
        let pause = self.panels_between_checks(GROUP);
        for (part, chunk) in elements.chunks(GROUP).enumerate() {
            let single = chunk.len() == 1;
            if single {
                self.ground.group::<1>(chunk, &mut group);
            } else {
                self.ground.group::<GROUP>(chunk, &mut group);
            }
            for (count, p) in (rows.start / PANEL..rows.end.div_ceil(PANEL)).enumerate() {
                if count % pause == 0 {
                    run.check()?;
                }
                let panel = self.represented().panel(p);
                if single {
                    self.block::<1>(panel, &group, &mut block);
                } else {
                    self.block::<GROUP>(panel, &group, &mut block);
                }
                let inside = (p * PANEL).max(rows.start)..((p + 1) * PANEL).min(rows.end);
                for c in 0..chunk.len() {
                    let from = &block[c * PANEL + inside.start % PANEL..][..inside.len()];
                    let to =
                        &mut out[(part * GROUP + c) * width + inside.start - rows.start..][..inside.len()];
                    to.iter_mut().zip(from).for_each(|(to, from)| *to = keep(*from));
                }
            }
        }
        Ok(())
    }
}
