//! Least, largest, mean and squares of a column, and the cells of an even line that its values lie in.
//!
//! Eight lanes, added in order, nothing fused: the same bits at all levels.
use super::{Level, at_level};

/// What a column spans.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Least value.
    pub least: f64,
    /// Largest value.
    pub largest: f64,
    /// Mean.
    pub mean: f64,
    /// Σ (x − mean)².
    pub squares: f64,
}

/// An even line of nodes.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// First node.
    pub origin: f64,
    /// 1 / step.
    pub inverse: f64,
    /// The last cell.
    pub last: u32,
}

/// 2⁵²: added to a number below it, it leaves the nearest integer in the low bits.
const MAGIC: f64 = 4_503_599_627_370_496.0;

impl Line {
    /// The cell of a value, and how far the value is from the cell's node to the next.
    #[inline(always)]
    #[must_use]
    pub fn place(&self, value: f64) -> (u32, f64) {
        let position = (value - self.origin) * self.inverse;
        let shifted = position - 0.5 + MAGIC;
        let cell = shifted.to_bits() as u32;
        (if cell < self.last { cell } else { self.last }, position - (shifted - MAGIC))
    }
}

#[inline(always)]
fn places_body(line: Line, values: &[f64], cells: &mut [u32], shares: &mut [f64]) {
    for ((value, cell), share) in values.iter().zip(cells).zip(shares) {
        (*cell, *share) = line.place(*value);
    }
}

#[inline(always)]
fn spread_body(values: &[f64]) -> Option<Spread> {
    let mut least = [f64::INFINITY; 8];
    let mut largest = [f64::NEG_INFINITY; 8];
    let mut sums = [0.0f64; 8];
    // 0 · x is 0 unless x is NaN or infinite.
    let mut zeros = [0.0f64; 8];
    let (eights, rest) = values.as_chunks::<8>();
    for eight in eights {
        for lane in 0..8 {
            let value = eight[lane];
            least[lane] = if value < least[lane] { value } else { least[lane] };
            largest[lane] = if value > largest[lane] { value } else { largest[lane] };
            sums[lane] += value * 0.5;
            zeros[lane] += value * 0.0;
        }
    }
    for (lane, value) in rest.iter().enumerate() {
        least[lane] = least[lane].min(*value);
        largest[lane] = largest[lane].max(*value);
        sums[lane] += value * 0.5;
        zeros[lane] += value * 0.0;
    }
    if zeros.iter().sum::<f64>() != 0.0 {
        return None;
    }
    let mean = 2.0 * (sums.iter().sum::<f64>() / values.len() as f64);
    let mut squares = [0.0f64; 8];
    for eight in eights {
        for lane in 0..8 {
            let off = eight[lane] - mean;
            squares[lane] += off * off;
        }
    }
    for (lane, value) in rest.iter().enumerate() {
        squares[lane] += (value - mean) * (value - mean);
    }
    Some(Spread {
        least: least.into_iter().fold(f64::INFINITY, f64::min),
        largest: largest.into_iter().fold(f64::NEG_INFINITY, f64::max),
        mean,
        squares: squares.iter().sum(),
    })
}

macro_rules! compiled {
    ($feature:literal, $spread:ident, $places:ident) => {
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = $feature)]
        fn $spread(values: &[f64]) -> Option<Spread> {
            spread_body(values)
        }

        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = $feature)]
        fn $places(line: Line, values: &[f64], cells: &mut [u32], shares: &mut [f64]) {
            places_body(line, values, cells, shares);
        }
    };
}
compiled!("avx2,bmi1,bmi2", spread_v3, places_v3);
compiled!("avx2,bmi1,bmi2,avx512f,avx512bw,avx512dq,avx512vl", spread_v4, places_v4);

/// What a column spans; `None` where a number is not finite.
#[must_use]
pub fn spread(level: Level, values: &[f64]) -> Option<Spread> {
    at_level!(level, spread_body(values), spread_v3(values), spread_v4(values))
}

/// [`Line::place`] of every value, as many as there are cells and shares.
pub fn places(level: Level, line: Line, values: &[f64], cells: &mut [u32], shares: &mut [f64]) {
    at_level!(
        level,
        places_body(line, values, cells, shares),
        places_v3(line, values, cells, shares),
        places_v4(line, values, cells, shares)
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_bits_at_every_level() {
        let values: Vec<f64> = (0..1003).map(|i| ((i * 7919) % 1013) as f64 / 97.0 - 3.0).collect();
        let line = Line { origin: -3.0, inverse: 11.0, last: 100 };
        let expected: Vec<(u32, f64)> = values.iter().map(|value| line.place(*value)).collect();
        let plain = spread(Level::Baseline, &values);
        let of = plain.expect("finite numbers");
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        assert!((of.mean - mean).abs() < 1e-13);
        assert!((of.squares - values.iter().map(|x| (x - mean).powi(2)).sum::<f64>()).abs() < 1e-9);
        assert_eq!(of.least, values.iter().copied().fold(f64::INFINITY, f64::min));
        for level in Level::available() {
            assert_eq!(spread(level, &values), plain, "{level:?}");
            let (mut cells, mut shares) = (vec![0; values.len()], vec![0.0; values.len()]);
            places(level, line, &values, &mut cells, &mut shares);
            assert!((0..values.len()).all(|at| (cells[at], shares[at]) == expected[at]), "{level:?}");
            assert!(cells.iter().zip(&shares).all(|(cell, share)| {
                *cell <= 100 && (*cell == 100 || (-1e-9..=1.0 + 1e-9).contains(share))
            }));
            assert_eq!(spread(level, &[1.0, f64::NAN]), None);
            assert_eq!(spread(level, &[f64::INFINITY; 20]), None);
        }
    }
}
