//! Nodes of a lattice smoothed by a symmetric kernel, directly or through a real FFT.
//!
//! The direct sum costs nodes × taps / 2 multiplications and keeps the relative accuracy of every node, so the
//! logarithm of a density in its tails is right. The FFT costs O(N log N) and is accurate to about 10⁻¹⁶ of the
//! largest node: enough for integrals, where what is lost in the tails weighs nothing.
use super::lattice::Rows;
use marginals_core::{Error, Result, Run};
use marginals_numerics::arch::{level, smoothing};
use realfft::RealFftPlanner;

/// What the smoothed nodes are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Precision {
    /// Each node right in its own digits.
    Relative,
    /// Each node right in the digits of the largest.
    Absolute,
}

/// Taps above which an FFT is faster.
const FEW_TAPS: usize = 48;
/// Outputs between two looks at the cancel flag.
const OUTPUTS: usize = 1 << 12;

/// Smooths a line in place; `taps[k]` is the kernel k nodes away.
pub(crate) fn smooth(nodes: &mut [f64], taps: &[f64], precision: Precision, run: &Run) -> Result<()> {
    if precision == Precision::Absolute && taps.len() > FEW_TAPS {
        return by_fft(nodes, taps);
    }
    let reach = taps.len() - 1;
    let mut padded = run.filled("a padded lattice", nodes.len() + 2 * reach, 0.0f64)?;
    padded[reach..reach + nodes.len()].copy_from_slice(nodes);
    run.blocks_into(
        nodes,
        OUTPUTS,
        || (),
        |(), first, out| {
            smoothing::symmetric(level(), &padded[first..first + out.len() + 2 * reach], taps, out);
            Ok(())
        },
    )
}

fn by_fft(nodes: &mut [f64], taps: &[f64]) -> Result<()> {
    let length = (nodes.len() + taps.len()).next_power_of_two();
    let mut planner = RealFftPlanner::<f64>::new();
    let (forward, backward) = (planner.plan_fft_forward(length), planner.plan_fft_inverse(length));
    let mut line = vec![0.0; length];
    let mut spectrum = forward.make_output_vec();
    let mut kernel = forward.make_output_vec();
    let fault = |error: realfft::FftError| Error::internal(error.to_string());
    line[0] = taps[0];
    for (k, tap) in taps.iter().enumerate().skip(1) {
        line[k] += tap;
        line[length - k] += tap;
    }
    forward.process(&mut line, &mut kernel).map_err(fault)?;
    line.fill(0.0);
    line[..nodes.len()].copy_from_slice(nodes);
    forward.process(&mut line, &mut spectrum).map_err(fault)?;
    for (term, kernel) in spectrum.iter_mut().zip(&kernel) {
        // A symmetric kernel has a real transform.
        *term *= kernel.re / length as f64;
    }
    backward.process(&mut spectrum, &mut line).map_err(fault)?;
    nodes.iter_mut().zip(&line).for_each(|(node, smooth)| *node = smooth.max(0.0));
    Ok(())
}

/// Smooths a plane in place, down the columns and then along the rows; rows that are not wanted become 0.
pub(crate) fn smooth_both(
    nodes: &mut Vec<f64>,
    columns: usize,
    down: &[f64],
    along: &[f64],
    wanted: Rows,
    run: &Run,
) -> Result<()> {
    let rows = nodes.len() / columns;
    let mut smoothed = run.filled("a lattice", nodes.len(), 0.0f64)?;
    let occupied: Vec<bool> = nodes.chunks(columns).map(|row| row.iter().any(|node| *node != 0.0)).collect();
    let source = &*nodes;
    run.blocks_into(
        &mut smoothed,
        columns,
        || vec![0.0f64; columns + 2 * (along.len() - 1)],
        |padded, first, out| {
            let row = first / columns;
            if !wanted.hold(row) {
                return Ok(());
            }
            let reach = along.len() - 1;
            let sums = &mut padded[reach..reach + columns];
            sums.fill(0.0);
            let (from, to) = (row.saturating_sub(down.len() - 1), rows.min(row + down.len()));
            for other in (from..to).filter(|other| occupied[*other]) {
                let tap = down[other.abs_diff(row)];
                let line = &source[other * columns..(other + 1) * columns];
                smoothing::add_scaled(level(), sums, tap, line);
            }
            smoothing::symmetric(level(), padded, along, out);
            Ok(())
        },
    )?;
    *nodes = smoothed;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn naive(nodes: &[f64], taps: &[f64]) -> Vec<f64> {
        (0..nodes.len())
            .map(|i| (0..nodes.len()).map(|j| nodes[j] * taps.get(i.abs_diff(j)).unwrap_or(&0.0)).sum())
            .collect()
    }

    #[test]
    fn both_ways_are_the_naive_sum() {
        let run = Run::default();
        for (length, reach) in [(5, 1), (40, 7), (300, 90), (9000, 60), (10, 30)] {
            let nodes: Vec<f64> = (0..length).map(|i| ((i * 37) % 11) as f64).collect();
            let taps: Vec<f64> = (0..=reach).map(|k| (-(k as f64) / 9.0).exp()).collect();
            let expected = naive(&nodes, &taps);
            for precision in [Precision::Relative, Precision::Absolute] {
                let mut found = nodes.clone();
                smooth(&mut found, &taps, precision, &run).unwrap();
                assert!(found.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-11 * (1.0 + b.abs())));
            }
        }
    }

    #[test]
    fn a_plane_is_smoothed_one_dimension_after_the_other() {
        let (rows, columns) = (13, 9);
        let nodes: Vec<f64> =
            (0..rows * columns).map(|i| if i / columns == 4 { 0.0 } else { ((i * 29) % 7) as f64 }).collect();
        let (down, along) = ([0.5, 0.25, 0.1], [0.6, 0.2]);
        let mut found = nodes.clone();
        smooth_both(&mut found, columns, &down, &along, Rows::ALL, &Run::default()).unwrap();
        for row in 0..rows {
            for column in 0..columns {
                let mut expected = 0.0;
                for r in 0..rows {
                    for c in 0..columns {
                        let weight = down.get(r.abs_diff(row)).unwrap_or(&0.0)
                            * along.get(c.abs_diff(column)).unwrap_or(&0.0);
                        expected += weight * nodes[r * columns + c];
                    }
                }
                assert!((found[row * columns + column] - expected).abs() < 1e-13);
            }
        }
    }
}
