//! How alike two clusterings (partitions of the same items) are.
//!
//! - Variation of information H(X|Y) + H(Y|X), a metric (M. Meilă, "Comparing clusterings: an information based
//!   distance", 2007).
//! - Normalized mutual information I(X; Y) over a mean of H(X) and H(Y), or over H(X, Y) (N. X. Vinh, J. Epps and
//!   J. Bailey, "Information theoretic measures for clusterings comparison", 2010).
//! - Adjusted mutual information (I − E)/(mean − E), E the mean of I over all pairs of clusterings with these sizes:
//!   0 on average for clusterings made at random (the same).
//!
//! E sums a hypergeometric law for each pair of cluster sizes. Equal sizes are taken once, and each law is walked from
//! its mode by ratios until it dies out, normalized by its own sum: distinct sizes of x × of y × width, no ln Γ.
use crate::estimator::plug_in;
use crate::symbols::{Cell, Contingency, STRIDE};
use marginals_core::sum::Sum;
use marginals_core::{Result, Run};

/// Cells whose terms one block of work adds up.
const CELLS: usize = 1 << 13;

/// What the mutual information is divided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Normalization {
    /// (H(X) + H(Y))/2.
    Arithmetic,
    /// √(H(X) H(Y)).
    Geometric,
    /// min(H(X), H(Y)).
    Min,
    /// max(H(X), H(Y)).
    Max,
    /// H(X, Y).
    Joint,
}

/// Entropies and information of two clusterings.
struct Parts {
    x: f64,
    y: f64,
    joint: f64,
    information: f64,
}

impl Parts {
    fn new(table: &Contingency, run: &Run) -> Result<Self> {
        let term = |cell: &Cell| {
            let (row, column) = (table.rows[cell.row as usize], table.columns[cell.column as usize]);
            cell.weight * ((cell.weight / row) * (table.total / column)).ln()
        };
        let sums = run.blocks(
            table.cells.len(),
            CELLS,
            || (),
            |(), range| {
                let mut sum = Sum::default();
                sum.extend(table.cells[range].iter().map(term));
                Ok(sum)
            },
        )?;
        let mut information = Sum::default();
        sums.into_iter().for_each(|sum| information.merge(sum));
        Ok(Parts {
            x: plug_in(&table.rows, run)?,
            y: plug_in(&table.columns, run)?,
            joint: plug_in(&table.weights(), run)?,
            information: (information.value() / table.total).max(0.0),
        })
    }

    fn scale(&self, normalization: Normalization) -> f64 {
        match normalization {
            Normalization::Arithmetic => 0.5 * (self.x + self.y),
            Normalization::Geometric => (self.x * self.y).sqrt(),
            Normalization::Min => self.x.min(self.y),
            Normalization::Max => self.x.max(self.y),
            Normalization::Joint => self.joint,
        }
    }
}

/// H(X|Y) + H(Y|X), in nats.
///
/// # Errors
/// The run was cancelled.
pub fn variation_of_information(table: &Contingency, run: &Run) -> Result<f64> {
    let mut sum = Sum::default();
    for chunk in table.cells.chunks(STRIDE) {
        run.check()?;
        sum.extend(chunk.iter().map(|cell| {
            let given_row = cell.weight / table.rows[cell.row as usize];
            let given_column = cell.weight / table.columns[cell.column as usize];
            -cell.weight * (given_row.ln() + given_column.ln())
        }));
    }
    Ok((sum.value() / table.total).max(0.0))
}

/// I(X; Y) over a mean of entropies, in [0, 1]; 1 for two constants, 0 where only one is.
///
/// # Errors
/// The run was cancelled.
pub fn normalized_mutual_information(table: &Contingency, by: Normalization, run: &Run) -> Result<f64> {
    let parts = Parts::new(table, run)?;
    if parts.x == 0.0 && parts.y == 0.0 {
        return Ok(1.0);
    }
    let scale = parts.scale(by);
    Ok(if scale > 0.0 { (parts.information / scale).min(1.0) } else { 0.0 })
}

/// (I − E)/(mean − E): 1 for equal clusterings, about 0 for independent ones, at times below; 0 where I is what every
/// clustering with these sizes has, as where one has a single cluster or every item alone.
///
/// # Errors
/// The run was cancelled.
pub fn adjusted_mutual_information(table: &Contingency, by: Normalization, run: &Run) -> Result<f64> {
    let clusters = |sizes: &[f64]| sizes.iter().filter(|size| **size > 0.0).count();
    let (rows, columns) = (clusters(&table.rows), clusters(&table.columns));
    // Two clusterings without choice: everything together, or every item alone.
    if rows == columns && (rows == 1 || rows as f64 == table.total) {
        return Ok(1.0);
    }
    let parts = Parts::new(table, run)?;
    let expected = expected_mutual_information(table, run)?;
    let (above, below) = (parts.information - expected, parts.scale(by) - expected);
    // What rounding leaves of nothing is nothing, whatever it is divided by.
    if rows == 1 || columns == 1 || above.abs() <= 64.0 * f64::EPSILON * expected {
        return Ok(0.0);
    }
    let below = if below < 0.0 { below.min(-f64::EPSILON) } else { below.max(f64::EPSILON) };
    Ok(above / below)
}

/// The mean of I(X; Y) over all pairs of clusterings with the sizes of the table, in nats.
///
/// # Errors
/// The run was cancelled.
pub fn expected_mutual_information(table: &Contingency, run: &Run) -> Result<f64> {
    let (rows, columns) = (distinct(&table.rows), distinct(&table.columns));
    let total = table.total;
    let sums = run.blocks(
        rows.len(),
        4,
        || (),
        |(), range| {
            let mut sum = Sum::default();
            for (a, times) in &rows[range] {
                run.check()?;
                sum.extend(columns.iter().map(|(b, also)| times * also * expected_cell(*a, *b, total)));
            }
            Ok(sum)
        },
    )?;
    let mut sum = Sum::default();
    sums.into_iter().for_each(|part| sum.merge(part));
    Ok(sum.value())
}

/// Distinct sizes above 0, each with how often it occurs.
fn distinct(sizes: &[f64]) -> Vec<(f64, f64)> {
    let mut sorted: Vec<f64> = sizes.iter().copied().filter(|size| *size > 0.0).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let mut distinct: Vec<(f64, f64)> = Vec::new();
    for size in sorted {
        match distinct.last_mut() {
            Some((last, times)) if *last == size => *times += 1.0,
            _ => distinct.push((size, 1.0)),
        }
    }
    distinct
}

/// The mean of (n/N) ln(N n / a b) for n items shared by a cluster of a and one of b out of N.
fn expected_cell(a: f64, b: f64, total: f64) -> f64 {
    let (least, most) = ((a + b - total).max(0.0), a.min(b));
    let mode = ((a + 1.0) * (b + 1.0) / (total + 2.0)).floor().clamp(least, most);
    let term = |n: f64| if n > 0.0 { n * (n * (total / a) / b).ln() } else { 0.0 };
    let (mut weights, mut sum) = (1.0, term(mode));
    let (mut weight, mut n) = (1.0, mode);
    while n < most && weight > 1e-20 {
        weight *= (a - n) * (b - n) / ((n + 1.0) * (total - a - b + n + 1.0));
        n += 1.0;
        weights += weight;
        sum += weight * term(n);
    }
    (weight, n) = (1.0, mode);
    while n > least && weight > 1e-20 {
        weight *= n * (total - a - b + n) / ((a - n + 1.0) * (b - n + 1.0));
        n -= 1.0;
        weights += weight;
        sum += weight * term(n);
    }
    sum / weights / total
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::symbols::{Codes, Symbols};
    use marginals_core::random::{below, shuffle, stream};

    fn table(x: &[u8], y: &[u8]) -> Contingency {
        let run = Run::default();
        let of = |codes: &[u8]| Symbols::new(Codes::Bytes(codes.to_vec().into()), &run).unwrap();
        Contingency::count(&of(x), &of(y), &run).unwrap()
    }

    #[test]
    fn the_expectation_is_the_mean_over_all_permutations() {
        let run = Run::default();
        let (x, y) = ([0, 0, 0, 1, 1, 2], [0, 0, 1, 1, 1, 1]);
        let mut order: Vec<usize> = (0..6).collect();
        let (mut sum, mut count) = (0.0, 0.0);
        // Heap's algorithm.
        let mut state = [0usize; 6];
        let mut visit = |order: &[usize]| {
            let permuted: Vec<u8> = order.iter().map(|item| y[*item]).collect();
            sum += Parts::new(&table(&x, &permuted), &run).unwrap().information;
            count += 1.0;
        };
        visit(&order);
        let mut i = 0;
        while i < 6 {
            if state[i] < i {
                order.swap(if i % 2 == 0 { 0 } else { state[i] }, i);
                visit(&order);
                state[i] += 1;
                i = 0;
            } else {
                state[i] = 0;
                i += 1;
            }
        }
        let expected = expected_mutual_information(&table(&x, &y), &run).unwrap();
        assert!((expected - sum / count).abs() < 1e-14, "{expected} {}", sum / count);
    }

    #[test]
    fn equal_clusterings_are_equal_and_random_ones_are_not() {
        let run = Run::default();
        let mut generator = stream(1, "clusters", 0);
        let x: Vec<u8> = (0..3000).map(|_| below(&mut generator, 20) as u8).collect();
        let renamed: Vec<u8> = x.iter().map(|code| (code * 7 + 3) % 40).collect();
        let mut shuffled = x.clone();
        shuffle(&mut generator, &mut shuffled);
        for by in
            [Normalization::Arithmetic, Normalization::Geometric, Normalization::Min, Normalization::Max]
        {
            let same = table(&x, &renamed);
            assert!((normalized_mutual_information(&same, by, &run).unwrap() - 1.0).abs() < 1e-12);
            assert!((adjusted_mutual_information(&same, by, &run).unwrap() - 1.0).abs() < 1e-12);
            let other = table(&x, &shuffled);
            assert!(adjusted_mutual_information(&other, by, &run).unwrap().abs() < 0.02);
        }
        assert!(variation_of_information(&table(&x, &renamed), &run).unwrap() == 0.0);
    }

    #[test]
    fn constants_are_settled() {
        let run = Run::default();
        let nmi = |x: &[u8], y: &[u8]| {
            normalized_mutual_information(&table(x, y), Normalization::Min, &run).unwrap()
        };
        assert_eq!((nmi(&[1, 1], &[2, 2]), nmi(&[1, 1], &[0, 1])), (1.0, 0.0));
        let ami = |x: &[u8], y: &[u8]| {
            adjusted_mutual_information(&table(x, y), Normalization::Arithmetic, &run).unwrap()
        };
        assert_eq!(
            (ami(&[1, 1], &[2, 2]), ami(&[0, 1], &[1, 0]), ami(&[1, 1, 1], &[0, 1, 2])),
            (1.0, 1.0, 0.0)
        );
    }

    #[test]
    fn nothing_above_chance_is_nothing_whatever_it_is_divided_by() {
        let run = Run::default();
        for case in 0..200 {
            let mut generator = stream(2, "clusters", case);
            let n = 2 + below(&mut generator, 40) as u8;
            let x: Vec<u8> =
                (0..n).map(|item| if item == 0 { 3 } else { below(&mut generator, 3) as u8 }).collect();
            let (whole, alone) = (vec![0; usize::from(n)], (0..n).collect::<Vec<u8>>());
            for by in
                [Normalization::Arithmetic, Normalization::Geometric, Normalization::Min, Normalization::Max]
            {
                let ami = |x: &[u8], y: &[u8]| adjusted_mutual_information(&table(x, y), by, &run).unwrap();
                assert_eq!((ami(&x, &whole), ami(&whole, &x), ami(&whole, &alone)), (0.0, 0.0, 0.0));
                let clusters = x.iter().collect::<std::collections::HashSet<_>>().len();
                if clusters < usize::from(n) {
                    assert_eq!((ami(&x, &alone), ami(&alone, &x)), (0.0, 0.0), "{by:?} {x:?}");
                }
            }
        }
    }
}
