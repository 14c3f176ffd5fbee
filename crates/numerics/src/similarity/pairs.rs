//! All similarities of rows with themselves, every pair computed once: s_ij = s_ji bit by bit.
//!
//! A strip of elements at a time. What lies right of the diagonal is computed, and what mirrors it below is written
//! while the products are at hand: half the multiplications of all rows against all. (To leave the mirrored half until
//! its own strips are written costs more: it has to be read from far away again.)
use super::points::Points;
use crate::arch::coverage::Quantized;
use crate::arch::products::{GROUP, PANEL};
use marginals_core::{Result, Run};

/// Elements of one strip: whole groups and whole panels.
const STRIP: usize = 8 * GROUP;
/// Side of the squares that are turned round in registers.
const SIDE: usize = 4;

/// Columns of a strip from the diagonal on, and the rows below that mirror them.
struct Part<'a, T> {
    right: Vec<&'a mut [T]>,
    below: Option<&'a mut [T]>,
}

/// Writes s_ij of `points`, which represent themselves, to `data[i * rows + j]`.
///
/// # Errors
/// Cancelled.
pub(super) fn fill<T: Quantized>(points: &Points<T>, data: &mut [T], run: &Run) -> Result<()> {
    let rows = points.ground();
    let (width, size) = (rows.rows(), GROUP * rows.cols());
    let mut groups = Vec::new();
    for first in (0..width).step_by(STRIP) {
        let count = STRIP.min(width - first);
        let own: Vec<u32> = (first as u32..(first + count) as u32).collect();
        rows.groups(&own, &mut groups);
        let (strip, below) = data[first * width..].split_at_mut(count * width);
        // The columns of the strip itself, then those of each strip below, which has its own rows to write.
        let mut parts: Vec<Part<'_, T>> = std::iter::once(None)
            .chain(below.chunks_mut(STRIP * width).map(Some))
            .map(|below| Part { right: Vec::with_capacity(count), below })
            .collect();
        for row in strip.chunks_mut(width) {
            for (part, piece) in parts.iter_mut().zip(row[first..].chunks_mut(STRIP)) {
                part.right.push(piece);
            }
        }
        run.items(
            parts,
            || vec![T::default(); STRIP * PANEL],
            |block, at, mut part| {
                let columns = part.right.first().map_or(0, |piece| piece.len());
                for start in (0..columns).step_by(PANEL) {
                    run.check()?;
                    let panel = rows.panel((first + at * STRIP + start) / PANEL);
                    for (at, block) in
                        block.chunks_exact_mut(GROUP * PANEL).enumerate().take(count.div_ceil(GROUP))
                    {
                        points.block::<GROUP>(panel, &groups[at * size..][..size], block);
                    }
                    let inside = start..columns.min(start + PANEL);
                    for (piece, entries) in part.right.iter_mut().zip(block.as_chunks::<PANEL>().0) {
                        piece[inside.clone()].copy_from_slice(&entries[..inside.len()]);
                    }
                    if let Some(below) = &mut part.below {
                        turn(block, &mut below[start * width..][..inside.len() * width], first, width);
                    }
                }
                Ok(())
            },
        )?;
    }
    Ok(())
}

/// Writes `block[c * 32 + lane]` to column `first + c` of the row `lane` of `to`, for a whole strip.
fn turn<T: Quantized>(block: &[T], to: &mut [T], first: usize, width: usize) {
    for (at, rows) in to.chunks_mut(SIDE * width).enumerate() {
        for c in (0..STRIP).step_by(SIDE) {
            let mut square = [[T::default(); SIDE]; SIDE];
            for (k, entries) in square.iter_mut().enumerate() {
                entries.copy_from_slice(&block[(c + k) * PANEL + at * SIDE..][..SIDE]);
            }
            for (lane, row) in rows.chunks_mut(width).enumerate() {
                let turned: [T; SIDE] = std::array::from_fn(|k| square[k][lane]);
                row[first + c..][..SIDE].copy_from_slice(&turned);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{DenseRows, Features, Metric, Similarity, Source, Stored};
    use super::*;
    use std::sync::Arc;

    fn check<T: Quantized>(rows: usize, cols: usize, metric: Metric, typed: fn(DenseRows<T>) -> Features) {
        let mut random = marginals_core::random::stream(rows as u64, "pairs", cols as u64);
        let data: Vec<T> = (0..rows * cols)
            .map(|_| T::of(marginals_core::random::uniform(&mut random) * 2.0 - 0.7))
            .collect();
        let features = typed(DenseRows::new("matrix", data, rows, cols).unwrap());
        let run = Run::default();
        let similarity = Similarity::of_features(&features, None, metric, &run).unwrap();
        let mut column = vec![0.0; rows];
        let pool = Arc::new(rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap());
        for run in [run.clone(), run.clone().with_pool(pool, 3)] {
            let table: Vec<f64> = match similarity.source() {
                Source::Single(points) => flat(&Stored::of_points(points, &run).unwrap()),
                Source::Double(points) => flat(&Stored::of_points(points, &run).unwrap()),
                _ => Vec::new(),
            };
            for (e, row) in table.chunks(rows).enumerate() {
                similarity.column(e as u32, &run, &mut column).unwrap();
                assert_eq!(row, column, "{rows} × {cols} {metric:?} {e}");
            }
            assert_eq!(table.len(), rows * rows);
        }
    }

    fn flat<T: Quantized>(stored: &Stored<T>) -> Vec<f64> {
        (0..stored.ground_size() as u32).flat_map(|e| stored.column(e).iter().map(|x| (*x).into())).collect()
    }

    #[test]
    fn every_entry_has_the_bits_it_has_alone() {
        for rows in [1, 3, 31, 95, 96, 97, 130, 192, 195, 301] {
            for (cols, metric) in [(1, Metric::Dot), (7, Metric::Euclidean), (40, Metric::Cosine)] {
                check::<f32>(rows, cols, metric, Features::Single);
                check::<f64>(rows, cols, metric, Features::Double);
            }
        }
    }
}
