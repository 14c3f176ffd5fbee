//! Modes: the points where a Gaussian kernel density is locally largest, found by mean shift.
//!
//! Each step of mean shift moves a point to the mean of the samples weighted by their kernels there, which never lowers
//! the density. Steps start at samples; points that arrive together are one mode.
//!
//! In many dimensions the search may run in few: samples are mapped by a random projection, scaled up until it
//! contracts no distance between samples (checked over all pairs). A mode z found there is *lifted*: the samples'
//! mean weighted by the kernels around z. Because the kernel falls and is convex in squared distance, the density at
//! the lifted point is at least the density of z among the mapped samples (by Kirszbraun's extension theorem); that
//! number is kept as the point's bound. Lifted points are then moved by mean shift among the original samples.
//!
//! Cost: starts × steps × samples × dimensions, and samples² × dimensions for the check of a projection.
//!
//! Source: D. Comaniciu and P. Meer, "Mean shift: a robust approach toward feature space analysis" (2002); J. C. H. Lee,
//! J. Li, C. Musco, J. M. Phillips and W. M. Tai, "Finding an approximate mode of a kernel density estimate" (2021).
use super::bandwidth::{Bandwidth, widths};
use super::kernel::Kernel;
use super::samples::Samples;
use marginals_core::random::{ChaCha8Rng, stream, uniform};
use marginals_core::{Error, Result, Run};
use marginals_numerics::arch::kernel::{Finish, finish};
use marginals_numerics::arch::level;

/// What is sought.
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    /// Bandwidth of the Gaussian kernel.
    pub bandwidth: Bandwidth,
    /// Starting points at most.
    pub starts: usize,
    /// Dimensions to search in, where fewer than those of the samples.
    pub dimensions: Option<usize>,
}

/// What was found, the densest mode first.
#[derive(Clone, Debug, PartialEq)]
pub struct Modes {
    /// Points, row after row.
    pub points: Vec<f64>,
    /// Density at each.
    pub densities: Vec<f64>,
    /// Starting points that arrived at each.
    pub starts: Vec<u32>,
    /// Standard deviation of the kernel in each dimension.
    pub bandwidth: Vec<f64>,
    /// What the search in few dimensions promised for each point before it was moved on, where there was one.
    pub bounds: Option<Vec<f64>>,
    /// Factor by which the projection was scaled up.
    pub stretch: Option<f64>,
    /// What a reader should know.
    pub warnings: Vec<String>,
}

/// A step shorter than this (in bandwidths) has arrived.
const ARRIVED: f64 = 1e-8;
/// Points closer than this (in bandwidths) are one mode.
const TOGETHER: f64 = 1e-2;
const MOST_STEPS: usize = 2000;
/// Samples at most whose projection is checked over all pairs.
const MOST_PAIRED: usize = 20_000;

/// Samples in units of the bandwidth, one column per dimension.
struct Cloud {
    columns: Vec<Vec<f64>>,
    weights: Vec<f64>,
}

impl Cloud {
    fn count(&self) -> usize {
        self.weights.len()
    }

    fn row(&self, row: usize) -> Vec<f64> {
        self.columns.iter().map(|column| column[row]).collect()
    }

    /// w exp(−½ r²) of every sample around a point.
    fn kernels(&self, point: &[f64], buffer: &mut Vec<f64>) {
        buffer.clear();
        buffer.resize(self.count(), 0.0);
        for (column, value) in self.columns.iter().zip(point) {
            buffer.iter_mut().zip(column).for_each(|(sum, other)| *sum += (other - value) * (other - value));
        }
        finish(level(), Finish::Gaussian(0.5), buffer);
        buffer.iter_mut().zip(&self.weights).for_each(|(kernel, weight)| *kernel *= weight);
    }

    /// The mean of all samples, weighted.
    fn mean(&self, kernels: &[f64], total: f64) -> Vec<f64> {
        let sum = |column: &Vec<f64>| column.iter().zip(kernels).map(|(x, k)| x * k).sum::<f64>() / total;
        self.columns.iter().map(sum).collect()
    }

    /// Moves a point uphill until it arrives; the sum of kernels where it ends, and whether it arrived.
    fn climb(&self, mut point: Vec<f64>, buffer: &mut Vec<f64>, run: &Run) -> Result<(Vec<f64>, f64, bool)> {
        for _ in 0..MOST_STEPS {
            run.check()?;
            self.kernels(&point, buffer);
            let total: f64 = buffer.iter().sum();
            if total <= 0.0 {
                return Ok((point, 0.0, true));
            }
            let next = self.mean(buffer, total);
            let moved = distance(&next, &point);
            point = next;
            if moved < ARRIVED {
                self.kernels(&point, buffer);
                return Ok((point, buffer.iter().sum(), true));
            }
        }
        self.kernels(&point, buffer);
        Ok((point, buffer.iter().sum(), false))
    }
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
}

/// A point uphill: where, its sum of kernels, how many starts came to it.
struct Peak {
    point: Vec<f64>,
    sum: f64,
    starts: u32,
    bound: f64,
}

/// Finds the modes of a Gaussian kernel density.
///
/// # Errors
/// `Range` for no starts or a number of dimensions that is not below that of the samples; `Limit` for a projection of
/// more than 20,000 samples; `NonFinite`; what [`widths`] answers; out of memory; the run was cancelled.
pub fn modes(samples: &Samples, search: &Search, run: &Run) -> Result<Modes> {
    let d = samples.dimensions();
    if search.starts == 0 {
        return Err(Error::range("starts", "at least 1", 0));
    }
    let spreads = samples.spreads(run)?;
    let widths = widths(samples, &spreads, Kernel::Gaussian, &search.bandwidth, run)?;
    let n = samples.count();
    let _charge = run.charge("samples in units of the bandwidth", (n as u64) * 8 * (d as u64 + 2) * 2)?;
    let mut columns = Vec::with_capacity(d);
    for dimension in 0..d {
        let mut column = samples.column(dimension, run)?;
        let (middle, h) = (spreads[dimension].mean, widths.half[dimension]);
        column.iter_mut().for_each(|value| *value = (*value - middle) / h);
        columns.push(column);
    }
    let cloud = Cloud { columns, weights: (0..n).map(|row| samples.weight(row)).collect() };
    let mut warnings = widths.warnings.clone();
    let (low, stretch) = match search.dimensions {
        None => (None, None),
        Some(few) => {
            let (low, stretch) = projected(&cloud, few, run)?;
            (Some(low), Some(stretch))
        }
    };
    let starts = starting_rows(n, search.starts, run.seed());
    run.progress().start("modes", starts.len() as u64);
    let climbed = run.blocks(starts.len(), 1, Vec::new, |buffer, range| {
        let place = low.as_ref().unwrap_or(&cloud);
        let (point, sum, arrived) = place.climb(place.row(starts[range.start] as usize), buffer, run)?;
        Ok((point, sum, arrived))
    })?;
    if climbed.iter().any(|(.., arrived)| !arrived) {
        warnings.push(format!("some searches had not arrived after {MOST_STEPS} steps"));
    }
    let found = climbed.into_iter().map(|(point, sum, _)| Peak { point, sum, starts: 1, bound: sum });
    let mut peaks = together(found.collect());
    if let Some(low) = &low {
        peaks = together(lifted(&cloud, low, peaks, run)?);
    }
    let scale = widths.peak() / samples.total();
    Ok(Modes {
        points: peaks.iter().flat_map(|peak| restored(&peak.point, &spreads, &widths.half)).collect(),
        densities: peaks.iter().map(|peak| peak.sum * scale).collect(),
        starts: peaks.iter().map(|peak| peak.starts).collect(),
        bandwidth: widths.deviations(),
        bounds: low.is_some().then(|| peaks.iter().map(|peak| peak.bound * scale).collect()),
        stretch,
        warnings,
    })
}

fn restored(point: &[f64], spreads: &[super::Spread], half: &[f64]) -> Vec<f64> {
    point.iter().zip(spreads).zip(half).map(|((value, spread), h)| value * h + spread.mean).collect()
}

/// Starts among the samples: all, or a random choice.
fn starting_rows(count: usize, most: usize, seed: u64) -> Vec<u32> {
    let mut rows: Vec<u32> = (0..count as u32).collect();
    if count > most {
        marginals_core::random::shuffle(&mut stream(seed, "mode-starts", 0), &mut rows);
        rows.truncate(most);
        rows.sort_unstable();
    }
    rows
}

/// Joins peaks that are one, the highest first; ties to the first found.
fn together(mut peaks: Vec<Peak>) -> Vec<Peak> {
    peaks.sort_by(|a, b| b.sum.total_cmp(&a.sum));
    let mut kept: Vec<Peak> = Vec::new();
    for peak in peaks {
        match kept.iter_mut().find(|other| distance(&other.point, &peak.point) < TOGETHER) {
            Some(other) => {
                other.starts += peak.starts;
                other.bound = other.bound.max(peak.bound);
            }
            None => kept.push(peak),
        }
    }
    kept
}

/// Peaks of the mapped samples, lifted and moved uphill among the original ones.
fn lifted(cloud: &Cloud, low: &Cloud, peaks: Vec<Peak>, run: &Run) -> Result<Vec<Peak>> {
    let mut buffer = Vec::new();
    let mut lifted = Vec::with_capacity(peaks.len());
    for peak in peaks {
        low.kernels(&peak.point, &mut buffer);
        let total: f64 = buffer.iter().sum();
        let start = cloud.mean(&buffer, total);
        let (point, sum, _) = cloud.climb(start, &mut buffer, run)?;
        lifted.push(Peak { point, sum, starts: peak.starts, bound: peak.sum });
    }
    Ok(lifted)
}

fn normal(generator: &mut ChaCha8Rng) -> f64 {
    let (u, v) = (uniform(generator), uniform(generator));
    (-2.0 * (1.0 - u).ln()).sqrt() * (2.0 * std::f64::consts::PI * v).cos()
}

/// The samples in `few` dimensions, scaled so that no two come closer, and the scale.
fn projected(cloud: &Cloud, few: usize, run: &Run) -> Result<(Cloud, f64)> {
    let (n, d) = (cloud.count(), cloud.columns.len());
    if few == 0 || few >= d {
        let expected = format!("an integer in 1..={} (below the dimensions of the samples)", d - 1);
        return Err(Error::range("dimensions", expected, few));
    }
    if n > MOST_PAIRED {
        let expected =
            format!("absent for more than {MOST_PAIRED} samples, whose distances are not all checked");
        return Err(Error::limit("dimensions", expected, n));
    }
    let mut generator = stream(run.seed(), "mode-projection", 0);
    let mut columns = Vec::with_capacity(few);
    for _ in 0..few {
        let mut column = vec![0.0; n];
        for source in &cloud.columns {
            run.check()?;
            let factor = normal(&mut generator) / (few as f64).sqrt();
            column.iter_mut().zip(source).for_each(|(sum, value)| *sum += factor * value);
        }
        columns.push(column);
    }
    let mut low = Cloud { columns, weights: cloud.weights.clone() };
    let squares = |cloud: &Cloud, row: usize, out: &mut Vec<f64>| {
        out.clear();
        out.resize(row, 0.0);
        for column in &cloud.columns {
            let value = column[row];
            out.iter_mut().zip(column).for_each(|(sum, other)| *sum += (other - value) * (other - value));
        }
    };
    let ratios = run.blocks(
        n,
        16,
        || (Vec::new(), Vec::new()),
        |(high, mapped), range| {
            let mut most = 1.0f64;
            for row in range {
                squares(cloud, row, high);
                squares(&low, row, mapped);
                for (high, low) in high.iter().zip(mapped.iter()) {
                    if *high > 0.0 {
                        most = most.max(high / low);
                    }
                }
            }
            Ok(most)
        },
    )?;
    let stretch = ratios.into_iter().fold(1.0, f64::max).sqrt();
    if !stretch.is_finite() {
        return Err(Error::unsupported("dimensions", "more: the projection maps two samples to one", few));
    }
    // A hair more than needed, so that rounding contracts nothing.
    let stretch = stretch * (1.0 + 1e-12);
    low.columns.iter_mut().flatten().for_each(|value| *value *= stretch);
    Ok((low, stretch))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::density::{Rule, Unit};

    fn clusters(d: usize, centers: &[f64], each: usize) -> Vec<f64> {
        let mut generator = stream(3, "clusters", 0);
        let mut values = Vec::new();
        for (index, center) in centers.iter().enumerate() {
            for _ in 0..each * (index + 1) {
                values.extend((0..d).map(|_| center + normal(&mut generator)));
            }
        }
        values
    }

    #[test]
    fn two_clusters_have_two_modes() {
        let run = Run::default();
        for d in [1usize, 2, 5] {
            let values = clusters(d, &[-6.0, 6.0], 60);
            let samples = Samples::new(&values, d, None).unwrap();
            let bandwidth = Bandwidth::Fixed(vec![1.2], Unit::Deviation);
            let search = Search { bandwidth, starts: 500, dimensions: None };
            let found = modes(&samples, &search, &run).unwrap();
            assert_eq!(found.densities.len(), 2, "{d}");
            assert_eq!(found.starts, [120, 60]);
            assert!(found.points[..d].iter().all(|x| (x - 6.0).abs() < 1.0));
            assert!(found.points[d..].iter().all(|x| (x + 6.0).abs() < 1.0));
            // Densities are those of the estimate there, and no sample is denser than the first mode.
            let widths = super::super::Widths::of_deviations(Kernel::Gaussian, &vec![1.2; d]);
            let reach = super::super::exact::Reach::Everywhere;
            let at = |points: &[f64]| {
                super::super::exact::exact_at(&samples, &widths, None, reach, points, &run).unwrap()
            };
            for (density, expected) in found.densities.iter().zip(at(&found.points)) {
                assert!((density / expected - 1.0).abs() < 1e-10);
            }
            assert!(at(&values).iter().all(|density| *density <= found.densities[0] * (1.0 + 1e-12)));
        }
    }

    #[test]
    fn lifted_points_keep_the_promise_of_the_search() {
        for seed in 0..40 {
            let run = Run::default().with_seed(seed);
            let values = clusters(8, &[0.0, 3.0], 20);
            let samples = Samples::new(&values, 8, None).unwrap();
            let bandwidth = Bandwidth::Rule(Rule::Scott);
            let search = Search { bandwidth, starts: 60, dimensions: Some(4) };
            let found = modes(&samples, &search, &run).unwrap();
            for (density, bound) in found.densities.iter().zip(found.bounds.as_ref().unwrap()) {
                assert!(*density >= bound * (1.0 - 1e-9), "{density} below {bound}");
            }
            assert!(found.stretch.unwrap() >= 1.0);
        }
    }

    #[test]
    fn a_projection_contracts_no_distance() {
        let values = clusters(9, &[0.0], 50);
        let columns = (0..9).map(|k| values.iter().skip(k).step_by(9).copied().collect()).collect();
        let cloud = Cloud { columns, weights: vec![1.0; 50] };
        let (low, _) = projected(&cloud, 3, &Run::default()).unwrap();
        for a in 0..50 {
            for b in 0..50 {
                assert!(distance(&low.row(a), &low.row(b)) >= distance(&cloud.row(a), &cloud.row(b)));
            }
        }
        for few in [0, 9] {
            assert!(projected(&cloud, few, &Run::default()).is_err());
        }
    }
}
