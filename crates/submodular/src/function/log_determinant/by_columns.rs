//! Last gains of a log-determinant over few columns: O(n d² + d³) instead of O(n³).
//!
//! With K = X Xᵀ, M = εI + XᵀX = L Lᵀ and z_e = L⁻¹ x_e, the diagonal of (K + εI)⁻¹ is (1 − ‖z_e‖²) / ε (M. Woodbury,
//! 1950, "Inverting modified matrices") and ln det(K + εI) = (n − d) ln ε + ln det M (the identity of J. Sylvester,
//! 1851). For many more rows than columns, with ε not below a millionth of the diagonal.
use marginals_core::sum::Sum;
use marginals_core::{Result, Run};
use marginals_numerics::arch::products::{PANEL, Real};
use marginals_numerics::similarity::Panels;

/// Rows per column, and rows, from which on the columns are the shorter way.
const RATIO: usize = 4;
const MANY: usize = 256;
/// ε in units of the largest entry of the diagonal, from which on nothing cancels that matters.
const LEAST: f64 = 1e-6;
/// Panels of one partial sum.
const BLOCK: usize = 64;

/// Writes f(V) − f(V − e) for every row and returns f(V); nothing where the other way is better.
pub(super) fn last_gains<T: Real>(
    rows: &Panels<T>,
    regularization: f64,
    largest: f64,
    run: &Run,
    out: &mut [f64],
) -> Result<Option<f64>> {
    let (count, cols) = (rows.rows(), rows.cols());
    if count < MANY.max(RATIO * cols) || regularization < LEAST * largest {
        return Ok(None);
    }
    let blocks = rows.count().div_ceil(BLOCK);
    let cells = (cols * cols) as u64 * 8;
    let _charge = run.charge("products of columns", cells.saturating_mul(blocks as u64 + 1))?;
    let parts = run.blocks(
        rows.count(),
        BLOCK,
        || vec![0.0f64; PANEL * cols],
        |wide, panels| {
            let mut products = run.filled("products of columns", cols * cols, 0.0f64)?;
            for p in panels {
                run.check()?;
                wide.iter_mut().zip(rows.panel(p)).for_each(|(to, x)| *to = (*x).into());
                for (i, a) in wide.chunks_exact(PANEL).enumerate() {
                    for (j, b) in wide.chunks_exact(PANEL).take(i + 1).enumerate() {
                        products[i * cols + j] += dot(a, b);
                    }
                }
            }
            Ok(products)
        },
    )?;
    let mut lower = run.filled("products of columns", cols * cols, 0.0f64)?;
    for part in parts {
        lower.iter_mut().zip(part).for_each(|(sum, part)| *sum += part);
    }
    for i in 0..cols {
        run.check()?;
        lower[i * cols + i] += regularization;
        for j in 0..=i {
            let known: f64 = (0..j).map(|k| lower[i * cols + k] * lower[j * cols + k]).sum();
            let rest = lower[i * cols + j] - known;
            // Exactly, no pivot is below ε.
            lower[i * cols + j] =
                if i == j { rest.max(regularization).sqrt() } else { rest / lower[j * cols + j] };
        }
    }
    let lower = &lower;
    run.blocks_into(
        out,
        PANEL,
        || vec![0.0f64; PANEL * cols],
        |solved, first, gains| {
            run.check()?;
            let panel = rows.panel(first / PANEL);
            let mut squares = [0.0f64; PANEL];
            for i in 0..cols {
                let (before, own) = solved.split_at_mut(i * PANEL);
                let mut sums = [0.0f64; PANEL];
                for (z, factor) in before.chunks_exact(PANEL).zip(&lower[i * cols..]) {
                    for lane in 0..PANEL {
                        sums[lane] += factor * z[lane];
                    }
                }
                for lane in 0..PANEL {
                    let x: f64 = panel[i * PANEL + lane].into();
                    own[lane] = (x - sums[lane]) / lower[i * cols + i];
                    squares[lane] += own[lane] * own[lane];
                }
            }
            for (gain, square) in gains.iter_mut().zip(squares) {
                // 1 − ‖z‖² is ε over the last pivot, which lies between ε and the diagonal.
                let part = (1.0 - square).clamp(regularization / largest, 1.0);
                *gain = (regularization / part).ln();
            }
            Ok(())
        },
    )?;
    let mut whole = Sum::default();
    whole.add((count as f64 - cols as f64) * regularization.ln());
    (0..cols).for_each(|i| whole.add(2.0 * lower[i * cols + i].ln()));
    Ok(Some(whole.value()))
}

/// Σ a_k b_k over a panel, in lanes.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0f64; 8];
    for (a, b) in a.as_chunks::<8>().0.iter().zip(b.as_chunks::<8>().0) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    sums.iter().sum()
}
