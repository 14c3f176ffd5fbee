//! Distances of boxes and of queries to a box, with the same roundings as distances of points.
use super::{LANES, Lanes, Metric};

/// The least distance of a point of one box to a point of the other.
#[inline(always)]
pub(super) fn apart<M: Metric>(metric: M, d: usize, one: (&[f64], &[f64]), other: (&[f64], &[f64])) -> f64 {
    metric.fold(d, |c| {
        let (above, below) = (other.0[c] - one.1[c], one.0[c] - other.1[c]);
        let gap = if above > below { above } else { below };
        if gap > 0.0 { gap } else { 0.0 }
    })
}

/// At least the largest distance of a point of one box to a point of the other.
#[inline(always)]
pub(super) fn across<M: Metric>(metric: M, d: usize, one: (&[f64], &[f64]), other: (&[f64], &[f64])) -> f64 {
    metric.fold(d, |c| {
        let (above, below) = (other.1[c] - one.0[c], one.1[c] - other.0[c]);
        if above > below { above } else { below }
    })
}

/// The least distances of sixteen queries to a box.
#[inline(always)]
pub(super) fn apart_lanes<M: Metric, const D: usize>(
    metric: M,
    dimension: usize,
    query: &[f64],
    low: &[f64],
    high: &[f64],
) -> Lanes {
    let dimension = if D == 0 { dimension } else { D };
    let (mut part, mut whole) = ([0.0; LANES], [0.0; LANES]);
    for c in 0..dimension {
        let mut gaps = [0.0; LANES];
        for lane in 0..LANES {
            let point = query[c * LANES + lane];
            let (above, below) = (low[c] - point, point - high[c]);
            let gap = if above > below { above } else { below };
            gaps[lane] = if gap > 0.0 { gap } else { 0.0 };
        }
        metric.take_lanes(c, gaps, &mut part, &mut whole);
    }
    whole
}
