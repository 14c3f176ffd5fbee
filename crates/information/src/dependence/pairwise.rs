//! How much every two columns of symbols have to do with each other: mutual information, its normalized forms and
//! the variation of information of all pairs, in nats.
//!
//! Every value is a sum of n ln n over the joint counts of a pair; marginals are counted once. Columns of up to four
//! values are compared as planes of bits, those of up to sixteen four at a time, others by counting. Cost for n = 1,000
//! rows: about 0.01 µs a pair of two-valued columns, 0.3 µs a pair of 16 values; memory: the matrix. Plug-in estimates: of
//! few rows for many values the information is too large.
//!
//! Source: T. M. Cover and J. A. Thomas, "Elements of information theory", 2006; M. Meilă, "Comparing clusterings, an
//! information based distance", 2007; N. X. Vinh, J. Epps and J. Bailey, "Information theoretic measures for
//! clusterings comparison", 2010, for the normalizations.
use crate::contingency::planes::{self, Planes, Shared, cells};
use crate::contingency::quads::{self, COLUMNS, Parted, Quad};
use crate::contingency::{
    Bits, Counted, Joint, PairCounter, Terms, difference_of, information, information_by_ratios,
};
use crate::table::Values;
use marginals_core::{Error, Result, Run};
use std::ops::Range;

/// What is computed of every pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dependence {
    /// I(X; Y); on the diagonal H(X).
    MutualInformation,
    /// I(X; Y) divided by a mean of H(X) and H(Y); 1 where both are 0.
    Normalized(Mean),
    /// H(X | Y) + H(Y | X); a metric.
    VariationOfInformation,
}

/// By what a mutual information is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mean {
    /// (H(X) + H(Y)) / 2.
    Arithmetic,
    /// √(H(X) H(Y)).
    Geometric,
    /// min(H(X), H(Y)).
    Least,
    /// max(H(X), H(Y)).
    Largest,
    /// H(X, Y).
    Joint,
}

impl Dependence {
    fn of(self, information: f64, a: f64, b: f64) -> f64 {
        match self {
            Dependence::MutualInformation => information,
            Dependence::VariationOfInformation => ((a - information) + (b - information)).max(0.0),
            Dependence::Normalized(mean) => {
                let by = match mean {
                    Mean::Arithmetic => 0.5 * (a + b),
                    Mean::Geometric => a.sqrt() * b.sqrt(),
                    Mean::Least => a.min(b),
                    Mean::Largest => a.max(b),
                    Mean::Joint => a + b - information,
                };
                match (a == 0.0 && b == 0.0, by > 0.0) {
                    (true, _) => 1.0,
                    (_, true) => (information / by).min(1.0),
                    _ => 0.0,
                }
            }
        }
    }
}

/// The symmetric matrix of `measure` of all pairs of `columns`, column i with values below `radices[i]`, row by row.
///
/// # Errors
/// `Shape` without columns or rows or for unequal lengths; `Limit` for more than 2³² − 2 rows; out of memory; the
/// run was cancelled.
pub fn pairwise(columns: &[Values], radices: &[u32], measure: Dependence, run: &Run) -> Result<Vec<f64>> {
    let size = columns.len();
    let rows = columns.first().map_or(0, Values::len);
    if rows == 0 || columns.iter().any(|column| column.len() != rows) || radices.len() != size {
        return Err(Error::shape("columns", "columns of one length of at least 1, each with a radix", rows));
    }
    if rows >= u32::MAX as usize {
        return Err(Error::limit("rows", "at most 4294967294", rows));
    }
    let _charge = run.charge("a matrix of all pairs", (size as u64).saturating_mul(size as u64 * 8))?;
    let mut matrix = run.filled("a matrix of all pairs", size.saturating_mul(size), 0.0f64)?;
    let terms = Terms::new(rows);
    let parts = run.blocks(
        size,
        16,
        || (),
        |(), block| {
            block.map(|at| Counted::new(&columns[at], radices[at], &terms, run)).collect::<Result<Vec<_>>>()
        },
    )?;
    let counted: Vec<Counted<'_>> = parts.into_iter().flatten().collect();
    let few: Vec<usize> = (0..size).filter(|at| radices[*at] <= planes::MOST_VALUES).collect();
    let held: Vec<(&Values, u32)> = few.iter().map(|at| (&columns[*at], radices[*at])).collect();
    let pairs = Pairs {
        planes: Planes::new(&held, run)?,
        few: &few,
        bits: few.iter().all(|at| radices[*at] == 2).then(|| Bits::new(few.iter().map(|at| &counted[*at]))),
        parted: parted(&counted, rows, run)?,
        counted: &counted,
        entropies: counted.iter().map(|column| column.entropy(rows)).collect(),
        terms: &terms,
        measure,
    };
    let marks = rows.min(quads::MOST_ROWS) as u64 * (2 * size as u64 + 64 * run.threads() as u64);
    let _scratch = run.charge("marks of columns", marks)?;
    run.progress().start("pairs", size as u64);
    run.blocks_into(&mut matrix, size * COLUMNS, Scratch::default, |scratch, start, out| {
        let first = start / size;
        pairs.mark(first, scratch);
        pairs.share(first, scratch, run)?;
        for (j, out) in (first..).zip(out.chunks_mut(size)) {
            pairs.row(j, scratch, out, run)?;
        }
        pairs.rows_of_marks(first, scratch, out, run)?;
        run.progress().advance((out.len() / size) as u64);
        Ok(())
    })?;
    mirror(&mut matrix, size, 0..size, run)?;
    Ok(matrix)
}

/// The rows of the columns that are counted by marks; none where no pair would be.
fn parted(counted: &[Counted<'_>], rows: usize, run: &Run) -> Result<Vec<Option<Parted>>> {
    let held = |column: &Counted<'_>| column.symbols.radix <= quads::MOST_VALUES;
    let more = |column: &Counted<'_>| held(column) && column.symbols.radix > planes::MOST_VALUES;
    if rows > quads::MOST_ROWS || !counted.iter().any(more) {
        return Ok(counted.iter().map(|_| None).collect());
    }
    let columns: Vec<&Counted<'_>> = counted.iter().collect();
    run.items(
        columns,
        || (),
        |(), _, column| {
            let make = || Parted::new(column.symbols.values, &column.counts, run);
            held(column).then(make).transpose()
        },
    )
}

/// Copies what is below the diagonal above it, for the rows and columns of `own`: what the lower half of the rows shares
/// with the upper half of the columns, tile by tile, then each half.
fn mirror(matrix: &mut [f64], size: usize, own: Range<usize>, run: &Run) -> Result<()> {
    const TILE: usize = 16;
    if own.len() <= TILE {
        for i in own.clone() {
            for j in i + 1..own.end {
                matrix[i * size + j] = matrix[j * size + i];
            }
        }
        return Ok(());
    }
    let middle = own.start + (own.len() / 2).next_multiple_of(TILE).min(own.len() - 1);
    let (above, below) = matrix.split_at_mut(middle * size);
    run.blocks_into(
        &mut above[own.start * size..],
        TILE * size,
        || (),
        |(), start, out| {
            let first = own.start + start / size;
            for left in (middle..own.end).step_by(TILE) {
                for (i, out) in (first..).zip(out.chunks_exact_mut(size)) {
                    for j in left..own.end.min(left + TILE) {
                        out[j] = below[(j - middle) * size + i];
                    }
                }
            }
            Ok(())
        },
    )?;
    mirror(matrix, size, own.start..middle, run)?;
    mirror(matrix, size, middle..own.end, run)
}

#[derive(Default)]
struct Scratch {
    counter: PairCounter,
    shared: Shared,
    found: Vec<f64>,
    quad: Quad,
    cells: Vec<u32>,
}

struct Pairs<'a> {
    planes: Planes,
    /// Columns held as planes, ascending, and what pairs of them need where all have two values.
    few: &'a [usize],
    bits: Option<Bits>,
    /// The rows of columns of few values by value, where rows are few too.
    parted: Vec<Option<Parted>>,
    counted: &'a [Counted<'a>],
    entropies: Vec<f64>,
    terms: &'a Terms,
    measure: Dependence,
}

impl Pairs<'_> {
    fn radix(&self, column: usize) -> u32 {
        self.counted[column].symbols.radix
    }

    fn put(&self, i: usize, j: usize, information: f64) -> f64 {
        self.measure.of(information, self.entropies[i], self.entropies[j])
    }

    /// Whether a pair is counted by planes, and else whether by marks.
    fn by_planes(&self, i: usize, j: usize) -> bool {
        self.radix(i).max(self.radix(j)) <= planes::MOST_VALUES
    }

    fn by_marks(&self, i: usize, j: usize) -> bool {
        !self.by_planes(i, j) && self.parted[i].is_some() && self.parted[j].is_some()
    }

    /// Fills the cells up to the diagonal of row `j`, but for those by marks.
    fn row(&self, j: usize, scratch: &mut Scratch, out: &mut [f64], run: &Run) -> Result<()> {
        let own = &self.counted[j];
        out[j] = self.put(j, j, self.entropies[j]);
        if let Ok(place) = self.few.binary_search(&j) {
            self.row_of_planes(place, own, scratch, out);
            if self.few.len() == self.counted.len() {
                return Ok(());
            }
        }
        for i in (0..j).filter(|i| !self.by_planes(*i, j) && !self.by_marks(*i, j)) {
            let other = &self.counted[i];
            let joint = scratch.counter.joint(other.symbols, own.symbols, run)?;
            out[i] = self.put(i, j, information(&joint, other, own, self.terms));
        }
        Ok(())
    }

    /// Counts what the columns of a block that are held as planes share with those before.
    fn share(&self, first: usize, scratch: &mut Scratch, run: &Run) -> Result<()> {
        let place = |column| self.few.partition_point(|at| *at < column);
        let (start, end) = (place(first), place(first + COLUMNS));
        self.planes.share(self.planes.of(start..end), &mut scratch.shared, run)
    }

    fn row_of_planes(&self, place: usize, own: &Counted<'_>, scratch: &mut Scratch, out: &mut [f64]) {
        let j = self.few[place];
        let planes = self.planes.of(place..place + 1);
        if let Some(bits) = &self.bits {
            let both = scratch.shared.with(planes.start);
            // The usual measure is the information itself: nothing is left to be chosen for each pair.
            if self.measure == Dependence::MutualInformation && place == j {
                bits.informations(place, both, self.terms, &mut out[..place]);
                return;
            }
            scratch.found.resize(place, 0.0);
            bits.informations(place, both, self.terms, &mut scratch.found);
            for (i, found) in self.few.iter().zip(&scratch.found) {
                out[*i] = self.put(*i, j, *found);
            }
            return;
        }
        let mut table = [0u32; (planes::MOST_VALUES * planes::MOST_VALUES) as usize];
        for (earlier, i) in self.few[..place].iter().enumerate() {
            let other = &self.counted[*i];
            let radix = own.symbols.radix;
            let used = (other.symbols.radix * radix) as usize;
            let at = self.planes.of(earlier..earlier + 1).start;
            let shared = |v, w| scratch.shared.with(planes.start + w)[at + v];
            cells(&other.counts, &own.counts, shared, &mut table);
            let joint = Joint::Dense { radix, counts: &table[..used] };
            out[*i] = self.put(*i, j, information(&joint, other, own, self.terms));
        }
    }

    /// Marks the columns from `first` on that can be.
    fn mark(&self, first: usize, scratch: &mut Scratch) {
        if self.parted.iter().any(Option::is_some) {
            let columns = (first..self.counted.len()).take(COLUMNS);
            let held = |j: usize| self.parted[j].as_ref().map(|_| self.counted[j].symbols.values);
            scratch.quad.mark(self.terms.rows(), columns.map(held));
        }
    }

    /// Fills the cells by marks of the rows from `first` on.
    fn rows_of_marks(&self, first: usize, scratch: &mut Scratch, out: &mut [f64], run: &Run) -> Result<()> {
        let size = self.counted.len();
        if self.few.len() == size {
            return Ok(());
        }
        let last = size.min(first + COLUMNS);
        for i in 0..last {
            let Some(parted) = &self.parted[i] else { continue };
            if !(first.max(i + 1)..last).any(|j| self.by_marks(i, j)) {
                continue;
            }
            run.check()?;
            let sums = scratch.quad.count(parted, self.terms);
            for j in (first.max(i + 1)..last).filter(|j| self.by_marks(i, *j)) {
                let (place, a, b) = (j - first, &self.counted[i], &self.counted[j]);
                let found = difference_of(sums[place], a, b, self.terms).unwrap_or_else(|| {
                    let joint = scratch.quad.joint(place, b.symbols.radix, &mut scratch.cells);
                    information_by_ratios(&joint, &a.counts, &b.counts, self.terms.rows())
                });
                out[place * size + i] = self.put(i, j, found);
            }
        }
        Ok(())
    }
}

/// The same of one pair, by ratios: what the matrix is tested against.
#[must_use]
pub fn single(joint: &Joint<'_>, a: &Counted<'_>, b: &Counted<'_>, measure: Dependence, rows: usize) -> f64 {
    measure.of(information_by_ratios(joint, &a.counts, &b.counts, rows), a.entropy(rows), b.entropy(rows))
}

#[cfg(test)]
mod tests {
    use super::*;
    use marginals_core::random::{below, stream};
    use std::collections::HashMap;
    use std::sync::Arc;

    const ALL: [Dependence; 7] = [
        Dependence::MutualInformation,
        Dependence::VariationOfInformation,
        Dependence::Normalized(Mean::Arithmetic),
        Dependence::Normalized(Mean::Geometric),
        Dependence::Normalized(Mean::Least),
        Dependence::Normalized(Mean::Largest),
        Dependence::Normalized(Mean::Joint),
    ];

    fn entropy(rows: impl Iterator<Item = (u32, u32)>) -> f64 {
        let mut counts = HashMap::new();
        rows.for_each(|row| *counts.entry(row).or_insert(0) += 1);
        let total: i32 = counts.values().sum();
        counts
            .values()
            .map(|n| -f64::from(*n) / f64::from(total) * (f64::from(*n) / f64::from(total)).ln())
            .sum()
    }

    fn columns(radices: &[u32], rows: usize, seed: u64) -> Vec<Vec<u32>> {
        let mut generator = stream(seed, "columns", 0);
        let base: Vec<u64> = (0..rows).map(|_| below(&mut generator, 1 << 20)).collect();
        radices
            .iter()
            .map(|radix| {
                let noise = 1 + below(&mut generator, 4);
                base.iter()
                    .map(|base| match below(&mut generator, 4) < noise {
                        true => below(&mut generator, u64::from(*radix)) as u32,
                        false => (base % u64::from(*radix)) as u32,
                    })
                    .collect()
            })
            .collect()
    }

    #[test]
    fn every_cell_is_the_measure_of_its_pair_for_any_threads() {
        let pool = Arc::new(rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap());
        for seed in 0..60 {
            let radices = [2, 3, 16, 2, 1, 4, 300, 16, 2, 5];
            let rows = 1 + 37 * seed as usize;
            let data = columns(&radices, rows, seed);
            let run = Run::default();
            let values: Vec<Values> = data
                .iter()
                .zip(&radices)
                .map(|(column, radix)| Values::new(*radix, column.iter().copied(), &run).unwrap())
                .collect();
            for measure in ALL {
                let found = pairwise(&values, &radices, measure, &run).unwrap();
                let pooled = Run::default().with_pool(Arc::clone(&pool), 3);
                let again = pairwise(&values, &radices, measure, &pooled).unwrap();
                assert!(found.iter().zip(&again).all(|(a, b)| a.to_bits() == b.to_bits()));
                for (i, a) in data.iter().enumerate() {
                    for (j, b) in data.iter().enumerate() {
                        let (ha, hb) =
                            (entropy(a.iter().map(|a| (*a, 0))), entropy(b.iter().map(|b| (*b, 0))));
                        let both = entropy(a.iter().copied().zip(b.iter().copied()));
                        let shared = (ha + hb - both).max(0.0);
                        let expected = match measure {
                            Dependence::MutualInformation => shared,
                            Dependence::VariationOfInformation => 2.0 * both - ha - hb,
                            Dependence::Normalized(_) if ha.max(hb) < 1e-12 => 1.0,
                            Dependence::Normalized(_) if ha.min(hb) < 1e-12 => 0.0,
                            Dependence::Normalized(Mean::Arithmetic) => 2.0 * shared / (ha + hb),
                            Dependence::Normalized(Mean::Geometric) => shared / (ha * hb).sqrt(),
                            Dependence::Normalized(Mean::Least) => shared / ha.min(hb),
                            Dependence::Normalized(Mean::Largest) => shared / ha.max(hb),
                            Dependence::Normalized(Mean::Joint) => shared / both,
                        };
                        let cell = found[i * radices.len() + j];
                        assert!((cell - expected).abs() < 1e-12, "{measure:?} {i} {j}: {cell} {expected}");
                    }
                }
            }
        }
    }

    #[test]
    fn bad_columns_are_refused() {
        let run = Run::default();
        let measure = Dependence::MutualInformation;
        let two = [Values::U8(vec![0, 1]), Values::U8(vec![0])];
        assert!(pairwise(&two, &[2, 1], measure, &run).is_err());
        assert!(pairwise(&[], &[], measure, &run).is_err());
        assert!(pairwise(&two[..1], &[2, 2], measure, &run).is_err());
    }
}
