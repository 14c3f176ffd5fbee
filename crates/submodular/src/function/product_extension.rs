//! The multilinear extension of a probabilistic cover: F(x) = Σ_i w_i (1 − Π_e (1 − x_e p_ei)).
//!
//! A column keeps the product of its factors that are not 0 and the number of those that are, so a coordinate moves by
//! one division and one multiplication per entry of its row, and a derivative is one pass over the row:
//! Σ_i w_i p_ei Π_{e' ≠ e} (1 − x_e' p_e'i).
use marginals_core::sum::Sum;
use marginals_core::{Charge, Multilinear, Result, Run};
use marginals_numerics::rows::Rows;

/// The extension at a point.
pub(super) struct ProductExtension<'a> {
    rows: &'a Rows,
    weights: &'a [f64],
    point: Vec<f64>,
    /// Product of the factors of each column that are not 0, and how many are.
    open: Vec<(f64, u32)>,
    _charge: Charge,
}

impl<'a> ProductExtension<'a> {
    pub fn new(rows: &'a Rows, weights: &'a [f64], run: &Run) -> Result<Self> {
        let bytes = 8 * rows.rows() as u64 + 16 * rows.columns() as u64;
        let charge = run.charge("a point and its products", bytes)?;
        Ok(ProductExtension {
            rows,
            weights,
            point: run.filled("a point", rows.rows(), 0.0)?,
            open: run.filled("products", rows.columns(), (1.0, 0))?,
            _charge: charge,
        })
    }
}

impl Multilinear for ProductExtension<'_> {
    fn value(&self) -> f64 {
        let missed = |(product, zeros): &(f64, u32)| if *zeros > 0 { 0.0 } else { *product };
        self.open.iter().zip(self.weights).map(|(open, w)| w * (1.0 - missed(open))).collect::<Sum>().value()
    }

    fn derivatives(&mut self, candidates: &[u32], run: &Run, out: &mut [f64]) -> Result<()> {
        for (e, out) in candidates.iter().zip(out) {
            run.check()?;
            let x = self.point[*e as usize];
            let mut sum = 0.0;
            self.rows.each(*e as usize, |column, p| {
                let own = 1.0 - x * p;
                let without = match (self.open[column], own > 0.0) {
                    ((product, 0), true) => product / own,
                    ((product, 1), false) => product,
                    _ => 0.0,
                };
                sum += self.weights[column] * p * without;
            });
            *out = sum;
        }
        Ok(())
    }

    fn set(&mut self, e: u32, to: f64, run: &Run) -> Result<()> {
        run.check()?;
        let before = std::mem::replace(&mut self.point[e as usize], to);
        let open = &mut self.open;
        self.rows.each(e as usize, |column, p| {
            let (old, new) = (1.0 - before * p, 1.0 - to * p);
            let (product, zeros) = &mut open[column];
            if old > 0.0 {
                *product /= old;
            } else {
                *zeros -= 1;
            }
            if new > 0.0 {
                *product *= new;
            } else {
                *zeros += 1;
            }
        });
        Ok(())
    }
}
