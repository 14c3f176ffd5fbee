//! How much every two columns of symbols have to do with each other: mutual information, its normalized forms and
//! the variation of information of all pairs, in nats.
//!
//! Every value is a sum of n ln n over the joint counts of a pair; marginals are counted once. Columns of up to four
//! values are compared as planes of bits, others by counting. Cost for n = 1,000 rows: about 0.01 µs a pair of
//! two-valued columns, 0.4 µs a pair of 16 values; memory: the matrix. Plug-in estimates: of few rows for many
//! values the information is too large.
//!
//! Source: T. M. Cover and J. A. Thomas, "Elements of information theory", 2006; M. Meilă, "Comparing clusterings, an
//! information based distance", 2007; N. X. Vinh, J. Epps and J. Bailey, "Information theoretic measures for
//! clusterings comparison", 2010, for the normalizations.
use crate::contingency::planes::{MOST_VALUES, cells};
use crate::contingency::{Counted, Joint, PairCounter, Planes, Terms, information, information_by_ratios};
use crate::table::Values;
use marginals_core::{Error, Result, Run};

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
    let few: Vec<usize> = (0..size).filter(|at| radices[*at] <= MOST_VALUES).collect();
    let held: Vec<(&Values, u32)> = few.iter().map(|at| (&columns[*at], radices[*at])).collect();
    let pairs = Pairs {
        planes: Planes::new(&held, run)?,
        few: &few,
        counted: &counted,
        entropies: counted.iter().map(|column| column.entropy(rows)).collect(),
        terms: &terms,
        measure,
    };
    run.progress().start("pairs", size as u64);
    run.blocks_into(&mut matrix, size, Scratch::default, |scratch, start, out| {
        pairs.row(start / size, scratch, out, run)?;
        run.progress().advance(1);
        Ok(())
    })?;
    for i in 0..size {
        for j in 0..i {
            matrix[i * size + j] = matrix[j * size + i];
        }
    }
    Ok(matrix)
}

#[derive(Default)]
struct Scratch {
    counter: PairCounter,
    shared: Vec<Vec<u32>>,
}

struct Pairs<'a> {
    planes: Planes,
    /// Columns held as planes, ascending.
    few: &'a [usize],
    counted: &'a [Counted<'a>],
    entropies: Vec<f64>,
    terms: &'a Terms,
    measure: Dependence,
}

impl Pairs<'_> {
    /// Fills the cells from the diagonal on of row `i`.
    fn row(&self, i: usize, scratch: &mut Scratch, out: &mut [f64], run: &Run) -> Result<()> {
        let own = &self.counted[i];
        let entropy = self.entropies[i];
        out[i] = self.measure.of(entropy, entropy, entropy);
        let mut put = |j: usize, information: f64| {
            out[j] = self.measure.of(information, entropy, self.entropies[j]);
        };
        let held = self.few.binary_search(&i).ok();
        if let Some(place) = held {
            self.row_of_planes(place, own, scratch, &mut put);
        }
        let few = |j: usize| held.is_some() && self.counted[j].symbols.radix <= MOST_VALUES;
        for j in (i + 1..self.counted.len()).filter(|j| !few(*j)) {
            let other = &self.counted[j];
            let joint = scratch.counter.joint(own.symbols, other.symbols, run)?;
            put(j, information(&joint, own, other, self.terms));
        }
        Ok(())
    }

    fn row_of_planes(
        &self,
        place: usize,
        own: &Counted<'_>,
        scratch: &mut Scratch,
        put: &mut impl FnMut(usize, f64),
    ) {
        let (first, end) = self.planes.of(place);
        scratch.shared.resize(end - first, Vec::new());
        for (plane, counts) in (first..end).zip(&mut scratch.shared) {
            self.planes.shared(plane, end, counts);
        }
        let mut table = [0u32; (MOST_VALUES * MOST_VALUES) as usize];
        for (later, j) in self.few.iter().enumerate().skip(place + 1) {
            let other = &self.counted[*j];
            let radix = other.symbols.radix;
            let used = (own.symbols.radix * radix) as usize;
            let at = self.planes.of(later).0 - end;
            cells(&own.counts, &other.counts, |v, w| scratch.shared[v][at + w], &mut table);
            let joint = Joint::Dense { radix, counts: &table[..used] };
            put(*j, information(&joint, own, other, self.terms));
        }
    }
}

/// The same of one pair, by ratios: what the matrix is tested against.
#[must_use]
pub fn single(joint: &Joint<'_>, a: &Counted<'_>, b: &Counted<'_>, measure: Dependence, rows: usize) -> f64 {
    measure.of(information_by_ratios(joint, a, b, rows), a.entropy(rows), b.entropy(rows))
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
