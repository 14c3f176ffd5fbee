//! Confidence intervals by resampling blocks of consecutive transitions.
//!
//! A replicate draws blocks of L consecutive transitions, starting uniformly anywhere and cut at the end of
//! their trajectory, until it has as many transitions as the data; blocks keep the dependence in time. Each
//! replicate has its own random stream, so the interval has the same bits for any number of threads.
//! Source: H. Künsch, 1989, "The jackknife and the bootstrap for general stationary observations".
//! Cost: replicates · (N + the functional).
use super::counts::PairCounts;
use marginals_core::random::{below, stream};
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};

/// How the interval is read off the replicates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntervalMethod {
    /// Reflected quantiles 2 θ̂ − q: a bias of the estimator is corrected, not repeated. The default for
    /// entropies, whose plug-in estimates are biased low.
    Basic,
    /// Quantiles of the replicates themselves.
    Percentile,
}

/// Settings of a block bootstrap.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bootstrap {
    /// Number of replicates.
    pub replicates: usize,
    /// Transitions a block; the cube root of their number, rounded up, when None.
    pub block: Option<usize>,
    /// Coverage, 0.95 say.
    pub level: f64,
    /// How the interval is read off.
    pub method: IntervalMethod,
}

impl Default for Bootstrap {
    fn default() -> Self {
        Bootstrap { replicates: 1000, block: None, level: 0.95, method: IntervalMethod::Basic }
    }
}

/// An estimate with its uncertainty.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The functional of the data.
    pub value: f64,
    /// Lower end.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
    /// Standard deviation of the replicates.
    pub standard_error: f64,
    /// Replicates drawn.
    pub replicates: usize,
    /// Transitions a block.
    pub block: usize,
}

/// The interval of `functional`, a function of one count per distinct transition of `counts`. Random choices
/// follow the run's seed.
///
/// # Errors
/// Fewer than 2 replicates, a block of 0 or longer than the data, a level outside (0, 1), a functional that
/// fails or is not finite, out of memory, or the run was cancelled.
pub fn bootstrap(
    counts: &PairCounts,
    functional: impl Fn(&[u64]) -> Result<f64> + Sync,
    settings: &Bootstrap,
    run: &Run,
) -> Result<Interval> {
    let total = counts.observed.len();
    let block = settings.block.unwrap_or_else(|| (total as f64).cbrt().ceil() as usize);
    if settings.replicates < 2 {
        return Err(Error::range("replicates", "an integer of at least 2", settings.replicates));
    }
    if block == 0 || block > total {
        return Err(Error::range(
            "block",
            format_args!("an integer in 1..={total} (transitions in the data)"),
            block,
        ));
    }
    if !(settings.level > 0.0 && settings.level < 1.0) {
        return Err(Error::range("level", "a number between 0 and 1", settings.level));
    }
    let value = finite(functional(counts.counts())?)?;
    run.progress().start("bootstrap", settings.replicates as u64);
    let scratch = || vec![0u64; counts.counts().len()];
    let replicates = run.blocks(settings.replicates, 1, scratch, |replicate, range| {
        resample(counts, block, range.start as u64, replicate, run)?;
        run.progress().advance(1);
        finite(functional(replicate)?)
    })?;
    let mean = replicates.iter().copied().collect::<Sum>().value() / replicates.len() as f64;
    let spread: Sum = replicates.iter().map(|replicate| (replicate - mean) * (replicate - mean)).collect();
    let mut ordered = replicates;
    ordered.sort_by(f64::total_cmp);
    let tail = 0.5 * (1.0 - settings.level);
    let (low, high) = (quantile(&ordered, tail), quantile(&ordered, 1.0 - tail));
    let (lower, upper) = match settings.method {
        IntervalMethod::Basic => (2.0 * value - high, 2.0 * value - low),
        IntervalMethod::Percentile => (low, high),
    };
    Ok(Interval {
        value,
        lower,
        upper,
        standard_error: (spread.value() / (ordered.len() - 1) as f64).sqrt(),
        replicates: ordered.len(),
        block,
    })
}

fn finite(value: f64) -> Result<f64> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(Error::non_finite("quantity", "finite on every resampled data set", value))
    }
}

fn resample(counts: &PairCounts, block: usize, index: u64, replicate: &mut [u64], run: &Run) -> Result<()> {
    let mut generator = stream(run.seed(), "block bootstrap", index);
    let total = counts.observed.len();
    replicate.fill(0);
    let mut drawn = 0;
    while drawn < total {
        if drawn % 16_384 < block {
            run.check()?;
        }
        let start = below(&mut generator, total as u64) as usize;
        // Ends of trajectories before or at the start do not cut the block.
        let segment = counts.ends.partition_point(|end| *end <= start);
        let end = (start + block).min(counts.ends[segment]).min(start + total - drawn);
        for edge in &counts.observed[start..end] {
            replicate[*edge as usize] += 1;
        }
        drawn += end - start;
    }
    Ok(())
}

/// Linear interpolation between order statistics.
fn quantile(ordered: &[f64], p: f64) -> f64 {
    let place = p * (ordered.len() - 1) as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(ordered.len() - 1);
    ordered[below] + (place - below as f64) * (ordered[above] - ordered[below])
}
