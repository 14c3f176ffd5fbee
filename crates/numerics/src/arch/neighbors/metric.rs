//! Distances as folds over coordinate differences, one pair or sixteen at a time.
use super::{LANES, Lanes};

/// How coordinate differences become a distance, or its square: whichever is compared.
pub trait Metric: Copy + Send + Sync {
    /// Takes in the difference of coordinate `c`, which has the size `gap`: the running part of the current block, and
    /// the whole.
    fn take(self, c: usize, gap: f64, part: &mut f64, whole: &mut f64);

    /// The same for sixteen pairs.
    #[inline(always)]
    fn take_lanes(self, c: usize, gaps: Lanes, part: &mut Lanes, whole: &mut Lanes) {
        for lane in 0..LANES {
            self.take(c, gaps[lane], &mut part[lane], &mut whole[lane]);
        }
    }

    /// The distance of a pair from the sizes of its differences.
    #[inline(always)]
    fn fold(self, dimension: usize, gap: impl Fn(usize) -> f64) -> f64 {
        let (mut part, mut whole) = (0.0, 0.0);
        for c in 0..dimension {
            self.take(c, gap(c), &mut part, &mut whole);
        }
        whole
    }
}

/// The largest difference.
#[derive(Clone, Copy)]
pub struct Maximum;

impl Metric for Maximum {
    #[inline(always)]
    fn take(self, _: usize, gap: f64, _: &mut f64, whole: &mut f64) {
        *whole = if gap > *whole { gap } else { *whole };
    }
}

/// The largest difference, where each counts at most its cap.
#[derive(Clone, Copy)]
pub struct Capped<'a>(pub &'a [f64]);

impl Metric for Capped<'_> {
    #[inline(always)]
    fn take(self, c: usize, gap: f64, _: &mut f64, whole: &mut f64) {
        let gap = if gap > self.0[c] { self.0[c] } else { gap };
        *whole = if gap > *whole { gap } else { *whole };
    }
}

/// The sum of squared differences.
#[derive(Clone, Copy)]
pub struct Euclidean;

impl Metric for Euclidean {
    #[inline(always)]
    fn take(self, _: usize, gap: f64, _: &mut f64, whole: &mut f64) {
        *whole += gap * gap;
    }
}

/// The largest over blocks of coordinates of the sum of squared differences within, each capped.
#[derive(Clone, Copy)]
pub struct Blocks<'a> {
    /// Whether a coordinate is the first of its block.
    pub first: &'a [bool],
    /// What a difference counts at most.
    pub caps: &'a [f64],
}

impl Metric for Blocks<'_> {
    #[inline(always)]
    fn take(self, c: usize, gap: f64, part: &mut f64, whole: &mut f64) {
        let gap = if gap > self.caps[c] { self.caps[c] } else { gap };
        *part = if self.first[c] { 0.0 } else { *part } + gap * gap;
        *whole = if *part > *whole { *part } else { *whole };
    }
}
