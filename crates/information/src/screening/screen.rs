//! Screening: one target against tens of thousands of columns.
//!
//! The target is reordered once for all columns, and columns are prepared once for all orders, so a permutation costs a
//! column one count, product or walk over ranks. Permutations are made in batches of 64: memory is 64 targets, whatever
//! their number. p = (1 + #{≥}) / (1 + permutations). With `stop_after` = h a column leaves as soon as h permutations
//! reached its value, with p = h / permutations done, which is valid too (J. Besag and P. Clifford, "Sequential Monte
//! Carlo p-values", 1991): columns without relation cost a few permutations instead of all.
//!
//! The p-value of a column depends on the seed and the data of that column alone: the same in any chunk, any order of
//! columns, for any threads.
use super::score::{Feature, Prepared, Score, Target};
use crate::contingency::{PairCounter, Terms};
use crate::inference::Surrogate;
use crate::inference::permutation::{MOST_PERMUTATIONS, reaches};
use marginals_core::{Error, Result, Run};

/// Permutations made at once.
const BATCH: usize = 64;

/// How a screening goes.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What is computed.
    pub score: Score,
    /// Permutations of the target; 0 for scores alone.
    pub permutations: usize,
    /// Permutations reaching its value after which a column is done.
    pub stop_after: Option<usize>,
    /// How the target is reordered.
    pub surrogate: Surrogate,
}

/// What a screening finds, a number per column.
#[derive(Clone, Debug, PartialEq)]
pub struct Screening {
    /// The score.
    pub values: Vec<f64>,
    /// The p-value; NaN without permutations or where the score is NaN.
    pub p_values: Vec<f64>,
    /// Permutations done.
    pub permutations: Vec<u32>,
}

/// A column on its way through the permutations.
struct Candidate<'a> {
    prepared: Prepared<'a>,
    /// What permutations are compared with.
    level: f64,
    reached: usize,
    done: usize,
}

/// Scores every column against the target.
///
/// # Errors
/// `Shape` for no rows or unequal lengths; `Range` for too many permutations; `Unsupported` for columns that the
/// score is not for; as [`Surrogate::check`]; out of memory; the run was cancelled.
pub fn screen(target: &Feature, features: &[Feature], settings: &Settings, run: &Run) -> Result<Screening> {
    let rows = target.rows();
    if rows == 0 {
        return Err(Error::shape("target", "at least one row", "none"));
    }
    if let Some(at) = features.iter().position(|feature| feature.rows() != rows) {
        let expected = format!("as long as the target ({rows})");
        return Err(Error::shape(format!("columns[{at}]"), expected, features[at].rows()));
    }
    if settings.permutations > MOST_PERMUTATIONS {
        let expected = format!("an integer in 0..={MOST_PERMUTATIONS}");
        return Err(Error::range("permutations", expected, settings.permutations));
    }
    settings.surrogate.check(rows)?;
    let terms = Terms::new(rows);
    let own = Target::new(target, &settings.score, &terms, run)?;
    let _charge = run.charge("a screening", (features.len() as u64 + BATCH as u64) * rows as u64 * 8)?;
    run.progress().start("scores", features.len() as u64);
    let parts = run.blocks(features.len(), 1, PairCounter::default, |counter, block| {
        let made = block.map(|at| {
            let prepared = Prepared::new(&features[at], &settings.score, &terms, run)?;
            let value = prepared.score(&own, &terms, counter, run)?;
            Ok((prepared, value))
        });
        let made = made.collect::<Result<Vec<_>>>()?;
        run.progress().advance(made.len() as u64);
        Ok(made)
    })?;
    let absolute = settings.score == Score::Pearson;
    let (mut candidates, values): (Vec<Candidate<'_>>, Vec<f64>) = parts
        .into_iter()
        .flatten()
        .map(|(prepared, value)| {
            let level = if absolute { value.abs() } else { value };
            (Candidate { prepared, level, reached: 0, done: 0 }, value)
        })
        .unzip();
    permute(&mut candidates, &own, settings, &terms, run)?;
    let p_values = candidates.iter().map(|candidate| p_value(candidate, settings)).collect();
    let permutations = candidates.iter().map(|candidate| candidate.done as u32).collect();
    Ok(Screening { values, p_values, permutations })
}

fn p_value(candidate: &Candidate<'_>, settings: &Settings) -> f64 {
    let Candidate { reached, done, level, .. } = candidate;
    if *done == 0 || level.is_nan() {
        return f64::NAN;
    }
    match settings.stop_after {
        Some(limit) if *reached >= limit => *reached as f64 / *done as f64,
        _ => (1 + reached) as f64 / (1 + done) as f64,
    }
}

fn permute(
    candidates: &mut [Candidate<'_>],
    own: &Target,
    settings: &Settings,
    terms: &Terms,
    run: &Run,
) -> Result<()> {
    let rows = terms.rows();
    let every = settings.surrogate.exhaustive(rows).filter(|different| *different <= settings.permutations);
    let total = every.unwrap_or(settings.permutations);
    let limit = settings.stop_after.unwrap_or(usize::MAX).max(1);
    let absolute = settings.score == Score::Pearson;
    run.progress().start("permutations", total as u64);
    for start in (0..total).step_by(BATCH) {
        let end = total.min(start + BATCH);
        let orders = run.blocks(
            end - start,
            1,
            || vec![0u32; rows],
            |order, block| {
                settings.surrogate.order(run.seed(), (start + block.start) as u64, every.is_some(), order);
                own.reordered(order)
            },
        )?;
        let open: Vec<&mut Candidate<'_>> = candidates
            .iter_mut()
            .filter(|candidate| candidate.reached < limit && !candidate.level.is_nan())
            .collect();
        if open.is_empty() {
            break;
        }
        run.items(open, PairCounter::default, |counter, _, candidate| {
            for target in &orders {
                let value = candidate.prepared.score(target, terms, counter, run)?;
                let value = if absolute { value.abs() } else { value };
                candidate.done += 1;
                candidate.reached += usize::from(reaches(value, candidate.level));
                if candidate.reached >= limit {
                    break;
                }
            }
            run.check()
        })?;
        run.progress().advance((end - start) as u64);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Values;
    use marginals_core::random::{below, stream, uniform};
    use std::sync::Arc;

    fn symbols(column: &[u32], radix: u32) -> Feature {
        Feature::Symbols(Values::new(radix, column.iter().copied(), &Run::default()).unwrap(), radix)
    }

    fn settings(score: Score, permutations: usize) -> Settings {
        Settings { score, permutations, stop_after: None, surrogate: Surrogate::Shuffle }
    }

    fn noisy(count: usize, rows: usize, seed: u64) -> (Vec<Feature>, Feature) {
        let mut generator = stream(seed, "data", 0);
        let target: Vec<u32> = (0..rows).map(|_| below(&mut generator, 3) as u32).collect();
        let features = (0..count)
            .map(|at| {
                let column: Vec<u32> = target
                    .iter()
                    .map(|y| {
                        if at == 1 && uniform(&mut generator) < 0.5 {
                            *y
                        } else {
                            below(&mut generator, 4) as u32
                        }
                    })
                    .collect();
                symbols(&column, 4)
            })
            .collect();
        (features, symbols(&target, 3))
    }

    #[test]
    fn the_column_that_tells_is_found_and_others_have_uniform_p_values() {
        let (features, target) = noisy(400, 120, 1);
        let found = screen(&target, &features, &settings(Score::Binned(0), 199), &Run::default()).unwrap();
        assert_eq!(found.p_values[1], 0.005);
        let small = found.p_values.iter().filter(|p| **p <= 0.1).count();
        assert!((20..=62).contains(&small), "{small}");
        assert!(found.permutations.iter().all(|count| *count == 199));
    }

    #[test]
    fn chunks_order_and_threads_change_no_bit() {
        let pool = Arc::new(rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap());
        let (features, target) = noisy(30, 90, 2);
        for stop_after in [None, Some(5)] {
            let settings = Settings { stop_after, ..settings(Score::Binned(0), 300) };
            let whole = screen(&target, &features, &settings, &Run::default()).unwrap();
            let pooled = Run::default().with_pool(Arc::clone(&pool), 4);
            assert_eq!(screen(&target, &features, &settings, &pooled).unwrap(), whole);
            let mut chunked = Vec::new();
            for chunk in features.chunks(7) {
                chunked.extend(screen(&target, chunk, &settings, &Run::default()).unwrap().p_values);
            }
            assert_eq!(chunked, whole.p_values);
        }
    }

    #[test]
    fn stopping_early_spares_columns_without_relation() {
        let (features, target) = noisy(50, 100, 3);
        let settings = Settings { stop_after: Some(10), ..settings(Score::Binned(0), 5000) };
        let found = screen(&target, &features, &settings, &Run::default()).unwrap();
        assert_eq!((found.permutations[1], found.p_values[1]), (5000, 1.0 / 5001.0));
        let total: u32 = found.permutations.iter().sum();
        assert!(total < 40_000, "{total}");
        for (p, done) in found.p_values.iter().zip(&found.permutations).filter(|(_, done)| **done < 5000) {
            assert_eq!(*p, 10.0 / f64::from(*done));
        }
    }

    #[test]
    fn a_correlation_of_either_sign_counts() {
        let mut generator = stream(4, "data", 0);
        let y: Vec<f64> = (0..60).map(|_| uniform(&mut generator)).collect();
        let down: Vec<f64> = y.iter().map(|y| uniform(&mut generator) - 2.0 * y).collect();
        let constant = vec![3.0; 60];
        let features = [Feature::Numbers(down), Feature::Numbers(constant)];
        let found =
            screen(&Feature::Numbers(y.clone()), &features, &settings(Score::Pearson, 99), &Run::default())
                .unwrap();
        assert!(found.values[0] < -0.7);
        assert_eq!(found.p_values, [0.01, 1.0]);
        let xi = screen(&Feature::Numbers(y), &features, &settings(Score::Xi, 99), &Run::default()).unwrap();
        assert_eq!(xi.p_values[0], 0.01);
    }

    #[test]
    fn bad_columns_are_refused() {
        let (features, target) = noisy(2, 10, 5);
        let run = Run::default();
        let short = [symbols(&[0], 1)];
        assert!(screen(&target, &short, &settings(Score::Binned(0), 0), &run).is_err());
        assert!(screen(&symbols(&[], 1), &[], &settings(Score::Binned(0), 0), &run).is_err());
        assert!(screen(&target, &features, &settings(Score::Binned(0), usize::MAX), &run).is_err());
        let plain = screen(&target, &features, &settings(Score::Binned(0), 0), &run).unwrap();
        assert!(plain.p_values.iter().all(|p| p.is_nan()));
    }
}
