//! Σ_i w_i t(c_i, a_i, x_i) over the columns of one row x: what a row adds to a function that keeps one or two
//! numbers per column.
//!
//! Column i goes to lane i mod 8, lanes are added in order: the bits depend on the numbers alone.
use super::logarithm::ln_ratio;
use super::{Level, at_level};

/// What one entry of a row adds to its column, given the two numbers kept of the column.
pub trait Term: Send + Sync + 'static {
    /// The gain of entry `x`, not yet weighted.
    fn gain(&self, cell: f64, aid: f64, x: f64) -> f64;
}

/// √(c + x) − √c, the aid being √c.
#[derive(Clone, Copy, Debug)]
pub struct Root;

/// ln(1 + c + x) − ln(1 + c), the aid being 1 + c.
#[derive(Clone, Copy, Debug)]
pub struct Logarithm;

/// (c + x) / (1 + c + x) − c / (1 + c), the aid being 1 / (1 + c).
#[derive(Clone, Copy, Debug)]
pub struct Saturation;

/// min(x, a), the aid being the room that is left.
#[derive(Clone, Copy, Debug)]
pub struct Room;

/// a x, the aid being the share that is left.
#[derive(Clone, Copy, Debug)]
pub struct Share;

/// (x − c)²: the distance of a row from another that was spread out.
#[derive(Clone, Copy, Debug)]
pub struct SquaredDifference;

/// c x: the inner product of a row with another.
#[derive(Clone, Copy, Debug)]
pub struct Product;

impl Term for SquaredDifference {
    #[inline(always)]
    fn gain(&self, cell: f64, _aid: f64, x: f64) -> f64 {
        (x - cell) * (x - cell)
    }
}

impl Term for Product {
    #[inline(always)]
    fn gain(&self, cell: f64, _aid: f64, x: f64) -> f64 {
        cell * x
    }
}

impl Term for Root {
    #[inline(always)]
    fn gain(&self, cell: f64, aid: f64, x: f64) -> f64 {
        (cell + x).sqrt() - aid
    }
}

impl Term for Logarithm {
    #[inline(always)]
    fn gain(&self, _cell: f64, aid: f64, x: f64) -> f64 {
        ln_ratio(aid + x, aid, x)
    }
}

impl Term for Saturation {
    #[inline(always)]
    fn gain(&self, cell: f64, aid: f64, x: f64) -> f64 {
        x * aid / (1.0 + (cell + x))
    }
}

impl Term for Room {
    #[inline(always)]
    fn gain(&self, _cell: f64, aid: f64, x: f64) -> f64 {
        if x < aid { x } else { aid }
    }
}

impl Term for Share {
    #[inline(always)]
    fn gain(&self, _cell: f64, aid: f64, x: f64) -> f64 {
        x * aid
    }
}

#[inline(always)]
fn body<T: Term, X: Copy + Into<f64>>(
    term: &T,
    cells: &[f64],
    aids: &[f64],
    weights: &[f64],
    row: &[X],
) -> [f64; 8] {
    let mut lanes = [0.0; 8];
    let (cells, cells_left) = cells.as_chunks::<8>();
    let (aids, aids_left) = aids.as_chunks::<8>();
    let (weights, weights_left) = weights.as_chunks::<8>();
    let (rows, row_left) = row.as_chunks::<8>();
    for (((cell, aid), weight), x) in cells.iter().zip(aids).zip(weights).zip(rows) {
        for lane in 0..8 {
            lanes[lane] += weight[lane] * term.gain(cell[lane], aid[lane], x[lane].into());
        }
    }
    for (lane, (((cell, aid), weight), x)) in
        cells_left.iter().zip(aids_left).zip(weights_left).zip(row_left).enumerate()
    {
        lanes[lane] += weight * term.gain(*cell, *aid, (*x).into());
    }
    lanes
}

macro_rules! compiled {
    ($feature:literal, $name:ident) => {
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = $feature)]
        fn $name<T: Term, X: Copy + Into<f64>>(
            term: &T,
            cells: &[f64],
            aids: &[f64],
            weights: &[f64],
            row: &[X],
        ) -> [f64; 8] {
            body(term, cells, aids, weights, row)
        }
    };
}
compiled!("avx2,bmi1,bmi2", body_v3);
compiled!("avx2,bmi1,bmi2,avx512f,avx512bw,avx512dq,avx512vl", body_v4);

/// The weighted sum at `level`, as far as the shortest slice reaches.
pub fn gain<T: Term, X: Copy + Into<f64>>(
    level: Level,
    term: &T,
    cells: &[f64],
    aids: &[f64],
    weights: &[f64],
    row: &[X],
) -> f64 {
    let lanes = at_level!(
        level,
        body(term, cells, aids, weights, row),
        body_v3(term, cells, aids, weights, row),
        body_v4(term, cells, aids, weights, row)
    );
    lanes.into_iter().fold(0.0, |sum, lane| sum + lane)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(length: usize, seed: f64) -> Vec<f64> {
        (0..length).map(|i| ((i as f64 + 1.0) * seed).sin().abs() * 3.0).collect()
    }

    fn held<T: Term>(term: &T, aid: impl Fn(f64) -> f64, g: impl Fn(f64, f64) -> f64) {
        for length in [0, 1, 7, 8, 9, 64, 101] {
            let (cells, weights, row) = (numbers(length, 0.7), numbers(length, 1.3), numbers(length, 2.1));
            let aids: Vec<f64> = cells.iter().map(|cell| aid(*cell)).collect();
            let direct: f64 = (0..length).map(|i| weights[i] * g(cells[i], row[i])).sum();
            let expected = gain(Level::Baseline, term, &cells, &aids, &weights, &row);
            assert!((expected - direct).abs() <= 1e-13 * (1.0 + direct.abs()), "{expected} {direct}");
            let single: Vec<f32> = row.iter().map(|x| *x as f32).collect();
            let rounded = gain(Level::Baseline, term, &cells, &aids, &weights, &single);
            assert!((rounded - direct).abs() <= 1e-5 * (1.0 + direct.abs()));
            for level in Level::available() {
                let found = gain(level, term, &cells, &aids, &weights, &row);
                assert_eq!(found.to_bits(), expected.to_bits(), "{level:?}");
            }
        }
    }

    #[test]
    fn terms_are_what_they_say_with_the_same_bits_at_every_level() {
        held(&Root, f64::sqrt, |c, x| (c + x).sqrt() - c.sqrt());
        held(&Logarithm, |c| 1.0 + c, |c, x| (1.0 + c + x).ln() - (1.0 + c).ln());
        held(&Saturation, |c| 1.0 / (1.0 + c), |c, x| (c + x) / (1.0 + c + x) - c / (1.0 + c));
        held(&Room, |c| (2.0 - c).max(0.0), |c, x| (c + x).min(2.0) - c.min(2.0));
        held(&Share, |c| c, |c, x| c * x);
        held(&SquaredDifference, |_| 0.0, |c, x| (c - x).powi(2));
        held(&Product, |_| 0.0, |c, x| c * x);
    }

    #[test]
    fn a_small_entry_keeps_its_digits() {
        let found = gain(Level::Baseline, &Logarithm, &[1e6], &[1.0 + 1e6], &[1.0], &[1e-9]);
        assert!((found / (1e-9 / 1_000_001.0) - 1.0).abs() < 1e-14);
    }
}
