//! Correlation or Chatterjee's ξ of every two columns, in both directions.
//!
//! Row i, column j holds the score of column j as a target of column i. Every column is sorted or standardized once; a
//! pair costs one walk over the rows, about 1 µs for 1,000 of them.
use crate::contingency::{PairCounter, Terms};
use crate::screening::score::{Feature, Prepared, Score, Target};
use marginals_core::{Error, Result, Run};

/// The matrix of `score` of all pairs of `columns`, row by row; NaN where a score is not defined.
///
/// # Errors
/// `Shape` without columns or rows or for unequal lengths; `Unsupported` for columns that the score is not for; out
/// of memory; the run was cancelled.
pub fn pairwise_scores(columns: &[Feature], score: &Score, run: &Run) -> Result<Vec<f64>> {
    let size = columns.len();
    let rows = columns.first().map_or(0, Feature::rows);
    if rows == 0 || columns.iter().any(|column| column.rows() != rows) {
        return Err(Error::shape("columns", "columns of one length of at least 1", rows));
    }
    let bytes = (size as u64).saturating_mul(8 * size as u64 + 24 * rows as u64);
    let _charge = run.charge("a matrix of all pairs", bytes)?;
    let mut matrix = run.filled("a matrix of all pairs", size.saturating_mul(size), 0.0f64)?;
    let terms = Terms::new(rows);
    let made = run.blocks(
        size,
        1,
        || (),
        |(), block| {
            let made = block.map(|at| {
                Ok((
                    Prepared::new(&columns[at], score, &terms, run)?,
                    Target::new(&columns[at], score, &terms, run)?,
                ))
            });
            made.collect::<Result<Vec<_>>>()
        },
    )?;
    let (prepared, targets): (Vec<_>, Vec<_>) = made.into_iter().flatten().unzip();
    run.progress().start("pairs", size as u64);
    run.blocks_into(&mut matrix, size, PairCounter::default, |counter, start, out| {
        for (place, target) in out.iter_mut().zip(&targets) {
            *place = prepared[start / size].score(target, &terms, counter, run)?;
        }
        run.progress().advance(1);
        Ok(())
    })?;
    Ok(matrix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{stream, uniform};

    #[test]
    fn correlation_is_symmetric_and_xi_has_a_direction() {
        let mut generator = stream(2, "columns", 0);
        let x: Vec<f64> = (0..500).map(|_| uniform(&mut generator) - 0.5).collect();
        let columns = [Feature::Numbers(x.clone()), Feature::Numbers(x.iter().map(|x| x * x).collect())];
        let run = Run::default();
        let r = pairwise_scores(&columns, &Score::Pearson, &run).unwrap();
        assert!(r[1] == r[2] && (r[0] - 1.0).abs() < 1e-12 && r[1].abs() < 0.15);
        let xi = pairwise_scores(&columns, &Score::Xi, &run).unwrap();
        assert!(xi[1] > 0.95 && xi[2] < 0.6, "{xi:?}");
        assert!(pairwise_scores(&[], &Score::Xi, &run).is_err());
    }
}
