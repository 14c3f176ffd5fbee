//! f(S) = Σ_i w_i max_{x∈S} max(0, s(r_i, x)): how well the chosen items represent a fixed set of rows r_i.
//!
//! Facility location of a stream. What the stream itself holds is not known beforehand, so the rows to represent are
//! given: yesterday's items, labelled examples, or a sample; the value speaks of them alone. Monotone and submodular
//! (G. Cornuéjols, M. Fisher, G. Nemhauser, 1977). The similarities of an item are computed once for all sets, those of
//! the items of a batch together; a gain then costs one pass over them, a set one number a represented row. Sums fold to
//! double precision every 512 rows.
use super::Arena;
use super::measure::{Measure, Measured};
use marginals_core::{Charge, Error, Evidence, Monotone, Remarks, Result, Run, Shape, Structure};
use marginals_numerics::arch::coverage::{self, Quantized};
use marginals_numerics::arch::level;
use marginals_numerics::arch::products::{GROUP, PANEL};
use marginals_numerics::similarity::{Features, Metric, Panels, Points, Similarity, Source};
use std::sync::Arc;

struct Representation<T: Quantized> {
    points: Points<T>,
    unit: bool,
    rows: usize,
    clamps: bool,
    _charge: Charge,
}

/// Panels of one unit of parallel work.
const PANELS: usize = 64;
/// Most similarities of items whose points are made together.
const NUMBERS: usize = 1 << 20;

/// The function that represents `rows` under `metric`.
///
/// # Errors
/// No rows, rows of zeros under cosine, sparse rows, the metric 'jaccard', out of memory.
pub fn representation(rows: Features, metric: Metric, run: &Run) -> Result<Arc<dyn Arena>> {
    if rows.rows() == 0 || rows.cols() == 0 {
        return Err(Error::shape("represented", "of at least 1 row and 1 column", "none"));
    }
    if metric == Metric::Jaccard {
        return Err(Error::unsupported("metric", "one of dense rows in a stream", "'jaccard'"));
    }
    let charge = run.charge("represented rows", rows.bytes())?;
    let similarity = Similarity::of_features(&rows, None, metric, run)?;
    match similarity.source() {
        Source::Single(points) => Ok(measured(points.clone(), rows.rows(), metric, charge)),
        Source::Double(points) => Ok(measured(points.clone(), rows.rows(), metric, charge)),
        _ => Err(Error::unsupported("represented", "dense rows", "sparse rows")),
    }
}

fn measured<T: Quantized>(points: Points<T>, rows: usize, metric: Metric, charge: Charge) -> Arc<dyn Arena> {
    let columns = points.represented().cols();
    let (unit, clamps) = (metric.normalizes(), metric.may_be_negative());
    Arc::new(Measured::new(Representation { points, unit, rows, clamps, _charge: charge }, columns))
}

impl<T: Quantized> Representation<T> {
    /// Writes the similarities of at most C items at `places`, 0 at least.
    fn write<const C: usize>(
        &self,
        items: &Panels<T>,
        places: &[u32],
        points: &mut [Vec<T>],
        run: &Run,
    ) -> Result<()> {
        let mut group = Vec::new();
        items.group::<C>(places, &mut group);
        let mut units: Vec<Vec<&mut [T]>> = Vec::new();
        for point in points {
            for (unit, part) in point.chunks_mut(PANELS * PANEL).enumerate() {
                match units.get_mut(unit) {
                    Some(parts) => parts.push(part),
                    None => units.push(vec![part]),
                }
            }
        }
        let (panels, zero) = (self.points.represented(), T::default());
        run.items(
            units,
            || [zero; GROUP * PANEL],
            |block, unit, mut parts| {
                for at in 0..parts[0].len().div_ceil(PANEL) {
                    self.points.block::<C>(panels.panel(unit * PANELS + at), &group, block);
                    for (part, block) in parts.iter_mut().zip(block.as_chunks::<PANEL>().0) {
                        let to = part[at * PANEL..].iter_mut().take(PANEL);
                        to.zip(block).for_each(|(to, s)| *to = if *s > zero { *s } else { zero });
                    }
                }
                Ok(())
            },
        )?;
        Ok(())
    }
}

impl<T: Quantized> Measure for Representation<T> {
    /// Similarities with all represented rows, 0 at least.
    type Point = Vec<T>;
    /// The largest similarity so far of every represented row.
    type Summary = Vec<T>;

    fn check(&self, row: &[f64]) -> Result<()> {
        let square: f64 = row.iter().map(|x| x * x).sum();
        let fits: f64 = T::of(square).into();
        if !fits.is_finite() {
            return Err(Error::range("item", "small enough for products that are finite", "larger numbers"));
        }
        if self.unit && square == 0.0 {
            return Err(Error::range("item", "not all zeros under 'cosine'", "zeros"));
        }
        Ok(())
    }

    fn at_once(&self) -> usize {
        (NUMBERS / self.rows.max(1)).clamp(1, GROUP)
    }

    fn points(&self, rows: &[&[f64]], run: &Run) -> Result<Vec<Vec<T>>> {
        let own: Vec<T> = rows.iter().flat_map(|row| row.iter().map(|x| T::of(*x))).collect();
        let items = Panels::pack("item", &own, rows.len(), own.len() / rows.len().max(1), self.unit, run)?;
        let mut points = Vec::with_capacity(rows.len());
        for _ in rows {
            points.push(run.zeroed("similarities", self.rows)?);
        }
        for (first, some) in (0..).step_by(GROUP).zip(points.chunks_mut(GROUP)) {
            let places: Vec<u32> = (first..first + some.len() as u32).collect();
            match some {
                [alone] => self.write::<1>(&items, &places, std::slice::from_mut(alone), run)?,
                some => self.write::<GROUP>(&items, &places, some, run)?,
            }
        }
        Ok(points)
    }

    fn empty(&self, _columns: usize, run: &Run) -> Result<Vec<T>> {
        run.filled("largest similarities", self.rows, T::default())
    }

    fn gain<'a>(
        &self,
        largest: &Vec<T>,
        _chosen: impl Iterator<Item = &'a [f64]>,
        _row: &[f64],
        point: &Vec<T>,
    ) -> f64 {
        coverage::real_rises::<T>(level(), point, largest)
    }

    fn add<'a>(
        &self,
        largest: &mut Vec<T>,
        _chosen: impl Iterator<Item = &'a [f64]>,
        _row: &[f64],
        point: &Vec<T>,
    ) {
        largest.iter_mut().zip(point).filter(|(old, new)| *new > *old).for_each(|(old, new)| *old = *new);
    }

    fn structure(&self) -> Structure {
        Structure {
            shape: Shape::Submodular,
            monotone: Monotone::Increasing,
            evidence: Evidence::Proved,
            non_negative: true,
            ..Structure::unknown(0.0)
        }
    }

    fn summary_bytes(&self, _columns: usize, _max_size: usize) -> u64 {
        (size_of::<T>() * self.rows) as u64
    }

    fn remarks(&self) -> Remarks {
        let warnings =
            if self.clamps { vec!["similarities below 0 count as 0".to_owned()] } else { Vec::new() };
        Remarks { method: Some("on-the-fly"), warnings }
    }
}
