//! Ties: samples that coincide, where a continuous law has none.
use crate::estimate::Estimate;

/// How many points have as many neighbors at distance 0 as are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ties {
    /// Such points.
    pub tied: usize,
    /// All points.
    pub points: usize,
}

impl Ties {
    /// Counts distances of 0.
    #[must_use]
    pub fn count(radii: &[f64]) -> Self {
        Ties { tied: radii.iter().filter(|radius| **radius == 0.0).count(), points: radii.len() }
    }

    /// The estimate with a warning that says `so` where there are ties.
    #[must_use]
    pub fn name(self, estimate: Estimate, so: &str) -> Estimate {
        if self.tied == 0 {
            return estimate;
        }
        let Ties { tied, points } = self;
        estimate.warn(format!(
            "ties: {tied} of {points} samples have their nearest neighbors at distance 0; {so}"
        ))
    }
}

/// What is advised against ties in an estimate of information.
pub(super) const USE_MIXED: &str =
    "the estimate is not to be trusted, use 'mixed-ksg' or 'mesner-shalizi' for data with repeated values";
