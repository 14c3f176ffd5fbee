//! What to measure next of one case: the column that tells most of the target, given what was measured of that case.
//!
//! For observed values o the rows that agree with o are the cases to learn from; column j is worth
//! I(X_j; Y | o), estimated (plug-in) on those rows, and the choice is the column of largest worth per cost among
//! those that the budget allows, ties to the lowest index. The posterior is the share of each target value among the
//! rows. Cost: O(rows · columns) a step, less with every observation.
//!
//! Source: D. Geman and B. Jedynak, "An active testing model for tracking roads in satellite images", 1996; I. Covert et
//! al., "Learning to maximize mutual information for dynamic feature selection", 2023.
use super::sequential::Columns;
use crate::contingency::{Counted, PairCounter, Terms, information, reordered};
use crate::table::Values;
use marginals_core::{Error, Result, Run};

/// What is known and what measuring costs.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// Column and value of everything measured so far.
    pub observed: &'a [(u32, u32)],
    /// Cost of every column, above 0.
    pub costs: &'a [f64],
    /// What may still be spent.
    pub budget: f64,
}

/// What to measure next, and what is known by now.
#[derive(Clone, Debug, PartialEq)]
pub struct Acquisition {
    /// The column, where one is allowed and tells anything.
    pub next: Option<u32>,
    /// I(X_j; Y | observed) of every column, 0 for what is known.
    pub informations: Vec<f64>,
    /// Share of every target value among the rows that agree; empty without rows.
    pub posterior: Vec<f64>,
    /// H(Y | observed).
    pub entropy: f64,
    /// Rows that agree with everything measured.
    pub rows: usize,
}

/// The next column of a case.
///
/// # Errors
/// `Shape` for no rows, unequal lengths, no target or wrong numbers of costs; `Range` for unknown columns; out of
/// memory; the run was cancelled.
pub fn acquire(columns: Columns<'_>, case: Case<'_>, run: &Run) -> Result<Acquisition> {
    let count = columns.values.len();
    let Some((target, radix)) = columns.target else {
        return Err(Error::shape("target", "a column", "none"));
    };
    let rows = target.len();
    if columns.values.iter().any(|column| column.len() != rows) || columns.radices.len() != count || rows == 0
    {
        return Err(Error::shape("columns", "columns of one length of at least 1", rows));
    }
    if case.costs.len() != count {
        return Err(Error::shape("costs", format!("one per column ({count})"), case.costs.len()));
    }
    if let Some((column, _)) = case.observed.iter().find(|(column, _)| *column as usize >= count) {
        return Err(Error::range("observed", format!("columns below {count}"), column));
    }
    let mut agreeing: Vec<u32> = run.reserved("rows of a case", rows)?;
    agreeing.extend(0..rows as u32);
    for (column, value) in case.observed {
        let column = &columns.values[*column as usize];
        agreeing.retain(|row| column.get(*row as usize) == *value);
        run.check()?;
    }
    let terms = Terms::new(agreeing.len());
    let mut own = Values::U8(Vec::new());
    reordered(target, &agreeing, &mut own);
    let target = Counted::new(&own, radix, &terms, run)?;
    let known = |at: usize| case.observed.iter().any(|(column, _)| *column as usize == at);
    let mut informations = run.filled("informations", count, 0.0)?;
    if !agreeing.is_empty() {
        run.blocks_into(
            &mut informations,
            1,
            || (Values::U8(Vec::new()), PairCounter::default()),
            |(values, counter), at, out| {
                for information_of in out.iter_mut().filter(|_| !known(at)) {
                    reordered(&columns.values[at], &agreeing, values);
                    let column = Counted::new(values, columns.radices[at], &terms, run)?;
                    let joint = counter.joint(column.symbols, target.symbols, run)?;
                    *information_of = information(&joint, &column, &target, &terms);
                }
                Ok(())
            },
        )?;
    }
    let worth = |at: &usize| informations[*at] / case.costs[*at];
    let allowed =
        (0..count).filter(|at| !known(*at) && informations[*at] > 0.0 && case.costs[*at] <= case.budget);
    let next = allowed.reduce(|best, at| if worth(&at) > worth(&best) { at } else { best });
    let total = agreeing.len() as f64;
    let posterior = match agreeing.len() {
        0 => Vec::new(),
        _ => target.counts.iter().map(|count| f64::from(*count) / total).collect(),
    };
    let entropy = if agreeing.is_empty() { 0.0 } else { target.entropy(agreeing.len()) };
    Ok(Acquisition { next: next.map(|at| at as u32), informations, posterior, entropy, rows: agreeing.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(values: &[u8]) -> Values {
        Values::U8(values.to_vec())
    }

    #[test]
    fn the_best_question_depends_on_the_answers_so_far() {
        // y = a where c is 0, b where c is 1: c tells nothing alone.
        let (mut a, mut b, mut c, mut y) = (vec![], vec![], vec![], vec![]);
        for bits in 0..8u8 {
            let (i, j, k) = (bits & 1, bits >> 1 & 1, bits >> 2);
            a.push(i);
            b.push(j);
            c.push(k);
            y.push(if k == 0 { i } else { j });
        }
        let values = [column(&a), column(&b), column(&c)];
        let target = column(&y);
        let columns = Columns { values: &values, radices: &[2; 3], target: Some((&target, 2)) };
        let ask = |observed: &[(u32, u32)], costs: &[f64], budget: f64| {
            acquire(columns, Case { observed, costs, budget }, &Run::default()).unwrap()
        };
        let start = ask(&[], &[1.0; 3], 9.0);
        assert_eq!((start.next, start.rows, &start.posterior[..]), (Some(0), 8, &[0.5, 0.5][..]));
        assert_eq!(start.informations[2], 0.0);
        assert!((start.entropy - 2f64.ln()).abs() < 1e-15);
        let known = ask(&[(2, 1)], &[1.0; 3], 9.0);
        assert_eq!((known.next, known.informations[0], known.rows), (Some(1), 0.0, 4));
        assert!((known.informations[1] - 2f64.ln()).abs() < 1e-15);
        // Costs and budgets decide among equals.
        assert_eq!(ask(&[], &[2.0, 1.0, 1.0], 9.0).next, Some(1));
        assert_eq!(ask(&[], &[2.0, 3.0, 1.0], 2.0).next, Some(0));
        assert_eq!(ask(&[], &[2.0, 3.0, 1.0], 0.5).next, None);
        let done = ask(&[(2, 1), (1, 0)], &[1.0; 3], 9.0);
        assert_eq!((done.next, done.entropy, &done.posterior[..]), (None, 0.0, &[1.0, 0.0][..]));
        let nobody = ask(&[(0, 7)], &[1.0; 3], 9.0);
        assert_eq!((nobody.next, nobody.rows, nobody.posterior.len()), (None, 0, 0));
        assert!(
            acquire(columns, Case { observed: &[(5, 0)], costs: &[1.0; 3], budget: 1.0 }, &Run::default())
                .is_err()
        );
    }
}
