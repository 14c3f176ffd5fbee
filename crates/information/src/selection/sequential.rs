//! Columns chosen one after the other for what they tell of a target: mRMR, JMI, CMIM, DISR, conditional mutual
//! information, and joint entropy where there is no target.
//!
//! With y the target and S the columns chosen so far, a column j scores
//!
//! | criterion | score | source |
//! |---|---|---|
//! | mutual information | I(j; y) | D. D. Lewis, "Feature selection and feature extraction for text categorization", 1992 |
//! | mRMR | I(j; y) − (1/\|S\|) Σ_s I(j; s) | H. Peng, F. Long and C. Ding, 2005 |
//! | JMI | Σ_s I(j s; y) | H. Yang and J. Moody, "Data visualization and feature selection", 1999 |
//! | CMIM | min_s I(j; y \| s) | F. Fleuret, "Fast binary feature selection with conditional mutual information", 2004 |
//! | DISR | Σ_s I(j s; y) / H(j s y) | P. E. Meyer and G. Bontempi, 2006 |
//! | conditional mutual information | I(j; y \| S) | G. Brown et al., "Conditional likelihood maximisation", 2012 |
//! | joint entropy | H(j \| S) | |
//!
//! and I(j; y) while S is empty. (Fleuret's program takes I(j; y) into CMIM's minimum; the definition does not.) All
//! but the first and the last two depend on the order of choice, so they are scores, not values of a
//! set. A step adds one term to the sums of every candidate, counted against s and against (s, y) as one column:
//! p · k pairs in all and never p². CMIM's score only falls, so stale scores are upper bounds and most candidates are
//! never brought up to date; the choice is that of full evaluation. Ties go to the lowest index. Plug-in estimates.
use crate::contingency::{Counted, PairCounter, Terms, combine, information};
use crate::selection::JointEntropy;
use crate::selection::stale::Lazy;
use crate::table::Values;
use marginals_core::{Error, Result, Run, SetFunction};

/// By what columns are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Criterion {
    /// I(j; y).
    MutualInformation,
    /// Relevance less mean redundancy.
    Mrmr,
    /// Joint mutual information.
    Jmi,
    /// Conditional mutual information maximisation.
    Cmim,
    /// Double input symmetrical relevance.
    Disr,
    /// I(j; y | S).
    Conditional,
    /// H(j | S).
    JointEntropy,
}

/// Columns to choose among.
#[derive(Clone, Copy, Debug)]
pub struct Columns<'a> {
    /// The columns.
    pub values: &'a [Values],
    /// Column i has values below `radices[i]`.
    pub radices: &'a [u32],
    /// What they are to tell of; joint entropy needs none.
    pub target: Option<(&'a Values, u32)>,
}

/// The columns chosen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chosen {
    /// In order of choice.
    pub indices: Vec<u32>,
    /// Score of each when it was chosen.
    pub scores: Vec<f64>,
    /// I(j; y) of each; H(j) for joint entropy.
    pub relevances: Vec<f64>,
    /// Scores and terms of scores computed.
    pub evaluations: u64,
}

/// Chooses `size` columns, those in `given` counting as chosen from the start.
///
/// # Errors
/// `Shape` for no rows, unequal lengths or no target where one is needed; `Range` for a size beyond the columns that
/// are left or an unknown column; `Argument` for one twice; out of memory; the run was cancelled.
pub fn select_features(
    columns: Columns<'_>,
    criterion: Criterion,
    size: usize,
    given: &[u32],
    run: &Run,
) -> Result<Chosen> {
    let count = columns.values.len();
    let rows = columns.values.first().map_or(0, Values::len);
    let target = columns.target.filter(|_| criterion != Criterion::JointEntropy);
    let lengths = columns.values.iter().chain(target.map(|(values, _)| values));
    if rows == 0 || lengths.into_iter().any(|column| column.len() != rows) || columns.radices.len() != count {
        return Err(Error::shape("columns", "columns of one length of at least 1", rows));
    }
    let mut open = run.filled("candidates", count, true)?;
    for column in given {
        match open.get_mut(*column as usize) {
            None => return Err(Error::range("given", format!("columns below {count}"), column)),
            Some(false) => return Err(Error::argument("given", "distinct columns", "a column twice")),
            Some(place) => *place = false,
        }
    }
    let left = count - given.len();
    if size > left {
        return Err(Error::range("size", format!("an integer in 0..={left} (columns to choose)"), size));
    }
    run.progress().start("select", size as u64);
    match (criterion, target) {
        (Criterion::JointEntropy, _) => by_entropies(columns, None, open, size, given, run),
        (_, None) => Err(Error::shape("target", "a column", "none")),
        (Criterion::Conditional, target) => by_entropies(columns, target, open, size, given, run),
        (_, Some(target)) => Pairs::new(columns, target, criterion, run)?.select(open, size, given),
    }
}

/// The highest of the open scores, the lowest index among equals.
fn best(scores: &[f64], open: &[bool]) -> Option<usize> {
    let candidates = (0..scores.len()).filter(|at| open[*at]);
    candidates.reduce(|best, at| if scores[at] > scores[best] { at } else { best })
}

/// H(j | S), or H(j | S) − H(j | S, y).
fn by_entropies(
    columns: Columns<'_>,
    target: Option<(&Values, u32)>,
    mut open: Vec<bool>,
    size: usize,
    given: &[u32],
    run: &Run,
) -> Result<Chosen> {
    let count = columns.values.len();
    let (mut values, mut radices) = (columns.values.to_vec(), columns.radices.to_vec());
    if let Some((target, radix)) = target {
        values.push(target.clone());
        radices.push(radix);
    }
    let entropy = JointEntropy::of_columns(&values, &radices, None, run)?;
    let mut states = vec![entropy.new_state(size + given.len() + 1, run)?];
    if target.is_some() {
        let mut knowing = entropy.new_state(size + given.len() + 1, run)?;
        entropy.commit(&mut knowing, count as u32, run)?;
        states.push(knowing);
    }
    for column in given {
        for state in &mut states {
            entropy.commit(state, *column, run)?;
        }
    }
    let mut chosen = Chosen::default();
    let mut first: Option<Vec<f64>> = None;
    for _ in 0..size {
        let candidates: Vec<u32> = (0..count as u32).filter(|at| open[*at as usize]).collect();
        let mut gains = run.filled("gains", candidates.len(), 0.0)?;
        entropy.gains(&mut states[0], &candidates, run, &mut gains)?;
        if let Some(knowing) = states.get_mut(1) {
            let mut known = run.filled("gains", candidates.len(), 0.0)?;
            entropy.gains(knowing, &candidates, run, &mut known)?;
            gains.iter_mut().zip(known).for_each(|(gain, known)| *gain = (*gain - known).max(0.0));
        }
        chosen.evaluations += candidates.len() as u64;
        let mut scores = run.filled("scores", count, 0.0)?;
        candidates.iter().zip(gains).for_each(|(at, gain)| scores[*at as usize] = gain);
        let Some(at) = best(&scores, &open) else { break };
        open[at] = false;
        chosen.indices.push(at as u32);
        chosen.scores.push(scores[at]);
        let alone = first.get_or_insert_with(|| scores.clone());
        chosen.relevances.push(alone[at]);
        for state in &mut states {
            entropy.commit(state, at as u32, run)?;
        }
        run.progress().advance(1);
    }
    Ok(chosen)
}

/// A chosen column, alone and with the target as one.
pub(super) struct Known {
    column: usize,
    /// (s, y), and its number of values.
    pub(super) both: (Values, u32),
    relevance: f64,
}

pub(super) struct Pairs<'a> {
    counted: Vec<Counted<'a>>,
    target: Counted<'a>,
    pub(super) terms: Terms,
    criterion: Criterion,
    pub(super) run: &'a Run,
}

impl<'a> Pairs<'a> {
    fn new(
        columns: Columns<'a>,
        target: (&'a Values, u32),
        criterion: Criterion,
        run: &'a Run,
    ) -> Result<Self> {
        let terms = Terms::new(target.0.len());
        let counted = run.blocks(
            columns.values.len(),
            16,
            || (),
            |(), block| {
                let made =
                    block.map(|at| Counted::new(&columns.values[at], columns.radices[at], &terms, run));
                made.collect::<Result<Vec<_>>>()
            },
        )?;
        let target = Counted::new(target.0, target.1, &terms, run)?;
        Ok(Pairs { counted: counted.into_iter().flatten().collect(), target, terms, criterion, run })
    }

    fn with_target(&self, at: usize, counter: &mut PairCounter) -> Result<f64> {
        let own = &self.counted[at];
        let joint = counter.joint(own.symbols, self.target.symbols, self.run)?;
        Ok(information(&joint, own, &self.target, &self.terms))
    }

    fn knowing(&self, at: usize) -> Result<Known> {
        let both = combine(self.counted[at].symbols, self.target.symbols, self.run)?;
        let relevance = self.with_target(at, &mut PairCounter::default())?;
        Ok(Known { column: at, both, relevance })
    }

    /// What the chosen column adds to the score of candidate `at`.
    pub(super) fn term(
        &self,
        at: usize,
        known: &Known,
        both: &Counted<'_>,
        counter: &mut PairCounter,
    ) -> Result<f64> {
        let (own, other) = (&self.counted[at], &self.counted[known.column]);
        let joint = counter.joint(own.symbols, other.symbols, self.run)?;
        let shared = information(&joint, own, other, &self.terms);
        if self.criterion == Criterion::Mrmr {
            return Ok(shared);
        }
        let joint = counter.joint(own.symbols, both.symbols, self.run)?;
        let whole = information(&joint, own, both, &self.terms);
        let conditional = (whole - shared).max(0.0);
        let rows = self.terms.rows();
        Ok(match self.criterion {
            Criterion::Disr => {
                let entropy = own.entropy(rows) + both.entropy(rows) - whole;
                if entropy > 0.0 { (known.relevance + conditional) / entropy } else { 0.0 }
            }
            Criterion::Jmi => known.relevance + conditional,
            _ => conditional,
        })
    }

    fn select(&self, mut open: Vec<bool>, size: usize, given: &[u32]) -> Result<Chosen> {
        let count = self.counted.len();
        let mut relevances = self.run.filled("scores", count, 0.0)?;
        self.run.blocks_into(&mut relevances, 1, PairCounter::default, |counter, at, out| {
            for value in out {
                *value = self.with_target(at, counter)?;
            }
            Ok(())
        })?;
        let mut chosen = Chosen { evaluations: count as u64, ..Chosen::default() };
        let mut known = Vec::new();
        if self.criterion != Criterion::MutualInformation {
            for column in given {
                known.push(self.knowing(*column as usize)?);
            }
        }
        let mut sums = self.run.filled("scores", count, 0.0)?;
        let mut lazy = Lazy::new(count);
        for column in &known {
            self.add(column, &open, &mut sums, &mut chosen.evaluations)?;
        }
        for _ in 0..size {
            let (at, score) = if self.criterion == Criterion::Cmim && !known.is_empty() {
                let Some(found) = lazy.next(self, &known, &open, &mut chosen.evaluations)? else { break };
                found
            } else {
                let scores: Vec<f64> =
                    (0..count).map(|at| self.score(relevances[at], sums[at], known.len())).collect();
                let Some(at) = best(&scores, &open) else { break };
                (at, scores[at])
            };
            open[at] = false;
            chosen.indices.push(at as u32);
            chosen.scores.push(score);
            chosen.relevances.push(relevances[at]);
            if self.criterion != Criterion::MutualInformation && chosen.indices.len() < size {
                known.push(self.knowing(at)?);
                if let Some(last) = known.last() {
                    self.add(last, &open, &mut sums, &mut chosen.evaluations)?;
                }
            }
            self.run.progress().advance(1);
        }
        Ok(chosen)
    }

    fn score(&self, relevance: f64, sum: f64, chosen: usize) -> f64 {
        match self.criterion {
            _ if chosen == 0 => relevance,
            Criterion::Mrmr => relevance - sum / chosen as f64,
            _ => sum,
        }
    }

    /// Adds the term of a chosen column to the sums of all open candidates; CMIM keeps no sums.
    fn add(&self, known: &Known, open: &[bool], sums: &mut [f64], evaluations: &mut u64) -> Result<()> {
        if self.criterion == Criterion::Cmim {
            return Ok(());
        }
        let both = Counted::new(&known.both.0, known.both.1, &self.terms, self.run)?;
        self.run.blocks_into(sums, 1, PairCounter::default, |counter, at, out| {
            for sum in out.iter_mut().filter(|_| open[at]) {
                *sum += self.term(at, known, &both, counter)?;
            }
            Ok(())
        })?;
        *evaluations += open.iter().filter(|open| **open).count() as u64;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{below, stream};
    use std::collections::HashMap;
    use std::sync::Arc;

    fn entropy(columns: &[&Vec<u32>]) -> f64 {
        let mut counts = HashMap::new();
        for row in 0..columns[0].len() {
            let key: Vec<u32> = columns.iter().map(|column| column[row]).collect();
            *counts.entry(key).or_insert(0.0) += 1.0;
        }
        let n = columns[0].len() as f64;
        counts.values().map(|count: &f64| -count / n * (count / n).ln()).sum()
    }

    /// The score of `j` read from the table at the head of the file.
    fn naive(x: &[Vec<u32>], y: &Vec<u32>, criterion: Criterion, chosen: &[usize], j: usize) -> f64 {
        let own = &x[j];
        let relevance = entropy(&[own]) + entropy(&[y]) - entropy(&[own, y]);
        let set = |more: &[&Vec<u32>]| {
            let mut columns: Vec<_> = chosen.iter().map(|s| x[*s].clone()).collect();
            columns.extend(more.iter().map(|column| (*column).clone()));
            if columns.is_empty() { 0.0 } else { entropy(&columns.iter().collect::<Vec<_>>()) }
        };
        match criterion {
            Criterion::JointEntropy => return set(&[own]) - set(&[]),
            Criterion::Conditional => return set(&[own]) + set(&[y]) - set(&[]) - set(&[own, y]),
            _ if chosen.is_empty() => return relevance,
            Criterion::MutualInformation => return relevance,
            _ => {}
        }
        let terms = chosen.iter().map(|s| {
            let s = &x[*s];
            let both = entropy(&[own, s]) + entropy(&[y]) - entropy(&[own, s, y]);
            match criterion {
                Criterion::Mrmr => entropy(&[own]) + entropy(&[s]) - entropy(&[own, s]),
                Criterion::Jmi => both,
                Criterion::Disr => both / entropy(&[own, s, y]),
                _ => both - (entropy(&[s]) + entropy(&[y]) - entropy(&[s, y])),
            }
        });
        match criterion {
            Criterion::Mrmr => relevance - terms.sum::<f64>() / chosen.len() as f64,
            Criterion::Cmim => terms.fold(f64::INFINITY, f64::min),
            _ => terms.sum(),
        }
    }

    const ALL: [Criterion; 7] = [
        Criterion::MutualInformation,
        Criterion::Mrmr,
        Criterion::Jmi,
        Criterion::Cmim,
        Criterion::Disr,
        Criterion::Conditional,
        Criterion::JointEntropy,
    ];

    fn data(seed: u64, count: usize, rows: usize) -> (Vec<Vec<u32>>, Vec<u32>) {
        let mut generator = stream(seed, "data", 0);
        let y: Vec<u32> = (0..rows).map(|_| below(&mut generator, 3) as u32).collect();
        let x = (0..count)
            .map(|_| {
                let radix = 1 + below(&mut generator, 5);
                let noise = below(&mut generator, 5);
                y.iter()
                    .map(|y| match below(&mut generator, 5) < noise {
                        true => below(&mut generator, radix) as u32,
                        false => y % radix as u32,
                    })
                    .collect()
            })
            .collect();
        (x, y)
    }

    #[test]
    fn every_step_takes_the_best_score_by_definition_for_any_threads() {
        let pool = Arc::new(rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap());
        for seed in 0..40 {
            let (x, y) = data(seed, 9, 20 + 7 * seed as usize);
            let run = Run::default();
            let values: Vec<Values> =
                x.iter().map(|column| Values::new(5, column.iter().copied(), &run).unwrap()).collect();
            let target = Values::new(3, y.iter().copied(), &run).unwrap();
            let columns = Columns { values: &values, radices: &[5; 9], target: Some((&target, 3)) };
            for criterion in ALL {
                for given in [&[][..], &[4, 2]] {
                    let found = select_features(columns, criterion, 5, given, &run).unwrap();
                    let pooled = Run::default().with_pool(Arc::clone(&pool), 3);
                    assert_eq!(select_features(columns, criterion, 5, given, &pooled).unwrap(), found);
                    let mut chosen: Vec<usize> = given.iter().map(|at| *at as usize).collect();
                    for (at, score) in found.indices.iter().zip(&found.scores) {
                        let expected = naive(&x, &y, criterion, &chosen, *at as usize);
                        assert!((score - expected).abs() < 1e-12, "{criterion:?} {score} {expected}");
                        for other in (0..9).filter(|other| !chosen.contains(other)) {
                            let score = naive(&x, &y, criterion, &chosen, other);
                            assert!(score <= expected + 1e-12, "{criterion:?}");
                        }
                        chosen.push(*at as usize);
                    }
                    assert_eq!(found.indices.len(), 5);
                }
            }
        }
    }

    #[test]
    fn stale_scores_spare_most_of_cmim() {
        let (x, y) = data(7, 300, 400);
        let run = Run::default();
        let values: Vec<Values> =
            x.iter().map(|column| Values::new(5, column.iter().copied(), &run).unwrap()).collect();
        let target = Values::new(3, y.iter().copied(), &run).unwrap();
        let columns = Columns { values: &values, radices: &[5; 300], target: Some((&target, 3)) };
        let lazy = select_features(columns, Criterion::Cmim, 40, &[], &run).unwrap();
        let full = select_features(columns, Criterion::Jmi, 40, &[], &run).unwrap();
        assert!(lazy.evaluations * 2 < full.evaluations, "{} {}", lazy.evaluations, full.evaluations);
    }

    #[test]
    fn ties_go_to_the_lowest_index_and_bad_requests_are_refused() {
        let run = Run::default();
        let column = Values::U8(vec![0, 1, 0, 1, 1, 0]);
        let values = [Values::U8(vec![0; 6]), column.clone(), column.clone(), column.clone()];
        let columns = Columns { values: &values, radices: &[2; 4], target: Some((&column, 2)) };
        for criterion in ALL {
            let found = select_features(columns, criterion, 1, &[], &run).unwrap();
            assert_eq!(found.indices, [1], "{criterion:?}");
            assert!(select_features(columns, criterion, 5, &[], &run).is_err());
            assert!(select_features(columns, criterion, 1, &[9], &run).is_err());
            assert!(select_features(columns, criterion, 1, &[1, 1], &run).is_err());
        }
        let none = Columns { target: None, ..columns };
        assert!(select_features(none, Criterion::Jmi, 1, &[], &run).is_err());
        assert!(select_features(none, Criterion::JointEntropy, 1, &[], &run).is_ok());
    }
}
