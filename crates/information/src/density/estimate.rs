//! A kernel density at points, at the samples, or on a grid.
//!
//! Methods:
//! - exact: sums over the samples. In one dimension every kernel but the Gaussian is summed in O(log n) a point by
//!   prefix sums; else samples × points.
//! - lattice: samples are shared out to the nodes of a lattice that divides the grid into steps of at most 1/16 (1/8
//!   in two dimensions) of the kernel's standard deviation, convolved by FFT or truncated sums, and every so many
//!   nodes are read. Relative error about 10⁻³ at the peak in the worst place of a single sample, 10⁻⁵ once many
//!   samples average it. One and two dimensions.
//!
//! Adaptive widths h λ_i, λ_i = (f₀(x_i) / g)^(−½), f₀ the density with equal widths, g its geometric mean at the samples
//! (I. S. Abramson, "On bandwidth variation in kernel estimates: a square root law", Annals of Statistics 10, 1982),
//! are summed exactly.
use super::bandwidth::{Bandwidth, Widths, widths};
use super::cells::Cells;
use super::exact::{Reach, exact_at};
pub use super::grid::{At, GridAxis};
use super::grid::{grid, grid_points, lattice_axes, read};
use super::kernel::Kernel;
use super::lattice::{Lattice, Reading, Rows};
use super::moments::{self, Moments};
pub use super::reflection::Bounds;
use super::reflection::{check, inside, reflected};
use super::samples::Samples;
use marginals_core::{Error, Result, Run};

/// How sums are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Exact where it is cheap, else a lattice where there is one, else exact.
    Auto,
    /// Sums over the samples.
    Exact,
    /// Through a lattice.
    Lattice,
}

impl Method {
    /// The method called `name`.
    ///
    /// # Errors
    /// `Argument` when there is none.
    pub fn parse(name: &str) -> Result<Method> {
        match name {
            "auto" => Ok(Method::Auto),
            "exact" => Ok(Method::Exact),
            "lattice" => Ok(Method::Lattice),
            _ => Err(Error::argument("method", "one of auto, exact, lattice", name)),
        }
    }
}

/// What is estimated, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Request<'a> {
    /// The kernel.
    pub kernel: Kernel,
    /// How wide it is.
    pub bandwidth: &'a Bandwidth,
    /// Whether widths follow the density.
    pub adaptive: bool,
    /// Bounds that samples cannot cross, one per dimension.
    pub bounds: Option<&'a [Bounds]>,
    /// How sums are made.
    pub method: Method,
    /// Where.
    pub at: At<'a>,
}

/// A density.
#[derive(Clone, Debug, PartialEq)]
pub struct Density {
    /// Densities at the points, or at the nodes of the grid with the last dimension fastest.
    pub densities: Vec<f64>,
    /// The grid, where one was asked for.
    pub grid: Vec<GridAxis>,
    /// Kernel and half-widths.
    pub widths: Widths,
    /// Factor on the widths of each sample, where they are adaptive.
    pub local: Option<Vec<f64>>,
    /// How sums were made.
    pub method: Method,
    /// Number of samples that equal weights would stand for.
    pub effective: f64,
}

/// Products up to which exact sums are taken without asking.
const CHEAP: u64 = 20_000_000;
/// Estimates a density.
///
/// # Errors
/// `Shape` for points, grids or bounds of another dimension; `Range` for grids of fewer than two nodes or without
/// length; `Unsupported` for a lattice of more than two dimensions, of adaptive widths, or too large; `NonFinite`; what
/// [`widths`] answers; out of memory; the run was cancelled.
pub fn density(samples: &Samples, request: &Request, run: &Run) -> Result<Density> {
    let spreads = samples.spreads(run)?;
    if let Some(bounds) = request.bounds {
        check(samples, &spreads, bounds)?;
    }
    let widths = widths(samples, &spreads, request.kernel, request.bandwidth, run)?;
    let grid = match &request.at {
        At::Points(points) => {
            check_points(samples.dimensions(), points)?;
            Vec::new()
        }
        At::Grid { counts, ranges } => grid(&spreads, &widths, counts, *ranges, request.bounds)?,
    };
    let local =
        if request.adaptive { Some(local_factors(samples, &widths, request.bounds, run)?) } else { None };
    let (densities, method) = summed(samples, request, &widths, local.as_deref(), &grid, run)?;
    Ok(Density { densities, grid, widths, local, method, effective: samples.effective() })
}

fn check_points(dimensions: usize, points: &[f64]) -> Result<()> {
    if !points.len().is_multiple_of(dimensions) {
        let expected = format!("rows of {dimensions} numbers (dimensions of the samples)");
        return Err(Error::shape("at", expected, format!("{} numbers", points.len())));
    }
    if let Some(place) = points.iter().position(|value| !value.is_finite()) {
        return Err(Error::non_finite(format!("at[{}]", place / dimensions), "finite", points[place]));
    }
    Ok(())
}

/// λ of every sample.
fn local_factors(
    samples: &Samples,
    widths: &Widths,
    bounds: Option<&[Bounds]>,
    run: &Run,
) -> Result<Vec<f64>> {
    let densities = exact_with_images(samples, widths, None, bounds, samples.values(), run)?;
    let mut log_mean = 0.0;
    for (row, density) in densities.iter().enumerate() {
        if samples.weight(row) > 0.0 {
            log_mean += samples.weight(row) * density.ln();
        }
    }
    let geometric = (log_mean / samples.total()).exp();
    let factor = |density: &f64| if *density > 0.0 { (density / geometric).powf(-0.5) } else { 1.0 };
    Ok(densities.iter().map(factor).collect())
}

/// Exact sums, images of the samples included; 0 beyond the bounds.
fn exact_with_images(
    samples: &Samples,
    widths: &Widths,
    local: Option<&[f64]>,
    bounds: Option<&[Bounds]>,
    points: &[f64],
    run: &Run,
) -> Result<Vec<f64>> {
    with_images(samples, widths, local, bounds, run, |samples, local, scale| {
        let mut densities = exact_sums(samples, widths, local, points, run)?;
        let d = samples.dimensions();
        for (density, point) in densities.iter_mut().zip(points.chunks_exact(d)) {
            *density *= if bounds.is_none_or(|bounds| inside(bounds, point)) { scale } else { 0.0 };
        }
        Ok(densities)
    })
}

fn exact_sums(
    samples: &Samples,
    widths: &Widths,
    local: Option<&[f64]>,
    points: &[f64],
    run: &Run,
) -> Result<Vec<f64>> {
    if samples.dimensions() == 1 && local.is_none() && Moments::apply_to(widths.kernel) {
        let _charge = run.charge("prefix sums", moments::bytes(samples.count()))?;
        return Moments::new(samples, widths.kernel, widths.half[0], run)?.densities(points, run);
    }
    exact_at(samples, widths, local, Reach::Everywhere, points, run)
}

/// Exact sums at the nodes of a grid, images of the samples included; 0 beyond the bounds.
fn exact_in_cells(
    samples: &Samples,
    cells: &Cells,
    request: &Request,
    axis: &GridAxis,
    widths: &Widths,
    run: &Run,
) -> Result<Vec<f64>> {
    with_images(samples, widths, None, request.bounds, run, |all, _, scale| {
        let _charge = run.charge("cells of a grid", cells.bytes(all.count()))?;
        let mut densities = cells.sums(all, run)?;
        for (node, density) in densities.iter_mut().enumerate() {
            let held = request.bounds.is_none_or(|bounds| inside(bounds, &[axis.at(node)]));
            *density *= if held { scale / all.total() } else { 0.0 };
        }
        Ok(densities)
    })
}

/// Calls `then` with the samples and their images, the factors of both, and how much larger their weight is.
fn with_images<T>(
    samples: &Samples,
    widths: &Widths,
    local: Option<&[f64]>,
    bounds: Option<&[Bounds]>,
    run: &Run,
    then: impl Fn(&Samples, Option<&[f64]>, f64) -> Result<T>,
) -> Result<T> {
    let Some(bounds) = bounds else { return then(samples, local, 1.0) };
    let widest = local.map_or(1.0, |local| local.iter().copied().fold(0.0, f64::max));
    let images = reflected(samples, bounds, widths, widest, run)?;
    let bytes = (images.values.len() + 2 * images.rows.len()) as u64 * 8;
    let _charge = run.charge("reflected samples", bytes)?;
    let all = Samples::new(&images.values, samples.dimensions(), Some(&images.weights))?;
    let factors: Option<Vec<f64>> =
        local.map(|local| images.rows.iter().map(|row| local[*row as usize]).collect());
    then(&all, factors.as_deref(), all.total() / samples.total())
}

/// Densities where they are wanted, and how they were made.
fn summed(
    samples: &Samples,
    request: &Request,
    widths: &Widths,
    local: Option<&[f64]>,
    grid: &[GridAxis],
    run: &Run,
) -> Result<(Vec<f64>, Method)> {
    let d = samples.dimensions();
    let count = match request.at {
        At::Points(points) => points.len() / d,
        At::Grid { .. } => grid.iter().map(|axis| axis.count).product(),
    };
    let prefix = d == 1 && local.is_none() && Moments::apply_to(request.kernel);
    let cheap = prefix || samples.count() as u64 * count as u64 <= CHEAP;
    let possible = d <= 2 && local.is_none();
    if request.method == Method::Lattice && !possible {
        let expected = "'exact' or 'auto': a lattice has at most two dimensions and one width";
        return Err(Error::unsupported("method", expected, "'lattice'"));
    }
    if request.method == Method::Lattice || (request.method == Method::Auto && possible && !cheap) {
        let found = with_images(samples, widths, None, request.bounds, run, |all, _, scale| {
            let Some((axes, strides)) = lattice_axes(all, widths, &request.at, grid, run)? else {
                return Ok(None);
            };
            let nodes: usize = axes.iter().map(|axis| axis.nodes).product();
            let _charge = run.charge("a lattice", nodes as u64 * 32)?;
            let reading = if grid.is_empty() { Reading::Points } else { Reading::Nodes };
            let (first, stride) = strides[0];
            let rows = if grid.is_empty() { Rows::ALL } else { Rows { first, stride } };
            let lattice = Lattice::with_rows(all, &axes, widths, reading, rows, run)?;
            let scale = scale / all.total();
            read(&lattice, &request.at, grid, &strides, request.bounds, scale, run).map(Some)
        })?;
        if let Some(densities) = found {
            return Ok((densities, Method::Lattice));
        }
        if request.method == Method::Lattice {
            let expected =
                "'exact' or 'auto': the bandwidth is tiny beside the range, and a lattice would be too large";
            return Err(Error::unsupported("method", expected, "'lattice'"));
        }
    }
    if let (At::Grid { .. }, 1, None) = (&request.at, d, local)
        && let Some(cells) = Cells::new(&grid[0], request.kernel, widths.half[0], samples.count())
    {
        return Ok((exact_in_cells(samples, &cells, request, &grid[0], widths, run)?, Method::Exact));
    }
    let nodes;
    let points = match request.at {
        At::Points(points) => points,
        At::Grid { .. } => {
            nodes = grid_points(grid, run)?;
            &nodes
        }
    };
    let densities = exact_with_images(samples, widths, local, request.bounds, points, run)?;
    Ok((densities, Method::Exact))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::density::{Rule, Unit};
    use marginals_core::random::{stream, uniform};

    fn draws(count: usize, seed: u64) -> Vec<f64> {
        let mut generator = stream(seed, "normal", 0);
        (0..count).map(|_| (0..12).map(|_| uniform(&mut generator)).sum::<f64>() - 6.0).collect()
    }

    fn request<'a>(kernel: Kernel, bandwidth: &'a Bandwidth, at: At<'a>) -> Request<'a> {
        Request { kernel, bandwidth, adaptive: false, bounds: None, method: Method::Auto, at }
    }

    #[test]
    fn grids_of_both_methods_agree() {
        let run = Run::default();
        for d in 1..=2usize {
            let values = draws(3000 * d, 3);
            let samples = Samples::new(&values, d, None).unwrap();
            for kernel in Kernel::ALL {
                let bandwidth = Bandwidth::Fixed(vec![0.3], Unit::Deviation);
                for counts in [[7, 5], [90, 41]] {
                    let at = At::Grid { counts: &counts[..d], ranges: None };
                    let mut request = request(kernel, &bandwidth, at);
                    request.method = Method::Exact;
                    let exact = density(&samples, &request, &run).unwrap();
                    request.method = Method::Lattice;
                    let found = density(&samples, &request, &run).unwrap();
                    assert_eq!((found.method, found.grid.len()), (Method::Lattice, d));
                    let peak = exact.densities.iter().copied().fold(0.0, f64::max);
                    let tolerance = match kernel {
                        Kernel::Box => 0.06,
                        Kernel::Exponential => 0.01,
                        _ => 2e-3,
                    };
                    for (a, b) in found.densities.iter().zip(&exact.densities) {
                        assert!((a - b).abs() < tolerance * peak, "{kernel:?} {d} {a} {b} {peak}");
                    }
                }
            }
        }
    }

    #[test]
    fn bounds_keep_the_mass() {
        let run = Run::default();
        let values: Vec<f64> = draws(500, 4).iter().map(|x| x.abs().min(2.0)).collect();
        let samples = Samples::new(&values, 1, None).unwrap();
        let bandwidth = Bandwidth::Fixed(vec![0.6], Unit::Deviation);
        let bounds = [Bounds { lower: 0.0, upper: 2.0 }];
        for (kernel, method) in [
            (Kernel::Gaussian, Method::Exact),
            (Kernel::Gaussian, Method::Lattice),
            (Kernel::Epanechnikov, Method::Auto),
        ] {
            let at = At::Grid { counts: &[2001], ranges: Some(&[(-1.0, 3.0)]) };
            let request = Request { bounds: Some(&bounds), method, ..request(kernel, &bandwidth, at) };
            let found = density(&samples, &request, &run).unwrap();
            let nodes = found.grid[0].nodes();
            let outside = nodes.iter().zip(&found.densities).filter(|(x, _)| **x < -1e-9 || **x > 2.0 + 1e-9);
            assert!(outside.map(|(_, f)| *f).sum::<f64>() == 0.0);
            let inner: Vec<f64> = nodes
                .iter()
                .zip(&found.densities)
                .filter(|(x, _)| **x > -1e-9 && **x < 2.0 + 1e-9)
                .map(|(_, f)| *f)
                .collect();
            let ends = 0.5 * (inner[0] + inner[inner.len() - 1]);
            let mass = (inner.iter().sum::<f64>() - ends) * 0.002;
            assert!((mass - 1.0).abs() < 2e-3, "{kernel:?} {method:?} {mass}");
        }
    }

    #[test]
    fn adaptive_widths_are_those_of_the_definition() {
        let run = Run::default();
        let values = draws(80, 6);
        let samples = Samples::new(&values, 1, None).unwrap();
        let bandwidth = Bandwidth::Fixed(vec![0.4], Unit::Deviation);
        let points = [-2.0, 0.1, 1.7];
        let request =
            Request { adaptive: true, ..request(Kernel::Gaussian, &bandwidth, At::Points(&points)) };
        let found = density(&samples, &request, &run).unwrap();
        let kernel = |u: f64, h: f64| Kernel::Gaussian.at(u / h) / h;
        let pilot: Vec<f64> =
            values.iter().map(|x| values.iter().map(|y| kernel(x - y, 0.4)).sum::<f64>() / 80.0).collect();
        let geometric = (pilot.iter().map(|f| f.ln()).sum::<f64>() / 80.0).exp();
        for (point, found) in points.iter().zip(&found.densities) {
            let term = |(y, f): (&f64, &f64)| kernel(point - y, 0.4 * (f / geometric).powf(-0.5));
            let expected = values.iter().zip(&pilot).map(term).sum::<f64>() / 80.0;
            assert!((found - expected).abs() < 1e-13);
        }
    }

    #[test]
    fn bad_requests_are_named() {
        let run = Run::default();
        let values = draws(30, 1);
        let bandwidth = Bandwidth::Rule(Rule::Scott);
        let samples = Samples::new(&values, 3, None).unwrap();
        let fault = |request: Request| density(&samples, &request, &run).unwrap_err();
        let base = request(Kernel::Gaussian, &bandwidth, At::Points(&[1.0, 2.0]));
        assert_eq!(fault(base.clone()).argument_name(), Some("at"));
        let nan = Request { at: At::Points(&[1.0, f64::NAN, 2.0]), ..base.clone() };
        assert_eq!(fault(nan).argument_name(), Some("at[0]"));
        let grid = |counts| Request { at: At::Grid { counts, ranges: None }, ..base.clone() };
        assert_eq!(fault(grid(&[4])).argument_name(), Some("grid"));
        assert_eq!(fault(grid(&[4, 1, 4])).argument_name(), Some("grid"));
        assert_eq!(fault(grid(&[1 << 20, 1 << 20, 1 << 20])).code(), marginals_core::Code::Limit);
        let lattice = Request { method: Method::Lattice, ..grid(&[4, 4, 4]) };
        assert_eq!(fault(lattice).argument_name(), Some("method"));
    }
}
