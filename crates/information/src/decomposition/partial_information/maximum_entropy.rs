//! The law of largest entropy that keeps the three pair marginals of three variables.
//!
//! A cell can be 0 in every such law although all its pairs are positive. The laws with q ≥ −ε tell: a combination of
//! the constraints holds such a cell within a multiple of ε of −ε, so at the minimum of Σ (q + ε) ln(q + ε) it falls
//! with ε while all others settle. On the cells that remain the maximum is inside, so Newton's method for Σ q ln q
//! under linear constraints converges quadratically. Iterative proportional fitting would crawl towards the forced
//! zeros. Source of the method: S. Boyd and L. Vandenberghe, "Convex optimization", 2004, 10.2. Cost: some fifty
//! systems of (pair cells)³ / 6.
use super::normal_equations::NormalEquations;
use super::specific::Sourced;
use marginals_core::sum::Sum;
use marginals_core::{Error, Result, Run};
use std::collections::BTreeMap;

/// The most pair cells.
const MAX_EQUATIONS: usize = 3000;
/// The values of ε, and how much a forced cell must fall between the last two of them.
const MARGINS: [f64; 4] = [1e-3, 1e-5, 1e-7, 1e-9];
const FALLING: f64 = 0.2;
const MAX_STEPS: usize = 60;

/// A cell of the law.
pub(super) struct Cell {
    /// Values of both sources and the target.
    pub(super) values: [u32; 3],
    /// Its probability.
    pub(super) p: f64,
}

struct Program {
    values: Vec<[u32; 3]>,
    rows: Vec<[usize; 3]>,
    kept: Vec<f64>,
}

/// The cells of the law of largest entropy with the same pair marginals.
pub(super) fn maximum_entropy(sourced: &Sourced, run: &Run) -> Result<Vec<Cell>> {
    let [first, second] = &sourced.sources[..] else { return Err(Error::internal("two sources")) };
    let (mut given, mut kept) = (BTreeMap::new(), BTreeMap::new());
    for (row, p) in sourced.p.iter().enumerate() {
        let values = [first.ids[row], second.ids[row], sourced.target.ids[row]];
        *given.entry(values).or_insert(0.0) += p;
        for pair in pairs(values) {
            kept.entry(pair).or_insert_with(Sum::default).add(*p);
        }
    }
    if kept.len() > MAX_EQUATIONS {
        let expected = format!("alphabets with at most {MAX_EQUATIONS} pairs");
        return Err(Error::limit("sources", expected, kept.len()));
    }
    let number: BTreeMap<(usize, u32, u32), usize> =
        kept.keys().enumerate().map(|(i, pair)| (*pair, i)).collect();
    let mut program =
        Program { values: Vec::new(), rows: Vec::new(), kept: kept.values().map(Sum::value).collect() };
    let mut q = Vec::new();
    for (_, a, b) in number.keys().filter(|pair| pair.0 == 2) {
        for t in 0..sourced.target.count as u32 {
            let found = pairs([*a, *b, t]).map(|pair| number.get(&pair).copied());
            if let [Some(x), Some(y), Some(z)] = found {
                program.values.push([*a, *b, t]);
                program.rows.push([x, y, z]);
                q.push(given.get(&[*a, *b, t]).copied().unwrap_or(0.0));
            }
        }
        run.check()?;
    }
    let equations = program.kept.len();
    let _charge = run.charge("a convex program", (equations * equations * 8 + q.len() * 64) as u64)?;
    let mut system = NormalEquations::new(equations, run)?;
    if q.contains(&0.0) {
        let given = q.clone();
        let (mut last, mut above) = (1.0, Vec::new());
        for margin in MARGINS {
            above = q.iter().map(|q| q + last).collect();
            // The given law is inside for every ε > 0, so a mixture with it is.
            let kept = 0.5 * margin / last;
            q.iter_mut().zip(&given).for_each(|(q, given)| *q = kept * *q + (1.0 - kept) * given);
            program.minimize(&mut q, margin, &mut system, run)?;
            last = margin;
        }
        let falls = |(q, above): (&f64, &f64)| q + last < FALLING * above;
        let fallen: Vec<bool> = q.iter().zip(&above).map(falls).collect();
        let mut stays = Vec::new();
        stays.extend(fallen.iter().zip(&given).map(|(fallen, given)| *given > 0.0 || !fallen));
        let mut stay = stays.iter();
        program.values.retain(|_| *stay.next().unwrap_or(&true));
        let mut stay = stays.iter();
        program.rows.retain(|_| *stay.next().unwrap_or(&true));
        let mut stay = stays.iter();
        q.retain(|_| *stay.next().unwrap_or(&true));
        q.iter_mut().for_each(|q| *q = q.max(last));
    }
    program.minimize(&mut q, 0.0, &mut system, run)?;
    Ok(program.values.into_iter().zip(q).map(|(values, p)| Cell { values, p }).collect())
}

fn pairs([a, b, t]: [u32; 3]) -> [(usize, u32, u32); 3] {
    [(0, a, t), (1, b, t), (2, a, b)]
}

impl Program {
    /// Newton's method for Σ (q + ε) ln(q + ε), the equations' residuals taken along.
    fn minimize(&self, q: &mut [f64], margin: f64, system: &mut NormalEquations, run: &Run) -> Result<()> {
        for _ in 0..MAX_STEPS {
            run.check()?;
            system.clear();
            let mut right: Vec<f64> = self.kept.iter().map(|p| -p).collect();
            // Slope and inverse curvature of each term.
            let terms: Vec<(f64, f64)> = q.iter().map(|q| ((q + margin).ln() + 1.0, q + margin)).collect();
            for ((rows, q), (slope, inverse)) in self.rows.iter().zip(q.iter()).zip(&terms) {
                for (place, row) in rows.iter().enumerate() {
                    rows[..=place].iter().for_each(|other| system.add(*row, *other, *inverse));
                    right[*row] += q - inverse * slope;
                }
            }
            system.solve(&mut right, run)?;
            let pulled = |rows: &[usize; 3]| rows.iter().map(|row| right[*row]).sum::<f64>();
            let step: Vec<f64> = self
                .rows
                .iter()
                .zip(&terms)
                .map(|(rows, (slope, inverse))| -inverse * (slope + pulled(rows)))
                .collect();
            // Twice the fall that the quadratic model promises.
            let promise: f64 =
                step.iter().zip(&terms).map(|(step, (_, inverse))| step * (step / inverse)).sum();
            let inside =
                terms.iter().zip(&step).filter(|(_, step)| **step < 0.0).map(|(term, step)| -term.1 / step);
            let mut length = (0.99 * inside.fold(f64::INFINITY, f64::min)).min(1.0);
            let height = |q: &[f64]| -> f64 {
                q.iter().map(|q| (q + margin) * (q + margin).ln()).collect::<Sum>().value()
            };
            let before = height(q);
            for _ in 0..30 {
                let moved: Vec<f64> = q.iter().zip(&step).map(|(q, step)| q + length * step).collect();
                if promise < 1e-8 || height(&moved) <= before {
                    q.copy_from_slice(&moved);
                    break;
                }
                length *= 0.5;
            }
            if promise < 1e-24 {
                break;
            }
        }
        Ok(())
    }
}
