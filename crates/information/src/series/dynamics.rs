//! What the past of a series tells of its future, and one series of another's, in nats.
//!
//! - Transfer entropy I(yₜ; x₍ₜ₋ᵤ₎ … x₍ₜ₋ᵤ₋ₗ₊₁₎ | yₜ₋₁ … yₜ₋ₖ), perhaps given a third series' past (T. Schreiber,
//!   "Measuring information transfer", 2000; delay: M. Wibral et al., 2013).
//! - Active information storage I(yₜ; yₜ₋₁ … yₜ₋ₖ) (J. T. Lizier, M. Prokopenko and A. Y. Zomaya, "Local measures of
//!   information storage in complex distributed computation", 2012).
//! - Excess entropy I(past of k; future of k) (J. P. Crutchfield and D. P. Feldman, "Regularities unseen, randomness
//!   observed", 2003); entropy rate H(yₜ | past of k); block entropy H of words of k; information at a lag.
//!
//! All are (conditional) mutual informations of words at the times where every word fits, from one count of the joint
//! words. Effective transfer entropy subtracts the mean over shuffles of the source's words (R. Marschinski and
//! H. Kantz, "Analysing the information flow between financial time series", 2002), most of the bias of short series.
//! Cost: O(n · (k + l)), each shuffle O(n).
use super::embedding::{Series, Words, past, words};
use crate::decomposition::Entropy;
use crate::table::joint_law::JointLaw;
use marginals_core::random::{shuffle, stream};
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};
use std::ops::Range;

/// An information and what each time contributes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Informed {
    /// In nats.
    pub value: f64,
    /// The contribution of each time, where asked for; their mean is the plug-in value.
    pub local: Option<Vec<f64>>,
    /// The first time that counts.
    pub first: usize,
    /// Times that count.
    pub samples: usize,
    /// Distinct joint words.
    pub words: usize,
}

/// How an information of words is computed.
#[derive(Clone, Copy, Default)]
pub struct Manner<'a> {
    /// From the cells' weights.
    pub entropy: Entropy<'a>,
    /// Whether each time's contribution is wanted.
    pub local: bool,
}

/// I(A; B | C) of variables 0, 1 and all further ones of samples, in nats.
///
/// # Errors
/// As [`JointLaw::of_samples`]; the estimator's.
pub fn information(samples: &[Words], manner: Manner<'_>, run: &Run) -> Result<Informed> {
    let radices: Vec<u32> = samples.iter().map(|words| words.radix).collect();
    let (law, located) = if manner.local {
        JointLaw::of_samples_located(samples, &radices, run)?
    } else {
        (JointLaw::of_samples(samples, &radices, run)?, Vec::new())
    };
    let given: Vec<u32> = (2..samples.len() as u32).collect();
    let groups = law.groups(&given, run)?;
    let (with_a, with_b) = (law.split(&groups, 0, run)?, law.split(&groups, 1, run)?);
    let (z, xz, yz) =
        (law.weights_of(&groups, run)?, law.weights_of(&with_a, run)?, law.weights_of(&with_b, run)?);
    let ratio = |row: usize, weight: f64| {
        let (x, y) = (xz[with_a.id(row) as usize], yz[with_b.id(row) as usize]);
        ((weight / x) * (z[groups.id(row) as usize] / y)).ln()
    };
    let terms = law.weights().iter().enumerate();
    let value = match manner.entropy {
        Entropy::PlugIn => {
            let sum: Sum = terms.clone().map(|(row, weight)| weight * ratio(row, *weight)).collect();
            (sum.value() / law.total()).max(0.0) + 0.0
        }
        entropy @ Entropy::Corrected(_) => {
            let of = |cells: &[f64]| entropy.of(cells, law.total());
            let without = if given.is_empty() { 0.0 } else { of(&z)? };
            of(&xz)? + of(&yz)? - without - of(law.weights())?
        }
    };
    let local = manner.local.then(|| {
        let of_row: Vec<f64> = terms.map(|(row, weight)| ratio(row, *weight)).collect();
        located.iter().map(|row| of_row[*row as usize]).collect()
    });
    Ok(Informed {
        value,
        local,
        first: 0,
        samples: samples.first().map_or(0, |words| words.codes.len()),
        words: law.rows(),
    })
}

/// H(A | C) of variable 0 given all further ones, in nats.
fn conditional_entropy(samples: &[Words], manner: Manner<'_>, run: &Run) -> Result<Informed> {
    let radices: Vec<u32> = samples.iter().map(|words| words.radix).collect();
    let (law, located) = if manner.local {
        JointLaw::of_samples_located(samples, &radices, run)?
    } else {
        (JointLaw::of_samples(samples, &radices, run)?, Vec::new())
    };
    let given: Vec<u32> = (1..samples.len() as u32).collect();
    let groups = law.groups(&given, run)?;
    let z = law.weights_of(&groups, run)?;
    let surprise = |row: usize, weight: f64| (z[groups.id(row) as usize] / weight).ln();
    let terms = law.weights().iter().enumerate();
    let value = match manner.entropy {
        Entropy::PlugIn => {
            let sum: Sum = terms.clone().map(|(row, weight)| weight * surprise(row, *weight)).collect();
            (sum.value() / law.total()).max(0.0) + 0.0
        }
        entropy @ Entropy::Corrected(_) => {
            let without = if given.is_empty() { 0.0 } else { entropy.of(&z, law.total())? };
            entropy.of(law.weights(), law.total())? - without
        }
    };
    let local = manner.local.then(|| {
        let of_row: Vec<f64> = terms.map(|(row, weight)| surprise(row, *weight)).collect();
        located.iter().map(|row| of_row[*row as usize]).collect()
    });
    Ok(Informed {
        value,
        local,
        first: 0,
        samples: samples.first().map_or(0, |words| words.codes.len()),
        words: law.rows(),
    })
}

/// The times of a series at which something of `before` symbols before and `after` symbols from then on fits.
pub(crate) fn times(length: usize, before: usize, after: usize) -> Result<Range<usize>> {
    match length.checked_sub(after.saturating_sub(1)) {
        Some(end) if before < end => Ok(before..end),
        _ => {
            let expected = format!("at least {} symbols", before.saturating_add(after).max(1));
            Err(Error::shape("series", expected, length))
        }
    }
}

pub(crate) fn positive(argument: &'static str, length: usize) -> Result<()> {
    if length > 0 { Ok(()) } else { Err(Error::range(argument, "at least 1", 0)) }
}

/// Lengths of the pasts of a transfer entropy.
#[derive(Clone, Copy, Debug)]
pub struct Transfer {
    /// Symbols of the target's past, k ≥ 0.
    pub history: usize,
    /// Symbols of the source's past, l ≥ 1.
    pub source_history: usize,
    /// How far back the source's past ends, u ≥ 0; 1 is the step before.
    pub delay: usize,
    /// Symbols of each condition's past, ≥ 1, ending one step back.
    pub condition_history: usize,
}

impl Transfer {
    /// The times at which every past fits, of a target of `n` symbols and other series of `lengths`.
    ///
    /// # Errors
    /// `Shape` for series of unequal length or too short; `Range` for a length of 0.
    pub(crate) fn times(
        &self,
        n: usize,
        lengths: impl Iterator<Item = usize>,
        conditional: bool,
    ) -> Result<Range<usize>> {
        positive("sourceHistory", self.source_history)?;
        for other in lengths {
            if other != n {
                return Err(Error::shape("series", format!("as long as the target ({n})"), other));
            }
        }
        let mut before = self.history.max(self.delay.saturating_add(self.source_history - 1));
        if conditional {
            positive("conditionHistory", self.condition_history)?;
            before = before.max(self.condition_history);
        }
        times(n, before, 1)
    }
}

/// Future, source's past and what is given, as words.
fn transfer_words(
    source: Series<'_>,
    target: Series<'_>,
    conditions: &[Series<'_>],
    transfer: Transfer,
    run: &Run,
) -> Result<(Vec<Words>, usize)> {
    let lengths = std::iter::once(&source).chain(conditions).map(|series| series.symbols.len());
    let times = transfer.times(target.symbols.len(), lengths, !conditions.is_empty())?;
    let first = times.start;
    let mut samples = vec![
        words(target, times.clone(), &[0], run)?,
        words(source, times.clone(), &past(transfer.source_history, transfer.delay), run)?,
    ];
    if transfer.history > 0 {
        samples.push(words(target, times.clone(), &past(transfer.history, 1), run)?);
    }
    for condition in conditions {
        samples.push(words(*condition, times.clone(), &past(transfer.condition_history, 1), run)?);
    }
    Ok((samples, first))
}

/// Transfer entropy from `source` to `target`, given the pasts of `conditions`.
///
/// # Errors
/// `Shape` for series of unequal length or too short; `Range` for a length of 0; the estimator's; out of memory; the
/// run was cancelled.
pub fn transfer_entropy(
    source: Series<'_>,
    target: Series<'_>,
    conditions: &[Series<'_>],
    transfer: Transfer,
    manner: Manner<'_>,
    run: &Run,
) -> Result<Informed> {
    let (samples, first) = transfer_words(source, target, conditions, transfer, run)?;
    Ok(Informed { first, ..information(&samples, manner, run)? })
}

/// Transfer entropies after shuffles of the source's words, one for each of `shuffles` random permutations.
///
/// # Errors
/// As [`transfer_entropy`].
pub fn shuffled_transfer_entropies(
    source: Series<'_>,
    target: Series<'_>,
    conditions: &[Series<'_>],
    transfer: Transfer,
    shuffles: usize,
    entropy: Entropy<'_>,
    run: &Run,
) -> Result<Vec<f64>> {
    let (samples, _) = transfer_words(source, target, conditions, transfer, run)?;
    let [future, given @ ..] = &samples[..] else { return Err(Error::internal("words")) };
    let [source, given @ ..] = given else { return Err(Error::internal("words")) };
    let bytes = future.codes.len() as u64 * 4 * (samples.len() as u64 + 1) * run.threads() as u64;
    let _charge = run.charge("shuffled series", bytes)?;
    run.progress().start("shuffles", shuffles as u64);
    let replicates = (0..shuffles as u64).collect();
    run.items(
        replicates,
        || samples.clone(),
        |samples, _, replicate: u64| {
            let mut generator = stream(run.seed(), "effective-transfer-entropy", replicate);
            samples[1].codes.copy_from_slice(&source.codes);
            shuffle(&mut generator, &mut samples[1].codes);
            debug_assert_eq!(given.len() + 2, samples.len());
            let found = information(samples, Manner { entropy, local: false }, &run.alone())?;
            run.progress().advance(1);
            Ok(found.value)
        },
    )
}

/// I(yₜ; the `history` symbols before).
///
/// # Errors
/// As [`transfer_entropy`].
pub fn active_information_storage(
    series: Series<'_>,
    history: usize,
    manner: Manner<'_>,
    run: &Run,
) -> Result<Informed> {
    positive("history", history)?;
    let times = times(series.symbols.len(), history, 1)?;
    let samples = [words(series, times.clone(), &[0], run)?, words(series, times, &past(history, 1), run)?];
    Ok(Informed { first: history, ..information(&samples, manner, run)? })
}

/// I(the `history` symbols before; the `future` symbols from then on): the excess entropy of these lengths.
///
/// # Errors
/// As [`transfer_entropy`].
pub fn excess_entropy(
    series: Series<'_>,
    history: usize,
    future: usize,
    manner: Manner<'_>,
    run: &Run,
) -> Result<Informed> {
    positive("history", history)?;
    positive("future", future)?;
    let times = times(series.symbols.len(), history, future)?;
    let ahead: Vec<isize> = (0..future as isize).collect();
    let samples = [words(series, times.clone(), &ahead, run)?, words(series, times, &past(history, 1), run)?];
    Ok(Informed { first: history, ..information(&samples, manner, run)? })
}

/// I(xₜ; yₜ₊lag) over the times where both are.
///
/// # Errors
/// As [`transfer_entropy`].
pub fn lagged_information(
    x: Series<'_>,
    y: Series<'_>,
    lag: usize,
    manner: Manner<'_>,
    run: &Run,
) -> Result<Informed> {
    let n = x.symbols.len();
    if y.symbols.len() != n {
        return Err(Error::shape("series", format!("as long as the first ({n})"), y.symbols.len()));
    }
    let times = times(n, 0, lag.saturating_add(1))?;
    let samples = [words(x, times.clone(), &[0], run)?, words(y, times, &[lag as isize], run)?];
    information(&samples, manner, run)
}

/// H of the words of `length` symbols.
///
/// # Errors
/// As [`transfer_entropy`].
pub fn block_entropy(series: Series<'_>, length: usize, manner: Manner<'_>, run: &Run) -> Result<Informed> {
    positive("length", length)?;
    let times = times(series.symbols.len(), 0, length)?;
    let ahead: Vec<isize> = (0..length as isize).collect();
    conditional_entropy(&[words(series, times, &ahead, run)?], manner, run)
}

/// H(yₜ | the `history` symbols before): the entropy rate by blocks.
///
/// # Errors
/// As [`transfer_entropy`].
pub fn block_entropy_rate(
    series: Series<'_>,
    history: usize,
    manner: Manner<'_>,
    run: &Run,
) -> Result<Informed> {
    let times = times(series.symbols.len(), history, 1)?;
    let mut samples = vec![words(series, times.clone(), &[0], run)?];
    if history > 0 {
        samples.push(words(series, times, &past(history, 1), run)?);
    }
    Ok(Informed { first: history, ..conditional_entropy(&samples, manner, run)? })
}

#[cfg(test)]
#[path = "dynamics_tests.rs"]
mod tests;
