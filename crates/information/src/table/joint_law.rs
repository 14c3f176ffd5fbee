//! A law of several discrete variables: distinct rows, each with a positive weight.
//!
//! Samples (a row counts 1 each time it occurs) and a PMF over several variables become the same thing, and every
//! measure of many variables is a sum of entropies of its marginals. Equal rows are merged once: in a dense table
//! while the product of the radices is small, else by refining groups. Cost: O(rows · variables). A marginal's
//! cells come from the merged rows, never from the samples again.
use super::tally::{Groups, Tally};
use crate::symbols::{Symbols, Variables};
use marginals_core::sum::{BLOCK, Sum};
use marginals_core::{Charge, Error, Result, Run};
use marginals_numerics::xlnx;

/// Cells of the dense table that merges equal rows: at most this many, or 4 for each row up to 2²⁴.
const SMALL_TABLE: u64 = 1 << 16;
const LARGEST_TABLE: u64 = 1 << 24;
/// Rows per partial table.
const ROWS: usize = 1 << 18;
/// How far the probabilities of a PMF may be from 1 in sum.
const UNIT_TOLERANCE: f64 = 1e-9;

/// Distinct rows of several variables with positive weights.
#[derive(Debug)]
pub struct JointLaw {
    columns: Vec<Vec<u32>>,
    radices: Vec<u32>,
    weights: Vec<f64>,
    total: f64,
    counts: bool,
    _charge: Charge,
}

impl JointLaw {
    /// The law of samples: variable i has the values `columns[i]`, each below `radices[i]`.
    ///
    /// # Errors
    /// `Shape` without variables or rows, or when lengths differ; `Range` for a value not below its radix; out of
    /// memory; the run was cancelled.
    pub fn of_samples<C: AsRef<[u32]> + Sync>(columns: &[C], radices: &[u32], run: &Run) -> Result<Self> {
        Ok(Self::merge(columns, radices, false, run)?.0)
    }

    /// [`JointLaw::of_samples`], and the row of the law that each sample is.
    ///
    /// # Errors
    /// As [`JointLaw::of_samples`].
    pub fn of_samples_located<C: AsRef<[u32]> + Sync>(
        columns: &[C],
        radices: &[u32],
        run: &Run,
    ) -> Result<(Self, Vec<u32>)> {
        Self::merge(columns, radices, true, run)
    }

    /// Whether samples of variables with these radices are counted in a table of all cells.
    #[must_use]
    pub fn is_table(radices: &[u32], rows: usize) -> bool {
        let cells = radices.iter().fold(1u64, |cells, radix| cells.saturating_mul(u64::from(*radix)));
        cells <= SMALL_TABLE.max((rows as u64 * 4).min(LARGEST_TABLE))
    }

    /// The law of samples from how often each cell occurs: a row-major table, the last variable changing fastest.
    ///
    /// # Errors
    /// `Shape` when the counts do not fill the radices; out of memory; the run was cancelled.
    pub fn of_table(counts: &[u32], radices: &[u32], run: &Run) -> Result<Self> {
        let cells = radices.iter().try_fold(1usize, |cells, radix| cells.checked_mul(*radix as usize));
        if cells != Some(counts.len()) {
            return Err(Error::shape("counts", "as many as the product of the radices", counts.len()));
        }
        let _scratch = run.charge("the cells of a law", counts.len() as u64 * 8)?;
        let mut weights = run.reserved("the cells of a law", counts.len())?;
        weights.extend(counts.iter().map(|count| f64::from(*count)));
        Self::of_cells(&weights, radices, true, run)
    }

    /// The law of a PMF in row-major order: variable i has `shape[i]` values, the last one changes fastest.
    ///
    /// # Errors
    /// `Shape` when the numbers do not fill the shape; `NonFinite`, `Range` for a negative probability or a sum that
    /// is not 1 within 1e-9; out of memory.
    pub fn of_pmf(probabilities: &[f64], shape: &[u32], run: &Run) -> Result<Self> {
        let cells = shape.iter().try_fold(1u64, |cells, radix| cells.checked_mul(u64::from(*radix)));
        if shape.is_empty() || cells != Some(probabilities.len() as u64) || probabilities.is_empty() {
            let expected = "as many numbers as the product of shape, at least one";
            return Err(Error::shape("probabilities", expected, probabilities.len()));
        }
        let mut total = Sum::default();
        for (cell, p) in probabilities.iter().enumerate() {
            if !p.is_finite() {
                return Err(Error::non_finite(format!("probabilities[{cell}]"), "finite", p));
            }
            if *p < 0.0 {
                return Err(Error::range(format!("probabilities[{cell}]"), "at least 0", p));
            }
            total.add(*p);
        }
        if (total.value() - 1.0).abs() > UNIT_TOLERANCE {
            let expected = "numbers that sum to 1 within 1e-9";
            return Err(Error::range("probabilities", expected, format!("a sum of {}", total.value())));
        }
        Self::of_cells(probabilities, shape, false, run)
    }

    /// The law of variables given as samples or as a PMF.
    ///
    /// # Errors
    /// As [`JointLaw::of_samples`] and [`JointLaw::of_pmf`]; `Limit` for a variable of 2³² values or more.
    pub fn of_variables(variables: &Variables, run: &Run) -> Result<Self> {
        let radix = |size: usize| {
            u32::try_from(size).map_err(|_| Error::limit("variables", "of fewer than 2³² symbols each", size))
        };
        match variables {
            Variables::Law(law) => {
                let shape: Vec<u32> = law.shape().iter().map(|size| radix(*size)).collect::<Result<_>>()?;
                Self::of_pmf(law.probabilities(), &shape, run)
            }
            Variables::Samples(samples) => {
                let rows = samples.first().map_or(0, Symbols::len) as u64;
                let _scratch = run.charge("columns of symbols", rows * samples.len() as u64 * 4)?;
                // Tables are as large as what occurs.
                let compact = |one: &Symbols| {
                    let (numbers, count) = one.numbers(run)?;
                    let mut column = one.codes().to_wide(run)?;
                    if (count as usize) < one.radix() {
                        column.iter_mut().for_each(|code| *code = numbers[*code as usize]);
                    }
                    Ok((column, count))
                };
                let (columns, radices): (Vec<Vec<u32>>, Vec<u32>) =
                    samples.iter().map(compact).collect::<Result<Vec<_>>>()?.into_iter().unzip();
                Self::of_samples(&columns, &radices, run)
            }
        }
    }

    fn of_cells(cells: &[f64], radices: &[u32], counts: bool, run: &Run) -> Result<Self> {
        let rows = cells.iter().filter(|weight| **weight > 0.0).count();
        let charge = run.charge("a law", rows as u64 * (radices.len() as u64 * 4 + 8))?;
        let mut columns = Vec::with_capacity(radices.len());
        for _ in radices {
            columns.push(run.reserved("a law", rows)?);
        }
        let mut weights = run.reserved("a law", rows)?;
        let mut digits = vec![0u32; radices.len()];
        for weight in cells {
            if *weight > 0.0 {
                weights.push(*weight);
                columns
                    .iter_mut()
                    .zip(&digits)
                    .for_each(|(column, digit): (&mut Vec<u32>, _)| column.push(*digit));
            }
            for (digit, radix) in digits.iter_mut().zip(radices).rev() {
                *digit += 1;
                if *digit < *radix {
                    break;
                }
                *digit = 0;
            }
        }
        let total = weights.iter().copied().collect::<Sum>().value();
        Ok(JointLaw { columns, radices: radices.to_vec(), weights, total, counts, _charge: charge })
    }

    fn merge<C: AsRef<[u32]> + Sync>(
        columns: &[C],
        radices: &[u32],
        locate: bool,
        run: &Run,
    ) -> Result<(Self, Vec<u32>)> {
        let rows = columns.first().map_or(0, |column| column.as_ref().len());
        if rows == 0 || columns.len() != radices.len() {
            return Err(Error::shape("columns", "at least one variable and one row", format!("{rows} rows")));
        }
        if rows >= u32::MAX as usize {
            return Err(Error::limit("rows", "at most 4294967294", rows));
        }
        for (index, (column, radix)) in columns.iter().zip(radices).enumerate() {
            let column = column.as_ref();
            if column.len() != rows {
                let expected = format!("as long as the first ({rows})");
                return Err(Error::shape(format!("columns[{index}]"), expected, column.len()));
            }
            run.check()?;
            let largest = column.iter().copied().max().unwrap_or(0);
            if largest >= *radix {
                return Err(Error::range(format!("columns[{index}]"), format!("below {radix}"), largest));
            }
        }
        if Self::is_table(radices, rows) {
            let cells = radices.iter().map(|radix| *radix as usize).product();
            return Self::merge_dense(columns, radices, cells, locate, run);
        }
        let _scratch = run.charge("the groups of rows", rows as u64 * 24)?;
        let mut groups = Groups::whole(rows);
        for (column, radix) in columns.iter().zip(radices) {
            groups = groups.split(column.as_ref(), *radix, run)?;
        }
        let count = groups.count();
        let charge = run.charge("a law", count as u64 * (radices.len() as u64 * 4 + 8))?;
        let mut weights = run.filled("a law", count, 0.0)?;
        let mut first = run.filled("a law", count, u32::MAX)?;
        for row in 0..rows {
            let group = groups.id(row) as usize;
            weights[group] += 1.0;
            first[group] = first[group].min(row as u32);
        }
        let gather = |column: &C| first.iter().map(|row| column.as_ref()[*row as usize]).collect();
        let merged = columns.iter().map(gather).collect();
        let located = if locate { (0..rows).map(|row| groups.id(row)).collect() } else { Vec::new() };
        let total = rows as f64;
        let radices = radices.to_vec();
        Ok((JointLaw { columns: merged, radices, weights, total, counts: true, _charge: charge }, located))
    }

    fn merge_dense<C: AsRef<[u32]> + Sync>(
        columns: &[C],
        radices: &[u32],
        cells: usize,
        locate: bool,
        run: &Run,
    ) -> Result<(Self, Vec<u32>)> {
        let rows = columns.first().map_or(0, |column| column.as_ref().len());
        let _scratch = run.charge("the cells of a law", cells as u64 * 12)?;
        let codes = |first: usize, out: &mut [u32]| {
            out.fill(0);
            for (column, radix) in columns.iter().zip(radices) {
                let values = &column.as_ref()[first..first + out.len()];
                out.iter_mut().zip(values).for_each(|(code, value)| *code = *code * radix + value);
            }
        };
        let parts = run.blocks(
            rows,
            ROWS.max(cells.saturating_mul(4)),
            || vec![0u32; BLOCK],
            |buffer, block| {
                let mut counts = run.filled("the cells of a law", cells, 0u32)?;
                for first in block.clone().step_by(BLOCK) {
                    let buffer = &mut buffer[..BLOCK.min(block.end - first)];
                    codes(first, buffer);
                    buffer.iter().for_each(|code| counts[*code as usize] += 1);
                }
                Ok(counts)
            },
        )?;
        let mut counts = run.filled("the cells of a law", cells, 0.0f64)?;
        for part in parts {
            counts.iter_mut().zip(part).for_each(|(count, more)| *count += f64::from(more));
        }
        let law = Self::of_cells(&counts, radices, true, run)?;
        let mut located = Vec::new();
        if locate {
            let mut number = 0u32;
            let places: Vec<u32> = counts
                .iter()
                .map(|count| {
                    number += u32::from(*count > 0.0);
                    number.wrapping_sub(1)
                })
                .collect();
            located = run.filled("the rows of a law", rows, 0u32)?;
            run.blocks_into(
                &mut located,
                BLOCK,
                || (),
                |(), first, out| {
                    codes(first, out);
                    out.iter_mut().for_each(|code| *code = places[*code as usize]);
                    Ok(())
                },
            )?;
        }
        Ok((law, located))
    }

    /// Number of variables.
    #[must_use]
    pub fn variables(&self) -> usize {
        self.columns.len()
    }

    /// Number of distinct rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.weights.len()
    }

    /// The value of a variable in each distinct row.
    #[must_use]
    pub fn column(&self, variable: usize) -> &[u32] {
        &self.columns[variable]
    }

    /// Number of values of each variable.
    #[must_use]
    pub fn radices(&self) -> &[u32] {
        &self.radices
    }

    /// Weight of each distinct row.
    #[must_use]
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// W = Σ w: the number of samples, or 1.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.total
    }

    /// Whether the weights are counts of samples.
    #[must_use]
    pub fn is_counted(&self) -> bool {
        self.counts
    }

    /// Rows that agree in the given variables, in lexicographic order of their values.
    ///
    /// # Errors
    /// `Range` for an unknown variable; out of memory; the run was cancelled.
    pub fn groups(&self, variables: &[u32], run: &Run) -> Result<Groups> {
        let mut groups = Groups::whole(self.rows());
        for variable in variables {
            groups = self.split(&groups, *variable, run)?;
        }
        Ok(groups)
    }

    /// The groups of rows that also agree in one more variable.
    ///
    /// # Errors
    /// As [`JointLaw::groups`].
    pub fn split(&self, groups: &Groups, variable: u32, run: &Run) -> Result<Groups> {
        self.check_variable(variable)?;
        let variable = variable as usize;
        groups.split(&self.columns[variable], self.radices[variable], run)
    }

    /// The cells' weights of a marginal, group by group in lexicographic order.
    ///
    /// # Errors
    /// Out of memory.
    pub fn weights_of(&self, groups: &Groups, run: &Run) -> Result<Vec<f64>> {
        let mut sums = run.filled("the cells of a marginal", groups.count(), Sum::default())?;
        for (row, weight) in self.weights.iter().enumerate() {
            sums[groups.id(row) as usize].add(*weight);
        }
        Ok(sums.iter().map(Sum::value).collect())
    }

    /// Cells of the groups once a variable is taken too, in no particular but a fixed order.
    ///
    /// # Errors
    /// As [`JointLaw::groups`].
    pub fn split_cells<'a>(
        &self,
        tally: &'a mut Tally,
        groups: &Groups,
        variable: u32,
        run: &Run,
    ) -> Result<&'a [f64]> {
        self.check_variable(variable)?;
        let variable = variable as usize;
        tally.split_cells(groups, &self.columns[variable], self.radices[variable], &self.weights, run)
    }

    fn check_variable(&self, variable: u32) -> Result<()> {
        if (variable as usize) < self.columns.len() {
            return Ok(());
        }
        Err(Error::range("variable", format!("below {}", self.columns.len()), variable))
    }
}

/// −Σ (w/W) ln (w/W) of the weights of all cells, W = Σ w given; in nats, the plug-in entropy for counts.
#[must_use]
pub fn plug_in(cells: &[f64], total: f64) -> f64 {
    if cells.len() < 2 {
        return 0.0;
    }
    (total.ln() - xlnx::sum_xlnx(cells) / total).max(0.0) + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::symbols::Codes;
    use marginals_core::Code;
    use marginals_core::random::{below, stream};

    #[test]
    fn samples_merge_into_the_same_law_either_way() {
        let run = Run::default();
        for case in 0..200u64 {
            let mut generator = stream(3, "law", case);
            let rows = below(&mut generator, 300) as usize + 1;
            let radices = [2u32, 3, 4];
            let columns: Vec<Vec<u32>> = radices
                .iter()
                .map(|radix| (0..rows).map(|_| below(&mut generator, u64::from(*radix)) as u32).collect())
                .collect();
            let (dense, located) = JointLaw::of_samples_located(&columns, &radices, &run).unwrap();
            // Radices too large for a dense table, the same values.
            let (sparse, other) =
                JointLaw::of_samples_located(&columns, &[1 << 20, 1 << 20, 1 << 20], &run).unwrap();
            assert_eq!(dense.columns, sparse.columns);
            assert_eq!((dense.weights(), dense.total()), (sparse.weights(), rows as f64));
            assert_eq!(located, other);
            for row in 0..rows {
                for variable in 0..3 {
                    assert_eq!(dense.column(variable)[located[row] as usize], columns[variable][row]);
                }
            }
        }
    }

    #[test]
    fn codes_that_do_not_occur_take_no_room() {
        let run = Run::default();
        let law = |columns: [Vec<u8>; 3]| {
            let samples = columns.map(|codes| Symbols::new(Codes::Bytes(codes.into()), &run).unwrap());
            JointLaw::of_variables(&Variables::of_samples(samples.into()).unwrap(), &run).unwrap()
        };
        let dense = law([vec![0, 1, 2, 1, 0], vec![1, 1, 0, 1, 1], vec![0; 5]]);
        let sparse = law([vec![3, 90, 255, 90, 3], vec![200, 200, 7, 200, 200], vec![254; 5]]);
        assert_eq!(sparse.radices(), [3, 2, 1]);
        assert_eq!((dense.columns, dense.weights), (sparse.columns, sparse.weights));
    }

    #[test]
    fn a_pmf_keeps_its_positive_cells() {
        let law = JointLaw::of_pmf(&[0.5, 0.0, 0.25, 0.0, 0.0, 0.25], &[2, 3], &Run::default()).unwrap();
        assert_eq!((law.column(0), law.column(1)), (&[0, 0, 1][..], &[0, 2, 2][..]));
        assert_eq!((law.weights(), law.total()), (&[0.5, 0.25, 0.25][..], 1.0));
        assert!((plug_in(law.weights(), 1.0) - 1.5 * 2f64.ln()).abs() < 1e-15);
    }

    #[test]
    fn bad_laws_are_named() {
        let run = Run::default();
        let pmf = |p: &[f64], shape: &[u32]| JointLaw::of_pmf(p, shape, &run).unwrap_err();
        assert_eq!(pmf(&[0.5, 0.5], &[3]).code(), Code::Shape);
        assert_eq!(pmf(&[], &[]).code(), Code::Shape);
        assert_eq!(pmf(&[], &[0]).code(), Code::Shape);
        assert_eq!(pmf(&[0.5, 0.4], &[2]).code(), Code::Range);
        assert_eq!(pmf(&[1.5, -0.5], &[2]).argument_name(), Some("probabilities[1]"));
        assert_eq!(pmf(&[f64::NAN, 1.0], &[2]).code(), Code::NonFinite);
        let samples =
            |columns: &[Vec<u32>], radices: &[u32]| JointLaw::of_samples(columns, radices, &run).unwrap_err();
        assert_eq!(samples(&[], &[]).code(), Code::Shape);
        assert_eq!(samples(&[vec![]], &[2]).code(), Code::Shape);
        assert_eq!(samples(&[vec![0, 1], vec![0]], &[2, 2]).argument_name(), Some("columns[1]"));
        assert_eq!(samples(&[vec![0, 2]], &[2]).argument_name(), Some("columns[0]"));
    }
}
