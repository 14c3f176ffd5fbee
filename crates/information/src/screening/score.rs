//! What a screening computes of a column and the target, and what of it can be shared by all permutations.
//!
//! | score | of | value | permutations compare |
//! |---|---|---|---|
//! | binned | symbols and symbols | I(X; Y) in nats, plug-in | the value |
//! | kernel | numbers and numbers or symbols | I(X; Y) in nats, by kernel densities | the value |
//! | neighbors | any | I(X; Y) in nats, by nearest neighbors | the value |
//! | pearson | numbers and numbers | the correlation r | \|r\| |
//! | xi | any and numbers | Chatterjee's ξ of the target given the column | the value |
//!
//! By neighbors, numbers with numbers are mixed KSG, numbers with symbols Ross (Mesner–Shalizi where no symbol repeats).
//! Symbols with symbols are counted under any of the first three, and numbers are cut into bins of equal frequency where
//! they must be symbols. The target alone is reordered, so a column is sorted, standardized or counted once for all permutations.
//! Source of ξ: S. Chatterjee, "A new coefficient of correlation", 2021: 1 − n Σ|r_(i+1) − r_i| / (2 Σ l_i (n − l_i)),
//! r_i the number of target values at most, l_i at least that of the i-th row by the column; ties of the column in row order.
use crate::contingency::{Counted, Owned, PairCounter, Terms, information};
use crate::density::mutual_information::{Options, Target as Density};
use crate::discretize::{Binning, discretize};
use crate::neighbors::mixed::{mesner_shalizi, mixed_ksg, ross};
use crate::table::Values;
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};
use marginals_numerics::magnitude::magnitude;
use marginals_numerics::neighbors::{Norm, Space};

/// A column of a screening.
#[derive(Clone, Debug, PartialEq)]
pub enum Feature {
    /// Symbols below a number.
    Symbols(Values, u32),
    /// Finite numbers.
    Numbers(Vec<f64>),
}

impl Feature {
    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        match self {
            Feature::Symbols(values, _) => values.len(),
            Feature::Numbers(values) => values.len(),
        }
    }
}

/// Which score.
#[derive(Clone, Debug, PartialEq)]
pub enum Score {
    /// Mutual information of symbols, numbers being cut into so many bins; 0 for a number after the rows.
    Binned(u32),
    /// Mutual information by kernel densities; of symbols, by counting.
    Kernel(Options),
    /// Mutual information by so many nearest neighbors; of symbols, by counting.
    Neighbors(usize),
    /// Correlation.
    Pearson,
    /// Chatterjee's ξ.
    Xi,
}

/// Bins of `rows` numbers where the caller names none: five rows a cell, after C. J. Cellucci, A. M. Albano and
/// P. E. Rapp, "Statistical validation of mutual information calculations", 2005; 2 to 16.
fn usual_bins(rows: usize) -> u32 {
    ((rows as f64 / 5.0).sqrt() as u32).clamp(2, 16)
}

/// Numbers as symbols: so many bins of equal frequency, or for 0 the usual number.
///
/// # Errors
/// As [`discretize`].
pub fn cut(values: &[f64], bins: u32, run: &Run) -> Result<(Values, u32)> {
    let bins = if bins == 0 { usual_bins(values.len()) } else { bins };
    let found = discretize(values, Binning::EqualFrequency(bins), run)?;
    Ok((Values::new(found.radix, found.bins.into_iter(), run)?, found.radix))
}

/// The target in some order.
pub enum Target {
    /// Symbols.
    Symbols(Owned),
    /// Numbers, and their density.
    Density(Vec<f64>, Box<Density>),
    /// Symbols, and the classes they make.
    Classes(Owned, Box<Density>),
    /// Numbers, and how many neighbors are looked for.
    Values(Vec<f64>, usize),
    /// Symbols, and how many neighbors are looked for.
    Labels(Owned, usize),
    /// Deviations from the mean over their norm.
    Standardized(Vec<f64>),
    /// Ranks r, and 2 Σ l (n − l) / n.
    Ranks(Vec<u32>, f64),
}

fn mismatch(score: &str) -> Error {
    Error::unsupported(
        "estimator",
        format!("one for such columns; {score} is not"),
        "columns of another kind",
    )
}

fn codes(values: &Values) -> Vec<u32> {
    (0..values.len()).map(|row| values.get(row)).collect()
}

impl Target {
    /// What `score` needs of the target.
    ///
    /// # Errors
    /// `Unsupported` for a target of another kind; out of memory; the run was cancelled.
    pub fn new(feature: &Feature, score: &Score, terms: &Terms, run: &Run) -> Result<Target> {
        match (score, feature) {
            (Score::Binned(_), Feature::Symbols(values, radix)) => {
                Ok(Target::Symbols(Owned::new(values.clone(), *radix, terms, run)?))
            }
            (Score::Binned(bins), Feature::Numbers(values)) => {
                let (values, radix) = cut(values, *bins, run)?;
                Ok(Target::Symbols(Owned::new(values, radix, terms, run)?))
            }
            (Score::Kernel(options), Feature::Numbers(values)) => {
                Ok(Target::Density(values.clone(), Box::new(Density::values(values, options, run)?)))
            }
            (Score::Kernel(options), Feature::Symbols(values, radix)) => {
                let density = Density::classes(&codes(values), *radix, options, run)?;
                Ok(Target::Classes(Owned::new(values.clone(), *radix, terms, run)?, Box::new(density)))
            }
            (Score::Neighbors(k), Feature::Numbers(values)) => Ok(Target::Values(values.clone(), *k)),
            (Score::Neighbors(k), Feature::Symbols(values, radix)) => {
                Ok(Target::Labels(Owned::new(values.clone(), *radix, terms, run)?, *k))
            }
            (Score::Pearson, Feature::Numbers(values)) => Ok(Target::Standardized(standardized(values))),
            (Score::Xi, feature) => {
                let (ranks, by) = ranks(feature, run)?;
                Ok(Target::Ranks(ranks, by))
            }
            (Score::Pearson, _) => Err(mismatch("'pearson' of symbols")),
        }
    }

    /// The target in another order.
    ///
    /// # Errors
    /// Places that are no rows.
    pub fn reordered(&self, order: &[u32]) -> Result<Target> {
        fn numbers<T: Copy>(from: &[T], order: &[u32]) -> Vec<T> {
            order.iter().map(|row| from[*row as usize]).collect()
        }
        Ok(match self {
            Target::Symbols(from) => Target::Symbols(from.reordered(order)),
            Target::Density(from, density) => {
                Target::Density(numbers(from, order), Box::new(density.reordered(order)?))
            }
            Target::Classes(from, density) => {
                Target::Classes(from.reordered(order), Box::new(density.reordered(order)?))
            }
            Target::Values(from, k) => Target::Values(numbers(from, order), *k),
            Target::Labels(from, k) => Target::Labels(from.reordered(order), *k),
            Target::Standardized(from) => Target::Standardized(numbers(from, order)),
            Target::Ranks(from, by) => Target::Ranks(numbers(from, order), *by),
        })
    }
}

/// A column ready to be compared with the target in any order.
pub enum Prepared<'a> {
    /// Symbols with their counts.
    Symbols(Counted<'a>),
    /// Bins with their counts.
    Bins(Owned),
    /// Numbers.
    Numbers(&'a [f64]),
    /// Symbols with their counts, and the classes they make.
    Classes(Counted<'a>, Box<Density>),
    /// Deviations from the mean over their norm.
    Standardized(Vec<f64>),
    /// Rows by the values of the column.
    Order(Vec<u32>),
}

impl<'a> Prepared<'a> {
    /// What `score` needs of a column.
    ///
    /// # Errors
    /// `Unsupported` for a column of another kind; out of memory; the run was cancelled.
    pub fn new(feature: &'a Feature, score: &Score, terms: &Terms, run: &Run) -> Result<Prepared<'a>> {
        match (score, feature) {
            (Score::Binned(_), Feature::Symbols(values, radix)) => {
                Ok(Prepared::Symbols(Counted::new(values, *radix, terms, run)?))
            }
            (Score::Binned(bins), Feature::Numbers(values)) => {
                let (values, radix) = cut(values, *bins, run)?;
                Ok(Prepared::Bins(Owned::new(values, radix, terms, run)?))
            }
            (Score::Kernel(_) | Score::Neighbors(_), Feature::Numbers(values)) => {
                Ok(Prepared::Numbers(values))
            }
            (Score::Neighbors(_), Feature::Symbols(values, radix)) => {
                Ok(Prepared::Symbols(Counted::new(values, *radix, terms, run)?))
            }
            (Score::Kernel(options), Feature::Symbols(values, radix)) => {
                let density = Density::classes(&codes(values), *radix, options, run)?;
                Ok(Prepared::Classes(Counted::new(values, *radix, terms, run)?, Box::new(density)))
            }
            (Score::Pearson, Feature::Numbers(values)) => Ok(Prepared::Standardized(standardized(values))),
            (Score::Xi, feature) => Ok(Prepared::Order(sorted_rows(feature, run)?)),
            (Score::Pearson, _) => Err(mismatch("'pearson' of symbols")),
        }
    }

    /// The score against the target.
    ///
    /// # Errors
    /// Out of memory; the run was cancelled.
    pub fn score(&self, target: &Target, terms: &Terms, counter: &mut PairCounter, run: &Run) -> Result<f64> {
        let mut counted = |own: &Counted<'_>, other: &Owned| -> Result<f64> {
            let other = other.counted();
            let joint = counter.joint(own.symbols, other.symbols, run)?;
            Ok(information(&joint, own, &other, terms))
        };
        match (self, target) {
            (Prepared::Symbols(own), Target::Symbols(other) | Target::Labels(other, _))
            | (Prepared::Classes(own, _), Target::Classes(other, _)) => counted(own, other),
            (Prepared::Numbers(own), Target::Values(other, k)) => {
                let spaces = [own, &other.as_slice()].map(|column| Space::new(&[column], Norm::Maximum));
                Ok(mixed_ksg(&spaces, *k, false, &run.alone())?.value)
            }
            (Prepared::Numbers(own), Target::Labels(other, k)) => {
                labeled(&codes(&other.values), own, *k, &run.alone())
            }
            (Prepared::Symbols(own), Target::Values(other, k)) => {
                labeled(&codes(own.symbols.values), other, *k, &run.alone())
            }
            (Prepared::Bins(own), Target::Symbols(other)) => counted(&own.counted(), other),
            (Prepared::Numbers(own), Target::Density(_, density) | Target::Classes(_, density)) => {
                Ok(density.mutual_information(own, &run.alone())?.value)
            }
            (Prepared::Classes(_, density), Target::Density(values, _)) => {
                Ok(density.mutual_information(values, &run.alone())?.value)
            }
            (Prepared::Standardized(own), Target::Standardized(other)) => {
                Ok(dot(own, other).clamp(-1.0, 1.0))
            }
            (Prepared::Order(order), Target::Ranks(ranks, by)) => Ok(xi(order, ranks, *by)),
            _ => Err(Error::internal("a column was prepared for another score")),
        }
    }
}

/// The information between labels and numbers by neighbors.
fn labeled(labels: &[u32], values: &[f64], k: usize, run: &Run) -> Result<f64> {
    let mut seen = vec![0u32; labels.iter().max().map_or(0, |most| *most as usize + 1)];
    labels.iter().for_each(|label| seen[*label as usize] += 1);
    let space = Space::new(&[values], Norm::Maximum);
    if seen.iter().any(|count| *count > 1) {
        return Ok(ross(labels, &space, k, false, run)?.value);
    }
    let numbers: Vec<f64> = labels.iter().map(|label| f64::from(*label)).collect();
    let nominal = Space::new(&[&numbers], Norm::Maximum).with_nominal(&[true]);
    Ok(mesner_shalizi(&nominal, &space, None, k, false, run)?.value)
}

/// Deviations from the mean over their norm; zeros for a constant column.
fn standardized(values: &[f64]) -> Vec<f64> {
    let scale = magnitude(values);
    let mean = values.iter().map(|value| value / scale).collect::<Sum>().value() / values.len() as f64;
    let mut deviations: Vec<f64> = values.iter().map(|value| value / scale - mean).collect();
    let norm = deviations.iter().map(|deviation| deviation * deviation).collect::<Sum>().value().sqrt();
    // What is left of a constant column is rounding.
    let by = if norm > f64::EPSILON * (values.len() as f64).sqrt() * 4.0 { 1.0 / norm } else { 0.0 };
    deviations.iter_mut().for_each(|deviation| *deviation *= by);
    deviations
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = [0.0; 8];
    let ((a, a_left), (b, b_left)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    for (a, b) in a.iter().zip(b) {
        for lane in 0..8 {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    let rest: f64 = a_left.iter().zip(b_left).map(|(a, b)| a * b).sum();
    lanes.into_iter().fold(rest, |sum, lane| sum + lane)
}

/// Rows in the order of a column, ties in row order.
fn sorted_rows(feature: &Feature, run: &Run) -> Result<Vec<u32>> {
    let mut order = run.reserved("an order of rows", feature.rows())?;
    order.extend(0..feature.rows() as u32);
    match feature {
        Feature::Numbers(values) => {
            // −0 and 0 are one value.
            let key = |row: &u32| values[*row as usize] + 0.0;
            order.sort_by(|a, b| key(a).total_cmp(&key(b)));
        }
        Feature::Symbols(values, _) => order.sort_by_key(|row| values.get(*row as usize)),
    }
    run.check()?;
    Ok(order)
}

/// Number of values at most each value, and 2 Σ l (n − l) / n with l the number of values at least each.
fn ranks(feature: &Feature, run: &Run) -> Result<(Vec<u32>, f64)> {
    let order = sorted_rows(feature, run)?;
    let rows = order.len();
    let same = |a: u32, b: u32| match feature {
        Feature::Numbers(values) => values[a as usize] == values[b as usize],
        Feature::Symbols(values, _) => values.get(a as usize) == values.get(b as usize),
    };
    let mut ranks = run.filled("ranks", rows, 0u32)?;
    let (mut start, mut by) = (0, 0.0);
    for group in order.chunk_by(|a, b| same(*a, *b)) {
        let end = start + group.len();
        group.iter().for_each(|row| ranks[*row as usize] = end as u32);
        // Whole numbers below 2⁵³ up to 10⁵ rows, and beyond as exact as a sum is.
        by += group.len() as f64 * ((rows - start) as f64 * start as f64);
        start = end;
    }
    Ok((ranks, 2.0 * by / rows as f64))
}

/// ξ, NaN where the target has one value.
fn xi(order: &[u32], ranks: &[u32], by: f64) -> f64 {
    let steps: u64 = order
        .windows(2)
        .map(|pair| u64::from(ranks[pair[0] as usize].abs_diff(ranks[pair[1] as usize])))
        .sum();
    if by == 0.0 { f64::NAN } else { 1.0 - steps as f64 / by }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contingency::compact;
    use crate::symbols::Codes;

    #[test]
    fn neighbors_take_the_estimator_of_the_two_kinds() {
        let mut generator = stream(8, "neighbors", 0);
        let mut draw = || uniform(&mut generator);
        let x: Vec<f64> = (0..90).map(|_| draw()).collect();
        let y: Vec<f64> = x.iter().map(|x| x + 0.3 * draw()).collect();
        let labels: Vec<u32> = x.iter().map(|x| (3.0 * x) as u32).collect();
        let run = Run::default();
        let symbols = |labels: &[u32]| {
            let (values, radix) = compact(Codes::Wide(labels.to_vec().into()), &run).unwrap();
            Feature::Symbols(values, radix)
        };
        let numbers = Feature::Numbers;
        let of = |x, y| score_of(x, y, Score::Neighbors(3));
        let pair = [&x, &y].map(|column| Space::new(&[column], Norm::Maximum));
        let expected = mixed_ksg(&pair, 3, false, &run).unwrap().value;
        assert_eq!(of(numbers(x.clone()), numbers(y.clone())), expected);
        let expected = ross(&labels, &pair[1], 3, false, &run).unwrap().value;
        assert_eq!(of(symbols(&labels), numbers(y.clone())), expected);
        assert_eq!(of(numbers(y.clone()), symbols(&labels)), expected);
        assert_eq!(
            of(symbols(&labels), symbols(&labels)),
            score_of(symbols(&labels), symbols(&labels), Score::Binned(0))
        );
        let names: Vec<u32> = (0..90).collect();
        assert!(of(symbols(&names), numbers(y)).is_finite());
    }
    use marginals_core::random::{stream, uniform};

    fn score_of(x: Feature, y: Feature, score: Score) -> f64 {
        let run = Run::default();
        let terms = Terms::new(x.rows());
        let target = Target::new(&y, &score, &terms, &run).unwrap();
        let prepared = Prepared::new(&x, &score, &terms, &run).unwrap();
        prepared.score(&target, &terms, &mut PairCounter::default(), &run).unwrap()
    }

    #[test]
    fn correlation_is_the_textbook_sum_at_any_scale() {
        let mut generator = stream(1, "values", 0);
        for scale in [1.0, 1e-300, 1e300] {
            let x: Vec<f64> = (0..257).map(|_| scale * (uniform(&mut generator) - 0.3)).collect();
            let y: Vec<f64> = x.iter().map(|x| 2.0 - x / scale + uniform(&mut generator)).collect();
            let n = 257.0;
            let (mx, my) = (x.iter().map(|x| x / scale).sum::<f64>() / n, y.iter().sum::<f64>() / n);
            let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
            for (x, y) in x.iter().zip(&y) {
                let (x, y) = (x / scale - mx, y - my);
                (xy, xx, yy) = (xy + x * y, xx + x * x, yy + y * y);
            }
            let found = score_of(Feature::Numbers(x), Feature::Numbers(y), Score::Pearson);
            assert!((found - xy / (xx * yy).sqrt()).abs() < 1e-13);
        }
        let constant = Feature::Numbers(vec![0.1; 30]);
        let y = Feature::Numbers((0..30).map(f64::from).collect());
        assert_eq!(score_of(constant, y, Score::Pearson), 0.0);
    }

    #[test]
    fn xi_is_the_formula_read_literally() {
        for seed in 0..100 {
            let mut generator = stream(seed, "values", 0);
            let mut draw = |levels: f64| -> Vec<f64> {
                (0..40).map(|_| (uniform(&mut generator) * levels).floor() / 3.0).collect()
            };
            let (x, y) = (draw(1e6), draw(if seed % 2 == 0 { 5.0 } else { 1e6 }));
            let n = x.len();
            let mut order: Vec<usize> = (0..n).collect();
            order.sort_by(|a, b| x[*a].total_cmp(&x[*b]));
            let r = |i: usize| y.iter().filter(|other| **other <= y[i]).count() as f64;
            let l = |i: usize| y.iter().filter(|other| **other >= y[i]).count() as f64;
            let steps: f64 = order.windows(2).map(|p| (r(p[1]) - r(p[0])).abs()).sum();
            let by: f64 = (0..n).map(|i| l(i) * (n as f64 - l(i))).sum();
            let expected = 1.0 - n as f64 * steps / (2.0 * by);
            let found = score_of(Feature::Numbers(x), Feature::Numbers(y), Score::Xi);
            assert!((found - expected).abs() < 1e-13, "{found} {expected}");
        }
    }

    #[test]
    fn kinds_that_do_not_fit_are_refused() {
        let run = Run::default();
        let numbers = Feature::Numbers(vec![1.0, 2.0]);
        let symbols = Feature::Symbols(Values::U8(vec![0, 1]), 2);
        assert!(Target::new(&symbols, &Score::Pearson, &Terms::new(2), &run).is_err());
        assert!(Prepared::new(&symbols, &Score::Pearson, &Terms::new(2), &run).is_err());
        assert!(Target::new(&numbers, &Score::Pearson, &Terms::new(2), &run).is_ok());
    }

    #[test]
    fn kinds_are_mixed_in_either_order() {
        let mut generator = stream(5, "values", 0);
        let numbers: Vec<f64> = (0..400).map(|_| uniform(&mut generator)).collect();
        let above: Vec<u8> =
            numbers.iter().map(|x| u8::from(x + 0.3 * uniform(&mut generator) > 0.6)).collect();
        let (x, y) = (Feature::Numbers(numbers.clone()), Feature::Symbols(Values::U8(above), 2));
        let kernel = Score::Kernel(Options::default());
        let there = score_of(x.clone(), y.clone(), kernel.clone());
        let back = score_of(y.clone(), x.clone(), kernel.clone());
        assert_eq!(there.to_bits(), back.to_bits());
        assert!(there > 0.3 && there < 0.7, "{there}");
        let binned = score_of(x.clone(), y.clone(), Score::Binned(8));
        assert!((binned - score_of(y.clone(), x.clone(), Score::Binned(8))).abs() < 1e-14);
        assert!((binned - there).abs() < 0.1, "{binned} {there}");
        let counted = score_of(y.clone(), y.clone(), kernel);
        assert_eq!(counted, score_of(y.clone(), y, Score::Binned(0)));
        assert_eq!((usual_bins(3), usual_bins(1000), usual_bins(1 << 20)), (2, 14, 16));
    }
}
