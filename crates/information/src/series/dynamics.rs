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
use super::embedding::{Series, Word, Words, law, past};
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

/// The law of words at some times and, where each time's contribution is wanted, the row that each time is.
struct Spoken {
    law: JointLaw,
    located: Vec<u32>,
    local: bool,
}

impl Spoken {
    fn new(words: &[Word<'_>], times: Range<usize>, manner: Manner<'_>, run: &Run) -> Result<Self> {
        if !manner.local {
            return Ok(Spoken { law: law(words, times, run)?, located: Vec::new(), local: false });
        }
        let codes: Vec<Words> =
            words.iter().map(|word| word.codes(times.clone(), run)).collect::<Result<_>>()?;
        let radices: Vec<u32> = codes.iter().map(|words| words.radix).collect();
        let (law, located) = JointLaw::of_samples_located(&codes, &radices, run)?;
        Ok(Spoken { law, located, local: true })
    }

    /// The value with the contributions of the times, from those of the rows.
    fn informed(&self, value: f64, of_row: impl Fn(usize, f64) -> f64) -> Informed {
        let local = self.local.then(|| {
            let weights = self.law.weights().iter().enumerate();
            let of_row: Vec<f64> = weights.map(|(row, weight)| of_row(row, *weight)).collect();
            self.located.iter().map(|row| of_row[*row as usize]).collect()
        });
        // The weights are counts of times.
        Informed { value, local, first: 0, samples: self.law.total() as usize, words: self.law.rows() }
    }
}

/// Σ (weight / total) · term over the rows of a law, rounding below 0 taken away.
fn mean(law: &JointLaw, term: impl Fn(usize, f64) -> f64) -> f64 {
    let sum: Sum = law.weights().iter().enumerate().map(|(row, w)| w * term(row, *w)).collect();
    (sum.value() / law.total()).max(0.0) + 0.0
}

/// I(A; B | C) of variables 0, 1 and all further ones, in nats.
fn information(spoken: &Spoken, entropy: Entropy<'_>, run: &Run) -> Result<Informed> {
    let law = &spoken.law;
    let given: Vec<u32> = (2..law.variables() as u32).collect();
    let groups = law.groups(&given, run)?;
    let (with_a, with_b) = (law.split(&groups, 0, run)?, law.split(&groups, 1, run)?);
    let (z, xz, yz) =
        (law.weights_of(&groups, run)?, law.weights_of(&with_a, run)?, law.weights_of(&with_b, run)?);
    let ratio = |row: usize, weight: f64| {
        let (x, y) = (xz[with_a.id(row) as usize], yz[with_b.id(row) as usize]);
        ((weight / x) * (z[groups.id(row) as usize] / y)).ln()
    };
    let value = match entropy {
        Entropy::PlugIn => mean(law, ratio),
        entropy @ Entropy::Corrected(_) => {
            let of = |cells: &[f64]| entropy.of(cells, law.total());
            let without = if given.is_empty() { 0.0 } else { of(&z)? };
            of(&xz)? + of(&yz)? - without - of(law.weights())?
        }
    };
    Ok(spoken.informed(value, ratio))
}

/// H(A | C) of variable 0 given all further ones, in nats.
fn conditional_entropy(spoken: &Spoken, entropy: Entropy<'_>, run: &Run) -> Result<Informed> {
    let law = &spoken.law;
    let given: Vec<u32> = (1..law.variables() as u32).collect();
    let groups = law.groups(&given, run)?;
    let z = law.weights_of(&groups, run)?;
    let surprise = |row: usize, weight: f64| (z[groups.id(row) as usize] / weight).ln();
    let value = match entropy {
        Entropy::PlugIn => mean(law, surprise),
        entropy @ Entropy::Corrected(_) => {
            let without = if given.is_empty() { 0.0 } else { entropy.of(&z, law.total())? };
            entropy.of(law.weights(), law.total())? - without
        }
    };
    Ok(spoken.informed(value, surprise))
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
fn transfer_words<'a>(
    source: Series<'a>,
    target: Series<'a>,
    conditions: &[Series<'a>],
    transfer: Transfer,
) -> Result<(Vec<Word<'a>>, Range<usize>)> {
    let lengths = std::iter::once(&source).chain(conditions).map(Series::length);
    let times = transfer.times(target.length(), lengths, !conditions.is_empty())?;
    let word = |series: Series<'a>, offsets: Vec<isize>| Word { series, offsets };
    let mut words = vec![word(target, vec![0]), word(source, past(transfer.source_history, transfer.delay))];
    if transfer.history > 0 {
        words.push(word(target, past(transfer.history, 1)));
    }
    words.extend(conditions.iter().map(|series| word(*series, past(transfer.condition_history, 1))));
    Ok((words, times))
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
    let (words, times) = transfer_words(source, target, conditions, transfer)?;
    let spoken = Spoken::new(&words, times.clone(), manner, run)?;
    Ok(Informed { first: times.start, ..information(&spoken, manner.entropy, run)? })
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
    let (words, times) = transfer_words(source, target, conditions, transfer)?;
    let samples: Vec<Words> =
        words.iter().map(|word| word.codes(times.clone(), run)).collect::<Result<_>>()?;
    let radices: Vec<u32> = samples.iter().map(|words| words.radix).collect();
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
            let law = JointLaw::of_samples(samples, &radices, &run.alone())?;
            let spoken = Spoken { law, located: Vec::new(), local: false };
            let found = information(&spoken, entropy, &run.alone())?;
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
    let times = times(series.length(), history, 1)?;
    let words = [Word { series, offsets: vec![0] }, Word { series, offsets: past(history, 1) }];
    let spoken = Spoken::new(&words, times, manner, run)?;
    Ok(Informed { first: history, ..information(&spoken, manner.entropy, run)? })
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
    let times = times(series.length(), history, future)?;
    let offsets = (0..future as isize).collect();
    let words = [Word { series, offsets }, Word { series, offsets: past(history, 1) }];
    let spoken = Spoken::new(&words, times, manner, run)?;
    Ok(Informed { first: history, ..information(&spoken, manner.entropy, run)? })
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
    let n = x.length();
    if y.length() != n {
        return Err(Error::shape("series", format!("as long as the first ({n})"), y.length()));
    }
    let times = times(n, 0, lag.saturating_add(1))?;
    let words = [Word { series: x, offsets: vec![0] }, Word { series: y, offsets: vec![lag as isize] }];
    information(&Spoken::new(&words, times, manner, run)?, manner.entropy, run)
}

/// H of the words of `length` symbols.
///
/// # Errors
/// As [`transfer_entropy`].
pub fn block_entropy(series: Series<'_>, length: usize, manner: Manner<'_>, run: &Run) -> Result<Informed> {
    positive("length", length)?;
    let times = times(series.length(), 0, length)?;
    let words = [Word { series, offsets: (0..length as isize).collect() }];
    conditional_entropy(&Spoken::new(&words, times, manner, run)?, manner.entropy, run)
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
    let times = times(series.length(), history, 1)?;
    let mut words = vec![Word { series, offsets: vec![0] }];
    if history > 0 {
        words.push(Word { series, offsets: past(history, 1) });
    }
    let spoken = Spoken::new(&words, times, manner, run)?;
    Ok(Informed { first: history, ..conditional_entropy(&spoken, manner.entropy, run)? })
}

#[cfg(test)]
#[path = "dynamics_tests.rs"]
mod tests;
