//! Similarities given as numbers: a dense matrix kept by element, so that what one element covers lies together.
use super::pairs;
use super::points::Points;
use crate::arch::coverage::Quantized;
use crate::arch::products::{GROUP, Real};
use marginals_core::{Result, Run};
use std::ops::Range;

/// A matrix s_ij of represented rows i and elements j, kept as one row per element.
#[derive(Clone, Debug)]
pub struct Stored<T> {
    data: Vec<T>,
    elements: usize,
    represented: usize,
    symmetric: bool,
    least: f64,
    largest: f64,
}

/// Side of the squares in which a matrix is compared and turned round.
const SIDE: usize = 64;

impl<T: Real> Stored<T> {
    /// Takes `represented` × `elements` numbers, row after row, out of `data`.
    ///
    /// # Errors
    /// Out of memory, cancelled; the numbers stay where they were.
    pub fn new(data: &mut Vec<T>, represented: usize, elements: usize, run: &Run) -> Result<Self> {
        let (mut least, mut largest) = (f64::INFINITY, f64::NEG_INFINITY);
        let extremes = run.blocks(
            data.len(),
            1 << 20,
            || (),
            |(), range| {
                let first = data[range.start];
                Ok(data[range].iter().fold((first, first), |(low, high), x| {
                    (if *x < low { *x } else { low }, if *x > high { *x } else { high })
                }))
            },
        )?;
        for (low, high) in extremes {
            (least, largest) = (least.min(low.into()), largest.max(high.into()));
        }
        let symmetric = represented == elements && is_symmetric(data, elements, run)?;
        let turned = if symmetric { None } else { Some(turned(data, represented, elements, run)?) };
        let given = std::mem::take(data);
        let data = turned.unwrap_or(given);
        Ok(Stored { data, elements, represented, symmetric, least, largest })
    }

    /// The same numbers in double precision.
    ///
    /// # Errors
    /// Out of memory.
    pub fn widened(&self, run: &Run) -> Result<Stored<f64>> {
        let mut data = run.reserved("a matrix of similarities", self.data.len())?;
        data.extend(self.data.iter().map(|x| Into::<f64>::into(*x)));
        let Stored { elements, represented, symmetric, least, largest, .. } = *self;
        Ok(Stored { data, elements, represented, symmetric, least, largest })
    }

    /// All similarities of feature rows: columns × rows × elements multiplications, half of them where the elements
    /// represent themselves.
    ///
    /// # Errors
    /// Out of memory, cancelled.
    pub fn of_points(points: &Points<T>, run: &Run) -> Result<Self>
    where
        T: Quantized,
    {
        let (elements, represented) = (points.ground().rows(), points.represented().rows());
        let mut data = run.zeroed("all similarities", elements * represented)?;
        let (least, largest) = (f64::NEG_INFINITY, points.largest());
        if points.is_square() {
            pairs::fill(points, &mut data, run)?;
            return Ok(Stored { data, elements, represented, symmetric: true, least, largest });
        }
        let all: Vec<u32> = (0..elements as u32).collect();
        run.blocks_into(
            &mut data,
            GROUP * represented.max(1),
            || (),
            |(), first, part| {
                let first = first / represented.max(1);
                let some = &all[first..first + part.len() / represented.max(1)];
                points.tile_of(some, 0..represented, run, part, |x| x)
            },
        )?;
        Ok(Stored { data, elements, represented, symmetric: false, least, largest })
    }

    /// The number of entries below 0.
    ///
    /// # Errors
    /// Cancelled.
    pub fn count_negative(&self, run: &Run) -> Result<u64> {
        let zero = T::default();
        let count = |(): &mut (), range: Range<usize>| {
            let negative = self.data[range].iter().map(|x| u32::from(*x < zero)).sum::<u32>();
            Ok(u64::from(negative))
        };
        Ok(run.blocks(self.data.len(), 1 << 20, || (), count)?.into_iter().sum())
    }

    /// Similarities of element `e` with every represented row.
    #[must_use]
    pub fn column(&self, e: u32) -> &[T] {
        &self.data[e as usize * self.represented..(e as usize + 1) * self.represented]
    }

    /// Number of elements that may be chosen.
    #[must_use]
    pub fn ground_size(&self) -> usize {
        self.elements
    }

    /// Number of represented rows.
    #[must_use]
    pub fn represented_size(&self) -> usize {
        self.represented
    }

    /// Whether s_ij = s_ji for all i and j, compared.
    #[must_use]
    pub fn is_symmetric(&self) -> bool {
        self.symmetric
    }

    /// The least number (∞ for an empty matrix).
    #[must_use]
    pub fn least(&self) -> f64 {
        self.least
    }

    /// The largest number (−∞ for an empty matrix).
    #[must_use]
    pub fn largest(&self) -> f64 {
        self.largest
    }

    /// Bytes held.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        (self.data.len() * size_of::<T>()) as u64
    }
}

fn is_symmetric<T: Real>(data: &[T], side: usize, run: &Run) -> Result<bool> {
    let strips = run.blocks(
        side,
        SIDE,
        || (),
        |(), rows| {
            for start in (0..rows.end).step_by(SIDE) {
                for i in rows.clone() {
                    for j in start..(start + SIDE).min(i) {
                        if data[i * side + j] != data[j * side + i] {
                            return Ok(false);
                        }
                    }
                }
            }
            Ok(true)
        },
    )?;
    Ok(strips.into_iter().all(|same| same))
}

fn turned<T: Real>(data: &[T], rows: usize, cols: usize, run: &Run) -> Result<Vec<T>> {
    let _charge = run.charge("a matrix turned round", size_of_val(data) as u64)?;
    let mut out = run.zeroed("a matrix turned round", data.len())?;
    run.blocks_into(
        &mut out,
        SIDE * rows.max(1),
        || (),
        |(), first, strip| {
            let first = first / rows.max(1);
            let width = strip.len() / rows.max(1);
            for start in (0..rows).step_by(SIDE) {
                for j in 0..width {
                    for i in start..(start + SIDE).min(rows) {
                        strip[j * rows + i] = data[i * cols + first + j];
                    }
                }
            }
            Ok(())
        },
    )?;
    Ok(out)
}
