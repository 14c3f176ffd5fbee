//! Numeric columns cut into bins, so that discrete measures apply.
//!
//! A value x belongs to the bin number of edges ≤ x, so equal values always share a bin and the edges alone
//! repeat the cut on new data. A constant column has one bin.
//! - Equal width: edges at least + i (largest − least) / bins.
//! - Equal frequency: each edge where a group of equal values ends nearest to the share of the rows that is left for
//!   each remaining bin; heavy ties give fewer bins than asked.
//! - Equal distinct: as many distinct values in each bin, which makes the states of a signal as even as they can be.
//! - By a rule (`rules`), by penalized likelihood (`penalized`): how many bins of equal width.
//! - Bayesian blocks (`bayesian_blocks`): bins of uneven width, where the density changes.
//! - Minimum description length (`description_length`): where the classes of another column part.
//!
//! Cost: a sort, plus what the rule takes.
mod bayesian_blocks;
mod description_length;
mod penalized;
mod rules;
mod sorted;

use marginals_core::{Error, Result, Run};
pub use rules::WidthRule;
use sorted::{STRIDE, Sorted};

/// The most bins.
const MAX_BINS: u32 = 1 << 24;

/// How the borders of bins are chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Binning {
    /// So many bins of equal width.
    EqualWidth(u32),
    /// At most so many bins with as nearly the same number of values as ties allow.
    EqualFrequency(u32),
    /// At most so many bins with the same number of distinct values.
    EqualDistinct(u32),
    /// Bins of equal width, as many as a rule says.
    Rule(WidthRule),
    /// Bins of equal width, as many as the penalized likelihood says.
    BirgeRozenholc,
    /// Bayesian blocks with a rate of false positives.
    BayesianBlocks(f64),
}

impl Binning {
    /// The binning called `name` with `bins` bins, for those that take a number.
    ///
    /// # Errors
    /// `Argument` for an unknown name; `Range` for `bins` that is not in 1..=16777216.
    pub fn parse(name: &str, bins: u32) -> Result<Binning> {
        if bins == 0 || bins > MAX_BINS {
            return Err(Error::range("bins", format!("an integer in 1..={MAX_BINS}"), bins));
        }
        Ok(match name {
            "equal-width" => Binning::EqualWidth(bins),
            "equal-frequency" => Binning::EqualFrequency(bins),
            "equal-distinct" => Binning::EqualDistinct(bins),
            "sturges" => Binning::Rule(WidthRule::Sturges),
            "doane" => Binning::Rule(WidthRule::Doane),
            "scott" => Binning::Rule(WidthRule::Scott),
            "freedman-diaconis" => Binning::Rule(WidthRule::FreedmanDiaconis),
            "rice" => Binning::Rule(WidthRule::Rice),
            "birge-rozenholc" => Binning::BirgeRozenholc,
            "bayesian-blocks" => Binning::BayesianBlocks(FALSE_POSITIVES),
            _ => return Err(Error::argument("method", "the name of a binning", name)),
        })
    }
}

/// Rate of false positives of Bayesian blocks.
const FALSE_POSITIVES: f64 = 0.05;

/// A column cut into bins.
#[derive(Clone, Debug, PartialEq)]
pub struct Discretized {
    /// Bin of each value.
    pub bins: Vec<u32>,
    /// Number of bins.
    pub radix: u32,
    /// Lowest value of each bin but the first, strictly ascending.
    pub edges: Vec<f64>,
    /// Least and largest value.
    pub ends: (f64, f64),
    /// Whether each bin holds one distinct value.
    pub is_distinct: bool,
}

/// Cuts a column. With at most as many distinct values as bins asked for, each value is a bin of its own, unless bins of
/// equal width hold several of them.
///
/// # Errors
/// `Shape` without values; `Range` for a number of bins that is not in 1..=16777216; `NonFinite` names a NaN or
/// infinity; `Limit` for Bayesian blocks of more than 32,768 distinct values; out of memory; the run was cancelled.
pub fn discretize(values: &[f64], binning: Binning, run: &Run) -> Result<Discretized> {
    let _charge = run.charge("a sorted column", values.len() as u64 * 16)?;
    let sorted = Sorted::new(values, run)?;
    let most = match binning {
        Binning::EqualWidth(bins) | Binning::EqualFrequency(bins) | Binning::EqualDistinct(bins) => bins,
        _ => 1,
    };
    if most == 0 || most > MAX_BINS {
        return Err(Error::range("bins", format!("an integer in 1..={MAX_BINS}"), most));
    }
    let few = sorted.distinct(most as usize).filter(|few| match binning {
        Binning::EqualWidth(bins) => {
            few.windows(2).all(|pair| are_apart(&sorted, bins, pair[0].0, pair[1].0))
        }
        _ => true,
    });
    if let Some(few) = few {
        let edges = few[1..].iter().map(|(value, _)| *value).collect();
        return cut(values, &sorted, edges, true, run);
    }
    let edges = match binning {
        Binning::EqualWidth(bins) => equal_width(&sorted, bins, run)?,
        Binning::EqualFrequency(bins) => equal_frequency(&sorted, bins),
        Binning::EqualDistinct(bins) => equal_distinct(&sorted, bins),
        Binning::Rule(rule) => equal_width(&sorted, rules::count(&sorted, rule), run)?,
        Binning::BirgeRozenholc => equal_width(&sorted, penalized::count(&sorted, run)?, run)?,
        Binning::BayesianBlocks(rate) => bayesian_blocks::borders(&sorted, rate, run)?,
    };
    cut(values, &sorted, edges, false, run)
}

/// Cuts a column where the classes `0..classes` of its rows part; see `description_length`.
///
/// # Errors
/// `Shape` without values or for unequal lengths; `Range` for a class that is not below `classes`; `NonFinite`; out of
/// memory; the run was cancelled.
pub fn discretize_by_classes(values: &[f64], codes: &[u32], classes: u32, run: &Run) -> Result<Discretized> {
    let _charge = run.charge("a sorted column", values.len() as u64 * 24)?;
    let sorted = Sorted::new(values, run)?;
    let edges = description_length::borders(values, codes, classes, run)?;
    let is_distinct = sorted.distinct(1).is_some();
    cut(values, &sorted, edges, is_distinct, run)
}

/// Border `i` of bins of equal width.
fn border(sorted: &Sorted, bins: u32, i: u32) -> f64 {
    let (least, largest) = (sorted.least(), sorted.largest());
    let (reach, share) = ((largest - least) * f64::from(i), f64::from(i) / f64::from(bins));
    // Divided last, so that a border which is a number exactly is that number and values on a grid are parted by it. What
    // is wider than the largest double is divided before it is added.
    if reach.is_finite() { least + reach / f64::from(bins) } else { least * (1.0 - share) + largest * share }
}

fn equal_width(sorted: &Sorted, bins: u32, run: &Run) -> Result<Vec<f64>> {
    let (least, largest) = (sorted.least(), sorted.largest());
    let mut edges = run.reserved("borders of bins", bins as usize)?;
    // Where the range is a few units in the last place wide, borders may fall together.
    edges.extend((1..bins).map(|i| border(sorted, bins, i)).filter(|edge| *edge > least && *edge < largest));
    edges.dedup();
    Ok(edges)
}

/// Whether a border of bins of equal width parts two values, the second being the larger.
fn are_apart(sorted: &Sorted, bins: u32, low: f64, high: f64) -> bool {
    let (least, largest) = (sorted.least(), sorted.largest());
    let share = (high / 2.0 - least / 2.0) / (largest / 2.0 - least / 2.0);
    // The last border that is not above `high`, up to rounding.
    let near = (share * f64::from(bins)) as u32;
    (near.saturating_sub(1)..=near.saturating_add(1))
        .filter(|i| (1..bins).contains(i))
        .map(|i| border(sorted, bins, i))
        .any(|edge| edge > low && edge <= high && edge < largest)
}

fn equal_frequency(sorted: &Sorted, bins: u32) -> Vec<f64> {
    let n = sorted.values.len();
    let mut edges = Vec::new();
    let mut start = 0;
    for left in (2..=bins).rev() {
        let target = start as f64 + (n - start) as f64 / f64::from(left);
        let tie = sorted.values[(target.ceil() as usize).clamp(1, n) - 1];
        let (first, after) = (sorted.below(tie), sorted.up_to(tie));
        let nearer = first > start && target - first as f64 <= after as f64 - target;
        let cut = if nearer { first } else { after };
        if cut >= n {
            break;
        }
        edges.push(sorted.values[cut]);
        start = cut;
    }
    edges
}

fn equal_distinct(sorted: &Sorted, bins: u32) -> Vec<f64> {
    let distinct = sorted.distinct(usize::MAX).unwrap_or_default();
    let (m, bins) = (distinct.len() as u64, u64::from(bins));
    (1..bins).map(|i| distinct[(i * m / bins) as usize].0).collect()
}

fn cut(
    values: &[f64],
    sorted: &Sorted,
    edges: Vec<f64>,
    is_distinct: bool,
    run: &Run,
) -> Result<Discretized> {
    let mut bins = run.filled("a discretized column", values.len(), 0u32)?;
    run.blocks_into(
        &mut bins,
        STRIDE,
        || (),
        |(), first, bins| {
            for (bin, value) in bins.iter_mut().zip(&values[first..]) {
                *bin = edges.partition_point(|edge| edge <= value) as u32;
            }
            Ok(())
        },
    )?;
    let radix = edges.len() as u32 + 1;
    Ok(Discretized { bins, radix, edges, ends: (sorted.least(), sorted.largest()), is_distinct })
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::Code;
    use marginals_core::random::{stream, uniform};

    fn found(values: &[f64], binning: Binning) -> Discretized {
        discretize(values, binning, &Run::default()).unwrap()
    }

    #[test]
    fn equal_width_cuts_the_range() {
        let cut = found(&[0.0, 1.0, 2.0, 3.9, 4.0], Binning::EqualWidth(4));
        assert_eq!((cut.bins, cut.radix, cut.edges), (vec![0, 1, 2, 3, 3], 4, vec![1.0, 2.0, 3.0]));
        let wide = found(&[-f64::MAX, 0.0, f64::MAX], Binning::EqualWidth(2));
        assert_eq!((wide.bins, wide.edges), (vec![0, 1, 1], vec![0.0]));
    }

    #[test]
    fn few_values_share_a_bin_of_equal_width_where_they_lie_in_one() {
        let cut = found(&[0.0, 0.1, 0.2, 10.0], Binning::EqualWidth(5));
        assert_eq!((cut.bins, cut.radix, cut.is_distinct), (vec![0, 0, 0, 4], 5, false));
        let kept = found(&[0.0, 1.0, 2.0, 4.0, 2.0], Binning::EqualWidth(4));
        assert_eq!((kept.bins, kept.radix, kept.is_distinct), (vec![0, 1, 2, 3, 2], 4, true));
        for case in 0..2000 {
            let mut generator = stream(case, "values", 0);
            let values: Vec<f64> = (0..6).map(|_| (uniform(&mut generator) * 12.0).floor() * 0.1).collect();
            let bins = 6 + (case % 9) as u32;
            let cut = found(&values, Binning::EqualWidth(bins));
            let sorted = Sorted::new(&values, &Run::default()).unwrap();
            let edges = equal_width(&sorted, bins, &Run::default()).unwrap();
            let bin = |value: &f64| edges.iter().filter(|edge| *edge <= value).count();
            for (a, first) in values.iter().zip(&cut.bins) {
                for (b, second) in values.iter().zip(&cut.bins) {
                    assert_eq!(first == second, bin(a) == bin(b), "{values:?} {bins}");
                }
            }
        }
    }

    #[test]
    fn equal_frequency_shares_the_values_out() {
        let mut generator = stream(1, "values", 0);
        let values: Vec<f64> = (0..1000).map(|_| uniform(&mut generator)).collect();
        for binning in [Binning::EqualFrequency(8), Binning::EqualDistinct(8)] {
            let cut = found(&values, binning);
            for bin in 0..8 {
                assert_eq!(cut.bins.iter().filter(|other| **other == bin).count(), 125);
            }
        }
    }

    #[test]
    fn ties_are_never_parted() {
        let values = [1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 3.0, 3.0];
        let cut = found(&values, Binning::EqualFrequency(2));
        assert_eq!((cut.bins, cut.radix, cut.edges), (vec![0, 0, 0, 0, 0, 1, 1, 1], 2, vec![2.0]));
        let even = found(&[1.0, 1.0, 1.0, 1.0, 2.0, 3.0, 9.0], Binning::EqualDistinct(2));
        assert_eq!((even.bins, even.edges), (vec![0, 0, 0, 0, 0, 1, 1], vec![3.0]));
        let few = found(&values, Binning::EqualFrequency(4));
        assert!(few.is_distinct);
        assert_eq!((few.edges, few.ends), (vec![2.0, 3.0], (1.0, 3.0)));
        let zeros = found(&[0.0, -0.0, 0.0, -0.0], Binning::EqualFrequency(2));
        assert_eq!((zeros.bins, zeros.radix), (vec![0; 4], 1));
    }

    /// NumPy 2.4, `histogram_bin_edges`.
    #[test]
    fn rules_agree_with_numpy() {
        let long: Vec<f64> =
            (0..300).map(|i| f64::from(i * 37 % 101).powi(2) / 50.0 + f64::from(i % 7)).collect();
        let short = [1.0, 2.0, 2.0, 3.0, 5.0, 8.0, 13.0, 21.0];
        for (name, counts) in [
            ("sturges", [10, 4]),
            ("doane", [12, 6]),
            ("scott", [7, 2]),
            ("freedman-diaconis", [7, 3]),
            ("rice", [14, 4]),
        ] {
            let binning = Binning::parse(name, 4).unwrap();
            assert_eq!([found(&long, binning).radix, found(&short, binning).radix], counts, "{name}");
        }
        assert!(Binning::parse("scots", 4).is_err());
    }

    #[test]
    fn a_constant_column_has_one_bin() {
        for name in ["equal-width", "equal-frequency", "equal-distinct", "doane", "scott", "birge-rozenholc"]
            .into_iter()
            .chain(["sturges", "freedman-diaconis", "rice", "bayesian-blocks"])
        {
            for length in [1, 2, 9] {
                let cut = found(&vec![7.5; length], Binning::parse(name, 5).unwrap());
                assert_eq!((cut.bins, cut.radix, cut.is_distinct), (vec![0; length], 1, true));
            }
        }
        let classes = discretize_by_classes(&[2.0; 4], &[0, 1, 0, 1], 2, &Run::default()).unwrap();
        assert_eq!(classes.radix, 1);
    }

    #[test]
    fn every_binning_covers_every_value_in_order() {
        let mut generator = stream(3, "values", 0);
        for round in 0..30 {
            let n = 2 + round * 11;
            let values: Vec<f64> =
                (0..n).map(|_| (uniform(&mut generator) * 30.0).powi(3).round() / 64.0).collect();
            for name in
                ["equal-width", "equal-frequency", "equal-distinct", "doane", "scott", "birge-rozenholc"]
                    .into_iter()
                    .chain(["sturges", "freedman-diaconis", "rice", "bayesian-blocks"])
            {
                let cut = found(&values, Binning::parse(name, 6).unwrap());
                assert!(cut.edges.windows(2).all(|pair| pair[0] < pair[1]), "{name}");
                assert!(cut.bins.iter().all(|bin| *bin < cut.radix));
                for (a, b) in values.iter().zip(&cut.bins).flat_map(|a| std::iter::once((a.0, a.1))) {
                    let low = b.checked_sub(1).map_or(f64::NEG_INFINITY, |low| cut.edges[low as usize]);
                    assert!(*a >= low && cut.edges.get(*b as usize).is_none_or(|high| a < high));
                }
            }
        }
    }

    #[test]
    fn bad_input_is_named() {
        let fault = |values: &[f64], binning| discretize(values, binning, &Run::default()).unwrap_err();
        for binning in [Binning::EqualWidth(2), Binning::EqualFrequency(2), Binning::BayesianBlocks(0.05)] {
            assert_eq!(fault(&[], binning).code(), Code::Shape);
            assert_eq!(fault(&[1.0, f64::NAN], binning).argument_name(), Some("values[1]"));
            assert_eq!(fault(&[f64::INFINITY], binning).code(), Code::NonFinite);
        }
        assert_eq!(fault(&[1.0], Binning::EqualWidth(0)).argument_name(), Some("bins"));
    }
}
