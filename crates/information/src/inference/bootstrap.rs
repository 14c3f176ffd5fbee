//! Bootstrap intervals: how far an estimate would move with other data of the same kind.
//!
//! Rows are drawn with replacement, singly or, for series, in blocks of consecutive rows that may wrap round; the
//! estimate is made again of each sample. *Percentile*: the quantiles of those estimates. *Basic*: the quantiles
//! mirrored at the estimate, which takes out the bias that resampling repeats; informations that are biased upwards
//! want this one. The same bits for any threads.
//!
//! Source: B. Efron and R. Tibshirani, "An introduction to the bootstrap", 1993; D. N. Politis and J. P. Romano, "A
//! circular block-resampling procedure for stationary data", 1992.
use super::permutation::Statistic;
use marginals_core::random::{below, stream};
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};

/// How an interval is made of the estimates of the samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interval {
    /// Their quantiles.
    Percentile,
    /// Their quantiles mirrored at the estimate.
    Basic,
}

/// What a bootstrap finds.
#[derive(Clone, Debug, PartialEq)]
pub struct Bootstrap {
    /// The estimate of the data.
    pub value: f64,
    /// Lower end.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
    /// Standard deviation of the estimates of the samples.
    pub deviation: f64,
    /// Their mean less the estimate.
    pub bias: f64,
    /// The estimates of the samples, in the order they were drawn.
    pub samples: Vec<f64>,
}

/// Rows of sample `index`: blocks of `block` rows from anywhere, round the end.
pub fn resample(seed: u64, index: u64, block: usize, order: &mut [u32]) {
    let rows = order.len() as u64;
    let mut generator = stream(seed, "bootstrap", index);
    for chunk in order.chunks_mut(block.max(1)) {
        let start = below(&mut generator, rows);
        for (place, step) in chunk.iter_mut().zip(0..) {
            *place = ((start + step) % rows) as u32;
        }
    }
}

/// The interval of `confidence` for the value of `statistic`, whose order must reach all of its columns.
///
/// # Errors
/// `Range` for a confidence outside (0, 1), a block length not in 1..=rows, fewer than 2 or more than 10⁷ samples;
/// those of the statistic.
pub fn bootstrap_interval<S: Statistic>(
    statistic: &S,
    samples: usize,
    block: usize,
    confidence: f64,
    interval: Interval,
    run: &Run,
) -> Result<Bootstrap> {
    let rows = statistic.rows();
    if !(2..=super::permutation::MOST_PERMUTATIONS).contains(&samples) {
        return Err(Error::range("resamples", "an integer in 2..=10000000", samples));
    }
    if block == 0 || block > rows {
        return Err(Error::range("blockLength", format!("an integer in 1..={rows}"), block));
    }
    run.progress().start("resamples", samples as u64);
    let value = statistic.value(None, &mut statistic.scratch(), run)?;
    let mut values = run.filled("values of samples", samples, 0.0)?;
    run.blocks_into(
        &mut values,
        1,
        || (vec![0u32; rows], statistic.scratch()),
        |(order, scratch), index, out| {
            resample(run.seed(), index as u64, block, order);
            for value in out {
                *value = statistic.value(Some(order), scratch, run)?;
            }
            run.progress().advance(1);
            Ok(())
        },
    )?;
    summarize(value, values, confidence, interval)
}

/// The interval of estimates that are already there.
///
/// # Errors
/// `Range` for a confidence outside (0, 1) or fewer than two samples.
pub fn summarize(value: f64, samples: Vec<f64>, confidence: f64, interval: Interval) -> Result<Bootstrap> {
    if !(confidence > 0.0 && confidence < 1.0) {
        return Err(Error::range("confidence", "a number above 0 and below 1", confidence));
    }
    if samples.len() < 2 {
        return Err(Error::range("resamples", "at least 2", samples.len()));
    }
    let mut sorted = samples.clone();
    sorted.sort_unstable_by(f64::total_cmp);
    let tail = 0.5 * (1.0 - confidence);
    let (low, high) = (quantile(&sorted, tail), quantile(&sorted, 1.0 - tail));
    let (lower, upper) = match interval {
        Interval::Percentile => (low, high),
        Interval::Basic => (2.0 * value - high, 2.0 * value - low),
    };
    let count = samples.len() as f64;
    let mean = samples.iter().copied().collect::<Sum>().value() / count;
    let squares = samples.iter().map(|other| (other - mean).powi(2)).collect::<Sum>().value();
    let deviation = (squares / (count - 1.0)).sqrt();
    Ok(Bootstrap { value, lower, upper, deviation, bias: mean - value, samples })
}

/// The quantile between order statistics, R's type 7.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let below = place.floor();
    let low = sorted[below as usize];
    let high = sorted[(below as usize + 1).min(sorted.len() - 1)];
    low + (place - below) * (high - low)
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::uniform;

    struct Mean(Vec<f64>);

    impl Statistic for Mean {
        type Scratch = ();
        fn rows(&self) -> usize {
            self.0.len()
        }
        fn scratch(&self) {}
        fn value(&self, order: Option<&[u32]>, (): &mut (), _: &Run) -> Result<f64> {
            let x = |row: usize| self.0[order.map_or(row, |order| order[row] as usize)];
            Ok((0..self.0.len()).map(x).sum::<f64>() / self.0.len() as f64)
        }
    }

    #[test]
    fn an_interval_of_a_mean_is_that_of_the_normal_law_and_covers() {
        let mut covered = 0;
        for seed in 0..200 {
            let mut generator = stream(seed, "values", 0);
            let values: Vec<f64> = (0..80).map(|_| uniform(&mut generator)).collect();
            let run = Run::default().with_seed(seed);
            let found = bootstrap_interval(&Mean(values), 400, 1, 0.9, Interval::Percentile, &run).unwrap();
            let expected = (1.0f64 / 12.0 / 80.0).sqrt();
            assert!((found.deviation / expected - 1.0).abs() < 0.35);
            covered += usize::from(found.lower <= 0.5 && 0.5 <= found.upper);
        }
        assert!((165..=195).contains(&covered), "{covered}");
    }

    #[test]
    fn quantiles_and_mirrors_are_those_of_the_definition() {
        let samples: Vec<f64> = (0..=10).rev().map(f64::from).collect();
        let plain = summarize(6.0, samples.clone(), 0.5, Interval::Percentile).unwrap();
        assert_eq!((plain.lower, plain.upper, plain.bias), (2.5, 7.5, -1.0));
        let basic = summarize(6.0, samples, 0.5, Interval::Basic).unwrap();
        assert_eq!((basic.lower, basic.upper), (4.5, 9.5));
        assert!(summarize(0.0, vec![1.0, 2.0], 1.0, Interval::Basic).is_err());
        assert!(summarize(0.0, vec![1.0], 0.5, Interval::Basic).is_err());
    }

    #[test]
    fn blocks_follow_each_other_round_the_end() {
        let mut order = vec![0; 10];
        resample(3, 0, 4, &mut order);
        for chunk in order.chunks(4) {
            assert!(chunk.windows(2).all(|pair| pair[1] == (pair[0] + 1) % 10));
        }
    }
}
