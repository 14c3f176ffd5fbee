//! The multilinear extension of facility location: F(x) = Σ_i E max_{j∈R} s_ij, R holding j with probability x_j.
//!
//! With the elements of a row in descending order of similarity, P_j the probability that none before j is in R and T_j
//! what the row expects of j and those after it, T_j = x_j s_ij + (1 − x_j) T_{j+1} and ∂F_i/∂x_j = P_j (s_ij − T_{j+1}):
//! two passes over a row, no division. All derivatives cost the similarities above 0 once; they are kept until the
//! point moves. Made by sorting every row, 12 bytes a similarity above 0, where that is not too much.
use super::form::{Form, Quantum};
use marginals_core::sum::Sum;
use marginals_core::{Charge, Multilinear, Result, Run};
use marginals_numerics::arch::coverage::Quantized;
use marginals_numerics::arch::products::PANEL;

/// Similarities beyond which derivatives are left to be estimated.
const MOST: usize = 1 << 24;

/// The extension at a point.
pub(super) struct Extension {
    /// Where the elements of every row begin, those of larger similarity first.
    starts: Vec<usize>,
    elements: Vec<u32>,
    similarities: Vec<f64>,
    point: Vec<f64>,
    derivatives: Vec<f64>,
    /// Whether the derivatives are those of the point.
    fresh: bool,
    before: Vec<f64>,
    _charge: Charge,
}

impl Extension {
    /// The extension of a form at 0; none where there are too many pairs.
    pub fn new<F: Form>(form: &F, run: &Run) -> Result<Option<Extension>> {
        let (ground, rows, one) = (form.ground_size(), form.units().rows, form.units().one);
        let pairs = ground.saturating_mul(rows);
        if pairs > MOST {
            return Ok(None);
        }
        let charge = run.charge("sorted similarities", 32 * pairs as u64 + 24 * ground as u64)?;
        let panels = rows.div_ceil(PANEL);
        let start = form.start(run)?;
        let mut column = run.filled("a column of similarities", panels * PANEL, F::Real::ZERO)?;
        let mut sorted = run.reserved::<(u32, f64, u32)>("sorted similarities", pairs)?;
        for e in 0..ground as u32 {
            form.tile(&[e], 0..panels, run, &mut column)?;
            for (row, (whole, least)) in column.iter().zip(&start).take(rows).enumerate() {
                let above: i64 = rise::<F>(*whole, *least);
                if above > 0 {
                    sorted.push((row as u32, above as f64 * one, e));
                }
            }
        }
        run.check()?;
        sorted.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)));
        let mut starts = run.filled("starts of rows", rows + 1, 0usize)?;
        sorted.iter().for_each(|(row, ..)| starts[*row as usize + 1] += 1);
        for row in 0..rows {
            starts[row + 1] += starts[row];
        }
        let mut elements = run.reserved("elements", sorted.len())?;
        let mut similarities = run.reserved("similarities", sorted.len())?;
        elements.extend(sorted.iter().map(|(.., e)| *e));
        similarities.extend(sorted.iter().map(|(_, s, _)| *s));
        Ok(Some(Extension {
            starts,
            elements,
            similarities,
            point: run.filled("a point", ground, 0.0)?,
            derivatives: run.filled("derivatives", ground, 0.0)?,
            fresh: false,
            before: run.filled("probabilities", ground, 0.0)?,
            _charge: charge,
        }))
    }

    fn row(&self, row: usize) -> impl DoubleEndedIterator<Item = (usize, f64)> {
        let range = self.starts[row]..self.starts[row + 1];
        self.elements[range.clone()].iter().map(|e| *e as usize).zip(self.similarities[range].iter().copied())
    }

    fn derive(&mut self, run: &Run) -> Result<()> {
        let mut derivatives = std::mem::take(&mut self.derivatives);
        let mut before = std::mem::take(&mut self.before);
        derivatives.fill(0.0);
        let mut seen = 0;
        for row in 0..self.starts.len() - 1 {
            seen += self.starts[row + 1] - self.starts[row];
            if seen > 1 << 16 {
                (seen, _) = (0, run.check()?);
            }
            let mut none = 1.0;
            for (at, (e, _)) in self.row(row).enumerate() {
                before[at] = none;
                none *= 1.0 - self.point[e];
            }
            let mut after = 0.0;
            let length = self.starts[row + 1] - self.starts[row];
            for (at, (e, s)) in self.row(row).rev().enumerate() {
                derivatives[e] += before[length - 1 - at] * (s - after);
                after = self.point[e] * s + (1.0 - self.point[e]) * after;
            }
        }
        (self.derivatives, self.before, self.fresh) = (derivatives, before, true);
        Ok(())
    }
}

/// How far a similarity rises above what its row starts from.
fn rise<F: Form>(whole: Quantum<F>, least: Quantum<F>) -> i64 {
    if whole > least { (whole - least).into() } else { 0 }
}

impl Multilinear for Extension {
    fn value(&self) -> f64 {
        let expected = |row| {
            self.row(row).rev().fold(0.0, |after, (e, s)| self.point[e] * s + (1.0 - self.point[e]) * after)
        };
        (0..self.starts.len() - 1).map(expected).collect::<Sum>().value()
    }

    fn derivatives(&mut self, candidates: &[u32], run: &Run, out: &mut [f64]) -> Result<()> {
        run.check()?;
        if !self.fresh {
            self.derive(run)?;
        }
        candidates.iter().zip(out).for_each(|(e, out)| *out = self.derivatives[*e as usize]);
        Ok(())
    }

    fn set(&mut self, e: u32, to: f64, run: &Run) -> Result<()> {
        run.check()?;
        self.fresh &= self.point[e as usize] == to;
        self.point[e as usize] = to;
        Ok(())
    }
}
