//! Entropies and informations of discrete variables, from samples or from their law, in nats.
//!
//! H(X), H(X, Y, …), H(X | Y) = H(X, Y) − H(Y), I(X; Y), I(X; Y | Z). The plug-in informations are sums of
//! logarithms of ratios, Σ p ln(p / qr), which keep what differences of large entropies would lose and are never
//! negative; with a corrected estimator they are the combination of corrected entropies, each with the symbols seen
//! in its own table, and may be negative. Local values are the summands of the plug-in form: −ln p(x),
//! ln p(x,y) / p(x)p(y) …, one a sample, whose mean is the value (R. M. Fano, "Transmission of Information", 1961).
//! Cost: O(rows + cells).
use crate::estimate::Estimate;
use crate::estimator::{Entropy, EntropyEstimator, Support};
use crate::symbols::{Cell, Contingency, STRIDE, Variables};
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};

/// How a discrete measure is estimated.
#[derive(Clone, Debug)]
pub struct Manner {
    /// Estimator of the entropies.
    pub estimator: EntropyEstimator,
    /// Number of symbols that each variable can take, where it is known.
    pub support: Option<Vec<f64>>,
    /// Whether the number of symbols is to be estimated by Chao's lower bound.
    pub chao1: bool,
    /// Whether the contribution of each sample is wanted.
    pub local: bool,
}

impl Manner {
    /// Refuses what `variables` cannot give.
    fn check(&self, variables: &Variables) -> Result<()> {
        let plug_in = self.estimator == EntropyEstimator::PlugIn;
        if !plug_in && variables.rows().is_none() {
            return Err(Error::unsupported(
                "estimator",
                "'plug-in' for probabilities",
                self.estimator.name(),
            ));
        }
        if self.local && !plug_in {
            return Err(Error::unsupported("local", "false unless the estimator is 'plug-in'", "true"));
        }
        if self.local && variables.rows().is_none() {
            return Err(Error::unsupported(
                "local",
                "false for probabilities, which have no samples",
                "true",
            ));
        }
        match &self.support {
            Some(support) if support.len() != variables.count() => {
                let expected = format!("one number for each of {} variables", variables.count());
                Err(Error::shape("support", expected, support.len()))
            }
            _ => Ok(()),
        }
    }

    fn unknown_support(&self) -> Support {
        if self.chao1 { Support::Chao1 } else { Support::Seen }
    }

    fn entropy_of(&self, variables: &Variables, which: &[usize], run: &Run) -> Result<Entropy> {
        let support = match &self.support {
            Some(sizes) => Support::Known(which.iter().map(|variable| sizes[*variable]).product()),
            None => self.unknown_support(),
        };
        self.estimator.entropy(&variables.weights(which, run)?, support, run)
    }

    /// A combination of entropies, each of some of the variables.
    fn combine(&self, variables: &Variables, terms: &[(f64, &[usize])], run: &Run) -> Result<Estimate> {
        let mut sum = Sum::default();
        let mut warnings = Vec::new();
        for (factor, which) in terms {
            let entropy = self.entropy_of(variables, which, run)?;
            sum.add(factor * entropy.value);
            warnings.extend(entropy.warnings);
        }
        warnings.dedup();
        Ok(Estimate { warnings, ..Estimate::new(sum.value(), self.estimator.name()) })
    }

    fn estimate(&self, entropy: Entropy) -> Estimate {
        let Entropy { value, standard_deviation, warnings } = entropy;
        Estimate { standard_deviation, warnings, ..Estimate::new(value, self.estimator.name()) }
    }
}

/// H of all the variables together.
///
/// # Errors
/// `Unsupported` for a combination without meaning, `Shape`, `Range`; out of memory; the run was cancelled.
pub fn joint_entropy(variables: &Variables, manner: &Manner, run: &Run) -> Result<Estimate> {
    manner.check(variables)?;
    let all: Vec<usize> = (0..variables.count()).collect();
    let found = manner.estimate(manner.entropy_of(variables, &all, run)?);
    if !manner.local {
        return Ok(found);
    }
    let symbols = variables.symbols(&all, run)?;
    let counts = symbols.counts(run)?;
    let n = symbols.len() as f64;
    let values: Vec<f64> = counts.iter().map(|count| -(count / n).ln()).collect();
    let _charge = run.charge("local values", symbols.len() as u64 * 8)?;
    let mut local = run.reserved("local values", symbols.len())?;
    local.extend((0..symbols.len()).map(|row| values[symbols.codes().get(row) as usize] + 0.0));
    Ok(found.with_local(Some(local)))
}

/// H(X | Y) of two variables: the first given the second.
///
/// # Errors
/// As [`joint_entropy`].
pub fn conditional_entropy(variables: &Variables, manner: &Manner, run: &Run) -> Result<Estimate> {
    variables.exactly(2)?;
    manner.check(variables)?;
    if manner.estimator != EntropyEstimator::PlugIn {
        return manner.combine(variables, &[(1.0, &[0, 1]), (-1.0, &[1])], run);
    }
    let term =
        |table: &Contingency, cell: &Cell| -(cell.weight / table.columns[cell.column as usize]).ln() + 0.0;
    from_cells(variables, manner, term, run)
}

/// I(X; Y) of two variables.
///
/// # Errors
/// As [`joint_entropy`].
pub fn mutual_information(variables: &Variables, manner: &Manner, run: &Run) -> Result<Estimate> {
    variables.exactly(2)?;
    manner.check(variables)?;
    if manner.estimator != EntropyEstimator::PlugIn {
        return manner.combine(variables, &[(1.0, &[0]), (1.0, &[1]), (-1.0, &[0, 1])], run);
    }
    let term = |table: &Contingency, cell: &Cell| {
        let (row, column) = (table.rows[cell.row as usize], table.columns[cell.column as usize]);
        ((cell.weight / row) * (table.total / column)).ln()
    };
    from_cells(variables, manner, term, run)
}

/// The mean of a term over the cells of two variables, with its value for each sample where that is wanted.
fn from_cells(
    variables: &Variables,
    manner: &Manner,
    term: impl Fn(&Contingency, &Cell) -> f64,
    run: &Run,
) -> Result<Estimate> {
    let (table, ids) = if manner.local {
        let (table, ids) = variables.pairs(&[0], &[1], run)?;
        (table, Some(ids))
    } else {
        (variables.contingency(&[0], &[1], run)?, None)
    };
    let value = mean(&table, |cell| term(&table, cell), run)?;
    let local =
        ids.map(|ids| Contingency::spread(&ids, |cell| term(&table, cell), &table.cells, run)).transpose()?;
    Ok(Estimate::new(value.max(0.0), manner.estimator.name()).with_local(local))
}

/// Σ (weight / total) · term over the cells.
fn mean(table: &Contingency, term: impl Fn(&Cell) -> f64, run: &Run) -> Result<f64> {
    let mut sum = Sum::default();
    for chunk in table.cells.chunks(STRIDE) {
        run.check()?;
        sum.extend(chunk.iter().map(|cell| cell.weight * term(cell)));
    }
    Ok(sum.value() / table.total)
}

/// I(X; Y | Z) of three variables: what the first two share beyond the third.
///
/// # Errors
/// As [`joint_entropy`].
pub fn conditional_mutual_information(variables: &Variables, manner: &Manner, run: &Run) -> Result<Estimate> {
    variables.exactly(3)?;
    manner.check(variables)?;
    if manner.estimator != EntropyEstimator::PlugIn {
        let terms: [(f64, &[usize]); 4] = [(1.0, &[0, 2]), (1.0, &[1, 2]), (-1.0, &[2]), (-1.0, &[0, 1, 2])];
        return manner.combine(variables, &terms, run);
    }
    // Cells are pairs of (x, z) and (y, z): one for each (x, y, z), since z is in both.
    let (table, ids) = if manner.local {
        let (table, ids) = variables.pairs(&[0, 2], &[1, 2], run)?;
        (table, Some(ids))
    } else {
        (variables.contingency(&[0, 2], &[1, 2], run)?, None)
    };
    let condition = weight_of_condition(variables, &table, run)?;
    let term = |cell: &Cell| {
        let (row, column) = (table.rows[cell.row as usize], table.columns[cell.column as usize]);
        ((cell.weight / row) * (condition[cell.row as usize] / column)).ln()
    };
    let value = mean(&table, term, run)?;
    let local = ids.map(|ids| Contingency::spread(&ids, term, &table.cells, run)).transpose()?;
    Ok(Estimate::new(value.max(0.0), manner.estimator.name()).with_local(local))
}

/// The weight of z for each pair (x, z) that is a row of the table.
fn weight_of_condition(variables: &Variables, table: &Contingency, run: &Run) -> Result<Vec<f64>> {
    let mut weight = vec![0.0; table.rows.len()];
    let pairs = match variables {
        Variables::Samples(_) => variables.pairs(&[0], &[2], run)?.0,
        Variables::Law(_) => {
            let pair = variables.contingency(&[0], &[2], run)?;
            for cell in &pair.cells {
                let place = cell.row as usize * pair.columns.len() + cell.column as usize;
                weight[place] = pair.columns[cell.column as usize];
            }
            return Ok(weight);
        }
    };
    // Pairs are numbered in the order of their cells.
    for (slot, cell) in weight.iter_mut().zip(&pairs.cells) {
        *slot = pairs.columns[cell.column as usize];
    }
    Ok(weight)
}

/// H of a variable from how often each of its symbols was seen; symbols never seen count as possible ones where the
/// estimator asks how many there are.
///
/// # Errors
/// `Shape` without counts, `Range` for counts that are no whole numbers ≥ 0 below 2⁵³ or all 0; the run was
/// cancelled.
pub fn entropy_of_counts(counts: &[f64], manner: &Manner, run: &Run) -> Result<Estimate> {
    check_counts(counts)?;
    if manner.local {
        return Err(Error::unsupported("local", "false for counts, which keep no samples", "true"));
    }
    let seen: Vec<f64> = counts.iter().copied().filter(|count| *count > 0.0).collect();
    let support = match manner.support.as_deref() {
        Some([size, ..]) => Support::Known(*size),
        _ if counts.len() > seen.len() => Support::Known(counts.len() as f64),
        _ => manner.unknown_support(),
    };
    Ok(manner.estimate(manner.estimator.entropy(&seen, support, run)?))
}

/// Counts: whole numbers from 0, of a sum above 0.
///
/// # Errors
/// `Shape` without any; `Range`.
pub fn check_counts(counts: &[f64]) -> Result<()> {
    if counts.is_empty() {
        return Err(Error::shape("counts", "at least one count", "none"));
    }
    let mut total = 0.0;
    for (symbol, count) in counts.iter().enumerate() {
        if !(count.fract() == 0.0 && (0.0..9_007_199_254_740_992.0).contains(count)) {
            return Err(Error::range(format!("counts[{symbol}]"), "a whole number, at least 0", count));
        }
        total += count;
    }
    if total == 0.0 || total >= 9_007_199_254_740_992.0 {
        return Err(Error::range("counts", "of a sum above 0 and below 2⁵³", total));
    }
    Ok(())
}
