//! Sample entropy and approximate entropy: how often stretches that agree go on agreeing, in nats.
//!
//! Two stretches of m values agree when no two values differ by more than r.
//! - Sample entropy −ln(A/B): B pairs of stretches of m that agree, A those of m + 1, over the n − m places where both
//!   fit, no place with itself (J. S. Richman and J. R. Moorman, "Physiological time-series analysis using approximate
//!   entropy and sample entropy", 2000). ∞ when A is 0, NaN when B is 0.
//! - Approximate entropy Φᵐ − Φᵐ⁺¹, Φᵐ the mean of ln(share of stretches that agree, itself included) (S. M. Pincus,
//!   "Approximate entropy as a measure of system complexity", 1991); biased towards regularity.
//!
//! Places lie on a grid of cells a little wider than r over their first two values, so only neighboring cells are
//! compared. Cost: O(n log n) and the pairs of neighboring cells; memory O(n m).
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};
use marginals_numerics::magnitude::magnitude;

/// Cells along one side at most.
const CELLS: f64 = (1u64 << 20) as f64;
/// A cell is this much wider than r, so that rounding never skips a neighbor.
const SLACK: f64 = 1.0 + 1e-8;
/// Places in a block of parallel work, and between two looks at the cancel flag.
const BLOCK: usize = 1024;
const STRIDE: usize = 32;

/// Numbers of pairs behind a sample entropy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreements {
    /// B.
    pub shorter: u64,
    /// A.
    pub longer: u64,
}

impl Agreements {
    /// −ln(A/B).
    #[must_use]
    pub fn sample_entropy(&self) -> f64 {
        match (self.shorter, self.longer) {
            (0, _) => f64::NAN,
            (_, 0) => f64::INFINITY,
            (shorter, longer) => (shorter as f64 / longer as f64).ln() + 0.0,
        }
    }
}

/// Places sorted by the cell of their first two values.
struct Grid {
    /// Value i of every place, by place in the order of the cells.
    values: Vec<Vec<f64>>,
    keys: Vec<u64>,
}

impl Grid {
    /// `count` places of `length` values `delay` apart; cells over the first `sides` (1 or 2) of them.
    fn new(
        series: &[f64],
        count: usize,
        length: usize,
        sides: usize,
        delay: usize,
        r: f64,
        run: &Run,
    ) -> Result<(Self, Vec<u32>)> {
        let lowest = series.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = series.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let width = (r * SLACK).max((highest / CELLS - lowest / CELLS).abs()).max(f64::MIN_POSITIVE);
        // Cells count from 1, so that the one below exists.
        let cell = |value: f64| ((value / width - lowest / width).floor() as u64) + 1;
        let key = |place: usize| {
            let second = if sides > 1 { cell(series[place + delay]) } else { 1 };
            cell(series[place]) << 32 | second
        };
        let mut order: Vec<(u64, u32)> = run.reserved("the places of a series", count)?;
        order.extend((0..count).map(|place| (key(place), place as u32)));
        run.check()?;
        order.sort_unstable();
        let mut values = Vec::with_capacity(length);
        for at in 0..length {
            let mut column = run.reserved("the places of a series", count)?;
            column.extend(order.iter().map(|(_, place)| series[*place as usize + at * delay]));
            values.push(column);
        }
        let keys = order.iter().map(|(key, _)| *key).collect();
        Ok((Grid { values, keys }, order.into_iter().map(|(_, place)| place).collect()))
    }

    fn first_from(&self, key: u64) -> usize {
        self.keys.partition_point(|other| *other < key)
    }

    /// Places from the cell (x, y − 1) to the cell (x, y + 1) of a row of cells.
    fn row(&self, x: u64, y: u64) -> std::ops::Range<usize> {
        self.first_from(x << 32 | (y - 1))..self.first_from(x << 32 | (y + 2))
    }

    /// How many places of a range agree with `place` in the first m values, and in those and the last one.
    fn agreeing(&self, place: usize, range: std::ops::Range<usize>, r: f64) -> (u64, u64) {
        let (last, shorter) = match self.values.split_last() {
            Some((last, shorter)) if !shorter.is_empty() => (last, shorter),
            _ => return (0, 0),
        };
        let own: Vec<f64> = shorter.iter().map(|column| column[place]).collect();
        let own_last = last[place];
        let (mut short, mut long) = (0u64, 0u64);
        match (shorter, &own[..]) {
            ([one, two], [own_one, own_two]) => {
                let rows = one[range.clone()].iter().zip(&two[range.clone()]).zip(&last[range]);
                for ((one, two), last) in rows {
                    let agree = ((one - own_one).abs() <= r) & ((two - own_two).abs() <= r);
                    short += u64::from(agree);
                    long += u64::from(agree & ((last - own_last).abs() <= r));
                }
            }
            _ => {
                for other in range {
                    let agree =
                        shorter.iter().zip(&own).all(|(column, own)| (column[other] - own).abs() <= r);
                    short += u64::from(agree);
                    long += u64::from(agree && (last[other] - own_last).abs() <= r);
                }
            }
        }
        (short, long)
    }
}

/// A fifth of the standard deviation (n in its denominator): the tolerance that is usual.
///
/// # Errors
/// `Shape` without values; `NonFinite`.
pub fn usual_tolerance(series: &[f64]) -> Result<f64> {
    if series.is_empty() {
        return Err(Error::shape("series", "at least one value", "none"));
    }
    super::ordinal::check_finite(series)?;
    let scale = magnitude(series);
    let n = series.len() as f64;
    let mean = series.iter().map(|value| value / scale).collect::<Sum>().value() / n;
    let squares: Sum = series.iter().map(|value| (value / scale - mean).powi(2)).collect();
    Ok((0.2 * scale * (squares.value() / n).sqrt()).min(f64::MAX))
}

fn check(series: &[f64], order: usize, delay: usize, r: f64) -> Result<usize> {
    if order == 0 {
        return Err(Error::range("order", "at least 1", order));
    }
    if !r.is_finite() {
        return Err(Error::non_finite("tolerance", "finite", r));
    }
    if r < 0.0 {
        return Err(Error::range("tolerance", "at least 0", r));
    }
    super::ordinal::check_finite(series)?;
    super::ordinal::windows(series.len(), order + 1, delay)
}

/// The pairs of stretches of `order` and `order + 1` values, `delay` apart, that agree within `r`.
///
/// # Errors
/// `Range` for an order or delay of 0 or a negative tolerance; `Shape` for a series too short; `NonFinite`; out of
/// memory; the run was cancelled.
pub fn agreements(series: &[f64], order: usize, delay: usize, r: f64, run: &Run) -> Result<Agreements> {
    let count = check(series, order, delay, r)?;
    let _charge = run.charge("the places of a series", count as u64 * (order as u64 * 8 + 32))?;
    let (grid, _) = Grid::new(series, count, order + 1, order.min(2), delay, r, run)?;
    run.progress().start("stretches", count as u64);
    let parts = run.blocks(
        count,
        BLOCK,
        || (),
        |(), block| {
            let (mut short, mut long) = (0, 0);
            for place in block.clone() {
                if place % STRIDE == 0 {
                    run.check()?;
                }
                let (x, y) = (grid.keys[place] >> 32, grid.keys[place] & u64::from(u32::MAX));
                // Each pair once: later places of the cell and the one above it, then the next row of cells.
                let own = place + 1..grid.first_from(x << 32 | (y + 2)).max(place + 1);
                for range in [own, grid.row(x + 1, y)] {
                    let (more, longer) = grid.agreeing(place, range, r);
                    short += more;
                    long += longer;
                }
            }
            run.progress().advance(block.len() as u64);
            Ok((short, long))
        },
    )?;
    let (shorter, longer) = parts.into_iter().fold((0, 0), |(a, b), (c, d)| (a + c, b + d));
    Ok(Agreements { shorter, longer })
}

/// Φᵐ: the mean of ln(stretches that agree / stretches), each agreeing with itself.
fn mean_log_share(series: &[f64], length: usize, delay: usize, r: f64, run: &Run) -> Result<f64> {
    let count = super::ordinal::windows(series.len(), length, delay)?;
    // The last value is compared with itself only through a stretch one longer; here it is one of the stretch.
    let (grid, _) = Grid::new(series, count, length, length.min(2), delay, r, run)?;
    let parts = run.blocks(
        count,
        BLOCK,
        || (),
        |(), block| {
            let mut sum = Sum::default();
            for place in block.clone() {
                if place % STRIDE == 0 {
                    run.check()?;
                }
                let (x, y) = (grid.keys[place] >> 32, grid.keys[place] & u64::from(u32::MAX));
                let agree = |range| {
                    if length > 1 {
                        return grid.agreeing(place, range, r).1;
                    }
                    let own = grid.values[0][place];
                    grid.values[0][range].iter().filter(|other| (**other - own).abs() <= r).count() as u64
                };
                let agreeing: u64 = [x - 1, x, x + 1].into_iter().map(|x| agree(grid.row(x, y))).sum();
                sum.add((agreeing as f64 / count as f64).ln());
            }
            run.progress().advance(block.len() as u64);
            Ok(sum)
        },
    )?;
    let mut sum = Sum::default();
    parts.into_iter().for_each(|part| sum.merge(part));
    Ok(sum.value() / count as f64)
}

/// Approximate entropy Φᵐ − Φᵐ⁺¹ of stretches of `order` values.
///
/// # Errors
/// As [`agreements`].
pub fn approximate_entropy(series: &[f64], order: usize, delay: usize, r: f64, run: &Run) -> Result<f64> {
    let count = check(series, order, delay, r)?;
    let _charge = run.charge("the places of a series", count as u64 * (order as u64 * 8 + 40))?;
    run.progress().start("stretches", 2 * count as u64);
    let shorter = mean_log_share(series, order, delay, r, run)?;
    Ok(shorter - mean_log_share(series, order + 1, delay, r, run)? + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{below, stream, uniform};

    fn agree(series: &[f64], i: usize, j: usize, length: usize, delay: usize, r: f64) -> bool {
        (0..length).all(|k| (series[i + k * delay] - series[j + k * delay]).abs() <= r)
    }

    fn naive_pairs(series: &[f64], order: usize, delay: usize, r: f64) -> Agreements {
        let count = series.len() - order * delay;
        let pairs = |length| {
            (0..count)
                .flat_map(|i| (i + 1..count).map(move |j| (i, j)))
                .filter(|(i, j)| agree(series, *i, *j, length, delay, r))
                .count() as u64
        };
        Agreements { shorter: pairs(order), longer: pairs(order + 1) }
    }

    fn naive_approximate(series: &[f64], order: usize, delay: usize, r: f64) -> f64 {
        let phi = |length: usize| {
            let count = series.len() - (length - 1) * delay;
            (0..count)
                .map(|i| {
                    let same = (0..count).filter(|j| agree(series, i, *j, length, delay, r)).count();
                    (same as f64 / count as f64).ln()
                })
                .sum::<f64>()
                / count as f64
        };
        phi(order) - phi(order + 1)
    }

    #[test]
    fn every_pair_is_found_whatever_the_grid() {
        let run = Run::default();
        for case in 0..400u64 {
            let mut generator = stream(12, "recurrence", case);
            let (order, delay) = (case as usize % 4 + 1, case as usize % 2 + 1);
            let n = order * delay + 1 + below(&mut generator, 90) as usize;
            let coarse = case % 3 == 0;
            let series: Vec<f64> = (0..n)
                .map(|_| {
                    let value = uniform(&mut generator) * 4.0 - 2.0;
                    if coarse { (value * 4.0).round() / 4.0 } else { value * 1e3 }
                })
                .collect();
            for r in [0.0, 0.25, 1.0, 300.0, 1e9] {
                let expected = naive_pairs(&series, order, delay, r);
                assert_eq!(agreements(&series, order, delay, r, &run).unwrap(), expected);
                let found = approximate_entropy(&series, order, delay, r, &run).unwrap();
                assert!((found - naive_approximate(&series, order, delay, r)).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn constant_regular_and_extreme_series() {
        let run = Run::default();
        let constant = agreements(&[3.0; 20], 2, 1, 0.0, &run).unwrap();
        assert_eq!((constant.shorter, constant.longer, constant.sample_entropy()), (153, 153, 0.0));
        assert!(Agreements { shorter: 0, longer: 0 }.sample_entropy().is_nan());
        assert_eq!(Agreements { shorter: 2, longer: 0 }.sample_entropy(), f64::INFINITY);
        let wide = [f64::MAX, f64::MIN, 0.0, f64::MAX, f64::MIN, 0.0, 1.0];
        assert_eq!(agreements(&wide, 2, 1, 1.0, &run).unwrap(), naive_pairs(&wide, 2, 1, 1.0));
        let tiny = [5e-324, 0.0, 1e-323, 5e-324, 0.0, 0.0, 5e-324];
        assert_eq!(agreements(&tiny, 2, 1, 5e-324, &run).unwrap(), naive_pairs(&tiny, 2, 1, 5e-324));
    }

    #[test]
    fn bad_arguments_are_named() {
        let run = Run::default();
        let fault = |series: &[f64], order, delay, r| agreements(series, order, delay, r, &run).unwrap_err();
        assert_eq!(fault(&[1.0, 2.0], 2, 1, 0.2).argument_name(), Some("series"));
        assert_eq!(fault(&[1.0, 2.0], 0, 1, 0.2).argument_name(), Some("order"));
        assert_eq!(fault(&[1.0, 2.0], 1, 0, 0.2).argument_name(), Some("delay"));
        assert_eq!(fault(&[1.0, 2.0], 1, 1, -0.2).argument_name(), Some("tolerance"));
        assert_eq!(fault(&[1.0, f64::NAN], 1, 1, 0.2).argument_name(), Some("series[1]"));
        assert!(agreements(&[1.0, 2.0, 1.0], usize::MAX - 1, 1, 0.2, &run).is_err());
    }
}
